"""Closed forms as the faces of a quantity use them: of one matrix, and of a stack in floats."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from flint import arb, fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.stability import AXIS, CIRCLE, Boundary
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.estimates import RIGHT, Estimates
from kreissverify.numbers.rational import as_float, as_fmpq, as_sympy
from kreissverify.quantities.two_by_two.cases import Cases, ball_root
from kreissverify.quantities.two_by_two.complex_formulas import (
    ComplexEntries,
    complex_lyapunov,
    complex_noise_gain,
    kreiss_of_flow,
)
from kreissverify.quantities.two_by_two.formulas import (
    Entries,
    distance_to_instability,
    kreiss,
    lyapunov,
    noise_gain,
    resolvent,
)
from kreissverify.quantities.two_by_two.powers import (
    peak,
    peak_estimates,
    power,
    power_estimates,
)
from kreissverify.quantities.two_by_two.running_error import Rounded
from kreissverify.system.deferred import sympy

__all__ = [
    "DISTANCE",
    "KREISS",
    "KREISS_OF_FLOW",
    "LYAPUNOV",
    "NOISE_GAIN",
    "PEAK",
    "POWER",
    "RESOLVENT",
    "ClosedForm",
    "Number",
    "float_of",
    "is_near_axis",
    "is_near_circle",
]

Number = fmpq | arb | float
"""An exact value, a ball that contains it, or ∞ (the value of a case) as a float."""

_UNIT = 2.0**-53
_GUARD = 64  # bits beyond those of the width asked for
_NEAR = 1e-14  # a hundred roundings of the entries, relative: who is farther is clear
_CLEAR = 1e-3  # relative errors up to which first order says what rounding of the entries does
_LARGEST, _LEAST = 1e100, 1e-100  # sizes of entries whose products stay within float64
_SHORTEST = 5e-324 / RIGHT  # the least float that is known to be right from its digits


@dataclass(frozen=True)
class ClosedForm:
    """The closed form of one quantity.

    Attributes
    ----------
    exactly
        Of rational entries, and the parameters.
    floats
        Of four arrays of entries, and the parameters: arrays, or one number for all.
    nonnegative
        Whether it is of matrices that are nonnegative up to a sign and similarity by diag(1, ±1).
    complex_cases
        Of complex entries.
    cases
        Of entries that are SymPy's numbers or rationals; None where powers are taken on the way.
    boundary
        What a stable matrix stays inside of.
    """

    exactly: Callable[..., Number]
    floats: Callable[..., Estimates]
    nonnegative: bool = True
    complex_cases: Callable[[ComplexEntries], Cases] | None = None
    cases: Callable[..., Cases] | None = None
    boundary: Boundary = CIRCLE

    def number(self, matrix: Matrix, *parameters: fmpq) -> Number | None:
        """Return the value, roots to the working precision; None if the form is not of it.

        It is exact where all roots are rational, and otherwise a ball, which contains it.

        Parameters
        ----------
        matrix
            Of any size.
        parameters
            The quantity's.
        """
        # parameters outside the domain are told from what is asked for by the general route
        if matrix.n != 2 or any(x <= 0 for x in parameters):
            return None
        if getattr(matrix, "is_complex", False):
            return self._of_complex(matrix)
        J = self._entries(matrix)
        return None if J is None else self.exactly(J, *parameters)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float) -> Enclosure | None:
        """Return an enclosure of about the relative width asked for; None if the form is not of it.

        Parameters
        ----------
        matrix
            Of any size.
        parameters
            The quantity's.
        rtol
            The relative width.
        """
        with working_precision(_GUARD + math.ceil(-math.log2(max(rtol, 1e-300)))):
            found = self.number(matrix, *parameters)
            if found is None:
                return None
            return Enclosure.of_ball(found) if isinstance(found, arb) else Enclosure.exactly(found)

    def expression(self, matrix: Matrix) -> sympy.Expr | None:
        """Return the exact value as SymPy writes it; None if the form is not of the matrix."""
        if self.cases is None or matrix.n != 2 or getattr(matrix, "is_complex", False):
            return None
        J = self._entries(matrix)
        if J is None:
            return None
        found = self.cases(Entries(*map(as_sympy, J))).number(sympy.sqrt)
        # the value of a case is a float: 0, 1 or ∞
        if isinstance(found, float):
            return sympy.oo if found == math.inf else sympy.Integer(int(found))
        return found

    def _entries(self, matrix: Matrix) -> Entries | None:
        """Return the entries, without their signs where these do not matter; None where they do."""
        J = Entries(*matrix.exact.entries())
        if not self.nonnegative:
            return J
        return None if J.a * J.d < 0 or J.b * J.c < 0 else Entries(*map(abs, J))

    def _of_complex(self, matrix: Any) -> Number | None:
        if self.complex_cases is None:
            return None
        real, imaginary = matrix.parts
        pairs = zip(real.entries(), imaginary.entries(), strict=True)
        found: Number = self.complex_cases(ComplexEntries(*pairs)).number(ball_root)
        return found

    def fits(self, stack: FloatArray) -> Any:
        """Say which matrices (N, n, n) the form is of."""
        if stack.shape[-1] != 2:
            return np.zeros(len(stack), dtype=bool)
        if np.iscomplexobj(stack):
            return np.full(len(stack), self.complex_cases is not None)
        if not self.nonnegative:
            return np.ones(len(stack), dtype=bool)
        signs = np.sign(stack)
        diagonal, other = signs[:, 0, 0] * signs[:, 1, 1], signs[:, 0, 1] * signs[:, 1, 0]
        return (diagonal >= 0) & (other >= 0)

    def seems_unstable(self, stack: Any) -> Any:
        """Say which of some matrices (N, 2, 2) are unstable in floats by more than a rounding."""
        eigenvalues = np.linalg.eigvals(stack)
        circle = self.boundary is CIRCLE
        height = (np.abs(eigenvalues) - 1 if circle else eigenvalues.real).max(axis=-1, initial=-1)
        with np.errstate(over="ignore"):
            return height > _UNIT * np.linalg.norm(stack, axis=(-2, -1))

    def estimates(self, stack: FloatArray, *parameters: Any) -> Estimates:
        """Return the values of finite matrices (N, 2, 2) that the form is of, with their errors."""
        entries = stack.reshape(-1, 4).T
        if np.iscomplexobj(stack):
            assert self.complex_cases is not None
            pairs = ((Rounded.of(x.real), Rounded.of(x.imag)) for x in entries)
            return self.complex_cases(ComplexEntries(*pairs)).estimates()
        found = self.floats(np.abs(entries) if self.nonnegative else entries, *parameters)
        return self._beyond(stack, found, parameters)

    def _beyond(
        self, stack: FloatArray, found: Estimates, parameters: tuple[Any, ...]
    ) -> Estimates:
        """Return the estimates, exact values put in where products left the range of float64."""
        sizes = np.abs(stack).reshape(-1, 4)
        extreme = (sizes > _LARGEST) | ((sizes < _LEAST) & (sizes > 0))
        lost = extreme.any(axis=1) & ~np.isfinite(found.errors)
        if not lost.any():
            return found
        values, errors = found.values.copy(), found.errors.copy()
        for i in np.flatnonzero(lost).tolist():
            rows = [as_fmpq(np.broadcast_to(p, len(stack))[i].item()) for p in parameters]
            matrix = Matrix(stack[i])
            number = self.number(matrix, *rows)
            assert number is not None
            condition = _condition(matrix, *rows) if self.boundary is CIRCLE else math.inf
            try:
                values[i] = float_of(number)
            except OverflowError:
                values[i], condition = np.nan, np.inf
            # the rounding of the entries moves them towards the circle, and perhaps across
            known = values[i] * condition if np.isfinite(values[i]) else 0.0
            errors[i] = known if condition < _CLEAR else np.inf
        return Estimates(values, errors)


def _condition(matrix: Matrix, radius: fmpq | None = None) -> float:
    """Return about how much a rounding of the entries changes a value, relative to it.

    All depend on the entries as on powers, up to the second, of the distance q of (r-a)(r-d) from
    bc (see `formulas`).
    """
    a, b, c, d = matrix.exact.entries()
    r = fmpq(1) if radius is None else radius
    terms = (r + abs(a)) * (r + abs(d)) + abs(b * c)
    distances = (r - a) * (r - d) - b * c, (r + a) * (r + d) - b * c, r * r - a * d + b * c
    least = min(map(abs, distances))
    return 64 * _UNIT * as_float(terms / least) if least > 0 else np.inf


def is_near_circle(matrix: Matrix, radius: fmpq | None = None) -> bool:
    """Say whether an eigenvalue is so near |z| = 1 that the rounding of the entries may decide.

    Parameters
    ----------
    matrix
        Of two rows.
    radius
        Another parameter than r = 1 is no matter of the unit circle.
    """
    if radius is not None and radius != 1:
        return False
    try:
        entries: list[Any] = matrix.array.ravel().tolist()
    except OverflowError:  # an entry beyond floats: its position is decided exactly
        return True
    if isinstance(entries[0], complex):
        return True
    a, b, c, d = entries
    terms = (1 + abs(a)) * (1 + abs(d)) + abs(b * c)
    distances = (1 - a) * (1 - d) - b * c, (1 + a) * (1 + d) - b * c, 1 - a * d + b * c
    # what overflows is no number, and may be near
    return any(not abs(x) > _NEAR * terms for x in distances)


def is_near_axis(matrix: Matrix) -> bool:
    """Say whether an eigenvalue is so near Re z = 0 that the rounding of the entries may decide."""
    try:
        real, imaginary = matrix.array.real, matrix.array.imag
    except OverflowError:
        return True
    entries = zip(real.ravel().tolist(), imaginary.ravel().tolist(), strict=True)
    a, b, c, d = (abs(complex(*x)) for x in entries)
    size = a + d + math.sqrt(b * c)
    eigenvalues = np.linalg.eigvals(matrix.array)
    # √ as a double eigenvalue moves by the root of rounding
    near = np.abs(eigenvalues.real) <= 100 * math.sqrt(_NEAR) * size
    return bool(near.any() or not np.isfinite(size))


def float_of(found: Number) -> float:
    """Return the float64 nearest a number.

    Raises
    ------
    OverflowError
        If it is finite and beyond the range of float64, or so small that its digits are lost.
    """
    value = as_float(found) if isinstance(found, fmpq) else float(found)
    if isinstance(found, arb) and not np.isfinite(value):
        raise OverflowError("beyond the range of float64")
    if abs(value) < _SHORTEST and found != value:
        raise OverflowError("below the range of float64")
    return value


def _by_cases(
    make: Callable[..., Cases],
    nonnegative: bool = True,
    complex_cases: Callable[[ComplexEntries], Cases] | None = None,
) -> ClosedForm:
    def exactly(J: Entries, *parameters: fmpq) -> Number:
        found: Number = make(J, *parameters).number(ball_root)
        return found

    def floats(entries: FloatArray, *parameters: Any) -> Estimates:
        rows = (np.broadcast_to(np.asarray(p, dtype=float), entries.shape[1:]) for p in parameters)
        return make(Entries(*map(Rounded.of, entries)), *map(Rounded.of, rows)).estimates()

    return ClosedForm(exactly, floats, nonnegative, complex_cases, make)


def _power(J: Entries, t: fmpq) -> Number:
    return power(J, int(t.p))


def _of_flow(made: Callable[[ComplexEntries], Cases]) -> ClosedForm:
    """Return the form of a flow, whose real matrices are complex ones without imaginary parts."""

    def of_real(A: Entries) -> Cases:
        zero = A.a * 0
        return made(ComplexEntries(*((x, zero) for x in A)))

    found = _by_cases(of_real, nonnegative=False, complex_cases=made)
    return replace(found, boundary=AXIS)


KREISS = _by_cases(kreiss)
KREISS_OF_FLOW = _of_flow(kreiss_of_flow)
RESOLVENT = _by_cases(resolvent)
DISTANCE = _by_cases(distance_to_instability)
NOISE_GAIN = _by_cases(noise_gain, nonnegative=False, complex_cases=complex_noise_gain)
LYAPUNOV = _by_cases(lyapunov, nonnegative=False, complex_cases=complex_lyapunov)
PEAK = ClosedForm(peak, peak_estimates)
POWER = ClosedForm(_power, power_estimates)
