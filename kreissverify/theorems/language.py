"""The language of statements: `theorem` and `assume`.

The body of a theorem runs once, on symbolic variables, and what it returns is the statement.
"""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any

import sympy
from sympy.core.parameters import distribute
from sympy.logic.boolalg import Boolean

from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.registry import registry
from kreissverify.matrices.matrix_class import ClassOfMatrices, Quantifier
from kreissverify.quantities.base import registry as registry_of_quantities
from kreissverify.system.near_names import attribute_message, near_keyword, near_name, unknown_name
from kreissverify.expressions.allowed_terms import (
    FUNCTIONS,
    NEEDS_TRUTH,
    checked_condition,
    reserved_names,
)
from kreissverify.expressions.as_written import as_written
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.python_equality import require_no_comparison_of_form
from kreissverify.expressions.python_idioms import idiom
from kreissverify.theorems.statement import Statement

__all__ = ["ID", "Place", "Recorder", "assume", "recording", "theorem"]

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


@dataclass
class _Body:
    """The body that is running: its parameters and the hypotheses so far."""

    parameters: tuple[sympy.Symbol, ...]
    hypotheses: list[Boolean] = field(default_factory=list)


# Of the files that are being read, the innermost last. They belong to the process, not to a thread:
# a theorem that a file makes in a thread of its own is one of that file.
_recorders: list[Recorder] = []
_running: ContextVar[_Body | None] = ContextVar("running", default=None)


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
        ``"undecided"``; None for no expectation.
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
            error.line = error.line or _line(body)
            if recorder is None:  # at a prompt, in a notebook: there are no other theorems to read
                raise
            recorder.failures.append((Place.of(body, error.line), error))
            return body
        if recorder is not None:
            recorder.statements.append((Place.of(body, statement.line), statement))
        return statement

    return decorate if function is None else decorate(function)


def assume(condition: Any) -> None:
    """Add a hypothesis to the theorem whose body is running.

    Parameters
    ----------
    condition
        A SymPy condition, such as ``J.b * K(J.triangular) < 1 - J.gamma``.

    Raises
    ------
    StatementError
        If no theorem's body is running, or `condition` is no condition on its variables.

    Examples
    --------
    >>> from kreissverify import SelfReferential, assume, rho, theorem
    >>> @theorem(source="an example")
    ... def stable(J: SelfReferential):
    ...     assume(J.b * J.c < (1 - J.gamma) ** 2)
    ...     return rho(J) < 1
    >>> print(stable)
    stable: for every J in SelfReferential with b·c < (1 - γ)^2: ρ(J) < 1
    """
    body = _running.get()
    if body is None:
        raise StatementError("assume: only the body of a theorem can assume something")
    body.hypotheses.append(checked_condition(condition, "assume: the hypothesis", body.parameters))


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
    quantified = _quantified(body, names)
    symbols = {variable: of.symbol(variable) for variable, of in quantified.items()}
    hypotheses, conclusion = _run(body, symbols)
    return Statement(
        id=identifier,
        name=name,
        doc=inspect.getdoc(body) or "",
        source=source,
        expect=None if expect is None else str(expect),  # a Verdict also: bool() of it raises
        file=_file(body),
        line=_line(body),
        quantified=tuple(quantified.items()),
        hypotheses=hypotheses,
        conclusion=conclusion,
    )


def _check_options(source: Any, expect: Any, identifier: Any) -> None:
    if not isinstance(source, str) or not source.strip():
        raise StatementError('theorem: source: say where the statement comes from, source="..."')
    if expect is not None and expect not in VERDICTS:
        raise StatementError(f"theorem: expect: {unknown_name('verdict', expect, VERDICTS)}")
    if not isinstance(identifier, str) or not re.fullmatch(ID, identifier):
        raise StatementError(
            f"theorem: id: expected letters, digits, '.', '-' and '_', got {identifier!r}"
        )


