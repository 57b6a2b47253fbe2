"""
How far momentum overshoots
===========================

The transient peak of the heavy ball on h·x²/2 over its step α and momentum β, where it is stable.
Both short and long steps overshoot with much momentum; in between, near αh = 1 + β, nothing does.
"""

import matplotlib.pyplot as plt
import numpy as np

from kreissverify import M

alpha, beta = np.meshgrid(np.linspace(0.05, 3.9, 60), np.linspace(0.0, 0.98, 50))
stack = np.zeros((*alpha.shape, 2, 2))
stack[..., 0, 0], stack[..., 0, 1], stack[..., 1, 0] = 1 + beta - alpha, -beta, 1
stable = alpha < 2 * (1 + beta)  # of h = 1
peak = np.full(alpha.shape, np.nan)
peak[stable] = M.float64(stack[stable]).values

figure, axes = plt.subplots()
shown = axes.pcolormesh(alpha, beta, peak, cmap="cividis", vmin=1, vmax=6)
axes.set(xlabel="αh", ylabel="β")
figure.colorbar(shown, label="M")
print(f"the largest of these peaks is {np.nanmax(peak):.2f}")
