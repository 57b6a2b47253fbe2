"""What the parts of instances may be, and have not been yet: so that twenty show all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, islice

from kreissverify.instances.freedoms import FIRST
from kreissverify.instances.interleaving import Tried, interleaved
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.kinds.freedoms import freedoms_of
from kreissverify.instances.randomness import generator, shuffled
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix

__all__ = ["Coverage"]


class Coverage:
    """The freedoms that earlier instances have shown, of each part.

    Parameters
    ----------
    seed
        Equal seeds choose equal members.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._seen: dict[str, set[str]] = defaultdict(set)
        self._coupled: dict[tuple[str, Quantifier], Iterator[Tried]] = {}

    def next_coupled(self, part: str, of: Quantifier) -> CoupledMatrix:
        """Return the next member of a coupled class, the first of which show all of its freedoms.

        Parameters
        ----------
        part
            The name of the part.
        of
            Its class, with sizes that are numbers.
        """
        key = (part, of)
        if key not in self._coupled:
            source = generator("coverage", part, self._seed)
            drawn = interleaved(of, source.randrange(2**30))
            # each part in an order of its own: corners are not to meet corners only
            first = shuffled(source, list(islice(drawn, FIRST)))
            self._coupled[key] = chain(first, drawn)
        return next(self._coupled[key]).instance

    def chosen(
        self, part: str, kind: MatrixKind, candidates: Iterator[ExactMatrix]
    ) -> ExactMatrix | None:
        """Return the first of some members that shows what none before has; the first if none does.

        Parameters
        ----------
        part
            The name of the part.
        kind
            Its kind with numbers.
        candidates
            Members, a finite number of them.

        Returns
        -------
        ExactMatrix or None
            None without any.
        """
        seen = self._seen[part]
        unseen = [x for x in freedoms_of(kind) if x.name not in seen]
        first: ExactMatrix | None = None
        for candidate in candidates:
            shown = {x.name for x in unseen if x.shown_by(candidate)}
            if shown:
                seen |= shown
                return candidate
            first = candidate if first is None else first
            if not unseen:
                break
        return first
