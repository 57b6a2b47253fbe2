"""Jacobians of rounds of training, without the monitor: by differences, or with Adam's P held."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from tests.experiments.monitor.support.games import SCHEDULES, train


def in_their_coordinates(update: Any) -> Any:
    """Return the scale of each entry of the monitor's state in those of PyTorch's."""
    scales = []
    for i, player in enumerate(update.players):
        rule = update.move(i).rule
        root = rule.root.times(torch.ones(player.size, dtype=torch.float64))
        scales.append(root)
        if rule.has_momentum:
            scales.append(1 / (rule.step * root))
    return torch.cat(scales).numpy()


def state_of(players: Any) -> list[Any]:
    """Return the tensors that a round changes: of each player parameters, then momenta."""
    found = []
    for player in players:
        found += [p.data for p in player.parameters]
        states = [player.optimizer.state[p] for p in player.parameters]
        found += [s["momentum_buffer"] for s in states if s.get("momentum_buffer") is not None]
    return found


def differences(players: Any, order: str, directions: Any, *, step: float = 1e-5) -> Any:
    """Return the Jacobian of a round of SGD times some directions, by central differences."""
    saved = [copy.deepcopy(player.optimizer.state_dict()) for player in players]
    start = [t.clone() for t in state_of(players)]

    def after(shift: Any) -> Any:
        for player, of in zip(players, saved, strict=True):
            player.optimizer.load_state_dict(copy.deepcopy(of))
        pieces = shift.split([t.numel() for t in start])
        for t, before, piece in zip(state_of(players), start, pieces, strict=True):
            t.copy_(before + piece.reshape(t.shape))
        train(players, order)
        return torch.cat([t.reshape(-1) for t in state_of(players)])

    columns = []
    for column in directions.T:
        shift = step * torch.as_tensor(np.ascontiguousarray(column))
        columns.append((after(shift) - after(-shift)) / (2 * step))
    return torch.stack(columns, dim=1).numpy()


def frozen_jacobian(players: Any, order: str) -> Any:
    """Return the Jacobian of θ⁺ = sθ - Pm⁺, m⁺ = βm + (1-β)g, with P read off a step of Adam."""
    sizes, at = [q.size for q in players], [0, 2 * players[0].size]
    J = np.eye(2 * sum(sizes))
    start = [p.detach().clone() for q in players for p in q.parameters]
    for stage in SCHEDULES[order]:
        one = np.eye(len(J))
        for i in stage:
            beta = players[i].optimizer.param_groups[0]["betas"][0]
            rows = second_derivatives(players, i)
            P, shrink, decay = read_off(players[i])
            rows[i] = rows[i] + np.diag(decay)
            theta, velocity = (
                slice(at[i] + k * sizes[i], at[i] + (k + 1) * sizes[i]) for k in (0, 1)
            )
            one[theta, theta] = np.diag(shrink)
            one[velocity, velocity] = beta * np.eye(sizes[i])
            one[theta, velocity] = -beta * np.diag(P)
            for j, row in enumerate(rows):
                to = slice(at[j], at[j] + sizes[j])
                one[velocity, to] = (1 - beta) * row
                one[theta, to] -= (1 - beta) * P[:, None] * row
        J = one @ J
        for i in stage:
            step(players[i])
    for p, value in zip((p for q in players for p in q.parameters), start, strict=True):
        p.data.copy_(value)
    return J


def step(player: Any) -> None:
    """Let one player step where it stands."""
    gradients = torch.autograd.grad(player.loss(), player.parameters)
    for p, g in zip(player.parameters, gradients, strict=True):
        p.grad = g
    player.optimizer.step()


def read_off(player: Any) -> tuple[Any, Any, Any]:
    """Return P, s and what is added to the gradient, from a step that is undone."""
    optimizer = player.optimizer
    saved = copy.deepcopy(optimizer.state_dict())
    before = [p.detach().clone() for p in player.parameters]
    step(player)
    found: list[list[Any]] = [[], [], []]
    for p, value in zip(player.parameters, before, strict=True):
        group = next(x for x in optimizer.param_groups if any(p is q for q in x["params"]))
        decoupled, decay = group["decoupled_weight_decay"], group["weight_decay"]
        shrink = 1 - group["lr"] * decay if decoupled else 1.0
        P = (shrink * value - p.detach()) / optimizer.state[p]["exp_avg"]
        for part, number in zip(found, (P, shrink, 0.0 if decoupled else decay), strict=True):
            part.append(np.broadcast_to(np.asarray(number), p.shape).reshape(-1))
        p.data.copy_(value)
    optimizer.load_state_dict(saved)
    P, shrink, decay = (np.concatenate(part) for part in found)
    return P, shrink, decay


def second_derivatives(players: Sequence[Any], i: int) -> list[Any]:
    """Return the rows of one player in the Hessian of its loss, by player."""
    parameters = [p for q in players for p in q.parameters]
    gradients = torch.autograd.grad(players[i].loss(), players[i].parameters, create_graph=True)
    rows = []
    for entry in torch.cat([g.reshape(-1) for g in gradients]):
        found = torch.autograd.grad(entry, parameters, retain_graph=True, allow_unused=True)
        filled = [
            torch.zeros_like(p) if d is None else d for p, d in zip(parameters, found, strict=True)
        ]
        rows.append(torch.cat([d.detach().reshape(-1) for d in filled]))
    return [x.numpy() for x in torch.stack(rows).split([q.size for q in players], dim=1)]
