"""What one matrix of a statement is drawn as: an exact member, or a stack of float ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from random import Random

import numpy as np

from kreissverify.evidence.evaluation.float_stack import CoupledFloats
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances import class_of
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.randomness import chance
from kreissverify.instances.signature import Part
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.arrays import FloatArray

__all__ = [
    "candidates",
    "concrete",
    "corners_of",
    "coupled_member",
    "coupled_stack",
    "option_values",
]

# Members drawn for one of these: what a few in ten show is mostly among so many.
_CANDIDATES = 5


def concrete(part: Part, frame: Binding) -> MatrixKind:
    """Return the kind of a part with the numbers and sizes of an instance.

    Parameters
    ----------
    part
        A matrix of a kind.
    frame
        The numbers and sizes.
    """
    assert isinstance(part.of, MatrixKind) and part.shape is not None
    rows, columns = (frame.size(x) for x in part.shape)
    return part.of.at(frame.parameters, rows, columns)


def candidates(
    kind: MatrixKind, source: Random, origin: str, corner: int | None
) -> Iterator[ExactMatrix]:
    """Yield members of one origin, a finite number: corners from one on, or drawn ones.

    Parameters
    ----------
    kind
        The kind, with numbers.
    source
        The randomness.
    origin
        ``corner`` or ``drawn``.
    corner
        Which corner comes first; None for any.
    """
    corners = corners_of(kind) if origin == "corner" else ()
    if not corners:
        yield from (kind.draw(source) for _ in range(_CANDIDATES))
        return
    start = source.randrange(len(corners)) if corner is None else corner
    yield from (corners[(start + k) % len(corners)] for k in range(len(corners)))


# Draws and searches ask hundreds of times for those of a few kinds, and would bring them within
# their bounds anew each time.
@lru_cache(maxsize=256)
def corners_of(kind: MatrixKind) -> tuple[ExactMatrix, ...]:
    """Return the members at the limits of a kind with numbers; none of an empty one."""
    return () if kind.emptiness() is not None else tuple(kind.corners())


def option_values(part: Part, numbers: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the options of a kind on a stack, of shape (N,) or ().

    Parameters
    ----------
    part
        A matrix of a kind.
    numbers
        The numbers of the statement by name, each of shape (N,).
    """
    assert isinstance(part.of, MatrixKind)
    return {
        name: numbers[x] if isinstance(x, str) else np.asarray(float(x))
        for name, x in part.of.options().items()
    }


def coupled_member(of: Quantifier, source: Random, origin: str) -> CoupledMatrix:
    """Return a member of a coupled class of one origin.

    Parameters
    ----------
    of
        The class.
    source
        The randomness.
    origin
        ``corner``: a short one; ``drawn``: a generic or a drawn one.
    """
    instances, seed = class_of(of), source.randrange(2**30)
    if origin == "corner":
        found = next(iter(instances.shuffled_small_members(of, seed)), None)
        if found is not None:
            return found
    return instances.generic(of, seed, 0) if chance(source, 0.6) else instances.draw(of, seed, 0)


def coupled_stack(of: Quantifier, source: Random, amount: int) -> CoupledFloats:
    """Return float members of one class, all of the sizes that most of them have.

    Parameters
    ----------
    of
        The class.
    source
        The randomness.
    amount
        How many.
    """
    batch = class_of(of).batch(of, source.randrange(2**30), 4 * amount)
    largest = max(batch, key=len)
    places = np.arange(amount) % len(largest)
    bounds = largest.bounds[places]
    return CoupledFloats(largest.sizes, largest.matrices[places], bounds, of.of_flows)
