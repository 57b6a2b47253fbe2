"""Where a matrix of floats stands against the unit circle or the axis, if rounding decides it.

An eigenvalue λ with left and right eigenvectors y and x moves under a change E of the entries by
y*Ex/y*x to first order. With |E| half a unit in the last place of the entries that is how far the
matrix that was meant may be from the one that was stored; with |E| some units of ‖A‖ it is how far
LAPACK's eigenvalues may be off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import scipy.linalg
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition, exact_position
from kreissverify.matrices.spectrum.stability import CIRCLE, Boundary
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.complex_rational import gaussian_string
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.rational import rational_string, simplest_between

__all__ = [
    "BoundaryMargin",
    "boundary_margin",
    "decided_position",
    "exact_input",
    "float_position",
    "margin_of_floats",
]

_UNIT = 2.0**-52
# LAPACK's backward error in units of n·‖A‖: 1 or 2 in practice, and ten times that to be sure. Too
# large a value asks for exact polynomials in vain, too small a one trusts floats that are wrong.
_BACKWARD = 10.0
# Zeros at the end of a significand from which on an entry is no rounding of another number: one in
# 2¹⁷ numbers is rounded to so short a float, and 1/2 or 7/8 are meant as such.
_ZEROS = 17
# Digits of the fractions that are advised: the simplest fraction within half a unit in the last
# place of any float has up to 8 digits above and below, of a number with a short form fewer.
_SHORT = 6
_MOST_BITS = 4096  # for |ρ - 1|, which is a number to be printed: then it is shown as 0
_NEXT_TO = 1e-6  # |ρ - 1| up to which a reader is told of rounding: far above what it mostly moves
_ROWS_ADVISED = 20  # rows up to which advice is looked for: its test is another exact polynomial


@dataclass(frozen=True)
class BoundaryMargin:
    """How far ρ(A) is from 1, or α(A) from 0, and how far rounding the entries may have moved it.

    Attributes
    ----------
    position
        Where the matrix stands as it was given, exactly.
    distance
        |ρ(A) - 1|, or |α(A)|, to about 16 digits.
    rounding
        To first order, how far half a unit in the last place of the entries moves the eigenvalues
        near the boundary; 0 for exact input, and for floats so short that they are meant as such.
    boundary
        The circle or the axis.
    """

    position: SpectrumPosition
    distance: float
    rounding: float
    boundary: Boundary = CIRCLE

    @property
    def rounding_decides(self) -> bool:
        """Whether the matrix is off the boundary, but within rounding of it."""
        return 0 < self.distance <= self.rounding

    def __str__(self) -> str:
        of = self.boundary
        decides = f", so rounding decides whether {of.bounded} bounded"
        less = f" - {of.level}" if of.level else ""
        return (
            f"|{of.symbol}{less}| = {self.distance:.2g}, and rounding the entries to floats moves "
            f"{of.symbol} by up to {self.rounding:.2g}{decides if self.rounding_decides else ''}"
        )


def float_position(matrix: Matrix, boundary: Boundary = CIRCLE) -> SpectrumPosition:
    """Return where a matrix stands against a boundary, from floats where these are clear.

    Raises
    ------
    Refused
        If floats leave it open, and the matrix is too large for its characteristic polynomial.

    Examples
    --------
    >>> float_position(Matrix([["9/10", "1/10"], ["1/2", "1/2"]])).name
    'SEMISIMPLE'
    """
    real = matrix.real_form  # its eigenvalues are those of a complex matrix and their conjugates
    clear = _clear_position(real, boundary)
    return exact_position(real.exact, boundary) if clear is None else clear


def decided_position(matrix: Matrix, name: str, boundary: Boundary = CIRCLE) -> SpectrumPosition:
    """Return where a matrix stands, unless only the rounding of its floats says so.

    Parameters
    ----------
    matrix
        The matrix. Floats that stand exactly on the boundary are taken as exact.
    name
        The quantity that is asked for, as messages name it.
    boundary
        The circle or the axis.

    Raises
    ------
    Refused
        If half a unit in the last place of the entries decides the position; the message gives the
        exact input that may have been meant. Or see `float_position`.
    """
    clear = _clear_position(matrix.real_form, boundary)
    if clear is not None:
        return clear
    margin = boundary_margin(matrix, boundary)
    if margin.rounding_decides:
        raise Refused(f"{name}: {margin}; {_advice(matrix, margin)}")
    return margin.position


def boundary_margin(matrix: Matrix, boundary: Boundary = CIRCLE) -> BoundaryMargin:
    """Return where a matrix stands exactly, by how much, and what rounding makes of it.

    Raises
    ------
    Refused
        If the matrix is too large for its characteristic polynomial.

    Examples
    --------
    >>> margin = boundary_margin(Matrix([[0.9, 0.1], [0.5, 0.5]]))
    >>> margin.position.name, margin.distance < 1e-16, margin.rounding_decides
    ('OUTSIDE', True, True)
    """
    real = matrix.real_form
    position = exact_position(real.exact, boundary)
    is_on = position in (SpectrumPosition.SEMISIMPLE, SpectrumPosition.DEFECTIVE)
    distance = 0.0 if is_on else _distance(real.exact, boundary)
    return BoundaryMargin(position, distance, _rounding(real, distance, boundary), boundary)


def margin_of_floats(matrix: Matrix, boundary: Boundary = CIRCLE) -> BoundaryMargin | None:
    """Return the margin of a matrix of floats that is next to the circle or axis; else None.

    None also where the matrix is too large for it.
    """
    if not matrix.rounded_to or _is_beyond_floats(matrix):
        return None
    highest = float(boundary.float_height(np.linalg.eigvals(matrix.array)).max())
    if abs(highest) > _NEXT_TO * (1 if boundary is CIRCLE else np.linalg.norm(matrix.array)):
        return None
    try:
        margin = boundary_margin(matrix, boundary)
    except Refused:
        return None
    return margin if margin.distance else None


def _distance(matrix: fmpq_mat, boundary: Boundary) -> float:
    """Return |ρ - 1| or |α| of a matrix that is not on the boundary, to all digits of a float."""
    polynomial = matrix.charpoly().numer()
    bits = 128  # doubled until the ball of the distance leaves 0 by digits of its own
    while True:
        with working_precision(bits):
            roots: list[Any] = polynomial.complex_roots()
            heights = [boundary.height(root) for root, _ in roots]
            outermost = max(heights, key=lambda x: float(x.mid()))
            if outermost.rel_accuracy_bits() > 53 or bits > _MOST_BITS:
                return abs(float(outermost.mid()))
        bits *= 2


def _clear_position(matrix: Matrix, boundary: Boundary) -> SpectrumPosition | None:
    """Return INSIDE or OUTSIDE where the eigenvalues in floats leave no doubt, else None.

    The error is that of first order, ten times: an estimate, and no proof.
    """
    if _is_beyond_floats(matrix):
        return None
    spectrum = _spectrum(matrix.array, _half_units(matrix))
    heights, moves = boundary.float_height(spectrum.values), spectrum.errors + spectrum.moves
    if np.any(heights - moves > 0):
        return SpectrumPosition.OUTSIDE
    return SpectrumPosition.INSIDE if np.all(heights + moves < 0) else None


def _is_beyond_floats(matrix: Matrix) -> bool:
    try:
        return not np.isfinite(matrix.array).all()
    except OverflowError:
        return True


class _Spectrum(NamedTuple):
    """The eigenvalues (n,) in floats, their errors, and how far a change of entries moves them."""

    values: FloatArray
    errors: FloatArray
    moves: FloatArray


def _spectrum(array: FloatArray, change: FloatArray) -> _Spectrum:
    """Return the spectrum, of each irreducible part of the matrix by itself.

    Entries that join the parts in one direction move no eigenvalue, whatever their size: so
    [[1/2, 1e200], [0, 1/2]] is no matter of rounding.
    """
    from scipy.sparse.csgraph import connected_components  # loaded where it is needed

    _, part = connected_components(array != 0, directed=True, connection="strong")
    parts = [np.flatnonzero(part == k) for k in range(part.max() + 1)]
    found = [_of_part(array[np.ix_(i, i)], change[np.ix_(i, i)]) for i in parts]
    return _Spectrum(*(np.concatenate(x) for x in zip(*found, strict=True)))


def _of_part(array: FloatArray, change: FloatArray) -> _Spectrum:
    """Return the spectrum of an irreducible matrix, in coordinates that even out its entries."""
    size = len(array)
    with np.errstate(all="ignore"):
        try:
            balanced, scale = _balanced(array)
            found: Any = scipy.linalg.eig(balanced, left=True, right=True)
            values, left, right = found
        except (np.linalg.LinAlgError, ValueError):
            values, unknown = np.full(size, np.nan), np.full(size, np.inf)
            return _Spectrum(values, unknown, unknown)
        norm = float(np.linalg.norm(balanced))
        products = np.abs(np.sum(left.conj() * right, axis=0))
        scaled = change * scale / scale[:, None]
        moves = np.sum(np.abs(left) * (scaled @ np.abs(right)), axis=0) / products
        errors = _BACKWARD * _UNIT * size * norm / products
        # no perturbation moves an eigenvalue farther than Elsner's bound (2‖A‖)^(1-1/n)·‖E‖^(1/n),
        # which counts where eigenvectors are nearly orthogonal and the first order means nothing
        elsner = (2 * norm) ** (1 - 1 / size) * np.linalg.norm(scaled) ** (1 / size)
        moves = np.fmin(moves, elsner)
    return _Spectrum(values, np.where(np.isnan(errors), np.inf, errors), moves)


def _balanced(array: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return D⁻¹AD with rows and columns of even size, and the diagonal of D."""
    found: Any = scipy.linalg.matrix_balance(array, permute=False, separate=True)
    return found[0], found[1][0]


