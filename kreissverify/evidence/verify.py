"""A statement in, a verdict out, with what it rests on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kreissverify.derivations import derive
from kreissverify.derivations.deciders.stored_certificates import asking_solvers
from kreissverify.evidence.counterexamples.certify import NotCertified
from kreissverify.evidence.counterexamples.comparison_sides import sides
from kreissverify.evidence.counterexamples.shortest import counterexample
from kreissverify.evidence.derivation_evidence import derived
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.kinds import (
    Counterexample,
    Decided,
    Defect,
    Evidence,
    LeftOpen,
    Screened,
    ShownDerivation,
    WorstInstance,
)
from kreissverify.evidence.necessity import necessity
from kreissverify.evidence.sampling.emptiness import emptiness
from kreissverify.evidence.sampling.first_tried import WrongExample, first_tried
from kreissverify.evidence.sampling.trials import Trials, run_trials, sharpened_ratios
from kreissverify.evidence.verdict import InternalContradiction, TheoremReport, Verdict
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.theorems import AuthorsOwn, Statement, change_of, own_parts

__all__ = ["verify"]

_LONGEST = 200  # characters of an instance in a reason
_OPEN_SHOWN = 5  # instances left open that are named: they may be large, and are much alike


@dataclass(frozen=True)
class _Conclusion:
    """A verdict with its reason, and the counterexample that it rests on."""

    verdict: Verdict
    reason: str
    counterexample: Counterexample | None = None


def verify(
    statement: Statement,
    *,
    instances: int = 200,
    seed: int = 0,
    certificates: Path | str = "certificates",
    cache: QuantityCache | None = None,
    budget: float = 60.0,
    necessary: bool = False,
    strict: bool = False,
    solvers: bool = False,
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
        Work after which no further instance is begun, in rough seconds: it is counted, not
        measured, so that equal seeds decide equal instances on every machine (see `system.work`).
    necessary
        Whether each hypothesis is dropped in turn, to see if it is needed (see `necessity`).
    strict
        Whether a verdict that rests on what the author brings is `undecided` (see `AuthorsOwn`).
    solvers
        Whether the steps of its derivation are decided by solvers, and not by stored certificates.

    Returns
    -------
    TheoremReport
        `proved` if the statement has a derivation whose every step was shown; `refuted` if a
        certificate was written that the standalone checker accepts; `supported` if every instance
        that was decided holds, and some was; `undecided` otherwise. A statement that was changed
        after it was stated is `undecided`.

    Raises
    ------
    InternalContradiction
        If it is both proved and refuted.

    Examples
    --------
    >>> from kreissverify.theorems import bundled_statement
    >>> report = verify(bundled_statement("E3"), instances=10)
    >>> report.verdict
    <Verdict.PROVED: 'proved'>
    >>> report.holds == report.decided >= 10
    True
    """
    began = time.monotonic()
    changed = change_of(statement)
    if changed is not None:
        return TheoremReport.on(statement, verdict=Verdict.UNDECIDED, reason=changed)
    with asking_solvers(solvers):
        derivation = derive(statement)
    proof = None if derivation is None else derived(derivation)
    own = own_parts(statement)
    if derivation is not None and derivation.is_complete:
        own |= derivation.own
    folder, known = Path(certificates), cache or QuantityCache()
    # also where a derivation is complete: a violated instance would show that it is wrong
    try:
        first = list(first_tried(statement))
    except WrongExample as error:
        return TheoremReport.on(statement, verdict=Verdict.UNDECIDED, reason=str(error))
    trials = run_trials(statement, instances, seed, known, budget, first=first)
    found = _of_trials(statement, trials, instances, folder)
    violation = found.counterexample
    if isinstance(proof, ShownDerivation):
        if trials.violations:  # decided rigorously, whether or not a certificate could be written
            by = violation.certificate if violation else trials.violations[0].instance
            raise InternalContradiction(
                f"{statement.id} is proved by its derivation and violated by {by}{_blamed(own)}"
            )
        found = _Conclusion(Verdict.PROVED, proof.text + _emptiness(trials))
    found = _upheld(statement, found, own if strict else AuthorsOwn())
    evidence: list[Evidence] = [] if proof is None else [proof]
    evidence += _counts(trials, seed)
    ratios = sharpened_ratios(statement, trials, known)
    evidence += _worst(statement, ratios, trials, known)
    evidence += [] if violation is None else [violation]
    if necessary and found.verdict in (Verdict.PROVED, Verdict.SUPPORTED):
        evidence += necessity(statement, instances, seed, folder, known)
    return TheoremReport.on(
        statement,
        verdict=found.verdict,
        reason=found.reason,
        evidence=tuple(evidence),
        decided=trials.decided,
        holds=trials.holds,
        indeterminate=trials.indeterminate,
        vacuous=trials.vacuous,
        undefined=trials.undefined,
        screened=trials.screened,
        tightness=ratios[-1][0] if ratios else None,
        certificate=None if violation is None else violation.certificate,
        seconds=time.monotonic() - began,
        own=own,
    )


