"""Steps about operators: linear combinations of earlier facts, expanded and compared exactly.

An equality of operators is Σ left·(fact)·right for any polynomials left and right. An inequality
entry by entry needs nonnegative ones: their operator symbols are matrices of norms |X| or are
shown to be ≥ 0, and so are their coefficients.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.reals import decide_implication, undefined_part
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.fact import Fact
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    OperatorEqual,
    OperatorNorm,
    Point,
    conjuncts,
)
from kreissverify.derivations.terms.noncommutative_polynomials import (
    Polynomial,
    difference,
    is_zero,
    polynomial,
    product,
)

__all__ = ["block_norm_bound", "norm_bound", "require", "require_values"]

Term = tuple[Any, Fact | Boolean, Any]


def require(
    step: str, claim: Boolean, terms: Sequence[Term], plus: Any, premises: Sequence[Boolean]
) -> None:
    """Check that a claim is the combination that it is said to be.

    Parameters
    ----------
    step
        The name of the step, for messages.
    claim
        X = Y, or P ≤ Q entry by entry.
    terms
        Triples (left, relation, right), whose sum is the claim.
    plus
        What is left of Q - P, if it is ≥ 0 by its form.
    premises
        What is known; the relations are among it.

    Raises
    ------
    StepNotShown
        If the two sides differ, or a factor that has to be nonnegative was not shown to be.
    """
    if not isinstance(claim, (OperatorEqual, EntrywiseLessEqual)):
        raise DerivationError(
            f"step {step!r}: a combination shows OperatorEqual(X, Y) or EntrywiseLessEqual(P, Q)"
        )
    if isinstance(claim, OperatorEqual) and plus != 0:
        raise DerivationError(f"step {step!r}: plus: an equality has no room for it")
    factors = [factor for left, _, right in terms for factor in (left, right)]
    require_values(step, [claim.lhs, claim.rhs, plus, *factors], premises)
    nonnegative = _Nonnegative(step, premises)
    rest = difference(polynomial(claim.rhs), polynomial(claim.lhs))
    for left, used, right in terms:
        part = _relation(step, used, premises)
        if isinstance(part, EntrywiseLessEqual):
            if isinstance(claim, OperatorEqual):
                raise StepNotShown(step, f"an inequality ({part}) shows no equality")
            # P ≤ Q gives LPR ≤ LQR only for L, R ≥ 0; an equality may be multiplied by anything.
            nonnegative.require(polynomial(left), polynomial(right))
        gap = difference(polynomial(part.rhs), polynomial(part.lhs))
        rest = difference(rest, product(polynomial(left), gap, polynomial(right)))
    nonnegative.require(polynomial(plus))
    rest = difference(rest, polynomial(plus))
    if not is_zero(rest):
        left_over = sympy.Add(*(c * sympy.Mul(*w) for w, c in rest.items() if c != 0))
        raise StepNotShown(step, f"the combination leaves {left_over}")


def require_values(step: str, expressions: Sequence[Any], premises: Sequence[Boolean]) -> None:
    """Refuse inverses of operator symbols, and coefficients that may have no value.

    Parameters
    ----------
    step
        The name of the step, for messages.
    expressions
        Sums of products of operator symbols.
    premises
        What the values of the coefficients may rest on.

    Raises
    ------
    StepNotShown
        If an inverse, or a coefficient's value, was not shown to exist.
    """
    for expression in expressions:
        for word, coefficient in polynomial(expression).items():
            for symbol in word:
                exponent = symbol.as_base_exp()[1]
                if not (exponent.is_integer and exponent.is_nonnegative):
                    raise StepNotShown(step, f"the inverse {symbol} was not shown to exist")
            points = coefficient.atoms(Point)
            # 1/z, or a root of z: where it has a value is no question over the reals.
            if not all(coefficient.is_polynomial(z) for z in points):
                raise StepNotShown(step, f"{coefficient}: expected a polynomial in the complex z")
            # What is left to have values in a polynomial in z are its coefficients.
            anywhere = {z: sympy.Dummy("z", real=True) for z in points}
            equation = sympy.Eq(coefficient.xreplace(anywhere), 0, evaluate=False)
            reason = undefined_part(premises, equation)
            if reason:
                raise StepNotShown(step, reason)


def _relation(
    step: str, used: Fact | Boolean, premises: Sequence[Boolean]
) -> OperatorEqual | EntrywiseLessEqual:
    claim = used.claim if isinstance(used, Fact) else used
    if not isinstance(claim, (OperatorEqual, EntrywiseLessEqual)):
        raise DerivationError(f"step {step!r}: {claim} is not about operators")
    if claim not in conjuncts(premises):
        raise StepNotShown(step, f"{claim} was not shown")
    return claim


class _Nonnegative:
    """What is known to be nonnegative: symbols by the facts 0 ≤ S, coefficients by the solvers."""

    def __init__(self, step: str, premises: Sequence[Boolean]) -> None:
        self.step = step
        self.premises = list(premises)
        known = conjuncts(premises)
        self.nonnegative = {
            p.rhs for p in known if isinstance(p, EntrywiseLessEqual) and p.lhs == 0
        }

    def require(self, *polynomials: Polynomial) -> None:
        """Refuse polynomials that are not visibly nonnegative."""
        for subject in polynomials:
            for word, coefficient in subject.items():
                self._word(word)
                if coefficient.atoms(Point):
                    raise StepNotShown(self.step, f"the factor {coefficient} >= 0: it is complex")
                decision = decide_implication(self.premises, sympy.Ge(coefficient, 0))
                decision.require(self.step, f"the factor {coefficient} >= 0")

    def _word(self, word: tuple[sympy.Basic, ...]) -> None:
        for symbol in word:
            base, exponent = symbol.as_base_exp()
            known = isinstance(base, BlockNormMatrix) or base in self.nonnegative
            if not (known and exponent.is_integer and exponent.is_nonnegative):
                raise StepNotShown(self.step, f"{symbol} >= 0, entry by entry, was not shown")


def block_norm_bound(step: str, claim: Boolean, premises: Sequence[Boolean]) -> EntrywiseLessEqual:
    """Return |X| ≤ Σ|coefficient|·Π|Xᵢ| for an equality X = Σ coefficient·Π Xᵢ of operators.

    Parameters
    ----------
    step
        The name of the step, for messages.
    claim
        The equality, with a single operator symbol on the left.
    premises
        What the signs of the coefficients may rest on.

    Raises
    ------
    DerivationError
        If it is no such equality.
    StepNotShown
        If a coefficient was not shown to be ≥ 0.
    """
    if not isinstance(claim, OperatorEqual):
        raise DerivationError(f"step {step!r}: norms are taken of an equality OperatorEqual(X, Y)")
    bound = []
    for word, coefficient in polynomial(claim.rhs).items():
        # |Xᵏ| ≤ |X|ᵏ takes an induction over k, which a derivation writes itself.
        if any(symbol.is_Pow for symbol in word):
            raise DerivationError(
                f"step {step!r}: powers with a symbolic exponent stay as they are"
            )
        size = _size(step, coefficient, premises)
        bound.append(size * sympy.Mul(*(BlockNormMatrix(symbol) for symbol in word)))
    lhs = polynomial(claim.lhs)
    if len(lhs) != 1 or len(next(iter(lhs))) != 1 or next(iter(lhs.values())) != 1:
        raise DerivationError(f"step {step!r}: the left side of {claim} is no single symbol")
    made = EntrywiseLessEqual(BlockNormMatrix(claim.lhs), sympy.Add(*bound))
    assert isinstance(made, EntrywiseLessEqual)
    return made


def norm_bound(step: str, claim: Boolean, premises: Sequence[Boolean]) -> Boolean:
    """Return ‖X‖ ≤ Σ|coefficient|·Π‖Xᵢ‖ for an equality X = Σ coefficient·Π Xᵢ of operators.

    Parameters
    ----------
    step
        The name of the step, for messages.
    claim
        The equality.
    premises
        What the signs of the coefficients may rest on.

    Raises
    ------
    DerivationError
        If it is no equality of operators, or has an exponent that is no natural number.
    StepNotShown
        If a coefficient was not shown to be ≥ 0.
    """
    if not isinstance(claim, OperatorEqual):
        raise DerivationError(f"step {step!r}: norms are taken of an equality OperatorEqual(X, Y)")
    bound = []
    for word, coefficient in polynomial(claim.rhs).items():
        powers = [symbol.as_base_exp() for symbol in word]
        if not all(exponent.is_integer and exponent.is_nonnegative for _, exponent in powers):
            raise DerivationError(f"step {step!r}: an exponent is no integer that is at least 0")
        size = _size(step, coefficient, premises)
        bound.append(size * sympy.Mul(*(OperatorNorm(x) ** exponent for x, exponent in powers)))
    return sympy.Le(OperatorNorm(claim.lhs), sympy.Add(*bound), evaluate=False)


def _size(step: str, coefficient: sympy.Expr, premises: Sequence[Boolean]) -> sympy.Expr:
    """Return the absolute value of a coefficient: a number, or one that is shown to be ≥ 0."""
    if coefficient.is_Rational:
        return sympy.Abs(coefficient)
    decision = decide_implication(premises, sympy.Ge(coefficient, 0))
    decision.require(step, f"the coefficient {coefficient} >= 0")
    return coefficient
