"""A power bounded J with ρ(J) = 1, split exactly: J = JE + B, E the projector onto |λ| = 1.

The eigenvalues on the circle are the roots of rational polynomials f (the irreducible factors of
the characteristic polynomial that have them), and semisimple: the range of E is the kernel of
u(J), u = Πf, and its kernel the range of u(J). Both have rational bases, so E is rational, and

    Jᵗ = JᵗE + Bᵗ for t ≥ 1,    EB = BE = 0,    ρ(B) < 1,

where JᵗE never decays: it is periodic if all f are cyclotomic. Of a flow the same holds for the
imaginary axis, with e^{tA} in the place of Jᵗ, α(A) = 0 and

    e^{tA} = e^{tA}E + e^{tB}(I - E),    B = A(I - E) - sE,    α(B) < 0 for s > 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from flint import fmpq, fmpq_mat, fmpz_poly
from scipy.linalg import qr

from kreissverify.matrices.spectrum.spectrum_position import (
    BoundaryFactor,
    boundary_factors,
    polynomial_of,
)
from kreissverify.matrices.spectrum.stability import CIRCLE, Boundary
from kreissverify.numbers.arrays import float_matrix
from kreissverify.numbers.positive_definite import scaled_identity

__all__ = ["Splitting", "split"]


@dataclass(frozen=True)
class Splitting:
    """The parts of a power bounded J with ρ(J) = 1, or of a bounded flow A with α(A) = 0.

    Attributes
    ----------
    matrix
        J or A.
    factors
        The irreducible factors on the boundary.
    projector
        E.
    boundary
        The circle or the axis.
    """

    matrix: fmpq_mat
    factors: list[BoundaryFactor]
    projector: fmpq_mat
    boundary: Boundary = CIRCLE

    @property
    def size(self) -> int:
        """The number of rows of J."""
        return int(self.matrix.nrows())

    @cached_property
    def largest_entry(self) -> fmpq:
        """The largest modulus of an entry of J or A."""
        return max(abs(x) for x in self.matrix.entries())

    @cached_property
    def rank(self) -> int:
        """The number k of eigenvalues on the boundary."""
        return sum(f.multiplicity * f.polynomial.degree() for f in self.factors)

    @cached_property
    def basis(self) -> fmpq_mat:
        """Columns of E, then of I - E: its inverse · J · itself is block diagonal."""
        identity = scaled_identity(self.size, fmpq(1))
        moving = _independent(self.projector, self.rank)
        still = _independent(identity - self.projector, self.size - self.rank)
        return fmpq_mat([moving[j] + still[j] for j in range(self.size)])

    @cached_property
    def remainder(self) -> fmpq_mat:
        """B = J - JE, with ρ(B) < 1."""
        return self.matrix * (scaled_identity(self.size, fmpq(1)) - self.projector)

    @cached_property
    def period(self) -> int | None:
        """The least q with JᵠE = E; None if an eigenvalue on the circle is no root of unity.

        Of a flow 1 if AE = 0, else None: its times are no integers.
        """
        orders = [self.order(factor.polynomial) for factor in self.factors]
        return math.lcm(*orders) if all(orders) else None

    def order(self, polynomial: fmpz_poly) -> int:
        """Return the least q with λᵠ = 1 for the roots of a factor, 0 if there is none.

        Of a flow 1 for the root 0, and 0 for others.
        """
        if self.boundary is CIRCLE:
            return int(polynomial.is_cyclotomic())
        return int(polynomial.degree() == 1)

    def projector_of(self, polynomial: fmpz_poly) -> fmpq_mat:
        """Return the projector onto the kernel of one factor f(J).

        With h = u/f, which is invertible on it, it is E·h(J)·(h(J) + f(J))⁻¹ there: h/(h + f) is 1
        at the roots of f and 0 at those of h.
        """
        product = fmpz_poly([1])
        for factor in self.factors:
            product *= factor.polynomial
        quotient, _ = divmod(product, polynomial)
        rest = polynomial_of(quotient, self.matrix) * self.projector
        both = rest + polynomial_of(polynomial, self.matrix) * self.projector
        outside = scaled_identity(self.size, fmpq(1)) - self.projector
        return rest * (both + outside).inv()


def split(matrix: fmpq_mat, boundary: Boundary = CIRCLE) -> Splitting:
    """Return the parts of a bounded matrix with ρ = 1, or α = 0 (see `exact_position`)."""
    factors, size = boundary_factors(matrix, boundary), matrix.nrows()
    product = fmpz_poly([1])
    for factor in factors:
        product *= factor.polynomial
    vanishing = polynomial_of(product, matrix)
    kernel, nullity = vanishing.numer_denom()[0].nullspace()
    reduced, rank = vanishing.transpose().rref()
    rows = [[fmpq(kernel[i, j]) for j in range(int(nullity))] for i in range(size)]
    basis = fmpq_mat([row + [reduced[j, i] for j in range(rank)] for i, row in enumerate(rows)])
    kept = [fmpq(int(i == j < int(nullity))) for i in range(size) for j in range(size)]
    projector = basis * fmpq_mat(size, size, kept) * basis.inv()
    return Splitting(matrix, factors, projector, boundary)


def _independent(matrix: fmpq_mat, count: int) -> list[list[fmpq]]:
    """Return so many columns that are far from dependent, by rows: QR with pivots chooses them."""
    chosen = qr(float_matrix(matrix), pivoting=True)[2][:count].tolist()
    return [[matrix[i, j] for j in chosen] for i in range(matrix.nrows())]
