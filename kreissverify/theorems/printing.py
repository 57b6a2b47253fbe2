"""Statements as a line of text and as LaTeX, in the notation of the paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

from kreissverify.expressions.greek import greek
from kreissverify.instances.parameter_domains import Domain, Integer
from kreissverify.instances.signature import Range
from kreissverify.matrices.class_options import radius_place

__all__ = ["expression_latex", "expression_text", "latex", "text"]

_RELATIONS = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "==": "=", "!=": "≠"}
_QUANTITIES = {
    "rho": "ρ({})", "norm": "‖{}‖", "power_norm": "‖{}^{}‖", "exp_norm": "‖exp({1}·{0})‖",
    "spectral_abscissa": "α({})", "numerical_abscissa": "ω({})",
}  # fmt: skip


Quantified = Sequence[tuple[str, Range]]


def text(quantified: Quantified, hypotheses: Sequence[sympy.Basic], conclusion: sympy.Basic) -> str:
    """Return ``for every J in BlockTriangular with b·K(J0) < 1 - γ: K(J) ≤ ...``.

    Parameters
    ----------
    quantified
        The variables in their order, each with its class of matrices or its domain.
    hypotheses, conclusion
        Conditions on them.
    """
    scope = " and ".join(_scope(name, of) for name, of in quantified)
    given = " and ".join(expression_text(x) for x in hypotheses)
    if not scope:  # a closed statement
        return f"{f'if {given}: ' if given else ''}{expression_text(conclusion)}"
    return f"for every {scope}{f' with {given}' if given else ''}: {expression_text(conclusion)}"


def expression_text(expression: sympy.Basic) -> str:
    """Return a condition or a scalar as text."""
    return str(_TextPrinter().doprint(expression))


def latex(
    quantified: Quantified, hypotheses: Sequence[sympy.Basic], conclusion: sympy.Basic
) -> str:
    r"""Return ``\forall J \in \mathrm{BlockTriangular}: \quad ... \implies K(J) \leq ...``.

    Parameters
    ----------
    quantified
        The variables in their order, each with its class of matrices or its domain.
    hypotheses, conclusion
        Conditions on them.
    """
    scope = r",\ ".join(_latex_scope(name, of) for name, of in quantified)
    given = r" \wedge ".join(expression_latex(x) for x in hypotheses)
    shown = expression_latex(conclusion)
    if not scope:  # a closed statement
        return rf"{given} \implies {shown}" if given else shown
    return rf"\forall {scope}: \quad " + (rf"{given} \implies {shown}" if given else shown)


def _scope(name: str, of: Range) -> str:
    if not isinstance(of, Domain):
        return f"{name} in {of}"
    return f"{'integer ' * isinstance(of, Integer)}{greek(name)} in {of.interval()}"


def _latex_scope(name: str, of: Range) -> str:
    symbol = _latex_name(name)
    if not isinstance(of, Domain):
        # between two texts: in a text TeX wants \_, which MathJax and MathML would show as it is
        words = str(of).replace("_", r"}\_\text{")
        return rf"{symbol} \in \text{{{words}}}"
    integers = r" \cap \mathbb{Z}" if isinstance(of, Integer) else ""
    infinity = r"\infty"
    return rf"{symbol} \in {of.interval(infinity, _latex_name)}{integers}"


def _latex_name(name: str) -> str:
    return str(sympy.latex(sympy.Symbol(name)))


def expression_latex(expression: sympy.Basic) -> str:
    """Return a condition or a scalar as LaTeX."""
    # log, as in the statement's Python and in the text, whatever SymPy's default is.
    return str(_LatexPrinter({"ln_notation": False}).doprint(expression))


class _TermOrder:
    """Sums as one writes them: what is added before what is subtracted, simple terms first."""

    def _as_ordered_terms(self, expr: Any, order: Any = None) -> list[Any]:
        # 1 - γ and not -γ + 1, as SymPy would have it; terms alike keep SymPy's order.
        def place(term: Any) -> tuple[bool, int]:
            return (term.could_extract_minus_sign(), len(term.free_symbols))

        return sorted(expr.as_ordered_terms(), key=place)


class _LatexPrinter(_TermOrder, LatexPrinter):  # type: ignore[misc]
    def _print_Equivalent(self, expression: Any, altchar: str | None = None) -> str:
        return r" \iff ".join(self.parenthesize(x, 0) for x in expression.args)


class _TextPrinter(_TermOrder, StrPrinter):  # type: ignore[misc]
    """SymPy's text with ≤, ·, √ and Greek letters."""

    printmethod = "_statement_text"  # not _sympystr, which is for SymPy's own notation

    def doprint(self, expr: Any) -> str:
        shown = str(super().doprint(expr))
        return (
            shown.replace("**", "^").replace("^(-1)", "⁻¹").replace("*", "·").replace("sqrt(", "√(")
        )

    def _print_Symbol(self, expr: Any) -> str:
        name = str(expr.name)
        # γ_A, and of one of several matrices J.γ_A
        radius = radius_place(name.rpartition(".")[2]) is not None
        if not radius:
            return greek(name)
        before, word, place = re.fullmatch("(.*?)(gamma|mu)(_.*)", name).groups()  # type: ignore[union-attr]
        return f"{before}{greek(word)}{place}"

    def _print_MatrixSymbol(self, expr: Any) -> str:
        return str(expr)

    def _print_QuantityExpr(self, expr: Any) -> str:
        arguments = [self._print(x) for x in expr.args[1:]]
        if expr.brackets_matrix:
            arguments[0] = f"({arguments[0]})"
        if expr.quantity.of_operand and not expr.args[2].is_Atom:
            arguments[1] = f"({arguments[1]})"
        known = _QUANTITIES.get(expr.name)
        return known.format(*arguments) if known else f"{expr.name}({', '.join(arguments)})"

    def _print_Relational(self, expr: Any) -> str:
        return f"{self._print(expr.lhs)} {_RELATIONS[expr.rel_op]} {self._print(expr.rhs)}"

    def _print_MatrixEquality(self, expr: Any) -> str:
        return f"{self._print(expr.lhs)} {expr.sign} {self._print(expr.rhs)}"

    _print_Entrywise = _print_Semidefinite = _print_MatrixEquality

    def _print_ConstantMatrix(self, expr: Any) -> str:
        rows = (", ".join(map(self._print, row)) for row in expr.table())
        return f"[{'; '.join(rows)}]"

    def _print_Identity(self, expr: Any) -> str:
        return "I"

    def _print_KroneckerProduct(self, expr: Any) -> str:
        return " ⊗ ".join(map(self._print, expr.args))

    def _print_MatrixElement(self, expr: Any) -> str:
        return f"{self._print(expr.parent)}[{expr.i}, {expr.j}]"

    def _print_BlockMatrix(self, expr: Any) -> str:
        rows = (", ".join(map(self._print, row)) for row in expr.blocks.tolist())
        return f"[{'; '.join(rows)}]"

    def _print_ZeroMatrix(self, expr: Any) -> str:
        return "0"

    def _print_And(self, expr: Any) -> str:
        return " and ".join(self._grouped(x) for x in expr.args)

    def _print_Or(self, expr: Any) -> str:
        return " or ".join(self._grouped(x) for x in expr.args)

    def _print_Not(self, expr: Any) -> str:
        return f"not ({self._print(expr.args[0])})"

    def _print_Implies(self, expr: Any) -> str:
        return " ⇒ ".join(self._grouped(x) for x in expr.args)

    def _print_Equivalent(self, expr: Any) -> str:
        return " ⇔ ".join(self._grouped(x) for x in expr.args)

    def _grouped(self, expr: Any) -> str:
        return self._print(expr) if expr.is_Relational else f"({self._print(expr)})"

    def _print_Piecewise(self, expr: Any) -> str:
        cases = [
            f"{self._print(value)} " + ("otherwise" if case == True else f"if {self._print(case)}")  # noqa: E712
            for value, case in expr.args
        ]
        return f"{{{', '.join(cases)}}}"

    def _print_Abs(self, expr: Any) -> str:
        return f"|{self._print(expr.args[0])}|"

    def _print_Max(self, expr: Any) -> str:
        return f"max({', '.join(map(self._print, expr.args))})"

    def _print_Min(self, expr: Any) -> str:
        return f"min({', '.join(map(self._print, expr.args))})"

    def _print_Exp1(self, expr: Any) -> str:
        return "e"
