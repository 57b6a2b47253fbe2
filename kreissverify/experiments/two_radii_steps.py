"""The steps with the least worst case of two radii (N1), in closed form; for Hxy = 0.

Of ‖I - αHxx‖ = 1 - d₁ and ‖I - βHyy‖ = 1 - d₂ the gaps are d₁ = min(αμ_x, 2 - αL_x) and d₂ =
min(βμ_y, 2 - βL_y), with c = β‖Hyx‖. By TS the worst case K(T) of T = [[1-d₁, 0], [c, 1-d₂]] is a
function that falls in x = d₁/d₂ and grows with ℓ = c/d₂, so that of all steps with ρ(T) ≤ rate

    α = 2/(μ_x + L_x),    β = (1 - rate)/μ_y

have the least: d₁ is at its largest value 2μ_x/(μ_x + L_x), d₂ at its smallest, 1 - rate, and ℓ =
‖Hyx‖/μ_y, which no β makes smaller. That is TS.best of the library, proved by machine.

Where the least is 1, it is 1 for every β ≤ 4d₁μ_y/‖Hyx‖² with this α (TS.threshold). The largest
of them that is no longer than 2/(μ_y + L_y) is taken then: no gap is given away for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.experiments.quadratic_problem import QuadraticProblem
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.enclosure import Enclosure, maximum
from kreissverify.numbers.spectral_norm import spectral_norm

__all__ = ["TwoRadiiSteps"]

_ONE = Enclosure.exactly(1)


@dataclass(frozen=True)
class TwoRadiiSteps:
    """The closed form, for one problem with Hxy = 0 and one rate.

    Parameters
    ----------
    problem
        The quadratic problem.
    rate
        The largest ρ(T) allowed, in (0, 1): at least the least one.

    Examples
    --------
    >>> from flint import fmpq
    >>> from kreissverify.experiments.quadratic_problem import QuadraticProblem
    >>> steps = TwoRadiiSteps(QuadraticProblem(1, 10, 2), fmpq(1, 2))
    >>> steps.pair.tolist(), float(steps.least.lower)  # doctest: +ELLIPSIS
    ([1.0, 0.25], 1.1549229170474...)
    """

    problem: QuadraticProblem
    rate: fmpq

    @cached_property
    def _ends(self) -> tuple[Enclosure, Enclosure, Enclosure, Enclosure]:
        """μ_x and L_x, μ_y and L_y; 1/μ = ‖H⁻¹‖ loses no digits where L/μ is large."""
        first, _, second = self.problem.exact_blocks
        return (*_spectrum(first), *_spectrum(second))

    @cached_property
    def _coupling(self) -> Enclosure:
        """‖Hyx‖."""
        return spectral_norm(self.problem.exact_blocks[1])

    @cached_property
    def _largest_gap(self) -> Enclosure:
        """The largest d₁ of all α."""
        least, largest = self._ends[:2]
        return 2 / (1 + largest / least)

    @cached_property
    def least(self) -> Enclosure:
        """The least K(T) of all pairs of steps with ρ(T) ≤ rate.

        It is (X + 1/X)/2 by N1.form, X = max(1, (√((1-x)² + ℓ²) + ℓ)/(1 + √x)²).
        """
        x = self._largest_gap / (1 - self.rate)
        ratio = self._coupling / self._ends[2]
        width = ((1 - x) * (1 - x) + ratio * ratio).sqrt() + ratio
        root = 1 + x.sqrt()
        X = maximum([_ONE, width / (root * root)])
        # (X + 1/X)/2 grows with X ≥ 1, so its ends are those of X
        ends = (Enclosure.exactly(end.value) for end in (X.lower, X.upper))
        low, high = ((end + 1 / end) / 2 for end in ends)
        return Enclosure(low.lower, high.upper)

    @property
    def pair(self) -> FloatArray:
        """The steps α and β, rounded, of shape (2,)."""
        _, _, least, largest = self._ends
        alpha = self._largest_gap / self._ends[0]
        slowest = (1 - self.rate) / least
        without_growth = np.inf
        if float(self._coupling.lower) > 0:
            bound = 4 * self._largest_gap * least / (self._coupling * self._coupling)
            without_growth = bound.midpoint()
        fastest = (2 / (least + largest)).midpoint()
        beta = max(slowest.midpoint(), min(without_growth, fastest))
        return np.array([alpha.midpoint(), beta])


def _spectrum(hessian: fmpq_mat) -> tuple[Enclosure, Enclosure]:
    """Return the least and the largest eigenvalue of a positive definite matrix."""
    return 1 / spectral_norm(hessian.inv()), spectral_norm(hessian)
