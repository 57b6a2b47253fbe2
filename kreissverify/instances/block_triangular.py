"""Instances of `BlockTriangular`: J = [[A, 0], [C, D]]."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

import numpy as np
from flint import fmpq

from kreissverify.instances.coupled.block_sizes import two_sizes
from kreissverify.instances.coupled.coupling_parameters import (
    EXTREME_GAMMAS,
    forward_coupling,
)
from kreissverify.instances.coupled.exact_instances import Table
from kreissverify.instances.coupled.float_coupling_parameters import float_forward_coupling
from kreissverify.instances.coupled.float_instances import FloatArray
from kreissverify.instances.coupled.sampler import CoupledInstances
from kreissverify.instances.linear_quadratic import linear_quadratic_member
from kreissverify.instances.randomness import shuffled
from kreissverify.matrices import BlockTriangular, CoupledMatrix, Quantifier

__all__ = ["INSTANCES", "BlockTriangularInstances"]

# (γ, κ): the transition κ = 2, κ = 4, the counterexamples to the reported statements, extremes
_FIRST = (
    ("1/2", "4"),
    ("1/2", "2"),
    ("0", "4"),
    ("9/10", "1000"),
    ("9/10", "10"),
    ("1/2", "1"),
    ("999999/1000000", "0"),
    ("1/4", "32/3"),
    ("1/2", "200"),
    ("999999/1000000", "1000000"),
    ("0", "1000000"),
    ("999999/1000000", "1/100"),
    ("0", "1/100"),
    ("99/100", "2"),
    ("0", "2"),
    ("9/10", "0"),
)
# on both sides of 2, where K leaves 1, then decades
_KAPPAS = ("1/10", "1", "2", "2001/1000", "3", "4", "20", "100", "10000", "1000000")
_MOST_EXTREMAL = 60  # a choice: all products of the lists would come before any drawn member


class BlockTriangularInstances(CoupledInstances):
    """J = [[A, 0], [C, D]]: κ = c/(1-γ) on both sides of 2."""

    matrix_class = BlockTriangular

    def draw_sizes(self, source: Random) -> tuple[int, ...]:
        """Return two block sizes."""
        return two_sizes(source)

    def couplings(self, source: Random, m: int, gamma: fmpq) -> Table:
        """Return [[0, 0], [c, 0]].

        Parameters
        ----------
        source, m, gamma
            The randomness, the number of blocks (2), and γ.
        """
        return [[fmpq(0), fmpq(0)], [forward_coupling(source, gamma), fmpq(0)]]

    def extremal_tables(self, source: Random, sizes: tuple[int, ...] | None) -> Iterator[Table]:
        """Yield [[±γ, 0], [±c, ±γ]] for γ from 0 to 1 - 10⁻⁶ and κ from 0 to 10⁶."""
        for gamma_text, kappa_text in _FIRST:
            gamma = fmpq(*map(int, gamma_text.split("/")))
            yield _table(gamma, fmpq(*map(int, kappa_text.split("/"))))
        pairs = shuffled(source, list(product(EXTREME_GAMMAS, _KAPPAS)))
        for gamma, text in pairs[: _MOST_EXTREMAL - len(_FIRST)]:
            signs = [1, 1, 1] if source.random() < 0.7 else [source.random() < 0.5 for _ in "abc"]
            yield _table(gamma, fmpq(*map(int, text.split("/"))), *(1 if s else -1 for s in signs))

    def float_couplings(self, rng: np.random.Generator, gamma: FloatArray, m: int) -> FloatArray:
        """Return [[0, 0], [c, 0]] of shape (N, 2, 2).

        Parameters
        ----------
        rng, gamma, m
            The randomness, γ of shape (N,), and the number of blocks (2).
        """
        table = np.zeros((len(gamma), 2, 2))
        table[:, 1, 0] = float_forward_coupling(rng, gamma)
        return table

    def special(
        self, source: Random, quantifier: Quantifier, sizes: tuple[int, ...]
    ) -> CoupledMatrix | None:
        """Return the Jacobian of a linear-quadratic problem in which y does not act on x.

        Parameters
        ----------
        source, quantifier, sizes
            The randomness, the class with its options, the sizes of the blocks.
        """
        if not quantifier.symmetric:  # Hessians are symmetric: nothing would be added to the class
            return None
        return linear_quadratic_member(source, sizes, quantifier.radii, back=False)


def _table(gamma: fmpq, kappa: fmpq, a: int = 1, c: int = 1, d: int = 1) -> Table:
    return [[a * gamma, fmpq(0)], [c * kappa * (1 - gamma), d * gamma]]


INSTANCES = BlockTriangularInstances()
