"""The bound against what is measured: the ratio of its two sides on sampled members, over κ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kreissverify.evidence.evaluation.float_arithmetic import FloatArithmetic
from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.evaluation.inequality_sides import bound_sides
from kreissverify.evidence.sampling.bindings import screening_stacks
from kreissverify.evidence.worst_ratio.ratios import float_ratios
from kreissverify.matrices import Quantifier
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.reports.figures.page.axes import small_axes
from kreissverify.reports.figures.page.inline import inline
from kreissverify.reports.figures.picture import Picture
from kreissverify.reports.figures.style import BLUE, GREY, VERMILION, write_at
from kreissverify.theorems import Statement

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["sampled_ratios", "sides_picture"]


_MEMBERS = 80  # points that can still be told apart in a figure of this size
_FEWEST = 8  # points that are worth a figure
_EXCEEDED = 1 + 1e-9  # a float ratio up to this one is an equality, up to rounding


def sides_picture(statement: Statement, name: str, seed: int) -> Picture | None:
    """Return the figure of a bound over a class of two blocks; None where there is none.

    Parameters
    ----------
    statement
        The statement.
    name
        What the ids inside the figure begin with.
    seed
        Equal seeds draw equal members.

    Returns
    -------
    Picture or None
        None also where too few members satisfy the hypotheses.
    """
    if (
        not statement.is_about_one_class
        or not statement.matrix[1].structure.two_blocks
        or not bound_sides(statement.conclusion)
    ):
        return None
    kappa, ratio = sampled_ratios(statement, seed)
    if len(kappa) < _FEWEST:
        return None
    above = int(np.sum(ratio > _EXCEEDED))
    said = f"{above} of them above 1" if above else "none of them above 1"
    label = f"Ratio of the two sides against κ on {len(kappa)} sampled members, {said}"
    caption = (
        f"Smaller side over larger side on {len(kappa)} sampled members, {said}. "
        "In floating point: it shows, and decides nothing."
    )
    return Picture(label, caption, inline(lambda: _drawn(kappa, ratio), name, label))


def sampled_ratios(statement: Statement, seed: int) -> tuple[Array, Array]:
    """Return κ and the ratio of the sides on sampled members that satisfy the hypotheses."""
    kappa, ratio = [np.empty(0)], [np.empty(0)]
    for stack, arithmetic in _members(statement, seed):
        kappa.append(stack.scalar("c") / (1 - stack.scalar("gamma")))
        ratio.append(float_ratios(statement, stack, arithmetic))
    x, y = np.concatenate(kappa), np.concatenate(ratio)
    shown = np.isfinite(y) & (y > 0) & (x > 0)
    return x[shown], y[shown]


_Sample = list[tuple[FloatStack, FloatArithmetic]]
_of_class: dict[tuple[str, Quantifier, int], _Sample] = {}


def _members(statement: Statement, seed: int) -> _Sample:
    """Return members to draw; statements on one class, without parameters, share their K, M, ..."""
    key = (*statement.matrix, seed)
    if not statement.parameters and key in _of_class:
        return _of_class[key]
    stacks = screening_stacks(statement, seed, _MEMBERS)
    sample = [(stack, FloatArithmetic(stack)) for stack in stacks]
    if not statement.parameters:
        _of_class[key] = sample
    return sample


def _drawn(kappa: Array, ratio: Array) -> Figure:
    # linear as long as most points can be told from 0: there equality is seen best
    scale = "log" if ratio.max() > 10 or np.quantile(ratio, 0.25) < 0.02 else "linear"
    figure, axes = small_axes("κ = c/(1 − γ)", "ratio of the sides", xscale="log", yscale=scale)
    if scale == "linear":
        axes.set_ylim(0, 1.12 * max(1.0, float(ratio.max())))
    axes.axhline(1, color=GREY, linestyle="--", linewidth=1)
    write_at(axes, "equality", (float(kappa.min()), 1), GREY)
    above = ratio > _EXCEEDED
    axes.plot(kappa[~above], ratio[~above], "o", color=BLUE, markersize=3.2, alpha=0.8)
    axes.plot(kappa[above], ratio[above], "x", color=VERMILION, markersize=5)
    return figure
