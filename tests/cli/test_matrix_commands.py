"""The commands `kreiss` and `analyze`: what they print, and matrices that are refused by name."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.cli.support.answers import refuses, saved


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


@pytest.mark.parametrize("entries", ["1/4, 0\n8, 1/4\n", "1/4, 0\n8i, 1/4\n"])
def test_analyze_measures_a_matrix_that_is_not_cut(run, tmp_path: Path, entries: str) -> None:
    """E1 and E8 at γ = 1/4, c = 8: K = κ/4 + 1/κ with κ = 32/3, L = c/(1 - γ²); ρ and H exact."""
    (tmp_path / "J.csv").write_text(entries)
    result = run("analyze", "J.csv", "--json", "a.json", "--plot", "a.svg")
    assert result.code == 0
    assert all(x in result.out for x in ("Kreiss constant", "transient peak", "Lyapunov bound"))
    assert ("--split N" in result.out) == ("i" not in entries)  # blocks are real
    record = json.loads((tmp_path / "a.json").read_text())
    assert record["n"] == 2 and record["refused"] == {} and record["continuous"] is False
    expected = {"K": Fraction(265, 96), "L": Fraction(128, 15), "rho": Fraction(1, 4)}
    # Σ‖Jᵗ‖_F² = Σ 2·16⁻ᵗ + (8t)²·16¹⁻ᵗ, with Σ t²xᵗ = x(1 + x)/(1 - x)³ at x = 1/16
    expected["H"] = Fraction(32, 15) + 1024 * Fraction(17, 256) * Fraction(16, 15) ** 3
    for name, value in expected.items():
        ends = record["measured"][name]
        low, high = Fraction(ends["lower"]), Fraction(ends["upper"])
        assert low <= value <= high <= low + value / 100_000
    assert (tmp_path / "a.svg").stat().st_size > 1000
    assert run("analyze", "J.csv", "--quiet").out == ""


def test_analyze_measures_a_flow_that_is_not_cut(run, tmp_path: Path) -> None:
    (tmp_path / "A.csv").write_text("-1, 0, 0\n0, -2, 0\n0, 0, -3\n")
    result = run("analyze", "A.csv", "--continuous", "--json", "a.json")
    assert result.code == 0 and "the flow x' = Jx" in result.out
    measured = json.loads((tmp_path / "a.json").read_text())["measured"]
    assert [measured[name]["lower"] for name in ("K_c", "M_c", "L_c")] == ["1", "1", "1"]
    assert measured["H_c"]["lower"] == "11/12"  # Σ 1/(2|λ|)
    assert measured["spectral_abscissa"]["lower"] == "-1"


def test_analyze_with_a_weight_and_options_of_a_cut(run, tmp_path: Path) -> None:
    (tmp_path / "P.csv").write_text("2, 0\n0, 1\n")
    (tmp_path / "J.csv").write_text("1/4, 0\n8, 1/4\n")
    assert "norm of the weight" in run("analyze", "J.csv", "--weight", "P.csv").out
    refuses(run("analyze", "J.csv", "--asymmetric"), "--asymmetric", "--split N")
    refuses(run("analyze", saved(tmp_path, [[0.5]]), "--split", 1), "--split", "two rows")


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
