"""What is known of unknowns by what they are, shown in Coq or taken as a named hypothesis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.coq.terms import Terms

__all__ = ["Assumed", "Axioms", "Script"]


class Script(NamedTuple):
    """Tactics that show an axiom."""

    script: str


class Assumed(NamedTuple):
    """A hypothesis for an axiom: its name, and the variables that it is for."""

    name: str
    local: list[str]


class Axioms:
    """The axioms of the unknowns of one theorem."""

    def __init__(self, terms: Terms, signs: checker.Signs) -> None:
        self.terms = terms
        self.signs = signs
        self.assumed: dict[checker.Fact, str] = {}
        self.new: list[str] = []

    def naturals(self, local: Iterable[str]) -> list[checker.Fact]:
        """Return that variables of the proof are natural numbers, where they are declared so."""
        return [("natural", x) for x in local if self.signs[x][1]]

    def shown(
        self,
        fact: checker.Fact,
        unknowns: list[checker.Unknown],
        signs: checker.Signs,
        context: dict[checker.Fact, str],
    ) -> Script | Assumed | str | None:
        """Return how an axiom is shown: by tactics, or by name; None if a fact is a premise."""
        if fact in context:
            return context[fact]
        for i, x in enumerate(unknowns):
            every = set(_parts(checker.axioms(x, unknowns[:i], signs)))
            if fact not in every:
                continue
            kind, *parts = checker.content(x)
            if kind == "variable":
                return None  # a local variable: what is declared of it is a premise
            script = self._script(kind, parts, x, fact, unknowns[:i])
            return Script(script) if script else self._hypothesis(kind, fact)
        return None

    def taken(self) -> list[str]:
        """Return the hypotheses that are new since the last call."""
        new, self.new = self.new, []
        return new

    def _script(
        self,
        kind: str,
        parts: list[Any],
        x: checker.Unknown,
        fact: checker.Fact,
        before: list[checker.Unknown],
    ) -> str:
        match kind:
            case "inverse":
                return f"destruct (kv_inverse ({self.terms.poly(parts[0])})); kv_one."
            case "root":
                p = self.terms.poly(parts[0])
                return f"destruct (kv_root ({p})) as [E0 | [E0 F0]]; kv_one."
            case "abs":
                p = self.terms.poly(parts[0])
                return f"destruct (kv_abs ({p})) as [[E0 F0] | [E0 F0]]; kv_one."
            case "max" | "min" | "piecewise":
                unfolded = {"max": "unfold Rmax; ", "min": "unfold Rmin; "}.get(kind, "")
                return f"{unfolded}kv_cases."
            case "exp":
                return self._exponential(parts[0], x, fact, before)
        return ""

    def _exponential(
        self, p: checker.Poly, x: checker.Unknown, fact: checker.Fact, before: list[checker.Unknown]
    ) -> str:
        u = checker.Poly({((x, 1),): checker.UNIT})
        if fact == checker.relation(">", u):
            return "apply exp_pos."
        others = [(checker.NONE, checker.ONE)]
        for y in before:
            if checker.content(y)[0] == "exp":
                others.append((checker.content(y)[1], checker.Poly({((y, 1),): checker.UNIT})))
        text = self.terms.poly
        for r, v in others:
            gap = p - r
            end = "rewrite ?exp_0 in *; kv_one."
            zero = "" if r.terms else "pose proof exp_0 as Z0; "
            equal = checker.relation("=", u - v)
            if fact == checker.joined("or", [checker.relation("!=", gap), equal]):
                return f"destruct (kv_exp ({text(p)}) ({text(r)})); {end}"
            if len(gap.terms) != 1:
                continue
            ((monomial, k),) = gap.terms.items()
            kind, *parts = checker.content(monomial[0][0]) if monomial else ("",)
            if kind != "log" or k.denominator != 1:
                continue
            n = abs(int(k))
            factor = parts[0].to(n)
            equal = checker.relation("=", u - factor * v if k > 0 else u * factor - v)
            if fact == checker.joined("or", [checker.relation(">=", -parts[0]), equal]):
                lemma = "kv_exp_log" if k > 0 else "kv_exp_log_below"
                found = f"{lemma} {n} ({text(parts[0])}) ({text(p)}) ({text(r)})"
                shown = f"{found} ltac:(simpl; lra)"
                return f"{zero}destruct ({shown}); simpl in *; {end}"
        return ""

    def _hypothesis(self, kind: str, fact: checker.Fact) -> Assumed:
        local = self.terms.locals_of(fact)
        if fact not in self.assumed:
            name = f"known_{len(self.assumed)}"
            statement = self.terms.quantified(local, [*self.naturals(local), fact])
            what = {"quantity": "no value is below", "size": "a norm"}.get(kind, f"of {kind}")
            self.new += [f"(* {what} *)", f"Hypothesis {name} : {statement}."]
            self.assumed[fact] = name
        return Assumed(self.assumed[fact], local)


def _parts(facts: Iterable[checker.Fact]) -> Iterable[checker.Fact]:
    for fact in facts:
        yield from fact[1] if fact[0] == "and" else (fact,)
