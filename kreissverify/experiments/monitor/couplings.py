"""Radii of two players and the couplings between them, by Lanczos iterations."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from kreissverify.experiments.monitor.critical_coupling import Block
from kreissverify.experiments.monitor.lanczos import Spectrum, spectrum_ends, start_vector
from kreissverify.experiments.monitor.linearised_update import LinearisedUpdate
from kreissverify.experiments.monitor.optimisers import Recurrence
from kreissverify.experiments.monitor.worst_case import Curvature
from kreissverify.experiments.training.parameters import Tensor, pytorch

__all__ = ["Coupling", "Own", "coupling", "own_block"]

View = Literal["seen", "against", "in favour"]

# Asked of the ends of a spectrum, as a share of the largest end, of 1 - ρ, and of a norm.
_SHARE, _GAP_SHARE, _NORM_SHARE = 0.1, 0.2, 0.1
# Of these, what is asked where the second derivatives are formed: there going on is cheap, and what
# is decided should not hang on the errors.
_OF_FORMED = 1e-6
# Entries without gradient matter where a mean product with them is this share of the largest end.
_QUIET_SHARE = 0.1


@dataclass(frozen=True)
class Own:
    """A player alone: the spectrum of Q = pR(∇² + λ)R, and the radius of its block.

    Attributes
    ----------
    spectrum
        The ends of the spectrum of Q: step size times curvature.
    radius
        The spectral radius of the player's own block of J; of plain descent, its norm also.
    radius_error
        What the errors of the ends make of it.
    rule
        What a step of its optimiser does to one mode.
    adaptive
        Whether its steps depend on its gradients, as Adam's do.
    early
        Why nothing should be concluded from its steps as they are; empty where it may.
    shrinks
        The least and the largest entry of s.
    slow
        The vector of the end that contracts less; None where it is not asked for.
    """

    spectrum: Spectrum
    radius: float
    radius_error: float
    rule: Recurrence
    adaptive: bool
    early: str
    shrinks: tuple[float, float]
    slow: Tensor | None = None

    def curvature(self, view: View = "seen") -> Curvature:
        """Return the ends of step times curvature, decoupled weight decay included.

        The block of plain descent is 1 minus it. As they are seen; with the errors against
        contraction; or with the roundings in favour of it, beyond which the ends cannot be.
        """
        low, high = self._ends(view)
        decay = (1 - self.shrinks[1], 1 - self.shrinks[0])
        # the ends of a sum lie between the sums of like ends, and those of unlike ones
        return Curvature(low + decay[view == "in favour"], high + decay[view != "in favour"])

    def block(self, view: View = "seen") -> Block:
        """Return the class of the player's block, for steps with momentum or of Adam."""
        low, high = self._ends(view)
        shrinks = self.shrinks
        if view == "in favour":  # one s, that of the strongest decay: more than may be the case
            shrinks = (shrinks[0], shrinks[0])
        return Block(low, high, self.rule, shrinks)

    def _ends(self, view: View) -> tuple[float, float]:
        found = self.spectrum
        return {
            "seen": (found.lowest, found.highest),
            "against": (found.lowest - found.error, found.highest + found.error),
            "in favour": (found.lowest + found.rounding, found.highest - found.rounding),
        }[view]

    @property
    def contracts(self) -> bool | None:
        """Whether the radius is below 1; None where the error leaves it open."""
        # ends are seen from inside, so that the radius is at least this, but for roundings
        if self.radius - 1 > self.spectrum.rounding:
            return False
        return True if self.radius + self.radius_error < 1 else None


@dataclass(frozen=True)
class Coupling:
    """The norm of a coupling block: at least `norm`, and no larger by more than `error`.

    The latter with a probability of 0.999 over the start of the iterations.
    """

    norm: float
    error: float
    converged: bool


