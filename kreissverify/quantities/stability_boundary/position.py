"""Which matrices go the way of the unit circle or the axis, and what is infinite there."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq_mat, fmpz_poly

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import float_position
from kreissverify.matrices.spectrum.spectrum_position import (
    SpectrumPosition,
    boundary_factors,
    exact_position,
    polynomial_of,
)
from kreissverify.matrices.spectrum.stability import CIRCLE, Boundary
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import INFINITY
from kreissverify.numbers.rational import rational_string

__all__ = ["is_at_least_one", "is_near", "position_on_boundary", "unbounded"]

# By which ρ in floats may miss 1, or α be off 0 beside the norm, and an exact polynomial is still
# asked at once. Farther off, which takes an eigenvalue that is all but defective, it is asked only
# after all else was refused.
_NEAR = 1e-3


def position_on_boundary(
    matrix: Matrix, boundary: Boundary = CIRCLE, *, thorough: bool = False
) -> SpectrumPosition | None:
    """Return SEMISIMPLE or DEFECTIVE if ρ = 1, or α = 0, exactly; None if not, or not decided.

    Parameters
    ----------
    matrix
        J or A.
    boundary
        The circle or the axis.
    thorough
        Whether to decide it even where floats say that ρ is not near 1: they may be wrong, and
        what they lead to was refused.
    """
    if not thorough and not is_near(matrix, boundary):
        return None
    try:
        position = float_position(matrix, boundary)
    except Refused:
        return None
    return position if position in _ON_BOUNDARY else None


def is_at_least_one(matrix: fmpq_mat) -> bool:
    """Say whether ρ ≥ 1 was decided exactly; False also where the matrix is too large for that."""
    try:
        return exact_position(matrix) is not SpectrumPosition.INSIDE
    except Refused:
        return False


def is_near(matrix: Matrix, boundary: Boundary = CIRCLE) -> bool:
    """Say whether ρ, or α, in floats is so near to the boundary that an exact position is asked."""
    try:
        array = matrix.array
    except OverflowError:  # an entry beyond floats
        return True
    if not np.isfinite(array).all():
        return True
    height = float(boundary.float_height(np.linalg.eigvals(array)).max())
    return abs(height) < _NEAR * (1.0 if boundary is CIRCLE else float(np.linalg.norm(array)))


_ON_BOUNDARY = (SpectrumPosition.SEMISIMPLE, SpectrumPosition.DEFECTIVE)


def unbounded(matrix: fmpq_mat) -> Enclosure:
    """Return +∞ for a matrix with a defective eigenvalue on the circle.

    The witness is a vector x with (J^q - I)x = y ≠ 0 and (J^q - I)y = 0, so that J^(qk)x = x + ky;
    there is one if a defective eigenvalue is a root of unity, and none is given otherwise.
    """
    for factor in boundary_factors(matrix):
        order = int(factor.polynomial.is_cyclotomic())
        if order:
            step = polynomial_of(_one_less(order), matrix)
            vector = _chain(step)
            if vector is not None:
                witness = {"value": "inf", "q": str(order), "x": vector}
                return Enclosure.between(INFINITY, INFINITY, {"lower": witness})
    return Enclosure.exactly(INFINITY)


def _one_less(order: int) -> fmpz_poly:
    """Return x^q - 1."""
    return fmpz_poly([-1, *[0] * (order - 1), 1])


def _chain(step: fmpq_mat) -> list[Any] | None:
    """Return an integer x with Nx ≠ 0 and N²x = 0, as texts; None if there is none."""
    columns, nullity = (step * step).numer_denom()[0].nullspace()
    kernel = fmpq_mat(columns)
    image = step * kernel
    size = step.nrows()
    for j in range(int(nullity)):
        if any(image[i, j] != 0 for i in range(size)):
            column = fmpq_mat([[kernel[i, j]] for i in range(size)])
            integers = column.numer_denom()[0]
            common = integers[0, 0]
            for x in integers.entries():
                common = common.gcd(x)
            return [[rational_string(x / common), "0"] for x in fmpq_mat(integers).entries()]
    return None
