"""The Kreiss constant of sampled block-triangular members against κ, between its exact ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kreissverify.instances import class_of
from kreissverify.matrices import BlockTriangular, Quantifier
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.quantities import registry
from kreissverify.reports.figures.page.axes import small_axes
from kreissverify.reports.figures.page.inline import inline
from kreissverify.reports.figures.picture import Picture
from kreissverify.reports.figures.style import BLUE, GREY, VERMILION, write_at

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["kreiss_law_picture"]


_MEMBERS = 240  # a cloud over eight decades of κ, drawn once a report
_GAMMAS = ((0.5, ":"), (0.9, "-."), (0.99, "--"))


def kreiss_law_picture(name: str, seed: int) -> Picture:
    """Return the figure of R3 and E1 against measured K."""
    kappa, K = _sampled(seed)
    above = int(np.sum(_worst(kappa) * (1 + 1e-9) < K))
    label = f"Kreiss constant against κ on {len(K)} members, {above} of them above the bound E1"
    caption = (
        f"K of {len(K)} sampled block-triangular members (dots), {above} of them above the exact "
        "worst case E1, κ/4 + 1/κ or 1; and the reported bound R3, 2/(1 − γ) + κ/4, which also "
        "depends on γ."
    )
    return Picture(label, caption, inline(lambda: _drawn(kappa, K), name, label))


def _sampled(seed: int) -> tuple[Array, Array]:
    of = Quantifier(BlockTriangular, True, None)
    kappa, values = [], []
    for stack in class_of(of).batch(of, seed, _MEMBERS):
        first = stack.sizes[0]
        c = np.linalg.norm(stack.matrices[:, first:, :first], 2, axis=(1, 2))
        kappa.append(c / (1 - stack.gamma))
        values.append(registry()["K"].float64(stack.matrices).values)
    x, y = np.concatenate(kappa), np.concatenate(values)
    shown = (x > 1e-3) & (x < 1e5) & np.isfinite(y)
    return x[shown], y[shown]


def _worst(kappa: Array) -> Array:
    """Return E1: κ/4 + 1/κ for κ ≥ 2, else 1."""
    return np.asarray(np.where(kappa >= 2, kappa / 4 + 1 / kappa, 1.0))


def _drawn(kappa: Array, K: Array) -> Figure:
    figure, axes = small_axes("κ = c/(1 − γ)", "K", xscale="log", yscale="log")
    grid = np.geomspace(1e-3, 1e5, 200)
    for gamma, dashes in _GAMMAS:
        axes.plot(grid, 2 / (1 - gamma) + grid / 4, dashes, color=VERMILION, linewidth=1.2)
        write_at(axes, f"R3, γ = {gamma:g}", (1e-3, 2 / (1 - gamma)), VERMILION)
    axes.plot(kappa, K, "o", color=GREY, markersize=2.6, alpha=0.75)
    axes.plot(grid, _worst(grid), color=BLUE)
    write_at(axes, "E1", (1e-3, 1), BLUE)
    return figure
