"""Where the maxima of circles are looked for if float64 has lost the eigenvalues."""

from __future__ import annotations

import cmath

from flint import acb_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import working_precision
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.curves.exact import ball_level

__all__ = ["ROWS_PROVED", "ROWS_REFINED", "spectral_angles"]

ROWS_PROVED = 40
"""Rows up to which a value that float64 cannot confirm is proved by a circle instead.

In balls of 256 bits a circle of 40 rows takes two seconds, and one of 60 rows twenty.
"""

ROWS_REFINED = 120
"""Rows up to which a maximum is refined in balls: of 100 rows one takes ten seconds."""

_BITS = 320  # eigenvalues of a defective matrix of 20 rows keep 16 of them, enough for an angle
_MOST_ANGLES = 8  # of the outermost eigenvalues: Newton's method from each takes some milliseconds
_SAME = 1e-3  # angles nearer than this lead to the same maximum, or to one that the circle refutes


def spectral_angles(matrix: Matrix, curves: Curves = CIRCLES) -> tuple[list[float], float]:
    """Return the angles in [0, π] of the outermost eigenvalues and of the axes; ρ in floats.

    Or the ordinates, at least 0, and the abscissa α.
    """
    with working_precision(_BITS):
        found = acb_mat(matrix.exact).eig(algorithm="approx")
        found.sort(key=lambda x: -ball_level(curves, x).mid())
        values = [complex(x) for x in found]
        spectral = float(ball_level(curves, found[0]).mid())
    angles = list(curves.axis)
    same = _SAME * (1.0 if curves is CIRCLES else max(map(abs, values)))
    for value in values[:_MOST_ANGLES]:
        angle = abs(cmath.phase(value) if curves is CIRCLES else value.imag)
        if all(abs(angle - other) > same for other in angles):
            angles.append(angle)
    return angles, spectral
