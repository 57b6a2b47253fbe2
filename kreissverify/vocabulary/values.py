"""Matrices, their files, the quantities, and what these return."""

from __future__ import annotations

from kreissverify.matrices import (
    BlockTriangular,
    ComparisonMatrix,
    CoupledBlocks,
    InvalidMatrix,
    Matrix,
    SelfReferential,
    SparseMatrix,
    linear_quadratic,
    load_matrix,
    load_sparse_matrix,
    named,
)
from kreissverify.numbers.enclosure import (
    Enclosure,
    Lower,
    Upper,
)
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import (
    Quantity,
    enclose,
    registry,
)
from kreissverify.quantities.kreiss.block_triangular import kreiss_constant_of_blocks
from kreissverify.quantities.kreiss.maximiser import KreissPeak
from kreissverify.quantities.kreiss.peaks import kreiss_peak
from kreissverify.quantities.large.lower_estimate import LowerEstimate
from kreissverify.quantities.large.operator import ResolventOperator
from kreissverify.quantities.resolvent.peak import (
    ResolventPeak,
    resolvent_peak,
)

__all__ = [
    "BlockTriangular",
    "ComparisonMatrix",
    "CoupledBlocks",
    "Enclosure",
    "InvalidMatrix",
    "KreissPeak",
    "Lower",
    "LowerEstimate",
    "Matrix",
    "Outcome",
    "Quantity",
    "Refused",
    "ResolventOperator",
    "ResolventPeak",
    "SelfReferential",
    "SparseMatrix",
    "Upper",
    "enclose",
    "kreiss_constant_of_blocks",
    "kreiss_peak",
    "linear_quadratic",
    "load_matrix",
    "load_sparse_matrix",
    "named",
    "registry",
    "resolvent_peak",
]
__all__ += sorted(
    {name for q in registry().values() if not q.continuous for name in (q.name, q.long_name)}
)


def __getattr__(name: str) -> Quantity:
    """Return a quantity by its short or long name: `K` is `kreiss_constant`, and so on.

    They come from the registry, so that a new quantity is one new file and no edit here. Those of
    flows are in `kreissverify.continuous`.
    """
    for quantity in registry().values():
        if not quantity.continuous and name in (quantity.name, quantity.long_name):
            return quantity
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
