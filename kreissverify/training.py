"""Transient growth of training loops in PyTorch (extra `nn`): the monitor, and what goes with it.

>>> from kreissverify.training import TransientMonitor
"""

from __future__ import annotations

from kreissverify.experiments.monitor import (
    Player,
    TransientMonitor,
    TransientReport,
    to_lightning,
    to_tensorboard,
)
from kreissverify.experiments.training import (
    CouplingScalars,
    InvalidTraining,
    coupled_jacobian,
    coupling_scalars,
)

__all__ = [
    "CouplingScalars",
    "InvalidTraining",
    "Player",
    "TransientMonitor",
    "TransientReport",
    "coupled_jacobian",
    "coupling_scalars",
    "to_lightning",
    "to_tensorboard",
]
