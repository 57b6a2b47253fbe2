"""A file is replaced in one step, or stays as it was."""

from __future__ import annotations

import os
import stat
from functools import partial
from pathlib import Path

import pytest

from kreissverify.system.atomic_file import (
    require_output_file,
    require_output_folder,
    write_atomically,
)


def test_the_content_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)  # the longest name that there is
    write_atomically(path, "ρ")
    write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_what_is_no_regular_file_is_left_alone(tmp_path: Path) -> None:
    pipe, loop, folder = tmp_path / "pipe", tmp_path / "loop", tmp_path / "folder"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    folder.mkdir()
    before = sorted(tmp_path.iterdir())
    for path, reason in (
        (pipe, "no regular file"),
        (Path("/dev/null"), "no regular file"),
        (loop, "no regular file"),
        (folder, "it is a folder"),
        (tmp_path / "new" / "file", "there is no folder"),
    ):
        for refuse in (require_output_file, partial(write_atomically, content="new")):
            with pytest.raises(OSError, match=reason) as refusal:
                refuse(path)
            assert refusal.value.filename == str(path)
    assert sorted(tmp_path.iterdir()) == before and stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_is_followed_also_to_a_file_that_is_to_be_made(tmp_path: Path) -> None:
    link, target = tmp_path / "link", tmp_path / "target"
    link.symlink_to("target")
    for text in ("first", "second"):
        write_atomically(link, text)
        assert link.is_symlink() and target.read_text() == text


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch(0o600)
    write_atomically(path, "content")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_read_only_folder_is_said_with_the_name_that_was_asked_for() -> None:
    if not Path("/proc/self").is_dir():
        pytest.skip("needs a folder that nobody may write into")
    path = Path("/proc/self/new.json")
    for refuse in (require_output_file, partial(write_atomically, content="new")):
        with pytest.raises(OSError) as refusal:
            refuse(path)
        assert refusal.value.filename == str(path)
    with pytest.raises(OSError) as refusal:
        require_output_folder(Path("/proc/self/new"))
    assert refusal.value.filename == "/proc/self/new"


def test_a_file_is_as_readable_as_others_of_the_user(tmp_path: Path) -> None:
    path, other = tmp_path / "file", tmp_path / "other"
    write_atomically(path, "content")
    other.write_text("content")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_a_failure_at_any_step_leaves_the_old_file(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError("disk full")

    path = tmp_path / "file"
    path.write_text("old")
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_content_is_on_the_disk_before_the_file_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    for step in ("fsync", "replace"):
        real = getattr(os, step)
        monkeypatch.setattr(os, step, lambda *x, s=step, real=real: (steps.append(s), real(*x)))
    write_atomically(tmp_path / "file", "content")
    assert steps == ["fsync", "replace"]
