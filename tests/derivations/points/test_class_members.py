"""Claims on exact random members: what is false is refused there, whatever else would let it by."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sympy import Eq, Implies, Rational, Symbol, sqrt, true

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    G,
    H,
    K,
    M,
    Real,
    SelfReferential,
    assume,
    rho,
    theorem,
)
from kreissverify.derivations import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    Fact,
    Finite,
    OperatorEqual,
    OperatorNorm,
    Proof,
    StepNotShown,
    derive,
    operator_symbols,
)
from kreissverify.derivations.deciders import expansion, matrix_identities
from kreissverify.derivations.deciders import operator_combinations as combinations
from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.points.class_members import evaluate_at_members, members
from kreissverify.derivations.points.free_points import Sample
from kreissverify.derivations.steps import checked as checked_steps
from kreissverify.derivations.steps import decided as decided_steps
from kreissverify.derivations.steps import proof
from kreissverify.theorems import Statement, block, resolvent, same
from tests.derivations.support.decided_twice import decided_once


@theorem(source="for the tests")
def blocks(J: CoupledBlocks) -> Any:
    assume(rho(J.comparison) < 1)
    return K(J) >= 1


@theorem(source="for the tests")
def coupled(J: SelfReferential(symmetric=False)) -> Any:  # type: ignore[valid-type]
    assume(J.b * G(J.triangular, 1) < 1)
    return K(J) >= 1


@theorem(source="for the tests")
def triangular(J: BlockTriangular(symmetric=False)) -> Any:  # type: ignore[valid-type]
    return K(J) >= 1


@theorem(source="a hope")
def no_growth(J: BlockTriangular) -> Any:
    return M(J) <= 2


def began(statement: Statement) -> Proof:
    return Proof(statement, lambda lemma: None)


def combined(p: Proof, claim: Callable[..., Any]) -> Any:
    r = p.real("r")
    return p.combination("planted", claim(p, r), [], given=[r > 1])


def second_resolvent_identity(p: Proof, r: Any) -> Any:
    R, R_D, N = operator_symbols("R R_D N", p.J, r)
    return OperatorEqual(R, R_D - R_D * N * R)


def the_blocks_of_the_resolvent(p: Proof, r: Any) -> Any:
    R, R_T = operator_symbols("R R_T", p.J, r)
    return EntrywiseLessEqual(2 * BlockNormMatrix(R), R_T)


def the_factors_exchanged(p: Proof, r: Any) -> Any:
    R, R_0, B = operator_symbols("R R_0 B", p.J, r)
    return OperatorEqual(R, R_0 + R * R_0 * B)


#: Each states something false, and what would notice it otherwise is switched off.
PLANTED: dict[str, tuple[Statement, Callable[[Proof], Any]]] = {
    "combination, a sign": (blocks, lambda p: combined(p, second_resolvent_identity)),
    "combination, a bound": (blocks, lambda p: combined(p, the_blocks_of_the_resolvent)),
    "combination, the order": (coupled, lambda p: combined(p, the_factors_exchanged)),
    "norms, block by block": (blocks, lambda p: normed(p, p.norms)),
    "norms": (coupled, lambda p: normed(p, p.sizes)),
    "matrices": (triangular, lambda p: spoiled_inverse(p)),
    "reals": (triangular, lambda p: p.reals("planted", G(p.J, 2) <= 1 / (2 - p.J.gamma))),
    "identity": (triangular, lambda p: p.identity("planted", Eq(K(p.J), 1))),
    "induction": (coupled, lambda p: by_induction(p)),
    "a lemma": (no_growth, lambda p: p.lemma(no_growth)),
    "a particular value": (no_growth, lambda p: at_two(p)),
}


def normed(p: Proof, step: Callable[..., Any]) -> Any:
    r = p.real("r")
    R, Z, J, z = operator_symbols("R Z J z", p.J, r)
    fact = p.combination(
        "R expanded in J",
        OperatorEqual(R, Z + Z * J * R),
        [(Z, OperatorEqual((z - J) * R, 1), 1), (-1, OperatorEqual(z * Z, 1), R)],
        given=[r > 1, OperatorEqual((z - J) * R, 1), OperatorEqual(z * Z, 1)],
    )
    assert "points" in fact.means
    return step("planted", fact, given=fact.given)


def spoiled_inverse(p: Proof) -> Any:
    J, z = p.J, p.real("z")
    R_A, R_D = resolvent(J.A, z), resolvent(J.D, z)
    claim = same(resolvent(J, z), block([[R_A, 0], [-R_D * J.C * R_A, R_D]]))
    return p.matrices("planted", claim, given=[z > 1])


def by_induction(p: Proof) -> Any:
    r, k = p.real("r"), p.natural("k")
    (E,) = operator_symbols("E", p.J, r)
    claim = OperatorEqual(E**k, 1)
    start = p.combination("start", OperatorEqual(1, 1), [])
    step = p.combination("planted step", OperatorEqual(E ** (k + 1), 1), [], given=[claim])
    return p.induction("by induction", start, step, k)


def at_two(p: Proof) -> Any:
    x = p.real("x")
    supposed = p.reals("supposed", M(p.J) <= x, given=[x > M(p.J), x > 2])
    return p.at(supposed, {x: Rational(2)})


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_falsehood_is_refused_at_a_member(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement, plant = PLANTED[name]
    p = began(statement)
    for module in (proof, decided_steps, checked_steps):
        monkeypatch.setattr(module, "decide_implication", lambda *args: Decision(True, ("z3",), ""))
    monkeypatch.setattr(expansion, "vanishes", lambda gap: True)
    monkeypatch.setattr(checked_steps, "undefined_part", lambda *args: "")
    monkeypatch.setattr(combinations, "require", lambda *args: None)
    monkeypatch.setattr(combinations, "block_norm_bound", half_of(combinations.block_norm_bound))
    monkeypatch.setattr(combinations, "norm_bound", half_of(combinations.norm_bound))
    monkeypatch.setattr(matrix_identities, "require", lambda *args: ([], []))
    if not name.startswith("a "):
        monkeypatch.setattr(checked_steps, "sample", lambda *args, **options: Sample(0))
    with pytest.raises(StepNotShown, match="it is false at J = ") as refused:
        plant(p)
    assert refused.value.step.startswith("planted") or name.startswith("a ")


def half_of(bound: Callable[..., Any]) -> Callable[..., Any]:
    """Return a rule that gives half of the right bound."""

    def halved(*args: Any) -> Any:
        claim = bound(*args)
        return claim.func(claim.lhs, claim.rhs / 2)

    return halved


def test_members_satisfy_the_hypotheses_and_differ() -> None:
    for statement in (blocks, coupled, triangular):
        p = began(statement)
        found = members(p.J.quantifier, (), p.context)
        assert len(found) >= 5
        assert len({member.instance.sizes for member in found}) > 1
        if not p.J.quantifier.symmetric:
            diagonal = [x.instance.block(i, i) for x in found for i in range(x.instance.m)]
            assert any(block != block.transpose() for block in diagonal)
        for member in found:
            x, y = member.direction
            assert x * x + y * y == 1
    subcritical = members(coupled.matrix[1], (), began(coupled).context)
    assert all(member.instance.b.lower.value < 1 for member in subcritical)


def decided(claim: Any, *given: Any, statement: Statement = triangular, **definitions: Any) -> int:
    """Return on how many members a claim is true; -1 if it is false on one."""
    p = began(statement)
    r, named = p.real("r"), {Symbol(x, real=True): value for x, value in definitions.items()}
    own = [r, p.natural("k")]
    found = evaluate_at_members(claim, given, members(p.J.quantifier, (), p.context), named, own)
    return -1 if found.counterexample else found.count


def test_quantities_have_their_own_values() -> None:
    J, r, x = began(triangular).J, Symbol("r", real=True), Symbol("x", real=True)
    assert decided((r - 1) * G(J, r) <= K(J), r > 1) > 4
    assert decided((r - 1) * G(J, r) <= K(J) / 2, r > 1) == -1
    assert decided(Finite(K(J))) > 4
    assert decided(H(J.comparison) >= 2 + x, x=J.c**2) > 4
    assert decided(H(J.comparison) <= 2 + x, x=J.c**2 / 2) == -1
    assert decided(Implies(J.c > 2, K(J) > 1)) > 4


def test_what_cannot_be_told_is_not_counted() -> None:
    J, r, k = began(triangular).J, Symbol("r", real=True), Symbol("unknown", real=True)
    assert decided(G(J, sqrt(2)) > 0) == 0  # no rational radius
    assert decided(k > 0) == 0
    assert decided(G(J, r) > 0, r < 0, r > 0) == 0  # nowhere
    (R,) = operator_symbols("R", J, sqrt(2))
    assert decided(OperatorEqual(R, R + 1)) == 0
    assert decided(Eq(K(J), 1), J.c > 3) == -1


def test_operators_are_those_of_the_member() -> None:
    J, r = began(coupled).J, Symbol("r", real=True)
    R, z, whole, R_0, B, E = operator_symbols("R z J R_0 B E", J, r)
    assert decided(OperatorEqual((z - whole) * R, 1), r > 1, statement=coupled) > 4
    assert decided(OperatorEqual((z + whole) * R, 1), r > 1, statement=coupled) == -1
    assert decided(OperatorEqual(E, B * R_0), r > 1, statement=coupled) > 4
    assert decided(OperatorNorm(R) <= G(J, r) * 2, r > 1, statement=coupled) > 4
    assert decided(OperatorNorm(R) * r <= Rational(1, 2), r > 1, statement=coupled) == -1


def test_a_step_with_one_means_would_be_noticed() -> None:
    cited, once = Fact("cited", "classical", true, means=("cited", "points")), ("z3",)
    facts = (cited, Fact("z3 alone", "reals", true, means=once), replace(cited, means=()))
    assert decided_once(facts) == ["z3 alone"]
    assert decided_once((replace(facts[1], means=("z3", "points")),)) == []


@theorem(source="a test")
def bounded_by_name(J: BlockTriangular, high: Real(at_least="low"), low: Real(above=0)):
    """An end of a domain is the name of another parameter."""
    return low <= high + J.c


def test_numbers_are_drawn_after_those_that_they_are_bounded_by() -> None:
    of, domains = bounded_by_name.matrix[1], tuple(bounded_by_name.parameters.items())
    drawn = [member.parameters for member in members(of, domains, ())]
    assert len(drawn) == 8 and all(0 < x["low"] <= x["high"] for x in drawn)


@bounded_by_name.derivation
def _(p: Proof) -> None:
    p.qed(p.reals("c is not negative", p.J.c >= 0))


def test_a_theorem_with_a_bound_by_name_is_derived() -> None:
    assert not derive(bounded_by_name).failed
