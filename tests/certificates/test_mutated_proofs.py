"""No proof with one thing changed is accepted for a theorem that it does not prove."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kreissverify.certificates import proof_checker
from tests.certificates.support.by_hand import Document
from tests.certificates.support.by_steps import RULES
from tests.certificates.support.proof_mutations import KINDS, mutants
from tests.paths import ROOT

FOLDER = ROOT / "tests" / "data" / "proofs"
FILES = sorted(path.stem for path in FOLDER.glob("*.json"))


def bundled(name: str) -> Document:
    document: Document = json.loads((FOLDER / f"{name}.json").read_text(encoding="ascii"))
    return document


def by_hand(rule: str) -> Document:
    # as a file would hold it: no part of it is the same object as another
    document: Document = json.loads(json.dumps(RULES[rule]()))
    return document


def said(document: Document) -> Any:
    return document["theorems"][-1]["statement"]


def answers(document: Document, kind: str, count: int) -> Counter[str]:
    """Return how often each answer was given; a wrong one fails the test."""
    found: Counter[str] = Counter()
    for path, changed in mutants(document, kind, count, seed=1):
        try:
            answer = proof_checker.check(changed)
        except proof_checker.Rejected as error:
            assert not str(error).startswith("malformed (Memory"), path
            found["rejected"] += 1
            continue
        found["holey" if answer.holes else "accepted"] += 1
        # What is accepted is the theorem that was proved, by a proof that says the same otherwise,
        # or another one that is evident: its last step needs no evidence.
        # (The end t ≤ 2000 of E6.powers is not used: that theorem holds for every t.)
        if not answer.holes and said(changed) != said(document) and "at_most" not in path:
            last = changed["theorems"][-1]["steps"][-1]
            evident = last["kind"] in ("reals", "repeated", "instance") and not last["evidence"]
            sides = said(changed)["conclusion"]["args"]
            assert evident or sides[0] == sides[-1], (
                path,
                proof_checker.statement_text(answer.theorem),
            )
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_changed_proofs_by_hand(kind: str) -> None:
    found = sum((answers(by_hand(rule), kind, 6) for rule in RULES), Counter())
    assert found["rejected"] > 9 * found["accepted"]


@pytest.mark.parametrize("kind", KINDS)
def test_changed_proofs_of_the_library(kind: str) -> None:
    found = answers(bundled("E6.powers"), kind, 12)
    assert found["rejected"] + found["holey"] >= found["accepted"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FILES)
def test_many_changed_proofs_of_the_library(name: str, kind: str) -> None:
    found = answers(bundled(name), kind, 150)
    assert found["rejected"] + found["holey"] >= 9 * found["accepted"]


@pytest.mark.parametrize("name", FILES)
def test_the_proofs_that_are_changed_are_accepted(name: str) -> None:
    assert proof_checker.check(bundled(name)).holes == []


def test_a_proof_of_other_bytes_is_rejected(tmp_path: Path) -> None:
    text = (FOLDER / f"{FILES[0]}.json").read_text(encoding="ascii")
    file = tmp_path / "proof.json"
    for changed in (
        text[: len(text) // 2],
        text + "]",
        text.replace('"1"', "1", 1),
        "",
        "[]",
        "\xff",
    ):
        file.write_text(changed, encoding="latin-1")
        assert proof_checker.verdict(str(file))[0] == 1
