"""The project as a newcomer meets it: the README, the package, the checker."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import subprocess
import sys
import tokenize
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import yaml

import kreissverify
from kreissverify.cli import main
from tests.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHECKER = ROOT / "kreissverify" / "certificates" / "checker.py"


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    lines = [line for block in fenced("sh") for line in block.splitlines()]
    return [line.partition("#")[0].strip() for line in lines]


def test_the_versions_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    assert citation is not None
    assert kreissverify.__version__ == project["version"] == citation[1]
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text()


def test_the_citation_says_what_the_project_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0" and citation["type"] == "software"
    assert citation["title"].startswith(f"{project['name']}: ")
    assert citation["license"] == project["license"]
    assert [x["name"] for x in citation["authors"]] == [x["name"] for x in project["authors"]]
    assert set(citation["keywords"]) <= set(project["keywords"])


def test_hypothesis_is_imported_only_where_it_is_asked_for() -> None:
    """By `members`, and by strategies of classes: they alone take it at the top of a file."""
    lazy = {ROOT / "kreissverify" / "instances" / "coupled" / "strategy.py"}
    texts = {x: x.read_text(encoding="utf-8") for x in (ROOT / "kreissverify").rglob("*.py")}
    for path, text in texts.items():
        top = (
            ast.parse(text).body if "import hypothesis" in text or "from hypothesis" in text else []
        )
        names = [x.module or "" for x in top if isinstance(x, ast.ImportFrom)]
        names += [y.name for x in top if isinstance(x, ast.Import) for y in x.names]
        assert path in lazy or not any(x.startswith("hypothesis") for x in names), path


def test_the_hooks_of_a_commit_are_tools_of_the_extra_dev() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    tools = {hook["entry"].split()[0] for hook in hooks["repos"][0]["hooks"]}
    asked = {re.split(r"[<>=\[]", x)[0] for x in project["optional-dependencies"]["dev"]}
    assert tools == {"ruff", "typos"} and tools <= asked


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.split(r"[<>=\[]", requirement)[0].lower() for requirement in asked}
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = {line.partition("==")[0] for line in lines if "==" in line}
    assert names - {project["name"]} <= pinned


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    asked = {*re.findall(r"make (\w+)", README), "verify", "test", "lint", "bench"}
    for target in asked:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_the_links_of_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


@pytest.mark.slow
def test_the_snippets_and_commands_of_the_readme_run(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("J.npy", np.array([[0.25, 0], [8, 0.25]]))
    theorems, more, snippet = fenced("python")
    assert theorems.startswith("# notes.py\n") and more.startswith("# more_notes.py\n")
    Path("notes.py").write_text(theorems, encoding="utf-8")
    Path("more_notes.py").write_text(more, encoding="utf-8")
    Path("A.csv").write_text("1/2,1\n0,1/2\n", encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(snippet, "README.md", "exec"), {})
    assert printed.getvalue().startswith("2.76041")
    ran = [line for line in commands() if line.startswith("kreissverify ")]
    assert len(ran) >= 4
    for line in ran:
        assert main(line.split()[1:]) == 0, line
    (tests,) = (line.split() for line in commands() if line.startswith("pytest "))
    subprocess.run([sys.executable, "-m", *tests], check=True, capture_output=True)


@pytest.mark.slow
def test_the_wheel_holds_the_bundled_library(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    library = {f"kreissverify/{path.relative_to(ROOT)}" for path in ROOT.glob("proofs/**/*.py")}
    assert library and library <= names
    assert {"kreissverify/py.typed", "kreissverify/certificates/checker.py"} <= names
    assert {f"kreissverify/schemas/{x}.schema.json" for x in ("report", "proof")} <= names
    assert {f"kreissverify/reports/templates/report.{x}" for x in ("html", "css", "js")} <= names
    assert not any(name.startswith(("tests/", "proofs/")) for name in names)


def test_the_checker_needs_only_the_standard_library() -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(CHECKER.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module).partition(".")[0])
    assert imported <= sys.stdlib_module_names


def unreadable(text: str) -> list[str]:
    """Return what makes a program hard to read in one sitting: one sentence for each place."""
    found = [f"line {i}: long" for i, x in enumerate(text.splitlines(), 1) if len(x) > WIDEST]
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef):
            continue
        if ast.get_docstring(node) is None:
            found.append(f"{node.name}: no docstring")
        if node.body[0].lineno == node.lineno:
            found.append(f"{node.name}: on one line")
        if (node.end_lineno or 0) - node.lineno >= LONGEST:
            found.append(f"{node.name}: long")
    # Letters that look like others, or that turn the direction of the text, would let a program
    # say one thing to the reader and another to Python: mathematics stands in words for the reader.
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        spoken = token.type == tokenize.COMMENT or token.string.startswith('"""')
        fair = token.string.replace("\n", "").isprintable() if spoken else token.string.isascii()
        if not fair:
            found.append(f"line {token.start[0]}: {token.string!a}")
    return found


WIDEST, LONGEST = 100, 40  # characters of a line, lines of a function


def test_the_checker_can_be_read_in_a_sitting() -> None:
    assert unreadable(CHECKER.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("x = 1  #" + "-" * 100, "line 1: long"),
        ("def f(x):\n    return x", "f: no docstring"),
        ('def f(x): "It is x."; return x', "f: on one line"),
        ('def f(x):\n    "It is x."\n' + "    x = x\n" * 40, "f: long"),
        ("\N{GREEK SMALL LETTER RHO} = 1", "line 1: '\\u03c1'"),
        ("# \N{RIGHT-TO-LEFT OVERRIDE}", "line 1: '# \\u202e'"),
    ],
)
def test_what_is_hard_to_read_is_found(planted: str, found: str) -> None:
    assert unreadable(planted) == [found]


@pytest.mark.slow
def test_a_users_file_passes_strict_type_checking(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    text = fenced("python")[-1] + (
        "from kreissverify import Enclosure\n"
        "shown: Enclosure = enclose(K, J)\n"
        "low: float = float(shown.lower)\n"
    )
    (tmp_path / "user.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "user.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"MYPYPATH": str(ROOT), "PATH": ""},
    )
    assert done.returncode == 0, done.stdout + done.stderr
