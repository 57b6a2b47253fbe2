"""Eigenvalues at any precision by python-flint: fast, checked by traces, and not rigorous."""

from __future__ import annotations

from typing import Any

from flint import acb, acb_mat, arb, arb_mat, ctx

from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.errors import Refused

__all__ = ["approximate_eigenvalues", "largest_eigenvalue"]

# One in a thousand calls of python-flint 0.9 returns eigenvalues off by 1e-5 or so if some of them
# agree, without a word; a little more precision makes it another computation.
_ATTEMPTS, _MORE = 8, 41


def approximate_eigenvalues(matrix: arb_mat | acb_mat, bits: int) -> list[Any]:
    """Return the eigenvalues (acb) of the midpoints, each as often as it occurs.

    If QR neglects an entry e, the sum of the squares of the eigenvalues is off tr(A²): for
    Hermitian A by 2e², where the eigenvalues are off by e at most. So with twice the bits this
    shows whether the eigenvalues are right to as many as were asked for.

    Parameters
    ----------
    matrix
        Square.
    bits
        The bits wanted, relative to the norm; less what ill-conditioned eigenvalues lose.

    Raises
    ------
    Refused
        If no attempt passed the test.

    Examples
    --------
    >>> found = approximate_eigenvalues(arb_mat([[2, 0, 0], [0, 2, 0], [0, 0, 1]]), 50)
    >>> sorted(float(x.real) for x in found)
    [1.0, 2.0, 2.0]
    """
    for attempt in range(_ATTEMPTS):
        with working_precision(2 * bits + 64 + _MORE * attempt):
            middle = acb_mat(matrix).mid()
            values = list(middle.eig(algorithm="approx"))
            squares = sum((x * x for x in values), acb(0))
            size = sum((abs(x) ** 2 for x in middle.entries()), arb(0))
            off = abs((middle * middle).trace() - squares).mid()
            if off <= (size * arb(2) ** (-2 * bits)).mid():
                return values
    raise Refused(f"the eigenvalues of a matrix were not found to {bits} bits")


def largest_eigenvalue(hermitian: arb_mat | acb_mat, bits: int) -> arb:
    """Return the largest eigenvalue of a positive semidefinite matrix, to so many bits."""
    values = approximate_eigenvalues(hermitian, bits)
    with working_precision(max(ctx.prec, 2 * bits)):
        largest = arb(0)
        for value in values:
            largest = largest.max(value.real)
        return largest