def _rounding(matrix: Matrix, distance: float, boundary: Boundary) -> float:
    """Return how far rounding moves the eigenvalues that are no farther from the boundary."""
    half = np.zeros(0) if _is_beyond_floats(matrix) else _half_units(matrix)
    if not half.any():
        return 0.0
    spectrum = _spectrum(matrix.array, half)
    near = np.abs(boundary.float_height(spectrum.values)) <= distance + spectrum.errors
    return float(spectrum.moves[near].max(initial=0.0))


def _half_units(matrix: Matrix) -> FloatArray:
    """Return half a unit in the last place of each entry that may have been rounded, else 0."""
    bits = matrix.rounded_to
    if not bits:
        return np.zeros((matrix.n, matrix.n))
    significand, exponent = np.frexp(matrix.array)
    short = np.ldexp(significand, bits - _ZEROS) % 1 == 0
    return np.asarray(np.where(short, 0.0, np.ldexp(0.5, exponent - bits)))


def exact_input(matrix: Matrix, boundary: Boundary = CIRCLE) -> fmpq_mat | None:
    """Return the simplest fractions that round to the entries, if their matrix is on the boundary.

    None if it is not, or if the fractions are not short: then they are nothing that was meant. Of a
    complex matrix the real form.

    Examples
    --------
    >>> print(exact_input(Matrix([[0.6, -0.8], [0.8, 0.6]])))
    [3/5, -4/5]
    [4/5,  3/5]
    """
    if matrix.n > _ROWS_ADVISED or _is_beyond_floats(matrix):
        return None
    real = matrix.real_form
    half = _half_units(real)
    simple = [_simplest(x, h) for x, h in zip(real.array.flat, half.flat, strict=True)]
    if any(len(str(x.q)) > _SHORT for x in simple):
        return None
    candidate = fmpq_mat(real.n, real.n, simple)
    position = exact_position(candidate, boundary)
    on_boundary = (SpectrumPosition.SEMISIMPLE, SpectrumPosition.DEFECTIVE)
    return candidate if position in on_boundary else None


