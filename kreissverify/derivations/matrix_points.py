"""Equalities of block matrices, evaluated exactly on random members of the class."""

from __future__ import annotations

import random
from collections.abc import Sequence

import sympy
from flint import fmpq
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.formulas import conjuncts
from kreissverify.instances.base import class_of
from kreissverify.matrices.quantifier import Quantifier
from kreissverify.theorems import MatrixEquality

__all__ = ["tried"]

_WANTED = 6


def tried(claim: MatrixEquality, of: Quantifier, given: Sequence[Boolean]) -> tuple[int, str]:
    """Evaluate an equality at members of a class, with rational values for its scalars.

    Parameters
    ----------
    claim, of
        The equality, and the class that J is drawn from.
    given
        Conditions; a point where one on these scalars is not plainly true is left out.

    Returns
    -------
    tuple
        How many points satisfied it, and the first that did not, in words.
    """
    scalars = sorted((x for x in claim.free_symbols if x.is_Symbol), key=str)
    known = [x for x in conjuncts(given) if x.free_symbols and x.free_symbols <= set(scalars)]
    generator = random.Random(0)
    count = 0
    for index in range(_WANTED):
        values = {
            x: sympy.Rational(generator.randrange(1, 40), generator.choice([1, 2, 3, 7])) + 1
            for x in scalars
        }
        if any(condition.xreplace(values) is not sympy.true for condition in known):
            continue
        member = class_of(of).draw(of, 0, index)
        exact = {x.name: fmpq(int(v.p), int(v.q)) for x, v in values.items()}
        try:
            holds = claim.holds(member, exact)
        except ZeroDivisionError:
            continue
        if not holds:
            where = ", ".join(f"{x} = {v}" for x, v in values.items())
            return count, f"a J of blocks {member.sizes}{', ' + where if where else ''}"
        count += 1
    return count, ""
