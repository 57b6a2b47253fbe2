"""Python's own ways to say a thing that the language of statements says by a name of its own.

The body of a theorem runs on symbols, where `and`, chained comparisons, `max`, NumPy and `math` ask
for a value that is not there yet. Their errors are those of SymPy and NumPy; here they are told by
the place in the source at which they were raised.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import math
import traceback
from collections.abc import Mapping
from types import FunctionType, TracebackType
from typing import Any

import numpy as np
import sympy

from kreissverify.quantities.base import registry as registry_of_quantities
from kreissverify.system.near_names import near_name

__all__ = ["idiom"]

_RIGHT = {
    "abs": "Abs(x)", "absolute": "Abs(x)", "fabs": "Abs(x)",
    "max": "Max(x, y)", "maximum": "Max(x, y)", "amax": "Max(x, y)", "fmax": "Max(x, y)",
    "min": "Min(x, y)", "minimum": "Min(x, y)", "amin": "Min(x, y)", "fmin": "Min(x, y)",
    "sqrt": "sqrt(x)", "exp": "exp(x)", "log": "log(x)", "asinh": "asinh(x)", "arcsinh": "asinh(x)",
    "pow": "x**y", "power": "x**y", "square": "x**2", "float_power": "x**y",
    "hypot": "sqrt(x**2 + y**2)",
    "log1p": "log(1 + x)", "expm1": "exp(x) - 1",
    "logical_and": "And(x, y)", "logical_or": "Or(x, y)", "logical_not": "Not(x)",
    "where": "Piecewise(...)",
    "all": "And(x, y)", "any": "Or(x, y)", "isclose": "Eq(x, y)", "allclose": "same(X, Y)",
    "array_equal": "same(X, Y)", "dot": "X*Y", "matmul": "X*Y", "transpose": "X.T",
    "inv": "inverse(X)", "kron": "kron(X, Y)", "trace": "trace(X)", "det": "det(X)",
    "matrix_rank": "rank(X)", "cond": "cond(X)",
    "norm": "norm(X)", "eigvals": "rho(X) for their largest modulus", "matrix_power": "X**k",
    "bmat": "block([[X, Y], [Z, W]])", "block": "block([[X, Y], [Z, W]])",
    "eye": "identity(n)", "identity": "identity(n)", "zeros": "zeros(n)",
    "array": "matrix([[a, b], [c, d]])",
}  # fmt: skip
"""What a function of NumPy, of `math` or of Python is written as, by its last name."""

_ATTRIBUTES = {
    "H": "adjoint(X)", "size": "X.shape", "conj": "adjoint(X).T", "conjugate": "adjoint(X).T",
    "eigenvals": "rho(X) for their largest modulus", "singular_values": "norm(X) for the largest",
    "is_symmetric": "same(X, X.T)", "is_positive_semidefinite": "psd(X)",
}  # fmt: skip
"""What an attribute of matrices elsewhere is written as here."""

_ARRAY = (
    "the body joins an array of numbers to a matrix of the class, which is symbolic and real: "
    "a statement is of matrices of classes only"
)
_SAID = {
    "'_BlockSize' object cannot be": _ARRAY,  # SymPy makes an array of the other operand's shape
    " and 'Matrix'": _ARRAY,
    "'Matrix' and ": _ARRAY,
    "non-real zoo": "the body divides by zero",  # before the next one, of which it is a case
    "Invalid comparison of non-real": "the body compares what is no real number: write same(X, Y) "
    "for the equality of matrices, and norm(X), rho(X) or another quantity for their size",
    "Mix of Matrix and Scalar symbols": "the body adds a number to a matrix, or compares the two: "
    "write X + c*identity(X), or a quantity of X",
    "Invalid NaN comparison": "the body compares with a nan, which is no number",
    "expecting bool or Boolean": "And, Or, Not and Implies join comparisons such as K(J) <= 2",
    "is not comparable": "Max and Min compare numbers, such as norm(J), and no matrices",
    "Matrix det == 0": "the body inverts a matrix that is zero whatever J is",
    "Matrices are not aligned": "the body multiplies matrices X*Y where X has not as many columns "
    "as Y has rows",
    "Matrices have mismatching shape": "the body adds matrices of different shapes",
    "Power of non-square matrix": "the body takes a power of a matrix that is not square",
    "got the number exp(": "exp is a function of numbers: the norm of the exponential of tA is "
    "ct.exp_norm(A, t), with `from kreissverify import continuous as ct`",
    "has no len()": "the body asks for the length of a matrix: X.n is its number of rows, "
    "X.shape both",
    "Invalid indices": "the body asks for an entry that the matrix does not have: X[i, j] counts "
    "rows and columns from 0",
}
"""What SymPy's texts mean here: it has no exceptions of their own to tell them by."""

_TEXT = (
    'the body computes or compares with a text: write Rational(1, 3) for a number; "1/3" stands '
    "for one as an argument of a function, an entry of matrix(...) and an option of a class"
)
_OTHER = "the body computes or compares with an object of type {}: expected a number or a matrix"
_NO_NUMBERS = ("NoneType", "list", "tuple", "dict", "set", "bytes", "function", "complex")


