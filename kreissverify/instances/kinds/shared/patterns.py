"""What the places of nonzero entries say: irreducible, periodic, absorbing, circulant; exactly."""

from __future__ import annotations

from math import gcd

from flint import fmpq

from kreissverify.instances.kinds.shared.membership import meets, rank_of
from kreissverify.instances.kinds.shared.natures import is_defective, is_nilpotent, is_regular
from kreissverify.matrices.exact_matrix import ExactMatrix

__all__ = [
    "is_absorbing",
    "is_defective_and_regular",
    "is_inside",
    "is_irreducible",
    "is_nearly_decoupled",
    "is_partly_nilpotent",
    "is_permutation",
    "is_properly_circulant",
    "is_properly_tridiagonal",
    "period",
]

# The chance of leaving a state up to which it is hardly ever left.
_HARDLY = fmpq(1, 1000)


def is_permutation(matrix: ExactMatrix) -> bool:
    """Say whether each row and each column has one entry 1 and zeros beside it."""
    rows = matrix.real.tolist()
    lines = [*rows, *zip(*rows, strict=True)]
    return not matrix.is_complex and all(sorted(x) == [0] * (len(x) - 1) + [1] for x in lines)


def _targets(matrix: ExactMatrix) -> list[list[int]]:
    n = matrix.shape[0]
    return [[j for j in range(n) if any(matrix.entry(i, j))] for i in range(n)]


def _levels(targets: list[list[int]]) -> dict[int, int]:
    """Return the number of steps from state 0 to each state that it reaches."""
    found, left = {0: 0}, [0]
    while left:
        state = left.pop(0)
        for to in targets[state]:
            if to not in found:
                found[to] = found[state] + 1
                left.append(to)
    return found


def is_irreducible(matrix: ExactMatrix) -> bool:
    """Say whether each state reaches each other one; of one row, whether it is not 0."""
    n = matrix.shape[0]
    if n == 1:
        return not matrix.is_zero
    ways = (_targets(matrix), _targets(matrix.transpose()))
    return all(len(_levels(targets)) == n for targets in ways)


def period(matrix: ExactMatrix) -> int:
    """Return the greatest common divisor of the lengths of cycles; 0 if it is not irreducible."""
    if not is_irreducible(matrix):
        return 0
    targets = _targets(matrix)
    levels = _levels(targets)
    # each edge of an irreducible graph is part of a closed walk through state 0
    return gcd(*(levels[i] + 1 - levels[j] for i, places in enumerate(targets) for j in places))


def is_absorbing(matrix: ExactMatrix) -> bool:
    """Say whether a state of a stochastic matrix is never left, and another one is."""
    stays = [matrix.real[i, i] == 1 for i in range(matrix.shape[0])]
    return any(stays) and not all(stays)


def is_nearly_decoupled(matrix: ExactMatrix) -> bool:
    """Say whether a state of a stochastic matrix is left with a small chance that is not 0."""
    return any(0 < 1 - matrix.real[i, i] <= _HARDLY for i in range(matrix.shape[0]))


def is_inside(matrix: ExactMatrix) -> bool:
    """Say whether the spectral radius is below 1 and not 0, by some margin."""
    return meets(matrix, "radius", 1 - fmpq(1, 10**12)) and not is_nilpotent(matrix)


def is_partly_nilpotent(matrix: ExactMatrix) -> bool:
    """Say whether 0 is an eigenvalue beside others."""
    return rank_of(matrix) < matrix.shape[0] and not is_nilpotent(matrix)


def is_defective_and_regular(matrix: ExactMatrix) -> bool:
    """Say whether an eigenvalue is defective, and none is 0."""
    return is_regular(matrix) and is_defective(matrix)


def _diagonals(matrix: ExactMatrix) -> set[int]:
    """Return the numbers of the diagonals that have entries, 0 for the main one."""
    return {j - i for i, places in enumerate(_targets(matrix)) for j in places}


def is_properly_tridiagonal(matrix: ExactMatrix) -> bool:
    """Say whether there are entries beside the diagonal on both sides, and none further off."""
    return {-1, 1} <= _diagonals(matrix) <= {-1, 0, 1}


def is_properly_circulant(matrix: ExactMatrix) -> bool:
    """Say whether each row is the one above it, turned by one place, and some are not diagonal."""
    n = matrix.shape[0]
    turned = all(
        matrix.entry(i, j) == matrix.entry((i + 1) % n, (j + 1) % n)
        for i in range(n)
        for j in range(n)
    )
    return turned and not _diagonals(matrix) <= {0}
