"""The eigenvalues on the unit circle or the axis and their spectral projectors, in balls.

For a root λ of an irreducible factor f, semisimple, P_λ = h(J)P_f with h = f/((x - λ)f'(λ)), where
P_f is the rational projector onto the kernel of f(J).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import acb, acb_mat, fmpq_mat, fmpz_poly

from kreissverify.numbers.arrays import ComplexArray
from kreissverify.numbers.ball import working_precision
from kreissverify.quantities.stability_boundary.splitting import Splitting

__all__ = ["Eigenvalue", "eigenvalues"]


@dataclass(frozen=True)
class Eigenvalue:
    """An eigenvalue on the boundary, in the closed upper half-plane, with its projector.

    `order` is the least q with λᵠ = 1, 0 if there is none (see `Splitting.order`).
    """

    value: acb
    projector: acb_mat
    order: int

    @property
    def array(self) -> ComplexArray:
        """The projector in floats."""
        rows = [[complex(x) for x in row] for row in self.projector.mid().tolist()]
        return np.array(rows, dtype=np.complex128)

    def right_singular_vector(self) -> acb_mat:
        """Return v with |P_λ v| = ‖P_λ‖|v|, as floats know it, as a column."""
        vector = np.linalg.svd(self.array)[2][0].conj()
        return acb_mat([[acb(x.real, x.imag)] for x in vector.tolist()])


def eigenvalues(parts: Splitting, bits: int) -> Iterator[Eigenvalue]:
    """Yield the eigenvalues on the boundary with Im λ ≥ 0; the others are conjugate to them."""
    for factor in parts.factors:
        projector = parts.projector_of(factor.polynomial)
        with working_precision(bits):
            roots: list[Any] = factor.polynomial.complex_roots()
            powers = _powers(parts.matrix, projector, factor.polynomial.degree())
            chosen = [root for root, _ in roots if not root.imag < 0]
            found = [_spectral(factor.polynomial, root, powers) for root in chosen]
        order = parts.order(factor.polynomial)
        for root, spectral in zip(chosen, found, strict=True):
            yield Eigenvalue(root, spectral, order)


def _powers(matrix: fmpq_mat, projector: fmpq_mat, count: int) -> list[acb_mat]:
    """Return JᵏP for k < count, as balls."""
    found, power = [], projector
    for _ in range(count):
        found.append(acb_mat(power))
        power = matrix * power
    return found


def _spectral(polynomial: fmpz_poly, root: acb, powers: list[acb_mat]) -> acb_mat:
    """Return h(J)P_f, the coefficients of f/(x - λ) by synthetic division."""
    coefficients = [acb(int(c)) for c in polynomial.coeffs()]
    quotient = [coefficients[-1]]
    for c in coefficients[-2:0:-1]:
        quotient.append(c + root * quotient[-1])
    quotient.reverse()  # lowest first, of degree one less
    slope = sum((acb(k) * c * root ** (k - 1) for k, c in enumerate(coefficients) if k), acb(0))
    size = powers[0].nrows()
    total = acb_mat(size, size)
    for c, power in zip(quotient, powers, strict=True):
        total += power * (c / slope)
    return total
