"""The search for contradictions in a process of its own, while verdicts are found in others.

It is the longest single piece of work of a large library, and needs no verdict: done after them it
would keep one core busy and the others waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from kreissverify.evidence.cache.documents import read, written
from kreissverify.evidence.consistency import Contradiction, contradictions
from kreissverify.system.worker_pool import unordered_results
from kreissverify.theorems import Statement, collect
from kreissverify.theorems.collection import Reading

__all__ = ["contradictions_beside"]

Find = Callable[[Sequence[Statement], int], tuple[Contradiction, ...]]
# Of fewer statements it takes less than a process takes to start.
_MANY = 12


@dataclass(frozen=True)
class _Library:
    """The statements by what tells each from the others of its file, as SymPy travels badly."""

    files: tuple[Path, ...]
    known_by: tuple[tuple[str, str, int, str], ...]
    seed: int


@contextmanager
def contradictions_beside(statements: Sequence[Statement], seed: int, jobs: int) -> Iterator[Find]:
    """Begin to look for contradictions; what is yielded waits for them, as `contradictions` does.

    Parameters
    ----------
    statements, seed
        See `contradictions`.
    jobs
        How many processes the run works in: with one, nothing is begun before it is asked for.

    Yields
    ------
    callable
        Of the same statements and seed. Where the process cannot have them, as its files have
        changed, they are found here.
    """
    if jobs <= 1 or len(statements) < _MANY:
        yield contradictions
        return
    library = _Library(
        tuple(dict.fromkeys(s.file for s in statements)), tuple(map(_known_by, statements)), seed
    )
    answers: list[object] = []

    def wait() -> None:
        with suppress(Exception):  # what fails there is done here, where it can be raised
            answers.extend(answer for _, answer in unordered_results(_found, [library], 1))

    # a thread only waits; that it is a daemon lets Ctrl-C end the run, and with it the process
    thread = Thread(target=wait, daemon=True)
    thread.start()

    def find(of: Sequence[Statement], with_seed: int) -> tuple[Contradiction, ...]:
        thread.join()
        (text,) = answers or [None]
        if isinstance(text, str):
            found = tuple(read(text))
            if all(isinstance(x, Contradiction) for x in found):
                return found
        return contradictions(of, with_seed)

    yield find


def _known_by(statement: Statement) -> tuple[str, str, int, str]:
    return statement.id, statement.name, statement.line, statement.digest


def _found(library: _Library) -> str | None:
    """Return the contradictions as a text, in a worker; None if the statements are others there."""
    collected = collect(list(library.files), Reading()).statements
    by_key = {_known_by(s): s for s in collected}
    if len(by_key) < len(collected) or not by_key.keys() >= set(library.known_by):
        return None
    statements = [by_key[key] for key in library.known_by]
    return written(contradictions(statements, library.seed))
