"""Re-check proofs as data: `python proof_checker.py FILE...`.

A file holds theorems, each with its steps. Every step is done again: an identity is expanded, a
substitution made, a cited fact looked up in the table of this file, and a claim over the reals
checked by its certificate. No claim of the file is believed. The answer is ACCEPTED; or HOLEY, with
the list of what is taken on trust; or REJECTED, with the step and the reason.

The format is docs/proof-format.md, and the paragraphs named here (§) are its paragraphs. This file
needs the standard library and nothing else. Its sections, each standing on those before it:

limits        what is rejected for its size or its work, whatever it claims
terms         polynomials over unknowns such as 1/p, √p, K(X); terms that may be infinite (§2)
formulas      relations, and what connects them; operators, matrices; substitution (§2)
reading       JSON trees of the shapes that the format has (§1, §2)
certificates  what makes a claim over the reals true: the axioms of unknowns, sums (§6)
facts         the table of citable facts, each with its source (§5)
steps         one function a kind of steps (§4)
theorems      what a theorem is about (§3), lemmas, the whole file
program       reading files, lines printed, exit codes

*Every term has a value* here: 1/0 = 0, √x = 0 for x < 0, log x = 0 for x ≤ 0, and 0⁰ = 1. Where the
terms of a theorem have values of their own these agree with them, so that what is shown for all is
shown there; and that the conclusion has one is asked for (§4).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

# ------------------------------------------------------------------------------------------- limits

# They bound what a stranger's file may cost before its work is counted.
MAX_BYTES = 1 << 23
MAX_PARTS = 1_000_000  # lists and objects in a file: each takes up to 250 bytes of memory
MAX_DEPTH = 200  # levels of lists and objects; each level of a tree takes two
MAX_TERMS = 20_000  # of one polynomial
MAX_EXPONENT = 24  # a power up to here is written out; a higher one is an unknown of its own
GZIP = b"\x1f\x8b"  # what a compressed file begins with
MAX_TEXT = 20_000  # characters of a statement that is printed
# In products of short rational numbers, a few microseconds each with what goes with them. It is
# counted, not measured; the longest proof of the library takes a tenth of it.
WORK = 2 * 10**6

# [0-9], not \d: \d also takes the digits of other scripts.
NUMBER = re.compile("-?[0-9]{1,4000}(/[0-9]{1,4000})?")
NAME = re.compile("[A-Za-z][A-Za-z0-9_]{0,30}")
WORDS = {"e", "pi", "I", "true", "and", "or", "not", "implies", "iff", "max", "min", "Infinity"}
WORDS |= {"abs", "sqrt", "log", "exp", "asinh", "piecewise"}

ZERO, UNIT = Fraction(0), Fraction(1)


class Rejected(Exception):
    """The file does not prove what it claims; the message says why not."""


def require(condition: object, reason: str) -> None:
    """Reject the file for this reason unless the condition is true."""
    if not condition:
        raise Rejected(reason)


class Session:
    """What one file takes: its work, and its table of unknowns, of which each has a number."""

    def __init__(self) -> None:
        self.left = WORK
        self.numbers: dict[tuple[Any, ...], int] = {}
        self.unknowns: list[tuple[Any, ...]] = []
        self.labels: dict[int, str] = {}
        self.signs: Signs = {}  # what is declared of the variables of the theorem at hand


NOW = Session()


def spend(work: int) -> None:
    """Take some products of short numbers from the work that is left."""
    NOW.left -= work
    require(NOW.left > 0, "checking takes more work than is allowed")


# ------------------------------------------------------------------------------- terms: polynomials

#: The number of an unknown in the table of the session.
Unknown = int
#: Unknowns with their powers, in the order of their numbers.
Monomial = tuple[tuple[Unknown, int], ...]


class Poly:
    """A polynomial over the unknowns, with rational coefficients; it is its own normal form."""

    __slots__ = ("bits", "key", "terms")

    def __init__(self, terms: dict[Monomial, Fraction]) -> None:
        require(len(terms) <= MAX_TERMS, f"a polynomial has more than {MAX_TERMS} terms")
        spend(len(terms))  # also where a term is added to a long sum: the sum is copied
        self.terms = {m: c for m, c in terms.items() if c}
        self.key = frozenset(self.terms.items())
        sizes = (c.numerator.bit_length() + c.denominator.bit_length() for c in self.terms.values())
        self.bits = max(sizes, default=1)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Poly) and self.key == other.key

    def __add__(self, other: Poly) -> Poly:
        spend((1 + len(other.terms)) * (1 + self.bits * other.bits // 20_000))
        total = dict(self.terms)
        for monomial, c in other.terms.items():
            total[monomial] = total.get(monomial, ZERO) + c
        return Poly(total)

    def __neg__(self) -> Poly:
        return Poly({m: -c for m, c in self.terms.items()})

    def __sub__(self, other: Poly) -> Poly:
        return self + -other

    def __mul__(self, other: Poly) -> Poly:
        # Python multiplies integers digit by digit, of 30 bits each.
        spend(len(self.terms) * len(other.terms) * (1 + self.bits * other.bits // 100_000))
        total: dict[Monomial, Fraction] = {}
        for m, c in self.terms.items():
            for n, d in other.terms.items():
                both = product_of(m, n)
                total[both] = total.get(both, ZERO) + c * d
            require(len(total) <= MAX_TERMS, f"a polynomial has more than {MAX_TERMS} terms")
        return Poly(total)

    def to(self, exponent: int) -> Poly:
        """Return a power with a natural exponent, written out."""
        result = ONE
        for _ in range(exponent):
            result = result * self
        return result

    @property
    def number(self) -> Fraction | None:
        """The rational number that it is; None if it has unknowns."""
        if not self.terms:
            return ZERO
        return self.terms.get(()) if len(self.terms) == 1 else None


def product_of(m: Monomial, n: Monomial) -> Monomial:
    """Return the product of two monomials."""
    if not m or not n:
        return m or n
    powers = dict(m)
    for unknown, power in n:
        powers[unknown] = powers.get(unknown, 0) + power
    return tuple(sorted(powers.items()))


def number(value: int | Fraction) -> Poly:
    """Return a rational number as a polynomial."""
    return Poly({(): Fraction(value)})


NONE, ONE = Poly({}), number(1)


def unknown(*content: Any) -> Poly:
    """Return an unknown by what it is; equal contents are one unknown."""
    found = NOW.numbers.get(content)
    if found is None:
        spend(10)
        found = NOW.numbers[content] = len(NOW.unknowns)
        NOW.unknowns.append(content)
    return Poly({((found, 1),): UNIT})


def content(of: Unknown) -> tuple[Any, ...]:
    """Return what an unknown is: its kind, and what it is made of."""
    return NOW.unknowns[of]


def alone(p: Poly) -> Unknown | None:
    """Return the unknown that a polynomial is; None if it is none."""
    if len(p.terms) == 1:
        ((monomial, c),) = p.terms.items()
        if c == 1 and len(monomial) == 1 and monomial[0][1] == 1:
            return monomial[0][0]
    return None


def label(x: Unknown) -> str:
    """Return a text for an unknown by what it is: numbers depend on what was read before."""
    if x not in NOW.labels:
        NOW.labels[x] = hashlib.sha256(labelled(content(x)).encode()).hexdigest()
    return NOW.labels[x]


def labelled(value: Any) -> str:
    """Return a text for a part of an unknown."""
    if isinstance(value, Poly):
        terms = [(sorted((label(x), n) for x, n in m), str(c)) for m, c in value.terms.items()]
        return repr(sorted(terms))
    if isinstance(value, Operator):
        return repr(sorted((labelled(w), labelled(c)) for w, c in value.terms.items()))
    if isinstance(value, frozenset):
        return repr(sorted(map(labelled, value)))
    if isinstance(value, tuple):
        return f"({','.join(map(labelled, value))})"
    return str(value)


def inverse(p: Poly) -> Poly:
    """Return 1/p: of a product the product of the inverses, and p again if p is 1/q (also at 0)."""
    value = p.number
    require(value != 0, "a number is divided by 0")
    if len(p.terms) > 1:
        return unknown("inverse", p)
    ((monomial, c),) = p.terms.items()
    result = number(1 / c)
    for x, n in monomial:
        kind, *parts = content(x)
        one = parts[0] if kind == "inverse" else unknown("inverse", Poly({((x, 1),): UNIT}))
        result = result * one.to(n)
    return result


def root(p: Poly) -> Poly:
    """Return √p, which is |q| if p is q²."""
    q = square_root(p)
    return unknown("root", p) if q is None else absolute(q)


def square_root(p: Poly) -> Poly | None:
    """Return q if p is q², term by term from the largest one; None if it is no square."""
    if not p.terms:
        return NONE
    names = sorted({x for monomial in p.terms for x, _ in monomial})

    def largest(q: Poly) -> Monomial:
        return max(q.terms, key=lambda m: [dict(m).get(x, 0) for x in names])

    first = largest(p)
    c = p.terms[first]
    above, below = (math.isqrt(max(y, 0)) for y in (c.numerator, c.denominator))
    if Fraction(above, below) ** 2 != c or any(n % 2 for _, n in first):
        return None
    q = Poly({tuple((x, n // 2) for x, n in first): Fraction(above, below)})
    lead = dict(largest(q)), 2 * Fraction(above, below)
    for _ in p.terms:
        rest = p - q * q
        if not rest.terms:
            return q
        over = largest(rest)
        powers = {x: dict(over).get(x, 0) - lead[0].get(x, 0) for x in names}
        if min(powers.values()) < 0:
            return None
        monomial = tuple((x, n) for x, n in powers.items() if n)
        q = q + Poly({monomial: rest.terms[over] / lead[1]})
    return None


def absolute(p: Poly) -> Poly:
    """Return |p|: p if it is ≥ 0 by its form, else the unknown of p or -p."""
    if p.number is not None:
        return number(abs(p.number))
    first = min(p.terms, key=lambda monomial: sorted((label(x), n) for x, n in monomial))
    one = p if p.terms[first] > 0 else -p
    return one if nonnegative(one, NOW.signs) else unknown("abs", one)


def power(p: Poly, q: Poly) -> Poly:
    """Return p^q: written out for short integers and halves, else an unknown."""
    exponent = q.number
    if exponent is not None and exponent.denominator <= 2 and abs(exponent) <= MAX_EXPONENT:
        base = p
        if exponent.denominator == 2:
            base, exponent = root(p), 2 * exponent
            if exponent > MAX_EXPONENT:
                return unknown("power", p, q)
        short = int(exponent)
        return base.to(short) if short >= 0 else inverse(base).to(-short)
    kind = content(x) if (x := alone(p)) is not None else ("",)
    return exponential(kind[1] * q) if kind[0] == "exp" else unknown("power", p, q)


def exponential(p: Poly) -> Poly:
    """Return e^p, where e^{k·asinh u} = (√(1+u²) ± u)^|k| for integers k."""
    factor, rest = ONE, {}
    for monomial, c in p.terms.items():
        kind = content(monomial[0][0]) if len(monomial) == 1 and monomial[0][1] == 1 else ("",)
        if kind[0] == "asinh" and c.denominator == 1 and abs(c) <= MAX_EXPONENT:
            u = kind[1]
            side = root(ONE + u * u) + (u if c > 0 else -u)
            factor = factor * side.to(abs(int(c)))
        else:
            rest[monomial] = c
    return factor * unknown("exp", Poly(rest)) if rest else factor


def extremum(kind: str, parts: Iterable[Poly]) -> Poly:
    """Return the largest or the least of some polynomials."""
    several = frozenset(parts)
    return unknown(kind, several) if len(several) > 1 else next(iter(several))


# ------------------------------------------------------------------ terms that may be infinite (§2)

#: Quantities of matrices: whether they are always finite, and what no value of them is below.
QUANTITIES: dict[str, tuple[bool, int | None]] = {
    "norm": (True, 0), "rho": (True, 0), "w": (True, 0), "entry": (True, None),
    "K": (False, 1), "M": (False, 1), "G": (False, 0), "H": (False, 1), "L": (False, 1),
    "T": (False, 0),
    "K_c": (False, 1), "M_c": (False, 1), "G_c": (False, 0), "H_c": (False, 0), "L_c": (False, 1),
    "spectral_abscissa": (True, None), "exp_norm": (True, 0),
}  # fmt: skip
ARGUMENTS = {"G": 1, "T": 1, "G_c": 1, "exp_norm": 1, "entry": 2}


class Ext(NamedTuple):
    """A term with a quantity in it that may be +∞: it is kept as it is written.

    Only what never changes a value is done: sums and products are flat and in no order, their
    finite parts are one polynomial, and a number times a sum is the sum of its multiples.
    """

    kind: str
    parts: tuple[Any, ...]


Term = Poly | Ext


def quantity(name: str, of: Any, arguments: tuple[Poly, ...] = ()) -> Term:
    """Return a quantity of a matrix; an entry of a matrix of numbers is the number."""
    known = known_entry(of, *arguments) if name == "entry" else None
    if known is not None:
        return known
    found = unknown("quantity", name, of, arguments)
    return found if QUANTITIES[name][0] else Ext("quantity", (found,))


def known_entry(of: Any, i: Poly, j: Poly) -> Poly | None:
    """Return an entry of numbers, of the identity, or of a sum of multiples of matrices."""
    if isinstance(of, str):  # a name, which may be that of an operation: "zeros"
        return None
    word, *parts = of
    match word:
        case "matrix":
            found: Poly = parts[int(i.number or 0)][int(j.number or 0)]
            return found
        case "identity" | "zeros":
            return number(word == "identity" and i == j)
        case "times":
            return real(mul(parts[0], quantity("entry", parts[1], (i, j))))
        case "add":
            return real(add(*(quantity("entry", x, (i, j)) for x in parts)))
    return None


def collected(kind: str, parts: Iterable[Term]) -> Term:
    """Return a sum (``add``) or a product (``mul``)."""
    finite, several = NONE if kind == "add" else ONE, Counter[Ext]()
    for part in parts:
        inside = part.parts if isinstance(part, Ext) and part.kind == kind else (part, ())
        if isinstance(inside[0], Poly):
            finite = finite + inside[0] if kind == "add" else finite * inside[0]
            several.update(dict(inside[1]))
        elif isinstance(part, Ext):
            several[part] += 1
    if not several:
        return finite
    ((first, count), *others) = several.items()
    # A factor 0 stays: 0·∞ has no value.
    if not others and count == 1 and finite == (NONE if kind == "add" else ONE):
        return first
    if not others and count == 1 and (kind, first.kind) == ("mul", "add") and finite.number:
        # c·(a + b) = c·a + c·b for a number c ≠ 0, whichever of the parts is infinite
        sums = [mul(finite, x) for x, times in first.parts[1] for _ in range(times)]
        return add(finite * first.parts[0], *sums)
    return Ext(kind, (finite, frozenset(several.items())))


def add(*parts: Term) -> Term:
    """Return a sum."""
    return collected("add", parts)


def mul(*parts: Term) -> Term:
    """Return a product."""
    return collected("mul", parts)


def minus(a: Term, b: Term) -> Term:
    """Return a difference."""
    return add(a, mul(number(-1), b))


def over(a: Term, b: Term) -> Term:
    """Return a quotient."""
    return mul(a, applied("inverse", b))


def applied(kind: str, *parts: Any) -> Term:
    """Return a function of terms, such as a root, a power or the largest of several."""
    if any(isinstance(x, Ext) for x in parts):
        natural = parts[1].number if kind == "power" and isinstance(parts[1], Poly) else None
        if natural in range(1, MAX_EXPONENT + 1):
            return mul(*[parts[0]] * int(natural or 0))
        return Ext(kind, parts if kind in ("power", "inverse") else (frozenset(parts),))
    if kind == "inverse":
        return inverse(*parts)
    if kind == "power":
        return power(*parts)
    if kind == "exp":
        return exponential(*parts)
    if kind == "log" and parts[0] == ONE:
        return NONE
    if kind in ("root", "abs"):
        return root(*parts) if kind == "root" else absolute(*parts)
    return extremum(kind, parts) if kind in ("max", "min") else unknown(kind, *parts)


def real(term: Term) -> Poly:
    """Return a term as a polynomial in which quantities are real numbers."""
    if isinstance(term, Poly):
        return term
    kind, parts = term
    match kind:
        case "quantity":
            whole: Poly = parts[0]
            return whole
        case "add" | "mul":
            total: Poly = parts[0]
            for part, count in parts[1]:
                for _ in range(count):
                    total = total + real(part) if kind == "add" else total * real(part)
            return total
        case "piecewise":
            cases = [(real(x), real_fact(f)) for x, f in parts[0]]
            return unknown("piecewise", tuple(cases), real(parts[1]))
        case "inverse" | "power":
            made = applied(kind, *map(real, parts))
        case _:
            made = applied(kind, *map(real, parts[0]))
    assert isinstance(made, Poly)
    return made


def piecewise(cases: list[tuple[Term, Any]], last: Term) -> Term:
    """Return the first term whose condition holds, else the last."""
    finite = isinstance(last, Poly) and all(
        isinstance(x, Poly) and f[0] == "real" for x, f in cases
    )
    if not finite:
        return Ext("piecewise", (tuple(cases), last))
    return unknown("piecewise", tuple((x, f[1]) for x, f in cases), last)


# ------------------------------------------------------------------------- formulas: over the reals

#: A relation of a polynomial to 0, or ``and``, ``or`` of facts: ("rel", ">=", p), ("or", {...}).
Fact = tuple[Any, ...]
#: ("real", FACT) if every quantity in it is finite; a relation of terms that may be infinite;
#: ("finite", unknown); ("equal" | "entrywise", operator, operator); ("same", matrix, matrix); or
#: what connects such.
Formula = tuple[Any, ...]

NEGATED = {">=": ">", ">": ">=", "=": "!=", "!=": "="}
TRUE: Fact = ("rel", "=", NONE)
FALSE: Fact = ("rel", "!=", NONE)


def relation(sign: str, p: Poly) -> Fact:
    """Return the fact that p stands in a relation to 0."""
    return ("rel", sign, p)


def joined(word: str, facts: Iterable[Fact]) -> Fact:
    """Return ``and`` or ``or`` of facts: flat, in no order, without repetition."""
    parts: set[Fact] = set()
    for fact in facts:
        inside = fact[1] if fact[0] == word else {fact}
        spend(2 + 2 * len(inside))  # an equivalence inside another doubles what it is made of
        parts |= inside
    return next(iter(parts)) if len(parts) == 1 else (word, frozenset(parts))


def negated(fact: Fact) -> Fact:
    """Return the negation of a fact; negations go inside."""
    if fact[0] == "rel":
        spend(1)
        sign, p = fact[1:]
        return ("rel", NEGATED[sign], -p if sign in (">=", ">") else p)
    return joined("or" if fact[0] == "and" else "and", map(negated, fact[1]))


def evident(fact: Fact) -> bool:
    """Say whether a fact is a true relation of a number to 0."""
    value = fact[2].number if fact[0] == "rel" else None
    if value is None:
        return False
    found: bool = {">=": value >= 0, ">": value > 0, "=": value == 0, "!=": value != 0}[fact[1]]
    return found


SIGNS = {"le": ">=", "lt": ">", "eq": "=", "ne": "!="}


def compare(word: str, a: Term, b: Term) -> Formula:
    """Return a ≤ b (``le``), a < b, a ≥ b, a > b, a = b or a ≠ b."""
    if word in ("ge", "gt"):
        return compare("le" if word == "ge" else "lt", b, a)
    if isinstance(a, Poly) and isinstance(b, Poly):
        return ("real", relation(SIGNS[word], b - a if word in ("le", "lt") else a - b))
    return (word, a, b)


def connect(word: str, parts: list[Formula]) -> Formula:
    """Return ``and``, ``or``, ``not``, ``implies`` or ``iff`` of formulas."""
    if any(x[0] != "real" for x in parts):
        return (word, frozenset(parts) if word in ("and", "or", "iff") else tuple(parts))
    facts = [x[1] for x in parts]
    match word:
        case "and" | "or":
            return ("real", joined(word, facts))
        case "not":
            return ("real", negated(facts[0]))
        case "implies":
            return ("real", joined("or", [negated(facts[0]), facts[1]]))
    both, neither = joined("and", facts), joined("and", map(negated, facts))
    return ("real", joined("or", [both, neither]))


def real_fact(formula: Formula) -> Fact:
    """Return a formula as a fact in which quantities are real numbers."""
    word = formula[0]
    if word == "real":
        fact: Fact = formula[1]
        return fact
    if word in SIGNS:
        a, b = map(real, formula[1:])
        return relation(SIGNS[word], b - a if word in ("le", "lt") else a - b)
    require(word in ("and", "or", "not", "implies", "iff"), "this is no formula over the reals")
    made: Fact = connect(word, [("real", real_fact(x)) for x in formula[1]])[1]
    return made


def conjuncts(formula: Formula) -> list[Formula]:
    """Return the parts of a conjunction."""
    if formula[0] == "and":
        return [y for x in formula[1] for y in conjuncts(x)]
    if formula[0] == "real" and formula[1][0] == "and":
        return [("real", x) for x in formula[1][1]]
    return [formula]


# --------------------------------------------------------------------- formulas: operators (§2)

#: An operator by its name, its matrix and its numbers, or ("norms", letter) for |X|.
Letter = tuple[Any, ...]
#: Letters with natural exponents; equal letters that stand side by side are one.
Word = tuple[tuple[Letter, Poly], ...]


class Operator:
    """A sum of products of operators, which do not commute; its coefficients are polynomials."""

    __slots__ = ("key", "terms")

    def __init__(self, terms: dict[Word, Poly]) -> None:
        require(len(terms) <= MAX_TERMS, f"an operator has more than {MAX_TERMS} terms")
        spend(len(terms))
        self.terms = {w: c for w, c in terms.items() if c.terms}
        self.key = frozenset(self.terms.items())

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Operator) and self.key == other.key

    def __add__(self, other: Operator) -> Operator:
        total = dict(self.terms)
        for word, c in other.terms.items():
            total[word] = total.get(word, NONE) + c
        return Operator(total)

    def __sub__(self, other: Operator) -> Operator:
        return self + scalar(number(-1)) * other

    def __mul__(self, other: Operator) -> Operator:
        total: dict[Word, Poly] = {}
        for v, c in self.terms.items():
            for w, d in other.terms.items():
                both = beside(v, w)
                total[both] = total.get(both, NONE) + c * d
        return Operator(total)


def beside(v: Word, w: Word) -> Word:
    """Return the product of two words."""
    spend(len(v) + len(w))
    if v and w and v[-1][0] == w[0][0]:
        return (*v[:-1], (v[-1][0], v[-1][1] + w[0][1]), *w[1:])
    return v + w


def scalar(c: Poly) -> Operator:
    """Return a multiple of the identity."""
    return Operator({(): c})


def letter(made: Letter) -> Operator:
    """Return an operator by itself."""
    return Operator({((made, ONE),): ONE})


def operator(name: str, of: Any, *at: Poly) -> Operator:
    """Return an operator by its name, its matrix and its numbers."""
    return letter(("operator", name, of, at))


def point(of: Any, r: Poly) -> Operator:
    """Return z, a point of the circle |z| = r: a complex number, which commutes."""
    return scalar(unknown("point", of, r))


def norms(X: Operator) -> Operator:
    """Return |X|, the matrix of the norms of the blocks of an operator that stands alone."""
    one = single(X)
    require(one[0] == "operator" and one[1] not in OF_BLOCKS, "expected an operator of J in |X|")
    return letter(("norms", one))


def single(X: Operator) -> Letter:
    """Return the letter that an operator is."""
    if len(X.terms) == 1:
        ((word, c),) = X.terms.items()
        if c == ONE and len(word) == 1 and word[0][1] == ONE:
            return word[0][0]
    raise Rejected("expected a single operator")


#: Operators of the size of T, a row for each block; the others are of the size of J.
OF_BLOCKS = {"T", "S", "Gamma", "Q", "R_T", "P", "R_N", "T_s"}


def require_one_size(*operators: Operator) -> None:
    """Reject operators of different sizes: the identity, which is written 1, is of each."""
    letters = [x for X in operators for word in X.terms for x, _ in word]
    sizes = {x[0] == "norms" or x[1] in OF_BLOCKS for x in letters}
    require(len(sizes) < 2, "operators of different sizes")


def raised(X: Operator, exponent: Poly, signs: Signs) -> Operator:
    """Return a power: of a single operator, or with a short exponent."""
    short = exponent.number
    if short is not None and short in range(MAX_EXPONENT + 1):
        result = scalar(ONE)
        for _ in range(int(short)):
            result = result * X
        return result
    require(natural(exponent, signs), "an exponent of an operator is no natural number by its form")
    return Operator({((single(X), exponent),): ONE})


def size(X: Operator) -> Poly:
    """Return ‖X‖, a real number."""
    return unknown("size", X)


#: What is declared of variables: their sign (">=", ">" or none), and whether they are integers.
Signs = dict[str, tuple[str, bool]]


def nonnegative(p: Poly, signs: Signs) -> bool:
    """Say whether p ≥ 0 by its form: positive coefficients, of variables that are ≥ 0."""
    return all(c > 0 and all(declared(x, signs)[0] for x, _ in m) for m, c in p.terms.items())


def natural(p: Poly, signs: Signs) -> bool:
    """Say whether p is an integer ≥ 0 by its form."""
    return nonnegative(p, signs) and integer(p, signs)


def is_size(p: Poly, signs: Signs) -> bool:
    """Say whether p is an integer ≥ 1 by its form."""
    above = all(declared(x, signs)[0] == ">" for m in p.terms for x, _ in m)
    return bool(p.terms) and natural(p, signs) and above


def integer(p: Poly, signs: Signs) -> bool:
    """Say whether p is an integer by its form."""
    whole = all(c.denominator == 1 for c in p.terms.values())
    return whole and all(declared(x, signs)[1] for m in p.terms for x, _ in m)


def declared(x: Unknown, signs: Signs) -> tuple[str, bool]:
    """Return the sign of a variable, and whether it is an integer."""
    kind = content(x)
    return signs.get(kind[1], ("", False)) if kind[0] == "variable" else ("", False)


# ------------------------------------------------------------------- formulas: substitution, parts


class Change:
    """Terms in the place of variables, and matrices in the place of others, all at once."""

    def __init__(self, values: dict[str, Term], matrices: dict[str, Any] | None = None) -> None:
        self.values = values
        self.matrices = matrices
        self.known: dict[Unknown, Term] = {}

    def term(self, term: Term) -> Term:
        """Return a term after the change."""
        if isinstance(term, Poly):
            total = []
            for monomial, c in term.terms.items():
                factors = [self.unknown(x) for x, n in monomial for _ in range(n)]
                total.append(mul(number(c), *factors))
            return add(*total)
        kind, parts = term
        match kind:
            case "quantity":
                return self.unknown(next(iter(parts[0].terms))[0][0])
            case "add" | "mul":
                several = [self.term(x) for x, count in parts[1] for _ in range(count)]
                return collected(kind, [self.term(parts[0]), *several])
            case "piecewise":
                cases = [(self.term(x), self.formula(f)) for x, f in parts[0]]
                return piecewise(cases, self.term(parts[1]))
            case "power" | "inverse":
                return applied(kind, *map(self.term, parts))
        return applied(kind, *map(self.term, parts[0]))

    def unknown(self, x: Unknown) -> Term:
        """Return what an unknown becomes."""
        if x not in self.known:
            spend(10)
            self.known[x] = self.made(*content(x))
        return self.known[x]

    def made(self, kind: str, *parts: Any) -> Term:
        """Return an unknown, by its contents, after the change."""
        match kind:
            case "variable":
                known = self.matrices is None or parts[0] in self.values
                require(known, f"a lemma about {parts[0]} is for the matrix itself")
                return self.values.get(parts[0], unknown(kind, *parts))
            case "constant":
                return unknown(kind, *parts)
            case "quantity":
                return quantity(parts[0], self.matrix(parts[1]), tuple(map(self.poly, parts[2])))
            case "size":
                return size(self.operator(parts[0]))
            case "point":
                return unknown(kind, self.matrix(parts[0]), self.poly(parts[1]))
            case "piecewise":
                cases = [(self.term(x), ("real", self.fact(f))) for x, f in parts[0]]
                return piecewise(cases, self.term(parts[1]))
            case "max" | "min":
                return applied(kind, *map(self.term, parts[0]))
        return applied(kind, *map(self.term, parts))

    def poly(self, p: Poly) -> Poly:
        """Return a polynomial after the change, which has to be finite."""
        found = self.term(p)
        require(isinstance(found, Poly), "a number stands for what may be infinite")
        assert isinstance(found, Poly)
        return found

    def fact(self, fact: Fact) -> Fact:
        """Return a fact after the change."""
        if fact[0] == "rel":
            return relation(fact[1], self.poly(fact[2]))
        return joined(fact[0], map(self.fact, fact[1]))

    def formula(self, formula: Formula) -> Formula:
        """Return a formula after the change."""
        word, *parts = formula
        match word:
            case "real":
                return self.real_formula(parts[0])
            case "le" | "lt" | "eq" | "ne":
                return compare(word, *map(self.term, parts))
            case "finite":
                return finite(self.unknown(parts[0]))
            case "equal" | "entrywise":
                return (word, *map(self.operator, parts))
            case "same":
                return (word, *map(self.matrix, parts))
        return connect(word, list(map(self.formula, parts[0])))

    def real_formula(self, fact: Fact) -> Formula:
        """Return a formula over the reals after the change; its terms may be infinite then."""
        if fact[0] == "rel":
            sides = [self.term(fact[2]), NONE]
            word = {sign: w for w, sign in SIGNS.items()}[fact[1]]
            return compare(word, *(sides if word in ("eq", "ne") else sides[::-1]))
        return connect(fact[0], list(map(self.real_formula, fact[1])))

    def operator(self, X: Operator) -> Operator:
        """Return a sum of products of operators after the change."""
        total = Operator({})
        for word, c in X.terms.items():
            one = scalar(self.poly(c))
            for made, exponent in word:
                count = self.poly(exponent)
                place: Word = ((self.letter(made), count),) if count.terms else ()
                one = one * Operator({place: ONE})
            total = total + one
        return total

    def letter(self, made: Letter) -> Letter:
        """Return an operator that stands alone after the change."""
        if made[0] == "norms":
            return ("norms", self.letter(made[1]))
        return ("operator", made[1], self.matrix(made[2]), tuple(map(self.poly, made[3])))

    def matrix(self, X: Any) -> Any:
        """Return a matrix expression after the change."""
        if isinstance(X, str):
            if self.matrices is None:
                return X
            require(X in self.matrices, f"{X} is no part of the matrix that a lemma is used for")
            return self.matrices[X]
        if isinstance(X, Poly):
            return self.poly(X)
        if X[0] == "matrix":
            return ("matrix", *(tuple(map(self.poly, row)) for row in X[1:]))
        parts = map(self.matrix, X[1:])
        return matrix_sum(*parts) if X[0] == "add" else (X[0], *parts)


def matrix_sum(*parts: Any) -> Any:
    """Return a sum of matrices, whose order says nothing."""
    texts = list(map(labelled, parts))
    spend(sum(map(len, texts)) // 10)  # again for each sum that it is a part of
    return ("add", *(parts[i] for i in sorted(range(len(parts)), key=texts.__getitem__)))


def finite(term: Term) -> Formula:
    """Return the formula that a quantity is a real number; true of one that always is."""
    if isinstance(term, Poly):
        return ("real", TRUE)
    require(term.kind == "quantity", "what is finite has to be a quantity")
    return ("finite", alone(term.parts[0]))


def every_direct(value: Any) -> list[Unknown]:
    """Return the unknowns that stand in a term or formula itself, in the order of their numbers."""
    pending, found = [value], set[Unknown]()
    while pending:
        one = pending.pop()
        if isinstance(one, Poly):
            found |= {x for monomial in one.terms for x, _ in monomial}
        elif isinstance(one, (tuple, list, frozenset)):
            pending += one
    spend(len(found))
    return sorted(found)


def every(value: Any) -> Iterator[Unknown]:
    """Yield the unknowns of a term or formula and of all that they are made of, some repeatedly."""
    pending, seen = [value], set[Unknown]()
    while pending:
        one = pending.pop()
        if isinstance(one, Poly):
            for monomial in one.terms:
                for x, _ in monomial:
                    if x not in seen:
                        seen.add(x)
                        yield x
                        pending += content(x)
        elif isinstance(one, Operator):
            for word, c in one.terms.items():
                pending += [c, *word]
        elif isinstance(one, tuple) and one[:1] == ("finite",):
            pending.append(Poly({((one[1], 1),): UNIT}))
        elif isinstance(one, (tuple, list, frozenset)):
            pending += one
    spend(len(seen))


def mentions(value: Any, name: str) -> bool:
    """Say whether a variable occurs in a term or formula."""
    return ("variable", name) in map(content, every(value))


def unbounded(formula: Any) -> set[Unknown]:
    """Return the quantities of a formula that may be infinite."""
    if isinstance(formula, Ext) and formula.kind == "quantity":
        return {x for x in (alone(formula.parts[0]),) if x is not None}
    if isinstance(formula, (tuple, list, frozenset)):
        return set().union(*map(unbounded, formula)) if formula else set()
    return set()


# ------------------------------------------------------------------------------- reading (§1, §2)


def fields(value: Any, *names: str, optional: tuple[str, ...] = ()) -> list[Any]:
    """Return the fields of an object that has these, and perhaps others, and no more."""
    require(isinstance(value, dict), f"expected an object with {', '.join(names)}")
    missing = set(names) - set(value)
    require(not missing, f"a field is missing: {', '.join(sorted(missing))}")
    extra = set(value) - set(names) - set(optional)
    require(not extra, f"an object with {', '.join(names)} has an unknown field")
    return [value.get(name) for name in (*names, *optional)]


def items(value: Any) -> list[Any]:
    """Return a list."""
    require(isinstance(value, list), "expected a list")
    found: list[Any] = value
    return found


def text(value: Any) -> str:
    """Return a string."""
    require(isinstance(value, str), "expected a string")
    found: str = value
    return found


def index(value: Any, below: int) -> int:
    """Return a number from 0 to the one before a limit."""
    require(type(value) is int and 0 <= value < below, "expected the number of an earlier item")
    found: int = value
    return found


def rational(value: Any) -> Fraction:
    """Return a number "p" or "p/q"."""
    require(NUMBER.fullmatch(text(value)), "expected a number 'p' or 'p/q'")
    above, _, below = value.partition("/")
    spend(1 + len(value) ** 2 // 100_000)
    divisor = int(below) if below else 1
    require(divisor, "a number has the denominator 0")
    return Fraction(int(above), divisor)


def value_of_power(p: Poly, q: Poly, signs: Signs) -> Fact:
    """Return what gives p^q a value."""
    if nonnegative(q, signs) and (integer(q, signs) or nonnegative(p, signs)):
        return TRUE
    if integer(q, signs):
        nonzero = relation("!=", p)
        return nonzero if q.number is not None else joined("or", [relation(">=", q), nonzero])
    return relation(">" if q.number is None or q.number < 0 else ">=", p)


class Reader:
    """Reads trees: it knows the names of matrices, and of variables with what is declared.

    While it reads, it notes what gives the terms values, each with the cases in which they stand:
    before any term is brought to its normal form, in which 1/x - 1/x is 0.
    """

    def __init__(self, matrices: dict[str, Matrix | Given], signs: Signs) -> None:
        self.matrices = matrices
        self.signs = signs
        self.values: list[tuple[tuple[Fact, ...], Fact]] = []
        self.path: tuple[Fact, ...] = ()

    def term(self, tree: Any) -> Term:
        """Return a term."""
        spend(10)
        require(isinstance(tree, dict), "expected a term")
        if "op" in tree:
            return self.operation(*fields(tree, "op", "args"))
        if "quantity" in tree:
            name, of, arguments = fields(tree, "quantity", "of", "args")
            known = isinstance(name, str) and name in QUANTITIES
            require(known, "a term has an unknown quantity")
            found = tuple(map(self.finite, items(arguments)))
            require(len(found) == ARGUMENTS.get(name, 0), f"{name} has other arguments")
            whole = self.matrix(of)
            if name == "entry":
                self.require_place(whole, found)
            return quantity(name, whole, found)
        if "num" in tree:
            return number(rational(*fields(tree, "num")))
        if "const" in tree:
            (name,) = fields(tree, "const")
            require(name in ("e", "pi"), "a term has an unknown constant")
            return unknown("constant", name)
        (name,) = fields(tree, "symbol")
        require(isinstance(name, str) and name in self.signs, f"unknown symbol: {show(name)}")
        return unknown("variable", name)

    def require_place(self, of: Any, place: tuple[Poly, ...]) -> None:
        """Reject what is no place in a real matrix whose numbers of rows and columns are known."""
        require(self.is_real(of), "an entry may be no real number")
        for k, count in zip(place, self.shape(of), strict=True):
            known = k.number is not None and k.number in range(int(count.number or 0))
            require(known, "there is no such entry")

    def is_real(self, of: Any) -> bool:
        """Say whether a matrix expression is of real matrices."""
        if isinstance(of, str):
            found = self.matrices[of]
            return isinstance(found, Matrix) or found.real
        inside = [x for x in of[1:] if isinstance(x, (str, tuple))] if of[0] != "matrix" else []
        return all(map(self.is_real, inside))

    def require_defined(self, of: Any) -> None:
        """Reject a matrix expression that is not seen to be one: an inverse may not exist."""
        if isinstance(of, (str, Poly)):
            return
        word, *parts = of
        if word in ("identity", "zeros"):
            require(all(is_size(x, self.signs) for x in parts), "expected a number of rows")
            return
        short = word != "power" or natural(parts[1], self.signs)
        require(word != "inverse" and short, "a matrix may have no inverse")
        for part in parts if word != "matrix" else []:
            self.require_defined(part)

    def shape(self, of: Any) -> tuple[Poly, Poly]:
        """Return how many rows and columns a matrix expression has; they have to fit."""
        if isinstance(of, str):
            return self.matrices[of].shape
        word, *parts = of
        match word:
            case "matrix":
                return number(len(parts)), number(len(parts[0]))
            case "identity":
                return parts[0], parts[0]
            case "zeros":
                return parts[0], parts[1]
            case "times":
                return self.shape(parts[1])
            case "scalar" | "power" | "inverse":
                rows, columns = self.shape(parts[0])
                require(rows == columns, f"{word} of a matrix that is not square")
                return rows, columns
            case "transpose":
                rows, columns = self.shape(parts[0])
                return columns, rows
        shapes = [self.shape(x) for x in parts]
        (rows, columns), *others = shapes
        match word:
            case "add":
                require(set(others) <= {(rows, columns)}, "a sum of matrices of different sizes")
            case "mul":
                for height, width in others:
                    require(columns == height, "a product of matrices whose sizes do not fit")
                    columns = width
            case "rows":
                require({x[1] for x in others} <= {columns}, "blocks of different widths")
                rows = sum((x[0] for x in others), rows)
            case "columns":
                require({x[0] for x in others} <= {rows}, "blocks of different heights")
                columns = sum((x[1] for x in others), columns)
        return rows, columns

    def operation(self, word: Any, arguments: Any) -> Term:
        """Return a term by what it is made of."""
        require(word in OPERATIONS, "a term has an unknown operation")
        several = items(arguments)
        require(several, "an operation has no arguments")
        if word == "piecewise":
            require(len(several) % 2 == 0 and several[-1] is True, "the last case has to be true")
            return self.cases(several)
        if word == "size":
            require(len(several) == 1, "size: expected one operator")
            return size(self.operator(several[0]))
        parts = [self.term(x) for x in several]
        count = OPERATIONS[word]
        require(count in (0, len(parts)), f"{word}: another number of arguments")
        self.note_value(word, *map(real, parts))
        match word:
            case "add":
                return add(*parts)
            case "mul":
                return mul(*parts)
            case "neg":
                return mul(number(-1), *parts)
            case "div":
                return over(*parts)
            case "sqrt":
                return applied("root", *parts)
            case "pow":
                return applied("power", *parts)
        return applied(word, *parts)

    def cases(self, several: list[Any]) -> Term:
        """Return a piecewise term; each of its terms has to have a value in its own case only."""
        before, found = self.path, []
        for x, f in zip(several[:-2:2], several[1:-2:2], strict=True):
            condition = self.formula(f)
            fact, outside = real_fact(condition), self.path
            self.path = (*outside, fact)
            found.append((self.term(x), condition))
            self.path = (*outside, negated(fact))
        last = self.term(several[-2])
        self.path = before
        return piecewise(found, last)

    def note_value(self, word: str, *parts: Poly) -> None:
        """Note what gives a quotient, a root, a logarithm or a power a value."""
        if word == "div":
            self.values.append((self.path, relation("!=", parts[1])))
        elif word in ("sqrt", "log"):
            self.values.append((self.path, relation(">=" if word == "sqrt" else ">", parts[0])))
        elif word == "pow":
            self.values.append((self.path, value_of_power(parts[0], parts[1], self.signs)))

    def finite(self, tree: Any) -> Poly:
        """Return a term that is always finite."""
        found = self.term(tree)
        require(isinstance(found, Poly), "expected a number that is always finite")
        assert isinstance(found, Poly)
        return found

    def formula(self, tree: Any) -> Formula:
        """Return a formula."""
        spend(10)
        if tree is True:
            return ("real", TRUE)
        word, arguments = fields(tree, "op", "args")
        parts = items(arguments)
        require(isinstance(word, str), "a formula has an unknown operation")
        if word in ("le", "lt", "ge", "gt", "eq", "ne"):
            require(len(parts) == 2, f"{word}: expected two terms")
            return compare(word, *map(self.term, parts))
        if word in ("and", "or", "not", "implies", "iff"):
            least = {"not": 1, "implies": 2, "iff": 2}.get(word, 0)
            require(parts and least in (0, len(parts)), f"{word}: another number of arguments")
            return connect(word, list(map(self.formula, parts)))
        if word == "finite":
            require(len(parts) == 1, "finite: expected one quantity")
            return finite(self.term(parts[0]))
        require(word in ("equal", "entrywise", "same"), "a formula has an unknown operation")
        require(len(parts) == 2, f"{word}: expected two sides")
        if word == "same":
            return (word, *map(self.matrix, parts))
        left, right = map(self.operator, parts)
        require_one_size(left, right)
        if word == "entrywise":  # of real matrices, and z is complex
            inside = [x for X in (left, right) for c in X.terms.values() for x in every(c)]
            require(all(content(x)[0] != "point" for x in inside), "an inequality with a point z")
        return (word, left, right)

    def operator(self, tree: Any) -> Operator:
        """Return a sum of products of operators."""
        spend(10)
        if not has_operator(tree):
            return scalar(self.finite(tree))
        if "operator" in tree:
            name, of, at = fields(tree, "operator", "of", "args")
            coupled = isinstance(of, str) and isinstance(self.matrices.get(of), Matrix)
            require(coupled, "an operator of an unknown matrix")
            numbers = tuple(map(self.finite, items(at)))
            known = isinstance(name, str) and OPERATORS.get(name) == len(numbers)
            require(known, "an unknown operator")
            return point(of, *numbers) if name == "z" else operator(name, of, *numbers)
        word, arguments = fields(tree, "op", "args")
        parts = items(arguments)
        if word == "pow":
            require(len(parts) == 2, "pow: expected two arguments")
            return raised(self.operator(parts[0]), self.finite(parts[1]), self.signs)
        several = [self.operator(x) for x in parts]
        match word:
            case "add":
                return sum(several, Operator({}))
            case "mul":
                result = scalar(ONE)
                for one in several:
                    result = result * one
                return result
            case "neg" if len(several) == 1:
                return scalar(number(-1)) * several[0]
            case "norms" if len(several) == 1:
                return norms(several[0])
        raise Rejected("operators have an unknown operation")

    def matrix(self, tree: Any) -> Any:
        """Return a matrix by its name, or what it is made of, which is taken as it is written."""
        spend(10)
        if isinstance(tree, str):
            require(tree in self.matrices, f"unknown matrix: {show(tree)}")
            return tree
        word, arguments = fields(tree, "op", "args")
        parts = items(arguments)
        require(parts, "a matrix operation has no arguments")
        match word:
            case "add":
                return matrix_sum(*map(self.matrix, parts))
            case "mul" | "rows" | "columns":
                return (word, *map(self.matrix, parts))
            case "transpose" | "inverse" if len(parts) == 1:
                return (word, *map(self.matrix, parts))
            case "power" | "scalar" if len(parts) == 2:
                return (word, self.matrix(parts[0]), self.finite(parts[1]))
            case "times" if len(parts) == 2:
                return (word, self.finite(parts[0]), self.matrix(parts[1]))
            case "identity" if len(parts) == 1:
                return (word, self.finite(parts[0]))
            case "zeros" if len(parts) == 2:
                return (word, *map(self.finite, parts))
            case "matrix":
                rows = [tuple(map(self.finite, items(row))) for row in parts]
                full = rows[0] and len(set(map(len, rows))) == 1
                require(full, "a matrix of rows of different lengths")
                return (word, *rows)
        raise Rejected("a matrix has an unknown operation")


#: Operations of terms, with the number of their arguments (0 for one or more).
OPERATIONS = {
    "add": 0, "mul": 0, "max": 0, "min": 0, "piecewise": 0, "div": 2, "pow": 2, "neg": 1, "abs": 1,
    "sqrt": 1, "log": 1, "exp": 1, "asinh": 1, "size": 0,
}  # fmt: skip
#: Operators by their names, with the number of their numbers: r of a circle, k of a power.
OPERATORS = dict.fromkeys(("J", "D", "N", "T", "S", "Gamma", "J_0", "B"), 0)
OPERATORS |= dict.fromkeys(("R", "R_D", "Q", "R_T", "Z", "P", "R_N", "R_0", "E", "F", "z"), 1)
OPERATORS |= {"power": 1, "partial_sum": 2, "J_s": 1, "T_s": 1}


def has_operator(tree: Any) -> bool:
    """Say whether a tree is one of operators, and no term."""
    if not isinstance(tree, dict):
        return False
    if "operator" in tree or tree.get("op") == "norms":
        return True
    inside = tree.get("args") if tree.get("op") in ("add", "mul", "pow", "neg") else None
    return isinstance(inside, list) and any(map(has_operator, inside))


def show(value: Any) -> str:
    """Return a name of the file as it is printed."""
    found = value if isinstance(value, str) else type(value).__name__
    return ascii(found[:60])[1:-1]


# ---------------------------------------------------------------------------- certificates (§6)


class Question(NamedTuple):
    """That a claim over the reals follows from premises, all of them finite."""

    premises: list[Fact | None]  # None for what is no formula over the reals, or may be infinite
    claim: Fact


class Refutation:
    """A certificate of a question being checked: its tables, and what is known at a node."""

    def __init__(self, question: Question, certificate: Any, reader: Reader) -> None:
        table, facts, used, tree = fields(
            certificate, "unknowns", "facts", "premises", "refutation"
        )
        self.reader = reader
        self.unknowns: list[Unknown] = []
        self.written = items(facts)
        self.facts: list[Fact] = []
        for entry in items(table):
            self.unknowns.append(self.unknown(entry))
        require(len(set(self.unknowns)) == len(self.unknowns), "an unknown is twice in the table")
        self.read_facts(len(self.written))
        known: set[Fact] = set()
        for i, x in enumerate(self.unknowns):
            for fact in axioms(x, self.unknowns[:i], reader.signs):
                self.learn(known, fact)
        for entry in items(used):
            premise = question.premises[index(entry, len(question.premises))]
            require(premise is not None, f"premise {entry} is no formula over the reals here")
            assert premise is not None
            self.learn(known, premise)
        self.learn(known, negated(question.claim))
        self.require_closed(tree, known)

    def learn(self, known: set[Fact], fact: Fact) -> None:
        """Add a fact, or the parts of a conjunction."""
        spend(1)
        known |= fact[1] if fact[0] == "and" else {fact}

    def poly(self, tree: Any) -> Poly:
        """Return a polynomial [[coefficient, [unknown, power], ...], ...]."""
        terms: dict[Monomial, Fraction] = {}
        for entry in items(tree):
            spend(1)
            require(items(entry), "a term is empty")
            c, *powers = entry
            monomial: list[tuple[int, int]] = []
            for pair in powers:
                require(isinstance(pair, list) and len(pair) == 2, "expected [unknown, power]")
                x, n = pair
                require(type(n) is int and 0 < n < 10_000, "expected a power that is at least 1")
                monomial.append((self.unknowns[index(x, len(self.unknowns))], n))
            found = tuple(sorted(monomial))
            require(len({x for x, _ in found}) == len(found), "an unknown is twice in a monomial")
            require(found not in terms, "a monomial is twice in a polynomial")
            terms[found] = rational(c)
        return Poly(terms)

    def fact(self, entry: Any) -> Fact:
        """Return a fact [">=", polynomial] or ["or", fact, ...]."""
        parts = items(entry)
        require(parts, "a fact is empty")
        word, *rest = parts
        if word in ("and", "or"):
            require(rest, "a fact has no parts")
            return joined(word, [self.facts[index(x, len(self.facts))] for x in rest])
        require(word in NEGATED and len(rest) == 1, "expected a relation and a polynomial")
        return relation(word, self.poly(rest[0]))

    def read_facts(self, count: int) -> None:
        """Read the facts of the table up to a number."""
        # The condition of an unknown is a fact, and a fact is of unknowns: each is read when it is
        # asked for, and is of those before it.
        require(count <= len(self.written), "expected the number of a fact")
        while len(self.facts) < count:
            self.facts.append(self.fact(self.written[len(self.facts)]))

    def condition(self, entry: Any) -> Fact:
        """Return a fact of the table by its number."""
        self.read_facts(index(entry, len(self.written)) + 1)
        found: Fact = self.facts[entry]
        return found

    def unknown(self, entry: Any) -> Unknown:
        """Return an unknown by what the table says of it."""
        require(isinstance(entry, dict) and len(entry) == 1, "an unknown has one field")
        ((kind, of),) = entry.items()
        match kind:
            case "variable":
                known = isinstance(of, str) and of in self.reader.signs
                require(known, f"unknown symbol: {show(of)}")
                made = unknown("variable", of)
            case "constant":
                require(of in ("e", "pi"), "a term has an unknown constant")
                made = unknown("constant", of)
            case "inverse" | "root" | "abs" | "exp" | "log" | "asinh":
                made = unknown(kind, self.poly(of))
            case "max" | "min":
                require(items(of), f"{kind} of nothing")
                made = unknown(kind, frozenset(map(self.poly, of)))
            case "power":
                require(len(items(of)) == 2, "power: expected two polynomials")
                made = unknown(kind, *map(self.poly, of))
            case "piecewise":
                require(items(of) and all(isinstance(x, list) for x in of), "expected cases")
                *cases, last = of
                require(len(last) == 1 and all(len(x) == 2 for x in cases), "expected cases")
                pairs = tuple((self.poly(p), self.condition(f)) for p, f in cases)
                made = unknown(kind, pairs, self.poly(last[0]))
            case "opaque":
                made = self.opaque(of)
            case _:
                raise Rejected("an unknown of another kind")
        (((x, _),),) = made.terms
        return x

    def opaque(self, of: Any) -> Poly:
        """Return a quantity of a matrix, or the size of an operator, by its tree."""
        found = real(self.reader.term(of))
        x = alone(found)
        known = x is not None and content(x)[0] in ("quantity", "size")
        require(known, "expected a quantity of a matrix, or the size of an operator")
        return found

    def require_closed(self, node: Any, known: set[Fact]) -> None:
        """Reject a node that does not show that what is known is contradictory."""
        require(isinstance(node, dict), "expected a node of a refutation")
        if "either" in node:
            place, cases = fields(node, "either", "cases")
            fact = self.facts[index(place, len(self.facts))]
            word, *parts = self.written[place]
            require(word == "or" and fact in known, f"fact {place} is no or that is known")
            require(len(items(cases)) == len(parts), "either: another number of cases")
            for part, case in zip(parts, cases, strict=True):
                self.require_closed(case, self.with_fact(known, self.facts[part]))
        elif "sign" in node:
            tree, cases = fields(node, "sign", "cases")
            p = self.poly(tree)
            signs = {">=": relation(">=", p), "<": relation(">", -p)}
            if isinstance(cases, dict) and len(cases) == 3:
                signs = {">": relation(">", p), "=": relation("=", p), "<": relation(">", -p)}
            for sign, case in zip(signs, fields(cases, *signs), strict=True):
                self.require_closed(case, self.with_fact(known, signs[sign]))
        else:
            self.leaf(node, known)

    def with_fact(self, known: set[Fact], fact: Fact) -> set[Fact]:
        """Return what is known in a case."""
        spend(len(known))
        more = set(known)
        self.learn(more, fact)
        return more

    def leaf(self, node: Any, known: set[Fact]) -> None:
        """Reject a sum that is not 0, or that is not seen to be above 0.

        Σ λ·(product of facts ≥ 0)·square² + Σ polynomial·(equation) = 0, λ > 0, contradicts what is
        known if a term of the first sum is above 0.
        """
        terms, equations = fields(node, "sum", "equations")
        total, strict = NONE, False
        for entry in items(terms):
            require(isinstance(entry, list) and len(entry) in (2, 3), "expected a term of a sum")
            weight = rational(entry[0])
            require(weight > 0, "a coefficient of a sum is not above 0")
            product, above = number(weight), len(entry) == 2
            for one in items(entry[1]):
                fact = self.relation(one, known)
                require(fact[1] != "=", "an equation is in a sum")
                above = above and fact[1] != ">="
                product = product * (fact[2] * fact[2] if fact[1] == "!=" else fact[2])
            if len(entry) == 3:
                square = self.poly(entry[2])
                product = product * square * square
            total, strict = total + product, strict or above
        for entry in items(equations):
            require(isinstance(entry, list) and len(entry) == 2, "expected [polynomial, fact]")
            fact = self.relation(entry[1], known)
            require(fact[1] == "=", "no equation is among the equations")
            total = total + self.poly(entry[0]) * fact[2]
        require(strict, "no term of a sum is above 0")
        require(not total.terms, "a sum is not 0")

    def relation(self, place: Any, known: set[Fact]) -> Fact:
        """Return a relation of the table that is known."""
        fact = self.facts[index(place, len(self.facts))]
        require(fact[0] == "rel" and fact in known, f"fact {place} is no relation that is known")
        return fact


def axioms(x: Unknown, before: list[Unknown], signs: Signs) -> Iterator[Fact]:
    """Yield what is known of an unknown by what it is (§6, table of unknowns)."""
    kind, *parts = content(x)
    u = Poly({((x, 1),): UNIT})
    p: Poly = parts[0] if parts and isinstance(parts[0], Poly) else NONE

    def least(q: Poly) -> Fact:
        return relation(">=", q)

    def above(q: Poly) -> Fact:
        return relation(">", q)

    def zero(q: Poly) -> Fact:
        return relation("=", q)

    def either(*facts: Fact) -> Fact:
        return joined("or", facts)

    def both(*facts: Fact) -> Fact:
        return joined("and", facts)

    match kind:
        case "variable":
            sign, _ = signs.get(parts[0], ("", False))
            if sign:
                yield relation(sign, u)
        case "inverse":
            yield either(zero(p), zero(p * u - ONE))
        case "root":
            yield either(above(-p), both(least(u), zero(u * u - p)))
        case "max" | "min":
            gaps = [u - q if kind == "max" else q - u for q in parts[0]]
            yield from map(least, gaps)
            yield either(*(zero(u - q) for q in parts[0]))
        case "abs":
            yield either(both(least(p), zero(u - p)), both(above(-p), zero(u + p)))
        case "piecewise":
            cases, before_them = list[Fact](), list[Fact]()
            for value, condition in parts[0]:
                cases.append(both(*before_them, condition, zero(u - value)))
                before_them.append(negated(condition))
            yield either(*cases, both(*before_them, zero(u - parts[1])))
        case "exp":
            yield above(u)
            yield from axioms_of_exponential(u, p, before)
        case "asinh":
            yield least(p * p - u * u)
            yield least(u * p)
            different = relation("!=", p), relation("!=", u)
            yield either(both(zero(p), zero(u)), both(*different))
            for y in before:
                if content(y)[0] == "asinh":
                    q, v = content(y)[1], Poly({((y, 1),): UNIT})
                    yield either(both(above(p - q), above(u - v)), both(least(q - p), least(v - u)))
                    yield either(both(above(q - p), above(v - u)), both(least(p - q), least(u - v)))
        case "power":
            yield from axioms_of_power(x, before, signs)
        case "constant":
            low, high = (2718281828, 2718281829) if parts[0] == "e" else (3141592653, 3141592654)
            yield above(u - number(Fraction(low, 10**9)))
            yield above(number(Fraction(high, 10**9)) - u)
        case "quantity":
            lowest = QUANTITIES[parts[0]][1]
            if lowest is not None:
                yield least(u - number(lowest))
        case "size":
            yield least(u)


def axioms_of_exponential(u: Poly, p: Poly, before: list[Unknown]) -> Iterator[Fact]:
    """Yield that u = e^p is q^k·e^r where p = k·log q + r, q > 0, and e^r where p = r.

    Exponents are equal, or not, by what is known of them: m·(1/m)·x is x where m is not 0.
    """
    others = [(content(y)[1], Poly({((y, 1),): UNIT})) for y in before if content(y)[0] == "exp"]
    for r, v in [(NONE, ONE), *others]:
        gap = p - r
        yield joined("or", [relation("!=", gap), relation("=", u - v)])
        if len(gap.terms) != 1:
            continue
        ((monomial, k),) = gap.terms.items()
        kind, *parts = content(monomial[0][0]) if monomial else ("",)
        plain = len(monomial) == 1 and monomial[0][1] == 1 and k.denominator == 1
        if kind == "log" and plain and abs(k) <= MAX_EXPONENT:
            powers = parts[0].to(abs(int(k)))
            equal = u - powers * v if k > 0 else u * powers - v
            yield joined("or", [relation(">=", -parts[0]), relation("=", equal)])


def axioms_of_power(x: Unknown, before: list[Unknown], signs: Signs) -> Iterator[Fact]:
    """Yield what is known of u = p^q: its sign, its side of 1, and that p^(s+k) = p^k·p^s."""
    _, p, q = content(x)
    u = Poly({((x, 1),): UNIT})
    yield joined("or", [relation(">", -p), relation(">=", u)])
    yield joined("or", [relation(">=", -p), relation(">", u)])
    if nonnegative(q, signs):
        yield joined("or", [relation(">", ONE - p), relation(">=", u - ONE)])
        below = [relation(">", -p), relation(">", p - ONE), relation(">=", ONE - u)]
        yield joined("or", below)
    for y in before:
        other = content(y)
        if other[0] != "power" or other[1] != p:
            continue
        shift = (q - other[2]).number
        if shift is None or shift.denominator != 1 or not 0 < abs(shift) <= MAX_EXPONENT:
            continue
        v = Poly({((y, 1),): UNIT})
        high, low, exponent = (u, v, other[2]) if shift > 0 else (v, u, q)
        equal = relation("=", high - p.to(abs(int(shift))) * low)
        if nonnegative(exponent, signs):
            yield equal
        else:
            undefined = joined("and", [relation("=", p), relation(">", -exponent)])
            yield joined("or", [undefined, equal])


# -------------------------------------------------------------------- facts: matrices of a theorem


class Coupled(NamedTuple):
    """A coupled matrix of a theorem: its name, its class, whether diagonal blocks are symmetric.

    And whether each of them has a radius of its own: T then has these on its diagonal.
    """

    name: str
    kind: str
    symmetric: bool
    each: bool

    @property
    def two(self) -> bool:
        """Whether it has two blocks."""
        return self.kind != "CoupledBlocks"

    @property
    def lower(self) -> bool:
        """Whether its block above the diagonal is zero."""
        return self.kind == "BlockTriangular"

    @property
    def radii(self) -> list[str]:
        """The names of the bounds of its diagonal blocks; of any number of them, of the largest."""
        several = self.each and self.two
        return [f"{self.name}.gammas.{i}" for i in (0, 1)] if several else [f"{self.name}.gamma"]


class Matrix(NamedTuple):
    """A matrix that belongs to a coupled one, by its path: J itself, J.comparison, J.A."""

    of: Coupled
    path: str

    @property
    def lower(self) -> bool:
        """Whether it is triangular, by its path or its class."""
        return self.of.lower or self.path.endswith("triangular")

    @property
    def name(self) -> str:
        """The name that it has in trees."""
        return self.part(self.path)

    def own(self, name: str) -> E:
        """Return a number of the coupled matrix: gamma, b, c."""
        if name == "b" and self.lower:
            return E(NONE)
        # With several radii there is no γ on the diagonal of T: what a fact says of it is not so.
        one = name != "gamma" or not self.of.each
        require(one, "the fact is of one radius of all blocks, and each has its own here")
        return E(unknown("variable", f"{self.of.name}.{name}"))

    def radii(self) -> list[E]:
        """Return the radii of a matrix each of whose blocks has its own; see `Coupled.radii`."""
        require(self.of.each, "the fact is of a radius for each block, and here they have one")
        return [E(unknown("variable", x)) for x in self.of.radii]

    def part(self, path: str) -> str:
        """Return the name of a matrix that belongs to the coupled one."""
        return f"{self.of.name}.{path}" if path else self.of.name

    @property
    def shape(self) -> tuple[Poly, Poly]:
        """How many rows and columns it has."""
        if self.path.startswith(("comparison", "block_norms")):
            count = number(2) if self.of.two else unknown("blocks", self.of.name)
            return count, count
        if not self.of.two:
            size = unknown("variable", f"{self.of.name}.n")
            return size, size
        first, second = (unknown("variable", f"{self.of.name}.sizes.{i}") for i in (0, 1))
        if self.path in ("", "triangular"):
            return first + second, first + second
        return (first if self.path in "AB" else second), (first if self.path in "AC" else second)


class Given(NamedTuple):
    """A square matrix of a theorem that is no coupled one: symmetric, or any.

    The eigenvalues of a symmetric one are at least, and at most, the numbers of `ends`, if it has
    such.
    """

    name: str
    size: Poly
    symmetric: bool
    real: bool
    ends: tuple[Poly | None, Poly | None]

    @property
    def shape(self) -> tuple[Poly, Poly]:
        """How many rows and columns it has."""
        return self.size, self.size


class Square(NamedTuple):
    """A square matrix as a term of a fact: a matrix expression, and how many rows it has."""

    name: Any
    size: Poly

    @property
    def shape(self) -> tuple[Poly, Poly]:
        """How many rows and columns it has."""
        return self.size, self.size


class Planar(NamedTuple):
    """A real matrix [[a, b], [c, d]] as a term of a fact."""

    name: Any
    a: E
    b: E
    c: E
    d: E

    @property
    def shape(self) -> tuple[Poly, Poly]:
        """How many rows and columns it has."""
        return number(2), number(2)

    @property
    def trace(self) -> E:
        """The sum of its eigenvalues."""
        found: E = self.a + self.d
        return found

    @property
    def det(self) -> E:
        """The product of its eigenvalues."""
        found: E = self.a * self.d - self.b * self.c
        return found

    @property
    def transposed(self) -> Planar:
        """[[a, c], [b, d]]."""
        return self._replace(b=self.c, c=self.b)


class Chain(NamedTuple):
    """A matrix of numbers with γ on the diagonal and c below it, as a term of a fact."""

    name: Any
    stages: int
    gamma: E
    c: E


def parts_of(J: Coupled) -> dict[str, Matrix]:
    """Return the matrices that belong to a coupled one, by their names."""
    paths = ["", "comparison", "block_norms"]
    if not J.lower:
        paths += ["triangular", "comparison.triangular"]
    if J.two:
        paths += ["A", "C", "D"] if J.lower else ["A", "B", "C", "D"]
    return {Matrix(J, x).part(x): Matrix(J, x) for x in paths}


def numbers_of(J: Coupled) -> Signs:
    """Return the numbers of a coupled matrix, and what is declared of them."""
    found: Signs = {**dict.fromkeys(J.radii, (">=", False)), f"{J.name}.n": (">", True)}
    if J.two:
        names = ["c", *([] if J.lower else ["b"])]
        found |= {f"{J.name}.{x}": (">=", False) for x in names}
        found |= {f"{J.name}.sizes.{i}": (">", True) for i in (0, 1)}
    return found


class E:
    """A term as facts are written with: + - * / ** make terms, <= < >= > formulas."""

    def __init__(self, term: Term | int) -> None:
        self.term = number(term) if isinstance(term, int) else term

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Operator):
            return self.operator + other
        return E(add(self.term, E.of(other)))

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, Operator):
            return self.operator - other
        return E(minus(self.term, E.of(other)))

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Operator):
            return self.operator * other
        return E(mul(self.term, E.of(other)))

    def __truediv__(self, other: Any) -> E:
        return E(over(self.term, E.of(other)))

    def __pow__(self, other: Any) -> E:
        return E(applied("power", self.term, E.of(other)))

    def __radd__(self, other: int) -> Any:
        return E(other) + self

    def __rsub__(self, other: int) -> Any:
        return E(other) - self

    def __rmul__(self, other: int) -> Any:
        return E(other) * self

    def __rtruediv__(self, other: int) -> E:
        return E(other) / self

    def __le__(self, other: Any) -> Formula:
        return compare("le", self.term, E.of(other))

    def __lt__(self, other: Any) -> Formula:
        return compare("lt", self.term, E.of(other))

    def __ge__(self, other: Any) -> Formula:
        return compare("ge", self.term, E.of(other))

    def __gt__(self, other: Any) -> Formula:
        return compare("gt", self.term, E.of(other))

    @staticmethod
    def of(value: Any) -> Term:
        """Return the term of a value."""
        return value.term if isinstance(value, E) else number(value)

    @property
    def poly(self) -> Poly:
        """The term as a polynomial; it has to be finite."""
        require(isinstance(self.term, Poly), "a number of a fact may be infinite")
        assert isinstance(self.term, Poly)
        return self.term

    @property
    def operator(self) -> Operator:
        """The multiple of the identity."""
        return scalar(self.poly)


def eq(a: Any, b: Any) -> Formula:
    """Return a = b."""
    return compare("eq", E.of(a), E.of(b))


def both(*formulas: Formula) -> Formula:
    """Return the conjunction of formulas."""
    return connect("and", list(formulas))


def equal(X: Operator, Y: Operator | int) -> Formula:
    """Return X = Y for operators."""
    return ("equal", X, scalar(number(Y)) if isinstance(Y, int) else Y)


def entrywise(P: Operator | int, Q: Operator) -> Formula:
    """Return P ≤ Q entry by entry."""
    return ("entrywise", Operator({}) if isinstance(P, int) else P, Q)


def of_matrix(name: str) -> Callable[..., E]:
    """Return a quantity as a function of a matrix and numbers."""

    def of(X: Any, *at: E) -> E:
        return E(quantity(name, getattr(X, "name", X), tuple(x.poly for x in at)))

    return of


K, M, G, H, L, T, rho, w, norm = map(of_matrix, ("K", "M", "G", "H", "L", "T", "rho", "w", "norm"))
K_c, M_c, G_c, H_c, L_c = map(of_matrix, ("K_c", "M_c", "G_c", "H_c", "L_c"))
alpha, exp_norm = map(of_matrix, ("spectral_abscissa", "exp_norm"))


def power_norm(X: Any, t: E) -> E:
    """Return ‖Xᵗ‖."""
    return norm(("power", getattr(X, "name", X), t.poly))


def identity_like(X: Any) -> Any:
    """Return the identity of the size of a square matrix."""
    size = X.shape[0]
    several = [content(x)[0] == "blocks" for x in every(size)]
    require(not any(several), "the fact is of matrices whose number of rows has a symbol")
    return ("identity", size)


def multiple(c: E, X: Any) -> Any:
    """Return cX, for the tree of a matrix."""
    return X if c.poly == ONE else ("times", c.poly, X)


def moved(X: Any, c: E, s: E) -> Any:
    """Return cX + sI."""
    return matrix_sum(multiple(c, X.name), multiple(s, identity_like(X)))


def flow_of(X: Any) -> Any:
    """Return X - I, of whose flow X is a step of Euler."""
    return moved(X, E(1), E(-1))


def sqrt(x: E) -> E:
    """Return √x."""
    return E(applied("root", x.term))


def is_finite(x: E) -> Formula:
    """Return that a quantity is a real number."""
    return finite(x.term)


def entry(X: Any, i: int, j: int) -> E:
    """Return an entry of a matrix expression, by its row and column from 0."""
    return E(quantity("entry", X, (number(i), number(j))))


def length(X: Operator) -> E:
    """Return ‖X‖."""
    return E(size(X))


# ------------------------------------------------------------------------------------ facts (§5)


class ForAll(NamedTuple):
    """A condition of a fact that has to hold for every value of a new variable."""

    variable: E
    given: tuple[Formula, ...]
    claim: Formula
    natural: bool = False


class Citable(NamedTuple):
    """A definition or a textbook fact of the table."""

    name: str
    kind: str
    source: str
    terms: dict[str, str]
    says: Callable[..., tuple[list[Formula | ForAll], Formula]]


KALMAN = "R. E. Kalman, J. E. Bertram (1960)"
NORMED = "R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6"

FACTS: dict[str, Citable] = {}


def fact(name: str, source: str, kind: str = "classical", /, **terms: str) -> Callable[..., Any]:
    """Add a fact to the table.

    Its terms are matrices (``J``, a coupled matrix itself; ``T``, its comparison matrix or the
    triangular part of that, of two blocks; ``part``, any that belongs to one and is square;
    ``square``, any square matrix expression; ``planar``, a real 2×2 one; ``chain``, numbers with
    one on the diagonal and one below it; ``symmetric``, one that is given as symmetric),
    numbers (``number``; ``natural``, an integer ≥ 0 by its form; ``integer``) and new variables
    (``new``, ``new natural``). What it says is what has to be shown for it, and what it then gives.
    """

    def put(says: Callable[..., Any]) -> Callable[..., Any]:
        FACTS[name] = Citable(name, kind, source, terms, says)
        return says

    return put


def two_blocks(J: Matrix) -> None:
    """Reject a coupled matrix of any number of blocks."""
    require(J.of.two, "the fact is of matrices of two blocks")


def symmetric(J: Matrix) -> None:
    """Reject a coupled matrix whose diagonal blocks need not be symmetric."""
    require(J.of.symmetric, "the fact is of symmetric diagonal blocks")


def coupled_back(J: Matrix) -> None:
    """Reject what is no matrix [[A, B], [C, D]]."""
    require(J.of.kind == "SelfReferential", "the fact is of a matrix [[A, B], [C, D]]")


# Kreiss constants, peaks, settling times: definitions


@fact("kreiss.supremum", "H.-O. Kreiss, BIT 2 (1962) 153", "definition",
      X="square", bound="number", r="new")  # fmt: skip
def kreiss_supremum(X: Matrix, bound: E, r: E) -> Any:
    """K(X) is the supremum of (r-1)G(X, r) over r > 1, so any bound on all of these bounds it."""
    return [ForAll(r, (r > 1,), (r - 1) * G(X, r) <= bound)], K(X) <= bound


@fact("kreiss.value", "H.-O. Kreiss, BIT 2 (1962) 153", "definition", X="square", r="number")
def kreiss_value(X: Matrix, r: E) -> Any:
    """K(X) is at least (r-1)G(X, r) for every r > 1."""
    return [r > 1], K(X) >= (r - 1) * G(X, r)


@fact("kreiss.at_least_one", "L. N. Trefethen, M. Embree (2005), ch. 14", X="square")
def kreiss_at_least_one(X: Matrix) -> Any:
    """K(X) is at least 1, the limit of (|z|-1)‖R(z)‖ as |z| → ∞."""
    return [], K(X) >= 1


@fact("kreiss.finite", "H.-O. Kreiss, BIT 2 (1962) 153", X="square")
def kreiss_finite(X: Matrix) -> Any:
    """K(X) is finite if ρ(X) < 1."""
    return [rho(X) < 1], is_finite(K(X))


@fact("peak.supremum", "L. N. Trefethen, M. Embree (2005), ch. 14", "definition",
      X="square", bound="number", t="new natural")  # fmt: skip
def peak_supremum(X: Matrix, bound: E, t: E) -> Any:
    """M(X) is the supremum of ‖Xᵗ‖ over the integers t ≥ 0."""
    return [ForAll(t, (), power_norm(X, t) <= bound, True)], M(X) <= bound


@fact("peak.value", "L. N. Trefethen, M. Embree (2005), ch. 14", "definition",
      X="square", t="natural")  # fmt: skip
def peak_value(X: Matrix, t: E) -> Any:
    """M(X) is at least ‖Xᵗ‖ for every integer t ≥ 0."""
    return [], M(X) >= power_norm(X, t)


@fact("peak.finite", "R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.12", X="square")
def peak_finite(X: Matrix) -> Any:
    """M(X) is finite if ρ(X) < 1, because Xᵗ tends to 0."""
    return [rho(X) < 1], is_finite(M(X))


@fact("settling.bound", "T(δ) = min{t : ‖Xˢ‖ ≤ δ for all s ≥ t}", "definition",
      X="square", delta="number", bound="number", n="new natural")  # fmt: skip
def settling_bound(X: Matrix, delta: E, bound: E, n: E) -> Any:
    """T(X, δ) ≤ x for x ≥ 1 if ‖Xˢ‖ ≤ δ for all integers s > x - 1; here s = n + 1."""
    small = both(bound >= 1, power_norm(X, n + 1) <= delta)
    return [ForAll(n, (n + 2 > bound,), small, True)], T(X, delta) <= bound


@fact("settling.value", "T(δ) = min{t : ‖Xˢ‖ ≤ δ for all s ≥ t}", "definition",
      X="square", delta="number", bound="number", n="new natural")  # fmt: skip
def settling_value(X: Matrix, delta: E, bound: E, n: E) -> Any:
    """T(X, δ) is at least x if ‖Xⁿ‖ > δ for all integers n ≥ 0 below x."""
    large = power_norm(X, n) > delta
    return [ForAll(n, (n < bound,), large, True)], T(X, delta) >= bound


# Spectra and resolvents


@fact("radius.powers", "I. M. Gelfand (1941): ρ(X) is the limit of ‖Xᵗ‖^{1/t}",
      X="square", Y="square", t="new natural")  # fmt: skip
def radius_powers(X: Matrix, Y: Matrix, t: E) -> Any:
    """If ‖Xᵗ‖ ≤ ‖Yᵗ‖ for every t ≥ 0 then ρ(X) ≤ ρ(Y)."""
    return [ForAll(t, (), power_norm(X, t) <= power_norm(Y, t), True)], rho(X) <= rho(Y)


@fact("triangular.radius", "R. A. Horn, C. R. Johnson, Matrix Analysis, 0.9.4", X="triangular")
def triangular_radius(X: Matrix) -> Any:
    """The spectrum of [[A, 0], [C, D]] is that of A and of D, and ρ(A), ρ(D) ≤ γ."""
    γ = X.own("gamma")
    return [], both(rho(X) <= γ, rho(X.part("A")) <= γ, rho(X.part("D")) <= γ)


@fact("resolvent.finite", "T. Kato, Perturbation Theory, I.5", X="square", r="number")
def resolvent_finite(X: Matrix, r: E) -> Any:
    """The resolvent is bounded on a circle |z| = r that encloses the spectrum, and not zero."""
    return [r > rho(X)], both(is_finite(G(X, r)), G(X, r) > 0)


@fact("resolvent.decreasing", "T. Kato, Perturbation Theory, I.5; the maximum principle",
      X="square", r="number", s="number")  # fmt: skip
def resolvent_decreasing(X: Matrix, r: E, s: E) -> Any:
    """G(X, r) ≤ G(X, s) for r ≥ s > ρ(X)."""
    return [s > rho(X), r >= s], G(X, r) <= G(X, s)


@fact("resolvent.supremum", "G(X, r) = max ‖R(z)‖ over |z| = r", "definition",
      X="part", bound="number", r="number")  # fmt: skip
def resolvent_supremum(X: Matrix, bound: E, r: E) -> Any:
    """What bounds ‖R(z)‖ for every z with |z| = r bounds G(X, r)."""
    fixed = not {content(x)[0] for x in every(bound.term)} & {"size", "point"}
    require(fixed, "the bound depends on the point of the circle")
    return [length(operator("R", X.name, r.poly)) <= bound, r > rho(X)], G(X, r) <= bound


# Norms of blocks, block by block


def circle(J: Matrix, r: E) -> Callable[[str], Operator]:
    """Return the operators of J on |z| = r by their names; z is the point of the circle."""

    def named(name: str) -> Operator:
        if name == "z":
            return point(J.name, r.poly)
        return operator(name, J.name, *([r.poly] if OPERATORS[name] else []))

    return named


def power_of(J: Matrix, k: E) -> Operator:
    """Return Jᵏ as an operator of its own."""
    return operator("power", J.name, k.poly)


@fact("blocks.comparison", "R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.9", J="J")
def blocks_comparison(J: Matrix) -> Any:
    """|J| ≤ T, as the norm of a symmetric block is its spectral radius, at most γ; and T ≥ 0."""
    symmetric(J)
    T_ = operator("T", J.name)
    return [], both(entrywise(norms(operator("J", J.name)), T_), entrywise(0, T_))


def split(J: Matrix, r: E) -> Formula:
    """Return what is known of J = D + N and of the resolvents on |z| = r."""
    at = circle(J, r)
    R, D, N, R_D, Q, S, z = map(at, ("R", "D", "N", "R_D", "Q", "S", "z"))
    return both(
        equal((z - D - N) * R, 1),
        equal(R_D * (z - D), 1),
        entrywise(norms(R_D), Q),
        entrywise(norms(N), S),
        equal((r - J.own("gamma")) * Q, 1),
        entrywise(0, Q),
        entrywise(0, S),
    )


@fact("blocks.resolvent", "T. Kato, Perturbation Theory, I.5 and V.3.5", J="J", r="number")
def blocks_resolvent(J: Matrix, r: E) -> Any:
    """J = D + N, the diagonal blocks and the rest. Where |z| = r exceeds ρ(J) and γ, the resolvents
    R of J and R_D of D exist; |R_D| ≤ Q = I/(r-γ), as blocks are symmetric, and |N| ≤ S, the norms
    of the blocks off the diagonal.
    """
    symmetric(J)
    return [r > rho(J), r > J.own("gamma")], split(J, r)


@fact("blocks.resolvent_by_range", "T. Kato, Perturbation Theory, V.3.2", J="J", r="number")
def blocks_resolvent_by_range(J: Matrix, r: E) -> Any:
    """The same for two blocks with w(A), w(D) ≤ γ."""
    two_blocks(J)
    γ = J.own("gamma")
    return [w(J.part("A")) <= γ, w(J.part("D")) <= γ, r > rho(J), r > γ], split(J, r)


@fact("nonnegative.resolvent", "R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.16",
      J="J", r="number")  # fmt: skip
def nonnegative_resolvent(J: Matrix, r: E) -> Any:
    """For T = γI + S ≥ 0 and r > ρ(T), R_T = (rI - T)⁻¹ = Σ Tᵏ/rᵏ⁺¹ exists and is nonnegative."""
    R_T, S = map(circle(J, r), ("R_T", "S"))
    outside = [r > rho(J.part("comparison")), r > 0]
    return outside, both(equal(R_T * (r - J.own("gamma") - S), 1), entrywise(0, R_T))


@fact("blocks.norm", "R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 5.6",
      J="J", r="number")  # fmt: skip
def blocks_norm(J: Matrix, r: E) -> Any:
    """If |R| ≤ R_T for every z with |z| = r, then ‖R‖ ≤ ‖R_T‖ there: G(J, r) ≤ G(T, r)."""
    R, R_T = map(circle(J, r), ("R", "R_T"))
    T_ = J.part("comparison")
    return [entrywise(norms(R), R_T), r > rho(T_)], G(J, r) <= G(T_, r)


@fact("block_norms.resolvent", "T. Kato, Perturbation Theory, I.5", J="J", r="number")
def block_norms_resolvent(J: Matrix, r: E) -> Any:
    """On a circle r > ρ(J), r > 0, R and Z = I/z exist, and |Z| = P = I/r."""
    R, Z, P, z, J_ = map(circle(J, r), ("R", "Z", "P", "z", "J"))
    return [r > rho(J), r > 0], both(
        equal((z - J_) * R, 1),
        equal(z * Z, 1),
        entrywise(norms(Z), P),
        equal(r * P, 1),
        entrywise(0, P),
    )


@fact("block_norms.inverse", "R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.16",
      J="J", r="number")  # fmt: skip
def block_norms_inverse(J: Matrix, r: E) -> Any:
    """For r > ρ(|J|), R_N = (rI - |J|)⁻¹ = Σ |J|ᵏ/rᵏ⁺¹ exists and is nonnegative."""
    R_N, J_ = map(circle(J, r), ("R_N", "J"))
    outside = [r > rho(J.part("block_norms")), r > 0]
    return outside, both(equal(R_N * (r - norms(J_)), 1), entrywise(0, R_N))


@fact("block_norms.norm", "R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 5.6",
      J="J", r="number")  # fmt: skip
def block_norms_norm(J: Matrix, r: E) -> Any:
    """If |R| ≤ R_N for every z with |z| = r, then G(J, r) ≤ G(|J|, r)."""
    R, R_N = map(circle(J, r), ("R", "R_N"))
    N = J.part("block_norms")
    return [entrywise(norms(R), R_N), r > rho(N)], G(J, r) <= G(N, r)


@fact("powers.recursion", "the powers of a matrix", "definition", J="J", k="natural")
def powers_recursion(J: Matrix, k: E) -> Any:
    """J⁰ = I and Jᵏ⁺¹ = Jᵏ·J."""
    J_ = operator("J", J.name)
    return [], both(equal(power_of(J, E(0)), 1), equal(power_of(J, k + 1), power_of(J, k) * J_))


@fact("powers.norm", "R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1.18 and 5.6",
      J="J", of="part", t="natural")  # fmt: skip
def powers_norm(J: Matrix, of: Matrix, t: E) -> Any:
    """For X = T or X = |J|, which are nonnegative: from |Jᵗ| ≤ Xᵗ follows ‖Jᵗ‖ ≤ ‖Xᵗ‖."""
    require(of.of == J.of and of.path in ("comparison", "block_norms"), "of: expected T or |J|")
    whole = operator("J", J.name)
    X = single(operator("T", J.name) if of.path == "comparison" else norms(whole))
    bound = Operator({((X, t.poly),) if t.poly.terms else (): ONE})
    return [entrywise(norms(power_of(J, t)), bound)], power_norm(J, t) <= power_norm(of, t)


# The resolvent of J = J_0 + B, B above the diagonal


@fact("perturbation.stable", "T. Kato, Perturbation Theory, II.1.3 and IV.3.1",
      J="J", s="number", r="new")  # fmt: skip
def perturbation_stable(J: Matrix, s: E, r: E) -> Any:
    """If ‖B‖G(J_0, r) < 1 for r ≥ s > ρ(J_0), then ρ(J) < s."""
    coupled_back(J)
    J_0 = J.part("triangular")
    small = both(s > rho(J_0), J.own("b") * G(J_0, r) < 1)
    return [ForAll(r, (r >= s,), small)], rho(J) < s


@fact("perturbation.resolvents", "T. Kato, Perturbation Theory, I.5", J="J", r="number")
def perturbation_resolvents(J: Matrix, r: E) -> Any:
    """Where |z| = r exceeds ρ(J) and ρ(J_0), both have resolvents; ‖R_0‖ ≤ G(J_0, r), ‖B‖ = b."""
    coupled_back(J)
    R, R_0, J_0, B, z = map(circle(J, r), ("R", "R_0", "J_0", "B", "z"))
    lower = J.part("triangular")
    return [r > rho(J), r > rho(lower)], both(
        equal((z - J_0 - B) * R, 1),
        equal(R * (z - J_0 - B), 1),
        equal(R_0 * (z - J_0), 1),
        equal((z - J_0) * R_0, 1),
        length(R_0) <= G(lower, r),
        eq(length(B), J.own("b")),
    )


@fact("neumann.partial_sums", "C. Neumann; T. Kato, I.4.2", "definition",
      J="J", r="number", k="natural")  # fmt: skip
def neumann_partial_sums(J: Matrix, r: E, k: E) -> Any:
    """E = BR_0; the partial sums are Σ_0 = R_0 and Σ_k+1 = Σ_k + R_0E^k+1."""
    coupled_back(J)
    R_0, B, E_ = map(circle(J, r), ("R_0", "B", "E"))

    def partial(k: E) -> Operator:
        return operator("partial_sum", J.name, r.poly, k.poly)

    next_power = Operator({((single(E_), (k + 1).poly),): ONE})
    return [], both(
        equal(E_, B * R_0),
        equal(partial(E(0)), R_0),
        equal(partial(k + 1), partial(k) + R_0 * next_power),
    )


# The resolvent of two blocks beside what it is near infinity


@fact("maximum.at_infinity", "L. V. Ahlfors, Complex Analysis, 4.3.4 (maximum principle)",
      J="J", r="number")  # fmt: skip
def maximum_at_infinity(J: Matrix, r: E) -> Any:
    """G(J, r) ≥ ‖F‖, F = [[I/r, 0], [C/r², I/r]]: up to unitary factors F is the value at infinity
    of diag(I, z)·R(z)·diag(z, I) between diagonal matrices.
    """
    two_blocks(J)
    return [r > rho(J), r > 0], G(J, r) >= length(circle(J, r)("F"))


@fact("norm.of_value_at_infinity", "R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3",
      J="J", r="number")  # fmt: skip
def norm_of_value_at_infinity(J: Matrix, r: E) -> Any:
    """f = ‖F‖: f² is the larger of two numbers of product r⁻⁴ and sum 2r⁻² + c²r⁻⁴."""
    two_blocks(J)
    f, total = length(circle(J, r)("F")), 2 * r**2 + J.own("c") ** 2
    larger = total * f**2 >= 2  # 2/total, the harmonic mean, lies between the two
    return [r > 0], both(f > 0, eq(r**4 * f**4 - total * f**2 + 1, 0), larger)


@fact("resolvent.orthogonal_sum", "T. Kato, Perturbation Theory, I.6.9 and V.3.5",
      J="triangular", r="number")  # fmt: skip
def resolvent_orthogonal_sum(J: Matrix, r: E) -> Any:
    """For symmetric A and D, CA = 0 and DC = 0, R(z) is an orthogonal sum: its norm is at most that
    of F, or 1/(r-γ).
    """
    symmetric(J)
    rows, columns = (unknown("variable", f"{J.of.name}.sizes.{i}") for i in (1, 0))
    zero, γ = ("zeros", rows, columns), J.own("gamma")
    products = [("mul", J.part("C"), J.part("A")), ("mul", J.part("D"), J.part("C"))]
    f = length(circle(J, r)("F"))
    least = E(applied("max", f.term, (1 / (r - γ)).term))
    return [*(("same", X, zero) for X in products), r > rho(J), r > γ], G(J, r) <= least


# The 2×2 comparison matrix T = [[γ, b], [c, γ]]


def entries(T_: Matrix) -> tuple[E, E, E]:
    """Return γ, b and c."""
    return T_.own("gamma"), T_.own("b"), T_.own("c")


def inverse_of_smallest(g: E, x: E, y: E, b: E, c: E) -> Formula:
    """Return that 1/g² is the smaller eigenvalue of MᵀM, M = [[x, -b], [-c, y]] invertible."""
    trace, determinant = x**2 + y**2 + b**2 + c**2, x * y - b * c
    characteristic = determinant**2 * g**4 - trace * g**2 + 1
    larger = trace * g**2 >= 2  # of the two roots g²: 2/F, the harmonic mean, lies between them
    return both(is_finite(g), g > 0, eq(characteristic, 0), larger)


@fact("two_by_two.radius",
      "the characteristic polynomial: R. A. Horn, C. R. Johnson, Matrix Analysis (2013), 1.2.4",
      T="T")  # fmt: skip
def two_by_two_radius(T: Matrix) -> Any:
    """The eigenvalues of [[γ, b], [c, γ]] are γ ± √(bc)."""
    γ, b, c = entries(T)
    return [], eq(rho(T), γ + sqrt(b * c))


@fact("two_by_two.resolvent",
      "O. Perron (1907); R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3 and 8.1.18",
      T="T", r="number")  # fmt: skip
def two_by_two_resolvent(T: Matrix, r: E) -> Any:
    """For r > ρ(T), g = G(T, r) = ‖R(r)‖, and 1/g² is the smaller eigenvalue of MᵀM, M = rI - T, of
    trace F and determinant D².
    """
    γ, b, c = entries(T)
    x = r - γ
    return [r > γ, x**2 > b * c], inverse_of_smallest(G(T, r), x, x, b, c)


@fact("two_by_two.powers_below", "γⁿ is an entry of Tⁿ", T="T", n="natural")
def two_by_two_powers_below(T: Matrix, n: E) -> Any:
    """For T = [[γ, b], [c, γ]], whose entries are nonnegative, ‖Tⁿ‖ ≥ γⁿ."""
    return [], power_norm(T, n) >= T.own("gamma") ** n


@fact("two_by_two.powers",
      "the powers of a Jordan block: R. A. Horn, C. R. Johnson, Matrix Analysis (2013), 3.2.5",
      T="T", n="natural")  # fmt: skip
def two_by_two_powers(T: Matrix, n: E) -> Any:
    """For T = [[γ, 0], [c, γ]] and t = n + 1, ‖Tᵗ‖ ≤ γᵗ + ctγᵗ⁻¹."""
    require(T.lower, "the fact is of a triangular comparison matrix")
    γ, _, c = entries(T)
    return [], power_norm(T, n + 1) <= γ**n * (γ + c * (n + 1))


@fact("two_by_two.power",
      "the powers of a Jordan block; R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3",
      T="T", t="natural", power="number")  # fmt: skip
def two_by_two_power(T: Matrix, t: E, power: E) -> Any:
    """For b = 0 and γ > 0, Tᵗ = [[p, 0], [q, p]] with p = γᵗ, here called power, and q = ctp/γ; the
    singular values differ by q and have the product p²: n = ‖Tᵗ‖ solves n² = qn + p².
    """
    require(T.lower, "the fact is of a triangular comparison matrix")
    γ, _, c = entries(T)
    n = power_norm(T, t)
    solved = eq(n**2, c * t * power / γ * n + power**2)
    return [γ > 0, eq(power, γ**t)], both(n >= 0, solved)


@fact("two_by_two.noise", KALMAN, "definition",
      T="T", first="number", mixed="number", second="number")  # fmt: skip
def two_by_two_noise(T: Matrix, first: E, mixed: E, second: E) -> Any:
    """If ρ(T) < 1 then P = TPTᵀ + I has one solution, Σ TᵏTᵏᵀ, and H(T) is its trace; the three
    equations say that [[first, mixed], [mixed, second]] solves it.
    """
    γ, b, c = entries(T)
    x, y, z = first, mixed, second
    return [
        rho(T) < 1,
        eq(x, γ**2 * x + 2 * γ * b * y + b**2 * z + 1),
        eq(y, γ * c * x + (γ**2 + b * c) * y + γ * b * z),
        eq(z, c**2 * x + 2 * γ * c * y + γ**2 * z + 1),
    ], eq(H(T), x + z)


# A radius for each block: T = Γ + S, Γ = diag(γ_i)


def split_by_radii(J: Matrix, r: E) -> tuple[list[Formula], Formula]:
    """Return where the resolvents of J = D + N on |z| = r are known, and what is known of them."""
    at = circle(J, r)
    R, D, N, R_D, Q, S, Γ, z = map(at, ("R", "D", "N", "R_D", "Q", "S", "Gamma", "z"))
    # r > ρ(J) is for R, and says nothing of D: with a coupling back ρ(J) may be below a γ_i.
    outside = [r > rho(J), *(r > γ for γ in J.radii())]
    return outside, both(
        equal((z - D - N) * R, 1),
        equal(R_D * (z - D), 1),
        entrywise(norms(R_D), Q),
        entrywise(norms(N), S),
        equal((r - Γ) * Q, 1),
        equal(Q * (r - Γ), 1),  # diagonal matrices commute, and operators in general do not
        entrywise(0, Q),
        entrywise(0, S),
    )


@fact("radii.resolvent", "T. Kato, Perturbation Theory, I.5 and V.3.5", J="J", r="number")
def radii_resolvent(J: Matrix, r: E) -> Any:
    """J = D + N, the diagonal blocks and the rest. Where |z| = r exceeds ρ(J) and every γ_i, the
    resolvents R of J and R_D of D exist; |R_D| ≤ Q = diag(1/(r-γ_i)), as blocks are symmetric, and
    |N| ≤ S, the norms of the blocks off the diagonal.
    """
    symmetric(J)
    return split_by_radii(J, r)


@fact("radii.resolvent_by_range", "T. Kato, Perturbation Theory, V.3.2", J="J", r="number")
def radii_resolvent_by_range(J: Matrix, r: E) -> Any:
    """The same for two blocks with w(A) ≤ γ_A and w(D) ≤ γ_D."""
    two_blocks(J)
    outside, known = split_by_radii(J, r)
    ranges = [w(J.part(x)) <= γ for x, γ in zip("AD", J.radii(), strict=True)]
    return [*ranges, *outside], known


@fact("radii.nonnegative_resolvent", "R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.16",
      J="J", r="number")  # fmt: skip
def radii_nonnegative_resolvent(J: Matrix, r: E) -> Any:
    """For T = Γ + S ≥ 0 and r > ρ(T), R_T = (rI - T)⁻¹ = Σ Tᵏ/rᵏ⁺¹ exists and is nonnegative."""
    J.radii()
    R_T, S, Γ = map(circle(J, r), ("R_T", "S", "Gamma"))
    outside = [r > rho(J.part("comparison")), r > 0]
    return outside, both(equal(R_T * (r - Γ - S), 1), entrywise(0, R_T), entrywise(0, S))


@fact("radii.triangular", "R. A. Horn, C. R. Johnson, Matrix Analysis, 0.9.4", X="triangular")
def radii_triangular(X: Matrix) -> Any:
    """The spectrum of [[A, 0], [C, D]] is that of A and of D, and ρ(A) ≤ γ_A, ρ(D) ≤ γ_D."""
    first, second = X.radii()
    larger = E(applied("max", first.term, second.term))
    return [], both(rho(X.part("A")) <= first, rho(X.part("D")) <= second, rho(X) <= larger)


def separate_entries(T_: Matrix) -> tuple[E, E, E, E]:
    """Return γ_A, γ_D, b and c."""
    first, second = T_.radii()
    return first, second, T_.own("b"), T_.own("c")


@fact("radii.two_by_two_entries", "T has the γ_i and the norms", "definition", T="T")
def radii_two_by_two_entries(T: Matrix) -> Any:
    """The entries of T = [[γ_A, b], [c, γ_D]]."""
    first, second, b, c = separate_entries(T)
    places = {(0, 0): first, (0, 1): b, (1, 0): c, (1, 1): second}
    return [], both(*(eq(entry(T.name, *place), x) for place, x in places.items()))


@fact("radii.two_by_two_radius", "the characteristic polynomial (x-γ_A)(x-γ_D) - bc, T ≥ 0", T="T")
def radii_two_by_two_radius(T: Matrix) -> Any:
    """The eigenvalues of [[γ_A, b], [c, γ_D]] are (γ_A + γ_D ± √((γ_A - γ_D)² + 4bc))/2, and ρ(T)
    is the larger one, as their sum is not negative.
    """
    first, second, b, c = separate_entries(T)
    return [], eq(rho(T), (first + second + sqrt((first - second) ** 2 + 4 * b * c)) / 2)


@fact("radii.two_by_two_resolvent",
      "O. Perron (1907); R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3 and 8.1.18",
      T="T", r="number")  # fmt: skip
def radii_two_by_two_resolvent(T: Matrix, r: E) -> Any:
    """For r > ρ(T), g = G(T, r) = ‖R(r)‖, and 1/g² is the smaller eigenvalue of MᵀM, M = rI - T, of
    trace F and determinant D².
    """
    first, second, b, c = separate_entries(T)
    x, y = r - first, r - second
    # r > γ_A, γ_D with (r-γ_A)(r-γ_D) > bc says that r > ρ(T).
    return [x > 0, y > 0, x * y > b * c], inverse_of_smallest(G(T, r), x, y, b, c)


@fact("radii.two_by_two_noise", KALMAN, "definition",
      T="T", first="number", mixed="number", second="number")  # fmt: skip
def radii_two_by_two_noise(T: Matrix, first: E, mixed: E, second: E) -> Any:
    """If ρ(T) < 1 then P = TPTᵀ + I has one solution, Σ TᵏTᵏᵀ, and H(T) is its trace; the three
    equations say that [[first, mixed], [mixed, second]] solves it.
    """
    a, d, b, c = separate_entries(T)
    x, y, z = first, mixed, second
    return [
        rho(T) < 1,
        eq(x, a**2 * x + 2 * a * b * y + b**2 * z + 1),
        eq(y, a * c * x + (a * d + b * c) * y + b * d * z),
        eq(z, c**2 * x + 2 * c * d * y + d**2 * z + 1),
    ], eq(H(T), x + z)


@fact("radii.two_by_two_power",
      "Tᵗ by the Cayley-Hamilton theorem; R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3",
      T="T", t="natural", h="number", total="number", phi="number")  # fmt: skip
def radii_two_by_two_power(T: Matrix, t: E, h: E, total: E, phi: E) -> Any:
    """For h > 0 with h² = (γ_A - γ_D)² + 4bc, T has the eigenvalues α, β = (γ_A + γ_D ± h)/2, α ≥
    |β|, and Tᵗ = (x/2)I + φ(T - (γ_A + γ_D)I/2) with x = αᵗ + βᵗ, here called total, and hφ = αᵗ -
    βᵗ ≥ 0. The squares of its singular values have the sum F = (x² + (R² + w²)φ²)/2, R² = (γ_A -
    γ_D)² + (b+c)², w = b - c, and the roots of their product are αᵗβᵗ = (x² - h²φ²)/4 up to the
    sign; n = ‖Tᵗ‖ > 0, as α > 0, is the larger singular value.
    """
    first, second, b, c = separate_entries(T)
    gap, middle = (first - second) ** 2, (first + second) / 2
    α, β = middle + h / 2, middle - h / 2
    n, product = power_norm(T, t), (total**2 - h**2 * phi**2) / 4
    F = (total**2 + (gap + (b + c) ** 2 + (b - c) ** 2) * phi**2) / 2
    return [
        h > 0,
        eq(h**2, gap + 4 * b * c),
        eq(total, α**t + β**t),
        eq(h * phi, α**t - β**t),
    ], both(n > 0, phi >= 0, eq(n**4 - F * n**2 + product**2, 0), 2 * n**2 >= F)


# Two blocks scaled by σ > 0: J_σ = [[A, B/σ], [σC, D]] and T_σ = [[γ, b/σ], [σc, γ]]


def scaled_norms(J: Matrix, scale: E) -> list[E]:
    """Return ‖J_σ‖ and ‖T_σ‖."""
    two_blocks(J)
    symmetric(J)
    require(not J.of.each, "the fact is of one radius of all blocks")
    return [length(operator(name, J.name, scale.poly)) for name in ("J_s", "T_s")]


@fact("scaled.comparison", "R. A. Horn, C. R. Johnson, Matrix Analysis, 5.6.9 and 8.1.18",
      J="J", scale="number")  # fmt: skip
def scaled_comparison(J: Matrix, scale: E) -> Any:
    """‖J_σ‖ ≤ ‖T_σ‖, since the norms of the blocks of J_σ are at most the entries of T_σ."""
    of_blocks, of_numbers = scaled_norms(J, scale)
    return [scale > 0], of_blocks <= of_numbers


@fact("scaled.two_by_two", "R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3",
      J="J", scale="number")  # fmt: skip
def scaled_two_by_two(J: Matrix, scale: E) -> Any:
    """‖T_σ‖² is the larger eigenvalue of T_σᵀT_σ, of trace F and determinant D²."""
    n, γ = scaled_norms(J, scale)[1], J.own("gamma")
    lower, upper = scale * J.own("c"), J.own("b") / scale
    trace, determinant = 2 * γ**2 + lower**2 + upper**2, γ**2 - lower * upper
    larger = 2 * n**2 >= trace
    return [scale > 0], both(eq(n**4 - trace * n**2 + determinant**2, 0), larger)


@fact("lyapunov.scaled", "S. Boyd et al., LMIs in Control (1994), 5.1", "definition",
      J="J", scale="number")  # fmt: skip
def lyapunov_scaled(J: Matrix, scale: E) -> Any:
    """For P = diag(I, σ²I), JᵀPJ ⪯ P says that ‖J_σ‖ ≤ 1, and √cond(P) = max(σ, 1/σ) then bounds
    L(J).
    """
    of_blocks, _ = scaled_norms(J, scale)
    bound = E(applied("max", scale.term, (1 / scale).term))
    return [scale > 0, of_blocks <= 1], L(J) <= bound


@fact("lyapunov.peak", "S. Boyd et al., LMIs in Control (1994), 5.1", X="square")
def lyapunov_peak(X: Matrix) -> Any:
    """M(X) ≤ L(X): if XᵀPX ⪯ P then ‖Xᵗx‖² is at most cond(P)‖x‖² for every t."""
    return [], M(X) <= L(X)


# Kreiss constants and Lyapunov bounds of any square matrix


@fact("kreiss.one", "T. Kato, Perturbation Theory, V.3.2", X="square")
def kreiss_one(X: Square) -> Any:
    """If w(X) ≤ 1 then K(X) = 1, as ‖R(z)‖ ≤ 1/(|z|-1) for |z| > 1."""
    return [w(X) <= 1], eq(K(X), 1)


@fact("kreiss.only_one", "L. N. Trefethen, M. Embree (2005), ch. 17", X="square")
def kreiss_only_one(X: Square) -> Any:
    """If K(X) ≤ 1 then ‖R(z)‖ ≤ 1/(|z|-1) for |z| > 1, and w(X) ≤ 1 follows as |z| → ∞."""
    return [K(X) <= 1], w(X) <= 1


@fact("lyapunov.finite", "A. M. Lyapunov (1892); P. Stein (1952)", X="square")
def lyapunov_finite(X: Square) -> Any:
    """If ρ(X) < 1 then XᵀPX ⪯ P for some P ≻ 0, so that L(X) is finite."""
    return [rho(X) < 1], is_finite(L(X))


@fact("lyapunov.resolvent",
      "L. V. Kantorovich (1948): R. A. Horn, C. R. Johnson, Matrix Analysis, 7.4.12",
      X="square", r="number")  # fmt: skip
def lyapunov_resolvent(X: Square, r: E) -> Any:
    """If P attains L = L(X), Re⟨Py, v-y⟩ ≥ 0 for x = R(z)v, y = (r-1)x and v turned by -arg z, so
    that ‖Py‖‖v‖ ≥ ⟨Py, y⟩ ≥ 2/(L + 1/L)·‖Py‖‖y‖, by Kantorovich's inequality.
    """
    return [r > 1, rho(X) < 1], (r - 1) * G(X, r) <= L(X) / 2 + L(X) ** -1 / 2


# Norms, numerical radii, and equal matrices


@fact("norm.product", NORMED, X="square", Y="square")
def norm_product(X: Square, Y: Square) -> Any:
    """‖XY‖ ≤ ‖X‖·‖Y‖; XX is written as X²."""
    require(X.shape == Y.shape, "the fact is of matrices of one size")
    alike = ("power", X.name, number(2)), ("mul", X.name, Y.name)
    return [], norm(alike[X.name != Y.name]) <= norm(X) * norm(Y)


@fact("norm.power", NORMED, X="square", t="natural")
def norm_power(X: Square, t: E) -> Any:
    """‖Xᵗ‖ ≤ ‖X‖ᵗ for every integer t ≥ 0."""
    return [], power_norm(X, t) <= norm(X) ** t


@fact("w.between", "R. A. Horn, C. R. Johnson, Topics in Matrix Analysis, 1.2, 1.3 and 1.5",
      X="square")  # fmt: skip
def w_between(X: Square) -> Any:
    """ρ(X) ≤ w(X) ≤ ‖X‖ ≤ 2w(X)."""
    return [], both(rho(X) <= w(X), w(X) <= norm(X), norm(X) <= 2 * w(X))


@fact("w.power", "C. Pearcy, An elementary proof of the power inequality for the numerical radius"
      " (1966)", X="square", k="natural")  # fmt: skip
def w_power(X: Square, k: E) -> Any:
    """w(Xᵏ) ≤ w(X)ᵏ for every integer k ≥ 0: the power inequality."""
    return [], w(("power", X.name, k.poly)) <= w(X) ** k


def same_values(quantities: list[Callable[..., E]], X: Square, Y: Square) -> Any:
    """Return that X = Y, and that these quantities of them then are equal."""
    require(X.shape == Y.shape, "the fact is of matrices of one size")
    return [("same", X.name, Y.name)], both(*(eq(q(X), q(Y)) for q in quantities))


@fact("equal.values", "equals may be put for equals", "definition", X="square", Y="square")
def equal_values(X: Square, Y: Square) -> Any:
    """If X = Y, then they have one norm, ρ, w, K and M."""
    return same_values([norm, rho, w, K, M], X, Y)


@fact("equal.resolvent", "equals may be put for equals", "definition",
      X="square", Y="square", r="number")  # fmt: skip
def equal_resolvent(X: Square, Y: Square, r: E) -> Any:
    """If X = Y, then G(X, r) = G(Y, r), for r > 0."""
    require(X.shape == Y.shape, "the fact is of matrices of one size")
    return [("same", X.name, Y.name), r > 0], eq(G(X, r), G(Y, r))


@fact("equal.flows", "equals may be put for equals", "definition", X="square", Y="square")
def equal_flows(X: Square, Y: Square) -> Any:
    """If X = Y, then they have one α, K_c, M_c and L_c."""
    return same_values([alpha, K_c, M_c, L_c], X, Y)


@fact("nonnegative.monotone", "R. A. Horn, C. R. Johnson, Matrix Analysis, 8.1",
      X="planar", Y="planar")  # fmt: skip
def nonnegative_monotone(X: Planar, Y: Planar) -> Any:
    """If 0 ≤ X ≤ Y entry by entry, then the norm, ρ, w, K and M of X are at most those of Y."""
    pairs = list(zip(X[1:], Y[1:], strict=True))
    orders = [z for x, y in pairs for z in (x >= 0, x <= y)]
    return orders, both(*(q(X) <= q(Y) for q in (norm, rho, w, K, M)))


# Real 2×2 matrices

FORMS = "S. Boyd et al., LMIs in Control (1994), 5.1"
DUAL = "weak duality of semidefinite programs: S. Boyd, L. Vandenberghe (2004), 5.9"
SINGULAR = "R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3"


def jury(X: Planar) -> list[Formula]:
    """Return that 1 - tr X + det X, 1 + tr X + det X and 1 - det X are positive."""
    bc = X.b * X.c
    plus, minus = (1 - X.a) * (1 - X.d) - bc, (1 + X.a) * (1 + X.d) - bc
    return [plus > 0, minus > 0, 1 - X.det > 0]


@fact("planar.jury", "I. Schur (1917); E. I. Jury (1964)", X="planar")
def planar_jury(X: Planar) -> Any:
    """If ρ(X) < 1 then 1 - tr X + det X, 1 + tr X + det X and 1 - det X are positive."""
    return [rho(X) < 1], both(*jury(X))


@fact("planar.stable", "I. Schur (1917); E. I. Jury (1964)", X="planar")
def planar_stable(X: Planar) -> Any:
    """If 1 - tr X + det X, 1 + tr X + det X and 1 - det X are positive then ρ(X) < 1."""
    return jury(X), rho(X) < 1


def singular_values(X: Planar, x: E, y: E, s: E) -> tuple[E, E]:
    """Return F = ‖M‖_F² and s⁴ - Fs² + |det M|², the characteristic polynomial of M*M at s², of
    M = (x+iy)I - X.
    """
    p, q = x - X.a, x - X.d
    F = p**2 + q**2 + 2 * y**2 + X.b**2 + X.c**2
    real_part, imaginary = p * q - y**2 - X.b * X.c, y * (p + q)
    return F, s**4 - F * s**2 + real_part**2 + imaginary**2


@fact("planar.point", SINGULAR, X="planar", r="number", most="number")
def planar_point(X: Planar, r: E, most: E) -> Any:
    """If the characteristic polynomial of MᵀM, M = rI - X and r > ρ(X), is at most 0 at s², s > 0,
    the smaller singular value of M is at most s: s·G(X, r) ≥ 1.
    """
    _, value = singular_values(X, r, E(0), most)
    return [r > rho(X), most > 0, value <= 0], most * G(X, r) >= 1


@fact("planar.schur", "I. Schur (1909): R. A. Horn, C. R. Johnson, Matrix Analysis, 2.3.1, 8.1.18",
      X="planar", r="number", bound="number", coupling="number")  # fmt: skip
def planar_schur(X: Planar, r: E, bound: E, coupling: E) -> Any:
    """If (tr X)² ≤ 4 det X then X is unitarily similar to [[λ, 0], [s, μ]], |λ|² = |μ|² = det X and
    |s|² = ‖X‖_F² - 2 det X. With |λ| ≤ γ < r and |s| ≤ c its resolvent is at most that of [[γ, 0],
    [c, γ]], entry by entry, of norm n with (r-γ)²n² = cn + 1; so g = G(X, r) has (r-γ)²g² ≤ cg + 1.
    """
    g, size_ = G(X, r), X.a**2 + X.b**2 + X.c**2 + X.d**2
    return [
        X.trace**2 <= 4 * X.det,
        bound >= 0,
        X.det <= bound**2,
        coupling >= 0,
        size_ - 2 * X.det <= coupling**2,
        r > bound,
    ], both(is_finite(g), g > 0, (r - bound) ** 2 * g**2 <= coupling * g + 1)


@fact("planar.rotated", "R. A. Horn, C. R. Johnson, Matrix Analysis, 2.2",
      X="planar", R="number", w="number")  # fmt: skip
def planar_rotated(X: Planar, R: E, w: E) -> Any:
    """X is orthogonally similar to Y = [[t, x], [y, t]], t = tr X/2, where y ± x are R and w, the
    roots of (a-d)² + (b+c)² and (b-c)²: it has the Lyapunov bounds of Y.
    """
    t, x, y = X.trace / 2, (R - w) / 2, (R + w) / 2
    Y = ("matrix", (t.poly, x.poly), (y.poly, t.poly))
    same_sums = [eq(R**2, (X.a - X.d) ** 2 + (X.b + X.c) ** 2), eq(w**2, (X.b - X.c) ** 2)]
    return [R >= 0, w >= 0, *same_sums], both(eq(L(X), L(Y)), eq(L_c(X), L_c(Y)))


def semidefinite(x: E, y: E, z: E) -> list[Formula]:
    """Return that [[x, y], [y, z]] is positive semidefinite."""
    return [x >= 0, z >= 0, x * z >= y**2]


def form_within(bound: E, x: E, y: E, z: E) -> list[Formula]:
    """Return that I ⪯ P ⪯ bound²·I for P = [[x, y], [y, z]]."""
    high = bound**2
    return [
        bound >= 0,
        *semidefinite(x - 1, y, z - 1),
        *semidefinite(high - x, y, high - z),
    ]


def congruent(X: Planar, x: E, y: E, z: E) -> list[E]:
    """Return the entries of XᵀPX for P = [[x, y], [y, z]]."""
    _, a, b, c, d = X
    return [
        a**2 * x + 2 * a * c * y + c**2 * z,
        a * b * x + (a * d + b * c) * y + c * d * z,
        b**2 * x + 2 * b * d * y + d**2 * z,
    ]


def lyapunov_sum(X: Planar, x: E, y: E, z: E) -> list[E]:
    """Return the entries of XᵀP + PX for P = [[x, y], [y, z]]."""
    _, a, b, c, d = X
    return [2 * (a * x + c * y), b * x + (a + d) * y + c * z, 2 * (b * y + d * z)]


@fact("planar.lyapunov_form", FORMS, "definition",
      X="planar", first="number", mixed="number", second="number", bound="number")  # fmt: skip
def planar_lyapunov_form(X: Planar, first: E, mixed: E, second: E, bound: E) -> Any:
    """If P = [[first, mixed], [mixed, second]] has XᵀPX ⪯ P and I ⪯ P ⪯ bound²·I, then L(X) is at
    most √cond(P) ≤ bound.
    """
    P = first, mixed, second
    rest = [x - y for x, y in zip(P, congruent(X, *P), strict=True)]
    return [*form_within(bound, *P), *semidefinite(*rest)], L(X) <= bound


@fact("planar.lyapunov_dual", DUAL,
      X="planar", first="number", mixed="number", second="number", bound="number")  # fmt: skip
def planar_lyapunov_dual(X: Planar, first: E, mixed: E, second: E, bound: E) -> Any:
    """Let Z = [[first, mixed], [mixed, second]] ⪰ 0 and Z - XZXᵀ = diag(p, -q), p > 0. If XᵀPX ⪯ P
    and low·I ⪯ P ⪯ high·I, then 0 ≤ tr Z(P - XᵀPX) ≤ high·p - low·q; so L(X)² ≥ q/p.
    """
    Z = first, mixed, second
    fall = [x - y for x, y in zip(Z, congruent(X.transposed, *Z), strict=True)]
    return no_better_form(Z, fall, bound), L(X) >= bound


def no_better_form(Z: tuple[E, E, E], fall: list[E], bound: E) -> list[Formula]:
    """Return that Z ⪰ 0 and that it falls by diag(p, -q), q ≥ bound²·p > 0."""
    p, level, rise = fall
    falls = [p > 0, eq(level, 0), 0 - rise >= bound**2 * p]
    return [*semidefinite(*Z), bound >= 0, *falls]


@fact("planar.noise", KALMAN, "definition",
      X="planar", first="number", mixed="number", second="number")  # fmt: skip
def planar_noise(X: Planar, first: E, mixed: E, second: E) -> Any:
    """If ρ(X) < 1, then P = XPXᵀ + I has one solution, Σ XᵏXᵏᵀ, and H(X) is its trace: the three
    equations say that [[first, mixed], [mixed, second]] solves it.
    """
    P = first, mixed, second
    next_ = congruent(X.transposed, *P)
    return [rho(X) < 1, *solves(P, next_)], eq(H(X), first + second)


def solves(total: tuple[Any, ...], rest: list[E]) -> list[Formula]:
    """Return that rest + I is the total, entry by entry."""
    return [eq(x, y + one) for x, y, one in zip(total, rest, (1, 0, 1), strict=True)]


# Flows x' = Xx: K_c, M_c, G_c, H_c, L_c and α(X), the spectral abscissa

FLOWS = "L. N. Trefethen, M. Embree (2005), ch. 14"


@fact("flow.kreiss_supremum", FLOWS, "definition", X="square", bound="number", x="new")
def flow_kreiss_supremum(X: Square, bound: E, x: E) -> Any:
    """K_c(X) is the supremum of x·G_c(X, x) over x > 0, so any bound on all of these bounds it."""
    return [ForAll(x, (x > 0,), x * G_c(X, x) <= bound)], K_c(X) <= bound


@fact("flow.kreiss_value", FLOWS, "definition", X="square", x="number")
def flow_kreiss_value(X: Square, x: E) -> Any:
    """K_c(X) is at least x·G_c(X, x) for every x > 0."""
    return [x > 0], K_c(X) >= x * G_c(X, x)


@fact("flow.kreiss_at_least_one", FLOWS, X="square")
def flow_kreiss_at_least_one(X: Square) -> Any:
    """K_c(X) is at least 1, the limit of x‖(xI - X)⁻¹‖ as x → ∞."""
    return [], K_c(X) >= 1


@fact("flow.kreiss_finite", FLOWS, X="square")
def flow_kreiss_finite(X: Square) -> Any:
    """K_c(X) is finite if α(X) < 0."""
    return [alpha(X) < 0], is_finite(K_c(X))


@fact("flow.resolvent_finite", "T. Kato, Perturbation Theory, I.5", X="square", x="number")
def flow_resolvent_finite(X: Square, x: E) -> Any:
    """The resolvent is bounded on a half-plane Re z ≥ x without eigenvalues, and not zero."""
    return [x > alpha(X)], both(is_finite(G_c(X, x)), G_c(X, x) > 0)


@fact("flow.planar_hurwitz", "A. Hurwitz (1895)", X="planar")
def flow_planar_hurwitz(X: Planar) -> Any:
    """If α(X) < 0 then tr X < 0 and det X > 0."""
    return [alpha(X) < 0], both(0 - X.trace > 0, X.det > 0)


@fact("flow.planar_stable", "A. Hurwitz (1895)", X="planar")
def flow_planar_stable(X: Planar) -> Any:
    """If tr X < 0 and det X > 0 then α(X) < 0."""
    return [0 - X.trace > 0, X.det > 0], alpha(X) < 0


@fact("flow.planar_line", SINGULAR, X="planar", x="number", y="new", least="number")
def flow_planar_line(X: Planar, x: E, y: E, least: E) -> Any:
    """Let x > α(X), s > 0, and F = ‖M‖_F² the sum of the squares of the singular values of M =
    (x+iy)I - X. If their characteristic polynomial is not negative at s², and s² ≤ F/2, the smaller
    one is at least s²; if so for all y, then s·G_c(X, x) ≤ 1, by the maximum principle.
    """
    F, value = singular_values(X, x, y, least)
    every_y = ForAll(y, (), both(value >= 0, 2 * least**2 <= F))
    return [x > alpha(X), least > 0, every_y], least * G_c(X, x) <= 1


@fact("flow.planar_point", SINGULAR, X="planar", x="number", y="number", most="number")
def flow_planar_point(X: Planar, x: E, y: E, most: E) -> Any:
    """If the characteristic polynomial of M*M, M = (x+iy)I - X and x > α(X), is at most 0 at s²,
    s > 0, the smaller singular value of M is at most s: s·G_c(X, x) ≥ 1.
    """
    _, value = singular_values(X, x, y, most)
    return [x > alpha(X), most > 0, value <= 0], most * G_c(X, x) >= 1


@fact("flow.planar_lyapunov_form", FORMS, "definition",
      X="planar", first="number", mixed="number", second="number", bound="number")  # fmt: skip
def flow_planar_lyapunov_form(X: Planar, first: E, mixed: E, second: E, bound: E) -> Any:
    """If P = [[first, mixed], [mixed, second]] has XᵀP + PX ⪯ 0 and I ⪯ P ⪯ bound²·I, then L_c(X)
    is at most √cond(P) ≤ bound.
    """
    P = first, mixed, second
    rest = [0 - x for x in lyapunov_sum(X, *P)]
    return [*form_within(bound, *P), *semidefinite(*rest)], L_c(X) <= bound


@fact("flow.planar_lyapunov_dual", DUAL,
      X="planar", first="number", mixed="number", second="number", bound="number")  # fmt: skip
def flow_planar_lyapunov_dual(X: Planar, first: E, mixed: E, second: E, bound: E) -> Any:
    """Let Z = [[first, mixed], [mixed, second]] ⪰ 0 and XZ + ZXᵀ = diag(-p, q), p > 0. If XᵀP + PX
    ⪯ 0 and low·I ⪯ P ⪯ high·I, then 0 ≤ -tr Z(XᵀP + PX) ≤ high·p - low·q; so L_c(X)² ≥ q/p.
    """
    Z = first, mixed, second
    fall = [0 - x for x in lyapunov_sum(X.transposed, *Z)]
    return no_better_form(Z, fall, bound), L_c(X) >= bound


@fact("flow.planar_noise", KALMAN, "definition",
      X="planar", first="number", mixed="number", second="number")  # fmt: skip
def flow_planar_noise(X: Planar, first: E, mixed: E, second: E) -> Any:
    """If α(X) < 0, then XP + PXᵀ + I = 0 has one solution, ∫ e^{tX}e^{tXᵀ} dt, and H_c(X) is its
    trace: the three equations say that [[first, mixed], [mixed, second]] solves it.
    """
    sums = lyapunov_sum(X.transposed, first, mixed, second)
    return [alpha(X) < 0, *solves((0, 0, 0), sums)], eq(H_c(X), first + second)


@fact("flow.lyapunov_peak", FORMS, X="square")
def flow_lyapunov_peak(X: Square) -> Any:
    """M_c(X) ≤ L_c(X): if XᵀP + PX ⪯ 0 then ‖e^{tX}v‖² is at most cond(P)‖v‖² for every t ≥ 0."""
    return [], M_c(X) <= L_c(X)


@fact("flow.peak_supremum", "L. N. Trefethen, M. Embree (2005), ch. 15", "definition",
      X="square", bound="number", t="new")  # fmt: skip
def flow_peak_supremum(X: Square, bound: E, t: E) -> Any:
    """M_c(X) is the supremum of ‖e^{tX}‖ over t ≥ 0, so any bound on all of them bounds it."""
    return [ForAll(t, (t >= 0,), exp_norm(X, t) <= bound)], M_c(X) <= bound


@fact("flow.rescaled", "e^{t(hX)} = e^{(th)X}, another unit of time", "definition",
      X="square", h="number")  # fmt: skip
def flow_rescaled(X: Square, h: E) -> Any:
    """K_c, M_c and L_c of hX are those of X, for h > 0; and α(hX) = h·α(X)."""
    faster = multiple(h, X.name)
    equal_ones = [eq(q(faster), q(X)) for q in (K_c, M_c, L_c)]
    return [h > 0], both(*equal_ones, eq(alpha(faster), h * alpha(X)))


# A map X and the flow of X - I, of which it is a step of Euler; and shorter steps


@fact("flow.of_map", "the disc |w| ≤ r lies in Re w ≤ r", "definition", X="square", x="number")
def flow_of_map(X: Square, x: E) -> Any:
    """The half-plane Re w ≥ 1 + x lies outside the disc |w| < 1 + x, and wI - X is zI - (X - I) for
    w = 1 + z. So α(X - I) ≤ ρ(X) - 1, and G_c(X - I, x) ≤ G(X, 1 + x) for x > 0.
    """
    flow = flow_of(X)
    return [x > 0], both(alpha(flow) <= rho(X) - 1, G_c(flow, x) <= G(X, 1 + x))


@fact("planar.real_axis",
      "O. Perron (1907); R. A. Horn, C. R. Johnson, Matrix Analysis, 2.2, 8.1.18 and 8.3.1",
      X="planar", x="number")  # fmt: skip
def planar_real_axis(X: Planar, x: E) -> Any:
    """If tr X ≥ 0 and (a-d)² + 4bc ≥ 0, then X = [[a, b], [c, d]] is orthogonally similar to a
    nonnegative [[t, u], [v, t]], t = (a+d)/2, v ± u the roots of (a-d)² + (b+c)² and (b-c)². So
    its resolvent is largest on the real axis, and G_c(X - I, x) = G(X, 1 + x) for x > 0.
    """
    real_ones = (X.a - X.d) ** 2 + 4 * X.b * X.c >= 0
    return [X.trace >= 0, real_ones, x > 0], eq(G_c(flow_of(X), x), G(X, 1 + x))


@fact("resolvent.moved", "zI - hX - sI = h((z-s)/h·I - X)", "definition",
      X="square", h="number", s="number", r="number")  # fmt: skip
def resolvent_moved(X: Square, h: E, s: E, r: E) -> Any:
    """For h > 0 and 0 ≤ s < r, |(z-s)/h| ≥ (r-s)/h where |z| ≥ r: so G(hX + sI, r) is at most
    G(X, (r-s)/h)/h.
    """
    small = G(moved(X, h, s), r) <= G(X, (r - s) / h) / h
    return [h > 0, s >= 0, r > s], small


def bounded_powers(X: Square, bound: E, k: E, *others: Formula) -> ForAll:
    """Return that a bound is one of ‖Xᵏ‖ for every k, and what else is to be shown with it."""
    return ForAll(k, (), both(power_norm(X, k) <= bound, *others), natural=True)


@fact("powers.poisson", "A. Jensen, Skand. Aktuarietidskr. 36 (1953) 87",
      X="square", bound="number", k="new natural", t="number")  # fmt: skip
def powers_poisson(X: Square, bound: E, k: E, t: E) -> Any:
    """If ‖Xᵏ‖ ≤ b for every k ≥ 0, then ‖e^{t(X-I)}‖ ≤ b for t ≥ 0: it is Σ e^{-t}tᵏ/k!·Xᵏ, and the
    weights of Poisson's law are nonnegative and sum to 1.
    """
    return [bounded_powers(X, bound, k, t >= 0)], exp_norm(flow_of(X), t) <= bound


@fact("powers.binomial", "the binomial theorem, whose weights are nonnegative",
      X="square", bound="number", k="new natural", share="number", t="natural")  # fmt: skip
def powers_binomial(X: Square, bound: E, k: E, share: E, t: E) -> Any:
    """If ‖Xᵏ‖ ≤ b for every k ≥ 0, then ‖(sX + (1-s)I)ᵗ‖ ≤ b for 0 ≤ s ≤ 1 and integers t ≥ 0: the
    weights C(t, k)sᵏ(1-s)ᵗ⁻ᵏ sum to 1.
    """
    mixed = moved(X, share, 1 - share)
    below = bounded_powers(X, bound, k, share >= 0, share <= 1)
    return [below], power_norm(mixed, t) <= bound


# Chains, and orthogonal sums over the eigenvalues of a symmetric matrix


@fact("chain.resolvent", "T. Kato, Perturbation Theory, I.5.3", X="chain", r="number")
def chain_resolvent(X: Chain, r: E) -> Any:
    """X = γI + cN with the nilpotent shift N of norm 1 has (zI - X)⁻¹ = Σ cʲNʲ/(z-γ)ʲ⁺¹ over j < m.
    For γ, c ≥ 0 and r > γ, G(X, r) is at most the sum of cʲ/(r-γ)ʲ⁺¹, and at least the last of
    them, the entry in the corner; and ρ(X) = γ.
    """
    g, x = G(X, r), r - X.gamma
    terms = [X.c**j * (1 / x) ** (j + 1) for j in range(X.stages)]
    bounds = [g <= sum(terms[1:], terms[0]), g >= terms[-1]]
    outside = [X.gamma >= 0, X.c >= 0, r > X.gamma]
    return outside, both(is_finite(g), *bounds, eq(rho(X), X.gamma))


@fact("chain.numerical_radius",
      "U. Haagerup, P. de la Harpe, Proc. Amer. Math. Soc. 115 (1992) 371", X="chain")  # fmt: skip
def chain_numerical_radius(X: Chain) -> Any:
    """For γ, c ≥ 0, w(X) is the largest eigenvalue of (X + Xᵀ)/2, γ + c·cos(π/(m+1))."""
    cosines = {2: E(1), 3: sqrt(E(2)), 4: (1 + sqrt(E(5))) / 2, 5: sqrt(E(3))}  # twice of each
    require(X.stages in cosines, "the fact is of chains of two to five stages")
    return [X.gamma >= 0, X.c >= 0], eq(w(X), X.gamma + X.c * cosines[X.stages] / 2)


def at_eigenvalue(X: Any, Y: Given, h: E) -> Any:
    """Return what a matrix of blocks that are polynomials in Y is with h in the place of Y."""
    require(isinstance(X, tuple) and X[0] == "rows", "expected a matrix of blocks")
    table = [row[1:] if isinstance(row, tuple) and row[0] == "columns" else () for row in X[1:]]
    require(all(map(len, table)) and len(set(map(len, table))) == 1, "expected rows of blocks")
    return ("matrix", *(tuple(polynomial_in(Y, x, h).poly for x in row) for row in table))


def polynomial_in(Y: Given, block: Any, h: E) -> E:
    """Return a block, which has to be a polynomial in Y of the size of Y, with h in its place."""
    if isinstance(block, str):
        require(block == Y.name, f"expected a polynomial in {Y.name}")
        return h
    word, *parts = block
    if word in ("identity", "zeros"):
        require(set(parts) == {Y.size}, "a block of another size")
        return E(1 if word == "identity" else 0)
    require(word in ("times", "add", "mul"), f"expected a polynomial in {Y.name}")
    if word == "times":
        return E(mul(parts[0], polynomial_in(Y, parts[1], h).term))
    several = [polynomial_in(Y, x, h) for x in parts]
    return E((add if word == "add" else mul)(*(x.term for x in several)))


EIGENVALUES = "R. A. Horn, C. R. Johnson, Matrix Analysis, 2.5.6"


def over_eigenvalues(
    of: Callable[[Any], E], X: Square, Y: Given, h: E, low: E, high: E, bound: E
) -> tuple[list[Formula | ForAll], Formula]:
    """Return that a bound for each eigenvalue of Y, from low to high, is one for X."""
    require((low.poly, high.poly) == Y.ends, f"expected the ends of the spectrum of {Y.name}")
    part = of(at_eigenvalue(X.name, Y, h)) <= bound
    return [ForAll(h, (h >= low, h <= high), part)], of(X) <= bound


@fact("symmetric_sum.kreiss", EIGENVALUES, X="square", Y="symmetric", h="new",
      low="number", high="number", bound="number")  # fmt: skip
def symmetric_sum_kreiss(X: Square, Y: Given, h: E, low: E, high: E, bound: E) -> Any:
    """If the blocks of X are polynomials in a symmetric Y with eigenvalues from low to high, X is
    orthogonally similar to the direct sum of X with each eigenvalue h in the place of Y, and K(X)
    is at most a bound of the K of all of these.
    """
    return over_eigenvalues(K, X, Y, h, low, high, bound)


@fact("spectrum.polynomial", "R. A. Horn, C. R. Johnson, Matrix Analysis, 2.5 and 4.2",
      X="symmetric", a="real", b="real", low="real", high="real")  # fmt: skip
def spectrum_polynomial(X: Given, a: E, b: E, low: E, high: E) -> Any:
    """‖aI + bX‖ ≤ max(|a + bl|, |a + bh|) if the eigenvalues of X lie between l and h."""
    require((low.poly, high.poly) == X.ends, f"expected the ends of the spectrum of {X.name}")
    ends = [applied("abs", (a + b * end).term) for end in (low, high)]
    return [], norm(moved(X, b, a)) <= E(applied("max", *ends))


@fact("symmetric_sum.lyapunov", f"{EIGENVALUES}; direct sums of forms P scaled to P ⪰ I",
      X="square", Y="symmetric", h="new", low="number", high="number",
      bound="number")  # fmt: skip
def symmetric_sum_lyapunov(X: Square, Y: Given, h: E, low: E, high: E, bound: E) -> Any:
    """The same of L: each form scaled to I ⪯ P ⪯ L²I, so is their direct sum."""
    return over_eigenvalues(L, X, Y, h, low, high, bound)


# Numbers


@fact("power.monotone", "W. Rudin, Principles of Mathematical Analysis, 1.17-1.21",
      x="real", y="real", n="natural")  # fmt: skip
def power_monotone(x: E, y: E, n: E) -> Any:
    """If 0 ≤ x ≤ y then xⁿ ≤ yⁿ for every integer n ≥ 0."""
    return [x >= 0, x <= y], x**n <= y**n


@fact("power.product", "W. Rudin, Principles of Mathematical Analysis, 1.21",
      x="real", y="real", n="natural")  # fmt: skip
def power_product(x: E, y: E, n: E) -> Any:
    """(xy)ⁿ = xⁿyⁿ for every integer n ≥ 0."""
    return [], eq((x * y) ** n, x**n * y**n)


@fact("power.binomial", "the binomial theorem, all of whose terms are nonnegative",
      u="real", n="natural")  # fmt: skip
def power_binomial(u: E, n: E) -> Any:
    """(1+u)ⁿ ≥ 1 + nu + n(n-1)u²/2 + n(n-1)(n-2)u³/6 for u ≥ 0 and integers n ≥ 0."""
    terms = 1 + n * u + n * (n - 1) * u**2 / 2 + n * (n - 1) * (n - 2) * u**3 / 6
    return [u >= 0], (1 + u) ** n >= terms


@fact("integers.apart", "there is no integer between m and m + 1", n="integer", m="integer")
def integers_apart(n: E, m: E) -> Any:
    """An integer n is at most an integer m, or at least m + 1."""
    return [], connect("or", [n <= m, n >= m + 1])


# ----------------------------------------------------------------------------------- steps (§4)


class Shown(NamedTuple):
    """A step that was checked: its claim holds for all values that are as given."""

    given: list[Formula]
    claim: Formula


class Hole(NamedTuple):
    """What is taken on trust: at which step of which theorem, and what it is."""

    theorem: str
    step: int
    name: str
    what: str


class Asked(NamedTuple):
    """A question for which the file has no evidence."""

    theorem: int
    step: int
    premises: list[Formula]
    claim: Fact
    reader: Reader


class Premises:
    """What is known at a step, in an order that certificates count by, and what follows at once."""

    def __init__(self, formulas: list[Formula]) -> None:
        spend(len(formulas))  # again for every fact that a step uses
        self.formulas = formulas
        self.parts = {x for formula in formulas for x in conjuncts(formula)}
        self.finite = {x[1] for x in self.parts if x[0] == "finite"}
        bounds = [
            (alone(q.parts[0]), bound)
            for x in self.parts
            if x[0] in ("le", "lt", "eq")
            for q, bound in ((x[1], x[2]), (x[2], x[1]))[: 2 if x[0] == "eq" else 1]
            if isinstance(q, Ext) and q.kind == "quantity"
        ]
        grown = True
        while grown:  # a bound may be finite only by another one
            more = {q for q, bound in bounds if q is not None and unbounded(bound) <= self.finite}
            grown = not more <= self.finite
            self.finite |= more
            spend(len(bounds))
        self.facts = [self.usable(x) for x in formulas]
        self.known = {
            y for x in self.facts if x is not None for y in (x[1] if x[0] == "and" else (x,))
        }

    def and_also(self, *more: Formula) -> Premises:
        """Return what is known with some formulas more."""
        return Premises([*self.formulas, *more])

    def usable(self, formula: Formula) -> Fact | None:
        """Return what a formula says over the reals; None if that is nothing."""
        parts = [real_fact(x) for x in conjuncts(formula) if self.is_real(x)]
        return joined("and", parts) if parts else None

    def is_real(self, formula: Formula) -> bool:
        """Say whether all of a formula is over the reals, its quantities being finite."""
        if formula[0] in ("and", "or", "not", "implies", "iff"):
            return all(map(self.is_real, formula[1]))
        return formula[0] in ("real", *SIGNS) and unbounded(formula) <= self.finite


class Evidence:
    """What a step gives for its questions: certificates, and the words of solvers."""

    def __init__(self, reader: Reader, entries: Any) -> None:
        self.reader = reader
        self.of: dict[Fact, list[dict[str, Any]]] = {}
        self.left = 0
        for entry in items(entries):
            claim, *_ = fields(entry, "claim", optional=("certificate", "word"))
            fact = real_fact(reader.formula(claim))
            self.of.setdefault(fact, []).append(entry)
        self.used: set[int] = set()

    def words(self, premises: Premises, claim: Fact) -> str | None:
        """Return on whose word a claim rests; None if a certificate shows it.

        Raises
        ------
        Rejected
            If neither is given, or a certificate is wrong.
        LookupError
            If nothing is given.
        """
        entries = self.of.get(claim)
        if not entries:
            raise LookupError
        self.used |= set(map(id, entries))
        reason = None
        for entry in entries:
            certificate, word = entry.get("certificate"), entry.get("word")
            require((certificate is None) != (word is None), "expected a certificate or a word")
            try:
                if certificate is not None:
                    Refutation(Question(premises.facts, claim), certificate, self.reader)
                return None if word is None else ", ".join(show(x) for x in items(word))
            except Rejected as error:
                reason = error
        assert reason is not None
        raise reason


class Steps:
    """The steps of one theorem being checked."""

    def __init__(self, theorem: Theorem, number: int, asked: list[Asked] | None) -> None:
        self.theorem = theorem
        self.number = number
        self.asked = asked
        self.reader = theorem.reader
        self.locals: dict[str, str] = {}
        self.constants: set[str] = set()
        self.shown: list[Shown] = []
        self.holes: list[Hole] = []
        self.cited: set[str] = set()
        self.name = ""
        self.evidence = Evidence(self.reader, [])

    # What every step needs

    def take(self, tree: Any, earlier: list[Theorem], is_last: bool) -> None:
        """Check a step, and add what it shows; the last one has to have a value besides."""
        kind, name, claim, given, uses, evidence = [
            tree.get(x) if isinstance(tree, dict) else None
            for x in ("kind", "name", "claim", "given", "uses", "evidence")
        ]
        require(isinstance(kind, str) and kind in KINDS, "a step of an unknown kind")
        assert isinstance(kind, str)
        fields(tree, "kind", "name", "claim", "given", "uses", "evidence", *KINDS[kind][1])
        self.name = text(name)
        self.value = self.named(tree["symbol"], tree["value"]) if kind == "let" else NONE
        self.evidence = Evidence(self.reader, evidence)
        self.given = [self.reader.formula(x) for x in items(given)]
        self.uses = [self.shown[index(x, len(self.shown))] for x in items(uses)]
        self.claim = self.reader.formula(claim)
        self.tree = tree
        self.earlier = earlier
        KINDS[kind][0](self)
        if is_last:
            self.show_values()
        unused = [x for x in items(evidence) if id(x) not in self.evidence.used]
        require(not unused or self.asked is not None, "there is evidence that nothing asks for")
        self.shown.append(Shown(self.given, self.claim))

    def named(self, name: Any, tree: Any) -> Term:
        """Return the number that a new name is for, and make the name known."""
        value = self.reader.term(tree)
        new_name(name, self.reader.signs)
        inside = [content(x) for x in every(value)]
        fixed = all(x[0] not in ("size", "point") and x[1] not in self.locals for x in inside)
        require(fixed, "it depends on a variable that is not the theorem's")
        self.reader.signs[name] = ("", False)
        return value

    def premises(self, *more: Formula, given: list[Formula] | None = None) -> Premises:
        """Return the context, what is given, and the claims of the facts used.

        The conditions of each fact are shown from what stands before it.
        """
        conditions = self.given if given is None else given
        known = Premises([*self.theorem.context, *conditions, *more])
        for fact in self.uses:
            for condition in fact.given:
                self.show(known, condition)
            known = known.and_also(fact.claim)
        return known

    def sure_premises(self) -> Premises:
        """Return the same of those facts only whose conditions are among what is known already."""
        known = Premises([*self.theorem.context, *self.given])
        for fact in self.uses:
            if all(x in known.parts for condition in fact.given for x in conjuncts(condition)):
                known = known.and_also(fact.claim)
        return known

    def show(self, premises: Premises, formula: Formula) -> None:
        """Reject the step unless a formula is known, or shown by evidence."""
        for part in conjuncts(formula):
            if part in premises.parts or part == ("real", TRUE):
                continue
            if part[0] == "finite":
                require(part[1] in premises.finite, "a quantity was not shown to be finite")
                continue
            if part[0] == "same":
                expanded = self.show_equal(premises, *part[1:])
                require(expanded, "an equality of matrices is not expanded here")
                continue
            over_reals = part[0] == "real" or premises.is_real(part)
            require(over_reals, f"not shown: {text_of(part)}")
            self.ask(premises, real_fact(part))

    def ask(self, premises: Premises, claim: Fact) -> None:
        """Reject the step unless a claim over the reals follows at once, or has evidence."""
        if claim[0] == "and":
            for part in sorted(claim[1], key=fact_text):
                self.ask(premises, part)
            return
        if evident(claim) or claim in premises.known:
            return
        try:
            word = self.evidence.words(premises, claim)
        except LookupError:
            if self.asked is None:
                raise Rejected(f"no evidence for {fact_text(claim)}") from None
            place = len(self.shown)
            self.asked.append(Asked(self.number, place, premises.formulas, claim, self.reader))
            return
        except Rejected as error:
            raise Rejected(f"the certificate of {fact_text(claim)}: {error}") from None
        if word is not None:
            self.hole(f"{fact_text(claim)}, on the word of {word}")

    def show_equal(self, premises: Premises, left: Any, right: Any) -> bool:
        """Reject the step unless X = Y for matrices, by expansion; False if that is not done here.

        R = (c·I - X)⁻¹ has XR = RX = cR - I. If there are blocks, P⁻¹ = Y is shown as PY = I,
        block by block, as P is square. That an inverse exists is shown by c > ρ(X).
        """
        words = Words(self.reader.matrices, has_blocks(left) or has_blocks(right))
        try:
            if words.cut and left[0] == "inverse":
                whole = words.table(left[1])
                square = sum(whole.heights, NONE) == sum(whole.widths, NONE)
                require(square, "an inverse of a matrix that is not square")
                gap = whole.times(words.table(right)).minus(words.identity(whole.heights))
            else:
                gap = words.table(left).minus(words.table(right))
        except NotExpanded:
            return False
        for x in (words.reduced(x) for row in gap.entries for x in row):
            for c in x.terms.values():
                require(c.number is None, "the two sides of an equality of matrices differ")
                self.ask(premises, relation("=", c))
        for c, name in words.inverses.values():
            self.ask(premises, relation(">", c - rho(name).poly))
        return True

    def show_values(self) -> None:
        """Show that the quotients, roots, logarithms and powers of the conclusion have values."""
        known = [x.claim for x in self.shown if not x.given]
        premises = Premises([*self.theorem.context, *known])
        for path, condition in self.theorem.values:
            self.ask(premises.and_also(*(("real", x) for x in path)), condition)

    def hole(self, what: str) -> None:
        """Take something on trust, and say so."""
        self.holes.append(Hole(self.theorem.name, len(self.shown), self.name, what))

    def concluded(self, premises: Premises, found: Formula) -> None:
        """Reject the step unless its claim is what was found, or follows from it."""
        self.show(premises.and_also(found), self.claim)

    def variable(self, name: Any, kind: str = "") -> str:
        """Return the name of a variable that the proof introduced."""
        known = isinstance(name, str) and name in self.locals
        require(known, f"{show(name)} is no variable of the proof")
        require(kind in ("", self.locals[name]), f"{name}: expected a variable of another kind")
        found: str = name
        return found

    def number_of(self, premises: Premises, tree: Any) -> Term:
        """Return a term that is shown to be a real number."""
        found = self.reader.term(tree)
        require(unbounded(found) <= premises.finite, "a number was not shown to be finite")
        return found


def by_reals(step: Steps) -> None:
    """The claim follows over the real numbers from what is known."""
    step.show(step.premises(), step.claim)


def by_squares(step: Steps) -> None:
    """y - x = Σ weight·root² with weights that are at least 0 shows x ≤ y."""
    premises = step.premises()
    total: Term = NONE
    for entry in items(step.tree["terms"]):
        require(isinstance(entry, list) and len(entry) == 2, "expected [weight, root]")
        weight, side = (step.number_of(premises, x) for x in entry)
        step.show(premises, compare("ge", weight, NONE))
        total = add(total, mul(weight, side, side))
    step.concluded(premises, ("real", relation(">=", real(total))))


def by_word(step: Steps) -> None:
    """A decider of the author's: nothing of it is checked here."""
    step.premises()
    step.hole(f"the whole step, on the word of {show(step.tree['by'])}")


