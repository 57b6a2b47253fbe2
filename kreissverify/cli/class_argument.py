"""A class of matrices as it is written on the command line: read, and never run."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kreissverify.cli.common import wrong
from kreissverify.cli.known_classes import FLOWS, known_classes
from kreissverify.expressions.errors import StatementError
from kreissverify.instances.annotations import read_class as read_annotation
from kreissverify.instances.family import Family
from kreissverify.instances.signature import Range
from kreissverify.system.near_names import unknown_name
from kreissverify.theorems import Statement
from kreissverify.theorems.collection import families_of, load

__all__ = ["read_class"]

_SHAPE = 'expected a class such as HeavyBall or "Symmetric(3, spectrum=(0, 1))"'


def read_class(text: str) -> Range | Statement:
    """Return the class that a text names, or the theorem, as ``FILE::NAME``.

    Parameters
    ----------
    text
        The name of a kind, a coupled class or a family, with options in parentheses or without;
        after ``FILE::`` also a family or a theorem of that file.

    Raises
    ------
    typer.BadParameter
        In one sentence, if there is no such class.
    """
    file, colons, name = text.rpartition("::")
    try:
        if colons:
            return _of_file(file, name)
        return read_annotation(_value(text, known_classes()))
    except (StatementError, TypeError, ValueError) as error:
        raise wrong("CLASS", str(error)) from None


def _of_file(file: str, text: str) -> Range | Statement:
    own = families_of(file)
    if text.isidentifier() and text in own:
        return read_annotation(own[text])
    if "(" in text:
        return read_annotation(_value(text, {**known_classes(), **own}))
    try:
        return load(file, text)
    except StatementError as error:
        if "unknown theorem" not in str(error) or not own:
            raise
        raise ValueError(f"{error}; its families are {', '.join(own)}") from None


def _value(text: str, known: Mapping[str, Any]) -> Any:
    """Return the class that an expression names; only names and literals are read from it."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"{_SHAPE}, got {text!r}") from None
    if _is_name(node):
        return _named(node, known)
    if isinstance(node, ast.Call) and _is_name(node.func):
        given = [_literal(x) for x in node.args]
        named = {x.arg: _literal(x.value) for x in node.keywords if x.arg is not None}
        if len(named) < len(node.keywords):
            raise ValueError(f"{_SHAPE}; ** is not read")
        of = _named(node.func, known)
        if isinstance(of, Family) and given:
            raise ValueError(f"{of.name}: expected sizes by name only, as in {of.name}(n=1)")
        return of(*given, **named)
    hint = "; FILE::NAME is one of a file" if Path(text).suffix == ".py" else ""
    raise ValueError(f"{_SHAPE}, got {text!r}{hint}")


def _is_name(node: ast.expr) -> bool:
    """Say whether an expression is a name, or one of the module of flows: a file is neither."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id in ("continuous", FLOWS)
    return isinstance(node, ast.Name)


def _named(node: ast.expr, known: Mapping[str, Any]) -> Any:
    name = ast.unparse(node)
    if name.startswith("continuous."):  # for which theorem files write ct
        name = f"{FLOWS}.{name.partition('.')[2]}"
    if name not in known:
        raise ValueError(unknown_name("class", name, known))
    return known[name]


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        raise ValueError(
            f'{ast.unparse(node)}: expected a number such as 3, a text such as "1/2", True, False, '
            "None, or a tuple of them"
        ) from None
