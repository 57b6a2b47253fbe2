"""The steps of shrinking: members near a given one that may be simpler.

None of them is believed: each is built by `split`, the public constructor, and is left out where it
leaves the class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from flint import fmpq, fmpq_mat

from kreissverify.matrices import CoupledMatrix, InvalidMatrix, Quantifier
from kreissverify.matrices.diagonal_bound import RADIUS, DiagonalBound
from kreissverify.matrices.spectrum.spectral_bound import Bounds
from kreissverify.numbers.rational import as_fmpq, simplest_between

__all__ = ["neighbours", "rescaled", "shorter_numbers"]

Rows = list[list[fmpq]]
# Relative distances within which the simplest number is taken, the coarsest first: a coarse one
# that still violates the statement is far shorter, and at 1e-8 even a violation that is nearly an
# equality survives.
_WIDTHS = tuple(map(as_fmpq, ("1/2", "1/4", "1/10", "1/100", "1/1000", "1/100000", "1e-8")))
# the γ that a person would write down, tried whatever the instance is
_GAMMAS = tuple(map(as_fmpq, ("0", "1/2", "1/4", "3/4", "9/10", "99/100", "999/1000")))
# and the μ, on other scales of time
_MUS = tuple(map(as_fmpq, ("1", "1/2", "2", "1/10", "10", "1/100", "100")))
# Above as many entries each is only set to 0 or to its modulus by itself: every value that is tried
# is decided, and (entries × values) of them would take longer than the whole search.
_MOST_ENTRIES = 16


@dataclass(frozen=True)
class _Shape:
    """An instance taken apart: its entries row by row, the sizes and the bounds of its blocks.

    The bounds are γ alone, or a γ_i for each block; of flows, μ or the μ_i.
    """

    rows: Rows
    sizes: tuple[int, ...]
    bounds: Bounds
    kind: DiagonalBound = RADIUS

    @classmethod
    def of(cls, J: CoupledMatrix) -> _Shape:
        """Take an instance apart."""
        rows = [[J.exact[i, j] for j in range(J.n)] for i in range(J.n)]
        return cls(rows, J.sizes, J.bounds, J.kind_of_bound)

    def built(self, quantifier: Quantifier) -> CoupledMatrix | None:
        """Return the member of this shape, None where it leaves the class."""
        n = len(self.rows)
        matrix = fmpq_mat(n, n, [x for row in self.rows for x in row])
        try:
            made: CoupledMatrix = quantifier.matrix_class.split(
                matrix, self.sizes, self.bounds, symmetric=quantifier.symmetric
            )
        except InvalidMatrix:
            return None
        return made

    @property
    def gammas(self) -> tuple[fmpq, ...]:
        """The γ_i of each block, or γ alone."""
        return self.bounds if isinstance(self.bounds, tuple) else (self.bounds,)

    @property
    def written_down(self) -> tuple[fmpq, ...]:
        """The bounds that a person would write down."""
        return _GAMMAS if self.kind is RADIUS else _MUS

    @property
    def owner(self) -> list[int]:
        """The block that each row belongs to."""
        return [i for i, size in enumerate(self.sizes) for _ in range(size)]

    def mapped(self, change: Callable[[fmpq], fmpq]) -> _Shape:
        """Change the bounds and every entry."""
        rows = [[change(x) for x in row] for row in self.rows]
        gammas = tuple(map(change, self.gammas))
        bounds = gammas if isinstance(self.bounds, tuple) else gammas[0]
        return replace(self, rows=rows, bounds=bounds)

    def at_bounds(self, gammas: Sequence[fmpq], keep: bool) -> _Shape:
        """Return the shape at other bounds, with the spectra in proportion.

        Parameters
        ----------
        gammas
            The new γ, or the new γ_i.
        keep
            Whether couplings stay as they are. Else those into a block are in proportion to its
            1-γ: of one γ, c/(1-γ) is kept.
        """
        # from γ = 0 there are no spectra in proportion: the diagonal blocks, of ρ = 0, stay
        shares = [new / old if old != 0 else fmpq(1) for new, old in self._changes(gammas)]
        gap = self.kind.gap
        factors = [fmpq(1) if keep else gap(new) / gap(old) for new, old in self._changes(gammas)]
        owner = self.owner
        rows = [
            [x * (shares if owner[i] == owner[j] else factors)[owner[i]] for j, x in enumerate(row)]
            for i, row in enumerate(self.rows)
        ]
        each = isinstance(self.bounds, tuple)
        return replace(self, rows=rows, bounds=tuple(gammas) if each else gammas[0])

    def _changes(self, gammas: Sequence[fmpq]) -> list[tuple[fmpq, fmpq]]:
        """Return the new and the old bound of each block."""
        pairs = list(zip(gammas, self.gammas, strict=True))
        return pairs if isinstance(self.bounds, tuple) else pairs * len(self.sizes)

    def at(self, places: Sequence[tuple[int, int]], values: Sequence[fmpq]) -> _Shape:
        """Set some entries, and within diagonal blocks their mirror images."""
        owner, rows = self.owner, [list(row) for row in self.rows]
        for (i, j), value in zip(places, values, strict=True):
            rows[i][j] = value
            if owner[i] == owner[j] and self.rows[i][j] == self.rows[j][i]:
                rows[j][i] = value
        return replace(self, rows=rows)


def neighbours(quantifier: Quantifier, instance: CoupledMatrix) -> Iterator[CoupledMatrix]:
    """Yield members of a class near an instance, most of them simpler."""
    for near in _shapes(quantifier, _Shape.of(instance)):
        made = near.built(quantifier)
        if made is not None:
            yield made


def rescaled(quantifier: Quantifier, instance: CoupledMatrix) -> Iterator[CoupledMatrix]:
    """Yield an instance, then it with a short γ and spectra in proportion, c/(1-γ) kept.

    They are for changes of a statement's parameters, which may need another γ to go with them.
    """
    shape = _Shape.of(instance)
    m = len(shape.gammas)
    every = [*((gamma,) * m for gamma in shape.written_down), *_one_by_one(shape)]
    for near in (shape, *(shape.at_bounds(new, keep=False) for new in every)):
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
        bounds = shape.bounds
        if isinstance(bounds, tuple):  # a block that is left out takes its own along
            bounds = tuple(gamma for gamma, size in zip(bounds, sizes, strict=True) if size)
        yield replace(shape, rows=rows, sizes=tuple(s for s in sizes if s), bounds=bounds)


def _other_gammas(shape: _Shape) -> Iterator[_Shape]:
    """Change γ with the spectra in proportion, and c/(1-γ) kept or couplings as they are.

    Of several γ_i all become equal, and each becomes another by itself.
    """
    for gamma in _short_gammas(shape, shape.kind.common(shape.gammas)):
        new = (gamma,) * len(shape.gammas)
        for keep in (False, True):
            moved = shape.at_bounds(new, keep)
            yield moved
            for width in _WIDTHS:
                yield moved.mapped(partial(_simplest, width=width, kept=new))
    # without the widths: of several blocks they would be as many moves as all others together
    for new in _one_by_one(shape):
        for keep in (False, True):
            yield shape.at_bounds(new, keep)


def _short_gammas(shape: _Shape, gamma: fmpq) -> list[fmpq]:
    """Return γ of a short list, and such with a gap 1-γ that is simpler and near; or such μ."""
    kind = shape.kind
    near = (kind.of_gap(_simplest(kind.gap(gamma), width)) for width in _WIDTHS)
    return list(dict.fromkeys([*shape.written_down, *near]))


def _one_by_one(shape: _Shape) -> Iterator[tuple[fmpq, ...]]:
    """Yield the γ_i of the blocks with a single one changed; of one γ, nothing."""
    old = shape.gammas
    for i in range(len(old) if len(old) > 1 else 0):
        for gamma in _short_gammas(shape, old[i]):
            yield (*old[:i], gamma, *old[i + 1 :])


def _shorter_together(shape: _Shape) -> Iterator[_Shape]:
    """Shorten equal numbers together, and all numbers at once."""
    for width in _WIDTHS:
        yield shape.mapped(partial(_simplest, width=width))
    values = {abs(x) for row in shape.rows for x in row} | {*shape.gammas}
    for value in sorted(values - {fmpq(0)}):
        for short in shorter_numbers(value, values):
            yield shape.mapped(partial(_replaced, old=value, new=short))


def _shorter_entries(shape: _Shape) -> Iterator[_Shape]:
    """Shorten single entries, and clear the sign of each."""
    places = [(i, j) for i, row in enumerate(shape.rows) for j, x in enumerate(row) if x != 0]
    values = {abs(x) for row in shape.rows for x in row} | {*shape.gammas}
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
    gaps = {shape.kind.gap(gamma) for gamma in shape.gammas}
    shorts = {_simplest(c, width) for width in _WIDTHS} | gaps | {fmpq(1)}
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


def _simplest(value: fmpq, width: fmpq, kept: Sequence[fmpq] = ()) -> fmpq:
    """Return the simplest number within a relative distance; ± one of `kept` stays what it is."""
    if abs(value) in kept:
        return value
    margin = abs(value) * width
    return simplest_between(value - margin, value + margin)
