"""
How far out a perturbation carries an eigenvalue
================================================

The pseudospectral radius ρ_ε is the largest modulus of an eigenvalue over all J + E with ‖E‖ ≤ ε.
Where it crosses 1, ε is the distance to instability; K bounds every (ρ_ε - 1)/ε.
"""

import matplotlib.pyplot as plt
import numpy as np

from kreissverify import K, distance_to_instability, pseudospectral_radius

J = [["4/5", 1, 0], [0, "3/5", 1], [0, 0, "2/5"]]
sizes = np.logspace(-4, 0, 40)
radii = np.array([pseudospectral_radius(J, float(size)) for size in sizes])
print(f"K = {K(J):.4f}, largest (ρ_ε - 1)/ε seen = {((radii - 1) / sizes).max():.4f}")

figure, axes = plt.subplots()
axes.semilogx(sizes, radii, label="ρ_ε(J)")
axes.axhline(1, linestyle="--", color="#7d7d7d", label="the unit circle")
axes.axvline(distance_to_instability(J), color="#d55e00", label="distance to instability")
axes.set(xlabel="ε", ylabel="ρ_ε")
axes.legend()