def by_cases(step: Steps) -> None:
    """Facts of one claim, one of whose conditions always holds."""
    facts = [step.shown[index(x, len(step.shown))] for x in items(step.tree["cases"])]
    require(facts, "expected a case")
    premises = step.premises()
    cases = []
    for fact in facts:
        require(fact.claim == step.claim, "a case is of another claim")
        for condition in fact.given:
            require(premises.is_real(condition), "a case is no condition over the reals")
        cases.append(joined("and", [TRUE, *map(real_fact, fact.given)]))
    trivial = any(all(x in premises.parts for x in fact.given) for fact in facts)
    if not trivial:
        parts = [joined("and", x[1] - {TRUE}) if x[0] == "and" else x for x in cases]
        step.ask(premises, joined("or", parts))


def by_induction(step: Steps) -> None:
    """The claim at 0, and at k + 1 given the claim at k, show it for every integer k ≥ 0."""
    start, further = (step.shown[index(step.tree[x], len(step.shown))] for x in ("start", "step"))
    k = step.variable(step.tree["variable"], "natural")
    supposed = [x for x in further.given if mentions(x, k)]
    # A second condition with k would restrict the k for which the step holds.
    require(supposed == [step.claim], "the step is to be given the claim at k, only")
    others = [x for x in further.given if x != step.claim]
    variable = unknown("variable", k)
    at_zero, at_next = Change({k: NONE}), Change({k: variable + ONE})
    require(start.claim == at_zero.formula(step.claim), "the start is not the claim at 0")
    require(further.claim == at_next.formula(step.claim), "the step is not the claim at k + 1")
    require(set(start.given) <= set(others), "the start has conditions that the step has not")
    require(set(others) <= set(step.given), "a condition of the step is missing")
    require(not any(mentions(x, k) for x in step.given), "a condition is on the variable itself")
    require(not step.uses, "an induction uses its start and its step only")


