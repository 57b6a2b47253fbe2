"""Coupled Jacobians, their blocks and comparison matrices, named test matrices, matrix files."""

from kreissverify.matrices.blocks import BlockTriangular, CoupledBlocks, Quantifier, SelfReferential
from kreissverify.matrices.comparison import ComparisonMatrix
from kreissverify.matrices.files import load_matrix
from kreissverify.matrices.linear_quadratic import linear_quadratic
from kreissverify.matrices.matrix import InvalidMatrix, Matrix, as_matrix
from kreissverify.matrices.named import named, names

__all__ = [
    "BlockTriangular",
    "ComparisonMatrix",
    "CoupledBlocks",
    "InvalidMatrix",
    "Matrix",
    "Quantifier",
    "SelfReferential",
    "as_matrix",
    "linear_quadratic",
    "load_matrix",
    "named",
    "names",
]
