"""Hypothesis strategies for the members of every registered class."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from kreissverify.instances.registry import class_of
from kreissverify.matrices import CoupledBlocks, Quantifier

__all__ = ["members"]


def members(quantifier: Quantifier) -> SearchStrategy[CoupledBlocks]:
    """Return a strategy for the members of a class; they shrink to small blocks and fractions."""
    return class_of(quantifier).strategy(quantifier)
