"""The proofs that the bundled library carries, written anew: ``make proofs``.

    python -m kreissverify.derivations.proof_files.library [--jobs J] [--fresh]

Beside the theorem files are then the proofs as data, one file a statement with its lemmas, which
`kreissverify check` re-checks; and the certificates of everything that the kernel itself asks over
the real numbers, with which `verify` and `prove` show the derivations again without solvers.
What the files hold already is kept where it is right still; with --fresh all is found anew.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kreissverify.certificates.proof_checker import Rejected, check
from kreissverify.derivations.deciders.asked import open_questions, searching
from kreissverify.derivations.deciders.stored_certificates import (
    FILE,
    Entries,
    asking_solvers,
    certificates_text,
    stored_entries,
)
from kreissverify.derivations.derivation import Derivation, derive, in_full, with_lemmas
from kreissverify.derivations.proof_files.document import proof_document, proof_text
from kreissverify.derivations.proof_files.evidence import forget_evidence, remember_evidence
from kreissverify.derivations.proof_files.search import CertificateSearch, forget_searches
from kreissverify.derivations.proof_files.stored import proof_file, text_of
from kreissverify.expressions.errors import Unsupported
from kreissverify.system.atomic_file import write_atomically
from kreissverify.system.worker_pool import unordered_results
from kreissverify.theorems import FIELD, Statement, bundled_library, bundled_statements

__all__ = ["Written", "document_of", "write_library"]

#: Where what was found is kept until the library is written, beside the verdicts of earlier runs.
SEARCHES = Path(".kreissverify_cache") / "searches"


@dataclass(frozen=True)
class Written:
    """What is written of one statement.

    Attributes
    ----------
    id
        The statement.
    proof
        The text of its proof as data; empty if the format has no way to write it.
    reason
        Why not.
    entries
        The certificates of the questions of its derivation, and those that are open.
    """

    id: str
    proof: str
    reason: str
    entries: Entries


def write_library(jobs: int = 1, fresh: bool = False) -> Iterator[Written]:
    """Write every proof of the bundled library, and yield what was found as it comes.

    A file that holds the same already is left as it is: compressed bytes depend on the version of
    zlib, and their text does not.

    Parameters
    ----------
    jobs
        Processes to work in; what is written does not depend on it.
    fresh
        Whether all is searched for anew. Else what the files hold and what still shows its
        question is kept: the search finds the same again as long as it is the same itself.

    Raises
    ------
    ValueError
        If a derivation is not shown, or its process died.
    """
    if fresh:
        forget_searches(SEARCHES)
    found: list[Written] = []
    before = stored_entries()
    tasks = [(name, fresh) for name in _derived()]
    for (name, _), one in unordered_results(_written, tasks, jobs):
        if not isinstance(one, Written):
            raise ValueError(f"{name}: {one.text}")
        found.append(one)
        if one.proof:
            _write(proof_file(one.id), one.proof)
        # at each, beside those of earlier runs: an interruption then costs what was not done
        _write_certificates([before, *(x.entries for x in found)])
        yield one
    _write_certificates([x.entries for x in found])
    forget_searches(SEARCHES)
    kept = {proof_file(x.id) for x in found if x.proof}
    for file in proof_file("").parent.glob("*.json.gz"):
        if file not in kept:
            file.unlink()


def _write_certificates(parts: list[Entries]) -> None:
    _write(bundled_library() / FILE, certificates_text(parts))


@cache
def _derived() -> dict[str, Statement]:
    every = (*bundled_statements(), *bundled_statements(FIELD))
    return {s.id: s for s in every if s.derivations}


def _written(task: tuple[str, bool]) -> Written:
    """Return what is written of a statement; in a worker, which keeps what its lemmas need.

    Raises
    ------
    ValueError
        If its derivation is not shown.
    """
    identifier, fresh = task
    search = CertificateSearch(identifier, SEARCHES, fresh)
    with asking_solvers(fresh), open_questions() as left, searching(search.decision):
        derivation = derive(_derived()[identifier])
    if derivation is None or not derivation.is_complete:
        reason = "" if derivation is None else f": step {derivation.failed!r}: {derivation.reason}"
        raise ValueError(f"{identifier} is not proved{reason}")
    asked = (question for fact in derivation.facts for question in fact.questions)
    entries = search.entries(asked, left)
    try:
        return Written(identifier, proof_text(document_of(derivation, fresh)), "", entries)
    except Unsupported as error:
        return Written(identifier, "", str(error), entries)


def document_of(derivation: Derivation, fresh: bool = False) -> dict[str, Any]:
    """Return a proof as data, with the evidence that the library carries where it is accepted.

    Finding evidence takes up to minutes. That of a file is known by the theorem and its steps, so
    that a statement of the same id, or one that has changed, is not given it.

    Parameters
    ----------
    derivation
        One that is complete.
    fresh
        Whether all evidence is searched for anew.

    Raises
    ------
    Unsupported
        If a proof has no way to write it.
    """
    derivation = in_full(derivation)
    known = [] if fresh else [x for x in map(_stored, with_lemmas(derivation)) if x]
    for stored in known:
        remember_evidence(stored)
    try:
        document = proof_document(derivation)
        if known:  # evidence for other rules than the checker's today may be left over
            check(document)
    except (Unsupported, Rejected):
        if not known:
            raise
        forget_evidence()
        document = proof_document(derivation)
    return document


def _stored(derivation: Derivation) -> dict[str, Any] | None:
    try:
        stored: dict[str, Any] = json.loads(text_of(proof_file(derivation.statement.id)) or "null")
    except (OSError, EOFError, ValueError, zlib.error):  # damaged: it only saves time
        return None
    return stored


def _write(file: Path, text: str) -> None:
    if text_of(file) == text:
        return
    file.parent.mkdir(exist_ok=True)
    # without the time: equal proofs are equal files
    write_atomically(file, gzip.compress(text.encode(), compresslevel=9, mtime=0))


def _line(one: Written) -> str:
    if not one.proof:
        return f"{one.id}: no proof as data: {one.reason}"
    evidence = [
        entry
        for theorem in json.loads(one.proof)["theorems"]
        for step in theorem["steps"] or ()
        for entry in _evidence(step)
    ]
    words = sum("word" in entry for entry in evidence)
    return f"{one.id}: {len(evidence)} questions, {words} on a solver's word"


def _evidence(step: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = step["evidence"]
    return found


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected an integer from 1 on, got {text!r}")
    return int(text)


def main() -> None:
    """Write the files, a line for each."""
    parser = argparse.ArgumentParser(prog="kreissverify.derivations.proof_files.library")
    parser.add_argument("--jobs", type=_positive, default=2, help="processes to work in")
    parser.add_argument("--fresh", action="store_true", help="keep nothing of the files")
    given = parser.parse_args()
    for one in write_library(given.jobs, given.fresh):
        print(_line(one), flush=True)


if __name__ == "__main__":
    main()
