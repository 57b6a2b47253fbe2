"""What a scalar parameter ranges over: an interval of reals or of integers, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import sympy
from flint import fmpq

from kreissverify.expressions.greek import greek
from kreissverify.instances.randomness import Source, chance, choice, integer, log_uniform, ratio
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.rational import as_float, as_fmpq, as_fraction
from kreissverify.system.near_names import unknown_name

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Domain", "Integer", "Real", "in_order"]


_ENDS = ("above", "at_least", "below", "at_most")


def _number(end: Any) -> Fraction | None:
    return end if isinstance(end, Fraction) else None


def _is_name(text: str) -> bool:
    """Say whether a text is the name of a parameter, in a member of a family with its name."""
    return all(part.isidentifier() for part in text.split("."))


def _shown(end: Fraction | str | None, absent: str, named: Callable[[str], str]) -> str:
    return absent if end is None else named(end) if isinstance(end, str) else str(end)


@dataclass(frozen=True, kw_only=True)
class Domain:
    """An interval whose ends are rational, or other parameters by name; open, closed or absent.

    An interval with names has members once `at` has put numbers in their place.

    Parameters
    ----------
    above, at_least
        The lower end, not included or included; None for no lower end. At most one of the two.
    below, at_most
        The upper end, not included or included; None for no upper end. At most one of the two.

    Examples
    --------
    >>> from flint import fmpq
    >>> between = Real(above="mu", at_most=2)
    >>> between.interval(), between.at({"mu": fmpq(1, 2)}).interval()
    ('(μ, 2]', '(1/2, 2]')
    """

    above: Any = None
    at_least: Any = None
    below: Any = None
    at_most: Any = None

    def __new__(cls, *ends: Any, **named: Any) -> Self:
        """Refuse ends without names, and by others than there are."""
        if ends:
            raise TypeError(f"{cls.__name__}: expected ends by name, as in above=0, got {ends[0]}")
        for name in named:
            if name not in _ENDS:
                raise TypeError(f"{cls.__name__}: {unknown_name('end', name, _ENDS)}")
        return super().__new__(cls)

    def __post_init__(self) -> None:
        for name in _ENDS:
            object.__setattr__(self, name, self._end(name, getattr(self, name)))
        for first, second in (("above", "at_least"), ("below", "at_most")):
            if getattr(self, first) is not None and getattr(self, second) is not None:
                raise ValueError(f"{self._kind}: expected either {first} or {second}, got both")
        if self.is_empty:
            raise ValueError(f"{self._kind}: no number lies in {self.interval()}")

    @property
    def is_empty(self) -> bool:
        """Whether no number lies between the ends, as far as they are numbers."""
        low, high = self.low, self.high
        return low is not None and high is not None and self._is_empty(low, high)

    @property
    def low(self) -> Fraction | None:
        """The lower end, whether it is included or not; None also for one that is a name."""
        return _number(self.above if self.above is not None else self.at_least)

    @property
    def high(self) -> Fraction | None:
        """The upper end, whether it is included or not; None also for one that is a name."""
        return _number(self.below if self.below is not None else self.at_most)

    @property
    def ends(self) -> Mapping[str, Fraction | str]:
        """The ends that there are, by ``above``, ``at_least``, ``below`` and ``at_most``."""
        given = {name: getattr(self, name) for name in _ENDS}
        return {name: end for name, end in given.items() if end is not None}

    def references(self) -> frozenset[str]:
        """Return the names of the parameters that are ends."""
        return frozenset(x for x in self.ends.values() if isinstance(x, str))

    def mapped(self, end: Callable[[Fraction | str], Fraction | str]) -> Domain:
        """Return the domain with each end replaced by another.

        Raises
        ------
        ValueError
            If no number lies between them.
        """
        return replace(self, **{name: end(value) for name, value in self.ends.items()})

    def at(self, numbers: Mapping[str, fmpq]) -> Domain:
        """Return the domain with numbers for the names of other parameters.

        Raises
        ------
        ValueError
            If no number lies between them.
        """
        if not self.references():
            return self
        return self.mapped(lambda end: as_fraction(numbers[end]) if isinstance(end, str) else end)

    def contains(self, value: Fraction) -> bool:
        """Return whether an exact number lies in the domain."""
        return (
            (self.above is None or value > self.above)
            and (self.at_least is None or value >= self.at_least)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )

    def symbol(self, name: str) -> sympy.Symbol:
        """Return the SymPy symbol that the parameter is in the theorem's body."""
        low = self.low
        positive = self.above is not None and low is not None and low >= 0
        positive = positive or (low is not None and low > 0)
        if positive:
            return sympy.Symbol(name, positive=True, **self._assumptions())
        nonnegative = True if low is not None and low >= 0 else None
        return sympy.Symbol(name, nonnegative=nonnegative, **self._assumptions())

    def interval(self, infinity: str = "∞", named: Callable[[str], str] = greek) -> str:
        """Return the interval as text, such as ``(0, 1/2]``; ends that are names by `named`."""
        left = "[" if self.at_least is not None else "("
        right = "]" if self.at_most is not None else ")"
        low = _shown(self.above if self.above is not None else self.at_least, f"-{infinity}", named)
        high = _shown(self.below if self.below is not None else self.at_most, infinity, named)
        return f"{left}{low}, {high}{right}"

    def draw(self, source: Source) -> fmpq:
        """Return an exact number of the domain: of small height, often an end of it.

        Parameters
        ----------
        source
            A `random.Random`, or NumPy's `Generator`.
        """
        while True:  # an end that is not included is drawn now and then
            value = self._drawn(source)
            if self.contains(as_fraction(value)):
                return value

    def batch(self, source: Source, count: int) -> FloatArray:
        """Return `count` numbers of the domain, rounded to float64."""
        drawn = (self.draw(source) for _ in range(count))
        return np.array([as_float(x) for x in drawn], dtype=np.float64)

    def strategy(self) -> SearchStrategy[fmpq]:
        """Return a Hypothesis strategy; its members shrink towards the lower end."""
        allowed = self._fractions().filter(self.contains)
        return allowed.map(lambda x: fmpq(x.numerator, x.denominator))

    def _drawn(self, source: Source) -> fmpq:
        raise NotImplementedError

    def _fractions(self) -> SearchStrategy[Fraction]:
        raise NotImplementedError

    @property
    def _kind(self) -> str:
        return type(self).__name__

    def _end(self, name: str, value: object) -> Fraction | str | None:
        if value is None or isinstance(value, Fraction):
            return value
        if isinstance(value, str) and _is_name(value):
            return value
        if isinstance(value, float):  # the float 0.1 is not 1/10: its author would be surprised
            exact = Fraction(value).limit_denominator(10**6)
            raise ValueError(
                f"{self._kind}: {name}: expected an exact number, got the float {value}; "
                f"write Rational({exact.numerator}, {exact.denominator})"
            )
        try:
            return as_fraction(as_fmpq(value))
        except (TypeError, ValueError) as error:
            raise ValueError(f"{self._kind}: {name}: {error}") from None

    def _assumptions(self) -> dict[str, bool]:
        return {"real": True}

    def _is_empty(self, low: Fraction, high: Fraction) -> bool:
        closed = self.at_least is not None and self.at_most is not None
        return low > high or (low == high and not closed)


