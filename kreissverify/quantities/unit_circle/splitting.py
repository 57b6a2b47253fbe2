"""A power bounded J with ρ(J) = 1, split exactly: J = JE + B, E the projector onto |λ| = 1.

The eigenvalues on the circle are the roots of rational polynomials f (the irreducible factors of
the characteristic polynomial that have them), and semisimple: the range of E is the kernel of
u(J), u = Πf, and its kernel the range of u(J). Both have rational bases, so E is rational, and

    Jᵗ = JᵗE + Bᵗ for t ≥ 1,    EB = BE = 0,    ρ(B) < 1,

where JᵗE never decays: it is periodic if all f are cyclotomic.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from flint import fmpq, fmpq_mat, fmpz_poly

from kreissverify.matrices.circle_position import (
    UnimodularFactor,
    polynomial_of,
    unimodular_factors,
)
from kreissverify.numbers.positive_definite import scaled_identity

__all__ = ["Splitting", "split"]


@dataclass(frozen=True)
class Splitting:
    """The parts of a power bounded J with ρ(J) = 1.

    Attributes
    ----------
    matrix
        J.
    factors
        The irreducible factors on the circle.
    moving, still
        Integer bases, of shapes (n, k) and (n, n - k), of the range and the kernel of E.
    """

    matrix: fmpq_mat
    factors: list[UnimodularFactor]
    moving: fmpq_mat
    still: fmpq_mat

    @property
    def size(self) -> int:
        """The number of rows of J."""
        return int(self.matrix.nrows())

    @property
    def rank(self) -> int:
        """The number k of eigenvalues on the circle."""
        return int(self.moving.ncols())

    @cached_property
    def basis(self) -> fmpq_mat:
        """[moving, still]: its inverse · J · itself is block diagonal."""
        rows = zip(self.moving.tolist(), self.still.tolist(), strict=True)
        return fmpq_mat([[*left, *right] for left, right in rows])

    @cached_property
    def projector(self) -> fmpq_mat:
        """E, the projector onto the range of u(J)'s kernel along the rest."""
        n, k = self.size, self.rank
        kept = [fmpq(int(i == j < k)) for i in range(n) for j in range(n)]
        return self.basis * fmpq_mat(n, n, kept) * self.basis.inv()

    @cached_property
    def remainder(self) -> fmpq_mat:
        """B = J - JE, with ρ(B) < 1."""
        return self.matrix * (scaled_identity(self.size, fmpq(1)) - self.projector)

    @cached_property
    def period(self) -> int | None:
        """The least q with JᵠE = E; None if an eigenvalue on the circle is no root of unity."""
        orders = [int(factor.polynomial.is_cyclotomic()) for factor in self.factors]
        return math.lcm(*orders) if all(orders) else None

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


def split(matrix: fmpq_mat) -> Splitting:
    """Return the parts of a power bounded matrix with ρ = 1 (see `exact_position`)."""
    factors = unimodular_factors(matrix)
    product = fmpz_poly([1])
    for factor in factors:
        product *= factor.polynomial
    vanishing = polynomial_of(product, matrix)
    return Splitting(matrix, factors, _kernel(vanishing), _range(vanishing))


def _kernel(matrix: fmpq_mat) -> fmpq_mat:
    """Return an integer basis of the kernel, by columns, with short entries."""
    columns, nullity = matrix.numer_denom()[0].nullspace()
    return _short_columns(fmpq_mat(columns), int(nullity))


def _range(matrix: fmpq_mat) -> fmpq_mat:
    """Return an integer basis of the range, by columns, with short entries."""
    reduced, rank = matrix.transpose().rref()
    return _short_columns(reduced.transpose(), int(rank))


def _short_columns(matrix: fmpq_mat, count: int) -> fmpq_mat:
    """Return the first columns as a basis of short integer vectors (LLL) of the same space."""
    rows = [[matrix[i, j] for i in range(matrix.nrows())] for j in range(count)]
    if not rows:
        return fmpq_mat(matrix.nrows(), 0)
    integers = fmpq_mat(rows).numer_denom()[0]
    return fmpq_mat(integers.lll()).transpose()
