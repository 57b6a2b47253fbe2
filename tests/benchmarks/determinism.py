"""Equal seeds give equal records, whatever else the machine does.

Eight statements, proved, refuted and left to instances, are verified six times with one seed, three
times on a quiet machine and three times beside a busy loop on every core. The records must be equal
but for seconds and paths.

Usage: python -m tests.benchmarks.determinism [--instances 20] [--runs 3] [--jobs 2] [ID ...]
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kreissverify.theorems import bundled_statement

STATEMENTS = ("classical.lower", "E3", "E4", "E7.law", "R3", "R5", "R6", "R9")
_SHOWN = 20  # lines of a difference: enough to see what differs


@contextmanager
def load(on: bool) -> Iterator[None]:
    """Keep every core busy in the block."""
    command = [sys.executable, "-c", "while True: pass"]
    loops = [subprocess.Popen(command) for _ in range(os.cpu_count() or 1) if on]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def record(identifiers: list[str], instances: int, jobs: int) -> Any:
    """Return what one run of `verify` in a process of its own says, without seconds and paths."""
    statements = [bundled_statement(x) for x in identifiers]
    named = [f"{x.file}::{x.name}" for x in statements]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "verdicts.json"
        command = [sys.executable, "-m", "kreissverify", "verify", *named, "--quiet"]
        command += ["--instances", str(instances), "--seed", "0", "--jobs", str(jobs)]
        command += ["--json", str(file), "--certificates", str(Path(folder) / "certificates")]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"verify ended with {done.returncode}")
        return without_time_and_place(json.loads(file.read_text(encoding="utf-8")), folder)


def without_time_and_place(value: Any, folder: str) -> Any:
    """Return a record without its seconds, and with its folder by name."""
    if isinstance(value, dict):
        kept = {key: x for key, x in value.items() if key not in ("seconds", "time")}
        return {key: without_time_and_place(x, folder) for key, x in kept.items()}
    if isinstance(value, list):
        return [without_time_and_place(x, folder) for x in value]
    return value.replace(folder, "FOLDER") if isinstance(value, str) else value


def difference(first: Any, other: Any) -> list[str]:
    """Return the lines in which two records differ."""
    texts = (json.dumps(x, indent=1, ensure_ascii=False).splitlines() for x in (first, other))
    return list(difflib.unified_diff(*texts, lineterm="", n=1))


def main() -> int:
    """Print each run and what differs; return 1 if anything does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("identifiers", nargs="*", metavar="ID", default=list(STATEMENTS))
    parser.add_argument("--instances", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3, help="of each kind, quiet and busy")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    first, differ = None, 0
    for number in range(2 * options.runs):
        busy = number % 2 == 1  # in turns, as the machine may change
        began = time.perf_counter()
        with load(busy):
            found = record(options.identifiers, options.instances, options.jobs)
        first = first or found
        lines = difference(first, found)
        differ += bool(lines)
        took = f"{time.perf_counter() - began:.1f} s"
        print(f"run {number + 1}, {'busy' if busy else 'quiet'}, {took}: ", end="")
        print("differs" if lines else "equal", flush=True)
        print(*lines[:_SHOWN], sep="\n", end="\n" if lines else "")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
