#!/usr/bin/env bash
# Package:      python-flint 0.9.0
# Expected:     the square of a ball around 0 is a ball around 0, as the product x*x is.
# Seen:         x**n is nan for n >= 1 if the midpoint of x is 0 and its radius is not. Differences
#              that cancel are such balls. It encloses nothing, but an order test on nan is False
#              without a word.
# kreissverify: norms of 2x2 ball matrices multiply x*x and take powers of exact ends only
#              (kreissverify/numbers/ball_matrix.py; tests/numbers/test_matrix_bounds.py). Values of
#              terms at points use ** and read nan as "cannot be told", never as an answer
#              (kreissverify/derivations/points/ball_values.py;
#              tests/derivations/points/test_ball_values.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet python-flint==0.9.0 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys

from flint import arb

x = arb(2).sqrt() - arb(2).sqrt()
print("x =", x, " x*x =", x * x, " x**2 =", x**2, " x**1 =", x**1)
print("with another midpoint: (x + 1)**2 =", (x + 1) ** 2)
holds = x.is_finite() and (x * x).is_finite() and not any((x**n).is_finite() for n in (1, 2, 3))
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
