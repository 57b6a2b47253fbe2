"""Identities of matrices: building them, and deciding them exactly on an instance."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from flint import fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.evidence import Verdict, verify
from kreissverify.expressions.coupled_values import InstanceValues
from kreissverify.expressions.exact import exact_value
from kreissverify.matrices.symbolic import SymbolicInstance
from kreissverify.matrices.two_blocks import BlockTriangular, SelfReferential
from kreissverify.theorems import (
    Integer,
    MatrixEquality,
    Real,
    StatementError,
    block,
    resolvent,
    same,
    theorem,
)

entries = st.fractions(-1, 1, max_denominator=6).map(lambda q: fmpq(q.numerator, q.denominator) / 3)


@theorem(source="a test")
def block_resolvent(J: BlockTriangular, z: Real(above=1)) -> Any:  # type: ignore[valid-type]
    R_A, R_D = resolvent(J.A, z), resolvent(J.D, z)
    return same(resolvent(J, z), block([[R_A, 0], [R_D * J.C * R_A, R_D]]))


@theorem(source="a test")
def wrong_resolvent(J: BlockTriangular, z: Real(above=1)) -> Any:  # type: ignore[valid-type]
    R_A, R_D = resolvent(J.A, z), resolvent(J.D, z)
    return same(resolvent(J, z), block([[R_A, 0], [R_D * J.C * R_A * z, R_D]]))


@given(st.tuples(entries, entries, entries, entries), st.fractions("5/4", 9, max_denominator=9))
def test_the_block_resolvent_is_exact(blocks: tuple[fmpq, ...], z: Any) -> None:
    a, b, c, d = blocks
    J = BlockTriangular([[a, b], [b, d]], [[c, 1]], [[d]], gamma="9/10")
    at = {"z": fmpq(z.numerator, z.denominator)}
    assert holds(block_resolvent.conclusion, J, at)


def holds(condition, J, numbers) -> bool:
    """Say whether the two sides of an identity agree on an instance."""
    known = InstanceValues(J, numbers)
    return exact_value(condition.lhs, known) == exact_value(condition.rhs, known)


def test_a_wrong_identity_does_not_hold() -> None:
    assert holds(wrong_resolvent.conclusion, BlockTriangular("1/2", 0, "1/3"), {"z": fmpq(2)})
    J = BlockTriangular([["1/2", 0], [0, "1/4"]], [[1, 1], [0, 1]], [["1/3", 0], [0, "1/5"]])
    assert not holds(wrong_resolvent.conclusion, J, {"z": fmpq(2)})


def test_exact_value_of_every_node() -> None:
    J = SelfReferential("1/2", 1, 2, "1/3")
    X = SymbolicInstance.for_every("J", SelfReferential(sizes=(1, 1)))
    z = sympy.Symbol("z")
    expression = X.T * X**2 + (z * X).inverse() * X.triangular - 3 * sympy.Identity(2)
    exact, lower = J.exact, J.triangular.exact
    identity = fmpq_mat([[1, 0], [0, 1]])
    expected = exact.transpose() * exact * exact + (exact * 5).inv() * lower - identity * 3
    assert exact_value(expression, InstanceValues(J, {"z": fmpq(5)})).real == expected


def test_an_inverse_that_does_not_exist() -> None:
    with pytest.raises(ZeroDivisionError):
        holds(block_resolvent.conclusion, BlockTriangular("1/2", 1, 0), {"z": fmpq(1, 2)})


def test_equality_is_a_condition() -> None:
    X = SymbolicInstance.for_every("J", SelfReferential(sizes=(1, 1)))
    condition = sympy.Implies(X.gamma < 1, same(X, X.T))
    assert condition.atoms(MatrixEquality) == {same(X, X.T)}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (lambda J: [[J.A, 0], [J.C]], "equal length"),
        (lambda J: [[J.A, 0], [0, 0]], "row 1 has only zeros"),
        (lambda J: [[J.A, 0], [1, J.D]], "row 1: expected matrix expressions or 0, got 1"),
        (lambda J: [[J.A, J.C], [J.C, J.D]], "do not fit"),
        (lambda J: [], "equal length"),
    ],
)
def test_wrong_blocks(table: Any, message: str) -> None:
    J = SymbolicInstance.for_every("J", SelfReferential(sizes=(1, 2)))
    with pytest.raises(StatementError, match=message):
        block(table(J))


def test_resolvent_of_no_square_matrix() -> None:
    J = SymbolicInstance.for_every("J", SelfReferential(sizes=(1, 2)))
    for wrong in (J.C, J.gamma):
        with pytest.raises(StatementError, match="square"):
            resolvent(wrong, 2)


def test_a_constant_matrix_is_a_side_of_an_equality(tmp_path) -> None:
    constant = sympy.Matrix([[sympy.Rational(1, 2), 0], [1, 0]])

    @theorem(source="test")
    def equal(J: BlockTriangular(sizes=(1, 1))):
        return same(J, constant)

    report = verify(equal, instances=3, certificates=tmp_path)
    assert "defect" not in report.reason and report.verdict is Verdict.REFUTED

    @theorem(source="test")
    def defined(J: BlockTriangular(sizes=(1, 1))):
        return same(J - constant, J + sympy.ImmutableMatrix(-constant))

    assert verify(defined, instances=3, certificates=tmp_path).verdict is Verdict.SUPPORTED


def test_powers_with_an_integer_of_the_statement_are_decided(tmp_path) -> None:
    @theorem(source="test")
    def true(J: BlockTriangular, k: Integer(at_least=0, at_most=9)):
        return same(J**k * J, J ** (k + 1))

    @theorem(source="test")
    def false(J: BlockTriangular, k: Integer(at_least=1, at_most=9)):
        return same(J**k, J)

    assert verify(true, instances=3, certificates=tmp_path).verdict is Verdict.SUPPORTED
    assert verify(false, instances=3, certificates=tmp_path).verdict is Verdict.REFUTED
