"""`--continuous`: what the commands `kreiss` and `analyze` say of flows."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.support.answers import refuses, saved


def test_kreiss_of_a_flow(run, tmp_path: Path) -> None:
    path = saved(tmp_path, [[-1, 10], [0, -2]])
    plain = run("kreiss", path, "--continuous", "--quiet")
    assert plain.code == 0 and float(plain.out) == pytest.approx(1.86535561590076983, rel=1e-9)
    certified = run("kreiss", path, "--continuous", "--certify", "--json", "k.json")
    assert certified.code == 0 and certified.out.startswith("K_c = 1.86535")
    record = json.loads((tmp_path / "k.json").read_text())
    assert record["K_c"]["lower"] and "K" not in record


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([[1, 10], [0, -2]], ["K_c = inf", "not bounded", "eigenvalue 1"]),
        ([[0, 1], [0, 0]], ["K_c = inf", "not bounded", "eigenvalue 0"]),
        ([[0, 1], [-1, 0]], ["K_c = 1"]),
    ],
)
@pytest.mark.parametrize("how", [[], ["--certify"]])
def test_the_axis(run, tmp_path: Path, entries, words, how) -> None:
    found = run("kreiss", saved(tmp_path, entries), "--continuous", *how)
    assert found.code == 0 and all(word in found.out for word in words)


def test_an_eigenvalue_on_the_axis(run, tmp_path: Path) -> None:
    path = saved(tmp_path, [[0, 1, 0], [-1, 0, 0], [3, 0, -1]])
    found = run("kreiss", path, "--continuous", "--certify")
    assert found.code == 0 and "1.80277" in found.out  # √13/2, the norm of the projector of ±i


def test_bad_entries(run, tmp_path: Path) -> None:
    refuses(run("kreiss", saved(tmp_path, [[np.nan]]), "--continuous"), "FILE", "nan")
    path = saved(tmp_path, np.diag([-1.0, -2, -3]) + np.diag([1e200, 1e200], 1))
    refuses(run("kreiss", path, "--continuous", "--certify"), "K_c", "1e+100")


def test_analyze_a_flow(run, tmp_path: Path) -> None:
    path = saved(tmp_path, [[-1, 10], [0, -2]])
    found = run("analyze", path, "--split", 1, "--continuous", "--json", "a.json")
    assert found.code == 0 and "K_c <= 1.865356 for every flow" in found.out
    record = json.loads((tmp_path / "a.json").read_text())
    assert {"μ_A", "μ_D", "b", "c"} == set(record["coupling"])
    assert {"K_c", "numerical_abscissa", "norm"} <= set(record["measured"])
    assert run("analyze", path, "--split", 1, "--continuous", "--quiet").out == ""


def test_the_portrait_has_the_imaginary_axis(run, tmp_path: Path) -> None:
    path = saved(tmp_path, [[-1, 10], [0, -2]])
    assert run("kreiss", path, "--continuous", "--plot", "p.svg").code == 0
    drawn = (tmp_path / "p.svg").read_text()
    assert "Re z = 0" in drawn and "K_c" in drawn and "|z| = 1" not in drawn
