#!/usr/bin/env bash
# Package:      python-flint 0.9.0
# Expected:     exact rationals of equal value compare equal, as fmpq and int do, and Fraction and
#              float.
# Seen:         fmpq(1, 2) == Fraction(1, 2) is False either way round, and so is fmpq(1, 2) == 0.5,
#              though the three have one hash. Nothing is raised: a set keeps all of them, and a
#              search by == finds nothing. Only < raises TypeError.
# kreissverify: every number from outside becomes an fmpq at the door
#              (kreissverify/numbers/rational.py; tests/numbers/test_rational_sources.py), and
#              enclosures are compared after that.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet python-flint==0.9.0 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from fractions import Fraction

from flint import fmpq

ours, theirs = fmpq(1, 2), Fraction(1, 2)
print("fmpq == Fraction:", ours == theirs, " Fraction == fmpq:", theirs == ours)
print("hashes:", len({hash(x) for x in (ours, theirs, 0.5)}), " members of the set:", len({ours, theirs}))
print("fmpq == float:", ours == 0.5, " fmpq == int:", fmpq(2) == 2)
holds = ours != theirs and theirs != ours and ours != 0.5 and hash(ours) == hash(theirs)
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
