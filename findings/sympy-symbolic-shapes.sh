#!/usr/bin/env bash
# Package:      sympy 1.14.0
# Expected:     a product or sum of matrices of symbolic sizes n and m, which are different symbols, is
#              refused as one of sizes 2 and 3 is; or is kept as it was written.
# Seen:         A + B and A*B of an nxn matrix A and an mxm matrix B are made without a word: only
#              sizes that are certainly different are refused. A*Identity(2) of an nxn matrix A is
#              simplified to A at once, so that afterwards nothing shows that the sizes do not fit;
#              for a 3x3 matrix the same is an error.
# kreissverify: shapes are compared by their form before anything is simplified, and a statement with
#              matrices that do not fit is refused in one sentence (kreissverify/expressions/shapes.py;
#              tests/theorems/test_families.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet sympy==1.14.0 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import sympy

n, m = sympy.symbols("n m", integer=True, positive=True)
A, B = sympy.MatrixSymbol("A", n, n), sympy.MatrixSymbol("B", m, m)
print("A + B has the shape", (A + B).shape, "and A*B", (A * B).shape)
print("A*Identity(2) is", A * sympy.Identity(2))
try:
    fixed = sympy.MatrixSymbol("C", 3, 3) * sympy.Identity(2)
except Exception as error:
    fixed = type(error).__name__
print("C*Identity(2) of a 3x3 matrix C:", fixed)
holds = (A + B).shape == (n, n) and (A * B).shape == (n, m)
holds = holds and A * sympy.Identity(2) == A and fixed == "ShapeError"
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
