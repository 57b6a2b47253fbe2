"""Nothing that only POSIX has is called without something in its place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

# Loaded by Python itself as each process starts, also those that kreissverify starts.
WITHOUT = """
import os, signal, sys
for module, names in (
    (os, "fork forkpty killpg register_at_fork getuid setsid waitid"),
    (signal, "setitimer SIGALRM SIGXCPU SIGHUP"),
):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
sys.modules.update(dict.fromkeys(("fcntl", "resource", "pwd", "grp", "termios")))
"""


@pytest.mark.parametrize(
    "line",
    [
        "verify R5 --instances 5 --jobs 1",
        pytest.param("prove R1 --solvers", marks=pytest.mark.slow),
        pytest.param("campaign R3 --instances 20 --store R3.jsonl", marks=pytest.mark.slow),
    ],
)
def test_a_command_does_without_what_windows_lacks(tmp_path: Path, line: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT)
    path = os.pathsep.join(map(str, (tmp_path, ROOT)))
    done = subprocess.run(
        [sys.executable, "-m", "kreissverify", *line.split()],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
