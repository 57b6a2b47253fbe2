"""Re-check refutation certificates: `python checker.py CERT...`. Standard library; trusts nothing.

A certificate (docs/certificate-format.md) says that "hypotheses imply conclusion" fails for some J.
Accepted: J is in its class, each fact (bounds on a quantity of J, with witnesses) is derived again,
each hypothesis is certainly true and the conclusion certainly false. Matrices are exact, reals are
rational intervals. Why witnesses suffice (G(r) = max |(zI-J)^-1| on |z| = r, K = sup (r-1)G(r)):
Circle (r, g, P) shows rho(J) < r and G(r) <= g if P >= 0 and, for F = J/r,
    [[P - F'PF - I, -F'P], [-PF, (gr)^2 I - P]] >= 0.                                        (*)
  Its corner gives P >= I + F'PF > 0; for Fv = lv then (1-|l|^2) v*Pv >= |v|^2, so |l| < 1. For any
  u and |e| = 1 let x = (eI-F)^-1 u, so ex = Fx + u: (*) at (x, u) is x*Px - (ex)*P(ex) - |x|^2 +
  (gr)^2 |u|^2 >= 0, where P cancels: |x| <= gr|u|, and (reI-J)^-1 = (eI-F)^-1 / r. G falls with r.
Circles 1 = r_1 < ... < r_m with bounds g_i bound K: the first shows rho(J) < 1, so log|(zI-J)^-1|
  is subharmonic for |z| >= 1 and log G convex in log r (Hadamard). On [r_i, r_i+1] it lies below
  its chord: G(r) <= g_i (r/r_i)^-s with -s the slope between the bounds; r >= r_i, so s may be
  rounded down. (r-1)(r/r_i)^-s rises until r = s/(s-1) (always if s <= 1), then falls: its maximum
  is there, clamped to [r_i, r_i+1]. Beyond r_m: log(r G(r)) is convex in log r too, and bounded as
  r grows (r G(r) -> 1), hence nonincreasing: (r-1)G(r) <= r G(r) <= r_m g_m.
Z shows w(J) <= v if [[vI+Z, J], [J', vI-Z]] >= 0: at (x, ex), |e| = 1, it is 2v|x|^2 + 2Re(e x*Jx).
  And w(J) <= 1, as |J| <= 1 implies, gives |(zI-J)^-1| <= 1/(|z|-1): K = 1.
low I <= P <= high I, low > 0, J'PJ <= P: no P-norm grows, so M <= L <= sqrt(high/low).
P = JPJ' + I and P > 0 make rho(J) < 1 and P = sum J^k J'^k, so the noise gain H is tr P.
|J^t| <= v for s <= t < s+T and |J^T| <= 1 give |J^t| <= v for all t >= s, as J^(t+T) = J^t J^T.
"""

# fmt: off
# ruff: noqa: E401, E701, I001, RUF007, SIM300, UP014 (a listing: one line where one is enough)
import json, math, re, sys, threading
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Overflow, Underflow
from fractions import Fraction
from functools import partial, reduce
from itertools import accumulate, repeat
from typing import Any, NamedTuple
MAX_BYTES, MAX_TEXT, MAX_LIST, MAX_SIZE, MAX_TIME = 1 << 23, 20_000, 400, 40, 20_000
NUMBER = re.compile("-?[0-9]{1,4000}(/[0-9]{1,4000})?")
NAME = re.compile("(?!(gamma|b|c|n|kappa)$)[A-Za-z][A-Za-z0-9_]{0,30}")
SYMBOLS: dict[Any, str] = {("norm", "J.B", ()): "symbol b", ("norm", "J.C", ()): "symbol c"}
BLOCKS = {"J.A": (0, 0), "J.B": (0, 1), "J.C": (1, 0), "J.D": (1, 1)}
INF, ZERO, UNIT = math.inf, Fraction(0), Fraction(1)
WORK, BUDGET = 5 * 10**9, threading.local()  # in rough nanoseconds: no verdict depends on a clock
Matrix = list[list[Fraction]]
class Rejected(Exception): """The certificate does not show what it claims; why not."""
def require(condition: object, reason: str) -> None:
    if not condition: raise Rejected(reason)
