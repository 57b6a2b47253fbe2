"""Every experiment, at small size: its table, its figure, its record, and the command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from kreissverify.cli import main
from kreissverify.reports.experiments import Experiment, experiments
from tests.paths import DOCS

NAMES = sorted(experiments())


# Their scripts, which do the same, are run among the quick tests of the examples.
SLOW = {"squared-kreiss-law", "training-run", "linear-quadratic", "lyapunov-bounds"}


@pytest.mark.parametrize(
    "name", [pytest.param(x, marks=pytest.mark.slow) if x in SLOW else x for x in NAMES]
)
def test_the_command_prints_draws_and_writes(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if name in ("monitored-training", "training-run"):
        pytest.importorskip("torch", reason="needs the extra nn")
    figure, record = tmp_path / "figure.svg", tmp_path / "record.json"
    options = ["--small", "--plot", str(figure), "--json", str(record)]
    assert main(["experiment", name, *options]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 2
    assert figure.read_bytes().startswith(b"<?xml")
    document = json.loads(record.read_text())
    assert document["experiment"] == name and document["result"]["seed"] == 0


@pytest.mark.parametrize("name", NAMES)
def test_it_is_told_on_the_page_beside_its_figure(name: str) -> None:
    page = (DOCS / "experiments.md").read_text(encoding="utf-8")
    assert f"](figures/{name}.svg)" in page
    assert f"kreissverify experiment {name}" in page
    assert (DOCS / "figures" / f"{name}.svg").stat().st_size < 150_000


def test_without_a_name_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["experiment", "--quiet"]) == 0
    assert capsys.readouterr().out.split() == NAMES


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["linear-cubic"], "expected one of"),
        ([NAMES[0], "--plot", "figure.gif"], "expected a file name ending in .pdf, .png, .svg"),
        ([NAMES[0], "--seed", "-1"], "--seed"),
    ],
)
def test_wrong_usage_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["experiment", *arguments]) == 2
    shown = capsys.readouterr()
    assert message in shown.err and shown.err.count("\n") == 1 and not shown.out


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (ImportError("needs PyTorch: pip install 'kreissverify[nn]'"), 2, "pip install"),
        (KeyboardInterrupt(), 130, "interrupted, nothing is written"),
    ],
)
def test_what_ends_a_run_is_said_in_one_line(
    error: BaseException,
    code: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run(**parameters: object) -> object:
        raise error

    known: Mapping[str, object] = {"none": Experiment("none", "", run, str, lambda result: result)}
    monkeypatch.setattr("kreissverify.reports.experiments.experiments", lambda: known)
    assert main(["experiment", "none", "--small"]) == code
    shown = capsys.readouterr()
    assert message in shown.err and shown.err.count("\n") == 1 and not shown.out
