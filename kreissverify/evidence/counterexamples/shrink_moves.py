"""The steps of shrinking: instances near a given one that may be simpler."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

from flint import fmpq, fmpq_mat

from kreissverify.evidence.evaluation.binding import Binding
from kreissverify.matrices import BlockTriangular, InvalidMatrix
from kreissverify.numbers.rational import as_fmpq, as_fraction, simplest_between
from kreissverify.theorems import Statement

__all__ = ["simpler_neighbours"]

Rows = list[list[fmpq]]
_WIDTHS = tuple(map(as_fmpq, ("1/2", "1/4", "1/10", "1/100", "1/1000", "1/100000", "1e-8")))
_GAMMAS = tuple(map(as_fmpq, ("0", "1/2", "1/4", "3/4", "9/10", "99/100", "999/1000")))
_SHORT_PARAMETERS = tuple(map(as_fmpq, ("0", "1", "1/2", "2", "1/3", "1/4", "1/10", "1/100")))
_MOST_ENTRIES = 16  # above it, entries are only changed together with their equals


@dataclass(frozen=True)
class _Shape:
    """An instance taken apart."""

    rows: Rows
    sizes: tuple[int, ...]
    gamma: fmpq
    parameters: Mapping[str, fmpq]

    @property
    def owner(self) -> list[int]:
        """The block that each row belongs to."""
        return [i for i, size in enumerate(self.sizes) for _ in range(size)]

    def mapped(self, change: Callable[[fmpq], fmpq]) -> _Shape:
        """Change γ and every entry."""
        rows = [[change(x) for x in row] for row in self.rows]
        return _Shape(rows, self.sizes, change(self.gamma), self.parameters)

    def scaled(self, gamma: fmpq, factor: fmpq, share: fmpq) -> _Shape:
        """Set γ, scale diagonal blocks by `share` and the others by `factor`."""
        owner = self.owner
        rows = [
            [x * (share if owner[i] == owner[j] else factor) for j, x in enumerate(row)]
            for i, row in enumerate(self.rows)
        ]
        return _Shape(rows, self.sizes, gamma, self.parameters)

    def at(self, places: Sequence[tuple[int, int]], values: Sequence[fmpq]) -> _Shape:
        """Set some entries, and within diagonal blocks their mirror images."""
        owner, rows = self.owner, [list(row) for row in self.rows]
        for (i, j), value in zip(places, values, strict=True):
            rows[i][j] = value
            if owner[i] == owner[j] and self.rows[i][j] == self.rows[j][i]:
                rows[j][i] = value
        return _Shape(rows, self.sizes, self.gamma, self.parameters)


def simpler_neighbours(statement: Statement, binding: Binding) -> Iterator[Binding]:
    """Yield members of the statement's class near an instance, most of them simpler."""
    instance = binding.instance
    rows = [[instance.exact[i, j] for j in range(instance.n)] for i in range(instance.n)]
    shape = _Shape(rows, instance.sizes, instance.gamma, binding.parameters)
    for near in _shapes(statement, shape):
        made = _built(statement, binding.variable, near)
        if made is not None:
            yield made


def _shapes(statement: Statement, shape: _Shape) -> Iterator[_Shape]:
    if statement.matrix[1].sizes is None:
        yield from _fewer_rows(shape)
    yield from _other_gammas(shape)
    yield from _shorter_together(shape)
    yield from _shorter_entries(shape)
    if shape.sizes == (1, 1) and not issubclass(statement.matrix[1].matrix_class, BlockTriangular):
        yield from _balanced(shape)
    for near in _other_parameters(shape):
        yield near
        yield from (_at_gamma(near, gamma)[0] for gamma in _GAMMAS)


def _built(statement: Statement, variable: str, shape: _Shape) -> Binding | None:
    """Return the member of a shape, None where it leaves the class or a parameter its domain."""
    quantifier = statement.matrix[1]
    for name, value in shape.parameters.items():
        if not statement.parameters[name].contains(as_fraction(value)):
            return None
    n = len(shape.rows)
    matrix = fmpq_mat(n, n, [x for row in shape.rows for x in row])
    try:
        made: Any = quantifier.matrix_class.split(
            matrix, shape.sizes, shape.gamma, symmetric=quantifier.symmetric
        )
    except InvalidMatrix:
        return None
    return Binding(variable, made, shape.parameters)


def _fewer_rows(shape: _Shape) -> Iterator[_Shape]:
    """Leave out a row with its column, a whole block where more than two are left."""
    for row, block in enumerate(shape.owner):
        if shape.sizes[block] == 1 and len(shape.sizes) == 2:
            continue
        sizes = [size - (i == block) for i, size in enumerate(shape.sizes)]
        kept = [i for i in range(len(shape.rows)) if i != row]
        rows = [[shape.rows[i][j] for j in kept] for i in kept]
        yield _Shape(rows, tuple(s for s in sizes if s), shape.gamma, shape.parameters)


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
    share = gamma / shape.gamma if shape.gamma != 0 else fmpq(1)
    factor = (1 - gamma) / (1 - shape.gamma)
    return shape.scaled(gamma, factor, share), shape.scaled(gamma, fmpq(1), share)


def _shorter_together(shape: _Shape) -> Iterator[_Shape]:
    """Shorten equal numbers together, and all numbers at once."""
    for width in _WIDTHS:
        yield shape.mapped(partial(_simplest, width=width))
    values = {abs(x) for row in shape.rows for x in row} | {shape.gamma}
    for value in sorted(values - {fmpq(0)}):
        for short in _shorter(value, values):
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
            options += [sign * short for short in _shorter(abs(value), values)]
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


def _other_parameters(shape: _Shape) -> Iterator[_Shape]:
    for name, value in shape.parameters.items():
        small = [*_SHORT_PARAMETERS, fmpq(value.floor()), fmpq(value.ceil())]
        for short in dict.fromkeys([*small, *_shorter(value, set())]):
            yield _Shape(shape.rows, shape.sizes, shape.gamma, {**shape.parameters, name: short})


def _shorter(value: fmpq, others: set[fmpq]) -> list[fmpq]:
    """Return 0, shorter numbers near a value or as near to 1, and other numbers that occur."""
    near = [_simplest(value, width) for width in _WIDTHS]
    if 0 < value < 1:
        near += [1 - _simplest(1 - value, width) for width in _WIDTHS]
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
