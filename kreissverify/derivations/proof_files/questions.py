"""Questions of the proof checker for those who answer them: as SMT-LIB."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.deciders.smtlib import number

__all__ = ["smtlib", "table_of"]


def smtlib(question: checker.Asked) -> str:
    """Return a question as text whose answer "unsat" says that the claim follows."""
    known = [x for x in checker.Premises(question.premises).facts if x is not None]
    denied = checker.negated(question.claim)
    table = table_of([*known, denied])
    facts = [*known, denied]
    for i, x in enumerate(table):
        facts += checker.axioms(x, table[:i], question.reader.signs)
    lines = ["(set-logic QF_NRA)"]
    lines += [f"(declare-fun x{x} () Real)" for x in table]
    lines += [f"(assert {_formula(fact)})" for fact in facts]
    return "\n".join([*lines, "(check-sat)"]) + "\n"


def table_of(facts: list[checker.Fact]) -> list[checker.Unknown]:
    """Return the unknowns of facts and of all that they are made of, each after its parts."""
    table: dict[checker.Unknown, None] = {}

    def visit(x: checker.Unknown) -> None:
        if x in table:
            return
        kind, *parts = checker.content(x)
        if kind not in ("quantity", "size"):
            for y in checker.every_direct(parts):
                visit(y)
        table[x] = None
        for p in _related(parts[0]) if kind == "exp" else ():
            for y in checker.every_direct(checker.exponential(p)):
                visit(y)

    for y in checker.every_direct(facts):
        visit(y)
    return list(table)


def _related(p: checker.Poly) -> Iterator[checker.Poly]:
    """Yield exponents by which e to an exponent is told.

    One without products x·(1/x), and one without logarithms: e^{p + log q} is q·eᵖ.
    """
    shorter = _cancelled(p)
    if shorter != p:
        yield shorter
    plain = {m: c for m, c in p.terms.items() if not (len(m) == 1 and _is_log(m[0][0]))}
    if plain and len(plain) < len(p.terms):
        yield checker.Poly(plain)


def _is_log(x: checker.Unknown) -> bool:
    return bool(checker.content(x)[0] == "log")


def _cancelled(p: checker.Poly) -> checker.Poly:
    """Return a polynomial without products x·(1/x)."""
    total: dict[checker.Monomial, Fraction] = {}
    for monomial, c in p.terms.items():
        powers = dict(monomial)
        for x, _ in monomial:
            kind, *parts = checker.content(x)
            y = checker.alone(parts[0]) if kind == "inverse" else None
            if y in powers and powers[y] == powers[x]:
                del powers[x], powers[y]
        rest = tuple(sorted(powers.items()))
        total[rest] = total.get(rest, Fraction(0)) + c
    return checker.Poly(total)


def _formula(fact: checker.Fact) -> str:
    if fact[0] != "rel":
        return f"({fact[0]} {' '.join(sorted(map(_formula, fact[1])))})"
    sign, p = fact[1:]
    if sign == "!=":
        return f"(not (= {_term(p)} 0))"
    return f"({sign} {_term(p)} 0)"


def _term(p: checker.Poly) -> str:
    parts = [_product(monomial, c) for monomial, c in sorted(p.terms.items())]
    return "0" if not parts else parts[0] if len(parts) == 1 else f"(+ {' '.join(parts)})"


def _product(monomial: checker.Monomial, c: Fraction) -> str:
    factors = [number(c), *(f"x{x}" for x, n in monomial for _ in range(n))]
    return factors[0] if len(factors) == 1 else f"(* {' '.join(factors)})"