def by_substitution(step: Steps) -> None:
    """A fact for particular values of its own variables, where its conditions hold."""
    fact = step.shown[index(step.tree["of"], len(step.shown))]
    premises = step.premises()
    values: dict[str, Term] = {}
    require(isinstance(step.tree["values"], dict), "expected an object of values")
    for name, tree in step.tree["values"].items():
        kind = step.locals[step.variable(name)]
        values[name] = value = step.number_of(premises, tree)
        if kind == "natural":
            whole = isinstance(value, Poly) and natural(value, step.reader.signs)
            require(whole, f"{name}: expected an integer that is at least 0, by its form")
    change = Change(values)
    for condition in fact.given:
        step.show(premises, change.formula(condition))
    step.concluded(premises, change.formula(fact.claim))


def by_naming(step: Steps) -> None:
    """A new name for a number that depends on the theorem's variables only."""
    # The name and the number are read before the claim, which may speak of the name.
    value, name = step.value, step.tree["symbol"]
    require(step.claim == compare("eq", unknown("variable", name), value), "it is not name = value")
    require(unbounded(value) <= step.premises().finite, "a number was not shown to be finite")
    require(not step.given, "a name depends on no condition")


def by_citation(step: Steps) -> None:
    """A definition or a textbook fact of the table, whose conditions are shown."""
    name = text(step.tree["cites"])
    if name in NORMS:
        return by_norms(step, name)
    cited = FACTS.get(name)
    if cited is None:
        step.premises()
        return step.hole(f"the fact {show(name)}, which is not in the table")
    require(cited.kind == step.tree["kind"], f"{name} is of another kind: {cited.kind}")
    step.cited.add(name)
    given_terms = step.tree["terms"]
    require(isinstance(given_terms, dict), "expected an object of terms")
    require(set(given_terms) == set(cited.terms), f"{name} is about {', '.join(cited.terms)}")
    terms = {x: TERMS[kind](step, given_terms[x]) for x, kind in cited.terms.items()}
    conditions, conclusion = cited.says(**terms)
    # What bounds ‖R(z)‖ at every z of a circle bounds the supremum: a condition on operators could
    # leave points out.
    operators = [x for x in conditions if not isinstance(x, ForAll) and of_operators(x)]
    if operators and not of_operators(conclusion):
        require(not any(map(of_operators, step.given)), "what is given is about operators")
    # The facts used are for conditions with a new variable, if there are any: only where that is as
    # given their own conditions may hold.
    uniform = [x for x in conditions if isinstance(x, ForAll)]
    premises = step.sure_premises() if uniform else step.premises()
    for condition in conditions:
        if not isinstance(condition, ForAll):
            step.show(premises, condition)
    for condition in uniform:
        new = content(alone(condition.variable.poly) or 0)[1]
        fixed = [*step.theorem.context, *step.given, conclusion]
        require(not any(mentions(x, new) for x in fixed), f"{new} has to be a new variable")
        # Shown for a variable of which nothing else is known, it holds for all its values.
        step.show(step.premises(*condition.given), condition.claim)
    step.concluded(premises, conclusion)


