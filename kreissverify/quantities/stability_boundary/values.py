"""K and M of matrices with ρ(J) = 1 to many digits: by where they are attained, no proof.

And K_c of flows with α(A) = 0.
"""

from __future__ import annotations

import math

import mpmath
import numpy as np
from flint import fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.float_position import decided_position
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition
from kreissverify.matrices.spectrum.stability import AXIS, CIRCLE
from kreissverify.numbers.ball import middle_mpf
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.kreiss.enclosure import float_maximum
from kreissverify.quantities.kreiss.lower_bound import refined_maximum
from kreissverify.quantities.mpmath_matrices import mp_matrix, mp_norm, mp_power_norm
from kreissverify.quantities.stability_boundary.eigenvalues import Eigenvalue, eigenvalues
from kreissverify.quantities.stability_boundary.peak import MOST_PERIOD, found_peak, limit_norms
from kreissverify.quantities.stability_boundary.position import is_near
from kreissverify.quantities.stability_boundary.splitting import split

__all__ = ["kreiss_value", "peak_value"]

_WIDTH = 1e-12  # of the enclosure of M that says at which time, or in which limit, it is attained
_INSIDE = 1e-7  # r - 1 of a maximum that the search of floats can tell from one at r = 1
_COMPETES = 1e-6  # how much below the limits a maximum of floats may be, and still be refined


def kreiss_value(matrix: Matrix, digits: int, curves: Curves = CIRCLES) -> mpmath.mpf | None:
    """Return K to about so many digits if ρ(J) = 1, or K_c if α(A) = 0; None if it is not.

    It is the largest ‖P_λ‖ of the eigenvalues on the boundary, or the highest maximum outside it
    that a search finds.

    Raises
    ------
    Refused
        If only the rounding of float entries decides whether it is finite.
    """
    boundary = CIRCLE if curves is CIRCLES else AXIS
    if not is_near(matrix, boundary):
        return None
    position = decided_position(matrix, curves.quantity_name, boundary)
    if position is not SpectrumPosition.SEMISIMPLE:
        return mpmath.inf if position is SpectrumPosition.DEFECTIVE else None
    bits = math.ceil(3.33 * digits) + 64
    norms = [_norm(x, digits) for x in eigenvalues(split(matrix.exact, boundary), bits)]
    best = max([mpmath.mpf(1), *norms])
    peak = float_maximum(matrix, curves)
    scale = 1.0 if curves is CIRCLES else float(np.linalg.norm(matrix.array))
    if peak.excess > _INSIDE * scale and peak.value > float(best) * (1 - _COMPETES):
        lost = math.log2(1 + peak.norm * (1 + float(np.linalg.norm(matrix.array))))
        refined = refined_maximum(matrix, peak, math.ceil(3.33 * digits + 2 * lost) + 40)
        best = max(best, middle_mpf(refined.value, digits + 5))
    return best


def _norm(eigenvalue: Eigenvalue, digits: int) -> mpmath.mpf:
    """Return ‖P_λ‖."""
    with mpmath.workdps(digits + 10):
        rows = eigenvalue.projector.tolist()
        entries = [
            [mpmath.mpc(*(middle_mpf(p, digits + 10) for p in (x.real, x.imag))) for x in row]
            for row in rows
        ]
        return max(mpmath.svd_c(mpmath.matrix(entries), compute_uv=False))


def peak_value(matrix: Matrix, digits: int) -> mpmath.mpf | None:
    """Return M to about so many digits if ρ(J) = 1; None if it is not.

    Raises
    ------
    Refused
        If only the rounding of float entries decides whether it is finite; or if an eigenvalue on
        the circle is no root of unity, when M need not be attained at any time.
    """
    if not is_near(matrix):
        return None
    position = decided_position(matrix, "M")
    if position is not SpectrumPosition.SEMISIMPLE:
        return mpmath.inf if position is SpectrumPosition.DEFECTIVE else None
    parts = split(matrix.exact)
    if parts.period is None or parts.period > MOST_PERIOD:
        raise Refused(
            "M: powers turn by angles that are no parts of a full turn, and M is a limit that is "
            "known by its enclosure only; enclose(M, ...) gives it"
        )
    norms = limit_norms(parts, _WIDTH)
    low, high = max(x for x, _ in norms), max(x for _, x in norms)
    found = found_peak(parts, _WIDTH, low, high)
    residue = max(range(len(norms)), key=lambda r: norms[r][0])
    return max(
        mp_power_norm(matrix.exact, found.time, digits),
        _limit_norm(matrix.exact**residue * parts.projector, digits),
    )


def _limit_norm(limit: fmpq_mat, digits: int) -> mpmath.mpf:
    with mpmath.workdps(digits + 10):
        return mp_norm(mp_matrix(limit))
