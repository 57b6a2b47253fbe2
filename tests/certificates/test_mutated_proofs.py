"""No proof with one thing changed is accepted for a theorem that it does not prove."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kreissverify.certificates import proof_checker
from tests.certificates.support.by_hand import Document, op
from tests.certificates.support.by_steps import (
    ABOVE_0,
    OF_C,
    RULES,
    SHOWN,
    certified,
    proof,
    step,
    theorem,
)
from tests.certificates.support.incremental_check import CheckedProof
from tests.certificates.support.proof_mutations import KINDS, changes, mutants, placed
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


def whole_is_accepted(document: Document) -> bool:
    try:
        return not proof_checker.check(document).holes
    except proof_checker.Rejected:
        return False


def step_is_accepted(checked: CheckedProof, number: int) -> bool:
    try:
        return not checked.check(number)
    except proof_checker.Rejected:
        return False


@pytest.mark.parametrize("kind", [*KINDS, "claims"])
def test_a_changed_step_is_checked_with_what_rests_on_it(kind: str) -> None:
    """What is said of a change where it is made is what is said of the whole proof."""
    document = bundled("E6.powers")
    within = ("theorems", "steps")
    if kind == "claims":  # some are true still, and what rests on them is not
        some = changes(document, "signs", 400, seed=3, within=(*within, "claim"))
        some += changes(document, "coefficients", 400, seed=3, within=(*within, "claim"))
    else:
        some = changes(document, kind, 25, seed=2, within=within)
    some = [x for x in some if x.path[1] == len(document["theorems"]) - 1]
    whole = CheckedProof(document)
    for change in some:
        with placed(document, change):
            assert step_is_accepted(whole, change.path[3]) == whole_is_accepted(document), change
    assert some and step_is_accepted(whole, 0)


def test_a_weaker_claim_that_is_true_is_not_enough_for_what_rests_on_it() -> None:
    """c + 1 ≥ 0 is shown where c + 1 > 0 was, which the last step needs."""
    strict = step("reals", ABOVE_0, evidence=[SHOWN])
    rest = [strict | {"uses": [i], "evidence": []} for i in range(2)]
    document = json.loads(json.dumps(proof(theorem(ABOVE_0, strict, *rest))))
    checked = CheckedProof(document)
    weaker = op("ge", *ABOVE_0["args"])
    facts = [SHOWN["certificate"]["facts"][0], [">", [["-1"], ["-1", [0, 1]]]]]
    total = SHOWN["certificate"]["refutation"]["sum"]
    shown = certified(weaker, [OF_C], facts, total)
    changed = step("reals", weaker, evidence=[shown])
    alone = proof(theorem(weaker, changed))
    assert proof_checker.check(alone).holes == []
    document["theorems"][0]["steps"][0] = changed
    assert not step_is_accepted(checked, 0) and not whole_is_accepted(document)


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
