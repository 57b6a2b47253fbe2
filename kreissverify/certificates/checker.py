"""Re-check certificates of counterexamples: `python checker.py CERT...`.

A certificate says that "hypotheses imply conclusion" fails for some matrix J of a class. It is
accepted if J is in its class, each fact (bounds on a quantity of a matrix, with witnesses) is
derived again, each hypothesis is certainly true, and the conclusion is certainly false. Matrices
are exact, real numbers are rational intervals. No number of the certificate is believed.

The format is docs/certificate-format.md, and the paragraphs named here (§) are its paragraphs. This
file needs the standard library and nothing else. Its sections, each standing on those before it:

limits      what is rejected for its size or its work, whatever it claims
arithmetic  exact matrices: products, definiteness (§5), Schur-Cohn (§6); intervals (§4)
reading     JSON values of the shapes that the format has (§1)
expressions the operations of formulas and terms (§4) and of matrices (§5)
facts       one function a rule, in the order of the table of bounds (§5, with the reasons of §6)
statement   the instance and its class (§2, §3), its facts, the evaluation of formulas
program     reading files, lines printed, exit codes

‖·‖ is the spectral norm, |·| of a vector the Euclidean norm, ' the transpose, * the conjugate
transpose, ⪰ 0 (≻ 0) says that a symmetric matrix is positive semidefinite (definite).
"""

from __future__ import annotations

import json
import math
import re
import sys
import threading
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Overflow, Underflow
from fractions import Fraction
from functools import partial, reduce
from itertools import accumulate, chain, pairwise, repeat
from typing import Any, NamedTuple, cast

# ------------------------------------------------------------------------------------------- limits

# The limits of the format (§1, §2). They bound what a stranger's file may cost before its work is
# counted: larger ones cost memory and time, smaller ones reject certificates that are needed.
MAX_BYTES = 1 << 23
MAX_TEXT = 20_000  # characters of a formula written out: each level of a tree copies its parts
MAX_LIST = 400
MAX_SIZE = 40  # rows of J, or of its real form: an exact elimination takes about n³ products
MAX_TIME = 20_000  # J^t has numbers of t times the digits of J
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
    require(p[0], "a singular matrix has no inverse")
    return product(scalar(-1 / p[0], len(A)), M)


def radius_at_most(J: Matrix, v: Fraction, strict: bool = False) -> bool:
    """Decide whether ρ(J) ≤ v (ρ(J) < v if strict), by Schur and Cohn.

    Let p of degree n be det(xI - J/v), and p* its reverse. If |p_0| < |p_n| then p_n p - p_0 p* has
    as many zeros outside the unit circle as p (Rouché), and one zero at 0, which is divided out. If
    |p_0| > |p_n| a zero is outside, as the moduli of the zeros multiply to |p_0/p_n|. If they are
    equal none is outside only if all are on the circle; then p* = ±p, and by Cohn's theorem such a
    self-inversive p has as many zeros outside as its derivative. No zero is strictly inside then.
    """
    if v <= 0:  # J/v has no meaning for v = 0; ρ(J) = 0 just when J is nilpotent
        return v == 0 and not strict and not any(map(any, power(J, len(J))))
    p = characteristic(product(scalar(1 / v, len(J)), J))[0]
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


