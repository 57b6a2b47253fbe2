"""Enclosures of K_c and M_c of many random flows, held against what is known without them.

Of K_c the flows are direct sums of 1×1 and 2×2 blocks and chains of three rows, whose K_c is known,
in rational orthogonal coordinates (`tests/quantities/support/flows.py`), enclosed by lines to
between 1e-1 and 1e-6. Of M_c they have two to six rows (`tests/quantities/support/random_flows.py`)
and are enclosed to 1e-4; what is seen of ‖e^{tA}‖ in balls may not contradict it. Both: stiff,
defective and rotating ones, α from -1e-8 to -1e3. Prints each miss at once, and the counts.

Usage: python -m tests.benchmarks.flow_soak {K_c,M_c} [--count 10000] [--first 0] [--seed 0]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable

from rich.progress import track

from kreissverify.reports.render.console import terminal_console
from tests.quantities.support.flows import missed_enclosure
from tests.quantities.support.random_flows import misses

JUDGES: dict[str, Callable[[int, int], str | None]] = {"K_c": missed_enclosure, "M_c": misses}


def main() -> None:
    """Judge the flows and print the counts; exit code 0: nothing is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=JUDGES)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    numbers = range(options.first, options.first + options.count)
    console = terminal_console(stderr=True)
    for k in track(numbers, "flows", options.count, console=console):
        found = JUDGES[options.name](options.seed, k)
        refused = found is not None and found.startswith("refused")
        outcomes["holds" if found is None else "refused" if refused else "missed"] += 1
        if found is not None:
            print(f"seed {options.seed}, {k}: {found}", flush=True)
    print(f"{options.name}: " + ", ".join(f"{count} {x}" for x, count in outcomes.most_common()))
    raise SystemExit(outcomes["missed"] > 0)


if __name__ == "__main__":
    main()
