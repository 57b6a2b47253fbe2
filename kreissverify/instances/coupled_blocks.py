"""Instances of `CoupledBlocks`: m blocks whose comparison matrix T mostly has ρ(T) < 1.

T = γI + N with N ≥ 0, so ρ(T) = γ + ρ(N). N is scaled to a given ρ(N)/(1-γ), and made non-normal
by a diagonal similarity, which changes the norms of couplings and not ρ(N).
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.instances.coupled.block_sizes import many_sizes
from kreissverify.instances.coupled.coupling_parameters import EXTREME_GAMMAS
from kreissverify.instances.coupled.exact_instances import Table
from kreissverify.instances.coupled.float_instances import FloatArray
from kreissverify.instances.coupled.sampler import CoupledInstances
from kreissverify.instances.randomness import chance, choice, generator, integer, log_uniform, ratio
from kreissverify.matrices import CoupledBlocks
from kreissverify.numbers.rational import as_float, simplest_between

__all__ = ["INSTANCES", "CoupledBlocksInstances"]

# How many extremal members are tried before drawn ones. Half of them are the same for every seed,
# so that no run misses the extreme cases; a choice, and frozen.
_EXTREMAL = 48
_FEWEST = 24


class CoupledBlocksInstances(CoupledInstances):
    """m = 2 to 4 coupled blocks."""

    matrix_class = CoupledBlocks

    def draw_sizes(self, source: Random) -> tuple[int, ...]:
        """Return the sizes of two to four blocks."""
        return many_sizes(source)

    def couplings(self, source: Random, m: int, gamma: fmpq) -> Table:
        """Return N with ρ(N) mostly below 1-γ.

        Parameters
        ----------
        source, m, gamma
            The randomness, the number of blocks, and γ.
        """
        return _couplings(source, m, 1 - gamma)

    def extremal_tables(self, source: Random, sizes: tuple[int, ...] | None) -> Iterator[Table]:
        """Yield T for 2 to 4 blocks (or as many as `sizes` has), all patterns, extreme γ."""
        fixed = generator("corners")  # the first members are the same for every seed
        for k in range(_EXTREMAL):
            origin = fixed if k < _FEWEST else source
            m = len(sizes) if sizes else 2 + k % 3
            gamma = EXTREME_GAMMAS[k % len(EXTREME_GAMMAS)]
            table = _table(gamma, _couplings(origin, m, 1 - gamma))
            if k >= _FEWEST and chance(source, 0.3):
                table = [[choice(source, (1, -1)) * x for x in row] for row in table]
            yield table

    def float_couplings(self, rng: np.random.Generator, gamma: FloatArray, m: int) -> FloatArray:
        """Return N of shape (N, m, m), with ρ(N) mostly below 1-γ.

        Parameters
        ----------
        rng, gamma, m
            The randomness, γ of shape (N,), and the number of blocks.
        """
        count = len(gamma)
        entries = rng.random((count, m, m)) * (rng.random((count, m, m)) < 0.7)
        entries *= 1 - np.eye(m)
        radius = np.abs(np.linalg.eigvals(entries)).max(axis=-1)
        target = np.where(rng.random(count) < 0.92, rng.random(count), 1.2) * (1 - gamma)
        # N may be nilpotent: then any scale is stable, and ρ(N) = 0 is not divided by
        scale = np.where(radius > 1e-3, target / np.maximum(radius, 1e-3), target)
        weights = 10 ** rng.uniform(-1.5, 1.5, (count, m))
        entries *= scale[:, None, None] * weights[:, :, None] / weights[:, None, :]
        return np.asarray(entries)


def _table(gamma: fmpq, couplings: list[list[fmpq]]) -> Table:
    return [[gamma if i == j else x for j, x in enumerate(row)] for i, row in enumerate(couplings)]


def _couplings(source: Random, m: int, delta: fmpq) -> list[list[fmpq]]:
    """Return N ≥ 0 with a zero diagonal; ρ(N) < δ but for one in twelve."""
    pattern = choice(source, ("full", "full", "cycle", "triangular", "chain", "sparse"))
    entries = [[_entry(source, pattern, i, j, m) for j in range(m)] for i in range(m)]
    weights = [_weight(source) for _ in range(m)]
    if pattern in ("triangular", "chain"):  # nilpotent: stable however strong, so any scale
        scale = delta * log_uniform(source, -2, 5)
    else:
        beyond = chance(source, 1 / 12)
        share = (
            1 + ratio(source) if beyond else choice(source, (ratio(source), _nearly_one(source)))
        )
        scale = delta * share / _radius_above(entries)
    return [
        [scale * x * weights[i] / weights[j] for j, x in enumerate(row)]
        for i, row in enumerate(entries)
    ]


def _entry(source: Random, pattern: str, i: int, j: int, m: int) -> fmpq:
    present = {
        "full": i != j,
        "cycle": i == (j + 1) % m,
        "triangular": i > j,
        "chain": i == j + 1,
        "sparse": i != j and chance(source, 0.5),
    }[pattern]
    return fmpq(integer(source, 1, 8), 4) if present else fmpq(0)


def _weight(source: Random) -> fmpq:
    return log_uniform(source, -2, 2) if chance(source, 0.5) else fmpq(1)


def _nearly_one(source: Random) -> fmpq:
    return 1 - log_uniform(source, -5, -1)


def _radius_above(entries: list[list[fmpq]]) -> fmpq:
    """Return a short rational just above ρ(N): the Collatz-Wielandt bound max (Nx)_i/x_i.

    The Perron vector x comes from a power iteration in plain floats, the same on every machine;
    any positive x gives a bound.
    """
    floats = [[as_float(x) for x in row] for row in entries]
    vector = [1.0] * len(entries)
    # More steps, or more bits below, only sharpen a bound that holds as it is.
    for _ in range(40):
        image = [sum(x * v for x, v in zip(row, vector, strict=True)) for row in floats]
        moved = [x + v / 2 for x, v in zip(image, vector, strict=True)]  # N + I/2 has no cycles
        # kept positive, as the bound asks: an entry of the Perron vector may vanish
        vector = [max(v / max(moved), 2.0**-16) for v in moved]
    perron = fmpq_mat([[fmpq(round(v * 2**20), 2**20)] for v in vector])
    image_of = fmpq_mat(entries) * perron
    bound = max(image_of[i, 0] / perron[i, 0] for i in range(len(entries)))
    return simplest_between(bound, bound * fmpq(1001, 1000)) if bound > 0 else fmpq(1)


INSTANCES = CoupledBlocksInstances()
