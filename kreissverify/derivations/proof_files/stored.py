"""The proofs that the bundled library carries as files, and its lemmas shown by them.

A statement of the library that another file cites as a lemma is proved already, and its proof lies
beside it as data. To check that takes tenths of a second where its derivation takes seconds. The
file is believed in nothing: the standalone checker does every step of it again, nothing of it may
be on trust, and what it then proves has to be the statement as it stands now, as a tree. So a file
that is damaged, of another statement or forged shows nothing, and the lemma is derived.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.proof_files.statements import statement_tree
from kreissverify.expressions.errors import Unsupported
from kreissverify.theorems import Statement, bundled_library, bundled_statement, own_parts

__all__ = [
    "FOLDER",
    "StoredProof",
    "StoredTheorem",
    "is_in_library",
    "proof_file",
    "stored_proof",
    "text_of",
]

#: The folder of the proofs as data, in the folder of the library.
FOLDER = "proof_files"


@dataclass(frozen=True)
class StoredTheorem:
    """What the checker found of one theorem of a file.

    Attributes
    ----------
    id
        The id of its statement.
    steps
        How many steps it has, each of them exact.
    cites
        The names of the definitions and textbook facts that it cites.
    """

    id: str
    steps: int
    cites: tuple[str, ...]


@dataclass(frozen=True)
class StoredProof:
    """The proof of a bundled statement as a file that was checked just now.

    Attributes
    ----------
    statement
        What it proves.
    theorems
        The lemmas and theirs, and the statement itself last.
    """

    statement: Statement
    theorems: tuple[StoredTheorem, ...]


def proof_file(identifier: str) -> Path:
    """Return the file of the proof of a bundled statement, whether it is there or not."""
    return bundled_library() / FOLDER / f"{identifier}.json.gz"


def text_of(file: Path) -> str:
    """Return the text of a compressed file of the library; empty if there is none."""
    return gzip.decompress(file.read_bytes()).decode() if file.is_file() else ""


def stored_proof(statement: Statement) -> StoredProof | None:
    """Return the proof of a bundled statement that the library carries, if the checker accepts it.

    None if the statement is none of the library's, and if the file of its proof is missing, is
    rejected, leaves anything on trust, or proves another statement.

    Examples
    --------
    >>> from kreissverify.derivations.proof_files.stored import stored_proof
    >>> from kreissverify.theorems import bundled_statement
    >>> [(x.id, x.steps) for x in stored_proof(bundled_statement("E3.radius")).theorems]
    [('comparison.powers', 12), ('E3.radius', 3)]
    """
    # A proof that its author brings could be of his own kind of matrices under the name of ours.
    if not _is_bundled(statement) or own_parts(statement):
        return None
    try:
        said = _canonical(statement_tree(statement))
    except Unsupported:
        return None
    theorems = _checked(proof_file(statement.id), said)
    return None if theorems is None else StoredProof(statement, theorems)


def is_in_library(statement: Statement) -> bool:
    """Say whether the file of a statement is one of the bundled library's."""
    try:
        return statement.file.is_relative_to(bundled_library())
    except FileNotFoundError:  # it is not installed
        return False


def _is_bundled(statement: Statement) -> bool:
    """Say whether a statement is one of the library's: by identity, as ids may be written down."""
    # by its file first: a search for an id that is not there runs every file of the library
    return is_in_library(statement) and bundled_statement(statement.id) is statement


def _canonical(tree: Any) -> str:
    """Return a tree as text, which tells 1 from true and from 1.0, as equality does not."""
    return json.dumps(tree, sort_keys=True)


@cache
def _checked(file: Path, said: str) -> tuple[StoredTheorem, ...] | None:
    """Return what the checker finds in a file; None if it does not prove what is said."""
    done: list[checker.Steps] = []

    def followed(*arguments: Any) -> checker.Steps:
        done.append(checker.Steps(*arguments))
        return done[-1]

    try:
        found = checker.check(checker.load(str(file)), steps=followed)
    except (checker.Rejected, OSError):
        return None
    # A lemma that is only stated has no steps to be counted, even where nothing rests on it.
    whole = not found.holes and len(done) == found.theorems
    if not whole or _canonical(found.theorem.tree) != said:
        return None
    return tuple(StoredTheorem(x.theorem.name, len(x.shown), tuple(sorted(x.cited))) for x in done)