def _emptiness(trials: Trials) -> str:
    """Return the words beside a proof that may be one of nothing at all."""
    # That hypotheses contradict each other is seen by solvers only where it follows over the reals.
    empty = trials.vacuous and not trials.decided and not trials.indeterminate
    return "; no instance was found that satisfies the hypotheses" if empty else ""


def _blamed(own: AuthorsOwn) -> str:
    """Return the words that say whose contradiction it may be."""
    return f"; the proof rests on {own.text}" if own else ""


def _upheld(statement: Statement, found: _Conclusion, refused: AuthorsOwn) -> _Conclusion:
    """Return a verdict, or `undecided` if what it rests on was changed, or is refused."""
    # The author's code has run since the beginning: a derivation, a class that draws.
    changed = change_of(statement)
    if changed is not None:
        return _Conclusion(Verdict.UNDECIDED, changed)
    if refused and found.verdict in (Verdict.PROVED, Verdict.SUPPORTED):
        reason = f"{found.verdict.value}, but resting on {refused.text}, which --strict refuses"
        return _Conclusion(Verdict.UNDECIDED, reason)
    return found


def _of_trials(statement: Statement, trials: Trials, instances: int, folder: Path) -> _Conclusion:
    """Return the verdict that the trials alone lead to."""
    if trials.violations:
        return _refutation(statement, trials, folder)
    if trials.fault or not trials.decided:
        return _Conclusion(Verdict.UNDECIDED, _undecided_reason(statement, trials))
    return _Conclusion(Verdict.SUPPORTED, _supported_reason(trials, instances))


def _instances(count: int) -> str:
    return "1 instance" if count == 1 else f"{count} instances"


def _supported_reason(trials: Trials, instances: int) -> str:
    shown = f"{_instances(trials.holds)} decided rigorously, none violates it"
    if trials.decided < instances:
        shown += f" ({instances} were asked for: the budget or matching instances ran out)"
    if trials.indeterminate:
        shown += f"; {trials.indeterminate} more are left open (equality, or no narrow enclosure)"
    return shown


def _undecided_reason(statement: Statement, trials: Trials) -> str:
    if trials.fault:
        return Defect(trials.fault).text
    if not trials.open_cases:
        return _nothing_decided(statement, trials)
    binding, decision = trials.open_cases[0]
    cause = decision.refusals[0] if decision.refusals else "the two sides could not be separated"
    was = "was" if trials.indeterminate == 1 else "were"
    open_ones = f"{_instances(trials.indeterminate)} {was} left open"
    return f"{open_ones}, such as {_short(binding)}: {cause}"


def _nothing_decided(statement: Statement, trials: Trials) -> str:
    found = emptiness(statement)
    if found:
        return f"there is no instance: {found}"
    if trials.undefined:
        return (
            f"no instance was decided: on {trials.undefined} of them something in it has no value "
            f"({trials.without_value})"
        )
    return "no instance was found that satisfies the hypotheses"


def _short(binding: Binding) -> str:
    """Return a text of an instance that names its class, and leaves out many entries."""
    if binding.is_of_one_class:
        return str(binding.instance)
    text = str(binding)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def _refutation(statement: Statement, trials: Trials, folder: Path) -> _Conclusion:
    """Return the verdict that a violated instance leads to, with the shortest certified one."""
    try:
        found = counterexample(statement, trials.violations, folder)
    except NotCertified as error:
        reason = f"violated on {_instances(len(trials.violations))}, but not certified: {error}"
        return _Conclusion(Verdict.UNDECIDED, reason)
    instance, compared = InstanceRecord.of(found.binding), sides(statement, found.binding)
    shown = Counterexample(instance, found.certificate, compared)
    return _Conclusion(Verdict.REFUTED, str(instance), shown)


def _counts(trials: Trials, seed: int) -> Iterator[Evidence]:
    yield Screened(trials.screened, seed)
    yield Decided(trials.holds, len(trials.violations), trials.vacuous, trials.undefined)
    if trials.decided:
        yield trials.covered.covered()
    if trials.fault:
        yield Defect(trials.fault)
    if trials.indeterminate:
        shown = (InstanceRecord.of(binding) for binding, _ in trials.open_cases[:_OPEN_SHOWN])
        yield LeftOpen(trials.indeterminate, tuple(shown))


def _worst(
    statement: Statement,
    ratios: list[tuple[float, Binding]],
    trials: Trials,
    cache: QuantityCache,
) -> Iterator[WorstInstance]:
    """Yield the nearest instance; of a violated statement, the one that exceeds it most."""
    violating = [x for x in ratios if any(x[1] is each for each in trials.violations)]
    of = violating if trials.violations else ratios
    if of:
        ratio, binding = of[-1]
        shown = sides(statement, binding, cache)
        yield WorstInstance(InstanceRecord.of(binding), ratio, bool(violating), shown)
