"""Proofs by facts of maps and their flows, of equal matrices and of numerical radii; wrong ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kreissverify.certificates import proof_checker
from tests.certificates.support.by_hand import Document, Tree, num, op, quantity, sym
from tests.certificates.support.by_steps import proof, step
from tests.certificates.support.of_kinds import about, cited, kind, matrix, real

ONE, ZERO, TWO = num(1), num(0), num(2)
g, c, k = sym("g"), sym("c"), sym("k")
UNIT = op("identity", sym("n"))
A_AND_1, ONE_AND_A = op("add", "A", UNIT), op("add", UNIT, "A")
FLOW = op("add", "A", op("times", num(-1), UNIT))
ANY = {"A": kind(size=sym("n")), "g": real(), "c": real(at_least=0, at_most=1)}
STABLE = op("lt", quantity("rho", "A"), ONE)


def shown(
    fact: str, claim: Tree, word: str = "classical", variables: Any = None, **terms: Any
) -> Document:
    """Return a proof that cites a fact, of an `A` with n rows and numbers g and 0 ≤ c ≤ 1."""
    local = {"k": "natural", "t": "real"}
    last = cited(fact, claim, word, **terms)
    return proof(about(variables or ANY, claim, last, local=local))


def same_norm(X: Tree, Y: Tree, **variables: Document) -> Document:
    claim = op("eq", quantity("norm", X), quantity("norm", Y))
    return shown("equal.values", claim, "definition", {**ANY, **variables}, X=X, Y=Y)


def numerical(power: Tree = k, least: Document | None = None) -> Document:
    whole = least or {"kind": "Integer", "options": {"at_least": ONE}}
    claim = op("le", quantity("w", op("power", "A", power)), op("pow", quantity("w", "A"), power))
    last = cited("w.power", claim, X="A", k=power)
    return proof(about({"A": kind(size=sym("n")), "k": whole}, claim, last))


def monotone(smaller: Tree = c, larger: Tree = ONE) -> Document:
    X, Y = (matrix([ZERO, x], [ONE, c]) for x in (smaller, larger))
    claim = op("le", quantity("norm", X), quantity("norm", Y))
    return shown("nonnegative.monotone", claim, X=X, Y=Y)


def averaged(share: Tree = ONE) -> Document:
    """Return a proof of ‖(sA + (1-s)I)³‖ ≤ 2 with no evidence that ‖Aᵏ‖ ≤ 2."""
    rest = op("add", ONE, op("neg", share))
    mixed = op("add", op("times", share, "A"), op("times", rest, UNIT))
    claim = op("le", quantity("norm", op("power", mixed, num(3))), TWO)
    terms = {"X": "A", "bound": TWO, "k": k, "share": share, "t": num(3)}
    return shown("powers.binomial", claim, **terms)


def of_the_flow(of: Tree = FLOW, **terms: Any) -> Document:
    less = op("add", quantity("rho", "A"), num(-1))
    claim = op("le", quantity("spectral_abscissa", of), less)
    return shown("flow.of_map", claim, "definition", **{"X": "A", "x": ONE} | terms)


def noise(*, stable: bool = True, second: int = 1) -> Document:
    """Return a proof that H of the zero matrix is 2, the trace of P = I."""
    X = matrix([ZERO, ZERO], [ZERO, ZERO])
    claim = op("eq", quantity("H", X), num(1 + second))
    terms = {"X": X, "first": ONE, "mixed": ZERO, "second": num(second)}
    given = [op("lt", quantity("rho", X), ONE)] if stable else []
    last = cited("planar.noise", claim, "definition", **terms)
    return proof(about({"g": real()}, claim, last, hypotheses=given))


def rescaled(h: Tree = TWO) -> Document:
    faster = op("times", h, "A")
    claim = op("eq", quantity("K_c", faster), quantity("K_c", "A"))
    return shown("flow.rescaled", claim, "definition", X="A", h=h)


def of_two(fact: str = "norm.product", rows: Tree = None) -> Document:
    variables = {"A": kind(size=sym("n")), "B": kind(size=rows or sym("n"))}
    product = op("mul", quantity("norm", "A"), quantity("norm", "B"))
    claim = op("le", quantity("norm", op("mul", "A", "B")), product)
    return shown(fact, claim, variables=variables, X="A", Y="B")


GOOD: dict[str, Callable[[], Document]] = {
    "the order of a sum": lambda: same_norm(A_AND_1, ONE_AND_A),
    "A + I - I = A": lambda: same_norm(op("add", A_AND_1, op("times", num(-1), UNIT)), "A"),
    "(A + I)² = A² + 2A + I": lambda: same_norm(
        op("power", A_AND_1, TWO), op("add", op("power", "A", TWO), op("times", TWO, "A"), UNIT)),
    "a power": numerical,
    "an order of entries": monotone,
    "a flow": of_the_flow,
    "a flow, the other way round": lambda: of_the_flow(op("add", *FLOW["args"][::-1])),
    "a noise gain": noise,
    "twice as fast": rescaled,
    "a product": of_two,
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_good_proof_is_accepted(name: str) -> None:
    assert proof_checker.check(json.loads(json.dumps(GOOD[name]()))).holes == []


BAD: dict[str, tuple[Callable[[], Document], str]] = {
    "another matrix": (lambda: same_norm(A_AND_1, "A"), "equality of matrices differ"),
    "AB = BA": (
        lambda: same_norm(op("mul", "A", "B"), op("mul", "B", "A"), B=kind(size=sym("n"))),
        "equality of matrices differ"),
    "a number that may be 0": (
        lambda: same_norm(op("times", op("mul", g, op("div", ONE, g)), "A"), "A"), "no evidence"),
    "gA = A": (lambda: same_norm(op("times", g, "A"), "A"), "no evidence"),
    "a transpose": (lambda: same_norm(op("transpose", "A"), "A"), "not expanded here"),
    "two sizes": (lambda: same_norm("A", "B", B=kind(size=num(2))), "matrices of one size"),
    "a power below 0": (
        lambda: numerical(least={"kind": "Integer", "options": {"at_least": num(-1)}}),
        "an integer that is at least 0"),
    "half a power": (lambda: numerical(num("1/2")), "an integer that is at least 0"),
    "an order the other way round": (lambda: monotone(ONE, c), "no evidence"),
    "an entry below 0": (lambda: monotone(num(-1), ONE), "no evidence"),
    "an entry of any sign": (lambda: monotone(g, ONE), "no evidence"),
    "a share above 1": (lambda: averaged(TWO), "no evidence"),
    "powers without a bound": (averaged, "no evidence"),
    "the flow of A + I": (lambda: of_the_flow(A_AND_1), "no evidence"),
    "a line on the axis": (lambda: of_the_flow(x=ZERO), "no evidence"),
    "a noise gain of what may be unstable": (lambda: noise(stable=False), "no evidence"),
    "a noise gain of another P": (lambda: noise(second=2), "no evidence"),
    "as fast the other way": (lambda: rescaled(num(-1)), "no evidence"),
    "any speed": (lambda: rescaled(g), "no evidence"),
    "a product of two sizes": (lambda: of_two(rows=num(2)), "do not fit|of one size"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_proof_is_rejected(name: str) -> None:
    make, reason = BAD[name]
    with pytest.raises(proof_checker.Rejected, match=reason):
        proof_checker.check(json.loads(json.dumps(make())))


def test_sums_within_sums_are_counted_as_work() -> None:
    """A sum is written out to be compared, again for each sum around it."""
    deep: Tree = "A"
    for _ in range(90):
        deep = op("add", deep, *[op("times", op("pow", g, num(3)), "A")] * 90)
    claim = op("ge", quantity("norm", deep), quantity("norm", deep))
    with pytest.raises(proof_checker.Rejected, match="work"):
        proof_checker.check(proof(about(ANY, claim, step("reals", claim))))
