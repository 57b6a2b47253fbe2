"""Enclosures: two-sided rigorous knowledge of a real number, with the direction in the type.

A `Lower` cannot stand where an `Upper` is needed, so a bound is never used the wrong way round.
Ends are exact rationals or ±∞. Field operations are exact on points; functions are evaluated in
ball arithmetic and rounded outward.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from kreissverify.numbers.ball import ball, lower_rational, upper_rational, working_precision
from kreissverify.numbers.decimals import agreed_text, formatted, interval_text
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import INFINITY, Extended, as_extended, at_most, below, is_finite
from kreissverify.numbers.rational import as_float, as_fraction, square_root
from kreissverify.numbers.three_valued import Outcome

__all__ = [
    "Enclosure",
    "Lower",
    "Upper",
    "equal",
    "hull",
    "less",
    "less_equal",
    "maximum",
    "minimum",
]

_UNIT_MORE = 1.01
_SHOWN = 15  # digits of a text at most: what a float64 holds for certain
DEFAULT_BITS = 128  # far more than the 53 of shown digits: the width stays that of the arguments
_LARGEST_POWER = 1 << 20  # bits of a power beyond which it is computed in balls: 128 kB a number
# Bits of an end beyond which it is rounded outward: exact ends grow with every operation. It is
# 8 times the precision that they are rounded to, so that known numbers of usual length stay exact.
_LARGEST_END = 4096


@dataclass(frozen=True)
class _Bound:
    value: Extended

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", as_extended(self.value))

    def __float__(self) -> float:
        return _nearby_float(self.value)


class Lower(_Bound):
    """A number that is proved to be at most the quantity."""


class Upper(_Bound):
    """A number that is proved to be at least the quantity."""


@dataclass(frozen=True)
class Enclosure:
    """The real (or infinite) number lies between `lower` and `upper`.

    Parameters
    ----------
    lower, upper
        The two bounds, each carrying its direction in its type.
    certificate
        Witnesses from which a sceptic re-derives the bounds, where the quantity has such.
    mark
        Why it is wider than was asked for; None where it is not, or nothing was asked.

    Raises
    ------
    TypeError
        If a bound of the wrong direction is given.
    ValueError
        If lower > upper: the bounds contradict each other.

    Examples
    --------
    >>> x = Enclosure.between("1/3", "1/2")
    >>> (1 - x).lower.value, x.contains("2/5"), Enclosure.exactly(2).sqrt().is_exact
    (1/2, True, False)
    >>> print(x, Enclosure.between("10/3", "10001/3000"), Enclosure.exactly("1/3"))
    [0.333, 0.5] 3.33 1/3
    >>> x.exact
    (Fraction(1, 3), Fraction(1, 2))
    >>> less(x, Enclosure.exactly(1)), less(x, Enclosure.exactly("2/5"))
    (<Outcome.HOLDS: 'holds'>, <Outcome.INDETERMINATE: 'indeterminate'>)
    >>> x < 1, x >= "2/5"
    (<Outcome.HOLDS: 'holds'>, <Outcome.INDETERMINATE: 'indeterminate'>)
    >>> f"{Enclosure.between('10/3', '10001/3000'):.6f}"  # as many decimals as are certain
    '3.33'
    """

    lower: Lower
    upper: Upper
    certificate: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    mark: str | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.lower, Lower):
            raise TypeError(f"lower: expected a Lower, got {type(self.lower).__name__}")
        if not isinstance(self.upper, Upper):
            raise TypeError(f"upper: expected an Upper, got {type(self.upper).__name__}")
        if below(self.upper.value, self.lower.value):
            raise ValueError(
                f"contradictory bounds: lower {float(self.lower)} exceeds upper {float(self.upper)}"
            )

    @classmethod
    def between(
        cls, low: object, high: object, certificate: Mapping[str, Any] | None = None
    ) -> Enclosure:
        """Return the enclosure [low, high] of exact numbers; see `Enclosure` for the parameters."""
        return cls(Lower(as_extended(low)), Upper(as_extended(high)), certificate)

    @classmethod
    def exactly(cls, value: object) -> Enclosure:
        """Return the enclosure of one number that is known exactly."""
        return cls.between(value, value)

    @classmethod
    def of_ball(cls, value: arb) -> Enclosure:
        """Return the enclosure with the ends of a ball; the whole line for an unbounded one."""
        if not value.is_finite():
            return cls.between(-INFINITY, INFINITY)
        return cls.between(
            _written(lower_rational, value, -INFINITY), _written(upper_rational, value, INFINITY)
        )

    def __str__(self) -> str:
        """Return the decimals that are certain, or the number itself where it is short; a mark."""
        ends = self.lower.value, self.upper.value
        if self.is_exact:
            return interval_text(*ends).removeprefix("= ")
        text = agreed_text(*ends, _SHOWN)
        return text if self.mark is None else f"{text} ({self.mark})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Let a notebook show its decimals, not its fractions."""
        printer.text(str(self))

    def __format__(self, spec: str) -> str:
        """Return it in a format of floats, such as ``.6f``: no digit is shown that is not certain.

        Where not even the first one is, the text is the interval.
        """
        return formatted(self.lower.value, self.upper.value, spec) if spec else str(self)

    def __le__(self, other: object) -> Outcome:
        """Decide ≤ with three outcomes, and likewise <, ≥, >; ``==`` says that the ends agree."""
        return less_equal(self, _as_enclosure(other))

    def __lt__(self, other: object) -> Outcome:
        return less(self, _as_enclosure(other))

    def __ge__(self, other: object) -> Outcome:
        return less_equal(_as_enclosure(other), self)

    def __gt__(self, other: object) -> Outcome:
        return less(_as_enclosure(other), self)

    def marked(self, rtol: float, reason: str) -> Enclosure:
        """Return it with a mark if its relative width is above `rtol`, and it has none.

        Examples
        --------
        >>> print(Enclosure.between(1, 2).marked(1e-3, "of X only bounds are known"))
        [1, 2] (wider than 0.001: of X only bounds are known)
        >>> Enclosure.between(1, "1001/1000").marked(1e-3, "no reason").mark is None
        True
        """
        if self.mark is not None or self.is_exact or not self._is_wider(rtol):
            return self
        return replace(self, mark=f"wider than {rtol:g}: {reason}")

    def _is_wider(self, rtol: float) -> bool:
        low, high = self.lower.value, self.upper.value
        if not (is_finite(low) and is_finite(high)):
            return True
        # a unit more than asked for may come of roundings, and is not worth a word
        return bool(high - low > fmpq(*(rtol * _UNIT_MORE).as_integer_ratio()) * max(low, -high))

    @property
    def exact(self) -> tuple[Fraction | float, Fraction | float]:
        """The two ends as fractions, or ±∞ as floats."""
        low, high = (
            as_fraction(end) if is_finite(end) else float(end)
            for end in (self.lower.value, self.upper.value)
        )
        return low, high

    @property
    def is_exact(self) -> bool:
        """Whether the two ends agree, so that the number is known."""
        return self.lower.value == self.upper.value

    @property
    def is_finite(self) -> bool:
        """Whether both ends are rational."""
        return is_finite(self.lower.value) and is_finite(self.upper.value)

    @property
    def width(self) -> float:
        """The distance of the ends, as a float for display (inf if an end is infinite)."""
        low, high = self.lower.value, self.upper.value
        if low == high:
            return 0.0
        return _nearby_float(high - low) if is_finite(low) and is_finite(high) else INFINITY

    def midpoint(self) -> float:
        """Return the float nearest the middle: for display and sampling, never for a decision."""
        low, high = self.lower.value, self.upper.value
        if is_finite(low) and is_finite(high):
            return _nearby_float((low + high) / 2)
        return float(low) if not is_finite(low) and low == high else INFINITY

    def contains(self, value: object) -> bool:
        """Decide whether the exact `value` lies in the enclosure."""
        point = as_extended(value)
        return at_most(self.lower.value, point) and at_most(point, self.upper.value)

    def __neg__(self) -> Enclosure:
        return Enclosure.between(-self.upper.value, -self.lower.value)

    def __add__(self, other: object) -> Enclosure:
        term = _as_enclosure(other)
        return _rounded(
            _sum(self.lower.value, term.lower.value, -INFINITY),
            _sum(self.upper.value, term.upper.value, INFINITY),
        )

    __radd__ = __add__

    def __sub__(self, other: object) -> Enclosure:
        return self + (-_as_enclosure(other))

    def __rsub__(self, other: object) -> Enclosure:
        return (-self) + other

    def __mul__(self, other: object) -> Enclosure:
        factor = _as_enclosure(other)
        if not (self.is_finite and factor.is_finite):
            return _unbounded_product(self, factor)
        products = [a * b for a in self._finite_ends() for b in factor._finite_ends()]
        return _rounded(min(products), max(products))

    __rmul__ = __mul__

    def reciprocal(self) -> Enclosure:
        """Return 1/x; the whole line if 0 is not excluded."""
        low, high = self.lower.value, self.upper.value
        if at_most(low, fmpq(0)) and at_most(fmpq(0), high):
            return Enclosure.between(-INFINITY, INFINITY)
        return _rounded(
            1 / high if is_finite(high) else fmpq(0), 1 / low if is_finite(low) else fmpq(0)
        )

    def __truediv__(self, other: object) -> Enclosure:
        return self * _as_enclosure(other).reciprocal()

    def __rtruediv__(self, other: object) -> Enclosure:
        return self.reciprocal() * other

    def __pow__(self, exponent: int) -> Enclosure:
        if exponent < 0:
            return (self**-exponent).reciprocal()
        if exponent == 0:
            return Enclosure.exactly(1)
        straddles = below(self.lower.value, fmpq(0)) and below(fmpq(0), self.upper.value)
        ends = [_power(end, exponent) for end in (self.lower.value, self.upper.value)]
        # an even power is least at 0, which lies inside: its ends alone would not show that
        even = [Enclosure.exactly(0)] if straddles and exponent % 2 == 0 else []
        found = hull([*ends, *even])
        return _rounded(found.lower.value, found.upper.value)

    def __abs__(self) -> Enclosure:
        if at_most(fmpq(0), self.lower.value):
            return self
        if at_most(self.upper.value, fmpq(0)):
            return -self
        return maximum([self, -self, Enclosure.exactly(0)])

    def sqrt(self, bits: int = DEFAULT_BITS) -> Enclosure:
        """Return √x on x ≥ 0, exact where it is rational; the whole line if x may be negative."""
        return self._monotone(lambda x: x.sqrt(), bits, domain=fmpq(0), exact=square_root)

    def log(self, bits: int = DEFAULT_BITS) -> Enclosure:
        """Return log x on x > 0; the whole line if x may be nonpositive."""
        if at_most(self.lower.value, fmpq(0)):
            return Enclosure.between(-INFINITY, INFINITY)
        return self._monotone(lambda x: x.log(), bits, exact=_fixed(fmpq(1), fmpq(0)))

    def exp(self, bits: int = DEFAULT_BITS) -> Enclosure:
        """Return eˣ."""
        shown = self._monotone(lambda x: x.exp(), bits, exact=_fixed(fmpq(0), fmpq(1)))
        # an end of -∞ is passed on as it is, where the limit of eˣ is 0
        return shown if is_finite(shown.lower.value) else maximum([shown, Enclosure.exactly(0)])

    def asinh(self, bits: int = DEFAULT_BITS) -> Enclosure:
        """Return the inverse hyperbolic sine."""
        return self._monotone(lambda x: x.asinh(), bits, exact=_fixed(fmpq(0), fmpq(0)))

    def _finite_ends(self) -> tuple[fmpq, fmpq]:
        low, high = self.lower.value, self.upper.value
        assert is_finite(low) and is_finite(high)
        return low, high

    def _monotone(
        self,
        function: Callable[[arb], arb],
        bits: int,
        domain: fmpq | None = None,
        exact: Callable[[fmpq], fmpq | None] = lambda x: None,
    ) -> Enclosure:
        """Apply an increasing function, defined from `domain` on (None: everywhere)."""
        if domain is not None and below(self.lower.value, domain):
            return Enclosure.between(-INFINITY, INFINITY)
        with working_precision(bits):
            low = _image(self.lower.value, function, exact).lower.value
            high = _image(self.upper.value, function, exact).upper.value
        return Enclosure.between(low, high)


