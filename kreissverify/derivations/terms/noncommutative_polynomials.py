"""Sums of products of noncommutative symbols, as polynomials over a commutative field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy

from kreissverify.derivations.terms.rational_identity import vanishes

__all__ = ["Polynomial", "difference", "is_zero", "polynomial", "product"]

Word = tuple[sympy.Basic, ...]
Polynomial = Mapping[Word, sympy.Expr]


def polynomial(expression: Any) -> dict[Word, sympy.Expr]:
    """Return an expression as its words with their commutative coefficients; 1 is the empty word.

    A power with a symbolic exponent is a symbol of its own.
    """
    # E^{k+1} is not split into EᵏE: `_word` gathers powers, so that equal words are written alike.
    expanded = sympy.expand(sympy.sympify(expression), power_exp=False, power_base=False)
    result: dict[Word, sympy.Expr] = {}
    for term in sympy.Add.make_args(expanded):
        commuting, operator_symbols = term.args_cnc()
        _add(result, _word(operator_symbols), sympy.Mul(*commuting))
    return result


def _word(operator_symbols: Iterable[sympy.Expr]) -> Word:
    """Return a word with powers of one symbol that stand side by side gathered: XXᵏ is Xᵏ⁺¹."""
    word: list[sympy.Basic] = []
    for base, exponent in _gathered(operator_symbols):
        if exponent.is_Integer and exponent >= 0:
            word += [base] * int(exponent)
        else:
            word.append(sympy.Pow(base, exponent))
    return tuple(word)


def _gathered(operator_symbols: Iterable[sympy.Expr]) -> list[tuple[sympy.Expr, sympy.Expr]]:
    runs: list[tuple[sympy.Expr, sympy.Expr]] = []
    for symbol in operator_symbols:
        base, exponent = symbol.as_base_exp()
        # XX⁻¹ is not 1 until the inverse is known to exist: only natural exponents are added.
        natural = exponent.is_integer and exponent.is_nonnegative
        if runs and natural and runs[-1][0] == base and runs[-1][1].is_nonnegative:
            runs[-1] = (base, runs[-1][1] + exponent)
        else:
            runs.append((base, exponent))
    return runs


def _add(total: dict[Word, sympy.Expr], word: Word, coefficient: sympy.Expr) -> None:
    total[word] = total.get(word, sympy.S.Zero) + coefficient


def product(*factors: Polynomial) -> dict[Word, sympy.Expr]:
    """Return the product of polynomials in their order."""
    result: dict[Word, sympy.Expr] = {(): sympy.S.One}
    for factor in factors:
        extended: dict[Word, sympy.Expr] = {}
        for left, a in result.items():
            for right, b in factor.items():
                _add(extended, _word(left + right), a * b)
        result = extended
    return result


def difference(left: Polynomial, right: Polynomial) -> dict[Word, sympy.Expr]:
    """Return left - right."""
    result = dict(left)
    for word, coefficient in right.items():
        _add(result, word, -coefficient)
    return result


def is_zero(subject: Polynomial) -> bool:
    """Say whether every coefficient vanishes identically (as a rational function)."""
    return all(vanishes(coefficient) for coefficient in subject.values())
