"""The closed-form bounds of `analyze`."""

from __future__ import annotations

import math

import pytest
from flint import fmpq
from hypothesis import assume, given
from hypothesis import strategies as st

from kreissverify.matrices import BlockTriangular, SelfReferential
from kreissverify.numbers.three_valued import Outcome
from kreissverify.reports.commands.bounds import (
    BOUNDS,
    coupling_is_subcritical,
    lyapunov_bound,
    reported_bound,
    self_referential_kreiss,
    triangular_kreiss,
)

gammas = st.fractions(0, 1, max_denominator=50).filter(lambda g: g < 1)
couplings = st.fractions(0, 200, max_denominator=20)


def rational(x: object) -> fmpq:
    return fmpq(x.numerator, x.denominator)  # type: ignore[attr-defined]


@given(gammas, couplings)
def test_the_triangular_bounds_are_their_formulas(g: object, c: object) -> None:
    gamma, coupling = rational(g), rational(c)
    J = BlockTriangular(gamma, coupling, gamma)
    delta = 1 - gamma
    kappa = coupling / delta
    kreiss = kappa / 4 + 1 / kappa if kappa >= 2 else fmpq(1)
    assert triangular_kreiss(J).contains(kreiss)
    assert reported_bound(J).contains(2 / delta + coupling / (4 * delta))
    assert lyapunov_bound(J).contains(max(fmpq(1), coupling / (1 - gamma**2)))


@given(gammas, couplings)
def test_e2_without_feedback_is_e1(g: object, c: object) -> None:
    J = SelfReferential(rational(g), 0, rational(c), rational(g))
    two, one = self_referential_kreiss(J), triangular_kreiss(J)
    assert abs(two.midpoint() - one.midpoint()) <= 1e-12 * one.midpoint()


@given(gammas, couplings, couplings)
def test_e2_is_the_maximum_of_its_concave_route(g: object, b: object, c: object) -> None:
    """E2 is the maximum of √((1+bq)(1+cq)) - δq over q ≥ 0 (mathematics: route of E2)."""
    gamma, up, down = rational(g), rational(b), rational(c)
    delta = 1 - gamma
    assume(up * down < delta * delta * fmpq(99, 100))
    J = SelfReferential(gamma, up, down, gamma)
    B, C, d = (int(x.p) / int(x.q) for x in (up, down, delta))

    def objective(log_q: float) -> float:
        q = math.exp(log_q)
        return math.sqrt((1 + B * q) * (1 + C * q)) - d * q

    low, high = -30.0, 30.0
    for _ in range(200):
        first, second = low + (high - low) / 3, high - (high - low) / 3
        low, high = (first, high) if objective(first) < objective(second) else (low, second)
    best = max(1.0, objective(low))
    assert self_referential_kreiss(J).midpoint() == pytest.approx(best, rel=1e-6)


def test_a_bound_says_why_it_does_not_apply() -> None:
    stable = SelfReferential("1/2", "1/8", 1, "1/2")
    critical = SelfReferential("1/2", "1/4", 1, "1/2")
    skew = BlockTriangular([["1/4", "1/8"], [0, "1/4"]], [[1, 1]], "1/2", symmetric=False)
    reasons = {
        (bound.name, bound.quantity): [bound.applies(J) for J in (stable, critical, skew)]
        for bound in BOUNDS
    }
    assert reasons["E1", "K"][0] == "B is not 0"
    assert reasons["E2", "K"][0] is None
    assert "bc < (1-γ)²" in reasons["E2", "K"][1]
    assert all("not symmetric" in row[2] for row in reasons.values())
    assert coupling_is_subcritical(stable) is Outcome.HOLDS
    assert coupling_is_subcritical(critical) is Outcome.VIOLATED
