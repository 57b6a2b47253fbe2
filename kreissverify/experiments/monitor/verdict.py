"""What radii and couplings say of the worst case: its value, why it is infinite, what helps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kreissverify.experiments.monitor.couplings import Coupling, Own, View
from kreissverify.experiments.monitor.worst_case import (
    Curvature,
    finite,
    largest_common_factor,
    largest_factor,
    worst_K,
)

__all__ = ["Advice", "WorstCase", "worst_case"]

# Advised steps stay this share below the supremum, which itself gives an infinite worst case.
_INSIDE = 0.98
_VIEWS: tuple[View, ...] = ("seen", "against", "in favour")
_ROUNDING = 1e-12  # of the product of two norms, a share
_OPEN = "the errors leave open whether it is finite"


@dataclass(frozen=True)
class Advice:
    """Factors on the learning rates that make the worst case finite, or that none do.

    Of plain descent only: with momentum the worst case is another one, and steps that adapt to the
    gradients do not keep the curvatures that are seen now.

    Attributes
    ----------
    common
        All learning rates times any factor below this one give a finite worst case; None if none
        do, or nothing can be said.
    each
        The same where only one player's rates are multiplied, the other's kept.
    possible
        Whether any factors do; None where the errors leave it open, or for other optimisers.
    factor
        A common factor to take: a little below `common`, at most 1.
    sentence
        All of it in words.
    """

    common: float | None
    each: tuple[float | None, float | None]
    possible: bool | None
    factor: float | None
    sentence: str


@dataclass(frozen=True)
class WorstCase:
    """The largest Kreiss constant that the radii and couplings allow.

    Attributes
    ----------
    K
        K of the comparison matrix, in the coordinates of the update; None where the radii say
        nothing about it, or their errors leave open whether it is finite.
    K_error
        How much larger it is with the errors of the estimates against us.
    reason
        Why it is infinite or unknown; empty where it is finite.
    advice
        Which steps would make it finite.
    """

    K: float | None
    K_error: float
    reason: str
    advice: Advice


def worst_case(
    names: Sequence[str],
    own: Sequence[Own],
    b: Coupling,
    c: Coupling,
    schedule: Sequence[Sequence[int]],
) -> WorstCase:
    """Return the worst case of two players.

    Parameters
    ----------
    names
        Of the players.
    own
        Each player alone.
    b, c
        The coupling from the second player to the first, and back.
    schedule
        The players that each stage moves.

    Returns
    -------
    WorstCase
        Its value with its error, the reason, and the advice.
    """
    views: dict[View, list[Curvature]] = {
        view: [player.curvature(view) for player in own] for view in _VIEWS
    }
    products = {
        "seen": b.norm * c.norm,
        "against": (b.norm + b.error) * (c.norm + c.error),
        "in favour": b.norm * c.norm * (1 - _ROUNDING),
    }
    advice = _none_known(names, own) or _advice(names, views, products)
    if any(player.momentum for player in own):
        name = names[0] if own[0].momentum else names[1]
        return WorstCase(
            None,
            math.inf,
            f"{name} has momentum: its block is not normal, so that its radius bounds no power of "
            "it; see the growth",
            advice,
        )
    gaps = {view: [player.gap() for player in found] for view, found in views.items()}
    if not finite(gaps["in favour"], 1.0, products["in favour"]):
        return WorstCase(math.inf, 0.0, _reason(names, views["seen"], products["seen"]), advice)
    if not finite(gaps["against"], 1.0, products["against"]):
        return WorstCase(None, math.inf, _OPEN, advice)
    K = worst_K(gaps["seen"], b.norm, c.norm, schedule)
    outer = worst_K(gaps["against"], b.norm + b.error, c.norm + c.error, schedule)
    return WorstCase(K, outer - K, "", advice)


def _reason(names: Sequence[str], seen: Sequence[Curvature], product: float) -> str:
    for name, player in zip(names, seen, strict=True):
        if player.low <= 0:
            return (
                f"{name} does not contract: its own loss has negative or no curvature, "
                f"step × curvature = {player.low:.3g}"
            )
        if player.high >= 2:
            return (
                f"{name} does not contract: its step is too long, "
                f"step × curvature = {player.high:.3g} is not below 2"
            )
    gaps = seen[0].gap() * seen[1].gap()
    return (
        f"the couplings are too strong: b·c = {product:.3g} is not below d·d = {gaps:.3g}, "
        "d the distances of the radii from 1"
    )


def _none_known(names: Sequence[str], own: Sequence[Own]) -> Advice | None:
    """Return that nothing is advised, if a player takes other steps than plain descent."""
    for name, player in zip(names, own, strict=True):
        if player.momentum or player.adaptive:
            why = "has momentum" if player.momentum else "adapts its steps to its gradients"
            words = f"none: it is for plain descent, and {name} {why}"
            return Advice(None, (None, None), None, None, words)
    return None


def _advice(
    names: Sequence[str], views: Mapping[View, Sequence[Curvature]], products: Mapping[str, float]
) -> Advice:
    first, second = views["in favour"]
    if largest_common_factor(first, second, products["in favour"]) is None:
        words = _none(names, views["seen"], products["seen"])
        return Advice(None, (None, None), False, None, words)
    x, y = views["against"]
    product = products["against"]
    common = largest_common_factor(x, y, product)
    if common is None:
        words = "open: the errors leave room for step sizes that make the worst case finite"
        return Advice(None, (None, None), None, None, words)
    each = largest_factor(x, y, product), largest_factor(y, x, product)
    words = f"both learning rates times less than {common:.3g} make the worst case finite"
    for name, factor in zip(names, each, strict=True):
        if factor is not None:
            words += f"; or {name}'s alone times less than {factor:.3g}"
    return Advice(common, each, True, min(1.0, _INSIDE * common), words)


def _none(names: Sequence[str], seen: Sequence[Curvature], product: float) -> str:
    for name, player in zip(names, seen, strict=True):
        if player.low <= 0:
            return (
                f"no step sizes make the worst case finite: {name}'s own loss has negative or no "
                f"curvature, step × curvature = {player.low:.3g}"
            )
    return (
        "no step sizes make the worst case finite: the couplings exceed the curvatures, "
        f"‖G_xy‖‖G_yx‖/(μ_x·μ_y) = {product / (seen[0].low * seen[1].low):.3g} is not below 1"
    )
