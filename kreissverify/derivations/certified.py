"""A derivation with the certificates of its real questions, as one more way to decide its steps."""

from __future__ import annotations

from dataclasses import replace

from kreissverify.derivations.deciders.asked import RealQuestion
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
    ('certificate', 'points')
    """
    new: dict[int, Fact] = {}
    for fact in derivation.facts:
        uses = tuple(new[id(x)] for x in fact.uses)
        questions = tuple(map(_certified, fact.questions))
        shown = questions and all(CERTIFICATE.name in x.means for x in questions)
        means = (*fact.means, CERTIFICATE.name) if shown else fact.means
        new[id(fact)] = replace(
            fact, uses=uses, means=tuple(dict.fromkeys(means)), questions=questions
        )
    return replace(derivation, facts=tuple(new[id(x)] for x in derivation.facts))


def _certified(question: RealQuestion) -> RealQuestion:
    """Return a question that names the certificate among its means, if one is found."""
    if CERTIFICATE.name in question.means or certify(question) is None:
        return question
    return replace(question, means=(*question.means, CERTIFICATE.name))
