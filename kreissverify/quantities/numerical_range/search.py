"""The numerical radius of stacks in float64: the highest direction, and a proof in floats of it.

The support function of the numerical range is h(θ) = λ_max(H(θ)), H(θ) = Re(e^{iθ}A), and w is its
maximum. A grid and Newton's method find a maximum; that no other is higher is shown by Ando's
criterion at w(1 + 1e-9); where it is not, the level set {θ : h(θ) = w} shows where to look (C. He
and G. A. Watson, Linear Algebra Appl. 250 (1997) 15; E. Mengi and M. L. Overton, IMA J. Numer.
Anal. 25 (2005) 648).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.estimates import Estimates
from kreissverify.quantities.ando import largest_solutions
from kreissverify.quantities.numerical_range.level_sets import crossing_angles, low_direction

__all__ = ["Directions", "highest_directions", "start_angles"]

_UNIT = 2.0**-52
# Angles of the grid in a quarter of the circle. A choice of speed: what falls between them is found
# by the level set, which costs as much as some hundred angles.
_QUARTER = 12
# Steps of Newton's method: from a node of the grid three give all digits where h is smooth.
_STEPS = 8
_CONVERGED = 1e-13  # relative, of the value that the next step would still gain
# By how much a direction may be higher and not be found: a tenth of the error that is allowed. A
# tenth of it would take two steps more of the iteration.
_ABOVE = 1e-9
_ROUNDS = 6  # level sets looked at: each finds every maximum above the last, so one nearly always
# LAPACK's error of eigenvalues of Hermitian matrices, in units of n·‖H‖: larger than any seen.
_BACKWARD = 4.0


class Directions(NamedTuple):
    """Angles θ of the highest λ_max(Re(e^{iθ}A)), and these values, of shape (N,)."""

    angles: FloatArray
    found: Estimates


class _Supports(NamedTuple):
    """H(θ) = cos θ·even + sin θ·odd of matrices (N, n, n)."""

    even: Any
    odd: Any

    def at(self, angles: Any) -> Any:
        """Return H(θ), an angle for each matrix."""
        return _mixed(np.cos(angles), self.even, np.sin(angles), self.odd)

    def slope(self, angles: Any) -> Any:
        """Return dH/dθ."""
        return _mixed(-np.sin(angles), self.even, np.cos(angles), self.odd)

    def chosen(self, places: Any) -> _Supports:
        """Return those at some places."""
        return _Supports(self.even[places], self.odd[places])


def _mixed(cosine: Any, even: Any, sine: Any, odd: Any) -> Any:
    return cosine[:, None, None] * even + sine[:, None, None] * odd


def highest_directions(stack: Any) -> Directions:
    """Return the highest directions of finite matrices (N, n, n), real or complex.

    The errors are infinite where it was not shown that no other direction is higher.
    """
    sizes = np.abs(stack).max(axis=(-2, -1), initial=0.0)
    shifts = np.frexp(sizes)[1]
    scaled = _times_power(stack, -shifts)
    adjoint = np.swapaxes(scaled, -1, -2).conj()
    supports = _Supports((scaled + adjoint) / 2, 0.5j * (scaled - adjoint))
    angles, values = _refined(supports, *_on_grid(supports, np.iscomplexobj(stack)))
    upper = _upper_bounds(scaled, values)
    for i in np.flatnonzero(~(upper < np.inf) & (values > 0)).tolist():
        angles[i], values[i], upper[i] = _by_level_sets(scaled[i], angles[i], values[i])
    # the value itself is that of a direction, up to rounding
    rounding = _BACKWARD * stack.shape[-1] * _UNIT * values
    errors = np.maximum(upper - values, 0.0) + rounding
    values, errors = np.ldexp(np.abs(values), shifts), np.ldexp(errors, shifts)  # no -0.0
    return Directions(angles, Estimates(values, np.where(sizes > 0, errors, 0.0)))


def start_angles(array: FloatArray) -> tuple[float, float]:
    """Return the highest direction of one matrix (n, n), and one where h is far below."""
    adjoint = array.conj().T
    angle = float(highest_directions(array[None]).angles[0])
    return angle, low_direction((array + adjoint) / 2, 0.5j * (array - adjoint)) + np.pi


def _times_power(stack: Any, shifts: Any) -> Any:
    """Return the matrices times 2^shift, which by itself may be beyond the range of float64."""
    half = shifts // 2
    first, second = (np.ldexp(1.0, x)[:, None, None] for x in (half, shifts - half))
    return stack * first * second


def _on_grid(supports: _Supports, whole: bool) -> tuple[FloatArray, FloatArray]:
    """Return the best angles of a grid and h there; of a real matrix h is even.

    Each eigenvalue problem serves θ and θ + π, as H(θ + π) = -H(θ).
    """
    end = np.pi if whole else np.pi / 2
    grid = np.linspace(0.0, end, 2 * _QUARTER if whole else _QUARTER + 1, endpoint=not whole)
    count = len(supports.even)
    found = [np.linalg.eigvalsh(supports.at(np.full(count, x))) for x in grid]
    values = np.stack([x[:, -1] for x in found] + [-x[:, 0] for x in found])
    best = values.argmax(axis=0)
    return np.concatenate([grid, grid + np.pi])[best], values.max(axis=0)


def _refined(
    supports: _Supports, angles: FloatArray, values: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Climb by Newton's method from angles near maxima, and return the highest points met."""
    angles, values = angles.copy(), values.copy()
    at, moving = angles.copy(), np.arange(len(angles))
    longest = np.pi / (4 * _QUARTER)  # half the spacing of the grid: no step goes farther
    for _ in range(_STEPS):
        height, slope, curvature = _derivatives(supports.chosen(moving), at[moving])
        better = height > values[moving]
        values[moving[better]], angles[moving[better]] = height[better], at[moving[better]]
        with np.errstate(all="ignore"):
            step = np.where(curvature < 0, -slope / curvature, np.sign(slope) * longest)
        at[moving] += np.clip(np.nan_to_num(step), -longest, longest)
        moving = moving[np.abs(slope * step) > _CONVERGED * np.abs(height)]
        if not len(moving):
            break
    return angles, values


