"""
Feedback that leads away from instability
=========================================

Gradient descent on 1/distance of A + BF over the feedback F: ``resolvent_peak`` returns the
gradient with the value, and the distance to instability nearly doubles.
"""

import matplotlib.pyplot as plt
import numpy as np

from kreissverify import resolvent_peak

A = np.array([[0.9, 0.8, 0.0], [0.0, 0.7, 0.9], [0.0, -0.1, 0.8]])
B = np.array([[0.0], [0.0], [1.0]])
F, step = np.zeros((1, 3)), 1e-4
found = resolvent_peak(A)
distances = [1 / found.value]
while step > 1e-9:
    trial = F - step * (B.T @ found.gradient)
    peak = resolvent_peak(A + B @ trial)
    if peak.value < found.value:
        F, found, step = trial, peak, 2 * step
        distances.append(1 / found.value)
    else:
        step /= 4
print(f"from {distances[0]:.5f} to {distances[-1]:.5f}")

figure, axes = plt.subplots()
axes.plot(distances, "o-")
axes.set(xlabel="steps of the descent", ylabel="distance to instability")
