"""The examples in the docstrings of the package run, and print what they say."""

from __future__ import annotations

import doctest
import importlib
import inspect
from pathlib import Path

import pytest

import kreissverify
from kreissverify import BlockTriangular, Enclosure, Matrix, load_matrix
from tests.paths import ROOT

PACKAGE = ROOT / "kreissverify"
#: What a user begins with.
STARTS = [BlockTriangular, Enclosure, Matrix, load_matrix]


def written(path: Path) -> int:
    """Return the number of examples in a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return sum(line.lstrip().startswith(">>> ") for line in lines)


MODULES = [path.relative_to(ROOT) for path in sorted(PACKAGE.rglob("*.py")) if written(path)]


def test_this_is_the_package_of_this_checkout() -> None:
    assert Path(inspect.getfile(kreissverify)).is_relative_to(PACKAGE)


@pytest.mark.parametrize("path", MODULES, ids=Path.as_posix)
def test_examples_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # examples may write files
    name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    module = importlib.import_module(name)
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    for test in doctest.DocTestFinder(exclude_empty=True).find(module):
        runner.run(test, out=report.append)
    failed, tried = runner.summarize(verbose=False)
    assert not failed, "".join(report)
    # the finder passes over what it does not know as an object with a docstring
    assert tried == written(ROOT / path)


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.__name__)
def test_where_a_user_begins_there_is_an_example(start: object) -> None:
    assert ">>> " in (inspect.getdoc(start) or "")
