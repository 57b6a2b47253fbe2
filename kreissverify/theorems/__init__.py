"""The statement language, and collecting theorem files.

`theorem` and `assume` make a `Statement` of a function; `collect` reads the files that hold them.
"""

from kreissverify.instances.parameter_domains import Domain, Integer, Real
from kreissverify.theorems.collection import Collection, CollectionError, collect, load
from kreissverify.theorems.errors import StatementError, Unsupported
from kreissverify.theorems.language import assume, theorem
from kreissverify.theorems.library import (
    bundled_library,
    bundled_statement,
    bundled_statements,
    collect_named,
    named_statement,
)
from kreissverify.theorems.matrix_equality import (
    MatrixEquality,
    block,
    exact_value,
    resolvent,
    same,
)
from kreissverify.theorems.printing import expression_latex, expression_text
from kreissverify.theorems.statement import Statement

__all__ = [
    "Collection",
    "CollectionError",
    "Domain",
    "Integer",
    "MatrixEquality",
    "Real",
    "Statement",
    "StatementError",
    "Unsupported",
    "assume",
    "block",
    "bundled_library",
    "bundled_statement",
    "bundled_statements",
    "collect",
    "collect_named",
    "exact_value",
    "expression_latex",
    "expression_text",
    "load",
    "named_statement",
    "resolvent",
    "same",
    "theorem",
]
