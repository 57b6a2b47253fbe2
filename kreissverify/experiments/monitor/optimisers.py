"""Optimisers of PyTorch as linear rules: what a step does with the derivative of a gradient.

With the gradient g at θ, and everything but θ and the momentum m held as it is,

    m⁺ = μm + κg,   θ⁺ = sθ - P(eg + fm),

where P is diagonal: plain descent has e = κ = 1 and f = 0, heavy ball e = κ and f = μ, Nesterov's
form e = 1 + μκ and f = μ². For Adam and AdamW, P is learning rate over root of the second moment,
with both bias corrections, as the coming step has them: it is *frozen*, which leaves out how P
itself depends on θ (D. P. Kingma, J. Ba, ICLR 2015, algorithm 1; I. Loshchilov, F. Hutter,
ICLR 2019, algorithm 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kreissverify.experiments.monitor.diagonal import Diagonal
from kreissverify.experiments.monitor.functional import upcast
from kreissverify.experiments.training.parameters import InvalidTraining, Tensor, pytorch

__all__ = [
    "FrozenRule",
    "NoMoments",
    "Recurrence",
    "frozen_rule",
    "has_state",
    "one_momentum",
    "require_moments",
    "require_supported",
]

# Advice on Adam's steps is given where holding P leaves out at most this share: see `_left_out`.
_LEFT_OUT = 2 / 3
# Steps after which betas that are not there by then are said not to get there.
_MOST_STEPS = 100_000


class NoMoments(InvalidTraining):
    """Adam has made no step: there are no second moments yet."""


@dataclass(frozen=True)
class Recurrence:
    """What a step does to one mode: [[s - eq, -f], [κq, μ]], or s - eq without momentum.

    B. T. Polyak, Some methods of speeding up the convergence of iteration methods, 1964.
    """

    momentum: float
    gain: float
    direct: float
    inherited: float

    @property
    def has_momentum(self) -> bool:
        """Whether the state has a velocity beside the parameters."""
        return self.momentum > 0

    def radius(self, curvature: float, shrink: float) -> float:
        """Return the spectral radius of the mode with q and s."""
        if not self.has_momentum:
            return abs(shrink - self.direct * curvature)
        block = [
            [shrink - self.direct * curvature, -self.inherited],
            [self.gain * curvature, self.momentum],
        ]
        return float(np.abs(np.linalg.eigvals(np.array(block))).max())


@dataclass(frozen=True)
class FrozenRule:
    """The linear rule of a player at one point, in coordinates in which its block is symmetric.

    With P = p·R², the median entry of R being 1, the coordinates are R⁻¹θ and pRm.

    Attributes
    ----------
    step
        p, the median entry of P: the learning rate of plain descent.
    root
        R.
    momentum, gain
        μ and κ.
    direct, inherited
        e and f.
    decay
        What is added to the Hessian, a multiple of θ in g: weight decay.
    shrink
        s: 1 minus decoupled weight decay.
    sign
        -1 where the optimiser ascends.
    adaptive
        Whether P depends on the gradients, as Adam's does.
    early
        Why nothing should be concluded from P as it is; empty where it may.
    quiet
        The entries that had next to no gradient: there P is the learning rate over eps.
    """

    step: float
    root: Diagonal
    momentum: float
    gain: float
    direct: float
    inherited: float
    decay: Diagonal
    shrink: Diagonal
    sign: float
    adaptive: bool
    early: str
    quiet: Tensor

    @property
    def has_momentum(self) -> bool:
        """Whether the state has a velocity beside the parameters."""
        return self.momentum > 0

    @property
    def recurrence(self) -> Recurrence:
        """The rule of one mode."""
        return Recurrence(self.momentum, self.gain, self.direct, self.inherited)


def require_supported(optimizer: Any, name: str) -> None:
    """Raise `InvalidTraining` for an optimiser whose step is not known here."""
    optim = pytorch().optim
    # subclasses may step otherwise
    if type(optimizer) not in (optim.SGD, optim.Adam, optim.AdamW):
        raise InvalidTraining(
            f"{name}: expected torch.optim.SGD, Adam or AdamW, got {type(optimizer).__name__}"
        )


def one_momentum(optimizer: Any, name: str) -> None:
    """Raise `InvalidTraining` where groups differ in more than step and weight decay."""
    seen = {(_momentum(group), bool(group.get("maximize"))) for group in optimizer.param_groups}
    if len(seen) > 1:
        raise InvalidTraining(
            f"{name}: expected one momentum (or beta) for all parameter groups; only learning "
            "rates and weight decays may differ"
        )


def require_moments(
    optimizer: Any, parameters: Sequence[Tensor], names: Sequence[str], name: str
) -> None:
    """Raise `NoMoments` where Adam has not yet moved a parameter that it is going to move.

    Its first step has the length of the learning rate whatever the gradient, so that as P is held
    it would be the learning rate over the gradient, or over eps: a number about nothing.
    """
    if "betas" not in optimizer.param_groups[0]:
        return
    for p, of in zip(parameters, names, strict=True):
        if not _steps_made(optimizer.state.get(p, {})):
            raise NoMoments(
                f"{name}: {type(optimizer).__name__} has made no step of {of} yet, so that its "
                "second moments, and with them the lengths of its steps, are unknown; measure "
                "after its first steps"
            )


def _steps_made(state: Mapping[str, Any]) -> int:
    return int(state.get("step", 0)) if "exp_avg_sq" in state else 0


def _left_out(betas: tuple[float, float], step: int) -> float:
    """Return how much of a step's answer to a change of the gradient is left out by holding P.

    Of a gradient that keeps its value, as a share: with the weights w and e of the coming gradient
    in the second and in the first moment, d(m̂/√v̂) = (e - w m̂g/v̂)dg/√v̂. It is all of it in the
    first step, whose length does not depend on the gradient.
    """
    of_mean, of_square = ((1 - beta) / (1 - beta**step) for beta in betas)
    return of_square / of_mean


def _early(optimizer: Any, parameters: Sequence[Tensor]) -> str:
    """Return why P is not yet, or never, what the next steps will have."""
    group = optimizer.param_groups[0]
    if "betas" not in group:
        return ""
    first, second = (float(beta) for beta in group["betas"])
    made = min(_steps_made(optimizer.state.get(p, {})) for p in parameters)
    if _left_out((first, second), made + 1) <= _LEFT_OUT:
        return ""
    if (1 - second) / (1 - first) >= _LEFT_OUT:
        return f"with betas ({first:g}, {second:g}) they change as fast as the gradients do"
    steps = range(made + 1, _MOST_STEPS)
    enough = next((k for k in steps if _left_out((first, second), k + 1) <= _LEFT_OUT), _MOST_STEPS)
    steps_so_far = f"{made} step{'s' if made != 1 else ''}"
    return f"they come from {steps_so_far} so far; measure again after {enough}"


def has_state(optimizer: Any) -> bool:
    """Whether a step depends on the steps before."""
    return any("betas" in group or group["momentum"] for group in optimizer.param_groups)


def _momentum(group: Mapping[str, Any]) -> tuple[float, float, bool]:
    """Return μ, κ and whether Nesterov's form is taken."""
    if "betas" in group:
        beta = float(group["betas"][0])
        return beta, 1 - beta, False
    momentum = float(group["momentum"])
    # without momentum PyTorch takes no notice of dampening
    gain = 1 - float(group["dampening"]) if momentum else 1.0
    return momentum, gain, bool(group["nesterov"])


