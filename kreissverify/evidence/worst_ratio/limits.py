"""The worst ratio of a bound over comparison matrices T: as a table, and its limits.

T = [[γ, b], [c, γ]] is walked through in decades: the odds γ/(1-γ), κ = c/(1-γ), and the odds of
bc/(1-γ)², below 1. All of it is float64: it describes a bound and certifies nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np
import sympy

from kreissverify.evidence.evaluation.float_stack import CoupledFloats, FloatStack
from kreissverify.evidence.worst_ratio.identify_number import identify_closed_form
from kreissverify.evidence.worst_ratio.ratios import float_ratios
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.numbers.rational import as_float
from kreissverify.theorems import Statement

__all__ = ["Limit", "Table", "limits", "table"]


# Decades: at odds of 10⁶ the gap 1-γ has ten digits left in float64, and ratios have as many.
_BOX = {"gamma": (-6.0, 6.0), "kappa": (-6.0, 7.0), "bc": (-6.0, 6.0)}
_FIRST = -6.0  # odds up to which γ and bc are taken to be 0
_LIMITS = {
    "κ → ∞": ("kappa", (3.0, 4.0, 5.0, 6.0, 7.0)),
    "κ → 0": ("kappa", (-3.0, -4.0, -5.0, -6.0, -7.0)),
    "γ → 1": ("gamma", (2.0, 3.0, 4.0, 5.0, 6.0)),
    "bc → (1-γ)²": ("bc", (2.0, 3.0, 4.0, 5.0, 6.0)),
}
# Points along each axis, and rounds: each narrows the box to a quarter, so that the last one is 4⁻⁸
# of the first, and a smooth maximum is off by the square of that. With fewer points the zooming may
# end in another local maximum.
_POINTS, _ZOOMS = 17, 9
_CONVERGED = 1e-3  # relative change over the last decade of what is called a limit
_STILL = 1e-14  # a smaller relative rise in two rounds ends the zooming
# Values of the parameters that the worst is taken over: a choice, as each is a whole evaluation.
_PARAMETERS = 12
_FLAT = 1e-11  # relative error of a ratio at a smooth extremum, as the sections end


@dataclass(frozen=True)
class Limit:
    """What the worst ratio tends to in a limit of γ and κ, or where it is least.

    Attributes
    ----------
    where
        The limit, such as ``κ → ∞``, or the place, such as ``κ = 2.562``.
    value, error
        The ratio, and how far its last step towards the limit may still be off.
    form
        A closed form that it agrees with to all digits known: a guess.
    """

    where: str
    value: float
    error: float
    form: sympy.Expr | None


@dataclass(frozen=True)
class Table:
    """The worst ratio by γ, κ and, with coupling back, bc/(1-γ)²; NaN where nothing is said."""

    gamma: Array
    kappa: Array
    share: Array
    ratio: Array  # of shape (len(share), len(kappa), len(gamma))

    def rows(self) -> Iterator[dict[str, float]]:
        """Yield the entries as records of gamma, b, c, kappa, ratio."""
        for (i, j, k), ratio in np.ndenumerate(self.ratio):
            gap = 1 - self.gamma[k]
            c = self.kappa[j] * gap
            b = self.share[i] * gap**2 / c
            entry = {"gamma": self.gamma[k], "b": b, "c": c, "kappa": self.kappa[j]}
            yield {name: float(x) for name, x in {**entry, "ratio": ratio}.items()}


class _Family:
    """The comparison matrices of a statement's class, and the ratio on them."""

    def __init__(self, statement: Statement, seed: int) -> None:
        of = statement.matrix[1]
        if not of.all_two_by_two:
            raise ValueError(f"expected a class of two blocks and one γ, got {of}")
        self._statement, self._seed = statement, seed
        self.names = ["gamma", "kappa"]
        self.names += [] if of.structure.lower_triangular else ["bc"]

    @cached_property
    def _draws(self) -> list[dict[str, float]]:
        domains, source = self._statement.parameters, Random(self._seed)
        count = _PARAMETERS if domains else 1
        draws = ({name: of.draw(source) for name, of in domains.items()} for _ in range(count))
        return [{name: as_float(q) for name, q in draw.items()} for draw in draws]

    def ratios(self, odds: Array, log_kappa: Array, share: Array) -> Array:
        """Return the ratios, the worst over a few values of the parameters."""
        gamma, gap = _share(odds), 1 - _share(odds)
        c = 10.0**log_kappa * gap
        matrices = np.zeros((len(odds), 2, 2))
        matrices[:, 0, 0] = matrices[:, 1, 1] = gamma
        matrices[:, 1, 0], matrices[:, 0, 1] = c, share * gap**2 / c
        best = np.full(len(odds), np.nan)
        for draw in self._draws:
            parameters = {name: np.full(len(odds), x) for name, x in draw.items()}
            variable = self._statement.matrix[0]
            stack = FloatStack.of_class(
                variable, CoupledFloats((1, 1), matrices, gamma), parameters
            )
            best = np.fmax(best, float_ratios(self._statement, stack))
        return best

    def worst(self, fixed: dict[str, float]) -> float:
        """Return the largest ratio with some coordinates fixed, by zooming in on the others."""
        free = [name for name in self.names if name not in fixed]
        box = {name: _BOX[name] for name in free}
        best, still = -np.inf, 0
        for _ in range(_ZOOMS):
            axes = [np.linspace(*box[name], _POINTS) for name in free]
            grid = dict(zip(free, np.meshgrid(*axes, indexing="ij"), strict=True))
            shape = np.shape(grid[free[0]])
            at = {n: grid.get(n, np.full(shape, fixed.get(n, 0.0))).ravel() for n in self.names}
            share = _share(at["bc"]) if "bc" in at else np.zeros(len(at["gamma"]))
            found = self.ratios(at["gamma"], at["kappa"], share)
            if np.all(np.isnan(found)):
                break
            top = int(np.nanargmax(found))
            still = 0 if found[top] > best * (1 + _STILL) else still + 1
            best = max(best, float(found[top]))
            if still == 2:  # one round may miss what the next one meets
                break
            for name in free:
                low, high = box[name]
                reach = 2 * (high - low) / (_POINTS - 1)
                middle = float(at[name][top])
                box[name] = (max(_BOX[name][0], middle - reach), min(_BOX[name][1], middle + reach))
        return best if best >= 0 else float("nan")


