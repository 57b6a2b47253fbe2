"""Running the derivation of a statement, and of the statements that it rests on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from kreissverify.derivations.citations.schema import schemas
from kreissverify.derivations.deciders.registry import deciders
from kreissverify.derivations.deciders.stored_certificates import (
    asking_solvers,
    is_asking_solvers,
    leaving_open,
)
from kreissverify.derivations.errors import DerivationError, StepNotShown
from kreissverify.derivations.fact import Fact, StepKind
from kreissverify.derivations.proof_files.stored import (
    StoredProof,
    is_in_library,
    proof_file,
    stored_proof,
)
from kreissverify.derivations.steps.ledger import ProvedLemma, ledger_of
from kreissverify.derivations.steps.proof import Proof
from kreissverify.system.near_names import attribute_message
from kreissverify.system.origin import HasOrigin
from kreissverify.system.setting import setting
from kreissverify.theorems import (
    NOTHING_OWN,
    AuthorsOwn,
    Statement,
    StatementError,
    as_written,
    change_of,
    own_parts,
    require_unchanged,
)

__all__ = [
    "Derivation",
    "derive",
    "deriving_lemmas",
    "in_full",
    "with_lemmas",
    "with_stored_proofs",
    "without_own_parts",
]


@dataclass(frozen=True)
class Derivation:
    """The steps that were taken, and the one that failed, if any.

    Attributes
    ----------
    idea
        What the author says of the argument as a whole.
    facts
        The steps in their order; the last one is the conclusion if the derivation is complete.
    failed, reason
        The step that was not shown, and why; empty if all were.
    own
        What of the author's own it rests on: facts and deciders, quantities and classes in the
        statement, and what its lemmas rest on, whosever they are.
    arguments
        What the step of each fact was given, by the names of its parameters.
    locals
        The variables that were introduced, by their names.
    rests_on
        The derivations of its lemmas.
    stored
        The proofs as files of its other lemmas, which are of the bundled library.
    """

    statement: Statement
    idea: str
    facts: tuple[Fact, ...]
    failed: str
    reason: str
    seconds: float
    own: AuthorsOwn = NOTHING_OWN
    arguments: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    locals: Mapping[str, Any] = field(default_factory=dict, repr=False)
    rests_on: tuple[Derivation, ...] = field(default=(), repr=False)
    stored: tuple[StoredProof, ...] = field(default=(), repr=False)

    @property
    def is_complete(self) -> bool:
        """Whether every step was shown, and the last is the statement's conclusion."""
        if self.reason or not self.facts:
            return False
        last = self.facts[-1]
        whole = last.claim == self.statement.conclusion and not last.given
        return last.name == "conclusion" and whole

    def cited(self) -> tuple[str, ...]:
        """Return the definitions and textbook facts that the derivation itself rests on."""
        sources = [
            f.source for f in self.facts if f.kind in (StepKind.CLASSICAL, StepKind.DEFINITION)
        ]
        return tuple(dict.fromkeys(sources))

    def lemmas(self) -> tuple[str, ...]:
        """Return the earlier statements that it rests on."""
        return tuple(dict.fromkeys(f.source for f in self.facts if f.kind is StepKind.LEMMA))


_known: dict[tuple[object, ...], Derivation] = {}
_in_progress: ContextVar[tuple[str, ...]] = ContextVar("in_progress", default=())
_all_derived: ContextVar[bool] = ContextVar("deriving_lemmas", default=False)


@contextmanager
def deriving_lemmas(derived: bool = True) -> Iterator[None]:
    """Derive every lemma within, also one of which the library carries a proof; or do not."""
    with setting(_all_derived, derived):
        yield


def derive(statement: Statement) -> Derivation | None:
    """Return the derivation of a statement, run once in this process; None if it has none.

    What it asks over the real numbers is shown by stored certificates where there are such, and by
    solvers otherwise; within `asking_solvers()` by solvers alone. A lemma of the bundled library
    is shown to a statement of another file by the proof that the library carries, if the checker of
    proofs accepts it; within `deriving_lemmas()` and `asking_solvers()` it is derived.

    Examples
    --------
    >>> from kreissverify import BlockTriangular, K, theorem
    >>> from kreissverify.derivations import derive
    >>> @theorem(source="an example")
    ... def at_least_one(J: BlockTriangular):
    ...     return K(J) >= 1
    >>> @at_least_one.derivation
    ... def _(p):
    ...     p.qed(p.by("kreiss.at_least_one", X=p.J))
    >>> derive(at_least_one).is_complete
    True
    """
    if not statement.derivations:
        return None
    changed = change_of(statement)
    if changed is not None:
        return _refused(statement, changed)
    # By its file also, and by the code of the derivation: two files may derive one theorem in
    # different ways, and a file that was edited is read again by the same process.
    (write,) = statement.derivations
    how = getattr(write, "__code__", write)
    # By its id besides: in a loop, derivations of one statement may share their code.
    name = (statement.id, statement.name, statement.digest)
    asked = is_asking_solvers(), _all_derived.get()
    key = (str(statement.file.resolve()), name, how, _brought(), asked)
    chain = _in_progress.get()
    # By the mathematics alone: a copy of a statement under another name is no lemma for it; also
    # where its derivation is known, so that what was run before makes no difference.
    if statement.digest in chain:
        raise StepNotShown(statement.id, "it rests on itself")
    if key not in _known:
        with setting(_in_progress, (*chain, statement.digest)):
            _known[key] = _replayed(statement)
    return _known[key]


def _replayed(statement: Statement) -> Derivation:
    """Run a derivation with stored certificates, and with solvers if it is not shown so."""
    if is_asking_solvers():
        return _run(statement)
    with leaving_open() as left:
        found = _run(statement)
    if found.is_complete or not left:
        return found
    # What was open when the certificates were stored may be shown now.
    with asking_solvers():
        return _run(statement)


