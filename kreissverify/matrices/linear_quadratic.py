"""Linear-quadratic coupled problems: the Jacobian of coupled gradient descent from its Hessians.

With x⁺ = x - α ∂ₓf(x, y), y⁺ = y - β ∂ᵧg(x, y) and quadratic f and g,

    J = [[I - α Hxx, -α Hxy], [-β Hyx, I - β Hyy]].
"""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import InvalidMatrix, exact_block
from kreissverify.matrices.two_blocks import BlockTriangular, SelfReferential
from kreissverify.numbers.positive_definite import is_positive_definite_exact, scaled_identity
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.numbers.spectral_norm import spectral_norm

__all__ = ["linear_quadratic"]


def linear_quadratic(
    Hxx: object,
    Hyx: object,
    Hyy: object,
    *,
    alpha: object,
    beta: object,
    Hxy: object = 0,
    gamma: object = None,
    radii: str = "common",
) -> SelfReferential:
    """Return the Jacobian of a linear-quadratic coupled problem, exactly.

    Parameters
    ----------
    Hxx, Hyy
        The Hessians ∇²ₓₓf and ∇²ᵧᵧg: symmetric positive definite (arrays, nested rationals, or a
        number where x or y is one variable).
    Hyx, Hxy
        The cross blocks ∇²ᵧₓg, with a row for each y, and ∇²ₓᵧf, with a row for each x; 0 for none.
        A zero-sum game g = -f has Hxy = -Hyxᵀ.
    alpha, beta
        The step sizes of x and y, positive.
    gamma, radii
        See `CoupledBlocks`.

    Returns
    -------
    SelfReferential
        A `BlockTriangular` if Hxy = 0: then y does not act back on x.

    Raises
    ------
    InvalidMatrix
        If a Hessian is not symmetric positive definite, a step is not positive, or is so large that
        the uncoupled iteration does not contract (γ ≥ 1).

    Examples
    --------
    >>> J = linear_quadratic(2, 3, 1, alpha="1/4", beta="1/2")
    >>> type(J).__name__, J.exact.tolist(), J.gamma
    ('BlockTriangular', [[1/2, 0], [-3/2, 1/2]], 1/2)
    """
    step_x, step_y = _step(alpha, "alpha"), _step(beta, "beta")
    A = _contraction(Hxx, step_x, "Hxx", "alpha")
    D = _contraction(Hyy, step_y, "Hyy", "beta")
    C = _cross(Hyx, step_y, D.nrows(), A.nrows(), "Hyx")
    B = _cross(Hxy, step_x, A.nrows(), D.nrows(), "Hxy")
    # the smaller class: more statements speak of it
    if all(x == 0 for x in B.entries()):
        return BlockTriangular(A, C, D, gamma, radii=radii)
    return SelfReferential(A, B, C, D, gamma, radii=radii)


def _step(value: object, name: str) -> fmpq:
    try:
        step = as_fmpq(value)
    except (TypeError, ValueError) as error:
        raise InvalidMatrix(f"{name}: {error}") from None
    if step <= 0:
        raise InvalidMatrix(f"{name}: expected a positive step, got {rational_string(step)}")
    return step


def _contraction(entries: object, step: fmpq, name: str, step_name: str) -> fmpq_mat:
    """Return I - step·H, which contracts iff 0 ≺ step·H ≺ 2I."""
    hessian = exact_block(entries, name)
    if hessian.nrows() != hessian.ncols() or hessian != hessian.transpose():
        raise InvalidMatrix(f"{name}: expected a symmetric Hessian block")
    # decided exactly: at the edge (a singular Hessian, a step of 2/‖H‖) γ is 1, which floats miss
    if not is_positive_definite_exact(hessian):
        raise InvalidMatrix(
            f"{name}: expected a positive definite Hessian: along a direction of zero or negative "
            "curvature no step contracts (gamma >= 1)"
        )
    size = hessian.nrows()
    if not is_positive_definite_exact(scaled_identity(size, fmpq(2)) - hessian * step):
        limit = 2 / spectral_norm(hessian).midpoint()  # for the eye: the decision was exact
        raise InvalidMatrix(
            f"{step_name}: the step {rational_string(step)} is too large for {name}, gamma >= 1: "
            f"expected a step below 2/||{name}|| = {limit:.6g}"
        )
    return scaled_identity(size, fmpq(1)) - hessian * step


def _cross(entries: object, step: fmpq, rows: int, columns: int, name: str) -> fmpq_mat:
    if isinstance(entries, (int, float, fmpq)) and entries == 0:
        return fmpq_mat(rows, columns)
    block = exact_block(entries, name)
    if (block.nrows(), block.ncols()) != (rows, columns):
        raise InvalidMatrix(
            f"{name}: expected {rows} rows and {columns} columns to match the Hessians, "
            f"got {block.nrows()} and {block.ncols()}"
        )
    return block * -step
