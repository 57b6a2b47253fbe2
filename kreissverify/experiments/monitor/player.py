"""A player of a training loop: what it descends, by which optimiser, and which parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from kreissverify.experiments.monitor.optimisers import one_momentum, require_supported
from kreissverify.experiments.training.parameters import InvalidTraining, Tensor, pytorch

__all__ = ["Player"]


@dataclass(frozen=True)
class Player:
    """One of the two players: its module, its optimiser, and the loss that it descends.

    Parameters
    ----------
    name
        Its name in reports.
    module
        What owns its parameters and buffers: a module, or a list, tuple or dictionary of modules
        and parameters, nested as one likes.
    optimizer
        What updates it: torch.optim.SGD, Adam or AdamW. Only what it updates is varied; parameters
        that do not require a gradient, or whose learning rate is 0, are left out.
    loss
        A function of no arguments that returns the loss, as a number that can be differentiated
        twice: no backward in it, and nothing detached that the other player moves.

    Raises
    ------
    InvalidTraining
        If an argument is unfit; the message names it.
    """

    name: str
    module: Any
    optimizer: Any
    loss: Callable[[], Tensor]
    parameters: tuple[Tensor, ...] = field(init=False, repr=False)
    names: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        torch = pytorch()
        if not isinstance(self.name, str):
            raise InvalidTraining(f"name: expected a text, got {self.name!r}")
        if not callable(self.loss):
            raise InvalidTraining(f"{self.name}: expected a loss that can be called")
        if not isinstance(self.optimizer, torch.optim.Optimizer):
            got = type(self.optimizer).__name__
            raise InvalidTraining(f"{self.name}: expected an optimiser of torch.optim, got {got}")
        require_supported(self.optimizer, self.name)
        for module in self.modules():
            if any(isinstance(part, torch.jit.ScriptModule) for part in module.modules()):
                raise InvalidTraining(f"{self.name}: expected modules that are not compiled")
        known = dict(_named(self.module, "", self.name))
        updated: list[Tensor] = []
        for group in self.optimizer.param_groups:
            # a step of length 0 moves nothing: its parameters are constants, as frozen ones are
            if float(group["lr"]) > 0:
                updated += [p for p in group["params"] if p.requires_grad and p.numel()]
        if not updated:
            raise InvalidTraining(
                f"{self.name}: expected at least one parameter that is updated: one that requires "
                "a gradient, at a learning rate above 0"
            )
        for tensor in updated:
            if not tensor.is_floating_point():
                raise InvalidTraining(f"{self.name}: expected real floating-point parameters")
            if not bool(torch.isfinite(tensor).all()):
                raise InvalidTraining(f"{self.name}: expected finite parameters, got inf or nan")
        one_momentum(self.optimizer, self.name)
        by_id = {id(tensor): name for name, tensor in known.items()}
        object.__setattr__(self, "parameters", tuple(updated))
        names = tuple(by_id.get(id(p), f"parameter {k}") for k, p in enumerate(updated))
        object.__setattr__(self, "names", names)

    @property
    def size(self) -> int:
        """The number of its parameters that are varied."""
        return sum(p.numel() for p in self.parameters)

    def only(self, kept: Sequence[bool]) -> Player:
        """Return the player with some of its parameters, the others taken for constants."""
        fewer = copy(self)
        for name in ("parameters", "names"):
            chosen = tuple(x for x, keep in zip(getattr(self, name), kept, strict=True) if keep)
            object.__setattr__(fewer, name, chosen)
        return fewer

    def require_moving(self) -> None:
        """Raise `InvalidTraining` where a scheduler has set a learning rate to 0."""
        for group in self.optimizer.param_groups:
            varied = any(p is q for p in group["params"] for q in self.parameters)
            if varied and not float(group["lr"]) > 0:
                raise InvalidTraining(
                    f"{self.name}: a learning rate is {float(group['lr'])} now, so that its step "
                    "moves nothing; measure where it is above 0"
                )

    def modules(self) -> Iterator[Any]:
        """Yield its modules, as they were given."""
        return _modules(self.module)

    def remarks(self) -> Iterator[str]:
        """Yield a sentence for what its modules own and its optimiser does not move."""
        moved = {id(p) for p in self.parameters}
        still = [name for name, p in _named(self.module, "", self.name) if id(p) not in moved]
        if still:
            shown = ", ".join(still[:3]) + (", …" if len(still) > 3 else "")
            said = "1 parameter is" if len(still) == 1 else f"{len(still)} parameters are"
            yield f"{self.name}: {said} not moved, and left out: {shown}"


def _modules(owner: Any) -> Iterator[Any]:
    torch = pytorch()
    if isinstance(owner, torch.nn.Module):
        yield owner
    elif isinstance(owner, Mapping):
        for part in owner.values():
            yield from _modules(part)
    elif isinstance(owner, Sequence) and not isinstance(owner, str):
        for part in owner:
            yield from _modules(part)


def _named(owner: Any, prefix: str, player: str) -> Iterator[tuple[str, Tensor]]:
    torch = pytorch()
    dot = f"{prefix}." if prefix else ""
    if isinstance(owner, torch.nn.Module):
        yield from owner.named_parameters(prefix=prefix)
    elif isinstance(owner, torch.Tensor):
        yield prefix or "parameter", owner
    elif isinstance(owner, Mapping):
        for key, part in owner.items():
            yield from _named(part, f"{dot}{key}", player)
    elif isinstance(owner, Sequence) and not isinstance(owner, str):
        for key, part in enumerate(owner):
            yield from _named(part, f"{dot}{key}", player)
    else:
        raise InvalidTraining(
            f"{player}: expected a module, or a list, tuple or dictionary of modules and "
            f"parameters, got {type(owner).__name__}"
        )
