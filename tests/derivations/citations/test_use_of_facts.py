"""What earlier facts, lemmas and cited facts may be used for, and under which conditions."""

from typing import Any

import pytest
import sympy
from sympy import Ge, Symbol, sqrt

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    Integer,
    K,
    Real,
    assume,
    rho,
    theorem,
)
from kreissverify.derivations import (
    BlockNormMatrix,
    DerivationError,
    EntrywiseLessEqual,
    OperatorEqual,
    OperatorNorm,
    Proof,
    StepNotShown,
    operator_symbols,
)
from kreissverify.derivations.derivation import derive
from tests.derivations.support.proofs import at_least_one, coupled, proof


def test_a_fact_is_used_only_under_its_conditions() -> None:
    p = proof()
    x = p.real("x")
    fact = p.reals("above two", x**2 > 4, given=[x > 2])
    p.reals("above three", x**2 > 3, uses=[fact], given=[x > 5])
    with pytest.raises(StepNotShown, match="needs x > 2"):
        p.reals("everywhere", x**2 > 3, uses=[fact])
    with pytest.raises(StepNotShown, match="at x = 1"):
        p.at(fact, {x: sympy.Integer(1)})
    assert p.at(fact, {x: sympy.Integer(3)}).claim is sympy.true


def test_a_value_put_in_is_real_and_of_its_kind() -> None:
    p = proof()
    x, t = p.real("x"), p.natural("t")
    square, nonnegative = p.reals("square", x**2 >= 0), p.reals("count", t + 1 > 0)
    for value in (sympy.I, 1 / p.J.c, sqrt(p.J.c - 1), K(p.J)):
        with pytest.raises((StepNotShown, DerivationError)):
            p.at(square, {x: value})
    for value in (sympy.Integer(-3), sympy.Rational(1, 2), x):
        with pytest.raises(DerivationError, match="expected an integer"):
            p.at(nonnegative, {t: value})
    with pytest.raises(DerivationError, match="no variable that this derivation introduced"):
        p.at(square, {p.J.gamma: 2})


def test_a_hypothesis_of_a_lemma_has_a_value_for_particular_values() -> None:
    @theorem(source="for the tests")
    def quotient(J: BlockTriangular, y: Real(), z: Real()) -> Any:  # type: ignore[valid-type]
        assume(y / z > 0)
        return sympy.Ne(y, 0)

    p = Proof(coupled, lambda lemma: None)
    x = p.real("x")
    with pytest.raises(StepNotShown, match="the hypothesis Ne"):
        p.lemma(quotient, of=p.J.triangular, y=x, z=x)
    assert p.lemma(quotient, of=p.J.triangular, y=x, z=x, given=[x > 0]).claim == sympy.Ne(x, 0)


def test_a_supremum_needs_a_bound_for_every_radius() -> None:
    p = proof(coupled)
    r, X = p.real("r"), p.J.triangular
    inside = p.by("resolvent.finite", X=X, r=r, uses=[], given=[r > rho(X)])
    with pytest.raises(StepNotShown):
        p.by("kreiss.supremum", X=X, bound=7, r=r, uses=[inside])
    with pytest.raises(DerivationError, match="must be a new variable"):
        p.by("kreiss.supremum", X=X, bound=r, r=r, uses=[inside])
    with pytest.raises(DerivationError, match="must be a new variable"):
        p.by("kreiss.supremum", X=X, bound=7, r=p.parameter("y"), uses=[inside])
    with pytest.raises(DerivationError, match="must be a new variable"):
        p.by("kreiss.supremum", X=X, bound=7, r=r, uses=[inside], given=[r < 2])


def test_hypotheses_that_contradict_each_other_are_detected() -> None:
    @theorem(source="for the tests")
    def empty(J: BlockTriangular) -> Any:
        assume(J.gamma > 2)
        return K(J) <= 0

    with pytest.raises(StepNotShown, match="contradict each other"):
        proof(empty)


def test_facts_of_another_derivation_are_refused() -> None:
    p, q = proof(), proof()
    fact = p.by("kreiss.at_least_one", X=p.J)
    with pytest.raises(DerivationError, match="another derivation"):
        q.qed(fact)


