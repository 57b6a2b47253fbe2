#!/usr/bin/env bash
# Package:      sympy 1.14.0, mpmath 1.3.0
# Expected:     is_monotonic(f, interval) is true of x^3 on the reals and false of 1/x on [-1, 1];
#              is_increasing is false of tan on [0, 3], where tan(1) > tan(3).
# Seen:         all three are the other way round: it looks for points of the interval where the
#              derivative is 0, or negative, and at nothing else. A zero of the derivative need not
#              be a turning point, and the function may have a pole.
# kreissverify: a step by calculus asks solvers for the sign of the derivative, and has to show that
#              the function has a value on the whole interval
#              (kreissverify/derivations/deciders/extrema.py;
#              tests/derivations/steps/test_calculus.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet sympy==1.14.0 mpmath==1.3.0 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys

from sympy import Interval, S, is_increasing, is_monotonic, symbols, tan

x = symbols("x", real=True)
found = {
    "is_monotonic(x**3, R)": is_monotonic(x**3, S.Reals),
    "is_monotonic(1/x, [-1, 1])": is_monotonic(1 / x, Interval(-1, 1)),
    "is_increasing(tan, [0, 3])": is_increasing(tan(x), Interval(0, 3)),
}
for question, said in found.items():
    print(f"{question}: {said}")
holds = list(found.values()) == [False, True, True]
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
