"""The freedoms of a kind: what its members may be, each to be seen among the first 20 members.

A table of plain predicates, decided exactly, as that of the coupled classes in
`kreissverify.instances.freedoms`. Which of them options leave is said by `applies`; a freedom that
is a single matrix, such as 0, applies where that is a member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, islice

from flint import fmpq

from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.instances.kinds.diagonal import Diagonal
from kreissverify.instances.kinds.freedoms_of_structure import STRUCTURED
from kreissverify.instances.kinds.nonnegative import Nonnegative
from kreissverify.instances.kinds.normal import Normal
from kreissverify.instances.kinds.rectangular import Rectangular
from kreissverify.instances.kinds.shared import natures
from kreissverify.instances.kinds.shared.freedom import Freedom
from kreissverify.instances.kinds.shared.hermitian import HermitianKind
from kreissverify.instances.kinds.shared.intervals import Interval
from kreissverify.instances.kinds.shared.membership import eigenvalues_at_least, meets, rank_of
from kreissverify.instances.kinds.shared.scaling import HOMOGENEOUS, tightest
from kreissverify.instances.kinds.square import Square
from kreissverify.instances.kinds.symmetric import Symmetric
from kreissverify.instances.kinds.toeplitz import Toeplitz
from kreissverify.instances.randomness import generator
from kreissverify.matrices.exact_matrix import ExactMatrix, zeros
from kreissverify.numbers.rational import as_fmpq

__all__ = ["FREEDOMS", "Freedom", "freedoms_of", "in_turn", "unseen_freedoms"]

_FIRST = 20
# Kinds of a structure of their own whose multiples are members: bounds are attained by scaling.
_SCALABLE = (Nonnegative, Normal, Toeplitz)
_SMALL, _LARGE = fmpq(1, 1000), fmpq(1000)


def freedoms_of(kind: MatrixKind) -> Iterator[Freedom]:
    """Yield the freedoms that a kind with numbers leaves, those of its bounds included."""
    own = STRUCTURED.get(type(kind))
    if own is not None:
        yield from (freedom for freedom in own if freedom.applies(kind))
        yield from _limits(kind) if isinstance(kind, _SCALABLE) else ()
        return
    yield from (freedom for freedom in FREEDOMS if freedom.applies(kind))
    yield from _limits(kind)


def in_turn(kind: MatrixKind, seed: int) -> Iterator[ExactMatrix]:
    """Yield members of a kind without end: a corner and a drawn one in turn, then drawn ones.

    The sequence is a function of the printed kind and the seed alone.

    Examples
    --------
    >>> [x.is_zero for x in islice(in_turn(Square(2), 0), 3)]
    [True, False, False]
    """
    corners = kind.corners()
    for index in count():
        corner = next(corners, None)
        if corner is not None:
            yield corner
        yield kind.draw(generator(kind, seed, index))


def unseen_freedoms(kind: MatrixKind, seed: int = 0, first: int = _FIRST) -> list[str]:
    """Return the names of the freedoms that the first members of a kind do not show.

    Parameters
    ----------
    kind
        The kind with numbers, which is not empty.
    seed
        The seed of the sequence of members.
    first
        How many of them are looked at.

    Examples
    --------
    >>> unseen_freedoms(Square(3, norm=1))
    []
    >>> unseen_freedoms(Square(3), first=2)[:2]
    ['nilpotent and not zero', 'a defective eigenvalue']
    """
    members = list(islice(in_turn(kind, seed), first))
    return [x.name for x in freedoms_of(kind) if not any(map(x.shown_by, members))]


# ------------------------------------------------------------------------------ what options leave


def _rows(kind: MatrixKind) -> int:
    return min(x for x in kind.sizes if isinstance(x, int))


def _rank(kind: MatrixKind) -> int:
    """Return the largest rank that options leave: 0 where a norm is bounded by 0."""
    if 0 in (kind.norm, kind.numerical_radius):
        return 0
    return _rows(kind) if kind.rank is None else min(_rows(kind), int(kind.rank))


def _holds_zero(kind: MatrixKind) -> bool:
    return kind.objection(zeros(*(x for x in kind.sizes if isinstance(x, int)))) is None


def _is_any_square(kind: MatrixKind) -> bool:
    """Say whether it is a kind of square matrices that need not be normal, of a norm above 0."""
    return isinstance(kind, Square) and _rows(kind) > 1 and _rank(kind) > 0


def _interval(kind: MatrixKind) -> Interval:
    """Return the interval of eigenvalues: of kinds that are not Hermitian, that of moduli."""
    if isinstance(kind, HermitianKind):
        return kind.interval()
    bound = tightest(kind.options())
    return Interval(None if bound is None else -bound, bound)


def _is_spectral(kind: MatrixKind) -> bool:
    """Say whether eigenvalues may be other than one number."""
    interval = _interval(kind)
    spread = interval.low is None or interval.low != interval.high
    return isinstance(kind, (Square, Diagonal, HermitianKind)) and spread


def _distinct(kind: MatrixKind) -> bool:
    return _is_spectral(kind) and _rows(kind) > 1 and _rank(kind) >= _rows(kind) - 1


def _not_real_eigenvalues(kind: MatrixKind) -> bool:
    if not isinstance(kind, (Square, Diagonal)) or not _is_spectral(kind):
        return False
    return _rank(kind) > 0 if kind.complex else _rank(kind) > 1 and isinstance(kind, Square)


def _holds(kind: MatrixKind, value: fmpq) -> bool:
    """Say whether an eigenvalue may be a number, and all may be it or 0."""
    interval = _interval(kind)
    many = _rank(kind) == _rows(kind) or interval.contains(fmpq(0))
    return _rank(kind) > 0 and many and interval.contains(value)


def _negative(kind: MatrixKind) -> bool:
    bound = tightest(kind.options())
    least = -min(fmpq(1) if bound is None else bound, _SMALL)
    return isinstance(kind, (Square, Diagonal, Symmetric)) and least != 0 and _holds(kind, least)


def _small(kind: MatrixKind) -> bool:
    """Say whether members may be small and not 0: the least numbers are taken of either sign."""
    tiny = _SMALL / 1000
    bound = tightest(kind.options())
    size = tiny if bound is None else min(tiny, bound)
    if isinstance(kind, Square) and _rows(kind) > 1:  # nilpotent ones, if no others
        return _rank(kind) > 0
    return size > 0 and (_holds(kind, size) or _holds(kind, -size))


def _large(kind: MatrixKind) -> bool:
    """Say whether nothing bounds the entries."""
    if kind.norm is not None or kind.numerical_radius is not None or _rank(kind) == 0:
        return False
    if isinstance(kind, Square) and _rows(kind) > 1:
        return True
    large = 2 * _LARGE
    return _holds(kind, large) or _holds(kind, -large)


def _dense(kind: MatrixKind) -> bool:
    wide = max(x for x in kind.sizes if isinstance(x, int)) > 1 and _rank(kind) > 0
    free = isinstance(kind, (Square, Rectangular)) or _is_spectral(kind)
    return wide and free and not isinstance(kind, Diagonal)


def _singular(kind: MatrixKind) -> bool:
    return not isinstance(kind, HermitianKind) or _interval(kind).contains(fmpq(0))


def _regular(kind: MatrixKind) -> bool:
    if _rank(kind) < _rows(kind):
        return False
    return isinstance(kind, Rectangular) or _interval(kind) != Interval(fmpq(0), fmpq(0))


def _repeated(kind: MatrixKind) -> bool:
    return isinstance(kind, (Square, Diagonal, HermitianKind)) and _rows(kind) > 1


def _rank_one(kind: MatrixKind) -> bool:
    wide = _rows(kind) > 1 and _rank(kind) > 0 and _singular(kind)
    return wide and (_is_any_square(kind) or isinstance(kind, Rectangular) or _is_spectral(kind))


def _not_real(kind: MatrixKind) -> bool:
    if not kind.complex or _rank(kind) == 0:
        return False
    if isinstance(kind, HermitianKind):
        return _rows(kind) > 1 and _is_spectral(kind)
    if isinstance(kind, Square) and _rows(kind) > 1:
        return True
    return isinstance(kind, Rectangular) or _is_spectral(kind)


def _limits(kind: MatrixKind) -> Iterator[Freedom]:
    """Yield the freedoms to attain a bound, and not to attain it, where it is the only one."""
    options = kind.options()
    if isinstance(kind, Symmetric) and not {*HOMOGENEOUS, "rank"} & {*options}:
        yield from _ends(kind)
    if len(options) != 1 or isinstance(kind, Symmetric):
        return
    for name, value in options.items():
        if name in HOMOGENEOUS and value != 0:
            bound = as_fmpq(value)
            yield Freedom(f"{name} attained", _always, _attains(name, bound))
            yield Freedom(f"{name} not attained", _always, _misses(name, bound))


def _ends(kind: Symmetric) -> Iterator[Freedom]:
    allowed = kind.spectrum_allowed()
    for name, end, sign in (("lowest", allowed.low, 1), ("largest", allowed.high, -1)):
        if end is None:
            continue
        yield Freedom(f"an eigenvalue at the {name} end", _always, _reaches(end, sign))
        if _is_spectral(kind):
            yield Freedom(f"none at the {name} end", _always, _keeps_off(end, sign))


def _always(kind: MatrixKind) -> bool:
    return True


def _attains(name: str, bound: fmpq) -> Callable[[ExactMatrix], bool]:
    below = bound * (1 - fmpq(1, 10**12))
    return lambda X: not meets(X, name, below)


def _misses(name: str, bound: fmpq) -> Callable[[ExactMatrix], bool]:
    below = bound * (1 - fmpq(1, 10**12))
    return lambda X: meets(X, name, below)


def _reaches(end: fmpq, sign: int) -> Callable[[ExactMatrix], bool]:
    """Say whether the end is an eigenvalue: of a member, with none beyond it."""
    strict = _keeps_off(end, sign)
    return lambda X: not strict(X)


def _keeps_off(end: fmpq, sign: int) -> Callable[[ExactMatrix], bool]:
    return lambda X: eigenvalues_at_least(X.scaled(fmpq(sign)), sign * end, strictly=True)


FREEDOMS: tuple[Freedom, ...] = (
    Freedom("zero", _holds_zero, lambda X: X.is_zero),
    Freedom(
        "nilpotent and not zero",
        _is_any_square,
        lambda X: natures.is_nilpotent(X) and not X.is_zero,
    ),
    Freedom("a defective eigenvalue", _is_any_square, natures.is_defective),
    Freedom(
        "a repeated eigenvalue",
        _repeated,
        lambda X: natures.distinct_eigenvalues(X) < X.shape[0],
    ),
    Freedom(
        "distinct eigenvalues",
        _distinct,
        lambda X: natures.distinct_eigenvalues(X) == X.shape[0] > 1,
    ),
    Freedom("complex eigenvalues", _not_real_eigenvalues, natures.has_complex_eigenvalues),
    Freedom(
        "normal and not zero",
        lambda kind: _is_any_square(kind) and _is_spectral(kind),
        lambda X: natures.is_normal(X) and not X.is_zero,
    ),
    Freedom("not normal", _is_any_square, lambda X: not natures.is_normal(X)),
    Freedom("singular", _singular, lambda X: not natures.is_regular(X)),
    Freedom("of full rank", _regular, natures.is_regular),
    Freedom("of rank one", _rank_one, lambda X: rank_of(X) == 1),
    Freedom("without zeros", _dense, natures.is_dense),
    Freedom(
        "zeros beside other entries",
        _dense,
        lambda X: not X.is_zero and not natures.is_dense(X),
    ),
    Freedom("a negative trace", _negative, lambda X: natures.trace(X)[0] < 0),
    Freedom("small", _small, lambda X: 0 < natures.largest_entry(X) <= _SMALL),
    Freedom("large", _large, lambda X: natures.largest_entry(X) >= _LARGE),
    Freedom("entries that are not real", _not_real, lambda X: X.is_complex),
    Freedom("real entries", lambda kind: kind.complex, lambda X: not X.is_complex),
)
