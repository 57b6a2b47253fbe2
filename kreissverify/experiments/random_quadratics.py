"""Random linear-quadratic problems in dyadic rationals: each float array is the exact problem."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kreissverify.matrices import SelfReferential, linear_quadratic
from kreissverify.numbers.arrays import FloatArray

__all__ = ["KINDS", "QuadraticProblems", "random_quadratics"]


KINDS = ("bilevel", "zero-sum", "general")  # Hxy = 0, Hxy = -Hyxᵀ, Hxy of its own


@dataclass(frozen=True)
class QuadraticProblems:
    """A stack of problems with as many variables in x as in y, and their steps.

    Attributes
    ----------
    Hxx, Hyx, Hyy, Hxy
        The Hessian blocks, of shape (N, n, n).
    alpha, beta
        The steps, of shape (N,): at most 2/(μ+L) of their blocks.
    """

    Hxx: FloatArray
    Hyx: FloatArray
    Hyy: FloatArray
    Hxy: FloatArray
    alpha: FloatArray
    beta: FloatArray

    @property
    def jacobians(self) -> FloatArray:
        """The Jacobians, of shape (N, 2n, 2n): exact, as every number has few bits."""
        x, y = self.alpha[:, None, None], self.beta[:, None, None]
        identity = np.eye(self.Hxx.shape[-1])
        upper = np.concatenate([identity - x * self.Hxx, -x * self.Hxy], axis=-1)
        lower = np.concatenate([-y * self.Hyx, identity - y * self.Hyy], axis=-1)
        return np.concatenate([upper, lower], axis=-2)

    def exact(self, i: int) -> SelfReferential:
        """Return the exact Jacobian of one problem."""
        blocks = (self.Hxx[i], self.Hyx[i], self.Hyy[i])
        alpha, beta = Fraction(self.alpha[i]), Fraction(self.beta[i])
        return linear_quadratic(*blocks, Hxy=self.Hxy[i], alpha=alpha, beta=beta)


def random_quadratics(seed: int, kind: str, size: int, count: int) -> QuadraticProblems:
    """Return random problems with `size` variables in each block.

    Hessians are VVᵀ/16 + μI with small integers in V and μ a power of two; cross blocks are small
    integers times a power of two; a step is 2/(μ+L) times about 2^-u with u in [0, 6].

    Parameters
    ----------
    seed
        Equal seeds draw equal problems.
    kind
        One of `KINDS`.
    size
        Variables in each block.
    count
        How many problems.

    Returns
    -------
    QuadraticProblems
        The problems, as stacks of matrices.
    """
    random = np.random.default_rng([seed, KINDS.index(kind), size])
    hessians = [_hessians(random, size, count) for _ in "xy"]
    cross = _cross(random, size, count, -3, 5)
    # weaker back than forth: with bc far above (1-γ)² few problems would be stable
    if kind == "general":
        back = _cross(random, size, count, -6, 1)
    else:
        back = -np.swapaxes(cross, -1, -2) if kind == "zero-sum" else np.zeros_like(cross)
    alpha, beta = (_steps(random, hessian) for hessian in hessians)
    return QuadraticProblems(hessians[0], cross, hessians[1], back, alpha, beta)


def _hessians(random: np.random.Generator, size: int, count: int) -> FloatArray:
    factor = random.integers(-4, 5, size=(count, size, size)).astype(np.float64)
    shift = 2.0 ** random.integers(-5, 1, size=(count, 1, 1))
    # a shift, so that no Hessian is singular: μ > 0 is what the problems suppose
    return factor @ np.swapaxes(factor, -1, -2) / 16 + shift * np.eye(size)


def _cross(random: np.random.Generator, size: int, count: int, low: int, high: int) -> FloatArray:
    entries = random.integers(-8, 9, size=(count, size, size)) / 8
    return np.asarray(entries * 2.0 ** random.integers(low, high + 1, size=(count, 1, 1)))


def _steps(random: np.random.Generator, hessians: FloatArray) -> FloatArray:
    eigenvalues = np.linalg.eigvalsh(hessians)
    fastest = 2 / (eigenvalues[:, 0] + eigenvalues[:, -1])
    share = 2.0 ** -random.uniform(0, 6, size=len(hessians))
    # rounded down to a multiple of 2⁻¹², so that floats hold it; but never to 0
    return np.asarray(np.maximum(np.floor(share * fastest * 4096), 1) / 4096)
