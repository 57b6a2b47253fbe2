"""The steps of shrinking: members near a given one that may be simpler.

None of them is believed: each is built by `split`, the public constructor, and is left out where it
leaves the class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

from flint import fmpq, fmpq_mat

from kreissverify.matrices import CoupledBlocks, InvalidMatrix, Quantifier
from kreissverify.numbers.rational import as_fmpq, simplest_between

__all__ = ["neighbours", "rescaled", "shorter_numbers"]

Rows = list[list[fmpq]]
# Relative distances within which the simplest number is taken, the coarsest first: a coarse one
# that still violates the statement is far shorter, and at 1e-8 even a violation that is nearly an
# equality survives.
_WIDTHS = tuple(map(as_fmpq, ("1/2", "1/4", "1/10", "1/100", "1/1000", "1/100000", "1e-8")))
# the γ that a person would write down, tried whatever the instance is
_GAMMAS = tuple(map(as_fmpq, ("0", "1/2", "1/4", "3/4", "9/10", "99/100", "999/1000")))
# Above as many entries each is only set to 0 or to its modulus by itself: every value that is tried
# is decided, and (entries × values) of them would take longer than the whole search.
_MOST_ENTRIES = 16


@dataclass(frozen=True)
class _Shape:
    """An instance taken apart: its entries row by row, the sizes of its blocks, γ."""

    rows: Rows
    sizes: tuple[int, ...]
    gamma: fmpq

    @classmethod
    def of(cls, J: CoupledBlocks) -> _Shape:
        """Take an instance apart."""
        rows = [[J.exact[i, j] for j in range(J.n)] for i in range(J.n)]
        return cls(rows, J.sizes, J.gamma)

    def built(self, quantifier: Quantifier) -> CoupledBlocks | None:
        """Return the member of this shape, None where it leaves the class."""
        n = len(self.rows)
        matrix = fmpq_mat(n, n, [x for row in self.rows for x in row])
        try:
            made: CoupledBlocks = quantifier.matrix_class.split(
                matrix, self.sizes, self.gamma, symmetric=quantifier.symmetric
            )
        except InvalidMatrix:
            return None
        return made

    @property
    def owner(self) -> list[int]:
        """The block that each row belongs to."""
        return [i for i, size in enumerate(self.sizes) for _ in range(size)]

    def mapped(self, change: Callable[[fmpq], fmpq]) -> _Shape:
        """Change γ and every entry."""
        rows = [[change(x) for x in row] for row in self.rows]
        return _Shape(rows, self.sizes, change(self.gamma))

    def scaled(self, gamma: fmpq, factor: fmpq, share: fmpq) -> _Shape:
        """Return the shape at another γ, its blocks scaled.

        Parameters
        ----------
        gamma
            The new γ.
        factor
            What the blocks off the diagonal are multiplied by.
        share
            What the diagonal blocks are multiplied by: at most (new γ)/γ, to stay members.
        """
        owner = self.owner
        rows = [
            [x * (share if owner[i] == owner[j] else factor) for j, x in enumerate(row)]
            for i, row in enumerate(self.rows)
        ]
        return _Shape(rows, self.sizes, gamma)

    def at(self, places: Sequence[tuple[int, int]], values: Sequence[fmpq]) -> _Shape:
        """Set some entries, and within diagonal blocks their mirror images."""
        owner, rows = self.owner, [list(row) for row in self.rows]
        for (i, j), value in zip(places, values, strict=True):
            rows[i][j] = value
            if owner[i] == owner[j] and self.rows[i][j] == self.rows[j][i]:
                rows[j][i] = value
        return _Shape(rows, self.sizes, self.gamma)


def neighbours(quantifier: Quantifier, instance: CoupledBlocks) -> Iterator[CoupledBlocks]:
    """Yield members of a class near an instance, most of them simpler."""
    for near in _shapes(quantifier, _Shape.of(instance)):
        made = near.built(quantifier)
        if made is not None:
            yield made


def rescaled(quantifier: Quantifier, instance: CoupledBlocks) -> Iterator[CoupledBlocks]:
    """Yield an instance, then it with short γ and spectra in proportion, c/(1-γ) kept.

    They are for changes of a statement's parameters, which may need another γ to go with them.
    """
    shape = _Shape.of(instance)
    for near in (shape, *(_at_gamma(shape, gamma)[0] for gamma in _GAMMAS)):
        made = near.built(quantifier)
        if made is not None:
            yield made


def _shapes(quantifier: Quantifier, shape: _Shape) -> Iterator[_Shape]:
    if quantifier.sizes is None:  # else another number of rows leaves the class
        yield from _fewer_rows(shape)
    yield from _other_gammas(shape)
    yield from _shorter_together(shape)
    yield from _shorter_entries(shape)
    if shape.sizes == (1, 1) and not quantifier.structure.lower_triangular:
        yield from _balanced(shape)


def _fewer_rows(shape: _Shape) -> Iterator[_Shape]:
    """Leave out a row with its column, a whole block where more than two are left.

    Of two blocks both stay: a class of two blocks has no member of one.
    """
    for row, block in enumerate(shape.owner):
        if shape.sizes[block] == 1 and len(shape.sizes) == 2:
            continue
        sizes = [size - (i == block) for i, size in enumerate(shape.sizes)]
        kept = [i for i in range(len(shape.rows)) if i != row]
        rows = [[shape.rows[i][j] for j in kept] for i in kept]
        yield _Shape(rows, tuple(s for s in sizes if s), shape.gamma)


def _other_gammas(shape: _Shape) -> Iterator[_Shape]:
    """Change γ with the spectra in proportion, and c/(1-γ) kept or couplings as they are."""
    delta = 1 - shape.gamma
    near = (1 - _simplest(delta, width) for width in _WIDTHS)
    for gamma in dict.fromkeys([*_GAMMAS, *near]):
        for moved in _at_gamma(shape, gamma):
            yield moved
            for width in _WIDTHS:
                yield moved.mapped(partial(_simplest, width=width, kept=gamma))


def _at_gamma(shape: _Shape, gamma: fmpq) -> tuple[_Shape, _Shape]:
    """Return the shape at another γ, with c/(1-γ) kept and with couplings as they are."""
    # from γ = 0 there are no spectra in proportion: the diagonal blocks, of ρ = 0, stay
    share = gamma / shape.gamma if shape.gamma != 0 else fmpq(1)
    factor = (1 - gamma) / (1 - shape.gamma)
    return shape.scaled(gamma, factor, share), shape.scaled(gamma, fmpq(1), share)


def _shorter_together(shape: _Shape) -> Iterator[_Shape]:
    """Shorten equal numbers together, and all numbers at once."""
    for width in _WIDTHS:
        yield shape.mapped(partial(_simplest, width=width))
    values = {abs(x) for row in shape.rows for x in row} | {shape.gamma}
    for value in sorted(values - {fmpq(0)}):
        for short in shorter_numbers(value, values):
            yield shape.mapped(partial(_replaced, old=value, new=short))


def _shorter_entries(shape: _Shape) -> Iterator[_Shape]:
    """Shorten single entries, and clear the sign of each."""
    places = [(i, j) for i, row in enumerate(shape.rows) for j, x in enumerate(row) if x != 0]
    values = {abs(x) for row in shape.rows for x in row} | {shape.gamma}
    for i, j in places:
        value = shape.rows[i][j]
        options = [fmpq(0), abs(value)]
        if len(places) <= _MOST_ENTRIES:
            sign = 1 if value > 0 else -1
            options += [sign * short for short in shorter_numbers(abs(value), values)]
        for option in options:
            yield shape.at([(i, j)], [option])


def _balanced(shape: _Shape) -> Iterator[_Shape]:
    """Shorten b and c of 1×1 blocks with their product nearly kept; or make them equal."""
    b, c = shape.rows[0][1], shape.rows[1][0]
    if b == 0 or c == 0:
        return
    shorts = {_simplest(c, width) for width in _WIDTHS} | {1 - shape.gamma, fmpq(1)}
    for short, width in product(sorted(shorts - {fmpq(0)}), _WIDTHS):
        yield shape.at([(0, 1), (1, 0)], [_simplest(b * c / short, width), short])
        other = _simplest(b, width)
        if other != 0:
            yield shape.at([(0, 1), (1, 0)], [other, _simplest(b * c / other, width)])


def shorter_numbers(value: fmpq, others: set[fmpq]) -> list[fmpq]:
    """Return 0, shorter numbers near a value or as near to 1, and other numbers that occur."""
    near = [_simplest(value, width) for width in _WIDTHS]
    if 0 < value < 1:  # what counts of 0.99999 is how near it is to 1
        near += [1 - _simplest(1 - value, width) for width in _WIDTHS]
    # integers have no shorter ones near them: they shrink by halves and decades
    powers = [fmpq(1), value / 2, value / 10] if value.q == 1 else [fmpq(1)]
    found = dict.fromkeys([fmpq(0), *near, *powers, *sorted(others)])
    return [x for x in found if x != value]


def _replaced(x: fmpq, *, old: fmpq, new: fmpq) -> fmpq:
    """Return ±new for ±old, and other numbers as they are."""
    if abs(x) != old:
        return x
    return new if x > 0 else -new


def _simplest(value: fmpq, width: fmpq, kept: fmpq | None = None) -> fmpq:
    """Return the simplest number within a relative distance; ±kept stays what it is."""
    if abs(value) == kept:
        return value
    margin = abs(value) * width
    return simplest_between(value - margin, value + margin)
