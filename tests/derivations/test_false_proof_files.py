"""R5, R6 and R8, as reported and false: a file that proves them is rejected at its wrong step."""

from __future__ import annotations

from typing import Any

import pytest

from kreissverify.certificates import proof_checker
from kreissverify.derivations.deciders.solvers import Answer, ask
from kreissverify.derivations.proof_files.certificates import certificate_of
from kreissverify.derivations.proof_files.questions import smtlib
from kreissverify.derivations.proof_files.trees import ProofTrees
from kreissverify.theorems.library import bundled_statement
from tests.certificates.support.by_hand import num, op, quantity, sym
from tests.certificates.support.by_steps import proof, step, theorem

GAMMA = sym("J.gamma")
LOWER, T_LOWER = "J.triangular", "J.comparison.triangular"
GAP = op("add", num(1), op("neg", GAMMA))
BELOW = op("and", *(op("le", quantity("rho", x), GAMMA) for x in ("J", "J.A", "J.D")))


def cited(name: str, claim: Any, uses: Any = (), kind: str = "classical", **terms: Any) -> Any:
    return step(kind, claim, cites=name, terms=terms, uses=list(uses))


def of_r8() -> list[Any]:
    wrong = op("le", op("div", num(1), GAP), op("mul", num(1000), op("pow", quantity("K"), num(2))))
    return [
        cited("triangular.radius", BELOW, X="J"),
        cited("kreiss.finite", op("finite", quantity("K")), [0], X="J"),
        cited("kreiss.at_least_one", op("ge", quantity("K"), num(1)), X="J"),
        step("reals", wrong, uses=[1, 2]),
    ]


def of_r6() -> list[Any]:
    K0, G0 = quantity("K", T_LOWER), quantity("G", T_LOWER, num(1))
    spectrum = op("eq", quantity("rho", T_LOWER), op("add", GAMMA, op("sqrt", num(0))))
    both = op("and", op("finite", G0), op("gt", G0, num(0)))
    return [
        cited("two_by_two.radius", spectrum, T=T_LOWER),
        cited("resolvent.finite", both, [0], X=T_LOWER, r=num(1)),
        cited("kreiss.finite", op("finite", K0), [0], X=T_LOWER),
        cited("kreiss.at_least_one", op("ge", K0, num(1)), X=T_LOWER),
        step("reals", op("le", G0, op("div", K0, GAP)), uses=[1, 2, 3]),
    ]


def of_r5() -> list[Any]:
    K_T = quantity("K", "J.comparison")
    spectrum = op("eq", quantity("rho", "J.comparison"), op("add", GAMMA, op("sqrt", num(0))))
    return [
        cited("two_by_two.radius", spectrum, T="J.comparison"),
        cited("kreiss.finite", op("finite", K_T), [0], X="J.comparison"),
        cited("kreiss.at_least_one", op("ge", K_T, num(1)), X="J.comparison"),
        step("reals", said("R5")["conclusion"], uses=[1, 2]),
    ]


def said(name: str) -> Any:
    statement = bundled_statement(name)
    return ProofTrees(statement.parts).conditions(statement)


def document_of(name: str, steps: list[Any]) -> Any:
    """Return a file for a statement as reported, which ends with its wrong step and the claim."""
    statement = bundled_statement(name)
    (J, *others) = statement.parts
    kind = J.of.matrix_class.__name__
    ends = {"above": num(0), "at_most": num("1/2")}
    numbers = {x.name: {"kind": "Real", "options": ends} for x in others}
    known = said(name)
    last = step("decided", known["conclusion"], uses=[len(steps) - 1], by="the author")
    steps[-1]["name"] = "the wrong step"
    whole = theorem(
        known["conclusion"],
        *steps,
        last,
        kind=kind,
        hypotheses=known["hypotheses"],
        numbers=numbers,
    )
    return proof(whole)


FALSE = {"R5": of_r5, "R6": of_r6, "R8": of_r8}


@pytest.mark.slow
@pytest.mark.parametrize("name", FALSE)
def test_a_false_proof_is_rejected_at_its_wrong_step(name: str) -> None:
    document = document_of(name, FALSE[name]())
    steps = document["theorems"][0]["steps"]
    asked: list[proof_checker.Asked] = []
    proof_checker.check(document, asked)
    at = len(steps) - 2
    wrong = [x for x in asked if x.step == at]
    for question in (x for x in asked if x.step < at):
        found = certificate_of(question)
        assert found is not None, question.claim
        claim = {"certificate": found}
        steps[question.step]["evidence"].append({"claim": tree(question), **claim})
    (question,) = wrong
    assert certificate_of(question) is None
    assert Answer.UNSAT not in ask(smtlib(question)).values()
    with pytest.raises(proof_checker.Rejected, match=rf"step {at} \(the wrong step\)"):
        proof_checker.check(document)
    # a certificate of nothing, and a word: rejected again, and never more than HOLEY
    claim = {"claim": tree(question)}
    leaf = {"sum": [["1", []]], "equations": []}
    forged = {"unknowns": [], "facts": [], "premises": [], "refutation": leaf}
    steps[at]["evidence"] = [{**claim, "certificate": forged}]
    with pytest.raises(proof_checker.Rejected, match=rf"step {at} \(the wrong step\)"):
        proof_checker.check(document)
    steps[at]["evidence"] = [{**claim, "word": ["z3"]}]
    assert proof_checker.check(document, []).holes


def tree(question: proof_checker.Asked) -> Any:
    from kreissverify.derivations.proof_files.claims import claim_tree

    return claim_tree(question.claim)