def _written(bound: Callable[[arb], fmpq], value: arb, otherwise: float) -> Extended:
    try:
        return bound(value)
    except Refused:  # too large to be written out
        return otherwise


def _image(
    end: Extended, function: Callable[[arb], arb], exact: Callable[[fmpq], fmpq | None]
) -> Enclosure:
    if not is_finite(end):
        return Enclosure.exactly(end)
    known = exact(end)
    return Enclosure.exactly(known) if known is not None else Enclosure.of_ball(function(ball(end)))


def _fixed(argument: fmpq, value: fmpq) -> Callable[[fmpq], fmpq | None]:
    return lambda x: value if x == argument else None


def _as_enclosure(value: object) -> Enclosure:
    return value if isinstance(value, Enclosure) else Enclosure.exactly(value)


def _sum(a: Extended, b: Extended, if_undefined: float) -> Extended:
    if is_finite(a) and is_finite(b):
        return a + b
    infinite = [end for end in (a, b) if not is_finite(end)]
    return infinite[0] if len(set(infinite)) == 1 else if_undefined


def _power(end: Extended, exponent: int) -> Enclosure:
    if not is_finite(end):
        return Enclosure.exactly(INFINITY if end > 0 or exponent % 2 == 0 else -INFINITY)
    if abs(end) in (0, 1) or _bits(end) * exponent <= _LARGEST_POWER:
        return Enclosure.exactly(end ** (exponent if abs(end) != 1 else exponent % 2))
    # powering multiplies the relative error by the exponent: so many bits more undo it
    with working_precision(DEFAULT_BITS + exponent.bit_length()):
        return Enclosure.of_ball(ball(end) ** exponent)


