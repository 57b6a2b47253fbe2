"""The steps of a theorem as lemmas for Coq, each resting on the lemmas and hypotheses before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.coq.axioms import Assumed, Axioms, Script
from kreissverify.derivations.coq.refutations import Refuted, pattern
from kreissverify.derivations.coq.terms import Terms
from kreissverify.expressions.errors import Unsupported

__all__ = ["Question", "Recorded", "StepWriter", "Written", "plain", "real_parts"]


class Question(NamedTuple):
    """A claim over the reals that a step asked for, and its evidence."""

    premises: checker.Premises
    claim: checker.Fact
    entries: list[dict[str, Any]]


class Recorded(checker.Steps):
    """The steps of a theorem being checked, with their questions noted."""

    def __init__(
        self, theorem: checker.Theorem, number: int, asked: list[checker.Asked] | None
    ) -> None:
        super().__init__(theorem, number, asked)
        self.questions: list[list[Question]] = []
        self.here: list[Question] = []
        self.trees: list[Any] = []
        self.about: list[list[Shown]] = []

    def take(self, tree: Any, earlier: list[checker.Theorem], is_last: bool) -> None:
        """Check a step, and keep what it asked."""
        self.here = []
        super().take(tree, earlier, is_last)
        self.questions.append(self.here)
        self.trees.append(tree)

    def ask(self, premises: checker.Premises, claim: checker.Fact) -> None:
        """Check a question, and keep it."""
        super().ask(premises, claim)
        entries = self.evidence.of.get(claim)
        if claim[0] != "and" and entries:
            self.here.append(Question(premises, claim, entries))


Shown = checker.Shown


def real_parts(formula: checker.Formula) -> tuple[list[checker.Fact], bool]:
    """Return the parts of a conjunction that are over the reals, and whether those are all."""
    found: list[checker.Fact] = []
    whole = True
    for part in checker.conjuncts(formula):
        try:
            fact = checker.real_fact(part)
        except checker.Rejected:
            whole = whole and part[0] == "finite"
            continue
        found += sorted(fact[1], key=checker.fact_text) if fact[0] == "and" else [fact]
    return [x for x in found if not checker.evident(x)], whole


class Written(NamedTuple):
    """A step as it stands in the file: its lemma or hypothesis, and what that is about."""

    name: str
    local: list[str]
    given: list[checker.Fact]
    claim: list[checker.Fact]
    text: list[str]
    is_shown: bool  # a lemma, and no hypothesis


class _NotReal(Exception):
    """A step cannot be written as a lemma: it becomes a hypothesis."""


class _Proof:
    """The proof of one step: what is known in it, by name, and its lines."""

    def __init__(self, writer: StepWriter, names: dict[checker.Fact, str]) -> None:
        self.writer = writer
        self.names = names
        self.lines: list[str] = []

    def fresh(self) -> str:
        self.writer.count += 1
        return f"H{self.writer.count}"

    def establish(self, fact: checker.Fact) -> str:
        """Return the name of a fact, which is shown here if it is not known."""
        if fact not in self.names:
            if fact[0] == "natural":
                raise _NotReal
            text = self.writer.terms.fact(fact)
            name = self.fresh()
            if checker.evident(fact):
                self.lines.append(f"assert ({name} : {text}) by lra.")
            else:
                self.lines.append(f"assert ({name} : {text}) by exact {self.by_question(fact)}.")
            self.names[fact] = name
        return self.names[fact]

    def signs(self, given: list[checker.Fact]) -> None:
        """Note that natural numbers are at least 0."""
        for word, *parts in given:
            if word == "natural":
                name, x = self.fresh(), self.writer.terms.name(parts[0])
                natural = self.names[word, parts[0]]
                self.lines.append(f"pose proof (kv_at_least_0 {x} {natural}) as {name}.")
                sign = checker.relation(">=", checker.unknown("variable", parts[0]))
                self.names[sign] = name

    def by_question(self, fact: checker.Fact) -> str:
        for lemma in self.writer.real.get(fact, ()):
            if all(x in self.names or checker.evident(x) for x in lemma.given):
                premises = [self.establish(x) for x in lemma.given]
                local = map(self.writer.terms.name, lemma.local)
                return f"({' '.join([lemma.name, *local, *premises])})"
        raise _NotReal

    def use(self, step: Written) -> None:
        """Add what an earlier step says, whose conditions are shown."""
        premises = [self.establish(x) for x in step.given]
        local = map(self.writer.terms.name, step.local)
        self.learn(" ".join([step.name, *local, *premises]), step.claim)

    def learn(self, term: str, claim: list[checker.Fact]) -> None:
        """Add the parts of a conjunction, of which a term is the proof."""
        names = [self.fresh() for _ in claim]
        self.lines.append(f"pose proof ({term}) as {pattern(names)}.")
        for fact, name in zip(claim, names, strict=True):
            self.names.setdefault(fact, name)

    def conclude(self, claim: list[checker.Fact]) -> None:
        """Show the goal, a conjunction."""
        names = [self.establish(x) for x in claim]
        term = names[-1]
        for name in reversed(names[:-1]):
            term = f"(conj {name} {term})"
        self.lines.append(f"exact {term}.")


class StepWriter:
    """Writes the steps of one theorem."""

    def __init__(self, steps: Recorded, terms: Terms, axioms: Axioms) -> None:
        self.steps = steps
        self.terms = terms
        self.axioms = axioms
        self.count = 0
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
            given = sorted(facts - set(self.context), key=self.terms.fact)
            self.trusted += 1
            why = f"on the word of {', '.join(entry['word'])}"
            return self.assumed(f"trusted_{name}", given, [claim], why)
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
                text = self.terms.fact(fact)
                lines.append(f"  assert ({arguments[fact]} : {text}). {{ {shown.script} }}")
        given += self.axioms.naturals(sorted({y for x in assumed.values() for y in x.local}))
        local = self.terms.locals_of([given, claim, list(map(_alone, found.names))])
        premises = {fact: f"P{i}" for i, fact in enumerate(given)}
        for fact, shown in assumed.items():
            of = [self.terms.name(x) for x in shown.local]
            natural = [premises[x] for x in self.axioms.naturals(shown.local)]
            arguments[fact] = f"({' '.join([shown.name, *of, *natural])})"
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
        count = self.count
        try:
            return self.lemma(number, tree, given, claim, used)
        except _NotReal:
            self.count = count
        return self.assumed(f"step_{number}", given, claim, _reason(tree))

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
        _NotReal
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
        proof = _Proof(self, names)
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
                raise _NotReal
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
        self, proof: _Proof, tree: Any, used: list[Written], claim: list[checker.Fact]
    ) -> None:
        """Split into cases, each of which is an earlier step of this claim."""
        for one in used:
            proof.use(one)
        steps = [self.done[i] for i in tree["cases"]]
        if any(x is None for x in steps):
            raise _NotReal
        shown = [x for x in steps if x is not None]
        own = [[y for y in x.given if y[0] != "natural"] for x in shown]
        for step, conditions in zip(shown, own, strict=True):
            if all(x in proof.names for x in conditions):
                proof.use(step)
                proof.conclude(claim)
                return
        parts = [checker.joined("and", [checker.TRUE, *x]) for x in own]
        parts = [checker.joined("and", x[1] - {checker.TRUE}) if x[0] == "and" else x for x in parts]
        whole = checker.joined("or", parts)
        name = proof.establish(whole)
        if whole[0] != "or":
            raise _NotReal
        ordered = self.terms.ordered(whole)
        names = [proof.fresh() for _ in ordered]
        proof.lines.append(f"destruct {name} as {pattern(names, ' | ')}.")
        for part, label in zip(ordered, names, strict=True):
            inside = _Proof(self, dict(proof.names))
            if part[0] == "and":
                inside.learn(label, self.terms.ordered(part))
            else:
                inside.names[part] = label
            if part not in parts:
                raise _NotReal
            inside.use(shown[parts.index(part)])
            inside.conclude(claim)
            proof.lines += ["{", *(f"  {x}" for x in inside.lines), "}"]

    def cited(self, proof: _Proof, number: int, tree: Any, used: list[Written]) -> list[str]:
        """Use a fact of the table: a hypothesis, whose conditions are shown."""
        cited = checker.FACTS[tree["cites"]]
        found_in_table = self.conditions(tree)
        assert found_in_table is not None
        conditions, conclusion = found_in_table
        found, _ = real_parts(conclusion)
        if not found:
            raise _NotReal
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
        for one in uniform:
            text, name = self.uniform(proof, one, used)
            premises.append(text)
            shown.append(name)
        statement = self.terms.quantified(local, [*premises, self.both(found)])
        name = f"fact_{number}"
        proof.learn(" ".join([name, *map(self.terms.name, local), *shown]), found)
        source = plain(f"{cited.name}: {cited.source}")
        return [f"(* {source} *)", f"Hypothesis {name} : {statement}."]

    def uniform(
        self, proof: _Proof, condition: checker.ForAll, used: list[Written]
    ) -> tuple[str, str]:
        """Show a condition for every value of a new variable; return it, and its name."""
        variable = _variable(condition)
        given = [x for y in condition.given for x in real_parts(y)[0]]
        claim, _ = real_parts(condition.claim)
        given = [*self.axioms.naturals([variable]), *given]
        text = self.terms.quantified([variable], [*given, self.both(claim)])
        inside = _Proof(self, dict(proof.names))
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


def parts_of(fact: checker.Fact) -> Iterable[checker.Fact]:
    """Return the parts of a conjunction."""
    parts: Iterable[checker.Fact] = fact[1] if fact[0] == "and" else (fact,)
    return parts


def _alone(x: checker.Unknown) -> checker.Poly:
    return checker.Poly({((x, 1),): checker.UNIT})


def _variable(condition: checker.ForAll) -> str:
    """Return the variable of a condition that is for all its values."""
    x = checker.alone(condition.variable.poly)
    assert x is not None
    name: str = checker.content(x)[1]
    return name


def _reason(tree: Any) -> str:
    """Return why a step is a hypothesis."""
    return f"a step of the kind {tree['kind']}: {tree['name']}"


def plain(text: str) -> str:
    """Return a text that is safe in a comment: Coq reads strings and comments in comments."""
    return ascii(text)[1:-1].replace('"', "'").replace("(*", "( *").replace("*)", "* )")