def test_a_statement_cannot_rest_on_itself() -> None:
    @theorem(source="for the tests")
    def circular(J: BlockTriangular) -> Any:
        return K(J) <= 0

    @circular.derivation
    def _(p: Proof) -> None:
        p.qed(p.lemma(circular))

    found = derive(circular)
    assert found is not None and not found.is_complete
    assert "rests on itself" in found.reason


def test_a_derivation_that_raises_or_stops_short_proves_nothing() -> None:
    @theorem(source="for the tests")
    def raising(J: BlockTriangular) -> Any:
        return K(J) >= 1

    @raising.derivation
    def _(p: Proof) -> None:
        p.qed(p.by("kreiss.at_least_one", X=p.J))
        raise ZeroDivisionError("later")

    @theorem(source="for the tests")
    def short(J: BlockTriangular) -> Any:
        return K(J) >= 1

    @short.derivation
    def _(p: Proof) -> None:
        p.by("kreiss.at_least_one", X=p.J)

    for statement, reason in ((raising, "ZeroDivisionError"), (short, "does not end with it")):
        found = derive(statement)
        assert found is not None and not found.is_complete
        assert reason in found.reason


def test_the_conclusion_is_not_shown_in_a_case_of_it() -> None:
    @theorem(source="for the tests")
    def in_a_case(J: BlockTriangular) -> Any:
        return J.c <= 5

    @in_a_case.derivation
    def _(p: Proof) -> None:
        p.reals("conclusion", p.statement.conclusion, given=[p.J.c <= 1])

    found = derive(in_a_case)
    assert found is not None and not found.is_complete
    assert "under conditions" in found.reason


def test_a_lemma_for_integers_is_not_used_at_fractions() -> None:
    @theorem(source="for the tests")
    def of_integers(J: BlockTriangular, t: Integer(at_least=0)) -> Any:  # type: ignore[valid-type]
        return t**2 >= t

    @theorem(source="for the tests")
    def of_reals(J: BlockTriangular, x: Real()) -> Any:  # type: ignore[valid-type]
        return x * J.c <= x**2 + J.c**2

    p = Proof(at_least_one, lambda lemma: None)
    assert p.lemma(of_integers, t=p.natural("k") + 1).claim.has(p.natural("k"))
    for value in (sympy.Rational(1, 2), p.real("x")):
        with pytest.raises(DerivationError, match="t: expected an integer"):
            p.lemma(of_integers, t=value)
    for value in (sympy.I, 1 / p.J.c, K(p.J), Symbol("q", real=True)):
        with pytest.raises((StepNotShown, DerivationError, TypeError)):
            p.lemma(of_reals, x=value)


def test_operators_are_not_divided_by_what_may_vanish() -> None:
    p = proof()
    x = p.real("x")
    R, N = operator_symbols("R N", p.J, p.real("r"))
    scaled = OperatorEqual(x * R, 0)
    with pytest.raises(StepNotShown, match="the division 1/x"):
        p.combination("divided", OperatorEqual(R, 0), [(1 / x, scaled, 1)], given=[scaled])
    with pytest.raises(StepNotShown, match="infinite"):
        p.combination(
            "infinite",
            OperatorEqual(K(p.J) * R, 0),
            [(K(p.J), OperatorEqual(R, 0), 1)],
            given=[OperatorEqual(R, 0)],
        )
    with pytest.raises(StepNotShown, match="the inverse"):
        p.combination(
            "inverted",
            OperatorEqual(R, 0),
            [(1 / N, OperatorEqual(N * R, 0), 1)],
            given=[OperatorEqual(N * R, 0)],
        )
    shown = p.combination(
        "by x > 1", OperatorEqual(R, 0), [(1 / x, scaled, 1)], given=[scaled, x > 1]
    )
    assert shown.claim == OperatorEqual(R, 0)


def test_a_norm_at_one_point_bounds_no_circle() -> None:
    p = proof(coupled)
    x, r = p.real("x"), p.real("r")
    (R,) = operator_symbols("R", p.J, r)
    with pytest.raises(DerivationError, match="for all z on the circle"):
        p.by("resolvent.supremum", X=p.J, bound=x, r=r, given=[OperatorNorm(R) <= x, r > rho(p.J)])
    with pytest.raises(DerivationError, match="depends on a variable"):
        p.let("V", OperatorNorm(operator_symbols("R", p.J, 2)[0]))


