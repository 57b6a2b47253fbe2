"""Wrong command lines, listed in a file, each with the one sentence that answers it."""

from __future__ import annotations

import shlex
from pathlib import Path

import numpy as np
import pytest

from tests.cli.support.answers import THEOREMS, saved

ANSWERS = Path(__file__).with_name("wrong_command_lines.txt")
PROMPT = "$ kreissverify "


def listed() -> list[tuple[str, str]]:
    """Return the command lines and their answers."""
    entries = ANSWERS.read_text(encoding="utf-8").strip().split("\n\n")
    pairs = [entry.split("\n") for entry in entries]
    return [(line.removeprefix(PROMPT), answer) for line, answer in pairs]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return a folder with the files that the command lines speak of, good and bad ones."""
    jordan = [[0.25, 0], [8, 0.25]]
    for name, entries in {
        "J.npy": jordan,
        "A.npy": [[0.5, 0], [0, 0.5]],
        "rect.npy": np.ones((2, 3)),
        "nan.npy": [[np.nan, 0], [0, 0]],
        "cube.npy": np.ones((2, 2, 2)),
        "one.npy": [[0.5]],
        "three.npy": [[0.1, 0.5, 0], [0, 0.1, 0], [0, 0, 0.1]],
        "unstable.npy": [[2, 0], [1, 0.5]],
        "full.npy": [[0.25, 0.1], [0.2, 0.25]],
        "P.npy": [[2, 0], [0, 1]],
        "singular.npy": np.zeros((2, 2)),
    }.items():
        saved(tmp_path, entries, name)
    np.save(tmp_path / "complex.npy", np.array([[0.25, 0], [8j, 0.25]]))
    np.save(tmp_path / "strings.npy", np.array([["a", "b"], ["c", "d"]]))
    np.save(tmp_path / "objects.npy", np.array([[None, 1], [2, 3]], dtype=object))
    np.savez(tmp_path / "several.npz", A=np.eye(2), B=np.eye(2))
    texts = {
        "notes.py": THEOREMS,
        "notes.txt": "no Python",
        "empty.py": "",
        "broken.py": "def f(:\n",
        "text.csv": "a, b\nc, d\n",
        "ragged.csv": "1, 2\n3\n",
        "zerodiv.csv": "1/0, 0\n0, 1\n",
        "empty.csv": "",
        "damaged.npy": "not a matrix",
        "damaged.mtx": "not a matrix",
        "J.mat": "not a matrix",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    return tmp_path


def test_the_list_is_long_and_has_no_line_twice() -> None:
    lines = [line for line, _ in listed()]
    assert len(set(lines)) == len(lines) >= 150


@pytest.mark.parametrize(("line", "answer"), listed(), ids=[line for line, _ in listed()])
def test_a_wrong_command_line_is_answered_in_one_sentence(
    run, files: Path, line: str, answer: str
) -> None:
    before = {path.name for path in files.iterdir()}
    result = run(*shlex.split(line))
    said = result.err.replace(f"{files}/", "").removeprefix("kreissverify: ")
    assert (result.code, said, result.out) == (2, f"{answer}\n", "")
    # wrong usage leaves nothing behind
    assert {path.name for path in files.iterdir()} == before
