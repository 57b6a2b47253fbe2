"""The words that theorem files and notebooks are written with: `from kreissverify import ...`.

The statement language, the classes of Jacobians, the quantities (each under its short and its long
name), enclosures, and the functions and connectives of SymPy that statements are written with.
"""

from __future__ import annotations

from sympy import (
    Abs,
    And,
    Eq,
    Equivalent,
    Implies,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    asinh,
    exp,
    log,
    sqrt,
)

from kreissverify.evidence.evaluate import Evaluation, evaluate
from kreissverify.evidence.members import members
from kreissverify.experiments.optimal_steps import OptimalSteps, optimal_step_sizes
from kreissverify.experiments.training import CouplingScalars, coupled_jacobian, coupling_scalars
from kreissverify.instances.kinds import (
    Companion,
    Diagonal,
    Nonnegative,
    Normal,
    Orthogonal,
    PositiveDefinite,
    Rectangular,
    Square,
    Stochastic,
    Symmetric,
    Toeplitz,
)
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
from kreissverify.numbers.enclosure import Enclosure, Lower, Upper
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import Quantity, enclose, registry
from kreissverify.quantities.kreiss.block_triangular import kreiss_constant_of_blocks
from kreissverify.quantities.kreiss.maximiser import KreissPeak
from kreissverify.quantities.kreiss.peaks import kreiss_peak
from kreissverify.quantities.large.lower_estimate import LowerEstimate
from kreissverify.quantities.large.operator import ResolventOperator
from kreissverify.quantities.resolvent.peak import ResolventPeak, resolvent_peak
from kreissverify.theorems import (
    Integer,
    Real,
    Statement,
    StatementError,
    adjoint,
    assume,
    block,
    collect,
    entrywise,
    example,
    family,
    identity,
    inverse,
    kron,
    matrix,
    psd,
    resolvent,
    same,
    theorem,
    zeros,
)

__all__ = [
    "Abs",
    "And",
    "BlockTriangular",
    "Companion",
    "ComparisonMatrix",
    "CoupledBlocks",
    "CouplingScalars",
    "Diagonal",
    "Enclosure",
    "Eq",
    "Equivalent",
    "Evaluation",
    "Implies",
    "Integer",
    "InvalidMatrix",
    "KreissPeak",
    "Lower",
    "LowerEstimate",
    "Matrix",
    "Max",
    "Min",
    "Ne",
    "Nonnegative",
    "Normal",
    "Not",
    "OptimalSteps",
    "Or",
    "Orthogonal",
    "Outcome",
    "Piecewise",
    "PositiveDefinite",
    "Quantity",
    "Rational",
    "Real",
    "Rectangular",
    "Refused",
    "ResolventOperator",
    "ResolventPeak",
    "SelfReferential",
    "SparseMatrix",
    "Square",
    "Statement",
    "StatementError",
    "Stochastic",
    "Symmetric",
    "Toeplitz",
    "Upper",
    "adjoint",
    "asinh",
    "assume",
    "block",
    "collect",
    "coupled_jacobian",
    "coupling_scalars",
    "enclose",
    "entrywise",
    "evaluate",
    "example",
    "exp",
    "family",
    "identity",
    "inverse",
    "kreiss_constant_of_blocks",
    "kreiss_peak",
    "kron",
    "linear_quadratic",
    "load_matrix",
    "load_sparse_matrix",
    "log",
    "matrix",
    "members",
    "named",
    "optimal_step_sizes",
    "psd",
    "registry",
    "resolvent",
    "resolvent_peak",
    "same",
    "sqrt",
    "theorem",
    "zeros",
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
