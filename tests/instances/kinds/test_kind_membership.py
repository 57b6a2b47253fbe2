"""Membership is decided exactly, at equality also, and what is no member is told why."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from flint import fmpq

from kreissverify.instances.kinds.diagonal import Diagonal
from kreissverify.instances.kinds.positive_definite import PositiveDefinite
from kreissverify.instances.kinds.rectangular import Rectangular
from kreissverify.instances.kinds.shared import membership
from kreissverify.instances.kinds.shared.membership import meets
from kreissverify.instances.kinds.square import Square
from kreissverify.instances.kinds.symmetric import Symmetric
from kreissverify.matrices.exact_matrix import as_exact_matrix
from kreissverify.numbers.errors import Refused

_TINY = fmpq(1, 10**40)
#: Matrices with a value that is a rational known by hand.
KNOWN = [
    ("norm", [[3, 0], [4, 0]], 5),
    ("norm", [[1, 1, 1, 1]], 2),
    ("norm", [["3i", 0], ["4", 0]], 5),
    ("norm", [[0, 0]], 0),
    ("radius", [[0, -2], [2, 0]], 2),
    ("radius", [[1, 100], [0, 1]], 1),
    ("radius", [[0, 7], [0, 0]], 0),
    ("radius", [["3/5+4/5i", 5], [0, "-1i"]], 1),
    ("radius", [["i", 1], [1, "-i"]], 0),
    ("numerical_radius", [[0, 2], [0, 0]], 1),
    ("numerical_radius", [[0, "2i"], [0, 0]], 1),
    ("numerical_radius", [[0, 2, 0], [0, 0, 0], [0, 0, 1]], 1),
    ("numerical_radius", [[0, 2, 0], [0, 0, 0], [0, 0, "1/2"]], 1),
    ("numerical_radius", [[1, 2], [0, 1]], 2),
    ("numerical_radius", [["3/5+4/5i", 2], [0, "3/5+4/5i"]], 2),
    ("numerical_radius", [["3+4i", 0], [0, 1]], 5),
    ("numerical_radius", [[0, 0], [0, 0]], 0),
    ("numerical_radius", [[-1, 0], [0, "1/3"]], 1),
    ("rank", [[1, 1], [1, 1]], 1),
    ("rank", [[1, "i"], ["i", -1]], 1),
    ("rank", [[1, "i"], ["-i", -1]], 2),
]


@pytest.mark.parametrize(("name", "rows", "value"), KNOWN)
def test_a_bound_is_met_at_equality_and_not_below(name: str, rows: Any, value: int) -> None:
    matrix = as_exact_matrix(rows)
    assert meets(matrix, name, fmpq(value))
    assert meets(matrix, name, value + _TINY)
    assert not meets(matrix, name, value - _TINY)


@pytest.mark.parametrize(
    ("kind", "rows", "reason"),
    [
        (Square(2), [[1, 2, 3]], "its shape is 1×3 and not 2×2"),
        (Square(1), [["i"]], "it has entries that are not real"),
        (Square(2, norm=1), [[1, 1], [0, 0]], "its norm exceeds 1"),
        (Square(2, radius=0), [[0, 1], [1, 0]], "its spectral radius exceeds 0"),
        (Square(2, numerical_radius=1), [[0, "2000001/1000000"], [0, 0]], "numerical radius"),
        (Square(2, rank=1), [[1, 0], [0, 1]], "its rank exceeds 1"),
        (Square(2, rank=1, complex=True), [["i", 0], [0, 1]], "its rank exceeds 1"),
        (Rectangular(1, 2, norm=1), [[1, "1/1000"]], "its norm exceeds 1"),
        (Symmetric(2), [[0, 1], [2, 0]], "it is not symmetric"),
        (Symmetric(2, complex=True), [[0, "i"], ["i", 0]], "it is not Hermitian"),
        (Symmetric(1, complex=True), [["i"]], "it is not Hermitian"),
        (Symmetric(2, spectrum=(0, 1)), [[0, 1], [1, 0]], "it has an eigenvalue below 0"),
        (Symmetric(2, spectrum=(0, 1)), [[1, 1], [1, 1]], "it has an eigenvalue above 1"),
        (Symmetric(2, norm=1), [[1, 1], [1, 1]], "its norm exceeds 1"),
        (PositiveDefinite(2), [[1, 1], [1, 1]], "it is not positive definite"),
        (PositiveDefinite(2), [[1, 1], [0, 1]], "it is not symmetric"),
        (Diagonal(2), [[1, 0], [3, 1]], "its entry [1, 0] is not 0"),
        (Diagonal(2, radius="1/2"), [[1, 0], [0, 0]], "its spectral radius exceeds 1/2"),
    ],
)
def test_what_is_no_member_is_told_why(kind: Any, rows: Any, reason: str) -> None:
    assert reason in kind.objection(as_exact_matrix(rows))


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (Square(2, norm=2, radius=0, numerical_radius=1, rank=1), [[0, 2], [0, 0]]),
        (Symmetric(2, spectrum=(0, 2)), [[1, 1], [1, 1]]),
        (Symmetric(2, spectrum=(0, 2), rank=1, complex=True), [[1, "i"], ["-i", 1]]),
        (PositiveDefinite(2, norm=2, complex=True), [[1, "1/2i"], ["-1/2i", 1]]),
        (Diagonal(2, norm=1, complex=True), [["3/5+4/5i", 0], [0, "i"]]),
        (Rectangular(2, 1, norm=5), [[3], [4]]),
    ],
)
def test_members_at_the_limits_are_members(kind: Any, rows: Any) -> None:
    assert kind.objection(as_exact_matrix(rows)) is None


def test_what_is_not_decided_is_no_member(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> bool:
        raise Refused("not told apart")

    monkeypatch.setitem(membership._DECISIONS, "norm", refuse)  # type: ignore[arg-type]
    assert Square(1, norm=1).objection(as_exact_matrix([[0]])) == "not told apart"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Symmetric(2, spectrum=(2, 3), norm=1), "norm=1 allows none above it in modulus"),
        (Symmetric(2, spectrum=(-3, -2), radius=1, norm=5), "radius=1 allows none above it"),
        (Symmetric(2, spectrum=(1, 2), rank=0), "its eigenvalues lie in [1, 2], and rank=0 asks"),
        (Symmetric(2, spectrum=(None, -1), rank=1), "lie in (-∞, -1], and rank=1 asks for"),
        (PositiveDefinite(2, norm=0), "all its eigenvalues are above 0, and norm=0 allows none"),
        (PositiveDefinite(2, radius=0), "radius=0 allows none above it in modulus"),
        (PositiveDefinite(2, rank=1), "and rank=1 asks for an eigenvalue 0"),
        (
            Symmetric(1, spectrum=("a", "b")).at({"a": fmpq(2), "b": fmpq(1)}, 1, 1),
            "the spectrum [2, 1] is empty",
        ),
        (
            Square(1, norm="a").at({"a": fmpq(-1, 2)}, 1, 1),
            "no matrix has a norm at most -1/2",
        ),
    ],
    ids=str,
)
def test_an_empty_kind_says_why(kind: Any, reason: str) -> None:
    assert reason in kind.emptiness()


def test_what_is_not_empty_is_not_called_so() -> None:
    for kind, options in product((Square, Symmetric, Diagonal), ({"norm": 0}, {"rank": 0})):
        assert kind(2, **options).emptiness() is None
    assert PositiveDefinite(2, rank=2, norm="1/100").emptiness() is None
    assert Symmetric(2, spectrum=(1, 1), norm=1, rank=2).emptiness() is None
    assert Symmetric(2, spectrum=(-1, 2), rank=0).emptiness() is None
    assert Square(2, norm=Fraction(1, 3)).emptiness() is None
