"""A theorem file that brings a class of its own: two players on one objective, B = -Cᵀ."""

from __future__ import annotations

from typing import Any

from kreissverify import K, SelfReferential, norm, theorem
from kreissverify.instances import InstanceClass, register
from kreissverify.instances.randomness import choice, generator, integer, ratio
from kreissverify.matrices import CoupledBlocks, Quantifier


class ZeroSum(SelfReferential):
    """J = [[A, -Cᵀ], [C, D]]."""

    @classmethod
    def objection(cls, J: Any) -> str | None:
        """Say what is wrong with B."""
        return None if -J.C.transpose() == J.B else "B: expected -Cᵀ"


class ZeroSumInstances(InstanceClass):
    """Games with diagonal curvature, and one entry of C for each pair of variables."""

    matrix_class = ZeroSum

    def draw(self, quantifier: Quantifier, seed: int, index: int) -> CoupledBlocks:
        """Return a game."""
        source = generator(quantifier.label, seed, index)
        rows, columns = quantifier.sizes or (integer(source, 1, 2), integer(source, 1, 2))
        gamma = ratio(source)
        A = [[gamma if i == j else 0 for j in range(rows)] for i in range(rows)]
        D = [[gamma / 2 if i == j else 0 for j in range(columns)] for i in range(columns)]
        C = [[choice(source, (0, 1, -1)) * ratio(source) for _ in range(rows)] for _ in D]
        B = [[-C[i][j] for i in range(columns)] for j in range(rows)]
        return ZeroSum(A, B, C, D, gamma, symmetric=quantifier.symmetric)


register(ZeroSumInstances())


@theorem(source="the triangle inequality", expect="supported")
def norm_of_a_game(J: ZeroSum):
    """True of games, and false of other Jacobians with two blocks."""
    return norm(J) <= J.gamma + J.c


@theorem(source="a hope", expect="undecided")
def games_are_contractions(J: ZeroSum):
    """False: a strong coupling rotates outwards."""
    return K(J) <= 1
