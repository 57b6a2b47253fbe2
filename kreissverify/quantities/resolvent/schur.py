"""‖(zI-J)⁻¹‖ at many points of one matrix, from one Schur form.

With J = Z T Z*, T upper triangular, the singular values of zI - J are those of zI - T. The largest
eigenvalue 1/σ² of R R*, R = (zI-T)⁻¹, comes from the Lanczos process, whose products are solutions
of triangular systems: back-substitution by blocks of rows, one product of matrices a block for all
the points at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.linalg
from numpy.typing import NDArray
from scipy.linalg.lapack import ztrtrs

from kreissverify.numbers.arrays import ComplexArray, FloatArray

__all__ = ["Estimates", "Lanczos", "Resolvent", "SingularPair"]

Product = Callable[[ComplexArray], ComplexArray]

_LEAF = 16  # rows: of triangular solves, see below
_MOST_STEPS = 60  # of Lanczos: where singular values are clustered, any vector of theirs serves


@dataclass(frozen=True)
class Estimates:
    """Lower estimates of ‖R(z)‖ at points, with their slopes.

    Attributes
    ----------
    norm
        The estimates, shape (p,).
    slope
        s with d log‖R‖ = -Re(ż s) along ż, shape (p,).
    vectors
        Right singular vectors of zI - T, as columns, shape (n, p).
    """

    norm: FloatArray
    slope: ComplexArray
    vectors: ComplexArray


@dataclass(frozen=True)
class SingularPair:
    """The smallest singular value at one point: (zI-T) v = σ u, of unit vectors, and s = u*v/σ."""

    sigma: float
    slope: complex
    left: ComplexArray
    right: ComplexArray


class Resolvent:
    """The resolvent of one matrix in float64.

    Parameters
    ----------
    matrix
        A square array, real or complex, of finite numbers.
    """

    def __init__(self, matrix: NDArray[np.generic]) -> None:
        if np.iscomplexobj(matrix):
            self.triangle, self.basis = scipy.linalg.schur(
                np.asarray(matrix, dtype=np.complex128), output="complex", check_finite=False
            )
        else:
            self.triangle, self.basis = _complex_schur(matrix)
        self.n = len(self.triangle)
        self.eigenvalues: ComplexArray = self.triangle.diagonal().copy()
        self._adjoint = np.ascontiguousarray(self.triangle.conj().T)
        self.triangle = np.ascontiguousarray(self.triangle)
        # ztrtrs copies what is not in Fortran order, at each of thousands of points
        self._negated = np.asfortranarray(-self.triangle)
        self._diagonal = np.arange(self.n)
        self.norm = _spectral_norm(self.triangle)

    def estimates(self, points: ComplexArray, starts: ComplexArray, steps: int) -> Estimates:
        """Return estimates of ‖R(z)‖ at many points.

        Parameters
        ----------
        points
            z, of shape (p,).
        starts
            Vectors to begin with, as columns, of shape (n, p).
        steps
            The number of Lanczos steps.
        """
        # divisions once for all steps: triangular solves multiply by them
        pivots = 1 / (points - self.eigenvalues[:, None])
        adjoint_pivots = pivots.conj()
        x = starts / _lengths(starts)
        last, beta = np.zeros_like(x), np.zeros(x.shape[1])
        basis, images = [], []
        small = np.zeros((x.shape[1], steps, steps))
        for k in range(steps):
            w = self._lower(x, adjoint_pivots)
            basis.append(x)
            images.append(w)
            alpha = _squares(w)
            small[:, k, k] = alpha
            if k + 1 == steps:
                break
            y = self._upper(w, pivots)
            y -= alpha * x
            if k:
                y -= beta * last
            beta = np.sqrt(_squares(y))
            small[:, k, k + 1] = small[:, k + 1, k] = beta
            last, x = x, y / np.maximum(beta, 1e-300)
        # on an eigenvalue, or so near that squares overflow: LAPACK refuses all for one of these
        lost = ~np.isfinite(small).all(axis=(1, 2))
        small[lost] = 0
        values, mixes = np.linalg.eigh(small)
        values[lost] = np.inf
        mix = mixes[:, :, -1]
        vector, image = basis[0] * mix[:, 0], images[0] * mix[:, 0]
        for k in range(1, steps):
            vector += basis[k] * mix[:, k]
            image += images[k] * mix[:, k]
        slope = np.einsum("ip,ip->p", image.conj(), vector)
        return Estimates(np.sqrt(values[:, -1]), slope, vector)

    def lanczos(self, points: ComplexArray) -> Lanczos:
        """Return the Lanczos process for ‖R(z)‖ at points (p,), from one random vector for all."""
        random = np.random.default_rng(self.n)
        start = random.standard_normal((self.n, 2)) @ np.array([1, 1j])
        start = np.repeat(start[:, None] / np.linalg.norm(start), points.size, axis=1)
        return Lanczos(self, 1 / (points - self.eigenvalues[:, None]), start)

    def solved(self, right: ComplexArray, pivots: ComplexArray, adjoint: bool) -> ComplexArray:
        """Return (zI-T)⁻¹ right, or with the adjoint of zI - T, for each column, in place.

        Parameters
        ----------
        right
            Of shape (n, p); it is overwritten.
        pivots
            1/(z - T_ii) or their conjugates, of shape (n, p).
        adjoint
            Whether with (zI-T)*.
        """
        if adjoint:
            self._halved_lower(right, pivots, 0, self.n)
        else:
            self._halved_upper(right, pivots, 0, self.n)
        return right

    # Halving makes all but the least products large ones, of matrices; below _LEAF rows Python's
    # overhead for a call would be more than the arithmetic.

    def _halved_upper(self, y: ComplexArray, pivots: ComplexArray, start: int, end: int) -> None:
        rows = self.triangle
        if end - start <= _LEAF:
            for i in range(end - 1, start - 1, -1):
                if i + 1 < end:
                    y[i] += rows[i, i + 1 : end] @ y[i + 1 : end]
                y[i] *= pivots[i]
            return
        middle = (start + end) // 2
        self._halved_upper(y, pivots, middle, end)
        y[start:middle] += rows[start:middle, middle:end] @ y[middle:end]
        self._halved_upper(y, pivots, start, middle)

    def _halved_lower(self, y: ComplexArray, pivots: ComplexArray, start: int, end: int) -> None:
        rows = self._adjoint
        if end - start <= _LEAF:
            for i in range(start, end):
                if i > start:
                    y[i] += rows[i, start:i] @ y[start:i]
                y[i] *= pivots[i]
            return
        middle = (start + end) // 2
        self._halved_lower(y, pivots, start, middle)
        y[middle:end] += rows[middle:end, start:middle] @ y[start:middle]
        self._halved_lower(y, pivots, middle, end)

    def _upper(self, right: ComplexArray, pivots: ComplexArray) -> ComplexArray:
        """Solve (zI-T) y = right for every column."""
        return self.solved(right.copy(), pivots, adjoint=False)

    def _lower(self, right: ComplexArray, pivots: ComplexArray) -> ComplexArray:
        """Solve (zI-T)* y = right for every column."""
        return self.solved(right.copy(), pivots, adjoint=True)

    def _products(self, z: complex) -> tuple[Product, Product]:
        """Return the products of vectors with (zI-T)⁻¹ and its adjoint."""
        shifted = self._negated.copy(order="F")
        shifted[self._diagonal, self._diagonal] += z

        def forward(w: ComplexArray) -> ComplexArray:
            return np.asarray(ztrtrs(shifted, w, lower=0, trans=0)[0])

        def backward(x: ComplexArray) -> ComplexArray:
            return np.asarray(ztrtrs(shifted, x, lower=0, trans=2)[0])

        return forward, backward

    def at(self, z: complex, start: ComplexArray, accuracy: float) -> SingularPair:
        """Return σ_min(zI-T) and its vectors, by Lanczos with full reorthogonalisation.

        Parameters
        ----------
        z
            The point.
        start
            A vector to begin with, of shape (n,).
        accuracy
            That of the vectors: residuals count relative to ‖T‖/|z|, which is the order of the
            gaps between the singular values where |z| is large.
        """
        accuracy = max(accuracy * self.norm / max(abs(z), self.norm, 1e-300), 1e-15)
        forward, backward = self._products(z)
        basis = np.empty((min(_MOST_STEPS, self.n), self.n), dtype=np.complex128)
        images = np.empty_like(basis)
        small = np.zeros((len(basis), len(basis)))
        x, look = start / np.linalg.norm(start), 1
        for k in range(len(basis)):
            w = backward(x)
            basis[k], images[k] = x, w
            small[k, k] = np.vdot(w, w).real
            y = forward(w)
            for _ in range(2):  # twice is enough (B. N. Parlett, The Symmetric Eigenvalue Problem)
                y -= basis[: k + 1].T @ (basis[: k + 1].conj() @ y)
            beta = float(np.linalg.norm(y))
            small[k, k + 1 : k + 2] = small[k + 1 : k + 2, k] = beta
            x = y / beta if beta > 0 else y
            if k < look and k + 1 < len(basis) and beta > 0:
                continue  # looking is not free
            look = k + 1 + k // 4
            values, mixes = np.linalg.eigh(small[: k + 1, : k + 1])
            # the residual of the vector; that of the value is its square over the gap
            residual = beta * abs(mixes[-1, -1]) / values[-1]
            if residual < accuracy or k + 1 == len(basis):
                break
        mix = mixes[:, -1]
        right = mix @ basis[: k + 1]
        image = mix @ images[: k + 1]
        right = right / np.linalg.norm(right)
        norm = float(np.linalg.norm(image))
        return SingularPair(1 / norm, complex(np.vdot(image, right)), image / norm, right)


class Lanczos:
    """The Lanczos process for the largest eigenvalue ‖R(z)‖² of R R*, at many points at once.

    Parameters
    ----------
    resolvent
        The matrix.
    pivots
        1/(z - T_ii), of shape (n, p).
    start
        Unit vectors to begin with, of shape (n, p); they are overwritten.
    """

    def __init__(self, resolvent: Resolvent, pivots: ComplexArray, start: ComplexArray) -> None:
        self._resolvent = resolvent
        self._pivots, self._adjoint_pivots = pivots, pivots.conj()
        self._now, self._last = start, np.zeros_like(start)
        count = start.shape[1]
        self._alphas: FloatArray = np.empty((0, count))
        self._betas: FloatArray = np.zeros((1, count))  # the first belongs to no vector

    def advance(self, steps: int) -> None:
        """Go on until so many steps were taken."""
        # real views, as scalars are real: half of the arithmetic of complex numbers
        for _ in range(len(self._alphas), steps):
            solved = self._resolvent.solved
            w = solved(self._now.copy(), self._adjoint_pivots, adjoint=True)
            alpha = _squares(w)
            y = solved(w, self._pivots, adjoint=False)
            last, now, new = (x.view(np.float64) for x in (self._last, self._now, y))
            last *= np.repeat(self._betas[-1], 2)
            new -= last
            np.multiply(now, np.repeat(alpha, 2), out=last)
            new -= last
            beta = _lengths(y)
            new *= np.repeat(1 / np.maximum(beta, 1e-300), 2)
            self._last, self._now = self._now, y
            self._alphas = np.concatenate([self._alphas, alpha[None]])
            self._betas = np.concatenate([self._betas, beta[None]])

    def norms(self) -> tuple[FloatArray, FloatArray]:
        """Return the estimates of ‖R‖ so far, with estimates of their relative errors, (p,)."""
        steps, count = self._alphas.shape
        small, place = np.zeros((count, steps, steps)), np.arange(steps)
        small[:, place, place] = self._alphas.T
        between = self._betas[1:steps].T
        small[:, place[:-1], place[1:]] = small[:, place[1:], place[:-1]] = between
        broken = ~np.isfinite(small).all(axis=(1, 2))
        small[broken] = 0
        values, mixes = np.linalg.eigh(small)
        top = values[:, -1]
        residual = self._betas[steps] * np.abs(mixes[:, -1, -1]) / top
        gap = (top - values[:, -2]) / top
        # of ‖R‖², twice that of ‖R‖: the residual, or its square over the gap where that is less
        error = np.fmin(residual, residual**2 / gap) / 2
        return np.sqrt(top), np.where(broken, np.nan, error)

    def keep(self, some: NDArray[np.bool_]) -> None:
        """Go on with some of the points only."""
        for name in ("_pivots", "_adjoint_pivots", "_now", "_last", "_alphas", "_betas"):
            # rows stay contiguous, as an index would not keep them
            setattr(self, name, getattr(self, name).compress(some, axis=1))


def _spectral_norm(matrix: ComplexArray) -> float:
    """Return ‖T‖ to a few percent, by power iteration from the longest column."""
    x = np.asarray(matrix[:, int(np.argmax(_squares(matrix)))])
    size = 0.0
    for _ in range(12):
        length = float(np.linalg.norm(x))
        if length == 0:
            break
        y = (x / length).conj() @ matrix
        size = float(np.linalg.norm(y))
        x = matrix @ y.conj()
    return size


def _complex_schur(matrix: NDArray[np.generic]) -> tuple[ComplexArray, ComplexArray]:
    """Return T and Z of a real matrix: its 2×2 blocks are split by one rotation each."""
    real, vectors = scipy.linalg.schur(
        np.asarray(matrix, dtype=np.float64), output="real", check_finite=False
    )
    first = np.flatnonzero(np.diag(real, -1))
    t, z = real.astype(np.complex128), vectors.astype(np.complex128)
    if first.size == 0:
        return t, z
    second = first + 1
    # a block is [[a, b], [c, a]] with bc < 0, and (b, iμ), μ² = -bc, belongs to a + iμ
    b, c = real[first, second], real[second, first]
    root = np.sqrt(-b * c)
    size = np.hypot(b, root)
    cosine, sine = b / size, 1j * root / size
    for columns in (t, z):
        left, right = columns[:, first], columns[:, second]
        columns[:, first] = left * cosine + right * sine
        columns[:, second] = left * sine + right * cosine
    upper, lower = t[first], t[second]
    cosine, sine = cosine[:, None], sine[:, None]
    t[first] = cosine * upper - sine * lower
    t[second] = cosine * lower - sine * upper
    t[second, first] = 0
    return t, z


def _squares(columns: ComplexArray) -> FloatArray:
    return np.asarray(
        np.einsum("ip,ip->p", columns.real, columns.real)
        + np.einsum("ip,ip->p", columns.imag, columns.imag)
    )


def _lengths(columns: ComplexArray) -> FloatArray:
    return np.asarray(np.sqrt(_squares(columns)))