def _derivatives(supports: _Supports, angles: FloatArray) -> tuple[Any, Any, Any]:
    """Return h, h' and h'': of λ = x*Hx they are x*H'x and -λ + 2Σ|x_j*H'x|²/(λ - λ_j)."""
    values, vectors = np.linalg.eigh(supports.at(angles))
    top = vectors[..., -1:]
    moved = (np.swapaxes(vectors, -1, -2).conj() @ (supports.slope(angles) @ top))[..., 0]
    height = values[:, -1]
    with np.errstate(all="ignore"):
        terms = np.abs(moved[:, :-1]) ** 2 / (height[:, None] - values[:, :-1])
    return height, moved[:, -1].real, 2 * np.nan_to_num(terms).sum(axis=-1) - height


def _upper_bounds(stack: Any, values: FloatArray) -> FloatArray:
    """Return upper bounds of w near values(1 + 1e-9), of shape (N,); ∞ where none was shown.

    For X near a solution of X + AX⁻¹A* = 2vI let -τ be the least eigenvalue of [[X, A*], [A,
    2vI-X]], if it is negative: then w ≤ v + τ, by Ando's criterion. The solution itself is only the
    guess: however it was found, the eigenvalue decides.
    """
    n = stack.shape[-1]
    bounds = values * (1 + _ABOVE)
    guess = largest_solutions(stack, 2 * bounds)
    good = np.isfinite(guess).all(axis=(-2, -1))
    X = np.where(good[:, None, None], guess, 0.0)
    adjoint = np.swapaxes(stack, -1, -2).conj()
    rest = 2 * bounds[:, None, None] * np.eye(n) - X
    least = np.linalg.eigvalsh(np.block([[X, adjoint], [stack, rest]]))[:, 0]
    upper = bounds + np.maximum(-least, 0.0) + _BACKWARD * 2 * n * _UNIT * bounds
    return np.where(good & (upper < values * (1 + 4 * _ABOVE)), upper, np.inf)


def _by_level_sets(array: Any, angle: float, value: float) -> tuple[float, float, float]:
    """Return the highest direction of one matrix, its value and an upper bound of w."""
    adjoint = array.conj().T
    even, odd = (array + adjoint) / 2, 0.5j * (array - adjoint)
    upper = np.inf
    for _ in range(_ROUNDS):
        angles = _candidates(even, odd, value)
        if not len(angles):
            break
        many = _Supports(*(np.broadcast_to(x, (len(angles), *x.shape)) for x in (even, odd)))
        heights = np.linalg.eigvalsh(many.at(angles))[:, -1]
        best = np.argsort(heights)[-4:]  # the highest of these nearly always
        found = _refined(many.chosen(best), angles[best], heights[best])
        top = int(found[1].argmax())
        if found[1][top] <= value * (1 + _CONVERGED):
            break
        angle, value = float(found[0][top]), float(found[1][top])
        upper = float(_upper_bounds(array[None], np.array([value]))[0])
        if upper < np.inf:
            break
    return angle, value, upper


def _candidates(even: Any, odd: Any, level: float) -> FloatArray:
    """Return angles between neighbours of the level set, and its own."""
    crossings: FloatArray = np.sort(crossing_angles(even, odd, level * (1 + _ABOVE)))
    if not len(crossings):
        return crossings
    following = np.append(crossings[1:], crossings[0] + 2 * np.pi)
    return np.concatenate([crossings, (crossings + following) / 2])
