"""Powers A, A², …, Aᵐ of a stack in float64, with bounds on their norms and rounding errors.

A product in floats is off by ‖fl(XY) - XY‖_F ≤ γ‖X‖_F‖Y‖_F (Higham, Accuracy and Stability of
Numerical Algorithms, section 3.5), and powers are made by doubling, Aᵐ⁺ⁱ = Aᵐ·Aⁱ. So an error
bound e follows the recursion e(m+i) = e(m)a(i) + a(m)e(i) + γa(m)a(i), a the norms. Written out it
is a sum of A^left·(error of one product)·A^right, which gives the second bound,

    e(t) ≤ γt·max(a)²·(a(1) + Σ a(m)²/m over m = 1, 2, 4, … < t),

much smaller for powers that first grow. The smaller one is taken; the entries of A are allowed to
be rounded also. Where powers grow by thousands before they decay both are far too large, and errors
are sampled: by how much the same powers of A change whose entries are moved by some units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.powers.batched import norms

__all__ = [
    "Steps",
    "frobenius",
    "narrow_bounds",
    "narrow_norms",
    "parts",
    "perturbed",
    "sampled_errors",
]

_UNIT = 2.0**-53
# Units by which entries are moved: the errors of a product of a few rows are of the size of one, so
# that those of the moves outweigh them; eight are too few for the companion matrix of eight roots
# near one another. More would call right values doubtful.
_MOVE = 16.0
_ENTRIES = 1 << 21  # of powers held at a time: 16 MiB
_NARROWINGS = 3  # squarings of PᴴP: the bound on ‖P‖ is then at most n^(1/32) too large


def parts(count: int, most: int, n: int, *, sampled: bool) -> Iterator[slice]:
    """Yield slices of so many matrices whose powers fit into memory together.

    Parameters
    ----------
    count
        The number of matrices.
    most, n
        How many powers of each are held, and its rows.
    sampled
        Whether those of two perturbed matrices are held beside them.
    """
    size = max(1, _ENTRIES // ((3 if sampled else 1) * most * n**2))
    for start in range(0, count, size):
        yield slice(start, start + size)


def product_error(stack: NDArray[Any]) -> float:
    """Return γ of a product of matrices: n + 2 units, complex products twice that."""
    return float((stack.shape[-1] + 2) * _UNIT * (2 if stack.dtype.kind == "c" else 1))


def frobenius(stack: NDArray[Any]) -> FloatArray:
    """Return the Frobenius norms of matrices (..., n, n), of shape (...)."""
    *shape, n, m = stack.shape
    flat = stack.reshape(*shape, n * m)  # of no matrices at all -1 says nothing
    if flat.dtype.kind == "c":
        flat = flat.view(np.float64)
    return np.asarray(np.sqrt(np.einsum("...i,...i->...", flat, flat)))


def narrow_norms(stack: NDArray[Any]) -> FloatArray:
    """Return bounds ‖(PᴴP)⁸‖_F^(1/16) ≥ ‖P‖ for matrices (..., n, n), of shape (...)."""
    size = frobenius(stack)
    scale = np.where((size > 0) & np.isfinite(size), size, 1)
    scaled = stack / scale[..., None, None]
    gram = scaled.conj().swapaxes(-1, -2) @ scaled
    for _ in range(_NARROWINGS):
        gram = gram @ gram
    return np.asarray(scale * frobenius(gram) ** (0.5**_NARROWINGS / 2))


def narrow_bounds(stack: NDArray[Any]) -> tuple[FloatArray, FloatArray]:
    """Return bounds below and above ‖P‖, apart by n^(1/32), for a fifth of the time of ‖P‖."""
    above = narrow_norms(stack)
    # a sum of n powers σ³² is between the largest of them and n times it; 1e-12 is for roundings
    return above * (stack.shape[-1] ** (-(0.5**_NARROWINGS) / 4) * (1 - 1e-12)), above * (1 + 1e-12)


@dataclass(frozen=True)
class Steps:
    """The powers A¹, …, Aᵐ of N matrices.

    Attributes
    ----------
    powers
        Of shape (N, m, n, n).
    sizes
        Their Frobenius norms, of shape (N, m).
    errors
        Bounds on the norms of their rounding errors, of shape (N, m).
    """

    powers: NDArray[Any]
    sizes: FloatArray
    errors: FloatArray

    twins: tuple[NDArray[Any], ...] = ()

    @classmethod
    def of(cls, stack: NDArray[Any], sampled: bool = False) -> Steps:
        """Return the first powers of matrices (N, n, n): m = 1."""
        sizes = frobenius(stack)[:, None]
        twins = tuple(x[:, None] for x in perturbed(stack)) if sampled else ()
        return cls(stack[:, None], sizes, _UNIT * sizes, twins)

    def __getitem__(self, chosen: Any) -> Steps:
        twins = tuple(x[chosen] for x in self.twins)
        return Steps(self.powers[chosen], self.sizes[chosen], self.errors[chosen], twins)

    def __len__(self) -> int:
        return len(self.powers)

    @property
    def count(self) -> int:
        """The number m of powers."""
        return int(self.powers.shape[1])

    def doubled(self) -> Steps:
        """Return the powers A¹, …, A²ᵐ."""
        powers = self.powers[:, -1:] @ self.powers
        sizes = frobenius(powers)
        twins = tuple(x[:, -1:] @ x for x in self.twins)
        times = np.arange(self.count + 1, 2 * self.count + 1)
        errors = sampled_errors(powers, twins, times) if twins else self._bounds(sizes)
        return Steps(
            np.concatenate([self.powers, powers], axis=1),
            np.concatenate([self.sizes, sizes], axis=1),
            np.concatenate([self.errors, errors], axis=1),
            tuple(np.concatenate(x, axis=1) for x in zip(self.twins, twins, strict=True)),
        )

    def _bounds(self, sizes: FloatArray) -> FloatArray:
        """Return bounds on the errors of the next m powers, which have norms `sizes`."""
        m, unit = self.count, product_error(self.powers)
        base, slip = self.sizes[:, -1:], self.errors[:, -1:]
        stepwise = slip * (self.sizes + self.errors) + base * (self.errors + unit * self.sizes)
        # the squares made so far, each with its share of the products up to t
        spread = self.sizes[:, 0].copy()
        for k in range(m.bit_length()):
            spread += self.sizes[:, (1 << k) - 1] ** 2 / (1 << k)
        peak = np.maximum(np.maximum(self.sizes.max(axis=1), sizes.max(axis=1)), 1)
        times = np.arange(m + 1, 2 * m + 1)
        return np.asarray(np.fmin(stepwise, unit * times * (peak**2 * spread)[:, None]))

    def norms_at(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> FloatArray:
        """Return the spectral norms of single powers, by member and time less one."""
        return norms(self.powers[rows, columns])


def perturbed(stack: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """Return matrices (N, n, n) with their entries moved by some units, in two ways."""
    rng = np.random.default_rng(0)  # the same moves for each member, whatever stack it stands in
    moves = rng.choice([-1.0, 1.0], (2, *stack.shape[-2:])) * rng.uniform(
        0.5, 1, (2, *stack.shape[-2:])
    )
    return tuple(stack * (1 + _MOVE * _UNIT * move) for move in moves)


def sampled_errors(
    powers: NDArray[Any], twins: tuple[NDArray[Any], ...], times: NDArray[Any]
) -> FloatArray:
    """Return estimates of the errors of powers from those of the perturbed matrices.

    Parameters
    ----------
    powers
        Of shape (..., n, n).
    twins
        The same powers of each perturbed matrix.
    times
        Their exponents, which go with the shape (...).
    """
    apart = np.max([frobenius(x - powers) for x in twins], axis=0)
    # both moves may happen to change little: an eigenvalue that is off by a unit is the least
    least = (times + powers.shape[-1]) * _UNIT * frobenius(powers)
    return np.asarray(2 * apart + 4 * least)
