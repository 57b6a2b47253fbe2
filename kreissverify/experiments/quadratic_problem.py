"""A quadratic coupled problem, and its Jacobian as a function of the two step sizes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices import InvalidMatrix, SelfReferential, linear_quadratic
from kreissverify.matrices.matrix import exact_block
from kreissverify.numbers.arrays import FloatArray, float_matrix
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_fmpq

__all__ = ["Curvature", "QuadraticProblem"]


@dataclass(frozen=True)
class Curvature:
    """The least and the largest eigenvalue μ ≤ L of a Hessian, in float64."""

    least: float
    largest: float

    @property
    def fastest_step(self) -> float:
        """The step 2/(μ+L), with which ‖I - step·H‖ is the least: (L-μ)/(L+μ)."""
        return 2 / (self.least + self.largest)

    def contraction(self, step: FloatArray) -> FloatArray:
        """Return ‖I - step·H‖ = max(|1 - step·μ|, |1 - step·L|)."""
        return np.maximum(np.abs(1 - step * self.least), np.abs(1 - step * self.largest))

    def steps_within(self, rate: float) -> tuple[float, float]:
        """Return the ends of the steps with ‖I - step·H‖ ≤ rate: (1-rate)/μ and (1+rate)/L."""
        return (1 - rate) / self.least, (1 + rate) / self.largest


class QuadraticProblem:
    """Quadratic f and g of x and y, by their Hessian blocks; see `linear_quadratic`.

    Raises
    ------
    InvalidMatrix
        If the blocks are no such blocks.
    """

    def __init__(self, Hxx: object, Hyx: object, Hyy: object, *, Hxy: object = 0) -> None:
        self._blocks = (Hxx, Hyx, Hyy, Hxy)
        large = _above_norm(Hxx, "Hxx"), _above_norm(Hyy, "Hyy")
        self._trial = Fraction(1, large[0]), Fraction(1, large[1])
        trial = self.jacobian(*self._trial)
        self.sizes = trial.sizes
        # I - J of a trial step has the blocks of the Hessian: checked and symmetric, by one way
        difference = (scaled_identity(trial.n, fmpq(1)) - trial.exact).tolist()
        # scaled back before it is rounded: NumPy has no integers from 2⁶⁴ on
        scales = np.repeat(np.array(large, dtype=object), self.sizes)
        scaled = [[x * scale for x in row] for row, scale in zip(difference, scales, strict=True)]
        try:
            self._hessian = float_matrix(fmpq_mat(scaled))
        except OverflowError:
            raise InvalidMatrix("Hxx, Hyx, Hxy, Hyy: expected entries that float64 holds") from None
        m = self.sizes[0]
        self.curvature_x = _curvature(self._hessian[:m, :m])
        self.curvature_y = _curvature(self._hessian[m:, m:])
        self.cross_xy = float(np.linalg.norm(self._hessian[:m, m:], 2))
        self.cross_yx = float(np.linalg.norm(self._hessian[m:, :m], 2))

    @property
    def acts_back(self) -> bool:
        """Whether y acts on x: Hxy is not 0."""
        return self.cross_xy > 0

    @property
    def exact_blocks(self) -> tuple[fmpq_mat, fmpq_mat, fmpq_mat]:
        """Hxx, Hyx and Hyy, in the rationals that they are."""
        J = self.jacobian(*self._trial)
        steps = [as_fmpq(step) for step in self._trial]
        A, D = J.A, J.D
        return (
            (scaled_identity(A.nrows(), fmpq(1)) - A) / steps[0],
            J.C / -steps[1],
            (scaled_identity(D.nrows(), fmpq(1)) - D) / steps[1],
        )

    def jacobian(
        self, alpha: Fraction, beta: Fraction, *, radii: str = "common"
    ) -> SelfReferential:
        """Return the exact Jacobian at rational steps; for `radii` see `CoupledBlocks`."""
        Hxx, Hyx, Hyy, Hxy = self._blocks
        return linear_quadratic(Hxx, Hyx, Hyy, Hxy=Hxy, alpha=alpha, beta=beta, radii=radii)

    def jacobians(self, alpha: FloatArray, beta: FloatArray) -> FloatArray:
        """Return the Jacobians at many pairs of steps, of shape (..., n, n)."""
        steps = np.repeat(np.stack([alpha, beta], axis=-1), self.sizes, axis=-1)
        return np.asarray(np.eye(len(self._hessian)) - steps[..., None] * self._hessian)

    def comparisons(
        self, alpha: FloatArray, beta: FloatArray, *, radii: str = "common"
    ) -> FloatArray:
        """Return the comparison matrices T = [[γ_A, b], [c, γ_D]] at many pairs of steps.

        With common radii the larger of γ_A and γ_D stands for both.
        """
        first, second = self.curvature_x.contraction(alpha), self.curvature_y.contraction(beta)
        if radii == "common":
            first = second = np.maximum(first, second)
        rows = [[first, alpha * self.cross_xy], [beta * self.cross_yx, second]]
        return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def _above_norm(hessian: object, name: str) -> int:
    """Return an integer above ‖H‖, so that the step 1/that contracts if H is positive definite."""
    return int(sum((abs(x) for x in exact_block(hessian, name).entries()), fmpq(1)).ceil())


def _curvature(hessian: FloatArray) -> Curvature:
    eigenvalues = np.linalg.eigvalsh(hessian)
    return Curvature(float(eigenvalues[0]), float(eigenvalues[-1]))
