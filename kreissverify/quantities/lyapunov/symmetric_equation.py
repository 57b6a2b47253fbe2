"""Linear equations for a symmetric P over ℚ, solved for the entries on and below the diagonal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flint import fmpq, fmpq_mat

from kreissverify.numbers.positive_definite import is_positive_definite_exact

__all__ = ["definite_solution", "trace"]

Terms = Callable[[int, int], Iterator[tuple[int, int, fmpq]]]


def definite_solution(size: int, terms: Terms) -> fmpq_mat | None:
    """Return the P ≻ 0 that solves n(n+1)/2 equations; None if they are singular, or P is not ≻ 0.

    Parameters
    ----------
    size
        n.
    terms
        The triples (k, m, a) of the equation Σ a·P_km = δ_ij, for i ≥ j.
    """
    pairs = [(i, j) for i in range(size) for j in range(i + 1)]
    place = {pair: k for k, pair in enumerate(pairs)}
    system = [[fmpq(0)] * len(pairs) for _ in pairs]
    for row, (i, j) in enumerate(pairs):
        for k, m, factor in terms(i, j):
            system[row][place[max(k, m), min(k, m)]] += factor
    right = fmpq_mat(len(pairs), 1, [fmpq(int(i == j)) for i, j in pairs])
    try:
        half = fmpq_mat(system).solve(right)
    except ZeroDivisionError:
        return None
    entries = [half[place[max(i, j), min(i, j)], 0] for i in range(size) for j in range(size)]
    solution = fmpq_mat(size, size, entries)
    return solution if is_positive_definite_exact(solution) else None


def trace(matrix: fmpq_mat) -> fmpq:
    """Return tr P."""
    return sum((matrix[i, i] for i in range(matrix.nrows())), fmpq(0))
