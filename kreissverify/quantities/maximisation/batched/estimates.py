"""‖R(z)‖ and its slopes at many points of many matrices at once: estimates from below.

With J = VΛV⁻¹ a product with R(z) costs two products with matrices that do not depend on z, so the
estimates at all points of all matrices are a few batched products of matrices (a step of power
iteration, then the best vector of a plane). Their relative error is of the order of 2⁻⁵²cond(V):
enough to look with, up to a condition of 10¹¹. A defective J is moved a little to get there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.resolvent.values import inverses

__all__ = ["Eigen", "Estimates", "diagonalised", "estimates"]

IntArray = NDArray[np.intp]
Product = Callable[[ComplexArray], ComplexArray]

_ILL = 1e9  # the condition of V from which a matrix next to J is taken: six digits are left
# How far, over ‖J‖: first so little that eigenvalues 1e-6 inside the circle stay there (a double
# one is split by 3e-7), then far enough to tell apart longer chains.
_MOVES = (1e-13, 1e-10)
_LOST = 1e11  # the condition of V from which estimates have fewer than five digits
_CHANGED = 1e-3  # the relative change of ‖R‖ that moving J may cause: starts are no better known
_CHECKED = 33  # points of the unit circle, beside those nearest to the eigenvalues
_CHUNK = 40_000  # complex numbers of one vector at all points, to stay in the cache


@dataclass(frozen=True)
class Eigen:
    """J ≈ VΛV⁻¹ for a stack: eigenvalues (B, n), V and V⁻¹ of shape (B, n, n).

    Where `lost` is set, V says little, and zI - J has to be inverted at each point.
    """

    stack: NDArray[Any]
    values: ComplexArray
    vectors: ComplexArray
    inverse: ComplexArray
    lost: NDArray[np.bool_]

    def __getitem__(self, part: slice | IntArray) -> Eigen:
        return Eigen(
            self.stack[part],
            self.values[part],
            self.vectors[part],
            self.inverse[part],
            self.lost[part],
        )


@dataclass(frozen=True)
class Estimates:
    """Estimates of ‖R(z)‖ from below at points (B, p).

    Attributes
    ----------
    norm
        The estimates, of shape (B, p).
    slope
        s with d log‖R‖ = -Re(ż s) along ż, of shape (B, p).
    vectors
        Right singular vectors of R(z), of shape (B, n, p); None if no starts were given.
    """

    norm: FloatArray
    slope: ComplexArray
    vectors: ComplexArray | None = None


def diagonalised(stack: NDArray[Any]) -> Eigen:
    """Return eigenvalues and vectors of matrices (B, n, n), or of others next to them.

    Next to them where the vectors are nearly dependent: most matrices near a defective one have
    vectors of condition 1e5 or so.
    """
    array = np.asarray(stack, dtype=np.complex128 if np.iscomplexobj(stack) else np.float64)
    values, vectors, inverse, condition = _eigen(array)
    moved = np.zeros(len(array))
    size = np.linalg.norm(array, axis=(-2, -1)) / array.shape[-1]
    for move in _MOVES:
        ill = np.flatnonzero(~(condition < _ILL))
        if ill.size == 0:
            break
        noise = np.random.default_rng(ill.size).standard_normal((ill.size, *array.shape[1:]))
        near = _eigen(array[ill] + (move * size[ill])[:, None, None] * noise)
        values[ill], vectors[ill], inverse[ill], condition[ill] = near
        moved[ill] = move
    eigen = Eigen(array, values, vectors, inverse, ~(condition < _LOST))
    some = np.flatnonzero(moved)
    if some.size:  # moving J by E changes R by about ‖R‖‖E‖, relatively
        uniform = np.tile(np.linspace(-np.pi, np.pi, _CHECKED), (some.size, 1))
        circle = np.exp(1j * np.concatenate([uniform, np.angle(values[some])], axis=1))
        norms = estimates(eigen[some], circle).norm.max(axis=1)
        changed = norms * moved[some] * size[some] * array.shape[-1]
        eigen.lost[some] |= ~(changed < _CHANGED)
    return eigen


def _eigen(
    array: NDArray[Any],
) -> tuple[ComplexArray, ComplexArray, ComplexArray, FloatArray]:
    """Return Λ, V, V⁻¹ and the condition numbers of V."""
    values, vectors = np.linalg.eig(array)
    vectors = vectors.astype(np.complex128)
    try:
        inverse = np.linalg.inv(vectors)
    except np.linalg.LinAlgError:
        regular = np.abs(np.linalg.det(vectors)) > 0
        inverse = np.full_like(vectors, np.inf)
        inverse[regular] = np.linalg.inv(vectors[regular])
    with np.errstate(over="ignore", invalid="ignore"):
        sizes = np.linalg.norm(vectors, axis=(-2, -1)), np.linalg.norm(inverse, axis=(-2, -1))
        condition = sizes[0] * sizes[1]
    return values.astype(np.complex128), vectors, inverse, condition


def estimates(eigen: Eigen, points: ComplexArray, starts: ComplexArray | None = None) -> Estimates:
    """Return estimates at points of B matrices.

    Parameters
    ----------
    eigen
        The B matrices.
    points
        z, of shape (B, p).
    starts
        Approximate right singular vectors of R(z), of shape (B, n, p); better ones are returned
        with them.

    Returns
    -------
    Estimates
        Of shape (B, p).
    """
    count, n = points.shape[1], eigen.values.shape[-1]
    norm = np.empty(points.shape)
    slope = np.empty(points.shape, dtype=np.complex128)
    vectors = None if starts is None else np.empty_like(starts)
    turn = np.exp(2.4j * np.arange(n) ** 2)[:, None]  # a vector that is special to no matrix
    for way, rows in ((_through_vectors, ~eigen.lost), (_through_inverses, eigen.lost)):
        chosen = np.flatnonzero(rows)
        step = max(1, _CHUNK // (n * count * (1 if way is _through_vectors else n)))
        for start in range(0, chosen.size, step):
            part = chosen[start : start + step]
            first = turn if starts is None else starts[part]
            found = way(eigen[part], points[part], first)
            norm[part], slope[part] = found[0], found[1]
            if vectors is not None:
                vectors[part] = found[2]
    return Estimates(norm, slope, vectors)


def _through_vectors(
    eigen: Eigen, points: ComplexArray, start: ComplexArray
) -> tuple[FloatArray, ComplexArray, ComplexArray]:
    with np.errstate(divide="ignore", invalid="ignore"):  # at an eigenvalue
        pivots = 1 / (points[:, None, :] - eigen.values[:, :, None])
    adjoint_pivots = pivots.conj()
    v, w = eigen.vectors, eigen.inverse
    v_adjoint = np.ascontiguousarray(v.conj().swapaxes(-1, -2))
    w_adjoint = np.ascontiguousarray(w.conj().swapaxes(-1, -2))

    def forward(x: ComplexArray) -> ComplexArray:
        return np.asarray(v @ (pivots * (w @ x)))

    def backward(y: ComplexArray) -> ComplexArray:
        return np.asarray(w_adjoint @ (adjoint_pivots * (v_adjoint @ y)))

    return _best_of_a_plane(forward, backward, start)


def _through_inverses(
    eigen: Eigen, points: ComplexArray, start: ComplexArray
) -> tuple[FloatArray, ComplexArray, ComplexArray]:
    n = eigen.values.shape[-1]
    shifted = points[:, :, None, None] * np.eye(n) - eigen.stack[:, None]
    inverse = inverses(shifted)

    def forward(x: ComplexArray) -> ComplexArray:
        return np.asarray(np.einsum("bpij,bjp->bip", inverse, np.broadcast_to(x, shape)))

    def backward(y: ComplexArray) -> ComplexArray:
        return np.asarray(np.einsum("bpji,bjp->bip", inverse.conj(), y))

    shape = (len(points), n, points.shape[1])
    return _best_of_a_plane(forward, backward, start)


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def _best_of_a_plane(
    forward: Product, backward: Product, start: ComplexArray
) -> tuple[FloatArray, ComplexArray, ComplexArray]:
    """Return ‖Rx‖, x*Rx and x: of a step of power iteration, and one of Lanczos' after it.

    Parameters
    ----------
    forward, backward
        Products of vectors (B, n, p) with R and its adjoint.
    start
        Vectors (B, n, p), or (n, 1) for all points.
    """
    x = backward(_unit(forward(start)))
    x = _unit(x)
    image = forward(x)
    first = _squares(image)
    y = backward(image)
    y -= first[:, None] * x
    beta = np.sqrt(_squares(y))
    y /= np.maximum(beta, 1e-300)[:, None]
    second_image = forward(y)
    second = _squares(second_image)
    half, gap = (first + second) / 2, (first - second) / 2
    root = np.hypot(gap, beta)
    # the vector (cos φ, sin φ) of [[first, β], [β, second]] that belongs to the larger eigenvalue
    phi = np.arctan2(beta, gap) / 2
    cosine, sine = np.cos(phi)[:, None], np.sin(phi)[:, None]
    x *= cosine
    x += sine * y
    image *= cosine
    image += sine * second_image
    slope = (x.conj() * image).sum(axis=1)
    return np.sqrt(half + root), slope, x


def _unit(vectors: ComplexArray) -> ComplexArray:
    vectors /= np.sqrt(_squares(vectors))[:, None]
    return vectors


def _squares(vectors: ComplexArray) -> FloatArray:
    return np.asarray((vectors.real**2 + vectors.imag**2).sum(axis=1))
