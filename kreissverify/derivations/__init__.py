"""Derivations: why a statement holds for every member of its class, step by step.

A theorem file writes one with ``@statement.derivation``; `derive` runs it.
"""

from kreissverify.derivations.derivation import Derivation, derive
from kreissverify.derivations.errors import DerivationError, NotShown
from kreissverify.derivations.facts import Fact
from kreissverify.derivations.facts_cited.block_norms import letters
from kreissverify.derivations.formulas import Below, Finite, Majorant, OperatorNorm, Same
from kreissverify.derivations.proof import Proof

__all__ = [
    "Below",
    "Derivation",
    "DerivationError",
    "Fact",
    "Finite",
    "Majorant",
    "NotShown",
    "OperatorNorm",
    "Proof",
    "Same",
    "derive",
    "letters",
]
