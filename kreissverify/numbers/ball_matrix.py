"""Matrices of balls at any precision (python-flint): products, and spectral norms as floats."""

from __future__ import annotations

import math

from flint import arb, arb_mat, fmpq_mat

from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.float_ball_matrix import FloatBall, norm_bounds_of_stack, stacked

__all__ = ["BallArithmetic", "norm_of_ball", "two_by_two_norm"]


class BallArithmetic:
    """Products and norms of ball matrices at `bits` bits, behind the names of `FloatArithmetic`."""

    most_norms = 4_000  # see `Arithmetic`; about five times as dear as those of floats
    longest = 60

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.name = f"balls of {bits} bits"

    def of(self, matrix: fmpq_mat) -> arb_mat:
        """Return balls that contain a rational matrix."""
        with working_precision(self.bits):
            return ball_matrix(matrix)

    def products(self, a: list[arb_mat], b: list[arb_mat]) -> list[arb_mat]:
        """Return the products of two lists, one by one."""
        with working_precision(self.bits):
            return [x * y for x, y in zip(a, b, strict=True)]

    def norms(self, matrices: list[arb_mat], rtol: float) -> list[tuple[float, float]]:
        """Return floats below and above each spectral norm.

        Parameters
        ----------
        matrices
            Square.
        rtol
            The relative distance of the two that ends the iteration for sizes above 2.
        """
        # the closed form keeps all bits of the balls; it has no counterpart beyond two rows
        if matrices and matrices[0].nrows() > 2:
            low, high = norm_bounds_of_stack(
                stacked([FloatBall.of_balls(x) for x in matrices]), rtol
            )
            return list(zip(low.tolist(), high.tolist(), strict=True))
        with working_precision(self.bits):
            norms = [norm_of_ball(x) for x in matrices]
            return [(_below(x), _above(x)) for x in norms]


def norm_of_ball(matrix: arb_mat) -> arb:
    """Return the spectral norm of a 1×1 or 2×2 ball matrix."""
    return abs(matrix[0, 0]) if matrix.nrows() == 1 else two_by_two_norm(*matrix.entries())


def two_by_two_norm(a: arb, b: arb, c: arb, d: arb) -> arb:
    """Return ‖[[a, b], [c, d]]‖ = (√((a+d)² + (b-c)²) + √((a-d)² + (b+c)²))/2.

    The two roots are σ₁+σ₂ and |σ₁-σ₂| in some order: their squares are ‖·‖_F² ± 2 det.

    Parameters
    ----------
    a, b, c, d
        The entries, row by row.
    """
    return (_hypotenuse(a + d, b - c) + _hypotenuse(a - d, b + c)) / 2


def _hypotenuse(x: arb, y: arb) -> arb:
    square = x * x + y * y  # x**2 of a ball around 0 is NaN in python-flint
    if square.lower() >= 0:
        return square.sqrt()
    # the ball of the square reaches below 0, where the root is not defined though the square is not
    # negative: bound the root by the roots of its ends
    low = (x.abs_lower() ** 2 + y.abs_lower() ** 2).lower()
    top = square.upper().sqrt()
    return top.union(arb(0) if low < 0 else low.sqrt())


def _above(value: arb) -> float:
    top = float(value.upper())
    # float() is right to half a unit, 2^-53 relatively or 2^-1075 absolutely for subnormals
    return top * (1 + 2.0**-51) + 5e-324 if math.isfinite(top) else math.inf


def _below(value: arb) -> float:
    low = float(value.lower())
    # as in `_above`; a norm that is not bounded is still at least 0
    return max(0.0, low * (1 - 2.0**-51) - 5e-324) if math.isfinite(low) else 0.0
