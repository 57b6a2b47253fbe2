"""A loss of a training loop as a function of its parameters, without touching the loop.

The closure that the user trains with is run as it is. While it runs, every function of PyTorch that
is given a parameter is given a leaf of ours instead, and a clone for every buffer: so statistics of
BatchNorm, `.grad` and the parameters themselves stay as they are, whatever the closure does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kreissverify.experiments.training.parameters import InvalidTraining, Tensor, pytorch

__all__ = ["Evaluation", "LossGraph", "random_states_kept", "upcast"]


def upcast(tensor: Tensor) -> Tensor:
    """Return a tensor in float32 if it has fewer digits than that, else the tensor itself."""
    torch = pytorch()
    # second derivatives of losses in bfloat16 have no correct digit
    return tensor.float() if tensor.dtype in (torch.bfloat16, torch.float16) else tensor


@contextmanager
def random_states_kept() -> Iterator[None]:
    """Restore the random states of PyTorch (every device), NumPy and Python afterwards."""
    torch = pytorch()
    python, numpy = random.getstate(), np.random.get_state()
    try:
        with torch.random.fork_rng():
            yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)


@dataclass(frozen=True)
class LossGraph:
    """A loss evaluated once, with its gradient, which can be differentiated again.

    Attributes
    ----------
    value
        The loss.
    gradients
        By leaf, in the order of the leaves; None where the loss does not depend on it.
    used
        Which leaves were given to a function that returned tensors.
    """

    value: Tensor
    gradients: tuple[Tensor | None, ...]
    used: tuple[bool, ...]


@dataclass
class Evaluation:
    """Leaves in the place of parameters, and clones in that of buffers.

    Attributes
    ----------
    parameters
        The originals.
    leaves
        What stands for them, in float32 at least.
    modules
        All modules, whose attributes are restored and whose buffers are cloned.
    remarks
        What is evaluated otherwise than it is trained, a sentence each.
    """

    parameters: Sequence[Tensor]
    leaves: Sequence[Tensor]
    modules: Sequence[Any]
    remarks: list[str] = field(default_factory=list)

    @contextmanager
    def substituted(self) -> Iterator[Any]:
        """Let every function of PyTorch see the leaves; yield the mode, which knows those used."""
        torch = pytorch()
        swapped = {id(p): leaf for p, leaf in zip(self.parameters, self.leaves, strict=True)}
        buffers = [b for m in self.modules for b in m._buffers.values() if b is not None]
        swapped |= {id(b): b.clone() for b in buffers}
        attention = torch.nn.attention
        mode = _mode()(swapped)
        # fused attention has no second derivatives on CPU; the math backend computes the same
        math = attention.sdpa_kernel(attention.SDPBackend.MATH)
        kept = _attributes_kept(self.modules)
        with random_states_kept(), kept, torch.enable_grad(), math, mode:
            try:
                yield mode
            finally:
                for generator, state in mode.generators:
                    generator.set_state(state)
        self._remark(mode)

    def graph(self, loss: Callable[[], Tensor], name: str, *, twice: bool = True) -> LossGraph:
        """Return the loss and its gradient with respect to all leaves.

        Parameters
        ----------
        loss, name
            The closure, and whose it is.
        twice
            Whether the gradient is to be differentiated again.

        Returns
        -------
        LossGraph
            The loss and its gradient.

        Raises
        ------
        InvalidTraining
            If the closure returns no finite number, or calls backward, or hides parameters.
        """
        torch = pytorch()
        with self.substituted() as mode:
            value = loss()
            _require_number(value, name)
            gradients: tuple[Tensor | None, ...] = (None,) * len(self.leaves)
            if value.requires_grad:
                self._refuse_hidden(value, name)
                gradients = torch.autograd.grad(
                    value, list(self.leaves), create_graph=twice, allow_unused=True
                )
            used = tuple(id(p) in mode.used for p in self.parameters)
        return LossGraph(value.detach(), gradients, used)

    def _refuse_hidden(self, value: Tensor, name: str) -> None:
        """Refuse a graph that ends in original parameters: its derivatives would be incomplete."""
        originals = {id(p) for p in self.parameters}
        for node in _nodes(value.grad_fn):
            if id(getattr(node, "variable", None)) in originals:
                raise InvalidTraining(
                    f"{name}: a parameter is used inside a torch.autograd.Function or a compiled "
                    "module, where it cannot be varied; expected a loss written in functions of "
                    "PyTorch"
                )

    def _remark(self, mode: Any) -> None:
        for sentence in mode.remarks:
            if sentence not in self.remarks:
                self.remarks.append(sentence)


def _nodes(root: Any) -> Iterable[Any]:
    seen, waiting = {root}, [root]
    while waiting:
        node = waiting.pop()
        yield node
        for parent, _ in node.next_functions:
            if parent is not None and parent not in seen:
                seen.add(parent)
                waiting.append(parent)


def _require_number(value: Any, name: str) -> None:
    torch = pytorch()
    if not isinstance(value, torch.Tensor) or value.numel() != 1:
        shape = getattr(value, "shape", None)
        got = type(value).__name__ if shape is None else f"shape {tuple(shape)}"
        raise InvalidTraining(f"{name}: expected a loss that returns one number, got {got}")
    if not bool(torch.isfinite(value)):
        raise InvalidTraining(f"{name}: expected a finite loss, got {value.item()}")


# What each function says about itself once, if it is used.
_REMARKS: Mapping[str, str] = {
    "batch_norm": "BatchNorm: its running statistics are evaluated on clones, and not moved",
    "dropout": "dropout: one mask an estimate, the one that the next step would draw",
    "scaled_dot_product_attention": "attention: by the math backend, which can be differentiated "
    "twice",
    "multi_head_attention_forward": "attention: by the math backend, which can be differentiated "
    "twice",
}
_DETACHED = "detached values: taken as constants, also in the second derivatives"
_LOW_PRECISION = "bfloat16 and float16: evaluated in float32"


@contextmanager
def _attributes_kept(modules: Sequence[Any]) -> Iterator[None]:
    """Restore what modules hold: some assign a new buffer, or count their calls."""
    held = [(m, dict(m.__dict__), dict(m._buffers)) for m in modules]
    try:
        yield
    finally:
        for module, attributes, buffers in held:
            module.__dict__.clear()
            module.__dict__.update(attributes)
            module._buffers.clear()
            module._buffers.update(buffers)


def _weight_norm(v: Tensor, g: Tensor, dim: int = 0) -> Tensor:
    """Return gv/‖v‖: PyTorch's own derivative of the gradient is wrong in v (torch 2.13, CPU)."""
    torch = pytorch()
    if dim == -1:
        return v * (g / torch.linalg.vector_norm(v))
    others = [k for k in range(v.dim()) if k != dim % v.dim()]
    return v * (g / torch.linalg.vector_norm(v, dim=others, keepdim=True))