def _unbounded_product(a: Enclosure, b: Enclosure) -> Enclosure:
    """Multiply where an end is infinite: known only if neither factor can be zero."""
    signs = [_sign(a), _sign(b)]
    if 0 in signs:
        return Enclosure.between(-INFINITY, INFINITY)
    low = _scaled(abs(a).lower.value, abs(b).lower.value)
    high = _scaled(abs(a).upper.value, abs(b).upper.value)
    product = _rounded(low, high)
    return product if signs[0] == signs[1] else -product


def _scaled(a: Extended, b: Extended) -> Extended:
    return a * b if is_finite(a) and is_finite(b) else INFINITY


def _sign(x: Enclosure) -> int:
    """Return the proved sign, 0 where it is not known or the number may vanish."""
    if below(fmpq(0), x.lower.value):
        return 1
    return -1 if below(x.upper.value, fmpq(0)) else 0


def _rounded(low: Extended, high: Extended) -> Enclosure:
    """Keep ends short: round those that have grown past any use outward to dyadic numbers."""
    if is_finite(low) and _bits(low) > _LARGEST_END:
        with working_precision(DEFAULT_BITS * 4):
            low = Enclosure.of_ball(ball(low)).lower.value
    if is_finite(high) and _bits(high) > _LARGEST_END:
        with working_precision(DEFAULT_BITS * 4):
            high = Enclosure.of_ball(ball(high)).upper.value
    return Enclosure.between(low, high)


