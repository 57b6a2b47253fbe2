"""What the answers of the solvers show: only that no case is left, and only of this question."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sympy
from sympy import Symbol, exp

from kreissverify import (
    K,
)
from kreissverify.derivations import EntrywiseLessEqual, Finite, OperatorEqual
from kreissverify.derivations.deciders import reals as reals_module
from kreissverify.derivations.deciders import solvers
from kreissverify.derivations.deciders.reals import decide_implication
from kreissverify.derivations.deciders.solvers import Answer
from tests.derivations.support.proofs import proof

ANSWERS = {
    "both are missing": ({"z3": Answer.MISSING, "cvc5": Answer.MISSING}, "not installed"),
    "one is slow": (
        {"z3": Answer.UNSAT, "cvc5": Answer.SLOW},
        "the machine was too slow: cvc5 did not come to the limit of work",
    ),
    "both come to their limits": (
        {"z3": Answer.UNKNOWN, "cvc5": Answer.UNKNOWN},
        "no answer within its limit",
    ),
    "they disagree": ({"z3": Answer.UNSAT, "cvc5": Answer.SAT}, "disagree"),
    "neither can read it": ({"z3": Answer.UNREADABLE, "cvc5": Answer.UNREADABLE}, "cannot read"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_what_no_solver_shows_is_not_shown(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, reason = ANSWERS[case]
    monkeypatch.setattr(reals_module, "ask", lambda *args, **options: answers)
    x = Symbol("x", real=True)
    decision = decide_implication([x > 1], x**2 > 1)
    assert not decision.shown
    assert reason in decision.reason


def test_what_comes_late_answers_no_other_question(monkeypatch: pytest.MonkeyPatch) -> None:
    x = Symbol("x_late", real=True)
    assert decide_implication([x > 1], x > 0).shown  # the solvers are running

    def interrupted(*args: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(solvers, "_received", interrupted)
        with pytest.raises(KeyboardInterrupt):
            decide_implication([x > 3], x > 2)  # shown: its answer would be "unsat"
    assert not decide_implication([x > 2], x > 3).shown


def test_threads_take_turns_with_the_solvers() -> None:
    x = Symbol("x_turns", real=True)

    def right(k: int) -> bool:
        return (
            decide_implication([x > k], x > k - 1).shown
            and not decide_implication([x > k], x > k + 1).shown
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(right, range(10, 26)))


def test_operator_facts_are_no_real_premises() -> None:
    X = Symbol("X", commutative=False)
    x = Symbol("x", real=True)
    assert not decide_implication([OperatorEqual(X, 0), EntrywiseLessEqual(1, 0)], x > 0).shown
    assert not decide_implication([Finite(K(proof().J))], x > 0).shown


def test_exponentials_are_opaque_but_for_that_of_asinh() -> None:
    x = Symbol("x", real=True)
    assert decide_implication([], exp(x) > 0).shown
    assert not decide_implication([x > 0], exp(x) > 1).shown
    assert decide_implication([x >= 0], exp(sympy.asinh(x)) >= 2 * x).shown
