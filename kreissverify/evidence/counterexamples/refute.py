"""The search for a counterexample: many routes, the first that ends in an accepted certificate.

Short members first; then models that a solver finds on the comparison matrices; then samples in
floats; then the maximisation of the violation over the class. What is found is decided exactly,
shrunk, and certified. Finding nothing shows nothing: the worst ratio met is reported, as a
near-miss.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from kreissverify.evidence.counterexamples.certificate_file import write_certificate
from kreissverify.evidence.counterexamples.certify import NotCertified, certificate
from kreissverify.evidence.counterexamples.comparison_sides import Side, sides
from kreissverify.evidence.counterexamples.shrink import (
    READABLE,
    largest_height,
    shrink,
    simplicity,
)
from kreissverify.evidence.counterexamples.solver_search import model_members
from kreissverify.evidence.evaluation.binding import Binding
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.evidence.evaluation.margins import margins
from kreissverify.evidence.sampling.bindings import bindings, screening_stacks, stacked
from kreissverify.evidence.sampling.rounding import rounded
from kreissverify.evidence.sampling.small_instances import small_ties, small_violations
from kreissverify.evidence.worst_ratio.maximise import Extreme, maximise
from kreissverify.numbers.three_valued import Outcome
from kreissverify.system.time_limit import TimeIsUp, time_limit
from kreissverify.theorems import MatrixEquality, Statement

__all__ = ["Refutation", "refute"]

_SEEMING = 1e-10  # a violation above this in floats is worth an exact look
_EXTREMAL, _DRAWN = 48, 120
_SCREENED = 600
_MOST_SUSPECTS = 6
_TIES, _MOST_TIES = "a short member with equal sides", 60
_MOST_SAMPLES = 30
_LARGEST_SAMPLE = 12  # rows; larger ones take long to decide, and the maximisation goes on
_FOR_READABLE = 10.0  # seconds in which a counterexample with shorter entries is still looked for
_GRACE = 3.0  # seconds to certify, and to enclose, what was found as the time was over
_SEARCH_SHARE = 0.8  # of the budget, if nothing is found; the rest is for shrinking


@dataclass(frozen=True)
class Refutation:
    """What a search for a counterexample came to.

    Attributes
    ----------
    statement
        The statement.
    seed
        The seed of the search.
    binding
        The counterexample, decided exactly and shrunk; None if none was certified.
    certificate
        Its certificate, which the standalone checker accepts; None likewise.
    sides
        Both sides of each comparison in the conclusion, on the counterexample.
    route
        How it was found.
    nearest
        The worst member met in floats, whether or not it violates the statement.
    evaluated
        How many members were looked at in floats by the maximisation.
    interrupted
        Whether the search was ended from outside.
    timed_out
        Whether its time was over before all routes were taken.
    reason
        Why there is no certificate, if an instance violates the statement; else empty.
    seconds
        How long it took.
    """

    statement: Statement
    seed: int
    binding: Binding | None
    certificate: Path | None
    sides: tuple[Side, ...]
    route: str
    nearest: Extreme | None
    evaluated: int
    interrupted: bool
    timed_out: bool
    reason: str
    seconds: float


@dataclass
class _Search:
    """The state of a search: what is best so far, which survives an interruption."""

    statement: Statement
    seed: int
    deadline: float
    notice: Callable[[str], None]
    cache: QuantityCache = field(default_factory=QuantityCache)
    best: Binding | None = None
    document: dict[str, Any] | None = None
    route: str = ""
    nearest: Extreme | None = None
    reason: str = ""
    pending: Binding | None = None

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.deadline - time.monotonic()

    @property
    def satisfied(self) -> bool:
        """Whether a readable counterexample is certified."""
        return self.document is not None and self._is_readable()

    @property
    def _blind(self) -> bool:
        """Whether floats say nothing: of an equality of matrices all members seem to be ties."""
        return bool(self.statement.conclusion.has(MatrixEquality))

    def _is_readable(self) -> bool:
        return self.best is not None and largest_height(self.best) <= READABLE

    def run(self) -> None:
        """Take the routes in turn, until one ends in a readable certificate or time is over."""
        for route, members in (
            ("a short member", self._short),
            (_TIES, self._ties),
            ("a model found by a solver", self._models),
            ("an extremal member", self._extremal),
            ("a sample", self._sampled),
            ("maximisation over the class", self._maximised),
        ):
            self.notice(route)
            for binding in members():
                if self.left < 0:
                    return
                if self._is_violated(binding):
                    self.pending, self.route = binding, self.route or route
                    self._consider(binding, route)
                    if self.satisfied:
                        return

    def _is_violated(self, binding: Binding) -> bool:
        return decide(self.statement, binding, self.cache).outcome is Outcome.VIOLATED

    def _consider(self, binding: Binding, route: str) -> None:
        """Shrink and certify an instance, and keep it if it is simpler than what is known."""
        self.notice("shrinking")
        for found in self._shorter(binding, route):
            if self.best is not None and simplicity(found) >= simplicity(self.best):
                return
            try:
                document = certificate(self.statement, found)
            except NotCertified as error:
                self.reason = str(error)
                continue
            self.best, self.document, self.route = found, document, route
            self.deadline = min(self.deadline, time.monotonic() + _FOR_READABLE)
            return

    def finish(self) -> None:
        """Certify the instance that was being shrunk as the search ended, if nothing better is."""
        if self.document is None and self.pending is not None:
            with suppress(TimeIsUp, NotCertified), time_limit(_GRACE):
                self.document = certificate(self.statement, self.pending)
                self.best = self.pending

    def _shorter(self, binding: Binding, route: str) -> Iterator[Binding]:
        if route != _TIES or self._blind:  # other ties are short, and rarely certified nearby
            yield shrink(self.statement, binding, budget=max(1.0, self.left / 3))
        yield binding

    def _short(self) -> Iterator[Binding]:
        yield from islice(small_violations(self.statement), _MOST_SUSPECTS)

    def _ties(self) -> Iterator[Binding]:
        yield from islice(small_ties(self.statement), None if self._blind else _MOST_TIES)

    def _models(self) -> Iterator[Binding]:
        yield from model_members(self.statement, seconds=min(5.0, self.left / 4))

    def _extremal(self) -> Iterator[Binding]:
        """Yield the first members whose float margin does not clear them, equalities included."""
        blind = self._blind
        first = islice(bindings(self.statement, self.seed), _DRAWN if blind else _EXTREMAL)
        members = [member for member in first if member.instance.n <= _LARGEST_SAMPLE]
        suspicion = np.full(len(members), np.inf)
        for places, stack in stacked(members):
            suspicion[places] = margins(self.statement, stack).suspicion
        order = np.argsort(suspicion, kind="stable")[: len(members) if blind else _MOST_SUSPECTS]
        yield from (members[k] for k in order if suspicion[k] < _SEEMING)

    def _sampled(self) -> Iterator[Binding]:
        yield from islice(self._suspects(), _MOST_SAMPLES)

    def _suspects(self) -> Iterator[Binding]:
        stacks = list(screening_stacks(self.statement, self.seed, _SCREENED))
        small = [stack for stack in stacks if sum(stack.sizes) <= _LARGEST_SAMPLE]
        for stack in sorted(small, key=lambda stack: sum(stack.sizes)):
            suspicion = margins(self.statement, stack).suspicion
            for place in np.argsort(suspicion, kind="stable")[:2]:
                if suspicion[place] < -_SEEMING:
                    yield from rounded(self.statement, stack, int(place))

    def _maximised(self) -> Iterator[Binding]:
        budget = _SEARCH_SHARE * self.left if self.best is None else self.left / 2
        climbing = maximise(self.statement, seed=self.seed, budget=budget)
        for extreme in climbing:
            self.nearest = extreme
            self.notice(f"maximising: worst ratio {extreme.ratio:.9g}")
            if extreme.violation > _SEEMING:
                yield from rounded(self.statement, extreme.stack, 0)


def refute(
    statement: Statement,
    *,
    seed: int = 0,
    budget: float = 30.0,
    certificates: Path | str = "certificates",
    notice: Callable[[str], None] = lambda message: None,
) -> Refutation:
    """Search for a counterexample, shrink it, and write its certificate.

    Parameters
    ----------
    statement
        The statement.
    seed
        Equal seeds search in equal ways; the budget lets a beginning of it be seen.
    budget
        Seconds after which the search ends, also amid a long computation; certifying what was found
        by then may take a few more.
    certificates
        The folder in which the certificate is written.
    notice
        Called with a line on what is being done.

    Returns
    -------
    Refutation
        With a certificate if one was made that the checker accepts. Without one nothing is shown:
        that no counterexample was found is no evidence of truth.

    Raises
    ------
    ValueError
        If the budget is not a positive number.
    """
    if not (budget > 0 and math.isfinite(budget)):
        raise ValueError(f"budget: expected a positive number of seconds, got {budget}")
    began = time.monotonic()
    search = _Search(statement, seed, began + budget, notice)
    interrupted = timed_out = False
    try:
        with time_limit(budget):
            search.run()
    except TimeIsUp:
        timed_out = True
    except KeyboardInterrupt:
        interrupted = True
    search.finish()
    path = None
    if search.document is not None:
        folder = Path(certificates)
        folder.mkdir(parents=True, exist_ok=True)
        path = write_certificate(search.document, folder)
    return Refutation(
        statement=statement,
        seed=seed,
        binding=search.best,
        certificate=path,
        sides=_sides(statement, search.best),
        route=search.route,
        nearest=search.nearest,
        evaluated=search.nearest.evaluations if search.nearest else 0,
        interrupted=interrupted,
        timed_out=timed_out or (search.left < 0 and not interrupted),
        reason="" if path is not None else search.reason,
        seconds=time.monotonic() - began,
    )


def _sides(statement: Statement, binding: Binding | None) -> tuple[Side, ...]:
    """Enclose both sides of the conclusion on a counterexample; () where that takes too long."""
    with suppress(TimeIsUp), time_limit(_GRACE):
        return sides(statement, binding) if binding is not None else ()
    return ()