def _bits(value: fmpq) -> int:
    return int(value.p).bit_length() + int(value.q).bit_length()


def _nearby_float(value: Extended) -> float:
    if not is_finite(value):
        return float(value)
    try:
        return as_float(value)
    except OverflowError:  # shown as infinite, as IEEE 754 rounds it; the end itself stays exact
        return INFINITY if value > 0 else -INFINITY


def hull(enclosures: list[Enclosure]) -> Enclosure:
    """Return the smallest enclosure that contains them all."""
    low = _extreme([x.lower.value for x in enclosures], below)
    high = _extreme([x.upper.value for x in enclosures], lambda a, b: below(b, a))
    return Enclosure.between(low, high)


def maximum(enclosures: list[Enclosure]) -> Enclosure:
    """Return the enclosure of the largest of some numbers."""
    low = _extreme([x.lower.value for x in enclosures], lambda a, b: below(b, a))
    high = _extreme([x.upper.value for x in enclosures], lambda a, b: below(b, a))
    return Enclosure.between(low, high)


def minimum(enclosures: list[Enclosure]) -> Enclosure:
    """Return the enclosure of the smallest of some numbers."""
    return -maximum([-x for x in enclosures])


def _extreme(values: list[Extended], precedes: Callable[[Extended, Extended], bool]) -> Extended:
    best = values[0]
    for value in values[1:]:
        if precedes(value, best):
            best = value
    return best


def less_equal(a: Enclosure, b: Enclosure) -> Outcome:
    """Decide a ≤ b. Ends that touch decide it, since they are exact.

    The whole line also stands for a term without a value (0/0, ∞ - ∞, √ of -1): a comparison is
    decided where every value would decide it alike.
    """
    if at_most(a.upper.value, b.lower.value):
        return Outcome.HOLDS
    if below(b.upper.value, a.lower.value):
        return Outcome.VIOLATED
    return Outcome.INDETERMINATE


def less(a: Enclosure, b: Enclosure) -> Outcome:
    """Decide a < b."""
    return less_equal(b, a).negate()


def equal(a: Enclosure, b: Enclosure) -> Outcome:
    """Decide a = b: holds only if both are known exactly, violated if they are separated."""
    if a.is_exact and b.is_exact:
        return Outcome.of(a.lower.value == b.lower.value)
    separated = below(a.upper.value, b.lower.value) or below(b.upper.value, a.lower.value)
    return Outcome.VIOLATED if separated else Outcome.INDETERMINATE
