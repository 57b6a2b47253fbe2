"""Bounds of numbers that are assumed act in draws as the ends of domains do."""

from __future__ import annotations

from itertools import islice
from math import log10
from typing import Any

import pytest
import sympy
from flint import fmpq

from kreissverify import (
    Abs,
    BlockTriangular,
    Integer,
    Max,
    Min,
    Rational,
    Real,
    Square,
    Symmetric,
    assume,
    norm,
    theorem,
    trace,
)
from kreissverify.evidence.sampling.assumed_bounds import assumed_bounds, narrowed
from kreissverify.evidence.sampling.bindings import bindings
from kreissverify.evidence.sampling.recipes import Recipe
from kreissverify.evidence.verdict import Verdict
from kreissverify.evidence.verify import verify
from kreissverify.evidence.worst_ratio.recipe_parametrization import recipe_parametrizations
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.decided import decided
from kreissverify.numbers.three_valued import Outcome


def interval(of: Real, *hypotheses: Any, **numbers: Any) -> str:
    """Return what x is narrowed to by hypotheses on x and y."""

    @theorem(source="an example")
    def stated(A: Square(1), x: of, y: Real()):
        for hypothesis in hypotheses:
            assume(hypothesis(x, y))
        return norm(A) >= 0

    known = Binding({}, {name: fmpq(value) for name, value in numbers.items()})
    return narrowed(of, "x", assumed_bounds(stated), known).interval()


@pytest.mark.parametrize(
    ("of", "hypotheses", "expected"),
    [
        (Real(above=0), [lambda x, y: x <= Rational(3, 2)], "(0, 3/2]"),
        (Real(above=0), [lambda x, y: 2 * x < 1], "(0, 1/2)"),
        (Real(), [lambda x, y: 3 - x <= y, lambda x, y: x * y <= 8], "[1, 4]"),
        (Real(at_most=1), [lambda x, y: x < 1], "(-∞, 1)"),
        (Real(at_most=1), [lambda x, y: x <= 1, lambda x, y: x <= 5], "(-∞, 1]"),
        (Real(at_least=0, at_most=9), [lambda x, y: sympy.And(x > 1, x / y <= 2)], "(1, 4]"),
        (Integer(at_least=1), [lambda x, y: x <= y + Rational(1, 2)], "[1, 5/2]"),
        # what is not affine, or only near some points, narrows nothing
        (Real(), [lambda x, y: x**2 <= 4], "(-∞, ∞)"),
        (Real(above=0), [lambda x, y: 1 / x <= 4], "(0, ∞)"),
        (Real(), [lambda x, y: Abs(x) <= 4], "(-∞, ∞)"),
        (Real(), [lambda x, y: Min(x, 1) <= 4], "(-∞, ∞)"),
        (Real(), [lambda x, y: Max(x, 1) <= 4], "(-∞, ∞)"),
        (Real(), [lambda x, y: x**3 - 3 * x <= y], "(-∞, ∞)"),
        # nor what leaves no room
        (Real(above=5), [lambda x, y: x <= y], "(5, ∞)"),
    ],
)  # fmt: skip
def test_affine_hypotheses_are_ends(of: Any, hypotheses: Any, expected: str) -> None:
    assert interval(of, *hypotheses, y=2) == expected


@theorem(source="an example")
def by_numbers(
    H: Symmetric("n", spectrum=("mu", "L")), mu: Real(above=0), L: Real(above=0), h: Real(above=0)
):
    assume(h * (L + mu) <= 2)
    return norm(H) >= mu


@theorem(source="an example")
def by_matrices(J: BlockTriangular, A: Square(2), eps: Real(at_least=0), t: Real()):
    assume(eps <= J.c)
    assume(t < trace(A) / 2)
    return norm(J) >= 0


@pytest.mark.parametrize("statement", [by_numbers, by_matrices], ids=lambda x: x.id)
def test_draws_go_near_bounds_by_others_and_meet_them(statement: Any) -> None:
    drawn = list(islice(bindings(statement, 0), 200))
    good = [x for x in drawn if all(decided(h, x) is Outcome.HOLDS for h in statement.hypotheses)]
    assert len(good) >= 24
    if statement is by_numbers:
        rooms = [
            2 - float(x.parameters["h"] * (x.parameters["L"] + x.parameters["mu"])) for x in good
        ]
    else:
        trace_of = [x.matrices["A"].real[0, 0] + x.matrices["A"].real[1, 1] for x in good]
        rooms = [float(t / 2 - x.parameters["t"]) for t, x in zip(trace_of, good, strict=True)]
        met = [x for x in good if x.parameters["eps"] == x.scalar("c").lower.value]
        assert len(met) > 2
        assert 0 not in rooms  # this bound is strict
        assert any(room < 1e-3 for room in rooms)
        return
    assert 0 in rooms and any(0 < room < 1e-2 for room in rooms)


def test_stacks_and_coordinates_lie_between_assumed_bounds() -> None:
    @theorem(source="an example")
    def bounded(A: Square(2), x: Real(above=0), y: Real(above=0)):
        assume(x <= Rational(1, 1000))
        assume(x + y <= Rational(1, 500))
        return norm(A) >= x

    recipe = Recipe(bounded)
    for stack in recipe.stacks(0, 60):
        assert (stack.parameters["x"] <= 1e-3).all()
        assert (stack.parameters["x"] + stack.parameters["y"] <= 2.0000001e-3).all()
    (of,) = recipe_parametrizations(bounded)
    middle = of.members(of.box.mean(axis=1)[None])
    assert 0 < middle.parameters["x"][0] <= 1e-3


def test_what_fails_only_at_an_assumed_bound_is_refuted(tmp_path: Any) -> None:
    @theorem(source="an example")
    def strict(x: Real(), y: Real()):
        assume(7 * x <= 3)
        assume(y >= 2 * x)
        return 7 * x < 3 + y - 2 * x

    assert verify(strict, instances=20, certificates=tmp_path).verdict is Verdict.REFUTED


@theorem(source="a test")
def between_two(
    mu: Real(above=0),
    L: Real(above="mu"),
    x: Real(above="mu", below="L"),
    y: Real(at_least="mu", at_most="L"),
):
    return x * y <= 2 * L**2


@theorem(source="a test")
def below_two(mu: Real(above=0), L: Real(above=0), a: Real(above=0)):
    assume(a <= mu)
    assume(a <= L)
    return a <= mu * L + 1


def decades(distances: list[fmpq]) -> float:
    """Return over how many powers of ten some distances are spread, zeros left out."""
    sizes = [log10(int(x.p)) - log10(int(x.q)) for x in distances if x > 0]
    return max(sizes) - min(sizes)


@pytest.mark.parametrize("seed", range(2))
def test_distances_to_several_bounds_go_over_twelve_decades(seed: int) -> None:
    drawn = [each.parameters for each in islice(bindings(between_two, seed), 300)]
    for low, high in (("mu", "x"), ("x", "L"), ("mu", "y"), ("y", "L"), ("mu", "L")):
        assert decades([q[high] - q[low] for q in drawn]) >= 12
    assert any(q["y"] == q["mu"] for q in drawn) and any(q["y"] == q["L"] for q in drawn)
    drawn = [each.parameters for each in islice(bindings(below_two, seed), 300)]
    assert decades([min(q["mu"], q["L"]) - q["a"] for q in drawn]) >= 12
