"""Coupled Jacobians, their blocks and comparison matrices, named test matrices, matrix files."""

from kreissverify.matrices.comparison_matrix import ComparisonMatrix
from kreissverify.matrices.coupled_flows import (
    BlockTriangularFlow,
    CoupledFlow,
    SelfReferentialFlow,
)
from kreissverify.matrices.coupled_matrix import CoupledMatrix
from kreissverify.matrices.files.load import load_matrix
from kreissverify.matrices.files.sparse import load_sparse_matrix
from kreissverify.matrices.gallery import named, names
from kreissverify.matrices.linear_quadratic import linear_quadratic
from kreissverify.matrices.matrix import InvalidMatrix, Matrix, as_matrix
from kreissverify.matrices.sparse.sparse_matrix import SparseMatrix
from kreissverify.matrices.two_blocks import (
    BlockTriangular,
    CoupledBlocks,
    Quantifier,
    SelfReferential,
)

__all__ = [
    "BlockTriangular",
    "BlockTriangularFlow",
    "ComparisonMatrix",
    "CoupledBlocks",
    "CoupledFlow",
    "CoupledMatrix",
    "InvalidMatrix",
    "Matrix",
    "Quantifier",
    "SelfReferential",
    "SelfReferentialFlow",
    "SparseMatrix",
    "as_matrix",
    "linear_quadratic",
    "load_matrix",
    "load_sparse_matrix",
    "named",
    "names",
]
