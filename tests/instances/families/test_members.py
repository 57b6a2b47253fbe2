"""Members of families: made of exact parts, or refused in a sentence."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq

from kreissverify import (
    BlockTriangular,
    InvalidMatrix,
    K,
    Matrix,
    Orthogonal,
    Real,
    Rectangular,
    Refused,
    SelfReferential,
    Square,
    assume,
    block,
    enclose,
    family,
    inverse,
    norm,
    sqrt,
)
from kreissverify.families import GradientDescentAscent, HeavyBall, Upwind
from kreissverify.matrices.exact_matrix import ExactMatrix

H = [["1/2"]]


@family
def Contraction(A: Square("n"), s: Real(above=0)):
    assume(s * norm(A) < 1)
    return s * A


@family
def Bounded(A: Square("n")):
    assume(K(A) <= 2)
    return A


@family
def Inverse(A: Square("n")):
    return inverse(A)


@family
def Scaled(A: Square("n"), a: Real(above=0)):
    return sqrt(a) * A


@family
def Turned(U: Orthogonal("n", complex=True), s: Real()):
    return s * U


@family
def Pair(J: HeavyBall(n="k"), X: Square("k")):
    return block([[J, 0], [0, X]])


@family
def Coupled(J: BlockTriangular, s: Real()):
    return s * J


@family
def Tall(C: Rectangular("n", "m")):
    return C


def heavy_ball(**changes: Any) -> Any:
    parts: dict[str, Any] = {"H": H, "mu": "1/10", "L": 1, "alpha": "1/2", "beta": "1/4"}
    return HeavyBall(**{**parts, **changes})


def test_a_member_is_a_matrix_with_its_parts() -> None:
    J = heavy_ball()
    assert isinstance(J, Matrix) and isinstance(J, HeavyBall)
    assert J.strings() == [["1", "-1/4"], ["1", "0"]]
    assert (J.n, J.shape) == (2, (2, 2))
    assert Matrix(H) == J.H and J.beta == fmpq(1, 4) and J.L == 1
    assert repr(J) == "HeavyBall(H=[[1/2]], mu=1/10, L=1, alpha=1/2, beta=1/4)"
    assert enclose(K, J).lower.value >= 1
    assert K(J) == pytest.approx(K(J.array))


@pytest.mark.parametrize(
    "given", [np.array([[0.5]]), Matrix(H), [[Fraction(1, 2)]], "1/2", ExactMatrix(Matrix(H).exact)]
)
def test_parts_are_given_as_matrices_are(given: Any) -> None:
    assert HeavyBall(given, "1/10", 1, 0.5, Fraction(1, 4)) == heavy_ball()


def test_parts_that_are_not_square_are_exact_matrices() -> None:
    J = GradientDescentAscent([[1]], [[1, 0], [0, 1]], [[1], [2]], 1, "1/2")
    assert J.C.shape == (2, 1)
    assert J.strings() == [["0", "-1", "-2"], ["1/2", "1/2", "0"], ["1", "0", "1/2"]]


def test_members_with_equal_entries_differ_by_their_parts() -> None:
    assert heavy_ball() == heavy_ball()
    assert heavy_ball() != heavy_ball(mu="1/20")
    assert heavy_ball().strings() == heavy_ball(mu="1/20").strings()


def test_a_member_travels_between_processes() -> None:
    J = heavy_ball()
    assert pickle.loads(pickle.dumps(J)) == J


def test_complex_parts() -> None:
    assert Turned([["i"]], 2).strings() == [["2i"]]
    assert Turned([["i"]], 2).is_complex


def test_families_in_families() -> None:
    J = Pair(heavy_ball(), [[3]])
    assert J.strings() == [["1", "-1/4", "0"], ["1", "0", "0"], ["0", "0", "3"]]
    assert heavy_ball() == J.J and J.J.beta == fmpq(1, 4)
    assert Coupled(BlockTriangular("1/2", 3, "1/2"), 2).strings() == [["1", "0"], ["6", "1"]]


def test_what_a_family_assumes_is_part_of_membership() -> None:
    assert Contraction([[1, 2], [0, 1]], "1/3").n == 2
    assert Bounded([[1, 0], [0, 1]]).n == 2
    for refused in (lambda: Contraction([[1, 2], [0, 1]], 1), lambda: Contraction([[1]], 1)):
        with pytest.raises(
            InvalidMatrix, match=r"^Contraction: it assumes s\*norm\(A\) < 1, which"
        ):
            refused()
    with pytest.raises(InvalidMatrix, match=r"^Bounded: it assumes K\(A\) <= 2, which fails here$"):
        Bounded([["1/2", 4], [0, "1/2"]])


SENTENCES = [
    (lambda: heavy_ball(mu=-1), "HeavyBall: mu: -1 is outside of (0, ∞)"),
    (lambda: heavy_ball(beta=1), "HeavyBall: beta: 1 is outside of [0, 1)"),
    (
        lambda: heavy_ball(mu="3/4"),
        'HeavyBall: H is no member of Symmetric("n", spectrum=(mu, L)): it has an eigenvalue '
        "below 3/4",
    ),
    (
        lambda: heavy_ball(H=[[1, 1], [0, 1]]),
        'HeavyBall: H is no member of Symmetric("n", spectrum=(mu, L)): it is not symmetric',
    ),
    (
        lambda: heavy_ball(H=[[1, 1]]),
        'HeavyBall: H is no member of Symmetric("n", spectrum=(mu, L)): its shape is (1, 2), and '
        "not (1, 1)",
    ),
    (
        lambda: heavy_ball(H=[["i"]]),
        'HeavyBall: H is no member of Symmetric("n", spectrum=(mu, L)): it has entries that are '
        "not real",
    ),
    (lambda: heavy_ball(H=None), "HeavyBall: H: expected a matrix, got NoneType"),
    (
        lambda: heavy_ball(H=[[float("nan")]]),
        "HeavyBall: H: entry [0, 0]: expected a finite number, got nan",
    ),
    (
        lambda: heavy_ball(mu="one"),
        "HeavyBall: mu: expected a rational number such as '3/8', got 'one'",
    ),
    (lambda: heavy_ball(alpha=1j), "HeavyBall: alpha: expected a rational number, got complex"),
    (
        lambda: GradientDescentAscent([[1]], [[1, 0], [0, 1]], [[1, 2]], 1, 1),
        'GradientDescentAscent: C is no member of Rectangular("m", "n"): its shape is (1, 2), and '
        "not (2, 1)",
    ),
    (lambda: Upwind("5/2", 1), "Upwind: points: 5/2 is no integer"),
    (lambda: Upwind(1, 1), "Upwind: points: 1 is outside of [2, ∞)"),
    (lambda: Inverse([[0]]), "Inverse: an inverse in its matrix does not exist"),
    (
        lambda: Turned([["1+i"]], 2),
        'Turned: U is no member of Orthogonal("n", complex=True): its columns are not orthonormal',
    ),
    (
        lambda: Pair(heavy_ball(), [[3, 1], [1, 1]]),
        'Pair: X is no member of Square("k"): its shape is (2, 2), and not (1, 1)',
    ),
    (lambda: Pair([[3]], [[3]]), 'Pair: J: expected a member of HeavyBall(n="k"), got a list'),
    (
        lambda: Pair(Upwind(3, 1), [[3]]),
        'Pair: J: expected a member of HeavyBall(n="k"), got a Upwind',
    ),
    (
        lambda: Coupled(SelfReferential("1/2", 1, 3, "1/2", "1/2"), 2),
        "Coupled: J is no member of BlockTriangular: it is no BlockTriangular, but a "
        "SelfReferential",
    ),
    (
        lambda: Tall([[1, 2]]),
        "Tall: its matrix has the shape 1×2 here, and an instance is a square one",
    ),
]


@pytest.mark.parametrize(("make", "sentence"), SENTENCES, ids=[x for _, x in SENTENCES])
def test_a_non_member_is_never_an_instance(make: Any, sentence: str) -> None:
    with pytest.raises(InvalidMatrix) as told:
        make()
    assert str(told.value) == sentence


def test_entries_that_are_not_rational_are_refused() -> None:
    assert Scaled([[1]], 4).strings() == [["2"]]
    with pytest.raises(Refused, match=r"^Scaled: sqrt\(a\): it is not known exactly"):
        Scaled([[1]], 2)


WRONG_CALLS = [
    (
        lambda: HeavyBall(H, 1),
        "HeavyBall: missing a required argument: 'L'; its parts are H, mu, L, alpha, beta (and "
        "sizes by name: n)",
    ),
    (
        lambda: HeavyBall(H, 1, 1, 1, 0, 0),
        "HeavyBall: too many positional arguments; its parts are H, mu, L, alpha, beta (and sizes "
        "by name: n)",
    ),
    (
        lambda: heavy_ball(betta=0),
        "HeavyBall: got an unexpected keyword argument 'betta'; its parts are H, mu, L, alpha, "
        "beta (and sizes by name: n)",
    ),
    (
        lambda: HeavyBall(n=0),
        "HeavyBall: n: expected an integer from 1 to 400 or the name of a size, got 0",
    ),
    (lambda: HeavyBall(m=1), "HeavyBall: unknown size: 'm'; expected one of n"),
]


@pytest.mark.parametrize(("call", "sentence"), WRONG_CALLS, ids=[x for _, x in WRONG_CALLS])
def test_a_wrong_call_is_told(call: Any, sentence: str) -> None:
    with pytest.raises(TypeError) as told:
        call()
    assert str(told.value) == sentence


def test_an_attribute_that_it_has_not_is_told() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'betta'; it has H, mu, L, alpha, "):
        _ = heavy_ball().betta
