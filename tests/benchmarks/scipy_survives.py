"""SciPy's reader on the Matrix Market texts of our tests, each in a process of its own.

``python -m tests.benchmarks.scipy_survives`` runs the tests of matrix files, keeps every text that
reaches our reader, and gives it to ``scipy.io.mmread``. A text that ends the process does not
belong in a repository that others read with SciPy: say in the test that it crashed, and take
another one. Exit code 1 if there is one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kreissverify.matrices.files import load

TESTS = Path(__file__).parents[1] / "matrices" / "files"
READER = "import sys; from scipy.io import mmread; mmread(sys.argv[1])"


def texts() -> list[str]:
    """Return the texts that the tests of matrix files hand to our reader."""
    seen: dict[str, None] = {}
    read: Callable[..., Any] = load.parse_matrix_market

    def keeping(text: str, check: Callable[[tuple[int, ...]], None]) -> Any:
        seen[text] = None
        return read(text, check)

    load.parse_matrix_market = keeping
    if pytest.main(["-q", "-p", "no:cacheprovider", str(TESTS)]) != 0:
        sys.exit("the tests fail")
    return list(seen)


def main() -> int:
    """Try each text; exit code 1 if SciPy does not survive one."""
    found = texts()
    crashed = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.mtx"
        for text in found:
            file.write_text(text, encoding="utf-8")
            command = [sys.executable, "-c", READER, str(file)]
            done = subprocess.run(command, capture_output=True, check=False, timeout=60)
            if done.returncode not in (0, 1):  # 1 is a traceback, which is an answer
                crashed.append((done.returncode, text))
    for code, text in crashed:
        print(f"ends with {code}: {text[:200]!r}")
    print(f"{len(found)} texts, {len(crashed)} of them end SciPy's process")
    return 1 if crashed else 0


if __name__ == "__main__":
    sys.exit(main())