def _quantified(body: FunctionType, names: Mapping[str, Any]) -> dict[str, Quantifier | Domain]:
    """Return what the annotations quantify over."""
    try:
        # In a file whose annotations are texts, a name local to a function that makes theorems is
        # known only where the theorem is made.
        signature = inspect.signature(body, eval_str=True, locals=names)
    except Exception as error:
        hint = _hint(error, body)
        raise StatementError(f"the annotations cannot be read: {error}{hint}") from error
    quantified: dict[str, Quantifier | Domain] = {}
    for name, parameter in signature.parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise StatementError(f"{name}: a theorem's variables are named one by one")
        if parameter.default is not parameter.empty:
            raise StatementError(f"{name}: a quantified variable has no default value")
        quantified[name] = _range(name, parameter.annotation)
        if name in reserved_names() and isinstance(quantified[name], Domain):
            raise StatementError(f"{name}: a number of J has this name already; choose another")
        # In print, and in a certificate, it could not be told from the constant.
        if name in ("e", "E", "pi"):
            raise StatementError(f"{name}: a constant has this name; choose another")
    matrices = [name for name, of in quantified.items() if isinstance(of, Quantifier)]
    if len(matrices) != 1:
        raise StatementError(
            "a theorem is about one matrix (more blocks are one CoupledBlocks): expected one "
            f"argument with a class of matrices, got {', '.join(matrices) or 'none'}"
        )
    return quantified


def _range(name: str, annotation: Any) -> Quantifier | Domain:
    if isinstance(annotation, ClassOfMatrices):
        annotation = Quantifier(annotation)
    if isinstance(annotation, Quantifier) and annotation.matrix_class not in registry():
        raise StatementError(
            f"{name} is annotated with {annotation}, of which no instances are registered: a class "
            "of your own comes with register(...) (see kreissverify.instances.InstanceClass)"
        )
    if isinstance(annotation, (Quantifier, Domain)):
        return annotation
    if isinstance(annotation, type) and issubclass(annotation, Domain) and annotation is not Domain:
        return annotation()
    if annotation is inspect.Parameter.empty:
        shown = "has no annotation"
    else:
        shown = f"is annotated with {getattr(annotation, '__name__', annotation)}"
    raise StatementError(
        f"{name} {shown}: expected a class of matrices such as BlockTriangular, "
        "or Real(...) or Integer(...)"
    )


def _run(body: FunctionType, variables: dict[str, Any]) -> tuple[tuple[Boolean, ...], Boolean]:
    """Run the body once and return its hypotheses and its conclusion."""
    parameters = tuple(x for x in variables.values() if isinstance(x, sympy.Symbol))
    running = _Body(parameters)
    token = _running.set(running)
    try:
        # 4*(1 - gamma) stays as it was written: what is printed is what the author wrote.
        with distribute(False), as_written():
            returned = body(**variables)
        conclusion = checked_condition(returned, "the conclusion", parameters)
    except StatementError:
        raise
    except Exception as error:
        raise StatementError(_why(error, body), _line_inside(body, error)) from error
    finally:
        _running.reset(token)
    return tuple(running.hypotheses), conclusion


def _why(error: Exception, body: FunctionType) -> str:
    shown = idiom(error, body)
    if shown is not None:
        return shown
    # SymPy's own texts: it has no exception of their kind to catch instead.
    if isinstance(error, TypeError) and "cannot determine truth value" in str(error):
        return NEEDS_TRUTH
    if isinstance(error, ZeroDivisionError) or "non-real zoo" in str(error):
        return "the body divides by zero"
    if isinstance(error, AttributeError) and "has no attribute" in str(error):
        return attribute_message(error)
    if isinstance(error, NameError):
        return f"{error}{_hint(error, body)}"
    said = f"the body raised {type(error).__name__}: {error}".removesuffix(": ")
    return f"{said}{_hint(error, body)}"


def _hint(error: Exception, body: FunctionType) -> str:
    """Return, after a semicolon, which name may have been meant; empty if none is like it."""
    near = ""
    if isinstance(error, NameError):
        known = (*body.__code__.co_varnames, *body.__globals__, *FUNCTIONS)
        near = near_name(error.name, [*known, *registry_of_quantities()])
    elif isinstance(error, TypeError):
        near = near_keyword(error, body.__globals__)
    return f"; did you mean {near!r}?" if near else ""


def _line_inside(body: FunctionType, error: BaseException) -> int:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [x.lineno for x in frames if x.filename == body.__code__.co_filename and x.lineno]
    return lines[-1] if lines else _line(body)


def _file(body: Any) -> Path:
    code = getattr(body, "__code__", None)
    return Path(code.co_filename) if code else Path("<unknown>")


def _line(body: Any) -> int:
    code = getattr(body, "__code__", None)
    return int(code.co_firstlineno) if code else 0
