"""Questions to solvers: in the logic of the reals, with roots free outside their domain."""

import pytest
from sympy import Eq, Ne, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.reals import decide_implication
from kreissverify.derivations.deciders.smtlib import question
from kreissverify.derivations.deciders.solvers import Answer, ask

x = Symbol("x", real=True)


def test_a_question_names_the_logic_of_the_reals() -> None:
    text, _, _ = question([x > 1], x**2 > 1)
    assert text.splitlines()[0] == "(set-logic QF_NRA)"


def test_both_solvers_find_a_cube_root() -> None:
    """In the logic ALL cvc5 does not: findings/cvc5-logic-all.sh."""
    text, _, _ = question([Eq(x**3, 2)], None)
    assert ask(text) == {"z3": Answer.SAT, "cvc5": Answer.SAT}


@pytest.mark.parametrize("value", [0, 2])
def test_the_root_of_a_negative_number_may_be_any(value: int) -> None:
    """For z3 it would be 0, for cvc5 any number: findings/solvers-root-of-negative.sh."""
    text, _, _ = question([x < 0, Eq(sqrt(x), value)], None)
    assert ask(text) == {"z3": Answer.SAT, "cvc5": Answer.SAT}


@pytest.mark.parametrize("claim", [Eq(sqrt(x), 0), Ne(sqrt(x), 0)])
def test_nothing_is_shown_of_the_root_of_a_negative_number(claim: Boolean) -> None:
    decision = decide_implication([x < 0], claim)
    assert not decision.shown
    assert "the root" in decision.reason
