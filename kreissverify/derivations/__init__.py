"""Derivations: why a statement holds for every member of its class, step by step.

A theorem file writes one with ``@statement.derivation``; `derive` runs it.
"""

from kreissverify.derivations.derivation import Derivation, derive
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.fact import Fact
from kreissverify.derivations.steps.proof import Proof
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    Finite,
    OperatorEqual,
    OperatorNorm,
)
from kreissverify.derivations.terms.operator_symbols import operator_symbols

__all__ = [
    "BlockNormMatrix",
    "Derivation",
    "DerivationError",
    "EntrywiseLessEqual",
    "Fact",
    "Finite",
    "OperatorEqual",
    "OperatorNorm",
    "Proof",
    "StepNotShown",
    "derive",
    "operator_symbols",
]
