"""Instances of theorems about kinds and families, drawn part by part: numbers, sizes, matrices."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from flint import fmpq

from kreissverify.derivations.points.member import Member
from kreissverify.expressions.symbols import is_size
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.membership import sized
from kreissverify.instances.parameter_domains import Domain, Integer
from kreissverify.instances.registry import class_of
from kreissverify.instances.signature import Part
from kreissverify.matrices.coupled_matrix import CoupledMatrix
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.matrices.two_blocks import Quantifier
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.rational import as_fraction

__all__ = ["drawn_members"]

# Small ones: there everything is enclosed in milliseconds, and most false claims fail.
_SIZES = (1, 2, 2, 2, 3, 3)
# Corners among which one is picked: the first of a kind have all its natures among them.
_CORNERS = 12
# How often numbers are drawn that have to leave room for one another.
_ATTEMPTS = 20
# An integer is at most so far from its bound where it may be: exact powers grow long.
_FAR = 6


def drawn_members(parts: Sequence[Part], count: int) -> Iterator[Member]:
    """Yield instances of some parts, a function of the parts alone.

    Parameters
    ----------
    parts
        The matrices and numbers of a theorem.
    count
        How many are tried; where bounds leave no room, there is none.
    """
    for index in range(count):
        source = random.Random(f"member {index}")
        numbers = _numbers(parts, source)
        if numbers is None:
            continue
        frame = Member({}, index, numbers, _sizes(parts, numbers, source))
        matrices = {
            part.name: _matrix(part, place, frame, source)
            for place, part in enumerate(parts)
            if not isinstance(part.of, Domain)
        }
        if all(x is not None for x in matrices.values()):
            yield Member(_present(matrices), index, numbers, frame.sizes)


def _present(matrices: Mapping[str, Any]) -> dict[str, CoupledMatrix | ExactMatrix]:
    return {name: matrix for name, matrix in matrices.items() if matrix is not None}


def _size_names(parts: Sequence[Part]) -> list[str]:
    symbols = [x for part in parts for k in part.extents for x in k.free_symbols if is_size(x)]
    return list(dict.fromkeys(x.name for x in symbols))


def _sizes(
    parts: Sequence[Part], numbers: Mapping[str, fmpq], source: random.Random
) -> dict[str, int]:
    return {name: source.choice(_SIZES) for name in _size_names(parts) if name not in numbers}


def _numbers(parts: Sequence[Part], source: random.Random) -> dict[str, fmpq] | None:
    """Return numbers between their bounds, each after those that it is bounded by."""
    sizes = set(_size_names(parts))
    for _ in range(_ATTEMPTS):
        left = {part.name: part.of for part in parts if isinstance(part.of, Domain)}
        values: dict[str, fmpq] = {}
        while left:
            name = next(k for k, of in left.items() if of.references().isdisjoint(left))
            try:
                values[name] = _number(left.pop(name).at(values), name in sizes, source)
            except ValueError:  # no number lies between the ends drawn
                break
        else:
            return values
    return None


def _number(of: Domain, is_size: bool, source: random.Random) -> fmpq:
    if not isinstance(of, Integer):
        return of.draw(source)
    near = fmpq(source.choice(_SIZES) if is_size else source.randrange(_FAR))
    # from the lower end on, if there is one
    value = near if is_size or of.low is None else near + of.low.__ceil__()
    return value if of.contains(as_fraction(value)) else of.draw(source)


def _matrix(
    part: Part, place: int, frame: Member, source: random.Random
) -> CoupledMatrix | ExactMatrix | None:
    """Return a member of a class or kind; None where the options leave no room."""
    if isinstance(part.of, Quantifier):
        # by its place: two of one class must not be the same matrix
        return class_of(part.of).draw(sized(part.of, frame), place, frame.index)
    assert isinstance(part.of, MatrixKind) and part.shape is not None
    try:
        kind = part.of.at(frame.parameters, *map(frame.size, part.shape))
        if kind.emptiness() is not None:
            return None
        corners = list(islice(kind.corners(), _CORNERS)) if frame.index % 2 else []
        made = source.choice(corners) if corners else kind.draw(source)
        # What a sampler draws is not believed: a claim must not be refuted by what is no member.
        return made if kind.objection(made) is None else None
    except (ValueError, Refused):  # ends that contradict each other, as drawn
        return None
