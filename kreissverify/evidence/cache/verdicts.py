"""Verdicts of earlier runs: found again where nothing that they depend on has changed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from kreissverify.certificates.writer import certificate_name
from kreissverify.evidence.cache.documents import read, written
from kreissverify.evidence.cache.sources import package_digest, text_of
from kreissverify.evidence.consistency import Contradiction
from kreissverify.evidence.counterexamples.kept_certificate import fault_of_certificate
from kreissverify.evidence.kinds import Counterexample, Defect
from kreissverify.evidence.sampling.first_tried import kept_certificates
from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.system.atomic_file import write_atomically
from kreissverify.system.content_store import ContentStore
from kreissverify.theorems import Statement, change_of, own_parts

__all__ = ["FOLDER", "KnownVerdicts"]

#: Where verdicts are kept, in the folder that a run begins in.
FOLDER = Path(".kreissverify_cache")
_FORMAT = "1"
# The fields of a report that are found by a run, and are not told by the statement itself.
_FOUND = (
    "reason", "evidence", "decided", "holds", "indeterminate", "vacuous", "undefined", "screened",
    "tightness", "seconds",
)  # fmt: skip


@dataclass
class KnownVerdicts:
    """The verdicts that earlier runs left in a folder.

    A verdict is known by the text of its theorem file and of the neighbours that this imports, by
    the options of the run, the sources of the package and the versions of what decides. A verdict
    that rests on something of its author's own is never kept, nor is one that is undecided: what
    these depend on may stand anywhere, and may be mended. The folder is its owner's: whoever can
    write into it can write verdicts, as into the installed package.

    Parameters
    ----------
    folder
        The folder; it is made by the first verdict that is kept.
    fresh
        Whether nothing is taken from it; what is found anew is kept all the same.
    solvers
        Whether derivations are decided by solvers alone, which is another verdict.
    notice
        Called once, with a sentence, if nothing can be written into the folder.
    began
        When the run began, in seconds of the clock, before any theorem file was collected: a file
        that was written since is judged anew, and its verdict is not kept.
    """

    folder: Path = FOLDER
    fresh: bool = False
    notice: Callable[[str], None] = lambda sentence: None
    # Of a file that was written since nobody can say which text was collected.
    began: float = field(default_factory=time.time)
    solvers: bool = False
    _noticed: bool = field(default=False, init=False)
    # what each theorem file said when it was first asked for
    _texts: dict[Path, str | None] = field(default_factory=dict, init=False)

    def find(
        self, statement: Statement, instances: int, seed: int, certificates: Path
    ) -> TheoremReport | None:
        """Return the report of an earlier run, marked as such; None if there is none.

        The certificate of a refuted statement is checked again, and written as a run writes it.
        """
        key = None if self.fresh else self._key(statement, instances, seed)
        text = None if key is None else self._store.get(key)
        if text is None:
            return None
        try:
            entry = read(text)
            report = TheoremReport.on(
                statement,
                verdict=Verdict(entry["verdict"]),
                cached=True,
                **{name: entry[name] for name in _FOUND},
            )
            seen, certificate = entry["kept certificates"], entry["certificate"]
        except (ValueError, TypeError, LookupError):  # of another version, or written by hand
            return None
        # A counterexample that was laid beside the file since would be tried first: it may refute.
        if not {_digest(path) for path in kept_certificates(statement)} <= {*seen}:
            return None
        if report.verdict is not Verdict.REFUTED:
            return report
        return _with_certificate(statement, report, certificate, certificates)

    def keep(self, statement: Statement, report: TheoremReport, instances: int, seed: int) -> None:
        """Keep a report for later runs, if it depends on nothing that cannot be seen."""
        key = self._key(statement, instances, seed) if _is_kept(report) else None
        # A file that was written while the run went on may have been read in part before, in part
        # after: nobody can say what the verdict belongs to.
        if key is None or text_of(statement.file, self.began) != self._texts[statement.file]:
            return
        seen = {_digest(path) for path in kept_certificates(statement)}
        certificate = None
        if report.certificate is not None:
            certificate = report.certificate.read_text(encoding="utf-8")
            seen.add(sha256(certificate.encode()).hexdigest())
        entry = {name: getattr(report, name) for name in _FOUND}
        entry |= {"verdict": report.verdict.value, "certificate": certificate}
        self._put(key, {**entry, "kept certificates": tuple(sorted(seen))})

    def contradictions(
        self,
        statements: Sequence[Statement],
        seed: int,
        find: Callable[[Sequence[Statement], int], tuple[Contradiction, ...]],
    ) -> tuple[Contradiction, ...]:
        """Return the pairs of statements that exclude each other, as `find` finds them."""
        known = self.known_contradictions(statements, seed)
        if known is not None:
            return known
        found = find(statements, seed)
        whole = self._key_of_all(statements, seed)
        if whole is not None:
            self._put(whole, found)
        return found

    def known_contradictions(
        self, statements: Sequence[Statement], seed: int
    ) -> tuple[Contradiction, ...] | None:
        """Return the pairs that an earlier run found; None if they have to be found anew."""
        whole = None if self.fresh else self._key_of_all(statements, seed)
        text = None if whole is None else self._store.get(whole)
        if text is not None:
            with suppress(ValueError, TypeError):  # of another version: it is found anew
                known = tuple(read(text))
                if all(isinstance(x, Contradiction) for x in known):
                    return known
        return None

    def _key_of_all(self, statements: Sequence[Statement], seed: int) -> str | None:
        keys = [self._key(statement, 0, seed) for statement in statements]
        if None in keys:
            return None
        return ContentStore.key("contradictions", *(key or "" for key in keys))

    def _key(self, statement: Statement, instances: int, seed: int) -> str | None:
        """Return the key of a verdict, None if what it depends on cannot be seen."""
        if own_parts(statement) or change_of(statement) is not None:
            return None
        if statement.file not in self._texts:
            self._texts[statement.file] = text_of(statement.file, self.began)
        text = self._texts[statement.file]
        if text is None:
            return None
        about = (statement.id, statement.name, str(statement.line), statement.digest)
        options = (str(instances), str(seed), "solvers" if self.solvers else "")
        return ContentStore.key(_FORMAT, package_digest(), text, *about, *options)

    @property
    def _store(self) -> ContentStore:
        return ContentStore(self.folder)

    def _put(self, key: str, value: object) -> None:
        try:
            self._store.put(key, written(value))
        except OSError as error:
            # Verdicts do not depend on it: a run that cannot keep them says so, once.
            if not self._noticed:
                self._noticed = True
                self.notice(f"verdicts are not kept for the next run: {error}")


def _is_kept(report: TheoremReport) -> bool:
    if report.verdict is Verdict.UNDECIDED or report.own or report.cached:
        return False
    return not report.found(Defect)


def _with_certificate(
    statement: Statement, report: TheoremReport, certificate: str, folder: Path
) -> TheoremReport | None:
    """Return a report on a refuted statement whose certificate the checker accepts again."""
    if not isinstance(certificate, str):
        return None
    name = certificate_name(statement.id)
    with tempfile.TemporaryDirectory() as there:
        path = Path(there) / name
        path.write_text(certificate, encoding="utf-8")
        if fault_of_certificate(statement, path) is not None:
            return None
    folder.mkdir(parents=True, exist_ok=True)  # as a run that finds it makes it
    write_atomically(folder / name, certificate)
    evidence = tuple(
        replace(x, certificate=folder / name) if isinstance(x, Counterexample) else x
        for x in report.evidence
    )
    return replace(report, evidence=evidence, certificate=folder / name)


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:  # it is gone: a run would not try it either
        return ""
