"""One update of two players, linearised where they stand: products with J and with its transpose.

An update is a sequence of stages, each of which moves some players with the gradients at the point
where it begins: one stage that moves both is the simultaneous update, one after the other the
alternating one. J is the product of the Jacobians of the stages, each taken at its own point.
Products are by reverse mode, twice: a row of ∇²f times (u, v) is the derivative of ∂ₓf·u + ∂ᵧf·v.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kreissverify.experiments.monitor.functional import Evaluation
from kreissverify.experiments.monitor.optimisers import FrozenRule
from kreissverify.experiments.monitor.player import Player
from kreissverify.experiments.monitor.second_derivatives import batched_rows
from kreissverify.experiments.training.parameters import Tensor, pytorch
from kreissverify.numbers.arrays import FloatArray

__all__ = ["LinearisedUpdate", "Move"]

# What a measurement may hold beside the graphs of the losses, in copies of the parameters; and in
# numbers, where the state is so small that memory does not matter.
_COPIES, _SMALL, _OF_SMALL = 12, 20_000, 1_000_000
# What a row of a batch may differ by from the row alone, a share: roundings of float32.
_BATCH = 1e-4


@dataclass(frozen=True)
class Move:
    """A player that a stage moves: its rule, and the leaves and gradients of its loss there."""

    rule: FrozenRule
    evaluation: Evaluation
    leaves: tuple[tuple[Tensor, ...], ...]  # by player
    gradients: tuple[tuple[Tensor | None, ...], ...]  # of the mover's loss, by player


@dataclass
class LinearisedUpdate:
    """The Jacobian J of one update, known by its products with vectors.

    The state is one vector: of each player its parameters in the coordinates of its `FrozenRule`,
    then its velocity, if it has momentum.

    Attributes
    ----------
    players
        The two players.
    stages
        What each stage moves, by the index of the player.
    remarks
        What is evaluated otherwise than it is trained, a sentence each.
    products
        How many products with a row of blocks were made: each costs about two gradients of
        one player's loss.
    """

    players: tuple[Player, Player]
    stages: Sequence[Mapping[int, Move]]
    remarks: Sequence[str]
    products: int = 0
    _rows: dict[int, Tensor] = field(default_factory=dict, init=False, repr=False)

    @property
    def size(self) -> int:
        """The length of the state."""
        return sum(self.lengths)

    @property
    def lengths(self) -> list[int]:
        """The length of each player's part of the state."""
        return [
            p.size * (2 if self.move(i).rule.has_momentum else 1)
            for i, p in enumerate(self.players)
        ]

    @property
    def room(self) -> int:
        """How many numbers may be held beside the update itself, for twelve copies in all."""
        moves = [move for stage in self.stages for move in stage.values()]
        held = [leaf for move in moves for of in move.leaves for leaf in of]
        held += [g for move in moves for of in move.gradients for g in of if g is not None]
        held += [v for move in moves if not isinstance(v := move.rule.root.values, tuple)]
        # leaves that did not move are the same numbers at all stages
        counts = {tensor.data_ptr(): tensor.numel() for tensor in held}
        left: int = _COPIES * sum(p.size for p in self.players) - sum(counts.values())
        return max(left, _OF_SMALL if self.size <= _SMALL else 0)

    def move(self, player: int) -> Move:
        """Return the (last) move of a player."""
        return next(stage[player] for stage in reversed(self.stages) if player in stage)

    def like(self, length: int) -> Tensor:
        """Return zeros of some length, of the type and device of the parameters."""
        zeros: Tensor = self.move(0).evaluation.leaves[0].new_zeros(length)
        return zeros

    @property
    def formed(self) -> bool:
        """Whether the second derivatives are formed: products cost next to nothing then."""
        return bool(self._rows)

    def form(self) -> None:
        """Form the second derivatives of each loss, for products that are then cheap."""
        for stage in self.stages:
            for i, move in stage.items():
                self._rows[id(move)] = self._formed(move, i)

    def _formed(self, move: Move, player: int) -> Tensor:
        """Return the rows of one player in the Hessian of its loss, as one matrix."""
        torch = pytorch()
        n = self.players[player].size
        units = torch.diag(torch.ones_like(self.like(n)))
        leaves = [leaf for of in move.leaves for leaf in of]
        self.products += n
        found = batched_rows(move.gradients[player], self.players[player].parameters, leaves, units)
        # one row by itself: a batch of second derivatives is not trusted unseen
        if found is not None:
            alone = self._whole_row(move, player, units[n // 2])
            if float((found[n // 2] - alone).abs().max()) <= _BATCH * float(alone.abs().max()):
                return found
        return torch.stack([self._whole_row(move, player, u) for u in units])

    def _whole_row(self, move: Move, player: int, unit: Tensor) -> Tensor:
        columns = self._columns(move, player, unit, range(len(self.players)))
        row: Tensor = pytorch().cat([piece for pieces in columns for piece in pieces])
        return row

    # --- one player's block, and the couplings: for Lanczos iterations

    def own(self, player: int) -> Callable[[Tensor], Tensor]:
        """Return v ↦ Qv, Q = pR(∇² + λ)R: the symmetric part that the step multiplies."""
        move = self.move(player)
        rule = move.rule

        def product(v: Tensor) -> Tensor:
            v = rule.root.times(v)
            own = self.row(move, {player: v}, player).mul_(rule.sign)
            rule.decay.add_multiple_(own, v)
            return rule.root.multiply_(own).mul_(rule.step)

        return product

    def coupling(
        self, player: int, other: int
    ) -> tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]:
        """Return the products with the block that takes `other` to `player`, and its transpose."""
        move, of_other = self.move(player), self.move(other).rule
        rule = move.rule

        def product(v: Tensor) -> Tensor:
            row = self.row(move, {other: of_other.root.times(v)}, player)
            return rule.root.multiply_(row).mul_(rule.step * rule.sign)

        def transposed(v: Tensor) -> Tensor:
            (pieces,) = self._columns(move, player, rule.root.times(v), [other])
            column = of_other.root.multiply_(pytorch().cat(pieces))
            return column.mul_(rule.step * rule.sign)

        return product, transposed

    # --- the whole

    def __matmul__(self, vector: Tensor) -> Tensor:
        """Return Jv."""
        return self.apply_(vector.clone())

    def adjoint(self, vector: Tensor) -> Tensor:
        """Return Jᵀv."""
        return self.apply_adjoint_(vector.clone())

    def apply_(self, vector: Tensor) -> Tensor:
        """Replace v by Jv: at 10⁵ parameters copies are what it costs."""
        self._scale(vector, 1)
        for stage in self.stages:
            self._forward(stage, vector)
        return self._scale(vector, -1)

    def apply_adjoint_(self, vector: Tensor) -> Tensor:
        """Replace v by Jᵀv."""
        self._scale(vector, -1)
        for stage in reversed(self.stages):
            self._backward(stage, vector)
        return self._scale(vector, 1)

    def dense(self) -> FloatArray:
        """Return J as an array, from as many products as it has columns."""
        columns = []
        for k in range(self.size):
            unit = self.like(self.size)
            unit[k] = 1
            columns.append(self.apply_(unit).cpu().numpy().astype(np.float64))
        return np.stack(columns, axis=1)

    def part(self, vector: Tensor, player: int) -> Tensor:
        """Return a view of the parameters of one player in a state."""
        return self._parts(vector)[player][0]

    def _parts(self, vector: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Return views of each player's parameters and velocity, which may be of length 0."""
        found = []
        for player, part in zip(self.players, vector.split(self.lengths), strict=True):
            n = player.size
            found.append((part[:n], part[n:]))
        return found

    def _scale(self, vector: Tensor, power: int) -> Tensor:
        """Multiply a state by R or its inverse, which takes it to θ and Pm, or back to it."""
        for i, (theta, velocity) in enumerate(self._parts(vector)):
            root = self.move(i).rule.root
            for part in (theta, velocity):
                if len(part):
                    root.multiply_(part) if power > 0 else root.divide_(part)
        return vector

    def _forward(self, stage: Mapping[int, Move], vector: Tensor) -> None:
        """Make the step of a stage, in θ and Pm: there P is all that is left of R."""
        parts = self._parts(vector)
        true = {j: theta for j, (theta, _) in enumerate(parts)}
        # the rows of all that the stage moves are taken before any of it moves
        steps = {i: self._step(move, i, true) for i, move in stage.items()}
        for i, h in steps.items():
            rule, (theta, velocity) = stage[i].rule, parts[i]
            rule.shrink.multiply_(theta).add_(h, alpha=-rule.direct)
            if rule.has_momentum:
                theta.add_(velocity, alpha=-rule.inherited)
                velocity.mul_(rule.momentum).add_(h, alpha=rule.gain)

    def _step(self, move: Move, player: int, true: Mapping[int, Tensor]) -> Tensor:
        """Return P(∇²f + λ)v."""
        rule = move.rule
        h = self.row(move, true, player).mul_(rule.sign)
        rule.decay.add_multiple_(h, true[player])
        return rule.root.multiply_(rule.root.multiply_(h)).mul_(rule.step)

    def _backward(self, stage: Mapping[int, Move], vector: Tensor) -> None:
        parts = self._parts(vector)
        steps = {}
        for i, move in stage.items():
            rule, (theta, velocity) = move.rule, parts[i]
            h = -rule.direct * theta
            if rule.has_momentum:
                h.add_(velocity, alpha=rule.gain)
                velocity.mul_(rule.momentum).add_(theta, alpha=-rule.inherited)
            rule.shrink.multiply_(theta)
            steps[i] = rule.root.multiply_(rule.root.multiply_(h)).mul_(rule.step)
        for i, h in steps.items():
            rule = stage[i].rule
            columns = self._columns(stage[i], i, h, range(len(self.players)))
            for (theta, _), pieces in zip(parts, columns, strict=True):
                for to, piece in zip(theta.split([len(x) for x in pieces]), pieces, strict=True):
                    to.add_(piece, alpha=rule.sign)
            rule.decay.add_multiple_(parts[i][0], h)

    def row(self, move: Move, vectors: Mapping[int, Tensor], to: int) -> Tensor:
        """Return the derivative of Σ ∂ⱼf·vⱼ in the direction of the leaves of one player."""
        if (rows := self._rows.get(id(move))) is not None:
            blocks = rows.split([p.size for p in self.players], dim=1)
            parts = [blocks[j] @ vector for j, vector in vectors.items()]
            return sum(parts[1:], parts[0])
        pairs = [
            (gradient, piece.reshape(gradient.shape))
            for j, vector in vectors.items()
            for gradient, piece in zip(move.gradients[j], self._pieces(j, vector), strict=True)
            if gradient is not None and gradient.requires_grad
        ]
        found: Tensor = pytorch().cat(self._derivative(pairs, move.leaves[to]))
        return found

    def _columns(
        self, move: Move, player: int, vector: Tensor, of: Sequence[int]
    ) -> list[list[Tensor]]:
        """Return the derivatives of ∂ᵢf·v in the direction of the leaves of some players.

        In pieces, a list for each player, as there need not be room for them and their whole.
        """
        if (rows := self._rows.get(id(move))) is not None:
            blocks = rows.split([p.size for p in self.players], dim=1)
            return [[vector @ blocks[j]] for j in of]
        pairs = [
            (gradient, piece.reshape(gradient.shape))
            for gradient, piece in zip(
                move.gradients[player], self._pieces(player, vector), strict=True
            )
            if gradient is not None and gradient.requires_grad
        ]
        found = iter(self._derivative(pairs, [leaf for j in of for leaf in move.leaves[j]]))
        return [[next(found) for _ in move.leaves[j]] for j in of]

    def _pieces(self, player: int, vector: Tensor) -> Sequence[Tensor]:
        pieces: Sequence[Tensor] = vector.split(
            [p.numel() for p in self.players[player].parameters]
        )
        return pieces

    def _derivative(
        self, pairs: Sequence[tuple[Tensor, Tensor]], leaves: Sequence[Tensor]
    ) -> list[Tensor]:
        """Return the derivative of Σ output·weight, a vector for each leaf, not to be changed."""
        torch = pytorch()
        self.products += 1
        if not pairs:
            return [torch.zeros_like(leaf).reshape(-1) for leaf in leaves]
        outputs, weights = zip(*pairs, strict=True)
        found = torch.autograd.grad(
            outputs, list(leaves), grad_outputs=weights, retain_graph=True, allow_unused=True
        )
        return [
            (torch.zeros_like(leaf) if d is None else d.detach()).reshape(-1)
            for leaf, d in zip(leaves, found, strict=True)
        ]
