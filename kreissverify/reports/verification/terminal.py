"""A run as a table for the terminal, with the reason for whatever is not plainly supported."""

from __future__ import annotations

import io
import math
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from kreissverify.evidence.consistency import Contradiction
from kreissverify.evidence.kinds import Defect, DroppedHypothesis, FailedDerivation
from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.reports.render.console import PLAIN_WIDTH
from kreissverify.reports.verification.evidence_text import evidence_text
from kreissverify.reports.verification.proof_statistics import proofs
from kreissverify.reports.verification.run import Run

__all__ = ["VerdictRows", "print_run", "summary", "tightness_text"]

#: How a verdict looks: the mark and the word say it without colour.
LOOKS = {
    Verdict.PROVED: ("✔", "bold green"),
    Verdict.SUPPORTED: ("●", "cyan"),
    Verdict.REFUTED: ("✘", "bold red"),
    Verdict.UNDECIDED: ("?", "yellow"),
}
#: A longer reason, such as a large counterexample, is cut: its certificate holds every entry.
LONGEST_REASON = 300


#: Beside a verdict that rests on what the theorem file brings; a line below the table names it.
_OF_THE_AUTHOR = " *"


def _verdict(report: TheoremReport) -> Text:
    mark, style = LOOKS[report.verdict]
    shown = Text(f"{mark} {report.verdict.value}", style=style, no_wrap=True)
    return shown.append(_OF_THE_AUTHOR, style="bold yellow") if report.rests_on else shown


def _expected(report: TheoremReport) -> Text:
    if report.as_expected:
        return Text("-" if report.expect is None else "yes", style="dim")
    due = "to hold" if report.expect is None else report.expect.value
    return Text(f"NO: {due}", style="bold magenta")


def tightness_text(value: float | None) -> str:
    """Return a tightness for display."""
    if value is None or not math.isfinite(value):
        return "-"
    if value > 1:  # the bound is exceeded
        return f"{value:.4g}"
    # Rounded down: 1.0000 stands for a bound that is attained, not for a near miss.
    return f"{math.floor(value * 10_000) / 10_000:.4f}"


class VerdictRows:
    """The rows of a table of verdicts, each printed when its statement is decided.

    Its widths are known before the first verdict is, as the longest id is; a row that needs more,
    such as one that is not as expected, is longer than the others.

    Parameters
    ----------
    ids
        The statements that there are to be.
    console
        Where the rows are printed; the heading comes before the first.
    """

    _COLUMNS = (("verdict", 11), ("expected", 8), ("decided", 7), ("tightness", 9), ("seconds", 7))

    def __init__(self, ids: Sequence[str], console: Console) -> None:
        self._widest = max(map(len, ("statement", *ids)))
        self._console = console
        self._has_heading = False

    def print(self, report: TheoremReport) -> None:
        """Print the row of one statement."""
        if not self._has_heading:
            names = [Text(name, style="bold") for name, _ in self._COLUMNS]
            self._print(Text("statement", style="bold"), names)
            self._has_heading = True
        values = (
            _verdict(report),
            _expected(report),
            Text(f"{report.decided}/{report.decided + report.indeterminate}"),
            Text(tightness_text(report.tightness)),
            Text("cached" if report.cached else f"{report.seconds:.1f}"),
        )
        self._print(Text(report.id), values)

    def _print(self, first: Text, others: Sequence[Text]) -> None:
        row = _filled(first, self._widest, numbers=False)
        for (name, width), text in zip(self._COLUMNS, others, strict=True):
            row.append(" ").append(_filled(text, width, numbers=name in _NUMBERS))
        row.rstrip()
        self._console.print(row, soft_wrap=True)


#: The columns that are set flush right.
_NUMBERS = frozenset({"decided", "tightness", "seconds"})


def _filled(text: Text, width: int, *, numbers: bool) -> Text:
    """Return a text with blanks before or behind it, so that a column has its width."""
    filled, missing = text.copy(), max(0, width - len(text))
    if numbers:
        filled.pad_left(missing)
    else:
        filled.pad_right(missing)
    return filled


def _note(report: TheoremReport) -> list[Text]:
    """Return the lines below the table for a verdict that calls for a reason."""
    asks = report.verdict in (Verdict.REFUTED, Verdict.UNDECIDED) or not report.as_expected
    if not asks:
        return []
    mark, style = LOOKS[report.verdict]
    lines = [Text.assemble((f"{mark} {report.id}: ", style), report.statement)]
    lines.append(Text(f"    {_cut(report.reason)}"))
    if report.certificate is not None:
        command = f"kreissverify check {shlex.quote(report.certificate.as_posix())}"
        lines[-1].append(f"    ({command})", style="dim")
    return lines


