"""A proof file as a file for Coq: the theorems in their order, each in a section of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.coq.axioms import Axioms
from kreissverify.derivations.coq.library import LIBRARY
from kreissverify.derivations.coq.recording import Recorded, real_parts
from kreissverify.derivations.coq.steps import StepWriter, plain
from kreissverify.derivations.coq.terms import Terms

__all__ = ["CoqFile", "coq_file"]


@dataclass
class CoqFile:
    """A file for Coq, and what of a proof is in it: steps are named by theorem and number."""

    text: str = ""
    certificates: int = 0
    lemmas: int = 0
    trusted: int = 0
    hypotheses: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return in a line what is shown in the file, and what it supposes."""
        return (
            f"{self.certificates} certificates and {self.lemmas} steps as lemmas; supposed are "
            f"{len(self.hypotheses)} steps and {self.trusted} questions without a certificate; "
            f"{len(self.left_out)} steps are not over the reals (the file lists them)"
        )

    def record(self) -> dict[str, Any]:
        """Return the same as JSON."""
        counts = {"certificates": self.certificates, "lemmas": self.lemmas}
        lists = {"hypotheses": self.hypotheses, "left_out": self.left_out}
        return {**counts, "trusted": self.trusted, **lists}


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
    parts = [y for i, steps in enumerate(every) for y in _theorem(i, steps, found)]
    found.text = "\n".join([*_head(document, found), LIBRARY, *parts])
    return found


def _head(document: dict[str, Any], found: CoqFile) -> list[str]:
    names = ", ".join(plain(x["id"]) for x in document["theorems"])
    supposed = [f"     {plain(x)}" for x in found.hypotheses]
    left_out = [f"     {plain(x)}" for x in found.left_out]
    return [
        f"(* {names}:",
        "   what these proofs claim over the reals, written by kreissverify prove --coq.",
        f"   Lemmas: {found.certificates} certificates (core_, real_), {found.lemmas} steps.",
        f"   Hypotheses: facts cited (fact_); {found.trusted} questions on a solver's word",
        "   (trusted_); what is known of some functions (known_); and these steps:",
        *supposed,
        "   Not over the reals, and left out:",
        *left_out,
        "*)",
        "",
    ]


def _theorem(number: int, steps: Recorded, found: CoqFile) -> list[str]:
    """Return a theorem as a section, whose hypotheses are premises of its lemmas outside of it."""
    theorem = steps.theorem
    checker.NOW.signs = theorem.reader.signs
    terms = Terms(steps.locals)
    writer = StepWriter(steps, terms, Axioms(terms, theorem.reader.signs))
    body = _context(writer, theorem)
    last = ""
    for place, tree in enumerate(steps.trees):
        body.append(f"(* Step {place}: {plain(tree['name'])} *)")
        body += writer.questions(place)
        step = writer.step(place)
        writer.done.append(step)
        label = f"{theorem.name}, step {place} ({tree['kind']})"
        if step is None:
            found.left_out.append(label)
            body.append("(* not over the reals *)")
            continue
        body += step.text
        if step.is_shown:
            found.lemmas += 1
            last = step.name if tree["kind"] != "let" else last
        else:
            found.hypotheses.append(label)
    found.certificates += writer.certified
    found.trusted += writer.trusted
    title = f"Theorem_{number}"
    return [
        f"(* {plain(theorem.name)}: {plain(checker.statement_text(theorem))} *)",
        f"Module {title}.",
        f"Section {title}_section.",
        *_declared(terms, steps),
        *body,
        f"End {title}_section.",
        f"End {title}.",
        *([f"Print Assumptions {title}.{last}."] if last else []),
        "",
    ]


def _context(writer: StepWriter, theorem: checker.Theorem) -> list[str]:
    """Return the context of a theorem as hypotheses, and what is declared of its variables."""
    signs = theorem.reader.signs
    declared = [
        checker.relation(sign, checker.unknown("variable", name))
        for name, (sign, _) in signs.items()
        if sign and name not in writer.terms.local
    ]
    lines = []
    for fact in [*(x for y in theorem.context for x in real_parts(y)[0]), *declared]:
        if fact not in writer.context:
            name = writer.context[fact] = f"given_{len(writer.context)}"
            lines.append(f"Hypothesis {name} : {writer.terms.fact(fact)}.")
    return lines


def _declared(terms: Terms, steps: Recorded) -> list[str]:
    """Return the variables of a section: the theorem's numbers, and functions without meaning."""
    named = {terms.name(x["symbol"]) for x in steps.trees if x["kind"] == "let"}
    named |= {terms.name(x) for x in steps.locals}
    numbers = [x for key, x in terms.names.items() if key[0] == "variable" and x not in named]
    lines = [f"Variable {x} : R." for x in numbers]
    return lines + [f"Variable {x} : {'R -> ' * n}R." for x, n in terms.functions.items()]
