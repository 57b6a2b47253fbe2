"""Each kind of evidence in a sentence for people."""

from __future__ import annotations

from kreissverify.evidence.kinds import (
    Counterexample,
    Covered,
    Decided,
    Defect,
    DroppedHypothesis,
    Evidence,
    FailedDerivation,
    LeftOpen,
    Screened,
    ShownDerivation,
    WorstInstance,
)
from kreissverify.reports.verification.covered_text import covered_text

__all__ = ["evidence_text"]


def evidence_text(item: Evidence) -> str:
    """Return a piece of evidence as a sentence."""
    match item:
        case Screened():
            return f"{item.count} instances screened in floats (no evidence by itself)"
        case Decided():
            left_out = f"; on {item.undefined} more something in it has no value"
            return (
                f"{item.count} instances decided rigorously: {item.holds} hold, "
                f"{item.violated} violate it{left_out * bool(item.undefined)}"
            )
        case Covered():
            return covered_text(item)
        case WorstInstance():
            how = "the worst violation met" if item.violates else "the nearest to a violation"
            return f"{how}, with a ratio of {item.ratio:.5g}: {item.instance}"
        case LeftOpen():
            return f"{item.count} instances left open (equality, or an enclosure was refused)"
        case Counterexample():
            return str(item.instance)
        case FailedDerivation():
            return f"its derivation fails at step {item.step!r}: {item.reason}"
        case DroppedHypothesis():
            return _needed(item) if item.needed else _not_needed(item)
        case Defect() | ShownDerivation():
            return item.text


def _needed(item: DroppedHypothesis) -> str:
    text = f"needs {item.hypothesis}: else {item.violation}"
    return text + (f" (without a certificate: {item.not_certified})" if item.not_certified else "")


def _not_needed(item: DroppedHypothesis) -> str:
    text = f"no instance without it was decided: {item.hypothesis}"
    if item.holds:
        text = f"not needed on {item.holds} instances without it: {item.hypothesis}"
    if item.holds and item.is_about_norms:
        text += ", as the statement is about comparison matrices only"
    if item.fault:
        return f"{text} (the trials ended by a defect of kreissverify: {item.fault})"
    return text + (f" ({item.left_open} left open)" if item.left_open else "")
