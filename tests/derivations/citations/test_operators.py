"""The cited facts about operators hold on random Jacobians wherever what they need does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import BlockTriangular, CoupledBlocks, K, M, SelfReferential
from kreissverify.derivations.citations.schema import CitedFact, ForAll, cited
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    OperatorEqual,
    conjuncts,
)
from kreissverify.derivations.terms.operator_symbols import operator_symbols
from kreissverify.matrices.symbolic import SymbolicInstance
from tests.derivations.support.numeric_operators import Numeric

MANY, ANY = CoupledBlocks(), CoupledBlocks(symmetric=False)
TWO, TWO_ANY = SelfReferential(), SelfReferential(symmetric=False)
LOWER_ANY = BlockTriangular(symmetric=False)
t, z, s = sympy.Integer(3), sympy.Symbol("z", real=True), sympy.Integer(1)
rr = sympy.Symbol("r", real=True)

#: The schema, the class of J, and its terms for a J and a radius r.
FACTS: dict[str, tuple[Any, Callable[[Any, Any], dict[str, Any]]]] = {
    "blocks.comparison": (MANY, lambda J, r: {"J": J}),
    "powers.recursion": (ANY, lambda J, r: {"J": J, "k": t}),
    "powers.norm": (MANY, lambda J, r: {"J": J, "of": J.comparison, "t": t}),
    "blocks.resolvent": (MANY, lambda J, r: {"J": J, "r": r}),
    "blocks.resolvent_by_range": (TWO_ANY, lambda J, r: {"J": J, "r": r}),
    "nonnegative.resolvent": (MANY, lambda J, r: {"J": J, "r": r}),
    "blocks.norm": (MANY, lambda J, r: {"J": J, "r": r}),
    "radius.powers": (MANY, lambda J, r: {"X": J, "Y": J.comparison, "t": t}),
    "block_norms.resolvent": (ANY, lambda J, r: {"J": J, "r": r}),
    "block_norms.inverse": (ANY, lambda J, r: {"J": J, "r": r}),
    "block_norms.norm": (ANY, lambda J, r: {"J": J, "r": r}),
    "block_norms.quantities": (ANY, lambda J, r: {"J": J}),
    "block_norms.radius_of_two": (TWO_ANY, lambda J, r: {"J": J}),
    "block_norms.resolvent_of_two": (TWO_ANY, lambda J, r: {"J": J, "r": r}),
    "triangular.radius": (LOWER_ANY, lambda J, r: {"X": J}),
    "resolvent.decreasing": (ANY, lambda J, r: {"X": J, "r": r, "s": s}),
    "resolvent.finite": (ANY, lambda J, r: {"X": J, "r": r}),
    "perturbation.stable": (TWO_ANY, lambda J, r: {"J": J, "s": s, "r": rr}),
    "perturbation.resolvents": (TWO_ANY, lambda J, r: {"J": J, "r": r}),
    "neumann.partial_sums": (TWO_ANY, lambda J, r: {"J": J, "r": r, "k": t}),
    "maximum.at_infinity": (TWO_ANY, lambda J, r: {"J": J, "r": r}),
    "norm.of_value_at_infinity": (TWO_ANY, lambda J, r: {"J": J, "r": r}),
    "kreiss.value": (ANY, lambda J, r: {"X": J, "r": r}),
    "kreiss.at_least_one": (ANY, lambda J, r: {"X": J}),
    "kreiss.finite": (ANY, lambda J, r: {"X": J}),
    "peak.value": (ANY, lambda J, r: {"X": J, "t": t}),
    "peak.finite": (ANY, lambda J, r: {"X": J}),
}


def needs_of(name: str, r: Any) -> tuple[Any, CitedFact]:
    """Return the class of a fact, and what it needs and gives for a radius."""
    of, terms = FACTS[name]
    J = SymbolicInstance.for_every("J", of)
    return of, cited(name, terms(J, r))[1]


def drawn(seed: int, of: Any, r: Any) -> Numeric:
    """Return a random member of a class, and a circle."""
    sizes = (2, 3) if of.matrix_class.block_count == 2 else (1, 2, 2)
    lower = issubclass(of.matrix_class, BlockTriangular)
    return Numeric(seed, sizes, float(r), of.symmetric, lower)


def is_met(premise: Any, on: Numeric) -> bool:
    """Say whether a condition holds; one for every r is tried at the least, which is the worst."""
    if isinstance(premise, ForAll):
        at = {rr: s, z: sympy.Integer(2)}
        parts = conjuncts([premise.claim.xreplace(at)])
        return all(on.holds(x) for x in parts)
    return on.holds(premise)


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_holds_where_its_conditions_do(name: str) -> None:
    met = 0

    @settings(max_examples=12, deadline=None, derandomize=True)
    @given(st.integers(0, 10**6), st.sampled_from([1, 2, 5, 40]))
    def check(seed: int, size: int) -> None:
        nonlocal met
        r = sympy.Integer(size) + sympy.Rational(1, 8)
        of, needs = needs_of(name, r)
        on = drawn(seed, of, r)
        if all(is_met(x, on) for x in needs.premises):
            met += 1
            assert on.holds(needs.conclusion), needs.conclusion

    check()
    assert met >= 2


PLANTED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "the blocks of R without N": (
        "blocks.resolvent",
        lambda J: OperatorEqual(operator_symbols("R", J, 2)[0], operator_symbols("R_D", J, 2)[0]),
    ),
    "|J| at least T": (
        "blocks.comparison",
        lambda J: EntrywiseLessEqual(
            operator_symbols("T", J, 2)[0], BlockNormMatrix(operator_symbols("J", J, 2)[0]) - 1
        ),
    ),
    "the wrong inverse": (
        "block_norms.resolvent",
        lambda J: OperatorEqual(operator_symbols("Z", J, 2)[0] * operator_symbols("R", J, 2)[0], 1),
    ),
    "the ratio the other way round": (
        "neumann.partial_sums",
        lambda J: OperatorEqual(
            operator_symbols("E", J, 2)[0],
            operator_symbols("R_0", J, 2)[0] * operator_symbols("B", J, 2)[0],
        ),
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_falsehood_is_noticed(name: str) -> None:
    schema, claim = PLANTED[name]
    of, _ = needs_of(schema, sympy.Integer(2))
    planted = claim(SymbolicInstance.for_every("J", of))
    assert not drawn(7, of, 2).holds(planted)


@given(st.floats(0, 100), st.floats(0, 100), st.integers(0, 12))
def test_powers_are_monotone(x: float, y: float, n: int) -> None:
    low, high = sorted((sympy.Rational(x), sympy.Rational(y)))
    needs = cited("power.monotone", {"x": low, "y": high, "n": n})[1]
    assert needs.conclusion.lhs <= needs.conclusion.rhs


@given(st.integers(0, 1000))
def test_a_supremum_is_below_its_bounds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((3, 3))
    X *= 0.9 / max(abs(np.linalg.eigvals(X)))
    powers = [np.linalg.norm(np.linalg.matrix_power(X, i), 2) for i in range(300)]
    assert abs(M(X) - max(powers)) <= 1e-9 * max(powers)


def test_terms_that_do_not_fit_are_refused() -> None:
    J, two = (SymbolicInstance.for_every("J", of) for of in (ANY, TWO))
    bad: list[tuple[str, dict[str, Any]]] = [
        ("blocks.comparison", {"J": J}),
        ("blocks.resolvent", {"J": J, "r": rr}),
        ("blocks.resolvent_by_range", {"J": J, "r": rr}),
        ("powers.recursion", {"J": two, "k": rr}),
        ("powers.norm", {"J": J, "of": J.comparison, "t": sympy.Integer(-1)}),
        ("powers.norm", {"J": two, "of": two.triangular, "t": t}),
        ("peak.supremum", {"X": J, "bound": 5, "t": rr}),
        ("peak.value", {"X": J, "t": sympy.Rational(1, 2)}),
        ("power.monotone", {"x": 1, "y": 2, "n": rr}),
        ("triangular.radius", {"X": two}),
        ("maximum.at_infinity", {"J": J, "r": rr}),
        ("perturbation.resolvents", {"J": J, "r": rr}),
        ("resolvent.supremum", {"X": J, "bound": operator_symbols("z", J, rr)[0], "r": rr}),
    ]
    for name, terms in bad:
        with pytest.raises(DerivationError, match="expected"):
            cited(name, terms)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(0, 30), st.floats(0.01, 0.5))
def test_the_settling_time_is_decided_by_later_powers(seed: int, n: int, delta: float) -> None:
    J = SymbolicInstance.for_every("J", LOWER_ANY)
    on = drawn(seed, LOWER_ANY, 2)
    assert on.holds(cited("two_by_two.powers", {"T": J.comparison, "n": n})[1].conclusion)
    powers = [np.linalg.norm(np.linalg.matrix_power(on.J, i), 2) for i in range(400)]
    later = [i for i, size in enumerate(powers) if size > delta]
    bound = (
        (max(later) + 1 if later else 0) + 1.0 + (seed % 10) / 10
    )  # every s > bound - 1 is small
    m = sympy.Symbol("m", integer=True, nonnegative=True)
    needs = cited("settling.bound", {"X": J, "delta": delta, "bound": bound, "n": m})[1]
    assert on.holds(needs.conclusion)


def zero_modes(seed: int) -> Numeric:
    """Return a J with symmetric A and D whose C couples zero eigenvalues only."""
    on = drawn(seed, BlockTriangular(), 2)
    rng, first = np.random.default_rng(seed), on.ends[1]
    blocks = []
    for size in on.sizes:
        Q = np.linalg.qr(rng.standard_normal((size, size)))[0]
        values = on.gamma * rng.uniform(-1, 1, size)
        values[0] = 0
        blocks.append((Q, Q @ np.diag(values) @ Q.T))
    (P, A), (Q, D) = blocks
    on.J = np.zeros_like(on.J)
    on.J[:first, :first], on.J[first:, first:] = A, D
    on.J[first:, :first] = on.c * np.outer(Q[:, 0], P[:, 0])
    return on


@pytest.mark.parametrize("seed", range(12))
def test_what_couples_zero_eigenvalues_only_falls_apart(seed: int) -> None:
    J, on = SymbolicInstance.for_every("J", BlockTriangular()), zero_modes(seed)
    assert on.holds(cited("resolvent.orthogonal_sum", {"J": J, "r": 2})[1].conclusion)
    largest, f = (on.c / 4 + 1 / on.c if on.c >= 2 else 1), K(on.J)
    assert abs(f - largest) <= 1e-9 * largest  # E5's lower end
    other = drawn(seed, BlockTriangular(), 2)
    other.J[3, 1] = 50  # C no longer couples zero eigenvalues only
    other.matrices["F"][:] = np.eye(5) / 2
    assert not other.holds(cited("resolvent.orthogonal_sum", {"J": J, "r": 2})[1].conclusion)