@dataclass(frozen=True, kw_only=True)
class Real(Domain):
    """The real numbers of an interval: ``delta: Real(above=0, at_most="1/2")``."""

    def _drawn(self, source: Source) -> fmpq:
        low, high = self.low, self.high
        if low is not None and high is not None:
            return as_fmpq(low) + as_fmpq(high - low) * _share(source)
        size = _distance(source)
        if low is not None:
            return as_fmpq(low) + size
        if high is not None:
            return as_fmpq(high) - size
        return size if chance(source, 0.5) else -size

    def _fractions(self) -> SearchStrategy[Fraction]:
        from hypothesis import strategies as st  # slow to import: only where it is used

        low, high = self.low, self.high
        if low is not None and high is not None:
            shares = st.fractions(0, 1, max_denominator=24)
            return shares.map(lambda share: low + (high - low) * share)
        sizes = st.fractions(0, 10**6, max_denominator=24)
        if low is not None:
            return sizes.map(lambda size: low + size)
        if high is not None:
            return sizes.map(lambda size: high - size)
        return st.fractions(-(10**6), 10**6, max_denominator=24)


def _distance(source: Source) -> fmpq:
    """Return the distance to the only end, if there is one: over thirteen decades, and 0.

    Where that end is not included, 0 is drawn again.
    """
    if chance(source, 0.1):
        return fmpq(0)
    # Most within seven decades about 1, where statements turn: a wider range alone would leave few
    # there, a narrower one alone would miss what fails only next to the end, or far from it.
    return log_uniform(source, *choice(source, ((-3, 4), (-3, 4), (-7, 6))))


