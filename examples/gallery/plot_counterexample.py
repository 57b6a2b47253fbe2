"""
A counterexample, drawn
=======================

The statement R6.with_R3 of the bundled library is false. ``refute`` finds exact entries, and writes
a certificate that the standalone checker accepts; here is the portrait of what it found.
"""

import json

from kreissverify import check, plots, refute

found = refute("R6.with_R3")
print(check(found.certificate).outcome)
entries = json.loads(found.certificate.read_text())["instance"]["matrix"]
plots.portrait(entries)
