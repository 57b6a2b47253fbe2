"""The unknowns of a system: what each number stands for, and what is known of it by itself.

The table of `docs/proof-format.md`: an unknown is defined by polynomials and facts of those
before it, and its axioms are true of every value that the term may have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from kreissverify.derivations.deciders.positivstellensatz.facts import (
    Fact,
    Relation,
    every,
    negated,
    one_of,
)
from kreissverify.derivations.deciders.positivstellensatz.polynomials import (
    ONE,
    Polynomial,
    constant,
    unknown,
)
from kreissverify.derivations.terms.formulas import least_value

__all__ = ["LARGEST_SHIFT", "Unknown", "are_defined", "axioms", "is_nonnegative", "unknowns_of"]

#: Exponents whose difference is an integer up to here are related: γᵗ⁺¹ = γ·γᵗ.
LARGEST_SHIFT = 24
_CONSTANTS = {"e": (2718281828, 2718281829), "pi": (3141592653, 3141592654)}
_SCALE = 10**9


@dataclass(frozen=True)
class Unknown:
    """What one number of a system is.

    Attributes
    ----------
    kind
        ``variable``, ``inverse``, ``root``, ``max``, ``min``, ``abs``, ``piecewise``, ``exp``,
        ``log``, ``asinh``, ``power``, ``constant`` or ``opaque``.
    parts
        Polynomials; of ``piecewise`` pairs of a polynomial and its condition, of ``constant`` its
        name.
    term
        The symbol of a variable, or the term that is opaque.
    """

    kind: str
    parts: tuple[Any, ...] = ()
    term: sympy.Basic | None = None


def unknowns_of(fact: Fact) -> frozenset[int]:
    """Return the unknowns that occur in a fact."""
    if isinstance(fact, Relation):
        return fact.polynomial.unknowns
    return frozenset().union(*map(unknowns_of, fact.parts))


def are_defined(table: Sequence[Unknown]) -> bool:
    """Say whether every unknown of a table is defined, by those before it.

    Only then has a system with its axioms a solution wherever it has one without them: the largest
    of no numbers, or an inverse of itself, would contradict itself.
    """
    return all(_is_defined(of, index) for index, of in enumerate(table))


def _is_defined(of: Unknown, index: int) -> bool:
    match of.kind:
        case "variable":
            return isinstance(of.term, sympy.Symbol) and not of.parts
        case "opaque":
            return of.term is not None and not of.parts
        case "constant":
            return len(of.parts) == 1 and of.parts[0] in _CONSTANTS
        case "piecewise":
            # the last case is for everything else
            if not of.parts or of.parts[-1][1] != every(()):
                return False
            used = [p.unknowns | unknowns_of(condition) for p, condition in of.parts]
        case "max" | "min" | "power" | "inverse" | "root" | "abs" | "exp" | "log" | "asinh":
            count = {"max": len(of.parts), "min": len(of.parts), "power": 2}.get(of.kind, 1)
            if not count or len(of.parts) != count:
                return False
            used = [p.unknowns for p in of.parts]
        case _:
            return False
    return all(x < index for x in frozenset().union(*used))


def axioms(table: Sequence[Unknown], index: int) -> Iterator[Fact]:
    """Yield what is known of an unknown by itself, and beside those that stand before it."""
    of, u = table[index], unknown(index)
    if of.kind in _AXIOMS:
        yield from _AXIOMS[of.kind](of, u)
    elif of.kind == "asinh":
        yield from _of_asinh(table, index)
    elif of.kind == "power":
        yield from _of_power(table, index)


def is_nonnegative(table: Sequence[Unknown], p: Polynomial) -> bool:
    """Say whether a polynomial is nonnegative by its form."""
    signs = all(c >= 0 for _, c in p)
    return signs and all(_is_declared_nonnegative(table[x]) for x in p.unknowns)


def _is_declared_nonnegative(of: Unknown) -> bool:
    return of.kind == "variable" and of.term is not None and bool(of.term.is_nonnegative)


def _at_least_0(p: Polynomial) -> Fact:
    return Relation(">=", p)


def _above_0(p: Polynomial) -> Fact:
    return Relation(">", p)


def _is_0(p: Polynomial) -> Fact:
    return Relation("=", p)


def _of_variable(of: Unknown, u: Polynomial) -> Iterator[Fact]:
    assert of.term is not None
    if of.term.is_positive:
        yield _above_0(u)
    elif of.term.is_nonnegative:
        yield _at_least_0(u)


def _of_inverse(of: Unknown, u: Polynomial) -> Iterator[Fact]:
    (p,) = of.parts
    yield one_of([_is_0(p), _is_0(p * u - ONE)])


def _of_root(of: Unknown, u: Polynomial) -> Iterator[Fact]:
    (p,) = of.parts
    yield one_of([_above_0(-p), every([_at_least_0(u), _is_0(u * u - p)])])


def _of_extremum(of: Unknown, u: Polynomial) -> Iterator[Fact]:
    for p in of.parts:
        yield _at_least_0(u - p if of.kind == "max" else p - u)
    yield one_of(_is_0(u - p) for p in of.parts)


def _of_abs(of: Unknown, u: Polynomial) -> Iterator[Fact]:
    (p,) = of.parts
    yield one_of([every([_at_least_0(p), _is_0(u - p)]), every([_above_0(-p), _is_0(u + p)])])


def _of_piecewise(of: Unknown, u: Polynomial) -> Iterator[Fact]:
    before: list[Fact] = []
    cases: list[Fact] = []
    for p, condition in of.parts:
        cases.append(every([*before, condition, _is_0(u - p)]))
        before.append(negated(condition))
    yield one_of(cases)


def _of_exp(of: Unknown, u: Polynomial) -> Iterator[Fact]:
    yield _above_0(u)


def _of_constant(of: Unknown, u: Polynomial) -> Iterator[Fact]:
    low, high = _CONSTANTS[of.parts[0]]
    yield _above_0(u - constant(Fraction(low, _SCALE)))
    yield _above_0(constant(Fraction(high, _SCALE)) - u)


def _of_opaque(of: Unknown, u: Polynomial) -> Iterator[Fact]:
    least = least_value(of.term)
    if least is not None:
        yield _at_least_0(u - constant(least))


_AXIOMS = {
    "variable": _of_variable,
    "inverse": _of_inverse,
    "root": _of_root,
    "max": _of_extremum,
    "min": _of_extremum,
    "abs": _of_abs,
    "piecewise": _of_piecewise,
    "exp": _of_exp,
    "constant": _of_constant,
    "opaque": _of_opaque,
}


def _of_asinh(table: Sequence[Unknown], index: int) -> Iterator[Fact]:
    """Yield that asinh p has the sign of p, is no larger in size, and grows with p."""
    u, (p,) = unknown(index), table[index].parts
    yield _at_least_0(p * p - u * u)
    yield _at_least_0(u * p)
    yield _both(Relation("=", p), Relation("=", u))
    for other in _before(table, index):
        v, (q,) = unknown(other), table[other].parts
        yield _both(_above_0(p - q), _above_0(u - v))
        yield _both(_above_0(q - p), _above_0(v - u))


def _both(left: Fact, right: Fact) -> Fact:
    """Return that two facts are equivalent."""
    return one_of([every([left, right]), every([negated(left), negated(right)])])


def _of_power(table: Sequence[Unknown], index: int) -> Iterator[Fact]:
    """Yield the sign of γᵗ, its side of 1, and that γᵗ⁺¹ = γ·γᵗ."""
    u, (p, q) = unknown(index), table[index].parts
    yield one_of([_above_0(-p), _at_least_0(u)])
    yield one_of([_at_least_0(-p), _above_0(u)])
    if is_nonnegative(table, q):
        yield one_of([_above_0(ONE - p), _at_least_0(u - ONE)])
        yield one_of([_above_0(-p), _above_0(p - ONE), _at_least_0(ONE - u)])
    for other in _before(table, index):
        base, exponent = table[other].parts
        shift = (q - exponent).number
        if base != p or shift is None or shift.denominator != 1 or abs(shift) > LARGEST_SHIFT:
            continue
        low, high = (other, index) if shift > 0 else (index, other)
        s = table[low].parts[1]
        equal = _is_0(unknown(high) - p ** abs(int(shift)) * unknown(low))
        # γᵗ = γ·γᵗ⁻¹ says nothing at γ = 0 and t = 0, where γᵗ⁻¹ has no value
        known = is_nonnegative(table, s)
        yield equal if known else one_of([every([_is_0(p), _above_0(-s)]), equal])


def _before(table: Sequence[Unknown], index: int) -> list[int]:
    """Return the unknowns of the same kind that stand before one."""
    return [i for i in range(index) if table[i].kind == table[index].kind]