def _share(source: Source) -> fmpq:
    """Return a fraction in [0, 1]: the ends, 10⁻¹² to 1/10 from them, or of small denominator."""
    kind = source.random()
    if kind < 0.15:
        return fmpq(choice(source, (0, 1)))
    if kind < 0.4:
        near = log_uniform(source, *choice(source, ((-4, -1), (-12, -1))))
        return near if chance(source, 0.5) else 1 - near
    return ratio(source)


@dataclass(frozen=True, kw_only=True)
class Integer(Domain):
    """The integers of an interval: ``t: Integer(at_least=0, at_most=2000)``."""

    def contains(self, value: Fraction) -> bool:
        """Return whether an exact number is an integer of the interval."""
        return value.denominator == 1 and super().contains(value)

    def _ends(self) -> tuple[int | None, int | None]:
        low, high = self.low, self.high
        first = None if low is None else low.__ceil__() + (self.above == low.__ceil__())
        last = None if high is None else high.__floor__() - (self.below == high.__floor__())
        return first, last

    def _drawn(self, source: Source) -> fmpq:
        first, last = self._ends()
        if first is not None and last is not None:
            kind = source.random()
            if kind < 0.2:
                return fmpq(choice(source, (first, last)))
            if kind < 0.6:
                return fmpq(integer(source, first, last))
            return fmpq(min(last, first + _count(source)))
        if first is not None:
            return fmpq(first + _count(source))
        if last is not None:
            return fmpq(last - _count(source))
        return fmpq(_count(source) * choice(source, (1, -1)))

    def _fractions(self) -> SearchStrategy[Fraction]:
        from hypothesis import strategies as st

        first, last = self._ends()
        if last is None:
            last = (first or 0) + _LARGEST
        if first is None:
            first = last - 2 * _LARGEST
        return st.integers(first, last).map(Fraction)

    def _assumptions(self) -> dict[str, bool]:
        return {"integer": True}

    def _is_empty(self, low: Fraction, high: Fraction) -> bool:
        first = low.__floor__() + 1 if self.above is not None else low.__ceil__()
        return not self.contains(Fraction(first))


# Times and powers up to here: Jᵗ is computed exactly, and its entries grow with t.
_LARGEST = 1000


def _count(source: Source) -> int:
    """Return an integer in [0, 1000], small ones often: powers of that order are still decided."""
    return min(_LARGEST, int(10 ** (3 * source.random())) - 1)


def in_order(
    domains: Mapping[str, Domain], least: Mapping[str, Collection[str]] | None = None
) -> list[str]:
    """Return the names of some numbers, each after those that it is bounded by.

    Parameters
    ----------
    domains
        The domains by name; ends by the names of others that are not among them do not count.
    least
        The names of numbers that others are besides no less than, by the larger one.

    Examples
    --------
    >>> in_order({"high": Real(above="low"), "low": Real(above=0)})
    ['low', 'high']
    """
    left = {name: {*of.references(), *(least or {}).get(name, ())} for name, of in domains.items()}
    ordered: list[str] = []
    while left:
        # a circle is refused as a statement is made; here it must not be an endless one
        free = [name for name, bounds in left.items() if bounds.isdisjoint(left)] or [*left][:1]
        ordered += free
        for name in free:
            del left[name]
    return ordered
