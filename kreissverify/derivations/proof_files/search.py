"""The search for certificates of what a derivation asks, question by question.

Each question is searched for when it is asked, within a budget of work, and what was found is kept
on disk at once: a run that is interrupted goes on where it was. Solvers are asked where nothing is
found; what they show is searched for once more, with all the work that a search may take.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sympy

from kreissverify.derivations.deciders.asked import RealQuestion
from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.deciders.positivstellensatz.decider import CERTIFICATE, certify
from kreissverify.derivations.deciders.positivstellensatz.documents import as_document
from kreissverify.derivations.deciders.stored_certificates import (
    Entries,
    digest_of,
    entries_of,
    shows,
    stored_entries,
)

__all__ = ["CertificateSearch", "forget_searches"]

# Leaves before solvers are asked: enough for nine in ten of the questions of the library that have
# a certificate at all, and what is not true costs no more than they.
_FIRST_LEAVES = 150


class CertificateSearch:
    """What is known and found of the questions of one statement.

    Parameters
    ----------
    identifier
        The statement.
    folder
        Where what is found is kept until the library is written; nowhere if there is none.
    fresh
        Whether the certificates that the library carries are left aside.
    """

    def __init__(self, identifier: str, folder: Path | None, fresh: bool) -> None:
        stored = Entries({}, frozenset()) if fresh else stored_entries()
        self._known: dict[str, Any] = {**dict.fromkeys(stored.in_vain), **stored.certificates}
        self._file = None if folder is None else folder / f"{identifier}.jsonl"
        # those of other statements also: lemmas are derived for each that rests on them
        for file in sorted(folder.glob("*.jsonl")) if folder is not None else ():
            self._known |= _kept(file)

    def decision(self, question: RealQuestion) -> Decision | None:
        """Return that a question is shown by a certificate, if one is found with little work."""
        if question.claim is sympy.true or self.document(question, _FIRST_LEAVES) is None:
            return None
        return Decision(True, (CERTIFICATE.name,), question=question.text)

    def document(self, question: RealQuestion, leaves: int | None = None) -> dict[str, Any] | None:
        """Return a certificate of a question as it is stored; None if none is found.

        Parameters
        ----------
        question
            A question over the reals.
        leaves
            How many leaves are searched for: by default as many as a search may take.
        """
        digest = digest_of(question)
        known = self._known.get(digest)
        if known is not None and shows(known, question):
            return dict(known)
        if digest in self._known and known is None:
            return None
        found = certify(question) if leaves is None else certify(question, leaves)
        document = None if found is None else as_document(found)
        # With little work nothing is known of a question for which nothing is found.
        if document is not None or leaves is None:
            self._keep(digest, document)
        return document

    def entries(self, asked: Iterable[RealQuestion], left: Iterable[RealQuestion]) -> Entries:
        """Return what is to be stored of the questions that were shown and those left open."""
        return entries_of(((x, self.document(x)) for x in dict.fromkeys(asked)), left)

    def _keep(self, digest: str, document: dict[str, Any] | None) -> None:
        self._known[digest] = document
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="ascii") as stream:
                stream.write(json.dumps([digest, document]) + "\n")


def forget_searches(folder: Path | None) -> None:
    """Remove what is kept of searches: the library holds it, or all is to be found anew."""
    for file in folder.glob("*.jsonl") if folder is not None else ():
        file.unlink()


def _kept(file: Path) -> dict[str, Any]:
    """Return what a file of searches holds; its last line may be cut."""
    found: dict[str, Any] = {}
    for line in file.read_text(encoding="ascii", errors="replace").splitlines():
        try:
            digest, document = json.loads(line)
        except ValueError:
            continue
        found[str(digest)] = document
    return found