def real_form(data: Any) -> Matrix:
    """Return [[A, -B], [B, A]] for the rows of a complex matrix A + iB (§6, the real form).

    All quantities of it are those of A + iB, but for H, which is twice as large (`bound_shown`).
    """
    n = len(items(data, 1, MAX_SIZE // 2))
    rows = [table(row, n, 2) for row in data]  # a complex number is a list of two numbers
    real, imaginary = ([[entry[part] for entry in row] for row in rows] for part in (0, 1))
    return stacked(
        side_by_side(real, product(scalar(-UNIT, n), imaginary)), side_by_side(imaginary, real)
    )


def witness(name: str, data: Any, n: int) -> Any:
    """Return the value of this field of a witness about an n x n matrix."""
    if name == "circles":
        circles = [fields(circle, "r g P") for circle in items(data, 1)]
        return [(rational(r), rational(g), table(P, n, n)) for r, g, P in circles]
    if name in ("E", "P", "Z"):
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
    "sqrt": Operation("sqrt", SUM, ATOM, partial(increasing, "sqrt")),
    "log": Operation("log", SUM, ATOM, partial(increasing, "ln")),
    "exp": Operation("exp", SUM, ATOM, partial(increasing, "exp")),
    "piecewise": Operation("piecewise", SUM, ATOM, piecewise),
}


class Part(NamedTuple):
    """A part of a statement as it was evaluated."""

    value: Interval
    text: str
    level: int  # FORMULA for a formula, else how tightly the text binds


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


# Matrices made from matrices (§5): what stands between their texts, and what they mean. `power` and
# `scalar` are apart: their second operand is a term.
MATRIX_OPERATIONS: dict[str, tuple[str, Callable[..., Matrix]]] = {
    "add": (" + ", total),
    "mul": ("*", product),
    "transpose": ("", transposed),
    "columns": (", ", side_by_side),
    "rows": ("; ", stacked),
}


# ------------------------------------------------------------- facts: what a witness shows (see §6)

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
    """K(J) ≥ v for v ≤ 1: (|z|-1)‖(zI-J)⁻¹‖ → 1 as |z| → ∞, so K ≥ 1 for every J."""
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
    """H(J) = +∞: 1 ≤ rho ≤ ρ(J), and no term ‖Jᵏ‖_F² ≥ ρ(J)²ᵏ of the sum is less than 1."""
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
            "upper P": lyapunov_upper,
        },
    ),
    "H": Quantity((), {"lower rho": gain_infinite, "lower P": gain_lower, "upper P": gain_upper}),
    "T": Quantity(
        ("delta",),
        {
            "lower rho": settling_lower_radius,
            "lower": settling_lower,
            "upper T": settling_upper_horizon,
        },
    ),
    "w": Quantity((), {"lower x": numerical_radius_lower, "upper Z": numerical_radius_upper}),
}

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
        The matrix, how it is written, and 2 if it is the real form of a complex one, whose H is
        half that of J: twice the value is asked of J. Else 1.
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
    # Only an eigenvalue, or a chain of vectors, shows that a quantity is infinite.
    unbounded = data["value"] == "inf" and names in (["rho"], ["q", "x"])
    v = INF if unbounded else rational(data["value"])
    asked = copies * v if quantity == "H" else v
    good = RULES[rule](J, asked, *at, **{name: witness(name, data[name], len(J)) for name in names})
    require(good, f"{quantity}({of}): the witness does not show the {side} bound")
    return v


# ---------------------------------------------------------------------------------------- statement

# The blocks that have names where there are two by two of them, by row and column.
BLOCKS = {"J.A": (0, 0), "J.B": (0, 1), "J.C": (1, 0), "J.D": (1, 1)}
# The symbols b = ‖B‖ and c = ‖C‖ are quantities, and need a fact as others do (§4).
NORMS = {name: {"quantity": "norm", "of": f"J.{name.upper()}", "args": []} for name in "bc"}


#: What tells a quantity from others: its name, its matrix by the entries, and its arguments.
Key = tuple[str, str, tuple[End | None, ...]]


def key(quantity: str, J: Matrix, at: tuple[End | None, ...]) -> Key:
    """Return what tells a quantity from others, however its matrix is written."""
    spend(4 * len(J) * len(J[0]), length(*chain(*J)))
    # As text: Python hashes a number by a rule that anyone can foresee, and many numbers made to
    # have one hash would each be compared with all others. The hash of a text is salted, and
    # hexadecimal digits need no division.
    rows = (",".join(f"{x.numerator:x}/{x.denominator:x}" for x in row) for row in J)
    return quantity, ";".join(rows), at


def block_norm(A: Matrix) -> Fraction:
    """Return the norm of a block where it is rational at sight: of a number, or of zero."""
    require(len(A) == len(A[0]) == 1 or not any(map(any, A)), "unsupported: exact norm of a block")
    return abs(A[0][0])


