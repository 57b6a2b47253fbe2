"""What CONTRIBUTING.md shows is run: its commands, and each addition inside and outside of us."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreissverify.cli import main
from kreissverify.derivations.citations import schema
from kreissverify.derivations.deciders import registry as deciders
from kreissverify.instances import registry as classes
from kreissverify.instances import unregister as unregister_class
from kreissverify.quantities import registry as quantities
from kreissverify.quantities import unregister as unregister_quantity
from kreissverify.reports.verification.formats import FORMATS
from tests.paths import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    lines = [line for block in fenced("sh") for line in block.splitlines()]
    return [line.partition("    #")[0].strip() for line in lines]


def named(block: str) -> str:
    """Return the name in the first line of a block."""
    return block.splitlines()[0].removeprefix("# ").removeprefix("--- ")


PAIRS = list(zip(fenced("python")[::2], fenced("python")[1::2], strict=True))
LINES = fenced("diff")
NAMES = [Path(named(ours)).stem for ours, _ in PAIRS]


def applied(change: str, text: str) -> str:
    """Return a file after a change.

    A line that is added follows the one shown before it, or takes the place of one that goes; the
    first, an import, stands before the imports that are there.
    """
    place = FIRST
    for line in change.splitlines()[1:]:
        mark, shown = line[0], f"{line[1:]}\n"
        if mark == "+":
            old = re.search(rf"^{re.escape(place)}", text, flags=re.MULTILINE)
            assert old is not None, place
            both = shown + place if place == FIRST else place + shown
            text = text[: old.start()] + both + text[old.end() :]
        elif mark == "-":
            assert shown in text
            text = text.replace(shown, REPLACED, 1)
        place = {"+": place, " ": shown, "-": REPLACED}[mark]
    return text.replace(REPLACED, "")


#: Where an import stands that nothing is shown before.
FIRST = "from kreissverify"
#: Stands where a line was taken out.
REPLACED = "# replaced\n"


@pytest.fixture
def ours_stay() -> Iterator[None]:
    """Take out what the examples register."""
    before = (set(quantities()), set(classes()), set(schema.schemas()), set(deciders.deciders()))
    reports = set(FORMATS)
    yield
    for name in set(quantities()) - before[0]:
        unregister_quantity(quantities()[name])
    for kind in set(classes()) - before[1]:
        unregister_class(kind)
    for name in set(schema.schemas()) - before[2]:
        schema.unregister(name)
    for name in set(deciders.deciders()) - before[3]:
        deciders.unregister(name)
    for name in set(FORMATS) - reports:
        FORMATS.unregister(name)


def test_five_additions_are_shown_with_the_line_that_makes_each_known() -> None:
    assert NAMES == ["row_sum", "common_objective", "squares_of_sums", "factors", "csv"]
    assert len(LINES) == len(PAIRS)
    for change in LINES:
        assert (ROOT / named(change)).is_file()
        assert len(re.findall(r"^\+", change, flags=re.MULTILINE)) <= 2


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=NAMES)
def test_it_is_used_from_outside(
    ours: str, theirs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours_stay: None
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(named(theirs)).write_text(f"{ours}\n\n{theirs}", encoding="utf-8")
    command = ["verify", named(theirs), "--instances", "5", "--jobs", "1", "--report", "report"]
    assert main(command) == 0  # the verdict is as expected
    if "verify.csv" in ours + theirs:
        text = Path("report", "verify.csv").read_text(encoding="utf-8")
        assert text.startswith("statement,verdict,decided\nkreiss_is_at_least_one,supported,5")


def test_nothing_of_the_examples_stays() -> None:
    assert "row_sum" not in quantities() and "squares.sum" not in schema.schemas()
    assert all(x.is_bundled for x in schema.schemas().values())
    assert "verify.csv" not in FORMATS and "factors" not in deciders.deciders()


INSIDE = """
import kreissverify
from kreissverify import row_sum
from kreissverify.derivations.citations.schema import schemas
from kreissverify.derivations.deciders.registry import deciders
from kreissverify.instances import registry
from kreissverify.reports import report_names
print(kreissverify.__file__)
assert row_sum([[1, -2], [0, 1]]) == 3
assert "CommonObjective" in [x.__name__ for x in registry()]
assert schemas()["squares.sum"].is_bundled and deciders()["factors"].is_bundled
assert "verify.csv" in report_names()
"""


def test_each_is_one_file_and_one_line_of_the_package(tmp_path: Path) -> None:
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "kreissverify", tmp_path / "kreissverify", ignore=skip)
    for (ours, _), change in zip(PAIRS, LINES, strict=True):
        new, listed = tmp_path / named(ours), tmp_path / named(change)
        assert new.parent.is_dir() and not new.exists()
        new.write_text(ours, encoding="utf-8")
        listed.write_text(applied(change, listed.read_text(encoding="utf-8")), encoding="utf-8")
    environment = {"PYTHONPATH": str(tmp_path), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-P", "-c", INSIDE],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(tmp_path)


def test_the_targets_exist_and_the_files_of_the_commands_also() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [line.split()[1] for line in commands() if line.startswith("make ")]
    assert targets == ["verify", "proofs", "test", "lint", "docs", "bench"]
    for target in targets:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", TEXT):
        assert (ROOT / target).exists(), target
    for path in re.findall(r"`((?:tests|campaigns|instances|reports)/[\w/.]*)`", TEXT):
        assert (ROOT / path).exists() or (ROOT / "kreissverify" / path).exists(), path


def test_the_rooms_are_those_of_the_readme() -> None:
    assert "\n## Rooms\n" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("line", [x for x in commands() if x.startswith("python -m ")])
def test_its_python_commands_run(line: str) -> None:
    words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)][1:]
    done = subprocess.run(
        # that the tests are found is shown here; that they pass is shown by running them all
        [sys.executable, *words, *(["--collect-only"] if "pytest" in words else [])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_its_own_commands_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)  # certificates are written where a command runs
    Path("proofs").symlink_to(ROOT / "proofs")
    lines = [line for line in commands() if line.startswith("kreissverify ")]
    assert len(lines) == 2
    for line in lines:
        assert main(line.split()[1:]) == 0, line
    assert "Proved in 8 steps" in capsys.readouterr().out


def test_every_command_is_one_of_these() -> None:
    assert all(re.match(r"make |python -m |kreissverify ", line) for line in commands())


def test_the_comment_of_a_finding_has_the_paragraphs_of_the_findings() -> None:
    (shown,) = fenced("text")
    labels = re.findall(r"^# (\w+):", shown, flags=re.MULTILINE)
    for script in (ROOT / "findings").glob("*.sh"):
        text = script.read_text(encoding="utf-8")
        assert re.findall(rf"^# ({'|'.join(labels)}):", text, flags=re.MULTILINE) == labels
