"""
A scheme beyond its limit
=========================

The upwind scheme u_j⁺ = u_j - ν(u_j - u_(j-1)) has the one eigenvalue 1 - ν, stable for ν < 2.
Its Kreiss constant on a fine grid explodes at ν = 1, where the limit of Courant, Friedrichs and
Lewy is.
"""

import matplotlib.pyplot as plt

from kreissverify import K
from kreissverify.families import Upwind

numbers = [k / 20 for k in range(4, 31)]
figure, axes = plt.subplots()
for points, line in ((4, ":"), (8, "--"), (16, "-")):
    heights = [K(Upwind(points, f"{round(20 * nu)}/20")) for nu in numbers]
    axes.semilogy(numbers, heights, line, label=f"{points} points")
axes.set(xlabel="ν", ylabel="K")
axes.legend()
