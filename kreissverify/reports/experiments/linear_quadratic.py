"""The linear-quadratic experiment as a table and as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kreissverify.experiments.linear_quadratic import LinearQuadratic, linear_quadratic_experiment
from kreissverify.reports.experiments.base import Experiment
from kreissverify.reports.style import BLUE, GREEN, VERMILION, new_figure, write_at

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["EXPERIMENT"]


def table(result: LinearQuadratic) -> str:
    """Return one line a step-size ratio."""
    lines = [f"{'β/α':>6}  {'K':>8}  {'M':>8}  {'R3':>8}"]
    rows = zip(result.ratio, result.K, result.M, result.R3, strict=True)
    lines += [f"{r:6.2f}  {k:8.3f}  {m:8.3f}  {b:8.3f}" for r, k, m, b in rows]
    return "\n".join(lines)


def draw(result: LinearQuadratic) -> Figure:
    """Draw K, M and R3 against the step-size ratio."""
    figure = new_figure()
    axes = figure.add_subplot(xlabel="β/α", yscale="log")
    for values, name, colour in (
        (result.K, "K", BLUE),
        (result.M, "M", GREEN),
        (result.R3, "R3", VERMILION),
    ):
        axes.plot(result.ratio, values, color=colour)
        write_at(axes, name, (result.ratio[-1], values[-1]), colour)
    return figure


EXPERIMENT = Experiment(
    name="linear-quadratic",
    title="transient growth of bilevel problems and games, and what two-time-scale steps do",
    run=linear_quadratic_experiment,
    table=table,
    draw=draw,
    small={"ratios": 8},
)