def _simplest(value: float, half: float) -> fmpq:
    exact, room = fmpq(*float(value).as_integer_ratio()), fmpq(*float(half).as_integer_ratio())
    return simplest_between(exact - room, exact + room) if room else exact


def _advice(matrix: Matrix, margin: BoundaryMargin) -> str:
    """Return what to do: the exact entries, where they can be guessed."""
    simple = exact_input(matrix, margin.boundary)
    if simple is None:
        inside = margin.position is SpectrumPosition.INSIDE
        sides = ("inside", "outside") if margin.boundary is CIRCLE else ("left of", "right of")
        return (
            "give the entries exactly, as fractions (as they are, the floats stand just "
            f"{sides[not inside]} the {margin.boundary.name}, and enclose decides what follows)"
        )
    seen = {f'"{text}"': None for text in _texts(simple, matrix) if "/" in text}
    shown = list(seen)
    more = ", ..." if len(shown) > 6 else ""  # the first rows say how the others go
    return f"give the entries exactly: {', '.join(shown[:6])}{more}"


def _texts(simple: fmpq_mat, matrix: Matrix) -> list[str]:
    """Return entries as they are given; those of a complex matrix from its real form."""
    if not matrix.is_complex:
        return [rational_string(x) for x in simple.entries()]
    places = [(i, j) for i in range(matrix.n) for j in range(matrix.n)]
    return [gaussian_string((simple[i, j], simple[matrix.n + i, j])) for i, j in places]
