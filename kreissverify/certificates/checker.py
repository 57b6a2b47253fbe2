"""Re-check certificates of counterexamples: `python checker.py CERT...`.

A certificate says that "hypotheses imply conclusion" fails for some matrices and numbers. It is
accepted if each is in its class, each fact (bounds on a quantity of a matrix, with witnesses) is
derived again, each hypothesis is certainly true, and the conclusion is certainly false. Matrices
are exact, real numbers are rational intervals. No number of the certificate is believed.

The format is docs/certificate-format.md, and the paragraphs named here (§) are its paragraphs. This
file needs the standard library and nothing else. Its sections, each standing on those before it:

limits      what is rejected for its size or its work, whatever it claims
arithmetic  exact matrices: products, definiteness (§5), Schur-Cohn (§6); exponentials (§6);
            polynomials, and the numerical radius (§6); intervals (§4)
reading     JSON values of the shapes that the format has (§1)
expressions the operations of formulas and terms (§4) and of matrices (§5, §8)
facts       one function a rule, in the order of the table of bounds (§5, with the reasons of §6)
kinds       one function a kind of matrices, in the order of the table of kinds (§7)
statement   facts, the evaluation of formulas; then what a statement is about: an instance of a
            class (version 1: §2, §3), or parts, each of a kind (version 2: §7)
program     reading files, lines printed, exit codes

‖·‖ is the spectral norm, |·| of a vector the Euclidean norm, ' the transpose, * the conjugate
transpose, ⪰ 0 (≻ 0) says that a symmetric matrix is positive semidefinite (definite).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
import threading
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Overflow, Underflow
from fractions import Fraction
from functools import partial, reduce
from itertools import accumulate, chain, pairwise, repeat, zip_longest
from itertools import product as choices
from typing import Any, NamedTuple, cast

# ------------------------------------------------------------------------------------------- limits

# The limits of the format (§1, §2). They bound what a stranger's file may cost before its work is
# counted: larger ones cost memory and time, smaller ones reject certificates that are needed.
MAX_BYTES = 1 << 23
MAX_TEXT = 20_000  # characters of a formula written out: each level of a tree copies its parts
MAX_LIST = 400
MAX_SIZE = 40  # rows of J, or of its real form: an exact elimination takes about n³ products
MAX_TIME = 20_000  # J^t has numbers of t times the digits of J
# Squarings that lead to an exponential, which cost a product each: matrices up to about 10³⁰.
MAX_SQUARINGS = 100
MAX_SIDE = 400  # rows and columns of a matrix made from others: `columns` of itself doubles it
# Levels of lists and objects. Each level of an expression takes two, and three of the 1000 calls
# that Python allows; more would make the answer depend on how deep the caller of `check` stands.
MAX_DEPTH = 200
# Lists and objects in a file. Each takes up to 250 bytes of memory, however short it is written:
# 8 MiB of empty ones would take more than half a gigabyte.
MAX_PARTS = 200_000

# 4000 digits stay below the 4300 at which Python itself refuses to convert a string to an integer.
# [0-9], not \d: \d also takes the digits of other scripts.
NUMBER = re.compile("-?[0-9]{1,4000}(/[0-9]{1,4000})?")
# A parameter may not take a name that belongs to J, or to a constant.
NAME = re.compile("(?!(gamma|b|c|n|kappa|e|pi)$)[A-Za-z][A-Za-z0-9_]{0,30}")
# A part of a part is named after it, as J.H is: few are nested more than two deep. What is a word
# of the statements printed may not be a name.
MAX_NESTING = 8
PATH = re.compile(
    f"[A-Za-z][A-Za-z0-9_]{{0,30}}([.][A-Za-z][A-Za-z0-9_]{{0,30}}){{0,{MAX_NESTING - 1}}}"
)
RESERVED = {"e", "pi", "I", "true", "and", "or", "not", "implies", "iff", "max", "min", "Infinity"}
RESERVED |= {"abs", "sqrt", "log", "exp", "piecewise"}
# Characters of a number or a matrix in the line that is printed: a longer one would hide the rest.
MAX_PRINTED = 400

# Bits of a square root in a formula: 308 digits, so that roots that are equal are seen to be so.
ROOT_BITS = 1024
# Rows of a matrix whose signs are changed in all ways to see that two are alike (§6): 2ⁿ⁻¹ ways.
MAX_SIGNS = 4
# Bits of a number that tells whether two terms are equal (§6): longer ones take more than a second.
MAX_GAP_BITS = 1 << 16

# The work that one certificate may take, in rough nanoseconds. It is counted, not measured: no
# verdict depends on a clock. Five seconds suffice for a bound on K by 30 circles for n = 12; less
# would reject such bounds, and more would let a file made to waste time hold its reader for longer.
WORK = 5 * 10**9


class Budget(threading.local):
    """The work that is left. Each thread has its own: certificates may be checked side by side."""

    left = WORK


BUDGET = Budget()

INF = math.inf
ZERO, UNIT = Fraction(0), Fraction(1)

Matrix = list[list[Fraction]]
#: An end of an interval: a Fraction, or the float INF or -INF. No other float is ever made.
End = Fraction | float


class Rejected(Exception):
    """The certificate does not show what it claims; the message says why not."""


class Singular(Rejected):
    """An inverse does not exist: some statements claim that it does."""


def require(condition: object, reason: str) -> None:
    """Reject the certificate for this reason unless the condition is true."""
    if not condition:
        raise Rejected(reason)


def spend(times: int, bits: int = 0) -> None:
    """Take the work of so many products of integers of so many bits from the budget."""
    # A Fraction costs about 600 ns whatever its length. Python multiplies digits of 30 bits one by
    # one, (bits/30)² steps of about 0.6 ns; it is faster for long numbers, and this stays an upper
    # estimate.
    BUDGET.left -= times * (600 + bits * bits // 1500)
    require(BUDGET.left > 0, "checking takes more work than is allowed")


# ----------------------------------------------------------------------- arithmetic: exact matrices


def whole(M: Matrix) -> tuple[list[list[int]], int, int]:
    """Return integers N and d with M = N/d, and the largest number of bits among them."""
    den = 1
    for d in {x.denominator for row in M for x in row}:
        # A long number times a short one takes as many short products as the short one goes into
        # the long one. Paid before it is done: many denominators may multiply up to a huge one.
        # Four of them: a gcd, its two divisions, and a product.
        spend(4 * (1 + den.bit_length() // d.bit_length()), d.bit_length())
        den = math.lcm(den, d)
    spend(3 * len(M) * len(M[0]), max(den.bit_length(), length(*chain(*M))))
    rows = [[x.numerator * (den // x.denominator) for x in row] for row in M]
    return rows, den, max(den.bit_length(), *(x.bit_length() for row in rows for x in row))


def transposed(M: Matrix) -> Matrix:
    """Return M'; rows of different lengths have none."""
    spend(len(M) * len(M[0]))
    return [list(column) for column in zip(*M, strict=True)]


def product(*factors: Matrix) -> Matrix:
    """Return the product of two matrices or more."""
    if len(factors) > 2:
        return product(factors[0], product(*factors[1:]))
    # Over one common denominator a sum of products needs a single gcd, at its end.
    (A, d, size), (B, e, other) = whole(factors[0]), whole(transposed(factors[1]))
    require(len(A[0]) == len(B[0]), "matrices of these sizes have no product")
    spend(2 * len(A) * len(B) * len(A[0]), max(size, other))
    # The gcd is of numbers twice as long, and takes with its two divisions four such products.
    spend(len(A) * len(B), 4 * max(size, other))
    return [[Fraction(sum(map(int.__mul__, row, column)), d * e) for column in B] for row in A]


def plus(A: Matrix, B: Matrix, sign: int = 1) -> Matrix:
    """Return A + B, or A - B for the sign -1."""
    # A sum of fractions takes several products and a gcd: 16 products is an upper estimate.
    spend(16 * len(A) * len(A[0]), length(*chain(*A, *B)))
    return [[x + sign * y for x, y in zip(*rows, strict=True)] for rows in zip(A, B, strict=True)]


def scalar(q: Fraction, n: int) -> Matrix:
    """Return q times the n x n identity."""
    spend(n * n)
    return [[q if i == j else ZERO for j in range(n)] for i in range(n)]


def multiple(q: Fraction, M: Matrix) -> Matrix:
    """Return qM."""
    spend(4 * len(M) * len(M[0]), length(q, *chain(*M)))
    return [[q * x for x in row] for row in M]


def trace(M: Matrix) -> Fraction:
    """Return the sum of the diagonal."""
    return sum((row[i] for i, row in enumerate(M)), ZERO)


def square(x: Matrix) -> Fraction:
    """Return the sum of the squares of all entries: |x|² of a vector by its two columns."""
    return trace(product(x, transposed(x)))


