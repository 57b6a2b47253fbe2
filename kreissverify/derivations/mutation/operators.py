"""Claims that differ from one in a single place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.blockmatrix import BlockMatrix

from kreissverify.derivations.terms.formulas import EntrywiseLessEqual, OperatorEqual
from kreissverify.theorems import MatrixEquality

__all__ = ["changed", "changed_terms"]

_STRICT = {sympy.Le: sympy.Lt, sympy.Ge: sympy.Gt}


def changed(claim: Boolean) -> Iterator[Boolean]:
    """Yield claims that differ by 1 in a number, by a sign, in an exponent, or by < for ≤."""
    # The right side alone, to keep the mutants of a long derivation few.
    if isinstance(claim, (OperatorEqual, EntrywiseLessEqual)):
        for side in changed_terms(claim.rhs):
            yield type(claim)(claim.lhs, side)
    elif isinstance(claim, MatrixEquality):
        for side in _matrices(claim.rhs):
            yield MatrixEquality(claim.lhs, side)
    elif isinstance(claim, sympy.core.relational.Relational):
        if type(claim) in _STRICT:
            yield _STRICT[type(claim)](claim.lhs, claim.rhs, evaluate=False)
        for lhs in changed_terms(claim.lhs):
            yield claim.func(lhs, claim.rhs, evaluate=False)
        for rhs in changed_terms(claim.rhs):
            yield claim.func(claim.lhs, rhs, evaluate=False)
    else:
        for i, part in enumerate(claim.args):
            if isinstance(part, Boolean):
                for new in changed(part):
                    yield claim.func(*claim.args[:i], new, *claim.args[i + 1 :])


def changed_terms(e: sympy.Expr) -> Iterator[sympy.Expr]:
    """Yield terms that differ from one by 1 in a number, by a sign, or in an exponent."""
    # Small errors, as they are what a checker may miss.
    if e.is_Integer or e.is_Rational:
        yield e + 1
        yield e - 1
        return
    if e.is_Add:
        for term in e.args:
            yield e - 2 * term
    if e.is_Mul and e.is_commutative:
        yield 2 * e
    if e.is_Symbol and e.is_commutative:
        yield e + 1
        return
    if e.is_Add or e.is_Mul or e.is_Pow:
        for i, part in enumerate(e.args):
            for new in changed_terms(part):
                yield e.func(*e.args[:i], new, *e.args[i + 1 :])


def _matrices(node: Any) -> Iterator[sympy.MatrixExpr]:
    """Yield matrix expressions with one term or block doubled, or with its sign changed."""
    if isinstance(node, BlockMatrix):
        rows = node.blocks.tolist()
        for i, row in enumerate(rows):
            for j, entry in enumerate(row):
                if not isinstance(entry, sympy.ZeroMatrix):
                    yield BlockMatrix(
                        [*rows[:i], [*row[:j], 2 * entry, *row[j + 1 :]], *rows[i + 1 :]]
                    )
        return
    yield 2 * node
    if isinstance(node, sympy.MatAdd):
        for term in node.args:
            yield node - 2 * term
    if isinstance(node, sympy.MatMul):
        for i, factor in enumerate(node.args):
            if isinstance(factor, BlockMatrix):
                for new in _matrices(factor):
                    yield sympy.MatMul(*node.args[:i], new, *node.args[i + 1 :])