def _authors_own(report: TheoremReport) -> list[Text]:
    """Return the line that names what a verdict rests on of its author's own."""
    if not report.rests_on:
        return []
    said = f"{report.id}: {report.verdict.value}, resting on {report.own.text}"
    return [Text.assemble(("* ", "bold yellow"), _cut(said))]


def _failures(report: TheoremReport) -> list[Text]:
    """Return the lines that say where a derivation fails, or that a defect ended the trials."""
    failed = [x for x in report.evidence if isinstance(x, FailedDerivation | Defect)]
    return [Text(f"? {report.id}: {_cut(evidence_text(x))}", style="yellow") for x in failed]


def _necessity(report: TheoremReport, item: DroppedHypothesis) -> Text:
    """Return the line that says whether a hypothesis is needed."""
    mark = "!" if item.needed else "-"
    return Text.assemble((f"{mark} {report.id}: ", "dim"), _cut(evidence_text(item)))


def _contradictions(run: Run, pairs: Sequence[Contradiction]) -> Iterator[str]:
    """Yield a line for each pair; those of one refuted statement share a line."""
    refuted = {x.id for x in run.reports if x.verdict is Verdict.REFUTED}
    groups: dict[str, list[Contradiction]] = {}
    for pair in pairs:
        false = next((x for x in pair.statements if x in refuted), None)
        if false is None:
            yield pair.text
        else:
            groups.setdefault(false, []).append(pair)
    for false, members in groups.items():
        first, *rest = members
        others = [x for pair in rest for x in pair.statements if x != false]
        yield first.text + (f"; nor can {false} and {', '.join(others)}" if others else "")


def _cut(reason: str) -> str:
    return reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON]} ..."


def summary(run: Run) -> Text:
    """Return the closing line: how many of each verdict, and whether all is as expected."""
    count = Counter(report.verdict for report in run.reports)
    parts = [f"{count[verdict]} {verdict.value}" for verdict in Verdict if count[verdict]]
    if run.errors:
        parts.append(f"{len(run.errors)} unreadable")
    total = f"{len(run.reports)} statement{'' if len(run.reports) == 1 else 's'}"
    found = ", ".join(parts) or "nothing decided"
    known = f", {run.cached} from the cache" if run.cached else ""
    text = f"{total}: {found} (seed {run.seed}, {run.seconds:.0f} s of work{known})"
    if run.interrupted:
        return Text(f"{text}; interrupted, the rest was not looked at", style="bold yellow")
    if not run.complete:
        return Text(f"{text}; {len(run.waiting)} without a verdict", style="bold red")
    if not run.reports and not run.errors:
        return Text("no statements found", style="bold yellow")
    if run.unexpected:
        return Text(f"{text}; {len(run.unexpected)} not as expected", style="bold red")
    if run.errors:
        return Text(f"{text}; all that could be read are as expected", style="bold red")
    return Text(f"{text}; all as expected", style="bold green")


def print_run(
    run: Run, console: Console, *, quiet: bool = False, errors: bool = True, rows: bool = True
) -> None:
    """Print a run; `quiet` leaves only what is not as expected.

    Parameters
    ----------
    run
        The run.
    console
        Where it is printed.
    quiet
        Whether all else is left out.
    errors
        Whether files that could not be read are listed.
    rows
        Whether the table of verdicts is printed, which may have been while they came.
    """
    reports = run.unexpected if quiet else run.reports
    table = VerdictRows([report.id for report in reports], console)
    for report in reports if rows else ():
        table.print(report)
    for report in reports:
        for line in (*_note(report), *_authors_own(report), *_failures(report)):
            console.print(line, soft_wrap=True)
    for report in () if quiet else run.reports:
        for item in report.found(DroppedHypothesis):
            console.print(_necessity(report, item), soft_wrap=True)
    for excluded in _contradictions(run, run.unresolved if quiet else run.consistency):
        console.print(Text.assemble(("≠ ", "magenta"), excluded), soft_wrap=True)
    for error in run.errors if errors else ():
        console.print(Text(f"! {error}", style="bold red"), soft_wrap=True)
    if not quiet:
        counted = proofs(run.reports)
        if counted is not None:
            console.print(Text(counted.text, style="dim"), soft_wrap=True)
        console.print(summary(run), soft_wrap=True)


def verify_text(run: Run) -> str:
    """Return the run as the plain text that the terminal shows."""
    stream = io.StringIO()
    print_run(run, Console(file=stream, width=PLAIN_WIDTH, no_color=True))
    return stream.getvalue()