def idiom(error: BaseException, body: FunctionType) -> str | None:
    """Return what to write instead of the expression that raised an error; None if it is unknown.

    Examples
    --------
    >>> from kreissverify import BlockTriangular, K, theorem
    >>> try:
    ...     @theorem(source="an example")
    ...     def f(J: BlockTriangular):
    ...         return K(J) <= max(1, J.c)
    ... except ValueError as error:
    ...     print(error)
    max needs numbers, and J is symbolic: write Max(x, y)
    """
    if isinstance(error, AttributeError) and isinstance(error.obj, sympy.MatrixExpr):
        return _of_attribute(error)
    text = str(error)
    other = _of_operand(error, text)
    if other is not None:
        return other
    # Before the place: to Python it is a chained comparison as well.
    for sign, name in (("&", "And"), ("|", "Or")):
        if f"unsupported operand type(s) for {sign}" in text:
            return f"`{sign}` binds more tightly than `<=`: write {name}(x, y)"
    frame = _frame_of(body, error.__traceback__)
    if frame is not None:
        node, parents = _expression_at(frame)
        shown = _of_node(node, parents, body.__globals__) if node is not None else None
        if shown is not None:
            return shown
    return next((said for known, said in _SAID.items() if known in text), None)


def _of_operand(error: BaseException, text: str) -> str | None:
    """Return what is said of an operand that is no number, such as a text: Python names its type.

    SymPy takes texts where it makes expressions, and refuses them as operands.
    """
    if isinstance(error, sympy.SympifyError):
        given = error.expr
        return _TEXT if isinstance(given, str) else _OTHER.format(type(given).__name__)
    if not isinstance(error, TypeError):
        return None
    if "'str'" in text or "can't multiply sequence" in text:
        return _TEXT
    if "not supported between" not in text and "unsupported operand" not in text:
        return None
    of = next((x for x in _NO_NUMBERS if f"'{x}'" in text), None)
    return of and _OTHER.format(of)


def _of_attribute(error: AttributeError) -> str | None:
    """Return what is written instead of an attribute that no matrix expression has."""
    if "object has no attribute" not in str(error):  # those of J say themselves what there is
        return None
    name = str(error.name)
    right = _ATTRIBUTES.get(name) or _RIGHT.get(name)
    if right is None:
        near = near_name(name, [*registry_of_quantities(), *_RIGHT])
        right = _RIGHT.get(near, f"{near}(X)") if near else ""
    hint = f"write {right}" if right else "it has X.n, X.shape, X.T and entries X[i, j]"
    return f"a matrix X has no {name}: {hint}"


def _frame_of(body: FunctionType, trace: TracebackType | None) -> traceback.FrameSummary | None:
    """Return the innermost place in the file of the body: what it calls is not the author's."""
    frames = [x for x in traceback.extract_tb(trace) if x.filename == body.__code__.co_filename]
    return frames[-1] if frames else None


def _expression_at(
    frame: traceback.FrameSummary,
) -> tuple[ast.AST | None, Mapping[ast.AST, ast.AST]]:
    """Return the expression at the place of a frame, and the parents of all nodes of its file."""
    try:
        tree = ast.parse("".join(linecache.getlines(frame.filename)))
    except (SyntaxError, ValueError):  # no source, as of a prompt
        return None, {}
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    place = (frame.lineno, frame.colno, frame.end_lineno, frame.end_colno)
    for node in parents:  # outer ones first: an expression statement before its expression
        found = tuple(
            getattr(node, x, None) for x in ("lineno", "col_offset", "end_lineno", "end_col_offset")
        )
        if found == place and isinstance(node, ast.expr):
            return node, parents
    return None, parents


def _of_node(
    node: ast.AST, parents: Mapping[ast.AST, ast.AST], names: Mapping[str, Any]
) -> str | None:
    if isinstance(node, ast.Call):
        return _of_call(node, names)
    # what fails is the operand that is asked for its truth value, and the parent is what asks
    for holder in (node, parents.get(node)):
        match holder:
            case ast.BoolOp(op=ast.And()):
                return "`and` needs truth values, and J is symbolic: write And(x, y)"
            case ast.BoolOp():
                return "`or` needs truth values, and J is symbolic: write Or(x, y)"
            case ast.UnaryOp(op=ast.Not()):
                return "`not` needs a truth value, and J is symbolic: write Not(x)"
            case ast.Compare(ops=[_, _, *_]):
                return (
                    "a chained comparison needs truth values, and J is symbolic: write "
                    "And(a <= b, b <= c)"
                )
            case ast.IfExp() | ast.If() | ast.While():
                return (
                    "`if` needs a truth value, and J is symbolic: write "
                    "Piecewise((x, condition), (y, True))"
                )
            case ast.Assert():
                return "`assert` needs a truth value: write assume(...) for a hypothesis"
    return None


def _of_call(node: ast.Call, names: Mapping[str, Any]) -> str | None:
    """Return the sentence on a function that wants numbers."""
    written = ast.unparse(node.func)
    first, *rest = written.split(".")
    function = names.get(first, getattr(builtins, first, None))
    for name in rest:
        function = getattr(function, name, None)
    if not _wants_numbers(function):
        return None
    right = _RIGHT.get(written.rpartition(".")[2])
    hint = f"write {right}" if right else "a statement is a formula, and its numbers come later"
    return f"{written} needs numbers, and J is symbolic: {hint}"


def _wants_numbers(function: Any) -> bool:
    if isinstance(function, np.ufunc):
        return True
    if function in (abs, all, any, bool, complex, float, int, max, min, pow, round, sorted):
        return True
    module = getattr(function, "__module__", None) or ""
    return isinstance(module, str) and module.partition(".")[0] in (math.__name__, "numpy", "scipy")
