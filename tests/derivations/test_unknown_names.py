"""A name that is not known is told with the one that may have been meant."""

from collections.abc import Callable
from typing import Any

import pytest

from kreissverify import BlockTriangular, K, Real, StatementError, theorem
from kreissverify.derivations import Proof, derive, operator_symbols
from kreissverify.theorems import bundled_statement

SLIPS: dict[str, tuple[Callable[[Proof], Any], str]] = {
    "a fact": (
        lambda p: p.by("kreiss.valu", X=p.J, r=2),
        "unknown fact: 'kreiss.valu', did you mean 'kreiss.value'?",
    ),
    "a statement": (
        lambda p: p.lemma("comparison.kreis"),
        "unknown statement of the bundled library: 'comparison.kreis', did you mean "
        "'comparison.kreiss'?",
    ),
    "a step": (
        lambda p: p.lema("E1"),  # type: ignore[attr-defined]
        "the derivation raises AttributeError: 'Proof' object has no attribute 'lema'; did you "
        "mean 'lemma'?",
    ),
    "a part of J": (
        lambda p: p.J.gama,
        "the derivation raises AttributeError: J of the class BlockTriangular has no attribute "
        "'gama'; it has A, B, C, D, gamma, b, c, kappa, n, triangular, comparison, block_norms; "
        "did you mean 'gamma'?",
    ),
    "a parameter": (
        lambda p: p.parameter("deltas"),
        "unknown parameter of slip: 'deltas', did you mean 'delta'? expected one of delta",
    ),
    "an operator": (
        lambda p: operator_symbols("RD", p.J, 2),
        "unknown operator: 'RD', did you mean 'R_D'? expected one of J, D, N",
    ),
    "a decider": (
        lambda p: p.decided("s", p.J.c <= 1, by="identiy"),
        "unknown decider: 'identiy', did you mean 'identity'? expected one of ",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_the_name_of(name: str) -> None:
    @theorem(source="for the tests")
    def slip(J: BlockTriangular, delta: Real(above=0)) -> Any:  # type: ignore[valid-type]
        return K(J) >= delta

    write, message = SLIPS[name]
    slip.derivation(write)
    found = derive(slip)
    assert found is not None and not found.is_complete
    assert found.failed == "writing"
    assert found.reason.startswith(message)


def test_a_slip_in_the_body_of_a_theorem() -> None:
    with pytest.raises(StatementError, match=r"has no attribute 'kapa'; .*; did you mean 'kappa'"):

        @theorem(source="for the tests")
        def slip(J: BlockTriangular) -> Any:
            return K(J) <= J.kapa


def test_a_statement_that_is_nothing_like_one() -> None:
    with pytest.raises(StatementError, match=r"unknown statement .*: 'xyz'; expected one of \w+"):
        bundled_statement("xyz")


def test_a_derivation_written_anew_is_run_anew() -> None:
    def at_least_one() -> Any:
        @theorem(source="for the tests")
        def least(J: BlockTriangular) -> Any:
            return K(J) >= 1

        return least

    wrong, right = at_least_one(), at_least_one()
    wrong.derivation(lambda p: p.qed(p.by("kreiss.least", X=p.J)))
    right.derivation(lambda p: p.qed(p.by("kreiss.at_least_one", X=p.J)))
    found = [derive(wrong), derive(right)]
    assert [x.is_complete for x in found if x is not None] == [False, True]
