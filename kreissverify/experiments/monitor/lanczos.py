"""Both ends of the spectrum of a symmetric operator, and norms, from few products.

Lanczos iterations with the recurrence of three terms (B. N. Parlett, The Symmetric Eigenvalue
Problem, 1998, chapter 13): three vectors, whatever the number of steps. In rounded arithmetic copies
of eigenvalues that have converged appear; the ends and their residuals stay right (C. C. Paige, 1980).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import eigh_tridiagonal

from kreissverify.experiments.training.parameters import Tensor, pytorch

__all__ = ["Spectrum", "spectrum_ends", "start_vector"]

Product = Callable[[Tensor], Tensor]

# Up to so many vectors, or numbers in them, are kept and orthogonalised against: fewer steps at no
# cost. Twelve vectors of one player of two are six copies of all parameters.
_KEPT_VECTORS, _KEPT = 12, 500_000
# Before so many steps a residual may be small at an eigenvalue that is not the last.
_LEAST_STEPS = 6
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
    lowest_error, highest_error
        Norms of the residuals: an eigenvalue is within them of the Ritz value.
    rounding
        What is lost in rounding, which the errors include.
    steps
        Products made.
    converged
        Whether the errors are within what was asked.
    low_vector, high_vector
        The unit vectors of both; None where the vectors were not kept.
    """

    lowest: float
    highest: float
    lowest_error: float
    highest_error: float
    rounding: float
    steps: int
    converged: bool
    low_vector: Tensor | None = None
    high_vector: Tensor | None = None


def start_vector(like: Tensor, seed: int = 0) -> Tensor:
    """Return a normal vector, the same in every call: no random state is used."""
    values = np.random.default_rng(seed).standard_normal(len(like))
    return pytorch().as_tensor(values, dtype=like.dtype, device=like.device)


def spectrum_ends(
    product: Product,
    start: Tensor,
    *,
    enough: Callable[[Spectrum], bool],
    most_steps: int,
) -> Spectrum:
    """Return both ends of the spectrum of a symmetric operator.

    Parameters
    ----------
    product
        v ↦ Qv.
    start
        Where to start.
    enough
        Whether the ends are known well enough; asked after each step from the sixth on.
    most_steps
        How many products are made at most.

    Returns
    -------
    Spectrum
        The ends, with errors.
    """
    n = len(start)
    rounding = _ROUNDING[str(start.dtype).removeprefix("torch.")]
    most_steps = min(most_steps, n)
    keep = most_steps <= _KEPT_VECTORS or n * most_steps <= _KEPT
    kept: list[Tensor] | None = [] if keep else None
    v, before, beta = start / start.norm(), start.new_zeros(n), 0.0
    diagonal: list[float] = []
    off: list[float] = []
    for step in range(1, most_steps + 1):
        w = product(v)
        alpha = float(w @ v)
        w = w - alpha * v - beta * before
        if kept is not None:
            kept.append(v)
            for u in kept:
                w = w - (w @ u) * u
        diagonal.append(alpha)
        beta = float(w.norm())
        scale = max(max(map(abs, diagonal)), max(off, default=0.0))
        closed = beta <= rounding * scale or step == n and kept is not None
        if step >= _LEAST_STEPS or closed:
            last = 0.0 if closed else beta
            found = _ends(diagonal, off, last, rounding * scale, kept)
            if closed or enough(found):
                return replace(found, converged=True)
        off.append(beta)
        before, v = v, w / beta
    found = _ends(diagonal, off[:-1], off[-1], rounding * scale, kept)
    return replace(found, converged=enough(found))


def _ends(
    diagonal: list[float], off: list[float], beta: float, floor: float, kept: list[Tensor] | None
) -> Spectrum:
    values, vectors = eigh_tridiagonal(np.array(diagonal), np.array(off))
    ends: list[Tensor | None] = [None, None]
    if kept is not None:
        ends = [
            sum(float(weight) * v for weight, v in zip(vectors[:, k], kept, strict=True))
            for k in (0, -1)
        ]
    residuals = beta * np.abs(vectors[-1]) + floor
    return Spectrum(
        lowest=float(values[0]),
        highest=float(values[-1]),
        lowest_error=float(residuals[0]),
        highest_error=float(residuals[-1]),
        rounding=floor,
        steps=len(diagonal),
        converged=False,
        low_vector=ends[0],
        high_vector=ends[1],
    )
