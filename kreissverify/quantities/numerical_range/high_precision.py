"""The numerical radius to any number of digits, by level sets of the support function (balls).

S. Boyd and V. Balakrishnan's iteration (Systems Control Lett. 15 (1990) 1): the level set at the
best height so far consists of intervals, and the highest midpoint of these is the next height. It
converges quadratically to the global maximum, and ends where no angle is above the last height by
more than the digits asked for. Not rigorous: eigenvalues of balls are approximate.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from flint import acb, acb_mat, arb, arb_mat, fmpq_mat

from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.ball_eigenvalues import approximate_eigenvalues
from kreissverify.numbers.errors import Refused

__all__ = ["numerical_radius_to"]

# Of level sets: each doubles the digits, from the nine of the float direction.
_ROUNDS = 40


def numerical_radius_to(matrix: fmpq_mat, bits: int, near: float, low: float) -> arb:
    """Return w(A) to about so many bits.

    Parameters
    ----------
    matrix
        A, real and not zero.
    bits
        The bits wanted.
    near
        An angle θ near the best, for a start; any other costs more level sets.
    low
        An angle φ at which the support function is far below its maximum, for the coordinate
        t = tan((θ-φ-π)/2).

    Raises
    ------
    Refused
        If the iteration did not end.
    """
    # more than `approximate_eigenvalues` takes of the crossings
    with working_precision(3 * bits + 192):
        base, turned = _parts(matrix, low)
        height = _support(base, turned, _tangent(near, low), bits)
        for _ in range(_ROUNDS):
            level = height * (1 + arb(2) ** -bits)
            crossings = _crossings(base, turned, level, bits)
            middles = [(a + b) / 2 for a, b in pairwise(crossings)]
            heights = [_support(base, turned, t, bits) for t in middles]
            higher = [x for x in heights if x > level]
            if not higher:
                return height
            height = max(higher, key=lambda x: x.mid())
    raise Refused("w: the numerical radius was not found in high precision")


def _parts(matrix: fmpq_mat, low: float) -> tuple[acb_mat, acb_mat]:
    """Return H(φ+π) and H(φ+3π/2): H(θ) is a combination of them, t = 0 at θ = φ + π."""
    exact = ball_matrix(matrix)
    even, odd = acb_mat(exact + exact.transpose()) / 2, acb_mat(exact - exact.transpose()) / 2
    cosine, sine = -arb(low).cos(), -arb(low).sin()
    unit = acb(0, 1)
    base = even * cosine + odd * (unit * sine)
    turned = odd * (unit * cosine) - even * sine
    return base, turned


def _tangent(near: float, low: float) -> arb:
    return ((arb(near) - arb(low) - arb.pi()) / 2).tan()


def _support(base: acb_mat, turned: acb_mat, t: arb, bits: int) -> arb:
    """Return λ_max(H) at t = tan(ψ/2): H = ((1-t²)·base + 2t·turned)/(1+t²)."""
    square = t * t
    mixed = base * ((1 - square) / (1 + square)) + turned * (2 * t / (1 + square))
    values: list[arb] = [x.real.mid() for x in approximate_eigenvalues(mixed, bits + 8)]
    return max(values, key=lambda x: x.mid())


def _crossings(base: acb_mat, turned: acb_mat, level: arb, bits: int) -> list[arb]:
    """Return the real t, in order, at which v is an eigenvalue of H.

    With θ = φ + π + ψ it is det(t²(v + base) - 2t·turned + (v - base)) = 0, and v + base, which is
    v - H(φ), is positive definite.
    """
    n = base.nrows()
    identity = acb_mat(arb_mat([[int(i == j) for j in range(n)] for i in range(n)]))
    inverse = (identity * level + base).inv()
    middle, last = inverse * turned, inverse * (identity * level - base)
    rows: list[list[Any]] = [[acb(int(j == i + n)) for j in range(2 * n)] for i in range(n)]
    rows += [
        [-last[i, j] for j in range(n)] + [2 * middle[i, j] for j in range(n)] for i in range(n)
    ]
    # next to a maximum at v(1 - 2^-bits) they are complex by about 2^-(bits/2), by its curvature;
    # of a double root rounding leaves half of the bits: three halves of them tell the two apart
    roots = approximate_eigenvalues(acb_mat(rows), 3 * bits // 2 + 32)
    least = arb(2) ** (-bits * 3 // 4)
    real = [x.real.mid() for x in roots if abs(x.imag).mid() < least * (1 + abs(x) ** 2).mid()]
    return sorted(real, key=lambda t: t.mid())
