"""
The Kreiss constant of two coupled scalars
==========================================

Of T = [[γ, 0], [c, γ]] it is κ/4 + 1/κ for κ = c/(1-γ) ≥ 2, and 1 below (E1 of the bundled
library). The points are enclosures whose ends agree; the curve is the formula.
"""

from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np

from kreissverify import K, enclose

kappas = [Fraction(k, 2) for k in range(1, 33)]
found = [enclose(K, [["1/2", 0], [kappa / 2, "1/2"]]) for kappa in kappas]
print("known exactly:", all(x.is_exact for x in found))

kappa = np.linspace(0.5, 16, 200)
figure, axes = plt.subplots()
axes.plot(kappa, np.where(kappa < 2, 1, kappa / 4 + 1 / kappa), label="κ/4 + 1/κ, or 1")
axes.plot([float(x) for x in kappas], [x.midpoint() for x in found], ".", label="enclosures")
axes.set(xlabel="κ", ylabel="K(T)")
axes.legend()
