"""Statements as text and as LaTeX."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sympy import And, Eq, Equivalent, Implies, Max, Not, Piecewise, Rational, asinh, exp

from kreissverify import Square
from kreissverify.matrices.two_blocks import BlockTriangular, CoupledBlocks, SelfReferential
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import (
    Integer,
    Real,
    Statement,
    assume,
    block,
    resolvent,
    same,
    theorem,
)

K, M, G, T, rho, norm, w, power_norm = (
    partial(QuantityExpr, name) for name in ("K", "M", "G", "T", "rho", "norm", "w", "power_norm")
)
stated = theorem(source="a test")


@stated
def headline(J: BlockTriangular) -> Any:
    return K(J) <= 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))


@stated
def neumann(J: SelfReferential) -> Any:
    K0 = K(J.triangular)
    assume(J.b * K0 < 1 - J.gamma)
    return K(J) <= K0 / (1 - J.b * K0 / (1 - J.gamma))


@stated
def powers(J: BlockTriangular, t: Integer(at_least=0, at_most=2000)) -> Any:  # type: ignore[valid-type]
    assume(J.gamma > 0)
    return power_norm(J, t) <= J.gamma**t * exp(asinh(J.c * t / (2 * J.gamma)))


@stated
def attained(J: BlockTriangular) -> Any:
    κ = J.kappa
    return Eq(K(J.comparison), Piecewise((κ / 4 + 1 / κ, κ >= 2), (1, True)))


@stated
def resolvents(J: BlockTriangular, z: Real(above=1)) -> Any:  # type: ignore[valid-type]
    return same(resolvent(J, z), block([[J.A, 0], [J.C, J.D]]))


@stated
def many(J: CoupledBlocks(symmetric=False), delta: Real(above=0, at_most="1/2")) -> Any:  # type: ignore[valid-type]
    return And(
        Implies(w(J) <= 1, K(J) <= Max(1, norm(J.block_norms))),
        Equivalent(rho(J.comparison) < 1, Not(Eq(T(J, delta), 0))),
    )


@stated
def with_fraction(J: BlockTriangular) -> Any:
    return M(J.triangular) <= Rational(3, 2) * (J.gamma + 1)


TEXTS: list[tuple[Statement, str]] = [
    (headline, "for every J in BlockTriangular: K(J) ≤ 2/(1 - γ) + c/(4·(1 - γ))"),
    (
        neumann,
        "for every J in SelfReferential with b·K(J0) < 1 - γ: K(J) ≤ K(J0)/(1 - b·K(J0)/(1 - γ))",
    ),
    (
        powers,
        "for every J in BlockTriangular and integer t in [0, 2000] with γ > 0: "
        "‖J^t‖ ≤ γ^t·exp(asinh(c·t/(2·γ)))",
    ),
    (
        attained,
        "for every J in BlockTriangular: "
        "K(T) = {c/(4·(1 - γ)) + (1 - γ)/c if c/(1 - γ) ≥ 2, 1 otherwise}",
    ),
    (
        resolvents,
        "for every J in BlockTriangular and z in (1, ∞): (z·I - J)⁻¹ = [A, 0; C, D]",
    ),
    (
        many,
        "for every J in CoupledBlocks(symmetric=False) and δ in (0, 1/2]: "
        "(ρ(T) < 1 ⇔ T(J, δ) ≠ 0) and (w(J) ≤ 1 ⇒ K(J) ≤ max(1, ‖N‖))",
    ),
    (with_fraction, "for every J in BlockTriangular: M(J) ≤ 3·(1 + γ)/2"),
]


@pytest.mark.parametrize(("statement", "text"), TEXTS, ids=[s.name for s, _ in TEXTS])
def test_text(statement: Statement, text: str) -> None:
    assert statement.text() == text
    assert str(statement) == f"{statement.id}: {text}"


def test_latex_of_an_identity() -> None:
    assert resolvents.latex() == (
        r"\forall J \in \text{BlockTriangular},\ z \in (1, \infty): \quad "
        r"\left(z \mathbb{I} - J\right)^{-1} = \left[\begin{matrix}A & 0\\C & D\end{matrix}\right]"
    )


def test_latex_of_hypotheses() -> None:
    @stated
    def bound(J: SelfReferential, t: Integer(at_least=0)) -> Any:  # type: ignore[valid-type]
        assume(J.b * J.c < (1 - J.gamma) ** 2)
        return norm(J.triangular) <= 1 + t

    assert bound.latex() == (
        r"\forall J \in \text{SelfReferential},\ t \in [0, \infty) \cap \mathbb{Z}: \quad "
        r"b c < \left(1 - \gamma\right)^{2} \implies \lVert J_{0} \rVert \leq 1 + t"
    )


def test_options_and_ends_are_latex() -> None:
    @theorem(source="a test")
    def bounded(
        A: Square(2, numerical_radius="gamma"), gamma: Real(above=0), z: Real(above="gamma")
    ):
        return z * rho(A) <= gamma * z

    assert r"\in \text{Square(2, numerical}\_\text{radius=gamma)}" in bounded.latex()
    assert r"z \in (\gamma, \infty)" in bounded.latex() and bounded.latex().isascii()
    assert "z in (γ, ∞)" in bounded.text()
