"""Bounds that are met exactly, at any size: witnesses rounded to short numbers, and tried.

Where a strict inequality fails by equality alone, both sides are mostly short rationals, and so are
the vectors and matrices that attain them; enclosures come near them. What is tried here is decided
exactly, and what does not hold is left as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.stability import spectral_radius_at_most, spectral_radius_below
from kreissverify.numbers.positive_definite import is_positive_semidefinite_exact, scaled_identity
from kreissverify.numbers.rational import (
    as_fmpq,
    rational_string,
    simplest_between,
    square_root,
)
from kreissverify.numbers.spectral_norm import spectral_norm
from kreissverify.quantities.ando import ando_matrix
from kreissverify.quantities.maps.noise_gain import stationary_covariance
from kreissverify.quantities.maps.stein_bound import stein_witness
from kreissverify.quantities.witnesses import matrix_strings

__all__ = ["attaining_vector", "touched"]

Sides = Mapping[str, Any]
Pairs = list[list[str]]

# Relative errors to which witnesses are rounded: the coarsest that holds is taken. Enclosures have
# at most twelve digits, and a vector half of those of its bound.
_ROUNDINGS = tuple(fmpq(1, 10**k) for k in (2, 3, 5, 7))
# Rows up to which it is tried: exact tests of definiteness take longer than a user waits for
# matrices of many rows, and the real form of a complex one has twice as many.
_MOST_ROWS = 12
# And those up to which n(n+1)/2 equations are solved exactly, as for the noise gain.
_MOST_ROWS_OF_EQUATIONS = 6


def touched(name: str, matrix: Matrix, known: Sides) -> Sides:
    """Return the two sides of a fact, those made sharp that can be.

    Parameters
    ----------
    name
        The quantity, as certificates call it.
    matrix
        Its matrix.
    known
        Both sides with witnesses, as an enclosure gives them.
    """
    form = matrix.real_form.exact
    value = _candidate(known)
    if value is None or form.nrows() > _MOST_ROWS or name not in _SHARP:
        return known
    return {**known, **_SHARP[name](form, value, known)}


def _candidate(known: Sides) -> fmpq | None:
    """Return the shortest number between the bounds, if they are finite and differ."""
    ends = [known.get(side, {}).get("value", "inf") for side in ("lower", "upper")]
    if "inf" in ends or ends[0] == ends[1]:
        return None
    low, high = map(as_fmpq, ends)
    return simplest_between(low, high) if low < high else None


def _both(value: fmpq) -> dict[str, Any]:
    return {side: {"value": rational_string(value)} for side in ("lower", "upper")}


def _norm(matrix: fmpq_mat, value: fmpq, known: Sides) -> Sides:
    """‖J‖ = v iff v²I - JᵀJ is semidefinite and singular."""
    gap = scaled_identity(matrix.ncols(), value**2) - matrix.transpose() * matrix
    is_sharp = gap.det() == 0 and is_positive_semidefinite_exact(gap)
    return _both(value) if is_sharp else {}


def _radius(matrix: fmpq_mat, value: fmpq, known: Sides) -> Sides:
    is_sharp = spectral_radius_at_most(matrix, value) and not spectral_radius_below(matrix, value)
    return _both(value) if is_sharp else {}


def _numerical_radius(matrix: fmpq_mat, value: fmpq, known: Sides) -> Sides:
    text, sharp = rational_string(value), {}
    vector = attaining_vector(matrix, value, known["lower"]["x"])
    if vector is not None:
        sharp["lower"] = {"value": text, "x": vector}
    for form in _rounded_forms(known["upper"]["Z"]):
        if is_positive_semidefinite_exact(ando_matrix(matrix, form, value)):
            sharp["upper"] = {"value": text, "Z": matrix_strings(form)}
            break
    return sharp


def _stein_bound(matrix: fmpq_mat, value: fmpq, known: Sides) -> Sides:
    """√cond(P) is rational if the ends of the spectrum of the exact P are, and their ratio's root.

    The value does not matter: the Stein equation has one solution.
    """
    if matrix.nrows() > _MOST_ROWS_OF_EQUATIONS:
        return {}
    form = stationary_covariance(matrix.transpose())
    if form is None:
        return {}
    largest, inverse = spectral_norm(form), spectral_norm(form.inv())
    root = square_root(as_fmpq((largest * inverse).lower.value))
    if root is None or not (largest.is_exact and inverse.is_exact):
        return {}
    witness = stein_witness(form, fmpq(0), 1 / as_fmpq(inverse.lower.value))
    return {side: {**both, **witness} for side, both in _both(root).items()}


_SHARP: dict[str, Callable[[fmpq_mat, fmpq, Sides], Sides]] = {
    "norm": _norm,
    "rho": _radius,
    "w": _numerical_radius,
    "stein_bound": _stein_bound,
}


def attaining_vector(matrix: fmpq_mat, value: fmpq, near: Pairs) -> Pairs | None:
    """Return a vector x with |x*Jx| ≥ v|x|², near a given one; None if none was found.

    Parameters
    ----------
    matrix
        J, real.
    value
        The number v.
    near
        A vector, the real and the imaginary part of each entry as texts.
    """
    given = [[as_fmpq(part) for part in entry] for entry in near]
    candidates = [given, *_rounded_vectors(given)]
    found = next((x for x in candidates if _attains(matrix, value, x)), None)
    return None if found is None else [[rational_string(part) for part in x] for x in found]


def _attains(matrix: fmpq_mat, value: fmpq, vector: list[list[fmpq]]) -> bool:
    x = fmpq_mat(vector)
    form = x.transpose() * matrix * x
    size = sum((part * part for entry in vector for part in entry), fmpq(0))
    real, imaginary = form[0, 0] + form[1, 1], form[0, 1] - form[1, 0]
    return size > 0 and real**2 + imaginary**2 >= (value * size) ** 2


def _rounded_vectors(vector: list[list[fmpq]]) -> Iterator[list[list[fmpq]]]:
    """Yield short vectors of about the direction of a given one, the shortest first."""
    # turned and scaled so that the largest entry is 1: attaining x are found up to such factors
    a, b = max(vector, key=lambda entry: entry[0] ** 2 + entry[1] ** 2)
    length = a * a + b * b
    turned = [[(x * a + y * b) / length, (y * a - x * b) / length] for x, y in vector]
    for error in _ROUNDINGS:
        yield [[_rounded(part, error) for part in entry] for entry in turned]


def _rounded_forms(rows: list[list[str]]) -> Iterator[fmpq_mat]:
    form = [[as_fmpq(x) for x in row] for row in rows]
    for error in _ROUNDINGS:
        yield fmpq_mat([[_rounded(x, error) for x in row] for row in form])


def _rounded(x: fmpq, error: fmpq) -> fmpq:
    return simplest_between(x - error, x + error)
