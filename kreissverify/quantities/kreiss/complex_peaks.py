"""The peak of a complex matrix from that of its real form.

[[Re J, -Im J], [Im J, Re J]] acts on (x, -ix) as J does on x, and on (x, ix) as conj J does. So it
has the peaks of J, and their mirror images: a peak at z is one of J at z, or at conj z.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import ComplexArray
from kreissverify.quantities.kreiss.maximiser import KreissPeak
from kreissverify.quantities.maximisation.local_maximum import LocalMaximum
from kreissverify.quantities.resolvent.values import resolvent_norms

__all__ = ["peak_of_complex"]


def peak_of_complex(found: KreissPeak, array: NDArray[Any]) -> KreissPeak:
    """Return the peak of a complex J, of shape (n, n), from the peak found of its real form."""
    maximum = None if found.maximum is None else _of_complex(found.maximum, array)
    return replace(found, maximum=maximum, shape=array.shape, real=False)


def _of_complex(maximum: LocalMaximum, array: NDArray[Any]) -> LocalMaximum:
    left, right = maximum.left, maximum.right
    if left is None or right is None:
        norms = resolvent_norms(array[None], np.array([[maximum.z, maximum.z.conjugate()]]))[0]
        return maximum if norms[0] >= norms[1] else replace(maximum, angle=-maximum.angle)
    # (a, b) is (x, -ix) + (y, iy); on the real axis both may be there, and the larger one will do
    direct, mirrored = _parts(right)
    if np.linalg.norm(direct) >= np.linalg.norm(mirrored):
        return replace(maximum, left=_unit(_parts(left)[0]), right=_unit(direct))
    first, second = _unit(_parts(left)[1]), _unit(mirrored)
    return replace(maximum, angle=-maximum.angle, left=first, right=second)


def _parts(vector: ComplexArray) -> tuple[ComplexArray, ComplexArray]:
    """Return x and conj y of a vector (x + y, i(y - x)), of shape (2n,)."""
    a, b = np.split(vector, 2)
    return (a + 1j * b) / 2, ((a - 1j * b) / 2).conj()


def _unit(vector: ComplexArray) -> ComplexArray:
    return np.asarray(vector / np.linalg.norm(vector))
