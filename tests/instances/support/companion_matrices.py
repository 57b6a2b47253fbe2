"""A theorem file whose class has no couplings at all: stable companion matrices, one block."""

from __future__ import annotations

from typing import Any

from kreissverify import CoupledBlocks, K, M, theorem
from kreissverify.instances import InstanceClass, register
from kreissverify.instances.randomness import generator, integer, ratio
from kreissverify.matrices import Quantifier
from kreissverify.matrices.matrix_class import Structure


class Companion(CoupledBlocks):
    """Ones above the diagonal, any last row; γ bounds its spectral radius."""

    structure = Structure(block_count=1)

    @classmethod
    def objection(cls, J: Any) -> str | None:
        """Say that another row than the last is not one of a companion matrix."""
        n = J.n
        ones = all(J.exact[i, j] == (j == i + 1) for i in range(n - 1) for j in range(n))
        return None if ones else "expected ones above the diagonal, and zeros else"


class CompanionInstances(InstanceClass):
    """Last rows of positive numbers with a sum below 1."""

    matrix_class = Companion

    def draw(self, quantifier: Quantifier, seed: int, index: int) -> CoupledBlocks:
        """Return a companion matrix."""
        source = generator(quantifier.label, seed, index)
        (n,) = quantifier.sizes or (integer(source, 2, 3),)
        rows = [[int(j == i + 1) for j in range(n)] for i in range(n - 1)]
        return Companion([[[*rows, [ratio(source) / n for _ in range(n)]]]], symmetric=False)


register(CompanionInstances())


@theorem(source="H.-O. Kreiss (1962)", expect="supported")
def kreiss_is_below_the_peak(J: Companion(symmetric=False)):
    """The easy half of the matrix theorem."""
    return K(J) <= M(J)


@theorem(source="a hope", expect="undecided")
def never_amplifies(J: Companion(symmetric=False, sizes=(3,))):
    """False, though every row sum is at most 1: ‖J‖ exceeds 1."""
    return M(J) <= 1
