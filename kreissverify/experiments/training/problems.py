"""What a training problem is: two losses of a batch, where to start, and the step sizes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kreissverify.experiments.training.parameters import Tensor, pytorch

__all__ = ["Problem", "perceptron", "random_perceptron"]

Batch = Any  # the tensors that one step sees


@dataclass(frozen=True)
class Problem:
    """A coupled problem: x descends f, y descends g, at the same time.

    Attributes
    ----------
    losses
        (x, y, batch) ↦ (f, g) for vectors x and y.
    x, y
        The start.
    draw
        Draws the batch of a step from a torch.Generator.
    whole
        The fixed batch on which losses are watched and Jacobians taken.
    alpha, beta
        The step sizes of x and y.
    """

    losses: Callable[[Tensor, Tensor, Batch], tuple[Tensor, Tensor]]
    x: Tensor
    y: Tensor
    draw: Callable[[Any], Batch]
    whole: Batch
    alpha: float
    beta: float

    def f(self, x: Tensor, y: Tensor) -> Tensor:
        """Return the loss of x on the fixed batch."""
        return self.losses(x, y, self.whole)[0]

    def g(self, x: Tensor, y: Tensor) -> Tensor:
        """Return the loss of y on the fixed batch."""
        return self.losses(x, y, self.whole)[1]

    def gradients(self, x: Tensor, y: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return ∂ₓf and ∂ᵧg of a batch.

        Parameters
        ----------
        x, y
            The parameters.
        batch
            What a step sees.

        Returns
        -------
        tuple of tensors
            Of the shapes of x and of y.
        """
        gradient = pytorch().autograd.grad
        x, y = x.detach().requires_grad_(), y.detach().requires_grad_()
        f, g = self.losses(x, y, batch)
        # f and g share their batch, and often most of their graph: it is kept for the second
        (of_x,) = gradient(f, x, retain_graph=True)
        (of_y,) = gradient(g, y)
        return of_x, of_y

    def gradient_norm(self, x: Tensor, y: Tensor) -> float:
        """Return the norm of (∂ₓf, ∂ᵧg) on the fixed batch."""
        of_x, of_y = self.gradients(x, y, self.whole)
        return math.hypot(float(of_x.norm()), float(of_y.norm()))


def perceptron(parameters: Tensor, sizes: tuple[int, ...], inputs: Tensor) -> Tensor:
    """Return the outputs of a perceptron with tanh between its layers.

    Parameters
    ----------
    parameters
        Weights and biases of each layer in turn, of shape (N,).
    sizes
        Units of each layer, inputs and outputs among them.
    inputs
        Of shape (points, sizes[0]).

    Returns
    -------
    tensor
        Of shape (points, sizes[-1]).
    """
    layers = list(pairwise(sizes))
    parts = parameters.split([n for a, b in layers for n in (a * b, b)])
    values = inputs
    for k, (rows, columns) in enumerate(layers):
        values = values.tanh() if k else values  # smooth: second derivatives are taken
        values = values @ parts[2 * k].reshape(rows, columns) + parts[2 * k + 1]
    return values


def random_perceptron(torch: Any, sizes: tuple[int, ...], generator: Any) -> Tensor:
    """Return normal weights of variance 1/(number of inputs), and biases of zero.

    Parameters
    ----------
    torch
        The module.
    sizes
        Units of each layer, inputs and outputs among them.
    generator
        What is drawn from.

    Returns
    -------
    tensor
        The parameters, as `perceptron` takes them.
    """
    parts = []
    for rows, columns in pairwise(sizes):
        weights = torch.randn(rows * columns, generator=generator, dtype=torch.float64)
        parts += [weights / rows**0.5, torch.zeros(columns, dtype=torch.float64)]
    return torch.cat(parts)
