"""One chain in two files: both answers say how far it is from the circle, and what decides."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from kreissverify.cli import app

RUNNER = CliRunner()


@pytest.fixture(name="files")
def two_files(tmp_path: Path) -> tuple[Path, Path]:
    text, floats = tmp_path / "chain.csv", tmp_path / "chain.npy"
    text.write_text(".9,.1\n.5,.5\n")
    np.save(floats, np.array([[0.9, 0.1], [0.5, 0.5]]))
    return text, floats


def test_decimals_are_exact(files: tuple[Path, Path]) -> None:
    for options in ([], ["--certify"]):
        result = RUNNER.invoke(app, ["kreiss", str(files[0]), *options])
        assert result.exit_code == 0
        assert result.output.startswith("K = 1.201850425")


def test_floats_say_what_decides(files: tuple[Path, Path]) -> None:
    refused = RUNNER.invoke(app, ["kreiss", str(files[1])])
    assert refused.exit_code == 2
    certified = RUNNER.invoke(app, ["kreiss", str(files[1]), "--certify"])
    assert certified.exit_code == 0 and certified.output.startswith("K = inf")
    for result in (refused, certified):
        said = " ".join((result.output + result.stderr).split())
        assert "|rho - 1| = 2.3e-17" in said
        assert "rounding decides whether the powers are bounded" in said
    assert '"9/10", "1/10", "1/2"' in " ".join(refused.stderr.split())


def test_analyze_says_it(files: tuple[Path, Path]) -> None:
    result = RUNNER.invoke(app, ["analyze", str(files[1]), "--split", "1"])
    assert "|rho - 1| = 2.3e-17" in " ".join(result.output.split())


def test_an_enclosure_that_is_wider_than_asked_for_says_so(tmp_path: Path) -> None:
    n = 32  # more rows than a form next to the circle is looked for
    rows = [[0] * n for _ in range(n)]
    for i, row in enumerate([[4, 9, 0], [-2, -4, 1], [1, 2, 0]]):  # a cycle of three, J³ = I
        rows[i][:3] = row
    matrix, record = tmp_path / "cycle.csv", tmp_path / "cycle.json"
    matrix.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n")
    result = RUNNER.invoke(app, ["kreiss", str(matrix), "--certify", "--json", str(record)])
    assert result.exit_code == 0, result.output
    assert "wider than 1e-06: beyond 30 rows" in " ".join(result.output.split())
    assert json.loads(record.read_text())["K"]["mark"].startswith("wider than 1e-06: beyond 30")
