"""L and H of complex 2×2 matrices [[a, b], [c, d]], and K_c of flows, in closed form.

Let λ₁, λ₂ be the eigenvalues, Δ = |λ₁-λ₂|² = |tr²-4det|, A₀ = J - (tr/2)I, w² = ‖J‖_F²-|λ₁|²-|λ₂|²
(the off-diagonal entry of a Schur form), s = (1-|λ₁|²)(1-|λ₂|²). With |1-λ̄₁λ₂|² = s + Δ,

    L = max(1, (w + √(w²+Δ))/(√s + √(s+Δ))),
    H = (2-|λ₁|²-|λ₂|²)/s + w²(1-|det|²)/(s(s+Δ)).

*L*: a unitary similarity makes both diagonal entries tr/2, and another, with a diagonal matrix of
phases, gives both couplings one phase; then the proof of `lyapunov.planar` holds as it stands, with
conj(x) in the place of x in EJ̃x = λ·conj(x): EJ̃ is a complex symmetric matrix, and x its vector of
Takagi (R. A. Horn, C. R. Johnson, Matrix Analysis, 4.4). *H* is the trace of Σ JᵏJᵏ* of the Schur
form [[λ₁, w], [0, λ₂]], whose entry above the diagonal is w(λ₁ᵏ-λ₂ᵏ)/(λ₁-λ₂).

|λ₁|²+|λ₂|² = (|tr|²+Δ)/2, and w², s cancel near normal and near unimodular matrices: as
w²(‖A₀‖_F²+Δ/2) = (|b|²-|c|²)² + |(a-d)c̄ - conj(a-d)b|² and s is the quotient of a rational number
likewise, both keep their digits.

*Flows.* For Re λ_i = -μ_i ≤ 0 and s = 4μ₁μ₂, with |λ₁+λ̄₂|² = s + Δ,

    X = max(1, (w + √(w²+Δ))/(√s + √(s+Δ))),   K_c = (X + 1/X)/2.

Let p = |z-λ₁|, q = |z-λ₂|, x = Re z: σ_min(zI-A) ≥ mx iff p²q² - m²x²(p²+q²+w²) + m⁴x⁴ ≥ 0, that is
(p²-m²x²)(q²-m²x²) ≥ m²x²w². With n² = 1-m², p²-m²x² = A₁+B₁ and q²-m²x² = A₂+B₂, where
A_i = n²x²+μ_i²+(y-y_i)² and B_i = 2μ_i x; by Cauchy and Schwarz, and Lagrange's identity, the
product is at least (√(A₁A₂)+√(B₁B₂))² ≥ (n√(s+Δ)+√s)²x², with equality at one z. So it is 1/m
that is attained where n√(s+Δ)+√s = mw, which is solved by m = 2X/(X²+1), n = (X²-1)/(X²+1). As
(μ₁-μ₂)² = (Δ + Re(λ₁-λ₂)²)/2, s is S² - Re(tr²-4det)/2 - Δ/2 with S = μ₁+μ₂ = -Re tr.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from kreissverify.quantities.two_by_two.cases import Case, Cases, Root, quotient

__all__ = ["ComplexEntries", "complex_lyapunov", "complex_noise_gain", "kreiss_of_flow"]

Complex = tuple[Any, Any]  # real and imaginary part


class ComplexEntries(NamedTuple):
    """The entries of [[a, b], [c, d]], each as its real and imaginary part."""

    a: Complex
    b: Complex
    c: Complex
    d: Complex


def _plus(x: Complex, y: Complex, sign: int = 1) -> Complex:
    return x[0] + sign * y[0], x[1] + sign * y[1]


def _times(x: Complex, y: Complex) -> Complex:
    return x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]


def _square(x: Complex) -> Any:
    return x[0] * x[0] + x[1] * x[1]


class _Invariants(NamedTuple):
    """‖A₀‖_F², w²(‖A₀‖_F²+Δ/2), |det|², 1+|det|²-|tr|²/2, and Δ²."""

    rest: Any
    skew: Any
    det: Any
    room: Any
    apart: Any

    @classmethod
    def of(cls, J: ComplexEntries) -> _Invariants:
        a, b, c, d = J
        gap, trace = _plus(a, d, -1), _plus(a, d)
        det, product = _plus(_times(a, d), _times(b, c), -1), _times(b, c)
        square = _times(gap, gap)
        # tr² - 4det = (a-d)² + 4bc
        apart = (square[0] + 4 * product[0], square[1] + 4 * product[1])
        first, second = _square(b), _square(c)
        mixed = _plus(_times(gap, (c[0], -c[1])), _times((gap[0], -gap[1]), b), -1)
        skew = (first - second) * (first - second) + _square(mixed)
        determinant = _square(det)
        room = 1 + determinant - _square(trace) / 2
        return cls(_square(gap) / 2 + first + second, skew, determinant, room, _square(apart))

    def gap(self) -> Any:
        """Return s·(room + Δ/2), rational and of the sign of s where ρ ≤ 1."""
        return self.room * self.room - self.apart / 4

    def unstable(self, or_zero: bool) -> tuple[Case, ...]:
        # both eigenvalues outside have s > 0, and |det| > 1
        signs = (1 - self.det, self.room, self.gap())
        return tuple(Case(x, math.inf, or_zero) for x in signs)

    def terms(self, root: Root) -> tuple[Any, Any, Any]:
        """Return w², s and Δ."""
        apart = root(self.apart)
        # w² ≤ ‖A₀‖_F² and s ≤ room, also where both are 0: A₀ = 0, or a double λ on the circle
        skew = quotient(self.skew, self.rest + apart / 2, self.rest)
        return skew, quotient(self.gap(), self.room + apart / 2, self.room), apart


def complex_lyapunov(J: ComplexEntries) -> Cases:
    """Return L, ρ = 1 included."""
    of = _Invariants.of(J)

    def formula(root: Root) -> Any:
        skew, gap, apart = of.terms(root)
        return (root(skew) + root(skew + apart)) / (root(gap) + root(gap + apart))

    return Cases(
        (
            *of.unstable(or_zero=False),
            _contraction(J, of),
            Case(of.gap() + of.apart, math.inf),  # a double eigenvalue on the circle, and w > 0
        ),
        formula,
    )


class _Flow(NamedTuple):
    """S and the invariants of a flow, with room = S² - Re(tr²-4det)/2, so that s = room - Δ/2."""

    sum: Any
    of: _Invariants

    @classmethod
    def at(cls, A: ComplexEntries) -> _Flow:
        of = _Invariants.of(A)
        gap, product = _plus(A.a, A.d, -1), _times(A.b, A.c)
        real = _times(gap, gap)[0] + 4 * product[0]
        total = -(A.a[0] + A.d[0])
        return cls(total, of._replace(room=total * total - real / 2))

    def unstable(self, or_zero: bool) -> tuple[Case, ...]:
        return tuple(Case(x, math.inf, or_zero) for x in (self.sum, self.of.room, self.of.gap()))


def _contracting(A: ComplexEntries) -> Case:
    """Return the case ω ≤ 0, where e^{tA} is a contraction: det(A+A*) ≥ 0 as tr ≤ 0."""
    b, c = A.b, A.c
    sides = (b[0] + c[0]) * (b[0] + c[0]) + (b[1] - c[1]) * (b[1] - c[1])
    return Case(sides - 4 * A.a[0] * A.d[0], 1.0, continuous=True)


def kreiss_of_flow(A: ComplexEntries) -> Cases:
    """Return K_c, α = 0 included."""
    flow = _Flow.at(A)

    def formula(root: Root) -> Any:
        skew, gap, apart = flow.of.terms(root)
        top, bottom = (root(x) + root(x + apart) for x in (skew, gap))
        return (top / bottom + bottom / top) / 2

    return Cases(
        (
            *flow.unstable(or_zero=False),
            _contracting(A),
            Case(flow.of.gap() + flow.of.apart, math.inf),  # a double eigenvalue on the axis, w > 0
        ),
        formula,
    )


def _contraction(J: ComplexEntries, of: _Invariants) -> Case:
    """Return the case ‖J‖ ≤ 1, where L = 1: 1 - ‖J‖_F² + |det|² ≥ 0 as |det| ≤ 1."""
    total = sum((_square(x) for x in J[1:]), _square(J.a))
    return Case(total - 1 - of.det, 1.0, continuous=True)


def complex_noise_gain(J: ComplexEntries) -> Cases:
    """Return H; ∞ for ρ ≥ 1."""
    of = _Invariants.of(J)

    def formula(root: Root) -> Any:
        skew, gap, apart = of.terms(root)
        # 2-|λ₁|²-|λ₂|² = s + 1-|det|²
        inside = 1 - of.det
        return 1 + inside / gap + skew * inside / (gap * (gap + apart))

    return Cases(of.unstable(or_zero=True), formula)
