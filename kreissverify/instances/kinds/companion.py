"""Companion matrices: ``Companion(n)``, whose eigenvalues are the roots of a polynomial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.instances.kinds.draws import companion as draws
from kreissverify.instances.kinds.draws.unitary import PYTHAGOREAN, unit
from kreissverify.instances.kinds.shared.common import SquareKind
from kreissverify.instances.kinds.shared.float_bounds import value_of
from kreissverify.instances.kinds.shared.rounding import rounded_entries
from kreissverify.instances.randomness import Source, chance, choice
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.complex_rational import Gaussian
from kreissverify.numbers.rational import as_fmpq

__all__ = ["Companion"]

_ZERO, _ONE = (fmpq(0), fmpq(0)), (fmpq(1), fmpq(0))


@dataclass(frozen=True, init=False, repr=False)
class Companion(SquareKind):
    """Companion matrices: ones above the diagonal, and -a₀ … -aₙ₋₁ in the last row.

    Among them the shift, of a = 0, has the least norm, radius, numerical radius and rank: the
    matrix of e^{i(n-k)θ}aₖ is unitarily similar to that of aₖ, times e^{iθ}, and norms are convex.

    Parameters
    ----------
    n
        The number of rows: an integer, a name, or nothing for any.
    norm, radius, numerical_radius, rank
        Upper bounds of ‖X‖, ρ(X), w(X) and the rank: exact numbers, or names of parameters.
    complex
        Whether the coefficients may be complex.

    Examples
    --------
    >>> from kreissverify.matrices.exact_matrix import as_exact_matrix
    >>> Companion(2).objection(as_exact_matrix([[0, 1], [-2, 3]]))
    >>> Companion(2).objection(as_exact_matrix([[0, 2], [-2, 3]]))
    'it differs from a companion matrix in its entry [0, 1]'
    """

    def structure_objection(self, matrix: ExactMatrix) -> str | None:
        """Name an entry above the last row that is not that of the shift."""
        n = matrix.shape[0]
        for i in range(n - 1):
            for j in range(n):
                if matrix.entry(i, j) != (_ONE if j == i + 1 else _ZERO):
                    return f"it differs from a companion matrix in its entry [{i}, {j}]"
        return None

    def contradiction(self) -> str | None:
        """Say which bound the shift does not meet, as no other member does then."""
        objection = self.objection(self._shift())
        if objection is None:
            return None
        return f"of every companion matrix of {self.shape[0]} rows, {_exceeds(objection)}"

    def _shift(self) -> ExactMatrix:
        return draws.companion([_ZERO] * self.shape[0])

    # ------------------------------------------------------------------------------------ drawing

    def draw(self, source: Source) -> ExactMatrix:
        """Return a member: of roots or of a norm that attain a bound, or with roots scaled down."""
        return self._inside(self.candidate(source))

    def candidate(self, source: Source) -> ExactMatrix:
        """Return a companion matrix of the rank of the kind, which attains some bound mostly."""
        n = self.shape[0]
        if n > 1 and self.norm is not None and self.norm <= 1:
            # of norm 1 are those of a₀ only, |a₀| ≤ 1
            first = fmpq(choice(source, (-2, -1, 0, 1, 2)), 2)
            return self._of([(first, fmpq(0)), *[_ZERO] * (n - 1)], source)
        made = self._at_a_bound(source) if n > 1 and chance(source, 0.6) else None
        if made is None:
            radius = None if self.radius is None else as_fmpq(self.radius)
            count = n if self.largest_rank() == n else n - 1
            roots = draws.roots(source, count, radius, self.complex)
            return draws.companion(draws.polynomial([*roots, *[_ZERO] * (n - count)]))
        return self._of(made, source)

    def _of(self, coefficients: list[Gaussian], source: Source) -> ExactMatrix:
        if self.complex and chance(source, 0.8):
            coefficients = _graded(coefficients, unit(source, True))
        return draws.companion(coefficients)

    def _at_a_bound(self, source: Source) -> list[Gaussian] | None:
        """Return coefficients of exactly the norm or the numerical radius allowed, if any are."""
        names = [x for x in ("norm", "numerical_radius") if getattr(self, x) is not None]
        if not names or self.largest_rank() < self.shape[0]:
            return None
        name = choice(source, names)
        bound = as_fmpq(getattr(self, name))
        make = draws.with_norm if name == "norm" else draws.with_numerical_radius
        return make(source, self.shape[0], bound)

    def _inside(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return a matrix within the bounds, by roots scaled down as far as they need be."""
        coefficients = draws.coefficients(matrix)
        for factor in _FACTORS:
            made = draws.companion(_graded(coefficients, (factor, fmpq(0))))
            if self.objection(made) is None:
                return made
        return self._shift()

    def brought_within(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the matrix with roots scaled down, so that it meets the bounds."""
        return self._inside(matrix)

    def corner_candidates(self) -> Iterator[ExactMatrix]:
        """Yield matrices of roots 0, on the circle, repeated on it, and spread."""
        n = self.shape[0]
        radius = fmpq(1) if self.radius is None else as_fmpq(self.radius)
        yield self._shift()
        for first in (-1, 1):  # cycles: roots of unity
            yield draws.companion([(first * radius**n, fmpq(0)), *[_ZERO] * (n - 1)])
        yield draws.companion(draws.polynomial([(radius, fmpq(0))] * n))
        yield draws.companion(draws.polynomial([(radius * (n - k) / n, fmpq(0)) for k in range(n)]))
        yield draws.companion([(fmpq(1000), fmpq(0))] * n)
        yield draws.companion([_ONE] * n)
        if self.complex:
            yield draws.companion(draws.polynomial([(fmpq(0), radius)] * n))
            x, y = PYTHAGOREAN[0]
            yield draws.companion(draws.polynomial([(x * radius, y * radius), *[_ZERO] * (n - 1)]))
        yield draws.companion(draws.polynomial([(-radius, fmpq(0)), *[_ZERO] * (n - 1)]))
        if n > 1:
            pair = [(fmpq(0), radius), (fmpq(0), -radius)]
            yield draws.companion(draws.polynomial([*pair, *[_ZERO] * (n - 2)]))
            yield draws.companion([_ZERO, (fmpq(1), fmpq(0)), *[_ZERO] * (n - 2)])
        yield draws.companion(draws.polynomial([(radius, fmpq(0)), *[_ZERO] * (n - 1)]))

    # ------------------------------------------------------------------------ rounding and moving

    def contracted(self, array: NDArray[Any], slack: float) -> NDArray[Any]:
        """Scale the roots down."""
        made, n = np.array(array), len(array)
        made[-1] *= (1 - slack) ** np.arange(n, 0, -1)
        return made

    def rounded_array(self, array: NDArray[Any], coarseness: fmpq) -> ExactMatrix:
        """Round the coefficients; the first one is 0 where the rank is bounded."""
        exact = rounded_entries(array[-1:], coarseness)
        last = [exact.entry(0, k) for k in range(len(array))]
        if self.largest_rank() < len(last):
            last[0] = _ZERO
        return draws.companion([(-x, -y) for x, y in last])

    def restored(self, matrix: ExactMatrix) -> ExactMatrix:
        """Return the companion matrix of the last row."""
        return draws.companion(draws.coefficients(matrix))

    def groups(self) -> list[list[tuple[int, int]]]:
        """Return the places of the last row."""
        n = self.shape[0]
        return [[(n - 1, j)] for j in range(n)]

    def smaller(
        self, matrix: ExactMatrix, keep: Sequence[int], columns: Sequence[int] | None = None
    ) -> ExactMatrix:
        """Return the companion matrix of some of the roots, the largest first, within the bounds.

        What a companion matrix is like is said by its roots, and not by single coefficients.
        """
        count, values = len(keep), np.linalg.eigvals(matrix.array)
        values = values[np.argsort(-np.abs(values), kind="stable")][list(keep)]
        polynomial = np.poly(values if self.complex else _paired(values))
        row = -(polynomial if self.complex else polynomial.real)[:0:-1]
        kind = self.with_sizes(count, count)
        bare = np.eye(count, k=1, dtype=row.dtype)
        bare[-1] = row
        return kind._inside(kind.rounded_array(bare, _NEAR_ROOTS))

    # -------------------------------------------------------------------------------- in floats

    def dimension(self) -> int:
        """Return the number of coordinates of `members`, which are the coefficients."""
        return self.shape[0] * (2 if self.complex else 1)

    def free_members(
        self, coordinates: FloatArray, options: Mapping[str, FloatArray]
    ) -> NDArray[Any]:
        """Return companion matrices by their coefficients."""
        n = self.shape[0]
        last: NDArray[Any] = coordinates[:, :n]
        if self.complex:
            last = last + 1j * coordinates[:, n:]
        made = np.zeros((len(coordinates), n, n), dtype=last.dtype)
        made[:, :-1, 1:] = np.eye(n - 1)
        made[:, -1] = -last
        if self.largest_rank() < n:
            made[:, -1, 0] = 0.0
        return made

    def members(self, coordinates: FloatArray, options: Mapping[str, FloatArray]) -> NDArray[Any]:
        """Return float members: the roots scaled down to a radius, the last row to norms."""
        numbers = self.numbers(options, len(coordinates))
        made = self.free_members(coordinates, numbers)
        n = self.shape[0]
        if "radius" in numbers:
            factors = _factors(value_of("radius", made), numbers["radius"])
            made[:, -1] *= factors[:, None] ** np.arange(n, 0, -1)
        shift = self._shift().array[None]
        for name in ("norm", "numerical_radius"):
            for _ in range(_STEPS if name in numbers else 0):
                # tX + (1-t)·shift has at most the mixture of their norms, as they are convex
                least = value_of(name, shift)[0]
                values = value_of(name, made) - least
                made[:, -1] *= _factors(values, numbers[name] - least)[:, None]
        return made


# By how much roots are scaled down until bounds are met: from a short factor next to 1 to so small
# a one that the matrix is nearly the shift.
_FACTORS = tuple(map(as_fmpq, ("1", "9/10", "3/4", "1/2", "1/4", "1/10", "1/100", "1/10000")))
# Scaling by chords of a convex function never overshoots: the first lands inside, and the second
# sees that it does.
_STEPS = 2


# Eigenvalues of defective matrices are off by roots of the rounding error.
_NEAR_ROOTS = fmpq(1, 1000)


def _paired(values: NDArray[Any]) -> NDArray[Any]:
    """Replace roots that lost their conjugates by real ones of their moduli."""
    made = []
    for value in values:
        alone = np.abs(values - np.conj(value)).min() > 1e-6 * abs(value)
        made.append(np.copysign(abs(value), value.real) if alone else value)
    return np.array(made)


def _factors(values: FloatArray, bounds: FloatArray) -> FloatArray:
    """Return the factors that bring values down to bounds, 1 where they are."""
    outside = values > bounds
    return np.where(outside, np.maximum(bounds, 0.0) / np.where(outside, values, 1.0), 1.0)


def _graded(coefficients: Sequence[Gaussian], factor: Gaussian) -> list[Gaussian]:
    """Return the coefficients of the polynomial whose roots are multiplied by a number.

    By one of modulus 1, norm and radii stay what they are.
    """
    made, power = [], factor
    for x, y in reversed(coefficients):
        made.append((x * power[0] - y * power[1], x * power[1] + y * power[0]))
        power = (
            power[0] * factor[0] - power[1] * factor[1],
            power[0] * factor[1] + power[1] * factor[0],
        )
    return made[::-1]


def _exceeds(objection: str) -> str:
    """Return ``the norm exceeds 1/2`` for ``its norm exceeds 1/2``."""
    return objection.replace("its ", "the ", 1)
