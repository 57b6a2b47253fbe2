"""
The portrait of a convection
============================

x' = Ax for a chain that is pushed in one direction. Every eigenvalue is 0.41 from the imaginary
axis, and a perturbation of norm 0.13 carries one across: the curves around them say so.
"""

import numpy as np

from kreissverify import continuous as ct
from kreissverify import plots

n = 12
A = -1.5 * np.eye(n) + np.diag(np.full(n - 1, 1.25), 1) + np.diag(np.full(n - 1, 0.25), -1)
print(
    f"spectral abscissa {ct.spectral_abscissa(A):.4f}, distance {ct.distance_to_instability(A):.2e}"
)
plots.portrait(A, continuous=True)
