"""
A flow that rises before it decays
==================================

‖e^{tA}‖ of a flow whose eigenvalues are -1 and -2. Its first slope is the numerical abscissa, and
its Kreiss constant a lower bound of the peak.
"""

from kreissverify import continuous as ct
from kreissverify import plots

A = [[-1, 20], [0, -2]]
print(f"slope at 0: {ct.numerical_abscissa(A):.3f}, peak: {ct.M(A):.4f}, K_c: {ct.K(A):.4f}")
plots.exponentials(A, until=6)
