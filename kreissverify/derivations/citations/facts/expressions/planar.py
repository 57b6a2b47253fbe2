"""Real 2×2 matrices X = [[a, b], [c, d]]: their spectrum, resolvents and Lyapunov forms."""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy

from kreissverify.derivations.citations.schema import CitedFact, ForAll, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import Finite
from kreissverify.derivations.terms.matrix_terms import is_real, matrices_of
from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.quantities.flows.lyapunov_bound import QUANTITY as L_OF_FLOW
from kreissverify.quantities.flows.maximal_resolvent_norm import QUANTITY as G_OF_FLOW
from kreissverify.quantities.flows.noise_gain import QUANTITY as H_OF_FLOW
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as ALPHA
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as L
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G
from kreissverify.quantities.maps.noise_gain import QUANTITY as H
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []

_SINGULAR = "R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3"
_FORMS = "S. Boyd et al., LMIs in Control (1994), 5.1"
_LYAPUNOV = "R. E. Kalman, J. E. Bertram (1960)"
_DUAL = "weak duality of semidefinite programs: S. Boyd, L. Vandenberghe (2004), 5.9"


class _Planar(NamedTuple):
    """The entries of a real 2×2 matrix."""

    a: sympy.Expr
    b: sympy.Expr
    c: sympy.Expr
    d: sympy.Expr

    @classmethod
    def of(cls, X: Any) -> _Planar:
        """Return the entries of a matrix expression.

        Raises
        ------
        DerivationError
            If it is not known to be real and of two rows and columns.
        """
        if not isinstance(X, sympy.MatrixExpr) or X.shape != (2, 2):
            raise DerivationError(f"X: expected a 2×2 matrix, got {X}")
        if not all(is_real(x) for x in matrices_of(X)):
            raise DerivationError(f"X: expected a real matrix, got {X}")
        return cls(*(X[i, j] for i in (0, 1) for j in (0, 1)))

    @property
    def trace(self) -> sympy.Expr:
        return self.a + self.d

    @property
    def det(self) -> sympy.Expr:
        return self.a * self.d - self.b * self.c

    def jury(self) -> tuple[sympy.Expr, ...]:
        """Return 1 - tr + det, 1 + tr + det and 1 - det."""
        product = self.b * self.c
        return (
            (1 - self.a) * (1 - self.d) - product,
            (1 + self.a) * (1 + self.d) - product,
            1 - self.det,
        )

    def quartic(self, x: Any, y: Any, s: Any) -> tuple[sympy.Expr, sympy.Expr]:
        """Return F and s⁴ - Fs² + |det M|² for M = (x+iy)I - X, F = ‖M‖_F²: the characteristic
        polynomial of M*M at s².
        """
        size = (x - self.a) ** 2 + (x - self.d) ** 2 + 2 * y**2 + self.b**2 + self.c**2
        real = (x - self.a) * (x - self.d) - y**2 - self.b * self.c
        imaginary = y * (2 * x - self.trace)
        return size, s**4 - size * s**2 + real**2 + imaginary**2


def _all(*conditions: sympy.Basic) -> sympy.Basic:
    return sympy.And(*conditions, evaluate=False)


def _positive(x: Any) -> Any:
    return sympy.Gt(x, 0, evaluate=False)


def _nonnegative(x: Any) -> Any:
    return sympy.Ge(x, 0, evaluate=False)


def _semidefinite(x: Any, y: Any, z: Any) -> tuple[Any, ...]:
    """Return that [[x, y], [y, z]] is positive semidefinite."""
    return _nonnegative(x), _nonnegative(z), sympy.Ge(x * z, y**2, evaluate=False)


@register("planar.jury", source="I. Schur (1917); E. I. Jury (1964)")
def jury(X: Any) -> CitedFact:
    """If ρ(X) < 1, then 1 - tr X + det X, 1 + tr X + det X and 1 - det X are positive."""
    needs = sympy.Lt(RHO(X), 1, evaluate=False)
    return CitedFact((needs,), _all(*map(_positive, _Planar.of(X).jury())))


@register("planar.stable", source="I. Schur (1917); E. I. Jury (1964)")
def stable(X: Any) -> CitedFact:
    """If 1 - tr X + det X, 1 + tr X + det X and 1 - det X are positive, then ρ(X) < 1."""
    needs = tuple(map(_positive, _Planar.of(X).jury()))
    return CitedFact(needs, sympy.Lt(RHO(X), 1, evaluate=False))


