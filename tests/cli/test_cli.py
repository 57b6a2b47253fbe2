"""The command line: what it prints, its exit codes, and one clear sentence for each wrong input."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import kreissverify.evidence
from kreissverify.cli import main
from kreissverify.evidence.verdict import InternalContradiction, TheoremReport, Verdict

THEOREMS = """
from kreissverify import theorem, BlockTriangular, K

@theorem(source="a note", expect="supported")
def at_least_one(J: BlockTriangular):
    return K(J) >= 1

@theorem(source="a slip", expect="refuted")
def never_above_one(J: BlockTriangular):
    return K(J) <= 1
"""


@pytest.fixture
def run(capsys, tmp_path: Path, monkeypatch) -> Callable[..., SimpleNamespace]:
    """Return a function that runs the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> SimpleNamespace:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return SimpleNamespace(code=code, out=out, err=err)

    return call


def refuses(result: SimpleNamespace, *words: str, code: int = 2) -> None:
    """Assert that the answer is one sentence on stderr with all the words."""
    assert result.code == code
    lines = result.err.strip().splitlines()
    assert len(lines) == 1, result.err
    assert all(word in lines[0] for word in words), lines[0]


def saved(tmp_path: Path, entries: object, name: str = "J.npy") -> Path:
    path = tmp_path / name
    np.save(path, np.array(entries, dtype=float))
    return path


# ---- wrong usage -----------------------------------------------------------------------------


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
        (["analyze", "J.npy"], ["--split"]),
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
    assert run("verify", "notes.py::bound.1000", *few).code == 0
    (theorem,) = json.loads(Path("v.json").read_text())["theorems"]
    assert (theorem["id"], theorem["verdict"]) == ("bound.1000", "refuted")
    result = run("campaign", "notes.py::bound.1000", "--instances", 10, "--jobs", 1, "-q")
    assert result.out.startswith("bound.1000: refuted")


def test_an_id_of_the_bundled_library_is_verified(run) -> None:
    few = ["--instances", 2, "--jobs", 1, "--json", "v.json"]
    assert run("verify", "E3", *few).code == 0
    (theorem,) = json.loads(Path("v.json").read_text())["theorems"]
    assert (theorem["id"], theorem["verdict"]) == ("E3", "proved")


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


# ---- matrix files ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([[1, 2, 3], [4, 5, 6]], ["square"]),
        ([[0.5, np.nan], [0, 0.5]], ["finite", "nan"]),
        ([[0.5, np.inf], [0, 0.5]], ["finite", "inf"]),
        (np.zeros((0, 0)), ["empty"]),
    ],
)
@pytest.mark.parametrize("command", [["kreiss"], ["analyze", "--split", "1"]])
def test_a_matrix_that_is_none_is_named(run, tmp_path: Path, command, entries, words) -> None:
    refuses(run(*command, saved(tmp_path, entries)), "FILE", "J.npy", *words)


