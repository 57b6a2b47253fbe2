"""The Cayley transform, which makes maps of flows with the same Lyapunov forms.

For h > 0 with I - hA invertible and J = (I-hA)⁻¹(I+hA),

    (I+hA)ᵀP(I+hA) - (I-hA)ᵀP(I-hA) = 2h(AᵀP + PA),

so that JᵀPJ ⪯ P iff AᵀP + PA ⪯ 0: the Lyapunov bounds of the flow and of the map are equal. An
eigenvalue λ of A becomes (1+hλ)/(1-hλ), on the circle iff λ is on the axis, and J + I = 2(I-hA)⁻¹
shows that P = JPJᵀ + (h/2)(J+I)(J+I)ᵀ iff AP + PAᵀ + I = 0.
"""

from __future__ import annotations

from flint import fmpq, fmpq_mat

from kreissverify.numbers.positive_definite import scaled_identity

__all__ = ["cayley_step", "cayley_transform"]


def cayley_step(matrix: fmpq_mat) -> fmpq:
    """Return a power of two h with h‖A‖ about 1, and I - hA invertible.

    So J and J + I have entries of moderate size for all but stiff A.
    """
    size = max(sum((abs(x) for x in row), fmpq(0)) for row in matrix.tolist())
    if size == 0:
        return fmpq(1)
    h = fmpq(2) ** (int(size.q).bit_length() - int(size.p).bit_length())
    while _denominator(matrix, h).det() == 0:  # 1/h is one of n eigenvalues at most
        h /= 2
    return h


def cayley_transform(matrix: fmpq_mat, h: fmpq | None = None) -> fmpq_mat:
    """Return J = (I-hA)⁻¹(I+hA).

    Examples
    --------
    >>> cayley_transform(fmpq_mat([[-1, 0], [0, 0]]), fmpq(1))
    [0, 0]
    [0, 1]
    """
    step = cayley_step(matrix) if h is None else h
    identity = scaled_identity(matrix.nrows(), fmpq(1))
    return _denominator(matrix, step).solve(identity + matrix * step)


def _denominator(matrix: fmpq_mat, h: fmpq) -> fmpq_mat:
    return scaled_identity(matrix.nrows(), fmpq(1)) - matrix * h
