"""What a campaign came to, as a story, as a line and as a record."""

from __future__ import annotations

from collections.abc import Iterator

from kreissverify.campaigns import Conclusion, Plan, Summary
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.reports.render.enclosures import enclosure_record, enclosure_text
from kreissverify.reports.render.records import recheck_lines
from kreissverify.theorems import Statement

__all__ = ["campaign_line", "campaign_record", "campaign_story"]

_LISTED = 100  # violated instances in the record; the store has them all
_DIGITS = 10


def campaign_line(statement: Statement, shown: Conclusion) -> str:
    """Return the verdict with its reason."""
    return f"{statement.id}: {shown.verdict.value}: {shown.reason}"


def campaign_story(statement: Statement, plan: Plan, summary: Summary, shown: Conclusion) -> str:
    """Return the story of a campaign: the counts, the tightest instance, the verdict.

    Parameters
    ----------
    statement
        The statement.
    plan, summary
        The campaign, and the sums over its batches.
    shown
        The verdict that they lead to.

    Returns
    -------
    str
        Lines for a terminal.
    """
    lines = [str(statement), *_counts(plan, summary), *_tightest(summary, shown)]
    lines += [f"defect: {text}" for text in summary.faults]
    lines.append(f"{shown.verdict.value}: {shown.reason}")
    if shown.certificate is not None:
        lines += recheck_lines(shown.certificate)
    return "\n".join([*lines, ""])


def _counts(plan: Plan, summary: Summary) -> Iterator[str]:
    counts = summary.counts
    evaluated = counts.screened - counts.settled
    yield (
        f"screened   {counts.screened:>10,}  in floats: {evaluated:,} margins, the rest cleared "
        f"by a bound (seed {plan.seed}, batches of {plan.batch_size})"
    )
    if counts.irrelevant:
        yield f"irrelevant {counts.irrelevant:>10,}  a hypothesis fails by far, in floats"
    yield (
        f"decided    {summary.decided:>10,}  rigorously: {counts.holds:,} hold, "
        f"{counts.violated:,} violate it"
    )
    if counts.open:
        yield f"left open  {counts.open:>10,}  equality, or no narrow enclosure"
    if counts.vacuous:
        yield f"vacuous    {counts.vacuous:>10,}  a hypothesis fails, rigorously"
    yield (
        f"near       {counts.near:>10,}  within 1e-6 of the bound or beyond, in floats; "
        f"{counts.passed_over:,} of them were passed over"
    )
    if counts.cleared:
        yield f"cleared    {counts.cleared:>10,}  seemed violated in floats, and hold"


def _tightest(summary: Summary, shown: Conclusion) -> Iterator[str]:
    place = summary.tightest
    if place is None:
        return
    yield (
        f"tightest   {place.ratio:>10.7g}  the largest ratio of the two sides, in floats: instance "
        f"{place.place} of batch {place.batch}"
    )
    if shown.ratio is not None:
        yield f"           certified there: {enclosure_text(shown.ratio, _DIGITS)}"


def campaign_record(
    statement: Statement, plan: Plan, summary: Summary, shown: Conclusion
) -> dict[str, object]:
    """Return what `campaign --json` writes.

    Parameters
    ----------
    statement
        The statement.
    plan, summary
        The campaign, and the sums over its batches.
    shown
        The verdict that they lead to.

    Returns
    -------
    dict
        The document, as docs/campaigns.md describes it.
    """
    place = summary.tightest
    return {
        "id": statement.id,
        "file": statement.file.as_posix(),
        "source": statement.source,
        "statement": statement.text(),
        "expect": statement.expect,
        "plan": plan.header(),
        "verdict": shown.verdict.value,
        "reason": shown.reason,
        "certificate": None if shown.certificate is None else shown.certificate.as_posix(),
        "batches": summary.batches,
        "counts": summary.counts.document(),
        "tightest": None
        if place is None
        else {
            "ratio": place.ratio,
            "batch": place.batch,
            "place": place.place,
            "instance": None
            if shown.tightest is None
            else InstanceRecord.of(shown.tightest).document(),
            "certified": None if shown.ratio is None else enclosure_record(shown.ratio),
        },
        "violations": [{"batch": x.batch, **x.document()} for x in summary.violations[:_LISTED]],
        "faults": summary.faults,
    }
