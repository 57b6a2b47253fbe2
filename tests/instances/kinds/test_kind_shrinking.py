"""The moves of shrinking reach simple members, and keep the structure of a kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flint import fmpq

from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.instances.kinds.diagonal import Diagonal
from kreissverify.instances.kinds.positive_definite import PositiveDefinite
from kreissverify.instances.kinds.rectangular import Rectangular
from kreissverify.instances.kinds.shared.membership import meets
from kreissverify.instances.kinds.square import Square
from kreissverify.instances.kinds.symmetric import Symmetric
from kreissverify.matrices.exact_matrix import ExactMatrix, as_exact_matrix
from tests.instances.support.kind_cases import kinds, sized


def cost(matrix: ExactMatrix) -> tuple[int, int, int]:
    """Return how complicated a matrix is: entries that are not 0, digits, negative ones."""
    numbers = [x for x in matrix.numbers() if x != 0]
    digits = sum(len(f"{abs(int(x.p))}{int(x.q)}") for x in numbers)
    return len(numbers), digits, sum(x < 0 for x in numbers)


def shrunk(
    kind: MatrixKind, matrix: ExactMatrix, keeps: Callable[[ExactMatrix], bool]
) -> ExactMatrix:
    """Take the first simpler member that keeps a property, until there is none."""
    while True:
        near = (x for x in kind.simpler(matrix) if cost(x) < cost(matrix))
        found = next((x for x in near if keeps(x) and kind.objection(x) is None), None)
        if found is None:
            return matrix
        matrix = found


@pytest.mark.parametrize(
    ("kind", "start", "keeps", "expected"),
    [
        (
            Square(3, radius=1),
            [["17/31", "1003/7", 2], [0, "5/9", "-13/3"], ["1/5", 0, "1/7"]],
            lambda X: not meets(X, "norm", fmpq(3)),
            1,
        ),
        (
            Symmetric(2, spectrum=(0, 3)),
            [["17/13", "7/11"], ["7/11", "19/17"]],
            lambda X: X.real[0, 1] != 0,
            4,
        ),
        (
            PositiveDefinite(2, complex=True),
            [["17/13", "1/11i"], ["-1/11i", "19/17"]],
            lambda X: True,
            2,
        ),
        (
            Diagonal(3),
            [["17/13", 0, 0], [0, "-3/11", 0], [0, 0, 2]],
            lambda X: X.real[1, 1] != 0,
            1,
        ),
        (
            Rectangular(1, 3),
            [["17/13", "3/7", "-3/11"]],
            lambda X: not meets(X, "norm", fmpq(1)),
            1,
        ),
    ],
)
def test_shrinking_leaves_few_short_entries(
    kind: Any, start: Any, keeps: Any, expected: int
) -> None:
    matrix = as_exact_matrix(start)
    assert kind.objection(matrix) is None or kind.name == "Square"
    made = shrunk(kind, matrix, keeps)
    assert cost(made)[0] == expected
    assert max(max(abs(int(x.p)), int(x.q)) for x in made.numbers()) <= 4


@pytest.mark.parametrize("kind", kinds(), ids=str)
def test_moves_keep_the_structure(kind: MatrixKind) -> None:
    for of in list(sized(kind))[1:2]:
        matrix = list(of.corners())[-1]
        moves = list(of.simpler(matrix))
        assert matrix not in moves
        assert len(set(moves)) == len(moves)
        if isinstance(of, Symmetric):
            assert all(x == x.adjoint() for x in moves)
        # zero, and the member of a kind of one, have nothing simpler
        single = matrix.is_zero or len(list(of.corners())) == 1
        assert single or any(of.objection(x) is None for x in moves)


def test_smaller_takes_rows_and_columns() -> None:
    matrix = as_exact_matrix([[1, 2, "3i"], [4, 5, 6], [7, 8, 9]])
    assert Square(3, complex=True).smaller(matrix, [0, 2]).strings() == [["1", "3i"], ["7", "9"]]
    wide = as_exact_matrix([[1, 2, 3], [4, 5, 6]])
    assert Rectangular(2, 3).smaller(wide, [1], [0, 2]).strings() == [["4", "6"]]


def test_small_numbers_grow() -> None:
    small = as_exact_matrix([["1/1000000"]])
    found = shrunk(Square(1), small, lambda x: 0 < x.real[0, 0] < 1)
    assert found == as_exact_matrix([["1/2"]])
