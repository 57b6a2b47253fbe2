"""Statements whose truth is known: which false ones are refuted, and that no true one is.

`statements/` holds theorem files; ``expect`` says "supported" of a true statement and "refuted" of
a false one, and each docstring says why. `verify` tries them all; `refute`, with a budget in
seconds for each, tries the true ones and what `verify` missed.

Usage: python -m tests.benchmarks.known_truth [--instances 40] [--seed 0] [--refute 10] [--jobs 2]
Exit code 0: no true statement is refuted, and at least 95 % of the false ones are.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.progress import track

from kreissverify.evidence import verify_library
from kreissverify.evidence.verdict import Verdict
from kreissverify.reports.render.console import terminal_console
from kreissverify.theorems import Statement, collect

STATEMENTS = Path(__file__).with_name("statements")
SHARE = 0.95
Search = Callable[[Statement, float, int, Path], bool]


def is_true(statement: Statement) -> bool:
    """Return the known truth of a statement of the benchmark."""
    return statement.expect == Verdict.SUPPORTED


def known_statements() -> tuple[Statement, ...]:
    """Return the statements of the benchmark."""
    found = collect([STATEMENTS])
    if found.errors:
        raise SystemExit("\n".join(map(str, found.errors)))
    return found.statements


def by_refute(statement: Statement, budget: float, seed: int, folder: Path) -> bool:
    """Say whether `refute` finds a certified counterexample."""
    from kreissverify.evidence.counterexamples.refute import refute

    found = refute(statement, budget=budget, seed=seed, certificates=folder)
    return found.certificate is not None


def judged(
    statements: Sequence[Statement], options: argparse.Namespace, folder: Path
) -> dict[str, str]:
    """Return, of each refuted statement, by what it was."""
    reports = verify_library(
        statements,
        instances=options.instances,
        seed=options.seed,
        jobs=options.jobs,
        certificates=folder,
        on_report=lambda report: print(f"{report.verdict.value:10} {report.id}", file=sys.stderr),
    )
    refuted = {r.id: "verify" for r in reports if r.verdict is Verdict.REFUTED}
    if options.refute > 0:
        rest = [s for s in statements if s.id not in refuted]
        for statement in track(rest, "refute", console=terminal_console(stderr=True)):
            if by_refute(statement, options.refute, options.seed, folder):
                refuted[statement.id] = "refute"
    return refuted


def main() -> None:
    """Print what became of each false statement, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--instances", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--refute", type=float, default=10.0, help="seconds each; 0: verify only")
    options = parser.parse_args()
    statements = known_statements()
    with tempfile.TemporaryDirectory() as folder:
        refuted = judged(statements, options, Path(folder))
    false = [s for s in statements if not is_true(s)]
    wrong = [s.id for s in statements if is_true(s) and s.id in refuted]
    missed = [s.id for s in false if s.id not in refuted]
    for statement in false:
        print(f"{refuted.get(statement.id, 'MISSED'):8} {statement.file.stem}::{statement.id}")
    for identifier in wrong:
        print(f"WRONG    {identifier} is true and was refuted")
    print(
        f"{len(statements)} statements, {len(false)} false: {len(false) - len(missed)} refuted, "
        f"{len(missed)} missed; {len(statements) - len(false)} true: {len(wrong)} refuted"
    )
    raise SystemExit(bool(wrong) or len(missed) > (1 - SHARE) * len(false))


if __name__ == "__main__":
    main()
