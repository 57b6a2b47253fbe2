"""The settling time T_c(A, δ): the infimum of the t with ‖e^{sA}‖ ≤ δ for all s ≥ t."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from flint import arb, fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position, float_position
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition
from kreissverify.matrices.spectrum.stability import AXIS
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.enclosure import Enclosure, Lower, Upper
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.extended import INFINITY, at_most, is_finite
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_fmpq, as_mpf, rational_string, simplest_between
from kreissverify.quantities.exponentials.cell_witness import cell_witness
from kreissverify.quantities.exponentials.envelope import TooManyCells, in_rising_precision
from kreissverify.quantities.exponentials.float_envelope import float_settling_times
from kreissverify.quantities.exponentials.peak import (
    contraction_time,
    crossing_to,
    growth_bound,
    is_dissipative,
    peak_enclosure,
)
from kreissverify.quantities.exponentials.time_unit import in_unit_time
from kreissverify.quantities.flows.by_enclosure import EnclosedQuantity
from kreissverify.quantities.flows.spectral_abscissa import unstable_enclosure
from kreissverify.quantities.flows.transient_peak import QUANTITY as M
from kreissverify.quantities.maps.settling_time import float_bracket, positive
from kreissverify.quantities.orthogonal_sums.proved_parts import LONGEST, proved_parts
from kreissverify.quantities.witnesses import Deferred, certified, matrix_strings
from kreissverify.system.deferred import sympy

__all__ = ["QUANTITY"]

_BITS = 64  # beyond those of the width asked for


class ContinuousSettlingTime(EnclosedQuantity):
    """T_c(A, δ) = inf {t ≥ 0 : ‖e^{sA}‖ ≤ δ for all s ≥ t}, a real number; +∞ if there is none.

    Examples
    --------
    e^{-t} falls to 1/2 at log 2.

    >>> from kreissverify.continuous import T
    >>> round(T([[-1]], "1/2"), 12)
    0.69314718056
    """

    name = "T_c"
    long_name = "continuous_settling_time"
    parameters = ("delta",)
    continuous = True
    copies_in_real_form = 1
    of_transposes = True

    def parameter(self, value: Any) -> Any:
        """Return δ > 0."""
        return positive(super().parameter(value))

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the settling times, from an envelope of the whole stack in floats."""
        flat = stack.reshape(-1, *stack.shape[-2:])
        delta = np.broadcast_to(np.asarray(parameters[0]), stack.shape[:-2]).reshape(-1)
        return float_settling_times(flat, delta).reshaped(stack.shape[:-2])

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the time by Newton's method on log‖e^{tA}‖ from an enclosure.

        Raises
        ------
        Refused
            If the rounding of floats decides whether it is finite, or the norm does not cross δ.
        """
        position = decided_position(matrix, self.name, AXIS)
        shown = self.enclosure(matrix, *parameters, rtol=1e-9)
        low, high = shown.lower.value, shown.upper.value
        if not is_finite(low):
            return mpmath.inf
        if high == 0:
            return mpmath.mpf(0)
        if not is_finite(high) or position is not SpectrumPosition.INSIDE:
            raise Refused(f"{self.name}: not known to so many digits")
        if matrix.n == 1:
            narrow = self.enclosure(matrix, *parameters, rtol=10.0 ** (-digits - 1))
            low, high = narrow._finite_ends()
            with mpmath.workdps(digits + 5):
                return as_mpf((low + high) / 2)
        return crossing_to(matrix.exact, low, high, parameters[0], digits)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure by cells of times, from the last one back to where ‖e^{tA}‖ > δ."""
        delta = positive(*parameters)
        exact = matrix.exact
        if delta >= 1 and is_dissipative(exact):
            identity = matrix_strings(scaled_identity(exact.nrows(), fmpq(1)))
            return certified(fmpq(0), fmpq(0), {}, {"P": identity, "omega": "0", "times": ["0"]})
        unbounded = unstable_enclosure(matrix)
        if unbounded is not None:
            return unbounded
        if float_position(matrix, AXIS) is SpectrumPosition.SEMISIMPLE:
            return self._on_axis(matrix, delta)
        if matrix.n == 1:
            with working_precision(_BITS + 4 * len(f"{1 / rtol:.0f}")):
                return Enclosure.of_ball(arb(delta).log() / arb(exact[0, 0]))
        low, high = _settled(exact, delta, rtol)

        def certificate() -> dict[str, Any]:
            below = {"t": rational_string(low)} if low > 0 else {}
            sides: dict[str, Any] = {"lower": {"value": rational_string(low), **below}}
            level = simplest_between(high * (1 + as_fmpq(rtol) / 2), high * (1 + as_fmpq(rtol)))
            above = cell_witness(exact, delta, level, growth_bound(exact))
            if above is not None:
                sides["upper"] = {"value": rational_string(level), **above}
            return sides

        return Enclosure(Lower(low), Upper(high), Deferred(certificate))

    def _on_axis(self, matrix: Matrix, delta: fmpq) -> Enclosure:
        """Return T_c for α = 0, where ‖e^{tA}‖ ≥ 1 for all t."""
        if delta < 1:
            return Enclosure.exactly(INFINITY)
        peak = M.enclosure(matrix, rtol=1e-9)
        if at_most(peak.upper.value, delta):
            return Enclosure.exactly(0)
        raise Refused(
            f"{self.name}: with eigenvalues on the imaginary axis it is known for delta < 1, and "
            "for delta at least M_c"
        )

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return 0 or ∞ where it is one of these."""
        try:
            found = self.enclosure(matrix, *parameters, rtol=1e-3)
        except Refused:
            return None
        if not found.is_exact:
            return None
        low = found.lower.value
        if not is_finite(low):
            return sympy.oo
        return sympy.Integer(0) if low == 0 else None

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return T_{c,δ}(A)."""
        return rf"T_{{c,{parameters[0]}}}({matrix})"


