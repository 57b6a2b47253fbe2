"""Matrices that are orthogonal sums of smaller ones, but for rounding: their powers part by part.

    ‖(A₁ ⊕ … ⊕ Aₖ)ᵗ‖ = max ‖Aⱼᵗ‖   and   ‖(e^{iφ}A)ᵗ‖ = ‖Aᵗ‖.

What rotates by several angles at once has to be looked at for as long as it decays. Its parts may
rotate by one angle each, or by none once they are turned back: then their powers are smooth in t.
The parts of A are its invariant subspaces that are orthogonal to all its others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr, schur, solve_sylvester
from scipy.sparse.csgraph import connected_components

from kreissverify.numbers.arrays import ComplexArray, FloatArray

__all__ = ["Parts", "largest", "orthogonal_clusters", "orthogonal_parts"]

# The cosine up to which two invariant subspaces count as orthogonal. Rounding leaves some units
# over the distance of their eigenvalues; what it leaves becomes part of the error.
_ORTHOGONAL = 1e-6
# Eigenvalues nearer than this, of the largest, are one: as of two equal blocks, whose eigenvectors
# rounding mixes, and pairs with conjugates of either.
_EQUAL = 1e-12
_TURNED = 1e-9  # an angle up to which a matrix is not turned: it would come back as it went in

Judge = Callable[[NDArray[Any]], tuple[FloatArray, FloatArray]]


class Parts(NamedTuple):
    """Matrices the largest norm of whose powers is that of A, but for a share `tilt` of it.

    With orthonormal bases Qⱼ of the subspaces and S = [Q₁ … Qₖ] it is S(⊕Aⱼ)S⁻¹ = A, and the share
    is cond(S) - 1, which is at most the sum of the cosines between each subspace and the others, to
    first order. Of subspaces that are conjugates of one another one stands for both.
    """

    matrices: list[NDArray[Any]]
    tilt: float


def largest(parts: list[NDArray[Any]], judge: Judge) -> tuple[float, float]:
    """Return the largest of what is found of some matrices one by one, with its error."""
    found = [judge(part[None]) for part in parts]
    heights, errors = (np.array([float(x[i][0]) for x in found]) for i in (0, 1))
    # a part that is lower beyond its error has no say; NaN and ∞ have
    open_ = ~(heights + errors < heights.max())
    return float(heights.max()), float(errors[open_].max())


def orthogonal_parts(
    matrix: NDArray[Any], values: ComplexArray, vectors: ComplexArray
) -> Parts | None:
    """Return the parts of a matrix, complex ones turned to a positive trace; None of one part.

    Parameters
    ----------
    matrix, values, vectors
        A, of shape (n, n), its eigenvalues, and their eigenvectors in columns of any length.

    Examples
    --------
    >>> turned = np.array([[0.0, -0.5], [0.5, 0.0]])  # i/2 and -i/2, of which one is enough
    >>> parts = orthogonal_parts(turned, *np.linalg.eig(turned))
    >>> [part.round(9).real.tolist() for part in parts.matrices]
    [[[0.5]]]
    """
    real = not np.iscomplexobj(matrix)
    clusters = orthogonal_clusters(values, vectors, real=real)
    if len(clusters) == 1 and not clusters[0][1]:
        return None if real else _turned_alone(matrix)
    found, tilt = [], 0.0
    for mine, has_twin in clusters:
        part, cosine = _part(matrix, values, mine, as_real=real and not has_twin)
        tilt += 2 * cosine if has_twin else cosine
        if not tilt <= _ORTHOGONAL:
            return None
        found.append(part)
    return Parts(found, tilt)


def orthogonal_clusters(
    values: ComplexArray, vectors: ComplexArray, *, real: bool
) -> list[tuple[NDArray[np.bool_], bool]]:
    """Return which eigenvectors are orthogonal to all others but those of their own cluster.

    Equal eigenvalues go together. With each cluster it is said whether its conjugates are another
    one, which is then left out.

    Parameters
    ----------
    values, vectors
        Of shape (n,), and (n, n), the vectors in columns of any length.
    real
        Whether the matrix is: of others no two clusters go together.
    """
    unit = vectors / np.linalg.norm(vectors, axis=0)
    cosines = np.abs(unit.conj().T @ unit)
    equal = np.abs(values[:, None] - values) <= _EQUAL * np.abs(values).max()
    count, labels = connected_components((cosines > _ORTHOGONAL) | equal, directed=False)
    found = []
    for label in range(count):
        twin = label
        if real:
            conjugate = values[labels == label][0].conjugate()
            twin = int(labels[np.abs(values - conjugate).argmin()])
        if twin >= label:  # else its conjugate is there
            found.append((labels == label, twin != label))
    return found


def _turned_alone(matrix: NDArray[Any]) -> Parts | None:
    """Return a complex matrix turned, if it is not near real yet."""
    if abs(np.angle(np.trace(matrix))) <= _TURNED:
        return None
    return Parts([_turned(matrix)], 0.0)


def _part(
    matrix: NDArray[Any], values: ComplexArray, mine: NDArray[np.bool_], *, as_real: bool
) -> tuple[NDArray[Any], float]:
    """Return A on the subspace of some eigenvalues, and how far that is from orthogonal to others.

    With A = Q[[A₁, E], [0, A₂]]Qᴴ the other subspace is that of Q[X; I], A₁X - XA₂ = -E, and ‖X‖
    bounds the cosine. It is ∞ where the subspace is not found.

    Parameters
    ----------
    matrix, values
        A and its eigenvalues.
    mine
        Which eigenvalues are those of the part.
    as_real
        Whether the subspace is its own conjugate, and the part real.
    """

    def is_mine(value: complex, _: float = 0.0) -> bool:  # SciPy gives real forms two numbers
        return bool(mine[np.abs(values - value).argmin()])

    form, basis, size = schur(matrix, output="complex", sort=is_mine)
    # equal eigenvalues of two parts leave it open which are whose
    if size != mine.sum():
        return matrix, np.inf
    part, rest = form[:size, :size], form[size:, size:]
    tilt = float(np.linalg.norm(solve_sylvester(part, -rest, -form[:size, size:])))
    if as_real:
        both = np.hstack([basis[:, :size].real, basis[:, :size].imag])
        span = qr(both, mode="economic", pivoting=True)[0][:, :size]
        return np.asarray(span.T @ matrix @ span), tilt
    # errors are sampled by moving entries, and the zeros of a triangular form would stay: in
    # reflected coordinates there are none
    normal = np.arange(1.0, size + 1)
    mirror = np.eye(size) - 2 * np.outer(normal, normal) / (normal @ normal)
    return _turned(mirror @ part @ mirror), tilt


def _turned(matrix: NDArray[Any]) -> NDArray[Any]:
    """Return a complex matrix times the number of modulus 1 that makes its trace positive."""
    return np.asarray(matrix * np.exp(-1j * np.angle(np.trace(matrix))))