def frozen_rule(
    optimizer: Any, parameters: Sequence[Tensor], values: Tensor, gradient: Tensor
) -> tuple[FrozenRule, Tensor]:
    """Return the rule of the coming step, with the state that the optimiser has now.

    Parameters
    ----------
    optimizer
        An instance of SGD, Adam or AdamW.
    parameters
        Those of it that are varied, in its order.
    values, gradient
        The parameters and the gradient of the loss there, as one vector each.

    Returns
    -------
    FrozenRule, tensor
        The rule, and the parameters after the step as one vector.
    """
    torch = pytorch()
    momentum, gain, nesterov = _momentum(optimizer.param_groups[0])
    sign = -1.0 if optimizer.param_groups[0].get("maximize") else 1.0
    sizes = [p.numel() for p in parameters]
    groups = {id(p): group for group in optimizer.param_groups for p in group["params"]}
    steps, decays, shrinks, after, quiet = [], [], [], [], [values.new_zeros(0, dtype=torch.long)]
    begin = 0
    for p, value, slope in zip(parameters, values.split(sizes), gradient.split(sizes), strict=True):
        group, state = groups[id(p)], optimizer.state.get(p, {})
        rate, decay = float(group["lr"]), float(group["weight_decay"])
        decoupled = bool(group.get("decoupled_weight_decay"))
        g = sign * slope + (0 if decoupled else decay) * value
        step, moved, still = (_adam if "betas" in group else _sgd)(group, state, rate, g)
        quiet.append(still + begin)
        begin += len(g)
        shrink = 1 - rate * decay if decoupled else 1.0
        steps.append(step)
        decays.append(0.0 if decoupled else decay)
        shrinks.append(shrink)
        after.append(shrink * value - moved)
    diagonal = Diagonal.of(steps, sizes)
    # the median, as Adam's steps of parameters that get no gradient are larger by many decades
    middle = diagonal.median()
    rule = FrozenRule(
        step=middle,
        root=diagonal.root_of_share(middle),
        momentum=momentum,
        gain=gain,
        direct=1 + momentum * gain if nesterov else gain,
        inherited=momentum**2 if nesterov else momentum,
        decay=Diagonal.of(decays, sizes),
        shrink=Diagonal.of(shrinks, sizes),
        sign=sign,
        adaptive="betas" in optimizer.param_groups[0],
        early=_early(optimizer, parameters),
        quiet=torch.cat(quiet),
    )
    return rule, torch.cat(after)


