"""The Lyapunov bound L(J) = min √cond(P) over P ≻ 0 with JᵀPJ ⪯ P; M(J) ≤ L(J)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import mpmath
import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import RIGHT, Estimate, Estimates
from kreissverify.numbers.extended import INFINITY, Extended, at_most
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.kreiss.enclosure import kreiss_from_below
from kreissverify.quantities.lyapunov.forms import Form, float_bounds, proved_form, trial_forms
from kreissverify.quantities.lyapunov.optimal_form import (
    bound_below,
    independent_parts,
    optimal_form,
)
from kreissverify.quantities.lyapunov.planar import planar_forms
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.spectral_radius import radius_above_one
from kreissverify.quantities.maps.transient_peak import QUANTITY as M
from kreissverify.quantities.maps.transient_peak import is_contraction
from kreissverify.quantities.stability_boundary.enclosures import lyapunov_at_one
from kreissverify.quantities.stacked.lyapunov import lyapunov_bounds
from kreissverify.quantities.two_by_two.closed_form import LYAPUNOV, float_of
from kreissverify.quantities.two_by_two.first_route import two_by_two_first
from kreissverify.quantities.witnesses import infinite, matrix_strings, value_string
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY", "lyapunov_from_kreiss", "lyapunov_from_multipliers"]

_PROGRAM_WIDTH = 1e-6  # a program takes a tenth of a second and more: not for a first, wide look
_PROGRAM_SIZE = 30  # an empirical limit: a program of 30 rows takes 1.5 s, and its time goes as n⁶
# Why an enclosure is wider than was asked for.
_NO_PROGRAM = (
    "L is between M or K + sqrt(K^2 - 1) and the best form tried, as its semidefinite program is "
    "solved for rtol <= 1e-06 and at most 30 rows"
)
_ENDS_APART = "the two ends of the semidefinite program of L were not proved as near to each other"
_NARROW = 1e-9  # relative width of L² at which the bounds of a value are near enough
_LARGEST = 1e6  # the square of it is a condition of which floats keep four digits
_ROUNDED = 1e-14  # rounding of the ends to floats, relative
_BITS = 80  # of a closed form that is rounded to float64


@two_by_two_first(LYAPUNOV, encloses=True)
class LyapunovBound(Quantity):
    """L(J) = min √cond(P) over P ≻ 0 with JᵀPJ ⪯ P: the best quadratic bound on the peak M(J).

    For n ≤ 2 it is known exactly (see `lyapunov.planar`). For larger matrices it lies between M and
    √cond(P) of the best P found, whose inequalities are proved; for n ≤ 30 both ends come from a
    semidefinite program (see `lyapunov.optimal_form`), if that much is asked for.

    Examples
    --------
    On [[γ, 0], [c, γ]] it is max(1, c/(1-γ²)).

    >>> from kreissverify import L, enclose
    >>> print(enclose(L, [["1/2", 0], [2, "1/2"]]).lower.value)
    8/3
    """

    name = "L"
    long_name = "lyapunov_bound"
    of_padded = True
    copies_in_real_form = 1
    of_transposes = True
    least = 1

    def grows_on(self, matrix: Matrix) -> bool:
        """Say whether T = [[γ, b], [c, γ]], where L grows with γ, b and c.

        There L = max(1, 2max(b,c)/D) with D = 1-γ²+p+√S, S = (1-γ²)² - 2p(1+γ²) + p², p = bc (see
        `lyapunov.planar`). D falls in γ, as 1-γ² and (1-γ²)² - 2pγ² do; and D falls in p, as
        ∂D/∂p = 1 - (1+γ²-p)/√S ≤ 0 by S ≤ (1+γ²-p)².
        """
        return matrix.n == 2 and matrix.exact[0, 0] == matrix.exact[1, 1]

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return √cond(P) of the best form tried, which is above L; the error reaches down to M.

        Programs take milliseconds a matrix, and `estimate` solves them.
        """
        if stack.shape[-1] == 1:
            size = np.abs(stack[..., 0, 0])
            # an entry that is 1 to rounding may be on either side of the circle
            errors = np.where(np.abs(size - 1) <= 2.0**-53, np.inf, 0.0)
            return Estimates(np.where(size <= 1, 1.0, np.inf), errors)
        above, below = float_bounds(stack), M.float64(stack)
        least = np.maximum(np.nan_to_num(below.values - below.errors, nan=1.0), 1.0)
        unbounded = np.isinf(below.values) & (below.errors == 0)
        errors = np.where(unbounded, 0.0, above - least + _ROUNDED * above)
        # the least eigenvalue of a form of larger condition is rounding, and the form none perhaps
        # And where rounding decides whether ρ ≤ 1, a form may be one of a matrix next to this.
        unsure = (above > _LARGEST) | np.isinf(below.errors)
        errors = np.where(unsure & ~unbounded, np.inf, errors)
        return Estimates(np.where(unbounded, np.inf, above), errors)

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return L to 1e-8 relative: the closed form for n ≤ 2, else between two proved bounds.

        Raises
        ------
        Refused
            If the bounds are farther apart: the message says how far.
        """
        low, high = self._ends(matrix)
        if high == math.inf and low < math.inf:
            raise Refused(
                f"L: at least {low:.9g}, but no quadratic form was proved to bound it; "
                "a scaling that evens out the sizes of the entries would help"
            )
        if low < high and high - low > RIGHT * low:
            raise Refused(
                f"L: between {low:.9g} and {high:.9g}, which is not to 1e-8; "
                "estimate(matrix) gives the value with its error, and enclose the bounds"
            )
        return high

    def estimate(self, matrix: Any, *parameters: Any) -> Estimate:
        """Return the best proved upper bound, and how far above the proved lower bound it is."""
        subject = self.subject(matrix)
        try:
            low, high = self._ends(subject)
        except Refused:
            return Estimate(math.nan, math.inf)
        if high == math.inf and low < math.inf:
            return Estimate(low, math.inf)
        return Estimate(high, 0.0 if low == high else high - low + _ROUNDED * high)

    def _ends(self, matrix: Matrix) -> tuple[float, float]:
        """Return proved bounds in floats, the larger for the parts that do not act on each other.

        A form of each part, scaled to a least eigenvalue of 1, makes one of the whole; and a form
        of the whole has one of each part on its diagonal.
        """
        ends = [self._ends_of(part.matrix) for part in independent_parts(matrix)]
        return max(low for low, _ in ends), max(high for _, high in ends)

    def _ends_of(self, matrix: Matrix) -> tuple[float, float]:
        if matrix.n <= 2:
            value = self._small(matrix)
            return value, value
        if is_contraction(matrix.exact):
            return 1.0, 1.0
        position = decided_position(matrix, self.name)
        if not position.is_bounded:
            return math.inf, math.inf
        # programs are of ρ < 1: on the circle no form has slack, nor has one a start inside
        if matrix.n > _PROGRAM_SIZE or position is not SpectrumPosition.INSIDE:
            found = self.enclosure(matrix, rtol=_NARROW)
            return float(found.lower), float(found.upper)
        below, form = optimal_form(matrix, _NARROW)
        low = math.sqrt(as_float(below))
        return low, math.inf if form is None else max(low, as_float(_root_above(form)))

    def _small(self, matrix: Matrix) -> float:
        if matrix.n == 1:
            return 1.0 if abs(matrix.exact[0, 0]) <= 1 else math.inf
        with working_precision(_BITS):
            found = LYAPUNOV.number(matrix)
        assert found is not None
        return float_of(found)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return L where it is known exactly: of parts with n ≤ 2, and of contractions.

        Raises
        ------
        Refused
            Where the two proved bounds are not as near each other as the digits asked for.
        """
        value = self.exact(matrix)
        if value is not None:
            return mpmath.inf if value == sympy.oo else _mpf(value, digits)
        low, high = self._ends(matrix)
        if high == math.inf == low:
            return mpmath.inf
        raise Refused(
            f"L: between {low:.12g} and {high:.12g}, and no more digits of it are known; it is "
            "known exactly for n <= 2"
        )

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure: narrow for n ≤ 2, otherwise from M to the best proved bound.

        The semidefinite program is solved for rtol ≤ 1e-6. In the certificate the lower bound is
        witnessed by a time t (L ≥ M ≥ ‖Jᵗ‖), and may be less than the enclosure's; the upper one v
        by P with I ⪯ P ⪯ v²I.
        """
        exact = matrix.exact
        if is_contraction(exact):
            one = fmpq(1)
            trivial = _form_witness((scaled_identity(matrix.n, one), one, one))
            return Enclosure.between(1, 1, {"lower": {"value": "1", "t": "0"}, "upper": trivial})
        # where floats leave no doubt; at ρ = 1 the forms decide
        unstable = radius_above_one(exact) if RHO.float_estimate(matrix).value > 1 + 1e-9 else None
        if unstable is not None:
            return infinite(unstable)
        if matrix.n > 2:
            at_one = lyapunov_at_one(matrix, rtol, lambda: M.enclosure(matrix, rtol=rtol))
            if at_one is not None:
                return at_one
        # for n = 2 M serves as a witness only: the ends come from the closed form
        peak = _peak(matrix, max(rtol, 1e-9) if matrix.n > 2 else 1e-2)
        # lazily for n = 2: nearly always the first is proved
        forms = planar_forms(exact) if matrix.n == 2 else trial_forms(matrix)
        below, proved = peak.lower.value, proved_form(exact, forms)
        if matrix.n > 2:
            if self._is_worth_a_program(matrix, below, proved, rtol):
                square, form = optimal_form(matrix, rtol)
                proved = form or proved
                other = Enclosure.exactly(square).sqrt().lower.value
            else:
                other = as_fmpq(lyapunov_from_kreiss(matrix, rtol).get("value", "1"))
            below = other if at_most(below, other) else below
        certificate = _lower_witness(peak)
        if proved is not None:
            certificate["upper"] = _form_witness(proved)
        if proved is None:
            raise Refused("no quadratic form was proved not to grow under the powers of the matrix")
        looked = rtol <= _PROGRAM_WIDTH and matrix.n <= _PROGRAM_SIZE
        found = Enclosure.between(below, _root_above(proved), certificate)
        return found.marked(rtol, _ENDS_APART if looked else _NO_PROGRAM)

    def bounds_of_stack(self, balls: FloatBall, *parameters: Intervals, rtol: float) -> Intervals:
        """Return bounds by quadratic forms: see `stacked.lyapunov`."""
        return lyapunov_bounds(balls, rtol)

    def _is_worth_a_program(
        self, matrix: Matrix, below: Extended, proved: Form | None, rtol: float
    ) -> bool:
        if rtol > _PROGRAM_WIDTH or matrix.n > _PROGRAM_SIZE:
            return False
        # the program is spared where M and the best form are already as close as was asked for
        wide = Enclosure.exactly(below) * (1 + as_fmpq(rtol))
        return proved is None or not at_most(_root_above(proved), wide.lower.value)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return L exactly where no part of more than two rows acts on itself; 1 if ‖J‖ ≤ 1."""
        if is_contraction(matrix.exact):
            return sympy.Integer(1)
        parts = [part.matrix for part in independent_parts(matrix)]
        if max(part.n for part in parts) > 2:
            return None
        return sympy.Max(*(_exactly(part) for part in parts))

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr:
        """Return L of T = [[γ, b], [c, γ]]: max(1, c/(1-γ²)) for b = 0 (see `lyapunov.planar`)."""
        return LYAPUNOV.expression(Matrix([[gamma, b], [c, gamma]]))


