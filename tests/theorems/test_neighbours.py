"""What theorem files import from their folder."""

from __future__ import annotations

import os
import py_compile
import sys
from pathlib import Path

import pytest

from kreissverify.evidence import Verdict, verify
from kreissverify.theorems import Statement, collect

THEOREM = """
from kreissverify import matrix, norm, theorem
from neighbour import BOUND

@theorem(source="a test")
def bounded():
    return norm(matrix([["3/2"]])) <= BOUND
"""


def _said(folder: Path) -> Statement:
    found = collect([folder / "file.py"])
    assert not found.errors
    return found.statements[0]


def test_what_a_neighbour_says_now_is_judged(tmp_path: Path) -> None:
    """Python takes byte code for that of a file of the same size and second of writing."""
    (tmp_path / "file.py").write_text(THEOREM)
    neighbour = tmp_path / "neighbour.py"
    found = []
    for bound in (2, 1):
        neighbour.write_text(f"BOUND = {bound}\n")
        os.utime(neighbour, (10**9, 10**9))
        if bound == 2:
            py_compile.compile(str(neighbour), doraise=True)
        found.append(verify(_said(tmp_path), instances=1).verdict)
    assert found == [Verdict.SUPPORTED, Verdict.REFUTED]
    assert "neighbour" not in sys.modules


def test_what_is_installed_below_the_folder_stays_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment is often made beside theorem files: its modules are nobody's neighbours."""
    installed = tmp_path / ".venv" / "lib" / "site-packages"
    installed.mkdir(parents=True)
    (installed / "installed_beside.py").write_text("HELD = []\n")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("from package.inner import BOUND\n")
    (tmp_path / "package" / "inner.py").write_text("BOUND = 2\n")
    (tmp_path / "file.py").write_text(
        "import installed_beside\n" + THEOREM.replace("from neighbour", "from package")
    )
    monkeypatch.syspath_prepend(str(installed))
    try:
        _said(tmp_path)
        assert "installed_beside" in sys.modules
    finally:
        sys.modules.pop("installed_beside", None)
    assert not {"package", "package.inner"} & set(sys.modules)
