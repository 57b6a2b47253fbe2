"""The language of statements: `theorem` and `assume`.

The body of a theorem runs once, on symbolic variables, and what it returns is the statement.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any

from sympy.logic.boolalg import Boolean

from kreissverify.expressions.allowed_terms import (
    checked_condition,
)
from kreissverify.expressions.body import Body, line_of, run_body
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.python_equality import require_no_comparison_of_form
from kreissverify.instances.annotations import read_parameters
from kreissverify.instances.family import Symbols
from kreissverify.system.near_names import unknown_name
from kreissverify.system.told_value import told
from kreissverify.theorems.statement import Statement

__all__ = ["ID", "Place", "Recorder", "recording", "theorem"]

ID = r"[\w.\-]+"  # no character that a shell, a file name or PATH::NAME gives another meaning
VERDICTS = ("proved", "supported", "refuted", "undecided")


@dataclass
class Recorder:
    """What the theorems of a file came to, in their order, while the file is being collected."""

    statements: list[tuple[Place, Statement]] = field(default_factory=list)
    failures: list[tuple[Place, StatementError]] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """A line of the file whose top level makes a theorem."""

    file: Path
    line: int

    @classmethod
    def of(cls, body: Any, line: int) -> Place:
        """Return the place of a theorem that is being made, whose body or fault is at a line.

        A theorem that a function of another file makes belongs to the file that calls it.
        """
        frame = inspect.currentframe()
        # The innermost one: outside of it is the file that imports this one.
        # Code that it runs from a text is also a module, but of no file.
        while frame is not None and (
            frame.f_code.co_name != "<module>" or frame.f_code.co_filename.startswith("<")
        ):
            frame = frame.f_back
        own = _file(body)
        if frame is None or Path(frame.f_code.co_filename) == own:
            return cls(own, line)
        return cls(Path(frame.f_code.co_filename), frame.f_lineno)


# Of the files that are being read, the innermost last. They belong to the process, not to a thread:
# a theorem that a file makes in a thread of its own is one of that file.
_recorders: list[Recorder] = []


@contextmanager
def recording() -> Iterator[Recorder]:
    """Record the theorems that are made in the block."""
    _recorders.append(Recorder())
    try:
        yield _recorders[-1]
    finally:
        _recorders.pop()


def theorem(
    function: Any = None,
    /,
    *,
    source: str = "",
    expect: str | None = None,
    id: str | None = None,
) -> Callable[[Callable[..., Any]], Any]:
    """Turn a function of a symbolic Jacobian into a `Statement`.

    Parameters
    ----------
    function
        None: the decorator is always called, with the source.
    source
        Where the statement comes from: a paper and its theorem, or whose claim it is.
    expect
        The verdict that a run should come to: ``"proved"``, ``"supported"``, ``"refuted"`` or
        ``"undecided"``; None says that it is to hold: proved and supported are as expected.
    id
        A short name for reports, unique in a library; the function's name by default.

    Returns
    -------
    callable
        A decorator that runs the function's body once and returns the `Statement`.

    Raises
    ------
    StatementError
        From the decorator, if the body does not state a theorem. While a file is being collected it
        is recorded instead, so that the file's other theorems are still read.

    Examples
    --------
    >>> from kreissverify import BlockTriangular, K, theorem
    >>> @theorem(source="folklore")
    ... def at_least_one(J: BlockTriangular):
    ...     return K(J) >= 1
    >>> print(at_least_one)
    at_least_one: for every J in BlockTriangular: K(J) ≥ 1
    """

    def decorate(body: Callable[..., Any]) -> Any:
        recorder = _recorders[-1] if _recorders else None
        frame = inspect.currentframe()
        names = frame.f_back.f_locals if frame is not None and frame.f_back is not None else {}
        try:
            if function is not None:
                raise StatementError('theorem: write @theorem(source="..."), with its source')
            statement = _stated(body, source, expect, id, names)
        except StatementError as error:
            error.line = error.line or line_of(body)
            if recorder is None:  # at a prompt, in a notebook: there are no other theorems to read
                raise
            recorder.failures.append((Place.of(body, error.line), error))
            if isinstance(body, FunctionType):
                # a derivation of what was not stated is passed over: the failure is said once
                vars(body)["derivation"] = lambda proof: proof
            return body
        if recorder is not None:
            recorder.statements.append((Place.of(body, statement.line), statement))
        return statement

    return decorate if function is None else decorate(function)


def _stated(
    body: Callable[..., Any], source: Any, expect: Any, identifier: Any, names: Mapping[str, Any]
) -> Statement:
    """Return the statement of a body whose annotations may use the names of where it is made."""
    if not isinstance(body, FunctionType):
        raise StatementError(f"theorem: expected a function, got {type(body).__name__}")
    name = body.__name__
    identifier = name if identifier is None else identifier
    _check_options(source, expect, identifier)
    # Before the body runs: what `==` makes of its sides can no longer be seen after it.
    require_no_comparison_of_form(body.__code__)
    parameters = read_parameters(body, names)
    symbols = Symbols(parameters)
    hypotheses, conclusion = _run(body, symbols)
    return Statement(
        id=identifier,
        name=name,
        doc=inspect.getdoc(body) or "",
        source=source,
        expect=None if expect is None else str(expect),  # a Verdict also: bool() of it raises
        file=_file(body),
        line=line_of(body),
        quantified=tuple(parameters.items()),
        hypotheses=(*symbols.hypotheses, *hypotheses),
        conclusion=conclusion,
    )


def _check_options(source: Any, expect: Any, identifier: Any) -> None:
    if not isinstance(source, str) or not source.strip():
        raise StatementError('theorem: source: say where the statement comes from, source="..."')
    if expect is not None and expect not in VERDICTS:
        raise StatementError(f"theorem: expect: {unknown_name('verdict', expect, VERDICTS)}")
    if not isinstance(identifier, str) or not re.fullmatch(ID, identifier):
        raise StatementError(
            f"theorem: id: expected letters, digits, '.', '-' and '_', got {told(identifier)}"
        )


def _run(body: FunctionType, symbols: Symbols) -> tuple[tuple[Boolean, ...], Boolean]:
    """Run the body once and return its hypotheses and its conclusion."""

    def checked(condition: Any) -> Boolean:
        return checked_condition(condition, "assume: the hypothesis", symbols.allowed)

    running = Body(symbols.sizes, checked)
    returned = run_body(body, symbols.variables, running)
    conclusion = checked_condition(returned, "the conclusion", symbols.allowed)
    return tuple(running.hypotheses), conclusion


def _file(body: Any) -> Path:
    code = getattr(body, "__code__", None)
    return Path(code.co_filename) if code else Path("<unknown>")
