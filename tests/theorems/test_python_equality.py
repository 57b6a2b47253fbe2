"""``==`` inside a theorem is refused: it would vanish from Or, Implies or Piecewise unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy

from kreissverify import Eq, Implies, K, M, Or, Piecewise, SelfReferential, assume, theorem, w
from kreissverify.expressions.errors import StatementError


def in_or(J: SelfReferential) -> Any:
    return Or(w(J) == 1, K(J) >= 1)


def in_bars(J: SelfReferential) -> Any:
    return (w(J) == 1) | (K(J) >= 1)


def in_implies(J: SelfReferential) -> Any:
    return Implies(w(J) <= 1, Or(K(J) == 1, M(J) <= 2))


def in_piecewise(J: SelfReferential) -> Any:
    return Piecewise((1, K(J) == 1), (K(J), True)) <= K(J)


def in_lambda(J: SelfReferential) -> Any:
    attained: Callable[[], Any] = lambda: K(J) == 1  # noqa: E731
    return Or(attained(), K(J) >= 1)


def in_hypothesis(J: SelfReferential) -> Any:
    assume(Or(K(J) != 1, J.c <= 1))
    return K(J) >= 1


@pytest.mark.parametrize(
    "body", [in_or, in_bars, in_implies, in_piecewise, in_lambda, in_hypothesis]
)
def test_refused(body: Callable[..., Any]) -> None:
    with pytest.raises(StatementError, match=r"write (Eq|Ne)\(a, b\)") as caught:
        theorem(source="tests")(body)
    assert caught.value.line and caught.value.line > body.__code__.co_firstlineno


def test_an_equation_is_written_by_name() -> None:
    @theorem(source="tests")
    def attained(J: SelfReferential) -> Any:
        return Or(Eq(w(J), 1), K(J) >= 1)

    assert attained.conclusion.has(sympy.Eq)
