"""Runs that are ended: killed, or by Ctrl-C. What is kept is kept, and the rest is made again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kreissverify.campaigns import Plan, run_campaign
from kreissverify.cli import main
from kreissverify.theorems import Statement

pytestmark = pytest.mark.slow

OPTIONS = "--instances 600 --batch 30 --decide-share 0.04"


def command(notes: Path, engine: str, store: Path) -> list[str]:
    """Return the arguments of the command."""
    return [
        "campaign",
        f"{notes}::bound",
        *OPTIONS.split(),
        "--engine",
        engine,
        "--store",
        f"{store}",
    ]


@pytest.fixture
def whole(bound: Statement, tmp_path: Path) -> bytes:
    """Return the store of the uninterrupted run."""
    file = tmp_path / "whole.jsonl"
    run_campaign(bound, Plan.of(bound, batch_size=30, decided_share=0.04), 600, store=file)
    return file.read_bytes()


def ended(notes: Path, store: Path, engine: str, by: signal.Signals) -> tuple[int, str]:
    """Run the command, end it with a signal after three batches, and return its code and words."""
    running = subprocess.Popen(
        [sys.executable, "-m", "kreissverify", *command(notes, engine, store)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not store.exists() or store.read_bytes().count(b"\n") < 4:
        assert running.poll() is None
        time.sleep(0.02)
    os.killpg(running.pid, by)
    _, words = running.communicate(timeout=120)
    return running.returncode, words


def test_a_killed_run_goes_on_and_ends_as_if_nothing_had_been(
    notes: Path, tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "killed.jsonl"
    code, _ = ended(notes, store, "processes", signal.SIGKILL)
    assert code == -signal.SIGKILL
    kept = store.read_bytes()
    assert whole.startswith(kept) and 4 <= kept.count(b"\n") < 21
    with store.open("ab") as stream:
        stream.write(b'{"batch":')  # the line that was being written
    monkeypatch.chdir(tmp_path)
    assert main([*command(notes, "serial", store), "--quiet"]) == 0
    assert store.read_bytes() == whole


@pytest.mark.parametrize("engine", ["processes", "dask"])
def test_ctrl_c_ends_cleanly_and_says_how_to_go_on(
    notes: Path, tmp_path: Path, engine: str
) -> None:
    if engine == "dask":
        pytest.importorskip("distributed")
    store = tmp_path / "stopped.jsonl"
    code, words = ended(notes, store, engine, signal.SIGINT)
    kept = store.read_bytes()
    assert code == 130, words
    instances = 30 * (kept.count(b"\n") - 1)
    assert f"{instances} instances are kept in {store}" in words
    assert f"kreissverify campaign {notes}::bound" in words and "Traceback" not in words
    assert len(words.splitlines()) == 2
