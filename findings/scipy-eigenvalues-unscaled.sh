#!/usr/bin/env bash
# Package:      numpy 2.4.6, scipy 1.17.1
# Expected:     scipy.linalg.eigvals(s*A) is s times eigvals(A), for every power of ten s for which
#              neither overflows.
# Seen:         from a norm of about 10^138 on, and below 10^-138, the eigenvalues come back as
#              LAPACK's geev scales the matrix inside, and are not scaled back: those of 10^150 A are
#              10^12 times too small, without a warning, real or complex, by eig also.
#              numpy.linalg.eigvals and scipy.linalg.schur are right.
# kreissverify: eigenvalues are taken of a matrix that is scaled by a power of two before, and scaled
#              back after (kreissverify/quantities/float_radius.py; tests/quantities/test_edges.py
#              has matrices scaled by 1e150 and 1e-150).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet numpy==2.4.6 scipy==1.17.1 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import numpy as np
import scipy.linalg

A = np.array([[1.0, 2.0], [3.0, 4.0]])
radius = np.abs(np.linalg.eigvals(A)).max()


def ratio(values, scale):
    return float(np.abs(values).max() / (scale * radius))


seen = {}
for scale in (1e130, 1e150, 1e-150):
    seen[scale] = [
        ratio(scipy.linalg.eigvals(scale * A), scale),
        ratio(scipy.linalg.eig(scale * A.astype(complex))[0], scale),
        ratio(np.linalg.eigvals(scale * A), scale),
        ratio(np.diagonal(scipy.linalg.schur(scale * A)[0]), scale),
    ]
    print(f"{scale:g}: scipy eigvals, eig, numpy eigvals, scipy schur:", *seen[scale])
right = all(abs(x - 1) < 1e-9 for x in (*seen[1e130], *seen[1e150][2:], *seen[1e-150][2:]))
wrong = max(seen[1e150][:2]) < 1e-11 and min(seen[1e-150][:2]) > 1e11
holds = right and wrong
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
