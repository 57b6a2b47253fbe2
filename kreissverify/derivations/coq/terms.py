"""Polynomials, facts and unknowns of the proof checker as terms of Coq."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from kreissverify.certificates import proof_checker as checker
from kreissverify.expressions.errors import Unsupported

__all__ = ["Terms", "scale_of"]

# Words of Coq, and names that the written files use. Every other name of the libraries may be
# hidden by a variable: tactics and lemmas know what they use by its full name.
_KEYWORDS = {
    "as", "at", "cofix", "do", "else", "end", "exists", "exists2", "fix", "for", "forall",
    "fun", "if", "in", "is", "let", "match", "mod", "return", "then", "using", "where", "with",
    "by", "Set", "Prop", "Type", "SProp", "Section", "End", "Module", "Variable", "Hypothesis",
    "Lemma", "Proof", "Qed", "Print", "R", "Z", "nat", "IZR", "INR", "ln", "exp", "sqrt",
    "Rabs", "Rmax", "Rmin", "PI", "Rle_dec", "Rlt_dec", "Req_EM_T", "eq_refl", "True", "False",
    "not", "conj", "exp_pos", "exp_0", "not_not", "decidable", "Rlt_le", "Rlt_0_1",
    "Rmult_le_pos", "Rmult_lt_0_compat",
}  # fmt: skip
# Names of hypotheses in the scripts, and of lemmas.
_NUMBERED = re.compile(r".*_[0-9]+(_[0-9]+)*|[A-Z][0-9]+|x[0-9]+|kv_.*")
_SYMBOLS = {">=": "0 <= {}", ">": "0 < {}", "=": "{} = 0", "!=": "{} <> 0"}
# How a relation is decided: the term of Coq, and whether it decides the negation.
_DECIDED = {
    ">=": ("Rle_dec 0 {}", False), ">": ("Rlt_dec 0 {}", False),
    "=": ("Req_EM_T {} 0", False), "!=": ("Req_EM_T {} 0", True),
}  # fmt: skip
_FUNCTIONS = {"inverse": "/", "root": "sqrt", "abs": "Rabs", "exp": "exp", "log": "ln"}


def scale_of(p: checker.Poly) -> int:
    """Return the number by which relations of p are multiplied: `ring` knows integers only."""
    return lcm(1, *(c.denominator for c in p.terms.values()))


class Terms:
    """Writes the terms of one theorem, and notes the functions that they are made with."""

    def __init__(self, local: Iterable[str]) -> None:
        self.local = set(local)
        self.names: dict[Any, str] = {}
        self.taken: set[str] = set()
        self.functions: dict[str, int] = {}  # the names of opaque terms, with their arguments
        self.texts: dict[checker.Unknown, str] = {}

    # Names

    def name(self, wanted: str, of: Any = None) -> str:
        """Return a name that Coq takes, one for each thing that is named."""
        key = ("variable", wanted) if of is None else of
        if key not in self.names:
            plain = re.sub(r"[^A-Za-z0-9]+", "_", wanted).strip("_")
            if not plain[:1].isalpha() or plain in _KEYWORDS or _NUMBERED.fullmatch(plain):
                plain = f"v_{plain}_v"
            while plain in self.taken:
                plain += "_v"
            self.taken.add(plain)
            self.names[key] = plain
        return self.names[key]

    def locals_of(self, value: Any) -> list[str]:
        """Return the variables of the proof that occur in terms or formulas."""
        inside = (checker.content(x) for x in checker.every(value))
        return sorted({x[1] for x in inside if x[0] == "variable" and x[1] in self.local})

    # Unknowns

    def unknown(self, x: checker.Unknown) -> str:
        """Return an unknown as a term of Coq that needs no parentheses."""
        if x not in self.texts:
            self.texts[x] = self._made(*checker.content(x))
        return self.texts[x]

    def _made(self, kind: str, *parts: Any) -> str:
        match kind:
            case "variable":
                return self.name(parts[0])
            case "inverse" | "root" | "abs" | "exp" | "log":
                return f"({_FUNCTIONS[kind]} ({self.poly(parts[0])}))"
            case "max" | "min":
                several = sorted(f"({self.poly(p)})" for p in parts[0])
                return _nested("Rmax" if kind == "max" else "Rmin", several)
            case "piecewise":
                return self._piecewise(*parts)
            case "asinh":
                return self._applied(self.name("asinh", kind), parts)
            case "power":
                return self._applied(self.name("power", kind), parts)
            case "constant":
                return "(exp 1)" if parts[0] == "e" else "PI"
            case "quantity":
                word, of, at = parts
                shape, numbers = _shape(of)
                made = self.name("_".join([word, *_words(shape)]), (kind, word, shape))
                return self._applied(made, [*at, *numbers])
            case "size":
                return self._size(parts[0])
        raise Unsupported(f"a file for Coq has no way to write a {kind}")

    def _applied(self, name: str, parts: Iterable[checker.Poly]) -> str:
        arguments = [f"({self.poly(p)})" for p in parts]
        self.functions[name] = len(arguments)
        return f"({' '.join([name, *arguments])})" if arguments else name

    def _size(self, X: checker.Operator) -> str:
        try:
            letter = checker.single(X)
        except checker.Rejected:
            # The norm of a sum: a function of the variables that occur in it.
            local = self.locals_of(X)
            made = self.name("norm", ("size", checker.labelled(X)))
            self.functions[made] = len(local)
            return f"({' '.join([made, *map(self.name, local)])})" if local else made
        shape, numbers = _letter(letter)
        return self._applied(self.name(f"norm_{shape}", ("size", shape)), numbers)

    def _piecewise(self, cases: Any, last: checker.Poly) -> str:
        text = f"({self.poly(last)})"
        for p, fact in reversed(cases):
            if fact[0] != "rel":
                raise Unsupported("a file for Coq has no way to write a case of several relations")
            decided, negated = _DECIDED[fact[1]]
            test = decided.format(f"({self.poly(fact[2])})")
            one, other = f"({self.poly(p)})", text
            text = f"(if {test} then {other if negated else one} else {one if negated else other})"
        return text

    # Polynomials and facts

    def poly(
        self, p: checker.Poly, scale: int = 1, places: Mapping[checker.Unknown, str] | None = None
    ) -> str:
        """Return a polynomial times a number, with names for its unknowns if they are given."""
        parts: list[str] = []
        for monomial, c in self._ordered(p):
            names = [self.unknown(x) if places is None else places[x] for x, _ in monomial]
            powers = [f" ^ {n}" if n > 1 else "" for _, n in monomial]
            factors = [f"{x}{n}" for x, n in zip(names, powers, strict=True)]
            value = abs(c) * scale
            if value != 1 or not factors:
                factors = [_number(value), *factors]
            sign = ("- " if c < 0 else "") if not parts else (" - " if c < 0 else " + ")
            parts.append(sign + " * ".join(factors))
        return "".join(parts) or "0"

    def _ordered(self, p: checker.Poly) -> list[tuple[checker.Monomial, Fraction]]:
        # By texts, as the numbers of unknowns depend on what else a process has read.
        def key(term: tuple[checker.Monomial, Fraction]) -> list[tuple[str, int]]:
            return sorted((self.unknown(x), n) for x, n in term[0])

        terms = [
            (tuple(sorted(m, key=lambda y: (self.unknown(y[0]), y[1]))), c)
            for m, c in p.terms.items()
        ]
        return sorted(terms, key=key)

    def fact(self, fact: checker.Fact, places: Mapping[checker.Unknown, str] | None = None) -> str:
        """Return a fact as a proposition, in which all coefficients are integers."""
        if fact[0] == "natural":  # of a variable of the proof; the checker has it declared
            return f"kv_natural {self.name(fact[1])}"
        if fact[0] == "rel":
            _, sign, p = fact
            return _SYMBOLS[sign].format(self.poly(p, scale_of(p), places))
        word = " /\\ " if fact[0] == "and" else " \\/ "
        return word.join(f"({self.fact(x, places)})" for x in self.ordered(fact))

    def ordered(self, fact: checker.Fact) -> list[checker.Fact]:
        """Return the parts of a conjunction or disjunction in the order in which they stand."""
        return sorted(fact[1], key=self.fact)

    def quantified(self, names: Iterable[str], claims: Iterable[checker.Fact | str]) -> str:
        """Return ∀ names, an implication."""
        variables = " ".join(map(self.name, names))
        head = f"forall {variables} : R, " if variables else ""
        return head + " -> ".join(f"({x if isinstance(x, str) else self.fact(x)})" for x in claims)


def _nested(function: str, several: list[str]) -> str:
    text = several[-1]
    for one in reversed(several[:-1]):
        text = f"({function} {one} {text})"
    return text


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"({value.numerator} / {value.denominator})"


def _shape(of: Any) -> tuple[Any, list[checker.Poly]]:
    """Return a matrix as a tree without its numbers, and these.

    The words of the tree alone would not do: (X + Y)WV and (X + Y + W)V have the same ones.
    """
    if isinstance(of, str):
        return of, []
    if isinstance(of, checker.Poly):
        return None, [of]
    if of[0] == "matrix":  # of numbers: its rows are no trees
        shape = (of[0], f"{len(of) - 1}x{len(of[1])}")
        return shape, [x for row in of[1:] for x in row]
    shapes, numbers = [of[0]], []
    for part in of[1:]:
        shape, more = _shape(part)
        shapes.append(shape)
        numbers += more
    return tuple(shapes), numbers


def _words(shape: Any) -> list[str]:
    """Return the words of such a tree in their order, for a name that people read."""
    if isinstance(shape, tuple):
        return [word for part in shape for word in _words(part)]
    return [] if shape is None else [shape]


def _letter(letter: checker.Letter) -> tuple[str, list[checker.Poly]]:
    """Return an operator as a name, and the numbers in it."""
    if letter[0] == "norms":
        word, numbers = _letter(letter[1])
        return f"norms_{word}", numbers
    _, word, of, at = letter
    return f"{word}_of_{of}", list(at)
