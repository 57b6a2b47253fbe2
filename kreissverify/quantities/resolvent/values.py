"""‖R(z)‖ in float64 at many points of many matrices: by singular values, or estimated."""

from __future__ import annotations

import numpy as np

from kreissverify.numbers.arrays import ComplexArray, FloatArray

__all__ = [
    "SMALL",
    "coarse_norms",
    "inverses",
    "resolvent_norms",
    "shifted",
    "smallest_singular_value",
]


SMALL = 8
"""The size up to which products and singular values of many matrices are cheap."""

_CHUNK = 200_000  # entries of complex matrices inverted at once


def resolvent_norms(stack: FloatArray | ComplexArray, points: ComplexArray) -> FloatArray:
    """Return ‖R(z)‖ at points of shape (B, p) for matrices of shape (B, n, n)."""
    batch, n = stack.shape[0], stack.shape[-1]
    result = np.empty(points.shape)
    step = max(1, _CHUNK // (n * n * max(1, points.shape[1])))
    for start in range(0, batch, step):
        part = slice(start, start + step)
        moved = shifted(stack[part, None], points[part])
        result[part] = smallest_singular_value(moved)
    with np.errstate(divide="ignore"):
        return 1 / result


def shifted(stack: FloatArray | ComplexArray, points: ComplexArray) -> ComplexArray:
    """Return zI - J, of shape (..., n, n), for points (...) and matrices that broadcast to it."""
    return np.asarray(points[..., None, None] * np.eye(stack.shape[-1]) - stack)


def smallest_singular_value(matrices: ComplexArray) -> FloatArray:
    """Return σ_min of matrices (..., n, n), of shape (...)."""
    n = matrices.shape[-1]
    if n == 1:
        return np.abs(matrices[..., 0, 0])
    # of thousands of 2×2 matrices a formula is many times faster than LAPACK, and more accurate
    if n == 2:
        return _smallest_of_two(matrices)
    return np.asarray(np.linalg.svd(matrices, compute_uv=False)[..., -1])


def _smallest_of_two(a: ComplexArray) -> FloatArray:
    """Return σ_min = |det|/σ_max of 2×2 matrices: accurate where LAPACK is not."""
    determinant = np.abs(a[..., 0, 0] * a[..., 1, 1] - a[..., 0, 1] * a[..., 1, 0])
    first, second = ((a[..., i].real ** 2 + a[..., i].imag ** 2).sum(axis=-1) for i in (0, 1))
    product = np.abs((a[..., 0].conj() * a[..., 1]).sum(axis=-1))
    # no difference of nearly equal numbers, also where both singular values are nearly equal
    largest = np.sqrt((first + second + np.hypot(first - second, 2 * product)) / 2)
    return np.asarray(determinant / np.maximum(largest, 1e-300))


def inverses(matrices: ComplexArray) -> ComplexArray:
    """Return the inverses of a stack (..., n, n); of what is singular, that of a multiple of I.

    The multiple is at the level of rounding: as large an inverse as a singular matrix in floats
    can have. One singular member makes `inv` refuse the whole stack, so it is replaced.
    """
    try:
        return np.asarray(np.linalg.inv(matrices), dtype=np.complex128)
    except np.linalg.LinAlgError:
        singular = np.linalg.slogdet(matrices)[0] == 0
    n = matrices.shape[-1]
    size = np.maximum(np.abs(matrices[singular]).max(axis=(-2, -1)), 1e-280)
    regular = matrices.copy()
    regular[singular] = 2.0**-52 * size[:, None, None] * np.eye(n)
    return np.asarray(np.linalg.inv(regular), dtype=np.complex128)


def coarse_norms(stack: FloatArray, points: ComplexArray) -> FloatArray:
    """Return estimates of ‖R(z)‖ from below, of shape (B, p): (tr S⁴/tr S²)^{1/4} with S = RR*.

    They are exact where one singular value dominates, and where all are equal (as |z| → ∞). For
    larger n by power iteration.
    """
    n = stack.shape[-1]
    if n <= 2:
        return resolvent_norms(stack, points)
    result = np.empty(points.shape)
    step = max(1, _CHUNK // (n * n * max(1, points.shape[1])))
    for start in range(0, len(stack), step):
        part = slice(start, start + step)
        moved = shifted(stack[part, None], points[part])
        try:
            result[part] = _power_mean(np.asarray(np.linalg.inv(moved), dtype=np.complex128))
        except np.linalg.LinAlgError:
            with np.errstate(divide="ignore"):
                result[part] = 1 / smallest_singular_value(moved)
    return result


def _power_mean(inverse: ComplexArray) -> FloatArray:
    # S² costs n³ a point; power iteration n², in products that larger n make worth it
    if inverse.shape[-1] > SMALL:
        return _power_iteration(inverse)
    first = inverse @ inverse.conj().swapaxes(-1, -2)
    second = first @ first
    ratio = _square_sum(second) / np.maximum(_square_sum(first), 1e-300)
    return np.asarray(ratio**0.25)


def _power_iteration(inverse: ComplexArray) -> FloatArray:
    """Return lower estimates by two steps from the largest column: products with vectors only.

    Batches of products of middle-sized matrices would each be spread over threads by the BLAS.
    """
    columns = (inverse.real**2 + inverse.imag**2).sum(axis=-2)
    largest = columns.argmax(axis=-1)
    x = np.take_along_axis(inverse, largest[..., None, None], axis=-1)
    adjoint = inverse.conj().swapaxes(-1, -2)
    norms = np.sqrt(columns.max(axis=-1))
    for _ in range(2):
        y = adjoint @ (x / norms[..., None, None])
        x = inverse @ (y / np.sqrt(_square_sum(y))[..., None, None])
        norms = np.sqrt(_square_sum(x))
    return np.asarray(norms)


def _square_sum(matrices: ComplexArray) -> FloatArray:
    return np.asarray((matrices.real**2 + matrices.imag**2).sum(axis=(-2, -1)))