def of_operators(formula: Any) -> bool:
    """Say whether a formula speaks of operators, or of a point of a circle."""
    if isinstance(formula, Operator):
        return True
    if isinstance(formula, tuple) and formula[:1] in (("equal",), ("entrywise",)):
        return True
    return bool({content(x)[0] for x in every(formula)} & {"size", "point"})


def new_name(name: Any, signs: Signs) -> None:
    """Reject a name that is none, or that is taken."""
    fits = isinstance(name, str) and NAME.fullmatch(name) and name not in WORDS
    require(fits and name not in signs, f"the name {show(name)} is taken, or is none")


def matrix_term(fits: Callable[[Matrix], bool], what: str) -> Callable[[Steps, Any], Matrix]:
    """Return what reads a matrix that belongs to a coupled one, of some kind."""

    def read(step: Steps, tree: Any) -> Matrix:
        found = step.reader.matrices.get(tree) if isinstance(tree, str) else None
        require(isinstance(found, Matrix) and fits(found), f"expected {what}, got {show(tree)}")
        assert isinstance(found, Matrix)
        return found

    return read


def square_term(step: Steps, tree: Any) -> Matrix | Square:
    """Return a matrix that belongs to a coupled one, or a matrix expression."""
    found = step.reader.matrix(tree)
    step.reader.require_defined(found)
    rows, columns = step.reader.shape(found)
    require(rows == columns, f"expected a square matrix, got {show(tree)}")
    own = step.reader.matrices[found] if isinstance(found, str) else None
    return own if isinstance(own, Matrix) else Square(found, rows)


