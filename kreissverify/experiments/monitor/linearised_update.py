"""One update of two players, linearised where they stand: products with J and with its transpose.

An update is a sequence of stages, each of which moves some players with the gradients at the point
where it begins: one stage that moves both is the simultaneous update, one after the other the
alternating one. J is the product of the Jacobians of the stages, each taken at its own point.
Products are by reverse mode, twice: a row of ∇²f times (u, v) is the derivative of ∂ₓf·u + ∂ᵧf·v.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kreissverify.experiments.monitor.functional import Evaluation
from kreissverify.experiments.monitor.optimisers import FrozenRule
from kreissverify.experiments.monitor.player import Player
from kreissverify.experiments.monitor.second_derivatives import batched_rows
from kreissverify.experiments.training.parameters import Tensor, pytorch
from kreissverify.numbers.arrays import FloatArray

__all__ = ["LinearisedUpdate", "Move"]

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

    def move(self, player: int) -> Move:
        """Return the (last) move of a player."""
        return next(stage[player] for stage in reversed(self.stages) if player in stage)

    def like(self, length: int) -> Tensor:
        """Return zeros of some length, of the type and device of the parameters."""
        zeros: Tensor = self.move(0).evaluation.leaves[0].new_zeros(length)
        return zeros

    def form(self) -> None:
        """Form the second derivatives of each loss, for products that are then cheap."""
        for stage in self.stages:
            for i, move in stage.items():
                self._rows[id(move)] = self._formed(move, i)

    def _formed(self, move: Move, player: int) -> Tensor:
        """Return the rows of one player in the Hessian of its loss, as one matrix."""
        torch = pytorch()
        n, everyone = self.players[player].size, range(len(self.players))
        units = torch.diag(torch.ones_like(self.like(n)))
        leaves = [leaf for of in move.leaves for leaf in of]
        self.products += n
        found = batched_rows(move.gradients[player], self.players[player].parameters, leaves, units)
        # one row by itself: a batch of second derivatives is not trusted unseen
        if found is not None:
            alone = torch.cat(self._columns(move, player, units[n // 2], everyone))
            if float((found[n // 2] - alone).abs().max()) <= _BATCH * float(alone.abs().max()):
                return found
        return torch.stack([torch.cat(self._columns(move, player, u, everyone)) for u in units])

    # --- one player's block, and the couplings: for Lanczos iterations

    def own(self, player: int) -> Callable[[Tensor], Tensor]:
        """Return v ↦ Qv, Q = pR(∇² + λ)R: the symmetric part that the step multiplies."""
        move = self.move(player)
        rule = move.rule

        def product(v: Tensor) -> Tensor:
            own = self.row(move, {player: rule.root * v}, player)
            return rule.step * rule.root * (rule.sign * own + rule.decay * (rule.root * v))

        return product

    def coupling(
        self, player: int, other: int
    ) -> tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]:
        """Return the products with the block that takes `other` to `player`, and its transpose."""
        move, of_other = self.move(player), self.move(other).rule
        rule = move.rule

        def product(v: Tensor) -> Tensor:
            row = self.row(move, {other: of_other.root * v}, player)
            return rule.step * rule.sign * rule.root * row

        def transposed(v: Tensor) -> Tensor:
            (row,) = self._columns(move, player, rule.root * v, [other])
            return rule.step * rule.sign * of_other.root * row

        return product, transposed

    # --- the whole

    def __matmul__(self, vector: Tensor) -> Tensor:
        """Return Jv."""
        for stage in self.stages:
            vector = self._forward(stage, vector)
        return vector

    def adjoint(self, vector: Tensor) -> Tensor:
        """Return Jᵀv."""
        for stage in reversed(self.stages):
            vector = self._backward(stage, vector)
        return vector

    def dense(self) -> FloatArray:
        """Return J as an array, from as many products as it has columns."""
        columns = []
        for k in range(self.size):
            unit = self.like(self.size)
            unit[k] = 1
            columns.append((self @ unit).cpu().numpy().astype(np.float64))
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

    def _forward(self, stage: Mapping[int, Move], before: Tensor) -> Tensor:
        # one new vector and one row of blocks at a time: at 10⁵ parameters copies are what it costs
        after = before.clone()
        parts = self._parts(before)
        true = {i: self._rooted(i, theta) for i, (theta, _) in enumerate(parts)}
        for i, (theta, velocity) in enumerate(self._parts(after)):
            if i not in stage:
                continue
            rule = stage[i].rule
            h = self.row(stage[i], true, i).mul_(rule.sign).add_(rule.decay * true[i])
            h.mul_(rule.step * rule.root)
            theta.mul_(rule.shrink).add_(h, alpha=-rule.direct)
            if rule.has_momentum:
                theta.add_(velocity, alpha=-rule.inherited)
                velocity.mul_(rule.momentum).add_(h, alpha=rule.gain)
        return after

    def _backward(self, stage: Mapping[int, Move], before: Tensor) -> Tensor:
        after = before.clone()
        for i, (theta, velocity) in enumerate(self._parts(after)):
            if i in stage:
                rule = stage[i].rule
                theta.mul_(rule.shrink)
                old = self._parts(before)[i][0]
                if rule.has_momentum:
                    velocity.mul_(rule.momentum).add_(old, alpha=-rule.inherited)
        for i, move in stage.items():
            rule = move.rule
            theta, velocity = self._parts(before)[i]
            h = -rule.direct * theta
            if rule.has_momentum:
                h.add_(velocity, alpha=rule.gain)
            h.mul_(rule.step * rule.root)
            columns = self._columns(move, i, h, range(len(self.players)))
            for j, (to, _) in enumerate(self._parts(after)):
                to.add_(self._rooted(j, columns[j]), alpha=rule.sign)
            self._parts(after)[i][0].add_(self._rooted(i, h * rule.decay))
        return after

    def _rooted(self, player: int, vector: Tensor) -> Tensor:
        """Return Rv, without a copy where R is the identity."""
        root = self.move(player).rule.root
        return vector if isinstance(root, float) and root == 1 else root * vector

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
        return self._derivative(move, pairs, move.leaves[to])

    def _columns(self, move: Move, player: int, vector: Tensor, of: Sequence[int]) -> list[Tensor]:
        """Return the derivatives of ∂ᵢf·v in the direction of the leaves of some players."""
        if (rows := self._rows.get(id(move))) is not None:
            blocks = rows.split([p.size for p in self.players], dim=1)
            return [vector @ blocks[j] for j in of]
        pairs = [
            (gradient, piece.reshape(gradient.shape))
            for gradient, piece in zip(
                move.gradients[player], self._pieces(player, vector), strict=True
            )
            if gradient is not None and gradient.requires_grad
        ]
        leaves = [leaf for j in of for leaf in move.leaves[j]]
        whole = self._derivative(move, pairs, leaves)
        return list(whole.split([self.players[j].size for j in of]))

    def _pieces(self, player: int, vector: Tensor) -> Sequence[Tensor]:
        pieces: Sequence[Tensor] = vector.split(
            [p.numel() for p in self.players[player].parameters]
        )
        return pieces

    def _derivative(
        self, move: Move, pairs: Sequence[tuple[Tensor, Tensor]], leaves: Sequence[Tensor]
    ) -> Any:
        torch = pytorch()
        self.products += 1
        if not pairs:
            return self.like(sum(leaf.numel() for leaf in leaves))
        outputs, weights = zip(*pairs, strict=True)
        found = torch.autograd.grad(
            outputs, list(leaves), grad_outputs=weights, retain_graph=True, allow_unused=True
        )
        return torch.cat(
            [
                torch.zeros_like(leaf).reshape(-1) if d is None else d.detach().reshape(-1)
                for leaf, d in zip(leaves, found, strict=True)
            ]
        )
