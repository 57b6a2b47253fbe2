"""What a theorem file depends on: all of it is seen, or the file is said to be unknown."""

from __future__ import annotations

import os
import sys
import types
from pathlib import Path

import pytest

from kreissverify.evidence.cache.sources import package_digest, text_of
from kreissverify.theorems import bundled_library

HEAD = "from kreissverify import K, theorem\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "notes.py"


@pytest.mark.parametrize(
    ("imported", "files"),
    [
        ("import lemma", {"lemma": "x = 1"}),
        ("from lemma import x", {"lemma": "from other import x", "other": "x = 1"}),
        ("from parts import lemma", {"parts/__init__": "", "parts/lemma": "x = 1"}),
        ("import parts.lemma", {"parts/__init__": "", "parts/lemma": "x = 1"}),
        ("from lemma import *", {"lemma": "x = 1"}),
        ("def later():\n    import lemma", {"lemma": "x = 1"}),
    ],
)
def test_a_change_in_what_is_imported_is_seen(tmp_path: Path, imported: str, files) -> None:
    file = write(tmp_path, {"notes": HEAD + imported, **files})
    before = text_of(file)
    assert before is not None
    *_, last = files
    write(tmp_path, {last: "x = 2"})
    assert text_of(file) not in (before, None)


def test_what_is_not_imported_is_none_of_it(tmp_path: Path) -> None:
    file = write(tmp_path, {"notes": HEAD, "other": "x = 1"})
    before = text_of(file)
    write(tmp_path, {"other": "x = 2"})
    assert text_of(file) == before


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "from pathlib import Path",
        "import numpy as np",
        "import scipy.io",
        "import pandas",
        "from . import lemma",
        "from mpmath import *",
        "x = open('x.csv')",
        "x.open('x.csv')",
        "exec('x = 1')",
        "from mpmath import rand",
        "from sympy import randMatrix",
        "import sympy.testing",
        "from kreissverify.matrices.files import anything",
        "def broken(:",
    ],
)
def test_what_could_depend_on_anything_is_unknown(tmp_path: Path, line: str) -> None:
    assert text_of(write(tmp_path, {"notes": HEAD})) is not None
    assert text_of(write(tmp_path, {"notes": HEAD + line})) is None
    assert text_of(write(tmp_path, {"notes": "import lemma", "lemma": line})) is None


def test_every_bundled_file_is_known() -> None:
    for file in bundled_library().glob("[!_]*.py"):
        assert text_of(file) is not None, file.name


def test_the_digest_of_the_package_is_of_its_sources() -> None:
    assert package_digest() == package_digest() and len(package_digest()) == 64


def test_a_star_of_a_package_may_import_modules_that_nobody_names(tmp_path: Path) -> None:
    files = {"pkg/__init__": "__all__ = ['constants']", "pkg/constants": "a = 1"}
    assert text_of(write(tmp_path, {"notes": HEAD + "from pkg import *", **files})) is None
    assert text_of(write(tmp_path, {"notes": HEAD + "from pkg import constants", **files}))


def test_a_folder_may_be_another_package_than_it_seems(tmp_path: Path, monkeypatch) -> None:
    file = write(tmp_path, {"notes": HEAD + "from lab.defs import a", "lab/defs": "a = 1"})
    assert text_of(file) is None, "without __init__.py a package elsewhere goes before it"
    write(tmp_path, {"lab/__init__": ""})
    assert text_of(file) is not None
    elsewhere = types.ModuleType("lab")
    elsewhere.__file__ = str(tmp_path / "elsewhere" / "__init__.py")
    monkeypatch.setitem(sys.modules, "lab", elsewhere)
    assert text_of(file) is None, "it is loaded from there"


def test_a_file_that_was_written_since_is_unknown(tmp_path: Path) -> None:
    file = write(tmp_path, {"notes": HEAD + "import lemma", "lemma": "x = 1"})
    os.utime(file, (50, 50))
    os.utime(tmp_path / "lemma.py", (60, 60))
    assert text_of(file, 61) is not None and text_of(file, 60) is None
