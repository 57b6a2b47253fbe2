"""The weights of a sum of squares: completed squares, or weights for roots that are given.

What is found here is not believed: the sum is expanded, and each weight shown to be at least 0, as
for weights that the author gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy
from flint import fmpq
from sympy.polys.polyerrors import BasePolynomialError

from kreissverify.derivations.deciders.positivstellensatz.linear_programs import (
    Column,
    exact_solution,
)
from kreissverify.numbers.rational import as_fmpq

__all__ = ["completed_squares", "summed_squares", "with_weights"]

Pair = tuple[sympy.Expr, sympy.Expr]


def summed_squares(gap: sympy.Expr, terms: Sequence[Any]) -> list[Pair] | None:
    """Return the pairs (weight, root) of a step by squares; None if none are found.

    Parameters
    ----------
    gap
        What they are to add up to.
    terms
        Pairs, and roots without weights; nothing for completed squares.
    """
    return with_weights(gap, terms) if terms else completed_squares(gap)


def with_weights(gap: sympy.Expr, terms: Sequence[Any]) -> list[Pair] | None:
    """Return pairs (weight, root) whose weight·root² add up to a term; None if none are found.

    Parameters
    ----------
    gap
        The term.
    terms
        Pairs as they are, and roots, for each of which a number ≥ 0 is looked for.

    Examples
    --------
    >>> from sympy import symbols
    >>> x, y = symbols("x y", real=True)
    >>> with_weights(2 * x**2 + 3 * y**2, [x, y])
    [(2, x), (3, y)]
    >>> with_weights(x**2 - y**2, [x, y]) is None
    True
    """
    pairs = [tuple(map(sympy.sympify, x)) for x in terms if isinstance(x, tuple)]
    roots = [sympy.sympify(x) for x in terms if not isinstance(x, tuple)]
    if not roots:
        return pairs
    rest = gap - sympy.Add(*(weight * root**2 for weight, root in pairs))
    weights = _weights(rest, [root**2 for root in roots])
    if weights is None:
        return None
    return [*pairs, *((w, root) for w, root in zip(weights, roots, strict=True) if w)]


def _weights(total: sympy.Expr, squares: Sequence[sympy.Expr]) -> list[sympy.Rational] | None:
    """Return numbers ≥ 0 with which squares add up to a total."""
    fractions = [sympy.fraction(sympy.together(x)) for x in (total, *squares)]
    # over one denominator: x and 1/x would be two unknowns to a linear program
    over = sympy.S.One
    for _, below in fractions:
        over = sympy.lcm(over, below)
    above = [sympy.expand(sympy.cancel(x * over / below)) for x, below in fractions]
    unknowns = sorted(set().union(*(x.free_symbols for x in above)), key=str)
    try:
        polynomials = [sympy.Poly(x, *unknowns, domain="QQ") for x in above if unknowns]
    except BasePolynomialError:  # a root or a quantity in them
        return None
    entries = [dict(x.terms()) for x in polynomials]
    if not entries or not all(any(x.values()) for x in entries):
        return None
    columns = [Column(_negated(entries[0]), False, True, 0.0)]
    columns += [Column(_rationals(x), False, False, 1.0) for x in entries[1:]]
    found = exact_solution(columns)
    if found is None or not found.get(0):
        return None
    return [_rational(found.get(i, Fraction(0)) / found[0]) for i in range(1, len(columns))]


def completed_squares(gap: sympy.Expr) -> list[Pair] | None:
    """Return a polynomial of degree at most 2 as Σ weight·root², weights > 0; None if it is none.

    Examples
    --------
    >>> from sympy import symbols
    >>> x, y = symbols("x y", real=True)
    >>> completed_squares(x**2 + 2 * x * y + 3 * y**2)
    [(1, x + y), (2, y)]
    >>> completed_squares(x**2 - 1) is None
    True
    """
    unknowns = sorted(gap.free_symbols, key=str)
    try:
        polynomial = sympy.Poly(sympy.expand(gap), *unknowns, domain="QQ") if unknowns else None
    except BasePolynomialError:
        return None
    if polynomial is None or polynomial.total_degree() > 2:
        return None
    # the form in the unknowns and 1, which is the only one in degree 2
    sides = [*unknowns, sympy.S.One]
    form = sympy.zeros(len(sides), len(sides))
    for powers, c in polynomial.terms():
        places = [i for i, k in enumerate(powers) for _ in range(k)]
        i, j = (places + [len(unknowns)] * 2)[:2]
        form[i, j] += c / 2
        form[j, i] += c / 2
    found: list[Pair] = []
    for i in range(len(sides)):
        weight, row = form[i, i], form[i, :]
        if weight < 0 or (weight == 0 and any(row)):
            return None
        if weight > 0:
            found.append(
                (weight, sympy.Add(*(x * y / weight for x, y in zip(row, sides, strict=True))))
            )
            form -= row.T * row / weight
    return found


def _rationals(entries: dict[tuple[int, ...], Any]) -> dict[tuple[int, ...], fmpq]:
    return {k: as_fmpq(c) for k, c in entries.items() if c}


def _negated(entries: dict[tuple[int, ...], Any]) -> dict[tuple[int, ...], fmpq]:
    return {k: -c for k, c in _rationals(entries).items()}


def _rational(x: Fraction) -> sympy.Rational:
    return sympy.Rational(x.numerator, x.denominator)
