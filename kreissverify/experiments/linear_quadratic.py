"""Linear-quadratic problems: measured transient growth beside K, M, L and the bounds.

Random bilevel problems (Hxy = 0), zero-sum games (Hxy = -Hyxᵀ) and problems of no such kind; one
bilevel problem in full; what the ratio β/α of the steps does to it, and what the best steps gain;
and R3's value against the peak of T = [[γ, 0], [c, γ]], the bilevel problem of two variables with
equal curvatures. R10 is judged on the bilevel problems.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kreissverify.evidence.evaluation.decide import decide
from kreissverify.experiments.optimal_steps import optimal_step_sizes
from kreissverify.experiments.quadratic_problem import QuadraticProblem
from kreissverify.experiments.random_quadratics import KINDS, QuadraticProblems, random_quadratics
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import registry
from kreissverify.quantities.powers.batched import norms
from kreissverify.theorems.library import bundled_statement

__all__ = [
    "TRACKS",
    "Decided",
    "Gain",
    "LinearQuadratic",
    "Sample",
    "Steps",
    "TransientCurve",
    "WorstCases",
    "linear_quadratic_experiment",
]


TRACKS = 1.5  # R10's factor
_STABLE = 1 - 1e-9  # radii of floats above it may be 1: K and M could then be infinite


@dataclass(frozen=True)
class Sample:
    """What was measured on the stable problems of a random sample, an entry each.

    Attributes
    ----------
    kind, size, index
        Which problem it is: ``random_quadratics(seed, kind, size, count)`` at that index.
    gamma, b, c, ratio
        γ = max(‖A‖, ‖D‖), ‖B‖, ‖C‖ and β/α.
    K, M, L
        Of J; L as the best quadratic form tried, which is above.
    R3
        2/(1-γ) + c/(4(1-γ)); of Jacobians that are not block-triangular R3 says nothing.
    worst_K, worst_M
        K and M of the comparison matrix T: the exact worst cases given γ, b, c.
    drawn
        How many problems were drawn, stable or not.
    """

    kind: NDArray[np.str_]
    size: NDArray[np.int64]
    index: NDArray[np.int64]
    gamma: FloatArray
    b: FloatArray
    c: FloatArray
    ratio: FloatArray
    K: FloatArray
    M: FloatArray
    L: FloatArray
    R3: FloatArray
    worst_K: FloatArray
    worst_M: FloatArray
    drawn: int

    @property
    def kappa(self) -> FloatArray:
        """κ = c/(1-γ)."""
        return self.c / (1 - self.gamma)

    @property
    def bilevel(self) -> NDArray[np.bool_]:
        """Which problems are bilevel, so that R3 and R10 speak of them."""
        return np.asarray(self.kind == "bilevel")


@dataclass(frozen=True)
class TransientCurve:
    """‖Jᵗ‖ and ‖Tᵗ‖ of one problem at times t; `row` is its place in the sample."""

    row: int
    t: NDArray[np.int64]
    norm: FloatArray
    worst: FloatArray


@dataclass(frozen=True)
class Steps:
    """One problem at a fixed α and growing β: its quantities at each ratio β/α."""

    ratio: FloatArray
    K: FloatArray
    M: FloatArray
    worst_K: FloatArray
    R3: FloatArray


@dataclass(frozen=True)
class Gain:
    """K with the fastest steps, and with the best ones at half their gap, for some problems."""

    usual: FloatArray
    best: FloatArray


@dataclass(frozen=True)
class WorstCases:
    """R3's value over the peak M(T), for gaps 1-γ (rows) and c (columns).

    As γ → 1 it tends to e(1/4 + 2/c): M(T) ~ c/(e(1-γ)).
    """

    gap: FloatArray
    c: FloatArray
    ratio: FloatArray


@dataclass(frozen=True)
class Decided:
    """R10 decided rigorously on one problem of the sample."""

    row: int
    ratio: float
    outcome: Outcome


@dataclass(frozen=True)
class LinearQuadratic:
    """What the experiment measured, in float64 but for `decided`."""

    seed: int
    count: int
    sample: Sample
    curve: TransientCurve
    steps: Steps
    gain: Gain
    worst_cases: WorstCases
    decided: tuple[Decided, ...]

    @property
    def tracked(self) -> NDArray[np.bool_]:
        """Of each bilevel problem, whether R3 is within 1.5× of the peak."""
        ratio = (self.sample.R3 / self.sample.M)[self.sample.bilevel]
        return np.asarray((ratio <= TRACKS) & (ratio >= 1 / TRACKS))

    @property
    def refutes(self) -> bool:
        """Whether R10 is violated on some problem, by a rigorous decision."""
        return any(x.outcome is Outcome.VIOLATED for x in self.decided)


def linear_quadratic_experiment(
    *,
    seed: int = 0,
    count: int = 100,
    sizes: tuple[int, ...] = (1, 2, 4),
    resolution: int = 40,
    optimised: int = 4,
    notice: Callable[[str], None] = lambda message: None,
) -> LinearQuadratic:
    """Measure the transient growth of linear-quadratic problems.

    Parameters
    ----------
    seed
        Equal seeds draw equal problems.
    count
        How many problems are drawn of each kind and size.
    sizes
        The numbers of variables in x, and as many in y.
    resolution
        Points along each axis of the step sizes and of the worst cases.
    optimised
        For how many bilevel problems of two and two variables the best steps are searched.
    notice
        Called with what is being done.

    Returns
    -------
    LinearQuadratic
        What was measured.
    """
    notice(f"{len(KINDS) * len(sizes) * count} problems")
    sample = _sample(seed, count, sizes)

    def stack(row: int) -> QuadraticProblems:
        return random_quadratics(seed, str(sample.kind[row]), int(sample.size[row]), count)

    # the largest peak among the largest problems: on it the curves are the furthest apart
    large = sample.bilevel & (sample.size == max(sizes))
    row = int(np.where(large, sample.M, 0).argmax())
    shown, index = stack(row), int(sample.index[row])
    notice("one problem, its steps and the worst cases")
    curve = _curve(row, shown.jacobians[index], sample)
    steps = _steps(shown, index, resolution)
    worst_cases = _worst_cases(resolution)
    notice("the best steps")
    gain = _gain(random_quadratics(seed, "bilevel", 2, optimised), optimised)
    notice("R10 on the bilevel problems furthest off")
    ratio = np.where(sample.bilevel, sample.R3 / sample.M, np.nan)
    # one where R3 is far above the peak, one where it is nearest or below: both ways to violate R10
    extremes = [int(np.nanargmin(ratio)), int(np.nanargmax(ratio))]
    decided = tuple(
        Decided(i, float(ratio[i]), _R10(stack(i), int(sample.index[i]))) for i in extremes
    )
    return LinearQuadratic(seed, count, sample, curve, steps, gain, worst_cases, decided)


def _sample(seed: int, count: int, sizes: tuple[int, ...]) -> Sample:
    parts = [
        _measured(random_quadratics(seed, kind, size, count), kind, size)
        for kind in KINDS
        for size in sizes
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return Sample(**columns, drawn=len(KINDS) * len(sizes) * count)


def _measured(problems: QuadraticProblems, kind: str, size: int) -> dict[str, NDArray[np.generic]]:
    J = problems.jacobians
    stable = np.abs(np.linalg.eigvals(J)).max(axis=-1) < _STABLE
    J, index = J[stable], np.flatnonzero(stable)
    A, B, C, D = (J[:, i : i + size, k : k + size] for i in (0, size) for k in (0, size))
    gamma, b, c = np.maximum(norms(A), norms(D)), norms(B), norms(C)
    T = _comparisons(gamma, b, c)
    named = registry()
    K, M, L = (named[x].float64(J).values for x in "KML")
    return {
        "kind": np.full(len(J), kind),
        "size": np.full(len(J), size),
        "index": index,
        "gamma": gamma,
        "b": b,
        "c": c,
        "ratio": (problems.beta / problems.alpha)[stable],
        "K": K,
        "M": M,
        "L": L,
        "R3": _R3(gamma, c),
        "worst_K": named["K"].float64(T).values,
        "worst_M": named["M"].float64(T).values,
    }


def _comparisons(gamma: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    rows = [np.stack(row, axis=-1) for row in ([gamma, b], [c, gamma])]
    return np.stack(rows, axis=-2)


def _R3(gamma: FloatArray, c: FloatArray) -> FloatArray:
    return np.asarray((2 + c / 4) / (1 - gamma))


def _curve(row: int, J: FloatArray, sample: Sample) -> TransientCurve:
    """Follow ‖Jᵗ‖ until the worst case has decayed."""
    gamma, b, c = (x[row] for x in (sample.gamma, sample.b, sample.c))
    T = _comparisons(gamma, b, c)
    # ‖Tᵗ‖ ≤ M(T)·γ^(t-t₀) after its peak at t₀ ~ 1/(1-γ): by then it is far below 1
    end = int((3 + np.log(1 + sample.worst_M[row])) / (1 - gamma))
    # even steps of log t: the curve rises within few steps and decays over many
    t = np.unique(np.geomspace(1, end + 1, 240).astype(np.int64) - 1)
    power = registry()["power_norm"].float64
    norm, worst = (np.array([float(power(X, time).values) for time in t]) for X in (J, T))
    return TransientCurve(row, t, norm, worst)


def _steps(problems: QuadraticProblems, i: int, resolution: int) -> Steps:
    """Let β grow to 2/(μ+L) while α stays at a sixteenth of its own."""
    blocks = (problems.Hxx[i], problems.Hyx[i], problems.Hyy[i])
    problem = QuadraticProblem(*blocks, Hxy=problems.Hxy[i])
    # β from a sixteenth of α's share of its fastest step up to all of it
    beta = problem.curvature_y.fastest_step * np.geomspace(1 / 256, 1, resolution)
    alpha = np.full(resolution, problem.curvature_x.fastest_step / 16)
    J, T = problem.jacobians(alpha, beta), problem.comparisons(alpha, beta)
    K, M = registry()["K"], registry()["M"]
    of_J, of_T = (K.float64(X).values for X in (J, T))
    return Steps(beta / alpha, of_J, M.float64(J).values, of_T, _R3(T[:, 0, 0], T[:, 1, 0]))


def _gain(problems: QuadraticProblems, optimised: int) -> Gain:
    # three digits are enough for a figure of gains
    found = [
        optimal_step_sizes(problems.Hxx[i], problems.Hyx[i], problems.Hyy[i], rtol=1e-3)
        for i in range(optimised)
    ]
    return Gain(np.array([x.usual.value for x in found]), np.array([x.value for x in found]))


def _worst_cases(resolution: int) -> WorstCases:
    gap, c = np.geomspace(1e-4, 1, resolution), np.geomspace(1e-2, 1e3, resolution)
    gamma, coupling = np.meshgrid(1 - gap, c, indexing="ij")
    peak = registry()["M"].float64(_comparisons(gamma, np.zeros_like(gamma), coupling)).values
    return WorstCases(gap, c, _R3(gamma, coupling) / peak)


def _R10(problems: QuadraticProblems, i: int) -> Outcome:
    binding = Binding.of("J", problems.exact(i))
    return decide(bundled_statement("R10"), binding, QuantityCache()).outcome
