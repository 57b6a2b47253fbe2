"""Instances that an author wants a statement to be tried on first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kreissverify.expressions.errors import StatementError
from kreissverify.theorems.statement import Statement

__all__ = ["example"]


def example(**values: Any) -> Callable[[Any], Any]:
    """Try a statement on an instance of one's own before all others: ``@example(J=...)``.

    It stands above ``@theorem``, and may be repeated.

    Parameters
    ----------
    values
        A matrix or a number for each variable, as `kreissverify.evaluate` takes them.

    Raises
    ------
    StatementError
        From the decorator, if it does not stand above ``@theorem``.

    Examples
    --------
    >>> from kreissverify import Square, example, norm, rho, theorem
    >>> @example(A=[[0, 1], [0, 0]])
    ... @theorem(source="an example")
    ... def bounded(A: Square()):
    ...     return rho(A) <= norm(A)
    >>> len(bounded.examples)
    1
    """

    def add(statement: Any) -> Any:
        if not isinstance(statement, Statement):
            raise StatementError("example: it stands above @theorem(...)")
        statement.examples.insert(0, values)  # the decorator written first is applied last
        return statement

    return add
