"""A small generative adversarial network: Gaussians on a circle in the plane, four by default.

x are the parameters of the generator G, y those of the discriminator D, both perceptrons; with the
non-saturating losses f = E log(1 + e^(-D(G(z)))) and
g = E log(1 + e^(D(G(z)))) + E log(1 + e^(-D(r))) over noise z and real points r
(I. Goodfellow et al., NeurIPS 2014, section 3).
"""

from __future__ import annotations

from typing import Any

from kreissverify.experiments.training.parameters import Tensor, pytorch
from kreissverify.experiments.training.problems import Problem, perceptron, random_perceptron

__all__ = ["gan"]

# Dimensions of the noise, as many as the plane has; and the deviation of the Gaussians, at distance
# √2 from each other if there are four, and 0.77 if eight, so that they do not overlap.
_NOISE, _SPREAD = 2, 0.1


def gan(
    seed: int,
    *,
    modes: int = 4,
    width: int = 6,
    points: int = 128,
    batch: int = 32,
    alpha: float = 0.3,
    beta: float = 0.3,
) -> Problem:
    """Return the problem with start and fixed batch drawn from the seed.

    Parameters
    ----------
    modes
        Gaussians.
    width
        Units in each of the two hidden layers of both networks.
    points, batch
        Points in the fixed batch, and in that of a step.
    alpha, beta
        Step sizes of the generator and of the discriminator.

    Returns
    -------
    Problem
        The problem, with its fixed batch.
    """
    torch = pytorch()
    generator = torch.Generator().manual_seed(seed)
    of_generator = (_NOISE, width, width, 2)
    of_discriminator = (2, width, width, 1)
    softplus = torch.nn.functional.softplus

    def sample(source: Any, count: int) -> tuple[Tensor, Tensor]:
        noise = torch.randn(count, _NOISE, generator=source, dtype=torch.float64)
        angle = torch.randint(modes, (count,), generator=source) * (2 * torch.pi / modes)
        centres = torch.stack([angle.cos(), angle.sin()], dim=1).to(torch.float64)
        spread = torch.randn(count, 2, generator=source, dtype=torch.float64)
        return noise, centres + _SPREAD * spread

    def losses(x: Tensor, y: Tensor, seen: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        noise, real = seen
        of_fake = perceptron(y, of_discriminator, perceptron(x, of_generator, noise))
        of_real = perceptron(y, of_discriminator, real)
        g = softplus(of_fake).mean() + softplus(-of_real).mean()
        return softplus(-of_fake).mean(), g

    return Problem(
        losses=losses,
        x=random_perceptron(torch, of_generator, generator),
        y=random_perceptron(torch, of_discriminator, generator),
        draw=lambda source: sample(source, batch),
        whole=sample(generator, points),
        alpha=alpha,
        beta=beta,
    )