def _settled(matrix: fmpq_mat, delta: fmpq, rtol: float) -> tuple[fmpq, fmpq]:
    """Return low ≤ T_c ≤ high."""
    scaled, unit = in_unit_time(matrix)
    low, high = _settled_in_unit_time(scaled, delta, rtol)
    return low * unit, high * unit


def _settled_in_unit_time(matrix: fmpq_mat, delta: fmpq, rtol: float) -> tuple[fmpq, fmpq]:
    """As `_settled`; of orthogonal sums part by part, if they rotate for too long."""
    try:
        return _settled_whole(matrix, delta, rtol)
    except TooManyCells:
        parts = proved_parts(matrix, AXIS)
        if parts is None:
            raise
        peak = max(peak_enclosure(part, 0.5).high for part in parts.matrices)
        below, above = parts.levels(delta, as_fmpq(peak))
        if below <= 0:
            raise
        low, high = (
            max(_settled_whole(part, level, rtol / 2, patient=True)[i] for part in parts.matrices)
            for i, level in enumerate((above, below))
        )
        horizon = contraction_time(matrix, max(high, fmpq(1)))
        # later norms repeat smaller bounds: those of one horizon from `high` on are shown
        if horizon is None or high + horizon > LONGEST:
            raise
        return low, high


def _settled_whole(
    matrix: fmpq_mat, delta: fmpq, rtol: float, *, patient: bool = False
) -> tuple[fmpq, fmpq]:
    """As `_settled`, without a look at parts; `patient`: see `in_rising_precision`."""
    if delta >= 1 and is_dissipative(matrix):
        return fmpq(0), fmpq(0)
    below, above = float_bracket(delta)
    best: tuple[fmpq, fmpq] | None = None
    asked = in_rising_precision(
        matrix,
        growth_bound(matrix),
        lambda flow: flow.last_above(below, above, rtol),
        patient=patient,
    )
    for low, high in asked:
        best = (low, high) if best is None else (max(low, best[0]), min(high, best[1]))
        if best[1] - best[0] <= as_fmpq(max(rtol, 1e-13)) * best[1]:
            break
    assert best is not None  # else it was refused
    return best


QUANTITY = ContinuousSettlingTime()
