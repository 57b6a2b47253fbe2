"""The statement language, and collecting theorem files.

`theorem` and `assume` make a `Statement` of a function; `collect` reads the files that hold them.
"""

from kreissverify.instances.parameter_domains import Domain, Integer, Real
from kreissverify.expressions.as_written import as_written, inverted
from kreissverify.theorems.authors_own import NOTHING_OWN, AuthorsOwn, own_parts
from kreissverify.theorems.collection import Collection, CollectionError, collect, load
from kreissverify.expressions.errors import StatementError, Unsupported
from kreissverify.theorems.language import assume, theorem
from kreissverify.theorems.library import (
    bundled_library,
    bundled_statement,
    bundled_statements,
    collect_named,
    named_statement,
)
from kreissverify.expressions.conditions import (
    MatrixEquality,
    block,
    exact_value,
    resolvent,
    same,
)
from kreissverify.theorems.printing import expression_latex, expression_text
from kreissverify.theorems.statement import Statement, change_of, require_unchanged

__all__ = [
    "NOTHING_OWN",
    "AuthorsOwn",
    "Collection",
    "CollectionError",
    "Domain",
    "Integer",
    "MatrixEquality",
    "Real",
    "Statement",
    "StatementError",
    "Unsupported",
    "as_written",
    "assume",
    "block",
    "bundled_library",
    "bundled_statement",
    "bundled_statements",
    "change_of",
    "collect",
    "collect_named",
    "exact_value",
    "expression_latex",
    "expression_text",
    "inverted",
    "load",
    "named_statement",
    "own_parts",
    "require_unchanged",
    "resolvent",
    "same",
    "theorem",
]
