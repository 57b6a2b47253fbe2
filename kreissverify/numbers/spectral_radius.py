"""Rigorous spectral radius ρ(A) of a rational matrix, defective ones included.

The characteristic polynomial is exact, and python-flint isolates its roots with certified radii
after splitting off repeated factors, so multiple eigenvalues cost no accuracy.
"""

from __future__ import annotations

import math
from typing import Any

from flint import arb, fmpq, fmpq_mat

from kreissverify.numbers.ball import lower_rational, upper_rational, working_precision
from kreissverify.numbers.enclosure import Enclosure

__all__ = ["spectral_radius"]


def spectral_radius(matrix: fmpq_mat, rtol: float = 1e-12) -> Enclosure:
    """Return an enclosure of ρ(A) of relative width at most about `rtol` (at least 1e-60).

    Parameters
    ----------
    matrix
        A square rational matrix.
    rtol
        The relative width asked for.

    Examples
    --------
    >>> spectral_radius(fmpq_mat([[1, 1], [0, 1]])).upper.value == 1  # defective
    True
    """
    # 64 more than the width asks for: a root is isolated to about the precision it is found in
    bits = 64 + max(0, math.ceil(-math.log2(max(rtol, 1e-60))))
    with working_precision(bits):
        # pairs of a root and its multiplicity, whatever python-flint's annotations say
        roots: list[Any] = matrix.charpoly().numer().complex_roots()
        moduli: list[arb] = [abs(root) for root, _ in roots]
        low = max(lower_rational(modulus) for modulus in moduli)
        high = max(upper_rational(modulus) for modulus in moduli)
    # the ball of a modulus may reach below 0, a radius does not
    return Enclosure.between(max(low, fmpq(0)), high)
