"""Lyapunov bounds beside the peak, as a table with the verdicts on R11, and as a figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kreissverify.experiments.lyapunov_bounds import LyapunovBounds, OnProblems, lyapunov_bounds
from kreissverify.reports.experiments.base import Experiment
from kreissverify.reports.figures.style import BLUE, GREEN, GREY, VERMILION, new_figure, write_at

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["EXPERIMENT"]

CLAIMED = 10  # R11's factor


def table(result: LyapunovBounds) -> str:
    """Return L/M and Stein/M on T, the problems, and what becomes of R11."""
    best, stein = result.L_upper / result.M, result.stein / result.M
    head = "  ".join(f"{f'κ = {k:g}':>13}" for k in result.kappa)
    lines = [f"on T: L/M and Stein/M\n{'1-γ':>7}  {head}"]
    for g, gamma in enumerate(result.gamma):
        cells = (f"{a:6.4f} {b:6.4f}" for a, b in zip(best[g], stein[g], strict=True))
        lines.append(f"{1 - gamma:7.0e}  " + "  ".join(f"{cell:>13}" for cell in cells))
    error = np.maximum(result.L_upper / result.closed - 1, 1 - result.L_lower / result.closed)
    lines.append(f"L(T) is c/(1-γ²): both ends of the program are within {error.max():.0e} of it")
    lines += [_told(result.problems, size) for size in np.unique(result.problems.size)]
    return "\n".join([*lines, *_verdicts(result)])


def _told(found: OnProblems, size: int) -> str:
    chosen = found.size == size
    best, stein = (found.L / found.M)[chosen], (found.stein / found.M)[chosen]
    classes = (found.worst_L / found.M)[chosen]
    return (
        f"{chosen.sum()} bilevel problems of {size} + {size}: "
        f"L/M median {np.median(best):.2f}, most {best.max():.2f}; "
        f"Stein/M median {np.median(stein):.2f}, most {stein.max():.1f}, "
        f"{(stein >= CLAIMED).sum()} of them ≥ {CLAIMED}; E8/M median {np.median(classes):.1f}"
    )


def _verdicts(result: LyapunovBounds) -> list[str]:
    found = result.problems
    best = max((result.L_upper / result.M).max(), (found.L / found.M).max())
    on_T = (result.stein / result.M).max()
    stein = found.stein / found.M
    return [
        f"R11, the optimised bound: false; L/M is at most {best:.2f} here, and tends to e/2 = "
        f"{math.e / 2:.4f} on T",
        f"R11, the bound of P = JᵀPJ + I: false on T (at most {on_T:.3f}) and on "
        f"{(stein < CLAIMED).sum()} of {len(stein)} problems",
    ]


def draw(result: LyapunovBounds) -> Figure:
    """Draw the two ratios on T against κ, and on the problems against 1/(1-γ)."""
    figure = new_figure(7.6, 3.8)
    on_T = figure.add_subplot(1, 2, 1, xscale="log", xlabel="κ", ylabel="bound / M")
    on_problems = figure.add_subplot(1, 2, 2, xscale="log", yscale="log", xlabel="1/(1-γ)")
    _draw_comparison(on_T, result)
    _draw_problems(on_problems, result.problems)
    return figure


def _draw_comparison(axes: Axes, result: LyapunovBounds) -> None:
    for g, style in ((0, ":"), (len(result.gamma) - 1, "-")):
        axes.plot(result.kappa, (result.L_upper / result.M)[g], style, color=BLUE)
        axes.plot(result.kappa, (result.stein / result.M)[g], style, color=VERMILION)
    place = float(result.kappa[len(result.kappa) // 2])
    for value, name, colour in ((math.e / 2, "L: e/2", BLUE), (math.e, "Stein: e", VERMILION)):
        axes.axhline(value, color=GREY, linewidth=0.8)
        write_at(axes, name, (place, value), colour, xytext=(0, 6))
    axes.set_ylim(1, 3.2)
    axes.set_title(f"T, γ = {result.gamma[0]:g} (dots) to {result.gamma[-1]:g}")


def _draw_problems(axes: Axes, found: OnProblems) -> None:
    time = 1 / (1 - found.gamma)
    order = np.geomspace(time.min(), time.max(), 50)
    normal = 1 / np.sqrt(1 - (1 - 1 / order) ** 2)
    axes.plot(time, found.stein / found.M, "^", markersize=3.5, color=VERMILION)
    axes.plot(time, found.L / found.M, "o", markersize=3, color=BLUE)
    axes.plot(order, normal, color=GREEN)
    axes.axhline(CLAIMED, color=GREY, linewidth=0.8)
    write_at(axes, "R11: 10", (float(order[0]), CLAIMED), GREY)
    write_at(axes, "1/√(1-γ²)", (float(order[-1]), float(normal[-1])), GREEN, ha="right")
    axes.set_title("bilevel problems: Stein (▲), L (●)")


EXPERIMENT = Experiment(
    name="lyapunov-bounds",
    title="how conservative Lyapunov bounds on the peak are, optimised and not",
    run=lyapunov_bounds,
    table=table,
    draw=draw,
    small={"problems": 4, "gammas": 3},
)
