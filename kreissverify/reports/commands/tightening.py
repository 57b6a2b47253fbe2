"""How tight a bound is, as a story and as a record."""

from __future__ import annotations

from collections.abc import Iterator

from kreissverify.evidence.counterexamples.comparison_sides import sides
from kreissverify.evidence.worst_ratio.limits import Limit
from kreissverify.evidence.worst_ratio.tighten import Tightening
from kreissverify.numbers.decimals import end_text
from kreissverify.reports.render.enclosures import enclosure_record, value_text
from kreissverify.reports.render.records import member_record
from kreissverify.theorems.printing import expression_text

__all__ = [
    "tightening_line",
    "tightening_record",
    "tightening_story",
]

_DIGITS = 10


def tightening_line(shown: Tightening) -> str:
    """Return the outcome in one line."""
    name = shown.statement.id
    if shown.ratio is None:
        return f"{name}: no ratio was certified"
    value = end_text(shown.ratio.lower.value, _DIGITS, up=False)
    if shown.exceeded:
        return f"{name}: refuted, as its ratio is at least {value} > 1"
    return f"{name}: worst ratio {'1, attained' if shown.attained else f'at least {value}'}"


def tightening_story(shown: Tightening) -> str:
    """Return the story: statement, worst ratio, witness with both sides, limits."""
    return "\n".join([str(shown.statement), *_story(shown), ""])


def _story(shown: Tightening) -> Iterator[str]:
    yield tightening_line(shown)
    if shown.exceeded:
        yield f"The statement is false; for a certificate: kreissverify refute {shown.statement.id}"
    if shown.witness is not None:
        yield f"    {shown.witness}"
        for side in sides(shown.statement, shown.witness):
            yield f"    {side.comparison}:"
            left, right = value_text(side.left, _DIGITS), value_text(side.right, _DIGITS)
            yield f"    {left} on the left, {right} on the right"
    if shown.found is not None:
        where = f"after {shown.found.evaluations} members"
        yield f"Largest ratio met in floats: {shown.found.ratio:.9g}, {where}."
    if shown.limits:
        yield "The worst ratio over comparison matrices, in floats:"
        yield from map(_limit_line, shown.limits)
    if not shown.complete:
        ended = "interrupted" if shown.interrupted else "the budget ended before all was looked at"
        yield f"({ended}; seed {shown.seed}, {shown.seconds:.1f} s)"


def _limit_line(limit: Limit) -> str:
    is_place = "=" in limit.where
    verb = f"loosest at {limit.where}:" if is_place else f"as {limit.where}:"
    form = ""
    # an integer is seen from its digits; of other closed forms the digits say nothing
    if limit.form is not None and not limit.form.is_Integer:
        form = f" = {expression_text(limit.form)}?"
    return f"    {verb:22} {limit.value:.7g}{form}"


def tightening_record(shown: Tightening) -> dict[str, object]:
    """Return what `tighten --json` writes."""
    return {
        "id": shown.statement.id,
        "file": shown.statement.file.as_posix(),
        "statement": shown.statement.text(),
        "found": None if shown.found is None else shown.found.ratio,
        "ratio": None if shown.ratio is None else enclosure_record(shown.ratio),
        "attained": shown.attained,
        "exceeded": shown.exceeded,
        "witness": member_record(shown.witness),
        "limits": [
            {
                "where": limit.where,
                "value": limit.value,
                "error": limit.error,
                "form": None if limit.form is None else str(limit.form),
            }
            for limit in shown.limits
        ],
        "seed": shown.seed,
        "complete": shown.complete,
        "interrupted": shown.interrupted,
        "seconds": round(shown.seconds, 3),
    }
