"""K of a large block-triangular J = [[A, 0], [C, D]] with symmetric A and D, from its blocks.

Two symmetric eigenproblems, and after them products with one real block only: no singular values of
an n×n matrix, no Schur form of J, and no copy of J. The search is that of
`maximisation.single`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kreissverify.matrices.matrix import InvalidMatrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.kreiss.maximiser import NEAR_ONE, UNSTABLE, KreissPeak, attained
from kreissverify.quantities.maximisation.single.grid import outer_grid
from kreissverify.quantities.maximisation.single.search import highest_maximum
from kreissverify.quantities.resolvent.block_triangular import CoupledResolvent

__all__ = ["kreiss_constant_of_blocks", "kreiss_peak_of_blocks", "trusted_peak_of_blocks"]

WideArray = NDArray[np.clongdouble]

_STABLE = 1 - 1e-12  # symmetric blocks have eigenvalues right to about 1e-15·‖J‖
_ERROR = 1e-10  # two digits better than what a float value promises
_ROWS = 64  # of a block in extended precision at once


def kreiss_constant_of_blocks(A: object, C: object, D: object) -> float:
    """Return K of J = [[A, 0], [C, D]] with symmetric A and D, in float64.

    The value is attained to 1e-10 relative; that no higher peak was missed is not proved.

    Parameters
    ----------
    A, C, D
        Real arrays: A and D symmetric, C with as many rows as D and columns as A.

    Returns
    -------
    float
        K(J), which is infinite where ρ(J) > 1.

    Raises
    ------
    InvalidMatrix
        If the blocks are no such arrays; the message begins with the name of the block.
    Refused
        If ρ(J) is 1 to within rounding, or float64 loses too many digits.
    """
    return trusted_peak_of_blocks(A, C, D).value


def trusted_peak_of_blocks(A: object, C: object, D: object) -> KreissPeak:
    """Return K with its maximiser, as `kreiss_constant_of_blocks` does, or refuse it.

    Parameters
    ----------
    A, C, D
        See `kreiss_constant_of_blocks`.

    Raises
    ------
    InvalidMatrix
        If the blocks are no such arrays.
    Refused
        If ρ(J) is 1 to within rounding, or float64 loses too many digits.
    """
    peak = kreiss_peak_of_blocks(A, C, D)
    if _STABLE <= peak.spectral_radius <= UNSTABLE:
        raise Refused(
            f"K: the spectral radius is 1 to within rounding ({peak.spectral_radius:.17g}), so K "
            "may be infinite"
        )
    if peak.error > _ERROR:
        raise Refused(
            f"K: about {peak.value:.6g}, but float64 gives it to {peak.error:.1e} relative only"
        )
    return peak


def kreiss_peak_of_blocks(A: object, C: object, D: object) -> KreissPeak:
    """Return K of J = [[A, 0], [C, D]] with its maximiser and vectors; see `KreissPeak`.

    Parameters
    ----------
    A, C, D
        See `kreiss_constant_of_blocks`.

    Raises
    ------
    InvalidMatrix
        If the blocks are no such arrays.
    """
    upper, lower = _symmetric(A, "A"), _symmetric(D, "D")
    coupling = _real(C, "C")
    if coupling.shape != (len(lower), len(upper)):
        raise InvalidMatrix(
            f"C: expected {len(lower)} rows and {len(upper)} columns, as D and A have, "
            f"got shape {coupling.shape}"
        )
    resolvent, n = CoupledResolvent(upper, coupling, lower), len(upper) + len(lower)
    radius = float(np.abs(resolvent.eigenvalues).max())
    if radius > UNSTABLE:
        return KreissPeak(np.inf, None, 0.0, radius, (n, n))
    maximum = highest_maximum(
        resolvent,
        outer_grid(resolvent.norm, real=True),
        real=True,
        near_one=NEAR_ONE,
        is_one=lambda: resolvent.numerical_radius <= 1,
    )
    if maximum is None:
        return KreissPeak(1.0, None, 0.0, radius, (n, n))
    assert maximum.left is not None and maximum.right is not None

    def product(vector: WideArray) -> WideArray:
        one, two = vector[: len(upper)], vector[len(upper) :]
        return np.concatenate([_wide(upper, one), _wide(coupling, one) + _wide(lower, two)])

    original = replace(
        maximum,
        left=resolvent.original(maximum.left),
        right=resolvent.original(maximum.right),
    )
    return replace(attained(original, product, resolvent.norm, radius), shape=(n, n))


def _wide(block: FloatArray, vector: WideArray) -> WideArray:
    rows = range(0, len(block), _ROWS)
    # by groups of rows: a wide copy of a large block would take twice its memory
    parts = [block[i : i + _ROWS].astype(np.longdouble) @ vector for i in rows]
    return np.asarray(np.concatenate(parts), dtype=np.clongdouble)


def _real(block: object, name: str) -> FloatArray:
    """Return a block as float64, without rounding away what it says."""
    try:
        array = np.asarray(block)
    except ValueError:
        raise InvalidMatrix(f"{name}: expected rows of equal length") from None
    if array.ndim != 2 or array.size == 0:
        raise InvalidMatrix(
            f"{name}: expected a 2-dimensional array with at least one entry, "
            f"got shape {array.shape}"
        )
    if array.dtype.kind not in "iuf":
        raise InvalidMatrix(f"{name}: expected real numbers, got entries of type {array.dtype}")
    floats = array.astype(np.float64, copy=False)
    if not np.isfinite(floats).all():
        raise InvalidMatrix(f"{name}: expected finite numbers, got NaN or infinity")
    return np.asarray(floats)


def _symmetric(block: object, name: str) -> FloatArray:
    array = _real(block, name)
    if array.shape[0] != array.shape[1]:
        raise InvalidMatrix(f"{name}: expected a square block, got shape {array.shape}")
    # exactly: the eigenbases belong to a symmetric block, and to symmetrise is the user's decision
    apart = float(np.abs(array - array.T).max())
    if apart > 0:
        raise InvalidMatrix(
            f"{name}: expected a symmetric block, but entries across the diagonal differ by up "
            f"to {apart:.3g} (if that is rounding, pass ({name} + {name}.T)/2)"
        )
    return array
