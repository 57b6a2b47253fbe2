"""Wrong usage is one clear sentence, with the name that may have been meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kreissverify.evidence
from tests.cli.support.answers import refuses, saved


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["verifi"], ["verifi"]),
        (["verify", "--instances", "0"], ["--instances"]),
        (["verify", "--instances", "many"], ["--instances"]),
        (["verify", "--seed", "-1"], ["--seed"]),
        (["verify", "--jobs", "0"], ["--jobs"]),
        (["verify", "nowhere.py"], ["nowhere.py", "no such file"]),
        (["verify", "--fast"], ["--fast"]),
        (["kreiss"], ["FILE"]),
        (["kreiss", "J.npy", "--rtol", "0"], ["--rtol", "(0, 1]"]),
        (["kreiss", "J.npy", "--rtol", "nan"], ["--rtol"]),
        (["kreiss", "missing.npy"], ["FILE", "missing.npy", "no such file"]),
        (["analyze", "J.npy", "--split", "0"], ["--split"]),
        (["check"], ["CERT"]),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_argument(run, arguments, words) -> None:
    refuses(run(*arguments), *words)


NAMESAKES = """
from kreissverify import theorem, BlockTriangular, K

for k in (1, 1000):
    @theorem(source="a loop", id=f"bound.{k}")
    def bound(J: BlockTriangular(sizes=(1, 1))):
        return K(J) >= k
"""


@pytest.mark.parametrize("command", ["verify", "prove", "refute", "tighten", "campaign"])
def test_an_ambiguous_name_is_refused_with_the_ids(run, tmp_path: Path, command: str) -> None:
    (tmp_path / "notes.py").write_text(NAMESAKES)
    ids = ["notes.py::bound.1", "notes.py::bound.1000"]
    refuses(run(command, "notes.py::bound"), "several theorems have the name 'bound'", *ids)


def test_an_id_of_a_file_is_a_name(run, tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_text(NAMESAKES)
    few = ["--instances", 3, "--jobs", 1, "--json", "v.json"]
    assert run("verify", "notes.py::bound.1000", *few).code == 1  # it says nothing of "refuted"
    (theorem,) = json.loads(Path("v.json").read_text())["theorems"]
    assert (theorem["id"], theorem["verdict"]) == ("bound.1000", "refuted")
    result = run("campaign", "notes.py::bound.1000", "--instances", 10, "--jobs", 1, "-q")
    assert result.out.startswith("bound.1000: refuted")


def test_an_id_of_the_bundled_library_is_verified(run) -> None:
    few = ["--instances", 2, "--jobs", 1, "--json", "v.json"]
    assert run("verify", "E3", *few).code == 0
    (theorem,) = json.loads(Path("v.json").read_text())["theorems"]
    assert (theorem["id"], theorem["verdict"]) == ("E3", "proved")


def test_statements_of_the_field_are_verified_by_their_ids(run) -> None:
    few = ["--instances", 2, "--jobs", 1, "--json", "v.json"]
    asked = ["sums_of_normal_matrices", "spectral_radius_is_subadditive"]
    assert run("verify", *asked, *few).code == 0
    theorems = json.loads(Path("v.json").read_text())["theorems"]
    assert [(x["id"], x["verdict"]) for x in theorems] == list(
        zip(asked, ("proved", "refuted"), strict=True)
    )


@pytest.mark.slow
def test_the_library_of_the_field_is_as_expected(run) -> None:
    assert run("verify", "field", "--json", "v.json", "--quiet").code == 0
    assert len(json.loads(Path("v.json").read_text())["theorems"]) >= 30


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["verify", "r3"], "'R3'"),
        (["verify", "R33"], "'R3'"),
        (["prove", "e4.constant"], "'E4.constant'"),
        (["refute", "notes.py:never_above_one"], "notes.py::never_above_one"),
        (["verify", "notes.py:never_above_one"], "notes.py::never_above_one"),
        (["verify", "note.py"], "notes.py"),
        (["verify", "notes.py::at_least_on"], "'at_least_one'"),
        (["campaign", "R3", "--engine", "proceses"], "'processes'"),
        (["experiment", "training_run"], "'training-run'"),
    ],
)
def test_near_names_are_suggested(run, theorems, arguments, meant: str) -> None:
    refuses(run(*arguments), f"did you mean {meant}?")


def test_help_and_version(run) -> None:
    for command in ([], ["verify"], ["kreiss"], ["analyze"], ["check"]):
        result = run(*command, "--help")
        assert run(*command, "-h").out == result.out
        assert result.code == 0 and "Usage: kreissverify" in result.out
    assert run().out == run("--help").out
    assert run("--version").out == f"kreissverify {kreissverify.__version__}\n"


BARE = """
from kreissverify import theorem, BlockTriangular, K

@theorem(source="a note")
def bare(J: BlockTriangular):
    return K(J) >= 1

@bare.derivation
def _(p):
    p.qed(p.by("kreiss.at_least_one", X=p.J))

@theorem(source="a note")
def misspelt(J: BlockTriangular):
    return K(J) >= 1

@misspelt.derivation
def _(p):
    p.lema("x")
"""


def test_a_theorem_without_a_docstring_is_a_theorem_everywhere(run, tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_text(BARE)
    files = ["--html", "d.html", "--latex", "d.tex", "--json", "d.json"]
    result = run("prove", "notes.py::bare", *files)
    assert result.code == 0 and result.out.splitlines()[0] == "bare."
    assert "<p></p>" not in Path("d.html").read_text()
    few = ["--instances", 2, "--jobs", 1, "--report", "report"]
    assert run("verify", "notes.py::bare", *few).code == 0
    assert run("refute", "notes.py::bare", "--budget", 1).code == 0


def test_a_near_step_of_a_derivation_is_suggested(run, tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_text(BARE)
    result = run("prove", "notes.py::misspelt")
    assert result.code == 1 and "did you mean 'lemma'?" in result.out


def test_analyze_names_the_option_of_the_command_line(run, tmp_path: Path) -> None:
    refuses(
        run("analyze", saved(tmp_path, [[0.1, 0.5, 0], [0, 0.1, 0], [0, 0, 0.1]]), "--split", 2),
        "symmetric diagonal block",
        "--asymmetric",
    )