def planar_term(step: Steps, tree: Any) -> Planar:
    """Return a real 2×2 matrix: one that has a name, or one of numbers."""
    found = step.reader.matrix(tree)
    two = step.reader.shape(found) == (number(2), number(2)) and step.reader.is_real(found)
    require(two, "expected a real 2×2 matrix")
    named = isinstance(found, str) or found[0] in ("matrix", "add", "times")
    require(named, "expected a 2×2 matrix of a name, of numbers, or a sum of multiples of such")
    return Planar(found, *(entry(found, i, j) for i in (0, 1) for j in (0, 1)))


def chain_term(step: Steps, tree: Any) -> Chain:
    """Return a matrix of numbers with one on the diagonal, one below it, and zeros."""
    word, *rows = step.reader.matrix(tree)
    count = len(rows)
    square = word == "matrix" and count == len(rows[0]) and count > 1
    require(square, "expected a chain: a square matrix of numbers")
    bands = {0: rows[0][0], 1: rows[1][0]}
    places = [(i, j) for i in range(count) for j in range(count)]
    fits = all(rows[i][j] == bands.get(i - j, NONE) for i, j in places)
    require(fits, "expected a chain: γ on the diagonal, c below it, and zeros")
    return Chain((word, *rows), count, E(bands[0]), E(bands[1]))


