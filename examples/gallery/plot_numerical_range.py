"""
The numerical range of a triangular matrix
==========================================

The values x*Jx of unit vectors. Where it leaves the unit disc, w(J) > 1, some vector grows: K(J)
= 1 exactly if w(J) ≤ 1.
"""

from kreissverify import K, plots, w

J = [["1/2", 1, 0], [0, "1/4", 1], [0, 0, "-1/2"]]
print(f"w = {w(J):.4f}, K = {K(J):.4f}")
plots.numerical_range(J)
