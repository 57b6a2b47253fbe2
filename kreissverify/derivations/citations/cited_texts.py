"""What a cited fact says and where it is proved, in the words of the steps that cite it."""

from __future__ import annotations

from kreissverify.derivations.citations.schema import schemas

__all__ = ["NORM_RULES", "citation_text"]

#: Norms of an equality (`p.norms`, `p.sizes`) are rules of the kernel, and facts all the same.
NORM_RULES = {
    "norms.subadditive": "|X + Y| ≤ |X| + |Y| and |XY| ≤ |X||Y|, block by block",
    "norms.operators": "‖X + Y‖ ≤ ‖X‖ + ‖Y‖ and ‖XY‖ ≤ ‖X‖‖Y‖, and ‖I‖ = 1",
}


def citation_text(name: str) -> str:
    """Return what a fact says by the name that it is cited by.

    Examples
    --------
    >>> from kreissverify.derivations.citations.cited_texts import citation_text
    >>> citation_text("norms.subadditive")
    'norms.subadditive: |X + Y| ≤ |X| + |Y| and |XY| ≤ |X||Y|, block by block'
    """
    if name in NORM_RULES:
        return f"{name}: {NORM_RULES[name]}"
    fact = schemas()[name]
    return f"{name}: {fact.text} [{fact.source}]"
