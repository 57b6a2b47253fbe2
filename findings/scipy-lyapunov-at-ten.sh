#!/usr/bin/env bash
# Package:      numpy 2.4.6, scipy 1.17.1
# Expected:     solve_discrete_lyapunov(A, I) for A = diag(1, 1/2, ..., 1/2), which has no solution,
#              says the same for every size.
# Seen:         it changes its method at n = 10. Up to 9 rows it raises LinAlgError; from 10 rows on
#              it warns of a perturbation and returns a matrix with entries above 10^15 that solves
#              nothing.
# kreissverify: the series is summed by doubling at every size and is infinite where it does not
#              converge, and a rational solution has to pass an exact test
#              (kreissverify/quantities/lyapunov/stein_equation.py;
#              tests/quantities/maps/test_noise_gain.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet numpy==2.4.6 scipy==1.17.1 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys
import warnings

import numpy as np
from scipy.linalg import solve_discrete_lyapunov


def largest(size):
    a = np.diag([1.0] + [0.5] * (size - 1))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            value = np.abs(solve_discrete_lyapunov(a, np.eye(size))).max()
        except np.linalg.LinAlgError as error:
            print(f"n = {size}: LinAlgError: {error}")
            return None
    print(f"n = {size}: largest entry {value:.3g}, warnings: {len(said)}")
    return value


small, large = largest(9), largest(10)
holds = small is None and large is not None and large > 1e15
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
