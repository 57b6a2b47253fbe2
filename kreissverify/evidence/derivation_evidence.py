"""What a derivation contributes to a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kreissverify.derivations import Derivation
from kreissverify.evidence.verdict import Evidence
from kreissverify.theorems import expression_latex

__all__ = ["derived", "proved_reason"]


def derived(derivation: Derivation | None) -> Iterator[Evidence]:
    """Yield what is to be said of a statement's derivation, if it has one."""
    if derivation is None:
        return
    if not derivation.is_complete:
        text = f"its derivation fails at step {derivation.failed!r}: {derivation.reason}"
        data = {"failed": derivation.failed, "reason": derivation.reason}
        yield Evidence("derivation failed", text, data)
        return
    yield Evidence(
        "derivation",
        proved_reason(derivation),
        {
            "idea": derivation.idea,
            "steps": _steps(derivation),
            "means": dict(Counter(means for f in derivation.facts for means in f.means)),
            "cited": list(derivation.cited()),
            "lemmas": list(derivation.lemmas()),
            "seconds": round(derivation.seconds, 2),
        },
    )


def _steps(derivation: Derivation) -> list[dict[str, object]]:
    numbers = {id(fact): number for number, fact in enumerate(derivation.facts, start=1)}
    return [
        {
            "name": fact.name,
            "kind": fact.kind,
            "claim": str(fact.claim),
            "latex": expression_latex(fact.claim),
            "given": [expression_latex(condition) for condition in fact.given],
            "uses": sorted(numbers[id(used)] for used in fact.uses if id(used) in numbers),
            "means": list(fact.means),
            "source": fact.source,
            "note": fact.note,
        }
        for fact in derivation.facts
    ]


def proved_reason(derivation: Derivation) -> str:
    """Return in a sentence what a complete derivation rests on."""
    names = [source.partition(":")[0] for source in derivation.cited()]
    lemmas = [source.partition(",")[0] for source in derivation.lemmas()]
    parts = [f"{len(derivation.facts)} steps, each decided by machine"]
    if lemmas:
        parts.append(f"from {', '.join(lemmas)}")
    if names:
        parts.append(f"citing {', '.join(names)}")
    return "; ".join(parts)
