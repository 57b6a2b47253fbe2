"""
A closer look at a portrait
===========================

Levels and region are options, and the axes are Matplotlib's: beside the whole picture stands the
place where the curve of 1/ε first touches the unit circle, for the ε that destabilises J.
"""

import matplotlib.pyplot as plt

from kreissverify import plots, resolvent_peak

J = [["1/2", 1, 0], [0, "1/2", 1], ["-1/10", 0, "1/2"]]
peak = resolvent_peak(J)  # of ‖(zI - J)⁻¹‖ on the unit circle
epsilon, x, y = 1 / peak.value, peak.z.real, abs(peak.z.imag)
print(f"distance to instability: {epsilon:.6f}")

figure, (whole, near) = plt.subplots(1, 2, figsize=(9, 4.5))
plots.portrait(J, whole, legend=False)
plots.portrait(
    J, near, levels=[1 / epsilon], region=(x - 0.3, x + 0.3, y - 0.3, y + 0.3), legend=False
)
near.set_title(f"the level 1/ε, ε = {epsilon:.4f}")
