"""Proved bounds of L for many matrices at once: M and K from below, quadratic forms from above.

A form P ≻ 0 in floats is taken as it is, exactly symmetric: P - JᵀPJ ≻ 0, P - lI ≻ 0 and hI - P ≻ 0
by Cholesky factorisations with room for all roundings show L ≤ √(h/l).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds_of_stack, round_up
from kreissverify.numbers.float_positive_definite import proved_definite
from kreissverify.numbers.intervals import Intervals
from kreissverify.quantities.lyapunov.forms import best_scales, root_condition, stein_forms
from kreissverify.quantities.stacked.kreiss import kreiss_bounds
from kreissverify.quantities.stacked.peaks import peak_bounds

__all__ = ["lyapunov_bounds"]

_INSIDE = 1e-9  # how far inside a scaling is put, and the ends of the eigenvalues of a form
_ROOM = 2.0**-42


def lyapunov_bounds(balls: FloatBall, rtol: float) -> Intervals:
    """Return bounds of L; its two ends do not meet, whatever the width.

    Parameters
    ----------
    balls
        Matrices, of shape (N, n, n).
    rtol
        The relative width asked of M and K.
    """
    peak, kreiss = peak_bounds(balls, rtol), kreiss_bounds(balls, rtol)
    one = peak.upper == 1
    k = Intervals.exactly(kreiss.lower)
    # K ≤ (L + 1/L)/2: see `lyapunov_from_kreiss`
    from_kreiss = (k + (k * k - 1.0).root_of_nonnegative()).lower
    low = np.where(one, 1.0, np.maximum(peak.lower, from_kreiss))
    high = np.where(one, 1.0, np.inf)
    # a form shows that the powers are bounded
    left = np.flatnonzero(~one & np.isfinite(peak.upper))
    if left.size:
        some = balls.chosen(left)
        high[left] = np.minimum(_by_scalings(some), _by_forms(some))
    return Intervals(low, np.maximum(high, low))


def _by_scalings(balls: FloatBall) -> FloatArray:
    """Return √cond of P = diag(I, σ²I), which is allowed iff ‖P^(1/2)JP^(-1/2)‖ ≤ 1."""
    n = balls.mid.shape[-1]
    best = np.full(len(balls.mid), np.inf)
    for cut in range(1, n):
        scale = best_scales(balls.mid, cut)
        with np.errstate(all="ignore"):
            scale = scale * np.where(scale < 1, 1 - _INSIDE, 1 + _INSIDE)
        known = np.isfinite(scale) & (scale > 0)
        scale = np.where(known, scale, 1.0)
        factor = np.ones_like(balls.mid)
        factor[:, cut:, :cut] = scale[:, None, None]
        factor[:, :cut, cut:] = 1 / scale[:, None, None]
        # entrywise products, and the quotient 1/σ: three roundings, of which each is 2⁻⁵³
        moved = FloatBall(
            balls.mid * factor,
            (balls.rad + np.abs(balls.mid) * 2.0**-50) * factor * (1 + 2.0**-48),
        )
        known &= norm_bounds_of_stack(moved)[1] <= 1
        found = round_up(np.maximum(scale, 1 / scale))
        best = np.where(known, np.minimum(best, found), best)
    return best


def _by_forms(balls: FloatBall) -> FloatArray:
    """Return √cond of the best form of a few that is proved."""
    best = np.full(len(balls.mid), np.inf)
    for form, condition in _forms(balls.mid):
        worth = np.flatnonzero(condition < best)
        if worth.size == 0:
            continue
        found = _shown(balls.chosen(worth), form[worth])
        best[worth] = np.minimum(best[worth], found)
    return best


def _forms(stack: FloatArray) -> Iterator[tuple[FloatArray, FloatArray]]:
    for form in stein_forms(stack):
        symmetric = np.tril(form) + np.swapaxes(np.tril(form, -1), 1, 2)
        yield symmetric, root_condition(symmetric)


def _shown(balls: FloatBall, forms: FloatArray) -> FloatArray:
    """Return √(high/low) of the forms that are proved, ∞ of others."""
    n = forms.shape[-1]
    finite = np.asarray(np.isfinite(forms).all((1, 2)))
    forms = np.where(finite[:, None, None], forms, np.eye(n))
    values = np.linalg.eigvalsh(forms)
    # forms are of size 1, and a proof takes some 2⁻⁴⁵ of that
    low = values[:, 0] * (1 - _INSIDE) - _ROOM
    high = values[:, -1] * (1 + _INSIDE) + _ROOM
    shown = finite & (low > 0)
    low = np.where(shown, low, 1.0)
    identity = np.eye(n)
    exact = FloatBall(forms, np.zeros_like(forms))
    with np.errstate(all="ignore"):
        decay = exact + _negative(balls.transpose() @ exact @ balls)
    middle = (decay.mid + decay.mid.swapaxes(1, 2)) / 2
    room = np.maximum(decay.rad, decay.rad.swapaxes(1, 2)) + 2.0**-50 * np.abs(middle)
    room = room + np.abs(decay.mid - middle) * 1.01
    shown &= proved_definite(middle, room)
    for matrix in (forms - low[:, None, None] * identity, high[:, None, None] * identity - forms):
        shown &= _definite(matrix)
    with np.errstate(all="ignore"):
        return np.where(shown, round_up(np.sqrt(round_up(high / low))), np.inf)


def _negative(ball: FloatBall) -> FloatBall:
    return FloatBall(-ball.mid, ball.rad)


def _definite(differences: FloatArray) -> NDArray[np.bool_]:
    # the product and the difference on the diagonal were rounded
    size = np.abs(differences).max(axis=(1, 2), keepdims=True) + 1.0
    room = np.broadcast_to(2.0**-50 * size * np.eye(differences.shape[-1]), differences.shape)
    return proved_definite(differences, room)
