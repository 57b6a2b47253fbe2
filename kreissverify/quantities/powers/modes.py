"""What the eigenvectors say of late powers: Aᵗ = VΛᵗW, W = V⁻¹, for a stack.

    ‖Aᵗ‖ ≤ Σ |λᵢ|ᵗ‖vᵢ‖‖wᵢ‖   and   ‖Aᵗ‖ ≤ ‖V|Λ|^(t/2)‖·‖|Λ|^(t/2)W‖,

the first good where few modes are left, the second for nearly normal matrices; both decrease in t.
An eigenvalue is off by about ‖vᵢ‖‖wᵢ‖ rounding errors of A.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.powers.batched import norms

__all__ = ["Modes"]

_UNIT = 2.0**-53
# Backward errors of QR iterations stay below n units of ‖A‖_F in practice; eight times that.
_BACKWARD = 8.0
# VΛW has to give A back to so much, or the eigenvectors are of no use: they are defective, nearly
_FAITHFUL = 1e-6
_ROUND = 1 + 1e-5  # a margin on bounds made of eigenvectors that are so faithful
_REAL = (
    1e-9  # the angle, in turns of a radian, up to which an eigenvalue counts as real or negative
)


@dataclass(frozen=True)
class Modes:
    """Eigenvalues and eigenvectors of N matrices, with what their rounding may have moved.

    `values` of shape (N, n), `right` and `left` (V and W, scaled to equal lengths) of shape
    (N, n, n), `above` and `below` bounds on |λ|, of shape (N, n); `known` (N,) says whether they
    are of any use.
    """

    values: NDArray[Any]
    right: NDArray[Any]
    left: NDArray[Any]
    below: FloatArray
    above: FloatArray
    known: NDArray[np.bool_]

    @classmethod
    def of(cls, stack: NDArray[Any]) -> Modes:
        """Return the modes of finite matrices (N, n, n)."""
        values, right = np.linalg.eig(stack)
        left = _inverses(right)
        given = (right * values[:, None, :]) @ left
        size = np.linalg.norm(stack, axis=(-2, -1))
        off = np.linalg.norm(given - stack, axis=(-2, -1))
        lengths = np.linalg.norm(right, axis=-2), np.linalg.norm(left, axis=-1)
        known = np.isfinite(off) & (off <= _FAITHFUL * size)
        balance = np.sqrt(lengths[1] / lengths[0])
        slip = _BACKWARD * stack.shape[-1] * _UNIT * size[:, None] * lengths[0] * lengths[1]
        sizes = np.abs(values)
        return cls(
            values=values,
            right=right * balance[:, None, :],
            left=left / balance[:, :, None],
            below=np.where(known[:, None], sizes - slip, 0.0),
            above=np.where(known[:, None], sizes + slip, np.inf),
            known=known,
        )

    def __getitem__(self, chosen: Any) -> Modes:
        parts = (self.values, self.right, self.left, self.below, self.above, self.known)
        return Modes(*(x[chosen] for x in parts))

    @property
    def unstable(self) -> NDArray[np.bool_]:
        """Whether ρ > 1, by more than rounding."""
        return np.asarray((self.below > 1).any(axis=1))

    @property
    def stable(self) -> NDArray[np.bool_]:
        """Whether ρ < 1, by more than rounding."""
        return np.asarray((self.above < 1).all(axis=1))

    def bounds(self, t: FloatArray) -> FloatArray:
        """Return bounds of ‖Aᵗ‖ that decrease in t, for t (N,) of shape (N,); ∞ if not stable."""
        decay = np.exp(t[:, None] / 2 * np.log(np.minimum(self.above, 1)))
        right, left = self.right * decay[:, None, :], self.left * decay[:, :, None]
        lengths = np.linalg.norm(right, axis=-2) * np.linalg.norm(left, axis=-1)
        both = np.minimum(lengths.sum(axis=1), norms(right) * norms(left))
        return np.where(self.stable, _ROUND * both, np.inf)

    def least_time(self, level: FloatArray) -> FloatArray:
        """Return a t ≥ 0 with bounds(t) ≤ level (N,), which is least but for a few; ∞ if none."""
        rate = -np.log(np.minimum(self.above.max(axis=1), 1))
        high = np.ceil(np.maximum(np.log(self.bounds(np.zeros(len(rate))) / level), 0) / rate) + 1
        high = np.where(self.stable & np.isfinite(high), high, np.inf)
        low = np.zeros(len(rate))
        while True:
            middle = np.where(np.isfinite(high), np.floor((low + high) / 2), 0)
            open_ = np.isfinite(high) & (high - low > np.maximum(16, 1e-6 * low)) & (middle < high)
            if not open_.any():
                return high
            enough = self.bounds(middle) <= level
            high = np.where(open_ & enough, middle, high)
            low = np.where(open_ & ~enough, middle, low)

    def are_smooth(self, t: float, level: FloatArray) -> NDArray[np.bool_]:
        """Say whether the modes that are above a level (N,) at time t have real eigenvalues."""
        share = np.linalg.norm(self.right, axis=-2) * np.linalg.norm(self.left, axis=-1)
        alive = share * np.exp(t * np.log(np.minimum(self.above, 1))) > 1e-12 * level[:, None]
        real = np.abs(self.values.imag) <= _REAL * np.abs(self.values)
        return np.asarray(self.known & (real | ~alive).all(axis=1))


def _inverses(stack: NDArray[Any]) -> NDArray[Any]:
    """Return the inverses, NaN of a singular one, which would raise for all."""
    try:
        return np.linalg.inv(stack)
    except np.linalg.LinAlgError:
        return np.stack([_inverse(x) for x in stack])


def _inverse(matrix: NDArray[Any]) -> NDArray[Any]:
    try:
        return np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return np.full(matrix.shape, np.nan)
