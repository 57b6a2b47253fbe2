"""A derivation, with those of its lemmas before it, as the JSON of a proof file."""

from __future__ import annotations

import json
from typing import Any

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.derivation import Derivation, with_lemmas
from kreissverify.derivations.proof_files.evidence import has_evidence, with_evidence
from kreissverify.derivations.proof_files.steps import AT_INFINITY, steps_of
from kreissverify.derivations.proof_files.trees import ProofTrees, spelled
from kreissverify.expressions.errors import Unsupported
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import Part
from kreissverify.matrices import BlockTriangular, CoupledBlocks, Quantifier, SelfReferential
from kreissverify.theorems import Statement, bundled_statement
from kreissverify.theorems.certificate_trees.by_parts import range_document

__all__ = ["proof_document", "proof_line", "proof_text", "range_of", "require_writable"]

_CLASSES = (BlockTriangular, SelfReferential, CoupledBlocks)


def proof_document(derivation: Derivation) -> dict[str, Any]:
    """Return a proof as data, with evidence for every question that its checker asks.

    Raises
    ------
    Unsupported
        If the format has no way to write it, or no evidence is found for a question.
    """
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
        _document(of)
        return
    for part in of.parts:
        range_of(part)
    coupled = [isinstance(x.of, Quantifier) for x in of.parts if not isinstance(x.of, Domain)]
    if sum(coupled) > 1 or (any(coupled) and not all(coupled)):
        raise Unsupported("a proof has no way to write it: expected one coupled matrix, or none")
    ProofTrees(of.parts).conditions(of)


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
    variables = {part.name: range_of(part) for part in statement.parts}
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
        "statement": {"variables": variables, **trees.conditions(statement)},
        "locals": local,
        "steps": steps,
    }


def range_of(part: Part) -> dict[str, Any]:
    """Return what a variable ranges over."""
    of = part.of
    if isinstance(of, Domain):
        return range_document(part, lambda size: 0)
    if isinstance(of, MatrixKind):
        return _kind(part, of)
    plain = isinstance(of, Quantifier) and of.matrix_class in _CLASSES
    if not (plain and of.sizes is None):
        raise Unsupported(f"a proof has no way to write {part.name} in {of}")
    return {"kind": of.matrix_class.__name__, "symmetric": of.symmetric, "radii": of.radii}


def _kind(part: Part, of: MatrixKind) -> dict[str, Any]:
    """Return the kind of a matrix that is no coupled one, with its size and its spectrum."""
    written = range_document(part, lambda size: int(size) if size.is_Integer else 0)
    options = written["options"]
    if of.name not in ("Square", "Symmetric") or set(options) - {"spectrum"}:
        raise Unsupported(f"a proof has no way to write {part.name} in {of}")
    assert part.shape is not None
    rows = part.shape[0]
    size = {"num": str(rows)} if rows.is_Integer else {"symbol": str(rows.name)}
    return {
        "kind": of.name,
        "size": size,
        "spectrum": options.get("spectrum"),
        "complex": of.complex,
    }
