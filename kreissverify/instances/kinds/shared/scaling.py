"""Scaling exact matrices into upper bounds: the largest short factor, and one that is drawn.

Norm, spectral radius and numerical radius are homogeneous: tX meets a bound v iff t is at most v
over the value of X. A value that is a short rational is recognised in its float and proved by the
exact decision; then v is attained. Otherwise a short factor next to v over the float is proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import fmpq

from kreissverify.instances.kinds.shared.float_bounds import value_of
from kreissverify.instances.kinds.shared.membership import meets
from kreissverify.instances.kinds.shared.natures import is_normal
from kreissverify.instances.randomness import Source, chance, log_uniform, ratio
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.rational import as_fmpq, simplest_between

__all__ = ["HOMOGENEOUS", "drawn_scale", "largest_scale", "tightest"]

#: The options that bound a homogeneous function of a matrix.
HOMOGENEOUS = ("norm", "radius", "numerical_radius")

# A value is recognised as a rational up to this denominator: within a relative 1e-12 a chance
# rational has a longer one, and its proof would be tried in vain.
_SHORT = 10**5
_NEAR = fmpq(1, 10**12)
# Eigenvalues of defective matrices are off by roots of the rounding error, hence the second width.
_WIDTHS = (_NEAR, fmpq(1, 10**4))
# How far below v over the value a factor is looked for: a short one is found within a hundredth,
# and the value itself is off by far less than the least, unless it is that of a defective matrix.
_BELOW = (fmpq(1, 10**2), fmpq(1, 10), fmpq(1, 2))
_LEAST = fmpq(1, 10**8)


def tightest(options: Mapping[str, Any]) -> fmpq | None:
    """Return the least bound: of a normal matrix norm and radii are equal, so that it is theirs."""
    given = [as_fmpq(options[name]) for name in HOMOGENEOUS if options.get(name) is not None]
    return min(given, default=None)


def largest_scale(matrix: ExactMatrix, options: Mapping[str, Any]) -> fmpq | None:
    """Return the largest short t for which tX meets the bounds, 0 where only 0·X does.

    None where every t does. Where t attains a bound it does so exactly.

    Parameters
    ----------
    matrix
        X; square where a radius is bounded.
    options
        Numbers by the names of options.

    Examples
    --------
    >>> from kreissverify.matrices.exact_matrix import as_exact_matrix
    >>> shift = as_exact_matrix([[0, 2], [0, 0]])
    >>> largest_scale(shift, {"norm": 3, "numerical_radius": 1, "radius": 0})
    1
    """
    if matrix.is_zero:
        return None
    bounds = {name: as_fmpq(options[name]) for name in HOMOGENEOUS if options.get(name) is not None}
    least = tightest(options)
    if least is not None and is_normal(matrix):
        bounds = {"norm": least}  # the norm is the fastest of the three, which are equal then
    factors = [_largest(matrix, name, bound) for name, bound in bounds.items()]
    return min((x for x in factors if x is not None), default=None)


def drawn_scale(source: Source, largest: fmpq | None) -> fmpq:
    """Return a factor up to the largest: often that itself, or over decades below it.

    Without a largest one, 1 in half of the cases, and over twelve decades in the others.
    """
    if largest is None:
        return fmpq(1) if chance(source, 0.5) else log_uniform(source, -6, 6)
    kind = source.random()
    # half of the members attain a bound that can be attained: equality is where statements turn
    if kind < 0.5:
        return largest
    return largest * (ratio(source) if kind < 0.8 else log_uniform(source, -6, 0) / 10)


def _largest(matrix: ExactMatrix, name: str, bound: fmpq) -> fmpq | None:
    """Return the largest short factor for one bound, None for any."""
    try:
        if meets(matrix, name, fmpq(0)):
            return None
        return fmpq(0) if bound == 0 else _factor(matrix, name, bound)
    except Refused:
        return fmpq(0)


def _factor(matrix: ExactMatrix, name: str, bound: fmpq) -> fmpq:
    # very small or large entries are scaled first: floats would not hold their squares
    unit = _power_of_two(matrix)
    value = as_fmpq(float(value_of(name, matrix.scaled(1 / unit).array[None])[0])) * unit
    if value <= 0:  # a float that vanishes although the value does not
        return fmpq(0)
    for width in _WIDTHS:
        near = simplest_between(value * (1 - width), value * (1 + width))
        if near.q <= _SHORT and meets(matrix, name, near):
            return bound / near
    for width in _BELOW:
        t = simplest_between(bound / value * (1 - width), bound / value * (1 - _LEAST))
        if meets(matrix.scaled(t), name, bound):
            return t
    return fmpq(0)


def _power_of_two(matrix: ExactMatrix) -> fmpq:
    """Return a power of two of about the size of the largest entry."""
    largest = max(abs(x) for x in matrix.numbers())
    return fmpq(2) ** (int(largest.p).bit_length() - int(largest.q).bit_length())
