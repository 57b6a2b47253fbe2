"""Rows that sum to 1: certain moves, simpler rows, and what rounded ones are made up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flint import fmpq, fmpq_mat

from kreissverify.instances.kinds.draws.stochastic import mixed_towards, uniform

__all__ = ["doubly_stochastic", "moves", "simpler_rows", "summing_to_one"]

Rows = list[list[fmpq]]
_ZERO = fmpq(0)


def moves(order: Sequence[int]) -> fmpq_mat:
    """Return the matrix that moves each state to another for certain."""
    n = len(order)
    return fmpq_mat(n, n, [fmpq(int(j == to)) for to in order for j in range(n)])


def simpler_rows(row: list[fmpq], i: int) -> Iterator[list[fmpq]]:
    """Yield certain moves, equal chances, and rows in which some chance becomes that of staying."""
    n = len(row)
    places = [j for j in range(n) if row[j] != 0]
    for to in (i, *places):
        yield [fmpq(int(j == to)) for j in range(n)]
    yield [fmpq(int(j in places), len(places)) for j in range(n)]
    for j in places:
        if j != i:
            moved = list(row)
            moved[i], moved[j] = row[i] + row[j], _ZERO
            yield moved


def summing_to_one(rows: Rows) -> Rows:
    """Change the largest entry of each row, so that it sums to 1."""
    for row in rows:
        place = max(range(len(row)), key=lambda j: row[j])
        row[place] += 1 - sum(row, _ZERO)
    return rows


def doubly_stochastic(rows: Rows) -> fmpq_mat:
    """Return a doubly stochastic matrix near one: its last row and column make up for errors.

    Where an entry of them is then negative, 1/n is mixed in until it is not.
    """
    n = len(rows)
    for row in rows[:-1]:
        row[-1] = 1 - sum(row[:-1], _ZERO)
    rows[-1] = [1 - sum((row[j] for row in rows[:-1]), _ZERO) for j in range(n)]
    least = min(x for row in rows for x in row)
    if least >= 0:
        return fmpq_mat(rows)
    share = -least / (fmpq(1, n) - least)
    return mixed_towards(fmpq_mat(rows), uniform(n), share)