@pytest.mark.parametrize("name", ["empty.npy", "empty.csv", "damaged.npy", "damaged.mtx", "x.txt"])
def test_an_unreadable_file_is_named(run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("" if name.startswith("empty") else "not a matrix")
    refuses(run("kreiss", name), "FILE", name)


@pytest.mark.parametrize(
    ("entries", "split", "words"),
    [
        ([[0.5, 0], [2, 1]], 1, ["gamma"]),
        ([[2, 0], [2, 0.5]], 1, ["gamma"]),
        ([[0.5, 0.25, 0], [0, 0.5, 0], [1, 1, 0]], 2, ["A", "symmetric"]),
        ([[0.5, 0], [2, 0.5]], 2, ["--split", "2"]),
        ([[0.5, 0], [2, 0.5]], 0, ["--split"]),
    ],
)
def test_a_jacobian_of_no_class_is_named(run, tmp_path: Path, entries, split, words) -> None:
    refuses(run("analyze", saved(tmp_path, entries), "--split", split), *words)


def test_kreiss_prints_the_constant_and_its_enclosure(run, tmp_path: Path) -> None:
    path = saved(tmp_path, [[0.25, 0], [8, 0.25]])
    exact = 265 / 96
    plain = run("kreiss", path, "--quiet")
    assert plain.code == 0 and float(plain.out) == pytest.approx(exact, rel=1e-8)
    certified = run("kreiss", path, "--certify", "--rtol", "1e-4", "--json", "k.json")
    assert certified.code == 0 and certified.out.startswith("K = 2.760")
    record = json.loads((tmp_path / "k.json").read_text())
    assert record["certified"] is True and record["n"] == 2
    low, high = Fraction(record["K"]["lower"]), Fraction(record["K"]["upper"])
    assert low <= Fraction(265, 96) <= high <= low * Fraction(10002, 10000)


def test_kreiss_of_an_unstable_matrix_is_infinite(run, tmp_path: Path) -> None:
    path = saved(tmp_path, [[1.5, 0], [0, 0.5]])
    for options in ([], ["--certify"]):
        result = run("kreiss", path, *options)
        assert result.code == 0 and "inf" in result.out and "not power bounded" in result.out


def test_kreiss_of_complex_files(run, tmp_path: Path) -> None:
    exact = 265 / 96  # of [[1/4, 0], [8, 1/4]], turned by diag(1, i)
    (tmp_path / "J.csv").write_text("1/4, 0\n8i, 1/4\n")
    np.save(tmp_path / "J.npy", np.array([[0.25, 0], [8j, 0.25]]))
    for name in ("J.csv", "J.npy"):
        plain = run("kreiss", name, "--quiet", "--plot", "J.png")
        assert plain.code == 0 and float(plain.out) == pytest.approx(exact, rel=1e-8)
        assert (tmp_path / "J.png").stat().st_size > 1000
        certified = run("kreiss", name, "--certify", "--rtol", "1e-4", "--json", "k.json")
        assert certified.code == 0 and certified.out.startswith("K = 2.76")
        record = json.loads((tmp_path / "k.json").read_text())
        assert (record["n"], record["field"]) == (2, "complex")
        low, high = Fraction(record["K"]["lower"]), Fraction(record["K"]["upper"])
        assert low <= Fraction(265, 96) <= high <= low * Fraction(10002, 10000)
    (tmp_path / "U.csv").write_text("6/5i, 0\n1, 1/4\n")
    assert "not power bounded: eigenvalue 0+1.2i" in run("kreiss", "U.csv").out


def test_a_complex_matrix_is_no_coupled_jacobian(run, tmp_path: Path) -> None:
    (tmp_path / "J.csv").write_text("1/4, 0\n8i, 1/4\n")
    result = run("analyze", "J.csv", "--split", 1)
    assert result.code == 2
    assert "blocks, classes and statements are of real matrices" in " ".join(result.err.split())


def test_analyze_says_where_the_reported_bound_is_no_bound_on_the_peak(run, tmp_path: Path) -> None:
    (tmp_path / "J.csv").write_text("9/10, 0\n100, 9/10\n")
    result = run("analyze", "J.csv", "--split", 1, "--json", "a.json")
    assert result.code == 0
    assert "M = 387" in result.out and "exceeds R3 read as a peak = 270" in result.out
    record = json.loads((tmp_path / "a.json").read_text())
    outcomes = {(b["bound"], b["quantity"]): b["outcome"] for b in record["bounds"]}
    assert outcomes["R3 read as a peak", "M"] == "violated"
    assert outcomes["R3 (reported)", "K"] == "holds"
    assert outcomes["E8", "M"] == "holds"
    # E1 is attained here: it must hold or stay undecided, never be exceeded.
    assert outcomes["E1", "K"] in ("holds", "indeterminate")
    assert record["coupling"]["κ"]["lower"] == "1000"
    quiet = run("analyze", "J.csv", "--split", 1, "--quiet")
    assert quiet.out.count("\n") == 1 and "exceeds" in quiet.out


def test_analyze_of_a_coupled_jacobian(run, tmp_path: Path) -> None:
    (tmp_path / "J.csv").write_text("1/4, 1/8\n8, 1/4\n")
    result = run("analyze", "J.csv", "--split", 1)
    assert result.code == 0
    assert "bc ≥ (1-γ)²: some J with these γ, b, c is unstable" in result.out
    assert "says nothing: B is not 0" in result.out


# ---- theorem files ---------------------------------------------------------------------------


@pytest.fixture
def theorems(tmp_path: Path) -> Path:
    path = tmp_path / "notes.py"
    path.write_text(THEOREMS)
    return path


def test_verify_prints_verdicts_and_writes_reports_and_a_certificate(run, theorems) -> None:
    result = run(
        "verify", "notes.py", "--instances", 4, "--jobs", 1, "--report", "r", "--json", "v.json"
    )
    assert result.code == 0, result.out + result.err
    assert "● supported" in result.out and "✘ refuted" in result.out
    assert "all as expected" in result.out
    document = json.loads(Path("v.json").read_text())
    assert document == json.loads(Path("r/verify.json").read_text())
    assert Path("r/verify.txt").read_text().strip() == result.out.strip()
    held, refuted = document["theorems"]
    assert held["verdict"] == "supported" and held["certificate"] is None
    assert refuted["verdict"] == "refuted"
    assert run("check", refuted["certificate"]).code == 0


def test_one_statement_of_a_file(run, theorems) -> None:
    result = run("verify", "notes.py::at_least_one", "--instances", 2, "--jobs", 1)
    assert result.code == 0
    assert "at_least_one" in result.out and "never_above_one" not in result.out
    refuses(run("verify", "notes.py::missing"), "notes.py", "missing")


def test_a_verdict_that_is_not_expected_is_exit_code_1(run, theorems) -> None:
    theorems.write_text(THEOREMS.replace('expect="refuted"', 'expect="supported"'))
    result = run("verify", "notes.py", "--instances", 4, "--jobs", 1, "--quiet")
    assert result.code == 1
    assert "NO: supported" in result.out and "at_least_one" not in result.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raise RuntimeError('out of coffee')", ["out of coffee"]),
        ("def broken(:", ["bad.py:1"]),
        (
            "from kreissverify import theorem\n@theorem(source='x')\ndef f(J: int):\n    return J",
            ["int"],
        ),
    ],
)
def test_a_broken_file_does_not_harm_the_rest(run, theorems, tmp_path: Path, text, words) -> None:
    (tmp_path / "bad.py").write_text(text)
    result = run(
        "verify", "bad.py", "notes.py::at_least_one", "--instances", 2, "--jobs", 1, "--json", "v"
    )
    assert result.code == 2
    (line,) = result.err.splitlines()
    assert "bad.py" in line and all(word in line for word in words)
    document = json.loads(Path("v").read_text())
    assert [t["verdict"] for t in document["theorems"]] == ["supported"]
    assert len(document["errors"]) == 1


