"""How often a cited fact about any matrices is true on random ones that meet its conditions."""

from __future__ import annotations

from typing import Any

import sympy
from flint import fmpq

from kreissverify.derivations.citations.schema import cited
from kreissverify.derivations.terms.formulas import conjuncts
from kreissverify.expressions.symbols import MatrixVariable
from tests.derivations.support.random_matrices import Instance, truth

__all__ = ["STABLE", "c", "counted", "drawn", "g", "r", "t"]

# Numbers of the terms, which `drawn` gives a value each.
r, g, c = sympy.symbols("r g c", real=True)
t = sympy.Symbol("t", integer=True, nonnegative=True)
#: Kinds that often have no eigenvalue outside the circle.
STABLE = ("small", "small", "defective", "complex eigenvalues", "zero", "normal")


def drawn(seed: int, terms: dict[str, Any], kinds: tuple[str, ...]) -> Instance:
    """Return values of the matrices of some terms, and of the numbers."""
    found = {x for e in terms.values() for x in sympy.sympify(e).free_symbols}
    symbols = sorted((x for x in found if isinstance(x, MatrixVariable)), key=str)
    numbers = {
        r: fmpq(9 + seed % 40, 8),
        g: fmpq(1 + seed % 9, 8),
        c: fmpq(seed % 13 - 6, 5),
        t: fmpq(seed % 6),
    }
    return Instance(seed, tuple(symbols), numbers, kinds)


def counted(
    name: str, terms: dict[str, Any], kinds: tuple[str, ...], seeds: int
) -> tuple[int, int]:
    """Return on how many instances that meet its conditions a fact is true, and false."""
    needs = cited(name, terms)[1]
    right = wrong = 0
    for seed in range(seeds):
        on = drawn(seed, terms, kinds)
        if all(truth(on, x) is True for x in needs.premises):
            found = [truth(on, x) for x in conjuncts([needs.conclusion])]
            wrong += False in found
            right += False not in found and True in found
    return right, wrong
