"""What a derivation contributes to a verdict."""

from __future__ import annotations

from kreissverify.derivations import Derivation, StepKind
from kreissverify.derivations.foundations import foundations
from kreissverify.evidence.kinds import DerivationStep, FailedDerivation, ShownDerivation, Source
from kreissverify.theorems import expression_latex

__all__ = ["derived"]


def derived(derivation: Derivation) -> ShownDerivation | FailedDerivation:
    """Return what is to be said of a statement's derivation."""
    if not derivation.is_complete:
        return FailedDerivation(derivation.failed, derivation.reason)
    rests = foundations(derivation)
    return ShownDerivation(
        idea=derivation.idea,
        steps=_steps(derivation),
        cited=_sources(derivation, StepKind.CLASSICAL, StepKind.DEFINITION),
        lemmas=_sources(derivation, StepKind.LEMMA),
        seconds=derivation.seconds,
        exact=rests.exact,
        on_word=rests.on_word,
        facts=tuple(Source(x.name, x.text, x.tested) for x in rests.facts),
        stored=rests.stored,
    )


def _sources(derivation: Derivation, *kinds: StepKind) -> tuple[Source, ...]:
    found = (Source(fact.cites, fact.source) for fact in derivation.facts if fact.kind in kinds)
    return tuple(dict.fromkeys(found))  # what is cited twice is named once


def _steps(derivation: Derivation) -> tuple[DerivationStep, ...]:
    # by identity: two steps may claim the same, and facts of lemmas have no number here
    numbers = {id(fact): number for number, fact in enumerate(derivation.facts, start=1)}
    return tuple(
        DerivationStep(
            name=fact.name,
            kind=fact.kind,
            claim=str(fact.claim),
            latex=expression_latex(fact.claim),
            given=tuple(expression_latex(condition) for condition in fact.given),
            uses=tuple(sorted(numbers[id(used)] for used in fact.uses if id(used) in numbers)),
            means=tuple(fact.means),
            source=fact.source,
            note=fact.note,
        )
        for fact in derivation.facts
    )
