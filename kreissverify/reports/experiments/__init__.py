"""Experiments as readers see them: a table and a figure each, one file an experiment."""

from __future__ import annotations

from kreissverify.reports.experiments.base import Experiment, experiment_figure, experiments

__all__ = ["Experiment", "experiment_figure", "experiments"]
