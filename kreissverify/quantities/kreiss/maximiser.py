"""K of one matrix in float64 at the speed of LAPACK, with the point and vectors that attain it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray, FloatArray
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.kreiss.equal_to_one import radius_below_one
from kreissverify.quantities.kreiss.level_test.float_test import tested_peak
from kreissverify.quantities.kreiss.lines.field import (
    axis_doubt,
    far_grid,
    numerical_abscissa,
)
from kreissverify.quantities.maximisation.batched.search import highest_maxima
from kreissverify.quantities.maximisation.local_maximum import LocalMaximum
from kreissverify.quantities.maximisation.single.grid import outer_grid
from kreissverify.quantities.maximisation.single.search import highest_maximum
from kreissverify.quantities.resolvent.schur import Resolvent

__all__ = [
    "NEAR_ONE",
    "SMALL_PEAK",
    "UNSTABLE",
    "KreissPeak",
    "attained",
    "float_array",
    "found_peak",
]


SMALL_PEAK = 20
"""The size up to which the batched search serves K.

An empirical choice: its map is of the whole plane and looks far out, but takes a condition of the
eigenvectors that few large matrices have, and singular values of every start.
"""

UNSTABLE = 1 + 1e-10
"""The computed spectral radius above which K = ∞ is said.

The eigenvalues of a power-bounded matrix with ρ = 1 come out above 1 by rounding; by 1e-10 only
where they are ill-conditioned, which `KreissPeak.error` then says.
"""

_LARGEST = 1e100  # entries above it overflow on the way; the searches of large matrices say so
# Sizes of a flow between which it is searched as it is: fourth powers stay in range, by far.
_USUAL = 1e-30, 1e30
# The computed spectral radius up to which level sets are asked: nearer to 1 eigenvalues of the
# pencil are as near to the circle as rounding.
_TESTABLE = 1 - 1e-10
_STABLE = 1 - 1e-12  # above it floats cannot say on which side of the circle an eigenvalue is
# The same of abscissae over the norm: next to the axis eigenvalues keep their digits, which next to
# the circle 1 takes from them; whether rounding can move them across is asked of the resolvent.
_UNSTABLE_ABSCISSA, _TESTABLE_ABSCISSA = 1e-12, -1e-14
_CLEARLY = 1e-3  # a share of the way to the axis that rounding may be

NEAR_ONE = 1.02
"""The height of the highest maximum up to which it is asked whether K = 1, and searched far out.

