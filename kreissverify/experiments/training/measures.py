"""What is measured of the Jacobian J of one step, at one point of a training run."""

from __future__ import annotations

import math

import numpy as np

from kreissverify.experiments.training.jacobian import coupled_jacobian
from kreissverify.experiments.training.parameters import Tensor
from kreissverify.experiments.training.problems import Problem
from kreissverify.experiments.training.scalars import coupling_scalars
from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities import registry
from kreissverify.quantities.kreiss.maximiser import found_peak
from kreissverify.quantities.powers.batched import norms

__all__ = ["MEASURES", "finite_peak", "measures"]


MEASURES = {
    "gamma_x": "‖I - α∇²ₓₓf‖",
    "gamma_y": "‖I - β∇²ᵧᵧg‖",
    "b": "‖B‖",
    "c": "‖C‖",
    "K_worst": "the worst case E2 of the four scalars",
    "K_comparison": "K of the comparison matrix T",
    "peak_comparison": "the largest ‖Tᵗ‖, t ≤ h",
    "rho": "ρ(J)",
    "K": "K(J)",
    "peak": "the largest ‖Jᵗ‖, t ≤ h",
    "relative_peak": "the largest ‖Jᵗ‖/max(1, ρ(J))ᵗ, t ≤ h",
    "gradient": "the norm of (∂ₓf, ∂ᵧg)",
}
_SCALARS = tuple(MEASURES)[:5]


def measures(problem: Problem, x: Tensor, y: Tensor, horizon: int) -> dict[str, float]:
    """Return the measures at (x, y) by their names in `MEASURES`.

    The four scalars come from products with second derivatives; J is formed for the rest.

    Parameters
    ----------
    problem
        The problem.
    x, y
        The parameters.
    horizon
        The number h of steps of the peaks.

    Returns
    -------
    dict
        A number for each of `MEASURES`.
    """
    at = (problem.f, problem.g, x, y, problem.alpha, problem.beta)
    scalars = coupling_scalars(*at, rtol=1e-6)  # ranks are compared, for which six digits do
    J, T = coupled_jacobian(*at), scalars.comparison
    radius = float(np.abs(np.linalg.eigvals(J)).max())
    return {
        **dict(zip(_SCALARS, scalars, strict=True)),
        "K_comparison": float(registry()["K"].float64(T).values),
        "peak_comparison": finite_peak(T, horizon),
        "rho": radius,
        "K": math.inf if radius > 1 else found_peak(J).value,
        "peak": finite_peak(J, horizon),
        "relative_peak": finite_peak(J / max(1.0, radius), horizon),
        "gradient": problem.gradient_norm(x, y),
    }


def finite_peak(J: FloatArray, horizon: int) -> float:
    """Return the largest of ‖Jᵗ‖ over t = 0 and the t ≤ h of the form 2ᵏ or 3·2ᵏ."""
    # a dozen products instead of h: a peak is wide on the scale of log t
    powers, time, power = [], 1, J
    while time <= horizon:
        square = power @ power
        powers.append(power)
        if 3 * time <= horizon:
            powers.append(square @ power)
        time, power = 2 * time, square
    return max(1.0, float(norms(np.stack(powers)).max()))
