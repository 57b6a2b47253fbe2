"""Coupled classes whose blocks have sizes by name: drawn, decided, shrunk with what shares them."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from flint import fmpq
from sympy import And

from kreissverify import BlockTriangular, SelfReferential, Square, Symmetric
from kreissverify.evidence.counterexamples.shrink import shrink
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.given import NoInstance, given_binding
from kreissverify.evidence.sampling.bindings import bindings, screening_stacks
from kreissverify.evidence.sampling.trials import run_trials
from kreissverify.evidence.worst_ratio.maximise import maximise
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.instances.membership import objection
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import norm, rho
from kreissverify.theorems import Integer, Statement, StatementError, theorem


@theorem(source="test")
def square_couplings(J: SelfReferential(sizes=("n", "n"))):
    return rho(J.A * J.D) <= J.gamma**2


@theorem(source="test")
def with_another(J: SelfReferential(sizes=("n", "m"), radii="each"), A: Symmetric("n")):
    return And(norm(A * J.A) <= norm(A) * J.gamma_A, J.n >= 2)


@theorem(source="test")
def of_a_number(J: BlockTriangular(sizes=("k", "k")), k: Integer(at_least=2, at_most=4)):
    return J.n * rho(J) <= 2 * k


@theorem(source="test")
def false_of_two_rows(J: BlockTriangular(sizes=("n", "n")), A: Square("n")):
    return norm(J.C * A) <= norm(A)


TRUE = [square_couplings, with_another, of_a_number]


@pytest.mark.parametrize("statement", TRUE, ids=lambda s: s.id)
def test_what_is_true_is_never_violated(statement: Statement) -> None:
    trials = run_trials(statement, 16, 0, QuantityCache(), 20.0)
    assert not trials.fault and not trials.violations and trials.holds >= 16


@pytest.mark.parametrize("statement", TRUE, ids=lambda s: s.id)
def test_instances_have_equal_sizes_where_names_are_equal(statement: Statement) -> None:
    drawn = list(islice(bindings(statement, 3), 30))
    sizes = {x.instance.sizes for x in drawn}
    assert len(sizes) > 2
    for binding in drawn:
        assert objection(statement.parts, binding) is None
        first, second = binding.instance.sizes
        if "A" in binding.matrices:
            assert binding.matrices["A"].shape == (first, first)
        else:
            assert first == second
        if "k" in binding.parameters:
            assert binding.parameters["k"] == first
    stacks = list(screening_stacks(statement, 0, 60))
    assert len({stack.coupled.sizes for stack in stacks}) > 1
    ranks = {stack.coupled.gamma.ndim for stack in stacks}
    assert ranks == ({2} if statement is with_another else {1})


def test_a_member_of_other_sizes_is_none() -> None:
    J = SelfReferential("1/2", [["1/10", 0]], [[3], [4]], [["1/4", 0], [0, 0]])
    found = objection(square_couplings.parts, Binding({"J": J}, {}, {"n": 1}))
    assert found is not None and "sizes" in found
    other = Binding({"J": BlockTriangular("1/2", 1, 0)}, {"k": fmpq(2)})
    assert "sizes" in str(objection(of_a_number.parts, other))
    none = Binding(other.matrices, {"k": fmpq(0)})
    assert "positive block sizes" in str(objection(of_a_number.parts, none))


def test_sizes_of_a_matrix_of_ones_own_are_read_from_it() -> None:
    J, A = BlockTriangular.split([[0, 0], [2, 0]], (1, 1)), [[1]]
    given = given_binding(false_of_two_rows, {"J": J, "A": A})
    assert given.sizes == {"n": 1}
    assert given_binding(of_a_number, {"J": np.zeros((4, 4)), "split": 2}).parameters == {"k": 2}
    with pytest.raises(NoInstance, match="expected n = 1 rows, got 2"):
        given_binding(false_of_two_rows, {"J": J, "A": [[1, 0], [0, 1]]})


def test_a_counterexample_shrinks_to_one_row_each() -> None:
    trials = run_trials(false_of_two_rows, 12, 0, QuantityCache(), 20.0)
    # of three rows each: of some with two, no row can be left out without other changes
    large = next(x for x in trials.violations if x.instance.sizes == (3, 3))
    found = shrink(false_of_two_rows, large, decisions=40)
    assert decide(false_of_two_rows, found, QuantityCache()).outcome is Outcome.VIOLATED
    assert found.instance.sizes == (1, 1) and found.sizes == {"n": 1}


def test_coordinates_have_the_sizes() -> None:
    last = None
    for found in maximise(false_of_two_rows, rounds=1):
        last = found
        assert found.stack.coupled.sizes[0] == found.stack.sizes["n"]
    assert last is not None and last.violation > 0.5


def test_names_are_written_as_names_and_mean_one_thing() -> None:
    assert 'SelfReferential(sizes=("n", "m"), radii="each")' in with_another.text()
    assert square_couplings.digest != with_another.digest
    with pytest.raises(StatementError, match="n: the number of rows of J has this name"):

        @theorem(source="test")
        def twice(J: BlockTriangular, A: Square("n")):
            return norm(A) * rho(J) <= norm(A)

    with pytest.raises(StatementError, match="k: a size is positive"):

        @theorem(source="test")
        def of_none(J: BlockTriangular(sizes=("k", "k")), k: Integer(at_least=0)):
            return J.n * rho(J) <= 2 * k
