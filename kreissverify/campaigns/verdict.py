"""From the sums of a campaign to its verdict, with a certificate where it is a refutation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kreissverify.campaigns.plan import Plan
from kreissverify.campaigns.record import Tightest
from kreissverify.campaigns.screening import drawn_batch, member
from kreissverify.campaigns.summary import Summary
from kreissverify.derivations import derive
from kreissverify.evidence.counterexamples.certify import NotCertified
from kreissverify.evidence.counterexamples.shortest import counterexample
from kreissverify.evidence.verdict import InternalContradiction, Verdict
from kreissverify.evidence.worst_ratio.ratios import certified_ratio
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.matrices import InvalidMatrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.theorems import Statement

__all__ = ["Conclusion", "conclude"]

# Violated instances from which a short counterexample is looked for: the eight shortest are shrunk,
# and reading a thousand of them would take longer than that.
_CANDIDATES = 20


@dataclass(frozen=True)
class Conclusion:
    """The verdict of a campaign.

    Attributes
    ----------
    verdict
        `refuted` if a certificate was written that the standalone checker accepts; `supported` if
        every instance that was decided holds, and some was; `undecided` otherwise.
    reason
        Why, in a sentence.
    certificate
        The certificate's file.
    tightest
        The exact instance on which the largest ratio of the two sides was met, None if there is
        none.
    ratio
        An enclosure of the ratio there, where one was found.
    """

    verdict: Verdict
    reason: str
    certificate: Path | None
    tightest: Binding | None
    ratio: Enclosure | None


def conclude(statement: Statement, plan: Plan, summary: Summary, certificates: Path) -> Conclusion:
    """Return the verdict that the batches so far lead to.

    Parameters
    ----------
    statement, plan, summary
        The campaign.
    certificates
        The folder for the certificate of a counterexample.

    Returns
    -------
    Conclusion
        The verdict, with its reason and its certificate.

    Raises
    ------
    InternalContradiction
        If an instance violates a statement that its derivation proves.
    """
    # made anew from its place: the store keeps places, not matrices
    tightest, ratio = _tightest(statement, plan, summary.tightest)
    verdict, reason, path = _verdict(statement, summary, certificates)
    if summary.violations:
        derivation = derive(statement)
        if derivation is not None and derivation.is_complete:
            raise InternalContradiction(
                f"{statement.id} is proved by its derivation and violated by "
                f"{path or summary.violations[0].instance}"
            )
    return Conclusion(verdict, reason, path, tightest, ratio)


def _verdict(
    statement: Statement, summary: Summary, certificates: Path
) -> tuple[Verdict, str, Path | None]:
    if summary.violations:
        found = [x.instance.binding(statement) for x in summary.violations[:_CANDIDATES]]
        try:
            shown = counterexample(statement, found, certificates)
        except NotCertified as error:
            violated = summary.counts.violated
            reason = f"violated on {violated:,} instances, but not certified: {error}"
            return Verdict.UNDECIDED, reason, None
        return Verdict.REFUTED, str(shown.binding), shown.certificate
    if summary.faults:
        reason = f"a defect of kreissverify, please report it: {summary.faults[0]}"
        return Verdict.UNDECIDED, reason, None
    if summary.decided == 0:
        return Verdict.UNDECIDED, "no instance was decided", None
    screened = summary.counts.screened
    reason = (
        f"on {summary.decided:,} rigorously decided instances, none violates it; "
        f"{screened:,} screened"
    )
    return Verdict.SUPPORTED, reason, None


def _tightest(
    statement: Statement, plan: Plan, place: Tightest | None
) -> tuple[Binding | None, Enclosure | None]:
    """Return the instance anew, from the numbers of its batch and its place."""
    if place is None:
        return None, None
    try:
        binding = member(drawn_batch(statement, plan, place.batch), place.place)
    except InvalidMatrix:
        return None, None
    return binding, certified_ratio(statement, binding, QuantityCache())
