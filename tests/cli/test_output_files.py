"""Output options have one policy: what is replaced, what is refused, what "-" means."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kreissverify.cli import main

NOTES = """
from kreissverify import BlockTriangular, K, theorem

@theorem(source="a test")
def at_least_one(J: BlockTriangular):
    return K(J) >= 1
"""
# every option that names a file, and every one that names a folder, with a command that takes it
FILES = {
    "--json": ("verify", "notes.py"),
    "--json of kreiss": ("kreiss", "J.npy"),
    "--plot": ("kreiss", "J.npy"),
    "--plot of experiment": ("experiment", "linear-quadratic", "--small"),
    "--latex": ("prove", "R4"),
    "--html": ("prove", "R4"),
    "--page": ("prove", "--mutants"),
    "--map": ("tighten", "R4"),
    "--propose": ("tighten", "R4"),
    "--store": ("campaign", "R4"),
}
FOLDERS = {
    "--report": ("verify", "notes.py"),
    "--certificates": ("verify", "notes.py"),
    "--certificates of refute": ("refute", "R3"),
    "--certificates of campaign": ("campaign", "R3"),
    "--smt": ("prove", "R4"),
}
SUFFIX = {"--plot": ".svg", "--map": ".csv"}


@pytest.fixture
def refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Return a function that gives an option a name, and returns the sentence that refuses it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.py").write_text(NOTES, encoding="utf-8")
    np.save(tmp_path / "J.npy", np.array([[0.5, 0.0], [4.0, 0.5]]))

    def call(case: str, name: str) -> str:
        option = case.split()[0]
        code = main([*{**FILES, **FOLDERS}[case], option, name])
        said = capsys.readouterr().err
        assert code == 2 and len(said.splitlines()) == 1 and f"'{option}'" in said, said
        return said

    return call


@pytest.mark.parametrize("case", FILES)
def test_what_is_no_regular_file_is_not_replaced(
    refused: Callable[..., str], tmp_path: Path, case: str
) -> None:
    suffix = SUFFIX.get(case.split()[0], "")
    pipe, folder, link = (tmp_path / f"{x}{suffix}" for x in ("pipe", "folder", "link"))
    os.mkfifo(pipe)
    folder.mkdir()
    link.symlink_to(pipe)
    assert "it is no regular file" in refused(case, str(pipe))
    assert "it is no regular file" in refused(case, str(link))
    assert "it is a folder" in refused(case, str(folder))
    assert f"there is no folder {tmp_path.as_posix()}/new" in refused(
        case, str(tmp_path / f"new/x{suffix}")
    )
    assert stat.S_ISFIFO(pipe.stat().st_mode) and link.is_symlink() and folder.is_dir()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("case", [x for x in FILES if x.split()[0] in ("--json", "--html")])
def test_devices_are_not_replaced(refused: Callable[..., str], case: str) -> None:
    assert "it is no regular file" in refused(case, "/dev/full")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


@pytest.mark.parametrize("case", [*FILES, *FOLDERS])
def test_standard_output_is_for_json_only(
    refused: Callable[..., str], tmp_path: Path, case: str
) -> None:
    if case.startswith("--json"):
        return
    before = sorted(tmp_path.iterdir())
    sentence = refused(case, "-")
    assert "--json only" in sentence or "expected a file name ending" in sentence
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("case", FOLDERS)
def test_a_folder_that_is_a_file_or_cannot_be_made(
    refused: Callable[..., str], tmp_path: Path, case: str
) -> None:
    assert "no folder" in refused(case, "notes.py")
    assert "no folder" in refused(case, "notes.py/in/it")
    assert (tmp_path / "notes.py").read_text(encoding="utf-8") == NOTES


def test_json_on_standard_output_is_all_that_is_there(
    refused: Callable[..., str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["kreiss", "J.npy", "--json", "-"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["n"] == 2 and "K = " in shown.err
    assert main(["verify", "notes.py", "--instances", "2", "--jobs", "1", "--json", "-"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["complete"] and "at_least_one" in shown.err
    assert not (tmp_path / "-").exists()


def test_a_link_to_a_file_is_followed(refused: Callable[..., str], tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    assert main(["kreiss", "J.npy", "--json", "link.json"]) == 0
    assert link.is_symlink() and json.loads(target.read_text())["n"] == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
