"""What radii and couplings say of the worst case: its value, why it is infinite, what helps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kreissverify.experiments.monitor.couplings import Coupling, Own, View
from kreissverify.experiments.monitor.critical_coupling import (
    Block,
    critical_coupling,
    helpful_factor,
)
from kreissverify.experiments.monitor.printed import at_least
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
_OPEN_ADVICE = "the errors leave room for step sizes that make the worst case finite"
_AGAIN = (
    "a player moves more than once in a round, beside one with momentum, for which no exact "
    "condition is known"
)
# A factor below it is said to stop training, as good as.
_STANDSTILL = 1e-3


@dataclass(frozen=True)
class Advice:
    """Factors on the learning rates that make the worst case finite, or that none do.

    Of Adam, with its second moments as they are now: they change with the steps.

    Attributes
    ----------
    common
        All learning rates times any factor below this one give a finite worst case; None if none
        do, or nothing can be said, or a player has momentum.
    each
        The same where only one player's rates are multiplied, the other's kept.
    possible
        Whether any factors do; None where the errors leave it open.
    factor
        A common factor to take, at most 1.
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
    finite
        Whether it is finite; None where the errors leave it open.
    K
        K of the comparison matrix, in the coordinates of the update; None where it is not known
        whether it is finite, or a player has momentum.
    K_error
        How much larger it is with the errors of the estimates against us.
    criticality
        b·c over the least product of couplings that makes it infinite: 1 is critical. Infinite
        where a player alone does not contract. As it is seen, without errors.
    reason
        Why it is infinite or unknown; empty where it is finite.
    advice
        Which steps would make it finite.
    """

    finite: bool | None
    K: float | None
    K_error: float
    criticality: float
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
    products: dict[View, float] = {
        "seen": b.norm * c.norm,
        "against": (b.norm + b.error) * (c.norm + c.error),
        "in favour": b.norm * c.norm * (1 - _ROUNDING),
    }
    if any(player.rule.has_momentum for player in own):
        return _with_momentum(names, own, products, schedule)
    views: dict[View, list[Curvature]] = {
        view: [player.curvature(view) for player in own] for view in _VIEWS
    }
    advice = _advice(names, own, views, products)
    gaps = {view: [player.gap() for player in found] for view, found in views.items()}
    critical = math.prod(gaps["seen"]) if min(gaps["seen"]) > 0 else 0.0
    criticality = products["seen"] / critical if critical else math.inf
    if not finite(gaps["in favour"], 1.0, products["in favour"]):
        reason = _reason(names, views["seen"], products["seen"])
        return WorstCase(False, math.inf, 0.0, criticality, reason, advice)
    if not finite(gaps["against"], 1.0, products["against"]):
        return WorstCase(None, None, math.inf, criticality, _OPEN, advice)
    K = worst_K(gaps["seen"], b.norm, c.norm, schedule)
    outer = worst_K(gaps["against"], b.norm + b.error, c.norm + c.error, schedule)
    return WorstCase(True, K, outer - K, criticality, "", advice)


def _with_momentum(
    names: Sequence[str],
    own: Sequence[Own],
    products: Mapping[View, float],
    schedule: Sequence[Sequence[int]],
) -> WorstCase:
    """Return whether it is finite: a block with momentum is not normal, and K has no closed form.

    That is decided by the theorem of critical_coupling.py.
    """
    blocks = {view: [player.block(view) for player in own] for view in _VIEWS}
    stands = [block.contracts() for block in blocks["seen"]]
    critical = critical_coupling(*blocks["seen"])[1] if all(stands) else 0.0
    criticality = products["seen"] / critical if critical else math.inf
    advice = _advice_with_momentum(names, own, products, schedule)

    def said(is_finite: bool | None, reason: str) -> WorstCase:
        K = math.inf if is_finite is False else None
        error = 0.0 if is_finite is False else math.inf
        return WorstCase(is_finite, K, error, criticality, reason, advice)

    if (found := _not_contracting(names, own)) is not None:
        return said(False, found)
    if _moves_again(schedule):
        return said(None, _AGAIN)
    favour, against = blocks["in favour"], blocks["against"]
    if _exceeds(own, products["in favour"]):
        lowest = [player.block("seen").lowest for player in own]
        for name, low in zip(names, lowest, strict=True):
            if low <= 0:
                return said(False, _no_curvature(name, low))
        return said(False, _too_strong(products["seen"], math.prod(lowest)))
    # with several decays the distances are bounds, which do not show that it is infinite
    one_decay = all(player.shrinks[0] == player.shrinks[1] for player in own)
    contract = all(block.contracts() for block in favour)
    if one_decay and contract and products["in favour"] >= critical_coupling(*favour)[1]:
        return said(False, _too_strong(products["seen"], critical))
    contract = all(player.contracts for player in own) and _known(against)
    contract = contract and all(block.contracts() for block in against)
    if contract and products["against"] < critical_coupling(*against)[0]:
        return said(True, "")
    return said(None, _OPEN)


def _known(blocks: Sequence[Block]) -> bool:
    """Whether the ends of the spectra are bounded by numbers within floats."""
    return all(math.isfinite(end) for block in blocks for end in (block.low, block.high))


def _moves_again(schedule: Sequence[Sequence[int]]) -> bool:
    moves = [i for stage in schedule for i in stage]
    return len(moves) > len(set(moves))


def _exceeds(own: Sequence[Own], product: float) -> bool:
    """Whether no step sizes make the worst case finite: by the condition at z = 1."""
    x, y = (player.block("in favour") for player in own)
    return min(x.lowest, y.lowest) <= 0 or x.lowest * y.lowest <= product


def _not_contracting(names: Sequence[str], own: Sequence[Own]) -> str | None:
    for name, player in zip(names, own, strict=True):
        if player.contracts is False:
            if player.block("seen").lowest <= 0:
                return _no_curvature(name, player.spectrum.lowest)
            return (
                f"{name} does not contract: its step is too long for its momentum, step × "
                f"curvature = {player.spectrum.highest:.3g}, radius {player.radius:.3g}"
            )
    return None


def _no_curvature(name: str, low: float) -> str:
    return (
        f"{name} does not contract: its own loss has negative or no curvature, "
        f"step × curvature = {low:.3g}"
    )


def _too_strong(product: float, critical: float) -> str:
    return f"the couplings are too strong: b·c = {product:.3g} is not below {critical:.3g}"


def _reason(names: Sequence[str], seen: Sequence[Curvature], product: float) -> str:
    for name, player in zip(names, seen, strict=True):
        if player.low <= 0:
            return _no_curvature(name, player.low)
        if player.high >= 2:
            return (
                f"{name} does not contract: its step is too long, "
                f"step × curvature = {player.high:.3g} is not below 2"
            )
    gaps = seen[0].gap() * seen[1].gap()
    return f"{_too_strong(product, gaps)} = d·d, d the distances of the radii from 1"


def _held(names: Sequence[str], own: Sequence[Own]) -> str:
    """Return what advice on steps that adapt to the gradients takes for granted."""
    adaptive = [name for name, player in zip(names, own, strict=True) if player.adaptive]
    return f", with the second moments of {' and '.join(adaptive)} as they are" if adaptive else ""


def _advice_with_momentum(
    names: Sequence[str],
    own: Sequence[Own],
    products: Mapping[View, float],
    schedule: Sequence[Sequence[int]],
) -> Advice:
    seen = [player.block("seen").lowest for player in own]
    against = [player.block("against") for player in own]
    # the sign of the least curvature does not depend on how long the steps are
    if min(player.block("in favour").lowest for player in own) <= 0:
        return _hopeless(names, seen, products["seen"])
    if (early := _early(names, own)) is not None:
        return early
    if _exceeds(own, products["in favour"]):
        return _hopeless(names, seen, products["seen"])
    if _moves_again(schedule):
        return _undecided(f"none: {_AGAIN}")
    if not _known(against):
        return _undecided(f"open: {_OPEN_ADVICE}")
    x, y = against
    factor = helpful_factor(x, y, products["against"])
    if factor is None:
        return _undecided(f"open: {_OPEN_ADVICE}")
    words = f"both learning rates times {factor:.15g} make the worst case finite"
    return Advice(None, (None, None), True, factor, words + _held(names, own) + _slow(factor))


def _advice(
    names: Sequence[str],
    own: Sequence[Own],
    views: Mapping[View, Sequence[Curvature]],
    products: Mapping[View, float],
) -> Advice:
    first, second = views["in favour"]
    lowest = [player.low for player in views["seen"]]
    if min(first.low, second.low) <= 0:
        return _hopeless(names, lowest, products["seen"])
    if (early := _early(names, own)) is not None:
        return early
    if largest_common_factor(first, second, products["in favour"]) is None:
        return _hopeless(names, lowest, products["seen"])
    x, y = views["against"]
    product = products["against"]
    common = largest_common_factor(x, y, product)
    if common is None:
        return _undecided(f"open: {_OPEN_ADVICE}")
    each = largest_factor(x, y, product), largest_factor(y, x, product)
    words = f"both learning rates times less than {at_least(common, 3)} make the worst case finite"
    for name, alone in zip(names, each, strict=True):
        if alone is not None:
            words += f"; or {name}'s alone times less than {at_least(alone, 3)}"
    factor = min(1.0, _INSIDE * common)
    return Advice(common, each, True, factor, words + _held(names, own) + _slow(factor))


def _early(names: Sequence[str], own: Sequence[Own]) -> Advice | None:
    """Return that there is no advice where steps are not yet, or never, what they will be."""
    for name, player in zip(names, own, strict=True):
        if player.early:
            rests = f"none: it would rest on the second moments of {name}"
            return _undecided(f"{rests}, and {player.early}")
    return None


def _undecided(words: str) -> Advice:
    return Advice(None, (None, None), None, None, words)


def _slow(factor: float) -> str:
    return "; so slow that training all but stops" if factor < _STANDSTILL else ""


def _hopeless(names: Sequence[str], lowest: Sequence[float], product: float) -> Advice:
    return Advice(None, (None, None), False, None, _none(names, lowest, product))


def _none(names: Sequence[str], lowest: Sequence[float], product: float) -> str:
    for name, low in zip(names, lowest, strict=True):
        if low <= 0:
            return (
                f"no step sizes make the worst case finite: {name}'s own loss has negative or no "
                f"curvature, step × curvature = {low:.3g}"
            )
    return (
        "no step sizes make the worst case finite: the couplings exceed the curvatures, "
        f"‖G_xy‖‖G_yx‖/(μ_x·μ_y) = {product / (lowest[0] * lowest[1]):.3g} is not below 1"
    )
