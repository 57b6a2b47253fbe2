"""Powers of real 2×2 matrices in closed form: ‖Aᵗ‖ at any t, its peak, and its last crossing of δ.

A is unitarily similar to [[λ₁, w], [0, λ₂]], so Aᵗ to [[λ₁ᵗ, wφ], [0, λ₂ᵗ]] with
φ = (λ₁ᵗ - λ₂ᵗ)/(λ₁ - λ₂), and a 2×2 matrix X has σ₁ ± σ₂ = √(‖X‖_F² ± 2|det X|):

    ‖Aᵗ‖ = (√((|λ₁|ᵗ + |λ₂|ᵗ)² + w²φ²) + √((|λ₁|ᵗ - |λ₂|ᵗ)² + w²φ²))/2.

With κ = log(λ₁/|λ₂|)/2, q = √(1 + w²/(λ₁-λ₂)²) and ℓ = log(λ₁|λ₂|)/2 this is

    real λ of one sign, and even t:   exp(tℓ + asinh(q·sinh κt)),   its logarithm concave in t;
    real λ of two signs, odd t:       exp(tℓ + acosh(q·cosh κt)),   decreasing for ρ < 1;
    λ = r·e^(±iθ):                    rᵗ·exp(asinh(q|sin θt|)),     q = w/(2|Im λ|).

So peaks and crossings are found without a search over t, but for the last, where half-turns are
looked at one by one. A is replaced by -A where its trace is negative: norms are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray, rational_matrix
from kreissverify.numbers.rational import as_float

__all__ = ["BoolArray", "Planar"]

BoolArray = NDArray[np.bool_]

_UNIT = 2.0**-53
_ROUNDINGS = 8.0  # units lost on the way from the invariants to ‖Aᵗ‖, counted and rounded up
# |ρ - 1| below which the exact position is asked for, relative to the size of the entries: far
# above the rounding errors of ρ, and rarely met by chance
_NEAR = 1e-12


@dataclass(frozen=True)
class Planar:
    """What ‖Aᵗ‖ depends on, for N matrices: arrays of shape (N,), see the formulas above."""

    first: FloatArray  # λ₁ ≥ |λ₂|, or r where the eigenvalues are not real
    root: FloatArray  # (λ₁ - λ₂)/2, or |Im λ|
    w: FloatArray
    spiral: BoolArray
    angle: FloatArray  # θ in (0, π/2], 0 where the eigenvalues are real
    size: FloatArray  # p² + |bc| + |p|(a+d)/2, whose rounding errors are those of root²
    coupled: BoolArray  # bc ≠ 0: else λ₁ and λ₂ are entries, without any error
    position: NDArray[np.int64]  # of ρ against 1: -1, 0, 1; 2 if rounding of the entries decides

    @classmethod
    def of(cls, stack: FloatArray) -> Planar:
        """Return the invariants of matrices (N, 2, 2)."""
        a, b, c, d = (stack[:, i, j] for i in (0, 1) for j in (0, 1))
        half, p, product = np.abs(a / 2 + d / 2), a / 2 - d / 2, b * c
        coupled = product != 0
        square = np.where(coupled, p * p + product, 0.0)
        spiral = square < 0
        root = np.where(coupled, np.sqrt(np.abs(square)), np.abs(p))
        entries = np.maximum(np.abs(a), np.abs(d))
        first = np.where(spiral, np.hypot(half, root), np.where(coupled, half + root, entries))
        made = cls(
            first=first,
            root=root,
            w=np.where(spiral, np.hypot(2 * p, b + c), np.abs(b - c)),
            spiral=spiral,
            angle=np.where(spiral, np.arctan2(root, half), 0.0),
            size=p * p + np.abs(product) + np.abs(p) * half,
            coupled=coupled,
            position=np.sign(first - 1).astype(np.int64),
        )
        return made._placed(stack)

    def _placed(self, stack: FloatArray) -> Planar:
        """Decide the position against the circle exactly where rounding could."""
        close = self.coupled & (np.abs(self.first - 1) <= _NEAR * (1 + self.size))
        for i in np.flatnonzero(close).tolist():
            place, second = _exact_position(stack[i])
            self.position[i] = place if place == 0 else 2
            if place == 0:
                self.first[i] = 1.0
            if place == 0 and not self.spiral[i]:
                self.root[i] = (1 - second) / 2
        return self

    def __getitem__(self, chosen: BoolArray) -> Planar:
        return Planar(**{x.name: getattr(self, x.name)[chosen] for x in fields(self)})

    @property
    def gap(self) -> FloatArray:
        """(λ₁ - λ₂)/λ₁, of real eigenvalues."""
        return np.where(self.first > 0, 2 * self.root / np.where(self.first > 0, self.first, 1), 0)

    @property
    def decay(self) -> FloatArray:
        """log |λ₂/λ₁|, -∞ for λ₂ = 0."""
        gap = self.gap
        near = np.log1p(-np.minimum(gap, 1))
        return np.asarray(np.where(gap < 1, near, np.log(np.maximum(gap - 1, 0))))

    @property
    def tilt(self) -> FloatArray:
        """The bound of w|φ|/(2rᵗ) over all t, of spirals: w/(2|Im λ|)."""
        return np.asarray(self.w / (2 * np.where(self.spiral, self.root, 1)))

    def norms(self, t: FloatArray) -> FloatArray:
        """Return ‖Aᵗ‖ at t ≥ 0, of shape (N,) or (N, m) with a column for each of m times."""
        # the power is right to a unit at any t, which exp(t·log λ) is not
        power = np.power(_column(self.first, t), t)
        # a nilpotent matrix has the powers I, A, 0, 0, …
        short = np.where(t == 0, 1.0, np.where(t == 1, _column(self.w, t), 0.0))
        return np.asarray(np.where(_column(self.first, t) > 0, power * self.shapes(t), short))

    def shapes(self, t: FloatArray) -> FloatArray:
        """Return ‖Aᵗ‖/λ₁ᵗ as `norms` does, where λ₁ > 0."""
        turned = np.exp(np.arcsinh(_column(self.tilt, t) * np.abs(np.sin(self._turns(t)))))
        if self.spiral.all():
            return np.asarray(turned)
        gap, decay = _column(self.gap, t), _column(self.decay, t)
        ratio = np.where(t > 0, np.exp(np.where(t > 0, t, 1) * decay), 1.0)
        alternating = (gap > 1) & (t % 2 == 1)
        # 1 - (λ₂/λ₁)ᵗ, without a difference of nearly equal numbers
        change = np.where(gap < 1, -np.expm1(t * np.where(gap < 1, decay, 0)), 1 - ratio)
        change = np.where(alternating, 1 + ratio, change)
        steps = np.where(gap > 0, change / np.where(gap > 0, gap, 1), t)  # λ₁^(1-t)·φ
        shear = _column(self.w, t) / _column(np.where(self.first > 0, self.first, 1), t) * steps
        real = (np.hypot(1 + ratio, shear) + np.hypot(1 - ratio, shear)) / 2
        return np.asarray(np.where(_column(self.spiral, t), turned, real))

    def _turns(self, t: FloatArray) -> FloatArray:
        return np.asarray(_column(self.angle, t) * t)

    def relative_errors(self, t: FloatArray) -> FloatArray:
        """Return bounds on the relative errors of `norms`, of shape (N,).

        λ₁ is off by a unit or two, which t multiplies, as the entries are rounded; and an error e
        of root² = p² + bc changes log‖Aᵗ‖ by at most about t·min(t, λ₁/root)·e/λ₁², as φ is even
        and analytic in root.
        """
        scale = np.where(self.first > 0, self.first, 1)
        reach = np.minimum(t, scale / np.where(self.root > 0, self.root, 1e-300))
        moved = np.where(self.coupled, 2.0, 0.5) + reach * self.size / scale**2
        return np.asarray(_ROUNDINGS * _UNIT * (1 + t * moved))


def _column(values: NDArray[Any], t: FloatArray) -> NDArray[Any]:
    """Return values (N,) so that they go with times (N,) or (N, m)."""
    return values.reshape(values.shape + (1,) * (t.ndim - 1))


def _exact_position(matrix: FloatArray) -> tuple[int, float]:
    """Return the sign of ρ(A) - 1, exactly, and det A, which is λ₂ where λ₁ = 1."""
    a, b, c, d = rational_matrix(matrix).entries()
    trace, determinant = abs(a + d), a * d - b * c
    second = as_float(determinant)
    # the conditions of Schur and Cohn for z² - trace·z + determinant
    if abs(determinant) < 1 and trace < 1 + determinant:
        return -1, second
    inside = abs(determinant) <= 1 and trace <= 1 + determinant
    return (0 if inside else 1), second
