"""Derivations: why a statement holds for every member of its class, step by step.

A theorem file writes one with ``@statement.derivation``; `derive` runs it. A file may bring facts
to cite and deciders of its own: `register_fact` and `register_decider`.
"""

from kreissverify.derivations.citations.schema import CitedFact, ForAll
from kreissverify.derivations.citations.schema import register as register_fact
from kreissverify.derivations.deciders import bundled as bundled
from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.deciders.registry import Decider
from kreissverify.derivations.deciders.registry import register as register_decider
from kreissverify.derivations.derivation import Derivation, derive
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.fact import Fact, StepKind
from kreissverify.derivations.steps.proof import Proof
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    Finite,
    OperatorEqual,
    OperatorNorm,
)
from kreissverify.derivations.terms.matrix_terms import Invertible
from kreissverify.derivations.terms.operator_symbols import operator_symbols

__all__ = [
    "BlockNormMatrix",
    "CitedFact",
    "Decider",
    "Decision",
    "Derivation",
    "DerivationError",
    "EntrywiseLessEqual",
    "Fact",
    "Finite",
    "ForAll",
    "Invertible",
    "OperatorEqual",
    "OperatorNorm",
    "Proof",
    "StepKind",
    "StepNotShown",
    "derive",
    "operator_symbols",
    "register_decider",
    "register_fact",
]
