"""Statements of the field, and two false variants of each: verdicts, seconds, heights and sizes.

Usage: python -m tests.benchmarks.field_statements [--instances N] [NAME...]
Exit code 0: every statement is proved or supported, and every variant refuted with short entries.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from kreissverify import Statement
from kreissverify.certificates import checker
from kreissverify.evidence import Verdict, verify
from kreissverify.evidence.counterexamples.refute import refute
from tests.evidence.support.literature import FALSE, TRUE, statement_of, statements

__all__ = ["main"]

_HIGHEST = 1000  # the largest numerator or denominator that a counterexample may show
_LONGEST = 20.0  # seconds of a statement, on both cores


@dataclass(frozen=True)
class _Refuted:
    """A counterexample in a few numbers: the height of its entries and its largest matrix."""

    height: int
    size: int

    @classmethod
    def of(cls, document: dict[str, Any]) -> _Refuted:
        """Read them off a certificate of either version."""
        parts = document.get("parts") or {"J": document["instance"]}
        entries = [x for part in parts.values() for x in _numbers(part)]
        height = max((max(abs(x.numerator), x.denominator) for x in entries), default=0)
        return cls(height, max((len(part.get("matrix", ())) for part in parts.values()), default=0))


def _numbers(value: Any) -> Iterator[Fraction]:
    """Yield the numbers of a part: its entries, its value, its radii; not its options."""
    if isinstance(value, dict):
        value = [value[key] for key in ("matrix", "value", "gamma", "radii") if key in value]
    if isinstance(value, list):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, str):
        yield Fraction(value)


def _seconds() -> float:
    """Return the processor time of this process and its children: the clock of a busy machine."""
    return sum(os.times()[:4])


def _refuted(variant: Statement, instances: int, folder: Path) -> _Refuted | None:
    """Return what refutes a variant: found among its instances, or else by the search."""
    report = verify(variant, instances=instances, certificates=folder)
    certificate = report.certificate or refute(variant, certificates=folder).certificate
    if certificate is None:
        return None
    document = json.loads(certificate.read_text(encoding="utf-8"))
    checker.check(document)
    return _Refuted.of(document)


def _row(statement: Statement, variants: list[Statement], instances: int, folder: Path) -> bool:
    """Print the row of a statement, and return whether it is as it should be."""
    began = _seconds()
    report = verify(statement, instances=instances, certificates=folder)
    seconds = _seconds() - began
    found = [_refuted(each, instances, folder / each.id) for each in variants]
    shown = ", ".join("not refuted" if x is None else f"{x.height} ({x.size})" for x in found)
    good = report.verdict in (Verdict.SUPPORTED, Verdict.PROVED) and seconds <= _LONGEST
    good &= all(x is not None and x.height <= _HIGHEST for x in found)
    print(
        f"{'ok' if good else 'FAILED':6} {statement.id:36} {report.verdict.value:10} "
        f"{report.decided:4} decided {report.indeterminate:3} open {seconds:6.1f} s; {shown}",
        flush=True,
    )
    return good


def main() -> None:
    """Print the table: behind the seconds, height and size of what refutes each variant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--instances", type=int, default=50)
    options = parser.parse_args()
    chosen = [x for x in TRUE if not options.names or x in options.names]
    known = statements()
    with tempfile.TemporaryDirectory() as folder:
        good = [
            _row(
                known[each],
                [known[x] for x in FALSE if statement_of(x) == each],
                options.instances,
                Path(folder),
            )
            for each in chosen
        ]
    print(f"{len(good)} statements, {good.count(True)} as they should be")
    raise SystemExit(not all(good))


if __name__ == "__main__":
    main()