def _remark_on(function: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    name = getattr(function, "__name__", "")
    if name == "dropout" and not (args[2] if len(args) > 2 else kwargs.get("training", True)):
        return ""
    return _REMARKS.get(name, "")


def _cuts(function: Any, result: Any) -> bool:
    """Whether a function of varied tensors gave values that are not varied with them."""
    torch = pytorch()
    if not isinstance(result, torch.Tensor) or result.requires_grad:
        return False
    named = getattr(function, "__name__", "") in ("detach", "detach_", "__get__")
    return result.is_floating_point() and (named or not torch.is_grad_enabled())


def _mode() -> Any:
    """Return the class of the mode: PyTorch, which it derives from, may be missing."""
    torch = pytorch()
    from torch.overrides import TorchFunctionMode
    from torch.utils._pytree import tree_leaves, tree_map

    low = (torch.bfloat16, torch.float16)
    right_twice = {torch._weight_norm: _weight_norm}

    class Substitution(TorchFunctionMode):  # type: ignore[misc]
        def __init__(self, swapped: Mapping[int, Tensor]) -> None:
            super().__init__()
            self.swapped = swapped
            self.used: set[int] = set()
            self.generators: list[tuple[Any, Any]] = []
            self.remarks: list[str] = []

        def __torch_function__(
            self, function: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            if function is torch.Tensor.backward:
                raise InvalidTraining(
                    "loss: the closure calls backward; expected one that only returns the loss"
                )
            # torch.utils.checkpoint saves by hooks, and computes again from the originals
            if torch._C._autograd._top_saved_tensors_default_hooks(True) is not None:
                raise InvalidTraining(
                    "loss: parts of it are checkpointed, and would be recomputed where the "
                    "parameters are now; expected a loss without torch.utils.checkpoint"
                )
            met: list[int] = []
            varied: list[bool] = []

            def replaced(value: Any) -> Any:
                if isinstance(value, torch.Generator):
                    self._keep(value)
                if not isinstance(value, torch.Tensor):
                    return value
                if id(value) in self.swapped:
                    met.append(id(value))
                    value = self.swapped[id(value)]
                varied.append(value.requires_grad)
                if value.dtype in low:
                    self._remark(_LOW_PRECISION)
                    return value.float()
                return value

            # tree_map also enters lists of tensors, as LSTM and cat take them
            args, kwargs = tree_map(replaced, (args, kwargs or {}))
            self._remark(_remark_on(function, args, kwargs))
            if torch.is_autocast_enabled("cpu") or torch.is_autocast_enabled("cuda"):
                self._remark(_LOW_PRECISION)
            with torch._C._DisableAutocast():
                result = right_twice.get(function, function)(*args, **kwargs)
            # shapes are tuples, too, and say nothing of values
            if met and any(isinstance(x, torch.Tensor) for x in tree_leaves(result)):
                self.used.update(met)
            if any(varied) and _cuts(function, result):
                self._remark(_DETACHED)
            return result

        def _keep(self, generator: Any) -> None:
            if all(generator is not other for other, _ in self.generators):
                self.generators.append((generator, generator.get_state()))

        def _remark(self, sentence: str) -> None:
            if sentence and sentence not in self.remarks:
                self.remarks.append(sentence)

    return Substitution
