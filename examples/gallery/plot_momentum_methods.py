"""
Heavy ball and Nesterov at their best parameters
================================================

On quadratics of condition number q² both need about q steps to gain a digit, where gradient
descent needs q². The price is paid before: the peaks of both grow with q, that of Nesterov's
method more.
"""

from fractions import Fraction

import matplotlib.pyplot as plt

from kreissverify import M
from kreissverify.families import HeavyBallOptimal, NesterovOptimal

SPECTRUM = [[0, 0], [0, 1]]  # of S: the curvatures 1 and q²
ratios = [Fraction(3, 2), 2, 3, 5, 8, 12, 20, 30]
figure, axes = plt.subplots()
for family, mark in ((HeavyBallOptimal, "o-"), (NesterovOptimal, "s--")):
    peaks = [M(family(SPECTRUM, q)) for q in ratios]
    axes.loglog([float(q) ** 2 for q in ratios], peaks, mark, label=family.__name__)
    print(f"{family.__name__}: peak {peaks[-1]:.3f} at condition {ratios[-1] ** 2}")
axes.set(xlabel="condition number q²", ylabel="M")
axes.legend()
