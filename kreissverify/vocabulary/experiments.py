"""Best step sizes, and couplings measured on training runs."""

from __future__ import annotations

from kreissverify.experiments.optimal_steps import (
    OptimalSteps,
    optimal_step_sizes,
)
from kreissverify.experiments.training import (
    CouplingScalars,
    coupled_jacobian,
    coupling_scalars,
)

__all__ = [
    "CouplingScalars",
    "OptimalSteps",
    "coupled_jacobian",
    "coupling_scalars",
    "optimal_step_sizes",
]
