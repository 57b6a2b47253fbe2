"""The unit of time in which a flow's matrix has entries of about 1."""

from __future__ import annotations

from flint import fmpq, fmpq_mat

__all__ = ["in_unit_time"]


def in_unit_time(matrix: fmpq_mat) -> tuple[fmpq_mat, fmpq]:
    """Return uA and u, the power of two with which the largest entry of uA is about 1.

    e^{tA} = e^{(t/u)(uA)}, exactly: a time of the flow of uA is u times as long in that of A. So
    fourth powers of A, whose entries may be 1e±100, stay in the range of floats.

    Examples
    --------
    >>> scaled, unit = in_unit_time(fmpq_mat([[fmpq(-1, 2**40), fmpq(0)], [fmpq(0), fmpq(-1)]]))
    >>> print(unit, in_unit_time(scaled * fmpq(2) ** 400)[0] == scaled)
    1 True
    """
    size = max(abs(x) for x in matrix.entries())
    exponent = int(size.q).bit_length() - int(size.p).bit_length() if size != 0 else 0
    unit = fmpq(2) ** exponent
    return matrix * unit, unit
