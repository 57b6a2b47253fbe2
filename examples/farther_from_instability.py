"""Which feedback takes a system farthest from instability?

x⁺ = (A + BF)x is stable for F = 0, but a perturbation of norm 0.02 destabilises it. Gradient
descent on G(A + BF) = 1/distance: dG/dF = Bᵀ dG/dJ, and `resolvent_peak` gives dG/dJ.
"""

import numpy as np

from kreissverify import distance_to_instability, resolvent_peak

A = np.array([[0.9, 0.8, 0.0], [0.0, 0.7, 0.9], [0.0, -0.1, 0.8]])
B = np.array([[0.0], [0.0], [1.0]])


def main() -> None:
    """Print the distance to instability along the descent."""
    F, step, count = np.zeros((1, 3)), 1e-4, 0
    found = resolvent_peak(A + B @ F)
    while step > 1e-9:  # shorter ones help no more: two peaks of the circle have become equal
        trial = F - step * (B.T @ found.gradient)
        peak = resolvent_peak(A + B @ trial)
        if peak.value < found.value:
            F, found, step, count = trial, peak, 2 * step, count + 1
            print(f"{count:3d}  G = {found.value:8.4f}  distance = {1 / found.value:.6f}")
        else:  # it led up, or an eigenvalue out of the circle
            step /= 4
    print("F =", np.round(F, 3), " distance =", round(distance_to_instability(A + B @ F), 6))


if __name__ == "__main__":
    main()
