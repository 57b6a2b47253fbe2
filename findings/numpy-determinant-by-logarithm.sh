#!/usr/bin/env bash
# Package:      numpy 2.4.6, scipy 1.17.1
# Expected:     numpy.linalg.det of a 1x1 matrix is its entry, and of a diagonal matrix of small
#              integers, or of halves, their product, which float64 holds exactly.
# Seen:         numpy.linalg.det([[5.0]]) is 4.999999999999999, of eye(3)/2 0.12500000000000003: it
#              is the exponential of a sum of logarithms. scipy.linalg.det multiplies the diagonal of
#              the same factorisation, and is exact on all of them.
# kreissverify: det is decided exactly from the entries, which are rationals, and its stacks of
#              floats multiply the diagonal of a factorisation, scaled by powers of two
#              (kreissverify/quantities/algebra/determinant.py;
#              tests/quantities/algebra/test_further_quantities.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet numpy==2.4.6 scipy==1.17.1 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import numpy as np
import scipy.linalg

cases = [("[[5]]", np.array([[5.0]]), 5.0), ("eye(3)/2", np.eye(3) / 2, 0.125)]
cases += [(f"3*eye({n})", 3 * np.eye(n), 3.0**n) for n in (2, 4, 8)]
wrong, right = [], []
for name, matrix, value in cases:
    found = float(np.linalg.det(matrix)), float(scipy.linalg.det(matrix))
    print(name, "numpy:", *found[:1], "scipy:", *found[1:], "exactly:", value)
    wrong.append(found[0] != value and abs(found[0] - value) < 1e-14 * abs(value) * 10)
    right.append(found[1] == value)
holds = all(wrong) and all(right)
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
