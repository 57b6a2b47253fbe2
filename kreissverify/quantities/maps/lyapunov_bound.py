"""The Lyapunov bound L(J) = min √cond(P) over P ≻ 0 with JᵀPJ ⪯ P; M(J) ≤ L(J)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mpmath
import numpy as np
import sympy
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import INFINITY, Extended, at_most
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_fmpq, as_sympy
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.lyapunov.forms import Form, float_bounds, proved_form, trial_forms
from kreissverify.quantities.lyapunov.planar import (
    planar_enclosure,
    planar_exact,
    planar_float,
    planar_forms,
)
from kreissverify.quantities.lyapunov.sdp import is_installed, optimal_form
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.quantities.maps.spectral_radius import radius_above_one
from kreissverify.quantities.maps.transient_peak import QUANTITY as M
from kreissverify.quantities.maps.transient_peak import is_contraction
from kreissverify.quantities.witnesses import infinite, matrix_strings, value_string

__all__ = ["QUANTITY"]

_PROGRAM_WIDTH = 1e-6  # a program takes a tenth of a second and more: not for a first, wide look
_PROGRAM_SIZE = 20  # an empirical limit: a program has n²/2 unknowns, and its time goes as n⁶


class LyapunovBound(Quantity):
    """L(J) = min √cond(P) over P ≻ 0 with JᵀPJ ⪯ P: the best quadratic bound on the peak M(J).

    For n ≤ 2 it is known exactly (see `lyapunov.planar`). For larger matrices it lies between M and
    √cond(P) of the best P found, whose inequalities are proved; with the extra `sdp` and for n ≤ 20
    both ends come from a semidefinite program (see `lyapunov.sdp`), if that much is asked for.

    Examples
    --------
    On [[γ, 0], [c, γ]] it is max(1, c/(1-γ²)).

    >>> from kreissverify import L, enclose
    >>> print(enclose(L, [["1/2", 0], [2, "1/2"]]).lower.value)
    8/3
    """

    name = "L"
    long_name = "lyapunov_bound"
    copies_in_real_form = 1
    least = 1

    def grows_on(self, matrix: Matrix) -> bool:
        """Say whether T = [[γ, b], [c, γ]], where L grows with γ, b and c.

        There L = max(1, 2max(b,c)/D) with D = 1-γ²+p+√S, S = (1-γ²)² - 2p(1+γ²) + p², p = bc (see
        `lyapunov.planar`). D falls in γ, as 1-γ² and (1-γ²)² - 2pγ² do; and D falls in p, as
        ∂D/∂p = 1 - (1+γ²-p)/√S ≤ 0 by S ≤ (1+γ²-p)².
        """
        return matrix.n == 2 and matrix.exact[0, 0] == matrix.exact[1, 1]

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return L for n ≤ 2; for larger matrices √cond(P) of the best P tried, which is above."""
        if stack.shape[-1] == 1:
            return Estimates.unsure(np.where(np.abs(stack[..., 0, 0]) <= 1, 1.0, np.inf))
        found = planar_float(stack) if stack.shape[-1] == 2 else float_bounds(stack)
        return Estimates.unsure(found)

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return the float64 value of one matrix."""
        return self._float(matrix)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return L for n ≤ 2; for larger matrices the proved upper bound, which is above it."""
        value = self.exact(matrix)
        if value is not None:
            return mpmath.inf if value == sympy.oo else _mpf(value, digits)
        high = self.enclosure(matrix).upper.value
        return _mpf(as_sympy(high), digits) if isinstance(high, fmpq) else mpmath.inf

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
        unstable = radius_above_one(exact) if RHO.estimate(matrix).value > 1 + 1e-9 else None
        if unstable is not None:
            return infinite(unstable)
        shown = planar_enclosure(exact, rtol) if matrix.n == 2 else None
        if shown is not None and not shown.is_finite:
            return shown
        # for n ≤ 2 M serves as a witness only, and the ends come from the closed form
        peak = _peak(matrix, max(rtol, 1e-9) if matrix.n > 2 else 1e-2)
        # lazily for n = 2: nearly always the first is proved
        forms = planar_forms(exact) if matrix.n == 2 else trial_forms(matrix)
        below, proved = peak.lower.value, proved_form(exact, forms)
        if matrix.n > 2 and self._is_worth_a_program(matrix, below, proved, rtol):
            square, proved = optimal_form(matrix, rtol)
            root = Enclosure.exactly(square).sqrt().lower.value
            below = root if at_most(below, root) else below
        certificate = _lower_witness(peak)
        if proved is not None:
            certificate["upper"] = _form_witness(proved)
        if shown is not None:
            return Enclosure(shown.lower, shown.upper, certificate)
        if proved is None:
            raise Refused("no quadratic form was proved not to grow under the powers of the matrix")
        return Enclosure.between(below, _root_above(proved), certificate)

    def _is_worth_a_program(
        self, matrix: Matrix, below: Extended, proved: Form | None, rtol: float
    ) -> bool:
        if rtol > _PROGRAM_WIDTH or matrix.n > _PROGRAM_SIZE or not is_installed():
            return False
        # the program is spared where M and the best form are already as close as was asked for
        wide = Enclosure.exactly(below) * (1 + as_fmpq(rtol))
        return proved is None or not at_most(_root_above(proved), wide.lower.value)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return L exactly for n ≤ 2, and 1 for contractions."""
        if is_contraction(matrix.exact):
            return sympy.Integer(1)
        if matrix.n == 1:
            return sympy.oo
        return planar_exact(matrix.exact) if matrix.n == 2 else None

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr:
        """Return L of T = [[γ, b], [c, γ]]: max(1, c/(1-γ²)) for b = 0 (see `lyapunov.planar`)."""
        g, p, q = (as_sympy(x) for x in (gamma, b, c))
        gap = ((1 - g) ** 2 - p * q) * ((1 + g) ** 2 - p * q)
        if p * q > (1 - g) ** 2:
            return sympy.oo
        bottom = 1 - g**2 + p * q + sympy.sqrt(gap)
        return sympy.Max(1, 2 * sympy.Max(p, q) / bottom)


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