def _exactly(part: Matrix) -> sympy.Expr:
    if part.n == 1:
        return sympy.Integer(1) if abs(part.exact[0, 0]) <= 1 else sympy.oo
    return LYAPUNOV.expression(part)


def lyapunov_from_kreiss(matrix: Matrix, rtol: float) -> dict[str, Any]:
    """Return a lower bound of L with the witness of K that shows it; {} if there is none.

    It is K + √(K²-1) ≤ L of a proved lower bound of K, see section 9 of the mathematics.

    For y = e^(iθ)(|z|-1)R(z)v, |z| > 1, any P with JᵀPJ ⪯ P has Re⟨Py, v-y⟩ ≥ 0, so ⟨Py, y⟩ ≤
    ‖Py‖‖v‖; and ⟨Py, y⟩ ≥ 2√κ/(1+κ)·‖Py‖‖y‖ for κ = cond(P), by Kantorovich's inequality. Hence
    K ≤ (√κ + 1/√κ)/2.
    """
    try:
        shown = kreiss_from_below(matrix, rtol)
    except Refused:
        shown = {}
    if not shown:
        return {}
    k = as_fmpq(shown["lower"]["value"])
    below = (Enclosure.exactly(k) + Enclosure.exactly(k * k - 1).sqrt()).lower.value
    return {**shown["lower"], "value": value_string(below)}


