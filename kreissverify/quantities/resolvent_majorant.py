"""K ≤ k in float64 for many block-triangular matrices with symmetric diagonal blocks at once.

In eigenbases of A and D, with eigenvalues λ_j and μ_i and |C| entrywise, the moduli of the entries
of R(z) are p_j = 1/|z-λ_j|, q_i = 1/|z-μ_i| and q_i|C|_ij p_j. On |z| = r each is log-convex in
cos θ, and at z = ±r it is log-convex in r. The norm of a nonnegative matrix inherits both (J. F. C.
Kingman, Q. J. Math. 12 (1961) 283). So with N± the norm of the matrix of moduli at ±r

    G(r) ≤ max(N₊(r), N₋(r)),   and log N± lies below its chords in r.

What is lost is the signs of C, and chords are halved where they matter. Roundings are not bounded,
so nothing here is rigorous; and "no" says only that it was not shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["kreiss_at_most"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]

_RADII = 12  # at which every matrix is looked at, geometric in r - 1
_HALVINGS = 12


@dataclass(frozen=True)
class _Majorant:
    """Eigenvalues of the diagonal blocks, and the moduli of C in their eigenbases."""

    upper: FloatArray
    lower: FloatArray
    coupling: FloatArray

    @classmethod
    def of(cls, stack: FloatArray, split: int) -> _Majorant:
        upper, right = np.linalg.eigh(stack[:, :split, :split])
        lower, left = np.linalg.eigh(stack[:, split:, split:])
        return cls(upper, lower, np.abs(left.swapaxes(1, 2) @ stack[:, split:, :split] @ right))

    @property
    def stable(self) -> BoolArray:
        """Whether the spectral radii are below 1."""
        largest = np.maximum(np.abs(self.upper).max(axis=1), np.abs(self.lower).max(axis=1))
        return np.asarray(largest < 1)

    def poles(self, owner: IntArray, sign: FloatArray, excess: FloatArray) -> list[FloatArray]:
        """Return p_j and q_i at z = sign·(1 + excess)."""
        turned = sign[:, None]
        return [
            1 / (1 - turned * values[owner] + excess[:, None])
            for values in (self.upper, self.lower)
        ]

    def rough(self, owner: IntArray, p: FloatArray, q: FloatArray) -> FloatArray:
        """Return the norm of [[max p, 0], [‖(q_i C_ij p_j)‖_F, max q]], which N does not exceed."""
        squares = self.coupling[owner] ** 2
        h = np.einsum("ki,kij,kj->k", q * q, squares, p * p)
        a, d = p.max(axis=1) ** 2, q.max(axis=1) ** 2
        total = a + d + h
        return np.asarray(np.sqrt((total + np.sqrt(np.maximum(total**2 - 4 * a * d, 0))) / 2))

    def fine(self, owner: IntArray, p: FloatArray, q: FloatArray) -> FloatArray:
        """Return N."""
        a, d = p.shape[1], q.shape[1]
        moduli = np.zeros((len(owner), a + d, a + d))
        moduli[:, range(a), range(a)] = p
        moduli[:, range(a, a + d), range(a, a + d)] = q
        moduli[:, a:, :a] = q[:, :, None] * self.coupling[owner] * p[:, None, :]
        return np.asarray(np.linalg.norm(moduli, 2, axis=(1, 2)))


@dataclass(frozen=True)
class _Chords:
    """Intervals of r - 1 for some matrices, with log N at both ends."""

    owner: IntArray
    sign: FloatArray
    left: FloatArray
    right: FloatArray
    at_left: FloatArray
    at_right: FloatArray

    def chosen(self, some: BoolArray) -> _Chords:
        return _Chords(*(getattr(self, name)[some] for name in self.__dataclass_fields__))

    def highest(self) -> FloatArray:
        """Return the maximum of log(r-1) plus the chord: where r - 1 = -1/slope, or at an end."""
        slope = (self.at_right - self.at_left) / (self.right - self.left)
        top = -1 / slope
        inside = (top > self.left) & (top < self.right)
        return np.where(
            inside, np.log(top) + self.at_left + slope * (top - self.left), self.at_ends()
        )

    def at_ends(self) -> FloatArray:
        """Return the larger of log((r-1)N) at both ends."""
        return np.maximum(np.log(self.left) + self.at_left, np.log(self.right) + self.at_right)


def kreiss_at_most(stack: FloatArray, split: int, bounds: FloatArray) -> BoolArray:
    """Say of which matrices K(J) ≤ k was shown in float64.

    Parameters
    ----------
    stack
        Matrices [[A, 0], [C, D]] with symmetric A and D, of shape (N, n, n).
    split
        The number of rows of A.
    bounds
        The numbers k, of shape (N,).
    """
    with np.errstate(all="ignore"):
        majorant = _Majorant.of(stack, split)
        logs = np.log(bounds)
        halves = [_first_chords(majorant, bounds, sign) for sign in (1.0, -1.0)]
        shown = np.isfinite(logs) & (logs > 0) & halves[0][1] & halves[1][1] & majorant.stable
        parts = zip(*(vars(chords).values() for chords, _ in halves), strict=True)
        chords = _Chords(*map(np.concatenate, parts))
        low = chords.highest() <= logs[chords.owner]  # False for NaN, too
        _halved(majorant, chords.chosen(~low & shown[chords.owner]), logs, shown)
    return shown


def _first_chords(
    majorant: _Majorant, bounds: FloatArray, sign: float
) -> tuple[_Chords, BoolArray]:
    """Return chords over [1, r_m] from rough norms, and whether beyond r_m all is well."""
    count = len(bounds)
    every, signs = np.arange(count), np.full(count, sign)
    at_one = majorant.rough(every, *majorant.poles(every, signs, np.zeros(count)))
    size = np.linalg.norm(majorant.coupling, axis=(1, 2))
    low = bounds / (2 * at_one)
    high = np.maximum(4 * (2 + size) / np.minimum(bounds - 1, 1), 4 * low)
    steps = low[:, None] * (high / low)[:, None] ** np.linspace(0, 1, _RADII)
    excess = np.concatenate([np.zeros((count, 1)), steps], axis=1)
    owner, radii = np.repeat(every, _RADII + 1), excess.ravel()
    poles = majorant.poles(owner, np.full(radii.size, sign), radii)
    heights = np.log(majorant.rough(owner, *poles)).reshape(excess.shape)
    chords = _Chords(
        np.repeat(every, _RADII),
        np.full(count * _RADII, sign),
        excess[:, :-1].ravel(),
        excess[:, 1:].ravel(),
        heights[:, :-1].ravel(),
        heights[:, 1:].ravel(),
    )
    # beyond r_m: r·p_j ≤ r_m·max(p_j(r_m), 1/r_m), and likewise for q
    least = 1 / (1 + high)[:, None]
    p, q = (np.maximum(x, least) for x in majorant.poles(every, signs, high))
    return chords, (1 + high) * majorant.rough(every, p, q) <= bounds


def _halved(majorant: _Majorant, chords: _Chords, logs: FloatArray, shown: BoolArray) -> None:
    """Replace rough norms by N and halve chords until each is below log k, or N is above it."""

    def height(some: _Chords, excess: FloatArray) -> FloatArray:
        poles = majorant.poles(some.owner, some.sign, excess)
        return np.asarray(np.log(majorant.fine(some.owner, *poles)))

    at_left, at_right = height(chords, chords.left), height(chords, chords.right)
    chords = _Chords(chords.owner, chords.sign, chords.left, chords.right, at_left, at_right)
    for _ in range(_HALVINGS):
        shown[chords.owner[~(chords.at_ends() <= logs[chords.owner])]] = False
        chords = chords.chosen(shown[chords.owner] & ~(chords.highest() <= logs[chords.owner]))
        if chords.owner.size == 0:
            return
        left, right = chords.left, chords.right
        middle = np.where(left > 0, np.sqrt(left * right), right / 2)
        between = height(chords, middle)
        chords = _Chords(
            np.tile(chords.owner, 2),
            np.tile(chords.sign, 2),
            np.concatenate([left, middle]),
            np.concatenate([middle, right]),
            np.concatenate([chords.at_left, between]),
            np.concatenate([between, chords.at_right]),
        )
    shown[chords.owner] = False
