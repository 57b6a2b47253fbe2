"""The statement language, and collecting theorem files.

`theorem` and `assume` make a `Statement` of a function; `collect` reads the files that hold them.
"""

from kreissverify.expressions.as_written import as_written, inverted
from kreissverify.expressions.body import assume
from kreissverify.expressions.conditions import (
    MatrixCondition,
    MatrixEquality,
    entrywise,
    psd,
    same,
)
from kreissverify.expressions.errors import StatementError, Unsupported
from kreissverify.expressions.operations import (
    adjoint,
    block,
    identity,
    inverse,
    kron,
    matrix,
    resolvent,
    zeros,
)
from kreissverify.instances.annotations import family
from kreissverify.instances.parameter_domains import Domain, Integer, Real
from kreissverify.theorems.authors_own import NOTHING_OWN, AuthorsOwn, own_parts
from kreissverify.theorems.collection import Collection, CollectionError, collect, load
from kreissverify.theorems.examples import example
from kreissverify.theorems.language import theorem
from kreissverify.theorems.library import (
    FIELD,
    bundled_files,
    bundled_library,
    bundled_statement,
    bundled_statements,
    collect_named,
    named_statement,
)
from kreissverify.theorems.printing import expression_latex, expression_text
from kreissverify.theorems.statement import Statement, change_of, require_unchanged

__all__ = [
    "FIELD",
    "NOTHING_OWN",
    "AuthorsOwn",
    "Collection",
    "CollectionError",
    "Domain",
    "Integer",
    "MatrixCondition",
    "MatrixEquality",
    "Real",
    "Statement",
    "StatementError",
    "Unsupported",
    "adjoint",
    "as_written",
    "assume",
    "block",
    "bundled_files",
    "bundled_library",
    "bundled_statement",
    "bundled_statements",
    "change_of",
    "collect",
    "collect_named",
    "entrywise",
    "example",
    "expression_latex",
    "expression_text",
    "family",
    "identity",
    "inverse",
    "inverted",
    "kron",
    "load",
    "matrix",
    "named_statement",
    "own_parts",
    "psd",
    "require_unchanged",
    "resolvent",
    "same",
    "theorem",
    "zeros",
]
