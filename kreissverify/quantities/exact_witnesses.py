"""Bounds that are met exactly: rational values, with witnesses that prove no less.

Enclosures leave room, and strict inequalities that fail by equality alone are lost in it. On 2×2
matrices that are nonnegative up to signs (see `kreiss.two_by_two`) the resolvent peaks at a real z;
where the value there is rational, so are z and the vector x that attains it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.positive_definite import is_positive_definite_exact, scaled_identity
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.kreiss.two_by_two import (
    metzler_form,
    nonnegative_form,
    touching_point,
)
from kreissverify.quantities.lyapunov.dual import proved_square_below
from kreissverify.quantities.lyapunov.planar import planar_forms
from kreissverify.quantities.touching_witnesses import attaining_vector
from kreissverify.quantities.witnesses import matrix_strings
from kreissverify.system.deferred import is_of_sympy

__all__ = ["sharpened"]

Sides = dict[str, Any]
_PROVEN_AGAIN = ("norm", "power_norm", "rho")  # a checker decides their bounds without a witness
_SAME_WITNESS = ("M", "L")  # the time of a nearly sharp lower bound may show the sharp one


def sharpened(quantity: Quantity, matrix: Matrix, at: tuple[fmpq, ...], known: Sides) -> Sides:
    """Return the two sides of a fact, those made sharp that can be.

    Parameters
    ----------
    quantity, matrix, at
        What is bounded: the quantity, its matrix and its parameters.
    known
        Both sides with witnesses, as an enclosure gives them.
    """
    # larger matrices have no exact values here, and a symbolic search would take seconds
    if matrix.n > 2 or matrix.is_complex:
        return known
    exact = quantity.exact(matrix, *at)
    if not is_of_sympy(exact, "Rational"):
        return known
    value = as_fmpq(exact)
    if quantity.name in _PROVEN_AGAIN:
        return {side: {"value": rational_string(value)} for side in ("lower", "upper")}
    if quantity.name == "w" and "lower" in known:
        # the direction that floats find has a rounding error, where the value has none
        x = attaining_vector(matrix.real_form.exact, value, known["lower"]["x"])
        if x is None:
            return known
        return {**known, "lower": {"value": rational_string(value), "x": x}}
    if quantity.name in _SAME_WITNESS and "t" in known.get("lower", {}):
        lower = {**known["lower"], "value": rational_string(value)}
        if quantity.name == "L" and not _is_reached(matrix.exact, int(lower["t"]), value):
            multipliers = _multipliers(matrix.exact, value)
            if multipliers is None:
                return known
            lower = {"value": rational_string(value), **multipliers}
        return {**known, "lower": lower}
    if quantity.name in _POINTS and value > 0 and matrix.n == 2:  # the kernel is written out
        for witness in _resolvent_witnesses(quantity, matrix.exact, at, value):
            return {**known, "lower": {"value": rational_string(value), **witness}}
    return known


def _resolvent_witnesses(
    quantity: Quantity, matrix: fmpq_mat, at: tuple[fmpq, ...], value: fmpq
) -> Iterator[Mapping[str, Any]]:
    """Yield z = ±r and a vector x with |(zI-J)x| = σ|x|, where the value asks for such a σ."""
    found = _POINTS[quantity.name](matrix, at, value)
    if found is None:
        return
    # a sign may turn a map into its nonnegative form, and a flow not
    for z in (found[0],) if quantity.continuous else (found[0], -found[0]):
        shifted = scaled_identity(2, z) - matrix
        gram = shifted.transpose() * shifted
        a, b, d = gram[0, 0] - found[1] ** 2, gram[0, 1], gram[1, 1] - found[1] ** 2
        if a * d == b * b:  # σ² is an eigenvalue
            kernel = next(x for x in ((b, -a), (d, -b), (fmpq(1), fmpq(0))) if any(x))
            x = [[rational_string(q), "0"] for q in _short(kernel)]
            yield {"z": [rational_string(z), "0"], "x": x}


def _is_reached(matrix: fmpq_mat, t: int, value: fmpq) -> bool:
    """Decide whether ‖Jᵗ‖ ≥ v, for v > 0."""
    power = matrix**t
    gap = scaled_identity(matrix.nrows(), value**2) - power.transpose() * power
    return not is_positive_definite_exact(gap)


def _multipliers(matrix: fmpq_mat, value: fmpq) -> Mapping[str, Any] | None:
    """Return the multipliers X and W that show L ≥ v of two rows; None if none are rational.

    The best P has a kernel vector x of P - JᵀPJ, and eigenvectors on which xxᵀ - (Jx)(Jx)ᵀ is
    diagonal: X = xxᵀ, and W is the part of this difference on the axis of the largest eigenvalue.
    """
    if matrix.nrows() != 2 or value <= 1:
        return None
    form, low, _ = next(planar_forms(matrix))
    rest = form - matrix.transpose() * form * matrix
    axis = form - scaled_identity(2, low)  # a multiple of uuᵀ
    if rest.det() != 0 or axis[0, 0] + axis[1, 1] == 0:
        return None
    x = fmpq_mat(2, 1, [-rest[0, 1], rest[0, 0]] if rest[0, 0] != 0 else [1, 0])
    X = x * x.transpose()
    change = X - matrix * X * matrix.transpose()
    projector = axis / (axis[0, 0] + axis[1, 1])
    W = projector * change * projector
    if proved_square_below(matrix, X, W) < value**2:
        return None
    return {"W": matrix_strings(W), "X": matrix_strings(X)}


def _short(vector: tuple[fmpq, fmpq]) -> list[fmpq]:
    """Return a vector with coprime integers, the first nonzero one positive, in its direction."""
    common = np.lcm.reduce([int(x.q) for x in vector], dtype=object)
    integers = [int((x * int(common)).p) for x in vector]
    divisor = np.gcd.reduce(integers, dtype=object) * (1 if max(integers) > 0 else -1)
    return [fmpq(k // int(divisor)) for k in integers]


Point = tuple[fmpq, fmpq]  # the radius r > 0, or x of a flow, and the least singular value σ there


def _kreiss_point(matrix: fmpq_mat, at: tuple[fmpq, ...], value: fmpq) -> Point | None:
    form = nonnegative_form(matrix)
    excess = None if form is None or value == 1 else touching_point(form, value)
    return None if excess is None else (1 + excess, excess / value)


def _kreiss_point_of_flow(matrix: fmpq_mat, at: tuple[fmpq, ...], value: fmpq) -> Point | None:
    form = metzler_form(matrix)
    if form is None or value == 1:
        return None
    # xI - A = (1+x)I - (A+I): statement C1
    x = touching_point(form + scaled_identity(2, fmpq(1)), value)
    return None if x is None else (x, x / value)


_POINTS: dict[str, Callable[[fmpq_mat, tuple[fmpq, ...], fmpq], Point | None]] = {
    "K": _kreiss_point,
    "G": lambda matrix, at, value: (at[0], 1 / value),
    "rho_eps": lambda matrix, at, value: (value, at[0]),
    "K_c": _kreiss_point_of_flow,
    "G_c": lambda matrix, at, value: (at[0], 1 / value),
    "pseudospectral_abscissa": lambda matrix, at, value: (value, at[0]),
}
