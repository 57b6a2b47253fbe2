"""What a theorem file depends on: all of it is seen, or the file is said to be unknown."""

from __future__ import annotations

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
        "import pandas",
        "from . import lemma",
        "x = open('x.csv')",
        "exec('x = 1')",
        "import numpy as np; x = np.loadtxt('x.csv')",
        "from numpy import loadtxt",
        "import numpy as np; x = np.random.default_rng().random()",
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