def spend(times: int, bits: int = 0) -> None:  # so many products of integers of so many bits
    BUDGET.left -= times * (600 + bits * bits // 1500)
    require(BUDGET.left > 0, "checking takes more work than is allowed")
# ---- exact matrices
def whole(M: Matrix) -> tuple[list[list[int]], int, int]:
    """M as integers over one denominator, and their length in bits."""
    den = 1
    for d in {x.denominator for row in M for x in row}:
        spend(6 + 6 * den.bit_length() // d.bit_length(), d.bit_length())
        den = math.lcm(den, d)
    spend(40 + 6 * len(M) * len(M[0]), den.bit_length())
    rows = [[x.numerator * (den // x.denominator) for x in row] for row in M]
    return rows, den, max(den.bit_length(), *(x.bit_length() for row in rows for x in row))
def transposed(M: Matrix) -> Matrix: return [list(column) for column in zip(*M, strict=True)]
def product(*factors: Matrix) -> Matrix:
    if len(factors) > 2: return product(factors[0], product(*factors[1:]))
    (A, d, size), (B, e, other) = whole(factors[0]), whole(transposed(factors[1]))
    spend(len(A) * len(B) * len(A[0]), max(size, other))
    return [[Fraction(sum(map(int.__mul__, row, column)), d * e) for column in B] for row in A]
def plus(A: Matrix, B: Matrix, sign: int = 1) -> Matrix:
    return [[x + sign * y for x, y in zip(*rows, strict=True)] for rows in zip(A, B, strict=True)]
def scalar(q: Fraction, n: int) -> Matrix:
    return [[q if i == j else ZERO for j in range(n)] for i in range(n)]
def trace(M: Matrix) -> Fraction: return sum((row[i] for i, row in enumerate(M)), ZERO)
def square(x: Matrix) -> Fraction: return trace(product(x, transposed(x)))
def power(J: Matrix, t: Fraction | int) -> Matrix:
    require(0 <= t <= MAX_TIME and t == int(t), f"a time is an integer from 0 to {MAX_TIME}")
    half = power(J, t // 2) if t > 0 else scalar(UNIT, len(J))
    return half if t == 0 else product(half, half, J) if t % 2 else product(half, half)
def block(A: Matrix, B: Matrix, D: Matrix) -> Matrix:  # [[A, B], [B', D]]
    return [r + s for r, s in [*zip(A, B, strict=True), *zip(transposed(B), D, strict=True)]]
def semidefinite(M: Matrix, strict: bool = False) -> bool:
    """Is the symmetric M >= 0 (> 0)? LDL' without fractions; a zero pivot needs a zero column."""
    require(M == transposed(M), "a matrix of a witness is not symmetric")
    S, previous = whole(M)[0], 1
    for k, row in enumerate(S):
        if row[k] < 0 or (row[k] == 0 and (strict or any(row[k:]))): return False
        spend(2 * (len(S) - k) ** 2, max(x.bit_length() for x in row[k:]))
        for i in range(k + 1, len(S) if row[k] else 0):
            for j in range(i, len(S)):
                S[i][j] = (row[k] * S[i][j] - row[i] * row[j]) // previous
        previous = row[k] or previous
    return True
def norm_at_most(A: Matrix, v: Fraction, strict: bool = False) -> bool:
    """Is |A| <= v (< v)? That is, v^2 I - A'A >= 0 (> 0)."""
    gram = product(transposed(A), A)
    return v >= 0 and semidefinite(plus(scalar(v * v, len(gram)), gram, -1), strict)
def radius_at_most(J: Matrix, v: Fraction, strict: bool = False) -> bool:
    """Is rho(J) <= v (< v)? All roots of p = det(xI - J/v), lowest term first, have |x| <= 1 (< 1)?
    Schur-Cohn: if |p_0| < |p_n|, (p_n p - p_0 p*)/x has as many roots outside as p. If they are
    equal, all must lie on the circle: p is self-inversive, and (Cohn) p' has as many outside."""
    if v <= 0: return v == 0 and not strict and not any(map(any, power(J, len(J))))
    F, p, M = product(scalar(1 / v, len(J)), J), [UNIT], scalar(ZERO, len(J))
    for k in range(1, len(J) + 1):  # Faddeev-LeVerrier
        M = plus(product(F, M), scalar(p[0], len(J)))
        p.insert(0, -trace(product(F, M)) / k)
    while len(p) > 1:
        p = [x / p[-1] for x in p]
        spend(20 * len(p), whole([p])[2])
        if abs(p[0]) < 1: p = [a - p[0] * b for a, b in zip(p[1:], p[-2::-1], strict=True)]
        elif strict or any(a != b * p[0] for a, b in zip(p, p[::-1], strict=True)): return False
        else: p = [i * a for i, a in enumerate(p)][1:]
    return True
# ---- intervals with ends in the Fractions, -INF and INF (K of an unstable J is [INF, INF])
Interval = NamedTuple("Interval", [("low", Any), ("high", Any)])
WHOLE, OUTWARD = Interval(-INF, INF), (ROUND_FLOOR, ROUND_CEILING)
NO, YES, UNKNOWN = Interval(ZERO, ZERO), Interval(UNIT, UNIT), Interval(ZERO, UNIT)  # truth values
PI = Interval(*(Fraction(314159265358979323846 + k, 10**20) for k in (0, 1)))
def length(*ends: Any) -> int:
    return max(int.bit_length(k) for x in (0, *ends) if abs(x) < INF for k in x.as_integer_ratio())
def span(*ends: Any) -> Interval:
    """The hull; all numbers if an end is undefined (a NaN, as of INF - INF or 0 * INF)."""
    spend(50, length(*ends))
    return WHOLE if any(x != x for x in ends) else Interval(min(ends), max(ends))
def add(*v: Interval) -> Interval: return span(sum(a.low for a in v), sum(a.high for a in v))
def times(a: Interval, b: Interval) -> Interval: return span(*(x * y for x in a for y in b))
def inverse(a: Interval) -> Interval:
    return WHOLE if a.low <= 0 <= a.high else span(*(1 / x if abs(x) < INF else ZERO for x in a))
def negative(a: Interval, shift: int = 0) -> Interval: return span(shift - a.high, shift - a.low)
def lowest(*v: Interval) -> Interval: return Interval(*map(min, zip(*v, strict=True)))
def highest(*v: Interval) -> Interval: return Interval(*map(max, zip(*v, strict=True)))
def at_most(a: Interval, b: Interval) -> Interval:  # INF against INF stays undecided
    if a.low > b.high: return NO
    return YES if a.high < b.low or (a.high == b.low and abs(b.low) < INF) else UNKNOWN
def equal(a: Interval, b: Interval) -> Interval: return lowest(at_most(a, b), at_most(b, a))
def quotient(x: Any, digits: int, rounding: str) -> tuple[Decimal, Context]:
    context = Context(digits, rounding, -20_000, 20_000, flags=[], traps=[Overflow, Underflow])
    return context.divide(*map(Decimal, x.as_integer_ratio() if abs(x) < INF else (x, 1))), context
def shown(a: Interval) -> str:  # ten digits, rounded outward
    ends = zip(a, OUTWARD, strict=True)
    return " to ".join(dict.fromkeys(str(quotient(x, 10, rounding)[0]) for x, rounding in ends))
def increasing(function: str, a: Interval) -> Interval:
    """sqrt, ln or exp by decimal, which rounds them correctly to 60 digits, widened by 10^-50;
    exact for the square root of a square; undefined (a NaN) outside the domain."""
    ends: list[Any] = []
    for x, rounding, side in zip(a, OUTWARD, (-1, 1), strict=True):
        start, context = quotient(x, 60, rounding)
        y = getattr(start, function)(context)
        near = Fraction(y).limit_denominator(10**25) if y.is_finite() else float(y)
        exact = not y.is_finite() or (function == "sqrt" and near * near == x)
        ends.append(near if exact else Fraction(y) + side * abs(Fraction(y)) / 10**50)
    spend(500)
    return WHOLE if function == "ln" and a.low <= 0 else span(*ends)
def asinh(a: Interval) -> Interval:
    if a.low < 0: return negative(asinh(negative(a))) if a.high <= 0 else WHOLE
    return increasing("ln", add(a, increasing("sqrt", add(times(a, a), YES))))
def to_power(a: Interval, exponent: Interval) -> Interval:
    n = exponent.low
    if n != exponent.high or abs(n) == INF or n.denominator > 1:
        return increasing("exp", times(exponent, increasing("ln", a))) if a.low > 0 else WHOLE
    spend(9, math.ceil(abs(n)) * length(*a))
    zero = [ZERO] if n != 0 and n % 2 == 0 and a.low <= 0 <= a.high else []
    result = span(*(x ** abs(int(n)) if n else x - x + 1 for x in a), *zero)
    return result if n >= 0 else inverse(result)
def piecewise(*v: Interval) -> Interval:
    """Of value, condition, value, condition, ...: the hull of the values that may apply."""
    for k in range(2, len(v) + 1, 2):
        if v[k - 1] == YES: return span(*(x for i in range(0, k, 2) if v[i + 1] > NO for x in v[i]))
    return WHOLE
# operation: how it is written, level its operands need, its own level (0: formulas), its meaning
OPERATIONS: dict[str, tuple[str, int, int, Any]] = {
    "le": (" <= ", 1, 0, at_most), "lt": (" < ", 1, 0, lambda a, b: negative(at_most(b, a), 1)),
    "ge": (" >= ", 1, 0, lambda a, b: at_most(b, a)), "implies": (" implies ", 0, 0, at_most),
    "gt": (" > ", 1, 0, lambda a, b: negative(at_most(a, b), 1)), "iff": (" iff ", 0, 0, equal),
    "eq": (" = ", 1, 0, equal), "ne": (" != ", 1, 0, lambda a, b: negative(equal(a, b), 1)),
    "and": (" and ", 0, 0, lowest), "or": (" or ", 0, 0, highest),
    "not": ("not ", 0, 0, lambda a: negative(a, 1)), "neg": ("-", 2, 1, lambda a: negative(a)),
    "add": (" + ", 1, 1, add), "mul": ("*", 2, 2, lambda *v: reduce(times, v)),
    "div": ("/", 3, 2, lambda a, b: times(a, inverse(b))), "pow": ("^", 4, 3, to_power),
    "max": ("max", 1, 4, highest), "min": ("min", 1, 4, lowest),
    "abs": ("abs", 1, 4, lambda a: highest(a, negative(a), NO)), "asinh": ("asinh", 1, 4, asinh),
    "log": ("log", 1, 4, partial(increasing, "ln")), "piecewise": ("piecewise", 1, 4, piecewise),
    **{name: (name, 1, 4, partial(increasing, name)) for name in ("sqrt", "exp")},
}
# ---- witnesses
def circle_holds(J: Matrix, r: Fraction, g: Fraction, P: Matrix) -> bool:
    """The inequality (*) of the first lines, which shows rho(J) < r and G(r) <= g."""
    if r <= 0 or g <= 0 or not semidefinite(P): return False
    F, side = product(scalar(1 / r, len(J)), J), product(scalar(-1 / r, len(J)), transposed(J), P)
    corner = plus(plus(P, product(side, F)), scalar(UNIT, len(J)), -1)
    return semidefinite(block(corner, side, plus(scalar((g * r) ** 2, len(J)), P, -1)))
def circles_hold(J: Matrix, v: Fraction, circles: list[tuple[Fraction, Fraction, Matrix]]) -> bool:
    """Do these circles show K(J) <= v, as in the first lines?"""
    if circles[0][0] != 1 or not all(circle_holds(J, *circle) for circle in circles): return False
    for (r, g, _), (s, h, _) in zip(circles[:-1], circles[1:], strict=True):
        slope = times(increasing("ln", span(g / h)), inverse(increasing("ln", span(s / r)))).low
        require(slope > -INF and r < s, "circles must ascend, and not be too close to each other")
        slope = Fraction(math.floor(slope * 2**64), 2**64)
        peak = min(max(r, slope / (slope - 1)), s) if slope > 1 else s
        fall = increasing("exp", times(span(-slope), increasing("ln", span(peak / r)))).high
        if (peak - 1) * g * fall > v: return False
    return circles[-1][0] * circles[-1][1] <= v
def modulus(z: Matrix) -> Fraction: return Fraction(increasing("sqrt", span(square(z))).low)
def resolvent(J: Matrix, z: Matrix, x: Matrix, v: Fraction, s: Fraction) -> bool:
    """s|x| >= v|(zI-J)x|, s > 0, x != 0? z is [[Re z, Im z]], and x has columns Re x and Im x."""
    [[a, b]], size = z, square(x)
    y = plus(product(x, [[a, b], [-b, a]]), product(J, x), -1)
    return s > 0 and size > 0 and (v <= 0 or s * s * size >= v * v * square(y))
def field_of_values(J: Matrix, u: Matrix, x: Matrix) -> Fraction:
    """|Re(u x*Jx)| / |x|^2, which is at most w(J) for |u| = 1."""
    (a, b), (c, d) = product(transposed(x), J, x)
    return abs(u[0][0] * (a + d) - u[0][1] * (b - c)) / square(x)
def radius_shown(J: Matrix, v: Fraction, Z: Matrix) -> bool:
    return semidefinite(block(plus(scalar(v, len(J)), Z), J, plus(scalar(v, len(J)), Z, -1)))
def stays_below(J: Matrix, v: Fraction, start: Fraction, T: Fraction) -> bool:
    """|J^t| <= v for start <= t < start + T, and |J^T| <= 1."""
    if T == 0 or not norm_at_most(power(J, T), UNIT): return False
    powers = accumulate(repeat(J, int(T) - 1), product, initial=power(J, start))
    return all(norm_at_most(N, v) for N in powers)
def lyapunov(J: Matrix, v: Fraction, P: Matrix, low: Fraction, high: Fraction) -> bool:
    pairs = (P, scalar(low, len(J))), (scalar(high, len(J)), P), (P, product(transposed(J), P, J))
    ordered = all(semidefinite(plus(large, small, -1)) for large, small in pairs)
    return ordered and low > 0 and v > 0 and v * v * low >= high
def unstable(J: Matrix, rho: Fraction) -> bool: return rho > 1 and not radius_at_most(J, rho, True)
def gain(J: Matrix, P: Matrix) -> Fraction:
    image = plus(product(J, P, transposed(J)), scalar(UNIT, len(J)))
    require(P == image and semidefinite(P, strict=True), "P = J P J' + I > 0 does not hold")
    return trace(P)
RULES: dict[str, Any] = {  # "quantity side method fields": do these fields show the bound v?
    "norm lower": lambda J, v: not norm_at_most(J, v, strict=True), "norm upper": norm_at_most,
    "rho lower": lambda J, v: not radius_at_most(J, v, strict=True), "rho upper": radius_at_most,
    "power_norm lower": lambda J, v, t: not norm_at_most(power(J, t), v, strict=True),
    "power_norm upper": lambda J, v, t: norm_at_most(power(J, t), v),
    "K lower x z": lambda J, v, x, z: resolvent(J, z, x, v, modulus(z) - 1),
    "K upper numerical_radius Z": lambda J, v, Z: v >= 1 and radius_shown(J, UNIT, Z),
    "K upper circles circles": circles_hold, "K lower": lambda J, v: v <= 1,
    "G lower x z": lambda J, v, r, x, z: square(z) == r * r and resolvent(J, z, x, v * r, r),
    "G upper P": lambda J, v, r, P: circle_holds(J, r, v, P),
    "rho_eps lower x z": lambda J, v, e, x, z: resolvent(J, z, x, UNIT, e * (modulus(z) >= v)),
    "rho_eps upper P": lambda J, v, e, P: circle_holds(J, v, 1 / e, P),
    "stability_radius upper": lambda J, v: v >= 0 and not radius_at_most(J, UNIT, strict=True),
    "stability_radius upper x z": lambda J, v, x, z: resolvent(J, z, x, UNIT, v * (square(z) == 1)),
    "stability_radius lower P": lambda J, v, P: circle_holds(J, UNIT, 1 / v, P),
    "M upper horizon T": lambda J, v, T: stays_below(J, v, ZERO, T),
    "M upper lyapunov P high low": lyapunov, "L upper P high low": lyapunov,
    "H lower P": lambda J, v, P: v <= gain(J, P), "H upper P": lambda J, v, P: v >= gain(J, P),
    "T lower": lambda J, v, d: v <= 0 or not norm_at_most(power(J, v - 1), d),
    "T upper T": lambda J, v, d, T: stays_below(J, d, v, T), "w upper Z": radius_shown,
    "w lower u x": lambda J, v, u, x: square(u) == 1 and field_of_values(J, u, x) >= v,
    **{f"{q} upper norm": lambda J, v: v >= 1 and norm_at_most(J, UNIT) for q in "KM"},
    **{f"{q} lower t": lambda J, v, t: not norm_at_most(power(J, t), v, True) for q in "ML"},
    **{f"{q} lower rho": lambda J, v, *d, rho: unstable(J, rho) for q in "KMLHT"},
}
def fields(data: Any, names: str) -> list[Any]:
    require(type(data) is dict and sorted(data) == sorted(names.split()), f"fields due: {names}")
    return [data[name] for name in names.split()]
def items(data: Any, low: int = 0, high: int = MAX_LIST) -> list[Any]:
    require(type(data) is list and low <= len(data) <= high, f"list of {low} to {high} items due")
    return list(data)
def rational(text: Any) -> Fraction:
    require(type(text) is str and NUMBER.fullmatch(text), "a number is a string 'p' or 'p/q'")
    return Fraction(*map(int, text.split("/")))
def table(data: Any, n: int, m: int) -> Matrix:
    return [[rational(x) for x in items(row, m, m)] for row in items(data, n, n)]
def witness(name: str, data: Any, n: int) -> Any:
    """The value of this field of a witness about an n x n matrix."""
    if name == "circles":
        circles = [fields(circle, "r g P") for circle in items(data, 1)]
        return [(rational(r), rational(g), table(P, n, n)) for r, g, P in circles]
    if name in ("P", "Z", "x"): return table(data, n, 2 if name == "x" else n)
    if name in ("z", "u"): return table([data], 1, 2)
    return rational(data)
# ---- the instance, and statements about it
def block_norm(A: Matrix) -> Fraction:
    require(len(A) == len(A[0]) == 1 or not any(map(any, A)), "unsupported: exact norm of a block")
    return abs(A[0][0])
class Instance:  # a member of a class of matrices, and what is known of it
    def __init__(self, data: Any) -> None:
        names = "class sizes normal gamma matrix parameters"
        kind, sizes, normal, gamma, rows, parameters = fields(data, names)
        good = all(type(k) is int and k > 0 for k in items(sizes, 1)) and sum(sizes) <= MAX_SIZE
        require(good, f"block sizes are positive integers of sum at most {MAX_SIZE}")
        two = kind in ("BlockTriangular", "SelfReferential") and len(sizes) == 2
        require(two or kind == "CoupledBlocks", "there is no such class with so many blocks")
        self.J, self.gamma = table(rows, sum(sizes), sum(sizes)), rational(gamma)
        self.m, self.owner = len(sizes), [i for i, k in enumerate(sizes) for _ in range(k)]
        require(type(normal) is bool and 0 <= self.gamma < 1, "0 <= gamma < 1 does not hold")
        require(kind != "BlockTriangular" or not any(map(any, self.block(0, 1))), "B is not zero")
        for A in (self.block(i, i) for i in range(self.m)):
            require(not normal or A == transposed(A), "a diagonal block is not symmetric")
            small = norm_at_most(A, self.gamma) or (not normal and radius_at_most(A, self.gamma))
            require(small, "a diagonal block has spectral radius above gamma")
        require(all(map(NAME.fullmatch, parameters)), "a parameter has a name that is not allowed")
        self.known: dict[Any, Interval] = {"const e": increasing("exp", YES), "const pi": PI}
        for name, q in (values := {"gamma": gamma, **parameters}).items():
            self.known[f"symbol {name}"] = span(rational(q))
        for name, (i, j) in BLOCKS.items() if sizes == [1, 1] else ():
            self.keep(("norm", name, ()), span(abs(self.J[i][j])))
        shape = f"{kind}{' (normal)' * normal} {sizes}, J = {rows if len(rows) < 5 else '...'}"
        self.text = ", ".join([shape.replace("'", ""), *map(" = ".join, values.items())])
        self.notes: list[str] = []
    def keep(self, key: Any, value: Interval) -> None:
        self.known[key] = self.known[SYMBOLS.get(key, key)] = value
    def block(self, i: int, j: int) -> Matrix:
        rows = [row for row, k in zip(self.J, self.owner, strict=True) if k == i]
        return [[x for x, k in zip(row, self.owner, strict=True) if k == j] for row in rows]
    def matrix(self, name: str) -> Matrix:
        if name in BLOCKS and self.m == 2: return self.block(*BLOCKS[name])
        base, J, owner, m = name.removesuffix(".triangular"), self.J, self.owner, range(self.m)
        require(base in ("J", "J.comparison") or name == "J.block_norms", "there is no such matrix")
        if base != "J":
            J, owner = [[block_norm(self.block(i, j)) for j in m] for i in m], list(m)
        for i in m if base == "J.comparison" else (): J[i][i] = self.gamma
        return [[x if base == name or j <= i else ZERO for x, j in zip(row, owner, strict=True)]
                for row, i in zip(J, owner, strict=True)]
    def learn(self, fact: Any) -> None:
        sides = [side for side in ("lower", "upper") if side in fact]
        quantity, of, args, *bounds = fields(fact, " ".join(["quantity of args", *sides]))
        count = int(quantity in ("G", "T", "power_norm", "rho_eps"))
        J, at = self.matrix(of), tuple(map(rational, items(args, count, count)))
        known = any(key.startswith(f"{quantity} ") for key in RULES)
        require(known and len(J) in (len(J[0]), quantity == "norm" and len(J)), "no such quantity")
        self.keep(key := (quantity, of, at), self.known.get(key, WHOLE))
        for side, data in zip(sides, bounds, strict=True):
            if side == "upper" and data == {"value": "inf"}: continue
            names = sorted({*data} - {"value", "method"})
            rule = " ".join([quantity, side, *filter(None, [data.get("method")]), *names])
            require(rule in RULES, "there is no rule for a bound of this form")
            v = INF if data["value"] == "inf" and names == ["rho"] else rational(data["value"])
            good = RULES[rule](J, v, *at, **{k: witness(k, data[k], len(J)) for k in names})
            require(good, f"{quantity}({of}): the witness does not show the {side} bound")
            low, high = self.known[key]
            ends = (max(low, v), high) if side == "lower" else (low, min(high, v))
            self.keep(key, Interval(*ends))
        require(self.known[key].low <= self.known[key].high, "bounds contradict each other")
    def evaluate(self, tree: Any) -> tuple[Interval, str, int]:
        """Value, text and level of a tree: 0 for a formula, else how tightly the text binds."""
        if tree is True: return YES, "true", 0
        if "num" in tree:
            q = rational(*fields(tree, "num"))
            return span(q), str(q), 4 if q >= 0 and q.denominator == 1 else 2
        if len(tree) == 1:
            [(kind, name)] = tree.items()
            require(f"{kind} {name}" in self.known, "unknown symbol, or b or c without a fact")
            return self.known[f"{kind} {name}"], name, 4
        if "quantity" in tree:
            quantity, of, args = fields(tree, "quantity of args")
            parts = [self.evaluate(arg) for arg in items(args)]
            key = (quantity, of, tuple(a if a == b and own else None for (a, b), _, own in parts))
            require(key in self.known, "a quantity has no fact, or an argument is not exact")
            text = ", ".join([of, *(text for _, text, _ in parts)])
            return self.known[key], f"{quantity}({text})", 4
        op, args = fields(tree, "op args")
        sign, need, level, meaning = OPERATIONS[op]
        if op == "piecewise": args = [x for pair in items(args, 1) for x in items(pair, 2, 2)]
        parts = [self.evaluate(arg) for arg in items(args, 1, 2 * MAX_LIST)]
        due = [need > 0 and (i % 2 == 0 or op != "piecewise") for i in range(len(parts))]
        require(due == [own > 0 for _, _, own in parts], "a formula and a term are mixed up")
        bare = sign.isalpha()  # a function, written sign(...)
        texts = [text if bare or own >= need > 0 else f"({text})" for _, text, own in parts]
        text = sign.join(texts).replace(" + -", " - ") if texts[1:] else sign + texts[0]
        text = f"{sign}({', '.join(texts)})" if bare else text
        require(len(text) < MAX_TEXT, "the statement is too long")
        if need > level == 0: self.notes += [f"{part} = {shown(v)}" for v, part, _ in parts]
        return meaning(*(v for v, _, _ in parts)), text, level

def check(document: Any) -> str:
    """Say in one line what a certificate shows, or raise Rejected."""
    BUDGET.left = WORK
    try:
        *head, theorem, hypotheses, conclusion, instance, facts = fields(
            document, "format version kind theorem hypotheses conclusion instance facts")
        require(repr(head) == "['kreissverify-certificate', 1, 'refutation']", "not of this format")
        require(all(type(x) is str for x in fields(theorem, "id source text")), "theorem: strings")
        J = Instance(instance)
        for fact in items(facts): J.learn(fact)
        given = [J.evaluate(tree) for tree in items(hypotheses)]
        for truth, text, level in given:
            require(level == 0 and truth == YES, f"a hypothesis is not certainly true: {text}")
        J.notes.clear()
        truth, text, level = J.evaluate(conclusion)
        text = f"{text} [{'; '.join(J.notes)}]"
        require(level == 0 and truth == NO, f"the conclusion is not certainly false: {text}")
        return f"for {J.text}: {'; '.join([text for _, text, _ in given] + ['FALSE: ' + text])}"
    except Rejected: raise
    except Exception as error: raise Rejected(f"malformed ({type(error).__name__})") from None
def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    require(len(dict(pairs)) == len(pairs), "an object has the same field twice")
    return dict(pairs)
def load(path: str) -> Any:
    with open(path, "rb") as file: data = file.read(MAX_BYTES + 1)
    require(len(data) <= MAX_BYTES, f"the file is longer than {MAX_BYTES} bytes")
    try: return json.loads(data.decode("utf-8"), object_pairs_hook=unique)
    except (ValueError, RecursionError): raise Rejected("the file is not JSON") from None
def main(paths: list[str]) -> int:
    if not paths: print("usage: python checker.py CERT...", file=sys.stderr)
    status = 0 if paths else 2
    for path in paths:
        try: code, line = 0, f"ACCEPTED %s: {check(load(path))}"
        except Rejected as error: code, line = 1, f"REJECTED %s: {error}"
        except OSError as error: code, line = 2, f"UNREADABLE %s: {error.strerror}"
        name = path if path.isascii() and path.isprintable() else ascii(path)
        print(line.replace("%s", name, 1), file=sys.stderr if code == 2 else sys.stdout)
        status = max(status, code)
    return status
if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
