"""
Noise sees the square
=====================

The stationary variance H of x⁺ = Jx + ξ grows like K², while the peak M grows like K: over four
decades of the coupling c of J = [[γ, 0], [c, γ]].
"""

import matplotlib.pyplot as plt
import numpy as np

from kreissverify import H, K, M

couplings = np.logspace(-1, 3, 25)
stack = np.array([[[0.75, 0], [c, 0.75]] for c in couplings])
figure, axes = plt.subplots()
for quantity, line in ((H, "-"), (M, "--"), (K, ":")):
    axes.loglog(couplings, quantity.float64(stack).values, line, label=quantity.name)
axes.set(xlabel="c")
axes.legend()
growth = H.float64(stack).values[-1] / K.float64(stack).values[-1] ** 2
print(f"H/K² at the largest coupling: {growth:.3f}")
