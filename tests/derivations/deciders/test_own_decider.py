"""A decider registered from outside: it shows steps under its own name, ours unedited."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import sympy
from sympy import And
from sympy.logic.boolalg import Boolean

from kreissverify import BlockTriangular, K, theorem
from kreissverify.derivations import (
    Decider,
    Decision,
    Derivation,
    DerivationError,
    Proof,
    StepNotShown,
    derive,
    register_decider,
)
from kreissverify.derivations.deciders.registry import deciders, unregister
from kreissverify.derivations.fact import independent
from kreissverify.evidence.derivation_evidence import derived
from kreissverify.evidence.kinds import DerivationStep
from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.reports.derivations.outline import step_reason
from kreissverify.reports.derivations.pages import derivation_html, derivation_latex
from kreissverify.reports.derivations.text import derivation_text
from kreissverify.reports.verification.proof_statistics import proofs
from kreissverify.theorems import Statement
from tests.derivations.support.proofs import proof

asked: list[Sequence[Boolean]] = []


def is_square(premises: Sequence[Boolean], claim: Boolean) -> Decision:
    """Show x >= y where x - y is a square."""
    asked.append(premises)
    shown = sympy.factor(claim.gts - claim.lts).is_nonnegative
    # It pretends to be a solver, which is not believed.
    return Decision(bool(shown), ("z3", "cvc5"), "no square")


def believer(premises: Sequence[Boolean], claim: Boolean) -> Decision:
    return Decision(True)


@pytest.fixture(autouse=True)
def own_deciders() -> Iterator[None]:
    register_decider(Decider("mine.square", "a square", decide=is_square))
    register_decider(Decider("mine.believer", "faith", counted="acts of faith", decide=believer))
    yield
    unregister("mine.square")
    unregister("mine.believer")


@theorem(source="for the tests")
def square_of_a_difference(J: BlockTriangular) -> Any:
    """2xy is at most x² + y², and K is at least 1."""
    return And(J.c**2 + J.gamma**2 >= 2 * J.c * J.gamma, K(J) >= 1)


@square_of_a_difference.derivation
def _(p: Any) -> None:
    """Look at the factors of the difference."""
    square = p.decided("a square", p.statement.conclusion.args[0], by="mine.square")
    p.qed(square, p.by("kreiss.at_least_one", X=p.J))


def found(statement: Statement) -> Derivation:
    derivation = derive(statement)
    assert derivation is not None
    return derivation


def test_a_step_is_recorded_under_its_own_name() -> None:
    fact = found(square_of_a_difference).facts[0]
    assert fact.kind == "decided" and fact.means == ("mine.square", "points")
    assert fact.ways == ("mine.square", "points")


def test_it_stands_in_every_rendering_with_its_own_words() -> None:
    derivation = found(square_of_a_difference)
    assert derivation.is_complete, derivation.reason
    assert "[by a decider; a square, random exact points]" in derivation_text(derivation)
    assert "Decided by: a square 1, random exact points 1." in derivation_text(derivation)
    for page in (derivation_html(derivation), derivation_latex(derivation)):
        assert "by a decider; a square, random exact points" in page


def test_a_run_counts_what_it_decided() -> None:
    evidence = (derived(found(square_of_a_difference)),)
    s = square_of_a_difference
    report = TheoremReport(
        s.id, s.file, s.line, s.source, s.text(), s.latex(), None, Verdict.PROVED, "", evidence
    )
    counted = proofs([report])
    assert counted is not None and counted.deciders == {"a square": 1, "exact points": 1}


def test_the_record_of_an_earlier_run_is_rendered_without_it() -> None:
    step = DerivationStep(
        "s", "decided", "0 <= c", "0 \\le c", (), (), ("mine.square", "z3"), "", ""
    )
    unregister("mine.square")
    assert independent(["mine.square"]) == ()
    assert step_reason(step) == "by a decider; z3"


def test_what_it_does_not_show_is_not_shown() -> None:
    p = proof()
    with pytest.raises(StepNotShown, match=r"mine\.square: no square"):
        p.decided("s", p.J.gamma + 2 >= p.J.c, by="mine.square")


def test_what_is_false_is_refused_whatever_it_says() -> None:
    p = proof()
    with pytest.raises(StepNotShown, match="it is false at"):
        p.decided("s", p.J.gamma > p.J.c, by="mine.believer")


def test_it_is_not_asked_of_what_may_have_no_value() -> None:
    p: Proof = proof()
    x = p.real("x")
    for term, reason in ((1 / x, "the division"), (K(p.J), "may be infinite")):
        with pytest.raises(StepNotShown, match=reason):
            p.decided("s", sympy.Ge(term + 1, term, evaluate=False), by="mine.believer")


def test_it_is_given_no_quantity_that_may_be_infinite() -> None:
    p = proof()
    x = p.real("x")
    asked.clear()
    p.decided("s", x**2 + 1 >= 2 * x, by="mine.square", given=[K(p.J) >= x, x <= 1])
    (premises,) = asked
    assert (x <= 1) in premises
    assert not any(premise.has(K(p.J)) for premise in premises)


def test_who_wrote_it_is_known() -> None:
    assert not deciders()["mine.square"].is_bundled
    assert deciders()["mine.square"].file.name == "test_own_decider.py"
    assert all(x.is_bundled for name, x in deciders().items() if not name.startswith("mine."))


@pytest.mark.parametrize("name", ["z3", "identity", "points", "cited", "lemma"])
def test_no_name_that_says_something_else_can_be_taken(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        register_decider(Decider(name, "a pretender", decide=believer))


def test_an_unknown_one_and_one_of_the_kernel_are_refused() -> None:
    p = proof()
    with pytest.raises(DerivationError, match=r"unknown decider: 'mine\.sqare', did you mean"):
        p.decided("s", p.J.c >= 0, by="mine.sqare")
    with pytest.raises(DerivationError, match="z3 is asked by steps of its own"):
        p.decided("s", p.J.c >= 0, by="z3")
