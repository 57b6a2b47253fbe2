"""Rigorous spectral radius ρ(A) and abscissa α(A) of a rational matrix, defective ones included.

The characteristic polynomial is exact, and python-flint isolates its roots with certified radii
after splitting off repeated factors, so multiple eigenvalues cost no accuracy.
"""

from __future__ import annotations

import math
from typing import Any

from flint import acb, arb, fmpq, fmpq_mat

from kreissverify.numbers.ball import lower_rational, upper_rational, working_precision
from kreissverify.numbers.enclosure import Enclosure

__all__ = ["spectral_abscissa_to", "spectral_radius", "spectral_radius_to"]

# Bits more than the width asks for: a root is isolated to about the precision it is found in.
_GUARD = 64


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
    bits = math.ceil(-math.log2(max(rtol, 1e-60)))
    with working_precision(max(bits, 0) + _GUARD):  # in which the ends of a ball are read also
        moduli = _moduli(matrix)
        low = max(map(lower_rational, moduli))
        high = max(map(upper_rational, moduli))
    # the ball of a modulus may reach below 0, a radius does not
    return Enclosure.between(max(low, fmpq(0)), high)


def spectral_radius_to(matrix: fmpq_mat, bits: int) -> arb:
    """Return a ball around ρ(A), of relative radius about 2^-bits.

    Examples
    --------
    >>> abs(spectral_radius_to(fmpq_mat([[2, 1], [1, 1]]), 100) - (3 + arb(5).sqrt()) / 2) < 1e-14
    True
    """
    with working_precision(bits + _GUARD):
        largest = arb(0)
        for modulus in _moduli(matrix):
            largest = largest.max(modulus)
        return largest


def spectral_abscissa_to(matrix: fmpq_mat, bits: int) -> arb:
    """Return a ball around α(A) = max Re λ, of radius about 2^-bits times the modulus of λ.

    Examples
    --------
    >>> abs(spectral_abscissa_to(fmpq_mat([[2, 1], [1, 1]]), 100) - (3 + arb(5).sqrt()) / 2) < 1e-14
    True
    """
    with working_precision(bits + _GUARD):
        parts = [root.real for root in _eigenvalues(matrix)]
        largest = parts[0]
        for part in parts[1:]:
            largest = largest.max(part)
        return largest


def _moduli(matrix: fmpq_mat) -> list[arb]:
    return [abs(root) for root in _eigenvalues(matrix)]


def _eigenvalues(matrix: fmpq_mat) -> list[acb]:
    """Return balls around the eigenvalues, each without its multiplicity."""
    # pairs of a root and its multiplicity, whatever python-flint's annotations say
    roots: list[Any] = matrix.charpoly().numer().complex_roots()
    return [root for root, _ in roots]
