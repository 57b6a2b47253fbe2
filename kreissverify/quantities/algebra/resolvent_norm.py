"""The resolvent norm ‖(zI-J)⁻¹‖ at one point z, or on a grid of points."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
from flint import acb, arb, fmpq, fmpq_mat

from kreissverify.matrices.exact_entries import assembled_real_form
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import ball_matrix, middle_mpf, working_precision
from kreissverify.numbers.ball_matrix import BallArithmetic
from kreissverify.numbers.complex_rational import Gaussian, as_gaussian
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.numbers.spectral_norm import spectral_norm
from kreissverify.quantities.algebra.spectral_norm import exact_norm
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.float_range import as_finite_float
from kreissverify.quantities.large.bounds import is_large
from kreissverify.quantities.large.lower_estimate import LowerEstimate
from kreissverify.quantities.large.resolvent import LargeResolvent
from kreissverify.quantities.large.single_point import norm_at_point
from kreissverify.quantities.resolvent.grid import grid_norms
from kreissverify.quantities.resolvent.high_precision import local_norm
from kreissverify.quantities.resolvent.values import resolvent_norms
from kreissverify.system.deferred import is_of_sympy, sympy

__all__ = ["QUANTITY", "ResolventNorm"]

_SMALL = 4  # sizes up to which the exact inverse is the shortest way
_BITS = (64, 128, 256, 512, 1024, 2048, 4096)  # beyond the last the exact inverse decides
_UNIT = 2.0**-52
_TRUSTED = 1e-13  # relative rounding error up to which float64 is taken at its word


class ResolventNorm(Quantity):
    """‖R(z)‖ = ‖(zI-J)⁻¹‖ = 1/σ_min(zI-J), infinite at the eigenvalues.

    The level sets of ‖R‖ are the boundaries of pseudospectra: L. N. Trefethen and M. Embree,
    *Spectra and Pseudospectra* (2005), section 2. In a theorem file z is a real term.

    Examples
    --------
    >>> from kreissverify import resolvent_norm
    >>> resolvent_norm([["1/2"]], 1)
    2.0
    >>> round(resolvent_norm([["1/2"]], 1j) ** 2, 12)
    0.8
    """

    name = "resolvent_norm"
    long_name = "resolvent_norm"
    copies_in_real_form = 1
    of_transposes = True
    is_computed = True
    native = frozenset({"float64", "value"})
    parameters = ("z",)

    def __call__(self, matrix: Any, *parameters: Any, weight: Any = None) -> Any:
        """Return the float64 value at a point, an array of them on an array (or list) of points.

        At one point it is correct to about 12 digits, and infinite just at the eigenvalues. On a
        grid it is what float64 gives: beyond 10¹⁶/‖zI-J‖ it shows only that ‖R(z)‖ is large.
        """
        self.require_count(parameters)
        if is_of_sympy(matrix, "MatrixExpr") or not isinstance(parameters[0], (np.ndarray, list)):
            return super().__call__(matrix, *parameters, weight=weight)
        if is_large(matrix):
            raise ValueError("z: expected one point for a sparse matrix or an operator, got many")
        subject = self.subject(matrix)
        if weight is not None:
            subject = self.weighted(weight).weight.of(subject).matrix
        return grid_norms(subject.array, _grid(parameters[0]))

    def of_large(self, resolvent: LargeResolvent, *parameters: Any) -> LowerEstimate:
        """Return a lower bound of the norm at one point, by inverse Lanczos steps."""
        return norm_at_point(self.name, resolvent, self.float_parameter(parameters[0]))

    def parameter(self, value: Any) -> Gaussian:
        """Return z as an exact complex rational (see `as_gaussian` for what is accepted)."""
        try:
            return as_gaussian(value)
        except (TypeError, ValueError) as error:
            raise type(error)(f"z: {error}") from None

    def in_real_form(self, matrix: Matrix, *parameters: Any) -> tuple[Matrix, tuple[Any, ...]]:
        """Return the real form of J - zI, and 0: the one of J has the norms of conj J also.

        For complex z, ‖R(z)‖ of diag(J, conj J) is the larger one of ‖R(z)‖ and ‖R(conj z)‖ of J.
        """
        real, imag = as_gaussian(parameters[0])
        J, K = (fmpq_mat(x) for x in matrix.parts if x is not None)
        for i in range(matrix.n):
            J[i, i] -= real
            K[i, i] -= imag
        return Matrix(assembled_real_form(J, K)), ((fmpq(0), fmpq(0)),)

    def float_parameter(self, value: Gaussian) -> complex:
        """Return z as a complex float."""
        return complex(as_float(value[0]), as_float(value[1]))

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the norms at one z for a stack of matrices, by singular values.

        The error bound of LAPACK's least singular value is n·u·‖zI-J‖, u the unit of rounding. Of
        ‖R‖ it is relative; where it reaches 1 nothing is known, an infinite norm included.
        """
        n, z = stack.shape[-1], complex(parameters[0])
        flat = stack.reshape(-1, n, n)
        norms = np.asarray(resolvent_norms(flat, np.full((len(flat), 1), z))).reshape(-1)
        size = abs(z) + np.linalg.norm(flat, axis=(-2, -1))
        lost = size * norms * n * _UNIT
        errors = np.where(lost < 1, lost * norms, np.inf)
        return Estimates(norms, errors).reshaped(stack.shape[:-2])

    def value(self, matrix: Matrix, *parameters: Any) -> float:
        """Return the norm to about 12 digits: where float64 has lost digits, from more."""
        found = self.estimate(matrix, *parameters)
        if found.error < _TRUSTED * found.value:
            return float(found.value)
        return as_finite_float(self.highprec(matrix, *parameters, digits=18))

    def highprec(self, matrix: Matrix, *parameters: Any, digits: int = 30) -> mpmath.mpf:
        """Return the norm from inverse iteration at that precision; infinite at an eigenvalue."""
        z = as_gaussian(parameters[0])
        inverse = _ball_inverse(matrix, z)
        if inverse is None:
            return mpmath.inf
        size = math.log2(1 + float(np.linalg.norm(matrix.array)) + float(_modulus(z)))
        # σ² loses twice the bits of ‖R‖‖zI-J‖
        bits = math.ceil(3.4 * digits + 40 + 2 * (inverse[1] + size))
        with working_precision(bits):
            sigma = local_norm(matrix.exact, acb(arb(z[0]), arb(z[1]))).sigma
            return middle_mpf(1 / sigma, digits + 5)

    def enclosure(self, matrix: Matrix, *parameters: Any, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure: of the norm of an inverse in balls, or of the exact inverse."""
        z = as_gaussian(parameters[0])
        # norms of ball matrices are floats, with some ten digits to give
        if matrix.n > _SMALL and rtol > 1e-10:
            found = _enclosed_in_balls(_shifted(matrix.exact, z), rtol)
            if found is not None:
                return found
        inverse = _exact_inverse(matrix, z)
        return Enclosure.exactly(math.inf) if inverse is None else spectral_norm(inverse, rtol)

    def is_finite(self, matrix: Matrix, *parameters: Any) -> bool:
        """Say whether z was shown to be no eigenvalue."""
        return _ball_inverse(matrix, as_gaussian(parameters[0])) is not None

    def exact(self, matrix: Matrix, *parameters: Any) -> sympy.Expr | None:
        """Return the exact norm at a real z for a matrix of size 1 or 2."""
        real, imag = as_gaussian(parameters[0])
        if imag != 0 or matrix.n > 2:
            return None
        inverse = _exact_inverse(matrix, (real, imag))
        return sympy.oo if inverse is None else exact_norm(inverse)

    def algebraic(self, matrix: Matrix, *parameters: Any) -> sympy.Expr:
        """Return the norm of the exact inverse; infinite at an eigenvalue."""
        inverse = _exact_inverse(matrix.real_form, as_gaussian(parameters[0]))
        # here, as its numbers are of a class of SymPy's: see `system.deferred`
        from kreissverify.numbers.algebraic_number import largest_singular_value

        return sympy.oo if inverse is None else largest_singular_value(inverse)

    def grows_on(self, matrix: Matrix) -> bool:
        """Return False: it does only for z beyond the Perron root."""
        return False

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return ‖(zI-J)⁻¹‖."""
        return rf"\lVert ({parameters[0]} I - {matrix})^{{-1}} \rVert"


def _grid(points: Any) -> np.ndarray[Any, np.dtype[np.complex128]]:
    try:
        grid = np.asarray(points, dtype=np.complex128)
    except (TypeError, ValueError):
        raise ValueError("z: expected an array of complex numbers") from None
    if not np.isfinite(grid).all():
        raise ValueError("z: expected finite numbers, got an array with NaN or infinity")
    return grid


def _modulus(z: Gaussian) -> arb:
    return abs(acb(arb(z[0]), arb(z[1])))


def _shifted(matrix: fmpq_mat, z: Gaussian) -> fmpq_mat:
    """Return zI - J, for complex z = a + ib its real form [[aI-J, -bI], [bI, aI-J]].

    It has the same singular values, each twice.
    """
    n, (real, imag) = matrix.nrows(), z
    size = n if imag == 0 else 2 * n
    entries = [fmpq(0)] * size**2
    for i in range(size):
        for j in range(n):
            entries[i * size + (i // n) * n + j] = -matrix[i % n, j]
        entries[i * size + i] += real
        if size > n:
            entries[i * size + (i + n) % size] = -imag if i < n else imag
    return fmpq_mat(size, size, entries)


def _exact_inverse(matrix: Matrix, z: Gaussian) -> fmpq_mat | None:
    try:
        return _shifted(matrix.exact, z).inv()
    except ZeroDivisionError:
        return None


def _ball_inverse(matrix: Matrix, z: Gaussian) -> tuple[int, float] | None:
    """Return bits at which zI - J is proved invertible, and log₂ of a bound on ‖R(z)‖, or None."""
    shifted = _shifted(matrix.exact, z)
    for bits in _BITS:
        with working_precision(bits):
            try:
                entries = ball_matrix(shifted).inv().entries()
            except ZeroDivisionError:
                continue
            total = sum((abs(x).upper() ** 2 for x in entries), arb(0))
            return bits, max(0.0, float(total.log()) / math.log(4))
    inverse = _exact_inverse(matrix, z)
    if inverse is None:
        return None
    with working_precision(64):
        total = sum((arb(x) ** 2 for x in inverse.entries()), arb(0))
        return _BITS[-1], max(0.0, float(total.log()) / math.log(4))


def _enclosed_in_balls(shifted: fmpq_mat, rtol: float) -> Enclosure | None:
    for bits in _BITS:
        with working_precision(bits):
            try:
                inverse = ball_matrix(shifted).inv()
            except ZeroDivisionError:
                continue
        ((low, high),) = BallArithmetic(bits).norms([inverse], rtol / 4)
        if 0 < low <= high <= low * (1 + rtol) and math.isfinite(high):
            return Enclosure.between(as_fmpq(low), as_fmpq(high))
    return None


QUANTITY = ResolventNorm()
