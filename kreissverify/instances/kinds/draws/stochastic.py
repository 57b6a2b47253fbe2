"""Stochastic matrices of each structure: periodic, absorbing, decoupled, defective, balanced."""

from __future__ import annotations

from collections.abc import Callable

from flint import fmpq, fmpq_mat

from kreissverify.instances.kinds.draws.nonnegative import balanced, permutation
from kreissverify.instances.orthogonal import identity
from kreissverify.instances.randomness import Source, chance, choice, integer, ratio, shuffled
from kreissverify.numbers.rational import as_float, as_fmpq, simplest_between

__all__ = [
    "any_stochastic",
    "balanced_of_rank",
    "low_rank_stochastic",
    "mixed_towards",
    "uniform",
    "with_norm",
    "with_numerical_radius",
]

_ZERO, _ONE = fmpq(0), fmpq(1)


def any_stochastic(source: Source, size: int) -> fmpq_mat:
    """Return a stochastic matrix of a structure that is drawn first."""
    return choice(source, _STRUCTURES)(source, size)


def uniform(size: int) -> fmpq_mat:
    """Return the matrix of entries 1/n: of norm 1, and rank 1."""
    return fmpq_mat(size, size, [fmpq(1, size)] * size**2)


def _row(source: Source, size: int, fill: float) -> list[fmpq]:
    weights = [integer(source, 1, 4) if chance(source, fill) else 0 for _ in range(size)]
    if not any(weights):
        weights[integer(source, 0, size - 1)] = 1
    return [fmpq(x, sum(weights)) for x in weights]


def _unit_row(size: int, place: int) -> list[fmpq]:
    return [fmpq(int(j == place)) for j in range(size)]


def _dense(source: Source, size: int) -> fmpq_mat:
    return fmpq_mat([_row(source, size, 1.0) for _ in range(size)])


def _sparse(source: Source, size: int) -> fmpq_mat:
    return fmpq_mat([_row(source, size, 0.4) for _ in range(size)])


def _one_row(source: Source, size: int) -> fmpq_mat:
    """All rows equal: an idempotent of rank one, whose norm is far above 1 where it is a corner."""
    row = _row(source, size, choice(source, (0.3, 1.0)))
    return fmpq_mat([row] * size)


def _absorbing(source: Source, size: int) -> fmpq_mat:
    """Some states are never left."""
    kept = {integer(source, 0, size - 1) for _ in range(choice(source, (1, 1, 2)))}
    rows = [_unit_row(size, i) if i in kept else _row(source, size, 0.6) for i in range(size)]
    return fmpq_mat(rows)


def _reducible(source: Source, size: int) -> fmpq_mat:
    """No way back from the last states to the first ones."""
    first = integer(source, 0, size - 1)
    rows = [
        _row(source, size, 0.8) if i < first else [_ZERO] * first + _row(source, size - first, 0.8)
        for i in range(size)
    ]
    return fmpq_mat(rows)


def _chain(source: Source, size: int) -> fmpq_mat:
    """Stay or go on to the next state: a defective eigenvalue inside the circle."""
    stay = choice(source, (_ZERO, ratio(source), fmpq(1, 2), fmpq(9, 10)))
    made = identity(size)
    for i in range(size - 1):
        made[i, i], made[i, i + 1] = stay, 1 - stay
    return made


def _decoupled(source: Source, size: int) -> fmpq_mat:
    """Nearly the identity, or a permutation: a second eigenvalue is next to 1, or to the circle."""
    # 1/100 and 1/1000 show what 1/10 and 1/10⁴ do, and the transient peak of what decays so slowly
    # beside an eigenvalue on the circle takes seconds to enclose
    tiny = fmpq(1, 10 ** choice(source, (1, 4, 5, 6, 7, 8)))
    base = identity(size) if chance(source, 0.6) else permutation(source, size)
    return mixed_towards(base, any_stochastic(source, size), tiny)


def _periodic(source: Source, size: int) -> fmpq_mat:
    """Two sets of states that are visited in turn: -1 is an eigenvalue."""
    if size == 1:
        return identity(1)
    first = integer(source, 1, size - 1)
    zeros = ([_ZERO] * first, [_ZERO] * (size - first))
    rows = [
        zeros[0] + _row(source, size - first, 0.8)
        if i < first
        else _row(source, first, 0.8) + zeros[1]
        for i in range(size)
    ]
    return fmpq_mat(rows)


def _lazy(source: Source, size: int) -> fmpq_mat:
    return mixed_towards(identity(size), any_stochastic(source, size), fmpq(1, 2))


