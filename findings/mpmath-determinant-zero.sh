#!/usr/bin/env bash
# Package:      mpmath 1.3.0
# Expected:     det([[1, 10^17], [0, 1]]) is 1, whatever the entry above the diagonal.
# Seen:         it is 0 at the default precision, from 10^16 on: a pivot is taken for 0 if it is
#              small beside the 1-norm of the whole matrix, and det returns 0 for what lu_solve
#              calls numerically singular. lu_solve and inverse, which add ten bits, raise
#              ZeroDivisionError from 10^19 on.
# kreissverify: determinants are those of exact rational matrices
#              (kreissverify/quantities/kreiss/two_by_two.py), and so is the Stein equation behind
#              an enclosure (kreissverify/quantities/maps/stein_bound.py;
#              tests/quantities/maps/test_stein_bound.py). The Stein bound in high precision is
#              from the exact solution up to four rows. Beyond, it goes through lu_solve, whose error
#              is taken for too few digits: they are doubled, up to a thousand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet mpmath==1.3.0 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import mpmath


def solution(size):
    system = mpmath.matrix([[1, size], [0, 1]])
    try:
        return [mpmath.nstr(x) for x in mpmath.lu_solve(system, mpmath.matrix([0, 1]))]
    except ZeroDivisionError as error:
        return f"ZeroDivisionError: {error}"


sizes = [mpmath.mpf(10) ** k for k in (14, 17, 20)]
determinants = [mpmath.det(mpmath.matrix([[1, x], [0, 1]])) for x in sizes]
for size, determinant in zip(sizes, determinants):
    print(f"entry {mpmath.nstr(size)}: det = {determinant}, solution {solution(size)}")
holds = determinants == [1, 0, 0] and "Error" in solution(sizes[2])
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
