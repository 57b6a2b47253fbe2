"""What an enclosure of K_c by lines costs beside one of K by circles, for the same sizes.

A Gaussian J of spectral radius 0.95, and the flow of J - I: CPU time in one process, in turn.

Usage: python -m tests.benchmarks.flow_enclosures [--sizes 20,50,100] [--rtol 1e-3]
"""

from __future__ import annotations

import argparse
import time
from typing import NamedTuple

import numpy as np

from kreissverify import K, enclose
from kreissverify import continuous as ct
from tests.benchmarks.kreiss_enclosures import gaussian

_TURNS = 3  # of each; the least time of them counts, as others share the machine


class Cost(NamedTuple):
    """CPU seconds of both enclosures."""

    lines: float
    circles: float

    @property
    def ratio(self) -> float:
        """Lines over circles."""
        return self.lines / self.circles


def cost(n: int, rtol: float = 1e-3) -> Cost:
    """Return what both enclosures of n rows take."""
    matrix = gaussian(n)
    flow = matrix - np.eye(n)
    times: list[list[float]] = [[], []]
    for _ in range(_TURNS):
        for quantity, array, seen in ((ct.K, flow, times[0]), (K, matrix, times[1])):
            start = time.process_time()
            enclose(quantity, array, rtol=rtol)
            seen.append(time.process_time() - start)
    return Cost(min(times[0]), min(times[1]))


def main() -> None:
    """Print the costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="20,50,100")
    parser.add_argument("--rtol", type=float, default=1e-3)
    options = parser.parse_args()
    print("   n   lines s  circles s  ratio")
    for n in map(int, options.sizes.split(",")):
        found = cost(n, options.rtol)
        print(f"{n:4d}  {found.lines:8.3f}  {found.circles:9.3f}  {found.ratio:5.2f}")


if __name__ == "__main__":
    main()