def test_a_lemma_belongs_to_the_class() -> None:
    @theorem(source="for the tests")
    def of_symmetric_blocks(J: BlockTriangular) -> Any:
        return K(J) >= 1

    @theorem(source="for the tests")
    def of_any_blocks(J: BlockTriangular(symmetric=False)) -> Any:  # type: ignore[valid-type]
        return K(J) >= 1

    @theorem(source="for the tests")
    def of_many(J: CoupledBlocks) -> Any:
        return K(J) >= 1

    believed = [of_any_blocks, of_many, coupled]
    for statement in believed:
        p = Proof(statement, lambda lemma: None)
        with pytest.raises(DerivationError, match="is about"):
            p.lemma(of_symmetric_blocks)
    p = Proof(coupled, lambda lemma: None)
    fact = p.lemma(of_symmetric_blocks, of=p.J.triangular)
    assert fact.claim == (K(p.J.triangular) >= 1)
    assert p.lemma(of_many).claim == (K(p.J) >= 1)


def test_cases_must_cover_everything() -> None:
    p = proof()
    x = p.real("x")
    above = p.reals("above", x**2 >= x, given=[x >= 1])
    below = p.reals("below", x**2 >= x, given=[x <= 0])
    between = p.reals("a fraction", x**2 <= 1, given=[x >= -1, x <= 1])
    with pytest.raises(StepNotShown, match=r"it is false at .*x = 0"):
        p.cases("either", above, below)
    with pytest.raises(DerivationError, match="facts of one claim"):
        p.cases("either", above, between)
    with pytest.raises(DerivationError, match="another derivation"):
        proof().cases("either", above)
    either = p.cases("for an x that is no fraction", above, below, given=[x * (x - 1) >= 0])
    assert either.claim == (x**2 >= x) and either.given == (x * (x - 1) >= 0,)


def test_a_supremum_over_reals_is_not_shown_at_integers() -> None:
    p = proof()
    r, t = p.natural("r"), p.real("t")
    with pytest.raises(DerivationError, match="expected a real variable"):
        p.by("kreiss.supremum", X=p.J, bound=7, r=r)
    with pytest.raises(DerivationError, match="expected an integer"):
        p.by("peak.supremum", X=p.J, bound=7, t=t)


def test_induction_is_over_a_variable_of_the_derivation() -> None:
    @theorem(source="for the tests")
    def late(J: BlockTriangular, k: Integer(at_least=5)) -> Any:  # type: ignore[valid-type]
        return K(J) >= k

    p = proof(late)
    k = p.parameter("k")
    start = p.reals("start", Ge(0, 0, evaluate=False))
    step = p.reals("step", Ge(k + 1, k, evaluate=False))
    with pytest.raises(DerivationError, match="expected a variable by `natural`"):
        p.induction("all", start, step, k)


def test_the_inverse_of_what_is_nonnegative_need_not_be() -> None:
    p = proof()
    R, S = operator_symbols("R S", p.J, p.real("r"))
    with pytest.raises(StepNotShown, match="the inverse"):
        p.combination(
            "inverse",
            EntrywiseLessEqual(0, 1 / BlockNormMatrix(R)),
            [],
            plus=1 / BlockNormMatrix(R),
        )
    assert p.combination(
        "power", EntrywiseLessEqual(0, BlockNormMatrix(R) ** 2), [], plus=BlockNormMatrix(R) ** 2
    )
    with pytest.raises(StepNotShown, match="S >= 0"):
        p.combination("a symbol", EntrywiseLessEqual(0, S), [], plus=S)


def test_a_particular_value_keeps_what_it_was_given() -> None:
    p = proof()
    x, y = p.real("x"), p.real("y")
    fact = p.reals("above two", x**2 > 4, given=[x > 2])
    special = p.at(fact, {x: y + 1}, given=[y > 1])
    assert special.claim == ((y + 1) ** 2 > 4) and special.given == (y > 1,)
    with pytest.raises(StepNotShown, match="needs y > 1"):
        p.reals("everywhere", (y + 1) ** 2 > 3, uses=[special])
    with pytest.raises(StepNotShown, match="y \\+ 1 > 2"):
        p.at(fact, {x: y + 1}, given=[y > 0])
