"""A monitor of transient growth, for the training loop of two players."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import Any, Literal

from kreissverify.experiments.monitor.couplings import coupling, own_block
from kreissverify.experiments.monitor.growth import DENSE, growth
from kreissverify.experiments.monitor.krylov import Krylov, krylov, of_dense
from kreissverify.experiments.monitor.linearisation import linearised_update
from kreissverify.experiments.monitor.linearised_update import LinearisedUpdate
from kreissverify.experiments.monitor.optimisers import NoMoments, has_state
from kreissverify.experiments.monitor.player import Player
from kreissverify.experiments.monitor.report import TransientReport
from kreissverify.experiments.monitor.verdict import worst_case
from kreissverify.experiments.training.parameters import InvalidTraining
from kreissverify.numbers.errors import Refused

__all__ = ["TransientMonitor"]

Log = Callable[[Mapping[str, float], int], object]


@dataclass(frozen=True)
class Effort:
    """The most products of each kind."""

    own: int
    coupling: int
    krylov: int
    restarts: int
    sweeps: bool  # growth by one sweep back and one forth


# Quick: radii and couplings within 60 gradients' time, growth over 100 steps within 300. Full: to
# the tolerances, which spectra with clustered ends need hundreds of steps for. Whole: of a small
# state, as many as there are numbers.
_EFFORTS = {"quick": Effort(18, 20, 6, 0, True), "full": Effort(500, 80, 40, 8, False)}
_WHOLE = Effort(DENSE, 2 * DENSE, 40, 8, False)


@dataclass
class TransientMonitor:
    """Measures, while two players are trained, how far a perturbation can grow before it settles.

    It looks at one update, linearised where the players stand, and leaves the training as it is:
    parameters, gradients, buffers and random states are not touched.

    Parameters
    ----------
    x, y
        The players.
    order
        "simultaneous", both from the same point; "alternating", x first, y from where x has gone;
        or the names of the players in the order of their steps, as ("y", "y", "x").
    every
        Rounds of training between two measurements.
    horizon
        The number of updates over which growth is looked at; None for radii and couplings only.
    effort
        "quick" spends about 60 gradients' time on radii and couplings, and about 3 a step of the
        horizon on growth; "full" goes on to its tolerances. States of at most 300 numbers are
        taken whole.
    share
        The most gradients' time a round of training that measuring may take in the mean:
        measurements are left out while more was spent. None for no limit.
    log
        Called with the values by name and the round.
    modules
        Modules that the losses use and that belong to neither player.

    Raises
    ------
    InvalidTraining
        If an argument is unfit.

    Examples
    --------
    With the optimisers of a loop, `with monitor:` measures by itself, whenever both have stepped::

        monitor = TransientMonitor(
            Player("generator", G, opt_G, loss_G), Player("discriminator", D, opt_D, loss_D)
        )
        print(monitor.measure())
        with monitor:
            train()
    """

    x: Player
    y: Player
    order: str | Sequence[str] = "simultaneous"
    every: int = 100
    horizon: int | None = 100
    effort: Literal["quick", "full"] = "quick"
    share: float | None = None
    log: Log | None = None
    modules: Iterable[Any] = ()
    history: list[tuple[int, dict[str, float]]] = field(default_factory=list, init=False)
    refusals: list[tuple[int, str]] = field(default_factory=list, init=False)
    rounds: int = field(default=0, init=False)
    spent: int = field(default=0, init=False)
    last: TransientReport | None = field(default=None, init=False, repr=False)
    _hooks: list[Any] = field(default_factory=list, init=False, repr=False)
    _stepped: set[int] = field(default_factory=set, init=False, repr=False)

    def __post_init__(self) -> None:
        for given in (self.x, self.y):
            if not isinstance(given, Player):
                got = type(given).__name__
                raise InvalidTraining(f"players: expected two of the class Player, got {got}")
        if self.x.name == self.y.name:
            raise InvalidTraining(f"players: expected two names, got {self.x.name!r} twice")
        for name, least in (("every", self.every), ("horizon", self.horizon)):
            if least is not None and (not isinstance(least, int) or least < 1):
                raise InvalidTraining(f"{name}: expected a positive integer, got {least!r}")
        if self.effort not in _EFFORTS:
            raise InvalidTraining(f"effort: expected 'quick' or 'full', got {self.effort!r}")
        if self.share is not None and not (isinstance(self.share, Real) and self.share > 0):
            raise InvalidTraining(f"share: expected a positive number, got {self.share!r}")
        if self.log is not None and not callable(self.log):
            got = type(self.log).__name__
            raise InvalidTraining(f"log: expected a function of values and round, got {got}")
        self.schedule = _schedule(self.order, (self.x.name, self.y.name))
        moves = [i for stage in self.schedule for i in stage]
        for i, player in enumerate((self.x, self.y)):
            # the state of the optimiser between two moves of one round is not there to be asked
            if moves.count(i) > 1 and has_state(player.optimizer):
                raise InvalidTraining(
                    f"order: {player.name} moves more than once in a round, which is taken of "
                    "torch.optim.SGD without momentum only; expected each name once, as in "
                    "'alternating', which looks at one move of each"
                )

    def linearised(self) -> LinearisedUpdate:
        """Return one update, linearised where the players stand: J by its products."""
        return linearised_update((self.x, self.y), self.schedule, self.modules)

    def measure(self) -> TransientReport:
        """Measure where the players stand now.

        Returns
        -------
        TransientReport
            What was found; `print` shows it.

        Raises
        ------
        InvalidTraining
            If a loss cannot be evaluated as it has to be; the message says what is in the way.
        """
        names = (self.x.name, self.y.name)
        update = self.linearised()
        # where J is formed, going on until nothing is open costs no more than that
        small = update.size <= DENSE
        if small:
            update.form()
        effort = _WHOLE if small else _EFFORTS[self.effort]
        found, spaces = None, list[Krylov]()
        sweeps = self.horizon is not None and effort.sweeps
        own = (
            own_block(update, 0, effort.own, slow=sweeps),
            own_block(update, 1, effort.own, slow=sweeps),
        )
        b, c = (coupling(update, i, 1 - i, effort.coupling) for i in (0, 1))
        if self.horizon is not None:
            dense = update.dense() if small else None

            def follow(v: Any) -> None:
                spaces.append(
                    krylov(update, v, effort.krylov, effort.restarts)
                    if dense is None
                    else of_dense(dense)
                )

            slow = [player.slow for player in own]
            own = (replace(own[0], slow=None), replace(own[1], slow=None))
            found = growth(update, self.horizon, dense, slow if effort.sweeps else None, follow)
        early = [
            f"{name}: steps are held as its second moments have them now, and {one.early}"
            for name, one in zip(names, own, strict=True)
            if one.early
        ]
        worst = worst_case(names, own, b, c, self.schedule)
        self.spent += update.products
        self.last = TransientReport(
            step=self.rounds,
            names=names,
            own=own,
            b=b,
            c=c,
            worst=worst,
            growth=found,
            krylov=spaces[0] if spaces else None,
            remarks=tuple(dict.fromkeys([*update.remarks, *early])),
            products=update.products,
        )
        self.history.append((self.rounds, self.last.values()))
        if self.log is not None:
            self.log(self.last.values(), self.rounds)
        return self.last

    def step(self) -> TransientReport | None:
        """Count one round of training, and measure if it is time: a callback.

        Returns
        -------
        TransientReport or None
            What was found, if this was a round to measure.

        Raises
        ------
        InvalidTraining
            If the first measurement finds something in the way. Later ones, which a loss that is
            no longer finite may prevent, and those before the first step of Adam, are left out and
            noted in `refusals`.
        """
        self.rounds += 1
        if self.rounds % self.every:
            return None
        if self.share is not None and self.spent > self.share * self.rounds:
            return None
        try:
            return self.measure()
        except (InvalidTraining, Refused) as error:
            if not self.history and not isinstance(error, NoMoments):
                raise
            self.refusals.append((self.rounds, str(error)))
            return None

    def __enter__(self) -> TransientMonitor:
        """Count rounds by the steps of the optimisers: one when both have stepped."""
        for k, player in enumerate((self.x, self.y)):

            def stepped(optimizer: Any, args: Any, kwargs: Any, k: int = k) -> None:
                self._stepped.add(k)
                if len(self._stepped) == 2:
                    self._stepped.clear()
                    self.step()

            self._hooks.append(player.optimizer.register_step_post_hook(stepped))
        return self

    def __exit__(self, *of_exception: object) -> None:
        """Leave the optimisers as they were."""
        for hook in self._hooks:
            hook.remove()
        self._hooks.clear()
        self._stepped.clear()

    def state_dict(self) -> dict[str, Any]:
        """Return what is needed to go on after a checkpoint: counts and history."""
        return {
            "rounds": self.rounds,
            "spent": self.spent,
            "history": [(step, dict(values)) for step, values in self.history],
            "refusals": list(self.refusals),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a state that `state_dict` returned.

        Raises
        ------
        InvalidTraining
            If it is no such state.
        """
        try:
            rounds, spent = int(state["rounds"]), int(state["spent"])
            history = [(int(step), dict(values)) for step, values in state["history"]]
            refusals = [(int(step), str(said)) for step, said in state["refusals"]]
        except (KeyError, TypeError, ValueError) as error:
            message = "state: expected what state_dict of a TransientMonitor returned"
            raise InvalidTraining(message) from error
        self.rounds, self.spent, self.history, self.refusals = rounds, spent, history, refusals


def _schedule(order: str | Sequence[str], names: tuple[str, str]) -> tuple[tuple[int, ...], ...]:
    if order == "simultaneous":
        return ((0, 1),)
    if order == "alternating":
        return ((0,), (1,))
    if not isinstance(order, Sequence) or isinstance(order, str) or set(order) != set(names):
        raise InvalidTraining(
            "order: expected 'simultaneous', 'alternating', or a sequence in which both names "
            f"occur, {names[0]!r} and {names[1]!r}; got {order!r}"
        )
    return tuple((names.index(name),) for name in order)
