"""The squared-Kreiss law as a table, with the verdicts on R8 and R9, and as a figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kreissverify.experiments.noise_sampling import NoiseSamples
from kreissverify.experiments.squared_kreiss_law import SquaredKreissLaw, squared_kreiss_law
from kreissverify.reports.experiments.base import Experiment
from kreissverify.reports.figures.style import BLUE, GREEN, GREY, VERMILION, new_figure, write_at

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["EXPERIMENT"]

_SHOWN = 40  # intervals drawn


def table(result: SquaredKreissLaw) -> str:
    """Return the exponents at each γ, the simulations, and what becomes of R8 and R9."""
    lines = [
        f"{'1-γ':>7}  {'exponent of K':>13}  {'slope at the end':>16}  {'floor/K²':>9}  "
        f"{'limit':>9}  {'exponent of K in T':>18}"
    ]
    for g, gamma in enumerate(result.gamma):
        lines.append(
            f"{1 - gamma:7.0e}  {result.exponent[g]:13.6f}  {result.slope[g, -1]:16.10f}  "
            f"{result.constant[g]:9.5f}  {result.constant_limit[g]:9.5f}  "
            f"{result.horizon_slope[g, -1]:18.4f}"
        )
    lines.append(f"enclosures of the slopes are at most {result.slope_width.max():.0e} wide")
    lines += [_told(x) for x in result.samples]
    return "\n".join([*lines, *_verdicts(result)])


def _told(x: NoiseSamples) -> str:
    return (
        f"simulation at {x.name}: {x.hits} of {len(x.mean)} intervals contain H = {x.gain:.6g} "
        f"(95 % nominal; chance of as odd a number {x.chance:.2f})"
    )


def _verdicts(result: SquaredKreissLaw) -> list[str]:
    """Return the ratios of the measured horizon to what R8 and R9 claim, constants aside."""
    size = math.log(1 / result.delta)
    gap = 1 - result.gamma[:, None]
    least = result.normal_horizon / size  # K = 1
    ratio = result.horizon * gap**2 / (result.K**2 * size)
    normal = result.normal_horizon * gap[:, 0] ** 2 / size
    growth = ", ".join(f"{x:.3g}" for x in least)
    worst = max(float(ratio.max()), float(normal.max()))
    return [
        f"R8 fails: at J = γI, T/(K² log(1/δ)) = {growth}: it grows like 1/(1-γ)",
        f"R9 holds: T(1-γ)²/(K² log(1/δ)) is at most {worst:.3g} here, where R9 allows 4",
        "K² is a law of the noise floor; in the horizon K stands under a logarithm",
    ]


def draw(result: SquaredKreissLaw) -> Figure:
    """Draw both quantities against K, their local exponents, and the simulated intervals."""
    figure = new_figure(7.6, 5.6)
    grid = figure.add_gridspec(2, 2, height_ratios=(3, 2))
    values = figure.add_subplot(grid[0, 0], xscale="log", yscale="log", xlabel="K(T)")
    slopes = figure.add_subplot(grid[0, 1], xscale="log", xlabel="κ")
    samples = figure.add_subplot(grid[1, :], xlabel="repetition", ylabel="estimate / H")
    _draw_values(values, result)
    _draw_slopes(slopes, result)
    _draw_samples(samples, result.samples[-1])
    return figure


def _draw_values(axes: Axes, result: SquaredKreissLaw) -> None:
    for g in (1, len(result.gamma) - 1):
        style = "-" if g == 1 else "--"
        gap = 1 - result.gamma[g]
        axes.plot(result.K[g], result.floor[g], style, color=BLUE)
        axes.plot(result.K[g], result.horizon[g] * gap, style, color=VERMILION)
    end = float(result.K[-1, -7])
    write_at(axes, "(1-γ)·H", (end, float(result.floor[-1, -7])), BLUE, ha="right", xytext=(-6, 4))
    write_at(
        axes, "(1-γ)·T(δ)", (end, float(result.horizon[-1, -7]) * gap), VERMILION, xytext=(0, 7)
    )
    axes.set_title(f"γ = {result.gamma[1]:g} (line) and {result.gamma[-1]:g} (dashes)")


def _draw_slopes(axes: Axes, result: SquaredKreissLaw) -> None:
    middle = np.sqrt(result.kappa[1:] * result.kappa[:-1])
    axes.axhline(2, color=GREY, linewidth=0.8)
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.plot(middle, result.slope[-1], "o-", markersize=3, color=BLUE)
    axes.plot(middle, result.horizon_slope[-1], "s-", markersize=3, color=VERMILION)
    axes.set_ylim(-0.2, 3.2)
    place = float(middle[len(middle) // 2])
    write_at(axes, "noise floor: 2", (place, 2.0), BLUE, xytext=(0, 6))
    write_at(axes, "horizon: falls like 1/log K", (place / 4, 0.1), VERMILION, xytext=(0, 8))
    axes.set_title("local exponent of K")


def _draw_samples(axes: Axes, samples: NoiseSamples) -> None:
    shown = min(_SHOWN, len(samples.mean))
    low, high = samples.lower[:shown] / samples.gain, samples.upper[:shown] / samples.gain
    hit = (low <= 1) & (high >= 1)
    place = np.arange(1, shown + 1)
    axes.vlines(place[hit], low[hit], high[hit], color=GREEN)
    axes.vlines(place[~hit], low[~hit], high[~hit], color=VERMILION, linestyle="--")
    axes.plot(place, samples.mean[:shown] / samples.gain, ".", color=GREY, markersize=3)
    axes.axhline(1, color=GREY, linewidth=0.8)
    axes.locator_params(axis="x", integer=True)
    axes.set_title(
        f"95 % intervals of a simulation, {samples.name}: "
        f"{samples.hits} of {len(samples.mean)} contain H"
    )


EXPERIMENT = Experiment(
    name="squared-kreiss-law",
    title="the noise floor grows like K², the horizon like log K",
    run=squared_kreiss_law,
    table=table,
    draw=draw,
    small={"per_decade": 2, "repetitions": 20, "chains": 500},
)
