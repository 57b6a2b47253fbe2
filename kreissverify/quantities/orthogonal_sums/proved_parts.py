"""Orthogonal sums with proof: bounds of all powers of A, or of e^{tA}, by those of its parts.

Let Q₁, …, Qₖ span the invariant subspaces of A nearly, S = [Q₁ … Qₖ], and S⁻¹AS = D + F with D
block diagonal, of blocks Aⱼ. With mₜ = max ‖Aⱼᵗ‖ ≤ m for all t, and f = ‖F‖,

    ‖(D + F)ᵗ - Dᵗ‖ ≤ m((1 + mf)ᵗ - 1) ≤ m(e^(tmf) - 1) =: d,    ‖SᴴS - I‖ ≤ e < 1,
    (1 - e)(mₜ - d) ≤ ‖Aᵗ‖ ≤ (mₜ + d)/(1 - e),

as words in D and F with j letters F have norm at most m(mf)ʲ, and cond(S)² ≤ (1+e)/(1-e), which is
at most 1/(1-e)². With exponentials in the place of powers all of it holds, by the Dyson series of
e^{t(D+F)}. Here f is of the size of 2^-300, so that d is nothing for t ≤ 2⁶⁰, and e what rounding
of the entries of A has tilted. Each block may be turned by a number of modulus 1, or moved by an
imaginary one: then what rotates by one angle does not rotate at all, and few times are looked at.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from flint import acb, acb_mat, arb, fmpq, fmpq_mat

from kreissverify.matrices.exact_entries import assembled_real_form
from kreissverify.matrices.spectrum.stability import CIRCLE, Boundary
from kreissverify.numbers.arrays import float_matrix
from kreissverify.numbers.ball import middle_rational, upper_rational, working_precision
from kreissverify.numbers.float_ball_matrix import round_up
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities.orthogonal_sums.float_parts import orthogonal_clusters

__all__ = ["LONGEST", "ProvedParts", "proved_parts"]

LONGEST = 1 << 60
"""The last time that bounds by parts are good for, in steps or units of time."""

# A double eigenvalue loses half of the bits, a triple one two thirds.
_BITS = 1024
_MOST_ROWS = 24  # an empirical limit: the eigenvectors of so many take half a second
_TILTED = 1e-6  # e beyond which nothing would be decided that is worth the work
# f beyond which d would count: times of 2⁶⁰ and peaks of 1e10 leave 1e-30 of it.
_LEFT = 2.0**-190
# What is left of a vector that depends on others, of length about 1, is rounding.
_DEPENDENT = 2.0**-300
_TANGENT = 1 << 62  # a turn is off by less than 2⁻⁶¹: in 2⁶⁰ steps by half a radian

_Vector = list[acb]
_Still = Callable[[fmpq_mat, fmpq_mat], tuple[fmpq_mat, fmpq_mat]]


@dataclass(frozen=True)
class ProvedParts:
    """The blocks Aⱼ in real form, each turned, and bounds of e and f.

    Of blocks that are conjugates of one another one stands for both.
    """

    matrices: list[fmpq_mat]
    tilt: fmpq
    rest: fmpq

    @property
    def share(self) -> fmpq:
        """1 - e."""
        return 1 - self.tilt

    def slip(self, peak: fmpq) -> fmpq:
        """Return d for all t ≤ `LONGEST`, from a bound m of all powers of all parts."""
        with working_precision(128):
            return upper_rational(arb(peak) * (arb(LONGEST) * arb(peak * self.rest)).expm1())

    def bounds(self, low: float, high: float) -> tuple[float, float]:
        """Return bounds of the supremum of ‖Aᵗ‖ over t ≤ `LONGEST`, floats rounded outward.

        Parameters
        ----------
        low, high
            Of the largest of the suprema of the parts: `high` bounds all of them.
        """
        above, below = as_fmpq(high), as_fmpq(low)
        slip = self.slip(above)
        least = math.nextafter(as_float((below - slip) * self.share), 0.0)
        return max(0.0, least), round_up(as_float((above + slip) / self.share))

    def levels(self, delta: fmpq, peak: fmpq) -> tuple[fmpq, fmpq]:
        """Return δ⁻ and δ⁺: mₜ ≤ δ⁻ implies ‖Aᵗ‖ ≤ δ, and mₜ > δ⁺ implies ‖Aᵗ‖ > δ.

        Parameters
        ----------
        delta
            δ > 0.
        peak
            A bound m of all powers of all parts.
        """
        slip = self.slip(peak)
        return delta * self.share - slip, delta / self.share + slip


def proved_parts(matrix: fmpq_mat, boundary: Boundary = CIRCLE) -> ProvedParts | None:
    """Return the parts of a rational matrix; None where there is one only, or none is found.

    Parameters
    ----------
    matrix
        J, or A of a flow.
    boundary
        The circle or the axis: whether blocks are turned, or moved.

    Examples
    --------
    >>> turned = fmpq_mat([[0, -1], [1, 0]]) / 2  # i/2 and -i/2, of which one is enough
    >>> parts = proved_parts(turned)
    >>> parts is not None and len(parts.matrices), parts.tilt < fmpq(1, 2**900)
    (1, True)
    """
    array = float_matrix(matrix)
    if len(array) > _MOST_ROWS or not np.isfinite(array).all():
        return None
    of_real_form = _complex_of(matrix)
    with working_precision(_BITS):
        balls = acb_mat(matrix) if of_real_form is None else of_real_form
        values, vectors = balls.eig(right=True, algorithm="approx")
        columns = [_scaled(column) for column in vectors.transpose().tolist()]
        if not all(columns):
            return None
        rounded = np.array([[complex(x) for x in column] for column in columns]).T
        is_real = of_real_form is None
        floats = np.array([complex(x) for x in values])
        clusters = orthogonal_clusters(floats, rounded, real=is_real)
        # a complex matrix may be all of one part that rotates: turned, it has real coordinates
        if is_real and len(clusters) == 1 and not clusters[0][1]:
            return None
        bases = []
        for mine, has_twin in clusters:
            others = [x for x, is_mine in zip(values, mine, strict=True) if not is_mine]
            # a span that is its own conjugate has a real basis, and then the block is real
            span = _invariant(balls, others, int(mine.sum()), real=is_real and not has_twin)
            basis = _orthonormal(span)
            if len(basis) < len(span):
                return None
            bases.append((basis, has_twin))
        return _split(balls, bases, _turned if boundary is CIRCLE else _moved)


def _complex_of(matrix: fmpq_mat) -> acb_mat | None:
    """Return X + iY of a real form [[X, -Y], [Y, X]], whose powers have the same norms, or None.

    A real eigenvalue of X + iY is a double one of the real form, with an eigenvector of X + iY and
    one of its conjugate in one space: eigenvectors found there belong to no part.
    """
    n, odd = divmod(matrix.nrows(), 2)
    if odd:
        return None
    rows = matrix.tolist()
    real, imaginary = (fmpq_mat([row[:n] for row in half]) for half in (rows[:n], rows[n:]))
    if assembled_real_form(real, imaginary) != matrix:
        return None
    with working_precision(_BITS):
        pairs = zip(real.entries(), imaginary.entries(), strict=True)
        return acb_mat(n, n, [acb(arb(x), arb(y)) for x, y in pairs])


def _invariant(balls: acb_mat, others: list[acb], count: int, *, real: bool) -> list[_Vector]:
    """Return vectors Π(A - μ)x over eigenvalues μ, which span the subspace of all others.

    Eigenvectors would not do: of a double eigenvalue with one of them they are the same twice.

    Parameters
    ----------
    balls
        A.
    others
        The eigenvalues μ.
    count
        The dimension of the subspace.
    real
        Whether the subspace is its own conjugate.
    """
    draws = np.random.default_rng(0).integers(-99, 100, (count, balls.nrows())).tolist()
    columns = acb_mat(draws).transpose()
    for value in others:
        columns = (balls * columns - columns * value).mid()
    vectors = [_scaled(vector) for vector in columns.transpose().tolist()]
    return [[acb(x.real) for x in v] if real else v for v in vectors]


def _scaled(vector: _Vector) -> _Vector:
    """Return a vector with a largest entry of modulus 1, so that floats hold it; [] of none."""
    largest = max((x.abs_upper() for x in vector), default=arb(0))
    usable = largest.is_finite() and bool(largest > 0)
    return [(x / largest).mid() for x in vector] if usable else []


def _real(x: acb) -> arb:
    return x.real


def _imaginary(x: acb) -> arb:
    return x.imag


def _orthonormal(vectors: list[_Vector]) -> list[_Vector]:
    """Return an orthonormal basis, but for rounding, of what exact vectors span."""
    basis: list[_Vector] = []
    for vector in vectors:
        rest = vector
        for _ in range(2):  # twice, as little may be left of vectors that are nearly parallel
            for unit in basis:
                share = _inner(unit, rest)
                rest = [(x - share * u).mid() for x, u in zip(rest, unit, strict=True)]
        size = _inner(rest, rest).real.sqrt()
        if bool(size > _DEPENDENT):
            basis.append([(x / size).mid() for x in rest])
    return basis


def _inner(a: _Vector, b: _Vector) -> acb:
    """Return aᴴb."""
    return sum((x.conjugate() * y for x, y in zip(a, b, strict=True)), acb(0))


def _split(
    balls: acb_mat, bases: list[tuple[list[_Vector], bool]], still: _Still
) -> ProvedParts | None:
    """Return A split; None where the subspaces are too far from orthogonal, or from invariant.

    Parameters
    ----------
    balls
        A.
    bases
        Of the subspaces, each with whether its conjugate is another one.
    still
        Returns a block that does not rotate, and of whose powers the norms are those of one given.
    """
    columns: list[_Vector] = []
    starts, mine = [], []
    for basis, has_twin in bases:
        starts.append(len(columns))
        mine.append(len(basis))
        columns += basis
        if has_twin:
            starts.append(len(columns))
            mine.append(0)  # its powers have the norms of those of its conjugate
            columns += [[x.conjugate() for x in v] for v in basis]
    if len(columns) != balls.nrows():  # conjugate pairs that rounding has told apart, or not
        return None
    rows = acb_mat(columns)  # Sᵀ
    identity = acb_mat([[int(i == j) for j in range(len(columns))] for i in range(len(columns))])
    tilt = _frobenius(rows.conjugate() * rows.transpose() - identity)
    within = rows.transpose().solve(balls * rows.transpose())
    ends = [*starts[1:], len(columns)]
    middle = acb_mat(len(columns), len(columns))
    for start, end, size in zip(starts, ends, mine, strict=True):
        for i in range(start, end):
            for j in range(start, end):
                # the twin of a block is its conjugate in D, exactly: what it is not goes into F
                k = 0 if size else end - start
                entry = within[i - k, j - k].mid()
                middle[i, j] = entry if size else entry.conjugate()
    rest = _frobenius(within - middle)
    if not (bool(tilt < _TILTED) and bool(rest < _LEFT)):
        return None
    blocks = [
        _real_form(*still(*(_rational(middle, s, m, part) for part in (_real, _imaginary))))
        for s, m in zip(starts, mine, strict=True)
        if m
    ]
    return ProvedParts(blocks, upper_rational(tilt), upper_rational(rest))


def _frobenius(matrix: acb_mat) -> arb:
    """Return a bound of ‖·‖_F, which is at least ‖·‖."""
    # of a ball around 0 the square would reach below 0, where there is no root
    return sum((x.abs_upper() ** 2 for x in matrix.entries()), arb(0)).sqrt()


def _rational(matrix: acb_mat, start: int, count: int, part: Callable[[acb], arb]) -> fmpq_mat:
    """Return the real or the imaginary part of a diagonal block, exact."""
    rows = range(start, start + count)
    return fmpq_mat([[middle_rational(part(matrix[i, j])) for j in rows] for i in rows])


def _turned(real: fmpq_mat, imaginary: fmpq_mat) -> tuple[fmpq_mat, fmpq_mat]:
    """Return an exact block times a number of modulus 1, such that its trace is near positive."""
    angle = math.atan2(*(as_float(_trace(part)) for part in (imaginary, real)))
    if not any(imaginary.entries()):  # a real block stays real
        return real, imaginary
    if abs(angle) > math.pi / 2:  # so that the tangent of half of what is left is at most 1
        real, imaginary, angle = -real, -imaginary, angle - math.copysign(math.pi, angle)
    # (1 - is)²/(1 + s²) has modulus 1 exactly
    s = fmpq(round(math.tan(angle / 2) * _TANGENT), _TANGENT)
    cosine, sine = (1 - s * s) / (1 + s * s), -2 * s / (1 + s * s)
    return real * cosine - imaginary * sine, real * sine + imaginary * cosine


def _moved(real: fmpq_mat, imaginary: fmpq_mat) -> tuple[fmpq_mat, fmpq_mat]:
    """Return an exact block less the imaginary number that makes its trace real."""
    size = real.nrows()
    return real, imaginary - scaled_identity(size, _trace(imaginary) / size)


def _trace(matrix: fmpq_mat) -> fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), fmpq(0))


def _real_form(real: fmpq_mat, imaginary: fmpq_mat) -> fmpq_mat:
    """Return [[Re, -Im], [Im, Re]], which has the same norms; Re where that is all."""
    if not any(imaginary.entries()):
        return real
    return assembled_real_form(real, imaginary)
