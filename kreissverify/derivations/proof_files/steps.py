"""The steps of a derivation as those of a proof file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.citations.schema import schemas
from kreissverify.derivations.deciders.limits import near_infinity
from kreissverify.derivations.deciders.positivstellensatz.decider import CERTIFICATE
from kreissverify.derivations.deciders.squares import summed_squares
from kreissverify.derivations.derivation import Derivation
from kreissverify.derivations.fact import Fact, StepKind
from kreissverify.derivations.proof_files.trees import ProofTrees, asked_of, spelled
from kreissverify.expressions.conditions import MatrixEquality
from kreissverify.expressions.errors import Unsupported
from kreissverify.matrices import Quantifier
from kreissverify.theorems import bundled_statement

__all__ = ["AT_INFINITY", "steps_of"]

#: The variable of limits: its inverse square tends to infinity.
AT_INFINITY = "u_near_0"

Step = dict[str, Any]


def steps_of(
    derivation: Derivation, trees: ProofTrees, theorem_of: Callable[[Any], int]
) -> list[Step]:
    """Return the steps, without evidence.

    Parameters
    ----------
    derivation
        A complete derivation.
    trees
        What writes its claims.
    theorem_of
        The number of an earlier theorem in the file, by its statement or id.

    Raises
    ------
    Unsupported
        If the format has no way to write one of them.
    """
    return _Writer(derivation, trees, theorem_of).steps()


class _Writer:
    """Writes the steps of one derivation."""

    def __init__(
        self, derivation: Derivation, trees: ProofTrees, theorem_of: Callable[[Any], int]
    ) -> None:
        self.facts = derivation.facts
        self.arguments = derivation.arguments
        self.trees = trees
        self.theorem_of = theorem_of
        self.places = {id(fact): i for i, fact in enumerate(self.facts)}

    def steps(self) -> list[Step]:
        """Return every step."""
        return [self._step(x, y) for x, y in zip(self.facts, self.arguments, strict=True)]

    def _step(self, fact: Fact, given: Mapping[str, Any]) -> Step:
        kind, own = self._own(fact, given)
        step = {
            "kind": kind,
            "name": fact.name,
            "claim": self.trees.tree(fact.claim),
            "given": [self.trees.tree(x) for x in fact.given],
            "uses": self._numbers(fact.uses),
            "evidence": [],
        }
        return step | own

    def _numbers(self, facts: Sequence[Fact]) -> list[int]:
        return [self.places[id(x)] for x in facts]

    def _own(self, fact: Fact, given: Mapping[str, Any]) -> tuple[str, Step]:
        """Return the kind of a step, and the fields that no other kind has."""
        tree = self.trees.tree
        match fact.kind:
            case StepKind.IDENTITY if isinstance(fact.claim, MatrixEquality):
                return "matrices", {}
            case StepKind.SQUARES:
                # the same that the step has found, where the author gave none
                found = summed_squares(fact.claim.gts - fact.claim.lts, given["terms"]) or ()
                return fact.kind, {"terms": [[tree(x) for x in pair] for pair in found]}
            case StepKind.CALCULUS:
                return fact.kind, self._calculus(fact, given["of"], asked_of(given["at"]))
            case StepKind.DECIDED if given["by"] == CERTIFICATE.name:
                return "reals", {}  # the file has a certificate of its own
            case StepKind.DECIDED:
                return fact.kind, {"by": str(given["by"])}
            case StepKind.COMBINATION:
                terms = [self._term(*x) for x in given["terms"]]
                return fact.kind, {"terms": terms, "plus": tree(asked_of(given["plus"]))}
            case StepKind.CASES:
                every, uses = self._numbers(given["facts"]), self._numbers(given["uses"])
                return fact.kind, {"cases": every, "uses": uses}
            case StepKind.INDUCTION:
                start, step = self._numbers((given["start"], given["step"]))
                places: Step = {"start": start, "step": step, "uses": []}
                return fact.kind, {**places, "variable": spelled(given["k"].name)}
            case StepKind.INSTANCE:
                values = {spelled(x.name): tree(asked_of(y)) for x, y in given["values"].items()}
                (of,) = self._numbers((given["fact"],))
                uses = self._numbers(given["uses"])
                return fact.kind, {"of": of, "values": values, "uses": uses}
            case StepKind.DEFINITION if not fact.cites:
                name, value = fact.claim.args
                return "let", {"symbol": spelled(name.name), "value": tree(value)}
            case StepKind.DEFINITION | StepKind.CLASSICAL:
                about = {x: self._any(y) for x, y in given.get("terms", {}).items()}
                _require_citable(fact.cites)
                return fact.kind, {"cites": fact.cites, "terms": about}
            case StepKind.LEMMA:
                values = {x: self._any(y) for x, y in given["parameters"].items()}
                number = self.theorem_of(given["statement"])
                of = self._of_the_lemma(given)
                return fact.kind, {"theorem": number, "of": of, "parameters": values}
        return fact.kind, {}

    def _of_the_lemma(self, given: Mapping[str, Any]) -> Any:
        """Return the coupled matrix that a lemma is used for: None for one that is about none."""
        statement = given["statement"]
        whole = bundled_statement(statement) if isinstance(statement, str) else statement
        if not any(isinstance(part.of, Quantifier) for part in whole.parts):
            return None
        return self.trees.matrix(given["self"].J if given["of"] is None else given["of"])

    def _calculus(self, fact: Fact, x: sympy.Symbol, at: sympy.Expr) -> Step:
        """Return the point of a step by calculus, and the shape of right minus left."""
        if at != sympy.oo:
            # Which argument the kernel found is in its words: the left minus the right is concave.
            smooth = any(word in fact.note for word in (" is concave in", " is convex in"))
            shape = "convex" if smooth else "falling and rising"
            return {"of": spelled(x.name), "at": self.trees.tree(at), "shape": shape}
        u = sympy.Symbol(AT_INFINITY, real=True)
        g = near_infinity(fact.claim.gts - fact.claim.lts, x, u)
        limit = {"variable": u.name, "value": self.trees.tree(g)}
        return {"of": spelled(x.name), "at": limit, "shape": "limit"}

    def _term(self, left: Any, relation: Any, right: Any) -> Step:
        claim = relation.claim if isinstance(relation, Fact) else relation
        sides = {"left": left, "right": right}
        written = {x: self.trees.tree(asked_of(y)) for x, y in sides.items()}
        return {**written, "relation": self.trees.tree(claim)}

    def _any(self, value: Any) -> Any:
        """Return a matrix or a number."""
        if isinstance(value, sympy.MatrixExpr):
            return self.trees.matrix(value)
        return self.trees.tree(asked_of(value))


def _require_citable(name: str) -> None:
    """Refuse a fact of the package that the checker has not in its table; an author's is a hole."""
    schema = schemas().get(name)
    bundled = schema is not None and schema.is_bundled
    if bundled and name not in checker.FACTS and name not in checker.NORMS:
        raise Unsupported(
            f"a proof has no way to write the fact {name}: it is not in the table of the checker"
        )
