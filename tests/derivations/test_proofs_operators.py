"""The derivations about operators are complete, and fail where a step is spoiled."""

from collections.abc import Callable
from typing import Any

import pytest
import sympy

from kreissverify import BlockTriangular, K, SelfReferential, theorem
from kreissverify.derivations import (
    DerivationError,
    OperatorEqual,
    OperatorNorm,
    Proof,
    StepNotShown,
    derive,
    operator_symbols,
)
from kreissverify.theorems import Statement, block, collect, resolvent, same
from tests.derivations.support.decided_twice import assert_decided_twice
from tests.derivations.support.proofs import QUICK, SLOW
from tests.paths import PROOFS

FILES = [*QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)]


@pytest.mark.parametrize("name", FILES)
def test_every_derivation_of_the_file_is_complete(name: str) -> None:
    found = collect([f"{PROOFS}/{name}"])
    assert not found.errors and found.statements
    derived = [x for x in found.statements if x.derivations]
    assert derived and all(x.derivations or x.expect == "supported" for x in found.statements)
    for statement in derived:
        derivation = derive(statement)
        assert derivation is not None, statement.id
        assert derivation.is_complete, (statement.id, derivation.failed, derivation.reason)
        assert_decided_twice(derivation)


@theorem(source="for the tests")
def triangular(J: BlockTriangular) -> Any:
    return K(J) >= 1


@theorem(source="for the tests")
def coupled(J: SelfReferential) -> Any:
    return K(J) >= 1


def proof(statement: Statement = triangular) -> Proof:
    return Proof(statement, lambda lemma: None)


def inverse_by_blocks(p: Proof, lower: Callable[..., Any], given: Any) -> Any:
    """Claim that the resolvent has a given lower left block."""
    J, z = p.J, p.real("z")
    R_A, R_D = resolvent(J.A, z), resolvent(J.D, z)
    claim = same(resolvent(J, z), block([[R_A, 0], [lower(R_A, R_D, J.C), R_D]]))
    radii = p.by("triangular.radius", X=J)
    return p.matrices("the resolvent", claim, uses=[radii], given=given(z))


def test_the_block_resolvent_is_an_identity_where_it_exists() -> None:
    fact = inverse_by_blocks(proof(), lambda a, d, c: d * c * a, lambda z: [z > 1])
    assert fact.means == ("identity", "points")


SPOILED: dict[str, Callable[..., Any]] = {
    "the wrong sign": lambda a, d, c: -d * c * a,
    "a factor missing": lambda a, d, c: c * a,
    "a term too many": lambda a, d, c: d * c * a + c,
    "a wrong coefficient": lambda a, d, c: 2 * d * c * a,
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_block_resolvent_is_refused(name: str) -> None:
    with pytest.raises(StepNotShown, match=r"block \(2, 1\)"):
        inverse_by_blocks(proof(), SPOILED[name], lambda z: [z > 1])


@pytest.mark.parametrize("beyond", [0, sympy.Rational(99, 100)])
def test_an_inverse_that_may_not_exist_is_refused(beyond: Any) -> None:
    with pytest.raises(StepNotShown, match="an inverse exists if"):
        inverse_by_blocks(proof(), lambda a, d, c: d * c * a, lambda z: [z > beyond])


def test_a_scalar_that_may_have_no_value_is_refused() -> None:
    p = proof()
    z, J = p.real("z"), p.J
    claim = same(J.A / (z - 2) + J.A, (1 / (z - 2) + 1) * J.A)
    with pytest.raises(StepNotShown, match="the division"):
        p.matrices("scaled", claim)
    assert p.matrices("scaled", claim, given=[z > 2]).claim == claim


def test_induction_gathers_powers() -> None:
    p = proof(coupled)
    r, k = p.real("r"), p.natural("k")
    R, E = operator_symbols("R E", p.J, r)
    commute, claim = OperatorEqual(R * E, E * R), OperatorEqual(R * E**k, E**k * R)
    start = p.combination("at 0", OperatorEqual(R, R), [])
    step = p.combination(
        "from k to k + 1",
        OperatorEqual(R * E ** (k + 1), E ** (k + 1) * R),
        [(1, claim, E), (E**k, commute, 1)],
        given=[commute, claim],
    )
    every = p.induction("for every k", start, step, k)
    assert every.claim == claim and every.given == (commute,)
    third = p.at(every, {k: sympy.Integer(3)}, given=[commute])
    assert third.claim == OperatorEqual(R * E**3, E**3 * R)


def test_induction_needs_the_next_case_itself() -> None:
    p = proof(coupled)
    r, k = p.real("r"), p.natural("k")
    R, E = operator_symbols("R E", p.J, r)
    claim = OperatorEqual(R * E**k, R)
    same_case = p.combination("the same case", claim, [(1, claim, 1)], given=[claim])
    start = p.combination("at 0", OperatorEqual(R, R), [])
    with pytest.raises(StepNotShown, match="is not the claim at k \\+ 1"):
        p.induction("for every k", start, same_case, k)
    with pytest.raises(DerivationError, match="the claim at k, only"):
        p.induction("for every k", start, start, k)
    with pytest.raises(DerivationError, match="expected a variable by `natural`"):
        p.induction("for every k", start, same_case, r)


def test_induction_needs_the_first_case() -> None:
    p = proof(coupled)
    r, k = p.real("r"), p.natural("k")
    R, E = operator_symbols("R E", p.J, r)
    claim, one = OperatorEqual(R * E**k, E), OperatorEqual(E * E, E)
    R_E = OperatorEqual(R * E ** (k + 1), E)
    step = p.combination("next", R_E, [(1, claim, E), (1, one, 1)], given=[claim, one])
    start = p.combination("at 0", OperatorEqual(R, R), [])
    with pytest.raises(StepNotShown, match="is not the claim at k = 0"):
        p.induction("for every k", start, step, k)


def test_norms_of_an_equality_take_every_term() -> None:
    p = proof(coupled)
    r = p.real("r")
    R, R_0, B = operator_symbols("R R_0 B", p.J, r)
    claim = OperatorEqual(R, R_0 - 2 * R_0 * B * R)
    fact = p.combination("supposed", claim, [(1, claim, 1)], given=[claim])
    size = OperatorNorm
    sized = p.sizes("its norms", fact, given=[claim])
    assert sized.claim == (size(R) <= size(R_0) + 2 * size(R_0) * size(B) * size(R))
    assert sized.given == (claim,)
    with pytest.raises(StepNotShown, match="was not shown"):  # it was only supposed
        p.qed(sized)
