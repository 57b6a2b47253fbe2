"""The decider by certificates: what it shows, anyone can check with rational arithmetic.

It asks no solver, and is asked only where certificates are wanted: solvers are quicker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
from kreissverify.derivations.terms.formulas import scalar_atoms

__all__ = ["CERTIFICATE", "MOST_LEAVES", "certify"]

#: Empirical: of the questions of the library most need a few leaves, and none that was found needs
#: more than a few hundred.
MOST_LEAVES = 800
# Leaves that are searched for with few premises: where these are enough, it is seen early.
_NEAR = 100

_found: dict[RealQuestion, RealCertificate] = {}
# With how many leaves a certificate of a question was searched for and not found.
_in_vain: dict[RealQuestion, int] = {}


def certify(question: RealQuestion, leaves: int = MOST_LEAVES) -> RealCertificate | None:
    """Return a certificate of a real question, checked; None if none is found within the work.

    Parameters
    ----------
    question
        The question, of which only the premises and the claim count.
    leaves
        How many leaves may be searched for: the work of a search, whatever time it takes.

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
    if question not in _found and _in_vain.get(question, 0) < leaves:
        found = _certificate(question.premises, question.claim, leaves)
        if found is None:
            _in_vain[question] = leaves
        else:
            _found[question] = found
    return _found.get(question)


def _certificate(
    premises: Sequence[Boolean], claim: Boolean, leaves: int
) -> RealCertificate | None:
    # Few premises first: those of nothing else than the claim are enough for most questions, and
    # what is known of other terms leads the search astray.
    terms = scalar_atoms(claim)
    near = [i for i, x in enumerate(premises) if scalar_atoms(x) <= terms]
    every = list(range(len(premises)))
    found = _from(premises, near, claim, min(_NEAR, leaves)) if near != every else None
    return found or _from(premises, every, claim, leaves)


def _from(
    premises: Sequence[Boolean], chosen: Sequence[int], claim: Boolean, leaves: int
) -> RealCertificate | None:
    """Return a certificate that uses none but the premises of some numbers."""
    # Here, as linear programs take long to load and few runs need any.
    from kreissverify.derivations.deciders.positivstellensatz.search import refute

    some = [premises[i] for i in chosen]
    try:
        system = system_of(some, claim)
    except DerivationError:  # no formula over the reals
        return None
    refutation = refute(system, leaves)
    if refutation is None:
        return None
    short = shortened(some, claim, system, refutation)
    found = replace(short, premises=tuple(chosen[i] for i in short.premises))
    # The search is not believed: what it found is checked against the question as it stands.
    return found if verifies(premises, claim, found) else None


def _decide(premises: Sequence[Boolean], claim: Boolean) -> Decision:
    question = RealQuestion(tuple(premises), claim)
    if certify(question) is None:
        return Decision(False, reason="no certificate was found within the limit of work")
    return Decision(True, (CERTIFICATE.name,))


CERTIFICATE = register(
    Decider("certificate", "an exact certificate", counted="exact certificates", decide=_decide)
)
