"""Errors planted in derivations: how many were noticed, and what the others are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kreissverify.derivations.mutation.mutants import Mutant, mutants
from kreissverify.theorems import Statement

__all__ = [
    "mutants_line",
    "mutants_page",
    "mutants_record",
    "mutants_row",
    "mutants_text",
    "mutants_total",
]

Record = dict[str, Any]
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


def mutants_record(statement: Statement, each: int = 3, seed: int = 0) -> Record:
    """Return the counts for one statement, and every mutant with what became of it."""
    tried = list(mutants(statement, each, seed))
    return {
        "id": statement.id,
        "planted": len(tried),
        "killed": sum(m.killed for m in tried),
        "harmless": sum(m.verdict in _HARMLESS for m in tried),
        "mutants": [_entry(m) for m in tried],
    }


def _entry(mutant: Mutant) -> Record:
    return {
        "kind": mutant.kind,
        "step": mutant.step,
        "change": mutant.change,
        "verdict": mutant.verdict,
        "failed": mutant.failed,
        "reason": mutant.reason,
    }


def mutants_total(records: Sequence[Record]) -> Record:
    """Return the counts of several statements together."""
    return {key: sum(r[key] for r in records) for key in ("planted", "killed", "harmless")}


def mutants_line(record: Record) -> str:
    """Return the counts in a sentence."""
    planted, killed, harmless = record["planted"], record["killed"], record["harmless"]
    line = f"Planted errors: {planted}, of which {killed} were noticed ({_share(killed, planted)})."
    if harmless:
        without = _share(killed, planted - harmless)
        line += f" {harmless} changes are harmless, by decision (without them {without})."
    return line


def mutants_text(record: Record) -> str:
    """Return a record as lines for a terminal: the counts, and what was not noticed."""
    lines = [mutants_line(record)]
    lines += [f"  {m['step']}: {m['change']}: {m['reason']}" for m in _unnoticed(record)]
    return "\n".join(lines)


def mutants_page(records: Sequence[Record]) -> str:
    """Return the records of a library as a page in Markdown."""
    survivors = [
        f"- {r['id']}, *{m['step']}*: {_code(m['change'])}. {m['reason'].capitalize()}."
        for r in records
        for m in _unnoticed(r)
    ]
    return _PAGE.format(
        total=mutants_line(mutants_total(records)),
        rows="\n".join(map(mutants_row, records)),
        survivors="\n".join(survivors) or "None.",
    )


def mutants_row(record: Record) -> str:
    """Return the row of one statement in the page's table."""
    planted, killed = record["planted"], record["killed"]
    cells = [record["id"], planted, killed, _share(killed, planted), record["harmless"]]
    return f"| {' | '.join(map(str, cells))} |"


def _unnoticed(record: Record) -> list[Record]:
    return [m for m in record["mutants"] if m["verdict"] != "killed"]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")
