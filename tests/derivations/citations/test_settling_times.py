"""The cited facts that the settling time rests on, on random numbers and matrices."""

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreissverify import BlockTriangular, SelfReferential, T
from kreissverify.derivations.citations.schema import ForAll, cited, schemas
from kreissverify.derivations.errors import DerivationError
from kreissverify.matrices.symbolic import GAMMA, NORM_OF_C, SymbolicInstance

J = SymbolicInstance.for_every("J", BlockTriangular())


@given(st.fractions(0, 20, max_denominator=9), st.integers(0, 60))
@example(Fraction(1, 2), 3)  # equality, as there are four terms only
def test_powers_against_four_terms_of_the_binomial_series(u: Fraction, n: int) -> None:
    conclusion = cited("power.binomial", {"u": sympy.Rational(u), "n": n})[1].conclusion
    assert conclusion.lhs == (1 + u) ** n
    assert conclusion.lhs >= conclusion.rhs


@given(st.fractions(-9, 9, max_denominator=9), st.fractions(-9, 9, max_denominator=9),
       st.integers(0, 40))  # fmt: skip
def test_a_power_of_a_product(x: Fraction, y: Fraction, n: int) -> None:
    a, b, k = sympy.symbols("a b", real=True) + sympy.symbols("k,", integer=True, nonnegative=True)
    conclusion = cited("power.product", {"x": a, "y": b, "n": k})[1].conclusion
    there = {a: sympy.Rational(x), b: sympy.Rational(y), k: sympy.Integer(n)}
    assert conclusion.lhs.xreplace(there) == conclusion.rhs.xreplace(there) == (x * y) ** n


@given(st.integers(-20, 20), st.integers(-20, 20))
def test_integers_are_apart(n: int, m: int) -> None:
    assert cited("integers.apart", {"n": n, "m": m})[1].conclusion is sympy.true
    for terms in ({"n": n, "m": sympy.Rational(1, 2)}, {"n": sympy.Rational(1, 3), "m": m}):
        with pytest.raises(DerivationError, match="expected an integer"):
            cited("integers.apart", terms)


@settings(deadline=None)
@given(st.floats(0, 0.99), st.floats(0, 100), st.integers(0, 60))
def test_powers_of_the_comparison_matrix(gamma: float, c: float, n: int) -> None:
    needs = cited("two_by_two.powers", {"T": J.comparison, "n": n})[1]
    bound = float(
        needs.conclusion.rhs.xreplace({GAMMA: sympy.Float(gamma), NORM_OF_C: sympy.Float(c)})
    )
    power = np.linalg.matrix_power(np.array([[gamma, 0], [c, gamma]]), n + 1)
    assert np.linalg.norm(power, 2) <= bound * (1 + 1e-12)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 1000), st.floats(1, 60))
def test_the_settling_time_is_at_most_what_bounds_all_later_powers(seed: int, bound: float) -> None:
    X = np.random.default_rng(seed).standard_normal((3, 3))
    X *= 0.9 / np.abs(np.linalg.eigvals(X)).max()
    norms = [np.linalg.norm(np.linalg.matrix_power(X, s), 2) for s in range(500)]
    n = sympy.Symbol("m", integer=True, nonnegative=True)
    (needs,) = cited("settling.bound", {"X": J, "delta": 1, "bound": bound, "n": n})[1].premises
    assert isinstance(needs, ForAll) and needs.natural
    (condition,) = needs.given
    later = [m + 1 for m in range(499) if condition.xreplace({n: sympy.Integer(m)}) is sympy.true]
    delta = max(norms[s] for s in later) * (1 + 1e-9)
    assert T(X, delta) <= bound
    assert min(later) == max(1, math.floor(bound))


def test_exponents_are_natural() -> None:
    half = sympy.Rational(1, 2)
    for name, terms in {
        "power.binomial": {"u": half, "n": half},
        "power.monotone": {"x": half, "y": half, "n": -1},
        "two_by_two.powers": {"T": J.comparison, "n": half},
        "settling.bound": {"X": J, "delta": 1, "bound": 2, "n": sympy.Symbol("x", real=True)},
    }.items():
        with pytest.raises(DerivationError, match="expected an integer"):
            cited(name, terms)


def test_every_fact_that_can_be_cited_is_tried_by_some_test() -> None:
    tests = "".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("*.py")
    )
    assert [name for name in schemas() if f'"{name}"' not in tests] == []


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 1000), st.floats(0, 60))
def test_the_settling_time_is_at_least_what_large_powers_say(seed: int, bound: float) -> None:
    X = np.random.default_rng(seed).standard_normal((3, 3))
    X *= 0.9 / np.abs(np.linalg.eigvals(X)).max()
    n = sympy.Symbol("m", integer=True, nonnegative=True)
    (needs,) = cited("settling.value", {"X": J, "delta": 1, "bound": bound, "n": n})[1].premises
    assert isinstance(needs, ForAll) and needs.natural
    (condition,) = needs.given
    early = [m for m in range(70) if condition.xreplace({n: sympy.Integer(m)}) is sympy.true]
    norms = [np.linalg.norm(np.linalg.matrix_power(X, s), 2) for s in early]
    delta = min(norms, default=2.0) * (1 - 1e-9)
    assert T(X, delta) >= bound


@settings(deadline=None)
@given(st.floats(0, 0.99), st.floats(0, 100), st.floats(0, 100), st.integers(0, 40))
def test_a_power_is_at_least_its_diagonal(gamma: float, b: float, c: float, n: int) -> None:
    two = SymbolicInstance.for_every("J", SelfReferential())
    needs = cited("two_by_two.powers_below", {"T": two.comparison, "n": n})[1]
    power = np.linalg.matrix_power(np.array([[gamma, b], [c, gamma]]), n)
    least = float(needs.conclusion.rhs.xreplace({GAMMA: sympy.Float(gamma)}))
    assert np.linalg.norm(power, 2) >= least * (1 - 1e-12)
