#!/usr/bin/env bash
# Package:      numpy 2.4.6, scipy 1.17.1
# Expected:     scipy.linalg.expm of [[1, 1, 0], [0, 1+d, 1], [0, 0, 1]] changes by a share of about d
#              when d > 0 goes to 0.
# Seen:         for d = 10^-15 the entry next to the diagonal of e^{4A} is wrong in the third digit,
#              for 10^-12 in the sixth, without a warning. Of triangular matrices it is recomputed as
#              (e^a - e^b)/(a - b) from the diagonal after scaling. With 10^-300 below the diagonal,
#              which makes the matrix no longer triangular, all digits are right.
# kreissverify: floats of e^{tA} are taken with such an entry in the corners
#              (kreissverify/quantities/exponentials/float_exponential.py;
#              tests/quantities/exponentials/test_float_envelope.py has Jordan blocks that are moved by
#              a rounding).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet numpy==2.4.6 scipy==1.17.1 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import math
import sys

import numpy as np
import scipy.linalg

right = 4 * math.exp(4)
errors = {}
for d in (0.0, 1e-15, 1e-12):
    A = np.array([[1.0, 1.0, 0.0], [0.0, 1.0 + d, 1.0], [0.0, 0.0, 1.0]])
    full = A + 1e-300 * np.tri(3, k=-1)
    errors[d] = [abs(scipy.linalg.expm(4 * x)[0, 1] / right - 1) for x in (A, full)]
    print(f"d = {d:g}: off by {errors[d][0]:.1e}, with 1e-300 below the diagonal {errors[d][1]:.1e}")
fine = errors[0.0][0] < 1e-12 and all(off[1] < 1e-11 for off in errors.values())
holds = fine and errors[1e-15][0] > 1e-4 and errors[1e-12][0] > 1e-7
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