def with_lemmas(derivation: Derivation) -> tuple[Derivation, ...]:
    """Return the derivations that one rests on, each once and after its own lemmas; itself last."""
    found: dict[str, Derivation] = {}

    def visit(one: Derivation) -> None:
        if one.statement.digest not in found:
            for lemma in one.rests_on:
                visit(lemma)
            found[one.statement.digest] = one

    visit(derivation)
    return tuple(found.values())


def with_stored_proofs(derivation: Derivation) -> tuple[StoredProof, ...]:
    """Return the proofs as files that a derivation and its lemmas rest on, each once."""
    found = (proof for one in with_lemmas(derivation) for proof in one.stored)
    return tuple({proof.statement.id: proof for proof in found}.values())


def in_full(derivation: Derivation) -> Derivation:
    """Return a derivation with those of all its lemmas: itself, if none is shown by a file."""
    if not with_stored_proofs(derivation):
        return derivation
    with deriving_lemmas():
        found = derive(derivation.statement)
    assert found is not None  # it has a derivation
    return found


def without_own_parts(derivation: Derivation) -> Derivation:
    """Return a derivation as not shown, if it rests on anything that its author brings."""
    if not (derivation.own and derivation.is_complete):
        return derivation
    reason = f"proved, but resting on {derivation.own.text}, which --strict refuses"
    return replace(derivation, failed="conclusion", reason=reason)


def _refused(statement: Statement, reason: str) -> Derivation:
    return Derivation(statement, "", (), "statement", reason, 0.0)


def _brought() -> tuple[HasOrigin, ...]:
    """Return the facts and deciders that users registered: a derivation may rest on each."""
    every: tuple[HasOrigin, ...] = (*schemas().values(), *deciders().values())
    return tuple(x for x in every if not x.is_bundled)


def _run(statement: Statement) -> Derivation:
    (write,) = statement.derivations
    began = time.monotonic()
    failed = reason = ""
    facts: tuple[Fact, ...] = ()
    own, brought = own_parts(statement), _brought()
    arguments: tuple[Mapping[str, Any], ...] = ()
    variables: Mapping[str, Any] = {}
    lemmas: dict[str, Derivation] = {}
    stored: dict[str, StoredProof] = {}

    def prove(lemma: Any) -> ProvedLemma:
        carried = _carried(lemma, statement)
        if carried is not None:
            stored[lemma.id] = carried
            how = f"its proof in {proof_file(lemma.id).name} was checked"
            return ProvedLemma(NOTHING_OWN, how)
        found = _proved(lemma)
        lemmas[found.statement.digest] = found
        return ProvedLemma(found.own, f"proved in {lemma.file.name}")

    try:
        proof = Proof(statement, prove)
        ledger = ledger_of(proof)
        try:
            with as_written():  # its claims are about inverses that the statement keeps also
                write(proof)
        finally:  # the steps before the one that failed are shown to the author
            facts, own = ledger.taken, own | ledger.own
            arguments, variables = ledger.arguments, dict(ledger.locals)
        ledger.require_unchanged()
        # A name that meant one thing at one step and another thing later is no name.
        if _brought() != brought:
            raise DerivationError("a fact or a decider was registered anew while it ran")
        require_unchanged(statement)
        if not facts or facts[-1].name != "conclusion":
            failed, reason = "conclusion", "the derivation does not end with it"
        # `qed` takes the conclusion as it is, but another step may be called by that name.
        elif facts[-1].given or facts[-1].claim != statement.conclusion:
            failed, reason = "conclusion", f"what is shown is {facts[-1].claim}, under conditions"
    except StepNotShown as error:
        failed, reason = error.step, error.reason
    except (DerivationError, StatementError) as error:
        failed, reason = "writing", str(error)
    except AttributeError as error:  # a step or a part of J that there is not
        failed = "writing"
        reason = f"the derivation raises AttributeError: {attribute_message(error)}"
    # The author's code: any fault in it is a derivation not shown, and exit() ends no run.
    except (Exception, SystemExit) as error:
        failed, reason = "writing", f"the derivation raises {type(error).__name__}: {error}"
    idea = " ".join((write.__doc__ or "").split())
    seconds = time.monotonic() - began
    return Derivation(
        statement,
        idea,
        facts,
        failed,
        reason,
        seconds,
        own,
        arguments,
        variables,
        tuple(lemmas.values()),
        tuple(stored.values()),
    )


def _carried(lemma: Any, cited_by: Statement) -> StoredProof | None:
    """Return the proof of a lemma that the library carries, if it is to be shown by that.

    Statements of the library derive their lemmas: their derivations are what the files are of. And
    it must not depend on what was derived before in this process, as other workers derived it.
    """
    if is_asking_solvers() or _all_derived.get() or is_in_library(cited_by):
        return None
    if not isinstance(lemma, Statement) or change_of(lemma) is not None:
        return None  # it is refused by name where it is derived
    # So is a copy of what is to be shown: its author has shown nothing.
    return None if lemma.digest in _in_progress.get() else stored_proof(lemma)


def _proved(statement: Any) -> Derivation:
    """Return the derivation of a lemma, which has to be proved itself.

    Raises
    ------
    StepNotShown
        If it has no derivation, or one that does not end.
    """
    if not isinstance(statement, Statement):
        raise DerivationError(f"lemma: expected a statement, got {type(statement).__name__}")
    found = derive(statement)
    if found is None:
        raise StepNotShown(statement.id, "it has no derivation, so it cannot be a lemma")
    if not found.is_complete:
        raise StepNotShown(statement.id, f"it is not proved: step {found.failed!r}: {found.reason}")
    return found
