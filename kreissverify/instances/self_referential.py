"""Instances of `SelfReferential`: J = [[A, B], [C, D]]."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

import numpy as np
from flint import fmpq

from kreissverify.instances.coupled.block_sizes import two_sizes
from kreissverify.instances.coupled.coupling_parameters import (
    EXTREME_GAMMAS,
    back_coupling,
    forward_coupling,
)
from kreissverify.instances.coupled.exact_instances import Table
from kreissverify.instances.coupled.float_coupling_parameters import (
    float_back_coupling,
    float_forward_coupling,
)
from kreissverify.instances.coupled.float_instances import FloatArray
from kreissverify.instances.coupled.sampler import CoupledInstances
from kreissverify.instances.linear_quadratic import linear_quadratic_member
from kreissverify.instances.randomness import chance, choice, shuffled
from kreissverify.matrices import CoupledMatrix, Quantifier, SelfReferential
from kreissverify.numbers.rational import as_fmpq

__all__ = ["INSTANCES", "SelfReferentialInstances"]

# (γ, c/δ, q) with bc = δ²(1-q²): stable and unstable sides, bc just below δ², s = δ, b = 0, ends
_FIRST = (
    ("1/2", "4", "1/2"),
    ("1/2", "200", "3/4"),
    ("1/4", "32/3", "1/2"),
    ("9/10", "10", "1/1000"),
    ("0", "4", "3/5"),
    ("1/2", "1/2", "4/5"),
    ("1/2", "2", "1"),
    ("0", "2", "1"),
    ("1/2", "1", "0"),
    ("999999/1000000", "1000000", "1/2"),
    ("999999/1000000", "1/100", "1"),
    ("0", "1000000", "1/1000000"),
    ("9/10", "1000", "999/1000"),
    ("99/100", "2", "1/2"),
    ("1/2", "4/5", "3/5"),
    ("0", "0", "1"),
)
_KAPPAS = ("1/10", "1", "2", "4", "20", "1000", "1000000")
_SHARES = ("1/1000000", "1/1000", "1/10", "1/2", "9/10", "1")
_MOST_EXTREMAL = 60  # a choice: all products of the lists would come before any drawn member


class SelfReferentialInstances(CoupledInstances):
    """J = [[A, B], [C, D]]: bc from 0 to just below δ², and some beyond it."""

    matrix_class = SelfReferential

    def draw_sizes(self, source: Random) -> tuple[int, ...]:
        """Return two block sizes."""
        return two_sizes(source)

    def couplings(self, source: Random, m: int, gamma: fmpq) -> Table:
        """Return [[0, b], [c, 0]].

        Parameters
        ----------
        source, m, gamma
            The randomness, the number of blocks (2), and γ.
        """
        b, c = back_coupling(source, gamma, forward_coupling(source, gamma))
        return [[fmpq(0), b], [c, fmpq(0)]]

    def extremal_tables(self, source: Random, sizes: tuple[int, ...] | None) -> Iterator[Table]:
        """Yield [[±γ, ±b], [±c, ±γ]] with bc = δ²(1-q²), q from 10⁻⁶ (bc just below δ²) to 1."""
        for gamma, kappa, q in _FIRST:
            yield _table(as_fmpq(gamma), as_fmpq(kappa), as_fmpq(q))
        triples = shuffled(source, list(product(EXTREME_GAMMAS, _KAPPAS, _SHARES)))
        for bound, kappa, q in triples[: _MOST_EXTREMAL - len(_FIRST)]:
            table = _table(bound, as_fmpq(kappa), as_fmpq(q))
            if chance(source, 0.3):
                table = [[choice(source, (1, -1)) * x for x in row] for row in table]
            yield table

    def float_couplings(self, rng: np.random.Generator, gamma: FloatArray, m: int) -> FloatArray:
        """Return [[0, b], [c, 0]] of shape (N, 2, 2).

        Parameters
        ----------
        rng, gamma, m
            The randomness, γ of shape (N,), and the number of blocks (2).
        """
        b, c = float_back_coupling(rng, gamma, float_forward_coupling(rng, gamma))
        table = np.zeros((len(gamma), 2, 2))
        table[:, 0, 1], table[:, 1, 0] = b, c
        return table

    def special(
        self, source: Random, quantifier: Quantifier, sizes: tuple[int, ...]
    ) -> CoupledMatrix | None:
        """Return the Jacobian of a linear-quadratic problem: a game, or a common objective.

        Parameters
        ----------
        source, quantifier, sizes
            The randomness, the class with its options, the sizes of the blocks.
        """
        if not quantifier.symmetric:  # Hessians are symmetric: nothing would be added to the class
            return None
        return linear_quadratic_member(source, sizes, quantifier.radii, back=True)


def _table(gamma: fmpq, kappa: fmpq, q: fmpq) -> Table:
    delta = 1 - gamma
    # with κ = 0 no b has bc = δ²(1-q²) but for q = 1
    b = delta * (1 - q * q) / kappa if kappa != 0 else fmpq(0)
    return [[gamma, b], [kappa * delta, gamma]]


INSTANCES = SelfReferentialInstances()
