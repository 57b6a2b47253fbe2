"""A derivation, with those of its lemmas before it, as the JSON of a proof file."""

from __future__ import annotations

import json
from typing import Any

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.derivation import Derivation, in_full, with_lemmas
from kreissverify.derivations.proof_files.evidence import has_evidence, with_evidence
from kreissverify.derivations.proof_files.statements import statement_tree
from kreissverify.derivations.proof_files.steps import AT_INFINITY, steps_of
from kreissverify.derivations.proof_files.trees import ProofTrees, spelled
from kreissverify.expressions.errors import Unsupported
from kreissverify.theorems import Statement, bundled_statement

__all__ = ["proof_document", "proof_line", "proof_text", "require_writable"]


def proof_document(derivation: Derivation) -> dict[str, Any]:
    """Return a proof as data, with evidence for every question that its checker asks.

    Raises
    ------
    Unsupported
        If the format has no way to write it, or no evidence is found for a question.
    """
    derivation = in_full(derivation)
    # Before anything is searched for: what cannot be written is refused at once.
    whole = _document(derivation)
    # Each lemma in a document of its own first: how the checker numbers unknowns, and so which
    # certificate is found, depends on what stands before. So a lemma has one proof in all files.
    for lemma in with_lemmas(derivation)[:-1]:
        document = _document(lemma)
        if not has_evidence(document):
            with_evidence(document)
    return with_evidence(whole)


def require_writable(of: Statement | Derivation) -> None:
    """Refuse what the format has no way to write, before any evidence is searched for.

    Parameters
    ----------
    of
        A statement, of which only what it says is looked at; or a derivation, with its lemmas.

    Raises
    ------
    Unsupported
        If the format has no way to write it.
    """
    if isinstance(of, Derivation):
        _document(in_full(of))
        return
    statement_tree(of)


def _document(derivation: Derivation) -> dict[str, Any]:
    """Return a proof without evidence."""
    every = with_lemmas(derivation)
    places = {one.statement.digest: place for place, one in enumerate(every)}

    def number_of(lemma: Statement | str) -> int:
        return places[_statement(lemma).digest]

    theorems = [_theorem(one, number_of) for one in every]
    return {"format": "kreissverify-proof", "version": 1, "theorems": theorems}


def proof_text(document: dict[str, Any]) -> str:
    """Return a proof as the text of its file: the same bytes for the same proof.

    Raises
    ------
    Unsupported
        If it is longer than the checker reads.
    """
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    if len(text) >= checker.MAX_BYTES:
        raise Unsupported(f"the proof has {len(text)} bytes, and the checker reads 8 MiB")
    return text + "\n"


def proof_line(document: dict[str, Any]) -> str:
    """Return in a line what the checker finds in a proof."""
    found = checker.check(document)
    exact = f"{found.steps} steps of {found.theorems} theorems, {len(found.cited)} facts cited"
    if not found.holes:
        return f"{exact}, nothing on trust"
    return f"{exact}, {len(found.holes)} questions on trust (kreissverify check lists them)"


def _statement(lemma: Statement | str) -> Statement:
    return bundled_statement(lemma) if isinstance(lemma, str) else lemma


def _theorem(derivation: Derivation, number_of: Any) -> dict[str, Any]:
    statement = derivation.statement
    trees = ProofTrees(statement.parts)
    local = {
        spelled(x): "natural" if y.is_integer else "real" for x, y in derivation.locals.items()
    }
    steps = steps_of(derivation, trees, number_of)
    if any(step.get("shape") == "limit" for step in steps):
        local[AT_INFINITY] = "real"
    return {
        "id": statement.id,
        "source": statement.source,
        "text": statement.text(),
        "statement": statement_tree(statement),
        "locals": local,
        "steps": steps,
    }
