"""Whether a matrix meets the bounds of a kind, decided exactly, equality included.

‖X‖ ≤ v by v²I - X*X ⪰ 0; ρ(X) ≤ v by the roots of the characteristic polynomial; w(X) ≤ v by the
signs of det(vI - Re(e^{iθ}X)) as a polynomial in cos θ (see `quantities.numerical_range.decision`);
the rank by elimination. Of a complex matrix the real form is asked: it is unitarily similar to
X ⊕ conj X, so that its norm and radii are those of X, and its rank is twice that of X. What is not
decided is no member: a statement may only be refuted by a matrix that is surely one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flint import fmpq, fmpq_mat

from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.spectrum.stability import spectral_radius_at_most
from kreissverify.numbers.ball import ball_matrix
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.positive_definite import (
    is_positive_definite_ball,
    is_positive_definite_exact,
    is_positive_semidefinite_exact,
    scaled_identity,
)
from kreissverify.numbers.rational import as_fmpq
from kreissverify.numbers.spectral_norm import gram
from kreissverify.quantities.numerical_range.decision import numerical_radius_at_most

__all__ = [
    "bound_objection",
    "eigenvalues_at_least",
    "meets",
    "norm_at_most",
    "rank_of",
]

_TITLES = {
    "norm": "its norm exceeds",
    "radius": "its spectral radius exceeds",
    "numerical_radius": "its numerical radius exceeds",
    "rank": "its rank exceeds",
}


def bound_objection(matrix: ExactMatrix, options: Mapping[str, Any]) -> str | None:
    """Return the first of the bounds that a matrix does not meet, as a reason; None if it does.

    Parameters
    ----------
    matrix
        The matrix; square where a radius is bounded.
    options
        Numbers by the names of options; those that are no common bounds are passed over.

    Examples
    --------
    >>> from kreissverify.matrices.exact_matrix import as_exact_matrix
    >>> shift = as_exact_matrix([[0, 2], [0, 0]])
    >>> bound_objection(shift, {"norm": 2, "radius": 0, "numerical_radius": 1, "rank": 1})
    >>> bound_objection(shift, {"norm": 1})
    'its norm exceeds 1'
    """
    # the cheapest decisions first
    for name in ("rank", "norm", "radius", "numerical_radius"):
        value = options.get(name)
        if value is None:
            continue
        try:
            if not meets(matrix, name, as_fmpq(value)):
                return f"{_TITLES[name]} {value}"
        except Refused as error:
            return str(error)
    return None


def meets(matrix: ExactMatrix, name: str, bound: fmpq) -> bool:
    """Decide whether a matrix meets one of the common bounds.

    Parameters
    ----------
    matrix
        The matrix; square for a radius.
    name
        The option: ``norm``, ``radius``, ``numerical_radius`` or ``rank``.
    bound
        Its number.

    Raises
    ------
    Refused
        If it was not decided (not seen to happen).
    """
    if name == "rank":
        return rank_of(matrix) <= bound
    if name == "numerical_radius" and _is_normal(matrix.real_form):
        name = "norm"  # of a normal matrix they are equal, and the norm is decided faster
    return _DECISIONS[name](matrix.real_form, bound)


def rank_of(matrix: ExactMatrix) -> int:
    """Return the rank."""
    rank = int(matrix.real_form.rank())
    return rank // 2 if matrix.is_complex else rank


def norm_at_most(matrix: fmpq_mat, bound: fmpq) -> bool:
    """Decide ‖A‖ ≤ bound of a real matrix of any shape."""
    if bound <= 0:
        return bool(bound == 0) and not any(matrix.entries())
    square = gram(matrix)
    return _is_semidefinite(scaled_identity(square.nrows(), bound * bound) - square)


def eigenvalues_at_least(matrix: ExactMatrix, bound: fmpq, strictly: bool = False) -> bool:
    """Decide whether no eigenvalue of a symmetric or Hermitian matrix is below a number.

    Parameters
    ----------
    matrix
        The matrix.
    bound
        The number.
    strictly
        Whether none may be equal to it either.
    """
    form = matrix.real_form
    gap = form - scaled_identity(form.nrows(), bound)
    if strictly:
        return is_positive_definite_exact(gap)
    return _is_semidefinite(gap)


def _is_normal(matrix: fmpq_mat) -> bool:
    transpose = matrix.transpose()
    return bool(matrix * transpose == transpose * matrix)


def _is_semidefinite(gap: fmpq_mat) -> bool:
    # balls prove the strict case quickly; a singular gap takes exact pivots
    return is_positive_definite_ball(ball_matrix(gap)) or is_positive_semidefinite_exact(gap)


_DECISIONS: Mapping[str, Callable[[fmpq_mat, fmpq], bool]] = {
    "norm": norm_at_most,
    "radius": spectral_radius_at_most,
    "numerical_radius": numerical_radius_at_most,
}
