"""
A fast player against a slow one
================================

A linear-quadratic game whose y player takes longer steps: the overshoot and the settling time
over the ratio of the two steps.
"""

from fractions import Fraction

import matplotlib.pyplot as plt

from kreissverify import M, T, linear_quadratic

HXX, HYX, HYY = (
    [["1", "1/10"], ["1/10", "1/2"]],
    [["20", "0"], ["5", "10"]],
    [["1", "0"], ["0", "2"]],
)
slow = Fraction(1, 20)
ratios = [1, 2, 3, 5, 8, 10, 12, 15]
games = [linear_quadratic(HXX, HYX, HYY, alpha=slow, beta=slow * ratio) for ratio in ratios]
figure, axes = plt.subplots()
axes.plot(ratios, [M(J) for J in games], "o-", label="M, the peak")
axes.plot(ratios, [T(J, "1/100") for J in games], "s--", label="T(1/100), steps to settle")
axes.set(xlabel="β/α", yscale="log")
axes.legend()
