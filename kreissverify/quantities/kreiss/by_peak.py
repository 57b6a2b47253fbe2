"""K next to the unit circle, from K ≤ M: where the peak is 1 to all that is asked, K is also."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import boundary_margin
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import at_most
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.maps.transient_peak import QUANTITY as M
from kreissverify.quantities.stability_boundary.position import is_near

__all__ = ["all_but_one", "enclosed_by_peak"]

_ALL_BUT_ONE = 1e-9  # by which K ≤ M may exceed 1 for 1 to be its value to 1e-8


def all_but_one(matrix: Matrix, error: Refused) -> float:
    """Return K = 1 to 1e-9 where K ≤ M shows it; else refuse, and say what M shows.

    Raises
    ------
    Refused
        If rounding decides whether K is finite, or M is not so near to 1.
    """
    if enclosed_by_peak(matrix, _ALL_BUT_ONE) is None:
        raise error
    if matrix.rounded_to and boundary_margin(matrix).rounding_decides:
        raise Refused(f"{error}; of the floats as they are 1 <= K <= 1 + 1e-9, as K <= M")
    return 1.0


def enclosed_by_peak(matrix: Matrix, rtol: float) -> Enclosure | None:
    """Return 1 ≤ K ≤ M next to the unit circle, if that is as narrow as asked for."""
    if not is_near(matrix):
        return None
    try:
        peak = M.enclosure(matrix, rtol=rtol / 2)
    except Refused:
        return None
    if not at_most(peak.upper.value, fmpq(1) + as_fmpq(rtol)):
        return None
    known: dict[str, Any] = {"lower": {"value": "1"}}
    upper = (peak.certificate or {}).get("upper")
    if upper is not None:
        known["upper"] = upper
    return Enclosure.between(1, peak.upper.value, known)
