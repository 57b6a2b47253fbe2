"""How many floats of hostile matrices are wrong in silence: none may be.

    python -m tests.benchmarks.hostile_matrices [--count 2000] [--seed 0] [NAME ...]

For each quantity: `estimate` and `q(A)` of so many matrices (see `tests/quantities/support/
hostile.py`) beside high precision of exact rationals, and stacks of complex ones beside their real
forms. Counted are values off by more than their errors (or 1e-8 for `q(A)`), and what is refused or
unsure, with those apart that are tame: cond(V) ≤ 1e8 and 1-ρ ≥ 1e-6.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter
from typing import Any

import mpmath
import numpy as np

from kreissverify import Refused, registry
from kreissverify.matrices import Matrix
from tests.quantities.support.hostile import Hostile, hostile_matrices, is_tame

NAMES = ("rho", "norm", "w", "H", "stein_bound")
# What a float of a matrix of complex phases is to that of its real form.
SHARES = {"H": 2}
PRINTED = 5  # failures shown of each quantity


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print("quantity       wrong  refused (tame)  unsure (tame)  tame   CPU s")
    wrong = 0
    for name in options.names:
        start = time.process_time()
        count = counted(name, options.count, options.seed)
        seconds = time.process_time() - start
        wrong += count["wrong"]
        print(
            f"{name:13} {count['wrong']:6} {count['refused']:8} ({count['refused tame']:4})"
            f" {count['unsure']:7} ({count['unsure tame']:4}) {count['tame']:6} {seconds:7.1f}"
        )
    return int(wrong > 0)


def counted(name: str, count: int, seed: int) -> Counter[str]:
    """Return how many are wrong, refused or unsure, the tame ones apart also."""
    found: Counter[str] = Counter()
    for k, one in enumerate(hostile_matrices(count, seed)):
        happened = looked_at(name, one)
        if k % 4 == 0:  # every fourth also with phases, in a stack: truths take most of the time
            happened |= complex_one(name, hostile_matrices(1, seed + 1000 + k, 8, True)[0])
        tame = is_tame(one.array)
        found["tame"] += tame
        for what in happened:
            found[what] += 1
            found[f"{what} tame"] += tame
            if what == "wrong" and found["wrong"] <= PRINTED:
                print(f"{name} of number {k}, {one.kind}, is wrong", file=sys.stderr)
    return found


def looked_at(name: str, one: Hostile) -> set[str]:
    quantity, matrix = registry()[name], Matrix(one.array)
    estimate = quantity.estimate(matrix)
    happened = set() if estimate.is_right else {"unsure"}
    try:
        value: float | None = quantity.value(matrix)
    except Refused:
        value = None
        happened.add("refused")
    truth = high_precision(name, matrix)
    if truth is None:
        return happened
    right = value is None or value == truth or abs(value - truth) <= 1e-8 * truth + 1e-300
    if not (right and is_honest(*estimate, truth)):
        happened.add("wrong")
    return happened


def complex_one(name: str, one: Hostile) -> set[str]:
    array = one.array
    estimate = registry()[name].float64(array[None]).one(0)
    form = np.block([[array.real, -array.imag], [array.imag, array.real]])
    truth = high_precision(name, Matrix(form))
    if truth is None or is_honest(*estimate, truth / SHARES.get(name, 1)):
        return set()
    return {"wrong"}


def high_precision(name: str, matrix: Matrix) -> Any:
    try:
        return registry()[name].highprec(matrix, digits=20)
    except Refused:
        return None


def is_honest(value: float, error: float, truth: Any) -> bool:
    if math.isinf(error):
        return True
    if math.isinf(value):
        return bool(truth == mpmath.inf)
    return bool(abs(truth - value) <= error)


if __name__ == "__main__":
    sys.exit(main())
