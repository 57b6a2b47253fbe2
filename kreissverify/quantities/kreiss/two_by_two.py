"""K of a nonnegative 2×2 matrix, by exact decisions of K ≤ k.

For T ≥ 0 and |z| = r the resolvent at z is entrywise below the one at r, so K(T) is the supremum
over real r > 1. With x = r - 1 and N(x) = rI - T,

    K(T) ≤ k  iff  k²NNᵀ - x²I ⪰ 0 for all x > 0
              iff  trace = k²‖N‖_F² - 2x² ≥ 0  and  det = k⁴det(N)² - k²x²‖N‖_F² + x⁴ ≥ 0,

polynomials of degree 2 and 4 in x, whose signs are decided by Sturm's theorem. Nothing here rests
on the closed form of K, which it is there to test.
"""

from __future__ import annotations

from flint import fmpq, fmpq_mat, fmpq_poly

from kreissverify.numbers.errors import Refused
from kreissverify.numbers.polynomial_sign import has_positive_root, is_nonnegative_on_positives
from kreissverify.numbers.rational import as_fmpq, simplest_between

__all__ = [
    "at_most",
    "bracket",
    "is_power_bounded",
    "nonnegative_form",
    "rational_value",
    "touching_point",
]

_WIDTHS = (40, 100)  # bits to which K is enclosed before its simplest rational is tried

_SHORT = 14  # bits of the denominator of a rational that is no accident in a bracket of 1e-9


def nonnegative_form(matrix: fmpq_mat) -> fmpq_mat | None:
    """Return |J| if a sign, and conjugation by diag(1, ±1), turn the matrix J into it.

    Only for sizes 1 and 2; otherwise None.
    """
    if matrix.nrows() == 1:
        return fmpq_mat([[abs(matrix[0, 0])]])
    if matrix.nrows() != 2:
        return None
    (a, b), (c, d) = matrix.tolist()
    if a * d < 0 or b * c < 0:
        return None
    return fmpq_mat(2, 2, [abs(a), abs(b), abs(c), abs(d)])


def is_power_bounded(t: fmpq_mat) -> bool:
    """Decide whether the powers of a nonnegative 2×2 matrix stay bounded, so that K is finite."""
    trace, determinant = t[0, 0] + t[1, 1], t.det()
    # both roots of x² - trace·x + determinant in the closed unit disc; trace ≥ 0, real roots
    if 1 - trace + determinant < 0 or trace > 2:
        return False
    defective = trace == 2 and determinant == 1
    return not defective or (t[0, 1] == 0 and t[1, 0] == 0)


def at_most(t: fmpq_mat, k: fmpq) -> bool:
    """Decide K(T) ≤ k exactly, for k ≥ 0."""
    trace, determinant = _conditions(t, k)
    return is_nonnegative_on_positives(trace) and is_nonnegative_on_positives(determinant)


def _conditions(t: fmpq_mat, k: fmpq) -> tuple[fmpq_poly, fmpq_poly]:
    x = fmpq_poly([0, 1])
    (a, b), (c, d) = t.tolist()
    p, q = fmpq_poly([1 - a, 1]), fmpq_poly([1 - d, 1])
    frobenius = p * p + q * q + (b * b + c * c)
    det = p * q - b * c
    square = k * k
    trace = square * frobenius - 2 * x * x
    return trace, square * square * det * det - square * x * x * frobenius + x * x * x * x


def bracket(t: fmpq_mat, near: float, width: fmpq) -> tuple[fmpq, fmpq]:
    """Return low ≤ K(T) ≤ high with high - low ≤ width·low, or low = high where K is recognised.

    Parameters
    ----------
    t
        A nonnegative, power-bounded rational matrix.
    near
        A float near K(T), from which the search starts.
    width
        The relative width asked for.
    """
    if at_most(t, fmpq(1)):
        return fmpq(1), fmpq(1)
    # K ≥ 1, whatever the float says
    centre = max(as_fmpq(near), fmpq(1))
    step = width * centre / 4
    low, high = max(centre - step, fmpq(1)), centre + step
    while not at_most(t, high):
        low, step = high, step * 16  # the float was off: widen fast, then bisect
        high = centre + step
        if step > centre * 2**200:
            raise Refused("K: the Kreiss constant of this matrix was not bounded")
    step = width * centre / 4
    while low > 1 and at_most(t, low):
        high, step = low, step * 16
        low = max(centre - step, fmpq(1))
    low, high = _bisected(t, low, high, width)
    candidate = simplest_between(low, high)
    if int(candidate.q).bit_length() < _SHORT and _is_value(t, candidate):
        return candidate, candidate
    return low, high


def _is_value(t: fmpq_mat, k: fmpq) -> bool:
    """Decide K(T) = k > 1: at a positive root of det the least singular value of N is x/k."""
    return at_most(t, k) and has_positive_root(_conditions(t, k)[1])


def _bisected(t: fmpq_mat, low: fmpq, high: fmpq, width: fmpq) -> tuple[fmpq, fmpq]:
    while high - low > width * low:
        middle = simplest_between(low + (high - low) / 4, high - (high - low) / 4)
        if at_most(t, middle):
            high = middle
        else:
            low = middle
    return low, high


def rational_value(t: fmpq_mat, near: float) -> fmpq | None:
    """Return K(T) if it is a rational of reasonable length, proved: K ≤ k, and K ≥ k attained."""
    if at_most(t, fmpq(1)):
        return fmpq(1)
    low, high = bracket(t, near, fmpq(1, 2**20))
    if low == high:
        return low
    for bits in _WIDTHS:
        low, high = _bisected(t, low, high, fmpq(1, 2**bits))
        candidate = simplest_between(low, high)
        # an interval of 2⁻ᵇ contains a rational of b/2 bits by accident: only shorter ones count
        if int(candidate.q).bit_length() > bits // 2:
            continue
        if _is_value(t, candidate):
            return candidate
    return None


def touching_point(t: fmpq_mat, k: fmpq) -> fmpq | None:
    """Return the x = r - 1 at which K(T) = k > 1 is attained, where it is rational.

    At k = K(T) the determinant touches zero at x: its double root.
    """
    determinant = _conditions(t, k)[1]
    double = determinant.gcd(determinant.derivative())
    # no rational double root, or more than one: then no rational point attains K
    if double.degree() != 1:
        return None
    root = -double[0] / double[1]
    return root if root > 0 else None
