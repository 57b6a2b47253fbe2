"""Both ends of the spectrum of a symmetric operator, and norms, from few products.

Lanczos iterations with the recurrence of three terms (B. N. Parlett, The Symmetric Eigenvalue
Problem, 1998, chapter 13): three vectors, whatever the number of steps. In rounded arithmetic
copies of eigenvalues that have converged appear; the ends and their residuals stay right (C. C.
Paige, Linear Algebra Appl. 34 (1980) 235).

Ritz values lie inside the spectrum. How far from its end they may be, a residual does not say: it
bounds the distance from *some* eigenvalue. The iteration itself does: p(Q)v = β₁…βₖ·vₖ₊₁ for the
start v and the characteristic polynomial p of the tridiagonal matrix. The part of v along the
eigenvector of an end λ, |γ|, is multiplied by |p(λ)| and cannot become more than β₁…βₖ, so that
∏|λ - θᵢ| ≤ ∏βᵢ/|γ| over the Ritz values θᵢ; and a random γ is seldom small (J. L. M. van
Dorsselaer, M. E. Hochstenbach, H. A. van der Vorst, SIAM J. Matrix Anal. Appl. 22 (2000) 837). That
is the error given. It rests on one event, of the start alone: it holds after every step at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh_tridiagonal
from scipy.optimize import brentq
from scipy.special import betaincinv

from kreissverify.experiments.training.parameters import Tensor, pytorch

__all__ = ["Ritz", "Spectrum", "combined", "least_part", "spectrum_ends", "start_vector"]

Product = Callable[[Tensor], Tensor]

# The probability that an end is missed by more than the errors, at whichever step.
_MISSED = 1e-3
# Vectors that a step needs beside those that are kept: a product with what it is made of.
_WORKING = 4
# What rounding may do to a product, as a share of the largest entry: second derivatives by reverse
# mode lose one or two digits of the precision. An entry β below it means an invariant space.
_ROUNDING = {"float32": 1e-5, "float64": 1e-13}


@dataclass(frozen=True)
class Spectrum:
    """The ends of a spectrum, seen from inside.

    Attributes
    ----------
    lowest, highest
        Ritz values: the least eigenvalue is at most `lowest`, the largest at least `highest`.
    error
        The ends are no farther out than this, with a probability of 0.999 over the start; but for
        rounding where the space is invariant.
    residual
        The norm of the residual of `highest`.
    rounding
        What is lost in rounding, which the error includes.
    steps
        Products made.
    converged
        Whether the errors are within what was asked.
    """

    lowest: float
    highest: float
    error: float
    residual: float
    rounding: float
    steps: int
    converged: bool


@dataclass(frozen=True)
class Ritz:
    """What the vectors of both ends are made of.

    Attributes
    ----------
    diagonal, off
        The tridiagonal matrix.
    kept
        The vectors of the iteration; None where there was no room for them.
    """

    diagonal: tuple[float, ...]
    off: tuple[float, ...]
    kept: tuple[Tensor, ...] | None

    def vector(self, end: int, product: Product, start: Callable[[], Tensor]) -> Tensor:
        """Return the Ritz vector of the lowest (0) or of the highest end (-1).

        Where the vectors were not kept the iteration is made once more: of the product and the
        start that it was made of before.
        """
        _, weights = eigh_tridiagonal(np.array(self.diagonal), np.array(self.off))
        found = self._again(product, start()) if self.kept is None else iter(self.kept)
        return combined(weights[:, end], found)

    def _again(self, product: Product, v: Tensor) -> Iterator[Tensor]:
        v.div_(v.norm())
        yield v
        before, past = pytorch().zeros_like(v), 0.0
        for alpha, beta in zip(self.diagonal, self.off, strict=False):
            w = product(v)
            w.sub_(v, alpha=alpha).sub_(before, alpha=past).div_(beta)
            before, v, past = v, w, beta
            yield v


def start_vector(like: Tensor, seed: int = 0) -> Tensor:
    """Return a normal vector, the same in every call: no random state is used."""
    torch = pytorch()
    source = torch.Generator().manual_seed(seed)
    # in the type of the parameters at once: in float64 it would be two copies of them for a while
    return torch.randn(len(like), generator=source, dtype=like.dtype).to(like.device)


def spectrum_ends(
    product: Product,
    start: Tensor,
    *,
    enough: Callable[[Spectrum], bool],
    most_steps: int,
    room: int,
    nonnegative: bool = False,
) -> tuple[Spectrum, Ritz]:
    """Return both ends of the spectrum of a symmetric operator.

    Parameters
    ----------
    product
        v ↦ Qv.
    start
        Where to start: a normal vector, for the error to hold. It is normalised in place.
    enough
        Whether the ends are known well enough; asked after each step.
    most_steps
        How many products are made at most.
    room
        How many numbers may be held. Where there is room the vectors are kept and orthogonalised
        against: fewer steps at no cost.
    nonnegative
        Whether no eigenvalue is negative, and only the largest is asked for.

    Returns
    -------
    Spectrum, Ritz
        The ends, with errors, and what their vectors are made of.
    """
    n = len(start)
    rounding = _ROUNDING[str(start.dtype).removeprefix("torch.")]
    most_steps = min(most_steps, n)
    kept: list[Tensor] | None = [] if n * (most_steps + _WORKING) <= room else None
    v, before, beta = start.div_(start.norm()), start.new_zeros(n), 0.0
    diagonal: list[float] = []
    off: list[float] = []
    # of a nonnegative operator one end is asked for: the other one need not be right
    ends = (-1,) if nonnegative else (0, -1)
    part = least_part(n, _MISSED / len(ends))

    def missed(values: NDArray[Any], betas: NDArray[Any]) -> float:
        return max(_beyond(np.abs(values - values[end]), betas, part) for end in ends)

    for step in range(1, most_steps + 1):
        w = product(v)
        alpha = float(w @ v)
        w.sub_(v, alpha=alpha).sub_(before, alpha=beta)
        if kept is not None:
            kept.append(v)
            for u in kept:
                w.sub_(u, alpha=float(w @ u))
        diagonal.append(alpha)
        unit = _power_below(w)
        beta = unit * float(w.div_(unit).norm())
        scale = max(max(map(abs, diagonal)), max(off, default=0.0))
        closed = beta <= rounding * scale or (step == n and kept is not None)
        found = _ends(diagonal, off, 0.0 if closed else beta, rounding * scale, missed)
        if closed or enough(found):
            found = replace(found, converged=True)
            break
        off.append(beta)
        before, v = v, w.div_(beta / unit)
    off = off[: len(diagonal) - 1]
    return found, Ritz(tuple(diagonal), tuple(off), None if kept is None else tuple(kept))


def _power_below(w: Tensor) -> float:
    """Return a power of two next to the largest entry, by which a norm is divided without rounding.

    The squares of entries of 1e-20 are 0 in float32, and those of 1e20 infinite: a norm of 0 would
    mean that the space is invariant, and its ends exact.
    """
    largest = float(pytorch().linalg.vector_norm(w, math.inf))
    if not 0 < largest < math.inf:
        return 1.0
    # its inverse, which the division may be made with, is to be a number also
    return max(2.0 ** (math.frexp(largest)[1] - 1), 4 * float(pytorch().finfo(w.dtype).tiny))


def combined(weights: NDArray[Any], vectors: Iterable[Tensor]) -> Tensor:
    """Return Σ wᵢvᵢ, with no more vectors than that one."""
    found: Tensor | None = None
    for weight, v in zip(weights, vectors, strict=False):
        found = pytorch().zeros_like(v) if found is None else found
        found.add_(v, alpha=float(weight))
    assert found is not None
    return found


def least_part(n: int, chance: float) -> float:
    """Return what |γ| of a random direction is below with some probability.

    Parameters
    ----------
    n
        The dimension: γ is one coordinate of a unit vector, γ² of distribution Beta(1/2, (n-1)/2).
    chance
        The probability.

    Returns
    -------
    float
        That quantile.
    """
    return math.sqrt(betaincinv(0.5, (n - 1) / 2, chance)) if n > 1 else 1.0


def _beyond(distances: NDArray[Any], betas: NDArray[Any], part: float) -> float:
    """Return the d with ∏(d + distanceᵢ) = ∏βᵢ/|γ|: how far an end is beyond its Ritz value.

    The distances are those of all Ritz values from that one, which is one of them.
    """
    # in units of the largest: logarithms of both sides are then of moderate size
    unit = max(float(betas.max()), float(distances.max()))
    distances, betas = distances / unit, betas / unit
    target, k = float(np.log(betas).sum()) - math.log(part), len(distances)

    def excess(log_d: float) -> float:
        return float(np.log(math.exp(log_d) + distances).sum()) - target

    # no factor is less than d, one is d, and none is more than d and the largest distance
    upper = target / k
    lower = target - (k - 1) * math.log(math.exp(upper) + float(distances.max()))
    # a little beyond both: at k = 1 they are the solution, but for roundings
    return unit * math.exp(float(brentq(excess, lower - 1e-6, upper + 1e-6, xtol=1e-6)))


def _ends(
    diagonal: list[float],
    off: list[float],
    beta: float,
    floor: float,
    missed: Callable[[NDArray[Any], NDArray[Any]], float],
) -> Spectrum:
    """Return the ends after a step; where β is 0 the space is invariant, and they are exact."""
    values, vectors = eigh_tridiagonal(np.array(diagonal), np.array(off))
    return Spectrum(
        lowest=float(values[0]),
        highest=float(values[-1]),
        error=(missed(values, np.array([*off, beta])) if beta else 0.0) + floor,
        residual=float(beta * abs(vectors[-1, -1])) + floor,
        rounding=floor,
        steps=len(diagonal),
        converged=False,
    )
