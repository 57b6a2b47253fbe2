"""Spectral radius, abscissa and departure from normality of all matrices near a given one.

Let every eigenvalue of every C + tE, 0 ≤ t ≤ 1, be within η of one of the centres d₁, …, dₙ, and C
have the eigenvalues d_i to within η. Eigenvalues depend continuously on t, so each component of the
union of the disks |z - d_i| ≤ η contains as many eigenvalues of A as of C. Such η are

- η = ‖F‖ + κ·ε for V⁻¹CV = diag(d) + F, κ = ‖V‖‖V⁻¹‖ (F. L. Bauer and C. T. Fike, Numer. Math. 2
  (1960) 137): V⁻¹(C + tE)V - zI is invertible where |z - d_i| > ‖F + tV⁻¹EV‖ for all i;
- η = (2‖C‖ + ε)^(1-1/n)·ε^(1/n) around the eigenvalues of C (L. Elsner, Linear Algebra Appl. 71
  (1985) 77), which is better where V is nearly singular: at defective matrices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flint import acb, acb_mat, arb, fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.ball import upper_rational, working_precision
from kreissverify.numbers.enclosure import Enclosure, maximum, minimum
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.algebra.departure_from_normality import QUANTITY as DEPARTURE
from kreissverify.quantities.algebra.frobenius_norm import QUANTITY as FROBENIUS
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.maps.pseudospectral_radius import QUANTITY as RHO_EPS
from kreissverify.quantities.nearby.neighbourhood import Neighbourhood, moved

__all__ = ["departure_nearby", "spectral_abscissa_nearby", "spectral_radius_nearby"]

_ZERO = fmpq(0)
_GUARD = 64  # bits beyond those of ε and of the width, for the residual F


@dataclass(frozen=True)
class _Disks:
    """Disks |z - d_i| ≤ η that say where the eigenvalues of A are."""

    centres: list[acb]
    radius: arb

    def components(self) -> Iterator[list[int]]:
        """Yield the components of their union; disks that are not proved apart are joined."""
        left = set(range(len(self.centres)))
        while left:
            found, open_ = [], [left.pop()]
            while open_:
                i = open_.pop()
                found.append(i)
                touching = {j for j in left if not self._are_apart(i, j)}
                left -= touching
                open_ += touching
            yield found

    def _are_apart(self, i: int, j: int) -> bool:
        return bool(abs(self.centres[i] - self.centres[j]) > 2 * self.radius)

    def radii(self) -> Enclosure:
        """Enclose ρ(A): no eigenvalue is beyond the disks, and each component has one."""
        low, high = self._highest([abs(d) for d in self.centres])._finite_ends()
        return Enclosure.between(max(low, _ZERO), high)

    def abscissae(self) -> Enclosure:
        """Enclose α(A) likewise."""
        return self._highest([d.real for d in self.centres])

    def _highest(self, heights: list[arb]) -> Enclosure:
        """Enclose what is largest over the eigenvalues, from its values at the centres."""
        highest = max(upper_rational(x + self.radius) for x in heights)
        lowest = max(
            min(-upper_rational(self.radius - heights[i]) for i in part)
            for part in self.components()
        )
        return Enclosure.between(lowest, highest)


def spectral_radius_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose ρ(A) by disks around eigenvalues, and from above by ρ_ε(C) where these are wide."""
    found = _meet([x.radii() for x in _disks(near)])
    low, high = found._finite_ends()
    if high - low > max(near.radius, low * fmpq(*float(near.rtol).as_integer_ratio())) * 4:
        with suppress(Refused):  # the disks are a bound
            high = min(high, near.of(RHO_EPS, near.radius)._finite_ends()[1])
    return Enclosure.between(low, high)


