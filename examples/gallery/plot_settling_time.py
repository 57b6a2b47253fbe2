"""
When is it over?
================

The settling time T(J, δ) is the least t from which on ‖Jᵗ‖ ≤ δ. It is a number of steps, known
exactly, and the logarithm that the eigenvalues suggest is far below it.
"""

import math

import matplotlib.pyplot as plt

from kreissverify import T, enclose, rho

J = [["9/10", 0], [8, "9/10"]]
deltas = [f"1/{2**k}" for k in range(1, 15)]
found = [enclose(T, J, delta) for delta in deltas]
print("known exactly:", all(x.is_exact for x in found))

figure, axes = plt.subplots()
small = [2.0**-k for k in range(1, 15)]
axes.step(small, [x.midpoint() for x in found], label="T(J, δ)")
axes.plot(small, [math.log(x) / math.log(rho(J)) for x in small], "--", label="log δ/log ρ")
axes.set(xlabel="δ", xscale="log", ylabel="steps")
axes.legend()
