"""Operator symbols for matrices in identities: their transposes, inverses and powers are others.

Equations between them are rules, each from its longest word to the rest, which are applied until
none fits. A word of a rule is larger than what it becomes, by its length, then by how many of its
symbols are transposed, then by the order of the symbols: so that this ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy

from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.matrix_terms import is_real
from kreissverify.derivations.terms.noncommutative_polynomials import Polynomial, Word

__all__ = ["MatrixSymbols"]

# Words that are rewritten before it is given up: far above what an identity of a page takes.
_MOST_STEPS = 20_000


@dataclass(frozen=True)
class _Symbol:
    """What an operator symbol is: a matrix by name, an inverse or a power of a polynomial."""

    kind: str
    of: Any
    exponent: Any = None
    transposed: bool = False
    conjugate: bool = False


@dataclass
class MatrixSymbols:
    """The symbols of one identity, and the rules that hold between them."""

    _names: dict[_Symbol, sympy.Symbol] = field(default_factory=dict)
    _meanings: dict[sympy.Symbol, _Symbol] = field(default_factory=dict)
    _order: dict[sympy.Symbol, int] = field(default_factory=dict)
    rules: dict[Word, Polynomial] = field(default_factory=dict)

    def named(self, matrix: Any) -> Polynomial:
        """Return a matrix by its name."""
        return _one_word(self._symbol(_Symbol("name", matrix)))

    def power(self, base: Polynomial, exponent: Any) -> Polynomial:
        """Return a power with a symbolic exponent: all that is known is that it commutes with X."""
        reduced = self.reduced(base)
        symbol = _Symbol("power", _key(reduced), exponent)
        new = symbol not in self._names
        P = self._symbol(symbol)
        if new:
            gap: dict[Word, sympy.Expr] = {}
            for word, c in reduced.items():
                for side, sign in (((*word, P), 1), ((P, *word), -1)):
                    gap[side] = gap.get(side, sympy.S.Zero) + sign * c
            self.learn(gap)
        return _one_word(P)

    def inverse(self, of: Polynomial) -> tuple[Polynomial, bool]:
        """Return the inverse of a polynomial, and whether it is new; its rules are then added.

        Raises
        ------
        DerivationError
            If no word of it can be the left side of a rule.
        """
        reduced = self.reduced(of)
        symbol = _Symbol("inverse", _key(reduced))
        new = symbol not in self._names
        W = self._symbol(symbol)
        if new:
            word, coefficient = self._leading(reduced)
            rest = {x: -c / coefficient for x, c in reduced.items() if x != word}
            for left in (True, False):
                one: dict[Word, sympy.Expr] = {(): 1 / coefficient}
                for x, c in rest.items():
                    place = (*x, W) if left else (W, *x)
                    one[place] = one.get(place, sympy.S.Zero) + c
                self.rules[(*word, W) if left else (W, *word)] = one
        return _one_word(W), new

    def learn(self, gap: Polynomial) -> None:
        """Add the rule that a polynomial is zero; nothing if it has no leading word."""
        reduced = {word: c for word, c in self.reduced(gap).items() if sympy.expand(c) != 0}
        try:
            word, coefficient = self._leading(reduced)
        except DerivationError:
            return
        if word:
            rest = {x: -c / coefficient for x, c in reduced.items() if x != word}
            self.rules[word] = rest

    def _leading(self, subject: Polynomial) -> tuple[Word, sympy.Expr]:
        """Return the largest word, whose coefficient has to be a number other than 0."""
        # A coefficient that is no number might vanish: the rule would then divide by zero.
        if subject:
            word = max(subject, key=self._size)
            if subject[word].is_Rational and subject[word] != 0:
                return word, subject[word]
        raise DerivationError(
            "expected a sum of matrices whose longest product has a number before"
        )

    def _size(self, word: Word) -> tuple[int, int, tuple[int, ...]]:
        turned = sum(self._meanings[x].transposed or self._meanings[x].conjugate for x in word)
        return len(word), turned, tuple(self._order[x] for x in word)

    def reduced(self, subject: Polynomial) -> dict[Word, sympy.Expr]:
        """Return a polynomial with the rules applied until none fits."""
        # In which order matters not for soundness: a difference that is not seen to be 0 is merely
        # not shown.
        pending: dict[Word, sympy.Expr] = dict(subject)
        normal: dict[Word, sympy.Expr] = {}
        for _ in range(_MOST_STEPS):
            if not pending:
                return normal
            word, coefficient = pending.popitem()
            found = self._match(word)
            if found is None:
                normal[word] = normal.get(word, sympy.S.Zero) + coefficient
                continue
            place, rule = found
            for middle, factor in self.rules[rule].items():
                new = (*word[:place], *middle, *word[place + len(rule) :])
                pending[new] = pending.get(new, sympy.S.Zero) + coefficient * factor
        raise DerivationError("the identity takes too many steps: take it apart")

    def _match(self, word: Word) -> tuple[int, Word] | None:
        for place in range(len(word)):
            for rule in self.rules:
                if word[place : place + len(rule)] == rule:
                    return place, rule
        return None

    def turned(self, subject: Polynomial, transposed: bool, conjugate: bool) -> Polynomial:
        """Return the transpose, the conjugate, or both, of a polynomial with real coefficients."""
        step = -1 if transposed else 1
        found: dict[Word, sympy.Expr] = {}
        for word, coefficient in subject.items():
            letters = tuple(self._turned(x, transposed, conjugate) for x in word)
            found[letters[::step]] = coefficient
        return found

    def _turned(self, symbol: Any, transposed: bool, conjugate: bool) -> sympy.Symbol:
        of = self._meanings[symbol]
        if of.kind == "name":
            bar = (of.conjugate != conjugate) and not is_real(of.of)
            return self._symbol(_Symbol("name", of.of, None, of.transposed != transposed, bar))
        inside = self.turned(dict(of.of), transposed, conjugate)
        made = self.inverse(inside)[0] if of.kind == "inverse" else self.power(inside, of.exponent)
        ((letter,),) = made
        assert isinstance(letter, sympy.Symbol)
        return letter

    def _symbol(self, meaning: _Symbol) -> sympy.Symbol:
        if meaning not in self._names:
            made = sympy.Dummy(meaning.kind, commutative=False)
            self._order[made] = len(self._order)
            self._names[meaning], self._meanings[made] = made, meaning
        return self._names[meaning]


def _one_word(symbol: sympy.Symbol) -> Polynomial:
    return {(symbol,): sympy.S.One}


def _key(subject: Polynomial) -> frozenset[tuple[Word, sympy.Expr]]:
    return frozenset((word, sympy.expand(c)) for word, c in subject.items() if sympy.expand(c) != 0)
