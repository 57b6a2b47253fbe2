"""Equality hypotheses are met by construction, and what is made so is an instance."""

from __future__ import annotations

from random import Random

import pytest

from kreissverify import BlockTriangular, Eq, K, assume, same, theorem, zeros
from kreissverify.evidence.sampling.equalities import _is_of_entries, equalities, solved
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.theorems import Statement


def _half_of_gamma() -> Statement:
    @theorem(source="a test")
    def stated(J: BlockTriangular):  # type: ignore[no-untyped-def]
        assume(same(J.A, J.gamma * J.A))
        return K(J) >= 1

    made: Statement = stated
    return made


def _norm_of_c() -> Statement:
    @theorem(source="a test")
    def stated(J: BlockTriangular):  # type: ignore[no-untyped-def]
        assume(Eq(J.c, 1))
        return K(J) >= 1

    made: Statement = stated
    return made


def _zero_block() -> Statement:
    @theorem(source="a test")
    def stated(J: BlockTriangular):  # type: ignore[no-untyped-def]
        assume(same(J.A, zeros(J.A)))
        return K(J) >= 1

    made: Statement = stated
    return made


@pytest.mark.parametrize(
    ("made", "of_entries"), [(_half_of_gamma, False), (_norm_of_c, False), (_zero_block, True)]
)
def test_what_asks_for_bounds_or_norms_is_told_from_what_asks_for_entries(
    made: object, of_entries: bool
) -> None:
    assert callable(made)
    (equation,) = equalities(made())
    assert _is_of_entries(equation) is of_entries


def test_bounds_of_what_was_solved_for_are_those_of_its_own_blocks() -> None:
    statement = _zero_block()
    J = BlockTriangular([["1/2", 0], [0, "1/4"]], [[1, 2], [3, 4]], [["1/3", 0], [0, "1/5"]])
    start = Binding.of("J", J, {})
    found = solved(statement, start, Random(0))
    assert found is not None
    made = found.instance
    assert made.exact != J.exact
    # a step of the search keeps the bound 1/2: none of these may be left over
    own = BlockTriangular.split(made.exact, made.sizes).bound
    assert made.bound == own < J.bound
