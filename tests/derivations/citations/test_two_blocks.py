"""The facts cited about two blocks and 2×2 matrices hold of random ones, as they are stated."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import BlockTriangular, G, H, K, L, M, SelfReferential, power_norm, rho
from kreissverify.derivations import Finite
from kreissverify.derivations.citations.schema import cited
from kreissverify.derivations.terms.formulas import OperatorNorm, conjuncts
from kreissverify.matrices.symbolic import GAMMA, NORM_OF_B, NORM_OF_C, SymbolicInstance
from kreissverify.matrices.two_blocks import Quantifier
from kreissverify.quantities.symbolic import QuantityExpr

Array = np.ndarray[Any, np.dtype[np.float64]]
COUPLED = SymbolicInstance.for_every("J", Quantifier(SelfReferential))
LOWER = SymbolicInstance.for_every("J", Quantifier(BlockTriangular))
QUANTITIES = {q.name: q for q in (G, H, K, L, M, power_norm, rho)}
SLACK = 1e-7

unit = st.floats(0, 1)
seeds = st.integers(0, 2**32 - 1)


class Instance:
    """A random J with symmetric diagonal blocks of norm γ, ‖B‖ = b, ‖C‖ = c, and bc < (1-γ)²."""

    def __init__(self, seed: int, triangular: bool) -> None:
        self.random = np.random.default_rng(seed)
        n, k = self.random.integers(1, 3, size=2)
        self.gamma = float(self.random.choice([0.1, 0.5, 0.9]) * self.random.random() + 0.01)
        self.c = float(10 ** self.random.uniform(-2, 1.3))
        share = 0.0 if triangular else self.random.uniform(0, 0.95)
        self.b = float(share * (1 - self.gamma) ** 2 / self.c)
        A, D = self.symmetric(n), self.symmetric(k)
        B, C = self.block(n, k, self.b), self.block(k, n, self.c)
        self.J = np.block([[A, B], [C, D]])
        self.first = n
        self.T = np.array([[self.gamma, self.b], [self.c, self.gamma]])

    def symmetric(self, n: int) -> Array:
        X = self.random.standard_normal((n, n))
        return self.gamma * (X + X.T) / np.linalg.norm(X + X.T, 2)

    def block(self, n: int, k: int, size: float) -> Array:
        X = self.random.standard_normal((n, k))
        return size * X / np.linalg.norm(X, 2)

    def scaled(self, scale: float) -> Array:
        """J_σ = S·J·S⁻¹ with S = diag(I, σI)."""
        S = np.ones(len(self.J))
        S[self.first :] = scale
        return self.J * S[:, None] / S[None, :]


def holds(condition: Any, of: Instance, values: dict[sympy.Symbol, float]) -> bool:
    """Evaluate a condition in floats, with some slack."""
    return all(_holds(part, of, values) for part in conjuncts([condition]))


def _holds(condition: Any, of: Instance, values: dict[sympy.Symbol, float]) -> bool:
    if isinstance(condition, Finite):
        return bool(np.isfinite(_number(condition.args[0], of, values)))
    atoms = condition.atoms(QuantityExpr, OperatorNorm)
    known = {x: sympy.Float(_number(x, of, values), 17) for x in atoms}
    terms = [
        [float(term.xreplace(known).subs(_symbols(of, values))) for term in sympy.Add.make_args(x)]
        for x in condition.args
    ]
    left, right = map(sum, terms)
    slack = SLACK * (1 + sum(abs(term) for side in terms for term in side))
    if isinstance(condition, sympy.Eq):
        return abs(left - right) <= slack
    if isinstance(condition, (sympy.Ge, sympy.Gt)):
        return left >= right - slack
    return left <= right + slack


def _symbols(of: Instance, values: dict[sympy.Symbol, float]) -> dict[sympy.Symbol, float]:
    return {GAMMA: of.gamma, NORM_OF_B: of.b, NORM_OF_C: of.c, **values}


def _number(atom: Any, of: Instance, values: dict[sympy.Symbol, float]) -> float:
    if isinstance(atom, OperatorNorm):
        symbol = atom.args[0]
        scale = float(symbol.args[2].subs(_symbols(of, values)))
        lower = of.scaled(scale) if str(symbol) == "J_s" else None
        T = np.array([[of.gamma, of.b / scale], [scale * of.c, of.gamma]])
        return float(np.linalg.norm(T if lower is None else lower, 2))
    X = of.T if atom.matrix.path == ("comparison",) else of.J
    inside = [float(x.subs(_symbols(of, values))) for x in atom.parameters]
    return float(QUANTITIES[atom.name].float64(X, *inside).values)


σ, r = sympy.Symbol("sigma", positive=True), sympy.Symbol("r", real=True)
x, y, z, p = sympy.symbols("x y z p", real=True)


def facts(seed: int) -> Iterator[tuple[str, Instance, dict[str, Any], dict[Any, float]]]:
    """Yield facts for one random J: the name, J, the terms, and the values of their symbols."""
    draw = np.random.default_rng(seed)
    for symbolic, triangular in ((COUPLED, False), (LOWER, True)):
        of, T = Instance(seed, triangular), symbolic.comparison
        scale = {σ: float(10 ** draw.uniform(-1, 1))}
        radius = of.gamma + float(np.sqrt(of.b * of.c)) + float(10 ** draw.uniform(-2, 1))
        yield "two_by_two.radius", of, {"T": T}, {}
        yield "two_by_two.resolvent", of, {"T": T, "r": r}, {r: radius}
        yield "scaled.comparison", of, {"J": symbolic, "scale": σ}, scale
        yield "scaled.two_by_two", of, {"J": symbolic, "scale": σ}, scale
        yield "lyapunov.peak", of, {"X": T}, {}
        yield "kreiss.at_least_one", of, {"X": symbolic}, {}
        yield "kreiss.value", of, {"X": T, "r": r}, {r: 1 + float(10 ** draw.uniform(-2, 2))}
        P = np.linalg.solve(np.eye(4) - np.kron(of.T, of.T), np.eye(2).ravel()).reshape(2, 2)
        entries = {x: float(P[0, 0]), y: float(P[0, 1]), z: float(P[1, 1])}
        yield "two_by_two.noise", of, {"T": T, "first": x, "mixed": y, "second": z}, entries
        if triangular:
            t = int(draw.integers(0, 12))
            yield "two_by_two.power", of, {"T": T, "t": t, "power": p}, {p: of.gamma**t}


@given(seed=seeds)
@settings(max_examples=15, deadline=None)
def test_what_is_cited_holds(seed: int) -> None:
    for name, of, terms, values in facts(seed):
        needs = cited(name, terms)[1]
        for premise in needs.premises:
            assert holds(premise, of, values), (name, premise)
        assert holds(needs.conclusion, of, values), (name, needs.conclusion)


@given(seed=seeds, size=st.floats(-1.5, 1.5))
@settings(max_examples=40, deadline=None)
def test_a_scaling_that_contracts_bounds_the_lyapunov_bound(seed: int, size: float) -> None:
    of = Instance(seed, triangular=False)
    scale = {σ: float(10**size)}
    needs = cited("lyapunov.scaled", {"J": COUPLED, "scale": σ})[1]
    if all(holds(premise, of, scale) for premise in needs.premises):
        peak = needs.conclusion.rhs.subs(scale)  # L itself is known in floats for n = 2 only
        assert _number(M(COUPLED), of, scale) <= float(peak) * (1 + SLACK)
        if len(of.J) == 2:
            assert holds(needs.conclusion, of, scale)


WRONG = {
    "two_by_two.radius": lambda claim: claim.func(claim.lhs, claim.rhs + NORM_OF_C / 9),
    "two_by_two.noise": lambda claim: claim.func(claim.lhs, claim.rhs + y),
    "scaled.comparison": lambda claim: claim.func(claim.lhs, claim.rhs - NORM_OF_C / 2),
    "lyapunov.peak": lambda claim: claim.func(2 * claim.lhs, claim.rhs),
    "kreiss.at_least_one": lambda claim: claim.func(claim.lhs, claim.rhs + 1),
    "kreiss.value": lambda claim: claim.func(claim.lhs, 3 * claim.rhs),
    "two_by_two.power": lambda claim: sympy.And(*(x.func(x.lhs, x.rhs + 1) for x in claim.args)),
    "two_by_two.resolvent": lambda claim: sympy.And(
        *(x if isinstance(x, Finite) else x.func(x.lhs, x.rhs + 1) for x in claim.args)
    ),
    "scaled.two_by_two": lambda claim: sympy.And(*(x.func(x.lhs, x.rhs + 1) for x in claim.args)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_fact_would_be_noticed(name: str) -> None:
    noticed = 0
    for seed in range(12):
        for known, of, terms, values in facts(seed):
            if known == name:
                noticed += not holds(WRONG[name](cited(name, terms)[1].conclusion), of, values)
    assert noticed