class Instance:
    """A member of a class of matrices, and what is known of it.

    Made from the instance of a certificate (§2), which is rejected unless it belongs to its class
    (§3). Then `learn` takes the facts, and `evaluate` finds the values of formulas and terms.
    """

    J: Matrix  # of a complex matrix the real form, of twice the size
    copies: int  # 2 if J is such a real form, else 1
    gamma: Fraction
    m: int  # the number of diagonal blocks
    owner: list[int]  # of each row, and column, the block that it belongs to

    def __init__(self, data: Any) -> None:
        """Read an instance, and decide its membership."""
        if data["class"] == "ComplexMatrix":
            kind, rows, parameters = fields(data, "class matrix parameters")
            self.J, self.m, self.copies = real_form(rows), 1, 2
            values, shape = {**parameters}, kind
        else:
            names = "class sizes normal gamma matrix parameters"
            kind, sizes, normal, gamma, rows, parameters = fields(data, names)
            self.read_blocks(kind, sizes, rows, gamma)
            self.require_membership(kind, normal)
            values, shape = {"gamma": gamma, **parameters}, f"{kind}{' (normal)' * normal} {sizes}"
        require(len(parameters) <= MAX_LIST, f"there are more than {MAX_LIST} parameters")
        require(all(map(NAME.fullmatch, parameters)), "a parameter has a name that is not allowed")
        self.symbols = {"const e": increasing("exp", YES), "const pi": PI}
        for name, q in {**values, "n": str(len(self.J) // self.copies)}.items():
            self.symbols[f"symbol {name}"] = span(rational(q))
        # A large matrix is in the file, and would make the line printed unreadable.
        shape = f"{shape}, J = {rows if len(rows) < 5 else '...'}"
        self.text = ", ".join([shape.replace("'", ""), *map(" = ".join, values.items())])
        self.facts: dict[Key, Interval] = {}
        # Each matrix that has a name, made once: a file may name it hundreds of thousand times.
        self.matrices: dict[str, Matrix] = {}
        # Both sides of each relation evaluated, for the reader.
        self.notes: list[str] = []

    def read_blocks(self, kind: Any, sizes: Any, rows: Any, gamma: Any) -> None:
        """Read J, its blocks and gamma; the class has to allow so many blocks."""
        good = all(type(k) is int and k > 0 for k in items(sizes, 1)) and sum(sizes) <= MAX_SIZE
        require(good, f"block sizes are positive integers of sum at most {MAX_SIZE}")
        two = kind in ("BlockTriangular", "SelfReferential") and len(sizes) == 2
        require(two or kind == "CoupledBlocks", "there is no such class with so many blocks")
        self.J, self.gamma = table(rows, sum(sizes), sum(sizes)), rational(gamma)
        self.m, self.owner = len(sizes), [i for i, k in enumerate(sizes) for _ in range(k)]
        self.copies = 1

    def require_membership(self, kind: Any, normal: Any) -> None:
        """Reject J unless it is a member of the class (§3), which is decided exactly."""
        require(type(normal) is bool and 0 <= self.gamma < 1, "0 <= gamma < 1 does not hold")
        require(kind != "BlockTriangular" or not any(map(any, self.block(0, 1))), "B is not zero")
        for A in (self.block(i, i) for i in range(self.m)):
            require(not normal or transposed(A) == A, "a diagonal block is not symmetric")
            # The norm of a symmetric block is its spectral radius, and costs less.
            small = norm_at_most if normal else radius_at_most
            require(small(A, self.gamma), "a diagonal block has spectral radius above gamma")

    def block(self, i: int, j: int) -> Matrix:
        """Return the block of J in block row i and block column j."""
        rows = [row for row, k in zip(self.J, self.owner, strict=True) if k == i]
        return [[x for x, k in zip(row, self.owner, strict=True) if k == j] for row in rows]

    def named(self, name: str) -> Matrix:
        """Return a matrix by its name (§5)."""
        if name == "J":
            return self.J
        # The others are made of blocks, which a complex matrix does not have.
        require(self.copies == 1, "there is no such matrix")
        if name in BLOCKS and self.m == 2:
            return self.block(*BLOCKS[name])
        base = name.removesuffix(".triangular")
        require(base in ("J", "J.comparison") or name == "J.block_norms", "there is no such matrix")
        J, owner = self.J, self.owner
        if base != "J":
            J, owner = self.block_norms(), list(range(self.m))
        if base == "J.comparison":
            J = [
                [self.gamma if i == j else x for j, x in enumerate(row)] for i, row in enumerate(J)
            ]
        if base == name:
            return J
        return [
            [x if j <= i else ZERO for x, j in zip(row, owner, strict=True)]
            for row, i in zip(J, owner, strict=True)
        ]

    def block_norms(self) -> Matrix:
        """Return the m x m matrix of the norms of all blocks."""
        m = range(self.m)
        return [[block_norm(self.block(i, j)) for j in m] for i in m]

    def matrix(self, tree: Any) -> tuple[Matrix, str]:
        """Return a matrix that is named, or made from others (§5); and how it is written."""
        if type(tree) is str:
            if tree not in self.matrices:
                self.matrices[tree] = self.named(tree)
            return self.matrices[tree], tree
        op, args = fields(tree, "op args")
        if op in ("power", "scalar"):
            return self.matrix_and_number(op, *items(args, 2, 2))
        matrices, texts = zip(*map(self.matrix, items(args, 1)), strict=True)
        require(op in MATRIX_OPERATIONS, "there is no such operation of matrices")
        sign, meaning = MATRIX_OPERATIONS[op]
        text = f"({sign.join(texts)})" + "'" * (op == "transpose")
        require(len(text) < MAX_TEXT, "a matrix is written too long")
        return meaning(*matrices), text

    def matrix_and_number(self, op: str, tree: Any, number: Any) -> tuple[Matrix, str]:
        """Return a power of a matrix, or a multiple of the identity of its size (§5)."""
        A, name = self.matrix(tree)
        q, text, level = self.evaluate(number)
        # K of an unstable J is [∞, ∞]: known exactly, and neither an exponent nor an entry.
        finite = level > FORMULA and -INF < q.low == q.high < INF
        require(finite, "an exponent or a factor is not exact")
        exact = cast(Fraction, q.low)
        require(len(text) + len(name) < MAX_TEXT, "a matrix is written too long")
        if op == "scalar":
            return scalar(exact, len(A)), f"({text})*I"
        # The power 0 would give an identity for any shape, and the inverse has to be a matrix.
        require(len(A) == len(A[0]), "only a square matrix has powers")
        base = A if exact >= 0 else inverted(A)
        return power(base, abs(exact)), f"{name}^({text})"

    def learn(self, fact: Any) -> None:
        """Check each bound of a fact (§5), and keep what it shows with what is known already."""
        sides = [side for side in ("lower", "upper") if side in fact]
        quantity, of, args, *bounds = fields(fact, " ".join(["quantity of args", *sides]))
        require_quantity(quantity, items(args))
        J, text = self.matrix(of)
        at = tuple(map(rational, args))
        require(len(J) == len(J[0]) or quantity == "norm", "the matrix is not square")
        subject = key(quantity, J, at)
        low, high = self.facts.get(subject, WHOLE)
        for side, data in zip(sides, bounds, strict=True):
            v = bound_shown(J, text, self.copies, quantity, at, side, data)
            low, high = (max(low, v), high) if side == "lower" else (low, min(high, v))
        require(low <= high, "bounds contradict each other")
        self.facts[subject] = Interval(low, high)

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
            quantity, of, args = fields(tree, "quantity of args")
            require_quantity(quantity, items(args))
            J, name = self.matrix(of)
            return self.known(quantity, J, name, [self.evaluate(arg) for arg in args])
        op, args = fields(tree, "op args")
        require(type(op) is str and op in OPERATIONS, "there is no such operation")
        _, need, level, meaning = OPERATIONS[op]
        parts = [self.evaluate(arg) for arg in items(args, 1)]
        text = written(op, parts)
        # Every operation looks at its operands, and a comparison multiplies their ends.
        spend(10 * len(parts), length(*(end for part in parts for end in part.value)))
        if need > level == FORMULA:  # a relation between terms
            self.notes += [f"{part.text} = {shown(part.value)}" for part in parts]
        values = [part.value for part in parts]
        # What may have no value makes no part of a term that has one: |1/0| ≥ 0 is not true.
        if WHOLE in values and level > FORMULA and op != "piecewise":
            return Part(WHOLE, text, level)
        return Part(meaning(*values), text, level)

    def symbol(self, tree: Any) -> Part:
        """Return the value of {"symbol": name} or {"const": name}."""
        [(kind, name)] = tree.items()
        if kind == "symbol" and name in NORMS:
            return Part(self.evaluate(NORMS[name]).value, name, ATOM)
        require(f"{kind} {name}" in self.symbols, "unknown symbol")
        return Part(self.symbols[f"{kind} {name}"], name, ATOM)

    def known(self, quantity: str, J: Matrix, of: str, arguments: list[Part]) -> Part:
        """Return what the facts say of a quantity; some fact has to name it."""
        # An argument that is not exact has no fact: None is no key of one.
        at = tuple(
            low if low == high and level > FORMULA else None for (low, high), _, level in arguments
        )
        subject = key(quantity, J, at)
        require(subject in self.facts, f"no fact about {quantity}({of}), or an argument not exact")
        text = ", ".join([of, *(argument.text for argument in arguments)])
        return Part(self.facts[subject], f"{quantity}({text})", ATOM)


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
        names = "format version kind theorem hypotheses conclusion instance facts"
        *head, theorem, hypotheses, conclusion, instance, facts = fields(document, names)
        # By repr, as 1 == 1.0 == True.
        require(repr(head) == "['kreissverify-certificate', 1, 'refutation']", "not of this format")
        # For the reader; never looked at otherwise, and never printed.
        require(all(type(x) is str for x in fields(theorem, "id source text")), "theorem: strings")
        J = Instance(instance)
        for fact in items(facts):
            J.learn(fact)
        given = [J.evaluate(tree) for tree in items(hypotheses)]
        for truth, text, level in given:
            require(
                level == FORMULA and truth == YES, f"a hypothesis is not certainly true: {text}"
            )
        J.notes.clear()  # only the sides of the conclusion are printed
        truth, text, level = J.evaluate(conclusion)
        text = f"{text} [{'; '.join(J.notes)}]"
        require(level == FORMULA and truth == NO, f"the conclusion is not certainly false: {text}")
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
