"""The experiment under the monitor as tables of judgements, and as a figure of areas and counts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kreissverify.experiments.monitored.experiment import Monitored, monitored_experiment
from kreissverify.experiments.monitored.judgement import BASELINES, READINGS, Advised, Foretold
from kreissverify.reports.experiments.base import Experiment
from kreissverify.reports.figures.style import BLUE, GREY, VERMILION, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["EXPERIMENT"]

_TITLES = {
    "gan": "GAN, eight Gaussians",
    "bilevel": "bilevel ridge",
    "actor-critic": "actor-critic",
}
_SHOWN = {
    "criticality": "criticality bc/critical",
    "K": "K(J)",
    "growth": "max ‖Jᵗ‖, t ≤ h",
    "relative_growth": "max ‖Jᵗ‖/max(1, ρ)ᵗ",
    "gradient": "gradient norm",
    "rho": "ρ(J)",
    "radius": "larger radius",
}


def table(result: Monitored) -> str:
    """Return for each problem how each measure ranks, and what following the advice did."""
    parts = []
    for name, title in _TITLES.items():
        runs = sum(len(found) for found in result.pairs[name].values())
        parts.append(_foretold(title, runs, result.foretold[name], result.horizon))
        parts.append(_advised(result.advised[name]))
    ending = "" if result.complete else " (of the runs that were finished)"
    return "\n".join([*parts, f"R12: {result.r12}{ending}"])


def _foretold(title: str, runs: int, judged: Foretold | None, horizon: int) -> str:
    if judged is None:
        return f"{title}: {runs} runs, too few of them or of instabilities to judge by"
    finite, followed = judged.finite
    settings = list(judged.by_setting)
    lines = [
        f"{title}: {runs} runs, {judged.asked} checkpoints asked, {judged.followed} followed by an "
        f"instability within {horizon} rounds; worst case finite at {finite}, {followed} of them "
        "followed",
        f"{'measure':24} {'area [99.6 %]':>20}  {'; '.join(settings)}",
    ]
    for name in (*READINGS, *BASELINES):
        low, high = judged.intervals[name]
        each = "  ".join(_area(judged.by_setting[s][name]) for s in settings)
        verdict = judged.verdict(name) if name in READINGS else "(baseline)"
        area = f"{judged.areas[name]:.3f} [{low:.3f}, {high:.3f}]"
        lines.append(f"{_SHOWN[name]:24} {area:>20}  {each}  {verdict}")
    return "\n".join(lines)


def _area(value: float) -> str:
    return "  - " if math.isnan(value) else f"{value:.2f}"


def _advised(found: Advised) -> str:
    if not found.runs:
        return f"  advice: other step sizes are advised in none of {found.of} runs"
    return (
        f"  advice: given in {found.runs} of {found.of} runs, rates times {found.factor:.3g} in "
        f"the median; instabilities {found.before} without it and {found.after} with it; "
        f"{found.removed} of {found.had} runs freed of them, {found.fewer} with fewer, "
        f"{found.more} with more, p = {found.p_value:.2g}; loss at the end {found.loss:+.3g}: "
        f"{found.verdict}"
    )


def draw(result: Monitored) -> Figure:
    """Draw for each problem the areas of all measures, and the instabilities with the advice."""
    figure = new_figure(9, 5.6)
    upper, lower = figure.subplots(2, len(_TITLES), squeeze=False, height_ratios=(1.6, 1))
    for column, (name, title) in enumerate(_TITLES.items()):
        upper[column].set_title(title)
        _draw_areas(upper[column], result.foretold[name], named=column == 0)
        _draw_advice(lower[column], result.advised[name], named=column == 0)
    return figure


def _draw_areas(axes: Axes, judged: Foretold | None, *, named: bool) -> None:
    names = (*READINGS, *BASELINES)
    axes.axvline(0.5, color=GREY, linewidth=0.8)
    axes.set(xlim=(0, 1), xlabel="area under the ROC curve, 99.6 %")
    for row, name in enumerate(names):
        if judged is None:
            break
        colour, mark = (BLUE, "o") if name in READINGS else (GREY, "s")
        axes.plot(judged.intervals[name], [row, row], color=colour)
        axes.plot([judged.areas[name]], [row], mark, color=colour, markersize=4)
    axes.set_yticks(range(len(names)), [_SHOWN[name] if named else "" for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)


def _draw_advice(axes: Axes, found: Advised, *, named: bool) -> None:
    axes.barh([0, 1], [found.before, found.after], color=[GREY, VERMILION], height=0.6)
    axes.set(xlabel=f"instabilities, {found.runs} of {found.of} runs advised")
    axes.set_yticks([0, 1], ["as it is", "advice followed"] if named else ["", ""])
    axes.set_xlim(0, max(1, found.before, found.after) * 1.05)
    axes.invert_yaxis()


EXPERIMENT = Experiment(
    name="monitored-training",
    title="does what a monitor says foretell instability, and does its advice end it?",
    run=monitored_experiment,
    table=table,
    draw=draw,
    small={"runs": 1, "rounds": 8, "every": 8, "horizon": 4},
)
