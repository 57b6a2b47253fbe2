"""Coupled Jacobians, their blocks and comparison matrices, named test matrices, matrix files."""

from kreissverify.matrices.blocks import BlockTriangular, CoupledBlocks, Quantifier, SelfReferential
from kreissverify.matrices.comparison import ComparisonMatrix
from kreissverify.matrices.matrix import InvalidMatrix, Matrix, as_matrix

__all__ = [
    "BlockTriangular",
    "ComparisonMatrix",
    "CoupledBlocks",
    "InvalidMatrix",
    "Matrix",
    "Quantifier",
    "SelfReferential",
    "as_matrix",
]
