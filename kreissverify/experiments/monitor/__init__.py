"""A monitor of transient growth for PyTorch training loops (extra `nn`): see `TransientMonitor`."""

from __future__ import annotations

from kreissverify.experiments.monitor.logs import to_lightning, to_tensorboard
from kreissverify.experiments.monitor.monitor import TransientMonitor
from kreissverify.experiments.monitor.player import Player
from kreissverify.experiments.monitor.report import TransientReport

__all__ = ["Player", "TransientMonitor", "TransientReport", "to_lightning", "to_tensorboard"]
