"""K ≤ k in float64 for many block-triangular matrices with symmetric diagonal blocks at once.

In eigenbases of A and D let λ_j, μ_i be the eigenvalues and C the coupling, P(z) and Q(z) the
diagonal matrices of 1/(z-λ_j) and 1/(z-μ_i). Then R(z) = [[P, 0], [QCP, Q]], and

1. its norm is that of [[|P|, 0], [|Q|C|P|, |Q|]], as the phases of P and Q, diagonal unitary
   matrices, go to the two sides; and it grows with each modulus, since P = P'E, Q = FQ' with
   contractions E, F give R = diag(I, F) R' diag(E, I);
2. if the moduli are exponentials of linear functions of a real t, its logarithm is convex in t: an
   imaginary part of t changes the phases only, so it is subharmonic in t and depends on Re t alone;
3. hence, if the moduli are log-convex in t, it is log-convex in t.

On |z| = r they are log-convex in t = cos θ, so G(r) = max(‖R(r)‖, ‖R(-r)‖); and both norms are
log-convex in r, so they lie below their chords, which are halved where they matter. Roundings are
not bounded, so nothing here is rigorous; and "no" says only that it was not shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray

__all__ = ["kreiss_at_most"]

IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]

_RADII = 12  # at which every matrix is looked at, geometric in r - 1
_HALVINGS = 12  # chords of 1/4096 of the first ones: a margin that needs more is left undecided


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
    upper, right = np.linalg.eigh(stack[:, :split, :split])
    lower, left = np.linalg.eigh(stack[:, split:, split:])
    coupling = left.swapaxes(1, 2) @ stack[:, split:, :split] @ right
    stable = np.maximum(np.abs(upper).max(axis=1), np.abs(lower).max(axis=1)) < 1
    shown = stable & _RealAxis(upper, lower, coupling).at_most(bounds)
    mirrored = _RealAxis(-upper, -lower, coupling).chosen(shown)  # z = -r
    shown[shown] = mirrored.at_most(bounds[shown])
    return np.asarray(shown)


@dataclass(frozen=True)
class _Chords:
    """Intervals of r - 1 for some matrices, with log N at both ends; all arrays of shape (p,)."""

    owner: IntArray
    left: FloatArray
    right: FloatArray
    at_left: FloatArray
    at_right: FloatArray

    def chosen(self, some: BoolArray) -> _Chords:
        return _Chords(*(column[some] for column in vars(self).values()))

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


@dataclass(frozen=True)
class _RealAxis:
    """N(r), the norm of [[P, 0], [QCP, Q]] at z = r > 1, for some matrices.

    Attributes
    ----------
    upper, lower
        The eigenvalues of A and D, of shapes (N, a) and (N, d).
    coupling
        C in their eigenbases, of shape (N, d, a).
    """

    upper: FloatArray
    lower: FloatArray
    coupling: FloatArray

    def chosen(self, some: BoolArray) -> _RealAxis:
        return _RealAxis(self.upper[some], self.lower[some], self.coupling[some])

    def at_most(self, bounds: FloatArray) -> BoolArray:
        """Say for which (r-1)N(r) ≤ k for all r > 1 was shown."""
        with np.errstate(all="ignore"):
            logs = np.log(bounds)
            chords, shown = self._first_chords(bounds)
            shown &= np.isfinite(logs) & (logs > 0)
            low = chords.highest() <= logs[chords.owner]  # also False for NaN
            self._halve(chords.chosen(~low & shown[chords.owner]), logs, shown)
        return shown

    def _poles(self, owner: IntArray, excess: FloatArray) -> list[FloatArray]:
        """Return the diagonals of P and Q."""
        return [1 / (1 - x[owner] + excess[:, None]) for x in (self.upper, self.lower)]

    def _rough(self, owner: IntArray, p: FloatArray, q: FloatArray) -> FloatArray:
        """Return the norm of [[max p, 0], [‖QCP‖_F, max q]], which N does not exceed."""
        h = np.einsum("ki,kij,kj->k", q * q, self.coupling[owner] ** 2, p * p)
        a, d = p.max(axis=1) ** 2, q.max(axis=1) ** 2
        total = a + d + h
        return np.asarray(np.sqrt((total + np.sqrt(np.maximum(total**2 - 4 * a * d, 0))) / 2))

    def _log_norm(self, owner: IntArray, excess: FloatArray) -> FloatArray:
        """Return log N."""
        p, q = self._poles(owner, excess)
        a, n = p.shape[1], p.shape[1] + q.shape[1]
        made = np.zeros((len(owner), n, n))
        made[:, range(a), range(a)] = p
        made[:, range(a, n), range(a, n)] = q
        made[:, a:, :a] = q[:, :, None] * self.coupling[owner] * p[:, None, :]
        return np.asarray(np.log(np.linalg.norm(made, 2, axis=(1, 2))))

    def _first_chords(self, bounds: FloatArray) -> tuple[_Chords, BoolArray]:
        """Return chords over [1, r_m] from rough norms, and whether beyond r_m all is well."""
        every = np.arange(len(bounds))
        at_one = self._rough(every, *self._poles(every, np.zeros(len(bounds))))
        size = np.linalg.norm(self.coupling, axis=(1, 2))
        # below r - 1 = k/2G(1) even (r-1)G(1) is under k/2; and far out rG(r) is nearly constant
        low = bounds / (2 * at_one)
        high = np.maximum(4 * (2 + size) / np.minimum(bounds - 1, 1), 4 * low)
        steps = low[:, None] * (high / low)[:, None] ** np.linspace(0, 1, _RADII)
        excess = np.concatenate([np.zeros((len(bounds), 1)), steps], axis=1)
        owner, radii = np.repeat(every, _RADII + 1), excess.ravel()
        heights = np.log(self._rough(owner, *self._poles(owner, radii))).reshape(excess.shape)
        chords = _Chords(
            np.repeat(every, _RADII),
            excess[:, :-1].ravel(),
            excess[:, 1:].ravel(),
            heights[:, :-1].ravel(),
            heights[:, 1:].ravel(),
        )
        # beyond r_m: r/(r-λ) ≤ r_m·max(1/(r_m-λ), 1/r_m), and likewise for μ
        p, q = (np.maximum(x, 1 / (1 + high)[:, None]) for x in self._poles(every, high))
        return chords, (1 + high) * self._rough(every, p, q) <= bounds

    def _halve(self, chords: _Chords, logs: FloatArray, shown: BoolArray) -> None:
        """Replace rough norms by N and halve chords until all are below log k, or N is above it."""
        at_left = self._log_norm(chords.owner, chords.left)
        at_right = self._log_norm(chords.owner, chords.right)
        chords = _Chords(chords.owner, chords.left, chords.right, at_left, at_right)
        for _ in range(_HALVINGS):
            # N itself is above the bound at an end: K > k there but for rounding
            shown[chords.owner[~(chords.at_ends() <= logs[chords.owner])]] = False
            chords = chords.chosen(shown[chords.owner] & ~(chords.highest() <= logs[chords.owner]))
            if chords.owner.size == 0:
                return
            left, right = chords.left, chords.right
            # halved in the logarithm, on which N varies; the first interval begins at r - 1 = 0
            middle = np.where(left > 0, np.sqrt(left * right), right / 2)
            between = self._log_norm(chords.owner, middle)
            chords = _Chords(
                np.tile(chords.owner, 2),
                np.concatenate([left, middle]),
                np.concatenate([middle, right]),
                np.concatenate([chords.at_left, between]),
                np.concatenate([between, chords.at_right]),
            )
        shown[chords.owner] = False