def symmetric_term(step: Steps, tree: Any) -> Given:
    """Return a matrix that is given as symmetric."""
    found = step.reader.matrices.get(tree) if isinstance(tree, str) else None
    fits = isinstance(found, Given) and found.symmetric and found.real
    require(fits, f"expected a matrix that is given as symmetric, got {show(tree)}")
    assert isinstance(found, Given)
    return found


def number_term(fits: Callable[[Poly, Signs], bool], what: str) -> Callable[[Steps, Any], E]:
    """Return what reads a number that has a form."""

    def read(step: Steps, tree: Any) -> E:
        found = step.reader.finite(tree)
        require(fits(found, step.reader.signs), f"expected {what}, by its form")
        return E(found)

    return read


def new_term(kind: str) -> Callable[[Steps, Any], E]:
    """Return what reads a variable that the proof introduced."""

    def read(step: Steps, tree: Any) -> E:
        (name,) = fields(tree, "symbol")
        return E(unknown("variable", step.variable(name, kind)))

    return read


#: How the terms of facts are read, by their kinds.
TERMS: dict[str, Callable[[Steps, Any], Any]] = {
    "J": matrix_term(lambda X: not X.path, "the coupled matrix itself"),
    "T": matrix_term(
        lambda X: X.of.two and X.path.startswith("comparison"),
        "the comparison matrix of two blocks",
    ),
    "triangular": matrix_term(
        lambda X: X.of.two and X.lower and X.path in ("", "triangular"),
        "a block-triangular coupled matrix",
    ),
    "part": matrix_term(lambda X: X.path not in ("B", "C"), "a square part of a coupled matrix"),
    "square": square_term,
    "planar": planar_term,
    "chain": chain_term,
    "symmetric": symmetric_term,
    "number": lambda step, tree: E(step.reader.term(tree)),
    "real": number_term(lambda p, signs: True, "a finite number"),
    "natural": number_term(natural, "an integer that is at least 0"),
    "integer": number_term(integer, "an integer"),
    "new": new_term("real"),
    "new natural": new_term("natural"),
}


