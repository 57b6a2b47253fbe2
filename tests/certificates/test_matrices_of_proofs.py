"""Proofs about matrices of kinds, numbers alone and a radius for each block; and wrong ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kreissverify.certificates import proof_checker
from kreissverify.derivations.proof_files.stored import proof_file, text_of
from tests.certificates.support.by_hand import Document, Tree, num, op, quantity, sym
from tests.certificates.support.by_steps import proof, step
from tests.certificates.support.of_kinds import about, cited, entry, kind, matrix, real

A, g, c = quantity("rho", "A"), sym("g"), sym("c")
ONE, ZERO = num(1), num(0)
STABLE = op("lt", A, ONE)


def of_a_radius_each(fact: str = "radii.two_by_two_radius") -> Document:
    first, second = sym("J.gammas.0"), sym("J.gammas.1")
    gap = op("add", first, op("neg", second))
    inside = op("add", op("pow", gap, num(2)), op("mul", num(4), sym("J.b"), sym("J.c")))
    value = op("div", op("add", first, second, op("sqrt", inside)), num(2))
    claim = op("eq", quantity("rho", "J.comparison"), value)
    J = {"kind": "SelfReferential", "symmetric": True, "radii": "each"}
    # that the root has a value is shown apart, and not here: the conclusion is a part of the claim
    radius = op("ge", quantity("rho", "J.comparison"), quantity("rho", "J.comparison"))
    return proof(
        about({"J": J}, radius, cited(fact, claim, T="J.comparison"), step("reals", radius))
    )


def of_a_square(of: Document | None = None) -> Document:
    det = op(
        "add", op("mul", entry(0, 0), entry(1, 1)), op("neg", op("mul", entry(0, 1), entry(1, 0)))
    )
    claim = op("gt", op("add", ONE, op("neg", det)), ZERO)
    last = cited("planar.jury", claim, X="A")
    return proof(about({"A": of or kind()}, claim, last, hypotheses=[STABLE]))


def of_numbers(rows: Any = None, stages: int = 2) -> Document:
    X = matrix(*(rows or [[g, ZERO], [c, g]]))
    claim = op("eq", quantity("rho", X), g)
    last = cited("chain.resolvent", claim, X=X, r=num(stages))
    return proof(about({"g": real(at_least=0, below=2), "c": real(at_least=0)}, claim, last))


def of_a_lemma(of: Document | None = None, value: Tree = None) -> Document:
    first = of_a_square(of)["theorems"][0]
    X = value if value is not None else matrix([g, c], [ZERO, g])
    claim = op("gt", op("add", ONE, op("neg", op("mul", g, g))), ZERO)
    stable = op("lt", quantity("rho", X), ONE)
    last = step("lemma", claim, theorem=0, of=None, parameters={"A": X})
    numbers = {"g": real(), "c": real(), "B": kind(size=num(3))}
    return proof(first, about(numbers, claim, last, hypotheses=[stable]))


def of_a_sum(of: Document) -> Document:
    claim = op("le", quantity("K", op("rows", op("columns", "A"))), ONE)
    terms = {"X": op("rows", op("columns", "A")), "Y": "A", "h": sym("h")}
    last = cited("symmetric_sum.kreiss", claim, **terms, low=ZERO, high=ONE, bound=ONE)
    return proof(about({"A": of}, claim, last, local={"h": "real"}))


GOOD: dict[str, Callable[[], Document]] = {
    "a radius for each block": of_a_radius_each,
    "a square matrix": of_a_square,
    "numbers": of_numbers,
    "a lemma about a matrix": of_a_lemma,
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_proof_is_accepted(name: str) -> None:
    assert proof_checker.check(json.loads(json.dumps(GOOD[name]()))).holes == []


def with_variable(document: Document, name: str, of: Document) -> Document:
    document["theorems"][-1]["statement"]["variables"][name] = of
    return document


EACH = {"kind": "SelfReferential", "symmetric": True, "radii": "each"}
COMMON = EACH | {"radii": "common"}
BAD: dict[str, tuple[Callable[[], Document], str]] = {
    "a fact of one radius": (
        lambda: of_a_radius_each("two_by_two.radius"), "one radius of all blocks"),
    "a fact of a radius each": (
        lambda: with_variable(of_a_radius_each(), "J", COMMON), "unknown symbol: J.gammas.0"),
    "a complex matrix": (lambda: of_a_square(kind(complex=True)), "may be no real number"),
    "a larger matrix": (lambda: of_a_square(kind(size=num(3))), "expected a real 2×2 matrix"),
    "a matrix of any size": (lambda: of_a_square(kind(size=sym("n"))), "there is no such entry"),
    "no rows": (lambda: of_a_square(kind(size=ZERO)), "expected a number of rows"),
    "half a row": (lambda: of_a_square(kind(size=num("1/2"))), "expected a number of rows"),
    "a size that is a sum": (
        lambda: of_a_square(kind(size=op("add", ONE, ONE))), "a number or a symbol"),
    "a spectrum of any matrix": (
        lambda: of_a_square(kind(spectrum=[ZERO, ONE])), "no symmetric matrix"),
    "a size that is a variable": (
        lambda: with_variable(of_a_square(kind(size=sym("x"))), "x", real()), "is taken"),
    "a variable of a matrix": (
        lambda: with_variable(of_a_square(), "A.n", real()), "belongs to a matrix"),
    "a kind beside a coupled matrix": (
        lambda: with_variable(of_a_square(), "J", COMMON), "expected one coupled matrix, or"),
    "another kind": (lambda: of_a_square(kind("Normal")), "a field is missing: options"),
    "no chain: an entry above": (lambda: of_numbers([[g, c], [c, g]]), "expected a chain"),
    "no chain: two radii": (lambda: of_numbers([[g, ZERO], [c, c]]), "expected a chain"),
    "rows of two lengths": (lambda: of_numbers([[g, ZERO], [c]]), "rows of different lengths"),
    "a row of nothing": (lambda: of_numbers([[], []]), "rows of different lengths"),
    "a sum over no symmetric matrix": (lambda: of_a_sum(kind()), "is given as symmetric"),
    "a sum over a complex matrix": (
        lambda: of_a_sum(kind("Symmetric", spectrum=[ZERO, ONE], complex=True)), "as symmetric"),
    "no end of the spectrum above": (
        lambda: of_a_sum(kind("Symmetric", spectrum=[ZERO, None])), "the ends of the spectrum"),
    "a bound of no eigenvalue": (
        lambda: of_a_sum(kind("Symmetric", spectrum=[ZERO, ONE])), "not shown"),
    "a circle inside": (lambda: of_numbers(stages=1), "no evidence"),
    "a lemma of another size": (lambda: of_a_lemma(value="B"), "another number of rows"),
    "a lemma about no square": (lambda: of_a_lemma(value=matrix([g, c])), "a square matrix"),
    "a lemma about an inverse": (
        lambda: of_a_lemma(value=op("inverse", matrix([g, c], [c, g]))), "may have no inverse"),
    "a lemma about an entry that may be infinite": (
        lambda: of_a_lemma(value=matrix([quantity("K", "B"), c], [c, g])), "always finite"),
    "a lemma about a matrix that is none": (lambda: of_a_lemma(value="C"), "unknown matrix"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_proof_is_rejected(name: str) -> None:
    make, reason = BAD[name]
    with pytest.raises(proof_checker.Rejected, match=reason):
        proof_checker.check(json.loads(json.dumps(make())))


def bundled(name: str) -> Document:
    document: Document = json.loads(text_of(proof_file(name)))
    return document


def put(*path: Any, value: Any) -> Callable[[Document], None]:
    """Return a change of the last theorem."""

    def change(document: Document) -> None:
        inside: Any = document["theorems"][-1]
        for x in path[:-1]:
            inside = inside[x]
        inside[path[-1]] = value

    return change


SPECTRUM = ("statement", "variables", "J.S", "spectrum")
#: Of the heavy ball: its last step but one sums over the eigenvalues of S, in [0, 1].
WRONG_SUMS = {
    "a wider spectrum": (put(*SPECTRUM, value=[ZERO, num(2)]), "the ends of the spectrum"),
    "a complex one": (put("statement", "variables", "J.S", "complex", value=True), "as symmetric"),
    "another matrix in the blocks": (
        lambda d: d["theorems"][-1]["steps"][-2]["terms"].update(
            X=op("rows", op("columns", op("transpose", "J.S")))
        ),
        "expected a polynomial in J.S",
    ),
    "a smaller bound": (
        lambda d: d["theorems"][-1]["steps"][-2]["terms"].update(bound=ONE),
        "no evidence for 1 ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_SUMS)
def test_a_wrong_sum_over_eigenvalues_is_rejected(name: str) -> None:
    document = bundled("HB")
    assert document["theorems"][-1]["steps"][-2]["cites"] == "symmetric_sum.kreiss"
    assert proof_checker.check(document).holes == []
    change, reason = WRONG_SUMS[name]
    change(document)
    with pytest.raises(proof_checker.Rejected, match=reason):
        proof_checker.check(document)


def test_a_lemma_about_one_radius_is_none_about_several() -> None:
    document = bundled("comparison.radii_kreiss")
    assert proof_checker.check(document).holes == []
    for each in document["theorems"][:-1]:
        each["statement"]["variables"]["J"]["radii"] = "common"
        each["steps"] = None
    with pytest.raises(proof_checker.Rejected, match="one radius of all blocks"):
        proof_checker.check(document)


def test_a_lemma_about_several_radii_is_one_about_one() -> None:
    *lemmas, last = bundled("comparison.radii_peak")["theorems"]
    last["statement"]["variables"]["J"]["radii"] = "common"
    assert proof_checker.check(proof(*lemmas, last)).holes == []


def test_a_fact_is_used_for_plain_conditions_only_where_its_own_are_given() -> None:
    """Of K_c of a 2x2 flow: mx > 0 for x > 0 is used beside what is shown for every y."""
    document = bundled("Q.kreiss")
    assert proof_checker.check(document).holes == []
    steps = document["theorems"][-1]["steps"]
    (place,) = (i for i, x in enumerate(steps) if x.get("cites") == "flow.planar_line")
    (used,) = (i for i in steps[place]["uses"] if steps[i]["name"] == "mx > 0")
    assert steps[used]["given"] == steps[place]["given"] == [op("gt", sym("x"), ZERO)]
    steps[used]["given"].append(op("gt", sym("y"), ZERO))
    for entry_ in steps[used]["evidence"]:  # what was premise 2 is premise 3
        certificate = entry_["certificate"]
        certificate["premises"] = [k + (k > 1) for k in certificate["premises"]]
    with pytest.raises(proof_checker.Rejected, match=r"step .* \(on a line\).*no evidence for"):
        proof_checker.check(document)


def test_entries_of_sums_are_sums_of_entries() -> None:
    unit = op("identity", num(2))
    X = op("add", "A", op("times", num(-3), unit), matrix([c, ZERO], [g, c]))
    whole = op("add", entry(0, 0), num(-3), c)
    claim = op("eq", entry(0, 0, X), whole)
    other = op("eq", entry(1, 0, X), op("add", entry(1, 0), g))
    both = {"A": kind(), "g": real(), "c": real()}
    for one in (claim, other):
        assert proof_checker.check(proof(about(both, one, step("reals", one)))).holes == []
    wrong = op("eq", entry(0, 1, X), op("add", entry(0, 1), num(-3)))
    with pytest.raises(proof_checker.Rejected, match="no evidence"):
        proof_checker.check(proof(about(both, wrong, step("reals", wrong))))


#: Words that trees of matrices, terms and formulas begin with: none of them is taken by a name.
OPERATIONS = [
    *("matrix", "identity", "zeros", "add", "times", "mul", "power", "scalar", "transpose"),
    *("inverse", "rows", "columns", "variable", "quantity", "entry", "real", "same", "norms"),
]


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_matrix_named_as_an_operation_is_a_matrix(name: str) -> None:
    """An entry of a matrix named zeros was 0, and one of a matrix named identity 1."""
    good = json.dumps(of_a_square()).replace('"A"', f'"{name}"')
    assert proof_checker.check(json.loads(good)).holes == []
    for value in (ZERO, ONE):
        claim = op("eq", entry(0, 0, name), value)
        wrong = proof(about({name: kind()}, claim, step("reals", claim)))
        with pytest.raises(proof_checker.Rejected, match="no evidence"):
            proof_checker.check(wrong)


def test_matrices_of_kinds_are_printed() -> None:
    said = proof_checker.statement_text(proof_checker.check(bundled("HB")).theorem)
    assert "J.S in Symmetric(J.n, spectrum in [0, 1])" in said
    each = proof_checker.statement_text(proof_checker.check(of_a_radius_each()).theorem)
    assert each.startswith("for J in SelfReferential (a radius for each): ")
    numbers = proof_checker.statement_text(proof_checker.check(of_numbers()).theorem)
    assert "rho(matrix([g, 0], [c, g]))" in numbers


def test_fractions_are_printed_as_what_they_are() -> None:
    half = num("1/2")
    assert proof_checker.written(op("div", g, half)) == "(g / (1/2))"
    assert proof_checker.written(op("div", g, op("div", g, half))) == "(g / (g / (1/2)))"
    assert proof_checker.written(op("pow", g, half)) == "(g ^ (1/2))"
