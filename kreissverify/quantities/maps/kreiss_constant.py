"""The Kreiss constant K(J) = sup over |z| > 1 of (|z|-1)‖(zI-J)⁻¹‖."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import mpmath
import numpy as np
import sympy
from flint import arb, fmpq, fmpq_mat
from numpy.typing import NDArray

from kreissverify.matrices.matrix import Matrix, as_matrix
from kreissverify.numbers.arrays import FloatArray, float_matrix
from kreissverify.numbers.ball import middle_mpf, working_precision
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimates
from kreissverify.numbers.rational import as_float, as_fmpq, as_sympy
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.kreiss.block_triangular import trusted_peak_of_blocks
from kreissverify.quantities.kreiss.closed_form import closed_form
from kreissverify.quantities.kreiss.complex_peaks import peak_of_complex
from kreissverify.quantities.kreiss.enclosure import (
    certify_maximum,
    enclose_kreiss,
    unstable,
    witnesses_of,
)
from kreissverify.quantities.kreiss.equal_to_one import upper_bound_one
from kreissverify.quantities.kreiss.lower_bound import refined_maximum
from kreissverify.quantities.kreiss.maximiser import (
    SMALL_PEAK,
    UNSTABLE,
    KreissPeak,
    float_array,
    found_peak,
)
from kreissverify.quantities.kreiss.real_axis import kreiss_at_most
from kreissverify.quantities.kreiss.two_by_two import (
    bracket,
    is_power_bounded,
    nonnegative_form,
    rational_value,
)
from kreissverify.quantities.kreiss.two_by_two_surd import quadratic_value
from kreissverify.quantities.maximisation.batched.search import highest_maxima
from kreissverify.quantities.maximisation.local_maximum import BatchOfMaxima, LocalMaximum
from kreissverify.quantities.resolvent.high_precision import RefinedMaximum, height_at
from kreissverify.quantities.witnesses import Deferred

__all__ = ["QUANTITY", "KreissConstant"]

# The relative width to which circles show that a maximum is the global one: the height there is
# then found to all digits, but another could be higher by less than this. The number of circles
# goes as its inverse root: ten times as many for 1e-8.
_TELL_APART = 1e-6
_TOLD_APART = fmpq(1, 2**60)  # roots of the discriminant nearer to each other are not told apart
_UNIT = 2.0**-52
_ENOUGH = 1200  # bits, in which |z| - 1 > 1e-300 keeps its digits
_LOST = 1e-8  # of the smallest singular value: rounding then shows in the height of a peak
_STABLE = 1 - 1e-12  # above it floats cannot say on which side of the circle an eigenvalue is
_PLACED = 1e-4  # the error of a height up to which its peak is where it was found
_ASTRAY = 1e-3  # so much that the peak itself may be elsewhere
_CLEARLY = 1e-3  # a matrix is unstable in floats if rounding is a smaller share of what it takes


class KreissConstant(Quantity):
    """K(J), which is at least 1, and infinite unless J is power bounded.

    H.-O. Kreiss, BIT 2 (1962) 153; computed as in section 5 of the mathematics: the highest peak
    of the resolvent from below, circle certificates and Hadamard's three circles from above.

    Examples
    --------
    On [[γ, 0], [c, γ]] it is κ/4 + 1/κ for κ = c/(1-γ) ≥ 2; here κ = 4.

    >>> from kreissverify import K, enclose
    >>> J = [["1/2", 0], [2, "1/2"]]
    >>> K(J)
    1.25
    >>> print(enclose(K, J).lower.value)
    5/4
    """

    name = "K"
    long_name = "kreiss_constant"
    copies_in_real_form = 1
    native = frozenset({"value"})
    least = 1

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return the highest peaks found, at least 1; infinite where ρ(J) > 1 beyond rounding.

        Where float64 loses digits of the smallest singular value, the height is recomputed in
        higher precision; but not for 2×2 matrices, of which searches try thousands.
        """
        flat = stack.reshape(-1, *stack.shape[-2:])
        if stack.shape[-1] > SMALL_PEAK:
            found = np.array([found_peak(one).value for one in flat])
            return Estimates.unsure(found.reshape(stack.shape[:-2]))
        radii = np.abs(np.linalg.eigvals(flat)).max(axis=-1)
        values = np.full(len(flat), math.inf)
        stable = radii <= UNSTABLE
        if stable.any():
            peaks = highest_maxima(flat[stable])
            values[stable] = np.maximum(1.0, peaks.value)
            if stack.shape[-1] > 2 and not np.iscomplexobj(flat):
                values[stable] = self._sharper(flat[stable], peaks, values[stable])
        return Estimates.unsure(values.reshape(stack.shape[:-2]))

    def _sharper(self, stack: FloatArray, peaks: BatchOfMaxima, values: FloatArray) -> FloatArray:
        """Return the values (N,), from more than float64 where it has lost digits of σ.

        Parameters
        ----------
        stack
            Matrices of shape (N, n, n).
        peaks
            Their maxima, of shape (N,).
        values
            The heights in float64, at least 1.
        """
        lost = np.linalg.norm(stack, axis=(-2, -1)) * _UNIT / peaks.sigma
        for i in np.flatnonzero(lost > _LOST).tolist():
            matrix = Matrix(stack[i])
            peak = replace(peaks.one(i), value=float(values[i]))
            try:
                if lost[i] > _ASTRAY:
                    height = float(_mpf(self._refined(matrix, peak, digits=18).value, digits=18))
                else:  # a third of the time of Newton's method
                    height = height_at(matrix.exact, peak.excess, peak.angle, _bits(lost[i]))
                values[i] = max(1.0, height)
            except (Refused, ZeroDivisionError):
                continue  # the estimate stands
        return values

    def float64_at_most(
        self, stack: FloatArray, sizes: tuple[int, ...], bounds: FloatArray, *parameters: Any
    ) -> NDArray[np.bool_]:
        """Compare on the real axis, for [[A, 0], [C, D]] with symmetric A, D.

        Parameters
        ----------
        stack
            Matrices of shape (N, n, n).
        sizes
            Those of the diagonal blocks; anything but two blocks is not shown.
        bounds
            The bounds, of shape (N,).
        """
        shown = np.zeros(len(stack), dtype=bool)
        if len(sizes) != 2 or np.iscomplexobj(stack):  # not Hermitian blocks: no statement has them
            return shown
        k = sizes[0]
        blocks = stack[:, :k, :k], stack[:, k:, k:]
        fits = ~stack[:, :k, k:].any(axis=(1, 2)) & np.isfinite(stack).all(axis=(1, 2))
        for block in blocks:
            fits &= (block == block.swapaxes(1, 2)).all(axis=(1, 2))
        if fits.any():
            shown[fits] = kreiss_at_most(stack[fits], k, bounds[fits])
        return shown

    def __call__(self, matrix: Any, *parameters: Any) -> Any:
        """Return the float64 value (see `value`), or the symbolic atom for a symbolic matrix.

        A larger array of floats is searched as it is, without a copy in rational numbers.
        """
        array = None if parameters else float_array(matrix)
        if array is not None and len(array) > SMALL_PEAK:
            found = self._trusted(found_peak(array), matrix)
            if found is not None:
                return found.value
        return super().__call__(matrix, *parameters)

    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return K correctly to about 15 digits, from more than float64 where it has lost digits.

        Up to size 20 circles show that the peak is the global one, to 1e-6 relative. For larger
        matrices a map of the whole plane found it, which is no proof: `kreiss_peak` says how; the
        height there is right to 1e-13 by its error estimate, or found again by Newton's method in
        high precision. Where the peak itself is in doubt, or ρ(J) is 1 to within 1e-12, the circles
        are also used for these. Large block-triangular ones made of floats are searched from their
        blocks, see `kreiss_constant_of_blocks`.

        Raises
        ------
        Refused
            If ρ(J) = 1 cannot be told from instability, or no precision allowed is enough.
        """
        return self.peak(matrix).value

    def peak(self, matrix: Matrix) -> KreissPeak:
        """Return the value of K with the point where it is attained: see `value`.

        Where a certified or refined maximum gave it, the singular vectors are not formed.

        Raises
        ------
        Refused
            If ρ(J) = 1 cannot be told from instability, or no precision allowed is enough.
        """
        if matrix.is_complex:
            return self._complex_peak(matrix)
        if matrix.structure.two_triangular and matrix.holds_floats:
            J: Any = matrix  # with A, C and D
            return trusted_peak_of_blocks(*map(J.float_block, (0, 1, 1), (0, 0, 1)))
        if matrix.n > SMALL_PEAK:
            found = self._trusted(found_peak(matrix.array, _rounded_off(matrix)), matrix)
            if found is not None:
                return found
        certified = self._certified(matrix, digits=18)
        radius = float(np.abs(np.linalg.eigvals(matrix.array)).max())
        if isinstance(certified, float):
            return KreissPeak(certified, None, 0.0, radius)
        return KreissPeak.at(_as_floats(certified), radius)

    def _complex_peak(self, matrix: Matrix) -> KreissPeak:
        """Return the peak of a complex matrix, by itself where a real one needs no circles."""
        if matrix.n > SMALL_PEAK and matrix.holds_floats:
            found = found_peak(matrix.array)
            if _is_trusted(found):
                return found
        return peak_of_complex(self.peak(matrix.real_form), matrix.array)

    def _trusted(self, found: KreissPeak, matrix: Any) -> KreissPeak | None:
        """Return what a search found of a matrix, refined if need be; None if it is in doubt."""
        if _is_trusted(found):
            return found
        doubtful = found.spectral_radius >= _STABLE or found.error >= _PLACED
        if found.maximum is None or doubtful:
            return None
        refined = self._refined(as_matrix(matrix), found.maximum, digits=18)
        return KreissPeak.at(_as_floats(refined), found.spectral_radius)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return K from Newton's method at the peak, which circles showed to be the global one.

        Peaks that differ by less than 1e-6 relative are not told apart by the circles.
        """
        found = self._certified(matrix, digits)
        return mpmath.mpf(found) if isinstance(found, float) else _mpf(found.value, digits)

    def _certified(self, matrix: Matrix, digits: int) -> RefinedMaximum | float:
        """Return the global maximum to so many digits, or K itself where there is none."""
        if upper_bound_one(matrix) is not None:
            return 1.0
        found = certify_maximum(matrix, _TELL_APART)
        if isinstance(found, Enclosure):
            return math.inf
        return 1.0 if found.maximum.value <= 1 else self._refined(matrix, found.maximum, digits)

    def _refined(self, matrix: Matrix, peak: LocalMaximum, digits: int) -> RefinedMaximum:
        """Return a maximum by Newton's method, with bits for what σ² loses, and 40 to guard."""
        lost = math.log2(1 + peak.norm * (1 + float(np.linalg.norm(matrix.array))))
        return refined_maximum(matrix, peak, math.ceil(3.33 * digits + 2 * lost) + 40)

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return an enclosure of relative width at most `rtol`, with its certificate.

        For 2×2 matrices that are nonnegative up to signs it comes from exact decisions, and its
        absolute width is also at most 1e-9; the certificate may then prove slightly wider bounds.
        """
        form = nonnegative_form(matrix.exact)
        if form is None or matrix.n == 1:
            return enclose_kreiss(matrix, rtol)
        return self._of_two(matrix, form, rtol)

    def _of_two(self, matrix: Matrix, form: fmpq_mat, rtol: float) -> Enclosure:
        one = upper_bound_one(matrix)
        if one is not None:
            return Enclosure.between(1, 1, {"lower": {"value": "1"}, "upper": one})
        if not is_power_bounded(form):
            return self._infinite(matrix)
        near = float(self.float64(float_matrix(form)).values)
        near = near if math.isfinite(near) else 1.0
        width = min(as_fmpq(rtol), fmpq(1, 10**9)) / (2 * as_fmpq(near))
        low, high = bracket(form, near, width)
        # the certificate is to prove what was said, but circles go no further than float64
        narrow = max(min(rtol, 1e-9), 1e-12)
        return Enclosure.between(low, high, Deferred(lambda: witnesses_of(matrix, narrow)))

    @staticmethod
    def _infinite(matrix: Matrix) -> Enclosure:
        try:
            return unstable(matrix) or Enclosure.exactly(math.inf)
        except Refused:  # ρ(J) = 1 with a Jordan block: infinite, though no radius shows it
            return Enclosure.exactly(math.inf)

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return K of a 2×2 matrix that is nonnegative up to signs, of degree at most 2 in K².

        Proved by exact decisions, without the closed form.
        """
        form = nonnegative_form(matrix.exact)
        if form is None or matrix.n == 1:
            return sympy.Integer(1) if upper_bound_one(matrix) is not None else None
        if not is_power_bounded(form):
            return sympy.oo
        near = float(self.float64(float_matrix(form)).values)
        value = rational_value(form, near)
        if value is not None:
            return as_sympy(value)
        return quadratic_value(form, *bracket(form, near, _TOLD_APART))

    def closed_form(self, gamma: fmpq, b: fmpq, c: fmpq) -> sympy.Expr:
        """Return K of the comparison matrix [[γ, b], [c, γ]] (E1 and E2)."""
        return closed_form(gamma, b, c)

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return K(J)."""
        return f"K({matrix})"


def _bits(lost: float) -> int:
    """Return the precision for σ², of which float64 loses such a share."""
    return 64 - 2 * math.ceil(math.log2(_UNIT / lost))


def _as_floats(found: RefinedMaximum) -> LocalMaximum:
    """Return a maximum found in high precision, rounded to float64."""
    with working_precision(_ENOUGH):
        excess, angle = float((abs(found.z) - 1).mid()), float(found.z.arg().mid())
    return LocalMaximum(excess, angle, float(_mpf(found.value, digits=18)), error=_UNIT)


def _is_trusted(found: KreissPeak) -> bool:
    if math.isinf(found.value):
        return found.error < _CLEARLY
    # five digits beyond the 1e-8 that a float value promises, for what the estimate does not know
    return found.spectral_radius < _STABLE and found.error < 1e-13


def _rounded_off(matrix: Matrix) -> FloatArray | None:
    """Return what the float64 array lacks of the matrix."""
    if matrix.holds_floats:
        return None
    entries, floats = matrix.exact.entries(), matrix.array.ravel().tolist()
    rest = [x - fmpq(*y.as_integer_ratio()) for x, y in zip(entries, floats, strict=True)]
    if not any(rest):
        return None
    return np.array([as_float(x) for x in rest]).reshape(matrix.array.shape)


def _mpf(value: arb, digits: int) -> mpmath.mpf:
    # K ≥ 1, which a midpoint may miss by its rounding
    return max(mpmath.mpf(1), middle_mpf(value, digits + 5))


QUANTITY = KreissConstant()
