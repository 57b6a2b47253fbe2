"""Experiments as readers see them: a table and a figure each, one file an experiment."""

from __future__ import annotations

from kreissverify.reports.experiments.base import (
    Experiment,
    experiment_figure,
    experiments,
    register,
    run_as_script,
)
from kreissverify.reports.experiments.linear_quadratic import EXPERIMENT as LINEAR_QUADRATIC
from kreissverify.reports.experiments.lyapunov_bounds import EXPERIMENT as LYAPUNOV_BOUNDS
from kreissverify.reports.experiments.monitored_training import EXPERIMENT as MONITORED_TRAINING
from kreissverify.reports.experiments.optimisers import EXPERIMENT as OPTIMISERS
from kreissverify.reports.experiments.squared_kreiss_law import EXPERIMENT as SQUARED_KREISS_LAW
from kreissverify.reports.experiments.training_run import EXPERIMENT as TRAINING_RUN
from kreissverify.reports.experiments.two_radii import EXPERIMENT as TWO_RADII

__all__ = ["Experiment", "experiment_figure", "experiments", "register", "run_as_script"]

BUNDLED = (
    LINEAR_QUADRATIC,
    LYAPUNOV_BOUNDS,
    MONITORED_TRAINING,
    OPTIMISERS,
    SQUARED_KREISS_LAW,
    TRAINING_RUN,
    TWO_RADII,
)
for _experiment in BUNDLED:
    register(_experiment)
