"""The document of a certificate: what the statement says, its instance, and the facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kreissverify.certificates.schema import FORMAT
from kreissverify.evidence.counterexamples.certificate_facts import Width, one_class_facts
from kreissverify.evidence.counterexamples.parts_facts import parts_facts
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.signature import Part
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.rational import rational_string
from kreissverify.theorems import Statement
from kreissverify.theorems.certificate_trees.by_parts import PartsTrees, range_document
from kreissverify.theorems.certificate_trees.one_class import OneClassTrees

__all__ = ["claims", "document"]


def document(
    statement: Statement,
    trees: OneClassTrees | PartsTrees,
    binding: Binding,
    width: Width,
    *,
    circles: bool,
) -> dict[str, Any]:
    """Return a certificate that a statement fails on an instance, which no checker has seen yet.

    Parameters
    ----------
    statement
        The statement.
    trees
        What writes it, in the version of the format that it is written in.
    binding
        The instance.
    width
        Of bounds that cannot be met exactly.
    circles
        Whether K is bounded from above also where that takes circles.

    Raises
    ------
    ZeroDivisionError
        If an inverse does not exist, which version 1 cannot say.
    Refused, ValueError
        If a quantity has no enclosure, or the format no way to write a term.
    """
    head = {
        "format": FORMAT,
        "version": trees.version,
        "kind": "refutation",
        "theorem": {
            "id": statement.id,
            "source": statement.source,
            "text": statement.text(),
        },
        **claims(statement, trees, binding),
    }
    if isinstance(trees, OneClassTrees):
        known = one_class_facts(statement, trees, binding, width, circles=circles)
        return {**head, "facts": list(known)}
    return {**head, "facts": parts_facts(statement, trees, binding, width, circles=circles)}


def claims(
    statement: Statement, trees: OneClassTrees | PartsTrees, binding: Binding
) -> dict[str, Any]:
    """Return what a certificate claims: the conditions, and the instance with what it is one of.

    Parameters
    ----------
    statement
        The statement.
    trees
        What writes it.
    binding
        The instance.
    """
    conditions = trees.conditions(statement)
    if isinstance(trees, OneClassTrees):
        return {**conditions, "instance": _instance(statement, binding)}
    return {
        **conditions,
        "parts": {part.name: _part(part, binding) for part in statement.parts},
        "sizes": _sizes(statement, binding),
    }


def _instance(statement: Statement, binding: Binding) -> dict[str, Any]:
    return {
        **binding.instance.record(),
        # by the class that the statement is about: an instance may be of a smaller one, of which
        # the certificate would then seem to speak
        "class": statement.matrix[1].matrix_class.__name__,
        "parameters": {name: rational_string(q) for name, q in binding.parameters.items()},
    }


def _part(part: Part, binding: Binding) -> Mapping[str, Any]:
    ranges = range_document(part, binding.size)
    if part.name in binding.parameters:
        return {**ranges, "value": rational_string(binding.parameters[part.name])}
    matrix = binding.matrices[part.name]
    if isinstance(matrix, CoupledMatrix):
        return {**_blocks(matrix), **ranges}
    assert isinstance(part.of, MatrixKind)
    return {**ranges, "matrix": _complex_rows(matrix) if part.of.complex else matrix.strings()}


def _blocks(matrix: CoupledMatrix) -> dict[str, Any]:
    return {
        "sizes": [{"num": str(size)} for size in matrix.sizes],
        **matrix.kind_of_bound.document(matrix.bounds),
        "matrix": matrix.strings(),
    }


def _complex_rows(matrix: ExactMatrix) -> list[list[list[str]]]:
    rows, columns = matrix.shape
    return [
        [[rational_string(x) for x in matrix.entry(i, j)] for j in range(columns)]
        for i in range(rows)
    ]


def _sizes(statement: Statement, binding: Binding) -> dict[str, str]:
    """Return the sizes that have a name of their own: A.n belongs to the part A."""
    parts = {part.name for part in statement.parts}
    return {
        name: str(size)
        for name, size in {**_sizes_of_blocks(statement, binding), **binding.sizes}.items()
        if name not in parts and not any(name.startswith(f"{part}.") for part in parts)
    }


def _sizes_of_blocks(statement: Statement, binding: Binding) -> dict[str, int]:
    """Return the sizes of blocks that a coupled class has by name."""
    known: dict[str, int] = {}
    for part in statement.parts:
        matrix = binding.matrices.get(part.name)
        if isinstance(part.of, Quantifier) and isinstance(matrix, CoupledMatrix):
            names = zip(part.of.sizes or (), matrix.sizes, strict=False)
            known |= {name: size for name, size in names if isinstance(name, str)}
    return known
