"""On which side of the boundary an eigenvalue is, as far as floats tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kreissverify.quantities.large.resolvent import LargeResolvent, Vector

__all__ = ["Eigenvalue", "sharpened"]

_STEPS = 6  # of inverse iteration, from both sides
_ASIDE = 1e-7  # of the size: how far from the estimate the shift is, so that factors exist
_UNIT = 2.0**-52


@dataclass(frozen=True)
class Eigenvalue:
    """An eigenvalue with an estimate of its error: that of the residual, times its condition."""

    value: complex
    error: float

    def __str__(self) -> str:
        """Return ten digits, without an imaginary part that rounding may be."""
        z = self.value
        if abs(z.imag) <= self.error:
            return f"{z.real:.10g}"
        return f"{z:.10g}".replace("j", "i")


def sharpened(
    resolvent: LargeResolvent, estimate: complex, size: float, start: Vector
) -> Eigenvalue | None:
    """Return the eigenvalue nearest to an estimate; None if the shift has no inverse in floats.

    Parameters
    ----------
    resolvent
        The matrix.
    estimate
        About the eigenvalue.
    size
        About the norm of the matrix.
    start
        A vector of shape (n,).
    """
    z = estimate * (1 + _ASIDE) if abs(estimate) > _ASIDE * size else estimate + _ASIDE * size
    solver = resolvent.at(z)
    if solver is None:
        return None
    before = right = left = start / np.linalg.norm(start)
    for _ in range(_STEPS):
        before = right
        right, left = solver.solve(right), solver.solve_adjoint(left)
        if not (np.isfinite(right).all() and np.isfinite(left).all()):
            return None
        length = float(np.linalg.norm(right))
        right, left = right / length, left / np.linalg.norm(left)
        before = before / length  # (zI-A) right
    # A right = z right - before, so that the Rayleigh quotient needs no product
    value = z - complex(np.vdot(right, before))
    residual = float(np.linalg.norm(before - (z - value) * right))
    together = abs(np.vdot(left, right))
    if together == 0:
        return Eigenvalue(value, np.inf)
    return Eigenvalue(value, (residual + 8 * _UNIT * size) / together)
