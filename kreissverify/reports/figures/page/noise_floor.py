"""The exponent of K in the noise floor H, fitted, and the settling time beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kreissverify.experiments.squared_kreiss_law import fitted_exponent
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.quantities import registry
from kreissverify.reports.figures.page.axes import small_axes
from kreissverify.reports.figures.page.inline import inline
from kreissverify.reports.figures.picture import Picture
from kreissverify.reports.figures.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Growth", "growth", "noise_floor_picture"]


_KAPPA = np.geomspace(10, 1e6, 26)
_FITTED = 10  # of the largest κ, where the law has reached its limit
_GAMMAS = (0.5, 0.9, 0.99)


@dataclass(frozen=True)
class Growth:
    """How H and T(δ) grow with K on T = [[γ, 0], [c, γ]], with the slopes fitted at its end."""

    gamma: float
    K: Array
    H: Array
    settling: Array
    slope: float
    settling_slope: float


def growth(gamma: float, delta: float = 1e-3) -> Growth:
    """Return K, H and T(δ) over five decades of κ, and the exponents of K in H and T(δ)."""
    T = np.zeros((len(_KAPPA), 2, 2))
    T[:, 0, 0] = T[:, 1, 1] = gamma
    T[:, 1, 0] = _KAPPA * (1 - gamma)
    named = registry()
    K, H = (named[x].float64(T).values for x in ("K", "H"))
    settling = named["T"].float64(T, delta).values
    slopes = [fitted_exponent(K[-_FITTED:], y[-_FITTED:]) for y in (H, settling)]
    return Growth(gamma, K, H, settling, *slopes)


def noise_floor_picture(name: str) -> Picture:
    """Return the figure of the squared-Kreiss law."""
    curves = [growth(gamma) for gamma in _GAMMAS]
    fits = ", ".join(f"{x.slope:.4f} at γ = {x.gamma:g}" for x in curves)
    flat = ", ".join(f"{x.settling_slope:.2f}" for x in curves)
    label = f"Noise floor H (solid) and settling time (dotted) against K; exponents {fits}"
    caption = (
        f"On T = [[γ, 0], [c, γ]]: the noise floor H (solid) grows like K to the power {fits} "
        f"(fitted at the largest κ); the settling time T(10⁻³) (dotted) like K to {flat}, "
        "tending to 0: it is a logarithm."
    )
    return Picture(label, caption, inline(lambda: _drawn(curves), name, label))


def _drawn(curves: list[Growth]) -> Figure:
    figure, axes = small_axes("K", "H and T(10⁻³)", xscale="log", yscale="log")
    for curve, colour in zip(curves, COLOURS, strict=False):
        axes.plot(curve.K, curve.H, color=colour, label=f"γ = {curve.gamma:g}")
        axes.plot(curve.K, curve.settling, ":", color=colour)
    axes.legend(loc="upper left")
    return figure
