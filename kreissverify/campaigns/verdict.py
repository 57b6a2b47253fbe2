"""From the sums of a campaign to its verdict, with a certificate where it is a refutation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flint import fmpq

from kreissverify.campaigns.plan import Plan
from kreissverify.campaigns.screening import drawn_batch, member
from kreissverify.campaigns.summary import Summary, Tightest
from kreissverify.derivations import derive
from kreissverify.evidence.counterexamples.certify import NotCertified
from kreissverify.evidence.counterexamples.shortest import counterexample
from kreissverify.evidence.evaluation.binding import Binding
from kreissverify.evidence.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.evidence.verdict import InternalContradiction, Verdict
from kreissverify.evidence.worst_ratio.ratios import certified_ratio
from kreissverify.matrices import InvalidMatrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import as_fmpq
from kreissverify.theorems import Statement

__all__ = ["Conclusion", "conclude"]

_CANDIDATES = 20  # violated instances from which a short counterexample is looked for


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

    Raises
    ------
    InternalContradiction
        If an instance violates a statement that its derivation proves.
    """
    tightest, ratio = _tightest(statement, plan, summary.tightest)
    verdict, reason, path = _verdict(statement, summary, certificates)
    if summary.violations:
        derivation = derive(statement)
        if derivation is not None and derivation.is_complete:
            raise InternalContradiction(
                f"{statement.id} is proved by its derivation and violated by "
                f"{path or summary.violations[0]}"
            )
    return Conclusion(verdict, reason, path, tightest, ratio)


def _verdict(
    statement: Statement, summary: Summary, certificates: Path
) -> tuple[Verdict, str, Path | None]:
    if summary.violations:
        found = [_binding(statement, x) for x in summary.violations[:_CANDIDATES]]
        try:
            shown = counterexample(statement, found, certificates)
        except NotCertified as error:
            violated = summary.counts["violated"]
            reason = f"violated on {violated:,} instances, but not certified: {error}"
            return Verdict.UNDECIDED, reason, None
        return Verdict.REFUTED, str(shown.binding), shown.path
    if summary.faults:
        reason = f"a defect of kreissverify, please report it: {summary.faults[0]}"
        return Verdict.UNDECIDED, reason, None
    if summary.decided == 0:
        return Verdict.UNDECIDED, "no instance was decided", None
    screened = summary.counts["screened"]
    reason = (
        f"on {summary.decided:,} rigorously decided instances, none violates it; "
        f"{screened:,} screened"
    )
    return Verdict.SUPPORTED, reason, None


def _binding(statement: Statement, record: Mapping[str, Any]) -> Binding:
    """Return the instance of a record (see `certify.instance_record`)."""
    variable, quantifier = statement.matrix
    instance = quantifier.matrix_class.split(
        record["matrix"], record["sizes"], record["gamma"], symmetric=record["normal"]
    )
    parameters: dict[str, fmpq] = {k: as_fmpq(q) for k, q in record["parameters"].items()}
    return Binding(variable, instance, parameters)


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
