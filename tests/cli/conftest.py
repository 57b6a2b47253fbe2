"""The command line in an empty folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from kreissverify.cli import main
from tests.cli.support.answers import THEOREMS


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


@pytest.fixture
def theorems(tmp_path: Path) -> Path:
    path = tmp_path / "notes.py"
    path.write_text(THEOREMS)
    return path
