"""What the parts of instances may be, and have not been yet: so that twenty show all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.kinds.freedoms import freedoms_of
from kreissverify.matrices.exact_matrix import ExactMatrix

__all__ = ["Coverage"]


class Coverage:
    """The freedoms that earlier instances have shown, of each part."""

    def __init__(self) -> None:
        self._seen: dict[str, set[str]] = defaultdict(set)

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
