"""The largest limits of ‖Jᵗ‖ at ρ(J) = 1 where eigenvalues on the circle are no roots of unity.

And so of ‖e^{tA}‖ at α(A) = 0, where these are the iω_j ≠ 0. With λ_j = e^{iα_j} these
eigenvalues, P_j their projectors, and JᵗE_c what has a period q,

    JᵗE = JʳE_c + Σ_j (cos tα_j C_j - sin tα_j S_j),  r = t mod q,  C_j + iS_j = 2P_j,

and the largest norm over all angles in the place of tα_j bounds that of all times; it is their
supremum if the α_j/2π are independent over ℚ (Kronecker). One angle, or several that are multiples
of one, make a closed curve (`closed_curve`). Of two, cut the torus into products of arcs with
middles m_j and half-widths h_j. The norm is convex in the points (cos, sin), so it is at most the
largest at the products of the points (cos m_j, sin m_j)/cos h_j, one of each cell: their convex
hull contains the torus, as a linear form is largest on it at one point, and there less than at the
point of its cell. Best first, arcs are halved. From below, the norm at a time whose angles are near
those of the maximum.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
from flint import acb_mat, fmpq, fmpq_mat

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds_of_stack, stacked
from kreissverify.quantities.maps.power_norm import power_enclosure
from kreissverify.quantities.stability_boundary.closed_curve import largest_on_curve
from kreissverify.quantities.stability_boundary.eigenvalues import Eigenvalue, eigenvalues
from kreissverify.quantities.stability_boundary.peak import found_peak, lower_witness_of
from kreissverify.quantities.stability_boundary.splitting import Splitting

__all__ = ["MOST_ANGLES", "LimitMaximum", "largest_limit", "quasi_periodic_peak"]

MOST_ANGLES = 2
# Cells of arcs, at two norms each. A peak takes some tens of cells for each digit and angle; where
# the norm is constant along a line of the torus all of it has to be covered finely, which this
# number allows for one angle to 1e-7, and not for two: there the bound stays wider.
_MOST_CELLS = 8_000
_AT_ONCE = 64  # cells halved in one step
_FIRST = 8  # arcs of the first cover: 1/cos of their half-width is below 1.1
_TIMES = 2_000_000  # times looked at for angles near those of the maximum, all at once
_TRIED = 4  # of these times, the nearest ones
_BITS = 128


Place = tuple[int, list[tuple[float, float]]]
"""A residue, and a pair (cos, sin) for each angle."""


@dataclass(frozen=True)
class _Torus:
    """The matrices A_r (r < q), and (C_j, S_j) of each angle, as float balls."""

    steady: list[FloatBall]
    waves: list[tuple[FloatBall, FloatBall]]

    def norms(self, places: list[Place], rtol: float) -> tuple[FloatArray, FloatArray]:
        """Return floats below and above the norms at residues with pairs (cos, sin), each ± 1e-15.

        All at once: a norm by itself takes ten times as long.
        """
        totals = []
        for residue, points in places:
            total = self.steady[residue]
            for (wave, turned), (c, s) in zip(self.waves, points, strict=True):
                total = total + _scaled(wave, c) + _scaled(turned, -s)
            totals.append(total)
        return norm_bounds_of_stack(stacked(totals), rtol)


def _scaled(ball: FloatBall, factor: float) -> FloatBall:
    """Return the ball times a number known to 1e-15: sines of floats are right to two units."""
    error = 1e-15 * (np.abs(ball.mid) + ball.rad) + 1.01 * (abs(factor) + 1e-15) * ball.rad
    middle = ball.mid * factor
    return FloatBall(middle, (error + 2.0**-52 * np.abs(middle)) * (1 + 1e-12) + 1e-300)


def quasi_periodic_peak(parts: Splitting, rtol: float) -> Enclosure | None:
    """Return an enclosure of M for at most two angles; None if there are more, or a long period.

    Parameters
    ----------
    parts
        The splitting.
    rtol
        The relative width to reach. A dependence of two angles leaves a gap, as does a norm that is
        constant along a line of the torus.
    """
    turning = [x for x in eigenvalues(parts, _BITS) if not x.order]
    steady = _steady(parts)
    limit = None if steady is None else largest_limit(steady, turning, rtol / 3)
    if steady is None or limit is None:
        return None
    found = found_peak(parts, rtol, 1.0, limit.high)
    low, certificate = found.low, lower_witness_of(parts.matrix, found.time, found.shown)
    angles = [float(x.value.arg().mid()) for x in turning]
    for t in _times_near(angles, len(steady), limit):
        value = power_enclosure(parts.matrix, t, min(rtol / 16, 1e-9)).lower.value
        if is_finite(value) and value > low:
            low = value
            certificate = lower_witness_of(parts.matrix, t, value) or certificate
        if found.high <= low * (1 + fmpq(*float(rtol).as_integer_ratio())):
            break
    return Enclosure.between(low, found.high, certificate)


class LimitMaximum(NamedTuple):
    """The largest norm over all residues and angles, and where it is at least `low`."""

    low: float
    high: float
    residue: int
    angles: tuple[float, ...]


def largest_limit(
    steady: list[fmpq_mat],
    turning: list[Eigenvalue],
    rtol: float,
    multiples: tuple[int, ...] | None = None,
) -> LimitMaximum | None:
    """Return the largest ‖A_r + Σ_j 2 Re(e^{iθ_j}P_j)‖; None if there are too many angles.

    Parameters
    ----------
    steady
        The A_r.
    turning
        The eigenvalues with the projectors P_j.
    rtol
        The relative width to reach.
    multiples
        The θ_j are these multiples of one angle; None if each is by itself.
    """
    if multiples is None and len(turning) < MOST_ANGLES:
        multiples = (1,) * len(turning)
    if multiples is not None:
        waves = {k: x.projector for k, x in zip(multiples, turning, strict=True)}
        curves = [largest_on_curve({0: acb_mat(A), **waves}, rtol) for A in steady]
        residue = max(range(len(curves)), key=lambda r: curves[r].low)
        low, _, angle = curves[residue]
        high = max(curve.high for curve in curves)
        return LimitMaximum(low, high, residue, tuple(k * angle for k in multiples))
    if len(turning) > MOST_ANGLES:
        return None
    torus = _Torus([FloatBall.of_rationals(A) for A in steady], list(map(_wave, turning)))
    return _largest(torus, rtol)


def _steady(parts: Splitting) -> list[fmpq_mat] | None:
    """Return the limits JʳE_c of the part with a period; None if that is long."""
    orders = [parts.order(f.polynomial) for f in parts.factors]
    period = math.lcm(*(order for order in orders if order))
    if period > _FIRST:
        return None
    power = fmpq_mat(parts.size, parts.size)
    for factor, order in zip(parts.factors, orders, strict=True):
        if order:
            power += parts.projector_of(factor.polynomial)
    found = []
    for _ in range(period):
        found.append(power)
        power = parts.matrix * power
    return found


def _wave(eigenvalue: Eigenvalue) -> tuple[FloatBall, FloatBall]:
    """Return balls around 2 Re P and 2 Im P."""
    rows = eigenvalue.projector.tolist()
    parts = [[[float((2 * getattr(x, p)).mid()) for x in row] for row in rows] for p in _PARTS]
    widest = max(float(getattr(x, p).rad()) for row in rows for x in row for p in _PARTS)
    balls = [np.array(part) for part in parts]
    # twice the radius of P, and the rounding of its middle
    return tuple(FloatBall(x, 4 * widest + 2.0**-52 * np.abs(x) + 1e-300) for x in balls)  # type: ignore[return-value]


_PARTS = ("real", "imag")


Cell = tuple[float, int, tuple[float, ...], tuple[float, ...]]  # -bound, residue, middles, halves


def _largest(torus: _Torus, rtol: float) -> LimitMaximum:
    """Return where the norm is largest (residue and angles), and a bound of it on the torus."""
    cells = _cells(torus, list(_cover(torus)), rtol)
    heapq.heapify(cells)
    top, place, count = 0.0, (0, tuple(0.0 for _ in torus.waves)), 0
    while count < _MOST_CELLS and -cells[0][0] > top * (1 + rtol):
        worst: list[Cell] = []
        while cells and len(worst) < _AT_ONCE and -cells[0][0] > top * (1 + rtol):
            worst.append(heapq.heappop(cells))
        middle = [(r, [(math.cos(m), math.sin(m)) for m in ms]) for _, r, ms, _ in worst]
        here = torus.norms(middle, rtol / 4)[0]
        best = int(np.argmax(here))
        if here[best] > top:
            top, place = float(here[best]), worst[best][1:3]
        halved = [half for _, r, ms, hs in worst for half in _halves(r, ms, hs)]
        for cell in _cells(torus, halved, rtol):
            heapq.heappush(cells, cell)
        count += len(worst)
    return LimitMaximum(top, max(top, -cells[0][0]), *place)


Arcs = tuple[int, tuple[float, ...], tuple[float, ...]]  # residue, middles, halves


def _halves(residue: int, middles: tuple[float, ...], halves: tuple[float, ...]) -> Iterator[Arcs]:
    """Yield both halves of a cell along its longest arc."""
    longest = max(range(len(halves)), key=lambda j: halves[j])
    half = halves[longest] / 2
    for side in (-half, half):
        moved = tuple(m + side * (j == longest) for j, m in enumerate(middles))
        yield residue, moved, tuple(half if j == longest else h for j, h in enumerate(halves))


def _cover(torus: _Torus) -> Iterator[Arcs]:
    """Yield products of arcs that overlap a little and cover the torus, for each residue."""
    half = math.pi / _FIRST * (1 + 1e-12)
    starts = [2 * math.pi * k / _FIRST for k in range(_FIRST)]
    for residue in range(len(torus.steady)):
        for middles in product(starts, repeat=len(torus.waves)):
            yield residue, middles, tuple(half for _ in middles)


def _cells(torus: _Torus, arcs: list[Arcs], rtol: float) -> list[Cell]:
    """Return cells with the norms at their outer points."""
    outer = [(r, list(map(_outer_point, middles, halves))) for r, middles, halves in arcs]
    high = torus.norms(outer, rtol / 4)[1]
    return [(-bound, *cell) for bound, cell in zip(high.tolist(), arcs, strict=True)]


def _outer_point(middle: float, half: float) -> tuple[float, float]:
    wider = half * (1 + 1e-12) + 1e-15  # halves of arcs are rounded, and must not leave gaps
    far = (1 + 1e-15) / math.cos(wider)
    return far * math.cos(middle), far * math.sin(middle)


def _times_near(angles: list[float], period: int, limit: LimitMaximum) -> list[int]:
    """Return times whose angles are nearest to those of a limit, the least ones first."""
    times = np.arange(limit.residue or period, _TIMES, period, dtype=np.float64)
    off: FloatArray = np.zeros_like(times)
    for angle, due in zip(angles, limit.angles, strict=True):
        turned = times * angle - due
        off = np.maximum(off, np.abs(turned - 2 * np.pi * np.round(turned / (2 * np.pi))))
    order = np.argsort(off)[:_TRIED]
    return sorted(int(times[i]) for i in order)
