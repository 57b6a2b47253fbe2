"""
Three ways to play a bilinear game
==================================

Descent-ascent in f(x, y) = xy goes round and out; extragradient and optimistic steps come in.
Their norms over time, at one step size.
"""

import matplotlib.pyplot as plt

from kreissverify import power_norm, rho
from kreissverify.families import Extragradient, GradientDescentAscent, Optimistic

GAME = [[0, 1], [-1, 0]]
methods = {
    "simultaneous": GradientDescentAscent([[0]], [[0]], [[1]], "1/3", "1/3"),
    "extragradient": Extragradient(GAME, "1/3"),
    "optimistic": Optimistic(GAME, "1/3"),
}
figure, axes = plt.subplots()
for (name, J), line in zip(methods.items(), ("-", "--", "-."), strict=True):
    axes.semilogy([power_norm(J, t) for t in range(41)], line, label=name)
    print(f"{name}: ρ = {rho(J):.4f}")
axes.set(xlabel="t", ylabel="‖Jᵗ‖")
axes.legend()
