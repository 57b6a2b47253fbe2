"""The linear-quadratic experiment as a table and as a figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from kreissverify.experiments.linear_quadratic import (
    TRACKS,
    LinearQuadratic,
    linear_quadratic_experiment,
)
from kreissverify.reports.experiments.base import Experiment
from kreissverify.reports.figures.style import (
    BLUE,
    COLOURS,
    GREEN,
    GREY,
    PURPLE,
    VERMILION,
    new_figure,
    write_at,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["EXPERIMENT"]

_MARKS = "osD^"


def table(result: LinearQuadratic) -> str:
    """Return a line a kind and size of problems, then what was found."""
    return "\n".join([*_sample_lines(result), "", *_findings(result)])


def _sample_lines(result: LinearQuadratic) -> Iterator[str]:
    sample = result.sample
    yield f"{sample.drawn} random problems, {len(sample.K)} of them stable; medians"
    yield "kind      size  stable       κ  K/worst K     M/K     L/M    R3/M  (10 % to 90 %)"
    for kind, size in sorted(set(zip(sample.kind.tolist(), sample.size.tolist(), strict=True))):
        rows = (sample.kind == kind) & (sample.size == size)
        ratios = {
            "κ": sample.kappa,
            "K/worst K": sample.K / sample.worst_K,
            "M/K": sample.M / sample.K,
            "L/M": sample.L / sample.M,
        }
        κ, worst, peak, lyapunov = (np.median(x[rows]) for x in ratios.values())
        low, middle, high = np.quantile((sample.R3 / sample.M)[rows], [0.1, 0.5, 0.9])
        yield (
            f"{kind:9} {size}+{size}  {rows.sum():6d}  {κ:6.2f}  {worst:9.3f}  {peak:6.2f}  "
            f"{lyapunov:6.2f}  {middle:6.1f}  ({low:.2f} to {high:.0f})"
        )


def _findings(result: LinearQuadratic) -> Iterator[str]:
    tracked = result.tracked
    yield (
        f"R10: R3 is within {TRACKS}× of the peak on {tracked.sum()} of {len(tracked)} bilevel "
        "problems."
    )
    for decided in result.decided:
        where = f"{result.sample.kind[decided.row]} problem {result.sample.index[decided.row]}"
        size = result.sample.size[decided.row]
        yield (
            f"  R3/M = {decided.ratio:.4g} at {where} of {size}+{size} variables: "
            f"R10 {decided.outcome.value} (decided rigorously)"
        )
    worst = result.worst_cases.ratio
    within = np.mean((worst <= TRACKS) & (worst >= 1 / TRACKS))
    yield (
        f"Over T = [[γ, 0], [c, γ]]: R3/M from {worst.min():.3f} to {worst.max():.3g}, within "
        f"{TRACKS}× on {within:.0%} of the map; e(1/4 + 2/c) as γ → 1."
    )
    steps = result.steps
    yield (
        f"β/α from {steps.ratio[0]:.2g} to {steps.ratio[-1]:.2g} at fixed α: K from "
        f"{steps.K[0]:.4g} to {steps.K[-1]:.4g}, worst case from {steps.worst_K.min():.4g} to "
        f"{steps.worst_K.max():.4g}."
    )
    pairs = zip(result.gain.usual, result.gain.best, strict=True)
    shown = ", ".join(f"{usual:.4g} → {best:.4g}" for usual, best in pairs)
    yield f"K with the fastest steps → with the best ones at half their gap: {shown}."


def draw(result: LinearQuadratic) -> Figure:
    """Draw one problem's transient, R3/M over the sample and over T, and the step sizes."""
    figure = new_figure(9.6, 7.4)
    (first, second), (third, fourth) = figure.subplots(2, 2)
    _draw_curve(first, result)
    _draw_sample(second, result)
    _draw_worst_cases(third, result)
    _draw_steps(fourth, result)
    for axes in (first, second, third, fourth):
        axes.minorticks_off()  # in an SVG each costs as much as a point
    return figure


