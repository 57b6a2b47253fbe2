"""K beside the bounds with two radii and with one, as a table and as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kreissverify.experiments.two_radii import TwoRadii, two_radii
from kreissverify.reports.experiments.base import Experiment
from kreissverify.reports.figures.style import BLUE, GREY, VERMILION, new_figure, write_at

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["EXPERIMENT"]

_ROUNDING = 1e-7  # of K and of the norms, relative, near the threshold


def table(result: TwoRadii) -> str:
    """Return the medians of N1/K and R3/K, by whether B is 0 and by the ratio of the steps."""
    finite = np.isfinite(result.N1) & np.isfinite(result.K)
    lines = [
        f"{len(result.K)} problems, {finite.sum()} with N1 finite, "
        f"{len(result.K) - finite.sum()} counted apart",
        f"{'problems':<34}{'count':>6}{'N1/K':>9}{'R3/K':>9}",
    ]
    slow, one = result.ratio < 1 / 8, ~result.acts_back
    rows = {
        "bilevel": one,
        "bilevel, α/β < 1/8": one & slow,
        "bilevel, 1/8 ≤ α/β ≤ 8": one & ~slow & (result.ratio <= 8),
        "bilevel, α/β > 8": one & (result.ratio > 8),
        "bilevel, K > 1.01": one & (result.K > 1.01),
        "with coupling back": result.acts_back,
    }
    lines += [_row(name, result, chosen & finite) for name, chosen in rows.items()]
    # where K is infinite also: a bound is infinite there
    below = int((result.N1 < result.K * (1 - _ROUNDING)).sum())
    verdict = "contrary to what is proved" if below else "a bound, as is proved"
    lines.append(f"N1 is below K on {below} of them: {verdict}")
    return "\n".join(lines)


def _row(name: str, result: TwoRadii, chosen: np.ndarray) -> str:
    if not chosen.any():
        return f"{name:<34}{0:>6}"
    K = result.K[chosen]
    new, old = np.median(result.N1[chosen] / K), np.median(result.R3[chosen] / K)
    known = f"{old:9.3f}" if np.isfinite(old) else f"{'–':>9}"
    return f"{name:<34}{chosen.sum():>6}{new:9.3f}{known}"


def draw(result: TwoRadii) -> Figure:
    """Draw both bounds over K against the ratio of the steps."""
    figure = new_figure(6.4, 3.8)
    axes = figure.add_subplot(1, 1, 1, xscale="log", yscale="log", xlabel="α/β", ylabel="bound / K")
    finite = np.isfinite(result.N1) & np.isfinite(result.K)
    for values, mark, colour in ((result.R3, "^", VERMILION), (result.N1, "o", BLUE)):
        axes.plot(
            result.ratio[finite],
            values[finite] / result.K[finite],
            mark,
            markersize=3,
            color=colour,
        )
    axes.axhline(1, color=GREY, linewidth=0.8)
    write_at(axes, "K", (float(result.ratio.min()), 1.0), GREY)
    axes.set_title("one radius, R3 (▲); two radii, N1 (●)")
    return figure


EXPERIMENT = Experiment(
    name="two-radii",
    title="K against the ratio of the steps, beside the bounds with two radii and with one",
    run=two_radii,
    table=table,
    draw=draw,
    small={"problems": 10},
)
