"""Peak, Kreiss constant and noise floor of first-order methods, as a table and as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kreissverify.experiments.optimisers import METHODS, Optimisers, optimisers
from kreissverify.reports.experiments.base import Experiment
from kreissverify.reports.figures.style import BLUE, GREEN, PURPLE, VERMILION, new_figure, write_at

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["EXPERIMENT"]


# With how far above the end of the line for K the name stands, in points: clear of the others.
_COLOURS = {
    "gradient descent": (GREEN, -14), "optimistic": (PURPLE, 6), "heavy ball": (BLUE, -44),
    "Nesterov": (VERMILION, 22),
}  # fmt: skip


def table(result: Optimisers) -> str:
    """Return M, K and H beside their closed forms, for each method and condition number."""
    names = ("κ", "M", "M, closed", "M ≤", "K", "K, closed", "H", "H, closed")
    lines = [f"{'method':<18}" + "".join(f"{name:>11}" for name in names)]
    columns = (
        result.M, result.closed_M, result.bound, result.K, result.closed_K, result.H,
        result.closed_H,
    )  # fmt: skip
    for i, method in enumerate(METHODS):
        for j, kappa in enumerate(result.condition):
            cells = [f"{kappa:.0e}", *(f"{column[i, j]:.5g}" for column in columns)]
            lines.append(f"{method:<18}" + "".join(f"{cell:>11}" for cell in cells))
    return "\n".join(lines)


def draw(result: Optimisers) -> Figure:
    """Draw K and M against κ."""
    figure = new_figure(5.6, 3.8)
    axes = figure.add_subplot(
        1, 1, 1, xscale="log", yscale="log", xlabel="condition number κ", ylabel="K (–) and M (··)"
    )
    for method, (colour, above) in _COLOURS.items():
        i = METHODS.index(method)
        axes.plot(result.condition, result.K[i], "-", color=colour)
        axes.plot(result.condition, result.M[i], ":", color=colour)
        last = (float(result.condition[-1]), float(result.K[i, -1]))
        # extragradient steps lie on top of gradient descent
        name = f"{method}, extragradient" if method == "gradient descent" else method
        write_at(axes, name, last, colour, ha="right", xytext=(0, above))
    axes.set_ylim(bottom=0.5)
    return figure


EXPERIMENT = Experiment(
    name="optimisers",
    title="peak, Kreiss constant and noise floor of optimisers against the condition number",
    run=optimisers,
    table=table,
    draw=draw,
    small={"decades": 2},
)
