"""The checker says the same in every Python from 3.11 on that this machine has."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import GOOD

VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def interpreter(version: str) -> str | None:
    """Return an interpreter of a version: on the PATH, or among those of pyenv."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    kept = sorted(root.glob(f"versions/{version}*/bin/python"))
    for found in (shutil.which(f"python{version}"), *map(str, kept)):
        if found is not None:
            asked = subprocess.run([found, "-V"], capture_output=True, text=True, check=False)
            if asked.stdout.startswith(f"Python {version}."):
                return found
    return None


def said(python: str, files: list[str]) -> tuple[int, str]:
    command = [python, "-I", checker.__file__, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("version", VERSIONS)
def test_every_python_says_the_same(version: str, tmp_path: Path) -> None:
    python = interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} here")
    files = []
    for place, build in enumerate(GOOD.values()):
        for name, change in (("good", {}), ("bad", {"conclusion": True})):
            path = tmp_path / f"{place}-{name}.json"
            path.write_text(json.dumps({**build(), **change}))
            files.append(str(path))
    code, text = said(python, files)
    assert (code, text) == said(sys.executable, files)
    assert code == 1 and text.count("ACCEPTED") == text.count("REJECTED") == len(GOOD)
