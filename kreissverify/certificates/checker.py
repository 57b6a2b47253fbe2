"""Re-check refutation certificates: `python checker.py CERT...`. Standard library; trusts nothing.

A certificate (docs/certificate-format.md) says that "hypotheses imply conclusion" fails for some J.
Accepted: J is in its class, each fact (bounds on a quantity of J, with witnesses) is derived again,
each hypothesis is certainly true and the conclusion certainly false. Matrices are exact, reals are
rational intervals. Why witnesses suffice (G(r) = sup |(zI-J)^-1| on |z| >= r, K = sup (r-1)G(r)):
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
Z shows w(J) <= v if [[vI+Z, J], [J', vI-Z]] >= 0: at (x, ex), |e| = 1, it is 2v|x|^2 + 2Re(e x*Jx);
  and w(J) <= 1 gives |(zI-J)^-1| <= 1/(|z|-1): K = 1.
I <= P <= v^2 I, J'PJ <= P: no P-norm grows, so M <= L <= v. And P = JPJ' + I > 0 makes rho(J) < 1
  and P = sum J^k J'^k, so the noise gain H is tr P. |J^t| <= v for s <= t < s+T and |J^T| <= 1 give
  |J^t| <= v for all t >= s, as J^(t+T) = J^t J^T.
"""

