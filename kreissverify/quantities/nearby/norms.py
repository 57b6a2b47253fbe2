"""Norms, trace, determinant, rank and condition number of all matrices near a given one.

Singular values are 1-Lipschitz: |σ_i(A) - σ_i(C)| ≤ ‖A - C‖ (H. Weyl, Math. Ann. 71 (1912) 441; R.
A. Horn and C. R. Johnson, Matrix Analysis, 7.4.51).
"""

from __future__ import annotations

from itertools import pairwise

from flint import fmpq, fmpq_mat

from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.complex_rational import Gaussian
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import INFINITY, is_finite
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.spectral_norm import gram
from kreissverify.quantities.algebra.frobenius_norm import QUANTITY as FROBENIUS
from kreissverify.quantities.algebra.frobenius_norm import root_enclosure
from kreissverify.quantities.algebra.real_values import real_value
from kreissverify.quantities.algebra.resolvent_norm import QUANTITY as RESOLVENT
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.flows.numerical_abscissa import QUANTITY as OMEGA
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.nearby.neighbourhood import Neighbourhood, inverse, moved

__all__ = [
    "condition_number_nearby",
    "determinant_nearby",
    "frobenius_norm_nearby",
    "norm_nearby",
    "numerical_abscissa_nearby",
    "numerical_radius_nearby",
    "rank_nearby",
    "trace_nearby",
]

_ZERO = fmpq(0)
_ORIGIN = (_ZERO, _ZERO)


def norm_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose ‖A‖, which is within ‖E‖ of ‖C‖ by the triangle inequality."""
    return moved(near.of(NORM), near.radius, _ZERO)


def frobenius_norm_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose ‖A‖_F, which is within ‖E‖_F ≤ √min(n, m)·‖E‖ of ‖C‖_F."""
    root = root_enclosure(fmpq(min(near.shape)), 1e-9)._finite_ends()[1]
    return moved(near.of(FROBENIUS), root * near.radius, _ZERO)


def numerical_radius_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose w(A), which is within w(E) ≤ ‖E‖ of w(C), as w is a norm."""
    return moved(near.of(W), near.radius, _ZERO)


def numerical_abscissa_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose ω(A), which is within ω(±E) ≤ ‖E‖ of ω(C), as ω is sublinear."""
    return moved(near.of(OMEGA), near.radius)


def trace_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose tr A: |tr E| = |Σ ⟨e_i, E·e_i⟩| ≤ n·‖E‖."""
    real, imaginary = near.centre.parts
    value = (_diagonal(real), _ZERO if imaginary is None else _diagonal(imaginary))
    return _around("trace", value, near.centre.n * near.radius)


def _diagonal(matrix: fmpq_mat) -> fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), _ZERO)


def determinant_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose det A by the smaller one of two bounds.

    For t in [0, 1], |d/dt det(C + tE)| = |tr(adj(C + tE)·E)| ≤ n·(‖C‖+ε)^(n-1)·ε, as the singular
    values of adj X are the products of n-1 of those of X (Jacobi's formula, and von Neumann's trace
    inequality). And det A = det C·det(I + F), F = C⁻¹E, where |det(I + F) - 1| ≤ (1 + ‖F‖)ⁿ - 1: of
    the expansion Σ over k of the sums of principal k-minors, binomial(n, k) of at most ‖F‖ᵏ.
    """
    n, value = near.centre.n, ExactMatrix(*near.centre.parts).determinant()
    (high,) = _upper(near.of(NORM, rtol=1e-3))
    distance = n * near.radius * (high + near.radius) ** (n - 1)
    shown = near.of(RESOLVENT, _ORIGIN, rtol=1e-3)
    if shown.is_finite:
        (inverse_norm,) = _upper(shown)
        # |det C| ≤ |Re| + |Im|
        size = abs(value[0]) + abs(value[1])
        distance = min(distance, size * ((1 + near.radius * inverse_norm) ** n - 1))
    return _around("det", value, distance)


def _upper(found: Enclosure) -> tuple[fmpq]:
    high = found.upper.value
    assert is_finite(high)
    return (high,)


def _around(name: str, value: Gaussian, distance: fmpq) -> Enclosure:
    """Return the real numbers within a distance of a complex one.

    Raises
    ------
    OutsideDomain
        If there are none: then the value is real for no matrix nearby.
    """
    real, imaginary = value
    if abs(imaginary) > distance:
        real_value(name, value)
    return moved(Enclosure.exactly(real), distance)


def rank_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose rank A, at least the number of singular values of C above ε.

    Some A has full rank, whatever C is.
    """
    real = near.centre.real_form.exact
    copies = real.nrows() // near.centre.n
    square = gram(real) - scaled_identity(real.nrows(), near.radius**2)
    return Enclosure.between(_positive_eigenvalues(square) // copies, min(near.shape))


def _positive_eigenvalues(symmetric: fmpq_mat) -> int:
    """Count them by Descartes' rule of signs, which is exact where all roots are real."""
    coefficients = [x for x in symmetric.charpoly().numer().coeffs() if x != 0]
    return sum((x > 0) != (y > 0) for x, y in pairwise(coefficients))


def condition_number_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose cond A = σ₁/σₙ, both singular values being within ε of those of C."""
    largest = norm_nearby(near)
    smallest = moved(inverse(near.of(RESOLVENT, _ORIGIN)), near.radius, _ZERO)
    low, high = largest._finite_ends()
    lowest, highest = smallest._finite_ends()
    below = max(fmpq(1), low / highest) if highest > 0 else INFINITY
    return Enclosure.between(below, high / lowest if lowest > 0 else INFINITY)
