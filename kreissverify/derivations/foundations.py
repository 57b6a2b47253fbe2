"""What a proof rests on, lemmas included: counted from the kernel's own record of every step."""

from __future__ import annotations

from dataclasses import dataclass

from kreissverify.derivations.citations.cited_texts import citation_text
from kreissverify.derivations.citations.tested_by import tested_by
from kreissverify.derivations.deciders.positivstellensatz.decider import CERTIFICATE
from kreissverify.derivations.derivation import Derivation, with_lemmas, with_stored_proofs
from kreissverify.derivations.fact import Fact, StepKind
from kreissverify.derivations.proof_files.stored import StoredTheorem, is_in_library

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
    stored
        How many of the exact steps are of proofs that the library carries as files: the checker of
        proofs did them, and the kernel did not.
    """

    exact: int
    on_word: tuple[str, ...]
    facts: tuple[CitedSource, ...]
    lemmas: tuple[str, ...]
    stored: int = 0

    @property
    def text(self) -> str:
        """The counts in words."""
        with_lemmas = f", with {_counted(len(self.lemmas), 'lemma')}" if self.lemmas else ""
        exact = f"{_counted(self.exact, 'step')} exact"
        exact += f" ({self.stored} of them in stored proofs)" if self.stored else ""
        facts = _counted(len(self.facts), "fact")
        return f"{exact}, {facts} cited, {len(self.on_word)} on a solver's word{with_lemmas}"


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
    carried = _carried(derivation, {x.statement.id for x in whole if is_in_library(x.statement)})
    steps = [(one.statement.id, fact) for one in whole for fact in one.facts]
    on_word = tuple(f"{name}: {fact.name}" for name, fact in steps if not is_exact(fact))
    cites = (StepKind.CLASSICAL, StepKind.DEFINITION)
    cited = [fact for _, fact in steps if fact.kind in cites and fact.cites]
    in_files = {name: citation_text(name) for theorem in carried for name in theorem.cites}
    sources = {**in_files, **{x.cites: x.source for x in cited}}
    found = tuple(CitedSource(name, text, tested_by(name)) for name, text in sources.items())
    lemmas = (*(x.id for x in carried), *(one.statement.id for one in whole[:-1]))
    stored = sum(theorem.steps for theorem in carried)
    exact = len(steps) - len(on_word) + stored
    return Foundations(exact, on_word, found, lemmas, stored)


def _carried(derivation: Derivation, derived: set[str]) -> list[StoredTheorem]:
    """Return the theorems of the stored proofs that are not derived besides, each once."""
    # Files of proofs name theorems by their ids, which are one statement's in the library only.
    every = (x for proof in with_stored_proofs(derivation) for x in proof.theorems)
    return list({x.id: x for x in every if x.id not in derived}.values())


def is_exact(fact: Fact) -> bool:
    """Say whether a step is on nobody's word: all it asked over the reals has a certificate."""
    return all(CERTIFICATE.name in question.means for question in fact.questions)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
