"""Real formulas as SMT-LIB 2 text (logic QF_NRA), which every solver of that logic reads.

A quotient 1/d becomes a number i with d ≠ 0 ⇒ d·i = 1, and a root √e a number w with
e ≥ 0 ⇒ (w ≥ 0 and w² = e): outside of their domains they are unknown, never contradictory. Where
the domain has to be shown, it is kept as an obligation. Quantities, exponentials and logarithms
are unknown real numbers, one for each expression (an exponent multiplied out).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import sympy
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean, BooleanAtom
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.derivations.deciders.known_axioms import known_axioms
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import (
    Finite,
    OperatorNorm,
    is_extended,
    is_operator_relation,
)
from kreissverify.derivations.terms.matrix_terms import (
    Invertible,
    inverted,
    is_real,
    matrices_of,
    numbers_of,
)
from kreissverify.derivations.terms.powers import without_asinh
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = ["Obligation", "Translation", "number", "question", "together"]

_RELATIONS = {sympy.Le: "<=", sympy.Lt: "<", sympy.Ge: ">=", sympy.Gt: ">", sympy.Eq: "="}
# A power is written as a product. Above this the degree is beyond what solvers decide, and the
# power is an unknown number: what is shown of every number is true of the power also.
_LARGEST_POWER = 24
_OPAQUE = (
    QuantityExpr, OperatorNorm, sympy.exp, sympy.log, sympy.asinh, sympy.E.__class__,
    sympy.pi.__class__,
)  # fmt: skip


@dataclass(frozen=True)
class Obligation:
    """A condition under which a term has a value, to be shown where `path` holds."""

    path: tuple[Boolean, ...]
    condition: Boolean
    term: sympy.Expr


@dataclass
class Translation:
    """One question to a solver in the making; `informed` if what is known by itself is said."""

    names: dict[sympy.Basic, str] = field(default_factory=dict)
    axioms: list[str] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    extended: set[sympy.Basic] = field(default_factory=set)
    path: tuple[Boolean, ...] = ()
    informed: bool = False

    def formula(self, condition: Boolean) -> str:
        """Return a condition as SMT-LIB."""
        if isinstance(condition, BooleanAtom):
            return "true" if condition is sympy.true else "false"
        if type(condition) in _RELATIONS:
            sides = " ".join(self.term(x) for x in condition.args)
            return f"({_RELATIONS[type(condition)]} {sides})"
        if isinstance(condition, sympy.Ne):
            return f"(not {self.formula(sympy.Eq(*condition.args, evaluate=False))})"
        if isinstance(condition, (sympy.And, sympy.Or)):
            word = "and" if isinstance(condition, sympy.And) else "or"
            return f"({word} {' '.join(self.formula(x) for x in condition.args)})"
        if isinstance(condition, sympy.Not):
            return f"(not {self.formula(condition.args[0])})"
        if isinstance(condition, sympy.Implies):
            premise = self.formula(condition.args[0])
            return f"(=> {premise} {self._under([condition.args[0]], condition.args[1])})"
        if isinstance(condition, sympy.Equivalent):
            return f"(= {' '.join(self.formula(x) for x in condition.args)})"
        if isinstance(condition, Finite) or is_operator_relation(condition):
            raise DerivationError(f"{condition}: this is no formula over the real numbers")
        raise DerivationError(f"{condition}: unknown kind of condition: {type(condition).__name__}")

    def _under(self, conditions: Sequence[Boolean], body: Any) -> str:
        before = self.path
        self.path = (*before, *conditions)
        try:
            return self.term(body) if isinstance(body, sympy.Expr) else self.formula(body)
        finally:
            self.path = before

    def term(self, expression: sympy.Expr) -> str:
        """Return a real term as SMT-LIB."""
        e = sympy.sympify(expression)
        if e.is_Rational:
            return number(e)
        if e.is_Symbol:
            return self._symbol(e)
        if e.is_Add or e.is_Mul:
            sign = "+" if e.is_Add else "*"
            return f"({sign} {' '.join(self.term(x) for x in e.args)})"
        if e.is_Pow:
            return self._power(e)
        if isinstance(e, (sympy.Max, sympy.Min)):
            return self._extremum(e)
        if isinstance(e, sympy.Abs):
            inner = self.term(e.args[0])
            return f"(ite (>= {inner} 0) {inner} (- {inner}))"
        if isinstance(e, sympy.Piecewise):
            return self._cases(list(e.args))
        if isinstance(e, sympy.exp) and e.args[0].has(sympy.asinh):
            algebraic = without_asinh(e)
            if algebraic != e:
                return self.term(algebraic)
        if isinstance(e, sympy.exp):
            self._have_values(e.args)
            # Equal arguments get one number: e^{a(b+c)} and e^{ab+ac} would be two otherwise.
            canonical = sympy.exp(sympy.expand(e.args[0]))
            return self._opaque(e) if canonical == e else self.term(canonical)
        if isinstance(e, MatrixElement):
            return self._entry(e)
        if isinstance(e, _OPAQUE) and e.is_commutative:
            return self._opaque(e)
        raise DerivationError(f"{e}: unknown kind of real term: {type(e).__name__}")

    def _symbol(self, symbol: sympy.Symbol) -> str:
        if not symbol.is_real:
            raise DerivationError(f"{symbol}: expected a real variable")
        if symbol not in self.names:
            name = self._new(symbol, symbol.name)
            if symbol.is_positive:
                self.axioms.append(f"(> {name} 0)")
            elif symbol.is_nonnegative:
                self.axioms.append(f"(>= {name} 0)")
        return self.names[symbol]

    def _entry(self, e: MatrixElement) -> str:
        if not all(is_real(x) for x in matrices_of(e.parent)):
            raise DerivationError(f"{e}: expected an entry of a real matrix")
        for matrix in inverted(e.parent):
            self.obligations.append(Obligation(self.path, Invertible(matrix), e))
        self._have_values(numbers_of(e.parent))
        return self.names[e] if e in self.names else self._new(e, "entry")

    def _opaque(self, e: sympy.Expr) -> str:
        if is_extended(e):
            self.extended.add(e)
        self._have_values(e.args if not isinstance(e, QuantityExpr) else self._numbers(e))
        if isinstance(e, sympy.log):
            inside = sympy.Gt(e.args[0], 0, evaluate=False)
            self.obligations.append(Obligation(self.path, inside, e))
        if e not in self.names:
            name = self._new(e, type(e).__name__ if not isinstance(e, QuantityExpr) else e.name)
            if isinstance(e, OperatorNorm):
                self.axioms.append(f"(>= {name} 0)")
            if isinstance(e, sympy.exp):
                self.axioms.append(f"(> {name} 0)")
            self._inform(e)
        return self.names[e]

    def _inform(self, e: sympy.Expr) -> None:
        if self.informed:
            self.axioms += known_axioms(e, self.names, self.term)

    def _numbers(self, e: QuantityExpr) -> list[sympy.Expr]:
        """Return the numbers that a quantity depends on; note which inverses it needs."""
        for matrix in inverted(e.matrix):
            self.obligations.append(Obligation(self.path, Invertible(matrix), e))
        return [*e.parameters, *numbers_of(e.matrix)]

    def _have_values(self, arguments: Sequence[sympy.Basic]) -> None:
        """Note what has to be shown for the arguments of an opaque term to be real numbers."""
        # Apart: an argument is not part of the question, but whether it has a value is.
        aside = Translation(path=self.path)
        for argument in arguments:
            if argument.is_commutative:
                aside.term(argument)
        self.obligations += aside.obligations
        self.extended |= aside.extended

    def _new(self, key: sympy.Basic, hint: str) -> str:
        plain = "".join(x for x in hint if x.isascii() and x.isalnum()) or "x"
        self.names[key] = f"{plain}.{len(self.names)}"
        return self.names[key]

    def _power(self, e: sympy.Expr) -> str:
        base, exponent = e.args
        if exponent.is_Integer and 0 < exponent <= _LARGEST_POWER:
            inner = self.term(base)
            return f"(* {' '.join([inner] * int(exponent))})" if exponent > 1 else inner
        if exponent.is_Integer and exponent < 0:
            return self._inverse(base, base ** (-exponent))
        if exponent.is_Rational and exponent.q == 2:
            if exponent.p == 1:
                return self._root(e, base)
            power = sympy.Pow(sympy.sqrt(base), exponent.p, evaluate=False)
            return self._power(power)
        # γᵗ: a real number, unknown. For a negative base and a real exponent it would be complex.
        if exponent.is_nonnegative and (base.is_nonnegative or exponent.is_integer):
            return self._opaque_power(e)
        if exponent.is_integer:  # γᵗ⁻¹, which has no value at γ = 0 and t = 0
            regular = sympy.Or(
                sympy.Ge(exponent, 0, evaluate=False), sympy.Ne(base, 0, evaluate=False)
            )
            self.obligations.append(Obligation(self.path, regular, e))
            return self._opaque_power(e)
        if exponent.is_real:
            self.obligations.append(Obligation(self.path, sympy.Gt(base, 0, evaluate=False), e))
            return self._opaque_power(e)
        raise DerivationError(f"{e}: unknown kind of real term: a power with this exponent")

    def _opaque_power(self, e: sympy.Expr) -> str:
        base, exponent = e.args
        self.term(base)
        self._have_values([exponent])
        if e not in self.names:
            name = self._new(e, "power")
            if base.is_nonnegative:
                self.axioms.append(f"(>= {name} 0)")
            self._inform(e)
        return self.names[e]

    def _inverse(self, base: sympy.Expr, divisor: sympy.Expr) -> str:
        # Of a power or a root it is asked that what is in it is not 0: the shorter question.
        inside = base.base if base.is_Pow and base.exp == sympy.S.Half else base
        regular = sympy.Ne(inside, 0, evaluate=False)
        self.obligations.append(Obligation(self.path, regular, 1 / divisor))
        key = sympy.Pow(divisor, -1, evaluate=False)
        inner = self.term(divisor)
        if key not in self.names:
            name = self._new(key, "inverse")
            self.axioms.append(f"(=> (not (= {inner} 0)) (= (* {inner} {name}) 1))")
        return self.names[key]

    def _root(self, e: sympy.Expr, base: sympy.Expr) -> str:
        self.obligations.append(Obligation(self.path, sympy.Ge(base, 0, evaluate=False), e))
        inner = self.term(base)
        if e not in self.names:
            name = self._new(e, "root")
            square = f"(and (>= {name} 0) (= (* {name} {name}) {inner}))"
            self.axioms.append(f"(=> (>= {inner} 0) {square})")
        return self.names[e]

    def _extremum(self, e: sympy.Expr) -> str:
        sign = ">=" if isinstance(e, sympy.Max) else "<="
        terms = [self.term(x) for x in e.args]
        best = terms[0]
        for other in terms[1:]:
            best = f"(ite ({sign} {best} {other}) {best} {other})"
        return best

    def _cases(self, cases: list[ExprCondPair]) -> str:
        (value, condition), rest = cases[0].args, cases[1:]
        if condition is sympy.true:
            return self.term(value)
        if not rest:
            raise DerivationError(f"{value}: the cases do not end with one for everything else")
        test = self.formula(condition)
        # A case has to have a value only where it applies: x/y beside y = 0 is no fault.
        then = self._under([condition], value)
        before = self.path
        self.path = (*before, sympy.Not(condition))
        try:
            otherwise = self._cases(rest)
        finally:
            self.path = before
        return f"(ite {test} {then} {otherwise})"


def number(value: sympy.Rational | Fraction) -> str:
    """Return a rational number as SMT-LIB."""
    above, below = abs(value.numerator), value.denominator
    size = str(above) if below == 1 else f"(/ {above} {below})"
    return size if value >= 0 else f"(- {size})"


def question(
    premises: Sequence[Boolean], claim: Boolean | None, informed: bool = False
) -> tuple[str, list[Obligation], set[sympy.Basic]]:
    """Return the SMT-LIB question whose answer "unsat" says that the premises imply the claim.

    With no claim, "unsat" says that the premises contradict each other.

    Parameters
    ----------
    premises
        Conditions over the reals, whose terms have values.
    claim
        The condition that may follow from them.
    informed
        Whether it says what is known of quantities and powers by themselves.

    Returns
    -------
    tuple
        The text, the obligations of the claim, and the quantities that have to be finite.
    """
    made = Translation(informed=informed)
    asserted = [made.formula(p) for p in premises]
    # The premises are known to have values: they are hypotheses, or were shown.
    made.obligations.clear()
    denied = [] if claim is None else [f"(not {made.formula(claim)})"]
    obligations = list(made.obligations)
    lines = ["(set-logic QF_NRA)"]
    lines += [f"; {name} is {_comment(key)}" for key, name in made.names.items()]
    lines += [f"(declare-fun {name} () Real)" for name in made.names.values()]
    lines += [f"(assert {x})" for x in (*made.axioms, *asserted, *denied)]
    lines.append("(check-sat)")
    return "\n".join(lines) + "\n", obligations, made.extended


def together(questions: Sequence[str]) -> str:
    """Return several questions as one text; each is to be answered by "unsat"."""
    return "(reset)\n".join(questions)


@cache  # printing is dear, and the same terms are in question after question
def _comment(key: sympy.Basic) -> str:
    return " ".join(str(key).split())
