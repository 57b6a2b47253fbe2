"""The tutorial: its files are written, its commands run, and what it shows is what is printed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kreissverify.cli import main
from kreissverify.evidence.counterexamples.kept_certificate import fault_of_certificate
from kreissverify.theorems.collection import load
from tests.paths import DOCS

FENCE = re.compile(r"^```(python|sh|text)\n(.*?)^```", flags=re.DOTALL | re.MULTILINE)


@pytest.mark.slow
def test_every_command_prints_what_is_shown(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "H.csv").write_text("1\n")
    printed, commands = "", 0
    for language, text in FENCE.findall((DOCS / "tutorial.md").read_text(encoding="utf-8")):
        if language == "python":
            name = re.match(r"# (\w+\.py)\n", text)
            assert name is not None
            Path(name[1]).write_text(text, encoding="utf-8")
        elif language == "sh":
            program, *arguments = shlex.split(text)
            if program == "kreissverify":
                main(arguments)
                printed, commands = capsys.readouterr().out, commands + 1
        else:
            for line in text.splitlines():
                assert line in printed, printed
    assert commands == 4
    statement = load("heavy_ball.py", "never_amplifies")
    assert fault_of_certificate(statement, Path("certificates/never_amplifies.json")) is None
