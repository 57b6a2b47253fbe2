"""The form of the findings, which are not run here: findings/README.md says what it is."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.paths import FINDINGS, ROOT

SCRIPTS = sorted(FINDINGS.glob("*.sh"))
LABELS = ("Package", "Expected", "Seen", "kreissverify")
#: Lines that every finding has: it stops at a fault, and leaves nothing behind.
LINES = (
    "set -euo pipefail",
    "folder=$(mktemp -d)",
    "trap 'rm -rf \"$folder\"' EXIT",
    'python3 -m venv "$folder/venv" || exit 2',
)
_FILE = re.compile(r"\b(?:kreissverify|tests|proofs)/[\w/]+\.py\b")
_INSTALL = re.compile(r'"\$folder/venv/bin/python" -m pip install --quiet (.*) \|\| exit 2')
_PINNED = re.compile(r"([\w.-]+)==([\w.]+)")


def constraints() -> dict[str, str]:
    """Return the version of each package that the project was last tested with."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    return dict(_PINNED.findall(text))


def comment(text: str) -> dict[str, str]:
    """Return the paragraphs of the comment at the top, by label."""
    found: dict[str, str] = {}
    label = ""
    for line in text.splitlines()[1:]:
        if not line.startswith("#"):
            break
        head = re.match(rf"# ({'|'.join(LABELS)}): +(.*)", line)
        if head:
            label = head[1]
        found[label] = f"{found.get(label, '')} {head[2] if head else line[1:].strip()}".strip()
    return found


def faults_of_the_comment(text: str) -> list[str]:
    """Return what the comment does not say, and the files that it names and that do not exist."""
    said = comment(text)
    files = _FILE.findall(said.get("kreissverify", ""))
    return [
        *(f"the comment does not say: {x}" for x in LABELS if not said.get(x)),
        *(f"there is no file {x}" for x in files if not (ROOT / x).is_file()),
        *([] if any(x.startswith("kreissverify/") for x in files) else ["no file of the package"]),
        *([] if any(x.startswith("tests/") for x in files) else ["no test is named"]),
    ]


def faults_of_the_packages(text: str) -> list[str]:
    """Return the packages that are not pinned, not of our versions, or not in the comment."""
    commands = _INSTALL.findall(text)
    if len(commands) != 1 or text.count("pip install") != 1:
        return ["expected one pip install into the temporary folder"]
    ours, said = constraints(), comment(text).get("Package", "")
    faults = []
    for word in commands[0].split():
        pinned = _PINNED.fullmatch(word)
        if pinned is None:
            faults.append(f"not pinned: {word}")
        elif pinned[2] != ours.get(pinned[1], pinned[2]):
            faults.append(f"constraints.txt has another version: {word}")
        elif f"{pinned[1]} {pinned[2]}" not in said:
            faults.append(f"the comment does not name {word}")
    return faults


def faults(path: Path) -> list[str]:
    """Return where a script is not of the form of a finding."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    found = [f"there is no line {x}" for x in LINES if x not in lines]
    if lines[0] != "#!/usr/bin/env bash":
        found.append("the first line is no shebang of bash")
    if not os.access(path, os.X_OK):
        found.append("it is not executable")
    if re.search(r"^\s*(?:from|import) kreissverify", text, flags=re.MULTILINE):
        found.append("it runs kreissverify")
    if re.search(r"://|/home/|/root/|/tmp/", text):
        found.append("it names a host or a folder of one machine")
    if "sys.exit(not holds)" not in lines:
        found.append("its exit code does not say whether the behaviour holds")
    return found + faults_of_the_comment(text) + faults_of_the_packages(text)


def test_there_are_findings() -> None:
    assert len(SCRIPTS) >= 8


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_it_has_the_form_of_a_finding(path: Path) -> None:
    assert faults(path) == []


@pytest.mark.parametrize(
    ("good", "planted", "sentence"),
    [
        ("#!/usr/bin/env bash", "#!/bin/sh", "shebang"),
        ("set -euo pipefail", "set -e", "there is no line set -euo pipefail"),
        ("folder=$(mktemp -d)", "folder=here", "there is no line folder"),
        ("trap 'rm -rf \"$folder\"' EXIT\n", "", "there is no line trap"),
        ("python-flint==0.9.0", "python-flint", "not pinned: python-flint"),
        ("install --quiet python-flint==0.9.0", "install python-flint==0.9.0", "one pip install"),
        ("==0.9.0", "==0.8.0", "constraints.txt has another version"),
        ("# Package:      python-flint 0.9.0", "# Package:      flint", "does not name"),
        ("# Seen:", "# Found:", "does not say: Seen"),
        ("kreissverify/numbers/", "kreissverify/number/", "there is no file kreissverify/number/"),
        ("from flint import arb", "from flint import arb\nimport kreissverify", "it runs"),
        ("sys.exit(not holds)", "sys.exit(0)", "exit code"),
        ("import sys", "import sys  # https://example.org", "host or a folder"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, good: str, planted: str, sentence: str) -> None:
    text = (FINDINGS / "flint-power-of-zero-ball.sh").read_text(encoding="utf-8")
    assert good in text
    path = tmp_path / "planted.sh"
    path.write_text(text.replace(good, planted), encoding="utf-8")
    path.chmod(0o755)
    assert any(sentence in fault for fault in faults(path)), faults(path)


def test_a_finding_is_executable_and_names_a_test(tmp_path: Path) -> None:
    text = (FINDINGS / "flint-power-of-zero-ball.sh").read_text(encoding="utf-8")
    path = tmp_path / "planted.sh"
    path.write_text(re.sub(r"tests/[\w/]+\.py", "a test", text), encoding="utf-8")
    path.chmod(0o644)
    assert {"it is not executable", "no test is named"} <= set(faults(path))
