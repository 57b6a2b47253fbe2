"""Facts of the proof checker as trees: what evidence says that it is of."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import Any

from kreissverify.certificates import proof_checker as checker
from kreissverify.theorems.certificate_trees.scalar import node

__all__ = ["claim_tree", "term_tree", "unknown_tree"]

_RELATIONS = {">=": "ge", ">": "gt", "=": "eq", "!=": "ne"}
_FUNCTIONS = {"root": "sqrt", "abs": "abs", "exp": "exp", "log": "log", "asinh": "asinh"}


def claim_tree(fact: checker.Fact) -> Any:
    """Return a fact as a formula."""
    word, *parts = fact
    if word == "rel":
        sign, p = parts
        return node(_RELATIONS[sign], term_tree(p), _number(0))
    return node(word, *(claim_tree(x) for x in sorted(parts[0], key=checker.fact_text)))


def term_tree(p: checker.Poly) -> Any:
    """Return a polynomial over the checker's unknowns as a term."""
    terms = [_term(monomial, c) for monomial, c in sorted(p.terms.items())]
    if not terms:
        return _number(0)
    return terms[0] if len(terms) == 1 else node("add", *terms)


def _number(value: Fraction | int) -> Any:
    return {"num": str(value)}


def _term(monomial: checker.Monomial, c: Fraction) -> Any:
    factors = [_power(unknown_tree(x), n) for x, n in monomial]
    if c != 1 or not factors:
        factors = [_number(c), *factors]
    return factors[0] if len(factors) == 1 else node("mul", *factors)


def _power(base: Any, n: int) -> Any:
    # Not as a power above the exponent up to which it would be written out.
    steps = [checker.MAX_EXPONENT] * (n // checker.MAX_EXPONENT) + [n % checker.MAX_EXPONENT]
    powers = [base if k == 1 else node("pow", base, _number(k)) for k in steps if k]
    return powers[0] if len(powers) == 1 else node("mul", *powers)


def unknown_tree(x: checker.Unknown) -> Any:
    """Return one of the checker's unknowns as a term."""
    kind, *parts = checker.content(x)
    match kind:
        case "variable":
            return {"symbol": parts[0]}
        case "constant":
            return {"const": parts[0]}
        case "inverse":
            return node("pow", term_tree(parts[0]), _number(-1))
        case "power":
            return node("pow", *map(term_tree, parts))
        case "max" | "min":
            return node(kind, *sorted(map(term_tree, parts[0]), key=str))
        case "piecewise":
            cases = [y for p, f in parts[0] for y in (term_tree(p), claim_tree(f))]
            return node("piecewise", *cases, term_tree(parts[1]), True)
        case "quantity":
            name, of, at = parts
            return {"quantity": name, "of": _matrix(of), "args": list(map(term_tree, at))}
        case "size":
            return node("size", _operator(parts[0]))
        case _:
            return node(_FUNCTIONS[kind], term_tree(parts[0]))


def _matrix(of: Any) -> Any:
    if isinstance(of, str):
        return of
    word, *parts = of
    if word == "matrix":
        return node(word, *(list(map(term_tree, row)) for row in parts))
    return node(word, *(term_tree(x) if isinstance(x, checker.Poly) else _matrix(x) for x in parts))


def _operator(X: checker.Operator) -> Any:
    words = [_product(word, c) for word, c in sorted(X.terms.items(), key=str)]
    return reduce(lambda a, b: node("add", a, b), words) if words else _number(0)


def _product(word: checker.Word, c: checker.Poly) -> Any:
    letters = [node("pow", _letter(x), term_tree(n)) for x, n in word]
    return node("mul", _scalar(c), *letters)


def _scalar(c: checker.Poly) -> Any:
    points = [x for m in c.terms for x, _ in m if checker.content(x)[0] == "point"]
    if not points:
        return term_tree(c)
    terms = [node("mul", _number(a), *(_factor(x, n) for x, n in m)) for m, a in c.terms.items()]
    return reduce(lambda a, b: node("add", a, b), terms)


def _factor(x: checker.Unknown, n: int) -> Any:
    kind, *parts = checker.content(x)
    if kind != "point":
        return _power(unknown_tree(x), n)
    return _power({"operator": "z", "of": parts[0], "args": [term_tree(parts[1])]}, n)


def _letter(made: checker.Letter) -> Any:
    if made[0] == "norms":
        return node("norms", _letter(made[1]))
    _, name, of, at = made
    return {"operator": name, "of": of, "args": list(map(term_tree, at))}
