"""Equality hypotheses are met by construction, and what is made so is an instance."""

from __future__ import annotations

from itertools import islice

import pytest

from kreissverify import BlockTriangular, Eq, K, assume, same, theorem, zeros
from kreissverify.evidence.sampling.bindings import bindings
from kreissverify.evidence.sampling.equalities import _is_of_entries, equalities
from kreissverify.theorems import Statement, bundled_statement


def test_bounds_of_what_was_solved_for_are_proved_anew() -> None:
    statement = bundled_statement("E5.attained")
    assert all(map(_is_of_entries, equalities(statement)))
    for binding in islice(bindings(statement, 0), 30):
        J = binding.instance
        own = J.bounds
        # refuses a bound that does not hold: none may be left over from a step of the search
        assert type(J).split(J.exact, J.sizes, own, symmetric=J.symmetric).bounds == own


def _half_of_gamma() -> Statement:
    @theorem(source="a test")
    def stated(J: BlockTriangular):  # type: ignore[no-untyped-def]
        assume(same(J.A, J.gamma * J.A))
        return K(J) >= 1

    return stated


def _norm_of_c() -> Statement:
    @theorem(source="a test")
    def stated(J: BlockTriangular):  # type: ignore[no-untyped-def]
        assume(Eq(J.c, 1))
        return K(J) >= 1

    return stated


def _zero_block() -> Statement:
    @theorem(source="a test")
    def stated(J: BlockTriangular):  # type: ignore[no-untyped-def]
        assume(same(J.C, zeros(J.C)))
        return K(J) >= 1

    return stated


@pytest.mark.parametrize(
    ("made", "of_entries"), [(_half_of_gamma, False), (_norm_of_c, False), (_zero_block, True)]
)
def test_what_asks_for_bounds_or_norms_is_told_from_what_asks_for_entries(
    made: object, of_entries: bool
) -> None:
    assert callable(made)
    (equation,) = equalities(made())
    assert _is_of_entries(equation) is of_entries
