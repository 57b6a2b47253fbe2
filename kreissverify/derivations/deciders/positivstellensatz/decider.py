"""The decider by certificates: what it shows, anyone can check with rational arithmetic.

It asks no solver, and is asked only where certificates are wanted: solvers are quicker.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.asked import RealQuestion
from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.deciders.positivstellensatz.certificates import (
    RealCertificate,
    verifies,
)
from kreissverify.derivations.deciders.positivstellensatz.pruning import shortened
from kreissverify.derivations.deciders.positivstellensatz.system import system_of
from kreissverify.derivations.deciders.registry import Decider, register
from kreissverify.derivations.errors import DerivationError

__all__ = ["CERTIFICATE", "certify"]

_found: dict[RealQuestion, RealCertificate | None] = {}


def certify(question: RealQuestion) -> RealCertificate | None:
    """Return a certificate of a real question, checked; None if none is found within the work.

    Examples
    --------
    >>> from sympy import Symbol
    >>> from kreissverify.derivations.deciders.asked import RealQuestion
    >>> from kreissverify.derivations.deciders.positivstellensatz.decider import certify
    >>> x = Symbol("x", real=True)
    >>> certify(RealQuestion((x > 2,), x**2 > 4)).premises
    (0,)
    >>> certify(RealQuestion((x > 2,), x**2 > 5)) is None
    True
    """
    if question not in _found:
        _found[question] = _certificate(question.premises, question.claim)
    return _found[question]


def _certificate(premises: Sequence[Boolean], claim: Boolean) -> RealCertificate | None:
    # Here, as linear programs take long to load and few runs need any.
    from kreissverify.derivations.deciders.positivstellensatz.search import refute

    try:
        system = system_of(premises, claim)
    except DerivationError:  # no formula over the reals
        return None
    refutation = refute(system)
    if refutation is None:
        return None
    # The search is not believed: what it found is checked against the question as it stands.
    found = shortened(premises, claim, system, refutation)
    return found if verifies(premises, claim, found) else None


def _decide(premises: Sequence[Boolean], claim: Boolean) -> Decision:
    question = RealQuestion(tuple(premises), claim)
    if certify(question) is None:
        return Decision(False, reason="no certificate was found within the limit of work")
    return Decision(True, (CERTIFICATE.name,))


CERTIFICATE = register(
    Decider("certificate", "an exact certificate", counted="exact certificates", decide=_decide)
)
