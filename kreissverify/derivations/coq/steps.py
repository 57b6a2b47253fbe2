"""The steps of a theorem as lemmas for Coq, each resting on the lemmas and hypotheses before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.coq.axioms import Assumed, Axioms
from kreissverify.derivations.coq.recording import Question, Recorded, parts_of, real_parts
from kreissverify.derivations.coq.refutations import Refuted, pattern
from kreissverify.derivations.coq.step_proofs import NotReal, Proof, Written
from kreissverify.derivations.coq.terms import Terms

__all__ = ["StepWriter", "plain"]


class StepWriter:
    """Writes the steps of one theorem."""

    def __init__(self, steps: Recorded, terms: Terms, axioms: Axioms) -> None:
        self.steps = steps
        self.terms = terms
        self.axioms = axioms
        self.real: dict[checker.Fact, list[Written]] = {}
        self.done: list[Written | None] = []
        self.context: dict[checker.Fact, str] = {}
        self.trusted = 0
        self.certified = 0

    # Questions

    def questions(self, number: int) -> Iterator[str]:
        """Yield the lemmas of the questions of a step."""
        seen: set[int] = set()
        for question in self.steps.questions[number]:
            for entry in question.entries:
                if "word" not in entry and id(entry) in seen:
                    continue
                seen.add(id(entry))
                try:
                    lemma = self.question(question, entry, f"{number}_{len(seen)}")
                except checker.Rejected:  # a certificate from other premises
                    seen.discard(id(entry))
                    continue
                self.real.setdefault(question.claim, []).append(lemma)
                yield from lemma.text
                break

    def question(self, question: Question, entry: dict[str, Any], name: str) -> Written:
        """Return the lemma of a question; it is a hypothesis if a solver's word is its evidence."""
        claim = question.claim
        if "word" in entry:
            facts = {x for f in question.premises.facts if f is not None for x in parts_of(f)}
            self.trusted += 1
            why = f"on the word of {', '.join(entry['word'])}"
            every = sorted(facts - set(self.context), key=self.terms.fact)
            return self.assumed(f"trusted_{name}", every, [claim], why)
        reader = self.steps.reader
        found = Refuted(question.premises.facts, claim, entry["certificate"], reader, self.terms)
        self.certified += 1
        lines: list[str] = []
        arguments: dict[checker.Fact, str] = {}
        assumed: dict[checker.Fact, Assumed] = {}
        given: list[checker.Fact] = []
        for fact in found.used:
            shown = self.axioms.shown(fact, found.unknowns, reader.signs, self.context)
            if shown is None:
                given.append(fact)
            elif isinstance(shown, str):
                arguments[fact] = shown
            elif isinstance(shown, Assumed):
                assumed[fact] = shown
            else:
                arguments[fact] = f"A{len(arguments)}"
                says = self.terms.fact(fact)
                lines.append(f"  assert ({arguments[fact]} : {says}). {{ {shown.script} }}")
        given += self.axioms.naturals(sorted({y for x in assumed.values() for y in x.local}))
        local = self.terms.locals_of([given, claim, list(map(_alone, found.names))])
        premises = {fact: f"P{i}" for i, fact in enumerate(given)}
        for fact, axiom in assumed.items():
            of = [self.terms.name(x) for x in axiom.local]
            natural = [premises[x] for x in self.axioms.naturals(axiom.local)]
            arguments[fact] = f"({' '.join([axiom.name, *of, *natural])})"
        values = [self.terms.unknown(x) for x in found.names]
        known = arguments | premises
        core = " ".join([f"core_{name}", *values, *(known[x] for x in found.used)])
        statement = self.terms.quantified(local, [*given, claim])
        text = [
            *self.axioms.taken(),
            *found.core(f"core_{name}"),
            f"Lemma real_{name} : {statement}.",
            "Proof.",
            f"  intros {' '.join([*map(self.terms.name, local), *premises.values()])}.",
            *lines,
            f"  exact ({core}).",
            "Qed.",
        ]
        return Written(f"real_{name}", local, given, [claim], text, True)

    # Steps

    def assumed(
        self, name: str, given: list[checker.Fact], claim: list[checker.Fact], why: str
    ) -> Written:
        """Return a step that the file takes as a hypothesis."""
        local = self.terms.locals_of([given, claim])
        given = [*self.axioms.naturals(local), *(x for x in given if x not in self.context)]
        statement = self.terms.quantified(local, [*given, self.both(claim)])
        text = [f"(* {plain(why)} *)", f"Hypothesis {name} : {statement}."]
        return Written(name, local, given, claim, text, False)

    def both(self, claim: list[checker.Fact]) -> str:
        """Return a conjunction."""
        if len(claim) == 1:
            return self.terms.fact(claim[0])
        return " /\\ ".join(f"({self.terms.fact(x)})" for x in claim)

    def step(self, number: int) -> Written | None:
        """Return a step; None if nothing of its claim is over the reals."""
        shown, tree = self.steps.shown[number], self.steps.trees[number]
        claim, _ = real_parts(shown.claim)
        if not claim:
            return None
        given = [x for y in shown.given for x in real_parts(y)[0]]
        given = [x for x in dict.fromkeys(given) if x not in self.context]
        uses = [self.done[i] for i in tree["uses"]]
        used = [x for x in uses if x is not None]
        try:
            return self.lemma(number, tree, given, claim, used)
        except NotReal:
            return self.assumed(f"{tree['kind']}_{number}", given, claim, tree["name"])

    def lemma(
        self,
        number: int,
        tree: Any,
        given: list[checker.Fact],
        claim: list[checker.Fact],
        used: list[Written],
    ) -> Written:
        """Return a step as a lemma.

        Raises
        ------
        NotReal
            If it is no step over the reals.
        """
        kind = tree["kind"]
        if kind == "let":
            return self.named(number, tree, claim)
        extra: list[str] = []
        rests_on = [*used, *(self.done[i] for i in tree.get("cases", []))]
        inside = {x for y in rests_on if y is not None for x in y.local}
        local = sorted({*self.terms.locals_of([given, claim]), *inside} - self.new_in(tree))
        names = dict(self.context)
        given = [*self.axioms.naturals(local), *given]
        for i, fact in enumerate(given):
            names[fact] = f"P{i}"
        proof = Proof(self.terms, self.real, names)
        proof.signs(given)
        match kind:
            case "reals" | "identity" | "repeated":
                for one in used:
                    proof.use(one)
            case "cases":
                self.cases(proof, tree, used, claim)
            case "definition" | "classical" if tree["cites"] in checker.FACTS:
                extra = self.cited(proof, number, tree, used)
            case _:
                raise NotReal
        if kind != "cases":
            proof.conclude(claim)
        statement = self.terms.quantified(local, [*given, self.both(claim)])
        text = [
            *extra,
            f"Lemma step_{number} : {statement}.",
            "Proof.",
            f"  intros {' '.join([*map(self.terms.name, local), *(names[x] for x in given)])}.",
            *(f"  {x}" for x in proof.lines),
            "Qed.",
        ]
        return Written(f"step_{number}", local, given, claim, text, True)

    def conditions(self, tree: Any) -> tuple[list[Any], checker.Formula] | None:
        """Return what the fact that a step cites needs, and what it gives."""
        cited = checker.FACTS.get(tree.get("cites"))
        if cited is None:
            return None
        kinds = cited.terms.items()
        terms = {x: checker.TERMS[kind](self.steps, tree["terms"][x]) for x, kind in kinds}
        return cited.says(**terms)

    def new_in(self, tree: Any) -> set[str]:
        """Return the variables of which a fact that a step cites is about every value."""
        cited = self.conditions(tree)
        uniform = [x for x in cited[0] if isinstance(x, checker.ForAll)] if cited else []
        return {_variable(x) for x in uniform}

    def named(self, number: int, tree: Any, claim: list[checker.Fact]) -> Written:
        """Return a new name, a variable with its value as a hypothesis: it can always be met."""
        name = self.terms.name(tree["symbol"])
        text = [
            f"Variable {name} : R.",
            f"Hypothesis step_{number} : {self.both(claim)}.",
        ]
        return Written(f"step_{number}", [], [], claim, text, True)

    def cases(
        self, proof: Proof, tree: Any, used: list[Written], claim: list[checker.Fact]
    ) -> None:
        """Split into cases, each of which is an earlier step of this claim."""
        for one in used:
            proof.use(one)
        steps = [self.done[i] for i in tree["cases"]]
        if any(x is None for x in steps):
            raise NotReal
        shown = [x for x in steps if x is not None]
        own = [[y for y in x.given if y[0] != "natural"] for x in shown]
        for step, conditions in zip(shown, own, strict=True):
            if all(x in proof.names for x in conditions):
                proof.use(step)
                proof.conclude(claim)
                return
        parts = [checker.joined("and", [checker.TRUE, *x]) for x in own]
        parts = [
            checker.joined("and", x[1] - {checker.TRUE}) if x[0] == "and" else x for x in parts
        ]
        whole = checker.joined("or", parts)
        name = proof.establish(whole)
        if whole[0] != "or":
            raise NotReal
        ordered = self.terms.ordered(whole)
        names = [proof.fresh() for _ in ordered]
        proof.lines.append(f"destruct {name} as {pattern(names, ' | ')}.")
        for part, label in zip(ordered, names, strict=True):
            inside = proof.inside()
            if part[0] == "and":
                inside.learn(label, self.terms.ordered(part))
            else:
                inside.names[part] = label
            if part not in parts:
                raise NotReal
            inside.use(shown[parts.index(part)])
            inside.conclude(claim)
            proof.lines += ["{", *(f"  {x}" for x in inside.lines), "}"]

    def cited(self, proof: Proof, number: int, tree: Any, used: list[Written]) -> list[str]:
        """Use a fact of the table: a hypothesis, whose conditions are shown."""
        cited = checker.FACTS[tree["cites"]]
        found_in_table = self.conditions(tree)
        assert found_in_table is not None
        conditions, conclusion = found_in_table
        found, _ = real_parts(conclusion)
        if not found:
            raise NotReal
        uniform = [x for x in conditions if isinstance(x, checker.ForAll)]
        needed = [x for y in conditions if not isinstance(y, checker.ForAll)
                 for x in real_parts(y)[0]]  # fmt: skip
        local = self.terms.locals_of([needed, found])
        needed = [*self.axioms.naturals(local), *needed]
        if not uniform:
            for one in used:
                proof.use(one)
        premises: list[checker.Fact | str] = [*needed]
        shown = [proof.establish(x) for x in needed]
        for condition in uniform:
            text, name = self.uniform(proof, condition, used)
            premises.append(text)
            shown.append(name)
        statement = self.terms.quantified(local, [*premises, self.both(found)])
        name = f"fact_{number}"
        proof.learn(" ".join([name, *map(self.terms.name, local), *shown]), found)
        source = plain(f"{cited.name}: {cited.source}")
        return [f"(* {source} *)", f"Hypothesis {name} : {statement}."]

    def uniform(
        self, proof: Proof, condition: checker.ForAll, used: list[Written]
    ) -> tuple[str, str]:
        """Show a condition for every value of a new variable; return it, and its name."""
        variable = _variable(condition)
        given = [x for y in condition.given for x in real_parts(y)[0]]
        claim, _ = real_parts(condition.claim)
        given = [*self.axioms.naturals([variable]), *given]
        text = self.terms.quantified([variable], [*given, self.both(claim)])
        inside = proof.inside()
        taken = [inside.fresh() for _ in given]
        inside.names.update(zip(given, taken, strict=True))
        inside.signs(given)
        for one in used:
            inside.use(one)
        inside.conclude(claim)
        name = proof.fresh()
        intros = " ".join([self.terms.name(variable), *taken])
        proof.lines += [f"assert ({name} : {text}).", "{", f"  intros {intros}."]
        proof.lines += [*(f"  {x}" for x in inside.lines), "}"]
        return text, name


def _alone(x: checker.Unknown) -> checker.Poly:
    return checker.Poly({((x, 1),): checker.UNIT})


def _variable(condition: checker.ForAll) -> str:
    """Return the variable of a condition that is for all its values."""
    x = checker.alone(condition.variable.poly)
    assert x is not None
    name: str = checker.content(x)[1]
    return name


def plain(text: str) -> str:
    """Return a text that is safe in a comment: Coq reads strings and comments in comments."""
    return ascii(text)[1:-1].replace('"', "'").replace("(*", "( *").replace("*)", "* )")
