"""A sharpened statement as a theorem file: a proposal from digits, to be proved or refuted."""

from __future__ import annotations

import math
from fractions import Fraction

import sympy
from sympy.printing.pycode import PythonCodePrinter

from kreissverify.evidence.evaluation.inequality_sides import bound_sides
from kreissverify.evidence.worst_ratio.identify_number import identify_closed_form
from kreissverify.evidence.worst_ratio.tighten import Tightening
from kreissverify.instances.signature import Range
from kreissverify.matrices.class_options import radius_place
from kreissverify.matrices.two_blocks import Quantifier
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import Domain, Statement

__all__ = ["NothingToPropose", "proposal"]

# A factor without a closed form is rounded up to a multiple of this: the supremum may lie above the
# worst ratio met, by less than this if the search was any good.
_SLACK = Fraction(1, 1000)
_FUNCTIONS = ("Abs", "Max", "Min", "Piecewise", "Rational", "asinh", "exp", "log", "sqrt")


class NothingToPropose(ValueError):
    """No constant factor sharpens the statement, as far as is known."""


def proposal(shown: Tightening) -> str:
    """Return a theorem file that claims the bound times the worst ratio, where that is below 1.

    Raises
    ------
    NothingToPropose
        If the worst ratio is 1, or not known, the statement is not one inequality, or it is about
        kinds or families.
    """
    statement = shown.statement
    pairs = bound_sides(statement.conclusion)
    if shown.found is None or shown.ratio is None:
        raise NothingToPropose("no ratio was certified")
    if len(pairs) != 1:
        raise NothingToPropose("expected one inequality, got several")
    worst = max(shown.found.ratio, shown.certified)
    if worst > float(1 - _SLACK):
        raise NothingToPropose(f"the worst ratio is {worst:.6g}: no smaller factor is left")
    if not statement.is_about_one_class:
        raise NothingToPropose(
            f"the bound holds with the factor {worst:.9g}, as far as is known; a file is proposed "
            "for statements about one coupled class only"
        )
    # taken to be right to nine digits, as the maximisation converges at a smooth maximum
    form = identify_closed_form(worst, 1e-9 * worst)
    # rounded up, and by one more step where the worst ratio is within rounding of a multiple
    steps = math.ceil(worst / float(_SLACK) + 1e-6)
    factor = form if form is not None else sympy.Rational(steps, _SLACK.denominator)
    small, large = pairs[0]
    return _file(statement, small, large, factor, worst)


def _file(
    statement: Statement, small: sympy.Expr, large: sympy.Expr, factor: sympy.Expr, worst: float
) -> str:
    printer = _Printer(*statement.matrix)
    atoms = {atom.name for atom in statement.atoms()}
    names = {type(of).__name__ for of in statement.parameters.values()}
    names |= {statement.matrix[1].matrix_class.__name__, *atoms, "assume", "theorem", *_FUNCTIONS}
    body = [f"    assume({printer.doprint(h)})" for h in statement.hypotheses]
    scope = ", ".join(f"{name}: {_annotation(of)}" for name, of in statement.quantified)
    text = (
        f'"""Proposed from digits, not proved: {statement.id} times its worst ratio met, '
        f'{worst:.9g}."""\n\n'
        f"from sympy import And, Eq, Implies, Ne, Or, pi\n\n"
        f"from kreissverify import {', '.join(sorted(names))}\n\n\n"
        f'@theorem(source="proposed by kreissverify tighten, after {statement.id}")\n'
        f"def {statement.name}_sharpened({scope}):\n"
        f'    """The worst ratio met is {worst:.9g}."""\n'
    )
    claim = f"{printer.doprint(small)} <= ({printer.doprint(factor)}) * ({printer.doprint(large)})"
    return text + "\n".join([*body, f"    return {claim}", ""])


def _annotation(of: Range) -> str:
    if not isinstance(of, Domain):
        return str(of)
    return f"{type(of).__name__}({', '.join(f'{end}={str(x)!r}' for end, x in of.ends.items())})"


class _Printer(PythonCodePrinter):  # type: ignore[misc]
    """Python that the statement language reads back."""

    def __init__(self, variable: str, of: Quantifier) -> None:
        super().__init__({"fully_qualified_modules": False})
        self._variable, self._separate = variable, of.radii == "each"
        self._word = of.matrix_class.kind_of_bound.word

    def _print_Symbol(self, expr: sympy.Symbol) -> str:
        place = radius_place(expr.name) if self._separate else None
        if place is not None:
            return f"{self._variable}.{self._word}s[{place}]"
        of_matrix = expr.name in (self._word, "b", "c", "n")
        return f"{self._variable}.{expr.name}" if of_matrix else str(expr.name)

    def _print_QuantityExpr(self, expr: QuantityExpr) -> str:
        arguments = [str(expr.matrix.name), *(self._print(p) for p in expr.parameters)]
        return f"{expr.name}({', '.join(arguments)})"

    def _print_Rational(self, expr: sympy.Rational) -> str:
        return f"Rational({expr.p}, {expr.q})"

    def _print_Pow(self, expr: sympy.Pow, rational: bool = False) -> str:
        if expr.exp == sympy.Rational(1, 2):
            return f"sqrt({self._print(expr.base)})"
        return f"({self._print(expr.base)})**({self._print(expr.exp)})"

    def _print_Exp1(self, expr: sympy.Basic) -> str:
        return "exp(1)"  # a parameter may be called E

    def _print_Pi(self, expr: sympy.Basic) -> str:
        return "pi"

    def _print_Function(self, expr: sympy.Function) -> str:
        return f"{expr.func.__name__}({', '.join(map(self._print, expr.args))})"

    _print_Max = _print_Min = _print_Abs = _print_log = _print_exp = _print_asinh = _print_Function

    def _print_Piecewise(self, expr: sympy.Piecewise) -> str:
        cases = (f"({self._print(value)}, {self._print(when)})" for value, when in expr.args)
        return f"Piecewise({', '.join(cases)})"

    def _print_And(self, expr: sympy.And) -> str:
        return f"And({', '.join(map(self._print, expr.args))})"

    def _print_Or(self, expr: sympy.Or) -> str:
        return f"Or({', '.join(map(self._print, expr.args))})"
