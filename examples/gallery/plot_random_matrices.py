"""
The Kreiss matrix theorem on random matrices
============================================

K ≤ M ≤ e·n·K. Of two hundred random matrices of five rows the peak is at most three times K, and
e·n is 13.6: the factor is for the worst ones.
"""

import matplotlib.pyplot as plt
import numpy as np

from kreissverify import K, M

source = np.random.default_rng(0)
stack = source.normal(size=(200, 5, 5))
stack *= 0.95 / np.abs(np.linalg.eigvals(stack)).max(axis=-1)[:, None, None]
kreiss, peak = K.float64(stack).values, M.float64(stack).values
print(f"M/K: median {np.median(peak / kreiss):.3f}, largest {(peak / kreiss).max():.3f}")

figure, axes = plt.subplots()
axes.loglog(kreiss, peak, ".", label="random matrices")
ends = np.array([kreiss.min(), kreiss.max()])
axes.loglog(ends, ends, label="M = K")
axes.loglog(ends, np.e * 5 * ends, "--", label="M = e·n·K")
axes.set(xlabel="K", ylabel="M")
axes.legend()
