"""The rooms of the package: no circles of imports, nothing imports upward, no crowded folder."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.paths import ROOT

grimp = pytest.importorskip("grimp")

PACKAGE = ROOT / "kreissverify"
MOST_MODULES = 20
#: Given away lazily: see `kreissverify/__init__.py`.
GIVEN_AWAY = ("kreissverify", "kreissverify.vocabulary")
LAYERS = next(
    contract["layers"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    if contract["type"] == "layers"
)


def imports_of(package: str) -> dict[str, set[str]]:
    """Return what each module imports, under TYPE_CHECKING and in functions also."""
    graph = grimp.build_graph(package, cache_dir=None)
    return {m: set(graph.find_modules_directly_imported_by(m)) for m in graph.modules}


def circle(imports: dict[str, set[str]]) -> list[str]:
    """Return modules that import each other in a circle, or none."""
    try:
        list(TopologicalSorter(imports).static_order())
    except CycleError as error:
        return list(error.args[1])
    return []


def upward(imports: dict[str, set[str]], layers: list[str]) -> list[tuple[str, str]]:
    """Return the imports from a room into one further up in the list of layers."""
    rank = {room: k for k, layer in enumerate(layers) for room in re.split(r" [|:] ", layer)}

    def place(module: str) -> int | None:
        return rank[module.split(".")[1]] if "." in module else None

    return [
        (m, other)
        for m, others in imports.items()
        for other in others
        if (at := place(m)) is not None and (to := place(other)) is not None and to < at
    ]


def crowded(package: Path) -> list[str]:
    """Return the folders with more modules directly in them than a reader takes in."""
    return [
        str(folder.relative_to(package))
        for folder in (package, *(x for x in package.rglob("*") if x.is_dir()))
        if len([x for x in folder.glob("*.py") if x.name != "__init__.py"]) > MOST_MODULES
    ]


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    found = imports_of("kreissverify")
    found[GIVEN_AWAY[0]].discard(GIVEN_AWAY[1])
    return found


def test_no_modules_import_each_other_in_a_circle(imports: dict[str, set[str]]) -> None:
    assert circle(imports) == []


def test_nothing_imports_upward(imports: dict[str, set[str]]) -> None:
    assert upward(imports, LAYERS) == []


def test_no_folder_is_crowded() -> None:
    assert crowded(PACKAGE) == []


def test_every_folder_of_modules_is_a_package_that_says_what_is_in_it() -> None:
    for folder in {x.parent for x in PACKAGE.rglob("*.py")}:
        tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), folder


def test_planted_faults_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tmp_path / "planted"
    for room, text in {
        "numbers": "",
        "quantities": "from planted.numbers import one\n",
        "numbers/one": "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from planted.quantities import K\n",
    }.items():
        place = planted / f"{room}.py" if "/" in room else planted / room / "__init__.py"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    (planted / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = imports_of("planted")
    assert {"planted.numbers.one", "planted.quantities"} <= set(circle(found))
    assert upward(found, ["quantities", "numbers"]) == [
        ("planted.numbers.one", "planted.quantities")
    ]
    for k in range(MOST_MODULES + 1):
        (planted / "numbers" / f"m{k}.py").write_text("")
    assert crowded(planted) == ["numbers"]
    sys.modules.pop("planted", None)


def test_no_test_imports_from_another_test_file_or_changes_the_path_of_imports() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = [n.module for n in nodes if isinstance(n, ast.ImportFrom)]
        names += [a.name for n in nodes if isinstance(n, ast.Import) for a in n.names]
        assert not [x for x in names if x and x.rpartition(".")[2].startswith("test_")], path
        calls = [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
        assert not [n for n in calls if ast.unparse(n.func).startswith("sys.path.")], path


def test_the_tests_stand_in_folders_of_the_rooms() -> None:
    apart = {"benchmarks", "data", "support"}
    for folder in {x.parent for x in (ROOT / "tests").rglob("test_*.py")}:
        room = folder.relative_to(ROOT / "tests")
        if not apart & set(room.parts):
            # docs/website makes the documentation site
            there = (PACKAGE / room).is_dir() or (ROOT / "docs" / room).is_dir()
            assert there, f"there is no room kreissverify/{room}"


def test_the_map_in_the_readme_is_complete() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```\nkreissverify/\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    rooms = re.findall(r"^  (\w+)/", shown, flags=re.MULTILINE)
    assert rooms == [x for x in reversed(flattened(LAYERS)) if (PACKAGE / x).is_dir()]
    files = set(re.findall(r"(\w+\.py)\b", shown))
    assert files == {x.name for x in PACKAGE.glob("*.py") if not x.name.startswith("__")}
    folders = set(re.findall(r"^(\w+)/", shown, flags=re.MULTILINE))
    assert folders == {x.name for x in ROOT.iterdir() if x.is_dir()} & KEPT


#: The folders at the top that are kept; beside them there are those of tools, such as .venv.
KEPT = {"proofs", "examples", "tests", "findings", "docs"}


def flattened(layers: list[str]) -> list[str]:
    """Return the rooms from the top down."""
    return [room for layer in layers for room in re.split(r" [|:] ", layer)]
