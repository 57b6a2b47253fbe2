"""The curves on which resolvents are looked at: circles |z| = r of maps, lines Re z = x of flows.

What is the same mathematics for both is written once, and takes one of these objects.
"""

from kreissverify.quantities.curves.circles import CIRCLES
from kreissverify.quantities.curves.curves import Curves
from kreissverify.quantities.curves.lines import LINES

__all__ = ["CIRCLES", "LINES", "Curves"]
