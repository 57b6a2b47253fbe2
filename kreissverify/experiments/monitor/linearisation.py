"""From two players to one linearised update: the losses are evaluated, and checked.

Each stage is evaluated where the stage before it ends; what cannot be linearised is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kreissverify.experiments.monitor.functional import Evaluation, LossGraph, upcast
from kreissverify.experiments.monitor.linearised_update import LinearisedUpdate, Move
from kreissverify.experiments.monitor.optimisers import frozen_rule, require_moments
from kreissverify.experiments.monitor.player import Player
from kreissverify.experiments.monitor.second_derivatives import disagreement
from kreissverify.experiments.training.parameters import InvalidTraining, Tensor, pytorch

__all__ = ["linearised_update"]

# Beyond this share second derivatives are said to disagree with differences of gradients.
_DISAGREEMENT = 0.05


def linearised_update(
    players: tuple[Player, Player],
    schedule: Sequence[Sequence[int]],
    modules: Iterable[Any] = (),
) -> LinearisedUpdate:
    """Evaluate the losses where they are needed, and return the linearised update.

    Parameters
    ----------
    players
        The two players.
    schedule
        Of each stage, the indices of the players that it moves.
    modules
        Those that belong to no player.

    Returns
    -------
    LinearisedUpdate
        J by its products.

    Raises
    ------
    InvalidTraining
        If a loss is unfit: no finite number, detached from the other player, or not to be varied.
    """
    originals = [p for player in players for p in player.parameters]
    _require_one_place(originals)
    for player in players:
        player.require_moving()
    owned = [m for player in players for m in player.modules()] + list(modules)
    every = list({id(part): part for m in owned for part in m.modules()}.values())
    remarks: list[str] = []
    stages = _stages(players, schedule, every, remarks)
    moved = _that_move(players, stages)
    if any(some is not player for some, player in zip(moved, players, strict=True)):
        del stages
        players = moved
        stages = _stages(players, schedule, every, remarks)
    for player in players:
        require_moments(player.optimizer, player.parameters, player.names, player.name)
        remarks += player.remarks()
    update = LinearisedUpdate(players, stages, remarks)
    for stage in stages:
        for i, move in stage.items():
            remarks += _held_against_differences(update, i, move)
    return update


def _that_move(
    players: tuple[Player, Player], stages: Sequence[dict[int, Move]]
) -> tuple[Player, Player]:
    """Return the players without the parameters that their own losses do not depend on.

    Those have no gradient, and PyTorch's optimisers skip them, decay of weights included.
    """
    found = []
    for i, player in enumerate(players):
        move = next(stage[i] for stage in stages if i in stage)
        kept = [gradient is not None for gradient in move.gradients[i]]
        if not any(kept):
            raise InvalidTraining(
                f"{player.name}: its loss depends on none of the parameters that its optimiser "
                "moves; expected a loss that does"
            )
        found.append(player if all(kept) else player.only(kept))
    return found[0], found[1]


def _stages(
    players: tuple[Player, Player],
    schedule: Sequence[Sequence[int]],
    modules: Sequence[Any],
    remarks: list[str],
) -> list[dict[int, Move]]:
    """Return what each stage moves, evaluated where the stage before it ends."""
    originals = [p for player in players for p in player.parameters]
    values = [upcast(p.detach()).clone() for p in originals]
    sizes = [p.numel() for p in originals]
    counts = [len(player.parameters) for player in players]
    stages: list[dict[int, Move]] = []
    for moved in schedule:
        leaves = [value.detach().requires_grad_() for value in values]
        evaluation = Evaluation(originals, leaves, modules, remarks)
        stage, after = {}, {}
        for i in moved:
            player = players[i]
            graph = evaluation.graph(player.loss, player.name)
            _refuse_detached(graph, players, i)
            stage[i], after[i] = _move(player, i, evaluation, graph, counts)
        stages.append(stage)
        # where the next stage begins
        for i, whole in after.items():
            start = sum(counts[:i])
            pieces = whole.split(sizes[start : start + counts[i]])
            for k, piece in enumerate(pieces, start):
                values[k] = piece.reshape(originals[k].shape).to(values[k].dtype)
    return stages


def _move(
    player: Player,
    index: int,
    evaluation: Evaluation,
    graph: LossGraph,
    counts: Sequence[int],
) -> tuple[Move, Tensor]:
    """Return the move of a player, and its parameters after it as one vector."""
    torch = pytorch()
    gradients, leaves = (
        _by_player(parts, counts) for parts in (graph.gradients, evaluation.leaves)
    )
    slope = torch.cat(
        [
            (torch.zeros_like(leaf) if g is None else g.detach()).reshape(-1)
            for g, leaf in zip(gradients[index], leaves[index], strict=True)
        ]
    )
    here = torch.cat([leaf.detach().reshape(-1) for leaf in leaves[index]])
    rule, after = frozen_rule(player.optimizer, player.parameters, here, slope)
    return Move(rule, evaluation, leaves, gradients), after


def _held_against_differences(update: LinearisedUpdate, mover: int, move: Move) -> list[str]:
    """Return a sentence if the second derivatives of a loss are not those of its gradient."""
    player = update.players[mover]
    counts = [len(p.parameters) for p in update.players]
    start = sum(counts[:mover])

    def product(directions: Sequence[Tensor]) -> Tensor:
        flat = [
            pytorch().cat([v.reshape(-1) for v in part]) for part in _by_player(directions, counts)
        ]
        return update.row(move, dict(enumerate(flat)), mover)

    share = disagreement(
        move.evaluation, player.loss, player.name, range(start, start + counts[mover]), product
    )
    if share <= _DISAGREEMENT:
        return []
    return [
        f"{player.name}: second derivatives and differences of gradients disagree by {share:.0%}: "
        "a kink, or a function that PyTorch differentiates wrongly twice; do not rely on these "
        "numbers"
    ]


def _by_player(items: Sequence[Any], counts: Sequence[int]) -> tuple[tuple[Any, ...], ...]:
    first = counts[0]
    return tuple(items[:first]), tuple(items[first:])


def _require_one_place(parameters: Sequence[Tensor]) -> None:
    if len({id(p) for p in parameters}) < len(parameters):
        raise InvalidTraining("players: expected parameters that only one player moves")
    kinds = {(upcast(p).dtype, p.device) for p in parameters}
    if len(kinds) > 1:
        raise InvalidTraining("players: expected parameters of one type on one device")


def _refuse_detached(graph: LossGraph, players: Sequence[Player], mover: int) -> None:
    """Refuse a loss that sees a parameter only detached: its coupling would be taken for 0."""
    names = [f"{player.name}.{name}" for player in players for name in player.names]
    cut = [
        name
        for name, used, gradient in zip(names, graph.used, graph.gradients, strict=True)
        if used and gradient is None
    ]
    if cut:
        raise InvalidTraining(
            f"{players[mover].name}: the loss sees {cut[0]} only detached (by detach, no_grad or "
            "a comparison), so that the coupling would be missed; expected a loss with nothing "
            "detached"
        )
