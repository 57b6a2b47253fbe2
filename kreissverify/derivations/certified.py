"""A derivation with the certificates of its real questions, as one more way to decide its steps."""

from __future__ import annotations

from dataclasses import replace

from kreissverify.derivations.deciders.positivstellensatz.decider import CERTIFICATE, certify
from kreissverify.derivations.derivation import Derivation
from kreissverify.derivations.fact import Fact

__all__ = ["with_certificates"]


def with_certificates(derivation: Derivation) -> Derivation:
    """Return a derivation in which steps name the certificates of their questions.

    A step whose every real question has a certificate is decided by ``certificate`` also, which
    asks no solver. The certificates themselves are given by `certify`, which keeps them.

    Examples
    --------
    >>> from kreissverify.derivations import derive
    >>> from kreissverify.derivations.certified import with_certificates
    >>> from kreissverify.theorems import bundled_statement
    >>> with_certificates(derive(bundled_statement("R3"))).facts[-1].ways
    ('z3', 'cvc5', 'points', 'certificate')
    """
    new: dict[int, Fact] = {}
    for fact in derivation.facts:
        uses = tuple(new[id(x)] for x in fact.uses)
        shown = fact.questions and all(certify(x) is not None for x in fact.questions)
        means = (*fact.means, CERTIFICATE.name) if shown else fact.means
        new[id(fact)] = replace(fact, uses=uses, means=means)
    return replace(derivation, facts=tuple(new[id(x)] for x in derivation.facts))
