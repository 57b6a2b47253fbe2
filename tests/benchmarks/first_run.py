"""The first run of `verify`, nothing known yet, beside that of another commit: processor seconds.

The bundled statements of the other commit are judged by both packages, one after the other, each in
one process and in an empty folder; what starts of solvers counts. A verdict that differs is shown.

Usage: python -m tests.benchmarks.first_run [--commit 5b4b7ab] [--instances 200] [FILE ...]
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Table

from kreissverify.reports.render.console import terminal_console

ROOT = Path(__file__).parents[2]


class Run(NamedTuple):
    """Processor seconds of a whole run, and its records of statements by their ids."""

    seconds: float
    records: dict[str, dict[str, Any]]


def extracted(commit: str, folder: Path) -> Path:
    """Write the files of a commit into a folder."""
    archive = subprocess.run(
        ["git", "archive", "--format=tar", commit], cwd=ROOT, capture_output=True, check=True
    )
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


def run(package: Path, arguments: Sequence[str], instances: int) -> Run:
    """Verify statements with the package of a folder, with nothing known of an earlier run."""
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "record.json"
        options = ["--jobs", "1", "--instances", str(instances), "--json", str(record), "--quiet"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "kreissverify", "verify", *arguments, *options],
            env={**os.environ, "PYTHONPATH": str(package), "OPENBLAS_NUM_THREADS": "1"},
            cwd=folder,
            stdout=subprocess.DEVNULL,
            check=False,  # a verdict that is not as expected is shown in the table
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        theorems = json.loads(record.read_text())["theorems"]
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, {x["id"]: x for x in theorems})


def decided(record: dict[str, Any]) -> str:
    """Return how many instances were decided, of those tried."""
    found = (x["data"] for x in record["evidence"] if x["kind"] == "decided")
    data: dict[str, int] = next(found, {})
    return str(data.get("holds", 0) + data.get("violated", 0))


def table(other: Run, now: Run) -> Table:
    """Return the statements with the seconds that they took, the dearest of before first.

    These are seconds of the clock, which other work on the machine makes longer.
    """
    shown = Table("statement", "before", "decided", "now", "decided", "verdict")
    for identifier, before in sorted(other.records.items(), key=lambda x: -x[1]["seconds"]):
        after = now.records.get(identifier)
        if after is None:
            shown.add_row(identifier, f"{before['seconds']:.1f}", decided(before), "missing")
            continue
        verdicts = dict.fromkeys((before["verdict"], after["verdict"]))
        first, second = (f"{x['seconds']:.1f}" for x in (before, after))
        counts = decided(before), decided(after)
        shown.add_row(identifier, first, counts[0], second, counts[1], " → ".join(verdicts))
    return shown


def main() -> int:
    """Run both, print the table and the ratio; 1 if a verdict differs or is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="in proofs/ of the other commit")
    parser.add_argument("--commit", default="5b4b7ab")
    parser.add_argument("--instances", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        package = extracted(options.commit, Path(folder))
        files = [str(package / "proofs" / x) for x in options.files]
        other = run(package, files, options.instances)
        now = run(ROOT, sorted(other.records), options.instances)
    console = terminal_console()
    console.print(table(other, now))
    console.print(
        f"{len(other.records)} statements: {other.seconds:.0f} s of processor time at "
        f"{options.commit}, {now.seconds:.0f} s now: {other.seconds / now.seconds:.1f} times less"
    )
    verdicts = [{k: v["verdict"] for k, v in x.records.items()} for x in (other, now)]
    return int(any(verdicts[1].get(k) != v for k, v in verdicts[0].items()))


if __name__ == "__main__":
    sys.exit(main())
