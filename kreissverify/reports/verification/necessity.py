"""Which hypotheses are needed, as a page in Markdown: a row for each that was dropped."""

from __future__ import annotations

from collections.abc import Iterable

from kreissverify.evidence.kinds import DroppedHypothesis
from kreissverify.reports.verification.run import Run

__all__ = ["necessity_of_run", "necessity_page", "necessity_row"]

_WORDS = {True: "yes", False: "not on these", None: "open"}
_PAGE = """# Which hypotheses are needed

`kreissverify verify --necessity` drops each hypothesis of a statement in turn, each `assume`, of a
class the symmetry of the diagonal blocks and B = 0, of a kind its options and the kind itself, and
decides instances that only it excludes. It is needed if one violates the conclusion. Otherwise it
may not be: that is no proof, but a reason to try one. An instance is left open where a side has no
value without the hypothesis, or where the two sides are equal and not known in closed form.

| statement | without | needed | instances | left open | the instance that needs it |
| --- | --- | --- | --: | --: | --- |
{rows}
"""


def necessity_of_run(run: Run) -> str:
    """Return the page of the hypotheses that a run dropped."""
    return necessity_page((r.id, x) for r in run.reports for x in r.found(DroppedHypothesis))


def necessity_page(found: Iterable[tuple[str, DroppedHypothesis]]) -> str:
    """Return the page for pairs of a statement's id and a hypothesis that was dropped from it."""
    rows = "\n".join(necessity_row(id, dropped) for id, dropped in found)
    return _PAGE.format(rows=rows or "| none was dropped | | | | | |")


def necessity_row(id: str, dropped: DroppedHypothesis) -> str:
    """Return the row of one hypothesis."""
    cells = (dropped.hypothesis, _WORDS[dropped.needed], dropped.decided, dropped.left_open)
    return f"| {' | '.join(map(str, (id, *cells, dropped.violation or '')))} |"
