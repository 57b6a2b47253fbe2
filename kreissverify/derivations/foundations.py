"""What a proof rests on, lemmas included: counted from the kernel's own record of every step."""

from __future__ import annotations

from dataclasses import dataclass

from kreissverify.derivations.citations.tested_by import tested_by
from kreissverify.derivations.deciders.positivstellensatz.decider import CERTIFICATE
from kreissverify.derivations.derivation import Derivation, with_lemmas
from kreissverify.derivations.fact import Fact, StepKind

__all__ = ["CitedSource", "Foundations", "foundations", "is_exact"]


@dataclass(frozen=True)
class CitedSource:
    """A definition or a textbook fact that a proof cites.

    Attributes
    ----------
    name
        What it is cited by.
    text
        What it says, and where it is proved.
    tested
        The file that tests it, on random instances where it can; empty for an author's own.
    """

    name: str
    text: str
    tested: str = ""


@dataclass(frozen=True)
class Foundations:
    """What the proof of a statement rests on, its lemmas and theirs included, each once.

    Attributes
    ----------
    exact
        How many steps are exact: by expansion, by a rule of the kernel, by citation, and with an
        exact certificate of everything that they ask over the reals.
    on_word
        The other steps, by statement and name: something in them is on a solver's word, or on that
        of an author's decider.
    facts
        The definitions and textbook facts that are cited.
    lemmas
        The ids of the earlier statements.
    """

    exact: int
    on_word: tuple[str, ...]
    facts: tuple[CitedSource, ...]
    lemmas: tuple[str, ...]

    @property
    def text(self) -> str:
        """The counts in words."""
        with_lemmas = f", with {_counted(len(self.lemmas), 'lemma')}" if self.lemmas else ""
        exact = _counted(self.exact, "step")
        facts = _counted(len(self.facts), "fact")
        return f"{exact} exact, {facts} cited, {len(self.on_word)} on a solver's word{with_lemmas}"


def foundations(derivation: Derivation) -> Foundations:
    """Return what a complete derivation rests on, by the record of its steps.

    Examples
    --------
    >>> from kreissverify.derivations import derive
    >>> from kreissverify.derivations.foundations import foundations
    >>> from kreissverify.theorems import bundled_statement
    >>> foundations(derive(bundled_statement("E3.radius"))).text
    "15 steps exact, 5 facts cited, 0 on a solver's word, with 1 lemma"
    """
    whole = with_lemmas(derivation)
    steps = [(one.statement.id, fact) for one in whole for fact in one.facts]
    on_word = tuple(f"{name}: {fact.name}" for name, fact in steps if not is_exact(fact))
    cites = (StepKind.CLASSICAL, StepKind.DEFINITION)
    cited = [fact for _, fact in steps if fact.kind in cites and fact.cites]
    found = {x.cites: CitedSource(x.cites, x.source, tested_by(x.cites)) for x in cited}
    lemmas = tuple(one.statement.id for one in whole[:-1])
    return Foundations(len(steps) - len(on_word), on_word, tuple(found.values()), lemmas)


def is_exact(fact: Fact) -> bool:
    """Say whether a step is on nobody's word: all it asked over the reals has a certificate."""
    return all(CERTIFICATE.name in question.means for question in fact.questions)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
