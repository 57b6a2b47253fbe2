"""
The coupling at which stability ends
====================================

J = [[γ, b], [c, γ]] is stable just for bc < (1-γ)². Towards that the distance to instability
falls to zero, while the peak and the best quadratic bound on it hardly change: two different
questions.
"""

from fractions import Fraction

import matplotlib.pyplot as plt

from kreissverify import L, M, distance_to_instability

shares = [Fraction(k, 40) for k in range(1, 40)]  # of bc in (1-γ)², with γ = 1/2 and c = 1
loops = [[["1/2", share / 4], [1, "1/2"]] for share in shares]
figure, axes = plt.subplots()
x = [float(share) for share in shares]
axes.semilogy(x, [distance_to_instability(J) for J in loops], label="distance to instability")
axes.semilogy(x, [L(J) for J in loops], "--", label="L")
axes.semilogy(x, [M(J) for J in loops], ":", label="M")
axes.set(xlabel="bc/(1-γ)²")
axes.legend()
