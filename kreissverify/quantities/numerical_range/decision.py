"""Deciding w(A) ≤ v exactly, equality included.

w(A) ≤ v iff H(θ) = Re(e^{iθ}A) has no eigenvalue above v for any θ. For real A the polynomial
P(x, s) = det(sI - H(θ)) is one in x = cos θ with rational coefficients: it is even in θ, as H(-θ)
is the transpose of H(θ). Let (s - v)^k be the highest power of s - v that divides P (k > 0 where v
is an eigenvalue for every θ, as for a disc), and q(x) the value of the quotient at s = v. Between
neighbouring roots of q in [-1, 1] no eigenvalue crosses v, so that one rational point of the circle
in each gap decides for all of it, and continuity for the roots themselves.
"""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq, fmpq_mat, fmpq_poly, fmpz_poly

from kreissverify.matrices.exact_entries import assembled_real_form
from kreissverify.numbers.ball import (
    ball_matrix,
    lower_rational,
    upper_rational,
    working_precision,
)
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.positive_definite import (
    is_positive_definite_ball,
    is_positive_semidefinite_exact,
    scaled_identity,
)
from kreissverify.numbers.rational import simplest_between

__all__ = ["numerical_radius_at_most"]

# The precision up to which neighbouring roots of q are told apart, as in `spectrum.stability`.
_MOST_BITS = 1 << 14


def numerical_radius_at_most(matrix: fmpq_mat, bound: fmpq) -> bool:
    """Decide w(A) ≤ bound of a real square matrix exactly, equality included.

    Of a complex matrix the real form is asked: it is unitarily similar to A ⊕ conj A, and has w(A).

    Parameters
    ----------
    matrix
        A square rational matrix.
    bound
        The number v.

    Raises
    ------
    Refused
        If roots could not be told apart (not seen to happen).

    Examples
    --------
    >>> disc = fmpq_mat([[0, 2], [0, 0]])  # its numerical range is the unit disc
    >>> numerical_radius_at_most(disc, fmpq(1)), numerical_radius_at_most(disc, fmpq(1, 2))
    (True, False)
    """
    if bound <= 0:  # w is a norm
        return bool(bound == 0) and not any(matrix.entries())
    # the real axis first: it decides most matrices that are not within the bound
    if not all(_is_within(matrix, bound, t) for t in (None, fmpq(0))):
        return False
    polynomial = _crossings(matrix, bound)
    # no root at all is also a gap: there v is an eigenvalue of no H(θ) but by its fixed part
    return all(_is_within(matrix, bound, t) for t in _points(_inside(polynomial)))


def _crossings(matrix: fmpq_mat, bound: fmpq) -> fmpq_poly:
    """Return q: what is left of det(sI - H) at s = v when the powers of s - v are divided out.

    At x = (z + 1/z)/2 with rational z, not of modulus 1 but all the same as x is what counts,
    H = (zA + Aᵀ/z)/2 is a rational matrix, of which the polynomial is had; q by interpolation.
    """
    size = matrix.nrows()
    transpose, shift = matrix.transpose(), fmpq_poly([bound, fmpq(1)])
    nodes, values = [], []
    for k in range(1, size + 2):  # as many points as coefficients
        z = fmpq(k)
        nodes.append((z + 1 / z) / 2)
        shifted = ((z * matrix + transpose / z) / 2).charpoly()(shift)
        values.append([*shifted.coeffs(), *[fmpq(0)] * (size + 1)][: size + 1])
    for column in zip(*values, strict=True):
        if any(column):
            return _interpolated(nodes, column)
    raise AssertionError("a characteristic polynomial is not zero")


def _interpolated(nodes: list[fmpq], values: tuple[fmpq, ...]) -> fmpq_poly:
    """Return the polynomial through some points, by Newton's divided differences."""
    table = list(values)
    for step in range(1, len(nodes)):
        for i in range(len(nodes) - 1, step - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (nodes[i] - nodes[i - step])
    result = fmpq_poly([table[-1]])
    for node, value in zip(reversed(nodes[:-1]), reversed(table[:-1]), strict=True):
        result = result * fmpq_poly([-node, fmpq(1)]) + value
    return result


def _inside(polynomial: fmpq_poly) -> fmpz_poly:
    """Return the polynomial with its distinct roots, those at ±1 left out: ends of the range."""
    squarefree = polynomial / polynomial.gcd(polynomial.derivative())
    for end in (fmpq(1), fmpq(-1)):
        if squarefree(end) == 0:
            squarefree = squarefree / fmpq_poly([-end, fmpq(1)])
    return squarefree.numer()


def _points(polynomial: fmpz_poly) -> list[fmpq]:
    """Return t = tan(θ/2) of a point in each gap between neighbouring roots x = cos θ in [-1, 1].

    Raises
    ------
    Refused
        If the roots could not be told apart.
    """
    bits = 64
    while bits <= _MOST_BITS:
        with working_precision(bits):
            gaps = _gaps(polynomial)
            points = [] if gaps is None else [_between(low, high) for low, high in gaps]
        if gaps is not None and None not in points:
            return [t for t in points if t is not None]
        bits *= 2
    raise Refused("the numerical radius could not be told from the bound")


def _gaps(polynomial: fmpz_poly) -> list[tuple[fmpq, fmpq]] | None:
    """Return the gaps between the roots in (-1, 1); None if roots are not told apart."""
    roots: list[arb] = []
    if polynomial.degree() > 0:
        # the imaginary parts of real roots are exactly zero
        isolated: list[Any] = polynomial.complex_roots()  # pairs of a root and its multiplicity
        roots = [root.real for root, _ in isolated if root.imag == 0]
    if not all(abs(x) < 1 or abs(x) > 1 for x in roots):
        return None
    ends = [fmpq(-1)]
    for root in sorted((x for x in roots if abs(x) < 1), key=lambda x: float(x.mid())):
        ends += [lower_rational(root), upper_rational(root)]
    ends.append(fmpq(1))
    gaps = list(zip(ends[::2], ends[1::2], strict=True))
    return gaps if all(low < high for low, high in gaps) else None


def _between(low: fmpq, high: fmpq) -> fmpq | None:
    """Return a short rational t with low < (1 - t²)/(1 + t²) < high; None at too few bits."""
    middle, quarter = (low + high) / 2, (high - low) / 4
    # t falls as x grows; within the middle half of the gap both ends of t are finite and apart
    first = upper_rational(_half_tangent(middle + quarter))
    last = lower_rational(_half_tangent(middle - quarter))
    return simplest_between(first, last) if first <= last else None


def _half_tangent(x: fmpq) -> arb:
    return (arb(1 - x) / arb(1 + x)).sqrt()


def _is_within(matrix: fmpq_mat, bound: fmpq, t: fmpq | None) -> bool:
    """Decide vI - H(θ) ⪰ 0 at tan(θ/2) = t, None for θ = π, by its real form."""
    cosine, sine = fmpq(-1), fmpq(0)
    if t is not None:
        cosine, sine = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    transpose = matrix.transpose()
    real = scaled_identity(matrix.nrows(), bound) - (matrix + transpose) * (cosine / 2)
    gap = real
    if sine != 0:
        gap = assembled_real_form(real, (transpose - matrix) * (sine / 2))
    # balls prove the strict case quickly; a singular gap takes exact pivots
    return is_positive_definite_ball(ball_matrix(gap)) or is_positive_semidefinite_exact(gap)
