"""Campaigns over R3 on blocks of 4 + 4 rows: rates, memory, and engines against one another.

With --commit only decisions are counted, in a processor second, by that commit and by this one in
turns.

Usage: python -m tests.benchmarks.campaigns [--instances 20000] [--decided 400] [--memory 100000]
       python -m tests.benchmarks.campaigns --commit 5b4b7ab [--decided 400]

Rates count from the first batch that is done, so that starting processes is not in them. The peers
in the same run, one instance after the other on one core: K as the largest of 60 × 24 singular
values of zI - J by NumPy, as one would screen by hand, and `enclose` to 1e-6, as one would decide.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.table import Table

from kreissverify import K, enclose
from kreissverify.campaigns import Plan, Resources, run_campaign
from kreissverify.campaigns.screening import drawn_batch
from kreissverify.evidence.sampling.bindings import DrawnStack
from kreissverify.reports.render.console import terminal_console
from kreissverify.theorems import Statement, load
from tests.benchmarks.first_run import ROOT, extracted

FILE = """
from kreissverify import BlockTriangular, K, theorem

@theorem(source="arXiv:2606.04031, Theorem 4 (reported)")
def kreiss_upper_bound(J: BlockTriangular(sizes=(4, 4))):
    return K(J) <= 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))
"""


# Run by the package of either commit, which has these names.
DECIDING = """
import sys, time
from pathlib import Path
from kreissverify.campaigns import Plan, run_campaign
from kreissverify.theorems import load

statement = load(Path(sys.argv[1]), "kreiss_upper_bound")
count, size = int(sys.argv[2]), int(sys.argv[3])
# another seed first: what is loaded when it is needed is no part of the work
warm = Plan.of(statement, seed=1, batch_size=size, decided_share=1)
run_campaign(statement, warm, size, engine="serial")
plan = Plan.of(statement, batch_size=size, decided_share=1)
before = time.process_time()
found = run_campaign(statement, plan, count, engine="serial")
seconds = time.process_time() - before
# a table of counts by their names, at first
holds = found.counts["holds"] if isinstance(found.counts, dict) else found.counts.holds
print(holds / seconds, holds)
"""


def beside(commit: str, file: Path, decided: int) -> Table:
    """Return decisions in a processor second, and all, by another commit and by this one."""
    shown = Table("instances in a batch", commit, "now", "times as many", box=None)
    with tempfile.TemporaryDirectory() as folder:
        packages = extracted(commit, Path(folder)), ROOT
        for size in (20, 20, 100):
            (then, first), (now, second) = (
                _decided_by(package, file, decided, size) for package in packages
            )
            cells = f"{then:.0f} ({first:.0f})", f"{now:.0f} ({second:.0f})"
            shown.add_row(str(size), *cells, f"{now / then:.1f}")
    return shown


def _decided_by(package: Path, file: Path, decided: int, size: int) -> tuple[float, float]:
    """Return how many are decided in a processor second, and how many in all."""
    done = subprocess.run(
        [sys.executable, "-c", DECIDING, str(file), str(decided), str(size)],
        env={**os.environ, "PYTHONPATH": str(package), "OPENBLAS_NUM_THREADS": "1"},
        cwd=file.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    rate, count = map(float, done.stdout.split())
    return rate, count


def rate(statement: Statement, plan: Plan, instances: int, engine: str, jobs: int) -> float:
    """Return instances a second, from the first batch that is done."""
    times: list[float] = []
    run_campaign(
        statement,
        plan,
        instances,
        engine=engine,
        resources=Resources(jobs),
        on_batch=lambda sums: times.append(time.perf_counter()),
    )
    return (len(times) - 1) * plan.batch_size / (times[-1] - times[0])


def plain_rate(work: Callable[[int], object], count: int) -> float:
    """Return calls a second of one after the other."""
    start = time.perf_counter()
    for k in range(count):
        work(k)
    return count / (time.perf_counter() - start)


def by_hand(matrix: np.ndarray) -> float:
    """Return K of one matrix on a polar grid."""
    excess = np.geomspace(1e-4, 10, 24)
    points = (1 + excess)[:, None] * np.exp(1j * np.linspace(0, np.pi, 60))
    shifted = points.ravel()[:, None, None] * np.eye(len(matrix)) - matrix
    least = np.linalg.svd(shifted, compute_uv=False)[:, -1]
    return float((np.repeat(excess, 60) / least).max())


def resident() -> float:
    """Return the memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def growth(statement: Statement, instances: int, folder: Path) -> str:
    """Say how much this process grows from the tenth batch to the last, with a store."""
    plan = Plan.of(statement)
    sizes: list[float] = []
    run_campaign(
        statement,
        plan,
        instances,
        store=folder / "memory.jsonl",
        on_batch=lambda sums: sizes.append(resident()),
    )
    store = (folder / "memory.jsonl").stat().st_size / 2**20
    return (
        f"memory over {instances:,} instances: {sizes[10]:.0f} MiB after ten batches, "
        f"{max(sizes):.0f} MiB at most, growth {max(sizes) - sizes[10]:.1f} MiB; "
        f"store {store:.2f} MiB"
    )


def rates(statement: Statement, instances: int, decided: int, jobs: int) -> Table:
    """Return the rates of screening and deciding by each engine, and of the peers."""
    table = Table("engine", "screened/s", "of the peer", "decided/s", "of the peer", box=None)
    screening = Plan.of(statement, decided_share=0)
    deciding = Plan.of(statement, batch_size=20, decided_share=1)
    drawn = drawn_batch(statement, deciding, 0)[0]
    assert isinstance(drawn, DrawnStack)
    matrices = drawn.members.matrices
    exact = [drawn.members.instance(k) for k in range(20)]
    peers = (
        plain_rate(lambda k: by_hand(matrices[k]), 20),
        plain_rate(lambda k: enclose(K, exact[k], rtol=1e-6), 20),
    )
    table.add_row("peer, 1 core", f"{peers[0]:.0f}", "1", f"{peers[1]:.0f}", "1")
    first: list[float] = []
    for engine, name in (
        ("serial", "serial"),
        ("processes", f"processes, {jobs}"),
        ("dask", f"dask, {jobs} workers"),
    ):
        found = (
            rate(statement, screening, instances, engine, jobs),
            rate(statement, deciding, decided, engine, jobs),
        )
        first = first or list(found)
        cells = [f"{found[0]:.0f}", f"{found[0] / peers[0]:.0f} ×"]
        cells += [f"{found[1]:.0f}", f"{found[1] / peers[1]:.1f} ×"]
        table.add_row(name, *cells)
        if engine != "serial":
            ratios = [f"{x / y:.2f} × serial" for x, y in zip(found, first, strict=True)]
            table.add_row("", ratios[0], "", ratios[1], "")
    return table


def main() -> None:
    """Print the rates and the memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instances", type=int, default=20_000)
    parser.add_argument("--decided", type=int, default=400)
    parser.add_argument("--memory", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--commit", help="only count decisions, beside those of this commit")
    options = parser.parse_args()
    console = terminal_console()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "statement.py"
        file.write_text(FILE, encoding="utf-8")
        if options.commit:
            console.print(beside(options.commit, file, options.decided))
            return
        statement = load(file, "kreiss_upper_bound")
        console.print(rates(statement, options.instances, options.decided, options.jobs))
        console.print(growth(statement, options.memory, Path(folder)))


if __name__ == "__main__":
    main()
