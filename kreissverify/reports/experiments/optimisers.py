"""Peak, Kreiss constant and noise floor of momentum methods, as a table and as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kreissverify.experiments.optimisers import METHODS, Optimisers, optimisers
from kreissverify.reports.experiments.base import Experiment
from kreissverify.reports.figures.style import BLUE, GREEN, VERMILION, new_figure, write_at

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["EXPERIMENT"]


def table(result: Optimisers) -> str:
    """Return M, K with its closed form, and H, for each method and condition number."""
    head = f"{'method':<18}{'κ':>9}{'M':>11}{'K':>11}{'K, closed':>11}{'H':>12}"
    lines = [head]
    for i, method in enumerate(METHODS):
        for j, kappa in enumerate(result.condition):
            cells = (result.M[i, j], result.K[i, j], result.closed[i, j], result.H[i, j])
            lines.append(
                f"{method:<18}{kappa:>9.0e}"
                + "".join(f"{x:>{n}.5g}" for x, n in zip(cells, (11, 11, 11, 12), strict=True))
            )
    return "\n".join(lines)


def draw(result: Optimisers) -> Figure:
    """Draw K and M against κ."""
    figure = new_figure(5.6, 3.8)
    axes = figure.add_subplot(
        1, 1, 1, xscale="log", yscale="log", xlabel="condition number κ", ylabel="K (–) and M (··)"
    )
    for i, (method, colour) in enumerate(zip(METHODS, (GREEN, BLUE, VERMILION), strict=True)):
        axes.plot(result.condition, result.K[i], "-", color=colour)
        axes.plot(result.condition, result.M[i], ":", color=colour)
        last = (float(result.condition[-1]), float(result.K[i, -1]))
        write_at(axes, method, last, colour, ha="right", xytext=(0, 6))
    return figure


EXPERIMENT = Experiment(
    name="optimisers",
    title="peak, Kreiss constant and noise floor of momentum methods against the condition number",
    run=optimisers,
    table=table,
    draw=draw,
    small={"decades": 2},
)
