"""
The norm in which nothing grows
===============================

Transient growth is a matter of the norm. In the norm whose square is x₁² + s²x₂² the peak of J
falls as s does, until at s = (1-γ²)/c nothing grows any more.
"""

from fractions import Fraction

import matplotlib.pyplot as plt

from kreissverify import M

J = [["1/2", 0], [3, "1/2"]]
scales = [Fraction(k, 24) for k in range(2, 37)]
peaks = [M(J, weight=[[1, 0], [0, s**2]]) for s in scales]
figure, axes = plt.subplots()
axes.plot([float(s) for s in scales], peaks, ".-", label="M in the weighted norm")
axes.axvline(1 / 4, color="#7d7d7d", linestyle="--", label="s = (1-γ²)/c")
axes.set(xlabel="s")
axes.legend()
print(f"M at s = 1/4: {peaks[scales.index(Fraction(1, 4))]}")