def _identity(source: Source, size: int) -> fmpq_mat:
    return identity(size)


_STRUCTURES: tuple[Callable[[Source, int], fmpq_mat], ...] = (
    *(_dense, _sparse, _sparse, _one_row, _absorbing, _absorbing, _reducible, _chain, _chain),
    *(_decoupled, _decoupled, _periodic, _lazy, permutation, balanced, _identity),
)


def mixed_towards(matrix: fmpq_mat, other: fmpq_mat, share: fmpq) -> fmpq_mat:
    """Return (1-s)P + sQ, stochastic for s in [0, 1]."""
    made: fmpq_mat = matrix * (1 - share) + other * share
    return made


# --------------------------------------------------------------------------- with bounds


def low_rank_stochastic(source: Source, size: int, rank: int) -> fmpq_mat:
    """Return a stochastic matrix of at most the given rank ≥ 1: a product of stochastic factors."""
    if rank >= size:
        return any_stochastic(source, size)
    fill = choice(source, (0.3, 1.0))  # rows that are mostly copies of few, or mixtures of them
    left = [_row(source, rank, fill) for _ in range(size)]
    right = [_row(source, size, choice(source, (0.3, 0.7))) for _ in range(rank)]
    made: fmpq_mat = fmpq_mat(left) * fmpq_mat(right)
    return made


def balanced_of_rank(source: Source, size: int, rank: int) -> fmpq_mat:
    """Return a doubly stochastic matrix of at most the given rank ≥ 1, of norm 1 therefore."""
    if rank >= size:
        return balanced(source, size)
    # averages over groups of states, between permutations
    group = [k if k < rank else integer(source, 0, rank - 1) for k in range(size)]
    rows = [[fmpq(int(x == y), group.count(x)) for y in group] for x in group]
    made: fmpq_mat = permutation(source, size) * fmpq_mat(rows) * permutation(source, size)
    return made


def with_norm(source: Source, size: int, norm: fmpq) -> fmpq_mat | None:
    """Return a stochastic matrix of exactly the given norm v in (1, √2); None if none was found.

    It has two states of that norm, and balanced other ones. With s = a + b - 1 and d = a - b,
    [[a, 1-a], [b, 1-b]] has norm v if and only if s²/(v²-1) + d²/v² = 1: lines of slope t through
    the rational point (0, v) meet this ellipse in rational points.
    """
    if size == 1 or norm**2 >= 2:
        return None
    middle = as_float(norm**2 - 1) ** 0.5 / as_float(norm)  # where d = 0
    t = _near(source, middle)
    u = 2 * norm * (norm**2 - 1) / (t**2 * norm**2 + norm**2 - 1)
    return _two_states(source, size, t * u, norm - u)


def with_numerical_radius(source: Source, size: int, value: fmpq) -> fmpq_mat | None:
    """Return a stochastic matrix of exactly the given numerical radius v > 1, as `with_norm` does.

    That of [[a, 1-a], [b, 1-b]] is v if and only if (v-1)(v-d) = s²/4.
    """
    if size == 1 or value == 1:
        return None
    middle = 2 * as_float(value * (value - 1)) ** 0.5  # where d = 0
    s = _near(source, middle)
    return _two_states(source, size, s, value - s**2 / (4 * (value - 1)))


def _near(source: Source, middle: float) -> fmpq:
    """Return a short number near another: how near differs, since the room about it does."""
    width = as_fmpq(choice(source, ("1/5", "1/20", "1/100", "1/1000")))
    value = as_fmpq(middle) * (1 + width * fmpq(integer(source, -4, 4), 4))
    return simplest_between(value * (1 - width / 8), value * (1 + width / 8))


def _two_states(source: Source, size: int, s: fmpq, d: fmpq) -> fmpq_mat | None:
    if abs(s) + abs(d) > 1:  # an entry would be negative
        return None
    a, b = (1 + s + d) / 2, (1 + s - d) / 2
    made = identity(size)
    if size > 2:
        rest = balanced(source, size - 2)
        for i in range(size - 2):
            for j in range(size - 2):
                made[2 + i, 2 + j] = rest[i, j]
    made[0, 0], made[0, 1], made[1, 0], made[1, 1] = a, 1 - a, b, 1 - b
    order = fmpq_mat(size, size)
    for i, j in enumerate(shuffled(source, range(size))):
        order[i, j] = _ONE
    result: fmpq_mat = order * made * order.transpose()
    return result
