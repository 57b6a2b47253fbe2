"""How strong the couplings are: γ, κ = c/δ, and b with bc = δ²(1-q²), where δ = 1-γ.

In that parametrisation δ²-bc = (δq)² and s²-bc = ((c-b)/2)² are perfect squares, so the exact
Kreiss constant of T = [[γ, b], [c, γ]] is rational.
"""

from __future__ import annotations

from flint import fmpq

from kreissverify.instances.randomness import Source, chance, choice, integer, log_uniform, ratio

__all__ = ["EXTREME_GAMMAS", "back_coupling", "forward_coupling", "spectral_bound"]

# Extreme γ: 0, middling ones, and up to 1 - 10⁻⁶. Nearer ones would
# take more digits for every enclosure: a choice.
EXTREME_GAMMAS = (
    fmpq(0),
    fmpq(1, 2),
    fmpq(9, 10),
    fmpq(99, 100),
    fmpq(1, 4),
    fmpq(9999, 10000),
    fmpq(999999, 10**6),
)
# b = c = pδ with 1 - p² a square (Pythagoras), so that δ² - bc is one as well
_EQUAL = (fmpq(4, 5), fmpq(3, 5), fmpq(12, 13), fmpq(24, 25))


def spectral_bound(source: Source) -> fmpq:
    """Return γ in [0, 1 - 10⁻⁶]."""
    kind = source.random()
    if kind < 0.15:
        return choice(source, EXTREME_GAMMAS)
    if kind < 0.2:
        return fmpq(0)
    if kind < 0.6:
        return ratio(source)
    return 1 - log_uniform(source, -6, -0.4)


def forward_coupling(source: Source, gamma: fmpq) -> fmpq:
    """Return c: zero, κ = 2, κ next to 2, κ log-uniform in [10⁻², 10⁶], or c of small height."""
    delta = 1 - gamma
    kind = source.random()
    # K([[γ, 0], [c, γ]]) is 1 up to κ = 2 and grows from there (E1): statements turn at 2, so it is
    # drawn exactly and from both sides, and most of the rest is spread over decades.
    if kind < 0.04:
        return fmpq(0)
    if kind < 0.1:
        return 2 * delta
    if kind < 0.16:
        step = fmpq(1, 10 ** integer(source, 2, 6))
        return 2 * delta * (1 + step if chance(source, 0.5) else 1 - step)
    if kind < 0.26:
        return fmpq(integer(source, 1, 4)) if chance(source, 0.5) else ratio(source)
    low, high = (-2, 0.3) if kind < 0.58 else (0.3, 6)
    return delta * log_uniform(source, low, high)


def back_coupling(source: Source, gamma: fmpq, c: fmpq) -> tuple[fmpq, fmpq]:
    """Return (b, c) for a given c: bc = δ²(1-q²), also just below, and sometimes beyond, δ².

    At bc = δ² stability ends: ρ(T) = γ + √(bc).

    Parameters
    ----------
    source
        The randomness.
    gamma, c
        γ = 1-δ, and c as `forward_coupling` draws it; it is changed where b = c is drawn.
    """
    delta = 1 - gamma
    kind = source.random()
    if c == 0:  # b is free then: bc = 0
        return forward_coupling(source, gamma), c
    if kind < 0.08:
        return fmpq(0), c
    if kind < 0.16:
        equal = delta * choice(source, _EQUAL)
        return equal, equal
    if kind < 0.42:
        q = log_uniform(source, -6, -1)
    elif kind < 0.74:
        q = ratio(source)
    elif kind < 0.9:
        q = 1 - log_uniform(source, -4, -1)
    else:  # bc >= δ²: unstable members, or on the border
        beyond = choice(source, (fmpq(0), ratio(source), fmpq(3), fmpq(1, 1000)))
        return delta * delta * (1 + beyond) / c, c
    b = delta * delta * (1 - q * q) / c
    # forward coupling is the stronger one as it is drawn: sometimes the other way round
    return (c, b) if chance(source, 0.15) else (b, c)
