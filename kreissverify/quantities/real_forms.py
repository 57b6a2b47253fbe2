"""Complex matrices, face by face: by the real form, where a face does not take them as they are.

[[Re J, -Im J], [Im J, Re J]] is unitarily similar to diag(J, conj J). So it has the norms of J and
of its powers; its resolvent on circles |z| = r, and the numerical radius, which do not change under
conjugation; and each Hermitian P becomes a symmetric one with the same eigenvalues, twice each.
Sums over eigenvalues, such as H, are twice those of J: see `Quantity.copies_in_real_form`.

The faces of each quantity are wrapped once, here, so that no path drops an imaginary part: what
asks a complex `Matrix` for `exact` is told so, and a complex stack is not cast.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np
from flint import fmpq, fmpz

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import float_real_form
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import rational_string
from kreissverify.system.deferred import is_of_sympy, sympy

__all__ = ["by_real_form", "divided", "divided_enclosure", "stack_by_real_form"]

Face = Callable[..., Any]


def by_real_form(face: Face) -> Face:
    """Return a face of one matrix that is asked about the real form of a complex one."""

    @wraps(face)
    def within(quantity: Any, matrix: Any, *parameters: Any, **options: Any) -> Any:
        if face.__name__ in quantity.native or not _is_complex(matrix):
            return face(quantity, matrix, *parameters, **options)
        real, at = quantity.in_real_form(matrix, *parameters)
        return quantity.of_real_form(face(quantity, real, *at, **options))

    return within


def stack_by_real_form(face: Face) -> Face:
    """Return a face of a stack that is asked about the real forms of a complex one."""

    @wraps(face)
    def within(quantity: Any, stack: Any, *parameters: Any) -> Any:
        array = np.asarray(stack)
        if face.__name__ in quantity.native or array.dtype.kind != "c":
            return face(quantity, stack, *parameters)
        quantity.require_complex_matrices()
        return quantity.of_real_form(face(quantity, float_real_form(array), *parameters))

    return within


def _is_complex(matrix: Any) -> bool:
    return isinstance(matrix, Matrix) and matrix.is_complex


def divided(value: Any, copies: int) -> Any:
    """Return what a face says of J, from what it says of the real form: `copies` times as much.

    Parameters
    ----------
    value
        A number, an array, an enclosure, an exact value, None, or whether it is finite.
    copies
        1 or 2.
    """
    if copies == 1 or value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enclosure):
        return divided_enclosure(value, copies)
    if isinstance(value, tuple):  # estimates: values and their errors
        return type(value)(*(divided(part, copies) for part in value))
    return sympy.Integer(1) / copies * value if is_of_sympy(value, "Expr") else value / copies


def divided_enclosure(found: Enclosure, copies: int) -> Enclosure:
    """Return an enclosure divided by an integer, the values of its witnesses also.

    Examples
    --------
    >>> both = divided_enclosure(Enclosure.between(2, 3, {"lower": {"value": "2"}}), 2)
    >>> print(both.upper.value, both.certificate)
    3/2 {'lower': {'value': '1'}}
    """
    low, high = (x / copies if is_finite(x) else x for x in (found.lower.value, found.upper.value))
    bounds = found.certificate or {}
    certificate = {
        side: {**bound, "value": _divided_text(bound["value"], copies)}
        for side, bound in bounds.items()
    }
    return Enclosure.between(low, high, certificate if found.certificate is not None else None)


def _divided_text(value: str, copies: int) -> str:
    if value == "inf":
        return value
    # our own text, which FLINT reads however long it is; Python's integers stop at 4,300 digits
    numerator, _, denominator = value.partition("/")
    return rational_string(fmpq(fmpz(numerator), fmpz(denominator or "1")) / fmpq(copies))
