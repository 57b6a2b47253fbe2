"""Training runs: the four scalars of a coupled loop, its K, and whether instability follows.

PyTorch is the extra `nn`. Start with `coupling_scalars` for a loop of your own.
"""

from __future__ import annotations

from kreissverify.experiments.training.jacobian import coupled_jacobian
from kreissverify.experiments.training.parameters import InvalidTraining
from kreissverify.experiments.training.scalars import CouplingScalars, coupling_scalars

__all__ = ["CouplingScalars", "InvalidTraining", "coupled_jacobian", "coupling_scalars"]