def _sgd(
    group: Mapping[str, Any], state: Mapping[str, Any], rate: float, g: Tensor
) -> tuple[float, Tensor, Tensor]:
    """Return P, P times the direction of the coming step, and the entries without gradient."""
    momentum, gain, nesterov = _momentum(group)
    none = g.new_zeros(0, dtype=pytorch().long)
    if not momentum:
        return rate, rate * g, none
    buffer = _flat(state.get("momentum_buffer"), g)
    # PyTorch starts the buffer with the first gradient, undamped
    buffer = g if buffer is None else momentum * buffer + gain * g
    return rate, rate * (g + momentum * buffer if nesterov else buffer), none


def _adam(
    group: Mapping[str, Any], state: Mapping[str, Any], rate: float, g: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    torch = pytorch()
    first, second = (float(beta) for beta in group["betas"])
    done = float(state.get("step", 0)) + 1
    mean, square = _flat(state.get("exp_avg"), g), _flat(state.get("exp_avg_sq"), g)
    mean = (1 - first) * g + (0 if mean is None else first * mean)
    square = (1 - second) * g**2 + (0 if square is None else second * square)
    if group["amsgrad"]:
        largest = _flat(state.get("max_exp_avg_sq"), g)
        square = square if largest is None else torch.maximum(square, largest)
    root = (square / (1 - second**done)).sqrt()
    quiet = (root <= float(group["eps"])).nonzero().reshape(-1)
    step = rate / (1 - first**done) / root.add_(float(group["eps"]))
    return step, step * mean, quiet


def _flat(tensor: Tensor | None, like: Tensor) -> Tensor | None:
    return None if tensor is None else upcast(tensor).detach().reshape(-1).to(like.dtype)
