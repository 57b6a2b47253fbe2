"""Second derivatives: a whole matrix of them from one batch, and a check by differences.

PyTorch differentiates some functions wrongly the second time, and all of them at kinks. A product
with a random vector costs one difference of two gradients.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence

from kreissverify.experiments.monitor.functional import Evaluation
from kreissverify.experiments.monitor.lanczos import start_vector
from kreissverify.experiments.training.parameters import Tensor, pytorch

__all__ = ["batched_rows", "disagreement"]

# Roundings in a gradient, in units of its precision: sums over a batch lose that much.
_ROUNDINGS = 50


def batched_rows(
    gradients: Sequence[Tensor | None],
    parameters: Sequence[Tensor],
    leaves: Sequence[Tensor],
    units: Tensor,
) -> Tensor | None:
    """Return the derivatives of a gradient, a row for each of its entries, from one batch.

    Parameters
    ----------
    gradients
        By parameter; None where the loss does not depend on it.
    parameters
        Those that the gradient is of.
    leaves
        With respect to which it is differentiated.
    units
        The identity of the size of the gradient.

    Returns
    -------
    tensor or None
        Of shape (parameters, leaves); None where some function of the loss cannot be batched.
    """
    torch = pytorch()
    pieces = units.split([p.numel() for p in parameters], dim=1)
    pairs = [
        (gradient, piece.reshape(-1, *gradient.shape))
        for gradient, piece in zip(gradients, pieces, strict=True)
        if gradient is not None and gradient.requires_grad
    ]
    if not pairs:
        return units.new_zeros(len(units), sum(leaf.numel() for leaf in leaves))
    outputs, weights = zip(*pairs, strict=True)
    try:
        with warnings.catch_warnings():
            # of functions that are taken one by one all the same: slower, and right
            warnings.simplefilter("ignore")
            found = torch.autograd.grad(
                outputs,
                leaves,
                grad_outputs=weights,
                retain_graph=True,
                allow_unused=True,
                is_grads_batched=True,
            )
    except RuntimeError:
        return None
    parts = [
        units.new_zeros(len(units), leaf.numel())
        if d is None
        else d.detach().reshape(len(units), -1)
        for leaf, d in zip(leaves, found, strict=True)
    ]
    return torch.cat(parts, dim=1)


def disagreement(
    evaluation: Evaluation,
    loss: Callable[[], Tensor],
    name: str,
    moved: Sequence[int],
    product: Callable[[Sequence[Tensor]], Tensor],
) -> float:
    """Return by what share products and differences of gradients disagree, roundings left out.

    Parameters
    ----------
    evaluation
        The leaves at which the products are taken.
    loss, name
        The loss, and whose it is.
    moved
        The indices of the leaves with respect to which the gradient is taken.
    product
        The derivative of that gradient in a direction, which is given leaf by leaf.

    Returns
    -------
    float
        ‖product - difference‖/‖product‖, less what rounding may do.
    """
    torch = pytorch()
    leaves = evaluation.leaves
    directions = [
        start_vector(leaf.detach().reshape(-1), seed=20 + k).reshape(leaf.shape)
        for k, leaf in enumerate(leaves)
    ]
    eps = float(torch.finfo(leaves[0].dtype).eps)
    count = sum(leaf.numel() for leaf in leaves)
    size = math.hypot(*(float(leaf.detach().norm()) for leaf in leaves)) / math.sqrt(count)
    # the cube root balances the roundings of a central difference with its third derivatives
    h = eps ** (1 / 3) * max(size, 1e-3)
    # before the shifted leaves are there, and the difference in place: copies are what it costs
    expected = product(directions)
    difference = torch.zeros_like(expected)
    for sign in (1, -1):
        shifted = [
            leaf.detach().add(v, alpha=sign * h).requires_grad_()
            for leaf, v in zip(leaves, directions, strict=True)
        ]
        there = Evaluation(evaluation.parameters, shifted, evaluation.modules)
        found = there.graph(loss, name, twice=False).gradients
        at = 0
        for k in moved:
            here = difference[at : at + leaves[k].numel()]
            if (slope := found[k]) is not None:
                here.add_(slope.reshape(-1), alpha=sign / (2 * h))
            at += len(here)
        slopes = (found[k] for k in moved)
        largest = math.hypot(*(float(slope.norm()) for slope in slopes if slope is not None))
        del shifted, there, found
    noise = _ROUNDINGS * eps * largest / h
    apart = max(float((expected - difference).norm()) - noise, 0.0)
    return float(apart / max(float(expected.norm()), float(difference.norm()), 1e-300))
