"""The spectral abscissa α(A)."""

from __future__ import annotations

import math
from typing import Any

import mpmath
from flint import arb, fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import float_position
from kreissverify.matrices.spectrum.spectrum_position import (
    SpectrumPosition,
    abscissa_position,
    exact_position,
)
from kreissverify.matrices.spectrum.stability import AXIS
from kreissverify.numbers.ball import (
    lower_rational,
    middle_mpf,
    upper_rational,
    working_precision,
)
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import INFINITY
from kreissverify.numbers.rational import as_mpf, as_sympy, simplest_between, square_root
from kreissverify.numbers.spectral_radius import spectral_abscissa_to
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.exact_eigenvalues import (
    half_trace,
    require_moderate,
    triangular_eigenvalues,
)
from kreissverify.quantities.float_radius import abscissa_estimates
from kreissverify.quantities.witnesses import certified, two_sided, value_string
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "unstable_enclosure"]

_SHORT = 32  # bits of a denominator: a chance rational in a ball has a longer one
_MOST_BITS = 1 << 14  # to which α is told from 0 before that is decided exactly
_ON_AXIS = (SpectrumPosition.SEMISIMPLE, SpectrumPosition.DEFECTIVE)


class SpectralAbscissa(Quantity):
    """α(A) = max Re λ over the eigenvalues of A: the rate at which ‖e^{tA}‖ grows in the end.

    Examples
    --------
    On [[-μ, b], [c, -μ]] with b, c ≥ 0 it is √(bc) - μ.

    >>> from kreissverify.continuous import spectral_abscissa
    >>> spectral_abscissa([[-1, "1/8"], ["1/2", -1]])
    -0.75
    """

    name = "spectral_abscissa"
    long_name = "spectral_abscissa"
    of_similar_matrices = True
    continuous = True
    copies_in_real_form = 1
    of_transposes = True
    is_computed = True
    native = frozenset({"float64"})
    finite = True
    least = None

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return α from the eigenvalues, with errors by their conditions."""
        return abscissa_estimates(stack)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return α from the roots of the exact characteristic polynomial, isolated in balls."""
        found = self._ball(matrix.exact, math.ceil(3.33 * digits))
        with mpmath.workdps(digits + 5):
            return as_mpf(found) if isinstance(found, fmpq) else middle_mpf(found, digits + 5)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure; a checker decides its bounds from the characteristic polynomial."""
        bits = math.ceil(-math.log2(max(rtol, 1e-60)))
        found = self._ball(matrix.exact, bits)
        if isinstance(found, fmpq):
            return two_sided(Enclosure.exactly(found))
        with working_precision(bits + 64):
            low, high = lower_rational(found), upper_rational(found)
        known = simplest_between(low, high)
        if int(known.q).bit_length() <= _SHORT and self.is_attained(matrix, known):
            low = high = known
        return two_sided(Enclosure.between(low, high))

    @staticmethod
    def is_attained(matrix: Matrix, value: fmpq) -> bool:
        """Decide α(A) = value exactly."""
        return abscissa_position(matrix.real_form.exact, value) in _ON_AXIS

    def _ball(self, matrix: fmpq_mat, bits: int) -> arb | fmpq:
        """Return α exactly where it is read off or 0, else a ball of relative radius 2^-bits."""
        known = _read_off(matrix)
        if known is not None:
            return known
        require_moderate(self.name, matrix)
        precision = bits
        while precision <= _MOST_BITS:
            found = spectral_abscissa_to(matrix, precision)
            if found.rel_accuracy_bits() >= bits:
                return found
            if precision == bits and 0 in found and exact_position(matrix, AXIS) in _ON_AXIS:
                return fmpq(0)
            precision *= 2
        raise Refused(f"{self.name}: not told from 0 at {_MOST_BITS} bits")

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value for triangular matrices and matrices of size 2."""
        known = _read_off(matrix.exact)
        if known is not None:
            return as_sympy(known)
        if matrix.n != 2:
            return None
        half, discriminant = half_trace(matrix.exact)
        return as_sympy(half) + sympy.sqrt(as_sympy(discriminant))

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr:
        """Return α(T) = γ + √(bc) of T = [[γ, b], [c, γ]] with b, c ≥ 0."""
        return as_sympy(gamma) + sympy.sqrt(as_sympy(b * c))

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return α(A)."""
        return rf"\alpha({matrix})"


def _read_off(matrix: fmpq_mat) -> fmpq | None:
    """Return the abscissa of a triangular matrix, or a rational one of a matrix of size 2."""
    diagonal = triangular_eigenvalues(matrix)
    if diagonal is not None:
        return max(diagonal)
    if matrix.nrows() == 2:
        half, discriminant = half_trace(matrix)
        if discriminant <= 0:
            return half
        root = square_root(discriminant)
        return None if root is None else half + root
    return None


QUANTITY = SpectralAbscissa()


def unstable_enclosure(matrix: Matrix) -> Enclosure | None:
    """Return +∞ where e^{tA} is not bounded, witnessed by a bound α(A) ≥ a > 0; None elsewhere.

    Raises
    ------
    Refused
        If the position of the spectrum against the axis was not decided.
    """
    position = float_position(matrix, AXIS)
    if position is SpectrumPosition.DEFECTIVE:
        return Enclosure.exactly(INFINITY)
    if position is not SpectrumPosition.OUTSIDE:
        return None
    low = QUANTITY.enclosure(matrix, rtol=1e-3).lower.value
    return certified(INFINITY, INFINITY, {"abscissa": value_string(low)})
