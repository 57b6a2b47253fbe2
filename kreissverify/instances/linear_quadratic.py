"""Instances from applied problems: coupled gradient descent on linear-quadratic objectives."""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from kreissverify.instances.coupled.coupling_blocks import plain_coupling
from kreissverify.instances.orthogonal import diagonal, orthogonal
from kreissverify.instances.randomness import Source, chance, choice, integer, log_uniform, ratio
from kreissverify.matrices import SelfReferential, linear_quadratic

__all__ = ["linear_quadratic_member"]

# Numbers of variables up to here: steps and Hessians are independent fractions, and products of
# more of them get denominators that slow exact arithmetic down.
_LARGEST = 6


def linear_quadratic_member(
    source: Source, sizes: tuple[int, ...], radii: str, back: bool
) -> SelfReferential | None:
    """Return the Jacobian of a random linear-quadratic problem; None if its blocks would be large.

    Parameters
    ----------
    source
        The randomness.
    sizes
        The numbers of variables x and y.
    radii
        Whether ρ is bounded in common, or of each block by itself.
    back
        Whether y acts back on x: as in a zero-sum game, as in a common objective, or at random.
    """
    if max(sizes) > _LARGEST:
        return None
    Hxx, alpha, radius = _hessian(source, sizes[0])
    Hyy, beta, other = _hessian(source, sizes[1])
    gamma = (radius, other) if radii == "each" else max(radius, other)
    # Four decades about 1. Where the coupling back is unrelated it is a tenth as strong: a choice,
    # which leaves more of the members stable.
    strength = log_uniform(source, -2, 2)
    Hyx = plain_coupling(source, strength, sizes[1], sizes[0])
    Hxy: fmpq_mat | int = 0
    if back:
        kind = choice(source, ("zero-sum", "common", "other"))
        Hxy = -Hyx.transpose() if kind == "zero-sum" else Hyx.transpose()
        if kind == "other":
            Hxy = plain_coupling(source, strength / 10, sizes[0], sizes[1])
    return linear_quadratic(Hxx, Hyx, Hyy, Hxy=Hxy, alpha=alpha, beta=beta, gamma=gamma)


def _hessian(source: Source, size: int) -> tuple[fmpq_mat, fmpq, fmpq]:
    """Return H = QΛQᵀ ≻ 0, well or badly conditioned, a step below 2/λ_max, and ρ(I - step·H)."""
    top = fmpq(integer(source, 1, 5))
    spread = log_uniform(source, -4, -1) if chance(source, 0.3) else ratio(source)
    values = [top] + [top * choice(source, (spread, ratio(source))) for _ in range(size - 1)]
    basis = orthogonal(source, size)
    # step·λ_max < 2 is what contracts: short steps, the best one, and nearly the longest
    share = choice(source, (fmpq(1, 10), fmpq(1, 2), fmpq(1), fmpq(3, 2), fmpq(19, 10)))
    step = share / top
    radius = max(abs(1 - step * value) for value in values)
    return basis * diagonal(values) * basis.transpose(), step, radius
