"""Running the body of a theorem, or of a family, once on symbols; and `assume` inside of it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import sympy
from sympy.core.parameters import distribute

from kreissverify.expressions.allowed_terms import FUNCTIONS, NEEDS_TRUTH
from kreissverify.expressions.as_written import as_written
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.python_idioms import idiom
from kreissverify.quantities.base import registry as registry_of_quantities
from kreissverify.system.near_names import attribute_message, near_keyword, near_name
from kreissverify.system.setting import setting

__all__ = ["Body", "assume", "hint", "is_running", "line_of", "run_body", "size_called"]


@dataclass
class Body:
    """A body that is running.

    Attributes
    ----------
    sizes
        The names of sizes in its signature, and what they are.
    checked
        Returns a hypothesis as it may stand in the statement, or raises StatementError.
    hypotheses
        Those that were assumed so far.
    """

    sizes: Mapping[str, sympy.Expr]
    checked: Callable[[Any], Any]
    hypotheses: list[Any] = field(default_factory=list)


_running: ContextVar[tuple[Body, ...]] = ContextVar("running", default=())


def assume(condition: Any) -> None:
    """Add a hypothesis to the theorem, or the family, whose body is running.

    Parameters
    ----------
    condition
        A SymPy condition, such as ``J.b * K(J.triangular) < 1 - J.gamma``.

    Raises
    ------
    StatementError
        If no body is running, or `condition` is no condition on its variables.

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
    running = _running.get()
    if not running:
        raise StatementError("assume: only the body of a theorem can assume something")
    running[-1].hypotheses.append(running[-1].checked(condition))


def is_running() -> bool:
    """Say whether the body of a theorem or of a family is running."""
    return bool(_running.get())


def size_called(name: str) -> sympy.Expr:
    """Return the size of a name in the signature of the body that is running.

    Raises
    ------
    StatementError
        If there is none of that name, or no body is running.
    """
    running = _running.get()
    known = running[-1].sizes if running else {}
    if name in known:
        return known[name]
    near = near_name(name, known)
    hinted = f"; did you mean {near!r}?" if near else ""
    raise StatementError(
        f"the size {name!r} is not one of the signature{hinted} (of a matrix X, write identity(X) "
        "or zeros(X))"
    )


def run_body(function: FunctionType, variables: Mapping[str, Any], body: Body) -> Any:
    """Run a function on symbols and return what it returns; its hypotheses are then in `body`.

    Parameters
    ----------
    function
        The function.
    variables
        Its arguments.
    body
        What it may refer to.

    Raises
    ------
    StatementError
        If it raises anything, with the line and what to write instead.
    """
    try:
        # 4*(1 - gamma) stays as it was written: what is printed is what the author wrote.
        with setting(_running, (*_running.get(), body)), distribute(False), as_written():
            return function(**variables)
    except StatementError as error:
        error.line = error.line or _line_inside(function, error)
        raise
    except RecursionError:
        raise StatementError("the body calls itself without end", line_of(function)) from None
    except Exception as error:
        raise StatementError(_why(error, function), _line_inside(function, error)) from error


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
        if "free variable" in str(error):  # of Python's long text for a name without a value yet
            return f"name {error.name!r} is not defined yet"
        return f"{error}{hint(error, body)}"
    said = f"the body raised {type(error).__name__}: {error}".removesuffix(": ")
    return f"{said}{hint(error, body)}"


def hint(error: Exception, body: FunctionType) -> str:
    """Return, after a semicolon, which name may have been meant; empty if none is like it."""
    near = ""
    if isinstance(error, NameError):
        known = (*body.__code__.co_varnames, *body.__globals__, *FUNCTIONS)
        others = [x for x in (*known, *registry_of_quantities()) if x != error.name]
        near = near_name(error.name, others)
    elif isinstance(error, TypeError):
        near = near_keyword(error, body.__globals__)
    return f"; did you mean {near!r}?" if near else ""


def line_of(body: Any) -> int:
    """Return the line at which a function is written; 0 for what is no function."""
    code = getattr(body, "__code__", None)
    return int(code.co_firstlineno) if code else 0


def _line_inside(body: FunctionType, error: BaseException) -> int:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [x.lineno for x in frames if x.filename == body.__code__.co_filename and x.lineno]
    return lines[-1] if lines else line_of(body)
