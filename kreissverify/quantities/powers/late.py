"""Late powers of a stack, t beyond thousands: by squares, along a logarithmic scale of times."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.powers.batched import identities, norms
from kreissverify.quantities.powers.steps import frobenius, perturbed, sampled_errors

__all__ = ["Late"]

_LONGEST = 56  # squarings: a time is a float, and exact up to 2⁵³
_PARTS = 8  # samples an octave: sums of a few real exponentials have no narrower peaks
_ROUNDS = 12  # of samples around the best, each narrower by a quarter of the parts
_SMOOTH = 1e-9  # what a smooth peak may lose between the last samples, with room


class Late:
    """The squares A^(2ᵏ) of N matrices, and their powers at any time."""

    def __init__(self, stack: NDArray[Any]) -> None:
        self.squares = [stack]
        while len(self.squares) < _LONGEST:
            size = frobenius(self.squares[-1])
            if not ((size > 1e-150) & (size < 1e150)).any():
                break
            self.squares.append(self.squares[-1] @ self.squares[-1])

    def power(self, t: FloatArray) -> NDArray[Any]:
        """Return Aᵗ at integers t (N,), 0 beyond the last square."""
        result = identities(self.squares[0])
        exponents = t.astype(np.int64)
        for k, square in enumerate(self.squares):
            chosen = (exponents >> k) & 1 == 1
            if chosen.any():
                result[chosen] = result[chosen] @ square[chosen]
        result[exponents >> len(self.squares) > 0] = 0.0
        return result

    def norms(self, t: FloatArray) -> FloatArray:
        """Return ‖Aᵗ‖ or ‖Aᵗ⁺¹‖, the larger: signs may alternate."""
        power = self.power(t)
        return np.fmax(norms(power), norms(power @ self.squares[0]))

    def slips(self, t: FloatArray) -> FloatArray:
        """Return estimates of the errors of Aᵗ, of shape (N,)."""
        twins = tuple(Late(x).power(t) for x in perturbed(self.squares[0]))
        return sampled_errors(self.power(t), twins, t)

    def peaks(self, start: float) -> tuple[FloatArray, FloatArray]:
        """Return the largest norm sampled beyond a time, and its error, both of shape (N,)."""
        count = len(self.squares[0])
        best, time = np.zeros(count), np.full(count, start)

        def look(t: FloatArray) -> None:
            found = self.norms(t)
            better = found > best
            best[better], time[better] = found[better], t[better]

        octave = start
        while octave < 2.0 ** len(self.squares):
            for part in range(_PARTS):
                look(np.full(count, octave + np.floor(part * octave / _PARTS)))
            octave *= 2
        width = time / _PARTS
        for _ in range(_ROUNDS):
            centre = time.copy()
            for shift in (-0.75, -0.5, -0.25, 0.25, 0.5, 0.75):
                look(np.maximum(np.floor(centre + shift * width), 1))
            width = width / 2
        return best, self.slips(time) + _SMOOTH * best
