"""Errors planted in a derivation: how many were noticed, and why the others are none."""

from __future__ import annotations

from typing import Any

from kreissverify.derivations.mutations import mutants
from kreissverify.theorems import Statement

__all__ = ["mutants_record", "mutants_text"]


def mutants_record(statement: Statement, seed: int = 0) -> dict[str, Any]:
    """Return the counts, and every mutant that was not killed with its reason."""
    tried = list(mutants(statement, seed=seed))
    return {
        "planted": len(tried),
        "killed": sum(mutant.killed for mutant in tried),
        "survivors": [
            {"step": m.step, "change": m.change, "reason": m.reason} for m in tried if not m.killed
        ],
    }


def mutants_text(record: dict[str, Any]) -> str:
    """Return a record as lines for a terminal."""
    lines = [f"Planted errors: {record['planted']}, of which {record['killed']} were noticed."]
    for survivor in record["survivors"]:
        lines.append(f"  {survivor['step']}: {survivor['change']}: {survivor['reason']}")
    return "\n".join(lines)
