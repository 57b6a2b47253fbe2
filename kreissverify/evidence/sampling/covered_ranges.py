"""What the instances that were decided cover: the bounds, couplings, sizes and numbers among them.

"200 instances, none violates it" says little to a reader who does not know how far they reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from flint import fmpq

from kreissverify.evidence.kinds import Covered, CoveredRange
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.matrices import CoupledMatrix
from kreissverify.numbers.rational import as_fmpq

__all__ = ["CoveredRanges"]


@dataclass
class CoveredRanges:
    """The least and the largest value of each number of some instances, and their sizes.

    Examples
    --------
    >>> from kreissverify import BlockTriangular
    >>> ranges = CoveredRanges()
    >>> for c in (1, 3):
    ...     ranges.see(Binding.of("J", BlockTriangular("1/2", c, "1/2")))
    >>> [(x.name, float(x.least), float(x.largest)) for x in ranges.covered().ranges]
    [('J.gamma', 0.5, 0.5), ('J.kappa', 2.0, 6.0)]
    >>> ranges.covered().sizes
    {'J': ('1+1',)}
    """

    _ends: dict[str, tuple[fmpq, fmpq]] = field(default_factory=dict)
    _sizes: dict[str, set[tuple[int, ...]]] = field(default_factory=dict)
    _joins: dict[str, str] = field(default_factory=dict)

    def see(self, binding: Binding) -> None:
        """Take one more instance into account."""
        for name, value in _numbers(binding):
            least, largest = self._ends.get(name, (value, value))
            self._ends[name] = (min(least, value), max(largest, value))
        for name, matrix in binding.matrices.items():
            if isinstance(matrix, CoupledMatrix):
                self._joins[name], sizes = "+", matrix.sizes
            else:
                self._joins[name], sizes = "×", matrix.shape
            self._sizes.setdefault(name, set()).add(sizes)

    def covered(self) -> Covered:
        """Return what was seen, as evidence; sizes in order, the smallest first."""
        ranges = tuple(CoveredRange(name, *ends) for name, ends in self._ends.items())
        sizes = {
            name: tuple(
                self._joins[name].join(map(str, x)) for x in sorted(seen, key=lambda x: (sum(x), x))
            )
            for name, seen in self._sizes.items()
        }
        return Covered(ranges, sizes)


def _numbers(binding: Binding) -> Iterator[tuple[str, fmpq]]:
    """Yield the bounds of coupled matrices, their κ in floats, and the numbers of the statement."""
    for name, J in binding.coupled.items():
        word = J.kind_of_bound.word
        # the largest γ, or the least μ: the one that J.gamma and J.mu are
        yield f"{name}.{word}", J.bound
        if "kappa" in J.numbers:
            yield f"{name}.kappa", _coupling(J)
    yield from binding.parameters.items()


def _coupling(J: CoupledMatrix) -> fmpq:
    """Return κ, of which floats know a few digits: to enclose ‖C‖ would serve this line only."""
    try:
        norm = as_fmpq(float(np.linalg.norm(J.float_block(1, 0), 2)))
    except (OverflowError, ValueError):  # beyond the range of floats
        norm = as_fmpq(J.block_norm(1, 0).upper.value)
    return norm / J.kind_of_bound.gap(J.bound)
