"""Attempts to prove what is false of matrices: whose they are, of what sizes, with what values.

The theorems are about sizes for which no random members are drawn, so that the logic stands alone.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Eq, MatMul, Rational, Symbol, exp

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    G,
    Integer,
    K,
    Real,
    SelfReferential,
    assume,
    block,
    power_norm,
    resolvent,
    rho,
    same,
    theorem,
    verify,
)
from kreissverify.derivations import (
    DerivationError,
    OperatorEqual,
    Proof,
    StepNotShown,
    derive,
    operator_symbols,
)
from kreissverify.evidence import Verdict
from kreissverify.matrices.symbolic import SymbolicInstance
from kreissverify.matrices.two_blocks import Quantifier
from kreissverify.theorems import Statement
from kreissverify.theorems.statement import canonical


@theorem(source="for the tests")
def of_three_and_four(J: SelfReferential(sizes=(3, 4)), t: Real(above=0)) -> Any:  # type: ignore[valid-type]
    return K(J) >= 1


@theorem(source="for the tests")
def of_three_blocks(J: CoupledBlocks(sizes=(3, 2, 2))) -> Any:  # type: ignore[valid-type]
    return K(J) >= 1


@theorem(source="for the tests")
def below_the_diagonal(J: BlockTriangular) -> Any:
    return rho(J) <= J.gamma


@theorem(source="for the tests")
def of_its_size(J: SelfReferential) -> Any:
    return K(J) <= J.n


@theorem(source="for the tests")
def of_its_inverse(J: SelfReferential, r: Real(above=5)) -> Any:  # type: ignore[valid-type]
    return same(J * resolvent(J, r), resolvent(J, r) * J)


def exchange(p: Proof) -> Any:
    """The rows of J exchanged: the sizes of the blocks must not be."""
    J = p.J
    m, n = J.A.rows, J.D.rows
    above = [sympy.ZeroMatrix(m, n), sympy.Identity(m)]
    return block([above, [sympy.Identity(n), sympy.ZeroMatrix(n, m)]])


ATTEMPTS: dict[str, tuple[Statement, Callable[[Proof], Any], str]] = {
    "a lemma for a matrix that is not J": (
        of_three_and_four,
        lambda p: p.lemma(
            below_the_diagonal, of=SymbolicInstance.for_every("J", Quantifier(BlockTriangular))
        ),
        "expected J, J.comparison or J.triangular",
    ),
    "a lemma of two blocks for the lower part of three": (
        of_three_blocks,
        lambda p: p.lemma(below_the_diagonal, of=p.J.comparison.triangular),
        "is in CoupledBlocks",
    ),
    "a lemma of J's size for another matrix": (
        of_three_and_four,
        lambda p: p.lemma(of_its_size, of=p.J.comparison),
        "depends on the sizes of J",
    ),
    "a lemma of J's identity for another matrix": (
        of_three_and_four,
        lambda p: p.lemma(of_its_inverse, of=p.J.comparison, r=6),
        "depends on the sizes of J",
    ),
    "a lemma at what has no value": (
        of_three_and_four,
        lambda p: p.lemma(of_its_inverse, r=sympy.I),
        "of_its_inverse|kind of real term",
    ),
    "rows exchanged with other sizes": (
        of_three_and_four,
        lambda p: p.matrices(
            "s", same(exchange(p) * p.J, block([[p.J.C, p.J.D], [p.J.A, p.J.B]]))
        ),
        "do not fit together|not aligned|incorrect",
    ),
    "an exchange that is its own inverse": (
        of_three_and_four,
        lambda p: p.matrices("s", same(exchange(p) * exchange(p), sympy.Identity(p.J.rows))),
        "do not fit together|not aligned|not known",
    ),
    "factors that cancel": (
        of_three_and_four,
        lambda p: p.matrices(
            "s", same(MatMul(p.real("x"), 1 / p.real("x"), p.J, evaluate=False), p.J)
        ),
        "the division",
    ),
    "an unknown factor of a matrix": (
        of_three_and_four,
        lambda p: p.matrices("s", same(Symbol("q", real=True) * p.J, Symbol("q", real=True) * p.J)),
        "unknown symbol q|truth|expected",
    ),
    "a matrix of numbers in what is cited": (
        of_three_and_four,
        lambda p: p.by("kreiss.value", X=[[1]], r=Rational(485, 231)),
        "X: expected a matrix",
    ),
    "an array in what is cited": (
        of_three_and_four,
        lambda p: p.by("kreiss.at_least_one", X=np.eye(2)),
        "X: expected a matrix",
    ),
    "a multiple of J that may have no value in what is cited": (
        of_three_and_four,
        lambda p: p.by("kreiss.at_least_one", X=p.J / p.real("x")),
        r"it needs Ne\(x, 0\)",
    ),
    "a block that is not square in what is cited": (
        of_three_and_four,
        lambda p: p.by("kreiss.at_least_one", X=p.J.C),
        "expected a square matrix",
    ),
    "a float in what is cited": (
        of_three_and_four,
        lambda p: p.by("kreiss.value", X=p.J, r=2.5),
        "r: expected a number, got 2.5",
    ),
    "a radius that is no real number": (
        of_three_and_four,
        lambda p: p.by("kreiss.value", X=p.J, r=sympy.I),
        "says nothing of these terms",
    ),
    "a scale of 0": (
        of_three_and_four,
        lambda p: p.by("lyapunov.scaled", J=p.J, scale=0),
        "lyapunov.scaled|0",
    ),
    "a partial sum of a negative order": (
        of_three_and_four,
        lambda p: p.by("neumann.partial_sums", J=p.J, r=5, k=-2),
        "expected an integer that is at least 0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTEMPTS)
def test_it_is_not_shown(name: str) -> None:
    statement, attempt, reason = ATTEMPTS[name]
    p = Proof(statement, lambda lemma: None)
    with pytest.raises((StepNotShown, DerivationError, TypeError, ValueError), match=reason):
        attempt(p)


def test_a_complex_number_has_no_sign_and_divides_nothing() -> None:
    p = Proof(of_three_and_four, lambda lemma: None)
    R, z = operator_symbols("R z", p.J, 2)
    divisor = z**2 - 2 * z + 4  # which is 0 at 2e^{iπ/3}
    fact = p.combination(
        "s",
        OperatorEqual(divisor * R, 0),
        [(1, OperatorEqual(divisor * R, 0), 1)],
        given=[OperatorEqual(divisor * R, 0)],
    )
    with pytest.raises(StepNotShown, match="expected a polynomial in the complex z"):
        p.combination(
            "t",
            OperatorEqual(R, 0),
            [(1 / divisor, fact, 1)],
            given=[OperatorEqual(divisor * R, 0)],
        )


def test_a_parameter_called_as_a_constant_is_told_apart() -> None:
    @theorem(source="for the tests")
    def with_E(J: BlockTriangular, E: Integer(at_least=0)) -> Any:  # type: ignore[valid-type]
        return J.c <= E

    @theorem(source="for the tests")
    def with_e(J: BlockTriangular) -> Any:
        return J.c <= exp(1)

    (parameter,) = {x for x in with_E.conclusion.free_symbols if x.name == "E"}
    assert parameter.is_integer and not with_e.conclusion.has(parameter)
    assert canonical(with_E.conclusion) != canonical(with_e.conclusion)
    report = verify(with_E, instances=5)[0]  # E = 0 is an instance of it, and of no constant
    assert report.verdict is Verdict.REFUTED and "E = 0" in report.reason


def test_the_comparison_matrix_of_several_blocks_is_no_two_by_two_one() -> None:
    @theorem(source="for the tests")
    def nilpotent(J: BlockTriangular) -> Any:
        assume(Eq(J.gamma, 0))
        return power_norm(J.comparison, 2) <= 0

    @nilpotent.derivation
    def _(p: Proof) -> None:
        powers = p.by("two_by_two.powers", T=p.J.comparison, n=1)
        p.qed(powers, p.reals("g", p.J.gamma * (p.J.gamma + 2 * p.J.c) <= 0))

    @theorem(source="for the tests")
    def of_many(J: CoupledBlocks(sizes=(3, 2, 2))) -> Any:  # type: ignore[valid-type]
        assume(Eq(J.gamma, 0))
        return power_norm(J.comparison.triangular, 2) <= 0

    @of_many.derivation
    def _(p: Proof) -> None:
        p.qed(p.lemma(nilpotent, of=p.J.comparison.triangular))

    found = derive(of_many)
    assert found is not None and not found.is_complete
    assert "is in CoupledBlocks" in found.reason
    first = derive(nilpotent)
    assert first is not None and first.is_complete, first.reason


def test_a_fact_that_is_false_ends_the_derivation() -> None:
    p = Proof(of_three_and_four, lambda lemma: None)
    with pytest.raises(StepNotShown, match="it is false"):
        p.lemma(below_twice, t=2)


@theorem(source="for the tests")
def below_twice(J: SelfReferential, t: Real(above=1)) -> Any:  # type: ignore[valid-type]
    return sympy.Lt(t, 1 + 0 * G(J, 2))
