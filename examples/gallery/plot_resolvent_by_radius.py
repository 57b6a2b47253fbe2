"""
The resolvent from outside in
=============================

G(J, r) is the largest ‖(zI - J)⁻¹‖ on and outside the circle of radius r. Near the spectral
radius it grows without bound; (r - 1)·G(J, r) has the Kreiss constant as its largest value.
"""

import matplotlib.pyplot as plt
import numpy as np

from kreissverify import G, K

J = [["1/2", 2, 0], [0, "1/2", 2], [0, 0, "1/2"]]
radii = np.linspace(1.02, 4, 60)
heights = np.array([G(J, float(r)) for r in radii])
print(f"K = {K(J):.4f}, largest (r - 1)·G seen = {((radii - 1) * heights).max():.4f}")

figure, axes = plt.subplots()
axes.semilogy(radii, heights, label="G(J, r)")
axes.semilogy(radii, (radii - 1) * heights, "--", label="(r - 1)·G(J, r)")
axes.axhline(K(J), color="#d55e00", linewidth=1, label="K(J)")
axes.set(xlabel="r")
axes.legend()
