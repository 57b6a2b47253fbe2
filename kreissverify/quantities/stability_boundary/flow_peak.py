"""The transient peak M_c(A) at α(A) = 0, semisimple: e^{tA}E turns for ever, the rest decays.

The eigenvalues on the axis are ±iω_j with projectors P_j, and with E₀ that of the eigenvalue 0

    e^{tA}E = E₀ + Σ_j 2 Re(e^{iω_jt}P_j).

Its norms come as near as one likes to the largest one over all angles in the place of the ω_jt, of
frequencies that are multiples of one frequency over that angle (`torus`). Before this limit is all
that is left, norms are bounded over cells of times (`exponentials.bounded_envelope`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat, fmpz_poly

from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_fmpq, square_root
from kreissverify.quantities.exponentials.bounded_envelope import BoundedEnvelope, Remaining
from kreissverify.quantities.exponentials.envelope import FlowMaximum, in_rising_precision
from kreissverify.quantities.exponentials.norm import norm_witness
from kreissverify.quantities.exponentials.peak import growth_bound
from kreissverify.quantities.exponentials.time_unit import in_unit_time
from kreissverify.quantities.stability_boundary.eigenvalues import Eigenvalue, eigenvalues
from kreissverify.quantities.stability_boundary.splitting import Splitting
from kreissverify.quantities.stability_boundary.torus import LimitMaximum, largest_limit

__all__ = ["peak_on_axis"]

_BITS = 256
_LARGEST_MULTIPLE = 64  # of the frequencies on one curve: its cells are as many times narrower
_TURNS = 1 << 20  # of the first angle, of which those are taken where the others are right as well
_TRIED = 4  # of these times, the nearest ones
_LATE_TIMES = (16, 64, 256, 1024)  # over the largest entry, where nothing turns
_LATE = 64.0  # turns after which a single angle is looked at: what decays matters no more, mostly


def peak_on_axis(parts: Splitting, rtol: float) -> Enclosure | None:
    """Return an enclosure of M_c; None if the angles on the axis are too many.

    Parameters
    ----------
    parts
        The splitting of a bounded flow with α(A) = 0 and ω(A) > 0.
    rtol
        The relative width to reach. Where the rest decays slowly the enclosure is wider.

    Raises
    ------
    Refused
        If no number system tried suffices.
    """
    turning = [x for x in eigenvalues(parts, _BITS) if not x.order]
    frequencies = [float(x.value.imag.mid()) for x in turning]
    multiples = _multiples(parts, turning)
    many = multiples is not None and max(multiples) > _LARGEST_MULTIPLE
    limit = largest_limit([_still(parts)], turning, rtol / 3, None if many else multiples)
    if limit is None:
        return None
    if many:  # not all pairs of angles are approached: the torus bounds norms from above only
        limit = limit._replace(low=1.0)
    if parts.rank == parts.size:  # all of it turns
        found = FlowMaximum(fmpq(0), limit.low, limit.high)
    else:
        found = _with_decay(parts, limit, rtol)
    low, high = as_fmpq(max(found.low, limit.low, 1.0)), as_fmpq(found.high)
    return Enclosure.between(low, high, _witness(parts, found, frequencies, limit))


def _still(parts: Splitting) -> fmpq_mat:
    """Return E₀."""
    for factor in parts.factors:
        if parts.order(factor.polynomial):
            return parts.projector_of(factor.polynomial)
    return fmpq_mat(parts.size, parts.size)


def _multiples(parts: Splitting, turning: list[Eigenvalue]) -> tuple[int, ...] | None:
    """Return k_j with ω_j = k_jω for one ω, if the squares ω_j² are rational squares of each other.

    None if they are not. Two roots of one irreducible polynomial f of higher degree never are: if
    ω_1 = qω_2, then f(qx) has the roots of f, which are finitely many, so that q = ±1.
    """
    squares = []
    for factor in parts.factors:
        if not parts.order(factor.polynomial):
            squares.append(_frequency_squared(factor.polynomial))
    ratios = [None if x is None or squares[0] is None else x / squares[0] for x in squares]
    roots = [None if x is None else square_root(x) for x in ratios]
    known = [x for x in roots if x is not None]
    if len(known) < len(turning) or not known:
        return None
    common = math.lcm(*(int(x.q) for x in known))
    numbers = [int((x * common).p) for x in known]
    least = math.gcd(*numbers)
    return tuple(k // least for k in numbers)


def _frequency_squared(polynomial: fmpz_poly) -> fmpq | None:
    """Return ω² of a factor x² + ω²; None of one of higher degree."""
    if polynomial.degree() != 2:
        return None
    return fmpq(int(polynomial[0]), int(polynomial[2]))


def _with_decay(parts: Splitting, limit: LimitMaximum, rtol: float) -> FlowMaximum:
    """Return the supremum over all times, in ever higher precision."""
    complement = scaled_identity(parts.size, fmpq(1)) - parts.projector
    # the eigenvalues on the axis go to -s, of the size of the matrix: s decides nothing
    scaled, unit = in_unit_time(parts.matrix)
    still = (parts.remainder - parts.projector * parts.largest_entry) * unit
    remaining = Remaining(still, complement, limit.low, limit.high)

    def make(matrix: fmpq_mat, growth: float, arithmetic: Any) -> BoundedEnvelope:
        return BoundedEnvelope(matrix, growth, arithmetic, remaining, rtol)

    best: FlowMaximum | None = None
    growth = growth_bound(scaled)
    ask = in_rising_precision(scaled, growth, lambda flow: flow.maximum(rtol / 2), make)
    for found in ask:
        if best is None or found.high - found.low < best.high - best.low:
            best = found
        if best.high <= best.low * (1 + max(rtol, 1e-13)) or not best.is_finished:
            break
    assert best is not None  # else it was refused
    return replace(best, t=best.t * unit)


def _witness(
    parts: Splitting, found: FlowMaximum, frequencies: list[float], limit: LimitMaximum
) -> dict[str, Any]:
    """Return the side "lower" of a certificate: the highest norm at a time that was looked at."""
    late = [fmpq(k) / parts.largest_entry for k in _LATE_TIMES] if not frequencies else []
    times = [found.t, *late, *_times_near(frequencies, limit)]
    known = [shown for t in times if (shown := norm_witness(parts.matrix, t)) is not None]
    best = max(known, key=lambda shown: as_fmpq(shown["value"]), default=None)
    return {} if best is None else {"lower": best}


def _times_near(frequencies: list[float], limit: LimitMaximum) -> Iterator[fmpq]:
    """Yield times at which the angles are nearest to those of the limit."""
    if not frequencies:
        return
    first, rest = frequencies[0], frequencies[1:]
    turns = np.arange(_TURNS, dtype=np.float64)
    times = (limit.angles[0] + 2 * np.pi * turns) / first
    off = np.where(turns < _LATE, 1.0, 0.0)
    for frequency, due in zip(rest, limit.angles[1:], strict=True):
        turned = times * frequency - due
        off = off + np.abs(turned - 2 * np.pi * np.round(turned / (2 * np.pi)))
    for i in np.argsort(off, kind="stable")[:_TRIED]:
        yield as_fmpq(float(times[i]))