def test_a_folder_without_statements_is_named(run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refuses(run("verify", "empty"), "empty", "no theorem")


@pytest.mark.parametrize("option", ["--certificates", "--report"])
def test_a_folder_that_cannot_be_made_is_named(run, theorems, tmp_path: Path, option) -> None:
    (tmp_path / "taken").write_text("a file")
    refuses(run("verify", "notes.py", option, "taken"), option, "taken", "exists")


def test_a_json_file_that_cannot_be_written_is_named(run, theorems, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    refuses(run("verify", "notes.py", "--json", "folder"), "--json", "folder")


def made(statement: object) -> TheoremReport:
    return TheoremReport(
        id=statement.id,  # type: ignore[attr-defined]
        file=Path("notes.py"),
        line=1,
        source="",
        statement="",
        latex="",
        expect=None,
        verdict=Verdict.SUPPORTED,
        reason="",
        evidence=(),
        decided=1,
        holds=1,
        indeterminate=0,
        vacuous=0,
        screened=0,
        tightness=None,
        certificate=None,
        seconds=0.0,
    )


@pytest.mark.parametrize(
    ("stop", "code"), [(KeyboardInterrupt(), 130), (InternalContradiction("both"), 3)]
)
def test_a_run_that_stops_keeps_what_is_done(run, theorems, monkeypatch, stop, code) -> None:
    def stopping(statements, *, on_report, **_: object) -> None:
        on_report(made(statements[0]))
        raise stop

    monkeypatch.setattr(kreissverify.evidence, "verify_library", stopping)
    result = run("verify", "notes.py", "--json", "v.json")
    assert result.code == code
    assert "interrupted" in result.out or code == 3
    document = json.loads(Path("v.json").read_text())
    assert document["complete"] is False and len(document["theorems"]) == 1


def test_a_statement_without_a_verdict_fails_the_run(run, theorems, monkeypatch) -> None:
    def losing(statements, *, on_report, **_: object) -> None:
        on_report(made(statements[0]))

    monkeypatch.setattr(kreissverify.evidence, "verify_library", losing)
    result = run("verify", "notes.py")
    refuses(result, "no verdict: never_above_one", code=1)
    assert "interrupted" not in result.out and "1 without a verdict" in result.out


# ---- certificates ----------------------------------------------------------------------------


@pytest.fixture
def certificate(run, theorems) -> Path:
    run("verify", "notes.py::never_above_one", "--instances", 4, "--jobs", 1)
    (path,) = Path("certificates").glob("*.json")
    return path


def test_forged_truncated_and_missing_certificates(run, certificate: Path) -> None:
    text = certificate.read_text()
    assert run("check", certificate).code == 0
    forged, truncated = Path("forged.json"), Path("truncated.json")
    document = json.loads(text)
    document["instance"]["matrix"][1][0] = "0"
    forged.write_text(json.dumps(document))
    truncated.write_text(text[: len(text) // 2])
    refuses(run("check", forged), "REJECTED", "forged.json", code=1)
    refuses(run("check", truncated), "REJECTED", "truncated.json", code=1)
    refuses(run("check", "missing.json"), "UNREADABLE", "missing.json", code=2)
    result = run("check", certificate, forged, "--json", "c.json")
    assert result.code == 1
    records = json.loads(Path("c.json").read_text())["certificates"]
    assert [record["accepted"] for record in records] == [True, False]


def test_refute_tells_the_story_of_a_counterexample(run, theorems) -> None:
    result = run("refute", f"{theorems}::never_above_one", "--json", "r.json")
    assert result.code == 0, result.err
    assert "refuted by this instance" in result.out and "kreissverify check" in result.out
    assert "left side   1.083333333" in result.out and "right side  1" in result.out
    record = json.loads(Path("r.json").read_text())
    assert record["refuted"] and record["instance"]["matrix"] == [["0", "0"], ["3", "0"]]
    assert run("check", record["certificate"]).code == 0


def test_refute_of_a_true_statement_shows_nothing(run, theorems) -> None:
    result = run("refute", f"{theorems}::at_least_one", "--budget", "0.5")
    assert result.code == 0 and "no evidence that the statement is true" in result.out
    refuses(run("refute", "no.such"), "NAME", "no.such")
