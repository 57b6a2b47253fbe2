"""Each kind of evidence as JSON: its word, a sentence, and its data."""

from __future__ import annotations

from kreissverify.evidence.consistency import Contradiction
from kreissverify.evidence.kinds import (
    Counterexample,
    Covered,
    Decided,
    Defect,
    DerivationStep,
    DroppedHypothesis,
    Evidence,
    FailedDerivation,
    LeftOpen,
    Screened,
    ShownDerivation,
    Side,
    WorstInstance,
)
from kreissverify.numbers.rational import rational_string
from kreissverify.reports.render.records import side_record
from kreissverify.reports.verification.evidence_text import evidence_text

__all__ = ["contradiction_record", "evidence_record"]

Record = dict[str, object]

# Frozen: programs that read verify.json go by these words, not by the names of our classes.
_WORDS: dict[type, str] = {
    Screened: "screened",
    Decided: "decided",
    Covered: "covered",
    WorstInstance: "worst instance",
    LeftOpen: "indeterminate",
    Defect: "defect",
    Counterexample: "counterexample",
    ShownDerivation: "derivation",
    FailedDerivation: "derivation failed",
    DroppedHypothesis: "necessity",
}


def evidence_record(item: Evidence) -> Record:
    """Return the JSON record of a piece of evidence."""
    return {"kind": _WORDS[type(item)], "text": evidence_text(item), "data": _data(item)}


def _data(item: Evidence) -> Record:
    match item:
        case Screened():
            return {"count": item.count, "seed": item.seed}
        case Decided():
            return {
                "holds": item.holds,
                "violated": item.violated,
                "vacuous": item.vacuous,
                "undefined": item.undefined,
            }
        case Covered():
            return _covered(item)
        case WorstInstance():
            return {
                "instance": item.instance.document(),
                "ratio": item.ratio,
                "violates": item.violates,
                "sides": [_side(side) for side in item.sides],
            }
        case LeftOpen():
            return {"instances": list(map(str, item.instances))}
        case Defect():
            return {"fault": item.fault}
        case Counterexample():
            return {
                "instance": item.instance.document(),
                "certificate": str(item.certificate),
                "sides": [_side(side) for side in item.sides],
            }
        case ShownDerivation():
            return _derivation(item)
        case FailedDerivation():
            return {"failed": item.step, "reason": item.reason}
        case DroppedHypothesis():
            return _dropped(item)


def _covered(item: Covered) -> Record:
    ends = {x.name: [rational_string(x.least), rational_string(x.largest)] for x in item.ranges}
    return {"ranges": ends, "sizes": {name: list(seen) for name, seen in item.sizes.items()}}


def _side(side: Side) -> Record:
    values = side_record(side)
    return {"comparison": values.pop("comparison"), "latex": side.latex, **values}


def _derivation(item: ShownDerivation) -> Record:
    return {
        "idea": item.idea,
        "steps": [_step(step) for step in item.steps],
        "means": dict(item.means),
        "cited": [x.text for x in item.cited],
        "lemmas": [x.text for x in item.lemmas],
        "exact": item.exact,
        "stored": item.stored,
        "solver's word": list(item.on_word),
        "facts": [{"name": x.name, "text": x.text, "tested": x.tested} for x in item.facts],
        "seconds": round(item.seconds, 2),
    }


def _step(step: DerivationStep) -> Record:
    return {
        "name": step.name,
        "kind": step.kind,
        "claim": step.claim,
        "latex": step.latex,
        "given": list(step.given),
        "uses": list(step.uses),
        "means": list(step.means),
        "source": step.source,
        "note": step.note,
    }


def _dropped(item: DroppedHypothesis) -> Record:
    return {
        "hypothesis": item.hypothesis,
        "instances": item.decided,
        "left open": item.left_open,
        "needed": item.needed,
        "instance": None if item.violation is None else str(item.violation),
        "certificate": None if item.certificate is None else str(item.certificate),
    }


def contradiction_record(pair: Contradiction) -> Record:
    """Return the JSON record of two statements that exclude each other."""
    return {
        "statements": list(pair.statements),
        "asked": list(map(str, pair.asked)),
        "instance": pair.instance.document(),
        "fails": list(pair.fails),
        "text": pair.text,
    }
