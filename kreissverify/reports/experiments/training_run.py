"""The training experiment as a table of judgements and as a figure of one run beside them all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kreissverify.experiments.training.experiment import Training, training_experiment
from kreissverify.experiments.training.instability import onsets
from kreissverify.experiments.training.judgement import EFFECTIVE, Judgement
from kreissverify.experiments.training.run import Run
from kreissverify.reports.experiments.base import Experiment
from kreissverify.reports.figures.style import BLUE, GREEN, GREY, PURPLE, VERMILION, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["EXPERIMENT"]

_TITLES = {"gan": "GAN", "bilevel": "bilevel problem"}
_SHOWN = {
    "K_worst": "K, worst case (E2)",
    "K_comparison": "K(T)",
    "peak_comparison": "max ‖Tᵗ‖, t ≤ h",
    "K": "K(J)",
    "peak": "max ‖Jᵗ‖, t ≤ h",
    "relative_peak": "max ‖Jᵗ‖/max(1, ρ)ᵗ",
    "gradient": "gradient norm",
    "rho": "ρ(J)",
    "gamma": "γ",
}


def table(result: Training) -> str:
    """Return for each problem how each measure ranks what an instability follows."""
    return "\n\n".join(
        _table(_TITLES[name], runs, result.judgements[name], result.horizon)
        for name, runs in result.runs.items()
    )


def _table(title: str, runs: tuple[Run, ...], judged: Judgement | None, horizon: int) -> str:
    if judged is None:
        begun = sum(len(onsets(run.losses, horizon)) for run in runs)
        return f"{title}: {len(runs)} runs, {begun} instabilities, too few to judge by"
    lines = [
        f"{title}: {len(runs)} runs, {judged.instabilities} instabilities, {judged.warned} with a "
        f"checkpoint within {horizon} steps before",
        f"{judged.asked} checkpoints asked, {judged.followed} followed by an instability within "
        f"{horizon} steps; baseline: {_SHOWN[judged.best_baseline]}",
        f"{'measure':22} {'infinite':>8} {'area [95 %]':>20} {'less baseline [95 %]':>24} "
        f"{'alarms':>6} {'false':>5} {'caught':>6} {'lead':>4} {'spread [95 %]':>20}  verdict",
    ]
    for name, one in judged.measures.items():
        area = f"{one.area:.3f} [{one.low:.3f}, {one.high:.3f}]"
        gain = f"{one.gain:+.3f} [{one.gain_low:+.3f}, {one.gain_high:+.3f}]"
        lead = "-" if math.isnan(one.lead) else f"{one.lead:.0f}"
        spread = "-"
        if not math.isnan(one.correlation):
            ends = f"[{one.correlation_low:+.2f}, {one.correlation_high:+.2f}]"
            spread = f"{one.correlation:+.2f} {ends}"
        verdict = one.verdict if name in EFFECTIVE else f"({one.verdict})"
        lines.append(
            f"{_SHOWN[name]:22} {one.infinite:8.0%} {area:>20} {gain:>24} {one.alarms:6d} "
            f"{one.false_alarms:5d} {one.caught:6d} {lead:>4} {spread:>20}  {verdict}"
        )
    return "\n".join(lines)


def draw(result: Training) -> Figure:
    """Draw for each problem the first run, its measures, and the areas over all runs."""
    figure = new_figure(8.6, 7.6)
    columns = figure.subplots(3, len(result.runs), squeeze=False, height_ratios=(1, 1.2, 1.4)).T
    for column, (name, runs) in enumerate(result.runs.items()):
        losses, growth, areas = columns[column]
        losses.set_title(_TITLES[name])
        if runs:
            _draw_losses(losses, runs[0], result.horizon)
            _draw_growth(growth, runs[0])
        _draw_areas(areas, result.judgements[name], named=column == 0)
    return figure


def _draw_losses(axes: Axes, run: Run, horizon: int) -> None:
    steps = np.flatnonzero(np.isfinite(run.losses))
    axes.plot(steps, run.losses[steps], color=GREY, linewidth=0.5, rasterized=True)
    for step in onsets(run.losses, horizon):
        axes.axvline(step, color=VERMILION, linewidth=0.8, linestyle=":")
    axes.set(ylabel=f"loss f, seed {run.seed}", xlabel="step (dotted: an instability begins)")


def _draw_growth(axes: Axes, run: Run) -> None:
    for name, colour, mark in (
        ("peak_comparison", BLUE, "-"),
        ("peak", GREEN, "--"),
        ("K_worst", VERMILION, "o"),
        ("K", PURPLE, "."),
    ):
        values = run.measured[name]
        finite = np.isfinite(values)
        if not finite.any():
            continue
        lines = axes.plot(run.at[finite], values[finite], mark, color=colour, label=_SHOWN[name])
        lines[0].set(markersize=3, linewidth=1)
    axes.legend(fontsize=7)
    axes.set(yscale="log", ylabel="where finite", xlabel="step")


def _draw_areas(axes: Axes, judged: Judgement | None, *, named: bool) -> None:
    axes.axvline(0.5, color=GREY, linewidth=0.8)
    axes.set(xlim=(0, 1), xlabel="area under the ROC curve, 95 %")
    if judged is None:
        return
    names = list(judged.measures)
    for row, name in enumerate(names):
        one = judged.measures[name]
        colour = BLUE if name in EFFECTIVE else GREY
        axes.plot([one.low, one.high], [row, row], color=colour)
        axes.plot([one.area], [row], "o" if name in EFFECTIVE else "s", color=colour, markersize=4)
    axes.set_yticks(range(len(names)), [_SHOWN[name] if named else "" for name in names])
    axes.invert_yaxis()


EXPERIMENT = Experiment(
    name="training-run",
    title="a small GAN and a bilevel problem: is a high K followed by instability?",
    run=training_experiment,
    table=table,
    draw=draw,
    small={"runs": 1, "steps": 128, "every": 32, "horizon": 16},
)
