"""Instances of the classes of flows: T - I, on any scale of time, for the T of the class of maps.

-μ_i = s(γ_i - 1) stands on the diagonal, and couplings are s times those of the map: what is
stable, and how far the couplings are from where K_c leaves 1, is the same (statement C1).
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import numpy as np
from flint import fmpq

from kreissverify.instances.block_triangular import INSTANCES as BLOCK_TRIANGULAR
from kreissverify.instances.coupled.exact_instances import Table, comparison_member
from kreissverify.instances.coupled.float_instances import FloatArray
from kreissverify.instances.coupled.sampler import CoupledInstances
from kreissverify.instances.coupled_blocks import INSTANCES as COUPLED_BLOCKS
from kreissverify.instances.randomness import chance, log_uniform
from kreissverify.instances.self_referential import INSTANCES as SELF_REFERENTIAL
from kreissverify.matrices import (
    BlockTriangularFlow,
    CoupledFlow,
    CoupledMatrix,
    Quantifier,
    SelfReferentialFlow,
)
from kreissverify.numbers.rational import as_fmpq

__all__ = ["BLOCK_TRIANGULAR_FLOWS", "COUPLED_FLOWS", "SELF_REFERENTIAL_FLOWS", "FlowInstances"]

# Scales of time of extremal members: 1 in half of them, so that their numbers stay short.
_SCALES = tuple(map(as_fmpq, ("1", "2", "1", "100", "1", "1/1000")))
_DECADES = 4  # of the scales that are drawn, either way: with those of 1-γ there are ten in all


class FlowInstances(CoupledInstances):
    """The instances of a class of flows.

    Parameters
    ----------
    matrix_class
        The class.
    maps
        The instances of the class of maps with blocks at the same places.
    """

    def __init__(self, matrix_class: type[CoupledMatrix], maps: CoupledInstances) -> None:
        self.matrix_class = matrix_class  # type: ignore[misc]  # of three classes, one each
        self._maps = maps

    def draw_sizes(self, source: Random) -> tuple[int, ...]:
        """Return block sizes, as of maps."""
        return self._maps.draw_sizes(source)

    def couplings(self, source: Random, m: int, gamma: fmpq) -> Table:
        """Return N of a T = γI + N, as of maps.

        Parameters
        ----------
        source, m, gamma
            The randomness, the number of blocks, and γ.
        """
        return self._maps.couplings(source, m, gamma)

    def extremal_tables(self, source: Random, sizes: tuple[int, ...] | None) -> Iterator[Table]:
        """Yield T of maps, extreme ones first."""
        return self._maps.extremal_tables(source, sizes)

    def float_couplings(self, rng: np.random.Generator, gamma: FloatArray, m: int) -> FloatArray:
        """Return N of shape (N, m, m), as of maps.

        Parameters
        ----------
        rng, gamma, m
            The randomness, γ of shape (N,), and the number of blocks.
        """
        return self._maps.float_couplings(rng, gamma, m)

    def extremal(self, quantifier: Quantifier, seed: int) -> Iterator[CoupledMatrix]:
        """Yield members that equal their comparison matrix, extreme ones first; a finite number.

        Parameters
        ----------
        quantifier, seed
            See `InstanceClass.extremal`.
        """
        for k, table in enumerate(self._corner_tables(quantifier, seed)):
            scale = _SCALES[k % len(_SCALES)]
            yield comparison_member(quantifier, _flow_table(table, scale))

    def _table(self, source: Random, quantifier: Quantifier, m: int) -> Table:
        table = super()._table(source, quantifier, m)
        scale = fmpq(1) if chance(source, 0.5) else log_uniform(source, -_DECADES, _DECADES)
        return _flow_table(table, scale)

    def _float_tables(
        self, rng: np.random.Generator, quantifier: Quantifier, count: int, m: int
    ) -> FloatArray:
        table = super()._float_tables(rng, quantifier, count, m)
        decades = rng.uniform(-_DECADES, _DECADES, count) * (rng.random(count) < 0.5)
        return np.asarray(10 ** decades[:, None, None] * (table - np.eye(m)))


def _flow_table(table: Table, scale: fmpq) -> Table:
    """Return s(T - I); the entries may have signs, which of γ do not count."""
    return [
        [scale * (abs(x) - 1 if i == j else x) for j, x in enumerate(row)]
        for i, row in enumerate(table)
    ]


BLOCK_TRIANGULAR_FLOWS = FlowInstances(BlockTriangularFlow, BLOCK_TRIANGULAR)
SELF_REFERENTIAL_FLOWS = FlowInstances(SelfReferentialFlow, SELF_REFERENTIAL)
COUPLED_FLOWS = FlowInstances(CoupledFlow, COUPLED_BLOCKS)
