"""K, G, the distance to instability, H and L of J = [[a, b], [c, d]] in closed form, with proofs.

*Nonnegative J.* |R(z)| ≤ R(|z|) entry by entry for |z| > ρ(J), so the resolvent is largest on the
real axis, where N = rI - J with r = 1 + s. Put d₁ = 1-a, d₂ = 1-d, S = d₁+d₂, q = d₁d₂-bc,
w = |b-c|, h² = (a-d)²+4bc, R² = (a-d)²+(b+c)²; so R² = h²+w², S² = h²+4q, and ρ(J) ≤ 1 iff q ≥ 0
and S ≥ 0. As ‖N⁻¹‖ = σ_max(N)/det N and (σ_max ± σ_min)² = ‖N‖_F² ± 2 det N, at r = 1

    G(1) = (√(S²+w²) + R)/(2q),   distance to instability = 2q/(√(S²+w²) + R).

For K let 0 < m ≤ 1, n² = 1-m². Then, as can be multiplied out (tests/quantities/two_by_two),

    det(NNᵀ - m²s²I) = (n²s²-q)² + 2Ss(ns-√q)² + s²((S+2n√q)² - m²R²).

If mR ≤ S+2n√q this is nonnegative for all s > 0; both eigenvalues of NNᵀ exceed m²s² for large s
if m < 1 (by continuity in m that case is enough), so they never fall below it: K ≤ 1/m. If
mR = S+2n√q, it vanishes at s = √q/n, so K ≥ 1/m (at q = 0 as s → 0). With m = 2X/(X²+1) the
equation is (S+2√q)X² - 2RX + S-2√q = 0, whose larger root is X = (R+w)/(S+2√q), as
R²-S²+4q = w². It is at least 1 iff R ≥ S; then

    K = (X + 1/X)/2 = (S²+w²)/(RS + 2w√q).

If R ≤ S, m = 1 serves, and K = 1.

*Every real J.* With P₊ = (1-a)(1-d)-bc and P₋ = (1+a)(1+d)-bc (1 ∓ tr + det) and D = 1 - det,
ρ(J) < 1 iff all three are positive (I. Schur, E. Jury). P = JPJᵀ + I is solved by Cramer's rule:

    H = tr P = 1 + (P₊+P₋)/2·(D² + (b-c)²)/(D·P₊P₋).

L = (|b-c| + √((a-d)²+(b+c)²))/(D + √(P₊P₋)), and at least 1: the proof is in `lyapunov.planar`. It
is 1 iff ‖J‖ ≤ 1, which is P₊P₋ ≥ (b-c)² as 1-‖J‖_F²+det² = P₊P₋-(b-c)².
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from kreissverify.quantities.two_by_two.cases import Case, Cases, Root

__all__ = ["distance_to_instability", "kreiss", "lyapunov", "noise_gain", "resolvent"]


class Entries(NamedTuple):
    """The entries of [[a, b], [c, d]]: rationals, SymPy's numbers, or `Rounded` arrays."""

    a: Any
    b: Any
    c: Any
    d: Any


class _Shifted(NamedTuple):
    """S, q, w and R² of zI - J."""

    trace: Any
    det: Any
    skew: Any
    square: Any

    @classmethod
    def of(cls, J: Entries, z: Any) -> _Shifted:
        p, q = z - J.a, z - J.d
        gap, sides = J.a - J.d, J.b + J.c
        return cls(p + q, p * q - J.b * J.c, abs(J.b - J.c), gap * gap + sides * sides)

    def root_sum(self, root: Root) -> Any:
        """Return σ_max + σ_min + σ_max - σ_min, twice the norm of zI - J for z ≥ ρ."""
        total = self.trace * self.trace + self.skew * self.skew
        return root(total) + root(self.square)


def kreiss(J: Entries) -> Cases:
    """Return K of a nonnegative matrix, ρ = 1 included."""
    trace, det, skew, square = _Shifted.of(J, 1)

    def formula(root: Root) -> Any:
        # never RS - 2w√q over h², where digits cancel
        bottom = root(square) * trace + 2 * skew * root(det)
        return (trace * trace + skew * skew) / bottom

    return Cases(
        (
            Case(det, math.inf, or_zero=False),
            Case(trace, math.inf, or_zero=False),
            Case(square - trace * trace, 1.0, continuous=True),
            Case(trace, math.inf),  # a = d = 1 and a coupling: a Jordan block
        ),
        formula,
    )


def resolvent(J: Entries, r: Any) -> Cases:
    """Return G(r) of a nonnegative matrix; ∞ for r ≤ ρ."""
    shifted = _Shifted.of(J, r)
    return Cases(
        (Case(shifted.det, math.inf), Case(shifted.trace, math.inf)),
        lambda root: shifted.root_sum(root) / (2 * shifted.det),
    )


def distance_to_instability(J: Entries) -> Cases:
    """Return the distance of a nonnegative matrix; 0 for ρ ≥ 1."""
    shifted = _Shifted.of(J, 1)
    return Cases(
        (Case(shifted.det, 0.0, continuous=True), Case(shifted.trace, 0.0)),
        lambda root: 2 * shifted.det / shifted.root_sum(root),
    )


class _Jury(NamedTuple):
    """P₊, P₋, D and (b-c)²."""

    plus: Any
    minus: Any
    rest: Any
    skew: Any

    @classmethod
    def of(cls, J: Entries) -> _Jury:
        a, b, c, d = J
        product, skew = b * c, b - c
        plus, minus = (1 - a) * (1 - d) - product, (1 + a) * (1 + d) - product
        return cls(plus, minus, 1 - a * d + product, skew * skew)

    def unstable(self, or_zero: bool) -> tuple[Case, ...]:
        return tuple(Case(x, math.inf, or_zero) for x in self[:3])


def noise_gain(J: Entries) -> Cases:
    """Return H of a real matrix; ∞ for ρ ≥ 1."""
    jury = _Jury.of(J)

    def formula(root: Root) -> Any:
        plus, minus, rest, skew = jury
        return 1 + (plus + minus) * (rest * rest + skew) / (2 * rest * plus * minus)

    return Cases(jury.unstable(or_zero=True), formula)


def lyapunov(J: Entries) -> Cases:
    """Return L of a real matrix, ρ = 1 included."""
    jury = _Jury.of(J)
    product = jury.plus * jury.minus
    gap, sides = J.a - J.d, J.b + J.c

    def formula(root: Root) -> Any:
        top = abs(J.b - J.c) + root(gap * gap + sides * sides)
        return top / (jury.rest + root(product))

    return Cases(
        (
            *jury.unstable(or_zero=False),
            Case(jury.skew - product, 1.0, continuous=True),
            Case(jury.rest + product, math.inf),  # a double eigenvalue ±1, and a coupling
        ),
        formula,
    )
