"""Proved lower bounds: one rational point z, |z| > 1 or Re z > 0, and one vector x.

x has Gaussian integers, and with h = |z| - 1 or h = Re z

    K ≥ h‖R(z)y‖/‖y‖ = h‖x‖/‖(zI-J)x‖   with y = (zI-J)x,

decided in exact arithmetic up to one square root, which is rounded down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import acb_mat, arb, fmpq, fmpq_mat

from kreissverify.numbers.ball import lower_rational, working_precision
from kreissverify.numbers.rational import rational_string
from kreissverify.quantities.curves import CIRCLES, Curves
from kreissverify.quantities.curves.exact import exact_height

__all__ = [
    "Witness",
    "integer_vector",
    "point_bits",
    "resolvent_witness",
    "rounded_down",
    "vector_bits",
]


@dataclass(frozen=True)
class Witness:
    """A point z = re + i·im, a vector of Gaussian integers, and the bound they prove."""

    value: fmpq
    real: fmpq
    imag: fmpq
    vector: list[tuple[int, int]]

    def as_json(self) -> dict[str, Any]:
        """Return the witness as a certificate writes it."""
        return {
            "value": rational_string(self.value),
            "z": [rational_string(self.real), rational_string(self.imag)],
            "x": [[str(a), str(b)] for a, b in self.vector],
        }


def integer_vector(vector: Any, bits: int) -> list[tuple[int, int]]:
    """Return the direction of a vector rounded to Gaussian integers of about `bits` bits.

    `vector` is a complex NumPy vector or a python-flint column. It is first turned so that its
    largest entry is positive, which makes a real direction real.
    """
    if isinstance(vector, acb_mat):
        with working_precision(bits + 64):
            entries = vector.entries()
            largest = max(entries, key=lambda x: float(abs(x).mid()))
            # turned by the largest entry, so that rounding cannot lose the direction
            scaled = [x / largest * 2**bits for x in entries]
            return [(_integer(x.real), _integer(x.imag)) for x in scaled]
    values = np.asarray(vector)
    values = values / values[np.argmax(np.abs(values))]
    # more bits than a float has are zeros; 60 keep every one of its 53
    scale = 2.0 ** min(bits, 60)
    return [(round(z.real * scale), round(z.imag * scale)) for z in values.tolist()]


def _integer(x: arb) -> int:
    return int((x.mid() + arb(0.5)).floor().unique_fmpz() or 0)


def resolvent_witness(
    matrix: fmpq_mat,
    real: fmpq,
    imag: fmpq,
    vector: list[tuple[int, int]],
    bits: int,
    curves: Curves = CIRCLES,
) -> tuple[fmpq, fmpq]:
    """Return proved lower bounds on ‖R(z)‖ and on h‖R(z)‖.

    Parameters
    ----------
    matrix
        J.
    real, imag
        The parts of z.
    vector
        x, as pairs of integers.
    bits
        To how many bits the bounds are rounded down.
    curves
        Circles or lines.

    Raises
    ------
    ZeroDivisionError
        If x is an eigenvector for z.
    """
    n = matrix.nrows()
    re = fmpq_mat(n, 1, [fmpq(a) for a, _ in vector])
    im = fmpq_mat(n, 1, [fmpq(b) for _, b in vector])
    out_re = re * real - im * imag - matrix * re
    out_im = im * real + re * imag - matrix * im
    top = sum((x * x for x in (*re.entries(), *im.entries())), fmpq(0))
    bottom = sum((x * x for x in (*out_re.entries(), *out_im.entries())), fmpq(0))
    if bottom == 0:
        raise ZeroDivisionError("z is an eigenvalue")
    # a ball of twice the bits: rounding down below loses the last of `bits`, not the ball's width
    with working_precision(2 * bits + 64):
        norm = arb(top / bottom).sqrt()
        excess = exact_height(curves, real, imag)
        return (
            rounded_down(lower_rational(norm), bits),
            rounded_down(lower_rational(norm * excess), bits),
        )


def rounded_down(value: fmpq, bits: int) -> fmpq:
    """Return a positive rational rounded down to `bits` or more significant bits."""
    if value <= 0:
        return fmpq(0)
    # 2^(size-1) < value < 2^(size+1), so the result has `bits` bits, or one more
    size = int(value.p).bit_length() - int(value.q).bit_length()
    scale = fmpq(2) ** (bits - size)
    return fmpq((value * scale).floor()) / scale


def point_bits(excess: float, norm: float, rtol: float) -> int:
    """Return how many binary places of z keep (|z|-1)‖R(z)‖ within `rtol`/16 of its maximum.

    A step d off the maximum costs (d/s)² relatively, on the scale s = min(|z|-1, 1/‖R‖).

    Parameters
    ----------
    excess, norm
        |z| - 1 or Re z, and ‖R(z)‖.
    rtol
        The relative width asked for.
    """
    step = min(math.log2(excess), -math.log2(norm)) + math.log2(rtol) / 2 - 3
    return max(1, math.ceil(-step))


def vector_bits(size: float, norm: float, rtol: float) -> int:
    """Return how many bits of x keep ‖(zI-J)x‖ within `rtol`/16: errors count ‖zI-J‖‖R‖ fold.

    And quadratically, as x is near a singular vector.

    Parameters
    ----------
    size, norm
        About ‖zI-J‖ and ‖R(z)‖.
    rtol
        The relative width asked for.
    """
    return max(4, math.ceil(math.log2(size) + math.log2(norm) + 3 - math.log2(rtol) / 2))