@register("flow.planar_hurwitz", source="A. Hurwitz (1895)")
def hurwitz(X: Any) -> CitedFact:
    """If α(X) < 0, then tr X < 0 and det X > 0."""
    of = _Planar.of(X)
    needs = sympy.Lt(ALPHA(X), 0, evaluate=False)
    return CitedFact((needs,), _all(_positive(-of.a - of.d), _positive(of.det)))


@register("flow.planar_stable", source="A. Hurwitz (1895)")
def stable_flow(X: Any) -> CitedFact:
    """If tr X < 0 and det X > 0, then α(X) < 0."""
    of = _Planar.of(X)
    needs = (_positive(-of.a - of.d), _positive(of.det))
    return CitedFact(needs, sympy.Lt(ALPHA(X), 0, evaluate=False))


@register("planar.point", source=_SINGULAR)
def point_of_map(X: Any, r: Any, most: Any) -> CitedFact:
    """If the characteristic polynomial of M*M for M = rI - X, r > ρ(X), is at most 0 at s², s > 0,
    then the smaller singular value of M is at most s, and s·G(X, r) ≥ 1.
    """
    _, value = _Planar.of(X).quartic(r, sympy.S.Zero, most)
    needs = (
        sympy.Gt(r, RHO(X), evaluate=False),
        _positive(most),
        sympy.Le(value, 0, evaluate=False),
    )
    return CitedFact(needs, sympy.Ge(most * G(X, r), 1, evaluate=False))


@register("flow.planar_line", source=_SINGULAR)
def line(X: Any, x: Any, y: sympy.Symbol, least: Any) -> CitedFact:
    """Let x > α(X) and s > 0. The squares of the singular values of M = (x+iy)I - X are the roots
    of the characteristic polynomial of M*M, whose sum is F = ‖M‖_F². If it is not negative at s²,
    and s² ≤ F/2, then the smaller one is at least s²; if so for all y, then s·G_c(X, x) ≤ 1.
    """
    size, value = _Planar.of(X).quartic(x, y, least)
    above = _all(_nonnegative(value), sympy.Le(2 * least**2, size, evaluate=False))
    needs = (sympy.Gt(x, ALPHA(X), evaluate=False), _positive(least), ForAll(y, (), above))
    return CitedFact(needs, sympy.Le(least * G_OF_FLOW(X, x), 1, evaluate=False))


@register("flow.planar_point", source=_SINGULAR)
def point(X: Any, x: Any, y: Any, most: Any) -> CitedFact:
    """If the characteristic polynomial of M*M for M = (x+iy)I - X, x > α(X), is at most 0 at s²,
    s > 0, then the smaller singular value of M is at most s, and s·G_c(X, x) ≥ 1.
    """
    _, value = _Planar.of(X).quartic(x, y, most)
    needs = (
        sympy.Gt(x, ALPHA(X), evaluate=False),
        _positive(most),
        sympy.Le(value, 0, evaluate=False),
    )
    return CitedFact(needs, sympy.Ge(most * G_OF_FLOW(X, x), 1, evaluate=False))


@register(
    "planar.schur",
    source="I. Schur (1909): R. A. Horn, C. R. Johnson, Matrix Analysis, 2.3.1, 8.1.18",
)
def schur(X: Any, r: Any, bound: Any, coupling: Any) -> CitedFact:
    """If (tr X)² ≤ 4 det X, then X is unitarily similar to [[λ, 0], [s, μ]], |λ|² = |μ|² = det X,
    |s|² = ‖X‖_F² - 2 det X. Let |λ| ≤ γ < r and |s| ≤ c. Entry by entry its resolvent is at most
    that of [[γ, 0], [c, γ]] on |z| = r, of norm n with (r-γ)²n² = cn + 1; so g = G(X, r) has
    (r-γ)²g² ≤ cg + 1.
    """
    of = _Planar.of(X)
    g, size = G(X, r), sum((x**2 for x in of[1:]), of.a**2)
    needs = (
        sympy.Le(of.trace**2, 4 * of.det, evaluate=False),
        _nonnegative(bound),
        sympy.Le(of.det, bound**2, evaluate=False),
        _nonnegative(coupling),
        sympy.Le(size - 2 * of.det, coupling**2, evaluate=False),
        sympy.Gt(r, bound, evaluate=False),
    )
    claim = sympy.Le((r - bound) ** 2 * g**2, coupling * g + 1, evaluate=False)
    return CitedFact(needs, _all(Finite(g), _positive(g), claim))


