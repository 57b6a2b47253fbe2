"""Errors planted in derivations: how many were noticed, and what the others are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kreissverify.derivations.mutation.mutants import Mutant, mutants
from kreissverify.theorems import Statement

__all__ = [
    "Planted",
    "Tally",
    "mutants_line",
    "mutants_page",
    "mutants_record",
    "mutants_row",
    "mutants_text",
    "mutants_total",
    "planted_errors",
]

_HARMLESS = ("equivalent", "true")

_PAGE = """# Planted errors

`kreissverify prove --mutants` changes each derivation of the library in one place at a time: a
claim by 1 in a number, a sign, an exponent or < for ≤, or the point of a maximum; a condition of
the theorem or of a step, or a fact that a step uses, is dropped; two neighbouring steps exchange
what they claim, or one is given the premises of the other. A change is noticed if some step is then
not shown. What is not noticed is decided also: a changed claim is *harmless* if it and the claim
follow from each other, or if it is true under the hypotheses alone.

{total}

| statement | planted | noticed | share | harmless |
| --- | --: | --: | --: | --: |
{rows}

## What was not noticed

Each of these is a derivation of the same theorem, as every step of it was shown.

{survivors}
"""


@dataclass(frozen=True)
class Tally:
    """How many errors were planted; how many were noticed (killed), or are harmless by decision."""

    planted: int
    killed: int
    harmless: int

    def record(self) -> dict[str, int]:
        """Return the counts as JSON has them."""
        return {"planted": self.planted, "killed": self.killed, "harmless": self.harmless}


@dataclass(frozen=True)
class Planted:
    """The errors planted in the derivation of one statement, and what became of each."""

    id: str
    mutants: tuple[Mutant, ...]

    @property
    def tally(self) -> Tally:
        """The counts."""
        return Tally(
            len(self.mutants),
            sum(m.killed for m in self.mutants),
            sum(m.verdict in _HARMLESS for m in self.mutants),
        )

    @property
    def unnoticed(self) -> tuple[Mutant, ...]:
        """Those with which every step was shown all the same."""
        return tuple(m for m in self.mutants if not m.killed)


def planted_errors(statement: Statement, each: int = 3, seed: int = 0) -> Planted:
    """Plant errors in the derivation of a statement.

    Parameters
    ----------
    statement
        A statement with a complete derivation.
    each
        How many changed claims to try at each step.
    seed
        Equal seeds plant equal errors.

    Returns
    -------
    Planted
        Every error, with what became of it.
    """
    return Planted(statement.id, tuple(mutants(statement, each, seed)))


def mutants_record(planted: Planted) -> dict[str, object]:
    """Return what is planted as JSON has it."""
    return {
        "id": planted.id,
        **planted.tally.record(),
        "mutants": [_entry(m) for m in planted.mutants],
    }


def _entry(mutant: Mutant) -> dict[str, object]:
    return {
        "kind": mutant.kind,
        "step": mutant.step,
        "change": mutant.change,
        "verdict": mutant.verdict,
        "failed": mutant.failed,
        "reason": mutant.reason,
    }


def mutants_total(planted: Sequence[Planted]) -> Tally:
    """Return the counts of several statements together."""
    tallies = [one.tally for one in planted]
    return Tally(
        sum(x.planted for x in tallies),
        sum(x.killed for x in tallies),
        sum(x.harmless for x in tallies),
    )


def mutants_line(tally: Tally) -> str:
    """Return the counts in a sentence."""
    planted, killed, harmless = tally.planted, tally.killed, tally.harmless
    line = f"Planted errors: {planted}, of which {killed} were noticed ({_share(killed, planted)})."
    if harmless:
        without = _share(killed, planted - harmless)
        line += f" {harmless} changes are harmless, by decision (without them {without})."
    return line


def mutants_text(planted: Planted) -> str:
    """Return what is planted as lines for a terminal: the counts, and what was not noticed."""
    lines = [mutants_line(planted.tally)]
    lines += [f"  {m.step}: {m.change}: {m.reason}" for m in planted.unnoticed]
    return "\n".join(lines)


def mutants_page(planted: Sequence[Planted]) -> str:
    """Return the errors planted in a library as a page in Markdown."""
    survivors = [
        f"- {one.id}, *{m.step}*: {_code(m.change)}. {m.reason.capitalize()}."
        for one in planted
        for m in one.unnoticed
    ]
    return _PAGE.format(
        total=mutants_line(mutants_total(planted)),
        rows="\n".join(map(mutants_row, planted)),
        survivors="\n".join(survivors) or "None.",
    )


def mutants_row(planted: Planted) -> str:
    """Return the row of one statement in the page's table."""
    count = planted.tally
    cells = [planted.id, count.planted, count.killed, _share(count.killed, count.planted)]
    return f"| {' | '.join(map(str, [*cells, count.harmless]))} |"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")
