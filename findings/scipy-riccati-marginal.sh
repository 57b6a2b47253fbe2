#!/usr/bin/env bash
# Package:      numpy 2.4.6, scipy 1.17.1
# Expected:     solve_discrete_are returns the stabilising solution, or raises LinAlgError where
#              there is none: its closed loop is inside the unit circle.
# Seen:         for a = b = r = 1, q = 0, and for a double integrator with q = 0, it returns X = 0
#              without error or warning. The closed loop has its eigenvalues on the circle: nothing
#              is stabilised.
# kreissverify: Riccati solutions are candidates; a circle inequality is claimed only if its matrix
#              is proved definite (kreissverify/quantities/curve_proofs/riccati.py,
#              kreissverify/quantities/curve_proofs/bounded_real.py;
#              tests/quantities/curve_proofs/test_bounded_real.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet numpy==2.4.6 scipy==1.17.1 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys
import warnings

import numpy as np
from scipy.linalg import solve_discrete_are

warnings.simplefilter("error")


def closed_loop(a, b):
    r = np.eye(b.shape[1])
    x = solve_discrete_are(a, b, np.zeros_like(a), r)
    gain = np.linalg.solve(r + b.T @ x @ b, b.T @ x @ a)
    return x, np.abs(np.linalg.eigvals(a - b @ gain))


cases = [
    (np.array([[1.0]]), np.array([[1.0]])),
    (np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([[0.0], [1.0]])),
]
try:
    found = [closed_loop(a, b) for a, b in cases]
except (np.linalg.LinAlgError, Warning) as error:
    print("changed:", repr(error))
    sys.exit(1)
for x, moduli in found:
    print("X =", x.tolist(), " moduli of the closed loop:", moduli.tolist())
holds = all((abs(moduli - 1) < 1e-6).all() for _, moduli in found)
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