import json, math, re, sys, threading
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Overflow, Underflow
from fractions import Fraction
from functools import partial, reduce
from itertools import accumulate, chain, repeat
from typing import Any, NamedTuple
MAX_BYTES, MAX_TEXT, MAX_LIST, MAX_SIZE, MAX_TIME = 1 << 23, 20_000, 400, 40, 20_000
NUMBER = re.compile("-?[0-9]{1,4000}(/[0-9]{1,4000})?")
NAME = re.compile("(?!(gamma|b|c|n|kappa|e|pi)$)[A-Za-z][A-Za-z0-9_]{0,30}")
NORMS = {x: {"quantity": "norm", "of": f"J.{x.upper()}", "args": []} for x in "bc"}  # b and c
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
def whole(M: Matrix) -> tuple[list[list[int]], int, int]:  # integers, one denominator, bits
    den = 1
    for d in {x.denominator for row in M for x in row}:
        spend(1 + den.bit_length() // d.bit_length(), d.bit_length())
        den = math.lcm(den, d)
    spend(3 * len(M) * len(M[0]), den.bit_length())
    rows = [[x.numerator * (den // x.denominator) for x in row] for row in M]
    return rows, den, max(den.bit_length(), *(x.bit_length() for row in rows for x in row))
def transposed(M: Matrix) -> Matrix: return [list(column) for column in zip(*M, strict=True)]
def product(*factors: Matrix) -> Matrix:
    if len(factors) > 2: return product(factors[0], product(*factors[1:]))
    (A, d, size), (B, e, other) = whole(factors[0]), whole(transposed(factors[1]))
    require(len(A[0]) == len(B[0]), "matrices of these sizes have no product")
    spend(2 * len(A) * len(B) * len(A[0]), max(size, other))
    return [[Fraction(sum(map(int.__mul__, row, column)), d * e) for column in B] for row in A]
def plus(A: Matrix, B: Matrix, sign: int = 1) -> Matrix:
    spend(16 * len(A) * len(A[0]), length(*chain(*A, *B)))
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
    """Is |A| <= v (< v)? That is, v^2 I - A'A >= 0 (> 0), as it is if tr A'A < v^2."""
    S, w = product(transposed(A), A), v * v
    return v >= 0 and (trace(S) < w or semidefinite(plus(scalar(w, len(S)), S, -1), strict))
def characteristic(A: Matrix) -> tuple[list[Fraction], Matrix]:
    """det(xI - A), lowest term p_0 first, and the M with AM = -p_0 I (Faddeev-LeVerrier)."""
    p, M = [UNIT], scalar(ZERO, len(A))
    for k in range(1, len(A) + 1):
        M = plus(product(A, M), scalar(p[0], len(A)))
        p.insert(0, -trace(product(A, M)) / k)
    return p, M
def inverted(A: Matrix) -> Matrix:
    p, M = characteristic(A)
    return product(scalar(-1 / p[0], len(A)), M)
def radius_at_most(J: Matrix, v: Fraction, strict: bool = False) -> bool:
    """Is rho(J) <= v (< v)? All roots of p = det(xI - J/v), lowest term first, have |x| <= 1 (< 1)?
    Schur-Cohn: if |p_0| < |p_n|, (p_n p - p_0 p*)/x has as many roots outside as p. If they are
    equal, all must lie on the circle: p is self-inversive, and (Cohn) p' has as many outside."""
    if v <= 0: return v == 0 and not strict and not any(map(any, power(J, len(J))))
    p = characteristic(product(scalar(1 / v, len(J)), J))[0]
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
def span(*ends: Any) -> Interval:  # the hull; all numbers if an end is NaN, as INF - INF is
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
def to_power(a: Interval, exponent: Interval) -> Interval:
    n = exponent.low
    if n != exponent.high or abs(n) == INF or n.denominator > 1:
        return increasing("exp", times(exponent, increasing("ln", a))) if a.low > 0 else WHOLE
    spend(9, math.ceil(abs(n)) * length(*a))
    zero = [ZERO] if n != 0 and n % 2 == 0 and a.low <= 0 <= a.high else []
    result = span(*(x ** abs(int(n)) if n else x - x + 1 for x in a), *zero)
    return result if n >= 0 else inverse(result)
def piecewise(*v: Interval) -> Interval:  # value, condition, ...: the hull of what may apply
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
    "abs": ("abs", 1, 4, lambda a: highest(a, negative(a), NO)),
    "log": ("log", 1, 4, partial(increasing, "ln")), "piecewise": ("piecewise", 1, 4, piecewise),
    **{name: (name, 1, 4, partial(increasing, name)) for name in ("sqrt", "exp")},
}
# ---- witnesses
def circle_holds(J: Matrix, r: Fraction, g: Fraction, P: Matrix) -> bool:  # (*) of the first lines
    if r <= 0 or g <= 0 or not semidefinite(P): return False
    F, side = product(scalar(1 / r, len(J)), J), product(scalar(-1 / r, len(J)), transposed(J), P)
    corner = plus(plus(P, product(side, F)), scalar(UNIT, len(J)), -1)
    return semidefinite(block(corner, side, plus(scalar((g * r) ** 2, len(J)), P, -1)))
def circles_hold(J: Matrix, v: Fraction, circles: list[Any]) -> bool:  # K <= v, as above?
    if circles[0][0] != 1 or not all(circle_holds(J, *circle) for circle in circles): return False
    for (r, g, _), (s, h, _) in zip(circles[:-1], circles[1:], strict=True):
        slope = times(increasing("ln", span(g / h)), inverse(increasing("ln", span(s / r)))).low
        require(slope > -INF and r < s, "circles must ascend, and not be too close to each other")
        slope = Fraction(math.floor(slope * 2**64), 2**64)
        peak = min(max(r, slope / (slope - 1)), s) if slope > 1 else s
        fall = increasing("exp", times(span(-slope), increasing("ln", span(peak / r)))).high
        if (peak - 1) * g * fall > v: return False
    return bool(circles[-1][0] * circles[-1][1] <= v)
def modulus(z: Matrix) -> Fraction: return Fraction(increasing("sqrt", span(square(z))).low)
def resolvent(J: Matrix, z: Matrix, x: Matrix, v: Fraction, s: Fraction) -> bool:
    """s|x| >= v|(zI-J)x|, s > 0, x != 0? z is [[Re z, Im z]], and x has columns Re x and Im x."""
    [[a, b]], size = z, square(x)
    y = plus(product(x, [[a, b], [-b, a]]), product(J, x), -1)
    return s > 0 and size > 0 and (v <= 0 or s * s * size >= v * v * square(y))
def in_range(J: Matrix, v: Fraction, x: Matrix) -> bool:  # |x*Jx| >= v|x|^2, x != 0?
    [[a, b], [c, d]], size = product(transposed(x), J, x), square(x)
    return size > 0 and (v <= 0 or (a + d) ** 2 + (b - c) ** 2 >= (v * size) ** 2)
def radius_shown(J: Matrix, v: Fraction, Z: Matrix) -> bool:
    return semidefinite(block(plus(scalar(v, len(J)), Z), J, plus(scalar(v, len(J)), Z, -1)))
def stays_below(J: Matrix, v: Fraction, start: Fraction, T: Fraction) -> bool:
    if T == 0 or not norm_at_most(power(J, T), UNIT): return False  # and |J^t| <= v from start on
    powers = accumulate(repeat(J, int(T) - 1), product, initial=power(J, start))
    return all(norm_at_most(N, v) for N in powers)
def lyapunov(J: Matrix, v: Fraction, P: Matrix) -> bool:
    pairs = (P, scalar(UNIT, len(J))), (scalar(v * v, len(J)), P), (P, product(transposed(J), P, J))
    return v > 0 and all(semidefinite(plus(large, small, -1)) for large, small in pairs)
def reaches(J: Matrix, v: Fraction) -> bool: return not radius_at_most(J, v, strict=True)
def settles_late(J: Matrix, v: Any, d: Fraction, rho: Fraction) -> bool:  # |J^(v-1)| >= rho^(v-1)
    bound = times(span(v - 1), increasing("ln", span(rho))).low > increasing("ln", span(d)).high
    return bool((rho > 1 if v == INF else bound and v == int(v)) and reaches(J, rho))
def gramian(J: Matrix, P: Matrix) -> bool:  # P = JPJ' + I > 0?
    image = plus(product(J, P, transposed(J)), scalar(UNIT, len(J)))
    return P == image and semidefinite(P, strict=True)
RULES: dict[str, Any] = {  # "quantity side method fields": do these fields show the bound v?
    "norm lower": lambda J, v: not norm_at_most(J, v, strict=True), "norm upper": norm_at_most,
    "rho lower": reaches, "rho upper": radius_at_most,
    "K lower x z": lambda J, v, x, z: resolvent(J, z, x, v, modulus(z) - 1),
    "K upper Z": lambda J, v, Z: v >= 1 and radius_shown(J, UNIT, Z),
    "K upper circles": circles_hold, "K lower": lambda J, v: v <= 1, "w upper Z": radius_shown,
    "G lower x z": lambda J, v, r, x, z: square(z) >= r * r and resolvent(J, z, x, v * r, r),
    "G upper P": lambda J, v, r, P: circle_holds(J, r, v, P),
    "rho_eps lower x z": lambda J, v, e, x, z: resolvent(J, z, x, UNIT, e * (modulus(z) >= v)),
    "rho_eps upper P": lambda J, v, e, P: circle_holds(J, v, 1 / e, P),
    "G lower rho": lambda J, v, r, rho: rho >= r > 0 and reaches(J, rho),
    "M upper T": lambda J, v, T: stays_below(J, v, ZERO, T), "L upper P": lyapunov,
    "M upper P": lyapunov, "T lower rho": settles_late,
    "H lower P": lambda J, v, P: gramian(J, P) and v <= trace(P),
    "H upper P": lambda J, v, P: gramian(J, P) and v >= trace(P),
    "T lower": lambda J, v, d: v <= 0 or not norm_at_most(power(J, v - 1), d),
    "T upper T": lambda J, v, d, T: stays_below(J, d, v, T), "w lower x": in_range,
    **{f"{q} lower t": lambda J, v, t: not norm_at_most(power(J, t), v, True) for q in "ML"},
    **{f"{q} lower rho": lambda J, v, rho: rho > 1 and reaches(J, rho) for q in "KMLH"},
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
    if name == "z": return table([data], 1, 2)
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
            small = norm_at_most if normal else radius_at_most
            require(small(A, self.gamma), "a diagonal block has spectral radius above gamma")
        require(all(map(NAME.fullmatch, parameters)), "a parameter has a name that is not allowed")
        self.known: dict[Any, Interval] = {"const e": increasing("exp", YES), "const pi": PI}
        values = {"gamma": gamma, **parameters}
        for name, q in {**values, "n": str(len(self.J))}.items():
            self.known[f"symbol {name}"] = span(rational(q))
        shape = f"{kind}{' (normal)' * normal} {sizes}, J = {rows if len(rows) < 5 else '...'}"
        self.text = ", ".join([shape.replace("'", ""), *map(" = ".join, values.items())])
        self.notes: list[str] = []
    def block(self, i: int, j: int) -> Matrix:
        rows = [row for row, k in zip(self.J, self.owner, strict=True) if k == i]
        return [[x for x, k in zip(row, self.owner, strict=True) if k == j] for row in rows]
    def matrix(self, tree: Any) -> tuple[Matrix, str]:
        """A matrix that is named, or made from others; and how it is written."""
        if type(tree) is str: return self.named(tree), tree
        op, args = fields(tree, "op args")
        if op in ("power", "scalar"):
            (A, name), (q, text, own) = self.matrix(args[0]), self.evaluate(items(args, 2, 2)[1])
            require(q.low == q.high and own, "an exponent or a factor is not exact")
            if op == "scalar": return scalar(q.low, len(A)), f"({text})*I"
            return power(A if q.low >= 0 else inverted(A), abs(q.low)), f"{name}^({text})"
        matrices, texts = zip(*map(self.matrix, items(args, 1)), strict=True)
        sign = {"transpose": "", "columns": ", ", "rows": "; ", "add": " + ", "mul": "*"}[op]
        text = f"({sign.join(texts)})"
        if op == "transpose": return transposed(*matrices), f"{text}'"
        if op == "rows": return transposed(transposed([*chain(*matrices)])), text  # strict
        if op == "columns": return [[*chain(*row)] for row in zip(*matrices, strict=True)], text
        return (reduce(plus, matrices) if op == "add" else product(*matrices)), text
    def named(self, name: str) -> Matrix:
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
        (J, of), at = self.matrix(of), tuple(map(rational, items(args)))
        require(len(J) == len(J[0]) or quantity == "norm", "the matrix is not square")
        self.known.setdefault(key := (quantity, *map(tuple, J), at), WHOLE)
        for side, data in zip(sides, bounds, strict=True):
            rule = " ".join([quantity, side, *(names := sorted({*data} - {"value"}))])
            require(rule in RULES, "there is no rule for a bound of this form")
            v = INF if data["value"] == "inf" and names == ["rho"] else rational(data["value"])
            good = RULES[rule](J, v, *at, **{k: witness(k, data[k], len(J)) for k in names})
            require(good, f"{quantity}({of}): the witness does not show the {side} bound")
            a, b = self.known[key]
            self.known[key] = Interval(*((max(a, v), b) if side == "lower" else (a, min(b, v))))
        require(self.known[key].low <= self.known[key].high, "bounds contradict each other")
    def evaluate(self, tree: Any) -> tuple[Interval, str, int]:
        """Value, text and level of a tree: 0 for a formula, else how tightly the text binds."""
        if tree is True: return YES, "true", 0
        if "num" in tree:
            q = rational(*fields(tree, "num"))
            return span(q), str(q), 4 if q >= 0 and q.denominator == 1 else 2
        if len(tree) == 1:
            [(kind, name)] = tree.items()
            if kind == "symbol" and name in NORMS: return self.evaluate(NORMS[name])[0], name, 4
            require(f"{kind} {name}" in self.known, "unknown symbol")
            return self.known[f"{kind} {name}"], name, 4
        if "quantity" in tree:
            quantity, of, args = fields(tree, "quantity of args")
            (J, of), parts = self.matrix(of), [self.evaluate(arg) for arg in items(args)]
            at = tuple(a if a == b and own else None for (a, b), _, own in parts)
            key = (quantity, *map(tuple, J), at)
            require(key in self.known, f"no fact about {quantity}({of}), or an argument not exact")
            text = ", ".join([of, *(text for _, text, _ in parts)])
            return self.known[key], f"{quantity}({text})", 4
        op, args = fields(tree, "op args")
        sign, need, level, meaning = OPERATIONS[op]
        parts = [self.evaluate(arg) for arg in items(args, 1)]
        due = [need > 0 and (i % 2 == 0 or op != "piecewise") for i in range(len(parts))]
        require(due == [own > 0 for _, _, own in parts], "a formula and a term are mixed up")
        texts = [text if level > 3 or own >= need > 0 else f"({text})" for _, text, own in parts]
        text = sign.join(texts).replace(" + -", " - ") if texts[1:] else sign + texts[0]
        text = f"{sign}({', '.join(texts)})" if level > 3 else text  # a function
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
    try: return json.loads(data.decode() * (len(data) <= MAX_BYTES), object_pairs_hook=unique)
    except (ValueError, RecursionError): raise Rejected("not JSON of at most 8 MiB") from None
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