# Steps about operators


def by_norms(step: Steps, name: str) -> None:
    """Take norms of X = Σ c·ΠXᵢ: |X| ≤ Σ |c|·Π|Xᵢ| block by block, or ‖X‖ ≤ Σ |c|·Π‖Xᵢ‖.

    The norm is subadditive and submultiplicative, on operators and block by block (R. A. Horn, C.
    R. Johnson, Matrix Analysis, 5.6), and ‖I‖ = 1.
    """
    require(step.tree["kind"] == "classical", f"{name} is of another kind: classical")
    require(step.tree["terms"] == {}, f"{name} has no terms")
    step.cited.add(name)
    premises = step.premises()
    require(len(step.uses) == 1 and step.uses[0].claim[0] == "equal", "expected one equality")
    left, right = step.uses[0].claim[1:]
    of_blocks, total = Operator({}), NONE
    for word, c in right.terms.items():
        weight = c if c.number is None else number(abs(c.number))
        if c.number is None:
            require(not of_operators(c), "a coefficient may be no real number")
            step.ask(premises, relation(">=", c))
        product, sized = scalar(weight), weight
        for one, exponent in word:
            sized = sized * power(size(letter(one)), exponent)
            if name == "norms.subadditive":  # |Xᵏ| ≤ |X|ᵏ takes an induction
                require(exponent.number is not None, "a power with a symbolic exponent")
                product = product * Operator({((("norms", one), exponent),): ONE})
        of_blocks, total = of_blocks + product, total + sized
    if name == "norms.subadditive":
        step.concluded(premises, entrywise(norms(left), of_blocks))
    else:
        step.concluded(premises, ("real", relation(">=", total - size(left))))


NORMS = ("norms.subadditive", "norms.operators")


def by_combination(step: Steps) -> None:
    """The claim is Σ left·(relation)·right, plus what is at least 0 by its form.

    An inequality entry by entry may be multiplied by nonnegative operators only.
    """
    premises = step.premises()
    word = step.claim[0]
    require(word in ("equal", "entrywise"), "expected X = Y or P ≤ Q of operators")
    rest = step.claim[2] - step.claim[1]
    plus = step.reader.operator(step.tree["plus"])
    require(word == "entrywise" or not plus.terms, "an equality has no room for a term more")
    require_nonnegative(step, premises, plus)
    rest = rest - plus
    for entry in items(step.tree["terms"]):
        left, formula, right = fields(entry, "left", "relation", "right")
        L, R = step.reader.operator(left), step.reader.operator(right)
        one = step.reader.formula(formula)
        require(one in premises.parts, f"not shown: {text_of(one)}")
        require(one[0] == "equal" or one[0] == word == "entrywise", "a relation of another kind")
        require_one_size(*step.claim[1:], L, *one[1:], R, plus)
        if one[0] == "entrywise":
            require_nonnegative(step, premises, L)
            require_nonnegative(step, premises, R)
        rest = rest - L * (one[2] - one[1]) * R
    require(not rest.terms, "the combination is not the claim")


def require_nonnegative(step: Steps, premises: Premises, X: Operator) -> None:
    """Reject an operator that is not seen to be nonnegative entry by entry."""
    for word, c in X.terms.items():
        for one, _ in word:
            known = ("entrywise", Operator({}), letter(one)) in premises.parts
            require(one[0] == "norms" or known, "an operator was not shown to be nonnegative")
        require(not of_operators(c), "a coefficient may be no real number")
        step.ask(premises, relation(">=", c))


def by_matrices(step: Steps) -> None:
    """X = Y for matrices, expanded into words."""
    require(step.claim[0] == "same", "expected an equality of matrices")
    if not step.show_equal(step.premises(), *step.claim[1:]):
        step.hole("an identity of matrices, on the word of the expansion of kreissverify")


class NotExpanded(Exception):
    """An expression of matrices that is not expanded here."""


class Table(NamedTuple):
    """A matrix cut into blocks, with the heights of its rows and the widths of its columns."""

    heights: tuple[Poly, ...]
    widths: tuple[Poly, ...]
    entries: list[list[Operator]]

    def plus(self, other: Table) -> Table:
        """Return a sum."""
        require(self[:2] == other[:2], "a sum of matrices of different sizes")
        pairs = zip(self.entries, other.entries, strict=True)
        return self._replace(entries=[[x + y for x, y in zip(*z, strict=True)] for z in pairs])

    def minus(self, other: Table) -> Table:
        """Return a difference."""
        return self.plus(other.scaled(number(-1)))

    def times(self, other: Table) -> Table:
        """Return a product."""
        require(self.widths == other.heights, "a product of matrices whose sizes do not fit")
        columns = list(zip(*other.entries, strict=True))
        entries = [
            [sum((x * y for x, y in zip(row, z, strict=True)), Operator({})) for z in columns]
            for row in self.entries
        ]
        return Table(self.heights, other.widths, entries)

    def scaled(self, c: Poly) -> Table:
        """Return a multiple."""
        return self._replace(entries=[[scalar(c) * x for x in row] for row in self.entries])


def has_blocks(X: Any) -> bool:
    """Say whether a matrix expression is made of blocks."""
    return isinstance(X, tuple) and (X[0] in ("rows", "columns") or any(map(has_blocks, X[1:])))


class Words:
    """Matrix expressions as tables of sums of words, whose letters are matrices and inverses."""

    def __init__(self, matrices: dict[str, Matrix | Given], cut: bool) -> None:
        self.matrices = matrices
        self.cut = cut
        # Of R = (c·I - X)⁻¹: c, and the name of X.
        self.inverses: dict[Letter, tuple[Poly, str]] = {}

    def table(self, X: Any) -> Table:
        """Return a matrix expression as a table: of one block, unless whole matrices are cut."""
        if isinstance(X, str):
            found = self.matrices[X]
            if isinstance(found, Matrix):
                return self.named(found)
            return Table((found.size,), (found.size,), [[letter(("matrix", X))]])
        word, *parts = X
        match word:
            case "add":
                first, *others = map(self.table, parts)
                for other in others:
                    first = first.plus(other)
                return first
            case "mul":
                first, *others = map(self.table, parts)
                for other in others:
                    first = first.times(other)
                return first
            case "times":
                return self.table(parts[1]).scaled(parts[0])
            case "identity":
                return self.identity(self.sizes(parts[0]))
            case "zeros":
                heights, widths = map(self.sizes, parts)
                return Table(heights, widths, [[Operator({}) for _ in widths] for _ in heights])
            case "power":
                base, exponent = self.table(parts[0]), parts[1].number
                if exponent not in range(MAX_EXPONENT + 1):
                    raise NotExpanded
                # its product with itself would be refused, but for an exponent of 0 there is none
                require(base.heights == base.widths, "a power of a matrix that is not square")
                result = self.identity(base.heights)
                for _ in range(int(exponent)):
                    result = result.times(base)
                return result
            case "rows" | "columns":
                return self.assembled(word, list(map(self.table, parts)))
            case "inverse":
                return self.inverse(self.table(parts[0]))
        raise NotExpanded

    def sizes(self, size: Poly) -> tuple[Poly, ...]:
        """Return the sizes of the blocks that a size is cut into."""
        J = next((X.of for X in self.matrices.values() if isinstance(X, Matrix)), None)
        if not self.cut or J is None or not J.two:
            return (size,)
        own = tuple(unknown("variable", f"{J.name}.sizes.{i}") for i in (0, 1))
        return own if size == own[0] + own[1] else (size,)

    def identity(self, sizes: tuple[Poly, ...]) -> Table:
        """Return the identity."""
        diagonal = scalar(ONE), Operator({})
        return Table(sizes, sizes, [[diagonal[i != j] for j, _ in enumerate(sizes)]
                                    for i, _ in enumerate(sizes)])  # fmt: skip

    def named(self, X: Matrix) -> Table:
        """Return a matrix of two blocks, or a part of it: [[A, B], [C, D]], if it is cut."""
        if not X.of.two or X.path not in ("", "triangular", "A", "B", "C", "D"):
            raise NotExpanded
        first, second = (unknown("variable", f"{X.of.name}.sizes.{i}") for i in (0, 1))
        if X.path in ("A", "B", "C", "D"):
            height = first if X.path in ("A", "B") else second
            width = first if X.path in ("A", "C") else second
            return Table((height,), (width,), [[letter(("matrix", X.name))]])
        # J with B = 0 is its own triangular part.
        path = "" if X.of.lower else X.path
        if not self.cut:
            whole = (first + second,)
            return Table(whole, whole, [[letter(("matrix", X.part(path)))]])
        A, B, C, D = (letter(("matrix", X.part(x))) for x in "ABCD")
        sizes = first, second
        return Table(sizes, sizes, [[A, Operator({}) if X.lower else B], [C, D]])

    def assembled(self, word: str, parts: list[Table]) -> Table:
        """Return matrices beside each other (``columns``), or one below the other (``rows``)."""
        first, *others = parts
        for other in others:
            if word == "rows":
                require(first.widths == other.widths, "blocks of different widths")
                entries = [*first.entries, *other.entries]
                first = Table(first.heights + other.heights, first.widths, entries)
            else:
                require(first.heights == other.heights, "blocks of different heights")
                entries = [[*x, *y] for x, y in zip(first.entries, other.entries, strict=True)]
                first = Table(first.heights, first.widths + other.widths, entries)
        return first

    def inverse(self, inside: Table) -> Table:
        """Return (c·I - X)⁻¹ as a letter, X a matrix that has a name."""
        if inside.heights != inside.widths or len(inside.heights) != 1:
            raise NotExpanded
        p = inside.entries[0][0]
        words = [w for w in p.terms if w]
        if len(words) != 1 or len(words[0]) != 1 or p.terms[words[0]] != number(-1):
            raise NotExpanded
        ((X, exponent),) = words[0]
        if X[0] != "matrix" or exponent != ONE:
            raise NotExpanded
        found = ("inverse", p)
        self.inverses[found] = p.terms.get((), NONE), X[1]
        return inside._replace(entries=[[letter(found)]])

    def reduced(self, X: Operator) -> Operator:
        """Return a sum of words in which no inverse stands beside its matrix."""
        pending, done = [X], dict[Word, Poly]()
        while pending:
            for word, c in pending.pop().terms.items():
                spend(1 + len(word))
                place = self.redex(word)
                if place is None:
                    done[word] = done.get(word, NONE) + c
                    continue
                (one, k), (other, n) = word[place], word[place + 1]
                R = one if one in self.inverses else other
                # XR = RX = cR - I
                shorter = scalar(self.inverses[R][0]) * letter(R) - scalar(ONE)
                before = Operator({word[:place] + less(one, k): c})
                after = Operator({less(other, n) + word[place + 2 :]: ONE})
                pending.append(before * shorter * after)
        return Operator(done)

    def redex(self, word: Word) -> int | None:
        """Return where an inverse stands beside its matrix; None if that is nowhere."""
        for i in range(len(word) - 1):
            one, other = word[i][0], word[i + 1][0]
            for R, X in ((one, other), (other, one)):
                if R in self.inverses and X[1:] == self.inverses[R][1:]:
                    return i
        return None


def less(one: Letter, exponent: Poly) -> Word:
    """Return a power of a letter without one of its factors."""
    rest = exponent - ONE
    return ((one, rest),) if rest.terms else ()


# Steps by calculus


class Bound(NamedTuple):
    """A bound on a variable: from below or above, with its value or without."""

    from_below: bool
    strict: bool
    value: Poly

    def at(self, x: Poly, strict: bool | None = None) -> Formula:
        """Return the condition that a number is inside of it."""
        gap = x - self.value if self.from_below else self.value - x
        return ("real", relation(">" if (self.strict if strict is None else strict) else ">=", gap))


def bound_of(condition: Formula, x: Unknown) -> Bound:
    """Return a condition as a bound on a variable; it has to be linear in it."""
    fact = condition[1] if condition[0] == "real" else FALSE
    sign, p = fact[1:] if fact[0] == "rel" else ("", NONE)
    slope = p.terms.get(((x, 1),), ZERO)
    require(sign in (">=", ">") and slope, "a condition on the variable is no bound on it")
    value = (p - Poly({((x, 1),): slope})) * number(-1 / slope)
    require(x not in set(every(value)), "a condition on the variable is no bound on it")
    return Bound(slope > 0, sign == ">", value)


def derivative(p: Poly, x: Unknown) -> Poly:
    """Return the derivative of p in x, where its roots, logarithms and quotients are smooth."""
    total = NONE
    for monomial, c in p.terms.items():
        for place, (y, n) in enumerate(monomial):
            lower = [(y, n - 1)] if n > 1 else []
            rest = (*monomial[:place], *lower, *monomial[place + 1 :])
            inner = derivative_of_unknown(y, x)
            if inner.terms:
                total = total + Poly({rest: c * n}) * inner
    return total


def derivative_of_unknown(y: Unknown, x: Unknown) -> Poly:
    """Return the derivative of an unknown in x."""
    if x == y:
        return ONE
    kind, *parts = content(y)
    if x not in set(every(parts)):
        return NONE
    u = Poly({((y, 1),): UNIT})
    p: Poly = parts[0]
    match kind:
        case "inverse":
            return number(-1) * u * u * derivative(p, x)
        case "root":
            return number(Fraction(1, 2)) * inverse(u) * derivative(p, x)
        case "exp":
            return u * derivative(p, x)
        case "log":
            return inverse(p) * derivative(p, x)
        case "asinh":
            return inverse(root(ONE + p * p)) * derivative(p, x)
        case "power":
            exponent: Poly = parts[1]
            in_exponent = derivative(exponent, x) * unknown("log", p)
            return u * (in_exponent + exponent * derivative(p, x) * inverse(p))
    raise Rejected(f"the derivative of {printed_unknown(y)} is not known")


def require_smooth(step: Steps, f: Poly, x: Unknown, whole: Premises, inside: Premises) -> None:
    """Show that f is continuous in an interval, and has derivatives inside of it."""
    for y in list(every(f)):
        kind, *parts = content(y)
        if kind in ("variable", "constant") or x not in set(every(parts)):
            continue
        p = parts[0]
        match kind:
            case "inverse":
                step.ask(whole, relation("!=", p))
            case "log" | "power":
                step.ask(whole, relation(">", p))
            case "root":  # √x is continuous at 0, and has no derivative there
                step.ask(inside, relation(">", p))


def by_calculus(step: Steps) -> None:
    """f ≥ 0 (or > 0) for all values of a variable in an interval, by its least value, f at a point.

    Inside of the interval f is convex, and has the derivative 0 at the point; or it falls up to the
    point and rises from there (mean value theorem). At infinity: it falls, and its limit is ≥ 0.
    """
    name = step.variable(step.tree["of"], "real")
    variable = unknown("variable", name)
    x = alone(variable)
    assert x is not None
    one = step.claim[1] if step.claim[0] == "real" else FALSE
    require(one[0] == "rel" and one[1] in (">=", ">"), "expected an inequality of finite terms")
    sign, f = one[1:]
    bounds = [bound_of(y, x) for y in step.given if mentions(y, name)]
    others = [y for y in step.given if not mentions(y, name)]
    known = [use for use in step.uses if not mentions([use.given, use.claim], name)]
    every_use, step.uses = step.uses, known
    outside = step.premises(given=others)
    step.uses = every_use
    shape, tree = step.tree["shape"], step.tree["at"]
    at = NONE if shape == "limit" else step.reader.finite(tree)
    require(not mentions(at, name), "the point depends on the variable")
    # A claim that is shown with an end of the interval holds without it.
    strict = [y.strict and y.value != at for y in bounds]
    whole = [y.at(variable, z) for y, z in zip(bounds, strict, strict=True)]
    open_ones = [y.at(variable, True) for y in bounds]
    closed_set = step.premises(*whole, given=others)
    interior = step.premises(*open_ones, given=others)
    require_smooth(step, f, x, closed_set, interior)
    slope = derivative(f, x)
    if shape == "limit":
        require(all(y.from_below for y in bounds), "the variable does not tend to infinity")
        step.ask(interior, relation(">=", -slope))
        require_limit(step, f, name, outside, bounds)
        return
    for y, z in zip(bounds, strict, strict=True):
        step.show(outside, y.at(at, z))
    there = Change({name: at})
    step.ask(outside, relation(sign, there.poly(f)))
    if shape == "convex":
        for y in bounds:
            step.show(outside, y.at(at, True))
        step.ask(interior, relation(">=", derivative(slope, x)))
        step.ask(outside, relation("=", there.poly(slope)))
        return
    require(shape == "falling and rising", "a shape of another name")
    for factor in (number(-1), ONE):
        beyond = ("real", relation(">", factor * (variable - at)))
        ended = any(y.value == at and y.from_below == (factor != ONE) for y in bounds)
        if not ended:
            step.ask(interior.and_also(beyond), relation(">=", factor * slope))


def require_limit(step: Steps, f: Poly, name: str, outside: Premises, bounds: list[Bound]) -> None:
    """Show that the limit of f at infinity is ≥ 0 (or > 0): with x = 1/u² it is g at u = 0."""
    u = step.variable(step.tree["at"]["variable"], "real")
    small = unknown("variable", u)
    g = step.reader.finite(step.tree["at"]["value"])
    fixed = [f, outside.formulas, *(y.value for y in bounds)]
    require(not mentions(fixed, u) and not mentions(g, name), f"{u} has to be a new variable")
    far = inverse(small * small)
    near = [("real", relation(">", small)), *(y.at(far, True) for y in bounds)]
    step.ask(outside.and_also(*near), relation("=", Change({name: far}).poly(f) - g))
    at_end = Change({u: NONE})
    for y in list(every(g)):
        kind, *parts = content(y)
        if kind in ("inverse", "log", "power") and mentions(parts, u):
            p = at_end.poly(parts[0])
            step.ask(outside, relation("!=" if kind == "inverse" else ">", p))
        allowed = (
            "inverse",
            "log",
            "power",
            "root",
            "exp",
            "asinh",
            "abs",
            "variable",
            "max",
            "min",
        )
        require(kind in allowed or not mentions(parts, u), "the limit of a term is not known")
    step.ask(outside, relation(step.claim[1][1], at_end.poly(g)))


# Lemmas


