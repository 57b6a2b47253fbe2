"""Statements about several matrices, families and equations, from drawing to the verdict."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kreissverify import (
    And,
    BlockTriangular,
    CoupledBlocks,
    Eq,
    Integer,
    K,
    M,
    Or,
    Rational,
    Real,
    Square,
    StatementError,
    Symmetric,
    assume,
    block,
    entrywise,
    family,
    identity,
    inverse,
    matrix,
    norm,
    psd,
    rho,
    same,
    theorem,
    w,
    zeros,
)
from kreissverify.campaigns import CampaignError, run_campaign
from kreissverify.campaigns.plan import Plan
from kreissverify.evidence import Verdict, verify
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.sampling.bindings import bindings, screening_stacks
from kreissverify.evidence.sampling.equalities import solved
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.expressions.symbols import leaves
from kreissverify.instances.membership import objection
from kreissverify.instances.randomness import generator
from kreissverify.matrices.exact_matrix import as_exact_matrix
from kreissverify.numbers.rational import as_fmpq
from kreissverify.numbers.three_valued import Outcome
from kreissverify.reports.verification.failure_message import failure_message


@family
def Steps(
    H: Symmetric("n", spectrum=("mu", "L")),
    mu: Real(above=0),
    L: Real(above=0),
    alpha: Real(above=0),
    beta: Real(at_least=0, below=1),
):
    """Heavy ball steps."""
    one = identity("n")
    return block([[(1 + beta) * one - alpha * H, -beta * one], [one, zeros("n")]])


@theorem(source="a textbook")
def submultiplicative(X: Square("n"), Y: Square("n")):
    return norm(X * Y) <= norm(X) * norm(Y)


@theorem(source="a textbook")
def of_a_family(J: Steps):
    return rho(J) <= norm(J)


@theorem(source="an example")
def of_equations(A: Square("n"), B: Square("n"), eps: Real()):
    assume(same(A + B, identity("n")))
    assume(Eq(eps, A[0, 0]))
    return And(same(A * B, B * A), norm(A) >= eps)


@theorem(source="an example")
def invertible(A: Square(2)):
    return same(A * inverse(A), identity(2))


@theorem(source="an example")
def left_out(A: Square(2)):
    return M(A) - M(2 * A) <= 0


@theorem(source="an example")
def premise_left_out(A: Square(2)):
    assume(norm(inverse(A)) <= 1)
    return norm(A) >= 1


@theorem(source="an example")
def ordered(A: Square(2), S: Symmetric(2, spectrum=(0, None))):
    return And(psd(S), Or(entrywise(A, A + S), norm(S) > 0))


@theorem(source="an example")
def closed():
    return K(matrix([["1/2", 0], [2, "1/2"]])) <= Rational(5, 4)


@theorem(source="an example")
def powers(A: Square(norm=1), k: Integer(at_least=1, at_most=4)):
    return w(A**k) <= 1


TRUE = (submultiplicative, of_a_family, of_equations, ordered, closed, powers)


@pytest.mark.parametrize("statement", TRUE, ids=lambda x: x.id)
def test_true_statements_are_supported(statement, tmp_path: Path) -> None:
    report = verify(statement, instances=12, certificates=tmp_path)
    assert report.verdict is Verdict.SUPPORTED, report.reason
    assert report.decided >= (1 if statement is closed else 12)


@pytest.mark.parametrize("statement", TRUE[:4], ids=lambda x: x.id)
def test_what_is_drawn_is_a_member_and_a_function_of_the_seed(statement) -> None:
    first = list(islice(bindings(statement, 3), 15))
    again = list(islice(bindings(statement, 3), 15))
    other = list(islice(bindings(statement, 4), 15))
    assert [objection(statement.parts, x) for x in first] == [None] * 15
    assert [str(x) for x in first] == [str(x) for x in again]
    assert [str(x) for x in first] != [str(x) for x in other]


def test_stacks_are_members_up_to_rounding() -> None:
    stacks = list(screening_stacks(of_a_family, 0, 60))
    assert len({stack.widest for stack in stacks}) > 1
    for stack in stacks:
        low, high = stack.parameters["J.mu"], stack.parameters["J.L"]
        values = np.linalg.eigvalsh(stack.leaf(named(of_a_family, "J.H")))
        scale = np.abs(values).max(axis=1) + 1
        assert (values.min(axis=1) >= low - 1e-9 * scale).all()
        assert (values.max(axis=1) <= high + 1e-9 * scale).all()


def named(statement, name: str):
    """Return the symbol of a matrix in a statement."""
    return next(x for x in leaves(statement.conclusion) if str(x.name) == name)


def at(statement, **values):
    """Decide a statement on matrices and numbers."""
    matrices = {k: as_exact_matrix(x) for k, x in values.items() if isinstance(x, list)}
    numbers = {k: as_fmpq(x) for k, x in values.items() if not isinstance(x, list)}
    return decide(statement, Binding(matrices, numbers), QuantityCache())


def test_a_claimed_inverse_that_does_not_exist_violates() -> None:
    assert at(invertible, A=[[1, 2], [3, 4]]).outcome is Outcome.HOLDS
    assert at(invertible, A=[[1, 2], [2, 4]]).outcome is Outcome.VIOLATED


def test_what_is_not_claimed_to_exist_is_left_out_and_counted(tmp_path: Path) -> None:
    found = at(left_out, A=[[2, 0], [0, 2]])  # ∞ - ∞
    assert found.outcome is Outcome.INDETERMINATE and found.undefined
    assert at(left_out, A=[["1/4", 0], [1, "1/4"]]).outcome is Outcome.HOLDS
    found = at(premise_left_out, A=[[1, 2], [2, 4]])
    assert found.outcome is Outcome.INDETERMINATE and found.undefined
    assert verify(left_out, instances=8, certificates=tmp_path).undefined > 0


def test_equations_are_solved_in_one_part_each() -> None:
    frame = {"A": as_exact_matrix([[1, 2], [3, 4]]), "B": as_exact_matrix([[0, 1], [1, 0]])}
    start = Binding(frame, {"eps": as_fmpq(7)}, {"n": 2})
    found = solved(of_equations, start, generator("test"))
    assert found is not None
    assert found.parameters["eps"] == found.leaf(named(of_equations, "A")).real[0, 0]
    assert decide(of_equations, found, QuantityCache()).outcome is Outcome.HOLDS


@theorem(source="an example")
def of_blocks(J: BlockTriangular(sizes=(2, 2))):
    assume(same(J.A, J.D * Rational(1, 2)))
    assume(same(J.C, matrix([[1, 2], [0, 3]])))
    return norm(J.C) >= 3


@theorem(source="an example")
def of_symmetric(H: Symmetric("n"), X: Square("n")):
    assume(same(H + X * X.T, identity(H)))
    return psd(identity(H) - H)


@pytest.mark.parametrize("statement", [of_blocks, of_symmetric])
def test_equations_of_symmetric_blocks_and_matrices_are_solved(statement: Any) -> None:
    """Entries that mirror each other move together, and a block that is zero stays so."""
    report = verify(statement, instances=10)
    assert report.verdict is Verdict.SUPPORTED, report.reason
    assert report.decided >= 10


def test_an_equation_without_a_solution_is_told() -> None:
    @theorem(source="an example")
    def none(A: Square(2)):
        assume(same(0 * A, identity(2)))
        return norm(A) >= 1

    start = Binding({"A": as_exact_matrix([[1, 2], [3, 4]])})
    assert solved(none, start, generator("test")) is None


def test_a_coupled_matrix_beside_others(tmp_path: Path) -> None:
    @theorem(source="an example")
    def beside(J: BlockTriangular(sizes=(1, 1)), Q: Symmetric(2)):
        return norm(J * Q) <= norm(J) * norm(Q)

    report = verify(beside, instances=10, certificates=tmp_path)
    assert report.verdict is Verdict.SUPPORTED


def test_blocks_by_their_places(tmp_path: Path) -> None:
    @theorem(source="an example")
    def symmetric_in_norm(J: CoupledBlocks(sizes=(1, 2, 1))):
        return norm(J.block(1, 2)) <= norm(J.block(2, 1))

    @theorem(source="an example")
    def bounded(J: CoupledBlocks(sizes=(1, 2, 1))):
        return And(norm(J.block(0, 1)) <= norm(J), same(J.block(1, 1), J.block(1, 1).T))

    report = verify(symmetric_in_norm, instances=10, certificates=tmp_path)
    assert report.verdict is Verdict.REFUTED
    report = verify(bounded, instances=10, certificates=tmp_path)
    assert report.verdict is Verdict.SUPPORTED


def test_blocks_that_are_not_there_are_told() -> None:
    with pytest.raises(StatementError, match="from 0 to 1"):

        @theorem(source="an example")
        def beyond(J: BlockTriangular):
            return norm(J.block(0, 2)) <= 1

    with pytest.raises(StatementError, match="any number of blocks"):

        @theorem(source="an example")
        def unknown(J: CoupledBlocks):
            return norm(J.block(0, 0)) <= 1


@theorem(source="an example")
def false_and_closed():
    return K(matrix([["1/2", 0], [2, "1/2"]])) <= 1


@theorem(source="an example", expect="supported")
def false_of_numbers(x: Real(above=0)):
    return x**2 >= x


def test_a_closed_statement_is_written_without_a_quantifier(tmp_path: Path) -> None:
    assert closed.text() == "K([1/2, 0; 2, 1/2]) ≤ 5/4"
    assert closed.latex().startswith("K")
    report = verify(false_and_closed, certificates=tmp_path)
    assert (report.verdict, report.reason) == (Verdict.REFUTED, "no variables")
    assert "  counterexample: no variables" in failure_message(report, tmp_path)
    with pytest.raises(CampaignError, match="closed has no variables: `verify` decides it"):
        run_campaign(closed, Plan.of(closed, batch_size=10), 10)


def test_a_counterexample_of_numbers_alone_is_told(tmp_path: Path) -> None:
    report = verify(false_of_numbers, instances=5, certificates=tmp_path)
    assert "  counterexample: x = 1/2" in failure_message(report, tmp_path)