def lyapunov_from_multipliers(matrix: Matrix, rtol: float) -> dict[str, Any]:
    """Return a lower bound of L with the multipliers of its program; {} if none was proved.

    Parameters
    ----------
    matrix
        J, of which a complex one is asked by its real form.
    rtol
        The relative distance from the best form at which the program stops.
    """
    form = Matrix(matrix.real_form.exact)
    if not 1 < form.n <= _PROGRAM_SIZE:
        return {}
    square, multipliers = bound_below(form, rtol)
    if multipliers is None:
        return {}
    X, W = map(matrix_strings, multipliers)
    return {"value": value_string(Enclosure.exactly(square).sqrt().lower.value), "W": W, "X": X}


def _mpf(value: sympy.Expr, digits: int) -> mpmath.mpf:
    # mpmath rounds what it converts to the precision of the moment, which is the caller's
    with mpmath.workdps(digits + 5):
        return mpmath.mpf(sympy.N(value, digits + 5))


def _peak(matrix: Matrix, rtol: float) -> Enclosure:
    """Return an enclosure of M, which is at most L; the trivial one where it is refused."""
    try:
        return M.enclosure(matrix, rtol=rtol)
    except Refused:
        return Enclosure.between(1, INFINITY, {"lower": {"value": "1", "t": "0"}})


def _lower_witness(peak: Enclosure) -> dict[str, Mapping[str, Any]]:
    known = peak.certificate or {}
    return {"lower": known["lower"]} if "lower" in known else {}


def _form_witness(form: Form) -> dict[str, Any]:
    matrix, low, _ = form
    return {"value": value_string(_root_above(form)), "P": matrix_strings(matrix / low)}


def _root_above(form: Form) -> fmpq:
    """Return a rational at or just above √(high/low)."""
    _, low, high = form
    root = Enclosure.exactly(high / low).sqrt().upper.value
    assert isinstance(root, fmpq)
    return root


QUANTITY = LyapunovBound()
