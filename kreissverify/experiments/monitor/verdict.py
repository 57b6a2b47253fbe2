"""What radii and couplings say of the worst case: its value, why it is infinite, what would help."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kreissverify.experiments.monitor.couplings import Coupling, Own
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


@dataclass(frozen=True)
class Advice:
    """Factors on the learning rates that make the worst case finite, or that none do.

    Attributes
    ----------
    common
        All learning rates times any factor below this one give a finite worst case; None if none
        do, or nothing can be said.
    each
        The same where only one player's rates are multiplied, the other's kept.
    possible
        Whether any factors do; None where the errors leave it open.
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
        nothing about it.
    K_error
        How much larger it is with the errors of the estimates against us; infinite where they
        leave open whether it is finite.
    reason
        Why it is infinite, open or unknown; empty where it is finite.
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
    seen = [player.curvature() for player in own]
    against = [player.curvature(against=True) for player in own]
    product, most = b.norm * c.norm, (b.norm + b.error) * (c.norm + c.error)
    advice = _advice(names, seen, against, product, most)
    if any(player.momentum for player in own):
        name = names[0] if own[0].momentum else names[1]
        return WorstCase(
            None,
            math.inf,
            f"{name} has momentum: its block is not normal, so that its radius bounds no power of "
            "it; see the growth",
            advice,
        )
    gaps, least = [p.gap() for p in seen], [p.gap() for p in against]
    K = worst_K(gaps, b.norm, c.norm, schedule)
    outer = worst_K(least, b.norm + b.error, c.norm + c.error, schedule)
    error = 0.0 if math.isinf(K) else outer - K
    return WorstCase(K, error, _reason(names, own, gaps, product, K, error), advice)


def _reason(
    names: Sequence[str],
    own: Sequence[Own],
    gaps: Sequence[float],
    product: float,
    K: float,
    error: float,
) -> str:
    if math.isfinite(K):
        return "" if math.isfinite(error) else "the errors leave open whether it is finite"
    for name, player, gap in zip(names, own, gaps, strict=True):
        curvature = player.curvature()
        if gap > 0:
            continue
        if curvature.low <= 0:
            kind = "negative" if player.contracts is False else "no"
            return (
                f"{name} does not contract: its own loss has {kind} curvature, "
                f"step × curvature = {curvature.low:.3g}"
            )
        return (
            f"{name} does not contract: its step is too long, "
            f"step × curvature = {curvature.high:.3g} is not below 2"
        )
    return (
        f"the couplings are too strong: b·c = {product:.3g} is not below "
        f"d·d = {gaps[0] * gaps[1]:.3g}, d the distances of the radii from 1"
    )


def _advice(
    names: Sequence[str],
    seen: Sequence[Curvature],
    against: Sequence[Curvature],
    product: float,
    most: float,
) -> Advice:
    # seen from inside: what fails with the estimates fails with the exact numbers
    if largest_common_factor(seen[0], seen[1], product) is None:
        return Advice(None, (None, None), False, None, _none(names, seen, product))
    common = largest_common_factor(against[0], against[1], most)
    if common is None:
        words = "open: within the errors, some step sizes may make the worst case finite or none"
        return Advice(None, (None, None), None, None, words)
    each = (
        largest_factor(against[0], against[1], most),
        largest_factor(against[1], against[0], most),
    )
    words = f"both learning rates times less than {common:.3g} make the worst case finite"
    for name, factor in zip(names, each, strict=True):
        if factor is not None:
            words += f"; or {name}'s alone times less than {factor:.3g}"
    return Advice(common, each, True, min(1.0, _INSIDE * common), words)


def _none(names: Sequence[str], seen: Sequence[Curvature], product: float) -> str:
    for name, player in zip(names, seen, strict=True):
        if player.low <= 0:
            return (
                f"no step sizes make the worst case finite: {name}'s own loss is not convex here "
                f"(step × curvature {player.low:.3g})"
            )
    low = seen[0].low * seen[1].low
    return (
        "no step sizes make the worst case finite: the couplings exceed the curvatures, "
        f"‖G_xy‖‖G_yx‖/(μ_x·μ_y) = {product / low:.3g} is not below 1"
    )
