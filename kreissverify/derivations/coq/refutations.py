"""Certificates over the reals as proofs for Coq: case splits, and sums that `ring` expands."""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from math import lcm
from typing import Any

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.coq.terms import Terms, scale_of
from kreissverify.expressions.errors import Unsupported

__all__ = ["Refuted", "pattern"]

_Names = dict[checker.Fact, str]


class Refuted(checker.Refutation):
    """A certificate that was checked, and its proof over real variables without meaning."""

    def __init__(
        self,
        premises: list[checker.Fact | None],
        claim: checker.Fact,
        certificate: Any,
        reader: checker.Reader,
        terms: Terms,
    ) -> None:
        super().__init__(checker.Question(premises, claim), certificate, reader)
        self.claim = claim
        self.terms = terms
        known: set[checker.Fact] = set()
        for i, x in enumerate(self.unknowns):
            for fact in checker.axioms(x, self.unknowns[:i], reader.signs):
                self.learn(known, fact)
        for place in certificate["premises"]:
            premise = premises[place]
            assert premise is not None  # or the certificate would have been rejected
            self.learn(known, premise)
        self.names = {x: f"x{i}" for i, x in enumerate(self.unknowns)}
        for x in checker.every_direct(claim):  # a claim may have unknowns that nothing needs
            self.names.setdefault(x, f"x{len(self.names)}")
        self.fresh = count(1)
        self.used: list[checker.Fact] = []
        at = {fact: f"K{i}" for i, fact in enumerate(sorted(known, key=terms.fact))}
        self.given = dict(at)
        lines = self._denied(claim, "N0", at)
        self.script = [*lines, *self._closed(certificate["refutation"], at)]
        self.used = [fact for fact in at if fact in set(self.used) and fact in self.given]

    def core(self, name: str) -> list[str]:
        """Return the lemma of a certificate, over variables x0, x1, …"""
        variables = " ".join(self.names.values())
        claims = [*self.used, self.claim]
        statement = " -> ".join(f"({self._fact(x)})" for x in claims)
        taken = " ".join([*self.names.values(), *(self.given[x] for x in self.used)])
        return [
            f"Lemma {name} : forall {variables} : R, {statement}.",
            "Proof.",
            f"  intros {taken}. apply not_not; [kv_decide | intro N0].",
            *(f"  {line}" for line in self.script),
            "Qed.",
        ]

    def _fact(self, fact: checker.Fact) -> str:
        return self.terms.fact(fact, self.names)

    def _poly(self, p: checker.Poly, scale: int) -> str:
        return self.terms.poly(p, scale, self.names)

    def _name(self) -> str:
        return f"H{next(self.fresh)}"

    def _known(self, fact: checker.Fact, at: _Names) -> str:
        name = at[fact]
        if name == self.given.get(fact):
            self.used.append(fact)
        return name

    # The negated claim

    def _denied(self, fact: checker.Fact, name: str, at: _Names) -> list[str]:
        """Note the parts of the negation of a claim, of which ~ claim is known by a name."""
        opposite = checker.negated(fact)
        if fact[0] == "or":  # each part is denied
            parts = self.terms.ordered(fact)
            lines = []
            for i, part in enumerate(parts):
                new = self._name()
                side = _side(i, len(parts))
                lines.append(f"assert ({new} : ~ ({self._fact(part)})) "
                             f"by (intro X0; apply {name}; {side}exact X0).")  # fmt: skip
                lines += self._denied(part, new, at)
            return lines
        new = self._name()
        if fact[0] == "rel":
            at[opposite] = new
            return [f"assert ({new} : {self._fact(opposite)}) by kv_denied {name}."]
        # One of the parts of a conjunction is false, in the order of the parts that are denied.
        at[opposite] = new
        lines = [f"assert ({new} : {self._fact(opposite)}).", "{"]
        wanted = self.terms.ordered(opposite)
        for part in self.terms.ordered(fact):
            denied = checker.negated(part)
            if denied[0] != "rel" or denied not in wanted:
                raise Unsupported("a file for Coq has no way to write the negation of a claim")
            yes, no = self._name(), self._name()
            side = _side(wanted.index(denied), len(wanted))
            lines += [
                f"  assert (D0 : decidable ({self._fact(part)})) by kv_decide.",
                f"  destruct D0 as [{yes} | {no}]; [| {side}kv_denied {no}].",
            ]
        lines += [f"  exfalso; apply {name}; repeat apply conj; assumption.", "}"]
        return lines

    # Nodes

    def _closed(self, node: Any, at: _Names) -> list[str]:
        if "either" in node:
            return self._either(node, at)
        return self._sign(node, at) if "sign" in node else self._leaf(node, at)

    def _either(self, node: Any, at: _Names) -> list[str]:
        fact = self.facts[node["either"]]
        listed = [self.facts[i] for i in self.written[node["either"]][1:]]
        lines = [f"destruct {self._known(fact, at)} as "]
        names, cases = [], []
        for part in self.terms.ordered(fact):
            if part not in listed:
                raise Unsupported("a file for Coq has no way to write a disjunction in another")
            name = self._name()
            names.append(name)
            more = dict(at)
            learned = self._learned(part, name, more)
            inside = self._closed(node["cases"][listed.index(part)], more)
            cases += ["{", *(f"  {x}" for x in [*learned, *inside]), "}"]
        lines[0] += f"{pattern(names, ' | ')}."
        return [*lines, *cases]

    def _learned(self, fact: checker.Fact, name: str, at: _Names) -> list[str]:
        if fact[0] != "and":
            at[fact] = name
            return []
        names = []
        for part in self.terms.ordered(fact):
            at[part] = self._name()
            names.append(at[part])
        return [f"destruct {name} as {pattern(names)}."]

    def _sign(self, node: Any, at: _Names) -> list[str]:
        p = self.poly(node["sign"])
        signs = {
            ">=": checker.relation(">=", p), ">": checker.relation(">", p),
            "=": checker.relation("=", p), "<": checker.relation(">", -p),
        }  # fmt: skip
        order = [x for x in (">", "=", ">=", "<") if x in node["cases"]]
        known = f"kv_sign{'s' if len(order) > 2 else ''} ({self._poly(p, scale_of(p))})"
        raw = [self._name() for _ in order]
        lines = [f"destruct ({known}) as {pattern(raw, ' | ')}."]
        for sign in order:
            fact, more = signs[sign], dict(at)
            more[fact] = self._name()
            inside = self._closed(node["cases"][sign], more)
            stated = f"assert ({more[fact]} : {self._fact(fact)}) by lra."
            lines += ["{", *(f"  {x}" for x in [stated, *inside]), "}"]
        return lines

    # Leaves: Σ λ·(product of facts)·square² + Σ polynomial·equation, above 0 and 0

    def _leaf(self, node: Any, at: _Names) -> list[str]:
        products = [self._product(entry, at) for entry in node["sum"]]
        equations = [self._equation(entry, at) for entry in node["equations"]]
        whole = lcm(1, *(x[0].denominator for x in [*products, *equations]))
        products.sort(key=lambda x: not x[3])  # one that is above 0 stands first
        texts, proof = [], ""
        for weight, text, shown, strict in products:
            c = int(weight * whole)
            texts.append(f"{c} * ({text})")
            positive = f"(kv_positive {c} eq_refl)"
            if not texts[1:]:
                proof = f"(Rmult_lt_0_compat _ _ {positive} {shown})"
                continue
            shown = f"(Rlt_le _ _ {shown})" if strict else shown
            one = f"(Rmult_le_pos _ _ (Rlt_le _ _ {positive}) {shown})"
            proof = f"(kv_sum _ _ {proof} {one})"
        for weight, p, text, name in equations:
            factor = self._poly(p, int(weight * whole)) if weight else "0"
            texts.append(f"({factor}) * ({text})")
            proof = f"(kv_sum _ _ {proof} (kv_null _ _ {name}))"
        total = " + ".join(texts)
        return [f"refine (kv_contradiction ({total})", f"  {proof} _). ring."]

    def _product(self, entry: Any, at: _Names) -> tuple[Fraction, str, str, bool]:
        """Return a term's weight, its other factors, the proof that they are ≥ 0, or > 0."""
        weight = Fraction(entry[0])
        factors: list[tuple[str, str, bool]] = []
        for place in entry[1]:
            fact = self.facts[place]
            _, sign, p = fact
            name, scale = self._known(fact, at), scale_of(p)
            text = f"({self._poly(p, scale)})"
            if sign == "!=":
                weight /= scale**2
                factors.append((f"({text} * {text})", f"(kv_nonzero _ {name})", True))
            else:
                weight /= scale
                factors.append((text, name, sign == ">"))
        strict = len(entry) == 2 and all(x[2] for x in factors)
        if len(entry) == 3:
            square = self.poly(entry[2])
            scale = scale_of(square)
            weight /= scale**2
            text = f"({self._poly(square, scale)})"
            factors.append((f"({text} * {text})", f"(kv_square {text})", False))
        if not factors:
            return weight, "1", "Rlt_0_1", True
        lemma = "Rmult_lt_0_compat" if strict else "Rmult_le_pos"
        proofs = [y if strict or not z else f"(Rlt_le _ _ {y})" for _, y, z in factors]
        proof = proofs[0]
        for other in proofs[1:]:
            proof = f"({lemma} _ _ {proof} {other})"
        return weight, " * ".join(x for x, _, _ in factors), proof, strict

    def _equation(self, entry: Any, at: _Names) -> tuple[Fraction, checker.Poly, str, str]:
        """Return what an equation is multiplied by: a number that clears it, and a polynomial."""
        p, fact = self.poly(entry[0]), self.facts[entry[1]]
        scale = scale_of(fact[2])
        own = scale_of(p) * scale
        # p·q = (own·p/scale)/own·(scale·q), all of whose coefficients but 1/own are integers.
        integral = p * checker.number(Fraction(own, scale))
        text = self._poly(fact[2], scale)
        return Fraction(1, own), integral, text, self._known(fact, at)


def pattern(names: list[str], between: str = " ") -> str:
    """Return the pattern that names the parts of a conjunction, or of a disjunction (" | ")."""
    found = names[-1]
    for name in reversed(names[:-1]):
        found = f"[{name}{between}{found}]"
    return found


def _side(i: int, of: int) -> str:
    """Return the tactics that choose the i-th part of a disjunction."""
    return "right; " * i + ("left; " if i < of - 1 else "")
