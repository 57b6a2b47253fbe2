"""Deciding on one instance: enclosures decide, equality is decided exactly, nothing is guessed."""

import pytest
from flint import fmpq, fmpq_mat
from sympy import And, Eq, Implies, Max, Rational, asinh, exp, sqrt

from kreissverify import G, Square, w
from kreissverify.evidence.evaluation.decide import Decision, decide
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.matrices import BlockTriangular, SelfReferential
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.rational import as_fmpq
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import norm
from kreissverify.theorems import Real, Statement, assume, theorem

T = BlockTriangular("1/2", 3, "1/2")  # ‖T‖ = (√(f + 2d) + √(f - 2d))/2 with f = 19/2, d = 1/4


def decided(statement: Statement, instance: SelfReferential = T, **parameters: str) -> Decision:
    exact = {name: as_fmpq(value) for name, value in parameters.items()}
    return decide(statement, Binding.of("J", instance, exact), QuantityCache())


def outcome(statement: Statement, instance: SelfReferential = T, **parameters: str) -> Outcome:
    return decided(statement, instance, **parameters).outcome


@theorem(source="test")
def triangle_inequality(J: BlockTriangular):
    """‖J‖ ≤ γ + c."""
    return norm(J) <= J.gamma + J.c


@theorem(source="test")
def too_small(J: BlockTriangular):
    """‖J‖ ≤ c: false as soon as γ > 0."""
    return norm(J) <= J.c


def test_separated_enclosures_decide_both_ways() -> None:
    assert outcome(triangle_inequality) is Outcome.HOLDS
    assert outcome(too_small) is Outcome.VIOLATED


def test_an_irrational_equality_holds_and_its_strict_form_is_violated() -> None:
    value = (sqrt(10) + sqrt(9)) / 2

    @theorem(source="test")
    def met_exactly(J: BlockTriangular):
        """‖T‖ ≤ its own value."""
        return norm(J) <= value

    @theorem(source="test")
    def strictly_below(J: BlockTriangular):
        """‖T‖ < its own value."""
        return norm(J) < value

    assert decided(met_exactly) == Decision(Outcome.HOLDS, False, 0.0, (), 1.0)
    assert outcome(strictly_below) is Outcome.VIOLATED


@pytest.mark.parametrize("digits", [6, 12, 20, 60])
def test_an_equality_that_is_off_by_little_is_violated(digits: int) -> None:
    value = (sqrt(10) + sqrt(9)) / 2 - Rational(1, 10**digits)

    @theorem(source="test")
    def nearly_met(J: BlockTriangular):
        """‖T‖ ≤ a number just below it."""
        return norm(J) <= value

    assert outcome(nearly_met) is Outcome.VIOLATED


def test_the_exponential_of_asinh_is_decided_exactly() -> None:
    # ‖[[p, 0], [q, p]]‖ = p e^asinh(q/2p)
    @theorem(source="test")
    def exponential_form(J: BlockTriangular):
        """‖T‖ = γ e^asinh(c/2γ)."""
        return Eq(norm(J), J.gamma * exp(asinh(J.c / (2 * J.gamma))))

    assert outcome(exponential_form) is Outcome.HOLDS
    assert outcome(exponential_form, BlockTriangular("1/2", 3, "1/3")) is Outcome.VIOLATED


def test_a_failed_hypothesis_makes_the_instance_vacuous() -> None:
    @theorem(source="test")
    def guarded(J: BlockTriangular):
        """False, but only where c > 100."""
        assume(J.c > 100)
        return norm(J) <= 0

    assert decided(guarded) == Decision(Outcome.HOLDS, True, 0.1)
    assert outcome(guarded, BlockTriangular(0, 101, 0)) is Outcome.VIOLATED


def test_a_statement_that_divides_by_zero_is_indeterminate() -> None:
    @theorem(source="test")
    def undefined(J: BlockTriangular):
        """1/c has no value at c = 0."""
        return 1 / J.c >= 0

    assert outcome(undefined, BlockTriangular(0, 0, 0)) is Outcome.INDETERMINATE

    @theorem(source="test")
    def undefined_on_both_sides(J: BlockTriangular):
        """c/γ - 1/c on the left, 1/c - c/γ on the right: neither has a value at c = 0, γ = 0."""
        return J.c / J.gamma - 1 / J.c <= 1 / J.c - J.c / J.gamma

    assert outcome(undefined_on_both_sides, BlockTriangular(0, 0, 0)) is Outcome.INDETERMINATE


def test_parameters_and_connectives() -> None:
    @theorem(source="test")
    def with_parameter(J: BlockTriangular, delta: Real(above=0, below=1)):
        """A conjunction, an implication and a maximum."""
        return And(Implies(delta >= 1, norm(J) <= 0), Max(norm(J), delta) >= J.c)

    assert outcome(with_parameter, delta="1/2") is Outcome.HOLDS


def test_equal_orbits_are_equal_without_a_known_value() -> None:
    """Sign changes by a diagonal ±1 similarity keep every quantity: no closed form is needed."""

    @theorem(source="test")
    def comparison_of_norms(J: SelfReferential):
        """‖J‖ ≤ ‖T‖."""
        return norm(J) <= norm(J.comparison)

    assert outcome(comparison_of_norms, SelfReferential("1/2", -1, -2, "1/2")) is Outcome.HOLDS


def test_normal_matrices_meet_bounds_by_the_numerical_radius() -> None:
    @theorem(source="test")
    def resolvent_bound(A: Square(3), r: Real(above=0)):
        """G(A, r) ≤ 1/(r - w(A)), met with equality on normal matrices."""
        assume(w(A) < r)
        return G(A, r) <= 1 / (r - w(A))

    rotation = ExactMatrix(fmpq_mat([[1, -2, 0], [2, 1, 0], [0, 0, 1]]))
    binding = Binding({"A": rotation}, {"r": fmpq(3)})
    found = decide(resolvent_bound, binding, QuantityCache())
    assert (found.outcome, found.ratio) == (Outcome.HOLDS, 1.0)