def power(J: Matrix, t: Fraction | int) -> Matrix:
    """Return J^t for a time t, by repeated squaring."""
    require(0 <= t <= MAX_TIME and t == int(t), f"a time is an integer from 0 to {MAX_TIME}")
    if t == 0:
        return scalar(UNIT, len(J))
    half = power(J, t // 2)
    return product(half, half, J) if t % 2 else product(half, half)


def block(A: Matrix, B: Matrix, D: Matrix) -> Matrix:
    """Return [[A, B], [B', D]]."""
    rows = [*zip(A, B, strict=True), *zip(transposed(B), D, strict=True)]
    return [left + right for left, right in rows]


def semidefinite(M: Matrix, strict: bool = False) -> bool:
    """Decide whether the symmetric M is positive semidefinite (definite if strict).

    By the elimination M = LDL' on integers (Bareiss): every entry that is left is a minor of M, so
    it stays an integer, and the division by the pivot before is exact. M ⪰ 0 just when no pivot is
    negative and, where a pivot is 0, its whole column is 0 (for x = s e_k + e_j the form is
    2s M_kj + M_jj, of both signs unless M_kj = 0); M ≻ 0 just when all pivots are positive.
    """
    require(transposed(M) == M, "a matrix of a witness is not symmetric")
    # A positive common denominator changes no sign.
    S, previous = whole(M)[0], 1
    for k, row in enumerate(S):
        if row[k] < 0 or (row[k] == 0 and (strict or any(row[k:]))):
            return False
        # The longest entry of the pivot row stands for all: minors of one order are about as long.
        spend(2 * (len(S) - k) ** 2, max(x.bit_length() for x in row[k:]))
        # After a zero pivot with a zero column there is nothing to eliminate.
        for i in range(k + 1, len(S) if row[k] else 0):
            for j in range(i, len(S)):
                S[i][j] = (row[k] * S[i][j] - row[i] * row[j]) // previous
        previous = row[k] or previous
    return True


def norm_at_most(A: Matrix, v: Fraction, strict: bool = False) -> bool:
    """Decide whether ‖A‖ ≤ v (‖A‖ < v if strict): v ≥ 0 and v²I - A'A ⪰ 0 (≻ 0).

    The largest eigenvalue of A'A is ‖A‖², and is at most its trace: where tr A'A < v² no
    elimination is needed.
    """
    S, w = product(transposed(A), A), v * v
    return v >= 0 and (trace(S) < w or semidefinite(plus(scalar(w, len(S)), S, -1), strict))


def characteristic(A: Matrix) -> tuple[list[Fraction], Matrix]:
    """Return p = det(xI - A), lowest term p_0 first, and the M with AM = -p_0 I.

    By Faddeev and LeVerrier: M_k = A M_(k-1) + p_(n-k+1) I, p_(n-k) = -tr(A M_k)/k; and
    A M_n + p_0 I = 0 is the theorem of Cayley and Hamilton.
    """
    p, M = [UNIT], scalar(ZERO, len(A))
    for k in range(1, len(A) + 1):
        M = plus(product(A, M), scalar(p[0], len(A)))
        p.insert(0, -trace(product(A, M)) / k)
    return p, M


def inverted(A: Matrix) -> Matrix:
    """Return the inverse, -M/p_0 by `characteristic`; p_0 = 0 for a singular A."""
    p, M = characteristic(A)
    if p[0] == 0:
        raise Singular("a singular matrix has no inverse")
    return product(scalar(-1 / p[0], len(A)), M)


def rank(A: Matrix) -> int:
    """Return the rank: by elimination on integers, as in `semidefinite`, with exchanges of rows.

    Every entry that is left is a minor of the rows and columns with pivots and its own, so the
    divisions are exact.
    """
    S, previous, done = whole(A)[0], 1, 0
    for j in range(len(A[0])):
        pivot = next((i for i in range(done, len(S)) if S[i][j]), None)
        if pivot is not None:
            S[done], S[pivot] = S[pivot], S[done]
            top = S[done]
            # All that is left is paid by its longest entry, pivots and minors to come.
            bits = max(x.bit_length() for row in S[done:] for x in row)
            spend(3 * (len(S) - done) * len(top), bits)
            for i in range(done + 1, len(S)):
                S[i] = [
                    (top[j] * x - S[i][j] * y) // previous for x, y in zip(S[i], top, strict=True)
                ]
            previous, done = top[j], done + 1
    return done


def radius_at_most(J: Matrix, v: Fraction, strict: bool = False) -> bool:
    """Decide whether ρ(J) ≤ v (ρ(J) < v if strict), by the zeros of det(xI - J/v)."""
    if v <= 0:  # J/v has no meaning for v = 0; ρ(J) = 0 just when J is nilpotent
        return v == 0 and not strict and not any(map(any, power(J, len(J))))
    return zeros_within(characteristic(product(scalar(1 / v, len(J)), J))[0], strict)


def zeros_within(p: list[Fraction], strict: bool) -> bool:
    """Decide whether all zeros have |x| ≤ 1 (|x| < 1 if strict), by Schur and Cohn.

    Let p have degree n, and p* be its reverse. If |p_0| < |p_n| then p_n p - p_0 p* has as many
    zeros outside the unit circle as p (Rouché), and one zero at 0, which is divided out. If
    |p_0| > |p_n| a zero is outside, as the moduli of the zeros multiply to |p_0/p_n|. If they are
    equal none is outside only if all are on the circle; then p* = ±p, and by Cohn's theorem such a
    self-inversive p has as many zeros outside as its derivative. No zero is strictly inside then.
    """
    while len(p) > 1:
        p = [x / p[-1] for x in p]
        # A step takes a division, a product and a difference for each coefficient.
        spend(20 * len(p), whole([p])[2])
        if abs(p[0]) < 1:
            p = [a - p[0] * b for a, b in zip(p[1:], p[-2::-1], strict=True)]
        elif strict or any(a != b * p[0] for a, b in zip(p, p[::-1], strict=True)):
            return False  # |p_0| > 1 also ends here: p_n = 1 differs from p_0²
        else:
            p = [i * a for i, a in enumerate(p)][1:]
    return True


def abscissa_at_most(J: Matrix, v: Fraction, strict: bool = False) -> bool:
    """Decide whether α(J) ≤ v (α(J) < v if strict), by Schur and Cohn (§6, the abscissa).

    z ↦ (1+z)/(1-z) takes Re z < 0 to |x| < 1 and the imaginary axis to |x| = 1, so for
    p = det(zI - (J - vI)) of degree n the zeros of q(x) = (x+1)ⁿ p((x-1)/(x+1)) are asked. A zero
    of p at 1, which is taken to ∞, makes q of a lower degree: q_n = p(1).
    """
    shifted = plus(J, scalar(v, len(J)), -1)
    q: list[Fraction] = []
    weight = [UNIT]  # powers of x+1
    for a in reversed(characteristic(shifted)[0]):
        spend(20 * len(weight), length(*q, *weight, a))
        # (x-1)q + a·weight, by Horner
        terms = zip_longest([ZERO, *q], q, [a * x for x in weight], fillvalue=ZERO)
        q = [up - same + new for up, same, new in terms]
        weight = [x + y for x, y in zip([ZERO, *weight], [*weight, ZERO], strict=True)]
    return q[-1] != 0 and zeros_within(q, strict)


# ------------------------------------------------------------------------- arithmetic: exponentials


def integer_product(
    A: list[list[int]], B: list[list[int]], bits: int, divisor: int = 1
) -> list[list[int]]:
    """Return AB/(divisor·2^bits), each entry rounded to the nearest integer."""
    columns = [*zip(*B, strict=True)]
    length_of = max(x.bit_length() for row in (*A, *B) for x in row)
    # A product of integers costs an eighth of one of fractions, and 3 times its bits make up for
    # that in what grows with the length. Each entry is rounded besides.
    spend(len(A) ** 2 + len(A) ** 3 // 8, 3 * length_of)
    # Half of the divisor is added; a shift takes no time, where a division would.
    half = divisor << bits
    return [
        [
            (2 * sum(map(int.__mul__, row, column)) + half >> bits + 1) // divisor
            for column in columns
        ]
        for row in A
    ]


def exponential(A: Matrix, level: Fraction) -> tuple[Matrix, Fraction]:
    """Return C and r with ‖e^A - C‖ ≤ r, and r far below `level` or the entries of C (§6).

    e^A is the power 2^k of e^B, B = A/2^k with ‖B‖ ≤ 1/2, which is summed. All is done on integers
    in units of 2^-bits, rounded; the bits are doubled until r is as small as was asked.
    """
    if not any(map(any, A)):
        return scalar(UNIT, len(A)), ZERO
    N, den, _ = whole(A)
    size = sum(x * x for x in chain(*N))  # ‖A‖ ≤ ‖A‖_F = √size/den
    halvings = range(MAX_SQUARINGS + 1)
    k = next((k for k in halvings if 4 * size <= den * den << 2 * k), -1)
    require(k >= 0, "the exponential of so large a matrix takes more work than is allowed")
    bits = 256
    while True:
        C, r = scaled_exponential(N, den << k, k, bits)
        # 180 bits are 54 digits: bounds that are met to fewer are told from their values.
        if r << 180 <= max(max(map(abs, chain(*C))), math.floor(level * 2**bits)):
            return [[Fraction(x, 1 << bits) for x in row] for row in C], Fraction(r, 1 << bits)
        bits *= 2  # the budget ends this


def scaled_exponential(
    N: list[list[int]], den: int, squarings: int, bits: int
) -> tuple[list[list[int]], int]:
    """Return integers C and r with ‖e^B^(2^squarings) - C/2^bits‖ ≤ r/2^bits, B = N/den.

    In units u = 2^-bits, a rounded matrix is off by at most n/2 in norm (by Frobenius). The sum is
    S_1 of S_j = I + B S_(j+1)/j, S_(m+1) = I: ‖S_j‖ ≤ e^(1/2) ≤ 2 as ‖B‖ ≤ 1/2, so the error e_j of
    S_j is at most e_(j+1)/j + 3n/2, which adds up to 3n/2·e ≤ 5n. What is left out of the series is
    at most 2‖B‖^(m+1)/(m+1)! ≤ 1/(2^m (m+1)!) ≤ u. If C is off by r and ‖C‖ ≤ c, its square is off
    by at most r(2c + r), and by n/2 once rounded.
    """
    n, unit = len(N), 1 << bits
    X = [[((x << bits + 1) + den) // (2 * den) for x in row] for row in N]  # to the nearest
    m, left = 1, 4
    while left < unit:  # left = 2^m (m+1)!
        m += 1
        left *= 2 * (m + 1)
    one = [[unit if i == j else 0 for j in range(n)] for i in range(n)]
    C = one
    for j in range(m, 0, -1):
        part = integer_product(X, C, bits, j)
        C = [[x + y for x, y in zip(*rows, strict=True)] for rows in zip(part, one, strict=True)]
    r = 5 * n + 1
    for _ in range(squarings):
        c = math.isqrt(sum(x * x for x in chain(*C))) + 1
        r = (r * (2 * c + r) >> bits) + 1 + n
        C = integer_product(C, C, bits)
    return C, r


# -------------------------------------------------------------------------- arithmetic: polynomials
#
# A polynomial is the list of its coefficients, lowest first; the last one is not zero.

Polynomial = list[Fraction]


def trimmed(p: Polynomial) -> Polynomial:
    """Return the polynomial without the zeros after its last coefficient."""
    return p[: max((i for i, x in enumerate(p, 1) if x), default=0)]


def divided(p: Polynomial, q: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Return quotient and remainder."""
    quotient: Polynomial = []
    while len(p) >= len(q):
        # A product and a difference for each coefficient of q; those of p are about as long.
        spend(20 * len(q), length(*p, *q))
        quotient.insert(0, p[-1] / q[-1])
        low = len(p) - len(q)
        p = p[:low] + [x - quotient[0] * y for x, y in zip(p[low:], q, strict=True)][:-1]
    return quotient, trimmed(p)


def common(p: Polynomial, q: Polynomial) -> Polynomial:
    """Return the greatest common divisor, with 1 for its last coefficient, by Euclid."""
    while q:
        p, q = q, divided(p, q)[1]
        # Else numbers would grow with each division.
        p = [x / p[-1] for x in p]
    return [x / p[-1] for x in p]


def derivative(p: Polynomial) -> Polynomial:
    """Return the derivative."""
    return [i * x for i, x in enumerate(p)][1:]


def minus(p: Polynomial, q: Polynomial) -> Polynomial:
    """Return p - q."""
    return trimmed([x - y for x, y in zip_longest(p, q, fillvalue=ZERO)])


def value(p: Polynomial, x: int | Fraction) -> Fraction:
    """Return p(x), by Horner."""
    spend(20 * len(p), len(p) * length(*p, Fraction(x)))
    return reduce(lambda total, coefficient: total * x + coefficient, reversed(p), ZERO)


def by_multiplicity(p: Polynomial) -> list[Polynomial]:
    """Return the factors of simple roots, of double roots and so on, by Yun: p is their product.

    Of p and p' the divisor they share has each root once less; what is left is separated one
    multiplicity after the other.
    """
    shared = common(p, derivative(p))
    rest, slope = divided(p, shared)[0], divided(derivative(p), shared)[0]
    found = []
    while len(rest) > 1:
        change = minus(slope, derivative(rest))
        found.append(common(rest, change))
        rest, slope = divided(rest, found[-1])[0], divided(change, found[-1])[0]
    return found


def roots_between(p: Polynomial, a: int, b: int) -> int:
    """Return the number of roots in a < x < b of a polynomial of simple roots, by Sturm."""
    chain_of = [p, derivative(p)]
    while len(chain_of[-1]) > 1:
        chain_of.append([-x for x in divided(*chain_of[-2:])[1]])
    signs = ([x > 0 for q in chain_of if (x := value(q, end)) != 0] for end in (a, b))
    at_a, at_b = (sum(x != y for x, y in pairwise(row)) for row in signs)
    return at_a - at_b - (value(p, b) == 0)


def nonnegative_inside(p: Polynomial) -> bool:
    """Decide whether p(x) ≥ 0 for -1 ≤ x ≤ 1.

    A sign changes at roots of odd multiplicity alone. If there is none inside, p has one sign, and
    not all of more points than it has roots are zeros.
    """
    if any(roots_between(q, -1, 1) for q in by_multiplicity(p)[::2]):
        return False
    return all(value(p, Fraction(k, len(p))) >= 0 for k in range(len(p)))


def numerical_radius_at_most(J: Matrix, v: Fraction) -> bool:
    """Decide whether w(J) ≤ v (§6, the numerical radius): vI - (eJ + J'/e)/2 ⪰ 0 for all |e| = 1.

    It is so just when the elementary symmetric functions of its eigenvalues, the coefficients of
    its characteristic polynomial up to their signs, are all ≥ 0. As functions of e they are sums of
    powers from -n to n that stay when e and 1/e change places (the transpose), so polynomials of
    degree at most n in c = (e + 1/e)/2, which is the cosine of an angle on the circle. Their values
    at e = 1, ..., n+1 determine them.
    """
    n, powers, values = len(J), [], []
    for e in map(Fraction, range(1, n + 2)):
        mean = plus(multiple(e / 2, J), multiple(1 / (2 * e), transposed(J)))
        p = characteristic(plus(scalar(v, n), mean, -1))[0]
        values.append([x * (-1) ** k for k, x in enumerate(p[-2::-1], 1)])
        powers.append([((e + 1 / e) / 2) ** k for k in range(n + 1)])
    polynomials = transposed(product(inverted(powers), values))
    return all(map(nonnegative_inside, filter(None, map(trimmed, polynomials))))


# ---------------------------------------------------------------------------- arithmetic: intervals


class Interval(NamedTuple):
    """The extended reals from low to high; [INF, INF] is K of an unstable J."""

    low: End
    high: End


# Any value, or none: of 1/0, of ∞ - ∞, and of a quantity of which nothing is known.
WHOLE = Interval(-INF, INF)
OUTWARD = (ROUND_FLOOR, ROUND_CEILING)  # how the low end and the high end are rounded
# Truth values, by Kleene: false is 0, true is 1, undecided is all of [0, 1].
NO, YES, UNKNOWN = Interval(ZERO, ZERO), Interval(UNIT, UNIT), Interval(ZERO, UNIT)
# π cut off after 20 decimals, and one unit in the last of them above.
PI = Interval(*(Fraction(314159265358979323846 + k, 10**20) for k in (0, 1)))


def length(*ends: End) -> int:
    """Return the bits of the longest numerator or denominator; infinite ends have none."""
    return max(
        int.bit_length(k) for x in (0, *ends) if -INF < x < INF for k in x.as_integer_ratio()
    )


def span(*ends: End) -> Interval:
    """Return the hull of numbers; all numbers if one is a NaN, as ∞ - ∞ and 0·∞ are."""
    spend(50, length(*ends))
    return WHOLE if any(x != x for x in ends) else Interval(min(ends), max(ends))


def add(*v: Interval) -> Interval:
    """Return the sum."""
    # Term by term, so that a long partial sum is paid before it gets longer.
    return reduce(lambda a, b: span(a.low + b.low, a.high + b.high), v)


def times(a: Interval, b: Interval) -> Interval:
    """Return the product: its extremes are at ends of the factors."""
    return span(*(x * y for x in a for y in b))


def inverse(a: Interval) -> Interval:
    """Return 1/a, with 1/∞ = 0; any value where a contains 0."""
    if a.low <= 0 <= a.high:
        return WHOLE
    return span(*(1 / x if -INF < x < INF else ZERO for x in a))


def negative(a: Interval) -> Interval:
    """Return -a."""
    return span(-a.high, -a.low)


def lowest(*v: Interval) -> Interval:
    """Return the minimum; of truth values, "and"."""
    return Interval(*map(min, zip(*v, strict=True)))


def highest(*v: Interval) -> Interval:
    """Return the maximum; of truth values, "or"."""
    return Interval(*map(max, zip(*v, strict=True)))


def at_most(a: Interval, b: Interval) -> Interval:
    """Return whether a ≤ b, for all values in the intervals; of truth values, "implies"."""
    if a.low > b.high:
        return NO
    # ∞ against ∞ stays undecided: both ends may stand for values that are large and not known.
    return YES if a.high < b.low or -INF < a.high == b.low < INF else UNKNOWN


def equal(a: Interval, b: Interval) -> Interval:
    """Return whether a = b; of truth values, "iff"."""
    return lowest(at_most(a, b), at_most(b, a))


def negation(a: Interval) -> Interval:
    """Return "not" of a truth value, 1 - a."""
    return span(1 - a.high, 1 - a.low)


def quotient(x: End, digits: int, rounding: str) -> tuple[Decimal, Context]:
    """Return a number as a decimal of so many digits, and the context in which it was rounded."""
    # Overflow and underflow raise, which rejects the certificate: a result cut off at the bounds of
    # the exponents would not be an enclosure. exp(x) overflows from |x| = 20 000 ln 10 = 46 051 on.
    # All else (inexact, undefined) has an answer: no other traps.
    context = Context(digits, rounding, -20_000, 20_000, flags=[], traps=[Overflow, Underflow])
    # Python turns binary digits into decimal ones, one by one as in a product.
    spend(6, length(x))
    p, q = x.as_integer_ratio() if -INF < x < INF else (float(x), 1)
    return context.divide(Decimal(p), Decimal(q)), context


def shown(a: Interval) -> str:
    """Return an interval to ten digits, its ends rounded outward; one number where they agree."""
    ends = zip(a, OUTWARD, strict=True)
    return " to ".join(dict.fromkeys(str(quotient(x, 10, rounding)[0]) for x, rounding in ends))


def rational_root(x: End) -> Fraction | None:
    """Return the square root of a rational number where it is rational.

    In lowest terms p/q is a square just when p and q are.
    """
    if not 0 <= x < INF:
        return None
    spend(6, length(x))  # the root of an integer takes the work of a few products
    p, q = map(math.isqrt, x.as_integer_ratio())
    return Fraction(p, q) if Fraction(p * p, q * q) == x else None


def square_root(a: Interval) -> Interval:
    """Return √a by roots of integers; exact where it is rational, any value where a < 0 may be."""
    if a == WHOLE or a.low < 0:
        return WHOLE
    return span(*(rational_root(x) or root_near(x, end) for end, x in enumerate(a)))


def root_near(x: End, above: int) -> End:
    """Return √x rounded down to `ROOT_BITS` bits or more, and by one unit up if above is 1."""
    if not 0 < x < INF:
        return x
    spend(12, length(x) + 2 * ROOT_BITS)  # the root, a product before and a gcd after it
    p, q = x.as_integer_ratio()
    return Fraction(math.isqrt(p * q << 2 * ROOT_BITS) + above, q << ROOT_BITS)


def increasing(function: str, a: Interval) -> Interval:
    """Return sqrt, ln or exp of an interval: they increase, so ends go to ends.

    The decimals of the standard library round each of them correctly, to nearest. Exact for the
    square root of a square; any value outside the domain, where a decimal is a NaN.
    """
    if a == WHOLE:
        return WHOLE  # it may have no value, as 0·∞ in an exponent
    ends: list[End] = []
    for x, rounding, side in zip(a, OUTWARD, (-1, 1), strict=True):
        # A bound on K with a rational witness is often met exactly: no enclosure would show it.
        root = rational_root(x) if function == "sqrt" else None
        if root is not None:
            ends.append(root)
            continue
        start, context = quotient(x, 60, rounding)
        y: Decimal = getattr(start, function)(context)
        # 60 digits are right to 10⁻⁵⁹: widening by 10⁻⁵⁰ leaves nine digits to spare.
        wide = y.is_finite()  # infinite, or a NaN, otherwise: both stay what they are
        ends.append(Fraction(y) + side * abs(Fraction(y)) / 10**50 if wide else float(y))
    spend(500)
    # ln 0 is the decimal -Infinity, not a NaN; the format gives it any value.
    return WHOLE if function == "ln" and a.low <= 0 else span(*ends)


# ------------------------------------------------------------------------------------------ reading


def fields(data: Any, names: str) -> list[Any]:
    """Return the values of an object that has exactly these fields."""
    require(type(data) is dict and sorted(data) == sorted(names.split()), f"fields due: {names}")
    return [data[name] for name in names.split()]


def items(data: Any, low: int = 0, high: int = MAX_LIST) -> list[Any]:
    """Return the items of a list that has from low to high of them."""
    require(type(data) is list and low <= len(data) <= high, f"list of {low} to {high} items due")
    return list(data)


def rational(text: Any) -> Fraction:
    """Return the number written "p" or "p/q"; a JSON number is none."""
    require(type(text) is str and NUMBER.fullmatch(text), "a number is a string 'p' or 'p/q'")
    # Reading digits and cancelling each take the work of a few products; a digit has 3.4 bits, and
    # a numerator and denominator share the text.
    spend(4, 2 * len(text))
    p, _, q = text.partition("/")
    require(int(q or "1"), "a denominator is zero")
    return Fraction(int(p), int(q or "1"))


def table(data: Any, n: int, m: int) -> Matrix:
    """Return an n x m matrix, a list of rows."""
    return [[rational(x) for x in items(row, m, m)] for row in items(data, n, n)]


def complex_table(data: Any, n: int, m: int) -> tuple[Matrix, Matrix]:
    """Return the real and the imaginary part of an n x m complex matrix, a list of rows."""
    rows = [table(row, m, 2) for row in items(data, n, n)]  # a complex number is a list of two
    real, imaginary = ([[entry[part] for entry in row] for row in rows] for part in (0, 1))
    return real, imaginary


def witness(name: str, data: Any, n: int) -> Any:
    """Return the value of this field of a witness about an n x n matrix."""
    if name in ("circles", "lines"):
        names = "r g P" if name == "circles" else "x g P"
        curves = [fields(curve, names) for curve in items(data, 1)]
        return [(rational(r), rational(g), table(P, n, n)) for r, g, P in curves]
    if name == "times":
        return [*map(rational, items(data, 1))]
    if name in ("E", "N", "P", "S", "W", "X", "Z"):
        return table(data, n, n)
    if name == "Y":  # the coefficients of a polynomial
        return [table(Y, n, n) for Y in items(data, 1, 4)]
    if name == "x":  # a complex vector: the columns Re x and Im x
        return table(data, n, 2)
    if name == "z":  # a complex number: the row [[Re z, Im z]]
        return table([data], 1, 2)
    return rational(data)


# -------------------------------------------------------------------------------------- expressions


def below(a: Interval, b: Interval) -> Interval:
    """Return whether a < b: not b ≤ a."""
    return negation(at_most(b, a))


def at_least(a: Interval, b: Interval) -> Interval:
    """Return whether a ≥ b."""
    return at_most(b, a)


def above(a: Interval, b: Interval) -> Interval:
    """Return whether a > b: not a ≤ b."""
    return negation(at_most(a, b))


def unequal(a: Interval, b: Interval) -> Interval:
    """Return whether a ≠ b."""
    return negation(equal(a, b))


def multiply(*v: Interval) -> Interval:
    """Return the product of one factor or more."""
    return reduce(times, v)


def divide(a: Interval, b: Interval) -> Interval:
    """Return a/b."""
    return times(a, inverse(b))


def to_power(a: Interval, exponent: Interval) -> Interval:
    """Return a power: exact for an integer exponent, exp(exponent · ln a) for any other."""
    n = exponent.low
    if n != exponent.high or not isinstance(n, Fraction) or n.denominator > 1:
        # A base that may be 0 or negative has such powers only in part: any value.
        return increasing("exp", times(exponent, increasing("ln", a))) if a.low > 0 else WHOLE
    # The result has |n| times the bits of the base: it is paid before it is computed.
    spend(9, math.ceil(abs(n)) * length(*a))
    # An even power falls and then rises: over 0 its least value is 0, at no end.
    zero = [ZERO] if n != 0 and n % 2 == 0 and a.low <= 0 <= a.high else []
    # x - x + 1 is 1 for a finite x and a NaN for an infinite one: ∞⁰ has any value.
    result = span(*(x ** abs(int(n)) if n else x - x + 1 for x in a), *zero)
    return result if n >= 0 else inverse(result)


def absolute(a: Interval) -> Interval:
    """Return |a|, the largest of a, -a and 0."""
    return highest(a, negative(a), NO)


def piecewise(*v: Interval) -> Interval:
    """Return the hull of the cases (value, condition, ...) that may apply.

    They are those not certainly false, up to the first one that is certainly true; any value where
    none is certainly true.
    """
    for k in range(2, len(v) + 1, 2):
        if v[k - 1] == YES:
            return span(*(x for i in range(0, k, 2) if v[i + 1] > NO for x in v[i]))
    return WHOLE


# How tightly a text binds: a part that binds less than its place needs is put in brackets.
FORMULA, SUM, PRODUCT, POWER, ATOM = range(5)


class Operation(NamedTuple):
    """An operation of formulas and terms: how it is written, and what it means."""

    sign: str  # between the operands; before a single one, and before the list of an ATOM
    need: int  # the level that its operands need; FORMULA: they are formulas
    level: int  # its own level; FORMULA: it is a formula
    meaning: Callable[..., Interval]


# In the order of §4.
OPERATIONS = {
    "le": Operation(" <= ", SUM, FORMULA, at_most),
    "lt": Operation(" < ", SUM, FORMULA, below),
    "ge": Operation(" >= ", SUM, FORMULA, at_least),
    "gt": Operation(" > ", SUM, FORMULA, above),
    "eq": Operation(" = ", SUM, FORMULA, equal),
    "ne": Operation(" != ", SUM, FORMULA, unequal),
    "and": Operation(" and ", FORMULA, FORMULA, lowest),
    "or": Operation(" or ", FORMULA, FORMULA, highest),
    "not": Operation("not ", FORMULA, FORMULA, negation),
    "implies": Operation(" implies ", FORMULA, FORMULA, at_most),
    "iff": Operation(" iff ", FORMULA, FORMULA, equal),
    "add": Operation(" + ", SUM, SUM, add),
    "mul": Operation("*", PRODUCT, PRODUCT, multiply),
    "max": Operation("max", SUM, ATOM, highest),
    "min": Operation("min", SUM, ATOM, lowest),
    "div": Operation("/", POWER, PRODUCT, divide),
    "pow": Operation("^", ATOM, POWER, to_power),
    "neg": Operation("-", PRODUCT, SUM, negative),
    "abs": Operation("abs", SUM, ATOM, absolute),
    "sqrt": Operation("sqrt", SUM, ATOM, square_root),
    "log": Operation("log", SUM, ATOM, partial(increasing, "ln")),
    "exp": Operation("exp", SUM, ATOM, partial(increasing, "exp")),
    "piecewise": Operation("piecewise", SUM, ATOM, piecewise),
}


class Part(NamedTuple):
    """A part of a statement as it was evaluated."""

    value: Interval
    text: str
    level: int  # FORMULA for a formula, else how tightly the text binds
    # Whether it claims outright that an inverse exists that does not: then it has no value, and a
    # conclusion of which it is a conjunct is false (§8).
    missing: bool = False

    @property
    def shown(self) -> str:
        """The value to ten digits, for the reader."""
        return f"{self.text} {'does not exist' if self.missing else '= ' + shown(self.value)}"


def written(op: str, parts: list[Part]) -> str:
    """Return an operation as text, if formulas and terms are where they have to be."""
    sign, need, level, _ = OPERATIONS[op]
    # Every other operand of a piecewise is a condition.
    due = [need > FORMULA and (i % 2 == 0 or op != "piecewise") for i in range(len(parts))]
    require(due == [part.level > FORMULA for part in parts], "a formula and a term are mixed up")
    texts = [
        part.text if level == ATOM or part.level >= need > FORMULA else f"({part.text})"
        for part in parts
    ]
    if level == ATOM:
        text = f"{sign}({', '.join(texts)})"
    elif len(texts) > 1:
        text = sign.join(texts).replace(" + -", " - ")
    else:
        text = sign + texts[0]
    require(len(text) < MAX_TEXT, "the statement is too long")
    return text


def total(*matrices: Matrix) -> Matrix:
    """Return the sum of one matrix or more."""
    return reduce(plus, matrices)


def side_by_side(*matrices: Matrix) -> Matrix:
    """Return the matrices beside each other; they need as many rows."""
    width = sum(len(A[0]) for A in matrices)
    require(width <= MAX_SIDE, f"a matrix has at most {MAX_SIDE} rows and columns")
    spend(width * len(matrices[0]))
    return [[*chain(*row)] for row in zip(*matrices, strict=True)]


def stacked(*matrices: Matrix) -> Matrix:
    """Return the matrices above each other; they need as many columns."""
    return transposed(side_by_side(*map(transposed, matrices)))


def real_form(A: Matrix, B: Matrix) -> Matrix:
    """Return [[A, -B], [B, A]] for the complex matrix A + iB (§6, the real form).

    All quantities of it are those of A + iB, but for H and departure2, which are twice as large
    (`bound_shown`).
    """
    return stacked(side_by_side(A, multiple(-UNIT, B)), side_by_side(B, A))


class Array(NamedTuple):
    """A matrix of a statement: its entries, and how it is written."""

    real: Matrix
    imaginary: Matrix | None = None  # None where all entries are real
    text: str = ""
    missing: bool = False  # whether it has no value, as an inverse in it does not exist

    @property
    def form(self) -> Matrix:
        """Its real form if some entry is not real, else the matrix itself."""
        return self.real if self.imaginary is None else real_form(self.real, self.imaginary)

    @property
    def parts(self) -> tuple[Matrix, Matrix]:
        """Its real and its imaginary part."""
        return self.real, multiple(ZERO, self.real) if self.imaginary is None else self.imaginary


#: The entries of an array that is made from others.
Entries = tuple[Matrix, Matrix | None]
#: A number by its real and imaginary part.
Complex = tuple[Fraction, Fraction]


def entries(real: Matrix, imaginary: Matrix) -> Entries:
    """Return the parts of a matrix, None for an imaginary part that is zero."""
    return real, imaginary if any(map(any, imaginary)) else None


def lifted(operation: Callable[..., Matrix], *operands: Any) -> Entries:
    """Return what an operation that real forms keep (§6) makes of matrices that may be complex."""
    arrays = [x for x in operands if isinstance(x, Array)]
    if all(X.imaginary is None for X in arrays):
        return operation(*(x.real if isinstance(x, Array) else x for x in operands)), None
    M = operation(*(real_form(*x.parts) if isinstance(x, Array) else x for x in operands))
    n, m = len(M) // 2, len(M[0]) // 2
    return entries([row[:m] for row in M[:n]], [row[:m] for row in M[n:]])


def apart(operation: Callable[..., Matrix], *arrays: Array) -> Entries:
    """Return what an operation that only moves entries makes of matrices that may be complex."""
    if all(X.imaginary is None for X in arrays):
        return operation(*(X.real for X in arrays)), None
    real, imaginary = zip(*(X.parts for X in arrays), strict=True)
    return entries(operation(*real), operation(*imaginary))


def any_power(A: Matrix, exponent: Fraction) -> Matrix:
    """Return an integer power, of the inverse if it is negative."""
    # The power 0 would give an identity for any shape, and the inverse has to be a matrix.
    require(len(A) == len(A[0]), "only a square matrix has powers")
    return power(A if exponent >= 0 else inverted(A), abs(exponent))


def kronecker(A: Matrix, B: Matrix) -> Matrix:
    """Return the matrix of the blocks aB for the entries a of A."""
    require(len(A) * len(B) <= MAX_SIDE, f"a matrix has at most {MAX_SIDE} rows and columns")
    return stacked(*(side_by_side(*(multiple(a, B) for a in row)) for row in A))


def complex_kronecker(X: Array, Y: Array) -> Entries:
    """Return the Kronecker product: as a product of numbers, real and imaginary part."""
    (A, B), (C, D) = X.parts, Y.parts
    return entries(
        plus(kronecker(A, C), kronecker(B, D), -1), plus(kronecker(A, D), kronecker(B, C))
    )


def complex_multiple(q: Complex, X: Array) -> Entries:
    """Return qX."""
    (a, b), (A, B) = q, X.parts
    return entries(plus(multiple(a, A), multiple(b, B), -1), plus(multiple(a, B), multiple(b, A)))


def adjoint(X: Array) -> Entries:
    """Return the conjugate transpose."""
    A, B = map(transposed, X.parts)
    return entries(A, multiple(-UNIT, B))


def count_of(x: Fraction) -> int:
    """Return a number of rows or columns."""
    good = x.denominator == 1 and 1 <= x <= MAX_SIDE
    require(good, f"a matrix has from 1 to {MAX_SIDE} rows and columns")
    return int(x)


def zeros(n: Fraction, m: Fraction) -> Entries:
    """Return the n x m matrix of zeros."""
    spend(count_of(n) * count_of(m))
    return [[ZERO] * count_of(m) for _ in range(count_of(n))], None


def constant(*rows: tuple[Complex, ...]) -> Entries:
    """Return the matrix of these rows."""
    require(max(map(len, rows)) == min(map(len, rows)), "the rows of a matrix differ in length")
    real, imaginary = ([[q[part] for q in row] for row in rows] for part in (0, 1))
    return entries(real, imaginary)


def block_of(J: Coupled, i: Fraction, j: Fraction) -> Entries:
    """Return a block of a coupled matrix, from 0."""
    require(i in range(J.m) and j in range(J.m), "there is no such block")
    spend(len(J.J) ** 2)
    return J.block(int(i), int(j)), None


class MatrixOperation(NamedTuple):
    """An operation that makes a matrix: its operands, how it is written, and what it means."""

    # A letter for each operand: M a matrix, x a number, q a number that may be complex, R a row of
    # these, C the name of a coupled matrix. A letter with + takes two or more, with * one or more.
    takes: str
    text: str  # what stands between the operands of + and *, else a template of their texts
    meaning: Callable[..., Entries]


# In the order of §5; those from "adjoint" on are of version 2 (§8).
MATRIX_OPERATIONS = {
    "add": MatrixOperation("M*", " + ", partial(lifted, total)),
    "mul": MatrixOperation("M+", "*", partial(lifted, product)),
    "transpose": MatrixOperation("M", "({})'", partial(apart, transposed)),
    "power": MatrixOperation("Mx", "{}^({})", partial(lifted, any_power)),
    "scalar": MatrixOperation("Mx", "({1})*I", lambda X, q: (scalar(q, len(X.real)), None)),
    "columns": MatrixOperation("M*", ", ", partial(apart, side_by_side)),
    "rows": MatrixOperation("M*", "; ", partial(apart, stacked)),
    "adjoint": MatrixOperation("M", "adjoint({})", adjoint),
    "inverse": MatrixOperation(
        "M", "inverse({})", partial(lifted, partial(any_power, exponent=Fraction(-1)))
    ),
    "kron": MatrixOperation("MM", "kron({}, {})", complex_kronecker),
    "times": MatrixOperation("qM", "({})*{}", complex_multiple),
    "identity": MatrixOperation("x", "I({})", lambda n: (scalar(UNIT, count_of(n)), None)),
    "zeros": MatrixOperation("xx", "zeros({}, {})", zeros),
    "matrix": MatrixOperation("R*", ", ", constant),
    "block": MatrixOperation("Cxx", "{}.block({}, {})", block_of),
}
# A class of version 1 has these, and reads a complex matrix as its real form: `transpose` is the
# adjoint there.
FIRST_OPERATIONS = ("add", "mul", "transpose", "power", "scalar", "columns", "rows")


def same(X: Array, Y: Array) -> bool:
    """X = Y; matrices of other shapes cannot be compared."""
    require_shape(X, Y)
    return X.real == Y.real and X.imaginary == Y.imaginary


def entrywise(X: Array, Y: Array) -> bool:
    """X ≤ Y entry by entry, of real matrices."""
    require_shape(X, Y)
    require(X.imaginary is Y.imaginary is None, "entries that are not real have no order")
    return all(x <= y for x, y in zip(chain(*X.real), chain(*Y.real), strict=True))


def positive_semidefinite(X: Array) -> bool:
    """X = X* and X ⪰ 0, by the real form."""
    return hermitian(X) and semidefinite(X.form)


def require_shape(X: Array, Y: Array) -> None:
    """Reject matrices of different shapes, and pay for comparing their entries."""
    good = len(X.real) == len(Y.real) and len(X.real[0]) == len(Y.real[0])
    require(good, "matrices of different shapes are compared")
    spend(4 * len(X.real) * len(X.real[0]), length(*chain(*X.real, *Y.real)))


# Formulas about matrices (§8), and how many they are about.
MATRIX_FORMULAS: dict[str, tuple[int, Callable[..., bool]]] = {
    "same": (2, same),
    "entrywise": (2, entrywise),
    "psd": (1, positive_semidefinite),
}


# Numbers that a matrix has, exactly (§8).


def entry(X: Array, i: Fraction, j: Fraction) -> Complex:
    """Return the entry in row i and column j, from 0."""
    require(i in range(len(X.real)) and j in range(len(X.real[0])), "there is no such entry")
    imaginary = X.imaginary[int(i)][int(j)] if X.imaginary else ZERO
    return X.real[int(i)][int(j)], imaginary


def complex_trace(X: Array) -> Complex:
    """Return the sum of the diagonal."""
    require_square(X)
    # Over one denominator, whose work `whole` pays: a sum of fractions may grow with each term.
    diagonals = (whole([[row[i] for i, row in enumerate(M)]]) for M in X.parts)
    real, imaginary = (Fraction(sum(numbers), den) for [numbers], den, _ in diagonals)
    return real, imaginary


def determinant(X: Array) -> Complex:
    """Return (-1)ⁿp_0 of det(xI - X), as in `characteristic`.

    Of a complex X by the same recursion on real forms: a number p + iq takes the place of p_k,
    whose real part is half a trace, and whose imaginary part is the trace of the lower left block.
    """
    require_square(X)
    n = len(X.real)
    if X.imaginary is None:
        return (-1) ** n * characteristic(X.real)[0][0], ZERO
    F, M, p, q = X.form, scalar(ZERO, 2 * n), UNIT, ZERO
    for k in range(1, n + 1):
        M = plus(product(F, M), real_form(scalar(p, n), scalar(q, n)))
        N = product(F, M)
        p, q = -trace(N[:n]) / k, -trace(N[n:]) / k
    return (-1) ** n * p, (-1) ** n * q


def complex_rank(X: Array) -> Complex:
    """Return the rank; that of the real form is twice as large."""
    return Fraction(rank(X.form), 1 if X.imaginary is None else 2), ZERO


def require_square(X: Array) -> None:
    """Reject a matrix that is not square."""
    require(len(X.real) == len(X.real[0]), "the matrix is not square")


#: What gives the value of a quantity that facts are about.
Known = Callable[[str, Array], Interval]


def exactly(number: Callable[..., Complex], known: Known, X: Array, *at: Fraction) -> Interval:
    """Return an exact number of a matrix, which has to be real and needs no fact."""
    real, imaginary = number(X, *at)
    require(imaginary == 0, "a number of a matrix is not real")
    return span(real)


def frobenius(known: Known, X: Array) -> Interval:
    """Return the root of the sum of all |x|² over the entries x."""
    return square_root(span(sum(map(square, X.parts), ZERO)))


def inverse_norm(known: Known, X: Array) -> Interval:
    """Return ‖X⁻¹‖, by a fact about the norm of that matrix; ∞ for a singular X."""
    require_square(X)
    try:
        return known("norm", Array(*lifted(inverted, X), f"inverse({X.text})"))
    except Singular:
        return Interval(INF, INF)


def condition(known: Known, X: Array) -> Interval:
    """Return ‖X‖·‖X⁻¹‖, by facts about both norms; ∞ for a singular X."""
    inverse_known = inverse_norm(known, X)
    if inverse_known.low == INF:
        return inverse_known
    # Norms are not negative, whatever the facts leave open.
    return times(highest(known("norm", X), NO), highest(inverse_known, NO))


def departure(known: Known, X: Array) -> Interval:
    """Return the root of ‖X‖_F² - Σ|λ_i|² ≥ 0, by facts about departure2."""
    return square_root(highest(known("departure2", X), NO))


# Quantities that are evaluated (§8); all others are known by facts alone.
EVALUATED: dict[str, Callable[..., Interval]] = {
    "entry": partial(exactly, entry),
    "trace": partial(exactly, complex_trace),
    "det": partial(exactly, determinant),
    "rank": partial(exactly, complex_rank),
    "frobenius": frobenius,
    "inverse_norm": inverse_norm,
    "cond": condition,
    "departure": departure,
}


# ----------------------------------------------------------- equal numbers (see §6, equal numbers)


class Algebraic(NamedTuple):
    """A bound from below of a number, if it is not 0: it is N/L with algebraic integers N and L.

    All conjugates of N are at most `top` in modulus, those of L at most `bottom`, both ≥ 1; and N
    is in the field of numbers of these degrees, which are told from each other by their names.
    """

    top: int
    bottom: int
    degrees: dict[str, int]

    def is_zero(self, most: Fraction) -> bool:
        """Decide whether the number is 0, as it is at most `most` in modulus.

        The conjugates of N ≠ 0 multiply to an integer that is not 0, so |N| ≥ top^(1-D) where N has
        at most D of them; and |L| ≤ bottom.
        """
        D = math.prod(self.degrees.values())
        bits = self.top.bit_length() * (D - 1) + self.bottom.bit_length()
        if bits > MAX_GAP_BITS:
            return False
        spend(6, bits + length(most))
        return bool(most * self.bottom * self.top ** (D - 1) < 1)


def whole_bound(q: Fraction) -> Algebraic:
    """Return the bound of a rational number."""
    return Algebraic(max(1, abs(q.numerator)), q.denominator, {})


def sum_of(a: Algebraic, b: Algebraic) -> Algebraic:
    """Return the bound of a ± b."""
    top = a.top * b.bottom + b.top * a.bottom
    return Algebraic(top, a.bottom * b.bottom, a.degrees | b.degrees)


def product_of(a: Algebraic, b: Algebraic) -> Algebraic:
    """Return the bound of ab."""
    return Algebraic(a.top * b.top, a.bottom * b.bottom, a.degrees | b.degrees)


def quotient_of(a: Algebraic, b: Algebraic) -> Algebraic:
    """Return the bound of a/b."""
    return Algebraic(a.top * b.bottom, a.bottom * b.top, a.degrees | b.degrees)


def either_of(a: Algebraic, b: Algebraic) -> Algebraic:
    """Return the bound of a number that is a or b."""
    return Algebraic(max(a.top, b.top), max(a.bottom, b.bottom), a.degrees | b.degrees)


def root_of(a: Algebraic, name: str) -> Algebraic:
    """Return the bound of √a = √(NL)/L, which has twice as many conjugates as NL."""
    return Algebraic(math.isqrt(a.top * a.bottom) + 1, a.bottom, a.degrees | {name: 2})


def norm_bound(X: Array) -> Algebraic:
    """Return the bound of ‖X‖ = √λ/d, X = N/d: λ is a root of det(xI - N'N).

    With m roots that differ, √λ has 2m conjugates, at most ‖N‖_F in modulus.
    """
    N, d = integers(X.form)
    if len(N) < len(N[0]):  # NN' has the roots of N'N that are not 0, and is smaller
        N = transposed(N)
    p = simple_roots(product(transposed(N), N))
    return Algebraic(size_of(N), d, {f"norm {p}": 2 * len(p) - 2})


def rho_bound(X: Array) -> Algebraic:
    """Return the bound of ρ(X) = |λ|/d, X = N/d: λ is a root of det(xI - N).

    |λ|² is the product of two of the roots: with m that differ, it is one of m(m+1)/2 numbers, and
    its square root one of twice as many; they are at most ‖N‖_F in modulus.
    """
    N, d = integers(X.form)
    p = simple_roots(N)
    return Algebraic(size_of(N), d, {f"rho {p}": len(p) * (len(p) - 1)})


def frobenius_bound(X: Array) -> Algebraic:
    """Return the bound of ‖X‖_F, the root of a rational number."""
    s = sum(map(square, X.parts), ZERO)
    return root_of(whole_bound(s), f"sqrt {s}")


def condition_bound(X: Array) -> Algebraic:
    """Return the bound of ‖X‖·‖X⁻¹‖, of an X that is not singular."""
    return product_of(norm_bound(X), inverse_norm_bound(X))


def inverse_norm_bound(X: Array) -> Algebraic:
    """Return the bound of ‖X⁻¹‖, of an X that is not singular."""
    return norm_bound(Array(*lifted(inverted, X)))


def integers(M: Matrix) -> tuple[Matrix, int]:
    """Return N of integers, and d, with M = N/d."""
    rows, d, _ = whole(M)
    return [[*map(Fraction, row)] for row in rows], d


def size_of(N: Matrix) -> int:
    """Return an integer that is at least ‖N‖_F, of a matrix of integers."""
    return math.isqrt(int(square(N))) + 1


def simple_roots(N: Matrix) -> Polynomial:
    """Return the polynomial of integers that has each root of det(xI - N) once."""
    p = characteristic(N)[0]
    return divided(p, common(p, derivative(p)))[0]


# What is algebraic: quantities, and operations of two numbers that are.
ALGEBRAIC: dict[str, Callable[[Array], Algebraic]] = {
    "norm": norm_bound,
    "rho": rho_bound,
    "frobenius": frobenius_bound,
    "cond": condition_bound,
    "inverse_norm": inverse_norm_bound,
}
COMBINED: dict[str, Callable[[Algebraic, Algebraic], Algebraic]] = {
    "add": sum_of,
    "mul": product_of,
    "div": quotient_of,
    "max": either_of,
    "min": either_of,
}


def combined(op: str, bounds: list[Algebraic | None]) -> Algebraic | None:
    """Return the bound of an operation on numbers; None if some is not known, or it is too long."""
    found = bounds[0]
    for other in bounds[1:]:
        if found is None or other is None:
            return None
        size = found.top.bit_length() + other.top.bit_length()
        spend(4, min(size + found.bottom.bit_length() + other.bottom.bit_length(), MAX_GAP_BITS))
        found = COMBINED[op](found, other)
        if max(found.top, found.bottom).bit_length() > MAX_GAP_BITS:
            return None
    return found


# Operations whose operands may change places.
UNORDERED = ("add", "mul", "max", "min", "and", "or", "eq", "ne", "iff")


# ------------------------------------------------------------- facts: what a witness shows (see §6)

#: A circle (r, g, P), or a line (x, g, P).
Circle = tuple[Fraction, Fraction, Matrix]


def circle_holds(J: Matrix, r: Fraction, g: Fraction, P: Matrix) -> bool:
    """Decide whether the circle (r, g, P) shows ρ(J) < r and G(r) ≤ g (§6, a circle).

    It does if r, g > 0, P ⪰ 0 and, for F = J/r,

        [[P - F'PF - I, -F'P], [-PF, (gr)²I - P]] ⪰ 0.

    The first block gives P ⪰ I + F'PF ≻ 0; if Fv = λv then (1 - |λ|²) v*Pv ≥ |v|² > 0, so |λ| < 1.
    For any u and |e| = 1 let x = (eI - F)⁻¹u, so that ex = Fx + u. The form of the matrix at (x, u)
    is x*Px - (Fx + u)*P(Fx + u) - |x|² + (gr)²|u|² ≥ 0, where the terms with P cancel: |x| ≤ gr|u|.
    As (reI - J)⁻¹ = (eI - F)⁻¹/r, this bounds the resolvent on |z| = r. It is subharmonic beyond,
    and falls to 0, so it is less than g there: G(r) ≤ g.
    """
    if r <= 0 or g <= 0 or not semidefinite(P):
        return False
    F = product(scalar(1 / r, len(J)), J)
    side = product(scalar(-1 / r, len(J)), transposed(J), P)  # -F'P
    # side F = -F'PF
    corner = plus(plus(P, product(side, F)), scalar(UNIT, len(J)), -1)
    return semidefinite(block(corner, side, plus(scalar((g * r) ** 2, len(J)), P, -1)))


def start_holds(J: Matrix, v: Fraction, d: Fraction, Y: list[Matrix]) -> bool:
    """Decide whether Y shows (|z|-1)‖(zI-J)⁻¹‖ ≤ v for 1 < |z| ≤ 1+d (§6, from the unit circle).

    It does if Y_0, ..., Y_(m-1) are symmetric, J'Y_0 J = Y_0, d > 0, and for Y_(-1) = Y_m = 0 and

        N_j = [[Y_(j+1) - J'Y_(j+1)J + 2Y_j + Y_(j-1), -J'Y_j], [-Y_j J, -Y_(j-1)]]  (0 ≤ j ≤ m),

    where diag(-I, v²I) is added to N_0, all sums over j ≤ k of C(k,j)/C(m,j) dʲN_j are positive
    semidefinite. Then N(e) = Σ eʲN_j ⪰ 0 for 0 ≤ e ≤ d: by Bernstein it is a sum of these with the
    weights C(m,k) (e/d)ᵏ(1-e/d)^(m-k) ≥ 0. Let Q = Σ eⁱY_i, e = |z|-1 and ew = (zI-J)x. As
    J'Y_0 J = Y_0, e times the form of N(e) at (x, w) is

        |z|² x*Qx - (Jx + ew)*Q(Jx + ew) - e|x|² + ev²|w|²,

    where the terms with Q cancel, as Jx + ew = zx: so e|x| ≤ v|(zI-J)x|.
    """
    n, m = len(J), len(Y)
    zero = scalar(ZERO, n)
    # The terms at -1 and m are zero; the image of Y is J'YJ, its side -J'Y.
    padded = [*Y, zero, zero]
    sides = [product(scalar(-UNIT, n), transposed(J), form) for form in padded]
    changes = [plus(form, product(side, J)) for form, side in zip(padded, sides, strict=True)]
    terms = [
        block(total(changes[j + 1], padded[j], padded[j], padded[j - 1]), sides[j], minus)
        for j, minus in enumerate(plus(zero, padded[j - 1], -1) for j in range(m + 1))
    ]
    terms[0] = plus(terms[0], block(scalar(-UNIT, n), zero, scalar(v * v, n)))
    kept = all(transposed(form) == form for form in Y) and not any(map(any, changes[0]))
    return d > 0 and kept and all(map(semidefinite, bernstein(terms, d)))


def bernstein(terms: list[Matrix], d: Fraction) -> list[Matrix]:
    """Return the coefficients of Σ eʲN_j for 0 ≤ e ≤ d in the basis of Bernstein."""
    m = len(terms) - 1
    size = len(terms[0])
    return [
        total(
            *(
                product(scalar(Fraction(math.comb(k, j), math.comb(m, j)) * d**j, size), N)
                for j, N in enumerate(terms[: k + 1])
            )
        )
        for k in range(m + 1)
    ]


def chord_peak(r: Fraction, g: Fraction, s: Fraction, h: Fraction) -> End:
    """Return a bound of (ϱ-1)G(ϱ) for r ≤ ϱ ≤ s, where G(r) ≤ g and G(s) ≤ h (§6, circles bound K).

    By Hadamard's three circles log G is convex in log ϱ, so it lies below its chord, and the chord
    below the one through the bounds: G(ϱ) ≤ g (ϱ/r)^(-a) with the slope a = log(g/h)/log(s/r).
    (ϱ-1)(ϱ/r)^(-a) rises as long as 1/(ϱ-1) ≥ a/ϱ: always if a ≤ 1, up to ϱ = a/(a-1) otherwise,
    then it falls. Its maximum is at that point, clamped to [r, s].
    """
    slope = divide(increasing("ln", span(g / h)), increasing("ln", span(s / r))).low
    # Neighbours so close that ln(s/r) is not certainly positive have no slope.
    require(slope > -INF and r < s, "circles must ascend, and not be too close to each other")
    # As ϱ ≥ r, a smaller slope is a larger bound: it may be rounded down. 64 bits keep the numbers
    # that follow short; fewer would loosen the bound, more would cost time and gain nothing.
    a = Fraction(math.floor(slope * 2**64), 2**64)
    peak = min(max(r, a / (a - 1)), s) if a > 1 else s
    fall = increasing("exp", times(span(-a), increasing("ln", span(peak / r)))).high
    return (peak - 1) * g * fall


def modulus(z: Matrix) -> Fraction:
    """Return |z| rounded down, for z = [[Re z, Im z]]: all rules need it from below."""
    return Fraction(increasing("sqrt", span(square(z))).low)


def resolvent_at_least(J: Matrix, z: Matrix, x: Matrix, v: Fraction, s: Fraction) -> bool:
    """Decide whether x ≠ 0, s > 0 and s|x| ≥ v|(zI - J)x|.

    It shows s‖(zI - J)⁻¹‖ ≥ v, or that z is an eigenvalue, where the norm is ∞. Squares are
    compared: they are rational.
    """
    [[a, b]] = z
    size = square(x)
    # With columns Re x and Im x, multiplication by a + ib is the matrix [[a, b], [-b, a]].
    y = plus(product(x, [[a, b], [-b, a]]), product(J, x), -1)
    return s > 0 and size > 0 and (v <= 0 or s * s * size >= v * v * square(y))


def stays_below(J: Matrix, v: Fraction, start: Fraction, T: Fraction) -> bool:
    """Decide whether ‖Jᵗ‖ ≤ v for start ≤ t < start + T, and ‖J^T‖ ≤ 1, T ≥ 1 (§6, a horizon).

    As J^(t+T) = Jᵗ J^T, the bound holds for all t ≥ start then.
    """
    if T == 0 or not norm_at_most(power(J, T), UNIT):
        return False
    powers = accumulate(repeat(J, int(T) - 1), product, initial=power(J, start))
    return all(norm_at_most(N, v) for N in powers)


def is_gramian(J: Matrix, P: Matrix) -> bool:
    """Decide whether P = JPJ' + I and P ≻ 0 (§6, the gramian).

    Then ρ(J) < 1 (as for a circle, with J' for F), so the solution is unique, P = Σ JᵏJ'ᵏ, and its
    trace Σ ‖Jᵏ‖_F² is the noise gain H(J).
    """
    image = plus(product(J, P, transposed(J)), scalar(UNIT, len(J)))
    return image == P and semidefinite(P, strict=True)


def stein_form(J: Matrix, P: Matrix, r: Fraction) -> bool:
    """Decide whether (1-r)X ⪯ P ⪯ (1+r)X for X = J'XJ + I, which then exists (§6, a Stein form).

    It is so if 0 ≤ r < 1, P ≻ 0 and -rI ⪯ R ⪯ rI for R = P - J'PJ - I. As P - J'PJ ⪰ (1-r)I ≻ 0,
    ρ(J) < 1 (as for a circle), and P - X = Σ J'ᵏRJᵏ, which is between -rX and rX.
    """
    rest = plus(plus(P, product(transposed(J), P, J), -1), scalar(UNIT, len(J)), -1)
    level = scalar(r, len(J))
    near = all(semidefinite(plus(level, rest, sign)) for sign in (1, -1))
    return 0 <= r < 1 and near and semidefinite(P, strict=True)


def multipliers_hold(v: Fraction, W: Matrix, X: Matrix, change: Matrix) -> bool:
    """Decide whether v > 0, W, X, Y ⪰ 0, tr Y > 0, tr Y ≥ v² tr W for Y = W + change (§6).

    `change` is minus the factor of P in the trace of X times what a form P has to satisfy, so that
    this trace is tr P(W - Y): no P with I ⪯ P ⪯ hI has h < v² then.
    """
    Y = plus(W, change)
    enough = trace(Y) > 0 and trace(Y) >= v * v * trace(W)
    return v > 0 and enough and all(map(semidefinite, (W, X, Y)))


def line_holds(J: Matrix, x: Fraction, g: Fraction, P: Matrix) -> bool:
    """Decide whether the line (x, g, P) shows α(J) < x and G_c(x) ≤ g (§6, a line).

    It does if g > 0, P ⪰ 0 and, for F = J - xI,

        [[-F'P - PF - I, -P], [-P, g²I]] ⪰ 0.

    If Fv = λv the first block gives -2 Re λ v*Pv ≥ |v|² > 0, so Re λ < 0. For any u and real y let
    w = (iyI - F)⁻¹u, so that iyw = Fw + u. The form of the matrix at (w, u) is
    -2 Re w*P(Fw + u) - |w|² + g²|u|² ≥ 0, where the term with P is 2 Re(iy w*Pw) = 0: |w| ≤ g|u|.
    So ‖(zI - J)⁻¹‖ ≤ g on Re z = x; it is subharmonic to the right of it, and falls to 0.
    """
    if g <= 0 or not semidefinite(P):
        return False
    corner = plus(growth(plus(J, scalar(x, len(J)), -1), P), scalar(UNIT, len(J)))
    minus = multiple(-UNIT, P)
    return semidefinite(block(multiple(-UNIT, corner), minus, scalar(g * g, len(J))))


def line_start_holds(J: Matrix, v: Fraction, d: Fraction, Y: list[Matrix]) -> bool:
    """Decide whether Y shows Re z·‖(zI-J)⁻¹‖ ≤ v for 0 < Re z ≤ d (§6, from the imaginary axis).

    It does if Y_0, ..., Y_(m-1) are symmetric, J'Y_0 + Y_0 J = 0, d > 0, and for Y_m = 0 and

        N_j = [[2Y_j - J'Y_(j+1) - Y_(j+1)J, -Y_j], [-Y_j, 0]]  (0 ≤ j < m),  N_m = 0,

    where diag(-I, v²I) is added to N_0, all sums over j ≤ k of C(k,j)/C(m,j) dʲN_j are positive
    semidefinite: as in `start_holds` N(e) = Σ eʲN_j ⪰ 0 for 0 ≤ e ≤ d then. Let Q = Σ eⁱY_i,
    e = Re z and ew = (zI-J)x. As J'Y_0 + Y_0 J = 0, e times the form of N(e) at (x, w) is

        2e x*Qx - 2 Re x*QJx - 2e Re x*Qw - e|x|² + ev²|w|²,

    where the terms with Q cancel, as Jx + ew = zx: so e|x| ≤ v|(zI-J)x|.
    """
    n = len(J)
    zero = scalar(ZERO, n)
    growths = [growth(J, form) for form in [*Y, zero]]
    terms = []
    for form, change in zip(Y, growths[1:], strict=True):
        corner = plus(multiple(Fraction(2), form), change, -1)
        terms.append(block(corner, multiple(-UNIT, form), zero))
    terms[0] = plus(terms[0], block(scalar(-UNIT, n), zero, scalar(v * v, n)))
    terms.append(scalar(ZERO, 2 * n))
    return d > 0 and not any(map(any, growths[0])) and all(map(semidefinite, bernstein(terms, d)))


def growth(J: Matrix, P: Matrix) -> Matrix:
    """Return J'P + PJ for a symmetric P: the form x'Px changes by it along x' = Jx."""
    require(transposed(P) == P, "a matrix of a witness is not symmetric")
    side = product(transposed(J), P)
    return plus(side, transposed(side))


def decays(J: Matrix, P: Matrix) -> bool:
    """Decide whether J'P + PJ ⪯ 0: x'Px never grows along x' = Jx."""
    return semidefinite(multiple(-UNIT, growth(J, P)))


def abscissa_of_form_at_most(J: Matrix, v: Fraction, strict: bool = False) -> bool:
    """Decide whether ω(J) ≤ v (ω(J) < v if strict): vI - (J + J')/2 ⪰ 0 (≻ 0)."""
    mean = multiple(Fraction(1, 2), plus(J, transposed(J)))
    return semidefinite(plus(scalar(v, len(J)), mean, -1), strict)


def line_peak(x: Fraction, g: Fraction, y: Fraction, h: Fraction) -> End:
    """Return a bound of pG_c(p) for x ≤ p ≤ y, where G_c(x) ≤ g and G_c(y) ≤ h (§6, lines).

    By Hadamard's three lines log G_c is convex, so it lies below its chord, and the chord below the
    one through the bounds: G_c(p) ≤ g e^(-a(p-x)), a = ln(g/h)/(y-x); p e^(-a(p-x)) rises up to
    p = 1/a, then it falls. And singular values change by no more than p does: G_c(p) ≤ 1/(p-w) for
    w = y - 1/h < p, where p/(p-w) falls if w > 0 and is at most 1 otherwise.
    """
    require(x < y, "lines must ascend")
    # As p ≥ x, a smaller slope is a larger bound: it may be rounded down. See `chord_peak`.
    fall = Fraction(math.floor(increasing("ln", span(g / h)).low * 2**64), 2**64)
    peak = min(max(x, (y - x) / fall), y) if fall > 0 else y
    part = -fall * (peak - x) / (y - x)
    chord = peak * g * increasing("exp", span(part)).high
    w = y - 1 / h
    return min(chord, x / (x - w) if w > 0 else UNIT) if x > w else chord


def flow_lower(J: Matrix, v: Fraction, t: Fraction) -> bool:
    """Decide whether ‖e^(tJ)‖ ≥ v, up to the error of the exponential."""
    C, r = exponential(multiple(t, J), v)
    return not norm_at_most(C, v + r, strict=True)


def flow_stays_below(
    J: Matrix, v: Fraction, P: Matrix, omega: Fraction, times: list[Fraction]
) -> bool:
    """Decide whether ‖e^(tJ)‖ ≤ v for all t ≥ t_0, the first of the times (§6, cells).

    It is so if t_0 ≥ 0, ω(J) ≤ omega, P ⪰ I, J'P + PJ ⪯ 0, and between neighbours a, a + h

        ‖e^(aJ)‖, ‖e^((a+h)J)‖ ≤ v - (h²/8)·B,  B ≥ ‖J² e^(tJ)‖ for a ≤ t ≤ a + h,

    and x'Px ≤ v²|x|² for the columns of e^(TJ), T the last time. Norms differ by at most their
    second derivative times h²/8 from the chord.
    """
    good = semidefinite(plus(P, scalar(UNIT, len(J)), -1)) and decays(J, P)
    if not good or times[0] < 0 or v <= 0 or not abscissa_of_form_at_most(J, omega):
        return False
    square_of, bends = product(J, J), []
    flows = [exponential(multiple(t, J), v) for t in times]
    for (C, r), a, b in zip(flows, times, times[1:], strict=False):
        require(a < b, "times must ascend")
        bends.append((b - a) ** 2 / 8 * bend(square_of, P, omega, b - a, C, r))
    for k, (C, r) in enumerate(flows):
        room = max([ZERO, *bends[max(k - 1, 0) : k + 1]])
        if not norm_at_most(C, v - r - room):
            return False
    C, r = flows[-1]
    rest = v - r * root_above(trace(P))
    end = product(transposed(C), P, C)
    return rest >= 0 and semidefinite(plus(scalar(rest * rest, len(J)), end, -1))


def bend(
    square_of: Matrix, P: Matrix, omega: Fraction, h: Fraction, C: Matrix, r: Fraction
) -> Fraction:
    """Return a bound of ‖J² e^(sJ) E‖ for 0 ≤ s ≤ h and all E with ‖E - C‖ ≤ r.

    With Y = J²E: e^(sJ)Y is at most e^(max(omega, 0)h)‖Y‖, and by P ⪰ I, which decays, at most the
    root of tr Y'PY. The error of E adds ‖J²‖r, or √(tr P) times that.
    """
    Y, error = product(square_of, C), root_above(square(square_of)) * r
    by_form = root_above(trace(product(transposed(Y), P, Y))) + root_above(trace(P)) * error
    grown = max(omega, ZERO) * h
    if grown > 40_000:  # beyond what `increasing` takes
        return by_form
    factor = increasing("exp", span(grown)).high
    return min(by_form, cast(Fraction, factor) * (root_above(square(Y)) + error))


def root_above(x: Fraction) -> Fraction:
    """Return the square root of x ≥ 0, rounded up."""
    return cast(Fraction, increasing("sqrt", span(x)).high)


def same_eigenvalues(J: Matrix, N: Matrix) -> bool:
    """Decide whether N is normal and has the eigenvalues of J: N'N = NN', one polynomial.

    Then Σ|λ_i|² = ‖N‖_F², as N is unitarily similar to the diagonal matrix of the λ_i.
    """
    kept = product(transposed(N), N) == product(N, transposed(N))
    return kept and characteristic(N)[0] == characteristic(J)[0]


# ----------------------------------------------------------------- facts: the rules, in order of §5
#
# A rule decides whether the value v bounds the quantity of J on one side. It is called with J, v,
# the arguments of the quantity in the order of QUANTITIES, and the fields of the witness by name.


def norm_lower(J: Matrix, v: Fraction) -> bool:
    """‖J‖ ≥ v: ‖J‖ < v is not so, as v ≤ 0 or v²I - J'J is not positive definite."""
    return not norm_at_most(J, v, strict=True)


def norm_upper(J: Matrix, v: Fraction) -> bool:
    """‖J‖ ≤ v: v ≥ 0 and v²I - J'J ⪰ 0."""
    return norm_at_most(J, v)


def rho_lower(J: Matrix, v: Fraction) -> bool:
    """ρ(J) ≥ v: the Schur-Cohn recursion says that ρ(J) < v is not so."""
    return not radius_at_most(J, v, strict=True)


def rho_upper(J: Matrix, v: Fraction) -> bool:
    """ρ(J) ≤ v, by the Schur-Cohn recursion, which also decides ρ(J) = v."""
    return radius_at_most(J, v)


def kreiss_lower(J: Matrix, v: Fraction) -> bool:
    """K(J) ≥ v for v ≤ 1: (|z|-1)‖(zI-J)⁻¹‖ → 1 as |z| → ∞, so K ≥ 1 for every J.

    √cond(P) ≥ 1 for every P ≻ 0, so this is a rule for the Stein bound, too.
    """
    return v <= 1


def kreiss_lower_vector(J: Matrix, v: Fraction, x: Matrix, z: Matrix) -> bool:
    """K(J) ≥ v: (|z|-1)|x| ≥ v|(zI-J)x| with |z| > 1 and x ≠ 0.

    So (|z|-1)‖(zI-J)⁻¹‖ ≥ v, or z is an eigenvalue outside the unit circle and K = ∞. |z| is
    rounded down, which makes the condition stronger.
    """
    return resolvent_at_least(J, z, x, v, modulus(z) - 1)


def infinite(J: Matrix, v: End, rho: Fraction) -> bool:
    """Show that K, M or L is +∞, so at least any v: 1 < rho ≤ ρ(J) (§6, instability).

    ‖Jᵗ‖ ≥ ρ(J)ᵗ is not bounded, so M = ∞, and L ≥ M. An eigenvalue outside the unit circle makes
    K = ∞.
    """
    return rho > 1 and rho_lower(J, rho)


def unbounded_chain(J: Matrix, v: End, q: Fraction, x: Matrix) -> bool:
    """Show that K, M or L is +∞, so at least any v: y = (J^q-I)x ≠ 0, (J^q-I)y = 0 (§6, a chain).

    J^(qk)x = x + ky is not bounded, so M = ∞, L ≥ M, and K = ∞ by Kreiss's theorem.
    """
    step = plus(power(J, q), scalar(UNIT, len(J)), -1)
    y = product(step, x)
    return any(map(any, y)) and not any(map(any, product(step, y)))


def gain_infinite(J: Matrix, v: End, rho: Fraction) -> bool:
    """H(J) = +∞: 1 ≤ rho ≤ ρ(J), and no term ‖Jᵏ‖_F² ≥ ρ(J)²ᵏ of the sum is less than 1.

    So is the Stein bound: P = J'PJ + I has no solution P ≻ 0 then.
    """
    return rho >= 1 and rho_lower(J, rho)


def settling_lower_radius(J: Matrix, v: End, delta: Fraction, rho: Fraction) -> bool:
    """T(J, δ) ≥ v: v an integer, rho ≤ ρ(J) and (v-1) ln rho > ln δ; +∞ as said below.

    ‖J^(v-1)‖ ≥ ρ(J)^(v-1) ≥ rho^(v-1) > δ, so the norm has not settled at the time v-1. Both
    logarithms are enclosed; where rho ≤ 0 or δ ≤ 0 they have any value, and nothing is shown.
    T = +∞ as by `infinite`, or if 1 ≤ rho ≤ ρ(J) and δ < 1: then every ‖Jᵗ‖ ≥ 1 > δ.
    """
    if v == INF:
        return (rho > 1 or rho == 1 > delta) and rho_lower(J, rho)
    grown = times(span(v - 1), increasing("ln", span(rho)))
    late = grown.low > increasing("ln", span(delta)).high
    return late and v == int(v) and rho_lower(J, rho)


def resolvent_infinite(J: Matrix, v: End, r: Fraction, rho: Fraction) -> bool:
    """G(J, r) = +∞: 0 < r ≤ rho ≤ ρ(J), and an eigenvalue with |z| ≥ r is a pole there."""
    return rho >= r > 0 and rho_lower(J, rho)


def kreiss_upper_radius(J: Matrix, v: Fraction, Z: Matrix) -> bool:
    """K(J) ≤ v for v ≥ 1: Z shows w(J) ≤ 1 as in `numerical_radius_upper` (§6).

    Then |x*(zI-J)x| ≥ (|z|-1)|x|² for |z| > 1, so ‖(zI-J)⁻¹‖ ≤ 1/(|z|-1), and K ≤ 1.
    """
    return v >= 1 and numerical_radius_upper(J, UNIT, Z)


def kreiss_upper_circles(J: Matrix, v: Fraction, circles: list[Circle]) -> bool:
    """K(J) ≤ v: circles 1 = r_1 < ... < r_m with bounds g_i of G(r_i) (§6, circles bound K).

    The first one shows ρ(J) < 1, so log‖(zI-J)⁻¹‖ is subharmonic for |z| ≥ 1. Between neighbours
    (ϱ-1)G(ϱ) is bounded by `chord_peak`. Beyond the last circle log(ϱG(ϱ)) is convex in log ϱ and
    bounded, as it tends to 0, hence nonincreasing: (ϱ-1)G(ϱ) ≤ ϱG(ϱ) ≤ r_m g_m.
    """
    if circles[0][0] != 1 or not all(circle_holds(J, *circle) for circle in circles):
        return False
    for (r, g, _), (s, h, _) in pairwise(circles):
        if chord_peak(r, g, s, h) > v:
            return False
    radius, bound, _ = circles[-1]
    return radius * bound <= v


def kreiss_upper_start(J: Matrix, v: Fraction, Y: list[Matrix], circles: list[Circle]) -> bool:
    """K(J) ≤ v: Y shows it for 1 < |z| ≤ r_1, and the circles beyond (§6, from the unit circle).

    The first circle shows ρ(J) < r_1, and the others do as in `kreiss_upper_circles`.
    """
    return (
        start_holds(J, v, circles[0][0] - 1, Y)
        and all(circle_holds(J, *circle) for circle in circles)
        and all(chord_peak(*one[:2], *next_one[:2]) <= v for one, next_one in pairwise(circles))
        and circles[-1][0] * circles[-1][1] <= v
    )


def kreiss_upper_form(J: Matrix, v: Fraction, P: Matrix) -> bool:
    """K(J) ≤ v: J'PJ ⪯ P and I ⪯ P ⪯ u²I, u = v + √(v²-1), v ≥ 1 (§6, a form and K).

    K ≤ (u + 1/u)/2 = v then. The root is rounded down, which makes the condition stronger.
    """
    root = increasing("sqrt", span(max(v * v - 1, ZERO))).low
    return v >= 1 and lyapunov_upper(J, v + Fraction(root), P)


def resolvent_lower_vector(J: Matrix, v: Fraction, r: Fraction, x: Matrix, z: Matrix) -> bool:
    """G(J, r) ≥ v: |z| ≥ r > 0, x ≠ 0 and |x| ≥ v|(zI-J)x|: ‖(zI-J)⁻¹‖ ≥ v, or z is a pole."""
    # |z|² is rational: no root is taken. Both sides are multiplied by r, which has to be positive.
    return square(z) >= r * r and resolvent_at_least(J, z, x, v * r, r)


def resolvent_upper_circle(J: Matrix, v: Fraction, r: Fraction, P: Matrix) -> bool:
    """G(J, r) ≤ v: the circle (r, v, P) holds (§6, a circle)."""
    return circle_holds(J, r, v, P)


def pseudospectral_lower_vector(
    J: Matrix, v: Fraction, epsilon: Fraction, x: Matrix, z: Matrix
) -> bool:
    """ρ_ε(J) ≥ v: |z| ≥ v, ε > 0, x ≠ 0 and ε|x| ≥ |(zI-J)x|.

    So ‖(zI-J)⁻¹‖ ≥ 1/ε, or z is an eigenvalue: z is in the pseudospectrum. |z| is rounded down.
    """
    # A point inside |z| = v shows nothing, and no vector has the level 0.
    level = epsilon if modulus(z) >= v else ZERO
    return resolvent_at_least(J, z, x, UNIT, level)


def pseudospectral_upper_circle(J: Matrix, v: Fraction, epsilon: Fraction, P: Matrix) -> bool:
    """ρ_ε(J) ≤ v: the circle (v, 1/ε, P) holds (§6, a circle).

    ‖(zI-J)⁻¹‖ is subharmonic outside the spectrum and falls to 0, so it is less than 1/ε at each z
    beyond the circle: every z with ‖(zI-J)⁻¹‖ ≥ 1/ε has |z| ≤ v.
    """
    return circle_holds(J, v, 1 / epsilon, P)


def power_lower(J: Matrix, v: Fraction, t: Fraction) -> bool:
    """M(J) ≥ v and L(J) ≥ v: ‖Jᵗ‖ ≥ v, and M ≤ L (§6, a quadratic form)."""
    return not norm_at_most(power(J, t), v, strict=True)


def lyapunov_lower_vector(J: Matrix, v: Fraction, x: Matrix, z: Matrix) -> bool:
    """L(J) ≥ v: v > 0 and K(J) ≥ (v + 1/v)/2, since K ≤ (L + 1/L)/2 and L ≥ 1 (§6, a form and K).

    u + 1/u increases for u ≥ 1, and L + 1/L ≥ v + 1/v says that L is at least v and 1/v.
    """
    return v > 0 and kreiss_lower_vector(J, (v + 1 / v) / 2, x, z)


def lyapunov_lower_multipliers(J: Matrix, v: Fraction, W: Matrix, X: Matrix) -> bool:
    """L(J) ≥ v: v > 0, W ⪰ 0, X ⪰ 0, Y = W - X + JXJ' ⪰ 0, tr Y > 0 and tr Y ≥ v² tr W (§6).

    If I ⪯ P ⪯ hI and J'PJ ⪯ P, then 0 ≤ tr X(P - J'PJ) = tr P(W - Y) ≤ h tr W - tr Y.
    """
    return multipliers_hold(v, W, X, plus(product(J, X, transposed(J)), X, -1))


def lyapunov_upper(J: Matrix, v: Fraction, P: Matrix) -> bool:
    """M(J) ≤ v and L(J) ≤ v: v > 0, I ⪯ P ⪯ v²I and J'PJ ⪯ P (§6, a quadratic form).

    No power of J increases the form P: |Jᵗx|² ≤ (Jᵗx)'P(Jᵗx) ≤ x'Px ≤ v²|x|²; and √cond(P) ≤ v.
    """
    image = product(transposed(J), P, J)
    pairs = ((P, scalar(UNIT, len(J))), (scalar(v * v, len(J)), P), (P, image))
    return v > 0 and all(semidefinite(plus(large, small, -1)) for large, small in pairs)


def peak_upper_horizon(J: Matrix, v: Fraction, T: Fraction) -> bool:
    """M(J) ≤ v and K(J) ≤ v: ‖Jᵗ‖ ≤ v for 0 ≤ t < T, ‖J^T‖ ≤ 1, T ≥ 1 (§6, a horizon); K ≤ M."""
    return stays_below(J, v, ZERO, T)


def peak_upper_cycle(
    J: Matrix, v: Fraction, E: Matrix, T: Fraction, m: Fraction, q: Fraction, w: Fraction
) -> bool:
    """M(J) ≤ v and K(J) ≤ v, by a cycle that powers approach (§6, a cycle).

    E² = E, EJ = JE, J^q E = E, q ≥ 1; for B = J - JE, ‖Bᵗ‖ ≤ w for T ≤ t < T+m and ‖B^m‖ ≤ 1, T and
    m ≥ 1; ‖Jᵗ‖ ≤ v for t < T, and ‖JʳE‖ ≤ v - w for r < q. As EB = BE = 0, Jᵗ = JᵗE + Bᵗ for t ≥ 1:
    ‖Jᵗ‖ ≤ ‖J^(t mod q) E‖ + ‖Bᵗ‖ for t ≥ T. And K ≤ M, by the series of the resolvent.
    """
    around = product(J, E)
    cycle = product(E, E) == E == product(power(J, q), E) and around == product(E, J)
    if not cycle or q < 1 or T < 1 or not stays_below(plus(J, around, -1), w, T, m):
        return False
    early = accumulate(repeat(J, int(T) - 1), product, initial=power(J, 0))
    late = accumulate(repeat(J, int(q) - 1), product, initial=E)
    return all(norm_at_most(N, v) for N in early) and all(norm_at_most(N, v - w) for N in late)


def gain_lower(J: Matrix, v: Fraction, P: Matrix) -> bool:
    """H(J) ≥ v: P is the gramian, and v ≤ tr P = H(J)."""
    return is_gramian(J, P) and v <= trace(P)


def gain_upper(J: Matrix, v: Fraction, P: Matrix) -> bool:
    """H(J) ≤ v: P is the gramian, and v ≥ tr P = H(J)."""
    return is_gramian(J, P) and v >= trace(P)


def stein_lower(J: Matrix, v: Fraction, P: Matrix, r: Fraction, s: Fraction) -> bool:
    """√cond(X) ≥ v, X = J'XJ + I: P is near X by r, and has eigenvalues ≤ s and ≥ sv²(1+r)/(1-r).

    The least eigenvalue of X is at most s/(1-r), the largest one at least sv²/(1-r).
    """
    if v <= 0 or not stein_form(J, P, r):
        return False
    size, top = len(J), s * v * v * (1 + r) / (1 - r)
    return not (
        semidefinite(plus(P, scalar(s, size), -1), strict=True)
        or semidefinite(plus(scalar(top, size), P, -1), strict=True)
    )


def stein_upper(J: Matrix, v: Fraction, P: Matrix, r: Fraction, s: Fraction) -> bool:
    """√cond(X) ≤ v, X = J'XJ + I: P is near X by r, and sI ⪯ P ⪯ sv²(1-r)/(1+r) I, s > 0.

    The least eigenvalue of X is at least s/(1+r), the largest one at most sv²/(1+r).
    """
    if v <= 0 or s <= 0 or not stein_form(J, P, r):
        return False
    size, top = len(J), s * v * v * (1 - r) / (1 + r)
    pairs = ((P, scalar(s, size)), (scalar(top, size), P))
    return all(semidefinite(plus(large, small, -1)) for large, small in pairs)


def settling_lower(J: Matrix, v: Fraction, delta: Fraction) -> bool:
    """T(J, δ) ≥ v: v ≤ 0, or v - 1 is a time with ‖J^(v-1)‖ > δ."""
    return v <= 0 or not norm_at_most(power(J, v - 1), delta)


def settling_upper_horizon(J: Matrix, v: Fraction, delta: Fraction, T: Fraction) -> bool:
    """T(J, δ) ≤ v: ‖Jᵗ‖ ≤ δ for v ≤ t < v + T, and ‖J^T‖ ≤ 1, T ≥ 1 (§6, a horizon)."""
    return stays_below(J, delta, v, T)


def numerical_radius_lower(J: Matrix, v: Fraction, x: Matrix) -> bool:
    """w(J) ≥ v: x ≠ 0 and |x*Jx| ≥ v|x|², by the definition of w."""
    # For x = p + iq: x*Jx = p'Jp + q'Jq + i(p'Jq - q'Jp).
    [[a, b], [c, d]] = product(transposed(x), J, x)
    size = square(x)
    return size > 0 and (v <= 0 or (a + d) ** 2 + (b - c) ** 2 >= (v * size) ** 2)


def numerical_radius_upper(J: Matrix, v: Fraction, Z: Matrix) -> bool:
    """w(J) ≤ v: [[vI+Z, J], [J', vI-Z]] ⪰ 0 (§6, Z and the numerical radius).

    At (x, ex) with |e| = 1 its form is 2v|x|² + 2 Re(e x*Jx) ≥ 0, where Z cancels: |x*Jx| ≤ v|x|².
    """
    level = scalar(v, len(J))
    return semidefinite(block(plus(level, Z), J, plus(level, Z, -1)))


def numerical_radius_decided(J: Matrix, v: Fraction) -> bool:
    """w(J) ≤ v, by the coefficients of a polynomial of a cosine: exactly, for few rows."""
    return numerical_radius_at_most(J, v)


def departure_lower_normal(J: Matrix, v: Fraction, N: Matrix) -> bool:
    """‖J‖_F² - Σ|λ_i|² ≥ v: N is normal and has the eigenvalues of J; v ≤ ‖J‖_F² - ‖N‖_F²."""
    return same_eigenvalues(J, N) and v <= square(J) - square(N)


def departure_upper_normal(J: Matrix, v: Fraction, N: Matrix) -> bool:
    """‖J‖_F² - Σ|λ_i|² ≤ v: N is normal and has the eigenvalues of J; v ≥ ‖J‖_F² - ‖N‖_F²."""
    return same_eigenvalues(J, N) and v >= square(J) - square(N)


def departure_lower_similar(J: Matrix, v: Fraction, S: Matrix) -> bool:
    """‖J‖_F² - Σ|λ_i|² ≥ v: v ≤ ‖J‖_F² - ‖Y‖_F² for Y = S⁻¹JS (§6, the departure).

    Y has the eigenvalues of J, and Σ|λ_i|² ≤ ‖Y‖_F² by Schur.
    """
    return v <= square(J) - square(product(inverted(S), J, S))


def departure_upper_similar(J: Matrix, v: Fraction, S: Matrix) -> bool:
    """‖J‖_F² - Σ|λ_i|² ≤ v: v ≥ ‖J‖_F² - ‖Y‖_F² + c for Y = S⁻¹JS (§6, the departure).

    With c² = (n³-n)/12·‖YY' - Y'Y‖_F², Σ|λ_i|² ≥ ‖Y‖_F² - c by Henrici. Squares are compared.
    """
    Y, n = product(inverted(S), J, S), len(J)
    rest = v - square(J) + square(Y)
    commutator = plus(product(Y, transposed(Y)), product(transposed(Y), Y), -1)
    return rest >= 0 and rest * rest >= Fraction(n**3 - n, 12) * square(commutator)


# Rules of continuous time, where e^(tJ) takes the place of Jᵗ and Re z > 0 that of |z| > 1.


def abscissa_lower(J: Matrix, v: Fraction) -> bool:
    """α(J) ≥ v: the Schur-Cohn recursion says that α(J) < v is not so."""
    return not abscissa_at_most(J, v, strict=True)


def abscissa_upper(J: Matrix, v: Fraction) -> bool:
    """α(J) ≤ v, by the Schur-Cohn recursion, which also decides α(J) = v."""
    return abscissa_at_most(J, v)


def numerical_abscissa_lower(J: Matrix, v: Fraction) -> bool:
    """ω(J) ≥ v: vI - (J + J')/2 is not positive definite."""
    return not abscissa_of_form_at_most(J, v, strict=True)


def numerical_abscissa_upper(J: Matrix, v: Fraction) -> bool:
    """ω(J) ≤ v: vI - (J + J')/2 ⪰ 0."""
    return abscissa_of_form_at_most(J, v)


def flow_infinite(J: Matrix, v: End, abscissa: Fraction) -> bool:
    """Show that K_c, M_c or L_c is +∞: 0 < abscissa ≤ α(J) (§6, instability of a flow)."""
    return abscissa > 0 and abscissa_lower(J, abscissa)


def flow_unbounded_chain(J: Matrix, v: End, s: Fraction, x: Matrix) -> bool:
    """Show that K_c, M_c or L_c is +∞: y = Nx ≠ 0, Ny = 0 for N = J² + sI, s > 0, or N = J, s = 0.

    J has then a Jordan block of two rows or more at an eigenvalue ±i√s (§6, a chain of a flow).
    """
    N = J if s == 0 else plus(product(J, J), scalar(s, len(J)))
    y = product(N, x)
    return s >= 0 and any(map(any, y)) and not any(map(any, product(N, y)))


def flow_gain_infinite(J: Matrix, v: End, abscissa: Fraction) -> bool:
    """H_c(J) = +∞: 0 ≤ abscissa ≤ α(J), and ‖e^(tJ)‖ ≥ 1 for all t."""
    return abscissa >= 0 and abscissa_lower(J, abscissa)


def flow_resolvent_infinite(J: Matrix, v: End, height: Fraction, abscissa: Fraction) -> bool:
    """G_c(J, x) = +∞: x ≤ abscissa ≤ α(J), and an eigenvalue with Re z ≥ x is a pole there."""
    return abscissa >= height and abscissa_lower(J, abscissa)


def flow_settling_lower_abscissa(J: Matrix, v: End, delta: Fraction, abscissa: Fraction) -> bool:
    """T_c(J, δ) ≥ v: abscissa ≤ α(J) and v·abscissa ≥ ln δ, abscissa < 0; +∞ as said below.

    ‖e^(tJ)‖ ≥ e^(tα) > δ for all t < v. T_c = +∞ if 0 < abscissa, or if abscissa = 0 and δ < 1.
    """
    if v == INF:
        return (abscissa > 0 or abscissa == 0 > delta - 1) and abscissa_lower(J, abscissa)
    late = abscissa < 0 and v * abscissa >= increasing("ln", span(delta)).high
    return late and abscissa_lower(J, abscissa)


def flow_kreiss_lower_vector(J: Matrix, v: Fraction, x: Matrix, z: Matrix) -> bool:
    """K_c(J) ≥ v and M_c(J) ≥ v: Re z > 0, x ≠ 0 and Re z·|x| ≥ v|(zI-J)x|; K_c ≤ M_c."""
    return resolvent_at_least(J, z, x, v, z[0][0])


def flow_kreiss_upper_form(J: Matrix, v: Fraction) -> bool:
    """K_c(J) ≤ v for v ≥ 1: ω(J) ≤ 0, so Re x*(zI-J)x ≥ Re z·|x|² and K_c ≤ 1."""
    return v >= 1 and abscissa_of_form_at_most(J, ZERO)


def flow_kreiss_upper_lines(J: Matrix, v: Fraction, lines: list[Circle]) -> bool:
    """K_c(J) ≤ v: lines 0 = x_1 < ... < x_m with bounds g_i of G_c(x_i) (§6, lines bound K_c).

    The first one shows α(J) < 0. Between neighbours pG_c(p) is bounded by `line_peak`. Beyond the
    last, pG_c(p) ≤ p/(p-ω), which is at most max(1, x_m/(x_m-ω)): v ≥ 1 and ω ≤ x_m(1 - 1/v).
    """
    if v < 1 or lines[0][0] != 0 or not all(line_holds(J, *line) for line in lines):
        return False
    for one, next_one in pairwise(lines):
        if line_peak(*one[:2], *next_one[:2]) > v:
            return False
    return abscissa_of_form_at_most(J, lines[-1][0] * (1 - 1 / v))


def flow_kreiss_upper_start(J: Matrix, v: Fraction, Y: list[Matrix], lines: list[Circle]) -> bool:
    """K_c(J) ≤ v: Y shows it for 0 < Re z ≤ x_1, and the lines from there on (§6).

    The first line shows α(J) < x_1, and the others do as in `flow_kreiss_upper_lines`.
    """
    return (
        v >= 1
        and line_start_holds(J, v, lines[0][0], Y)
        and all(line_holds(J, *line) for line in lines)
        and all(line_peak(*one[:2], *next_one[:2]) <= v for one, next_one in pairwise(lines))
        and abscissa_of_form_at_most(J, lines[-1][0] * (1 - 1 / v))
    )


def flow_kreiss_upper_lyapunov(J: Matrix, v: Fraction, P: Matrix) -> bool:
    """K_c(J) ≤ v: J'P + PJ ⪯ 0 and I ⪯ P ⪯ u²I, u = v + √(v²-1), v ≥ 1 (§6, a form and K_c).

    K_c ≤ (u + 1/u)/2 = v then. The root is rounded down, which makes the condition stronger.
    """
    root = increasing("sqrt", span(max(v * v - 1, ZERO))).low
    return v >= 1 and flow_lyapunov_upper(J, v + Fraction(root), P)


def flow_resolvent_lower_vector(
    J: Matrix, v: Fraction, height: Fraction, x: Matrix, z: Matrix
) -> bool:
    """G_c(J, h) ≥ v: Re z ≥ h, x ≠ 0 and |x| ≥ v|(zI-J)x|: ‖(zI-J)⁻¹‖ ≥ v, or z is a pole."""
    return z[0][0] >= height and resolvent_at_least(J, z, x, v, UNIT)


def flow_resolvent_upper_line(J: Matrix, v: Fraction, height: Fraction, P: Matrix) -> bool:
    """G_c(J, h) ≤ v: the line (h, v, P) holds (§6, a line)."""
    return line_holds(J, height, v, P)


def flow_pseudospectral_lower_vector(
    J: Matrix, v: Fraction, epsilon: Fraction, x: Matrix, z: Matrix
) -> bool:
    """α_ε(J) ≥ v: Re z ≥ v, ε > 0, x ≠ 0 and ε|x| ≥ |(zI-J)x|."""
    return z[0][0] >= v and resolvent_at_least(J, z, x, UNIT, epsilon)


def flow_pseudospectral_upper_line(J: Matrix, v: Fraction, epsilon: Fraction, P: Matrix) -> bool:
    """α_ε(J) ≤ v: the line (v, 1/ε, P) holds, and beyond it ‖(zI-J)⁻¹‖ is less than 1/ε."""
    return line_holds(J, v, 1 / epsilon, P)


def exponential_lower(J: Matrix, v: Fraction, t: Fraction) -> bool:
    """‖e^(tJ)‖ ≥ v, by the exponential (§6, the exponential)."""
    return flow_lower(J, v, t)


def exponential_upper(J: Matrix, v: Fraction, t: Fraction) -> bool:
    """‖e^(tJ)‖ ≤ v, by the exponential."""
    C, r = exponential(multiple(t, J), v)
    return norm_at_most(C, v - r)


def exponential_lower_abscissa(J: Matrix, v: Fraction, t: Fraction, abscissa: Fraction) -> bool:
    """‖e^(tJ)‖ ≥ v: t ≥ 0, abscissa ≤ α(J) and v ≤ e^(t·abscissa), which is ≥ 1 from 0 on."""
    grown = t * abscissa
    within = v <= 1 if grown == 0 else v <= increasing("exp", span(grown)).low
    return t >= 0 and within and abscissa_lower(J, abscissa)


def exponential_upper_form(J: Matrix, v: Fraction, t: Fraction, omega: Fraction) -> bool:
    """‖e^(tJ)‖ ≤ v: t ≥ 0, ω(J) ≤ omega and v ≥ e^(t·omega)."""
    grown = t * omega
    within = v >= 1 if grown == 0 else v >= increasing("exp", span(grown)).high
    return t >= 0 and within and abscissa_of_form_at_most(J, omega)


def flow_peak_lower(J: Matrix, v: Fraction, t: Fraction) -> bool:
    """M_c(J) ≥ v and L_c(J) ≥ v: t ≥ 0 and ‖e^(tJ)‖ ≥ v; M_c ≤ L_c."""
    return t >= 0 and flow_lower(J, v, t)


def flow_lyapunov_upper(J: Matrix, v: Fraction, P: Matrix) -> bool:
    """M_c(J) ≤ v and L_c(J) ≤ v: v > 0, I ⪯ P ⪯ v²I and J'P + PJ ⪯ 0 (§6, a form of a flow)."""
    pairs = ((P, scalar(UNIT, len(J))), (scalar(v * v, len(J)), P))
    within = all(semidefinite(plus(large, small, -1)) for large, small in pairs)
    return v > 0 and within and decays(J, P)


def flow_lyapunov_lower_vector(J: Matrix, v: Fraction, x: Matrix, z: Matrix) -> bool:
    """L_c(J) ≥ v: v ≤ 1, or z and x show K_c(J) ≥ (v + 1/v)/2 (§6, a form and K_c)."""
    return v <= 1 or flow_kreiss_lower_vector(J, (v + 1 / v) / 2, x, z)


def flow_lyapunov_lower_multipliers(J: Matrix, v: Fraction, W: Matrix, X: Matrix) -> bool:
    """L_c(J) ≥ v: v > 0, W ⪰ 0, X ⪰ 0, Y = W + JX + XJ' ⪰ 0, tr Y > 0 and tr Y ≥ v² tr W (§6).

    If I ⪯ P ⪯ hI and J'P + PJ ⪯ 0, then 0 ≤ -tr X(J'P + PJ) = tr P(W - Y) ≤ h tr W - tr Y.
    """
    return multipliers_hold(v, W, X, growth(transposed(J), X))


def flow_peak_upper_cells(
    J: Matrix, v: Fraction, P: Matrix, omega: Fraction, times: list[Fraction]
) -> bool:
    """M_c(J) ≤ v and K_c(J) ≤ v: ‖e^(tJ)‖ ≤ v from t_0 = 0 on (§6, cells); K_c ≤ M_c."""
    return times[0] == 0 and flow_stays_below(J, v, P, omega, times)


def flow_gain_lower(J: Matrix, v: Fraction, P: Matrix) -> bool:
    """H_c(J) ≥ v: JP + PJ' + I ⪰ 0 and v ≤ tr P (§6, the gramian of a flow)."""
    rest = plus(growth(transposed(J), P), scalar(UNIT, len(J)))
    return semidefinite(rest) and v <= trace(P)


def flow_gain_upper(J: Matrix, v: Fraction, P: Matrix) -> bool:
    """H_c(J) ≤ v: P ⪰ 0, JP + PJ' + I ⪯ 0 and v ≥ tr P (§6, the gramian of a flow)."""
    rest = plus(growth(transposed(J), P), scalar(UNIT, len(J)))
    return semidefinite(P) and semidefinite(multiple(-UNIT, rest)) and v >= trace(P)


def flow_settling_lower(J: Matrix, v: Fraction, delta: Fraction) -> bool:
    """T_c(J, δ) ≥ v for v ≤ 0."""
    return v <= 0


def flow_settling_lower_time(J: Matrix, v: Fraction, delta: Fraction, t: Fraction) -> bool:
    """T_c(J, δ) ≥ v: v ≤ t, t ≥ 0 and ‖e^(tJ)‖ > δ."""
    C, r = exponential(multiple(t, J), abs(delta))
    return t >= max(v, ZERO) and not norm_at_most(C, delta + r)


def flow_settling_upper_cells(
    J: Matrix, v: Fraction, delta: Fraction, P: Matrix, omega: Fraction, times: list[Fraction]
) -> bool:
    """T_c(J, δ) ≤ v: ‖e^(tJ)‖ ≤ δ from t_0 ≤ v on (§6, cells)."""
    return times[0] <= v and flow_stays_below(J, delta, P, omega, times)


class Quantity(NamedTuple):
    """A quantity of the format: its arguments, and the rule of each form of a bound."""

    arguments: tuple[str, ...]
    bounds: dict[str, Callable[..., bool]]  # "side fields": the fields sorted, without `value`


# The quantities in the order of §5.
QUANTITIES = {
    "norm": Quantity((), {"lower": norm_lower, "upper": norm_upper}),
    "rho": Quantity((), {"lower": rho_lower, "upper": rho_upper}),
    "K": Quantity(
        (),
        {
            "lower": kreiss_lower,
            "lower x z": kreiss_lower_vector,
            "lower rho": infinite,
            "lower q x": unbounded_chain,
            "upper Z": kreiss_upper_radius,
            "upper circles": kreiss_upper_circles,
            "upper Y circles": kreiss_upper_start,
            "upper P": kreiss_upper_form,
            "upper T": peak_upper_horizon,
            "upper E T m q w": peak_upper_cycle,
        },
    ),
    "G": Quantity(
        ("r",),
        {
            "lower rho": resolvent_infinite,
            "lower x z": resolvent_lower_vector,
            "upper P": resolvent_upper_circle,
        },
    ),
    "rho_eps": Quantity(
        ("epsilon",),
        {"lower x z": pseudospectral_lower_vector, "upper P": pseudospectral_upper_circle},
    ),
    "M": Quantity(
        (),
        {
            "lower rho": infinite,
            "lower q x": unbounded_chain,
            "lower t": power_lower,
            "upper P": lyapunov_upper,
            "upper T": peak_upper_horizon,
            "upper E T m q w": peak_upper_cycle,
        },
    ),
    "L": Quantity(
        (),
        {
            "lower rho": infinite,
            "lower q x": unbounded_chain,
            "lower t": power_lower,
            "lower x z": lyapunov_lower_vector,
            "lower W X": lyapunov_lower_multipliers,
            "upper P": lyapunov_upper,
        },
    ),
    "H": Quantity((), {"lower rho": gain_infinite, "lower P": gain_lower, "upper P": gain_upper}),
    "stein_bound": Quantity(
        (),
        {
            "lower": kreiss_lower,
            "lower rho": gain_infinite,
            "lower P r s": stein_lower,
            "upper P r s": stein_upper,
        },
    ),
    "T": Quantity(
        ("delta",),
        {
            "lower rho": settling_lower_radius,
            "lower": settling_lower,
            "upper T": settling_upper_horizon,
        },
    ),
    "w": Quantity(
        (),
        {
            "lower x": numerical_radius_lower,
            "upper Z": numerical_radius_upper,
            "upper": numerical_radius_decided,
        },
    ),
    "departure2": Quantity(
        (),
        {
            "lower N": departure_lower_normal,
            "upper N": departure_upper_normal,
            "lower S": departure_lower_similar,
            "upper S": departure_upper_similar,
        },
    ),
    "spectral_abscissa": Quantity((), {"lower": abscissa_lower, "upper": abscissa_upper}),
    "numerical_abscissa": Quantity(
        (), {"lower": numerical_abscissa_lower, "upper": numerical_abscissa_upper}
    ),
    "pseudospectral_abscissa": Quantity(
        ("epsilon",),
        {
            "lower x z": flow_pseudospectral_lower_vector,
            "upper P": flow_pseudospectral_upper_line,
        },
    ),
    "K_c": Quantity(
        (),
        {
            "lower": kreiss_lower,
            "lower x z": flow_kreiss_lower_vector,
            "lower abscissa": flow_infinite,
            "lower s x": flow_unbounded_chain,
            "upper": flow_kreiss_upper_form,
            "upper lines": flow_kreiss_upper_lines,
            "upper Y lines": flow_kreiss_upper_start,
            "upper P": flow_kreiss_upper_lyapunov,
            "upper P omega times": flow_peak_upper_cells,
        },
    ),
    "G_c": Quantity(
        ("height",),
        {
            "lower abscissa": flow_resolvent_infinite,
            "lower x z": flow_resolvent_lower_vector,
            "upper P": flow_resolvent_upper_line,
        },
    ),
    "exp_norm": Quantity(
        ("t",),
        {
            "lower": exponential_lower,
            "lower abscissa": exponential_lower_abscissa,
            "upper": exponential_upper,
            "upper omega": exponential_upper_form,
        },
    ),
    "M_c": Quantity(
        (),
        {
            "lower": kreiss_lower,
            "lower t": flow_peak_lower,
            "lower x z": flow_kreiss_lower_vector,
            "lower abscissa": flow_infinite,
            "lower s x": flow_unbounded_chain,
            "upper P": flow_lyapunov_upper,
            "upper P omega times": flow_peak_upper_cells,
        },
    ),
    "L_c": Quantity(
        (),
        {
            "lower": kreiss_lower,
            "lower t": flow_peak_lower,
            "lower x z": flow_lyapunov_lower_vector,
            "lower W X": flow_lyapunov_lower_multipliers,
            "lower abscissa": flow_infinite,
            "lower s x": flow_unbounded_chain,
            "upper P": flow_lyapunov_upper,
        },
    ),
    "H_c": Quantity(
        (),
        {
            "lower abscissa": flow_gain_infinite,
            "lower P": flow_gain_lower,
            "upper P": flow_gain_upper,
        },
    ),
    "T_c": Quantity(
        ("delta",),
        {
            "lower": flow_settling_lower,
            "lower abscissa": flow_settling_lower_abscissa,
            "lower t": flow_settling_lower_time,
            "upper P omega times": flow_settling_upper_cells,
        },
    ),
}
# A form of J is none of J', and may have another condition.
OF_ONE_SIDE = ("stein_bound",)
# Sums over eigenvalues: the real form of a complex matrix has each of them twice.
SUMS = ("H", "departure2", "H_c")
# The fields of witnesses that a quantity is infinite: an eigenvalue, or a chain of vectors.
UNBOUNDED = (["rho"], ["q", "x"], ["abscissa"], ["s", "x"])

# "quantity side fields": the rule that decides such a bound.
RULES = {
    f"{name} {form}": rule
    for name, quantity in QUANTITIES.items()
    for form, rule in quantity.bounds.items()
}


def require_quantity(name: Any, arguments: list[Any]) -> None:
    """Reject a name that is no quantity of §5, and a number of arguments that it does not take."""
    # A fact without sides has no rule that would look at its quantity, and the name is printed.
    require(type(name) is str and name in QUANTITIES, "there is no such quantity")
    due = len(QUANTITIES[name].arguments)
    require(len(arguments) == due, f"{name} takes {due} arguments")


def bound_shown(
    J: Matrix, of: str, copies: int, quantity: Any, at: tuple[Fraction, ...], side: str, data: Any
) -> End:
    """Return the value of a bound on one side of a quantity, if its witness shows it.

    Parameters
    ----------
    J, of, copies
        The matrix, how it is written, and 2 if it is the real form of a complex one, of which the
        `SUMS` are half those of J: twice the value is asked of J. Else 1.
    quantity, at
        The quantity, and the values of its arguments.
    side, data
        "lower" or "upper", and the bound as the fact has it.

    Raises
    ------
    Rejected
        If no rule of §5 has these fields, or the rule does not hold.
    """
    names = sorted({*data} - {"value"})
    rule = " ".join([quantity, side, *names])
    require(rule in RULES, "there is no rule for a bound of this form")
    unbounded = data["value"] == "inf" and names in UNBOUNDED
    v = INF if unbounded else rational(data["value"])
    asked = copies * v if quantity in SUMS else v
    good = RULES[rule](J, asked, *at, **{name: witness(name, data[name], len(J)) for name in names})
    require(good, f"{quantity}({of}): the witness does not show the {side} bound")
    return v


# -------------------------------------------------------------------- kinds of matrices, as in §7
#
# A rule decides whether a matrix is of a kind. All but the first are asked of square ones only.


def anything(X: Array) -> bool:
    """Every matrix is one, and every square matrix is square."""
    return True


def hermitian(X: Array) -> bool:
    """X = X*: the real form is symmetric."""
    return transposed(X.form) == X.form


def positive_definite(X: Array) -> bool:
    """X = X* ≻ 0, by the real form, which has the same eigenvalues."""
    return hermitian(X) and semidefinite(X.form, strict=True)


def diagonal(X: Array) -> bool:
    """Entries off the diagonal are zero."""
    return not any(
        x for M in X.parts for i, row in enumerate(M) for j, x in enumerate(row) if i != j
    )


def orthogonal(X: Array) -> bool:
    """X*X = I."""
    return product(transposed(X.form), X.form) == scalar(UNIT, len(X.form))


def normal(X: Array) -> bool:
    """X*X = XX*."""
    return product(transposed(X.form), X.form) == product(X.form, transposed(X.form))


def nonnegative(X: Array) -> bool:
    """Entries are real and ≥ 0."""
    return X.imaginary is None and all(x >= 0 for x in chain(*X.real))


def stochastic(X: Array) -> bool:
    """Entries are real and ≥ 0, and each row sums to 1: X maps the vector of ones to itself."""
    ones = [[UNIT]] * len(X.real)
    return nonnegative(X) and product(X.real, ones) == ones


def companion(X: Array) -> bool:
    """The rows above the last are those of [0, I]: ones above the diagonal, and zeros."""
    real, imaginary = X.parts
    return real[:-1] == scalar(UNIT, len(real))[1:] and not any(map(any, imaginary[:-1]))


def toeplitz(X: Array) -> bool:
    """Each entry is the one above it to the left."""
    return all(low[1:] == high[:-1] for M in X.parts for high, low in pairwise(M))


KINDS: dict[str, Callable[[Array], bool]] = {
    "Rectangular": anything,
    "Square": anything,
    "Symmetric": hermitian,
    "PositiveDefinite": positive_definite,
    "Diagonal": diagonal,
    "Orthogonal": orthogonal,
    "Normal": normal,
    "Nonnegative": nonnegative,
    "Stochastic": stochastic,
    "Companion": companion,
    "Toeplitz": toeplitz,
}


def norm_option(X: Array, v: Fraction) -> bool:
    """‖X‖ ≤ v."""
    return norm_at_most(X.form, v)


def radius_option(X: Array, v: Fraction) -> bool:
    """ρ(X) ≤ v, of a square matrix."""
    require_square(X)
    return radius_at_most(X.form, v)


def rank_option(X: Array, v: Fraction) -> bool:
    """The rank of X is at most v."""
    return complex_rank(X)[0] <= v


def spectrum_option(X: Array, low: Fraction | None, high: Fraction | None) -> bool:
    """X = X*, low·I ⪯ X and X ⪯ high·I; None is no bound."""
    F, one = X.form, scalar(UNIT, len(X.form))
    return (
        hermitian(X)
        and (low is None or semidefinite(plus(F, multiple(low, one), -1)))
        and (high is None or semidefinite(plus(multiple(high, one), F, -1)))
    )


# `numerical_radius` is apart: it is decided when the facts are known.
OPTIONS: dict[str, Callable[..., bool]] = {
    "norm": norm_option,
    "radius": radius_option,
    "rank": rank_option,
    "spectrum": spectrum_option,
}
# The options of a number, and its relation to the bound.
DOMAINS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "above": Fraction.__gt__,
    "at_least": Fraction.__ge__,
    "below": Fraction.__lt__,
    "at_most": Fraction.__le__,
}


# The blocks that have names where there are two by two of them, by row and column.
BLOCKS = {".A": (0, 0), ".B": (0, 1), ".C": (1, 0), ".D": (1, 1)}


#: The classes of coupled matrices, those of two blocks first: of maps, and of flows.
COUPLED = ("BlockTriangular", "SelfReferential", "CoupledBlocks")
FLOWS = ("BlockTriangularFlow", "SelfReferentialFlow", "CoupledFlow")


class Coupled:
    """A matrix of blocks, with a bound on the radius or the decay of each diagonal one (§3, §7)."""

    def __init__(
        self, kind: Any, sizes: list[int], rows: Any, radii: list[Fraction], flow: bool = False
    ) -> None:
        """Read the matrix; the class has to allow so many blocks."""
        *of_two, of_any = FLOWS if flow else COUPLED
        two = kind in of_two and len(sizes) == 2
        require(two or kind == of_any, "there is no such class with so many blocks")
        require(sum(sizes) <= MAX_SIZE, f"block sizes are of sum at most {MAX_SIZE}")
        self.J, self.radii, self.flow = table(rows, sum(sizes), sum(sizes)), radii, flow
        self.m, self.owner = len(sizes), [i for i, k in enumerate(sizes) for _ in range(k)]

    def require_membership(self, kind: Any, symmetric: Any) -> None:
        """Reject J unless it is a member of the class (§3), which is decided exactly."""
        good = all(x > 0 if self.flow else 0 <= x < 1 for x in self.radii)
        span_text = "mu > 0" if self.flow else "0 <= gamma < 1"
        require(type(symmetric) is bool and good, f"{span_text} does not hold")
        triangular = kind in (COUPLED[0], FLOWS[0])
        require(not triangular or not any(map(any, self.block(0, 1))), "B is not zero")
        for i, radius in enumerate(self.radii):
            A = self.block(i, i)
            require(not symmetric or transposed(A) == A, "a diagonal block is not symmetric")
            if self.flow:
                within = abscissa_of_form_at_most(A, -radius)
                require(within, "a diagonal block has numerical abscissa above -mu")
                continue
            # The norm of a symmetric block is its spectral radius, and costs less.
            at_most = norm_at_most if symmetric else radius_at_most
            require(at_most(A, radius), "a diagonal block has spectral radius above gamma")

    def block(self, i: int, j: int) -> Matrix:
        """Return the block of J in block row i and block column j."""
        rows = [row for row, k in zip(self.J, self.owner, strict=True) if k == i]
        return [[x for x, k in zip(row, self.owner, strict=True) if k == j] for row in rows]

    def named(self, rest: str, norm: Callable[[Matrix], Fraction]) -> Matrix:
        """Return a matrix by what follows the name of J in its own name (§5).

        Parameters
        ----------
        rest
            Such as ".A", or "" for J itself.
        norm
            Gives the norm of a block.
        """
        if rest in BLOCKS and self.m == 2:
            return self.block(*BLOCKS[rest])
        base = rest.removesuffix(".triangular")
        require(base in ("", ".comparison") or rest == ".block_norms", "there is no such matrix")
        J, owner, m = self.J, self.owner, range(self.m)
        if base:
            J, owner = [[norm(self.block(i, j)) for j in m] for i in m], [*m]
        if base == ".comparison":
            sign = -1 if self.flow else 1
            J = [[sign * self.radii[i] if i == j else J[i][j] for j in m] for i in m]
        if base == rest:
            return J
        return [
            [x if j <= i else ZERO for x, j in zip(row, owner, strict=True)]
            for row, i in zip(J, owner, strict=True)
        ]


# ---------------------------------------------------------------------------------------- statement

#: What tells a quantity from others: its name, its matrix by the entries, and its arguments.
Key = tuple[str, str, tuple[End | None, ...]]


def key(quantity: str, X: Array, at: tuple[End | None, ...]) -> Key:
    """Return what tells a quantity from others, however its matrix is written."""
    parts = [X.real] if X.imaginary is None else [X.real, X.imaginary]
    spend(4 * len(parts) * len(X.real) * len(X.real[0]), length(*chain(*X.real, *parts[-1])))
    # As text: Python hashes a number by a rule that anyone can foresee, and many numbers made to
    # have one hash would each be compared with all others. The hash of a text is salted, and
    # hexadecimal digits need no division.
    rows = (",".join(f"{x.numerator:x}/{x.denominator:x}" for x in row) for row in chain(*parts))
    return quantity, f"{len(parts)}:{';'.join(rows)}", at


def alike_by_signs(X: Array) -> list[Array]:
    """Return the matrices DXD for all diagonal matrices D of signs; of a large X only X itself."""
    n = len(X.real)
    if len(X.real[0]) != n or n > MAX_SIGNS:
        return [X]
    # D and -D do the same: the first sign may be 1.
    return [
        Array(*apart(partial(signed, signs=(1, *rest)), X))
        for rest in choices((1, -1), repeat=n - 1)
    ]


def signed(M: Matrix, signs: tuple[int, ...]) -> Matrix:
    """Return DMD for D = diag(signs)."""
    spend(2 * len(M) ** 2)
    rows = zip(M, signs, strict=True)
    return [[s * t * x for x, t in zip(row, signs, strict=True)] for row, s in rows]


def finite_ends(*values: Interval) -> list[Interval]:
    """Return intervals in the same order, with finite numbers in the places of ±∞ (§8).

    What is ∞ is then compared with ∞ as equal, and what may be large and is not known is not.
    """
    finite = [abs(cast(Fraction, x)) for a in values for x in a if -INF < x < INF]
    top = 1 + max([ZERO, *finite])
    return [Interval(*(max(-top, min(x, top)) for x in a)) for a in values]


class Statement:
    """What a certificate is about, and what is known of it.

    `learn` takes the facts, and `evaluate` finds the values of formulas and terms. An `Instance` or
    `Parts` reads what the matrices and the numbers are, and decides that they are members.
    """

    version: int
    copies = 1  # 2 if matrices are the real forms of complex ones, as in version 1
    text: str  # for the reader: what the matrices and numbers are

    def __init__(self) -> None:
        """Begin with the constants, and nothing known."""
        self.symbols = {"const e": increasing("exp", YES), "const pi": PI}
        # Symbols that are quantities, and need a fact as others do (§4): b = ‖B‖ and c = ‖C‖.
        self.norms: dict[str, Any] = {}
        self.arrays: dict[str, Array] = {}
        self.coupled: dict[str, Coupled] = {}
        # Each matrix that has a name, made once: a file may name it hundreds of thousand times.
        self.matrices: dict[str, Array] = {}
        self.facts: dict[Key, Interval] = {}
        # Bounds on numerical radii, which members of some kinds have to meet.
        self.numerical_radii: list[tuple[Array, Fraction]] = []
        # Both sides of each relation evaluated, for the reader.
        self.notes: list[str] = []

    def define(self, name: str, q: Fraction) -> None:
        """Give a symbol its value."""
        self.symbols[f"symbol {name}"] = span(q)

    def add_coupled(self, name: str, J: Coupled) -> None:
        """Give a matrix of blocks its name."""
        self.coupled[name], self.arrays[name] = J, Array(J.J, None, name)

    def named(self, name: str) -> Array:
        """Return a matrix by its name (§5)."""
        pieces = name.split(".", MAX_NESTING + 2)
        for k in range(1, len(pieces) + 1):
            owner = ".".join(pieces[:k])
            if owner == name and name in self.arrays:
                return self.arrays[name]
            if owner in self.coupled:
                found = self.coupled[owner].named(name.removeprefix(owner), self.block_norm)
                return Array(found, None, name)
        raise Rejected("there is no such matrix")

    def block_norm(self, A: Matrix) -> Fraction:
        """Return the norm of a block: of a number or of zero at sight, of others by a fact."""
        if len(A) == len(A[0]) == 1 or not any(map(any, A)):
            return abs(A[0][0])
        low, high = self.facts.get(key("norm", Array(A), ()), WHOLE)
        require(low == high, "unsupported: exact norm of a block")
        return cast(Fraction, low)

    def matrix(self, tree: Any) -> Array:
        """Return a matrix that is named, or made from others (§5, §8)."""
        if type(tree) is str:
            if tree not in self.matrices:
                self.matrices[tree] = self.named(tree)
            return self.matrices[tree]
        op, args = fields(tree, "op args")
        known = MATRIX_OPERATIONS if self.version == 2 else FIRST_OPERATIONS
        require(type(op) is str and op in known, "there is no such operation of matrices")
        takes, template, meaning = MATRIX_OPERATIONS[op]
        many = takes[-1] in "*+"
        letters = repeat(takes[0]) if many else takes
        due = items(args, 1 + (takes[-1] == "+")) if many else items(args, len(takes), len(takes))
        operands, texts = zip(*map(self.operand, letters, due), strict=True)
        text = f"({template.join(texts)})" if many else template.format(*texts)
        require(len(text) < MAX_TEXT, "a matrix is written too long")
        missing = any(isinstance(x, Array) and x.missing for x in operands)
        try:
            return Array(*meaning(*operands), text, missing)
        except Singular:
            if self.version == 1:
                raise
            # A power, of this shape; its entries are of no account.
            return Array(operands[0].real, None, text, True)

    def operand(self, letter: str, tree: Any) -> tuple[Any, str]:
        """Return an operand of an operation that makes a matrix, and how it is written."""
        match letter:
            case "M":
                array = self.matrix(tree)
                return array, array.text
            case "x":
                return self.exact(tree)
            case "q":
                return self.number(tree, "a factor")
            case "R":
                row, texts = zip(*(self.number(q, "an entry") for q in items(tree, 1)), strict=True)
                return row, f"[{', '.join(texts)}]"
            case _:
                require(type(tree) is str and tree in self.coupled, "there is no such matrix")
                return self.coupled[tree], tree

    def exact(self, tree: Any, what: str = "an exponent or a factor") -> tuple[Fraction, str]:
        """Return the value of a term that is exact and finite, and how it is written."""
        q, text, level, _ = self.evaluate(tree)
        # K of an unstable J is [∞, ∞]: known exactly, and neither an exponent nor an entry.
        finite = level > FORMULA and -INF < q.low == q.high < INF
        require(finite, f"{what} is not exact")
        return cast(Fraction, q.low), text

    def number(self, tree: Any, what: str) -> tuple[Complex, str]:
        """Return the value of a term, or of a list of real and imaginary part (§8)."""
        if type(tree) is not list:
            q, text = self.exact(tree, what)
            return (q, ZERO), text
        (real, first), (imaginary, second) = (self.exact(x, what) for x in items(tree, 2, 2))
        return (real, imaginary), f"{first} + ({second})*i"

    def learn(self, fact: Any) -> None:
        """Check each bound of a fact (§5), and keep what it shows with what is known already."""
        sides = [side for side in ("lower", "upper") if side in fact]
        quantity, of, args, *bounds = fields(fact, " ".join(["quantity of args", *sides]))
        require_quantity(quantity, items(args))
        X = self.matrix(of)
        J = X.form
        at = tuple(map(rational, args))
        require(len(J) == len(J[0]) or quantity == "norm", "the matrix is not square")
        require(not X.missing, "a fact is about a matrix that does not exist")
        copies = self.copies if X.imaginary is None else 2
        subject = key(quantity, X, at)
        low, high = self.facts.get(subject, WHOLE)
        for side, data in zip(sides, bounds, strict=True):
            v = bound_shown(J, X.text, copies, quantity, at, side, data)
            low, high = (max(low, v), high) if side == "lower" else (low, min(high, v))
        require(low <= high, "bounds contradict each other")
        self.facts[subject] = Interval(low, high)

    def require_numerical_radii(self) -> None:
        """Reject members whose numerical radius is not shown to be within its bound (§7)."""
        for X, v in self.numerical_radii:
            # w(X) ≤ ‖X‖. A fact is due where the exact decision takes more work than is allowed.
            known = self.facts.get(key("w", X, ()), WHOLE).high <= v or norm_at_most(X.form, v)
            within = known or numerical_radius_at_most(X.form, v)
            require(within, f"{X.text}: numerical_radius does not hold")

    def evaluate(self, tree: Any) -> Part:
        """Return the value and the text of a formula or term (§4)."""
        if tree is True:
            return Part(YES, "true", FORMULA)
        if "num" in tree:
            q = rational(*fields(tree, "num"))
            # A sign or a fraction line binds as a product does.
            return Part(span(q), str(q), ATOM if q >= 0 and q.denominator == 1 else PRODUCT)
        if len(tree) == 1:
            return self.symbol(tree)
        if "quantity" in tree:
            return self.quantity(*fields(tree, "quantity of args"))
        op, args = fields(tree, "op args")
        if self.version == 2 and op in MATRIX_FORMULAS:
            return self.matrix_formula(op, args)
        require(type(op) is str and op in OPERATIONS, "there is no such operation")
        _, need, level, meaning = OPERATIONS[op]
        parts = [self.evaluate(arg) for arg in items(args, 1)]
        text = written(op, parts)
        # Every operation looks at its operands, and a comparison multiplies their ends.
        spend(10 * len(parts), length(*(end for part in parts for end in part.value)))
        relation = need > level == FORMULA  # between terms
        if relation:
            self.notes += [part.shown for part in parts]
        values = [part.value for part in parts]
        # "P or Q", "not P" and a case claim nothing of their parts.
        outright = op == "and" or (need > FORMULA and op != "piecewise")
        missing = outright and any(part.missing for part in parts)
        # What may have no value makes no part of a term that has one: |1/0| ≥ 0 is not true.
        if WHOLE in values and level > FORMULA and op != "piecewise":
            return Part(WHOLE, text, level, missing)
        if relation and self.version == 2:
            if WHOLE in values:
                return Part(UNKNOWN, text, level, missing)
            values = finite_ends(*values)
        truth = meaning(*values)
        if relation and truth == UNKNOWN and self.equal([part.value for part in parts], args):
            truth = meaning(NO, NO)
        return Part(truth, text, level, missing)

    def equal(self, values: list[Interval], trees: list[Any]) -> bool:
        """Decide whether two terms with these values are shown to be equal (§6, equal numbers)."""
        # What may have no value is equal to nothing; in version 1 ∞ is not equal to ∞.
        if WHOLE in values or (self.version == 1 and INF in chain(*values)):
            return False
        noted = len(self.notes)
        good = self.signature(trees[0]) == self.signature(trees[1]) or self.meet(values, trees)
        del self.notes[noted:]
        return good

    def meet(self, values: list[Interval], trees: list[Any]) -> bool:
        """Decide whether two algebraic numbers are equal: their distance is too small to be one."""
        (low, high), (start, end) = values
        if min(low, start) == -INF or max(high, end) == INF:
            return False
        gap = combined("add", [self.algebraic(tree) for tree in trees])
        return gap is not None and gap.is_zero(cast(Fraction, max(high - start, end - low)))

    def algebraic(self, tree: Any) -> Algebraic | None:
        """Return a bound of an algebraic number, if a term is seen to be one."""
        low, high = self.evaluate(tree).value
        if low == high:
            return whole_bound(Fraction(low))
        if "symbol" in tree:
            return self.algebraic(self.norms[tree["symbol"]]) if self.is_norm(tree) else None
        if "quantity" in tree:
            name, of, _ = fields(tree, "quantity of args")
            return ALGEBRAIC[name](self.matrix(of)) if name in ALGEBRAIC else None
        if len(tree) == 1:
            return None
        op, args = fields(tree, "op args")
        if op == "pow":
            return self.algebraic_power(*args)
        if op not in COMBINED and op not in ("neg", "abs", "sqrt"):
            return None
        found = combined(op, [self.algebraic(arg) for arg in args])
        if found is None or op != "sqrt":
            return found
        return root_of(found, f"sqrt {self.signature(args[0])}")

    def algebraic_power(self, base: Any, exponent: Any) -> Algebraic | None:
        """Return the bound of an integer power of an algebraic number."""
        n, end = self.evaluate(exponent).value
        if n != end or not -MAX_LIST <= n <= MAX_LIST or n != int(n):
            return None
        known = self.algebraic(base)
        count = int(n)
        found = combined("mul", [whole_bound(UNIT), *repeat(known, abs(count))])
        return found if count >= 0 else combined("div", [whole_bound(UNIT), found])

    def is_norm(self, tree: Any) -> bool:
        """Say whether a term is a symbol that stands for a norm."""
        return tree.get("symbol") in self.norms

    def signature(self, tree: Any) -> str:
        """Return a name of the value of a term: terms of one name have one value (§6).

        All quantities are the same for X and DXD with a diagonal matrix D of signs, which is
        unitarily similar; and all but those `OF_ONE_SIDE` for its transpose.
        """
        if tree is not True and self.is_norm(tree):
            return self.signature(self.norms[tree["symbol"]])
        low, high, *_ = self.evaluate(tree).value
        if tree is True or low == high:
            pieces = [str(low)]
        elif "quantity" in tree:
            name, of, args = fields(tree, "quantity of args")
            X, at = self.matrix(of), tuple(self.evaluate(arg).value for arg in args)
            alike = alike_by_signs(X) if name in QUANTITIES else [X]
            if name in QUANTITIES and name not in OF_ONE_SIDE:
                alike += [Array(*apart(transposed, A)) for A in alike]
            pieces = [str(at), *min(key(name, A, ())[:2] for A in alike)]
        elif len(tree) == 1:
            pieces = [str(tree)]
        else:
            op, args = fields(tree, "op args")
            pieces = [self.signature(arg) for arg in args]
            pieces = [op, *(sorted(pieces) if op in UNORDERED else pieces)]
        return hashlib.sha256("|".join(pieces).encode()).hexdigest()

    def matrix_formula(self, op: str, args: Any) -> Part:
        """Return whether matrices are equal, one is at most another, or one is semidefinite."""
        due, meaning = MATRIX_FORMULAS[op]
        arrays = [self.matrix(tree) for tree in items(args, due, due)]
        text = f"{op}({', '.join(X.text for X in arrays)})"
        require(len(text) < MAX_TEXT, "the statement is too long")
        good = meaning(*arrays)  # shapes are looked at in any case
        if any(X.missing for X in arrays):
            return Part(UNKNOWN, text, FORMULA, True)
        return Part(YES if good else NO, text, FORMULA)

    def symbol(self, tree: Any) -> Part:
        """Return the value of {"symbol": name} or {"const": name}."""
        [(kind, name)] = tree.items()
        if kind == "symbol" and name in self.norms:
            return Part(self.evaluate(self.norms[name]).value, name, ATOM)
        require(f"{kind} {name}" in self.symbols, "unknown symbol")
        return Part(self.symbols[f"{kind} {name}"], name, ATOM)

    def quantity(self, name: Any, of: Any, args: Any) -> Part:
        """Return a quantity of a matrix: what the facts say (§5), or what is evaluated (§8)."""
        evaluated = EVALUATED.get(name) if self.version == 2 else None
        if evaluated is None:
            require_quantity(name, items(args))
        X = self.matrix(of)
        arguments = [self.evaluate(arg) for arg in items(args)]
        text = f"{name}({', '.join([X.text, *(argument.text for argument in arguments)])})"
        # An argument that is not exact has no fact: None is no key of one.
        at = tuple(
            low if low == high and level > FORMULA else None
            for (low, high), _, level, _ in arguments
        )
        if X.missing:
            return Part(WHOLE, text, ATOM, True)
        if evaluated is None:
            return Part(self.known(name, X, at), text, ATOM)
        return Part(evaluated(self.known, X, *at), text, ATOM)

    def known(self, quantity: str, X: Array, at: tuple[End | None, ...] = ()) -> Interval:
        """Return what the facts say of a quantity; some fact has to name it."""
        subject = key(quantity, X, at)
        due = f"no fact about {quantity}({X.text}), or an argument not exact"
        require(subject in self.facts, due)
        return self.facts[subject]


class Instance(Statement):
    """A member of a class of matrices, and parameters: what version 1 is about.

    Made from the instance of a certificate (§2), which is rejected unless it belongs to its class
    (§3).
    """

    version = 1

    def __init__(self, data: Any) -> None:
        """Read an instance, and decide its membership."""
        super().__init__()
        if data["class"] == "ComplexMatrix":
            kind, rows, parameters = fields(data, "class matrix parameters")
            n = len(items(rows, 1, MAX_SIZE // 2))
            J = Array(real_form(*complex_table(rows, n, n)), None, "J")
            self.arrays["J"], self.copies = J, 2
            values, shape = {**parameters}, kind
        else:
            names = "class sizes normal gamma matrix parameters"
            kind, sizes, normal, gamma, rows, parameters = fields(data, names)
            good = all(type(k) is int and 0 < k <= MAX_SIZE for k in items(sizes, 1))
            require(good, "block sizes are positive integers")
            blocks = Coupled(kind, sizes, rows, [rational(gamma)] * len(sizes))
            blocks.require_membership(kind, normal)
            self.add_coupled("J", blocks)
            symmetric = " (symmetric)" * normal  # what the field `normal` has always meant
            values, shape = {"gamma": gamma, **parameters}, f"{kind}{symmetric} {sizes}"
            self.norms = {x: norm_of_block("J", x) for x in "bc"}
            n = len(blocks.J)
        require(len(parameters) <= MAX_LIST, f"there are more than {MAX_LIST} parameters")
        require(all(map(NAME.fullmatch, parameters)), "a parameter has a name that is not allowed")
        for name, q in {**values, "n": str(n)}.items():
            self.define(name, rational(q))
        # A large matrix is in the file, and would make the line printed unreadable.
        shape = f"{shape}, J = {rows if len(rows) < 5 else '...'}"
        self.text = ", ".join([shape.replace("'", ""), *map(" = ".join, values.items())])


class Parts(Statement):
    """Matrices and numbers, each of a kind and with options: what version 2 is about (§7)."""

    version = 2

    def __init__(self, parts: Any, sizes: Any) -> None:
        """Read the parts, and decide that each is a member of its kind."""
        super().__init__()
        require_names(parts, sizes)
        texts = []
        for name, n in sizes.items():
            self.define(name, Fraction(count_of(rational(n))))
            texts.append(f"{name} = {n}")
        # Numbers first: shapes and options refer to them, in any order.
        numbers = {
            name: data for name, data in parts.items() if data["kind"] in ("Real", "Integer")
        }
        for name, data in numbers.items():
            self.define(name, rational(data["value"]))
        # What a shape or an option may name: not the symbols of the parts that are read now.
        self.scalars = {*sizes, *numbers}
        for name, data in parts.items():
            read = self.scalar if name in numbers else self.kind if "shape" in data else self.blocks
            texts.append(f"{name} = {read(name, data)}")
        self.text = ", ".join(texts) or "no parts"

    def bound(self, tree: Any) -> tuple[Fraction, str]:
        """Return what a shape or an option says: a number, or the name of a number or a size."""
        good = len(tree) == 1 and ("num" in tree or tree.get("symbol") in self.scalars)
        require(good, "a size or an option is a number, or the name of one")
        return self.exact(tree)

    def scalar(self, name: str, data: Any) -> str:
        """Decide that a number is in its domain, and return how it is printed."""
        kind, options, value = fields(data, "kind options value")
        x, texts = rational(value), [kind]
        require(kind == "Real" or x.denominator == 1, f"{name} is not an integer")
        require({*options} <= {*DOMAINS}, f"{name}: there is no such option")
        for option, tree in options.items():
            end, text = self.bound(tree)
            texts.append(f"{option} {text}")
            require(DOMAINS[option](x, end), f"{name}: {option} {text} does not hold")
        return f"{brief(value)} ({', '.join(texts)})"

    def kind(self, name: str, data: Any) -> str:
        """Decide that a matrix is of its kind, and return how it is printed."""
        kind, shape, options, is_complex, rows = fields(data, "kind shape options complex matrix")
        n, m = (count_of(self.bound(tree)[0]) for tree in items(shape, 2, 2))
        most = MAX_SIZE // 2 if is_complex is True else MAX_SIZE
        good = type(is_complex) is bool and max(n, m) <= most
        require(good, f"{name} has more than {most} rows or columns")
        require(type(kind) is str and kind in KINDS, "there is no such kind of matrices")
        real, imaginary = (
            entries(*complex_table(rows, n, m)) if is_complex else (table(rows, n, m), None)
        )
        X = self.arrays[name] = Array(real, imaginary, name)
        require((n == m or kind == "Rectangular") and KINDS[kind](X), f"{name} is not {kind}")
        self.shape(name, n, m)
        texts = [f"{'complex ' * is_complex}{kind} {n}x{m}"]
        texts += [self.option(X, option, tree) for option, tree in options.items()]
        return f"{brief(rows)} ({', '.join(texts)})"

    def option(self, X: Array, option: str, tree: Any) -> str:
        """Decide that a matrix meets an option, and return how it is printed."""
        ends = items(tree, 2, 2) if option == "spectrum" else [tree]
        known = [(None, "none") if end is None else self.bound(end) for end in ends]
        require(option in OPTIONS or option == "numerical_radius", "there is no such option")
        values, texts = zip(*known, strict=True)
        text = f"{option} {' to '.join(texts)}"
        if option == "numerical_radius":
            require_square(X)
            self.numerical_radii.append((X, *values))
        else:
            require(OPTIONS[option](X, *values), f"{X.text}: {text} does not hold")
        return text

    def blocks(self, name: str, data: Any) -> str:
        """Decide that a coupled matrix is of its class, and return how it is printed."""
        flow, each = bool({"mu", "mus"} & {*data}), bool({"radii", "mus"} & {*data})
        one, several = ("mu", "mus") if flow else ("gamma", "radii")
        names = f"kind sizes symmetric {several if each else one} matrix"
        kind, trees, symmetric, gamma, rows = fields(data, names)
        sizes = [count_of(self.bound(tree)[0]) for tree in items(trees, 1)]
        due = items(gamma, len(sizes), len(sizes)) if each else [gamma] * len(sizes)
        J = Coupled(kind, sizes, rows, [*map(rational, due)], flow)
        J.require_membership(kind, symmetric)
        self.add_coupled(name, J)
        self.shape(name, len(J.J), len(J.J))
        # The bound that holds for all blocks.
        self.define(f"{name}.{one}", min(J.radii) if flow else max(J.radii))
        for i, (radius, size) in enumerate(zip(J.radii, sizes, strict=True)):
            self.define(f"{name}.{one}s.{i}", radius)
            self.define(f"{name}.sizes.{i}", Fraction(size))
        if J.m == 2:
            self.norms |= {f"{name}.{x}": norm_of_block(name, x) for x in "bc"}
        radii = f"{several if each else one} {brief(gamma)}"
        return f"{brief(rows)} ({kind}{' symmetric' * symmetric} {sizes}, {radii})"

    def shape(self, name: str, n: int, m: int) -> None:
        """Give the numbers of rows and columns of a matrix their symbols."""
        self.define(f"{name}.n", Fraction(n))
        self.define(f"{name}.m", Fraction(m))


def norm_of_block(name: str, symbol: str) -> Any:
    """Return the quantity that the symbol b or c of a coupled matrix is."""
    return {"quantity": "norm", "of": f"{name}.{symbol.upper()}", "args": []}


def brief(value: Any) -> str:
    """Return a number, or a table of some, as it is printed: a long one is in the file."""
    text = str(value).replace("'", "")
    return text if len(text) <= MAX_PRINTED else "..."


def require_names(parts: Any, sizes: Any) -> None:
    """Reject names of parts and sizes that are not allowed, or clash (§7)."""
    require(type(parts) is type(sizes) is dict, "parts and sizes are objects")
    names = [*parts, *sizes]
    require(len(names) <= MAX_LIST, f"there are more than {MAX_LIST} parts and sizes")
    good = all(PATH.fullmatch(name) and name not in RESERVED for name in names)
    require(good, "a part or a size has a name that is not allowed")
    require(len({*names}) == len(names), "a part and a size have one name")
    # J.gamma belongs to J: no part of that name may stand beside it.
    prefixes = {name[: dot.start()] for name in names for dot in re.finditer("[.]", name)}
    require(not prefixes & {*parts}, "the name of a part continues that of another")


def require_small(document: Any) -> None:
    """Reject a document of too many levels, or of too many lists and objects (§1)."""
    level, parts = [document], 0
    for _ in range(MAX_DEPTH):
        level = [x for x in level if type(x) in (dict, list)]
        parts += len(level)
        require(parts <= MAX_PARTS, f"there are more than {MAX_PARTS} lists and objects")
        level = [*chain(*(x.values() if type(x) is dict else x for x in level))]
    require(not level, f"there are more than {MAX_DEPTH} levels of lists and objects")


def check(document: Any) -> str:
    """Say in one line what a certificate shows, or raise Rejected."""
    BUDGET.left = WORK
    try:
        require_small(document)
        common = "format version kind theorem hypotheses conclusion facts"
        subject = "instance" if "instance" in document else "parts sizes"
        *head, theorem, hypotheses, conclusion, facts = fields(document, f"{common} {subject}")[:7]
        # By repr, as 1 == 1.0 == True.
        version = 1 if subject == "instance" else 2
        due = ["kreissverify-certificate", version, "refutation"]
        require(repr(head) == repr(due), "not of this format")
        # For the reader; never looked at otherwise, and never printed.
        require(all(type(x) is str for x in fields(theorem, "id source text")), "theorem: strings")
        known = [document[name] for name in subject.split()]
        J: Statement = Instance(*known) if version == 1 else Parts(*known)
        for fact in items(facts):
            J.learn(fact)
        J.require_numerical_radii()
        given = [J.evaluate(tree) for tree in items(hypotheses)]
        for truth, text, level, _ in given:
            require(
                level == FORMULA and truth == YES, f"a hypothesis is not certainly true: {text}"
            )
        J.notes.clear()  # only the sides of the conclusion are printed
        truth, text, level, missing = J.evaluate(conclusion)
        text += f" [{'; '.join(J.notes)}]" * bool(J.notes)
        false = level == FORMULA and (truth == NO or missing)
        require(false, f"the conclusion is not certainly false: {text}")
        return f"for {J.text}: {'; '.join([part.text for part in given] + ['FALSE: ' + text])}"
    except Rejected:
        raise
    # Whatever goes wrong with a stranger's data (a type, a missing key, a division by zero, too
    # deep a tree) means that it does not have the format: it is rejected, and nothing is traced.
    except Exception as error:
        raise Rejected(f"malformed ({type(error).__name__})") from None


# ------------------------------------------------------------------------------------------ program


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object, in which no field stands twice: readers differ on which one counts."""
    require(len(dict(pairs)) == len(pairs), "an object has the same field twice")
    return dict(pairs)


def count(text: str) -> int:
    """Return an integer of JSON: only `version` and `sizes` are such, and none is long."""
    # Python may be told to convert integers of any length, which takes minutes.
    require(len(text) < 10, "a number is a string 'p' or 'p/q'")
    return int(text)


def refused(text: str) -> None:
    """Reject a float, NaN or Infinity of JSON: a certificate has none."""
    raise Rejected("a number is a string 'p' or 'p/q'")


def load(path: str) -> Any:
    """Return the JSON of a file, or raise Rejected; OSError if it cannot be read at all."""
    with open(path, "rb") as file:
        data = file.read(MAX_BYTES + 1)  # no more of a file that does not end
    require(len(data) <= MAX_BYTES, "not JSON of at most 8 MiB")
    # Before they are made: what is too much to be held cannot be counted afterwards.
    parts = data.count(b"[") + data.count(b"{")
    require(parts <= MAX_PARTS, f"there are more than {MAX_PARTS} lists and objects")
    # What is no certificate at all, such as a table of numbers, is called so before it is read.
    require(data.lstrip(b" \t\r\n").startswith(b"{"), "no certificate: expected one JSON object")
    try:
        return json.loads(
            data.decode(),
            object_pairs_hook=unique,
            parse_int=count,
            parse_float=refused,
            parse_constant=refused,
        )
    except (ValueError, RecursionError):
        raise Rejected("not JSON of at most 8 MiB") from None


def printed(text: str) -> str:
    """Return a text as it is printed: itself if it is printable ASCII, else as Python quotes it."""
    # The name of a file may hold a second line, or the codes that steer a terminal.
    return text if text.isascii() and text.isprintable() else ascii(text)


def verdict(path: str) -> tuple[int, str]:
    """Return the exit code of a certificate, and the line that is printed of it."""
    try:
        code, word, reason = 0, "ACCEPTED", check(load(path))
    except Rejected as error:
        code, word, reason = 1, "REJECTED", str(error)
    except OSError as error:
        code, word, reason = 2, "UNREADABLE", error.strerror or type(error).__name__
    except ValueError:  # of open: a name with a null character
        code, word, reason = 2, "UNREADABLE", "not the name of a file"
    return code, f"{word} {printed(path)}: {printed(reason)}"


def main(paths: list[str]) -> int:
    """Check certificates, print a line for each, and return the exit code."""
    if not paths:
        print("usage: python checker.py CERT...", file=sys.stderr)
        return 2
    status = 0
    for path in paths:
        code, line = verdict(path)
        print(line, file=sys.stderr if code == 2 else sys.stdout)
        status = max(status, code)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
