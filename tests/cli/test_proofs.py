"""`prove --certificate` writes a proof as data, and `check` re-checks it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support.answers import refuses
from tests.paths import ROOT


@pytest.fixture
def proof(run) -> Path:
    result = run("prove", "comparison.powers", "--certificate", "p.json", "--json", "r.json")
    assert result.code == 0, result.err
    assert "p.json: 12 steps of 1 theorems, 4 facts cited, nothing on trust" in result.out
    assert json.loads(Path("r.json").read_text())["certificate"]["file"] == "p.json"
    return Path("p.json")


def test_a_proof_is_accepted_holey_or_rejected(run, proof: Path) -> None:
    result = run("check", proof, "--json", "c.json")
    assert result.code == 0 and result.out.startswith("ACCEPTED p.json: for J in CoupledBlocks")
    document = json.loads(proof.read_text())
    (cited,) = (x for x in document["theorems"][0]["steps"] if x.get("cites") == "powers.norm")
    cited["cites"] = "powers.magic"
    Path("holey.json").write_text(json.dumps(document))
    result = run("check", "holey.json")
    assert result.code == 1 and result.err.startswith("HOLEY holey.json") and not result.out
    assert "the fact powers.magic, which is not in the table" in result.err
    del document["theorems"][0]["steps"][0]
    Path("cut.json").write_text(json.dumps(document))
    refuses(run("check", "cut.json"), "REJECTED", "step 1 ", code=1)
    assert run("check", proof, "holey.json", "cut.json", "--json", "c.json").code == 1
    records = json.loads(Path("c.json").read_text())["certificates"]
    assert [x["outcome"] for x in records] == [
        "accepted",
        "resting on trust",
        "rejected",
    ]
    assert [x["accepted"] for x in records] == [True, False, False]


def test_a_theorem_that_the_format_cannot_write_is_refused_by_name(run) -> None:
    Path("kinds.py").write_text(
        "from kreissverify import Normal, norm, theorem\n"
        '@theorem(source="a test", expect="proved")\n'
        "def above_zero(A: Normal()):\n"
        "    return norm(A) >= 0\n"
        "@above_zero.derivation\n"
        "def _(p):\n"
        '    p.qed(p.reals("a norm", p.statement.conclusion))\n'
    )
    result = run("prove", "kinds.py::above_zero", "--certificate", "k.json")
    refuses(result, "--certificate", "no way to write A in Normal", code=2)
    assert not Path("k.json").exists()


@pytest.mark.slow
def test_a_proof_is_the_same_bytes_in_each_process(tmp_path: Path) -> None:
    written = []
    for seed in ("0", "2"):  # by which sets of texts have two orders
        file = tmp_path / f"{seed}.json"
        command = [sys.executable, "-m", "kreissverify", "prove", "comparison.kreiss", "-q"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([*command, "--certificate", str(file)], check=True, env=environment)
        written.append(file.read_bytes())
    assert written[0] == written[1]
