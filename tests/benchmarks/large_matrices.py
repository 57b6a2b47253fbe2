"""K of sparse matrices: processor time in units of one sparse LU, beside the dense K at n = 400.

Each family of `tests/quantities/support/sparse_families.py` at n = 400, 10⁴ and, with `--largest`,
10⁵; the dense value where a dense K is made, and the largest memory of the process.

Usage: OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.large_matrices [--largest]
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from typing import Any

import scipy.sparse
from rich.table import Table

from kreissverify import K, kreiss_peak
from kreissverify.quantities.large.bounds import as_large
from kreissverify.reports.render.console import terminal_console
from tests.quantities.support.sparse_families import FAMILIES

DENSE = 400  # rows up to which the dense K is made beside it


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def row(family: str, n: int) -> list[str]:
    A = FAMILIES[family](n)
    resolvent = as_large(scipy.sparse.csc_array(A))
    assert resolvent is not None
    factor, _ = timed(lambda: resolvent.at(1.1 + 0.3j))
    seconds, found = timed(lambda: K(A))
    beside = "", ""
    if n <= DENSE:
        array = A.toarray()
        dense, peak = timed(lambda: kreiss_peak(array))
        beside = f"{seconds / dense:.1f}", f"{abs(found.value / peak.value - 1):.0e}"
    z = found.z or complex("inf")
    return [
        family,
        str(A.shape[0]),
        f"{found.value:.6g}",
        f"{z:.4g}",
        f"{found.error / found.value:.0e}",
        str(found.points),
        f"{seconds:.2f}",
        f"{seconds / factor:.0f}",
        *beside,
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", action="store_true", help="also n = 10⁵, half a minute each")
    sizes = [DENSE, 10_000] + ([100_000] if parser.parse_args().largest else [])
    table = Table("family", "n", "K", "z", "error", "points", "s", "in LU", "in dense K", "apart")
    for n in sizes:
        for family in FAMILIES:
            table.add_row(*row(family, n))
    terminal_console().print(table)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"largest memory: {memory} MiB")


if __name__ == "__main__":
    main()
