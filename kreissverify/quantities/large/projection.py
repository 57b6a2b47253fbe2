"""The resolvent on a subspace: σ_min((zI-A)V) for V with orthonormal columns.

It is at least σ_min(zI-A), and equal to it, with its gradient, where V holds the right singular
vector at z: so what it says of ‖R(z)‖ is a lower bound everywhere, and right at the points visited.
D. Kressner and B. Vandereycken, SIAM J. Matrix Anal. Appl. 35 (2014) 292.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from kreissverify.matrices.sparse.sparse_matrix import SparseMatrix
from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.large.resolvent import Vector

__all__ = ["Projection"]

_CHUNK = 1_000_000  # entries of the small matrices of many points held at once
# A vector whose part outside the subspace is smaller than this adds only rounding to it; where that
# part's image is a difference of known ones, they lose as many digits.
_NEW, _NEW_OF_OPERATOR = 1e-11, 1e-7
# σ over the size of zI-A below which its square has lost the digits that a map is read by.
_SQUARES_LOSE = 1e-6
_ROOM = 32  # vectors that are made room for at first
_LEAST = 1e-300  # σ that a logarithm is taken of


def _triangular_factor(columns: Vector) -> Vector:
    factor: Any = np.linalg.qr(columns, mode="r")  # an array, of this mode
    return np.asarray(factor)


class Projection:
    """zI-A on a subspace that grows: zV - AV = Q [zI - X; -Y] with X = V*AV.

    For a real matrix the basis is real, so that what is known at z is known at conj z.
    """

    def __init__(self, n: int, *, is_complex: bool, matrix: SparseMatrix | None) -> None:
        self._matrix = matrix
        self._dtype = np.complex128 if is_complex else np.float64
        # vectors in rows, as many as there is room for
        self._basis: Vector = np.empty((_ROOM, n), dtype=self._dtype)
        self._images: Vector = np.empty((_ROOM, n), dtype=self._dtype)
        self._count = 0
        self._fill()

    @classmethod
    def of_pencil(cls, top: Vector, tail: Vector) -> Projection:
        """Return what is known from AV = VX + WY with orthonormal [V, W], as from Arnoldi steps."""
        made = cls(0, is_complex=np.iscomplexobj(top), matrix=None)
        made.top, made.tail = top, tail
        return made

    @property
    def size(self) -> int:
        """The dimension of the subspace."""
        return len(self.top)

    def add(self, vectors: Vector, images: Vector) -> None:
        """Add vectors (n, k), given A times each, as far as they are new."""
        if self._dtype == np.float64 and np.iscomplexobj(vectors):
            vectors = np.hstack([vectors.real, vectors.imag])
            images = np.hstack([images.real, images.imag])
        for vector, image in zip(vectors.T, images.T, strict=True):
            self._add_one(vector, image)
        self._fill()

    def _add_one(self, vector: Vector, image: Vector) -> None:
        size, k = float(np.linalg.norm(vector)), self._count
        least = _NEW if self._matrix is not None else _NEW_OF_OPERATOR
        if size == 0:
            return
        basis, images = self._basis[:k], self._images[:k]
        rest, along = vector / size, np.zeros(k, dtype=self._dtype)
        for _ in range(2):
            part = basis.conj() @ rest
            rest, along = rest - part @ basis, along + part
        norm = float(np.linalg.norm(rest))
        if norm <= least:
            return
        new = rest / norm
        if self._matrix is not None:
            moved = self._matrix.product(new)
        else:
            moved = (image / size - along @ images) / norm
        if k == len(self._basis):  # room for twice as many
            self._basis, self._images = (
                np.concatenate([x, np.empty_like(x)]) for x in (self._basis, self._images)
            )
        self._basis[k], self._images[k] = new, moved
        self._count += 1

    def _fill(self) -> None:
        basis, images = self._basis[: self._count], self._images[: self._count]
        self.top = (images @ basis.conj().T).T
        rest = images - self.top.T @ basis
        self.tail = _triangular_factor(rest.T) if self._count else self.top

    def lifted(self, coefficients: Vector) -> Vector:
        """Return the vector of the whole space with such coordinates."""
        return np.asarray(coefficients @ self._basis[: self._count])

    def at(self, z: complex) -> tuple[float, complex, ComplexArray]:
        """Return σ at z, the derivative dσ = Re(g dz) as g, and the right singular vector."""
        u, s, vh = scipy.linalg.svd(self._pencil(z), full_matrices=False, check_finite=False)
        right = vh[-1].conj()
        return float(s[-1]), complex(np.vdot(u[: self.size, -1], right)), right

    def _pencil(self, z: complex) -> Vector:
        shift = z.real if z.imag == 0 and not np.iscomplexobj(self.top) else z
        return np.vstack([shift * np.eye(self.size) - self.top, -self.tail])

    def sigma(self, points: ComplexArray) -> FloatArray:
        """Return σ at many points, to half of the digits: of a map no more is asked."""
        k = self.size
        step = max(1, _CHUNK // max(1, k * k))
        eye = np.eye(k)
        square = self.top.conj().T @ self.top + self.tail.conj().T @ self.tail
        result = np.empty(points.size)
        for start in range(0, points.size, step):
            z = points[start : start + step, None, None]
            cross = z.conj() * self.top
            gram = abs(z) ** 2 * eye - cross - cross.conj().swapaxes(-1, -2) + square
            result[start : start + step] = np.linalg.eigvalsh(gram)[:, 0]
        size = np.abs(points) + np.linalg.norm(np.vstack([self.top, self.tail]), 2)
        lost = result < (_SQUARES_LOSE * size) ** 2
        result = np.sqrt(np.maximum(result, 0.0))
        for k in np.flatnonzero(lost).tolist():
            result[k] = np.linalg.svd(self._pencil(complex(points[k])), compute_uv=False)[-1]
        return np.maximum(result, _LEAST)
