"""The help of each command: its examples are run, and shells complete its words."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kreissverify.cli import app
from kreissverify.cli.completion import classes, statements
from kreissverify.cli.examples import EXAMPLES
from kreissverify.theorems.library import bundled_statements
from tests.paths import ROOT

SLOW = {
    "verify notes.py --report report",
    "tighten E1 --map E1.csv --budget 10",
    "campaign R3 --instances 500",
    "campaign R3 --instances 500 --store R3.jsonl",
}
LINES = [
    pytest.param(line, marks=[pytest.mark.slow] * (line in SLOW), id=line)
    for lines in EXAMPLES.values()
    for line in lines
]


@pytest.fixture
def files(tmp_path: Path, monkeypatch) -> Path:
    """Return an empty folder with what the examples read: the README's file, and a matrix."""
    (source,) = re.findall(
        r"^```python\n(# notes\.py\n.*?)^```",
        (ROOT / "README.md").read_text(encoding="utf-8"),
        flags=re.DOTALL | re.MULTILINE,
    )
    (tmp_path / "notes.py").write_text(source, encoding="utf-8")
    np.save(tmp_path / "J.npy", np.array([[0.25, 0], [8, 0.25]]))
    return tmp_path


def test_every_command_has_examples() -> None:
    commands = {command.name for command in app.registered_commands}
    assert set(EXAMPLES) == commands
    for command, lines in EXAMPLES.items():
        assert all(line.split()[0] == command for line in lines)


@pytest.mark.parametrize("line", LINES)
def test_an_example_runs(run, files: Path, line: str) -> None:
    if line.startswith("check"):
        assert run("refute", "R5").code == 0
    result = run(*shlex.split(line))
    # a statement that is violated at J has exit code 1: it is what `evaluate` is asked
    assert result.code == (1 if line.startswith("evaluate notes.py::peak_bound") else 0), result


@pytest.mark.parametrize("command", sorted(EXAMPLES))
def test_the_examples_stand_line_by_line_in_the_help(run, command: str) -> None:
    lines = run(command, "-h").out.splitlines()
    for example in EXAMPLES[command]:
        assert f"    kreissverify {example}" in lines


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [("kreissverify ver", 1, "verify"), ("kreissverify prove --html E3.html --sm", 4, "--smt")],
)
def test_a_shell_completes_words(words: str, place: int, expected: str) -> None:
    environment = {"_KREISSVERIFY_COMPLETE": "complete_bash", "COMP_WORDS": words}
    command = [sys.executable, "-m", "kreissverify"]
    found = subprocess.run(
        command,
        env={**environment, "COMP_CWORD": str(place), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == [expected]


def test_ids_names_and_files_are_completed(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.py").write_text("@theorem(source='a')\ndef lemma(J): ...\n", encoding="utf-8")
    Path("notes").mkdir()
    assert statements("R1") == ["R10", "R11", "R1"]
    assert statements("notes") == ["notes/", "notes.py"]
    assert statements("notes.py::") == ["notes.py::lemma"]
    assert statements("nowhere/") == [] and statements("notes/x.py::") == []
    assert "HeavyBall" in classes("Heavy") and classes("No such") == []


def test_every_bundled_id_is_completed() -> None:
    """They are read from the files without running these: none may be made in a loop."""
    known = {x.id for library in ("", "field") for x in bundled_statements(library)}
    assert {*statements("")} >= known
