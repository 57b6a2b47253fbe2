"""A statement on one instance, as a story and as a record."""

from __future__ import annotations

from collections.abc import Iterator

from kreissverify.evidence.evaluate import Evaluation
from kreissverify.reports.render.enclosures import value_text
from kreissverify.reports.render.records import side_record

__all__ = ["evaluation_record", "evaluation_story"]

_DIGITS = 10


def evaluation_story(found: Evaluation) -> str:
    """Return the statement, the instance, the outcome, and both sides of each comparison."""
    return "\n".join([*_lines(found), ""])


def _lines(found: Evaluation) -> Iterator[str]:
    yield str(found.statement)
    yield f"on {found.instance}"
    yield f"{found.word}{': ' * bool(found.reasons)}{'; '.join(found.reasons)}"
    for side in found.sides:
        yield f"    {side.comparison}"
        yield f"        left   {value_text(side.left, _DIGITS)}"
        yield f"        right  {value_text(side.right, _DIGITS)}"


def evaluation_record(found: Evaluation) -> dict[str, object]:
    """Return what `evaluate --json` writes."""
    return {
        "id": found.statement.id,
        "statement": found.statement.text(),
        "instance": found.instance.document(),
        "outcome": found.word,
        "reasons": list(found.reasons),
        "sides": [side_record(side) for side in found.sides],
    }
