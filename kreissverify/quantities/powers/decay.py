"""An exponential bound of all powers, ‖Jᵗ‖ ≤ C·qᵗ with q < 1, proved by a quadratic form.

If JᵀPJ ⪯ q²P and low·I ⪯ P ⪯ high·I, then ‖Jᵗ‖ ≤ √(high/low)·qᵗ. The form is that of the
eigenvectors, P = V⁻ᴴV⁻¹ with unit columns in V, for which JᵀPJ ⪯ ρ²P: where J decays slowly while
it rotates, C is near the largest ‖Jᵗ‖, and one time near it excludes all that come later.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from flint import arb, fmpq_mat

from kreissverify.numbers.arrays import FloatArray, float_matrix
from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds, round_up
from kreissverify.numbers.float_positive_definite import proved_definite

__all__ = ["Decay", "proved_decay"]

# q = 1 - (1-ρ)(1-η), the slowest of which leaves rounding the most room: half of the rate is lost.
_SLOWER = (1e-6, 1e-3, 0.1, 0.5)
_BELOW = (
    1e-9,
    1e-3,
    0.5,
)  # how far below its least eigenvalue a form is compared with the identity


@dataclass(frozen=True)
class Decay:
    """‖Jᵗ‖ ≤ constant·exp(t·rate) for every t ≥ 0, with rate < 0."""

    constant: float
    rate: float

    def bound(self, t: int) -> float:
        """Return a float above the bound at t, which holds at every later time also."""
        return float((arb(self.rate) * t).exp().upper()) * (1 + 2.0**-50) * self.constant


def proved_decay(matrix: fmpq_mat) -> Decay | None:
    """Return a bound of all powers of a rational matrix; None if none is shown.

    Examples
    --------
    >>> turned = fmpq_mat([[3, -4], [4, 3]]) / 6  # a rotation times 5/6
    >>> decay = proved_decay(turned)
    >>> decay is not None and (5 / 6) ** 7 <= decay.bound(7) < 1.001 * (5 / 6) ** 7
    True
    """
    array = float_matrix(matrix)
    values, vectors = np.linalg.eig(array)
    radius = float(np.abs(values).max())
    try:
        inverse = np.linalg.inv(vectors)  # LAPACK's vectors have unit length
    except np.linalg.LinAlgError:  # a Jordan block: no form of eigenvectors
        return None
    form = (inverse.conj().T @ inverse).real
    form = (form + form.T) / 2
    if not (radius < 1 and np.isfinite(form).all()):
        return None
    constant = _root_condition(form)
    rate = _proved_rate(matrix, form, radius)
    return None if constant is None or rate is None else Decay(constant, rate)


def _root_condition(form: FloatArray) -> float | None:
    """Return a float above √(high/low), with low·I ⪯ P ⪯ high·I."""
    least = float(np.linalg.eigvalsh(form)[0])
    exact = np.zeros_like(form)
    for share in _BELOW:
        low = least * (1 - share)
        shifted = form - low * np.eye(len(form))  # rounded: to half a unit of what it was
        if low > 0 and proved_definite(shifted[None], (np.abs(form) * 2.0**-52)[None])[0]:
            high = norm_bounds(FloatBall(form, exact), 1e-6)[1]
            return round_up(math.sqrt(round_up(high / low)))
    return None


def _proved_rate(matrix: fmpq_mat, form: FloatArray, radius: float) -> float | None:
    """Return a float above log q, of the least q tried with JᵀPJ ⪯ q²P."""
    step, exact = FloatBall.of_rationals(matrix), FloatBall(form, np.zeros_like(form))
    image = step.transpose() @ (exact @ step)
    for slower in _SLOWER:
        rate = 1 - (1 - radius) * (1 - slower)
        scaled = form * (rate * rate)
        middle = scaled - image.mid
        # three roundings of q²P, one of the difference; of a symmetric matrix both halves are known
        error = image.rad + (4 * np.abs(scaled) + 2 * np.abs(middle)) * 2.0**-53
        middle, error = (middle + middle.T) / 2, np.maximum(error, error.T) * (1 + 2.0**-50)
        error = error + np.abs(middle) * 2.0**-52
        if rate < 1 and proved_definite(middle[None], error[None])[0]:
            return float(arb(rate).log().upper()) * (1 - 2.0**-50)
    return None