def own_block(update: LinearisedUpdate, player: int, most_steps: int, *, slow: bool = False) -> Own:
    """Return the radius of a player's own block.

    Where s is not one number, each eigenvalue of the block is a root of
    z² - z(s + μ - eq) + μs + (fκ - eμ)q = 0 for some s and q between the ends of their spectra
    (Rayleigh quotients of one vector), so that the largest root over the corners bounds it.

    Parameters
    ----------
    update
        The linearised update.
    player
        Which of the two.
    most_steps
        The most products.
    slow
        Whether the vector of the end that contracts less is asked for.

    Returns
    -------
    Own
        The radius with its error.
    """
    frozen = update.move(player).rule
    rule = frozen.recurrence

    def with_errors(found: Spectrum) -> Own:
        ends = (found.lowest, found.highest)
        # at least this at either end, whichever s goes with it
        inner = max(min(rule.radius(q, s) for s in frozen.shrink.range) for q in ends)
        outer = math.inf
        if math.isfinite(found.error):
            ends = (found.lowest - found.error, found.highest + found.error)
            outer = max(rule.radius(q, s) for q in ends for s in frozen.shrink.range)
        error = max(outer - inner, 0.0)
        return Own(found, inner, error, rule, frozen.adaptive, frozen.early, frozen.shrink.range)

    part = _OF_FORMED if update.formed else 1.0

    def enough(found: Spectrum) -> bool:
        largest = max(abs(found.lowest), abs(found.highest))
        if found.error > part * _SHARE * largest:
            return False
        own = with_errors(found)
        return own.radius_error <= part * _GAP_SHARE * abs(1 - own.radius)

    def start() -> Tensor:
        return start_vector(update.like(update.players[player].size), seed=player)

    product = update.own(player)
    # the slow vectors of both players are a copy of the parameters, kept for the growth
    room = update.room - sum(p.size for p in update.players)
    found, ritz = spectrum_ends(product, start(), enough=enough, most_steps=most_steps, room=room)
    own = with_errors(found)
    if not own.early and _quiet_ends(found, product, start, frozen.quiet):
        many = f"{len(frozen.quiet)} of {update.players[player].size} entries"
        own = replace(
            own,
            early=f"{many} had next to no gradient so far: the longest of its steps are theirs, "
            "the learning rate over eps",
        )
    if not slow:
        return own
    low, high = (rule.radius(q, frozen.shrink.range[1]) for q in (found.lowest, found.highest))
    return replace(own, slow=ritz.vector(0 if low >= high else -1, product, start))


def _quiet_ends(
    found: Spectrum,
    product: Callable[[Tensor], Tensor],
    start: Callable[[], Tensor],
    quiet: Tensor,
) -> bool:
    """Whether an end of the spectrum is that of entries that had next to no gradient.

    Biases before BatchNorm and of keys in attention have none for ever, and no curvature either:
    they do not count. Elsewhere the linear rule of such an entry holds next to 0 only.
    """
    if not len(quiet):
        return False
    v = start()
    still = v[quiet]
    v.zero_()
    v[quiet] = still / still.norm()
    return float(product(v).norm()) >= _QUIET_SHARE * max(abs(found.lowest), abs(found.highest))


def coupling(update: LinearisedUpdate, player: int, other: int, most_steps: int) -> Coupling:
    """Return the norm of the block of J that takes `other` to `player`, before the rule e.

    Parameters
    ----------
    update
        The linearised update.
    player, other
        The row and the column of the block.
    most_steps
        The most products with the block and its transpose.

    Returns
    -------
    Coupling
        The norm p‖R∇²fR‖ with its error.
    """
    product, transposed = update.coupling(player, other)
    wide = update.players[other].size >= update.players[player].size
    first, second = (transposed, product) if wide else (product, transposed)
    size = min(update.players[player].size, update.players[other].size)
    part = _OF_FORMED if update.formed else 1.0

    def enough(found: Spectrum) -> bool:
        # the norm is the root: half the relative error
        return found.error <= part * 2 * _NORM_SHARE * found.highest

    start = start_vector(update.like(size), seed=2 + player)
    if not bool(first(start).any()):
        return Coupling(0.0, 0.0, True)
    found, _ = spectrum_ends(
        lambda v: second(first(v)),
        start,
        enough=enough,
        most_steps=max(2, most_steps // 2),
        room=update.room - sum(p.size for p in update.players),
        nonnegative=True,
    )
    # the square is 0 in float32 for norms of 1e-20: what its entries have lost, as a sum
    lost = size * float(pytorch().finfo(start.dtype).tiny)
    norm = math.sqrt(max(found.highest - lost, 0.0))
    outer = math.sqrt(max(found.highest + found.error + lost, 0.0))
    return Coupling(norm, outer - norm, found.converged)
