"""A small proof for each rule is accepted, and what it says is printed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kreissverify.certificates import CHECKER, PROOF_CHECKER, checker_of, proof_checker
from tests.certificates.support.by_steps import ABOVE_0, RULES, over_reals


@pytest.mark.parametrize("rule", RULES)
def test_a_good_proof_is_accepted(rule: str) -> None:
    assert proof_checker.check(RULES[rule]()).holes == []


def answer(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(PROOF_CHECKER), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_checker_runs_by_itself_and_prints_what_it_accepted(tmp_path: Path) -> None:
    file, document = tmp_path / "proof.json", over_reals()
    file.write_text(json.dumps(document))
    assert checker_of(file) == PROOF_CHECKER
    done = answer(file)
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.startswith(f"ACCEPTED {file}: for J in BlockTriangular: ((J.c + 1) > 0) [")
    assert proof_checker.check(document).theorem.digest in done.stdout
    document["theorems"][0]["steps"][0]["evidence"] = [{"claim": ABOVE_0, "word": ["z3"]}]
    file.write_text(json.dumps(document))
    done = answer(file)
    assert done.returncode == 1
    assert done.stdout.startswith("HOLEY ") and "on the word of z3" in done.stdout


def test_the_digest_is_of_the_statement_alone() -> None:
    document = over_reals()
    digest = proof_checker.check(document).theorem.digest
    document["theorems"][0].update(id="another", source="elsewhere", text="K = 0")
    assert proof_checker.check(document).theorem.digest == digest
    document["theorems"][0]["statement"]["variables"]["J"]["kind"] = "SelfReferential"
    assert proof_checker.check(document).theorem.digest != digest


def test_other_files_are_for_the_checker_of_counterexamples(tmp_path: Path) -> None:
    file = tmp_path / "certificate.json"
    assert checker_of(file) == CHECKER
    file.write_text('{"format": "kreissverify-certificate"}')
    assert checker_of(file) == CHECKER
