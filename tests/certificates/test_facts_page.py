"""docs/facts.md lists the facts of the checker of proofs, with their kinds and sources."""

from __future__ import annotations

import re

from kreissverify.certificates import proof_checker
from tests.paths import DOCS


def rows(text: str) -> dict[str, list[str]]:
    """Return the cells of the table by the names of facts."""
    cells = [re.split(r"(?<!\\)\|", x)[1:-1] for x in text.splitlines() if x.startswith("| `")]
    stripped = [[y.strip().replace("\\|", "|") for y in x] for x in cells]
    return {x[0].strip("`"): x[1:] for x in stripped}


def test_the_page_lists_every_fact() -> None:
    found = rows((DOCS / "facts.md").read_text(encoding="utf-8"))
    assert set(found) == {*proof_checker.FACTS, *proof_checker.NORMS}
    for name, fact in proof_checker.FACTS.items():
        assert found[name][:2] == [fact.kind, fact.source]


def test_the_counts_are_those_of_the_table() -> None:
    text = (DOCS / "facts.md").read_text(encoding="utf-8")
    found = rows(text)
    of_paper = [x for x in found.values() if x[3] != "–"]
    definitions = [x for x in of_paper if x[0] == "definition"]
    every = [x for x in found.values() if x[0] == "definition"]
    assert f"{len(found)} entries, {len(every)} of them definitions" in text
    assert f"rest on {len(of_paper)} of them: {len(definitions)} definitions and" in text
    assert f"\n{len(of_paper) - len(definitions)} facts." in text
