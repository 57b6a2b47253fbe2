"""The numerical abscissa ω(A)."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.positive_definite import (
    is_positive_definite_exact,
    is_positive_semidefinite_exact,
    scaled_identity,
)
from kreissverify.numbers.rational import as_mpf, as_sympy
from kreissverify.numbers.spectral_norm import largest_eigenvalue_enclosure
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.float_scaling import in_range
from kreissverify.quantities.witnesses import two_sided
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "hermitian_part"]

_UNITS = 4 * 2.0**-52  # of ‖(A+A*)/2‖ for each row: more than LAPACK's eigenvalues are ever off
_LEAST = 5e-324  # the spacing of floats around 0
_NARROWEST = 1e-200  # relative to the norm: where ω is not told from 0 by then, that is decided


class NumericalAbscissa(Quantity):
    """ω(A) = λ_max((A+A*)/2) = max Re x*Ax over |x| = 1: the slope of ‖e^{tA}‖ at t = 0.

    Examples
    --------
    ‖e^{tA}‖ ≤ 1 for all t iff ω ≤ 0; this flow is stable, and grows at first.

    >>> from kreissverify.continuous import numerical_abscissa, spectral_abscissa
    >>> A = [[-1, 6], [0, -1]]
    >>> spectral_abscissa(A), numerical_abscissa(A)
    (-1.0, 2.0)
    """

    name = "numerical_abscissa"
    long_name = "numerical_abscissa"
    continuous = True
    copies_in_real_form = 1
    of_transposes = True
    native = frozenset({"float64"})
    finite = True
    least = None

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the largest eigenvalue of the Hermitian part, right to units of its norm."""
        scaled, shifts = in_range(stack)
        part = (scaled + np.swapaxes(scaled.conj(), -1, -2)) / 2
        values = np.linalg.eigvalsh(part)
        highest, norms = values[..., -1], np.abs(values).max(axis=-1)
        # one rounding of each entry of A moves the Hermitian part by a unit of ‖A‖_F
        entries = np.linalg.norm(scaled, axis=(-2, -1)) * 2.0**-52
        errors = _UNITS * stack.shape[-1] * norms + entries
        return Estimates(np.ldexp(highest, shifts), np.ldexp(errors, shifts) + _LEAST)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return ω as the middle of an enclosure that is as narrow."""
        found = _enclosed(matrix.exact, max(10.0**-digits, _NARROWEST))
        low, high = found.lower.value, found.upper.value
        assert is_finite(low) and is_finite(high)
        with mpmath.workdps(digits + 5):
            return as_mpf((low + high) / 2)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure; a checker decides its bounds: vI - (A+Aᵀ)/2 is definite or not."""
        return two_sided(_enclosed(matrix.exact, rtol))

    def interval(self, matrix: fmpq_mat, rtol: float) -> Enclosure:
        """Return the bare enclosure of a rational matrix."""
        return _enclosed(matrix, rtol)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value of a matrix of size 1 or 2."""
        if matrix.n == 1:
            return as_sympy(matrix.exact[0, 0])
        if matrix.n != 2:
            return None
        a, b, c, d = matrix.exact.entries()
        return as_sympy((a + d) / 2) + sympy.sqrt(as_sympy((a - d) ** 2 + (b + c) ** 2)) / 2

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr:
        """Return ω(T) = γ + (b+c)/2 of T = [[γ, b], [c, γ]] with b, c ≥ 0."""
        return as_sympy(gamma + (b + c) / 2)

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return ω(A)."""
        return rf"\omega({matrix})"


def hermitian_part(matrix: fmpq_mat) -> fmpq_mat:
    """Return (A+Aᵀ)/2."""
    return (matrix + matrix.transpose()) / 2


def _enclosed(matrix: fmpq_mat, rtol: float) -> Enclosure:
    """Enclose λ_max(S) as λ_max(S + sI) - s, with s so large that S + sI is semidefinite."""
    part, size = hermitian_part(matrix), matrix.nrows()
    shift = max(sum((abs(x) for x in row), fmpq(0)) for row in part.tolist())
    above = part + scaled_identity(size, shift)
    width = rtol / 4
    while True:
        found = largest_eigenvalue_enclosure(above, width) - Enclosure.exactly(shift)
        low, high = found._finite_ends()
        least = min(abs(low), abs(high)) if low * high > 0 else fmpq(0)
        if high - low <= least * fmpq(*float(rtol).as_integer_ratio()):
            return found
        if width <= _NARROWEST:
            break
        # as much as cancels; a first guess of the width that is needed is one of several
        lost = float(least / (2 * shift)) if least > 0 else 0.0
        width = max(min(width * 1e-8, rtol * lost / 8 if lost else width), _NARROWEST)
    # -S is semidefinite and singular iff ω = 0
    if is_positive_semidefinite_exact(-part) and not is_positive_definite_exact(-part):
        return Enclosure.exactly(0)
    raise Refused("numerical_abscissa: too near 0 for the digits asked for")


QUANTITY = NumericalAbscissa()