def _draw_curve(axes: Axes, result: LinearQuadratic) -> None:
    curve, sample = result.curve, result.sample
    axes.set(xscale="symlog", yscale="log", xlabel="t", title="One bilevel problem")
    for values, colour, style, name in (
        (curve.norm, BLUE, "-", "‖Jᵗ‖"),
        (curve.worst, VERMILION, "--", "‖Tᵗ‖, the worst case"),
    ):
        axes.plot(curve.t, np.maximum(values, 1e-2), style, color=colour)
        top = int(values.argmax())
        write_at(axes, name, (curve.t[top], values[top]), colour, ha="center")
    for values, name in ((sample.K, "K"), (sample.L, "L"), (sample.R3, "R3")):
        height = float(values[curve.row])
        axes.axhline(height, color=GREY, linewidth=0.9, linestyle=":")
        write_at(axes, name, (0, height), GREY)
    axes.set_ylim(0.3, 3 * float(sample.R3[curve.row]))


def _draw_sample(axes: Axes, result: LinearQuadratic) -> None:
    sample = result.sample
    axes.set(xscale="log", yscale="log", xlabel="κ = c/(1 − γ)", ylabel="R3/M")
    axes.set_title("Bilevel problems: R3's value over the peak")
    _draw_band(axes)
    sizes = sorted(set(sample.size.tolist()))
    for size, colour, mark in zip(sizes, COLOURS, _MARKS, strict=False):
        rows = sample.bilevel & (sample.size == size) & (sample.c > 0)
        ratio = sample.R3[rows] / sample.M[rows]
        axes.plot(
            sample.kappa[rows],
            ratio,
            mark,
            color=colour,
            markersize=3.5,
            markerfacecolor="none",
            label=f"{size}+{size} variables",
        )
    axes.legend(labelcolor="linecolor", loc="upper left", handletextpad=0.2)


def _draw_band(axes: Axes) -> None:
    axes.axhspan(1 / TRACKS, TRACKS, color=PURPLE, alpha=0.25, linewidth=0)
    axes.annotate(
        f"within {TRACKS}×",
        (0.98, TRACKS),
        xycoords=("axes fraction", "data"),
        xytext=(0, 3),
        textcoords="offset points",
        color=PURPLE,
        ha="right",
    )


def _draw_worst_cases(axes: Axes, result: LinearQuadratic) -> None:
    cases = result.worst_cases
    axes.set(xscale="log", yscale="log", xlabel="c = ‖C‖", ylabel="1 − γ")
    axes.set_title("R3's value over the peak of T = [[γ, 0], [c, γ]]")
    inside = [1 / TRACKS, TRACKS]
    axes.contourf(cases.c, cases.gap, cases.ratio, levels=inside, colors=[PURPLE], alpha=0.25)
    levels = [0.3, 0.5, 1 / TRACKS, 1, TRACKS, 3, 10, 100, 1000, 10000]
    curves = axes.contour(
        cases.c, cases.gap, cases.ratio, levels=levels, colors=BLUE, linewidths=1.1
    )
    axes.clabel(curves, fmt="%.3g", fontsize=8)


def _draw_steps(axes: Axes, result: LinearQuadratic) -> None:
    steps = result.steps
    axes.set(xscale="log", yscale="log", xlabel="β/α, at fixed α")
    axes.set_title("The same problem: two time scales")
    for values, colour, style, name in (
        (steps.K, BLUE, "-", "K"),
        (steps.M, GREEN, "-.", "M"),
        (steps.worst_K, VERMILION, "--", "K(T)"),
        (steps.R3, PURPLE, ":", "R3"),
    ):
        axes.plot(steps.ratio, values, style, color=colour)
        write_at(axes, name, (steps.ratio[-1], values[-1]), colour)
    axes.margins(x=0.08)


EXPERIMENT = Experiment(
    name="linear-quadratic",
    title="transient growth of bilevel problems and games, and what two-time-scale steps do",
    run=linear_quadratic_experiment,
    table=table,
    draw=draw,
    small={"count": 12, "sizes": (1, 2), "resolution": 12, "optimised": 1},
)
