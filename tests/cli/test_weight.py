"""--weight of `kreiss` and `analyze`: the norm |x|² = x*Px of a file P."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse

from kreissverify import K
from kreissverify import continuous as ct
from tests.cli.support.answers import refuses, saved

J, A, P = [[0.5, 0], [2, 0.5]], [[-1, 10], [0, -2]], [[2, 1], [1, 100]]


def test_the_kreiss_constant(run, tmp_path: Path) -> None:
    weight = saved(tmp_path, P, "P.npy")
    for rows, quantity, more in ((J, K, []), (A, ct.K, ["--continuous"])):
        value = quantity(rows, weight=P)
        path = saved(tmp_path, rows)
        found = run("kreiss", path, "--weight", weight, "--quiet", "--json", "k.json", *more)
        assert found.code == 0 and float(found.out) == pytest.approx(value, rel=1e-9)
        assert json.loads((tmp_path / "k.json").read_text())["weight"] == str(weight)
        certified = run("kreiss", path, "--weight", weight, "--certify", "--quiet", *more)
        assert float(certified.out) == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize("more", [[], ["--continuous"]])
def test_an_analysis(run, tmp_path: Path, more: list[str]) -> None:
    weight = saved(tmp_path, P, "P.npy")
    path = saved(tmp_path, A if more else J)
    found = run("analyze", path, "--split", 1, "--weight", weight, "--json", "a.json", *more)
    assert found.code == 0 and "norm of the weight" in found.out
    assert "Coupling" not in found.out and "Bounds" not in found.out
    record = json.loads((tmp_path / "a.json").read_text())
    name, value = ("K_c", ct.K(A, weight=P)) if more else ("K", K(J, weight=P))
    assert record["weighted"]
    assert float(record["measured"][name]["value"]) == pytest.approx(value, rel=1e-5)


def test_what_is_no_weight(run, tmp_path: Path) -> None:
    path = saved(tmp_path, J)
    indefinite = saved(tmp_path, [[1, 2], [2, 1]], "Q.npy")
    refuses(run("kreiss", path, "--weight", indefinite), "--weight", "positive definite")
    other = saved(tmp_path, np.eye(3), "I.npy")
    refuses(run("analyze", path, "--split", 1, "--weight", other), "--weight", "2 rows", "got 3")
    refuses(run("kreiss", path, "--weight", "none.npy"), "--weight", "none.npy")
    weight = saved(tmp_path, P, "P.npy")
    refuses(run("kreiss", path, "--weight", weight, "--plot", "x.png"), "--plot", "--weight")
    scipy.sparse.save_npz(tmp_path / "large.npz", scipy.sparse.eye(2000, format="csr") / 2)
    refuses(run("kreiss", tmp_path / "large.npz", "--weight", weight), "--weight", "1000 rows")
