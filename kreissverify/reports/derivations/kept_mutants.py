"""Planted errors of earlier runs: counted again only where a derivation or the package changed."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import orjson

from kreissverify.derivations import derive
from kreissverify.derivations.derivation import with_lemmas
from kreissverify.derivations.mutation.mutants import Mutant
from kreissverify.evidence.cache.sources import code_digest, text_of
from kreissverify.evidence.cache.verdicts import FOLDER
from kreissverify.reports.derivations.mutants import Planted, planted_errors
from kreissverify.system.content_store import ContentStore
from kreissverify.theorems import Statement

__all__ = ["KeptMutants"]


@dataclass(frozen=True)
class KeptMutants:
    """What became of planted errors, kept from one run over the library to the next.

    Attributes
    ----------
    each, most, seed
        As in `mutants`.
    folder
        Where they are kept.
    fresh
        Whether all are counted anew.
    began
        When the run began: of a file that was written since nobody can say what was loaded.
    """

    each: int
    most: int | None
    seed: int = 0
    folder: Path = FOLDER
    fresh: bool = False
    began: float = field(default_factory=time.time)

    def planted(self, statement: Statement) -> Planted:
        """Return the errors planted in a statement's derivation, kept ones if nothing changed."""
        key = self._key(statement)
        known = None if self.fresh or key is None else ContentStore(self.folder).get(key)
        if known is not None:
            with suppress(ValueError, TypeError, LookupError):  # of another version
                kept = orjson.loads(known)
                mutants = tuple(Mutant(**x) for x in kept["mutants"])
                return Planted(statement.id, mutants, kept["possible"])
        found = planted_errors(statement, self.each, self.seed, self.most)
        if key is not None:
            outcomes = [asdict(x) for x in found.mutants]
            text = orjson.dumps({"possible": found.possible, "mutants": outcomes}).decode()
            with suppress(OSError):  # they are counted again next time
                ContentStore(self.folder).put(key, text)
        return found

    def _key(self, statement: Statement) -> str | None:
        """Return the key of a statement's errors, None if what they depend on cannot be seen."""
        found = derive(statement)
        # Lemmas also, which are named by their ids alone in some files. Stored certificates are not
        # in it: those of other derivations say nothing of this one.
        files = {x.statement.file for x in ([] if found is None else with_lemmas(found))}
        texts = [text_of(file, self.began) for file in sorted({statement.file, *files})]
        if None in texts:
            return None
        options = (str(self.each), str(self.most), str(self.seed))
        said = (text or "" for text in texts)
        return ContentStore.key("mutants", code_digest(), statement.digest, *options, *said)
