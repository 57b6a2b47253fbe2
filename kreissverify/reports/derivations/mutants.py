"""Errors planted in derivations: how many were noticed, and what the others are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

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

_HARMLESS = ("equivalent", "true", "spare", "independent")
# What each other kind of change that was not noticed is called, one and several of them.
_OTHERS = {
    "not needed": (
        "premise or condition that its step does not need",
        "premises or conditions that their steps do not need",
    ),
    "shown otherwise": ("step shown from other premises", "steps shown from other premises"),
    "weaker": ("weaker claim that is enough", "weaker claims that are enough"),
    "stronger": ("stronger claim that is true", "stronger claims that are true"),
    "different": ("other claim that is true", "other claims that are true"),
}
# Below this share of the changes that are errors a row is explained.
_ASKED = 0.95

_PAGE = """# Planted errors

`kreissverify prove --mutants` changes each derivation of the library in one place at a time: a
claim by 1 in a number, a sign, an exponent or < for ≤, or the point of a maximum; a condition of
the theorem or of a step, or a fact that a step uses, is dropped; two neighbouring steps exchange
what they claim, or one is given the premises of the other. Of each claim two changes are drawn, and
of a derivation with more than {most} changes {most}, with a fixed seed: "100 of 343". A change is
noticed if some step is then not shown.

What is not noticed is decided also, by rules:

- *harmless*: the changed claim and the claim follow from each other by the solvers, or are the same
  polynomial; or it is true under the hypotheses alone, whatever the step uses; or two steps have
  exchanged places, and each claim is still shown from the same premises as before, or is shown
  twice from those of the other.
- *harmless*, of premises: a step has lost premises that an exact certificate is made with, or that
  have one of their own; all that it asks without them is shown twice, and nothing that it asked
  before is left out. Then there are two proofs of it, an exact one and one by solvers.
- *shown twice*: z3 and cvc5, asked anew and each by itself, show it; or an exact certificate that
  the library carries is multiplied out.
- *unused*: a condition of the theorem is dropped, and all steps are shown without it, what lemmas
  suppose of their class included. So the same derivation proves the theorem without it, which says
  more. (Textbook facts are taken as they are cited.)
- Anything else counts as an error that was not noticed, though every step of it was shown too: a
  premise that a step does not need, a claim that is weaker and enough, or stronger and true.

The last column is the share of the changes that are neither harmless nor unused.

{total}

| statement | planted | noticed | share | harmless | unused | share of the others |
| --- | --: | --: | --: | --: | --: | --: |
{rows}

## Below 95 %

{below}

## What was not noticed

{survivors}
"""


@dataclass(frozen=True)
class Tally:
    """How many errors were planted; how many were noticed (killed), or are none by decision.

    Attributes
    ----------
    planted, killed
        All, and those that were noticed.
    harmless
        Changes that say the same, or what is true by itself.
    unused
        Conditions without which the same derivation proves the theorem.
    """

    planted: int
    killed: int
    harmless: int
    unused: int

    @property
    def errors(self) -> int:
        """The changes that are neither harmless nor unused."""
        return self.planted - self.harmless - self.unused

    def record(self) -> dict[str, int]:
        """Return the counts as JSON has them."""
        return asdict(self)


@dataclass(frozen=True)
class Planted:
    """The errors planted in the derivation of one statement, and what became of each.

    Attributes
    ----------
    id
        The statement.
    mutants
        The errors.
    possible
        From how many they were drawn; as many if all were planted.
    """

    id: str
    mutants: tuple[Mutant, ...]
    possible: int

    @property
    def tally(self) -> Tally:
        """The counts."""
        return Tally(
            len(self.mutants),
            sum(m.killed for m in self.mutants),
            sum(m.verdict in _HARMLESS for m in self.mutants),
            sum(m.verdict == "unused" for m in self.mutants),
        )

    @property
    def unnoticed(self) -> tuple[Mutant, ...]:
        """Those with which every step was shown all the same."""
        return tuple(m for m in self.mutants if not m.killed)


def planted_errors(
    statement: Statement, each: int = 3, seed: int = 0, most: int | None = None
) -> Planted:
    """Plant errors in the derivation of a statement.

    Parameters
    ----------
    statement
        A statement with a complete derivation.
    each
        How many changed claims to try at each step.
    seed
        Equal seeds plant equal errors.
    most
        How many errors to plant at most; by default all.

    Returns
    -------
    Planted
        Every error, with what became of it.
    """
    found = mutants(statement, each, seed, most)
    return Planted(statement.id, tuple(found.outcomes), found.possible)


def mutants_record(planted: Planted) -> dict[str, object]:
    """Return what is planted as JSON has it."""
    return {
        "id": planted.id,
        **planted.tally.record(),
        "possible": planted.possible,
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
        sum(x.unused for x in tallies),
    )


def mutants_line(tally: Tally) -> str:
    """Return the counts in a sentence."""
    planted, killed = tally.planted, tally.killed
    line = f"Planted errors: {planted}, of which {killed} were noticed ({_share(killed, planted)})."
    if tally.errors < planted:
        line += (
            f" By decision {tally.harmless} changes are harmless, and {tally.unused} drop what is "
            f"not used (without both {_share(killed, tally.errors)})."
        )
    return line


def mutants_text(planted: Planted) -> str:
    """Return what is planted as lines for a terminal: the counts, and what was not noticed."""
    lines = [mutants_line(planted.tally)]
    lines += [f"  {m.step}: {m.change}: {m.reason}" for m in planted.unnoticed]
    return "\n".join(lines)


def mutants_page(planted: Sequence[Planted], most: int, later: Sequence[str] = ()) -> str:
    """Return the errors planted in a library as a page in Markdown.

    Parameters
    ----------
    planted
        The errors of each derivation.
    most
        How many were planted in one at most.
    later
        The ids of statements whose errors are still to be counted.
    """
    survivors = [
        f"- {one.id}, *{m.step}*: {_code(m.change)}. {m.reason.capitalize()}."
        for one in planted
        for m in one.unnoticed
    ]
    page = _PAGE.format(
        most=most,
        total=mutants_line(mutants_total(planted)),
        rows="\n".join(map(mutants_row, planted)),
        below="\n".join(_explained(x) for x in planted if _is_below(x)) or "None.",
        survivors="\n".join(survivors) or "None.",
    )
    return page + (f"\nNot counted yet: {', '.join(later)}.\n" if later else "")


def _is_below(planted: Planted) -> bool:
    return planted.tally.killed < _ASKED * planted.tally.errors


def _explained(planted: Planted) -> str:
    """Return what the changes are that leave a row below the share that is asked for."""
    counts = Counter(m.verdict for m in planted.unnoticed)
    parts = [f"{counts[x]} {names[counts[x] > 1]}" for x, names in _OTHERS.items() if counts[x]]
    count = planted.tally
    said = f"{count.errors - count.killed} of {count.errors} changes"
    return f"- {planted.id}: {said} were not noticed: {', '.join(parts)}."


def mutants_row(planted: Planted) -> str:
    """Return the row of one statement in the page's table."""
    count = planted.tally
    drawn = count.planted < planted.possible
    cells = [
        planted.id,
        f"{count.planted} of {planted.possible}" if drawn else count.planted,
        count.killed,
        _share(count.killed, count.planted),
        count.harmless,
        count.unused,
        _share(count.killed, count.errors),
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")