def by_lemma(step: Steps) -> None:
    """An earlier theorem of the file, for J or a matrix that belongs to it, and for numbers."""
    lemma = step.earlier[index(step.tree["theorem"], len(step.earlier))]
    if lemma.is_stated_only:
        step.hole(f"the lemma {show(lemma.name)} of digest {lemma.digest[:16]}, without a proof")
    premises = step.premises()
    given = step.tree["parameters"]
    require(isinstance(given, dict), "other parameters")
    require(set(given) == {*lemma.numbers, *lemma.given}, "other parameters")
    values: dict[str, Term] = {}
    for name in lemma.numbers:
        values[name] = value = step.number_of(premises, given[name])
        if lemma.reader.signs[name][1]:
            whole = isinstance(value, Poly) and integer(value, step.reader.signs)
            require(whole, f"{name}: expected an integer, by its form")
    if lemma.coupled is None:
        require(step.tree["of"] is None, "the lemma is about no coupled matrix")
        matrices = matrices_for(step, lemma, values)
    else:
        target = step.reader.matrices.get(text(step.tree["of"]))
        require(isinstance(target, Matrix), f"unknown matrix: {show(step.tree['of'])}")
        assert isinstance(target, Matrix)
        matrices = coupled_for(lemma, lemma.coupled, target, values)
    change = Change(values, matrices)
    for condition in [*lemma.domains, *lemma.hypotheses]:
        step.show(premises, change.formula(condition))
    step.concluded(premises, change.formula(lemma.conclusion))


def matrices_for(step: Steps, lemma: Theorem, values: dict[str, Term]) -> dict[str, Any]:
    """Return the matrices that stand for those of a lemma, and add the values of its sizes."""
    found: dict[str, Any] = {}
    for name, X in lemma.given.items():
        require(not X.symmetric, f"{name}: a lemma about a symmetric matrix is for that itself")
        found[name] = one = step.reader.matrix(step.tree["parameters"][name])
        step.reader.require_defined(one)
        rows, columns = step.reader.shape(one)
        require(rows == columns, f"{name}: expected a square matrix")
        require(step.reader.is_real(one) or not X.real, f"{name}: expected a real matrix")
        size_of = alone(X.size)
        if size_of is None:
            require(rows == X.size, f"{name}: expected another number of rows")
            continue
        known = values.setdefault(content(size_of)[1], rows)
        require(known == rows, f"{name}: expected another number of rows")
    return found


def coupled_for(
    lemma: Theorem, wanted: Coupled, target: Matrix, values: dict[str, Term]
) -> dict[str, Any]:
    """Return the matrices for those of a lemma about a coupled one, and add its numbers."""
    own, having = target.of, class_of(target)
    fits = wanted.kind in CLASSES[having.kind]
    require(fits, f"the lemma is about {wanted.kind}, and {target.name} is {having.kind}")
    require(having.symmetric or not wanted.symmetric, "the diagonal blocks are symmetric")
    # One radius of all blocks is the radius of each, and not the other way round.
    require(wanted.each or not own.each, "the lemma is of one radius of all blocks")
    values |= dict(zip(wanted.radii, radii_for(wanted, own), strict=True))
    for name in numbers_of(wanted):
        place = name.removeprefix(f"{wanted.name}.")
        mine = f"{own.name}.{place}"
        if place == "b" and target.lower:
            values[name] = NONE
        # sizes are those of J itself
        elif name not in values and (place in ("b", "c") or not target.path):
            values[name] = unknown("variable", mine)
    return {
        name: found.name
        for name, X in lemma.reader.matrices.items()
        if isinstance(X, Matrix) and (found := counterpart(X.path, target)) is not None
    }


def radii_for(wanted: Coupled, own: Coupled) -> list[Term]:
    """Return the radii of a matrix, and of all that belongs to it, as those of another class."""
    mine: list[Term] = [unknown("variable", x) for x in own.radii]
    if len(wanted.radii) == 1:  # the largest
        return [applied("max", *mine)]
    return mine if len(mine) == 2 else mine * 2


#: The classes that each is part of.
CLASSES = {
    "BlockTriangular": ("BlockTriangular", "SelfReferential", "CoupledBlocks"),
    "SelfReferential": ("SelfReferential", "CoupledBlocks"),
    "CoupledBlocks": ("CoupledBlocks",),
}


def class_of(X: Matrix) -> Coupled:
    """Return the class that J, its triangular part, or a comparison matrix is in."""
    require(X.path in ("", "triangular", "comparison", "comparison.triangular"), "no such lemma")
    kind = "BlockTriangular" if X.lower and X.of.two else X.of.kind
    require(X.of.two or not X.path.endswith("triangular"), "no such lemma")
    # The blocks of a comparison matrix are numbers.
    symmetric = X.of.symmetric or X.path.startswith("comparison")
    return Coupled(X.name, kind, symmetric, X.of.each)


def counterpart(path: str, target: Matrix) -> Matrix | None:
    """Return what a matrix that belongs to a lemma's J is for the matrix it is used for."""
    J = target.of
    if target.path.startswith("comparison"):
        # A comparison matrix is its own, and the matrix of the norms of its blocks.
        if path in ("", "comparison", "block_norms"):
            return target
        lower = Matrix(J, "comparison" if J.lower else "comparison.triangular")
        return lower if path in ("triangular", "comparison.triangular") else None
    if not target.path:
        return (
            Matrix(J, path)
            if not (J.lower and path.endswith("triangular"))
            else Matrix(J, path.removesuffix("triangular").removesuffix("."))
        )
    same = {"": "triangular", "triangular": "triangular", "A": "A", "C": "C", "D": "D"}
    same |= dict.fromkeys(("comparison", "comparison.triangular"), "comparison.triangular")
    return Matrix(J, same[path]) if path in same else None


KINDS: dict[str, tuple[Callable[[Steps], None], tuple[str, ...]]] = {
    "reals": (by_reals, ()),
    "repeated": (by_reals, ()),
    "identity": (by_reals, ()),
    "squares": (by_squares, ("terms",)),
    "calculus": (by_calculus, ("of", "at", "shape")),
    "decided": (by_word, ("by",)),
    "combination": (by_combination, ("terms", "plus")),
    "matrices": (by_matrices, ()),
    "cases": (by_cases, ("cases",)),
    "induction": (by_induction, ("start", "step", "variable")),
    "instance": (by_substitution, ("of", "values")),
    "let": (by_naming, ("symbol", "value")),
    "definition": (by_citation, ("cites", "terms")),
    "classical": (by_citation, ("cites", "terms")),
    "lemma": (by_lemma, ("theorem", "of", "parameters")),
}


# ------------------------------------------------------------------------------ theorems (§3)


class Theorem:
    """What a theorem says, for every matrix of a class and numbers of domains."""

    reader: Reader
    coupled: Coupled | None

    def __init__(self, tree: Any) -> None:
        name, source, said, statement, local, steps = fields(
            tree, "id", "source", "text", "statement", "locals", "steps"
        )
        self.name, _, _ = text(name), text(source), text(said)
        self.tree, self.local, self.steps = statement, local, steps
        self.is_stated_only = steps is None
        variables, hypotheses, conclusion = fields(
            statement, "variables", "hypotheses", "conclusion"
        )
        require(isinstance(variables, dict), "expected an object of variables")
        require_names(variables)
        signs: Signs = {}
        coupled: list[Coupled] = []
        numbers: dict[str, Any] = {}
        given: dict[str, Any] = {}
        for label, of in variables.items():
            kind = of.get("kind") if isinstance(of, dict) else None
            if kind in CLASSES:
                kind, symmetric, radii = fields(of, "kind", "symmetric", "radii")
                known = isinstance(symmetric, bool) and radii in ("common", "each")
                require(known, "other options")
                coupled.append(Coupled(label, kind, symmetric, radii == "each"))
            elif kind in ("Square", "Symmetric"):
                given[label] = fields(of, "kind", "size", "spectrum", "complex")
            else:
                kind, ends = fields(of, "kind", "options")
                require(kind in ("Real", "Integer"), "a variable of an unknown kind")
                numbers[label] = (kind, ends)
                signs[label] = (sign_of(ends), kind == "Integer")
        one = len(coupled) == 1 and not given
        require(one or not coupled, "expected one coupled matrix, or matrices of kinds")
        for _, size, _, _ in given.values():
            if isinstance(size, dict) and "symbol" in size:
                signs[size_name(size, variables)] = (">", True)
        self.coupled = coupled[0] if coupled else None
        if self.coupled is not None:
            signs |= numbers_of(self.coupled)
        NOW.signs = signs
        self.numbers = tuple(numbers)
        parts: dict[str, Matrix | Given] = {}
        if self.coupled is not None:
            parts |= parts_of(self.coupled)
        self.reader = Reader(parts, signs)
        self.given = {label: self.given_matrix(label, *of) for label, of in given.items()}
        self.reader.matrices |= self.given
        context = self.bounds_of_blocks()
        self.domains = [x for label, (_, ends) in numbers.items() for x in self.domain(label, ends)]
        ends = [X.ends for X in self.given.values()]
        self.domains += [E(x) <= E(y) for x, y in ends if x is not None and y is not None]
        self.hypotheses = [self.reader.formula(x) for x in items(hypotheses)]
        self.reader.values.clear()
        self.conclusion = self.reader.formula(conclusion)
        self.values = list(dict.fromkeys(self.reader.values))
        for part in (*self.hypotheses, self.conclusion):
            words = of_operators(part) or any(x[0] == "finite" for x in conjuncts(part))
            require(not words, "a theorem speaks of matrices and their quantities only")
        self.context = [*context, *self.domains, *self.hypotheses]
        canonical = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        self.digest = hashlib.sha256(canonical.encode()).hexdigest()

    def bounds_of_blocks(self) -> list[Formula]:
        """Return what is known of the numbers of the coupled matrix."""
        if self.coupled is None:
            return []
        J = Matrix(self.coupled, "")
        radii = [E(unknown("variable", x)) for x in self.coupled.radii]
        norms_of = (["c"] if J.lower else ["b", "c"]) if self.coupled.two else []
        bounds = [x for radius in radii for x in (radius >= 0, radius < 1)]
        return [*bounds, *(J.own(x) >= 0 for x in norms_of)]

    def given_matrix(self, label: str, kind: str, size: Any, spectrum: Any, of: Any) -> Given:
        """Return a matrix of a kind."""
        # No other term: equal ones of two theorems would count as equal numbers in a lemma.
        plain = isinstance(size, dict) and ("num" in size or "symbol" in size)
        require(plain, "the size of a matrix is a number or a symbol")
        count = self.reader.finite(size)
        require(is_size(count, self.reader.signs), "expected a number of rows")
        require(isinstance(of, bool), "other options")
        ends = [None, None] if spectrum is None else items(spectrum)
        require(len(ends) == 2, "expected two ends of a spectrum")
        low, high = (None if x is None else self.reader.finite(x) for x in ends)
        symmetric = kind == "Symmetric"
        require(symmetric or (low, high) == (None, None), "a spectrum of no symmetric matrix")
        return Given(label, count, symmetric, not of, (low, high))

    def domain(self, label: str, ends: dict[str, Any]) -> Iterator[Formula]:
        """Yield the conditions that a number lies in its interval."""
        for end, bound in ends.items():
            yield compare(ENDS[end], unknown("variable", label), self.reader.finite(bound))

    def check(self, steps: Steps, earlier: list[Theorem]) -> Steps:
        """Check the steps, the last of which has to be the conclusion."""
        NOW.signs = self.reader.signs
        require(isinstance(self.local, dict), "expected an object of variables")
        for name, kind in self.local.items():
            new_name(name, self.reader.signs)
            require(name not in self.reader.matrices, f"the name {show(name)} is taken")
            require(kind in ("real", "natural"), "a variable of an unknown kind")
            self.reader.signs[name] = ("", False) if kind == "real" else (">=", True)
            steps.locals[name] = kind
        for step in items(self.steps):
            try:
                steps.take(step, earlier, step is self.steps[-1])
            except Rejected as error:
                place = f"step {len(steps.shown)} ({show(steps.name)}) of {show(self.name)}"
                raise Rejected(f"{place}: {error}") from None
        last = steps.shown[-1] if steps.shown else None
        whole = last is not None and last.claim == self.conclusion and not last.given
        require(whole, f"the last step of {show(self.name)} is not its conclusion")
        return steps


def require_names(variables: dict[str, Any]) -> None:
    """Reject names that are none, or of which one continues another: J.gamma belongs to J."""
    for label in variables:
        pieces = label.split(".")
        fits = len(pieces) <= 8 and all(NAME.fullmatch(x) for x in pieces) and label not in WORDS
        require(fits, f"the name {show(label)} is none")
        above = [".".join(pieces[:i]) for i in range(1, len(pieces))]
        require(not set(above) & set(variables), f"the name {show(label)} belongs to a matrix")


def size_name(size: dict[str, Any], variables: dict[str, Any]) -> str:
    """Return the name of a size; it is no other variable."""
    (name,) = fields(size, "symbol")
    fits = isinstance(name, str) and all(map(NAME.fullmatch, name.split("."))) and name not in WORDS
    require(fits and name not in variables, f"the name {show(name)} is taken, or is none")
    found: str = name
    return found


ENDS = {"above": "gt", "at_least": "ge", "below": "lt", "at_most": "le"}


def sign_of(ends: Any) -> str:
    """Return the sign that the ends of an interval declare of a number."""
    known = isinstance(ends, dict) and set(ends) <= set(ENDS)
    require(known, "expected an object of ends: above, at_least, below, at_most")
    lower = {
        x: fields(ends[x], "num") for x in ("above", "at_least") if "num" in (ends.get(x) or {})
    }
    values = {x: rational(value) for x, (value,) in lower.items()}
    if values.get("above", -UNIT) >= 0 or values.get("at_least", ZERO) > 0:
        return ">"
    return ">=" if values.get("at_least", -UNIT) >= 0 else ""


class Answer(NamedTuple):
    """What was found: the theorem that the file is about, and what it rests on."""

    theorem: Theorem
    theorems: int
    steps: int
    cited: set[str]
    holes: list[Hole]


def check(
    document: Any, asked: list[Asked] | None = None, steps: Callable[..., Steps] = Steps
) -> Answer:
    """Check a proof: every theorem of the file in its order, of which the last is what it is about.

    Parameters
    ----------
    document
        The JSON of a file.
    asked
        If a list, questions without evidence are put there, and believed: for who writes a file.
    steps
        What makes the steps of a theorem: for who follows the check.

    Raises
    ------
    Rejected
        If it does not prove what it claims.
    """
    global NOW
    NOW = Session()
    try:
        require_small(document)
        name, version, theorems = fields(document, "format", "version", "theorems")
        require(name == FORMAT, f"the format is not {FORMAT}")
        require(type(version) is int and version == 1, "the version is not 1")
        earlier: list[Theorem] = []
        cited, holes, count = set[str](), list[Hole](), 0
        for tree in items(theorems):
            theorem = Theorem(tree)
            if not theorem.is_stated_only:
                done = theorem.check(steps(theorem, len(earlier), asked), earlier)
                cited |= done.cited
                holes += done.holes
                count += len(done.shown)
            earlier.append(theorem)
        require(earlier and not earlier[-1].is_stated_only, "there is no proof")
        return Answer(earlier[-1], len(earlier), count, cited, holes)
    except Rejected:
        raise
    # Whatever else a malformed file meets: it does not have the format, and nothing is traced.
    except Exception as error:
        raise Rejected(f"malformed ({type(error).__name__})") from None


FORMAT = "kreissverify-proof"


def require_small(document: Any) -> None:
    """Reject a document that is too deep or has too many parts."""
    pending, parts = [(document, 1)], 0
    while pending:
        value, depth = pending.pop()
        if isinstance(value, (list, dict)):
            parts += 1
            require(depth <= MAX_DEPTH, f"lists and objects are nested more than {MAX_DEPTH} deep")
            require(parts <= MAX_PARTS, f"there are more than {MAX_PARTS} lists and objects")
            inside = value.values() if isinstance(value, dict) else value
            pending += [(x, depth + 1) for x in inside]


# -------------------------------------------------------------------------------- what is printed


def text_of(formula: Formula) -> str:
    """Return a formula as text, for messages."""
    return printed_term(formula)[:400]


def fact_text(fact: Fact) -> str:
    """Return a fact as text, for messages."""
    spend(1)
    if fact[0] == "rel":
        return f"{printed_term(fact[2])} {fact[1]} 0"[:400]
    return f" {fact[0]} ".join(sorted(f"({fact_text(x)})" for x in fact[1]))[:400]


def printed_term(value: Any) -> str:
    """Return a term, an operator or a formula as text."""
    spend(1)
    if isinstance(value, Poly):
        spend(len(value.terms))
        parts = []
        for monomial, c in value.terms.items():
            factors = [printed_unknown(x) + (f"^{n}" if n > 1 else "") for x, n in monomial]
            several = [str(c)] * (c != 1 or not factors) + factors
            parts.append("*".join(several))
        return " + ".join(parts) or "0"
    if isinstance(value, Operator):
        sums = []
        for word, factor in value.terms.items():
            factors = [f"({printed_term(factor)})"] * (factor != ONE or not word)
            sums.append("*".join([*factors, *map(printed_letter, word)]))
        return " + ".join(sums) or "0"
    if isinstance(value, (tuple, frozenset, list)):
        if value and isinstance(value, tuple) and value[0] == "rel":
            return fact_text(value)
        return f"({' '.join(map(printed_term, value))})"
    return str(value)


def printed_letter(power: tuple[Letter, Poly]) -> str:
    """Return an operator or a matrix with its exponent as text."""
    (kind, *parts), exponent = power
    if kind == "norms":
        text = f"|{printed_letter((parts[0], ONE))}|"
    elif kind == "operator":
        numbers = "".join(f", {printed_term(x)}" for x in parts[2])
        text = f"{parts[0]}({parts[1]}{numbers})"
    else:
        text = f"{kind}({printed_term(parts[0])})"
    return text if exponent == ONE else f"{text}^({printed_term(exponent)})"


def printed_unknown(x: Unknown) -> str:
    """Return an unknown as text."""
    kind, *parts = content(x)
    if kind in ("variable", "constant"):
        return str(parts[0])
    return f"{kind}({', '.join(map(printed_term, parts))})"[:400]


INFIX = {
    "add": "+", "mul": "*", "div": "/", "pow": "^", "le": "<=", "lt": "<", "ge": ">=", "gt": ">",
    "eq": "=", "ne": "!=", "and": "and", "or": "or", "implies": "implies", "iff": "iff",
    "same": "=", "rows": ";", "columns": ",", "power": "^", "times": "*",
}  # fmt: skip


def written(tree: Any) -> str:
    """Return a tree that was read before as text."""
    if isinstance(tree, list):  # a row of a matrix of numbers
        return f"[{', '.join(map(written, tree))}]"
    if not isinstance(tree, dict):
        return str(tree)
    if "num" in tree or "symbol" in tree or "const" in tree:
        return str(next(iter(tree.values())))
    arguments = [written(x) for x in tree["args"]]
    # a reader would take -1 ^ 2 for -(1 ^ 2), 9 ^ 1/2 for 9/2, and x / 1/2 for x/2
    if tree.get("op") in ("pow", "power", "div"):
        plain = [x.endswith(")") or not (x.startswith("-") or "/" in x) for x in arguments]
        arguments = [x if y else f"({x})" for x, y in zip(arguments, plain, strict=True)]
    if "quantity" in tree:
        return f"{tree['quantity']}({', '.join([written(tree['of']), *arguments])})"
    if "operator" in tree:
        return f"{tree['operator']}({', '.join([written(tree['of']), *arguments])})"
    word = tree["op"]
    if word in INFIX and len(arguments) > 1:
        return f"({f' {INFIX[word]} '.join(arguments)})"
    return f"{word}({', '.join(arguments)})"


def given_text(domain: dict[str, Any]) -> str:
    """Return what a matrix of a kind ranges over."""
    options = [written(domain["size"])]
    if domain["spectrum"] is not None:
        ends = ["-" if x is None else written(x) for x in domain["spectrum"]]
        options.append(f"spectrum in [{', '.join(ends)}]")
    options += ["complex"] if domain["complex"] else []
    return f"{domain['kind']}({', '.join(options)})"


def statement_text(theorem: Theorem) -> str:
    """Return what a theorem says."""
    tree = theorem.tree
    of = []
    for name, domain in tree["variables"].items():
        if theorem.coupled is not None and name == theorem.coupled.name:
            options = [
                *([] if domain["symmetric"] else ["diagonal blocks of any form"]),
                *(["a radius for each"] if domain["radii"] == "each" else []),
            ]
            said = f" ({', '.join(options)})" if options else ""
            of.append(f"{name} in {domain['kind']}{said}")
        elif name in theorem.given:
            of.append(f"{name} in {given_text(domain)}")
        else:
            ends = [f"{INFIX[ENDS[x]]} {written(end)}" for x, end in domain["options"].items()]
            of.append(" ".join([name, "in", domain["kind"], *ends]))
    suppose = [written(x) for x in tree["hypotheses"]]
    such = f" with {', '.join(suppose)}" if suppose else ""
    return f"for {', '.join(of)}{such}: {written(tree['conclusion'])}"[:MAX_TEXT]


# ------------------------------------------------------------------------------------------ program


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object, in which no field stands twice: readers differ on which one counts."""
    require(len(dict(pairs)) == len(pairs), "an object has the same field twice")
    return dict(pairs)


def count(digits: str) -> int:
    """Return an integer of JSON, which is the number of an item or a power: none is long."""
    require(len(digits) < 10, "a number is a string 'p' or 'p/q'")
    return int(digits)


def refused(digits: str) -> None:
    """Reject a float, NaN or Infinity of JSON: a proof has none."""
    raise Rejected("a number is a string 'p' or 'p/q'")


def content_of(path: str) -> bytes:
    """Return what a file holds, unpacked if it is compressed by gzip; no more than is read."""
    with open(path, "rb") as file:
        data = file.read(MAX_BYTES + 1)  # no more of a file that does not end
    if not data.startswith(GZIP):
        return data
    unpacking = zlib.decompressobj(wbits=31)
    try:
        # It may unpack to a thousand times its size, or never end.
        found = unpacking.decompress(data, MAX_BYTES + 1)
    except zlib.error:
        raise Rejected("not a whole file as gzip writes it") from None
    whole = unpacking.eof and not unpacking.unused_data
    require(whole or len(found) > MAX_BYTES, "not a whole file as gzip writes it")
    return found


def load(path: str) -> Any:
    """Return the JSON of a file, or raise Rejected; OSError if it cannot be read at all."""
    data = content_of(path)
    require(len(data) <= MAX_BYTES, "not JSON of at most 8 MiB")
    parts = data.count(b"[") + data.count(b"{")
    require(parts <= MAX_PARTS, f"there are more than {MAX_PARTS} lists and objects")
    # What is no proof at all, such as a table of numbers, is called so before it is read.
    require(data.lstrip(b" \t\r\n").startswith(b"{"), "no proof: expected one JSON object")
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


def printed(line: str) -> str:
    """Return a text as it is printed: itself if it is printable ASCII, else as Python quotes it."""
    return line if line.isascii() and line.isprintable() else ascii(line)


def verdict(path: str) -> tuple[int, list[str]]:
    """Return the exit code of a file, and the lines that are printed of it."""
    try:
        found = check(load(path))
    except Rejected as error:
        return 1, [f"REJECTED {printed(path)}: {printed(str(error))}"]
    except OSError as error:
        return 2, [f"UNREADABLE {printed(path)}: {error.strerror or type(error).__name__}"]
    except ValueError:  # of open: a name with a null character
        return 2, [f"UNREADABLE {printed(path)}: not the name of a file"]
    word = "HOLEY" if found.holes else "ACCEPTED"
    rests = f"{found.steps} steps, {found.theorems} theorems, {len(found.cited)} facts cited"
    rests += f", {len(found.holes)} on trust" if found.holes else ""
    said = printed(statement_text(found.theorem))
    lines = [f"{word} {printed(path)}: {said} [{rests}; {found.theorem.digest}]"]
    for hole in found.holes:
        where = f"{show(hole.theorem)}, step {hole.step} ({show(hole.name)})"
        lines.append(f"  on trust: {where}: {printed(hole.what)}")
    return (1 if found.holes else 0), lines


def main(paths: list[str]) -> int:
    """Check proofs, print what was found of each, and return the exit code."""
    if not paths:
        print("usage: python proof_checker.py FILE...", file=sys.stderr)
        return 2
    status = 0
    for path in paths:
        code, lines = verdict(path)
        for line in lines:
            print(line, file=sys.stderr if code == 2 else sys.stdout)
        status = max(status, code)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
