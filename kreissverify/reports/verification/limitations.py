"""What a run did not check, told from its own data: no verdict says more than this leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kreissverify.evidence.kinds import (
    Defect,
    DroppedHypothesis,
    FailedDerivation,
    ShownDerivation,
)
from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.reports.verification.proof_statistics import proofs
from kreissverify.reports.verification.run import Run

__all__ = ["Limitation", "unchecked"]


@dataclass(frozen=True)
class Limitation:
    """One thing that was not checked: what it is, a few sentences, and what it concerns."""

    title: str
    text: str
    concerns: tuple[str, ...] = ()


def unchecked(run: Run) -> tuple[Limitation, ...]:
    """Return what was not checked in a run, what weighs most first."""
    return (*_left_out(run), *_instances(run), *_derivations(run), *_always(run))


def _left_out(run: Run) -> Iterator[Limitation]:
    if run.waiting:
        text = f"The run ended before {_count(run.waiting, 'statement')} had been looked at."
        yield Limitation("Statements that were not reached", text, run.waiting)
    if run.errors:
        files = tuple(dict.fromkeys(error.file.as_posix() for error in run.errors))
        yield Limitation(
            "Files that could not be read", "What they state was not looked at.", files
        )
    undecided = _ids(x for x in run.reports if x.verdict is Verdict.UNDECIDED)
    if undecided:
        yield Limitation(
            "Undecided statements", "Nothing is claimed of them, either way.", undecided
        )
    defects = _ids(x for x in run.reports if x.found(Defect))
    if defects:
        text = "Their trials were ended by a defect of kreissverify; please report it."
        yield Limitation("Trials that broke off", text, defects)


def _instances(run: Run) -> Iterator[Limitation]:
    supported = [x for x in run.reports if x.verdict is Verdict.SUPPORTED]
    if supported:
        text = (
            "Supported is not proved: no derivation covers the class. Instances were decided, "
            f"{min(x.decided for x in supported)} or more for each statement, and none violates "
            "it; the next one might."
        )
        yield Limitation("Statements without a proof", text, _ids(supported))
    open_cases = sum(x.indeterminate for x in run.reports)
    if open_cases:
        text = (
            f"{open_cases} instances could not be decided: their two sides are equal, or could not "
            "be separated at the highest precision allowed. They count neither way."
        )
        concerned = _ids(x for x in run.reports if x.indeterminate)
        yield Limitation("Instances left open", text, concerned)
    # refuted statements stop at their counterexample, so that few instances say nothing there
    fewer = _ids(
        x
        for x in run.reports
        if x.decided < run.instances and x.verdict in (Verdict.PROVED, Verdict.SUPPORTED)
    )
    if fewer:
        text = (
            f"Fewer than the {run.instances} instances asked for were decided, as the budget or "
            "members that satisfy the hypotheses ran out."
        )
        yield Limitation("Fewer instances than asked for", text, fewer)
    screened, vacuous = (
        sum(getattr(x, name) for x in run.reports) for name in ("screened", "vacuous")
    )
    if screened:
        text = (
            f"{screened} instances were looked at in floating point only, to find suspicious ones, "
            f"and {vacuous} fail a hypothesis, so that the statement says nothing of them. Neither "
            "are among the decided ones. The pictures are also drawn in floating point."
        )
        yield Limitation("Floating point", text)


def _derivations(run: Run) -> Iterator[Limitation]:
    failed = _ids(x for x in run.reports if x.found(FailedDerivation))
    if failed:
        yield Limitation("Derivations that fail", "A step of each was not shown.", failed)
    derived = [item for x in run.reports for item in x.found(ShownDerivation)]
    cited = {source.text: None for item in derived for source in item.facts}
    if cited:
        text = (
            "These are taken from the literature by citation, or are definitions. The test suite "
            "tries each numerically on random matrices; it does not prove them."
        )
        yield Limitation("Textbook facts", text, tuple(cited))
    counted = proofs(run.reports)
    if counted is not None:
        once = counted.decided - counted.twice
        text = (
            "A step is exact if all that it asks over the real numbers has a certificate, which is "
            "multiplied out again in exact arithmetic; else a solver's “unsatisfiable” is taken at "
            f"its word: so are {len(counted.words)} steps, those of lemmas included. "
            f"{counted.twice} of {counted.decided} decided steps were decided in two independent "
            f"ways or more, {once} in one way only."
        )
        yield Limitation("The machines that decided the steps", text, tuple(counted.deciders))


def _always(run: Run) -> Iterator[Limitation]:
    reported = _ids(x for x in run.reports if "reported" in x.source)
    if reported:
        text = (
            "Their source is marked “reported”: its full text was not at hand. A verdict is on the "
            "wording that this page shows, which a reader of the source should compare."
        )
        yield Limitation("The wording of the source", text, reported)
    if not run.reports:
        return
    if any(x.found(DroppedHypothesis) for x in run.reports):
        text = (
            "A hypothesis that is called not needed was dropped on a few instances only. γ < 1 and "
            "the domains of parameters were not dropped."
        )
    else:
        text = "No hypothesis was dropped to see if it is needed: that takes --necessity."
    yield Limitation("Whether the hypotheses are needed", text)
    yield Limitation(
        "Whether the statements agree with each other",
        "Each pair was compared on a few dozen short exact instances, in exact numbers. Two "
        "statements may exclude each other elsewhere.",
    )
    yield Limitation(
        "The arithmetic",
        "Enclosures rest on python-flint's ball arithmetic and exact matrices, and on the code of "
        "kreissverify. Only a refutation can be checked without them: one file of the standard "
        "library derives its certificate again.",
    )


def _ids(reports: Iterable[TheoremReport]) -> tuple[str, ...]:
    return tuple(report.id for report in reports)


def _count(things: tuple[str, ...], name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"
