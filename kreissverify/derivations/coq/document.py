"""A proof file as a file for Coq: the theorems in their order, each in a section of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.coq.axioms import Axioms
from kreissverify.derivations.coq.library import LIBRARY
from kreissverify.derivations.coq.steps import Recorded, StepWriter, plain, real_parts
from kreissverify.derivations.coq.terms import Terms

__all__ = ["CoqFile", "coq_file"]


@dataclass
class CoqFile:
    """A file for Coq, and what of a proof is in it."""

    text: str = ""
    questions: int = 0
    trusted: int = 0
    lemmas: int = 0
    hypotheses: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return in a line what is shown in the file, and what it supposes."""
        word = f"{self.trusted} questions without a certificate and " if self.trusted else ""
        return (
            f"{self.questions} certificates over the reals, {self.lemmas} steps as lemmas; "
            f"supposed: {word}{len(self.hypotheses)} steps; {len(self.left_out)} steps are not "
            "over the reals"
        )


def coq_file(document: dict[str, Any]) -> CoqFile:
    """Return a proof as a self-contained file for Coq 8.16 or later.

    Raises
    ------
    Rejected
        If the proof is wrong.
    Unsupported
        If the file has no way to write a term.
    """
    every: list[Recorded] = []

    def recorded(*of: Any) -> Recorded:
        every.append(Recorded(*of))
        return every[-1]

    checker.check(document, steps=recorded)
    found = CoqFile()
    parts = [_head(document), LIBRARY]
    for number, steps in enumerate(every):
        parts += _theorem(number, steps, found)
    found.text = "\n".join(parts)
    return found


def _head(document: dict[str, Any]) -> str:
    names = ", ".join(plain(x["id"]) for x in document["theorems"])
    return f"(* {names}: what these proofs claim over the reals. See docs/coq.md. *)\n"


def _theorem(number: int, steps: Recorded, found: CoqFile) -> list[str]:
    theorem = steps.theorem
    checker.NOW.signs = theorem.reader.signs
    terms = Terms(steps.locals)
    writer = StepWriter(steps, terms, Axioms(terms, theorem.reader.signs))
    body: list[str] = []
    for i, formula in enumerate(theorem.context):
        for fact in real_parts(formula)[0]:
            if fact not in writer.context:
                name = f"given_{len(writer.context)}"
                writer.context[fact] = name
                body.append(f"Hypothesis {name} : {terms.fact(fact)}.")
    for name in theorem.reader.signs:
        sign, _ = theorem.reader.signs[name]
        fact = checker.relation(sign, checker.unknown("variable", name))
        own = name not in steps.locals and sign and fact not in writer.context
        if own and not name.startswith(f"{theorem.coupled.name}.sizes"):
            writer.context[fact] = f"given_{len(writer.context)}"
            body.append(f"Hypothesis {writer.context[fact]} : {terms.fact(fact)}.")
    for place in range(len(steps.shown)):
        body += [f"(* Step {place}: {plain(steps.trees[place]['name'])} *)"]
        body += writer.questions(place)
        step = writer.step(place)
        writer.done.append(step)
        label = f"{theorem.name}, step {place}"
        if step is None:
            found.left_out.append(label)
            body.append("(* not over the reals *)")
            continue
        body += step.text
        if step.is_shown:
            found.lemmas += 1
        else:
            found.hypotheses.append(label)
    found.questions += writer.certified
    found.trusted += writer.trusted
    title = f"Theorem_{number}"
    last = writer.done[-1]
    stated = checker.statement_text(theorem)
    end = [f"End {title}_S.", f"End {title}."]
    if last is not None:
        end.append(f"Print Assumptions {title}.{last.name}.")
    local = {terms.name(x) for x in steps.locals}
    let = {terms.name(tree["symbol"]) for tree in steps.trees if tree["kind"] == "let"}
    declared = [f"Variable {x} : R." for key, x in terms.names.items()
                if key[0] == "variable" and x not in local | let]  # fmt: skip
    declared += [
        f"Variable {name} : {'R -> ' * arity}R." for name, arity in terms.functions.items()
    ]
    return [
        f"(* {plain(theorem.name)}: {plain(stated)} *)",
        f"Module {title}.",
        f"Section {title}_S.",
        *declared,
        *body,
        *end,
        "",
    ]
