"""Time each quantity on the named matrices: its float64 value, and its rigorous enclosure.

Usage: python -m tests.benchmarks.quantities [--rtol 1e-6] [NAME...]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from rich.table import Table

from kreissverify.matrices.gallery import named, names
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.errors import Refused
from kreissverify.quantities import enclose, registry
from kreissverify.reports.render.console import terminal_console

#: Values for the parameters of the quantities that have some.
PARAMETERS = {"r": "3/2", "x": "1/2", "t": 10, "delta": "1/100", "z": "1+1/2j", "eps": "1/100"}


def timed(work: Callable[[], object]) -> str:
    """Return the seconds that some work takes, or that it is refused."""
    start = time.perf_counter()
    try:
        work()
    except Refused:
        return "refused"
    return f"{time.perf_counter() - start:.3f}"


def row(name: str, rtol: float) -> list[str]:
    """Return the cells of one matrix: float seconds / enclosure seconds for each quantity."""
    cells = []
    for quantity in registry().values():
        parameters = [PARAMETERS[parameter] for parameter in quantity.parameters]
        J = Matrix(named(name).exact)  # a new one, so that nothing is remembered
        floats = timed(lambda q=quantity, J=J, p=parameters: q(J, *p))
        rigorous = timed(lambda q=quantity, J=J, p=parameters: enclose(q, J, *p, rtol=rtol))
        cells.append(f"{floats} / {rigorous}")
    return cells


def main() -> None:
    """Print a table of seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rtol", type=float, default=1e-6)
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: every named matrix")
    options = parser.parse_args()
    table = Table("matrix", *registry(), title="seconds: float64 / enclosure", box=None)
    console = terminal_console()
    console.width = max(console.width, 40 + 18 * len(registry()))
    for name in options.names or names():
        table.add_row(name, *row(name, options.rtol))
    console.print(table)


if __name__ == "__main__":
    main()
