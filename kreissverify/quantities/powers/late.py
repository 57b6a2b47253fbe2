"""Late powers of a stack, t from dozens to 2⁵⁰, where they do not rotate: along a scale of times.

Where the slow eigenvalues are real, or turn by less than a radian until the powers have decayed,
t ↦ ‖Aᵗ‖ is as smooth on a logarithmic scale as a sum of a few exponentials. So eight samples an
octave find its peak and its last crossing of δ, and a parabola or bisection the exact time. Where
eigenvalues are negative, even and odd t are two such sequences. What smoothness rests on is an
estimate, and no proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.powers.batched import identities, norms
from kreissverify.quantities.powers.steps import frobenius, perturbed, sampled_errors

__all__ = ["LOST", "Late"]

_LONGEST = 52  # squarings: times are floats, exact up to 2⁵³
_FIRST = 6  # the level of the first samples: earlier powers have been stepped through
_PARTS = 8  # samples an octave: a peak of a few real exponentials is wider
# Parabolas through three times, each eight times closer than the last: the peak is then found to
# t/30,000, and lower by less than 1e-9.
_ROUNDS = 5
_SMOOTH = 1e-9
# Relative errors of a power beyond which nothing is known of it: the eigenvalues of the moved
# matrices are then as wrong as those of the matrix, and how far the three are apart says little.
LOST = 0.1
_LARGEST = 1e100  # powers beyond it are given up: their squares are near the end of float64
_MOST_TRIES = 200  # far above 3·52, after which bisection has ended
_TURN = 1.0  # radians that an eigenvalue may turn by until the powers have decayed


class Late:
    """The squares A^(2ᵏ) of N matrices, of them moved by rounding errors, and their powers.

    Parameters
    ----------
    stack
        The matrices, of shape (N, n, n).
    values
        Their eigenvalues, of shape (N, n).
    levels
        Squaring goes on until ‖A^(2ᵏ)‖ is at most these, of shape (N,), errors included.
    longest
        The most squarings.
    for_ever
        Whether it goes on until ‖A^(2ᵏ)‖·M is, so that all later powers are also.
    """

    def __init__(
        self,
        stack: NDArray[Any],
        values: NDArray[Any],
        levels: FloatArray,
        for_ever: bool = False,
        longest: int = _LONGEST,
    ) -> None:
        self._all = [np.stack([stack, *perturbed(stack)])]
        self._values = values
        # the level of each matrix, -1 until it is reached
        self.ends = np.full(len(stack), -1, dtype=np.int64)
        peak = np.ones(len(stack))
        for k in range(longest):
            squares = self._all[-1]
            size = frobenius(squares[0])
            above = size + sampled_errors(squares[0], tuple(squares[1:]), np.asarray(2.0**k))
            # of a smooth sequence the peak is little more than the highest of its dyadic times
            peak = np.maximum(peak, 2 * size) if for_ever else peak
            self.ends[(self.ends < 0) & (above * peak <= levels) & (k >= _FIRST)] = k
            # NaN and what has overflowed ends it also
            if not ((self.ends < 0) & (size < _LARGEST)).any():
                break
            self._all.append(squares @ squares)
        self._mark_signs()

    def _mark_signs(self) -> None:
        """Tell the matrices that rotate, and those of whose eigenvalues some are negative."""
        sizes, ends = np.abs(self._values), 2.0**self.ends
        # an eigenvalue counts as long as it lives: for 45 of its lives, until it is 1e-20
        lives = np.minimum(ends[:, None], 45 / np.maximum(-np.log(sizes), 1e-300))
        angles = np.abs(np.arctan2(self._values.imag, np.abs(self._values.real)))
        alive = lives > 2.0**_FIRST
        self.smooth = (self.ends >= 0) & (~alive | (angles * lives <= _TURN)).all(axis=1)
        signed = (alive & (self._values.real < 0)).any(axis=1)
        self._stride = np.where(signed, 2.0, 1.0)

    def power(self, t: FloatArray, twin: int = 0) -> NDArray[Any]:
        """Return Aᵗ at integers t (N,), or the power of a moved matrix."""
        result = identities(self._all[0][twin])
        exponents = t.astype(np.int64)
        for k, squares in enumerate(self._all):
            chosen = (exponents >> k) & 1 == 1
            if chosen.any():
                result[chosen] = result[chosen] @ squares[twin][chosen]
        result[exponents >> len(self._all) > 0] = 0.0
        return result

    def norms(self, t: FloatArray) -> FloatArray:
        """Return ‖Aᵗ‖, of shape (N,)."""
        return norms(self.power(t))

    def slips(self, t: FloatArray) -> FloatArray:
        """Return estimates of the errors of Aᵗ, of shape (N,)."""
        twins = tuple(self.power(t, i) for i in (1, 2))
        return sampled_errors(self.power(t), twins, t)

    def __getitem__(self, chosen: NDArray[np.bool_]) -> Late:
        part = object.__new__(Late)
        part._all = [x[:, chosen] for x in self._all]
        part._values, part.ends = self._values[chosen], self.ends[chosen]
        part.smooth, part._stride = self.smooth[chosen], self._stride[chosen]
        return part

    def _samples(self) -> Iterator[tuple[float, NDArray[np.int64], NDArray[Any]]]:
        """Yield times, members and their powers, up to the level of each member."""
        for k in range(_FIRST, min(int(self.ends.max(initial=0)), len(self._all) - 1)):
            rows = np.flatnonzero(self.ends > k)
            power, step = self._all[k][0][rows], self._all[k - 3][0][rows]
            signed = self._stride[rows] == 2
            for part in range(_PARTS):
                time = 2.0**k * (1 + part / _PARTS)
                yield time, rows, power
                if signed.any():
                    yield time + 1, rows[signed], power[signed] @ self._all[0][0][rows[signed]]
                power = power @ step

    def peaks(self, least: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the largest norm at late times, and an estimate of its error, both of shape (N,).

        `least` (N,) are norms that are known: the maximum includes them, without their errors.
        """
        # samples miss less of a peak than these two hundredths
        best, time = least * 0.98, np.zeros(len(least))
        for t, rows, power in self._samples():
            some = frobenius(power) > best[rows]
            if some.any():
                found, at = norms(power[some]), rows[some]
                better = found > best[at]
                best[at[better]], time[at[better]] = found[better], t
        late = time > 0
        if late.any():
            part = self[late]
            # of both parities, if there are two sequences
            both = [part._refined(time[late] + x * (part._stride - 1)) for x in (0, 1)]
            swap = both[1][0] > both[0][0]
            best[late], time[late] = (np.where(swap, b, a) for a, b in zip(*both, strict=True))
        slips = np.where(late, self.slips(time) + _SMOOTH * best, 0.0)
        return np.maximum(best, least), np.where(slips > LOST * best, np.inf, slips)

    def _refined(self, time: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the peak next to a sample, and its time."""
        stride, best = self._stride, self.norms(time)
        width = stride * np.maximum(np.floor(time / _PARTS / stride), 1)
        for _ in range(_ROUNDS):
            before, after = (self.norms(time + x) for x in (-width, width))
            bend = before - 2 * best + after
            shift = np.where(bend < 0, (before - after) / (2 * bend) * width, 0.0)
            shift = stride * np.rint(np.clip(shift, -width, width) / stride)
            tried = np.stack([best, before, after, self.norms(time + shift)])
            times = np.stack([time, time - width, time + width, time + shift])
            top = tried.argmax(axis=0)[None]
            best = np.take_along_axis(tried, top, 0)[0]
            time = np.take_along_axis(times, top, 0)[0]
            width = stride * np.maximum(np.floor(width / _PARTS / stride), 1)
        return best, time

    def last_above(self, delta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the last late time with ‖Aᵗ‖ > δ (N,), and its error; 0 if there is none."""
        low, root = np.zeros(len(delta)), np.sqrt(self._values.shape[-1])
        for t, rows, power in self._samples():
            size = frobenius(power)
            above = size > root * delta[rows] * (1 + 1e-12)
            some = (size > delta[rows]) & ~above
            if some.any():
                above[some] = norms(power[some]) > delta[rows[some]]
            low[rows[above]] = t
        found, late = np.zeros(len(delta)), low > 0
        errors = found.copy()
        if late.any():
            part, level, start = self[late], delta[late], low[late]
            # of both parities, if there are two sequences
            both = [part._crossing(start + x * (part._stride - 1), level) for x in (0, 1)]
            found[late] = np.maximum(*both)
            errors[late] = part._time_errors(found[late], level)
        return found, errors

    def _crossing(self, start: FloatArray, delta: FloatArray) -> FloatArray:
        """Return the last time next to the sample `start` with ‖Aᵗ‖ > δ, of its parity.

        By the rule of false position on the logarithms, and by bisection at every third step.
        """
        width = self._stride * np.ceil(2 * start / _PARTS / self._stride)
        low, high = start - width, start + width
        left, right = (np.log(self.norms(x) / delta) for x in (low, high))
        for step in range(_MOST_TRIES):
            if not (high - low > self._stride).any():
                break
            share = 0.5 if step % 3 == 2 else np.clip(left / (left - right), 0, 1)
            share = np.where(np.isfinite(share), share, 0.5)
            tried = low + self._stride * np.floor(share * (high - low) / self._stride)
            # next to an end it is the neighbour that tells
            tried = np.clip(
                tried, low + self._stride, np.maximum(high, low + 2 * self._stride) - self._stride
            )
            open_ = high - low > self._stride
            found = np.log(self.norms(tried) / delta)
            above = found > 0
            low = np.where(open_ & above, tried, low)
            left = np.where(open_ & above, found, left)
            high = np.where(open_ & ~above, tried, high)
            right = np.where(open_ & ~above, found, right)
        return np.asarray(low)

    def _time_errors(self, time: FloatArray, delta: FloatArray) -> FloatArray:
        """Return how far a crossing may be off, as the errors of norms move it."""
        size = self.norms(time)
        relative = self.slips(time) / np.maximum(size, 1e-300)
        clear = size * (1 - relative) > delta
        for shift in (1, 2):
            clear &= self.norms(time + shift) * (1 + relative) <= delta
        step = 2 * np.maximum(np.floor(time / 2 / _PARTS), 1)
        rate = np.log(size / self.norms(time + step)) / step
        errors = np.where(clear, 0.0, 2 + np.ceil(2 * relative / np.maximum(rate, 1e-300)))
        return np.where(relative > LOST, np.inf, errors)
