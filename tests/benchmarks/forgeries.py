"""Mutated certificates by the thousand: what the checker accepts must hold by another computation.

Usage: python -m tests.benchmarks.forgeries [--count 100000] [--seed 0] [--version 1]
Prints the counts and the mutants that were wrongly accepted or left open, if any. Exit code 0: none
is, none crashes the checker or makes it print anything but a line of its own, no check takes over
10 s, and the process takes at most 512 MiB more than it began with.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from rich.progress import track

from kreissverify.certificates import checker
from kreissverify.numbers.three_valued import Outcome
from kreissverify.reports.render.console import terminal_console
from tests.certificates.support.forging import Forger, seeds
from tests.certificates.support.forging_parts import PartsForger, seeds_of_parts
from tests.certificates.support.recomputing_parts import claim_of

LONGEST, LARGEST = 10.0, 1 << 19  # seconds; KiB


def judged(path: Path) -> tuple[str, float]:
    """Return what became of a mutant, and how long the checker took."""
    began = time.perf_counter()
    try:
        code, line = checker.verdict(str(path))
    except Exception as error:  # the checker must reject, and say why
        return f"CRASHED: {type(error).__name__}", time.perf_counter() - began
    took = time.perf_counter() - began
    if not (line.isascii() and line.isprintable()) or "other.json" in line:
        return "FORGED a line", took
    if code == 1:
        return "rejected", took
    try:
        truth = claim_of(checker.load(str(path)))
    except Exception as error:
        return f"OPEN: {type(error).__name__}: {error}", took
    if truth is Outcome.HOLDS:
        return "accepted, and it holds", took
    return ("OPEN: undecided" if truth is Outcome.INDETERMINATE else "WRONG"), took


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--version", type=int, default=1, choices=(1, 2))
    options = parser.parse_args()
    first = options.version == 1
    forger = Forger(seeds(), options.seed) if first else PartsForger(seeds_of_parts(), options.seed)
    # The package itself, which recomputes what is accepted, is no part of the checker
    began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    counts: Counter[str] = Counter()
    longest, bad = 0.0, []
    # Ctrl-C ends the run, and the counts so far are printed
    with tempfile.TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        path = Path(folder) / "mutant.json"
        for _ in track(range(options.count), "mutants", console=terminal_console(stderr=True)):
            text = forger.mutant()
            path.write_text(text, encoding="utf-8", errors="surrogatepass")
            outcome, took = judged(path)
            counts[outcome.partition(":")[0]] += 1
            longest = max(longest, took)
            if outcome[0].isupper() or took > LONGEST:
                bad.append(f"{outcome} ({took:.1f} s): {text}")
                print(bad[-1], flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(", ".join(f"{count} {name}" for name, count in counts.most_common()))
    print(f"longest check {longest:.2f} s; most memory {memory / 1024:.0f} MiB")
    raise SystemExit(bool(bad) or memory - began > LARGEST)


if __name__ == "__main__":
    main()
