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
    "Recurrence",
    "frozen_rule",
    "has_state",
    "one_momentum",
    "require_supported",
]


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
    steps, decays, shrinks, after = [], [], [], []
    for p, value, slope in zip(parameters, values.split(sizes), gradient.split(sizes), strict=True):
        group, state = groups[id(p)], optimizer.state.get(p, {})
        rate, decay = float(group["lr"]), float(group["weight_decay"])
        decoupled = bool(group.get("decoupled_weight_decay"))
        g = sign * slope + (0 if decoupled else decay) * value
        step, moved = (_adam if "betas" in group else _sgd)(group, state, rate, g)
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
    )
    return rule, torch.cat(after)


def _sgd(
    group: Mapping[str, Any], state: Mapping[str, Any], rate: float, g: Tensor
) -> tuple[float, Tensor]:
    """Return P, and P times the direction of the coming step."""
    momentum, gain, nesterov = _momentum(group)
    if not momentum:
        return rate, rate * g
    buffer = _flat(state.get("momentum_buffer"), g)
    # PyTorch starts the buffer with the first gradient, undamped
    buffer = g if buffer is None else momentum * buffer + gain * g
    return rate, rate * (g + momentum * buffer if nesterov else buffer)


def _adam(
    group: Mapping[str, Any], state: Mapping[str, Any], rate: float, g: Tensor
) -> tuple[Tensor, Tensor]:
    torch = pytorch()
    first, second = (float(beta) for beta in group["betas"])
    done = float(state.get("step", 0)) + 1
    mean, square = _flat(state.get("exp_avg"), g), _flat(state.get("exp_avg_sq"), g)
    mean = (1 - first) * g + (0 if mean is None else first * mean)
    square = (1 - second) * g**2 + (0 if square is None else second * square)
    if group["amsgrad"]:
        largest = _flat(state.get("max_exp_avg_sq"), g)
        square = square if largest is None else torch.maximum(square, largest)
    root = (square / (1 - second**done)).sqrt() + float(group["eps"])
    step = rate / (1 - first**done) / root
    return step, step * mean


def _flat(tensor: Tensor | None, like: Tensor) -> Tensor | None:
    return None if tensor is None else upcast(tensor).detach().reshape(-1).to(like.dtype)
