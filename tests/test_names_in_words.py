"""Docstrings and comments name what exists: modules, functions and files that moved do not stay."""

from __future__ import annotations

import ast
import builtins
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest

from tests.paths import ROOT

PACKAGE = ROOT / "kreissverify"
FILES = sorted(PACKAGE.rglob("*.py"))
#: Names of others, and files of examples.
OF_OTHERS = {
    "and",
    "concurrent.futures",
    "multiprocessing.Pool",
    "rlimit",
    "scipy.sparse.save_npz",
    "unfinished",
    "decimal",
    "flint.fmpq",
    "latex2mathml.converter.convert",
}
EXAMPLES = {"file.py", "lemma.py", "neumann.py", "notes.py"}
#: Mathematics: x_i, x_ij, slope_l.
_SUBSCRIPT = re.compile(r"(?:[a-z]|slope)_(?:[a-z0-9]|ij|ii|jk)")
_PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.).*$", flags=re.MULTILINE)
_IN_BACKTICKS = re.compile(r"(?<!`)`([A-Za-z_][\w.]*)(?:\(\))?`(?!`)")
_SNAKE_CASE = re.compile(r"(?<![\w`/.'\"])([a-z]+(?:_[a-z0-9]+)+)(?![\w/]|\.py)")
_FILE = re.compile(r"\b[\w/]+\.py\b")


def names_in(node: ast.AST) -> set[str]:
    """Return the names that a node of a program defines or uses."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.arg(arg=name) | ast.Name(id=name) | ast.Attribute(attr=name):
            return {name}
        case ast.keyword(arg=str(name)):
            return {name}
        case ast.alias(name=name, asname=other):
            return {*name.split("."), other or name}
    return set()


@cache
def names_of_the_package() -> set[str]:
    known = {*dir(builtins), "kreissverify"}
    for path in FILES:
        known |= {*path.relative_to(PACKAGE).with_suffix("").parts}
        known |= set().union(*map(names_in, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    return known


@cache
def words_of(program: str) -> list[tuple[int, str]]:
    """Return the docstrings and comments of a program, each with its line."""
    found = []
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            words = _PROMPT.sub("", ast.get_docstring(node) or "")
            found.append((getattr(node, "lineno", 1), words))
    for token in tokenize.generate_tokens(io.StringIO(program).readline):
        if token.type == tokenize.COMMENT:
            found.append((token.start[0], token.string))
    return found


def is_known(name: str) -> bool:
    """Say whether a dotted name may be one of the package; after a room stands one of its files."""
    first, *rest = name.removeprefix("kreissverify.").split(".")
    room = PACKAGE / first
    if rest and room.is_dir() and not (room / f"{rest[0]}.py").is_file():
        given = (room / "__init__.py").read_text(encoding="utf-8")
        if not (room / rest[0]).is_dir() and rest[0] not in re.findall(r"\w+", given):
            return False
    return names_of_the_package().issuperset((first, *rest))


def unknown_names(path: Path, program: str) -> list[str]:
    """Return each name in the words of a program that nothing in the package has."""
    found = []
    for line, text in words_of(program):
        names = [x for x in _IN_BACKTICKS.findall(text) if x not in OF_OTHERS]
        names += [x for x in _SNAKE_CASE.findall(text) if not _SUBSCRIPT.fullmatch(x)]
        places = (PACKAGE, ROOT, path.parent, PACKAGE / "certificates")
        files = [x for x in _FILE.findall(text) if x not in EXAMPLES]
        found += [f"line {line}: {x}" for x in names if not is_known(x)]
        found += [
            f"line {line}: {x}" for x in files if not any((place / x).is_file() for place in places)
        ]
    return found


def test_every_name_in_words_is_one_of_the_package() -> None:
    found = {x: unknown_names(x, x.read_text(encoding="utf-8")) for x in FILES}
    assert {path: names for path, names in found.items() if names} == {}


#: Words that once meant something here, and nothing elsewhere.
_PRIVATE = re.compile(
    r"\b(?:keepers?|bridges?|summits?|climb(?:s|ed|ing)?|lends?|lent)\b|\bno \w+ known here\b"
)


def private_words(program: str) -> list[str]:
    return [f"line {line}: {x}" for line, text in words_of(program) for x in _PRIVATE.findall(text)]


def test_no_private_words_are_used() -> None:
    found = {path: private_words(path.read_text(encoding="utf-8")) for path in FILES}
    assert {path: words for path, words in found.items() if words} == {}
    assert private_words('"""The bridge lends R(z)."""') == ["line 1: bridge", "line 1: lends"]
    assert private_words("x = 1  # is no theorem known here") == ["line 1: no theorem known here"]


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ('"""The search (see `kreiss_search`)."""', "kreiss_search"),
        ("x = 1  # as in circle_inequality", "circle_inequality"),
        ('def f():\n    """As `evidence.floats` does."""', "evidence.floats"),
        ("# quantities/lyapunov_sdp.py has it", "quantities/lyapunov_sdp.py"),
    ],
)
def test_a_planted_name_is_found(planted: str, name: str) -> None:
    (found,) = unknown_names(PACKAGE / "planted.py", planted)
    assert found.endswith(f": {name}")