@register(
    "planar.real_axis",
    source="O. Perron (1907); R. A. Horn, C. R. Johnson, Matrix Analysis, 2.2, 8.1.18 and 8.3.1",
)
def real_axis(X: Any, x: Any) -> CitedFact:
    """If tr X ≥ 0 and (a-d)² + 4bc ≥ 0, then X = [[a, b], [c, d]] is orthogonally similar to a
    nonnegative [[t, u], [v, t]], t = (a+d)/2, v ± u the roots of (a-d)² + (b+c)² and (b-c)². So
    its resolvent is largest on the real axis, and G_c(X - I, x) = G(X, 1 + x) for x > 0.
    """
    of = _Planar.of(X)
    needs = (
        _nonnegative(of.trace),
        _nonnegative((of.a - of.d) ** 2 + 4 * of.b * of.c),
        _positive(x),
    )
    flow = X - sympy.Identity(2)
    equal = sympy.Eq(G_OF_FLOW(flow, x), G(X, 1 + sympy.sympify(x)), evaluate=False)
    return CitedFact(needs, equal)


@register("planar.rotated", source="R. A. Horn, C. R. Johnson, Matrix Analysis, 2.2")
def rotated(X: Any, R: Any, w: Any) -> CitedFact:
    """X = [[a, b], [c, d]] is orthogonally similar to Y = [[t, x], [y, t]], t = (a+d)/2, where
    y ± x are R and w, the roots of (a-d)² + (b+c)² and (b-c)²; so it has the Lyapunov bounds of Y.
    """
    of = _Planar.of(X)
    half = of.trace / 2
    Y = ConstantMatrix.of([[half, (R - w) / 2], [(R + w) / 2, half]])
    needs = (
        _nonnegative(R),
        sympy.Eq(R**2, (of.a - of.d) ** 2 + (of.b + of.c) ** 2, evaluate=False),
        _nonnegative(w),
        sympy.Eq(w**2, (of.b - of.c) ** 2, evaluate=False),
    )
    equal = [sympy.Eq(q(X), q(Y), evaluate=False) for q in (L, L_OF_FLOW)]
    return CitedFact(needs, _all(*equal))


def _of_square(of: _Planar, x: Any, y: Any, z: Any) -> tuple[sympy.Expr, ...]:
    """Return the entries of XᵀPX for P = [[x, y], [y, z]]."""
    a, b, c, d = of
    return (
        a**2 * x + 2 * a * c * y + c**2 * z,
        a * b * x + (a * d + b * c) * y + c * d * z,
        b**2 * x + 2 * b * d * y + d**2 * z,
    )


def _of_sum(of: _Planar, x: Any, y: Any, z: Any) -> tuple[sympy.Expr, ...]:
    """Return the entries of XᵀP + PX for P = [[x, y], [y, z]]."""
    a, b, c, d = of
    return 2 * (a * x + c * y), b * x + (a + d) * y + c * z, 2 * (b * y + d * z)


def _form(bound: Any, first: Any, mixed: Any, second: Any) -> tuple[Any, ...]:
    """Return that I ⪯ P ⪯ bound²·I for P = [[first, mixed], [mixed, second]]."""
    return (
        _nonnegative(bound),
        *_semidefinite(first - 1, mixed, second - 1),
        *_semidefinite(bound**2 - first, mixed, bound**2 - second),
    )


@register("planar.lyapunov_form", kind="definition", source=_FORMS)
def form(X: Any, first: Any, mixed: Any, second: Any, bound: Any) -> CitedFact:
    """If P = [[first, mixed], [mixed, second]] has XᵀPX ⪯ P and I ⪯ P ⪯ bound²·I, then L(X) is at
    most √cond(P) ≤ bound.
    """
    P = first, mixed, second
    rest = [x - y for x, y in zip(P, _of_square(_Planar.of(X), *P), strict=True)]
    needs = (*_form(bound, *P), *_semidefinite(*rest))
    return CitedFact(needs, sympy.Le(L(X), bound, evaluate=False))


@register("flow.planar_lyapunov_form", kind="definition", source=_FORMS)
def form_of_flow(X: Any, first: Any, mixed: Any, second: Any, bound: Any) -> CitedFact:
    """If P = [[first, mixed], [mixed, second]] has XᵀP + PX ⪯ 0 and I ⪯ P ⪯ bound²·I, then L_c(X)
    is at most √cond(P) ≤ bound.
    """
    P = first, mixed, second
    rest = [-x for x in _of_sum(_Planar.of(X), *P)]
    needs = (*_form(bound, *P), *_semidefinite(*rest))
    return CitedFact(needs, sympy.Le(L_OF_FLOW(X), bound, evaluate=False))