def spectral_abscissa_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose α(A) by disks around eigenvalues."""
    return _meet([x.abscissae() for x in _disks(near)])


def _meet(found: list[Enclosure]) -> Enclosure:
    return Enclosure(
        maximum([Enclosure.exactly(x.lower.value) for x in found]).lower,
        minimum([Enclosure.exactly(x.upper.value) for x in found]).upper,
    )


def _disks(near: Neighbourhood) -> list[_Disks]:
    """Return the disks of Elsner, and those of Bauer and Fike where eigenvectors are found."""
    small = min(near.radius, fmpq(*float(near.rtol).as_integer_ratio()))
    bits = _GUARD + 2 * int(small.q).bit_length()
    with working_precision(bits):
        found = [_by_elsner(near), _by_bauer_and_fike(near)]
    return [x for x in found if x is not None]


def _by_elsner(near: Neighbourhood) -> _Disks:
    n = near.centre.n
    centres = _eigenvalues(near.centre)
    size = arb(2 * near.of(NORM, rtol=1e-3)._finite_ends()[1] + near.radius)
    power = arb(1) / n
    radius = size ** (1 - power) * arb(near.radius) ** power if n > 1 else arb(near.radius)
    # the balls of the eigenvalues have radii of their own
    own = sum((x.real.rad() + x.imag.rad() for x in centres), arb(0))
    return _Disks(centres, (radius + own).upper())


def _eigenvalues(matrix: Matrix) -> list[acb]:
    """Return balls of the eigenvalues of C, each as often as it occurs.

    Of a complex C those of its real form, which are those of C and their conjugates: what is said
    of components is then said of the real forms of all A, which have their spectral radii.
    """
    polynomial: Any = matrix.real_form.exact.charpoly().numer()
    return [acb(root) for root, times in polynomial.complex_roots() for _ in range(times)]


def _by_bauer_and_fike(near: Neighbourhood) -> _Disks | None:
    real, imaginary = near.centre.parts
    C = acb_mat(real) if imaginary is None else acb_mat(real) + acb(0, 1) * acb_mat(imaginary)
    try:
        _, V = C.eig(right=True, algorithm="approx")
        V = _normalised(V.mid())
        W = V.inv()
    except (ZeroDivisionError, ValueError):
        return None  # defective, as far as this precision can tell
    D = W * C * V
    n = C.nrows()
    centres = [acb(D[i, i].real.mid(), D[i, i].imag.mid()) for i in range(n)]
    F = D - acb_mat([[centres[i] if i == j else acb(0) for j in range(n)] for i in range(n)])
    radius = _norm_above(F) + _norm_above(V) * _norm_above(W) * arb(near.radius)
    return _Disks(centres, radius.upper()) if radius.is_finite() else None


def _normalised(V: acb_mat) -> acb_mat:
    """Return V with columns of length 1, about, for which its condition is nearly least."""
    rows = V.tolist()
    lengths = [_root_of_squares(column) for column in zip(*rows, strict=True)]
    return acb_mat([[x / y for x, y in zip(row, lengths, strict=True)] for row in rows]).mid()


def _norm_above(matrix: acb_mat) -> arb:
    """Return a bound of ‖X‖: the smaller one of ‖X‖_F and √(‖X‖₁‖X‖_∞)."""
    rows = matrix.tolist()
    row_sums, column_sums = (
        [sum((abs(x).upper() for x in line), arb(0)) for line in lines]
        for lines in (rows, zip(*rows, strict=True))
    )
    product = _largest(row_sums) * _largest(column_sums)
    return _root_of_squares(matrix.entries()).min(product.upper().sqrt()).upper()


def _largest(numbers: list[arb]) -> arb:
    found = arb(0)
    for x in numbers:
        found = found.max(x)
    return found


def _root_of_squares(entries: Iterable[acb]) -> arb:
    """Return an upper bound of √Σ|x|²: the root of a ball that reaches below 0 has no value."""
    return sum((abs(x).upper() ** 2 for x in entries), arb(0)).upper().sqrt()


def departure_nearby(near: Neighbourhood) -> Enclosure:
    """Enclose the root of ‖A‖_F² - Σ|λ_i(A)|².

    In a component of k disks of radius η the eigenvalues of A and of C are matched to within
    2kη ≤ m, m = 2η times the number of disks, so that Σ|λ_i|²
    changes by at most m·Σ(2|λ_i(C)| + m) ≤ m·(2√n·‖C‖_F + nm).
    """
    n = near.centre.n
    if n == 1:
        return Enclosure.exactly(0)
    norm = near.of(FROBENIUS)
    size = _rooted(fmpq(n)) * norm._finite_ends()[1]
    m = min(2 * len(x.centres) * upper_rational(x.radius) for x in _disks(near))
    change = m * (2 * size + n * m)
    # ‖A‖_F² moves by at most (2‖C‖_F + √n·ε)·√n·ε
    step = _rooted(fmpq(n)) * near.radius
    change += (2 * norm._finite_ends()[1] + step) * step
    low, high = moved(near.of(DEPARTURE) ** 2, change, _ZERO)._finite_ends()
    return Enclosure.between(low, high).sqrt()


def _rooted(value: fmpq) -> fmpq:
    return Enclosure.exactly(value).sqrt()._finite_ends()[1]
