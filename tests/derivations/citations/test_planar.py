"""The facts about 2×2 matrices, chains and sums over the eigenvalues of a symmetric matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Abs, Identity, Rational

from kreissverify import continuous as ct
from kreissverify import kreiss_constant, lyapunov_bound
from kreissverify.derivations.citations.facts.expressions.symmetric_sums import at_eigenvalue
from kreissverify.derivations.citations.schema import ForAll, cited
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import conjuncts
from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.expressions.symbols import MatrixVariable
from kreissverify.theorems import block, zeros
from tests.derivations.support.facts_on_matrices import STABLE, c, counted, g, r

E = MatrixVariable("E", 2, 2, "Square(2)")
COMPLEX = MatrixVariable("E", 2, 2, "Square(2, complex=True)")
n, m = sympy.symbols("n m", integer=True, positive=True)
S = MatrixVariable("S", n, n, "Symmetric(n)")
OTHER = MatrixVariable("A", n, n, "Square(n)")
FLOW = E - Identity(2)
ROTATING = ("complex eigenvalues", "small", "zero")


def matrix(*rows: list[Any]) -> ConstantMatrix:
    return ConstantMatrix.of([[sympy.sympify(x) for x in row] for row in rows])


# c is in [-6/5, 6/5] and g in (0, 9/8]; R is 5g/4, as 3² + 4² = 5²
SKEWED = matrix([3 * g / 8, g / 2 + c / 8], [g / 2 - c / 8, -3 * g / 8])
ROTATED = {"X": SKEWED, "R": 5 * g / 4, "w": Abs(c) / 4}
# Y with α = 1 - g²/9, β = 1 - c²/4, t² = (1-α)(1-β), and L(Y) = 2
α, β, t = 1 - g**2 / 9, 1 - c**2 / 4, g * c / 6
PLANAR = matrix([t, β / 2], [2 * α, t])
DUAL = {"X": PLANAR, "first": 1 - β, "mixed": 2 * t, "second": 4 * (1 - α), "bound": 2}
# x'= Yx with S = 2g + 2, and L_c(Y) = 3
HALF = g + 1
DECAYING = matrix([-HALF, (HALF - g) / 3], [3 * (HALF + g), -HALF])
DUAL_OF_FLOW = {"X": DECAYING, "first": 1, "mixed": 3, "second": 9, "bound": 3}
CHAIN = matrix([g / 2, 0, 0], [c, g / 2, 0], [0, c, g / 2])

REAL = matrix([g / 3, c / 6], [c / 5, Rational(1, 4)])  # bc ≥ 0: the eigenvalues are real


def noise_terms(X: ConstantMatrix, flow: bool) -> dict[str, Any]:
    """Return X with the solution of P = XPXᵀ + I, or of XP + PXᵀ + I = 0."""
    x, y, z = unknowns = sympy.symbols("x y z")
    A, P = sympy.Matrix(X.table()), sympy.Matrix([[x, y], [y, z]])
    rest = A * P + P * A.T + sympy.eye(2) if flow else A * P * A.T + sympy.eye(2) - P
    solved = sympy.solve([rest[0, 0], rest[0, 1], rest[1, 1]], unknowns, dict=True)[0]
    return {"X": X, "first": solved[x], "mixed": solved[y], "second": solved[z]}


NOISE = noise_terms(matrix([g / 2, c / 2], [Rational(-1, 3), g / 4]), flow=False)
NOISE_OF_FLOW = noise_terms(matrix([-g, c], [-1, -2]), flow=True)

FACTS: dict[str, list[tuple[dict[str, Any], tuple[str, ...]]]] = {
    "planar.jury": [({"X": E}, STABLE)],
    "planar.stable": [({"X": E}, STABLE)],
    "flow.planar_hurwitz": [({"X": FLOW}, STABLE)],
    "flow.planar_stable": [({"X": FLOW}, STABLE)],
    "planar.point": [({"X": E, "r": r, "most": r}, STABLE)],
    "flow.planar_point": [({"X": FLOW, "x": g, "y": c, "most": 1 + 2 * g}, STABLE)],
    "planar.schur": [({"X": E, "r": r, "bound": 1, "coupling": 1 + c**2}, ROTATING)],
    "planar.rotated": [(ROTATED, STABLE)],
    "planar.real_axis": [
        ({"X": E, "x": g}, STABLE),
        ({"X": REAL, "x": g}, STABLE),
        # where 1 + x is below ρ both sides are ∞
        ({"X": 3 * REAL, "x": g}, STABLE),
    ],
    "planar.noise": [(NOISE, STABLE)],
    "flow.planar_noise": [(NOISE_OF_FLOW, STABLE)],
    "planar.lyapunov_form": [
        ({"X": E, "first": 1 + c**2, "mixed": 0, "second": 1, "bound": 2}, STABLE),
        ({"X": PLANAR, "first": 4, "mixed": 0, "second": 1, "bound": 2}, STABLE),
    ],
    "flow.planar_lyapunov_form": [
        ({"X": FLOW, "first": 1 + c**2, "mixed": 0, "second": 1, "bound": 2}, STABLE),
        ({"X": DECAYING, "first": 9, "mixed": 0, "second": 1, "bound": 3}, STABLE),
    ],
    "planar.lyapunov_dual": [(DUAL, STABLE)],
    "flow.planar_lyapunov_dual": [(DUAL_OF_FLOW, STABLE)],
    "chain.resolvent": [({"X": CHAIN, "r": r}, STABLE)],
    "chain.numerical_radius": [({"X": CHAIN}, STABLE)],
}


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_holds_where_its_conditions_do(name: str) -> None:
    found = [counted(name, terms, kinds, 12) for terms, kinds in FACTS[name]]
    assert not any(wrong for _, wrong in found)
    assert all(right >= 3 for right, _ in found), found


@pytest.mark.slow
@pytest.mark.parametrize("name", FACTS)
def test_a_fact_holds_on_hundreds_of_instances(name: str) -> None:
    found = [counted(name, terms, kinds, 300) for terms, kinds in FACTS[name]]
    assert not any(wrong for _, wrong in found)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("planar.lyapunov_dual", {"bound": Rational(21, 10)}),
        ("planar.lyapunov_dual", {"mixed": 3 * t}),
        ("flow.planar_lyapunov_dual", {"second": 10}),
        ("planar.rotated", {"R": 6 * g / 5}),
        ("planar.real_axis", {"X": matrix([-g, 0], [c, 0])}),
        ("planar.real_axis", {"X": matrix([g, 1], [-g, g])}),
        ("planar.real_axis", {"x": -g}),
        ("planar.noise", {"first": 1}),
        ("flow.planar_noise", {"mixed": NOISE_OF_FLOW["mixed"] + 1}),
    ],
)
def test_a_condition_that_is_missed_is_noticed(name: str, change: dict[str, Any]) -> None:
    terms, kinds = FACTS[name][0]
    assert counted(name, terms | change, kinds, 5) == (0, 0)


def test_no_resolvent_on_a_line_is_larger_than_the_quartic_says() -> None:
    y, A = sympy.Symbol("y", real=True), np.array([[-1.0, -3.0], [7.0, -2.0]])
    X, x = matrix([-1, -3], [7, -2]), Rational(1, 2)
    value = ct.G(A, 0.5)
    for factor, holds in ((0.999, True), (1.001, False)):
        terms = {"X": X, "x": x, "y": y, "least": sympy.Float(factor / value)}
        every = cited("flow.planar_line", terms)[1].premises[-1]
        assert isinstance(every, ForAll)
        found = [sympy.lambdify(y, x) for x in conjuncts([every.claim])]
        assert all(bool(f(z)) for f in found for z in np.linspace(-10, 10, 401)) is holds


@pytest.mark.parametrize("name", ["symmetric_sum.kreiss", "symmetric_sum.lyapunov"])
def test_a_sum_over_eigenvalues_is_as_large_as_its_parts(name: str) -> None:
    h = sympy.Symbol("h", real=True)
    X = block([[Identity(n) - 3 * S / 2, -(S**2) / 4], [Identity(n), sympy.ZeroMatrix(n, n)]])
    values, of = (0.25, 0.5), {"symmetric_sum.kreiss": kreiss_constant}.get(name, lyapunov_bound)
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    s = turn @ np.diag(values) @ turn.T
    whole = np.block([[np.eye(2) - 1.5 * s, -s @ s / 4], [np.eye(2), np.zeros((2, 2))]])
    parts = [at_eigenvalue(X, S, sympy.Float(x)).table() for x in values]
    largest = max(of(np.array(part, dtype=float)) for part in parts)
    assert of(whole) == pytest.approx(largest, rel=1e-6)
    terms = {"X": X, "Y": S, "h": h, "low": 0, "high": 1, "bound": c}
    *_, every = cited(name, terms)[1].premises
    assert isinstance(every, ForAll) and every.claim.lhs.matrix == at_eigenvalue(X, S, h)


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("planar.jury", {"X": COMPLEX}),
        ("planar.jury", {"X": S}),
        ("chain.resolvent", {"X": matrix([g, 0], [c, c]), "r": r}),
        ("chain.numerical_radius", {"X": E}),
        ("symmetric_sum.kreiss",
         {"X": block([[OTHER, S], [S, OTHER]]), "Y": S, "h": c, "low": 0, "high": 1, "bound": 1}),
        *((f"symmetric_sum.{x}",
           {"X": block([[zeros(n, 1), S], [c * Identity(1), zeros(1, n)]]),
            "Y": S, "h": t, "low": 0, "high": 1, "bound": 1}) for x in ("kreiss", "lyapunov")),
        ("symmetric_sum.lyapunov",
         {"X": block([[zeros(n, m), S], [Identity(m), zeros(m, n)]]),
          "Y": S, "h": t, "low": 0, "high": 1, "bound": 1}),
    ],
)  # fmt: skip
def test_terms_that_do_not_fit_are_refused(name: str, terms: dict[str, Any]) -> None:
    with pytest.raises(DerivationError, match="expected"):
        cited(name, terms)
