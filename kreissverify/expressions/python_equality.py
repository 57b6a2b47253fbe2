"""Python's ``==`` in the body of a theorem: what it says there is never what is meant."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from types import CodeType

from kreissverify.expressions.errors import StatementError

__all__ = ["require_no_comparison_of_form"]


def require_no_comparison_of_form(body: CodeType) -> None:
    """Refuse ``==`` and ``!=``: SymPy's ask whether two expressions are written alike.

    As a whole condition such a False is noticed; inside ``Or(w(J) == 1, X)`` it would vanish, and
    leave another statement than the one that was written.

    Raises
    ------
    StatementError
        If the code of a theorem's body, or of a function inside it, compares by ``==`` or ``!=``.
    """
    for line, sign in _comparisons(body):
        name = {"==": "Eq", "!=": "Ne"}[sign]
        raise StatementError(
            f"`{sign}` asks whether two expressions are written alike, before any J is looked at: "
            f"write {name}(a, b) for their values",
            line,
        )


def _comparisons(code: CodeType) -> Iterator[tuple[int, str]]:
    for instruction in dis.get_instructions(code):
        if instruction.opname == "COMPARE_OP":
            line = instruction.positions.lineno if instruction.positions else None
            signs = [sign for sign in ("==", "!=") if sign in instruction.argrepr]
            yield from ((line or code.co_firstlineno, sign) for sign in signs)
    # Lambdas and inner functions are constants of the code that makes them.
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _comparisons(constant)
