#!/usr/bin/env bash
# Package:      numpy 2.4.6, scipy 1.17.1
# Expected:     mmread reads a number as a whole or refuses it: 1.5D+2 is 150 in Fortran, and 1/3 is
#              no number.
# Seen:         it reads as far as it understands and drops the rest of the word: 1.5D+2 becomes
#              1.5, 1/3 becomes 1, "1,5" becomes 1. +1.5 is refused.
# kreissverify: Matrix Market files are read by a reader of its own, which takes a word as a whole
#              or refuses it with its line (kreissverify/matrices/files/matrix_market.py;
#              tests/matrices/files/test_load.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet numpy==2.4.6 scipy==1.17.1 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys

from scipy.io import mmread


def read(word):
    text = f"%%MatrixMarket matrix array real general\n1 1\n{word}\n"
    try:
        return float(mmread(io.BytesIO(text.encode()))[0, 0])
    except ValueError as error:
        return f"ValueError: {error}"


found = {word: read(word) for word in ("1.5E+2", "1.5D+2", "1/3", "1,5", "+1.5")}
for word, value in found.items():
    print(f"{word:7} is read as {value}")
holds = [found[x] for x in ("1.5E+2", "1.5D+2", "1/3", "1,5")] == [150.0, 1.5, 1.0, 1.0]
holds = holds and isinstance(found["+1.5"], str)
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
