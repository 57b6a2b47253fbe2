"""A statement in, a verdict out, with what it rests on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from kreissverify.derivations import derive
from kreissverify.evidence.counterexamples.certify import NotCertified
from kreissverify.evidence.counterexamples.comparison_sides import sides
from kreissverify.evidence.counterexamples.shortest import counterexample
from kreissverify.evidence.derivation_evidence import derived, proved_reason
from kreissverify.evidence.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.evidence.necessity import necessity
from kreissverify.evidence.sampling.trials import Trials, run_trials, tightness
from kreissverify.evidence.verdict import Evidence, InternalContradiction, TheoremReport, Verdict
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.theorems import Statement, expression_latex, expression_text

__all__ = ["verify"]


def verify(
    statement: Statement,
    *,
    instances: int = 200,
    seed: int = 0,
    certificates: Path | str = "certificates",
    cache: QuantityCache | None = None,
    budget: float = 60.0,
    necessary: bool = False,
) -> TheoremReport:
    """Gather evidence for a statement and return the verdict.

    Parameters
    ----------
    statement
        The statement.
    instances
        How many instances are to be decided rigorously.
    seed
        Equal seeds try equal instances.
    certificates
        The folder in which a counterexample certificate is written.
    cache
        Enclosures shared with earlier statements.
    budget
        Seconds after which no further instance is begun.
    necessary
        Whether each hypothesis is dropped in turn, to see if it is needed (see `necessity`).

    Returns
    -------
    TheoremReport
        `proved` if the statement has a derivation whose every step was shown; `refuted` if a
        certificate was written that the standalone checker accepts; `supported` if every instance
        that was decided holds, and some was; `undecided` otherwise.

    Raises
    ------
    InternalContradiction
        If it is both proved and refuted.
    """
    began = time.monotonic()
    derivation = derive(statement)
    known = cache or QuantityCache()
    trials = run_trials(statement, instances, seed, known, budget)
    verdict, reason = Verdict.SUPPORTED, _supported_reason(trials, instances)
    path: Path | None = None
    found: tuple[Evidence, ...] = ()
    if trials.violations:
        verdict, reason, path, found = _refutation(statement, trials, Path(certificates))
    elif trials.fault or not trials.decided:
        verdict, reason = Verdict.UNDECIDED, _undecided_reason(trials)
    if derivation is not None and derivation.is_complete:
        if trials.violations:  # decided rigorously, whether or not a certificate could be written
            shown = path or trials.violations[0].instance
            raise InternalContradiction(
                f"{statement.id} is proved by its derivation and violated by {shown}"
            )
        verdict, reason = Verdict.PROVED, proved_reason(derivation)
    needs: tuple[Evidence, ...] = ()
    if necessary and verdict in (Verdict.PROVED, Verdict.SUPPORTED):
        needs = tuple(necessity(statement, instances, seed, Path(certificates), known))
    return TheoremReport.on(
        statement,
        verdict=verdict,
        reason=reason,
        evidence=(*derived(derivation), *_evidence(trials, seed), *found, *needs),
        decided=trials.decided,
        holds=trials.holds,
        indeterminate=trials.indeterminate,
        vacuous=trials.vacuous,
        screened=trials.screened,
        tightness=tightness(statement, trials, known),
        certificate=path,
        seconds=time.monotonic() - began,
    )


def _supported_reason(trials: Trials, instances: int) -> str:
    shown = f"{trials.holds} instances decided rigorously, none violates it"
    if trials.decided < instances:
        shown += f" ({instances} were asked for: time or matching instances ran out)"
    if trials.indeterminate:
        shown += f"; {trials.indeterminate} more are left open (equality, or no narrow enclosure)"
    return shown


def _undecided_reason(trials: Trials) -> str:
    if trials.fault:
        return f"the trials ended by a defect of kreissverify, please report it: {trials.fault}"
    if not trials.open_cases:
        return "no instance was found that satisfies the hypotheses"
    binding, decision = trials.open_cases[0]
    cause = decision.refusals[0] if decision.refusals else "the two sides could not be separated"
    return f"{trials.indeterminate} instances were left open, such as {binding.instance}: {cause}"


def _refutation(
    statement: Statement, trials: Trials, folder: Path
) -> tuple[Verdict, str, Path | None, tuple[Evidence, ...]]:
    """Return the verdict that a violated instance leads to, with the shortest certified one."""
    try:
        found = counterexample(statement, trials.violations, folder)
    except NotCertified as error:
        reason = f"violated on {len(trials.violations)} instances, but not certified: {error}"
        return Verdict.UNDECIDED, reason, None, ()
    shown = str(found.binding)
    data = {
        "instance": found.instance,
        "certificate": str(found.path),
        "sides": [
            {
                "comparison": expression_text(side.comparison),
                "latex": expression_latex(side.comparison),
                # without their witnesses, which need not travel between processes
                "left": Enclosure(side.left.lower, side.left.upper),
                "right": Enclosure(side.right.lower, side.right.upper),
            }
            for side in sides(statement, found.binding)
        ],
    }
    return Verdict.REFUTED, shown, found.path, (Evidence("counterexample", shown, data),)


def _evidence(trials: Trials, seed: int) -> Iterator[Evidence]:
    yield Evidence(
        "screened",
        f"{trials.screened} instances screened in floats (no evidence by itself)",
        {"count": trials.screened, "seed": seed},
    )
    yield Evidence(
        "decided",
        f"{trials.decided} instances decided rigorously: {trials.holds} hold, "
        f"{len(trials.violations)} violate it",
        {"holds": trials.holds, "violated": len(trials.violations), "vacuous": trials.vacuous},
    )
    if trials.fault:
        text = f"the trials ended by a defect of kreissverify, please report it: {trials.fault}"
        yield Evidence("defect", text, {"fault": trials.fault})
    if trials.indeterminate:
        yield Evidence(
            "indeterminate",
            f"{trials.indeterminate} instances left open (equality, or an enclosure was refused)",
            {"instances": [str(b) for b, _ in trials.open_cases[:5]]},
        )