Far out heights differ from 1 by less than this, so above it the map near the spectrum is enough.
"""

# Heights up to this are said to be 1: where K = 1 the search ends far out, with values that
# roundings have lifted above 1 by a few units of 2⁻⁵²‖zI-J‖‖R(z)‖.
_ONE = 1 + 4e-12
_ON_CIRCLE = 256  # points of the unit circle beside those nearest to the eigenvalues
_LANCZOS_STEPS = 4  # from random vectors: the norm to about a tenth, which is enough for a doubt


@dataclass(frozen=True)
class KreissPeak:
    """The highest point of h‖(zI-J)⁻¹‖ that the search found, and how K changes with J.

    h is |z| - 1, or Re z of a flow.

    Attributes
    ----------
    value
        K(J) in float64: 1 where the supremum is approached as |z| → ∞ only, inf where ρ(J) > 1.
    maximum
        The local maximum of that height; None where there is none (K = 1 or K = ∞).
    error
        An estimate of the relative error of `value` as the height of this peak; where it is inf,
        the share of the way from J to a stable matrix that rounding may be.
    spectral_radius
        ρ(J) as LAPACK computes it, or the abscissa α(J).
    shape
        (n, n).
    real
        Whether J is real, and so the gradient.
    tested
        Whether level sets on circles, in floats, left room for no peak that is higher by 1e-6
        relative; they are asked of matrices up to n = 20.
    stable
        Whether ρ(J) < 1, or α(J) < 0, beyond doubt.
    """

    value: float
    maximum: LocalMaximum | None
    error: float
    spectral_radius: float
    shape: tuple[int, int] = (0, 0)
    real: bool = True
    tested: bool = False
    stable: bool = False

    @classmethod
    def at(cls, maximum: LocalMaximum, spectral_radius: float) -> KreissPeak:
        """Return K as the height of a local maximum above 1."""
        return cls(maximum.value, maximum, maximum.error, spectral_radius)

    def without_peak(self, value: float) -> KreissPeak:
        """Return a value that was proved, 1 or ∞ or a limit, and is attained nowhere."""
        return replace(self, value=value, maximum=None, error=0.0, tested=False)

    def sharpened(self, maximum: LocalMaximum) -> KreissPeak:
        """Return the same with the maximum to more digits."""
        return replace(self, value=maximum.value, maximum=maximum, error=maximum.error)

    @property
    def z(self) -> complex | None:
        """The maximiser, |z| > 1; None where there is none (K = 1 or K = ∞)."""
        return None if self.maximum is None else self.maximum.z

    @property
    def u(self) -> ComplexArray | None:
        """The left singular vector of zI-J: a unit vector with ‖R(z) u‖ = ‖R(z)‖.

        None where z is, or if it was not formed.
        """
        return None if self.maximum is None else self.maximum.left

    @property
    def v(self) -> ComplexArray | None:
        """The right singular vector: a unit vector with (zI-J) v = σ u, σ = (|z|-1)/K.

        None where `u` is.
        """
        return None if self.maximum is None else self.maximum.right

    @property
    def gradient(self) -> NDArray[Any] | None:
        """dK/dJ, of shape (n, n): real for a real J, with K(J+E) - K(J) = ⟨gradient, E⟩ + o(‖E‖).

        It is (K/σ) u v*, of a real J the real part, and of a complex one the pairing is
        Re tr(gradient* E). Zero where K = 1, as K is 1 around every J with w(J) < 1; where
        w(J) = 1 that is one of the generalised gradients. Where several peaks are equally high K
        is no differentiable function, and this is the gradient of the height of one of them; for
        the two peaks z and z̄ of a real matrix it is the same. None where K = ∞, and where the
        vectors were not formed.
        """
        if self.value == 1.0 and self.maximum is None:
            return np.zeros(self.shape, dtype=np.float64 if self.real else np.complex128)
        if self.maximum is None or self.u is None or self.v is None:
            return None
        sigma = self.maximum.excess / self.value
        gradient = np.outer(self.u, self.v.conj()) * (self.value / sigma)
        return gradient.real.copy() if self.real else gradient


def float_array(matrix: object) -> FloatArray | None:
    """Return a real square array as float64 without rounding, or None if it is none."""
    if not isinstance(matrix, np.ndarray) or matrix.ndim != 2 or matrix.dtype.kind not in "iuf":
        return None
    array = matrix.astype(np.float64)
    square = array.size > 0 and array.shape[0] == array.shape[1]
    if not square or not np.isfinite(array).all() or not (array == matrix).all():
        return None
    return array


@np.errstate(all="ignore")  # what overflows on the way is compared, and not believed
def found_peak(
    array: NDArray[Any], rest: NDArray[Any] | None = None, curves: Curves = CIRCLES
) -> KreissPeak:
    """Return the highest peak found for a square float array, real or complex.

    Parameters
    ----------
    array
        Of shape (n, n).
    rest
        What the array lacks of the matrix meant; the height at z allows for it.
    curves
        Circles or lines.
    """
    if curves is not CIRCLES and not (array + array.conj().T).any():
        # e^{tA} is unitary, whatever rounding makes of the eigenvalues on the axis
        return KreissPeak(1.0, None, 0.0, 0.0, array.shape, not np.iscomplexobj(array))
    scale = _scale_of_flow(array) if curves is not CIRCLES else 1.0
    if scale != 1:
        return _rescaled(
            found_peak(array / scale, None if rest is None else rest / scale, curves), scale
        )
    small = len(array) <= SMALL_PEAK
    found = (_small_peak if small else _large_peak)(array, rest, curves)
    if curves is CIRCLES:
        stable = found.spectral_radius < _STABLE
    else:
        stable = found.spectral_radius < 0 and axis_doubt(array) < _CLEARLY
    return replace(found, stable=stable, shape=array.shape, real=not np.iscomplexobj(array))


def _scale_of_flow(array: NDArray[Any]) -> float:
    """Return a power of two by which a flow is divided, of which K_c does not depend; mostly 1."""
    size = float(np.abs(array).max())
    if _USUAL[0] < size < _USUAL[1] or not math.isfinite(size):
        return 1.0
    return math.ldexp(1.0, math.frexp(size)[1] - 1)


def _rescaled(found: KreissPeak, scale: float) -> KreissPeak:
    peak = found.maximum
    if peak is not None:
        peak = replace(peak, excess=peak.excess * scale, angle=peak.angle * scale)
    return replace(found, maximum=peak, spectral_radius=found.spectral_radius * scale)


def _limits(array: NDArray[Any], curves: Curves) -> tuple[float, float]:
    """Return ρ or α from which on K = ∞ is said, and up to which level sets are asked."""
    if curves is CIRCLES:
        return UNSTABLE, _TESTABLE
    norm = float(np.linalg.norm(array))
    return _UNSTABLE_ABSCISSA * norm, _TESTABLE_ABSCISSA * norm


def _outermost(eigenvalues: ComplexArray, curves: Curves) -> float:
    """Return ρ or α."""
    sizes = np.abs(eigenvalues) if curves is CIRCLES else eigenvalues.real
    return float(sizes.max())


def _small_peak(array: NDArray[Any], rest: FloatArray | None, curves: Curves) -> KreissPeak:
    """Return the peak that level sets on curves confirm, or else the highest of all searches."""
    radius = _outermost(np.linalg.eigvals(array), curves)
    unstable, testable = _limits(array, curves)
    if radius > unstable or not np.abs(array).max() < _LARGEST:
        return _large_peak(array, rest, curves)
    found = tested_peak(array, curves) if radius < testable else None
    if found is not None and found.shown and found.peak is None:
        return KreissPeak(1.0, None, 0.0, radius, tested=True)
    norm = float(np.linalg.norm(array))
    if found is not None and found.shown and found.peak is not None:
        peak = attained(found.peak.maximum, _product(array, rest), norm, radius)
        return replace(peak, tested=True)
    other = _large_peak(array, rest, curves)
    if found is None or found.peak is None or found.peak.maximum.value <= other.value:
        return other
    return attained(found.peak.maximum, _product(array, rest), norm, radius)


def _large_peak(array: NDArray[Any], rest: FloatArray | None, curves: Curves) -> KreissPeak:
    """Return the highest peak that a map of the whole plane leads to."""
    resolvent = Resolvent(array)
    radius = _outermost(resolvent.eigenvalues, curves)
    if not (math.isfinite(radius) and math.isfinite(resolvent.norm)):
        # of entries whose products leave the range of float64 nothing is known
        return KreissPeak(math.inf, None, math.inf, math.inf)
    # said in floats; how sure that is the error says, as a share of what it would take
    if radius > _limits(array, curves)[0]:
        doubt = _doubt(resolvent) if curves is CIRCLES else axis_doubt(array)
        return KreissPeak(math.inf, None, doubt, radius)
    real, circles = not np.iscomplexobj(array), curves is CIRCLES
    maximum = highest_maximum(
        resolvent,
        outer_grid(resolvent.norm, real=real) if circles else far_grid(array),
        real=real,
        near_one=NEAR_ONE,
        is_one=lambda: radius_below_one(array) if circles else numerical_abscissa(array) < 0,
        curves=curves,
    )
    if circles and len(array) <= SMALL_PEAK:
        maximum = _higher(resolvent, maximum, array)
    if maximum is None:
        return KreissPeak(1.0, None, 0.0, radius)
    assert maximum.left is not None and maximum.right is not None
    original = replace(
        maximum,
        left=resolvent.basis @ maximum.left,
        right=resolvent.basis @ maximum.right,
    )
    return attained(original, _product(array, rest), resolvent.norm, radius)


def _product(
    array: NDArray[Any], rest: FloatArray | None
) -> Callable[[NDArray[np.clongdouble]], NDArray[np.clongdouble]]:
    # 80 bits where the platform has them: products then lose no digit that a float64 shows
    wide = array.astype(np.clongdouble)
    if rest is not None:
        wide += rest
    return lambda v: np.asarray(wide @ v)


def _doubt(resolvent: Resolvent) -> float:
    """Return n·2⁻⁵²‖J‖·max ‖R(z)‖ over points of |z| = 1: LAPACK's eigenvalues are those of a
    matrix within about n·2⁻⁵²‖J‖, and none can cross the circle on the way if this is below 1.
    """
    n = resolvent.n
    angles = np.linspace(0, 2 * np.pi, _ON_CIRCLE, endpoint=False)
    points = np.exp(1j * np.concatenate([angles, np.angle(resolvent.eigenvalues)]))
    starts = np.random.default_rng(0).standard_normal((n, len(points))).astype(np.complex128)
    largest = float(resolvent.estimates(points, starts, _LANCZOS_STEPS).norm.max())
    return n * 2.0**-52 * resolvent.norm * largest


def _higher(
    resolvent: Resolvent, maximum: LocalMaximum | None, array: NDArray[Any]
) -> LocalMaximum | None:
    """Return the peak of the batched search for small matrices, which looks far out, if higher."""
    found = highest_maxima(array[None]).one(0)
    # by more than rounding, lest the vectors of the first search are formed anew for nothing
    if found.value <= (1.0 if maximum is None else maximum.value) * (1 + 1e-13):
        return maximum
    z = (1 + found.excess) * complex(math.cos(found.angle), math.sin(found.angle))
    start = np.linalg.svd(z * np.eye(len(array)) - resolvent.triangle)[2][-1].conj()
    pair = resolvent.at(z, start, 1e-9)
    value = found.excess / pair.sigma
    return LocalMaximum(found.excess, found.angle, value, pair.left, pair.right, 0.0)


def attained(
    maximum: LocalMaximum,
    product: Callable[[NDArray[np.clongdouble]], NDArray[np.clongdouble]],
    norm: float,
    radius: float,
) -> KreissPeak:
    """Return the peak at a maximum, its height recomputed in extended precision.

    Parameters
    ----------
    maximum
        The maximum, its vectors in the coordinates of J.
    product
        v ↦ Jv in extended precision, for v of shape (n,).
    norm, radius
        About ‖J‖, and ρ(J).
    """
    assert maximum.left is not None and maximum.right is not None
    right = maximum.right
    turn = right[np.argmax(np.abs(right))]  # made positive: the vectors are real where they can be
    left, right = (vector * (abs(turn) / turn) for vector in (maximum.left, right))
    value, error = _height(product, maximum, norm, left, right)
    if value <= _ONE:
        return KreissPeak(1.0, None, max(error, _ONE - 1), radius)
    sharper = replace(maximum, value=value, left=left, right=right, error=error)
    return KreissPeak.at(sharper, radius)


def _height(
    product: Callable[[NDArray[np.clongdouble]], NDArray[np.clongdouble]],
    maximum: LocalMaximum,
    norm: float,
    left: ComplexArray,
    right: ComplexArray,
) -> tuple[float, float]:
    """Return (|z|-1)/σ with σ = Re u*(zI-J)v in extended precision, and its relative error.

    Errors in u and v are of the order e = 2⁻⁵⁰‖zI-J‖‖R(z)‖, and change σ by order e² only.

    Parameters
    ----------
    product
        v ↦ Jv in extended precision.
    maximum
        The point, and how much lower than the maximum it is expected to be.
    norm
        About ‖J‖.
    left, right
        u and v, of shape (n,), in the coordinates of J.
    """
    wide = np.longdouble
    x, y = wide(maximum.z.real), wide(maximum.z.imag)
    u, v = left.astype(np.clongdouble), right.astype(np.clongdouble)
    u, v = u / np.sqrt((abs(u) ** 2).sum()), v / np.sqrt((abs(v) ** 2).sum())
    image = (x + 1j * y) * v - product(v)
    exact = (u.conj() * image).sum().real
    sigma = float(exact)
    excess = np.sqrt(x * x + y * y) - 1 if maximum.curves is CIRCLES else x
    unit = float(np.finfo(wide).eps)
    size = (abs(maximum.z) + norm) / sigma
    lost = 2.0**-50 * size
    # of the sum and of |z| - 1; of the vectors; of the result as a float64; of the point
    height = 1 / maximum.excess if maximum.curves is CIRCLES else 0.0
    error = 4 * unit * (size + height) + lost**2 + 2.0**-52 + maximum.error
    return float(excess / exact), error
