"""What `refute` makes of the reported statements, and of sharp bounds weakened by very little.

The reported: R5, R6 (also in both readings of K₀, with an unstable and with a stable J asked for,
see `reported/`), R8 and R3.bounds_peak, by instances whose entries have height at most 1000. The
weakened: every bundled bound that is met or approached, its constant times 1-10⁻², 1-10⁻⁴, 1-10⁻⁶.

Usage: python -m tests.benchmarks.counterexamples [--budget 60] [--only ID ...] [--keep DIR]
Exit code 0: all are refuted by certificates that the checker accepts, the reported ones readably.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import sympy

from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples.refute import refute
from kreissverify.evidence.counterexamples.shrink import READABLE, largest_height
from kreissverify.theorems import Statement, bundled_statement, collect
from tests.evidence.support.weakening import weakened

HERE = Path(__file__).parent

REPORTED = ("R5", "R6", "R8", "R3.bounds_peak")
SHARP = (
    "E1", "E1.attained", "E2", "E2.attained", "E2.upper", "E4", "E4.constant", "E5.lower",
    "E6.powers", "E6.constant", "E6.triangular", "E7.noise", "E7.law", "E8", "E8.peak",
    "E8.coupled", "E8.coupled_peak", "R3.sharpened", "R4.sharpened", "R5.corrected", "R5.minimax",
    "comparison.kreiss", "comparison.peak", "comparison.resolvent",
)  # fmt: skip
DIGITS = (2, 4, 6)


def false_statements() -> Iterator[tuple[Statement, bool]]:
    """Yield the statements to refute, and whether they are reported ones."""
    for name in REPORTED:
        yield bundled_statement(name), True
    for statement in collect([HERE / "reported"]).statements:
        yield statement, True
    for name in SHARP:
        for digits in DIGITS:
            shown = weakened(bundled_statement(name), 1 - sympy.Rational(1, 10**digits))
            if shown is None:
                raise SystemExit(f"{name} has no constant to weaken")
            yield shown, False


def main() -> None:
    """Print a line a statement, and the median and the longest time."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--budget", type=float, default=60.0)
    parser.add_argument("--only", nargs="*", help="ids that begin with one of these")
    parser.add_argument("--keep", type=Path, help="where certificates are kept")
    options = parser.parse_args()
    times, failed = [], []
    with tempfile.TemporaryDirectory() as folder:
        for statement, is_reported in false_statements():
            if options.only and not statement.id.startswith(tuple(options.only)):
                continue
            found = refute(
                statement, budget=options.budget, certificates=options.keep or Path(folder)
            )
            times.append(found.seconds)
            height = largest_height(found.binding) if found.binding is not None else 0
            good = found.certificate is not None and (height <= READABLE or not is_reported)
            if found.certificate is not None:
                checker.check(json.loads(found.certificate.read_text()))
            if not good:
                failed.append(statement.id)
            print(
                f"{'ok' if good else 'FAILED':6} {statement.id:32} {found.seconds:6.1f} s  "
                f"{found.route}; {found.binding}",
                flush=True,
            )
    print(
        f"{len(times)} statements, {len(times) - len(failed)} refuted; "
        f"median {median(times):.1f} s, longest {max(times):.1f} s"
    )
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
