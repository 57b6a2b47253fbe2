"""The claims of derivations as the trees of proof files: those of certificates, and operators."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    Finite,
    IndexedSymbol,
    OperatorEqual,
    OperatorNorm,
    OperatorSymbol,
)
from kreissverify.expressions.errors import Unsupported
from kreissverify.theorems.certificate_trees.by_parts import PartsTrees
from kreissverify.theorems.certificate_trees.scalar import Tree, node

__all__ = ["ProofTrees", "asked_of", "spelled"]

_RELATIONS = {OperatorEqual: "equal", EntrywiseLessEqual: "entrywise"}
# The symbols with an index: their names in trees are words.
_WORDS = {"Jᵏ": "power", "Σ": "partial_sum"}
# The names of the format are ASCII.
_SPELLED = {"Γ": "Gamma"}


def spelled(name: str) -> str:
    """Return a variable of a derivation as a name of the format: e, say, is another thing there."""
    return f"{name}_" if name in checker.WORDS else name


class ProofTrees(PartsTrees):
    """Writes the claims of a derivation."""

    def symbol(self, symbol: sympy.Symbol) -> Tree:
        """Return a number, a size or a variable of the derivation by its name."""
        return {"symbol": spelled(self._qualified(symbol))}

    def tree(self, expression: Any) -> Tree:
        """Return a claim, a term or an operator as a tree.

        Raises
        ------
        Unsupported
            If the format has no such node.
        """
        match expression:
            case OperatorEqual() | EntrywiseLessEqual():
                word = _RELATIONS[type(expression)]
                return node(word, self.tree(expression.lhs), self.tree(expression.rhs))
            case Finite():
                return node("finite", self.tree(expression.args[0]))
            case OperatorSymbol():
                return self._operator(expression)
            case BlockNormMatrix():
                return node("norms", self.tree(expression.args[0]))
            case OperatorNorm():
                return node("size", self.tree(expression.args[0]))
            case sympy.asinh():
                return node("asinh", self.tree(expression.args[0]))
            # Each factor as it is: a proof is compared term by term, and 1/x·1/y is not 1/(xy).
            case sympy.Mul():
                return node("mul", *map(self.tree, expression.args))
            case sympy.Pow():
                return node("pow", *map(self.tree, expression.args))
        return super().tree(expression)

    def _operator(self, symbol: OperatorSymbol) -> Tree:
        name, of, *numbers = symbol.args
        word = _SPELLED.get(name.name, str(name.name))
        if isinstance(symbol, IndexedSymbol):
            if word not in _WORDS:
                raise Unsupported(f"a proof has no way to write the operator {symbol}")
            word = _WORDS[word]
        at = [self.tree(x) for x in numbers]
        return {"operator": word, "of": self.matrix(of), "args": at}


def asked_of(value: Any) -> Any:
    """Return a term as SymPy's, as the derivation reads it."""
    return value if isinstance(value, sympy.MatrixExpr) else sympy.sympify(value)
