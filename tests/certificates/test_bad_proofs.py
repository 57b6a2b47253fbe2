"""A wrong proof for each rule is rejected, at its step and with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kreissverify.certificates import proof_checker
from tests.certificates.support.by_hand import Document, num, op, quantity, sym
from tests.certificates.support.by_steps import (
    ABOVE_0,
    GAMMA,
    OF_C,
    ONE,
    RULES,
    SHOWN,
    ZERO,
    C,
    K,
    certified,
    letter,
    norms,
    proof,
    step,
    theorem,
)

Change = Callable[[Document], Any]


def steps(document: Document) -> list[Document]:
    found: list[Document] = document["theorems"][-1]["steps"]
    return found


def leaf(document: Document, place: int = 0) -> Document:
    found: Document = steps(document)[place]["evidence"][0]["certificate"]["refutation"]
    return found


def put(place: int, **fields: Any) -> Change:
    return lambda document: steps(document)[place].update(fields)


def evidence(place: int, entry: Any) -> Change:
    return put(place, evidence=entry)


def in_leaf(place: int, **fields: Any) -> Change:
    return lambda document: leaf(document, place).update(fields)


def conclude(claim: Any) -> Change:
    """Let a theorem, and its last step, claim something else."""

    def change(document: Document) -> None:
        document["theorems"][-1]["statement"]["conclusion"] = claim
        steps(document)[-1]["claim"] = claim

    return change


def term(place: int, name: str, value: Any) -> Change:
    return lambda document: steps(document)[place]["terms"].update({name: value})


R, X, k = sym("r"), sym("x"), sym("k")
LARGE = op("gt", op("add", K, ONE), ZERO)
J, T = letter("J"), letter("T")

#: The rule, what is done to its good proof, the step that is wrong, and a part of the reason.
BAD: dict[str, tuple[str, Change, int, str]] = {
    "no evidence": ("over the reals", evidence(0, []), 0, "no evidence"),
    "a false claim": ("over the reals", conclude(op("gt", C, ZERO)), 0, "no evidence"),
    "an infinite quantity": ("over the reals", conclude(LARGE), 0, "not shown"),
    "∞ - ∞": (
        "over the reals",
        conclude(op("eq", op("add", K, op("neg", K)), ZERO)),
        0,
        "not shown",
    ),
    "0·∞": ("over the reals", conclude(op("eq", op("mul", ZERO, K), ZERO)), 0, "not shown"),
    "K = K": ("over the reals", conclude(op("eq", K, op("mul", ONE, K))), 0, "not shown"),
    "1/0 in the conclusion": (
        "over the reals",
        conclude(op("eq", op("div", ONE, C), op("div", ONE, C))),
        0,
        "no evidence for J.c != 0",
    ),
    "√c - 1": (
        "over the reals",
        conclude(op("ge", op("sqrt", op("add", C, num(-1))), op("sqrt", op("add", C, num(-1))))),
        0,
        "no evidence",
    ),
    "c/c is not 1": ("over the reals", conclude(op("eq", op("div", C, C), ONE)), 0, "no evidence"),
    "a sum that is not 0": (
        "over the reals",
        in_leaf(0, sum=[["2", [0]], ["1", [1]], ["1", []]]),
        0,
        "a sum is not 0",
    ),
    "a coefficient below 0": (
        "over the reals",
        in_leaf(0, sum=[["1", [0]], ["1", [1]], ["-1", []]]),
        0,
        "not above 0",
    ),
    "nothing strict": ("over the reals", in_leaf(0, sum=[]), 0, "no term of a sum is above 0"),
    "a square is not strict": (
        "over the reals",
        in_leaf(0, sum=[["1", [0]], ["1", [1]], ["1", [], [["1"]]]]),
        0,
        "no term of a sum is above 0",
    ),
    "a fact that is not known": (
        "over the reals",
        lambda d: steps(d)[0]["evidence"][0]["certificate"]["facts"].__setitem__(
            0, [">=", [["-1"], ["1", [0, 1]]]]
        ),
        0,
        "that is known",
    ),
    "an equation among the products": (
        "over the reals",
        lambda d: steps(d)[0]["evidence"][0]["certificate"]["facts"].__setitem__(
            0, ["=", [["1", [0, 1]]]]
        ),
        0,
        "fact 0 is no relation that is known",
    ),
    "one side of a sign": (
        "over the reals",
        lambda d: steps(d)[0]["evidence"][0]["certificate"].update(
            refutation={"sign": [["1", [0, 1]]], "cases": {">=": leaf(d)}}
        ),
        0,
        "a field is missing",
    ),
    "a case of an or left out": (
        "over the reals",
        lambda d: steps(d)[0]["evidence"][0]["certificate"].update(
            unknowns=[OF_C, {"inverse": [["1", [0, 1]]]}],
            facts=[["=", [["1", [0, 1]]]], ["=", [["-1"], ["1", [0, 1], [1, 1]]]], ["or", 0, 1]],
            refutation={"either": 2, "cases": [leaf(d)]},
        ),
        0,
        "another number of cases",
    ),
    "a premise of another number": (
        "over the reals",
        lambda d: steps(d)[0]["evidence"][0]["certificate"].update(premises=[7]),
        0,
        "the number of an earlier item",
    ),
    "an unknown that is used before it stands": (
        "over the reals",
        lambda d: steps(d)[0]["evidence"][0]["certificate"].update(
            unknowns=[{"inverse": [["1", [0, 1]]]}, OF_C]
        ),
        0,
        "the number of an earlier item",
    ),
    "evidence that nothing asks for": (
        "squares",
        evidence(0, [SHOWN]),
        0,
        "evidence that nothing asks for",
    ),
    "a weight below 0": (
        "squares",
        lambda d: steps(d)[0]["terms"].append([num(-1), C]),
        0,
        "no evidence for -1 >= 0",
    ),
    "another square": ("squares", put(0, terms=[[ONE, op("add", C, ONE)]]), 0, "no evidence"),
    "a weight that may be infinite": (
        "squares",
        put(0, terms=[[K, C]]),
        0,
        "not shown to be finite",
    ),
    "a name that is taken": ("a name", put(0, symbol="J.c"), 0, "is taken"),
    "a name for two numbers": (
        "a name",
        put(1, kind="let", symbol="k", value=ONE, claim=op("eq", k, ONE), uses=[], evidence=[]),
        1,
        "is taken",
    ),
    "a name for what may be infinite": (
        "a name",
        put(0, value=K, claim=op("eq", k, K)),
        0,
        "not shown to be finite",
    ),
    "a name for another number": ("a name", put(0, value=C), 0, "it is not name = value"),
    "a name under a condition": (
        "a name",
        put(0, given=[op("ge", C, ONE)]),
        0,
        "a name depends on no condition",
    ),
    "a fact of more": ("a fact", conclude(op("ge", K, num(2))), 0, "not shown"),
    "a fact of another matrix": ("a fact", term(0, "X", "J.comparison"), 0, "not shown"),
    "a fact of a matrix that is not square": ("a fact", term(0, "X", "J.C"), 0, "a square matrix"),
    "a fact of other terms": ("a fact", term(0, "r", ONE), 0, "is about X"),
    "a fact of another kind": ("a fact", put(0, kind="definition"), 0, "of another kind"),
    "a condition on the new variable": (
        "a supremum",
        put(1, given=[op("gt", R, num(2))]),
        1,
        "r has to be a new variable",
    ),
    "a bound with the new variable": (
        "a supremum",
        term(1, "bound", op("mul", R, K)),
        1,
        "r has to be a new variable",
    ),
    "a supremum over fewer circles": (
        "a supremum",
        put(0, given=[op("gt", R, num(2))]),
        0,
        "no evidence",
    ),
    "a supremum of other circles": (
        "a supremum",
        lambda d: [
            put(0, given=[op("gt", R, num(2))])(d),
            put(
                0,
                evidence=[
                    certified(
                        op("gt", R, ONE),
                        [{"variable": "r"}],
                        [[">", [["-2"], ["1", [0, 1]]]], [">=", [["1"], ["-1", [0, 1]]]]],
                        [["1", [0]], ["1", [1]], ["1", []]],
                        premises=[3],
                    )
                ],
            )(d),
        ],
        1,
        "no evidence for r + -2 > 0",
    ),
    "a smaller bound": ("a supremum", term(1, "bound", ONE), 1, "not shown"),
    "a case left out": ("cases", put(2, cases=[0]), 2, "no evidence"),
    "a case of another claim": (
        "cases",
        put(0, claim=op("ge", op("add", C, ONE), ZERO), evidence=[]),
        0,
        "no evidence",
    ),
    "a case that is narrower": ("cases", put(1, given=[op("ge", C, num(2))]), 2, "no evidence"),
    "an induction without its start": (
        "induction",
        put(2, start=1),
        2,
        "the start is not the claim at 0",
    ),
    "an induction with another step": (
        "induction",
        put(2, step=0),
        2,
        "the step is to be given the claim at k",
    ),
    "an induction that needs more of k": (
        "induction",
        lambda d: steps(d)[1]["given"].append(op("ge", k, ONE)),
        2,
        "the step is to be given the claim at k",
    ),
    "an induction that forgets a condition": (
        "induction",
        lambda d: steps(d)[1]["given"].append(op("ge", C, ONE)),
        2,
        "a condition of the step is missing",
    ),
    "an induction over a real": (
        "induction",
        lambda d: d["theorems"][-1].update(locals={"k": "real"}),
        2,
        "a variable of another kind",
    ),
    "a natural number that is none": (
        "induction",
        put(3, values={"k": num("1/2")}),
        3,
        "an integer that is at least 0",
    ),
    "a natural number below 0": (
        "induction",
        put(3, values={"k": num(-1)}),
        3,
        "an integer that is at least 0",
    ),
    "an instance where a condition fails": (
        "an instance",
        put(1, values={"x": op("add", C, num(-1))}),
        1,
        "no evidence for J.c + -1 >= 0",
    ),
    "an instance of what may be infinite": (
        "an instance",
        put(1, values={"x": K}),
        1,
        "not shown to be finite",
    ),
    "an instance of the theorem's own number": (
        "an instance",
        put(1, values={"J.c": ONE}),
        1,
        "no variable of the proof",
    ),
    "an instance of itself": ("an instance", put(1, of=1), 1, "the number of an earlier item"),
    "a step that uses itself": (
        "an instance",
        put(1, uses=[1]),
        1,
        "the number of an earlier item",
    ),
    "a step that uses a later one": ("cases", put(0, uses=[1]), 0, "the number of an earlier item"),
    "a combination of other terms": (
        "operators",
        lambda d: steps(d)[2]["terms"].pop(),
        2,
        "not the claim",
    ),
    "a combination with another factor": (
        "operators",
        lambda d: steps(d)[2]["terms"][1].update(left=num(2)),
        2,
        "not the claim",
    ),
    "a relation that is not shown": ("operators", put(4, uses=[3]), 4, "not shown"),
    "an inequality turned round": (
        "operators",
        lambda d: steps(d)[4]["terms"][0].update(left=num(-1)),
        4,
        "no evidence for -1 >= 0",
    ),
    "an inequality times what has no sign": (
        "operators",
        lambda d: steps(d)[4]["terms"][0].update(right=letter("S")),
        4,
        "not shown to be nonnegative",
    ),
    "an equality with a term more": ("operators", put(2, plus=ONE), 2, "no room for a term more"),
    "operators of two sizes": (
        "operators",
        put(2, claim=op("equal", letter("power", ONE), op("mul", J, T))),
        2,
        "operators of different sizes",
    ),
    "norms of blocks of a matrix of norms": (
        "operators",
        put(3, claim=op("entrywise", norms(T), norms(J))),
        3,
        "expected an operator of J",
    ),
    "norms of another equality": (
        "operators",
        put(3, claim=op("entrywise", norms(letter("power", ONE)), op("mul", num("1/2"), norms(J)))),
        3,
        "not shown",
    ),
    "norms of an inequality": ("operators", put(3, uses=[1]), 3, "expected one equality"),
    "a bound by a matrix with signs": ("operators", term(5, "of", "J"), 5, "expected T or |J|"),
    "a supremum under a condition on operators": (
        "operators",
        put(5, given=[op("equal", J, J)]),
        5,
        "what is given is about operators",
    ),
    "a fact of symmetric blocks": (
        "operators",
        lambda d: d["theorems"][-1]["statement"]["variables"]["J"].update(symmetric=False),
        1,
        "symmetric diagonal blocks",
    ),
    "calculus at another point": ("calculus", put(0, at=num(2)), 0, "no evidence"),
    "calculus with another shape": (
        "calculus",
        put(0, shape="falling and rising"),
        0,
        "no evidence",
    ),
    "calculus of a larger function": (
        "calculus",
        put(0, claim=op("le", op("add", X, ONE), op("exp", op("add", X, num(-1))))),
        0,
        "no evidence for -1 >= 0",
    ),
    "calculus across a pole": (
        "calculus",
        put(0, claim=op("le", op("div", ONE, X), op("exp", X)), evidence=[]),
        0,
        "no evidence for x != 0",
    ),
    "calculus of a logarithm": (
        "calculus",
        put(0, claim=op("le", op("log", X), X), evidence=[]),
        0,
        "no evidence for x > 0",
    ),
    "calculus of what has no derivative": (
        "calculus",
        put(0, claim=op("le", ZERO, op("abs", X)), evidence=[]),
        0,
        "is not known",
    ),
    "calculus at a point that moves": ("calculus", put(0, at=X), 0, "depends on the variable"),
    "calculus beside a condition that is no bound": (
        "calculus",
        put(0, given=[op("ge", op("pow", X, num(2)), ONE)]),
        0,
        "is no bound on it",
    ),
    "calculus at a point outside": (
        "calculus",
        put(0, given=[op("ge", X, num(2))]),
        0,
        "no evidence for -1 >= 0",
    ),
    "a lemma that stands later": ("a lemma", put(0, theorem=1), 0, "the number of an earlier item"),
    "a lemma of more": (
        "a lemma",
        conclude(op("gt", op("add", C, num(-1)), ZERO)),
        0,
        "no evidence",
    ),
    "a lemma of a smaller class": (
        "a lemma",
        lambda d: d["theorems"][1]["statement"]["variables"]["J"].update(kind="SelfReferential"),
        0,
        "the lemma is about BlockTriangular",
    ),
    "a lemma of symmetric blocks": (
        "a lemma",
        lambda d: [
            d["theorems"][1]["statement"]["variables"]["J"].update(symmetric=False),
            put(0, of="J")(d),
        ],
        0,
        "the diagonal blocks are symmetric",
    ),
    "a lemma whose hypothesis is not shown": (
        "a lemma",
        lambda d: d["theorems"][0]["statement"].update(hypotheses=[op("ge", C, ONE)]),
        0,
        "no evidence",
    ),
    "a lemma with a number too many": (
        "a lemma",
        put(0, parameters={"t": ONE}),
        0,
        "other parameters",
    ),
    "a lemma for a block": ("a lemma", put(0, of="J.A"), 0, "no such lemma"),
    "a step of no kind": ("a fact", put(0, kind="obvious"), 0, "unknown kind"),
    "a step with a field more": ("a fact", put(0, trust=True), 0, "unknown field"),
    "a symbol that nobody introduced": (
        "a fact",
        put(0, given=[op("ge", X, ZERO)]),
        0,
        "unknown symbol",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_step_is_rejected(name: str) -> None:
    rule, change, place, reason = BAD[name]
    document = RULES[rule]()
    change(document)
    with pytest.raises(proof_checker.Rejected) as found:
        proof_checker.check(document)
    assert str(found.value).startswith(f"step {place} "), found.value
    assert reason in str(found.value)


#: What is done to the good proof over the reals as a whole, and a part of the reason.
WHOLE: dict[str, tuple[Change, str]] = {
    "no steps": (lambda d: d["theorems"][0].update(steps=[]), "is not its conclusion"),
    "no theorems": (lambda d: d.update(theorems=[]), "there is no proof"),
    "no proof": (lambda d: d["theorems"][0].update(steps=None), "there is no proof"),
    "another conclusion": (
        lambda d: d["theorems"][0]["statement"].update(conclusion=op("gt", C, ZERO)),
        "is not its conclusion",
    ),
    "a conclusion under a condition": (put(0, given=[op("ge", C, ONE)]), "is not its conclusion"),
    "another class": (
        lambda d: d["theorems"][0]["statement"]["variables"]["J"].update(kind="Square"),
        "a field is missing",
    ),
    "radii of another form": (
        lambda d: d["theorems"][0]["statement"]["variables"]["J"].update(radii="several"),
        "other options",
    ),
    "two matrices": (
        lambda d: d["theorems"][0]["statement"]["variables"].update(
            X={"kind": "BlockTriangular", "symmetric": True, "radii": "common"}
        ),
        "one coupled matrix",
    ),
    "a name of two numbers": (
        lambda d: d["theorems"][0].update(locals={"J": "real"}),
        "is taken",
    ),
    "a theorem about operators": (
        lambda d: d["theorems"][0]["statement"].update(hypotheses=[op("equal", J, ZERO)]),
        "matrices and their quantities only",
    ),
    "a theorem about norms of operators": (
        lambda d: d["theorems"][0]["statement"].update(
            hypotheses=[op("le", op("size", letter("R", ONE)), ZERO)]
        ),
        "matrices and their quantities only",
    ),
    "a theorem that supposes that K is finite": (
        lambda d: d["theorems"][0]["statement"].update(hypotheses=[op("finite", K)]),
        "matrices and their quantities only",
    ),
    "another version": (lambda d: d.update(version=2), "the version is not 1"),
    "a version that is no number": (lambda d: d.update(version=True), "the version is not 1"),
    "another format": (lambda d: d.update(format="kreissverify-certificate"), "the format is not"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_wrong_file_is_rejected(name: str) -> None:
    change, reason = WHOLE[name]
    document = RULES["over the reals"]()
    change(document)
    with pytest.raises(proof_checker.Rejected, match=reason):
        proof_checker.check(document)


def holes(document: Document) -> list[str]:
    return [hole.what for hole in proof_checker.check(document).holes]


def test_what_is_taken_on_trust_is_listed() -> None:
    word = {"claim": ABOVE_0, "word": ["z3"]}
    document = proof(theorem(ABOVE_0, step("reals", ABOVE_0, evidence=[word])))
    assert holes(document) == ["J.c + 1 > 0, on the word of z3"]
    document = RULES["a fact"]()
    put(0, cites="kreiss.magic")(document)
    assert holes(document) == ["the fact kreiss.magic, which is not in the table"]
    document = RULES["a lemma"]()
    document["theorems"][0]["steps"] = None
    assert "the lemma test of digest" in holes(document)[0]
    claim = op("ge", GAMMA, num(2))
    document = proof(theorem(claim, step("decided", claim, by="magic")))
    assert holes(document) == ["the whole step, on the word of magic"]
    same = op("same", op("transpose", "J"), "J")
    document = proof(theorem(same, step("matrices", same)))
    assert len(holes(document)) == 1


def test_a_lemma_about_the_size_is_for_the_matrix_itself() -> None:
    claim = op("ge", sym("J.n"), ZERO)
    facts = [[">", [["1", [0, 1]]]], [">", [["-1", [0, 1]]]]]
    shown = certified(claim, [{"variable": "J.n"}], facts, [["1", [0]], ["1", [1]]])
    first = theorem(claim, step("reals", claim, evidence=[shown]))
    last = step("lemma", claim, theorem=0, of="J", parameters={})
    assert holes(proof(first, theorem(claim, last))) == []
    last["of"] = "J.comparison"
    with pytest.raises(proof_checker.Rejected, match="for the matrix itself"):
        proof_checker.check(proof(first, theorem(claim, last)))


def test_a_lemma_holds_in_its_domain_only() -> None:
    t = {"t": {"kind": "Integer", "options": {"at_least": num(0)}}}
    claim = op("ge", sym("t"), ZERO)
    first = theorem(claim, step("reals", claim), numbers=t)

    def used(value: Any) -> Document:
        there = op("ge", value, ZERO)
        own = step("lemma", there, theorem=0, of="J", parameters={"t": value})
        return proof(first, theorem(there, own))

    assert holes(used(num(3))) == []
    with pytest.raises(proof_checker.Rejected, match="an integer, by its form"):
        proof_checker.check(used(num("1/2")))
    with pytest.raises(proof_checker.Rejected, match="no evidence for -1 >= 0"):
        proof_checker.check(used(num(-1)))
    with pytest.raises(proof_checker.Rejected, match="not shown to be finite"):
        proof_checker.check(used(quantity("G", "J", ONE)))
