"""The envelope t ↦ ‖e^{tA}‖ of stacks of matrices in floats: its peak, and when it falls below δ.

Times go up by octaves of 1/‖A‖, eight steps in each, until no later norm matters: ‖e^{(t+s)A}‖ ≤
‖e^{tA}‖·M. A step of width h is kept while max of ‖e^{tA}‖ at its ends + (h²/8)·‖A²e^{tA}‖_F, which
bounds the norms over it but for rounding and the change of the last factor, is above what is looked
for; what is kept is halved. All matrices of a stack go together, each by its own steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.estimates import Estimates
from kreissverify.quantities.exponentials.float_exponential import float_exponential
from kreissverify.quantities.exponentials.norm import exponential_norms
from kreissverify.quantities.float_radius import abscissa_estimates
from kreissverify.quantities.float_scaling import in_range
from kreissverify.quantities.powers.batched import identities, norms
from kreissverify.quantities.powers.steps import frobenius

__all__ = ["float_peaks", "float_settling_times"]

_STEPS = 8  # in an octave: norms change by little more than a tenth over each
_OCTAVES = 64  # from 1/‖A‖ on: beyond 1e19 of them rounding has the last word
_HALVINGS = 40
_MOST_CELLS = 4096  # of a stack, for each matrix: a slow decay that turns is left to enclosures
_AT_ONCE = 64  # matrices of a part of a stack, whose steps are held in memory
_NARROW = 1e-13  # relative, of a peak or of a time
_AGREE = 1e-7  # of the norm at the end and of the one found by products: else digits were lost
# What says that a norm has fallen below 1 for certain: by so much, and within so many octaves, as
# after k of them the products are rounded by about 2ᵏ units.
_FALLEN, _CERTAIN = 1 - 1e-6, 24
_UNIT = 2.0**-53
_TINIEST = 2.0**-1000  # times below have lost digits, or their errors have


def float_peaks(stack: FloatArray) -> Estimates:
    """Return sup ‖e^{tA}‖ of matrices (N, n, n), with errors; ∞ where α > 0 beyond rounding.

    Of matrices scaled by powers of two, which is a matter of the unit of time: squares of entries
    of 1e-100 are 0, and what cells of times bound by them would be bounded by nothing.
    """
    scaled = in_range(stack)[0]
    alpha = abscissa_estimates(scaled)
    # Where rounding leaves α < 0 in doubt a norm that has fallen decides, if it has for certain:
    # next to α = 0 it is 1 but for rounding for ever, or grows in 1e16 units of time.
    return _by_parts(_peaks, scaled, alpha, alpha.have_open_signs)


def float_settling_times(stack: FloatArray, delta: FloatArray) -> Estimates:
    """Return the least t with ‖e^{sA}‖ ≤ δ for all s ≥ t, of (N, n, n) and (N,), with errors."""
    scaled, shifts = in_range(stack)
    found = _by_parts(_settling_times, scaled, abscissa_estimates(scaled), delta)
    values, errors = np.ldexp(found.values, -shifts), np.ldexp(found.errors, -shifts)
    # times beyond the range of floats are lost
    finite = np.isfinite(found.values)
    lost = finite & ~(np.isfinite(values) & ((found.values == 0) | (values >= _TINIEST)))
    errors[lost] = np.inf
    return Estimates(values, errors)


def _by_parts(
    find: Any, stack: FloatArray, alpha: Estimates, *parameters: NDArray[Any]
) -> Estimates:
    values, errors = np.full(len(stack), np.nan), np.full(len(stack), np.inf)
    unstable = alpha.values - alpha.errors > 0
    values[unstable], errors[unstable] = np.inf, 0.0
    others = np.flatnonzero(~unstable & np.isfinite(stack).all(axis=(-2, -1)))
    for start in range(0, len(others), _AT_ONCE):
        part = others[start : start + _AT_ONCE]
        with np.errstate(all="ignore"):  # what overflows is no answer
            values[part], errors[part] = find(stack[part], *(p[part] for p in parameters))
    return Estimates(values, errors)


@dataclass
class _Cells:
    """Steps of some width from some time: `of` which matrix, with e^{tA} at the left end."""

    of: NDArray[np.intp]
    time: FloatArray
    level: NDArray[np.intp]
    left: FloatArray
    heights: FloatArray
    bends: FloatArray

    def __len__(self) -> int:
        return len(self.of)

    def __getitem__(self, kept: Any) -> _Cells:
        return _Cells(*(getattr(self, name)[kept] for name in _FIELDS))

    @staticmethod
    def joined(parts: list[_Cells]) -> _Cells:
        """Return all cells of a list."""
        return _Cells(*(np.concatenate([getattr(x, name) for x in parts]) for name in _FIELDS))


_FIELDS = ("of", "time", "level", "left", "heights", "bends")


@dataclass
class _Flow:
    """A stack A (N, n, n) with its units of time, and e^{hA} for the widths h = unit·2^level/8."""

    stack: FloatArray
    unit: FloatArray = field(init=False)
    square: FloatArray = field(init=False)
    _steps: dict[int, FloatArray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        size = np.linalg.norm(self.stack, 1, axis=(-2, -1))
        self.unit = np.ldexp(1.0, -np.frexp(np.where(size > 0, size, 1.0))[1])
        self.square = self.stack @ self.stack

    def width(self, level: Any) -> Any:
        """Return h over the unit."""
        return np.ldexp(1.0 / _STEPS, level)

    def step(self, level: int) -> FloatArray:
        """Return e^{hA} of the whole stack."""
        if level not in self._steps:
            if level <= 0:
                scale = self.unit * self.width(level)
                found = float_exponential(self.stack * scale[:, None, None])
            else:
                half = self.step(level - 1)
                found = half @ half
            self._steps[level] = found
        return self._steps[level]

    def ceilings(self, cells: _Cells) -> FloatArray:
        """Return about the largest norm over each cell."""
        h = self.width(cells.level) * self.unit[cells.of]
        return np.asarray(cells.heights.max(axis=1) + h * h / 8 * cells.bends.max(axis=1))

    def bend(self, of: NDArray[np.intp], exponentials: FloatArray) -> FloatArray:
        """Return ‖A²e^{tA}‖_F."""
        return frobenius(self.square[of] @ exponentials)

    def halved(self, cells: _Cells) -> _Cells:
        """Return both halves of each cell, the left ones first."""
        levels = cells.level - 1
        steps = np.empty_like(cells.left)
        for level in np.unique(levels).tolist():
            here = levels == level
            steps[here] = self.step(level)[cells.of[here]]
        middle = cells.left @ steps
        height, bend = norms(middle), self.bend(cells.of, middle)
        time = cells.time + self.width(levels) * self.unit[cells.of]
        first = np.stack([cells.heights[:, 0], height], 1), np.stack([cells.bends[:, 0], bend], 1)
        last = np.stack([height, cells.heights[:, 1]], 1), np.stack([bend, cells.bends[:, 1]], 1)
        return _Cells.joined(
            [
                _Cells(cells.of, cells.time, levels, cells.left, *first),
                _Cells(cells.of, time, levels, middle, *last),
            ]
        )


def _octaves(flow: _Flow, is_over: Any, kept: Any) -> tuple[list[_Cells], Any]:
    """Return the steps that are kept, and which matrices are not over in the end.

    Parameters
    ----------
    flow
        The stack.
    is_over
        Says of which matrices (their indices) no later norm matters, from their norms at the end
        of an octave, and its number.
    kept
        Says which cells are kept of those of one step.
    """
    count = len(flow.stack)
    here, power = np.arange(count), identities(flow.stack)
    time = np.zeros(count)
    height, bend = norms(power), flow.bend(here, power)
    parts: list[_Cells] = []
    for octave in range(-1, _OCTAVES):
        level = max(octave, 0)  # the first octave is [0, unit], the next ones double
        for _ in range(_STEPS):
            moved = power @ flow.step(level)[here]
            after, bend_after = norms(moved), flow.bend(here, moved)
            ends, bends = np.stack([height, after], 1), np.stack([bend, bend_after], 1)
            levels = np.full(len(here), level)
            cells = _Cells(here, time, levels, power, ends, bends)
            parts.append(cells[kept(cells)])
            time = time + flow.width(level) * flow.unit[here]
            power, height, bend = moved, after, bend_after
        going = ~is_over(here, height, octave) & np.isfinite(height)
        here, power, time = here[going], power[going], time[going]
        height, bend = height[going], bend[going]
        if not len(here):
            break
    return parts, here


def _peaks(stack: FloatArray, doubtful: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    flow, count = _Flow(stack), len(stack)
    best, when = np.ones(count), np.zeros(count)

    def kept(cells: _Cells) -> Any:
        _raise(best, when, cells, flow)
        return flow.ceilings(cells) > best[cells.of] * (1 + _NARROW)

    def is_over(of: NDArray[np.intp], height: FloatArray, octave: int) -> Any:
        certain = (height <= _FALLEN) & (octave <= _CERTAIN)
        return np.where(doubtful[of], certain, height <= 1)

    parts, lost = _octaves(flow, is_over, kept)
    cells = _Cells.joined(parts)
    over = np.zeros(count)  # by how much a norm may be higher
    over[lost] = np.inf
    for _ in range(_HALVINGS):
        cells = cells[flow.ceilings(cells) > best[cells.of] * (1 + _NARROW)]
        if not len(cells) or len(cells) > _MOST_CELLS * count:
            break
        cells = flow.halved(cells)
        _raise(best, when, cells, flow)
    np.maximum.at(over, cells.of, np.maximum(flow.ceilings(cells) - best[cells.of], 0.0))
    at = exponential_norms(stack, when)
    apart = np.abs(at.values - best)
    errors = at.errors + apart + over + _NARROW * best
    # products of many steps agree with one exponential, or neither is believed
    agree = (apart <= _AGREE * best) & np.isfinite(errors)
    started = when == 0  # the peak is 1, exactly, unless another one is as high
    values = np.where(started, 1.0, np.maximum(at.values, 1.0))
    errors = np.where(started, over + _doubt_of_one(stack), np.where(agree, errors, np.inf))
    return values, errors


def _doubt_of_one(stack: FloatArray) -> FloatArray:
    """Return 0 where ω ≤ 0 beyond rounding, so that the norm is 1 at the start only."""
    omega = np.linalg.eigvalsh(stack + stack.swapaxes(-1, -2))[:, -1]
    size = stack.shape[-1] * _UNIT * np.linalg.norm(stack, axis=(-2, -1))
    return np.where(omega < -4 * size, 0.0, 64 * stack.shape[-1] * _UNIT)


def _raise(best: FloatArray, when: FloatArray, cells: _Cells, flow: _Flow) -> None:
    """Raise the best norms by those at the right ends of cells."""
    found, time = np.zeros_like(best), np.zeros_like(when)
    order = np.argsort(cells.heights[:, 1])  # of equal indices the last one is kept
    of = cells.of[order]
    found[of], time[of] = cells.heights[order, 1], _ends(cells, flow)[order]
    higher = found > best * (1 + 2 * _UNIT)
    best[higher], when[higher] = found[higher], time[higher]


def _ends(cells: _Cells, flow: _Flow) -> FloatArray:
    return np.asarray(cells.time + flow.width(cells.level) * flow.unit[cells.of])


def _settling_times(stack: FloatArray, delta: FloatArray) -> tuple[FloatArray, FloatArray]:
    flow, count = _Flow(stack), len(stack)
    most, last = np.ones(count), np.zeros(count)  # the last time with a norm above δ
    fallen = np.zeros(count, dtype=bool)  # to 1: then `most` is the largest norm of all

    def kept(cells: _Cells) -> Any:
        np.maximum.at(most, cells.of, cells.heights[:, 1])
        above = cells.heights[:, 1] > delta[cells.of]
        ends = _ends(cells, flow)
        last[cells.of[above]] = ends[above]
        return ~above & (flow.ceilings(cells) > delta[cells.of])

    def is_over(of: NDArray[np.intp], height: FloatArray, octave: int) -> Any:
        fallen[of] |= height <= 1
        return fallen[of] & (height * most[of] <= delta[of])

    parts, lost = _octaves(flow, is_over, kept)
    cells = _Cells.joined(parts)
    low, high = last.copy(), last.copy()
    high[lost] = np.inf
    for _ in range(_HALVINGS):
        cells = cells[(cells.time >= low[cells.of]) & (flow.ceilings(cells) > delta[cells.of])]
        if not len(cells) or len(cells) > _MOST_CELLS * count:
            break
        cells = flow.halved(cells)
        above = cells.heights[:, 1] > delta[cells.of]
        np.maximum.at(low, cells.of[above], _ends(cells, flow)[above])
        cells = cells[~above]
        if (flow.width(cells.level) * flow.unit[cells.of] <= _NARROW * cells.time).all():
            break
    np.maximum.at(high, cells.of, _ends(cells, flow))
    high = np.maximum(high, low * (1 + 2 * _NARROW))
    return _with_errors(stack, delta, low, high)


def _with_errors(
    stack: FloatArray, delta: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the middles, and what the rounding of the norm at δ makes of the time.

    Parameters
    ----------
    stack, delta
        A, and δ.
    low, high
        Bounds of the times, but for rounding.
    """
    middle = np.where(np.isfinite(high), (low + high) / 2, low)
    norm = exponential_norms(stack, middle)
    # uᵀAu·‖e^{tA}‖ is the slope
    slope = np.full(len(stack), np.nan)
    usual = np.isfinite(norm.values)
    u = np.linalg.svd(float_exponential(stack[usual] * middle[usual][:, None, None]))[0][..., :1]
    rate = (u.swapaxes(-1, -2) @ stack[usual] @ u)[..., 0, 0]
    slope[usual] = -rate * norm.values[usual]
    off = (np.abs(norm.values - delta) + norm.errors) / slope
    errors = np.where(slope > 0, off, np.inf) + (high - low) / 2 + 4 * _UNIT * middle
    # never above δ: T = 0 where ω ≤ 0 or δ is clearly above the peak, which the cells have shown
    never = (middle <= 0) | (high <= 0)
    errors = np.where(never, np.where(delta > 1 + 1e-9, 0.0, np.inf), errors)
    values = np.where(never, 0.0, middle)
    return values, np.where(np.isnan(errors), np.inf, errors)
