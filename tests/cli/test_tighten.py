"""The command `tighten`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kreissverify.cli import main


def test_it_tells_and_writes_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record, table = tmp_path / "e1.json", tmp_path / "e1.csv"
    options = ["--budget", "0.5", "--json", str(record), "--map", str(table), "--quiet"]
    assert main(["tighten", "E1", *options]) == 0
    assert capsys.readouterr().out == "E1: worst ratio 1, attained\n"
    assert json.loads(record.read_text())["attained"] is True
    assert table.read_text().startswith("gamma,b,c,kappa,ratio\n")


def test_a_false_statement_is_said_to_be_false(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tighten", "R3.bounds_peak", "--budget", "0.5"]) == 1
    assert "The statement is false; for a certificate: kreissverify refute" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["E9"], "'NAME'"),
        (["E1.attained"], "expected an inequality of two numbers, got Equality"),
        (["E1", "--map", "map.txt"], "expected a file name ending in .csv, .pdf, .png, .svg"),
        (["E1", "--map", "no/such/map.csv"], "there is no folder"),
        (
            ["comparison.kreiss", "--map", "map.csv"],
            "expected a statement with numbers of its own",
        ),
        (["E1", "--over", "gamma"], "expected --map as well"),
        (["E1", "--map", "m.csv", "--json", "m.csv"], "is the file of --map already"),
        (["E1", "--map", "m.csv", "--over", "b"], "expected a statement with numbers"),
        (["E1", "--budget", "0"], "'--budget'"),
    ],
)
def test_wrong_usage_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tighten", *arguments]) == 2
    shown = capsys.readouterr()
    assert message in shown.err and shown.err.count("\n") == 1 and not shown.out


def test_a_map_over_numbers_of_any_statement(tmp_path: Path, capsys) -> None:
    file = tmp_path / "notes.py"
    file.write_text(
        "from kreissverify import *\n\n@theorem(source='x')\n"
        "def step(H: Symmetric('n', spectrum=(0, 'L')), L: Real(above=0), a: Real(above=0)):\n"
        "    assume(a * L <= 2)\n    return rho(identity('n') - a * H) <= 1\n"
    )
    for name, over in (("m.csv", []), ("m.svg", ["--over", "a"])):
        asked = [
            "tighten",
            f"{file}::step",
            "--budget",
            "0.5",
            "--map",
            str(tmp_path / name),
            *over,
        ]
        assert main([*asked, "-q"]) == 0
    assert (tmp_path / "m.csv").read_text().startswith("L,a,ratio\n")
    assert (tmp_path / "m.svg").read_text().count("<svg") == 1
    assert main(["tighten", f"{file}::step", "--map", "m.csv", "--over", "b"]) == 2
    assert "unknown number: 'b'" in capsys.readouterr().err
