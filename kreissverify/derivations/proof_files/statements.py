"""What a statement says as the trees of a proof file: its variables, hypotheses and conclusion."""

from __future__ import annotations

from typing import Any

from kreissverify.derivations.proof_files.trees import ProofTrees
from kreissverify.expressions.errors import Unsupported
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import Part
from kreissverify.matrices import BlockTriangular, CoupledBlocks, Quantifier, SelfReferential
from kreissverify.theorems import Statement
from kreissverify.theorems.certificate_trees.by_parts import range_document

__all__ = ["range_of", "statement_tree"]

_CLASSES = (BlockTriangular, SelfReferential, CoupledBlocks)


def statement_tree(statement: Statement) -> dict[str, Any]:
    """Return what a statement says.

    Raises
    ------
    Unsupported
        If the format has no way to write it.
    """
    variables = {part.name: range_of(part) for part in statement.parts}
    matrices = [x.of for x in statement.parts if not isinstance(x.of, Domain)]
    coupled = [isinstance(x, Quantifier) for x in matrices]
    if sum(coupled) > 1 or (any(coupled) and not all(coupled)):
        raise Unsupported("a proof has no way to write it: expected one coupled matrix, or none")
    return {"variables": variables, **ProofTrees(statement.parts).conditions(statement)}


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
