"""The command `kreiss` on files of large sparse matrices."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import scipy.io
import scipy.sparse

from tests.cli.support.answers import refuses

ROWS = 1100


@pytest.fixture
def file(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A file with one Jordan block of size 2, K = 5/4, and a multiple of the identity."""
    block = np.array([[0.5, 0], [2, 0.5]])
    matrix = scipy.sparse.block_diag([block, 0.25 * scipy.sparse.eye_array(ROWS - 2)])
    path = tmp_path / f"J{request.param}"
    if request.param == ".mtx":
        scipy.io.mmwrite(path, matrix)
    else:
        scipy.sparse.save_npz(path, matrix.tocsr())
    return path


@pytest.mark.parametrize("file", [".mtx", ".npz"], indirect=True)
def test_the_bound_is_printed_as_one(run, file: Path, tmp_path: Path) -> None:
    found = run("kreiss", file.name, "--json", "found.json")
    assert found.code == 0
    # what is proved is a float below 5/4
    pattern = r"K >= 1\.24999999999 \(a proved lower bound; estimated error \S+\) at z = 1\.8333\S*"
    assert re.fullmatch(pattern, found.out.strip())
    record = json.loads((tmp_path / "found.json").read_text())
    assert (record["n"], record["certified"], record["K"]["proved"]) == (ROWS, False, True)
    assert record["K"]["lower_bound"] == pytest.approx(1.25, rel=1e-15)
    assert run("kreiss", file.name, "--quiet").out.strip() == "1.25"


@pytest.mark.parametrize("file", [".npz"], indirect=True)
@pytest.mark.parametrize("options", [["--certify"], ["--plot", "a.svg"]])
def test_what_takes_dense_matrices_is_refused(run, file: Path, options: list[str]) -> None:
    refuses(run("kreiss", file.name, *options), options[0], "at most 1000 rows, got 1100")


@pytest.mark.parametrize("file", [".npz"], indirect=True)
def test_other_commands_name_the_limit(run, file: Path) -> None:
    refuses(run("analyze", file.name, "--split", "1"), "FILE", "at most 1000 rows")
