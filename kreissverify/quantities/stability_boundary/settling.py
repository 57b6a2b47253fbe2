"""The settling time T(δ) at ρ(J) = 1, where powers do not decay.

Every ‖Jᵗ‖ ≥ 1, so T(δ) = ∞ for δ < 1. For δ ≥ 1 and powers that approach the q limits JʳE (see
`peak`) it is ∞ if a limit is above δ in norm, and finite if all are below; where one is δ itself
it depends on the side from which the powers come, and is refused.
"""

from __future__ import annotations

from itertools import count

from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import INFINITY
from kreissverify.numbers.positive_definite import (
    is_positive_definite_exact,
    is_positive_semidefinite_exact,
    scaled_identity,
)
from kreissverify.numbers.rational import as_float
from kreissverify.numbers.spectral_norm import gram
from kreissverify.quantities.powers.arithmetic import arithmetics
from kreissverify.quantities.stability_boundary.peak import MOST_PERIOD, Powers, limit_norms
from kreissverify.quantities.stability_boundary.position import position_on_boundary, unbounded
from kreissverify.quantities.stability_boundary.splitting import Splitting, split
from kreissverify.quantities.witnesses import certified, infinite

__all__ = ["settling_at_one"]

_MOST_TIMES = 16_384  # times looked at one by one before the powers are near their limits
_RTOL = 1e-11  # of norms in balls; where that leaves a comparison open it is made exactly
_EXACT_BITS = 100_000  # of an exact power that is compared: seconds for ten rows


def settling_at_one(matrix: Matrix, delta: fmpq) -> Enclosure | None:
    """Return T(δ) if ρ(J) = 1, else None.

    Parameters
    ----------
    matrix
        J.
    delta
        δ > 0.

    Raises
    ------
    Refused
        If a limit of the powers has the norm δ, or is not known; or if the decay takes too long.
    """
    position = position_on_boundary(matrix)
    if position is None:
        return None
    if delta < 1:
        return infinite(fmpq(1))
    if position is SpectrumPosition.DEFECTIVE:
        return Enclosure.exactly(unbounded(matrix.exact).upper.value)
    parts = split(matrix.exact)
    if parts.period is None or parts.period > MOST_PERIOD:
        raise Refused("T: the powers turn for ever, and their largest norms are no limits")
    if _limits_are_below(parts, delta):
        return _last_above(parts, delta)
    return Enclosure.exactly(INFINITY)


def _limits_are_below(parts: Splitting, delta: fmpq) -> bool:
    """Say whether all ‖JʳE‖ < δ; False if one is above.

    Raises
    ------
    Refused
        If the largest is δ itself.
    """
    limit, level = parts.projector, as_float(delta)
    for low, high in limit_norms(parts, _RTOL):
        if low > level * (1 + _RTOL):
            return False
        if high >= level * (1 - _RTOL):
            gap = scaled_identity(parts.size, delta * delta) - gram(limit)
            if not is_positive_semidefinite_exact(gap):
                return False
            if not is_positive_definite_exact(gap):
                raise Refused(f"T: the norms of the powers tend to {delta} itself")
        limit = parts.matrix * limit
    return True


def _last_above(parts: Splitting, delta: fmpq) -> Enclosure:
    """Return one more than the last time at which ‖Jᵗ‖ > δ, for limits below δ."""
    level = as_float(delta) * (1 - _RTOL)
    top = max(high for _, high in limit_norms(parts, _RTOL))
    for arithmetic in arithmetics():
        powers = Powers(parts, arithmetic, _RTOL)
        window, decays = powers.window(), [0.0]
        if window is None:
            continue
        for t in count(1):
            decays.append(powers.decay(t))
            if t > window and top + max(decays[t - window :]) <= level:
                return _settled(parts.matrix, powers, t - window, delta)
            if t > _MOST_TIMES:
                break
    raise Refused("T: the part of the matrix inside the unit circle decays too slowly")


def _settled(matrix: fmpq_mat, powers: Powers, last: int, delta: fmpq) -> Enclosure:
    """Return T from the norms of the times up to the last one that is not excluded."""
    level = as_float(delta)
    for t in range(last, 0, -1):
        low, high = powers.norm(t)
        if low > level * (1 + 1e-15) or (high >= level and _is_above(matrix, t, delta)):
            return certified(fmpq(t + 1), fmpq(t + 1), {}, None)
    return certified(fmpq(0), fmpq(0), {}, None)  # ‖J⁰‖ = 1 ≤ δ


def _is_above(matrix: fmpq_mat, t: int, delta: fmpq) -> bool:
    """Decide ‖Jᵗ‖ > δ exactly."""
    _, denominator = matrix.numer_denom()
    if t * int(denominator).bit_length() > _EXACT_BITS:
        raise Refused(f"T: the norm at t = {t} was not told from {delta}")
    power = matrix**t
    gap = scaled_identity(power.nrows(), delta * delta) - gram(power)
    return not is_positive_semidefinite_exact(gap)
