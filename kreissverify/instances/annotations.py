"""Reading the annotations of a theorem or a family: what its parameters range over."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from kreissverify.certificates.schema import MAX_SIDE, RESERVED
from kreissverify.expressions.allowed_terms import reserved_names
from kreissverify.expressions.body import hint, line_of
from kreissverify.expressions.errors import StatementError
from kreissverify.expressions.python_equality import require_no_comparison_of_form
from kreissverify.expressions.symbols import FamilyMember
from kreissverify.instances.family import Family
from kreissverify.instances.family_instance import FamilyInstance
from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.instances.parameter_domains import Domain, Integer
from kreissverify.instances.registry import registry
from kreissverify.instances.signature import FamilyRange, Range, Scope
from kreissverify.matrices import Quantifier
from kreissverify.matrices.diagonal_bound import DECAY, RADIUS
from kreissverify.matrices.matrix_class import ClassOfMatrices
from kreissverify.system.near_names import unknown_name
from kreissverify.system.told_value import told

__all__ = ["family", "read_class", "read_parameters"]

#: What a member of a family has besides its parts: no parameter may be called so.
_RESERVED = ("T", "n", "shape")
# What certificates take for the name of a part, or of a size.
_PLAIN = re.compile("[A-Za-z][A-Za-z0-9_]{0,30}")
# Rows of which a kind without sizes is asked whether it is empty: whether it is, such as by a bound
# of the trace or of the rank, shows on few rows.
_SOME_SIZES = (1, 2, 3)


def family(function: Any) -> Family:
    """Turn a function of matrices and numbers into a class of matrices.

    Parameters
    ----------
    function
        Its annotations say what its parameters range over, as those of a theorem do; it returns a
        matrix expression. What it assumes is part of membership.

    Raises
    ------
    StatementError
        If it has no matrix to return, a parameter without a range, or one of a reserved name.

    Examples
    --------
    >>> from kreissverify import Real, Symmetric, family, identity, rho, theorem
    >>> @family
    ... def GradientDescent(H: Symmetric("n", spectrum=("mu", "L")), mu: Real(above=0),
    ...                     L: Real(above=0), alpha: Real(above=0)):
    ...     return identity("n") - alpha * H
    >>> @theorem(source="an example")
    ... def converges(J: GradientDescent):
    ...     return rho(J) <= 1
    >>> print(converges)
    converges: for every J in GradientDescent: ρ(J) ≤ 1
    """
    if not isinstance(function, FunctionType):
        raise StatementError(f"family: expected a function, got {type(function).__name__}")
    frame = inspect.currentframe()
    names = frame.f_back.f_locals if frame is not None and frame.f_back is not None else {}
    require_no_comparison_of_form(function.__code__)
    parameters = read_parameters(function, names)
    for name in parameters:
        _require_free_name(name)
    made = Family(function, parameters)
    made.matrix  # noqa: B018  # what is wrong with the body is told here, not at its use
    return made


def _require_free_name(name: str) -> None:
    if name in _RESERVED:
        raise StatementError(
            f"{name}: a member of a family has {', '.join(_RESERVED)} of its own; choose another "
            "name"
        )
    # J.rows would be the number of rows, whatever the family calls so
    if name.startswith("_") or hasattr(FamilyMember, name) or hasattr(FamilyInstance, name):
        raise StatementError(
            f"{name}: a member of a family has an attribute of this name already; choose another"
        )


def read_parameters(body: FunctionType, names: Mapping[str, Any]) -> dict[str, Range]:
    """Return what the annotations of a function quantify over.

    Parameters
    ----------
    body
        The function.
    names
        Names besides the function's globals that its annotations may use.

    Raises
    ------
    StatementError
        If a parameter has no range, or a name or an option that it may not have.
    """
    try:
        # In a file whose annotations are texts, a name local to a function that makes theorems is
        # known only where the theorem is made.
        signature = inspect.signature(body, eval_str=True, locals=names)
    except Exception as error:
        raise StatementError(
            f"the annotations cannot be read: {error}{hint(error, body)}", line_of(body)
        ) from error
    parameters: dict[str, Range] = {}
    for name, parameter in signature.parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise StatementError(f"{name}: a theorem's variables are named one by one")
        if parameter.default is not parameter.empty:
            raise StatementError(f"{name}: a quantified variable has no default value")
        parameters[name] = _range(name, parameter.annotation)
    _require_good_names(parameters)
    _require_known_references(parameters)
    _require_members(parameters)
    return parameters


def _require_good_names(parameters: Mapping[str, Range]) -> None:
    scope = Scope.of(parameters)
    quantifiers = [of for of in parameters.values() if isinstance(of, Quantifier)]
    # the numbers of one of several are called by its name, and leave these free
    bare = bool(quantifiers) and scope.one_coupled
    reserved = reserved_names().union(*(of.radius_names for of in quantifiers))
    # μ is a number of a flow as γ is one of a map, and each is free beside the other
    if any(of.of_flows for of in quantifiers):
        reserved = reserved - {RADIUS.word} | {DECAY.word}
    sizes = {*scope.sizes}
    for name in (*parameters, *sizes):
        _require_plain_name(name)
    for name, of in parameters.items():
        if bare and name in reserved and not isinstance(of, Quantifier):
            raise StatementError(f"{name}: a number of J has this name already; choose another")
        if name in sizes and not isinstance(of, Domain):
            raise StatementError(f"{name}: a size has this name already; choose another")
        if name in sizes and not isinstance(of, Integer):
            raise StatementError(f"{name}: a size is an Integer, and this is a {type(of).__name__}")
        if name in sizes and isinstance(of, Domain) and of.low is not None and of.low > MAX_SIDE:
            raise StatementError(
                f"{name}: a size is at most {MAX_SIDE}, and this is in {of.interval()}"
            )
    if bare and any(of.sizes is None for of in quantifiers) and "n" in sizes:
        raise StatementError("n: the number of rows of J has this name; choose another for a size")


def _require_plain_name(name: str) -> None:
    """Refuse a name that certificates, and the statements that they print, cannot have."""
    if name in ("e", "pi", "I"):  # it could not be told from the constant
        raise StatementError(f"{name}: a constant has this name; choose another")
    if name in RESERVED:
        raise StatementError(f"{name}: a word of the language has this name; choose another")
    if not all(map(_PLAIN.fullmatch, name.split("."))):  # a part of a part is called J.H
        raise StatementError(
            f"{name}: expected a letter from a to z or A to Z, then letters, digits or _, at most "
            "31 in all (alpha is printed as α)"
        )


def _require_members(parameters: Mapping[str, Range]) -> None:
    """Refuse a kind whose options, as far as they are numbers, leave no matrix."""
    for name, of in parameters.items():
        if isinstance(of, MatrixKind) and not of.references():
            reasons = [of.at({}, *shape).emptiness() for shape in _shapes(of)]
            if None not in reasons:
                raise StatementError(f"{name}: no matrix is a {of}: {reasons[0]}")


def _shapes(of: MatrixKind) -> list[tuple[int, int]]:
    """Return shapes of a kind: a few where it leaves them open, as its emptiness may depend on."""
    rows, columns = of.sizes
    chosen = [(k, k) for k in _SOME_SIZES]
    if not of.is_square:
        chosen += [(j, k) for j in _SOME_SIZES for k in _SOME_SIZES]
    return list(
        dict.fromkeys(
            (rows if isinstance(rows, int) else j, columns if isinstance(columns, int) else k)
            for j, k in chosen
        )
    )


def _require_known_references(parameters: Mapping[str, Range]) -> None:
    """Refuse options and ends by the name of what is no number of the signature."""
    numbers = {name for name, of in parameters.items() if isinstance(of, Domain)}
    for name, of in parameters.items():
        if not isinstance(of, (Domain, MatrixKind)):
            continue
        for reference in sorted(of.references()):
            if reference not in numbers:
                raise StatementError(_unknown_number(name, reference, numbers))
            if reference == name:
                raise StatementError(f"{name}: it is bounded by itself")
    _require_order(parameters)


def _unknown_number(name: str, reference: str, numbers: set[str]) -> str:
    if numbers:
        return f"{name}: {unknown_name('Real parameter', reference, sorted(numbers))}"
    return (
        f"{name}: no parameter is called {reference!r}; add {reference}: Real(at_least=0), or "
        "write a number"
    )


def _require_order(parameters: Mapping[str, Range]) -> None:
    """Refuse numbers that bound each other in a circle."""
    left = {k: of.references() for k, of in parameters.items() if isinstance(of, Domain)}
    while left:
        free = [name for name, others in left.items() if others.isdisjoint(left)]
        if not free:
            raise StatementError(f"{', '.join(sorted(left))}: they bound each other in a circle")
        for name in free:
            del left[name]


def read_class(annotation: Any) -> Range:
    """Return what an annotation ranges over that stands by itself, outside of any signature.

    Raises
    ------
    StatementError
        If it is no class, family or domain of numbers, or has options by the name of a parameter.
    """
    found = _range("class", annotation)
    _require_known_references({"class": found})
    if isinstance(found, Quantifier) and found.size_names:
        raise StatementError(
            f"sizes: expected numbers, got the name {found.size_names[0]!r}: names are for theorems"
        )
    return found


def _range(name: str, annotation: Any) -> Range:
    if isinstance(annotation, ClassOfMatrices):
        annotation = Quantifier(annotation)
    if isinstance(annotation, Quantifier) and annotation.matrix_class not in registry():
        raise StatementError(
            f"{name} is annotated with {annotation}, of which no instances are registered: a class "
            "of your own comes with register(...) (see kreissverify.instances.InstanceClass)"
        )
    if isinstance(annotation, Family):
        return annotation.every()
    if isinstance(annotation, (Quantifier, Domain, MatrixKind, FamilyRange)):
        return annotation
    if _is_range_class(annotation):
        made: Range = annotation()
        return made
    if annotation is inspect.Parameter.empty:
        shown = "has no annotation"
    else:
        shown = f"is annotated with {getattr(annotation, '__name__', None) or told(annotation)}"
    raise StatementError(
        f"{name} {shown}: expected a class of matrices such as BlockTriangular or Square, a "
        "family, or Real(...) or Integer(...)"
    )


def _is_range_class(annotation: Any) -> bool:
    if not isinstance(annotation, type) or annotation in (Domain, MatrixKind):
        return False
    return issubclass(annotation, (Domain, MatrixKind))
