"""
How much a Lyapunov function gives away
=======================================

M ≤ L ≤ √cond(P): the peak, the best bound that a quadratic form can give, and that of P = JᵀPJ +
I, which nobody optimised. Fifty triangular matrices.
"""

import matplotlib.pyplot as plt
import numpy as np

from kreissverify import L, M, stein_bound

source = np.random.default_rng(0)
stack = np.triu(source.normal(size=(50, 3, 3)), 1) * source.uniform(0.1, 3, (50, 1, 1))
stack += np.eye(3) * source.uniform(-0.9, 0.9, (50, 1, 3))
peak, best, stein = (q.float64(stack).values for q in (M, L, stein_bound))
print(f"medians: L/M {np.median(best / peak):.3f}, Stein {np.median(stein / peak):.3f}")

figure, axes = plt.subplots()
axes.loglog(peak, best, "o", label="L")
axes.loglog(peak, stein, "x", label="√cond(P)")
axes.loglog(peak, peak, color="#7d7d7d", linewidth=1, label="M itself")
axes.set(xlabel="M")
axes.legend()
