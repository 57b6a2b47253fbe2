#!/usr/bin/env bash
# Package:      python-flint 0.9.0
# Expected:     acb_mat.eig(multiple=True), the mode for repeated eigenvalues, encloses those of
#              diag(1, 1, 2).
# Seen:         it raises ValueError at every precision tried, and its message advises
#              multiple=True. The identity and diag(1, 2) are enclosed: it is a repeated eigenvalue
#              beside another one that fails.
# kreissverify: spectral radii come from the exact characteristic polynomial, whose repeated factors
#              are split off first (kreissverify/numbers/spectral_radius.py;
#              tests/numbers/test_matrix_bounds.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet python-flint==0.9.0 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys

from flint import acb_mat, ctx


def eigenvalues(diagonal):
    size = len(diagonal)
    rows = [[diagonal[i] if i == j else 0 for j in range(size)] for i in range(size)]
    try:
        return [str(x) for x in acb_mat(rows).eig(multiple=True)]
    except ValueError as error:
        return str(error)


refused = []
for bits in (53, 200, 1000):
    ctx.prec = bits
    found = eigenvalues([1, 1, 2])
    refused.append(isinstance(found, str))
    print(bits, "bits:", found)
ctx.prec = 53
easy = [eigenvalues(x) for x in ([1, 1], [1, 2])]
print("diag(1, 1):", easy[0], " diag(1, 2):", easy[1])
holds = all(refused) and not any(isinstance(x, str) for x in easy)
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
