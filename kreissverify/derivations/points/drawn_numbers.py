"""Short rationals for the variables of a step, drawn where its premises can hold."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import sympy
from flint import fmpq
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.terms.formulas import least_value
from kreissverify.numbers.rational import as_fmpq

__all__ = ["Range", "drawn", "ranges", "short_rational"]

# How often an end that belongs to a range is drawn, and how often a number close to an end. Both
# empirical: most claims of a derivation are tight at an end, and premises that few numbers satisfy
# are satisfied there (m ≥ 3 with (1−γ)²·(3m+6) ≥ 8, say, near γ = 0 only).
_AT_AN_END = 1 / 8
_CLOSE_TO_AN_END = 1 / 8
# How often an integer variable is one: to the deciders it is a real number, and so its claims are
# tried between integers too; at an integer m a power γᵐ has a value of its own.
_WHOLE = 1 / 2
_DENOMINATORS = (1, 1, 2, 3, 4, 8, 10, 50)
_CLOSE = (8, 20, 50, 100)


@dataclass(frozen=True)
class Range:
    """The numbers between two ends, each None where there is none; strict ends do not belong.

    Those of integers hold the numbers between them also, for claims that are shown for real ones.
    """

    lower: fmpq | None = None
    upper: fmpq | None = None
    lower_is_strict: bool = False
    upper_is_strict: bool = False
    of_integers: bool = False

    def from_(self, end: fmpq, is_strict: bool) -> Range:
        """Return the part that is not below a number."""
        known = self.lower is not None and (
            self.lower > end or (self.lower == end and (self.lower_is_strict or not is_strict))
        )
        return self if known else replace(self, lower=end, lower_is_strict=is_strict)

    def up_to(self, end: fmpq, is_strict: bool) -> Range:
        """Return the part that is not above a number."""
        known = self.upper is not None and (
            self.upper < end or (self.upper == end and (self.upper_is_strict or not is_strict))
        )
        return self if known else replace(self, upper=end, upper_is_strict=is_strict)


def ranges(
    premises: Iterable[Boolean], variables: Iterable[sympy.Basic]
) -> Mapping[sympy.Basic, Range]:
    """Return where each variable lies by what it is, and by premises such as δ ≤ 1/2."""
    found = {x: _natural_range(x) for x in variables}
    for premise in premises:
        if not isinstance(premise, sympy.Ge | sympy.Gt | sympy.Le | sympy.Lt):
            continue
        is_strict = isinstance(premise, sympy.Gt | sympy.Lt)
        smaller, larger = premise.lts, premise.gts
        if larger in found and smaller.is_Rational:
            found[larger] = found[larger].from_(as_fmpq(smaller), is_strict)
        elif smaller in found and larger.is_Rational:
            found[smaller] = found[smaller].up_to(as_fmpq(larger), is_strict)
    return found


@cache
def _natural_range(variable: sympy.Basic) -> Range:
    """Return where a variable lies by what it is."""
    if isinstance(variable, sympy.Symbol) and variable.name == "gamma":
        return Range(fmpq(0), fmpq(1), upper_is_strict=True)  # by definition of the class
    least = least_value(variable)
    if least is not None:  # no smaller than all its values are
        return Range(fmpq(least))
    whole = bool(variable.is_integer)
    if variable.is_nonnegative:
        strict = bool(variable.is_positive)
        return Range(fmpq(0), lower_is_strict=strict, of_integers=whole)
    return Range(of_integers=whole)


def short_rational(variable: sympy.Basic, generator: random.Random) -> fmpq:
    """Return a short rational that a variable may be."""
    return drawn(_natural_range(variable), generator)


def drawn(of: Range, generator: random.Random) -> fmpq:
    """Return a short rational of a range; of an empty one, whatever it is."""
    value = _drawn_real(of, generator)
    if of.of_integers and generator.random() < _WHOLE:
        above = fmpq(value.ceil())
        return above if of.upper is None or above <= of.upper else value
    return value


def _drawn_real(of: Range, generator: random.Random) -> fmpq:
    if of.lower is not None and of.upper is not None:
        return _between(of, of.lower, of.upper, generator)
    if of.lower is not None:
        return of.lower + _distance(of.lower_is_strict, generator)
    if of.upper is not None:
        return of.upper - _distance(of.upper_is_strict, generator)
    # Seldom negative: most conditions of the library ask for positive numbers.
    value = _distance(True, generator)
    return -value if generator.random() < 0.2 else value


def _distance(is_strict: bool, generator: random.Random) -> fmpq:
    """Return how far from the only end of its range a number is to lie."""
    place = generator.random()
    if place < _AT_AN_END and not is_strict:
        return fmpq(0)
    if place < _AT_AN_END + _CLOSE_TO_AN_END:
        return fmpq(1, generator.choice(_CLOSE))
    # Short, so that counterexamples are readable; small integers most often, as cases change there.
    denominator = generator.choice(_DENOMINATORS)
    size = generator.choice((1, 2, 5, 20, 200))  # κ matters at 2 and as it tends to ∞
    return fmpq(generator.randrange(1, size * denominator + 1), denominator)


def _between(of: Range, lower: fmpq, upper: fmpq, generator: random.Random) -> fmpq:
    """Return a number between two ends."""
    place = generator.random()
    from_below = generator.random() < 0.5
    if place < _AT_AN_END and not (of.lower_is_strict if from_below else of.upper_is_strict):
        share = fmpq(0)
    elif place < _AT_AN_END + _CLOSE_TO_AN_END:
        share = fmpq(1, generator.choice(_CLOSE))
    else:
        share = fmpq(generator.randrange(1, 40), 40)
    return lower + share * (upper - lower) if from_below else upper - share * (upper - lower)