def _share(odds: Array) -> Array:
    """Return the number in [0, 1) with odds 10ˣ, 0 below the box."""
    return np.where(odds <= _FIRST, 0.0, 1 / (1 + 10.0**-odds))


def table(statement: Statement, seed: int = 0, points: int = 41) -> Table:
    """Return the worst ratio by γ and κ, or by γ, κ and bc/(1-γ)²: a map of a bound.

    Raises
    ------
    ValueError
        If the class does not have two blocks.
    """
    family = _Family(statement, seed)
    odds = np.linspace(-3, 5, points)
    kappa = np.linspace(-2, 5, points)
    back = "bc" in family.names
    share = np.array([0.0, 0.5, 0.9, 0.99, 0.9999, 0.999999] if back else [0.0])
    s, k, g = np.meshgrid(share, kappa, odds, indexing="ij")
    ratio = family.ratios(g.ravel(), k.ravel(), s.ravel()).reshape(s.shape)
    return Table(1 / (1 + 10.0**-odds), 10.0**kappa, share, ratio)


def limits(statement: Statement, seed: int = 0) -> Iterator[Limit]:
    """Yield what the worst ratio tends to in each limit of γ and κ, then at which κ it is least.

    Raises
    ------
    ValueError
        If the class does not have two blocks.
    """
    family = _Family(statement, seed)
    for where, (name, places) in _LIMITS.items():
        if name in family.names:
            values = [family.worst({name: place}) for place in places]
            found = _limit(where, values)
            if found is not None:
                yield found
    loosest = _least(family)
    if loosest is not None:
        yield loosest


def _limit(where: str, values: list[float]) -> Limit | None:
    """Return the limit of a sequence by decades, extrapolated once (Aitken), or None."""
    last, before, first = values[-1], values[-2], values[-3]
    if not np.all(np.isfinite(values)) or abs(last - before) > _CONVERGED * abs(last):
        return None
    second = last - 2 * before + first
    # only where the steps shrink like a geometric sequence: else the extrapolation leads away
    shrinks = abs(last - before) < 0.5 * abs(before - first)
    value = last - (last - before) ** 2 / second if second and shrinks else last
    # a choice: the correction is right to three digits, the ratio itself to twelve at best
    error = max(1e-3 * abs(value - last), 1e-12 * abs(value))
    return Limit(where, value, error, identify_closed_form(value, error))


def _least(family: _Family) -> Limit | None:
    """Return the κ at which the worst ratio over the rest is least, if it is inside the range."""
    places = np.linspace(-2, 4, 13)
    values = np.array([family.worst({"kappa": float(x)}) for x in places])
    if np.any(np.isnan(values)):
        return None
    low = int(np.argmin(values))
    # at an end of the range, or hardly below one, there is no least value but a limit
    if low in (0, len(places) - 1) or values[low] > 0.999 * min(values[0], values[-1]):
        return None
    a, b = float(places[low - 1]), float(places[low + 1])
    ratio = (5**0.5 - 1) / 2
    x, y = b - ratio * (b - a), a + ratio * (b - a)
    at_x, at_y = family.worst({"kappa": x}), family.worst({"kappa": y})
    for _ in range(28):  # 0.618²⁸ of a decade: κ to five digits, the ratio to the square of that
        if at_x < at_y:
            b, y, at_y = y, x, at_x
            x = b - ratio * (b - a)
            at_x = family.worst({"kappa": x})
        else:
            a, x, at_x = x, y, at_y
            y = a + ratio * (b - a)
            at_y = family.worst({"kappa": y})
    value = min(at_x, at_y)
    form = identify_closed_form(value, _FLAT * value)
    return Limit(f"κ = {10 ** ((a + b) / 2):.5g}", value, _FLAT * value, form)
