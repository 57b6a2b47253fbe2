"""Radii of two players and the couplings between them, by Lanczos iterations."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kreissverify.experiments.monitor.lanczos import Spectrum, spectrum_ends, start_vector
from kreissverify.experiments.monitor.linearised_update import LinearisedUpdate
from kreissverify.experiments.monitor.optimisers import FrozenRule
from kreissverify.experiments.monitor.worst_case import Curvature

__all__ = ["Coupling", "Own", "coupling", "own_block", "radius_of_modes"]

# Asked of the ends of a spectrum, as a share of the largest end, of 1 - ρ, and of a norm.
_SHARE, _GAP_SHARE, _NORM_SHARE = 0.05, 0.1, 0.05


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
    momentum
        μ of its optimiser.
    shrinks
        The least and the largest entry of s.
    """

    spectrum: Spectrum
    radius: float
    radius_error: float
    momentum: float
    shrinks: tuple[float, float]

    def curvature(self, *, against: bool = False) -> Curvature:
        """Return the ends of step times curvature, decoupled weight decay included.

        Those of plain descent, whose block is 1 minus it; with `against`, moved by their errors to
        where they say least.
        """
        low, high = self.spectrum.lowest, self.spectrum.highest
        if against:
            low, high = low - self.spectrum.lowest_error, high + self.spectrum.highest_error
        return Curvature(low + 1 - self.shrinks[1], high + 1 - self.shrinks[0])

    @property
    def contracts(self) -> bool | None:
        """Whether the radius is below 1; None where the error leaves it open."""
        if self.radius - 1 > self._rounding:
            # ends are seen from inside, so that the radius is at least this
            return False
        return True if self.radius + self.radius_error < 1 else None

    @property
    def _rounding(self) -> float:
        return 1e-12 * max(1.0, abs(self.spectrum.highest))


@dataclass(frozen=True)
class Coupling:
    """The norm of a coupling block: at least `norm`, and within `error` of a singular value."""

    norm: float
    error: float
    converged: bool


def radius_of_modes(curvature: float, shrink: float, rule: FrozenRule) -> float:
    """Return the spectral radius of one mode: of [[s - eq, -f], [κq, μ]], or of s - eq.

    B. T. Polyak, Some methods of speeding up the convergence of iteration methods, 1964.
    """
    if not rule.has_momentum:
        return abs(shrink - rule.direct * curvature)
    block = [
        [shrink - rule.direct * curvature, -rule.inherited],
        [rule.gain * curvature, rule.momentum],
    ]
    return float(np.abs(np.linalg.eigvals(np.array(block))).max())


def own_block(update: LinearisedUpdate, player: int, most_steps: int) -> Own:
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

    Returns
    -------
    Own
        The radius with its error.
    """
    rule = update.move(player).rule

    def radius(low: float, high: float) -> float:
        return max(radius_of_modes(q, s, rule) for q in (low, high) for s in rule.shrinks)

    def with_errors(found: Spectrum) -> Own:
        inner = radius(found.lowest, found.highest)
        outer = radius(
            found.lowest - found.lowest_error, found.highest + found.highest_error
        )
        return Own(found, inner, max(outer - inner, 0.0), rule.momentum, rule.shrinks)

    def enough(found: Spectrum) -> bool:
        largest = max(abs(found.lowest), abs(found.highest))
        if max(found.lowest_error, found.highest_error) > _SHARE * largest:
            return False
        own = with_errors(found)
        return own.radius_error <= _GAP_SHARE * abs(1 - own.radius)

    start = start_vector(update.like(update.players[player].size), seed=player)
    found = spectrum_ends(update.own(player), start, enough=enough, most_steps=most_steps)
    return with_errors(found)


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

    def enough(found: Spectrum) -> bool:
        # the norm is the root: half the relative error
        return found.highest_error <= 2 * _NORM_SHARE * found.highest

    start = start_vector(update.like(size), seed=2 + player)
    if not bool(first(start).any()):
        return Coupling(0.0, 0.0, True)
    found = spectrum_ends(
        lambda v: second(first(v)), start, enough=enough, most_steps=max(2, most_steps // 2)
    )
    norm = math.sqrt(max(found.highest, 0.0))
    outer = math.sqrt(max(found.highest + found.highest_error, 0.0))
    return Coupling(norm, outer - norm, found.converged)
