"""What holds of every instance of a theorem: its class, its parameters, its hypotheses."""

from __future__ import annotations

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.instances.parameter_domains import Domain
from kreissverify.matrices.symbolic import GAMMA, NORM_OF_B, NORM_OF_C, SIZE, radius_symbols
from kreissverify.matrices.two_blocks import Quantifier
from kreissverify.theorems import Statement

__all__ = ["VARIABLES", "domain_conditions", "hypotheses_of"]

#: The numbers that every instance has.
VARIABLES = frozenset({GAMMA, NORM_OF_B, NORM_OF_C, SIZE})


def hypotheses_of(statement: Statement) -> tuple[Boolean, ...]:
    """Return the conditions that a derivation may use throughout."""
    conditions: list[Boolean] = []
    for name, of in statement.quantified:
        if isinstance(of, Quantifier):
            conditions += _class(of)
        elif isinstance(of, Domain):
            conditions += domain_conditions(name, of)
    return (*conditions, *statement.hypotheses)


def _class(quantifier: Quantifier) -> list[Boolean]:
    # What every member has, said for the solvers: they know no assumptions of symbols but signs.
    known = []
    for gamma in radius_symbols(quantifier) or (GAMMA,):
        known += [sympy.Ge(gamma, 0, evaluate=False), sympy.Lt(gamma, 1)]
    if quantifier.structure.two_blocks:
        known += [sympy.Ge(x, 0, evaluate=False) for x in (NORM_OF_B, NORM_OF_C)]
    return known


def domain_conditions(name: str, domain: Domain) -> list[Boolean]:
    """Return the conditions that a parameter lies in its interval."""
    symbol = domain.symbol(name)  # its sign and being an integer are its assumptions
    ends = (
        (sympy.Gt, domain.above),
        (sympy.Ge, domain.at_least),
        (sympy.Lt, domain.below),
        (sympy.Le, domain.at_most),
    )
    return [
        relation(symbol, sympy.Rational(end.numerator, end.denominator), evaluate=False)
        for relation, end in ends
        if end is not None
    ]
