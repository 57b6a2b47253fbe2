"""Runs that are killed (-9) at random moments: nothing is left behind, and nothing is lost.

``python -m tests.benchmarks.kills --moments 50 --seed 0`` starts `verify --report --json` over an
older complete report, and `campaign --store`, kills each at a random moment, and looks for

- processes that are left after five seconds, of the run or of any process that it has started;
- a report, or a JSON file, that was complete before and is not complete now;
- a store whose lines are not those that an undisturbed run writes.

It needs Linux: processes are found by a variable of their environment, in /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

NOTES = '''
from kreissverify import BlockTriangular, K, L, M, theorem

@theorem(source="a test")
def bound(J: BlockTriangular):
    """A bound of three parts."""
    return K(J) <= 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))

@bound.derivation
def _(p):
    x, y = p.J.c, p.J.gamma
    for k in range(1, 9):
        p.reals(f"a square {k}", (x - k * y) ** 2 + k >= k)
    p.qed(p.reals("not shown", x * y >= 1))

@theorem(source="a test", expect="refuted")
def too_small(J: BlockTriangular):
    return K(J) <= 1 + J.c / (5 * (1 - J.gamma))

@theorem(source="a test")
def peak(J: BlockTriangular):
    return K(J) <= M(J)
'''
MARK = "KREISSVERIFY_KILLED_RUN"
# Seconds: what a run leaves behind may take so long to notice that it is an orphan.
GRACE = 5.0


@dataclass
class Found:
    """What was found wrong, in sentences."""

    runs: int = 0
    unfinished: int = 0
    wrong: list[str] = field(default_factory=list)


def command(*arguments: object) -> list[str]:
    """Return a command line of kreissverify."""
    return [sys.executable, "-m", "kreissverify", *map(str, arguments)]


def left(mark: str) -> list[str]:
    """Return the processes whose environment has the mark, as their command lines."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                # a process that has ended and is not yet waited for has no environment
                if f"{MARK}={mark}".encode() in (entry / "environ").read_bytes():
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    found.append(b" ".join(words).decode()[:120])
            except OSError:
                continue
    return found


def killed(arguments: list[str], folder: Path, seconds: float) -> tuple[bool, list[str]]:
    """Run a command, kill it after so many seconds; say if it was at work, and what is left."""
    mark = uuid.uuid4().hex
    running = subprocess.Popen(
        arguments,
        cwd=folder,
        env={**os.environ, MARK: mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        running.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGKILL)
    at_work = running.wait() == -signal.SIGKILL
    until = time.monotonic() + GRACE
    while left(mark) and time.monotonic() < until:
        time.sleep(0.1)
    return at_work, left(mark)


def timed(arguments: list[str], folder: Path) -> float:
    """Run a command to its end and return how long it took."""
    began = time.monotonic()
    subprocess.run(arguments, cwd=folder, capture_output=True, check=False)
    return time.monotonic() - began


def complete(path: Path) -> bool:
    """Say whether a JSON file holds all results of a run."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return bool(document["complete"]) and len(document["theorems"]) == 3
    except (OSError, ValueError, KeyError):
        return False


def kill_verify(folder: Path, moments: int, draw: random.Random, found: Found) -> None:
    """Kill `verify` over an older complete report."""
    options = ("--instances", 30, "--report", "report", "--json", "run.json")
    arguments = command("verify", "notes.py", *options, "--jobs", 2)
    duration = timed(arguments, folder)
    for _ in range(moments):
        seconds = draw.uniform(0.0, duration)
        at_work, orphans = killed(arguments, folder, seconds)
        found.runs += 1
        found.unfinished += at_work
        where = f"verify, killed after {seconds:.2f} s"
        found.wrong += [f"{where}: left behind: {x}" for x in orphans]
        for name in ("report/verify.json", "run.json"):
            if not complete(folder / name):
                found.wrong.append(f"{where}: {name} was complete before")
        page = folder / "report" / "verify.html"
        if not page.read_text(encoding="utf-8").rstrip().endswith("</html>"):
            found.wrong.append(f"{where}: half a page")


def kill_campaign(folder: Path, moments: int, draw: random.Random, found: Found) -> None:
    """Kill `campaign`, which goes on from its store each time."""
    options = ("--instances", 600, "--batch", 20, "--jobs", 2, "--store")
    whole = folder / "whole.jsonl"
    duration = timed(command("campaign", "notes.py::bound", *options, whole), folder)
    expected = whole.read_bytes()
    store = folder / "store.jsonl"
    for _ in range(moments):
        kept = store.read_bytes() if store.exists() else b""
        if kept == expected:
            store.unlink()
            kept = b""
        seconds = draw.uniform(0.0, duration)
        arguments = command("campaign", "notes.py::bound", *options, store)
        at_work, orphans = killed(arguments, folder, seconds)
        found.runs += 1
        found.unfinished += at_work
        where = f"campaign, killed after {seconds:.2f} s"
        found.wrong += [f"{where}: left behind: {x}" for x in orphans]
        now = store.read_bytes() if store.exists() else b""
        if not expected.startswith(now):
            found.wrong.append(f"{where}: lines of the store that are not of the campaign")
        if len(now) < kept.rfind(b"\n") + 1:
            found.wrong.append(f"{where}: the store has lost lines")


def main() -> int:
    """Kill runs as the command line asks; exit code 1 if anything was left or lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moments", type=int, default=50, help="how many runs are killed")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    draw, found = random.Random(asked.seed), Found()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "notes.py").write_text(NOTES, encoding="utf-8")
        kill_verify(folder, (asked.moments + 1) // 2, draw, found)
        kill_campaign(folder, asked.moments // 2, draw, found)
    print("\n".join(found.wrong))
    print(f"{found.runs} runs, {found.unfinished} killed at work, {len(found.wrong)} faults")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