def _transposed(of: _Planar) -> _Planar:
    return of._replace(b=of.c, c=of.b)


def _dual(
    quantity: Any, X: Any, Z: tuple[Any, ...], fall: tuple[Any, ...], bound: Any
) -> CitedFact:
    """Return that the quantity is at least the bound where [[p, 0], [0, -q]], q ≥ bound²·p > 0, is
    what Z falls by.
    """
    p, mixed, q = fall[0], fall[1], -fall[2]
    needs = (
        *_semidefinite(*Z),
        _nonnegative(bound),
        _positive(p),
        sympy.Eq(mixed, 0, evaluate=False),
        sympy.Ge(q, bound**2 * p, evaluate=False),
    )
    return CitedFact(needs, sympy.Ge(quantity(X), bound, evaluate=False))


@register("planar.lyapunov_dual", source=_DUAL)
def dual(X: Any, first: Any, mixed: Any, second: Any, bound: Any) -> CitedFact:
    """Let Z = [[first, mixed], [mixed, second]] ⪰ 0 and Z - XZXᵀ = diag(p, -q), p > 0. If XᵀPX ⪯ P
    and low·I ⪯ P ⪯ high·I, then 0 ≤ tr Z(P - XᵀPX) ≤ high·p - low·q; so L(X)² ≥ q/p.
    """
    Z = first, mixed, second
    moved = _of_square(_transposed(_Planar.of(X)), *Z)
    return _dual(L, X, Z, tuple(x - y for x, y in zip(Z, moved, strict=True)), bound)


@register("flow.planar_lyapunov_dual", source=_DUAL)
def dual_of_flow(X: Any, first: Any, mixed: Any, second: Any, bound: Any) -> CitedFact:
    """Let Z = [[first, mixed], [mixed, second]] ⪰ 0 and XZ + ZXᵀ = diag(-p, q), p > 0. If XᵀP + PX
    ⪯ 0 and low·I ⪯ P ⪯ high·I, then 0 ≤ -tr Z(XᵀP + PX) ≤ high·p - low·q; so L_c(X)² ≥ q/p.
    """
    Z = first, mixed, second
    moved = _of_sum(_transposed(_Planar.of(X)), *Z)
    return _dual(L_OF_FLOW, X, Z, tuple(-x for x in moved), bound)


@register("planar.noise", kind="definition", source=_LYAPUNOV)
def noise(X: Any, first: Any, mixed: Any, second: Any) -> CitedFact:
    """If ρ(X) < 1, then P = XPXᵀ + I has one solution, Σ XᵏXᵏᵀ, and H(X) is its trace: the three
    equations say that [[first, mixed], [mixed, second]] solves it.
    """
    P = first, mixed, second
    moved = _of_square(_transposed(_Planar.of(X)), *P)
    return _noise(H, X, sympy.Lt(RHO(X), 1, evaluate=False), P, moved, P)


@register("flow.planar_noise", kind="definition", source=_LYAPUNOV)
def noise_of_flow(X: Any, first: Any, mixed: Any, second: Any) -> CitedFact:
    """If α(X) < 0, then XP + PXᵀ + I = 0 has one solution, ∫ e^{tX}e^{tXᵀ} dt, and H_c(X) is its
    trace: the three equations say that [[first, mixed], [mixed, second]] solves it.
    """
    P = first, mixed, second
    moved = _of_sum(_transposed(_Planar.of(X)), *P)
    return _noise(H_OF_FLOW, X, sympy.Lt(ALPHA(X), 0, evaluate=False), P, moved, (0, 0, 0))


def _noise(
    quantity: Any, X: Any, stable: Any, P: tuple[Any, ...], moved: Any, total: tuple[Any, ...]
) -> CitedFact:
    """Return the fact that tr P is the quantity, where moved + I = total entry by entry."""
    equations = [
        sympy.Eq(x, y + unit, evaluate=False)
        for x, y, unit in zip(total, moved, (1, 0, 1), strict=True)
    ]
    first, _, second = P
    return CitedFact((stable, *equations), sympy.Eq(quantity(X), first + second, evaluate=False))
