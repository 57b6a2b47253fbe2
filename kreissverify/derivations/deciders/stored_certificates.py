"""Certificates that the bundled library carries: the questions they answer need no solver.

They stand in one file beside the theorem files, each under a digest of the question that the
solvers would be asked. The digest only finds a certificate: whether it shows the claim is computed
again by exact arithmetic, from the question as it stands. Where that fails, or where the file is
missing or damaged, the solvers are asked as if there were none.

Derivations also ask in vain: whether a function is concave, before they show it in another way. The
digests of such questions stand in the file also, and leave them open without asking. That can only
keep a derivation from being shown, and one that is not is run again with solvers.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.asked import RealQuestion
from kreissverify.derivations.deciders.certificate_documents import read_file_of_certificates
from kreissverify.derivations.deciders.decision import Decision
from kreissverify.derivations.deciders.positivstellensatz.certificates import (
    verifies,
)
from kreissverify.derivations.deciders.positivstellensatz.decider import CERTIFICATE
from kreissverify.derivations.deciders.positivstellensatz.documents import (
    name_of,
    read_certificate,
)
from kreissverify.derivations.deciders.positivstellensatz.translation import Translation
from kreissverify.derivations.deciders.smtlib import question as smtlib_question
from kreissverify.derivations.errors import DerivationError
from kreissverify.system.setting import setting
from kreissverify.theorems import bundled_library

__all__ = [
    "FILE",
    "Entries",
    "asking_solvers",
    "certificates_text",
    "certified_from",
    "digest_of",
    "entries_of",
    "is_asking_solvers",
    "is_stored",
    "leaving_open",
    "shows",
    "stored_decision",
    "stored_entries",
    "verified_document",
]

#: The name of the file in the folder of the library.
FILE = "certificates.json.gz"
_FORMAT, _VERSION = "kreissverify-certificates", 1
# Bytes of its text: the library's has a million, and a damaged one must not fill the memory.
_MOST_BYTES = 1 << 26
# Enough that no two questions share one: a wrong certificate would only cost time.
_DIGITS = 24

_OPEN = "nothing showed it when the proofs of the library were written"

_solvers: ContextVar[bool] = ContextVar("asking_solvers", default=False)
_left: ContextVar[set[str] | None] = ContextVar("left_open", default=None)


@contextmanager
def asking_solvers(asked: bool = True) -> Iterator[None]:
    """Leave stored certificates aside within, and ask the solvers; or do not."""
    with setting(_solvers, asked):
        yield


@contextmanager
def leaving_open() -> Iterator[set[str]]:
    """Collect which questions are left open within, without asking, as the file says."""
    found: set[str] = set()
    with setting(_left, found):
        yield found


def is_asking_solvers() -> bool:
    """Say whether stored certificates are left aside."""
    return _solvers.get()


def stored_decision(question: RealQuestion) -> Decision | None:
    """Return what the stored certificates say of a question; None if it is for the solvers.

    A certificate is multiplied out exactly, once in a process.
    """
    if is_asking_solvers():
        return None
    stored = _stored(_file())
    digest = _digest(question.text)
    if digest in stored.open:
        left = _left.get()
        if left is None:  # nobody would ask again
            return None
        left.add(digest)
        return Decision(False, reason=_OPEN, question=question.text)
    if verified_document(question) is None:
        return None
    return Decision(True, (CERTIFICATE.name,), question=question.text)


def verified_document(question: RealQuestion) -> dict[str, Any] | None:
    """Return the stored certificate of a question, as JSON holds it, if it shows the claim."""
    document = _stored(_file()).certificates.get(_digest(question.text))
    if document is None:
        return None
    if question not in _verified:
        _verified[question] = shows(document, question)
    return document if _verified[question] else None


def is_stored(question: RealQuestion) -> bool:
    """Say whether a stored certificate shows a question, whatever the text that it is noted with.

    Within `asking_solvers` none does.
    """
    return not is_asking_solvers() and certified_from(question) is not None


def certified_from(question: RealQuestion) -> frozenset[Boolean] | None:
    """Return the premises that the stored certificate of a question uses; None without one."""
    # It is stored under the short text, or under that with what is known of quantities.
    short, _, _ = smtlib_question(question.premises, question.claim)
    for text in dict.fromkeys((question.text, short)):
        document = verified_document(replace(question, text=text))
        if document is not None:
            return frozenset(question.premises[i] for i in document["premises"])
    return None


def stored_entries() -> Entries:
    """Return all that is stored."""
    return _stored(_file())


_verified: dict[RealQuestion, bool] = {}


def shows(document: Any, question: RealQuestion) -> bool:
    """Say whether a document holds a certificate of a question; not if it cannot be read."""
    try:
        used = [question.premises[i] for i in document["premises"]]
        found = read_certificate(document, _terms([*used, question.claim]))
    except (ValueError, TypeError, LookupError, DerivationError):  # damaged, or of another question
        return False
    return verifies(question.premises, question.claim, found)


def _terms(conditions: Iterable[Boolean]) -> Mapping[str, sympy.Basic]:
    """Return the variables and opaque terms of conditions by their names."""
    made = Translation()
    for condition in conditions:
        made.fact(condition)
    return {name_of(x.term): x.term for x in made.table if x.term is not None}


@dataclass(frozen=True)
class Entries:
    """What is stored: certificates as JSON by the digests of their questions, and open questions.

    Attributes
    ----------
    certificates
        Each a document, by the digest of the question that it answers.
    open
        The digests of questions that nothing shows.
    in_vain
        The digests of questions that solvers show, and a search for a certificate did not: it is
        not begun again each time that the library is written. No proof rests on them.
    """

    certificates: Mapping[str, Any]
    open: frozenset[str]
    in_vain: frozenset[str] = field(default=frozenset())


def entries_of(
    found: Iterable[tuple[RealQuestion, Any]], left_open: Iterable[RealQuestion]
) -> Entries:
    """Return questions and open ones as stored.

    Parameters
    ----------
    found
        Questions that are shown, each with the document of its certificate, or None.
    left_open
        Questions that nothing shows.
    """
    every = {digest_of(question): document for question, document in found}
    certificates = {name: x for name, x in every.items() if x is not None}
    in_vain = frozenset(every.keys() - certificates.keys())
    return Entries(certificates, frozenset(map(digest_of, left_open)), in_vain)


def certificates_text(parts: Iterable[Entries]) -> str:
    """Return the text of the file that holds entries: the same for the same ones in any order."""
    every: dict[str, Any] = {}
    left: set[str] = set()
    in_vain: set[str] = set()
    for part in parts:
        every |= part.certificates
        left |= part.open
        in_vain |= part.in_vain
    whole = {
        "format": _FORMAT,
        "version": _VERSION,
        "certificates": dict(sorted(every.items())),
        "open": sorted(left - every.keys()),
        "in_vain": sorted(in_vain - every.keys()),
    }
    return json.dumps(whole, ensure_ascii=True, separators=(",", ":")) + "\n"


def digest_of(question: RealQuestion) -> str:
    """Return what a question is stored under."""
    # Its own text may be the longer one, with what is known of quantities by themselves.
    return _digest(smtlib_question(question.premises, question.claim)[0])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def _file() -> Path | None:
    try:
        return bundled_library() / FILE
    except FileNotFoundError:
        return None


_NOTHING = Entries({}, frozenset())


@cache
def _stored(file: Path | None) -> Entries:
    """Return what a file holds; nothing if it cannot be read."""
    try:
        if file is None:
            return _NOTHING
        with gzip.open(file, "rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            return _NOTHING
        whole = read_file_of_certificates(data.decode(), _DIGITS)
        if (whole["format"], whole["version"]) != (_FORMAT, _VERSION):
            return _NOTHING
        digests = (frozenset(map(str, whole.get(x, ()))) for x in ("open", "in_vain"))
        certificates: Mapping[str, Any] = whole["certificates"]
        if not isinstance(certificates, Mapping):
            return _NOTHING
        return Entries(certificates, *digests)
    # Missing, truncated, of another version: the solvers are asked.
    except (OSError, EOFError, zlib.error, ValueError, TypeError, LookupError, RecursionError):
        return _NOTHING
