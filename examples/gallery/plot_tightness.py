"""
How near a bound is
===================

K(J) ≤ 2/(1-γ) + c/(4(1-γ)), R3 of the bundled library, on 400 members of its class: each side is
a float, and a point on the line would be a bound that is met.
"""

import matplotlib.pyplot as plt
import numpy as np

from kreissverify import K

source = np.random.default_rng(0)
gamma, c = source.uniform(0, 0.99, 400), 10 ** source.uniform(-1, 3, 400)
turn = source.uniform(0, 2 * np.pi, (2, 400))
stack = np.zeros((400, 4, 4))
for block, angle in ((slice(0, 2), turn[0]), (slice(2, 4), turn[1])):
    x = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    stack[:, block, block] = gamma[:, None, None] * x[:, :, None] * x[:, None, :]
stack[:, 2, 0] = c  # ‖C‖ = c, and ρ of both blocks is γ
bound = 2 / (1 - gamma) + c / (4 * (1 - gamma))
value = K.float64(stack).values
print(f"largest K/bound: {(value / bound).max():.3f}")

figure, axes = plt.subplots()
axes.loglog(bound, value, ".", label="members")
axes.loglog(bound, bound, color="#7d7d7d", linewidth=1, label="the bound, met")
axes.set(xlabel="R3", ylabel="K")
axes.legend()
