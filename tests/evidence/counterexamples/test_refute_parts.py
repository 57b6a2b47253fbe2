"""`refute` on false statements about kinds and families: small, short, certified."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sympy import Eq, Rational

from kreissverify import (
    Companion,
    K,
    M,
    Orthogonal,
    Real,
    Square,
    Stochastic,
    Symmetric,
    assume,
    block,
    cond,
    det,
    family,
    identity,
    inverse,
    norm,
    psd,
    rho,
    same,
    theorem,
    w,
    zeros,
)
from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples.refute import refute
from kreissverify.evidence.counterexamples.shrink import largest_height

stated = theorem(source="a test")
HALF = Rational(1, 2)


@family
def HeavyBall(
    H: Symmetric("n", spectrum=("mu", "L")), mu: Real(above=0), L: Real(at_least="mu"),
    alpha: Real(above=0), beta: Real(at_least=0, below=1),
):  # fmt: skip
    one = identity("n")
    return block([[(1 + beta) * one - alpha * H, -beta * one], [one, zeros("n")]])


@stated
def heavy_ball(J: HeavyBall) -> Any:
    assume(rho(J) < 1)
    return M(J) <= 2


@stated
def steps(J: HeavyBall) -> Any:
    assume(J.alpha * J.L < 4)
    return rho(J) < 1


@stated
def products(A: Square("n"), B: Square("n")) -> Any:
    return w(A * B) <= w(A) * w(B)


@stated
def powers(A: Square("n")) -> Any:
    return norm(A * A) >= rho(A) * norm(A)


@stated
def anticommutator(
    A: Symmetric("n", spectrum=(0, None)), B: Symmetric("n", spectrum=(0, 1))
) -> Any:
    return psd(A * B + B * A)


@stated
def strict(A: Square(norm=HALF)) -> Any:
    return norm(A) < HALF


@stated
def chains(P: Stochastic("n")) -> Any:
    return M(P) <= Rational(3, 2)


@stated
def rotations(Q: Orthogonal("n"), A: Square("n")) -> Any:
    return rho(Q * A) <= rho(A)


@stated
def recursions(C: Companion("n")) -> Any:
    assume(rho(C) < 1)
    return K(C) <= Rational(6, 5)


@stated
def regular(A: Square("n")) -> Any:
    return same(A * inverse(A), identity(A))


@stated
def conditioned(A: Square("n", norm=1)) -> Any:
    assume(det(A) >= HALF)
    return cond(A) <= Rational(3, 2)


@stated
def unimodular(A: Square("n")) -> Any:
    assume(Eq(det(A), 1))
    return norm(A) <= 3


#: The rows of all matrices together, at least: the smallest size that violates.
LEAST = [
    (heavy_ball, 1), (steps, 1), (products, 4), (powers, 2), (anticommutator, 4), (strict, 1),
    (chains, 3), (rotations, 4), (recursions, 2), (regular, 1), (conditioned, 2), (unimodular, 2),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "rows"), LEAST, ids=lambda x: getattr(x, "id", ""))
def test_the_smallest_is_found_and_certified(statement: Any, rows: int, tmp_path: Path) -> None:
    found = refute(statement, certificates=tmp_path)
    assert found.binding is not None and found.certificate is not None
    checker.check(json.loads(found.certificate.read_text()))
    assert found.binding.rows == rows
    assert largest_height(found.binding) <= 20
    off = sum(
        matrix.entry(i, j) != (0, 0)
        for matrix in found.binding.matrices.values()
        for i in range(matrix.shape[0])
        for j in range(matrix.shape[1])
        if i != j
    )
    assert off <= 3


def test_equal_seeds_find_equal_counterexamples(tmp_path: Path) -> None:
    first, second = (refute(steps, certificates=tmp_path / name) for name in "ab")
    assert first.binding == second.binding
    assert [x.certificate.read_bytes() for x in (first,)] == [second.certificate.read_bytes()]
