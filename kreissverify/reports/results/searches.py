"""`refute`, `tighten` and `prove` at a prompt: what they found, which shows itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kreissverify.derivations import Derivation, derive
from kreissverify.evidence.counterexamples import refute as counterexamples
from kreissverify.evidence.counterexamples.refute import Refutation
from kreissverify.evidence.worst_ratio import tighten as worst_ratio
from kreissverify.evidence.worst_ratio.tighten import Tightening
from kreissverify.reports.commands.refutation import refutation_record, refutation_story
from kreissverify.reports.commands.tightening import tightening_record, tightening_story
from kreissverify.reports.derivations.files import derivation_record
from kreissverify.reports.derivations.text import derivation_text
from kreissverify.reports.render.progress import notices
from kreissverify.reports.results.named import Named, one_statement
from kreissverify.reports.results.result import ShowsItself, folder_for
from kreissverify.theorems import StatementError

__all__ = ["Proved", "Refuted", "Tightened", "prove", "refute", "tighten"]


@dataclass(frozen=True, repr=False)
class Refuted(ShowsItself):
    """What a search for a counterexample came to; see `Refutation` for its parts."""

    found: Refutation

    @property
    def certificate(self) -> Path | None:
        """The certificate; None if the statement was not refuted, which shows nothing."""
        return self.found.certificate

    def __str__(self) -> str:
        return refutation_story(self.found)

    __repr__ = __str__

    def _record(self) -> Mapping[str, object]:
        return refutation_record(self.found)


@dataclass(frozen=True, repr=False)
class Tightened(ShowsItself):
    """How tight a bound is; see `Tightening` for its parts."""

    found: Tightening

    def __str__(self) -> str:
        return tightening_story(self.found)

    __repr__ = __str__

    def _record(self) -> Mapping[str, object]:
        return tightening_record(self.found)


@dataclass(frozen=True, repr=False)
class Proved(ShowsItself):
    """A derivation, or how far it came; see `Derivation` for its parts."""

    found: Derivation

    @property
    def is_complete(self) -> bool:
        """Whether every step was shown, and the last is the statement's conclusion."""
        return self.found.is_complete

    def __str__(self) -> str:
        return derivation_text(self.found)

    __repr__ = __str__

    def _record(self) -> Mapping[str, object]:
        return derivation_record(self.found)

    def _repr_latex_(self) -> str:
        return f"${self.found.statement.latex()}$"


def refute(
    statement: Named,
    *,
    seed: int = 0,
    budget: float | None = None,
    certificates: Path | str | None = None,
) -> Refuted:
    """Search for a counterexample to a statement; shrink and certify it.

    Parameters
    ----------
    statement
        A statement, an id of the bundled library, or ``FILE::NAME``.
    seed, budget
        As the options of the command ``kreissverify refute``.
    certificates
        The folder in which the certificate is written; by default it is kept aside until the
        session ends.

    Raises
    ------
    StatementError
        If the statement cannot be read.

    Examples
    --------
    >>> from kreissverify import refute
    >>> refute("R5").found.binding is not None
    True
    """
    asked, folder = one_statement(statement), folder_for(certificates)
    with notices() as notice:
        found = counterexamples.refute(
            asked, seed=seed, budget=budget, certificates=folder, notice=notice
        )
    return Refuted(found)


def tighten(statement: Named, *, seed: int = 0, budget: float | None = None) -> Tightened:
    """Search for the worst ratio of the two sides of a bound, and certify that it is met.

    Parameters
    ----------
    statement
        A statement, an id of the bundled library, or ``FILE::NAME``.
    seed, budget
        As the options of the command ``kreissverify tighten``.

    Raises
    ------
    StatementError
        If the statement cannot be read.
    NotABound
        If it is no bound.
    """
    asked = one_statement(statement)
    with notices() as notice:
        return Tightened(worst_ratio.tighten(asked, seed=seed, budget=budget, notice=notice))


def prove(statement: Named) -> Proved:
    """Run the derivation of a statement.

    Parameters
    ----------
    statement
        A statement, an id of the bundled library, or ``FILE::NAME``.

    Raises
    ------
    StatementError
        If it has no derivation, or cannot be read.

    Examples
    --------
    >>> from kreissverify import prove
    >>> prove("R3.sharpened").is_complete
    True
    """
    asked = one_statement(statement)
    found = derive(asked)
    if found is None:
        raise StatementError(f"{asked.id} has no derivation: one stands below its statement")
    return Proved(found)
