"""
A closer look at a portrait
===========================

Levels and region are options, and the axes are Matplotlib's: beside the whole picture stands the
place where the curve of 1/ε first touches the unit circle, for the ε that destabilises J.
"""

import matplotlib.pyplot as plt

from kreissverify import distance_to_instability, plots

J = [["1/2", 1, 0], [0, "1/2", 1], ["-1/10", 0, "1/2"]]
epsilon = distance_to_instability(J)
print(f"distance to instability: {epsilon:.6f}")

figure, (whole, near) = plt.subplots(1, 2, figsize=(9, 4.5))
plots.portrait(J, whole, legend=False)
plots.portrait(J, near, levels=[1 / epsilon], region=(0.7, 1.4, -0.35, 0.35), legend=False)
near.set_title(f"the level 1/ε, ε = {epsilon:.4f}")
