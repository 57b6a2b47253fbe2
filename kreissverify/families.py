"""Families of the field to quantify over: `from kreissverify.families import HeavyBall`."""

from __future__ import annotations

from kreissverify.instances.families.admm import ADMM
from kreissverify.instances.families.alternating_gradient_descent_ascent import (
    AlternatingGradientDescentAscent,
)
from kreissverify.instances.families.convection_diffusion import ConvectionDiffusion
from kreissverify.instances.families.extragradient import Extragradient
from kreissverify.instances.families.gradient_descent_ascent import GradientDescentAscent
from kreissverify.instances.families.heavy_ball import HeavyBall
from kreissverify.instances.families.heavy_ball_optimal import HeavyBallOptimal
from kreissverify.instances.families.lagged_hypergradients import LaggedHypergradients
from kreissverify.instances.families.linear_recurrence import LinearRecurrence
from kreissverify.instances.families.nesterov import Nesterov
from kreissverify.instances.families.nesterov_optimal import NesterovOptimal
from kreissverify.instances.families.optimistic import Optimistic
from kreissverify.instances.families.two_time_scale import TwoTimeScale
from kreissverify.instances.families.upwind import Upwind

__all__ = [
    "ADMM",
    "AlternatingGradientDescentAscent",
    "ConvectionDiffusion",
    "Extragradient",
    "GradientDescentAscent",
    "HeavyBall",
    "HeavyBallOptimal",
    "LaggedHypergradients",
    "LinearRecurrence",
    "Nesterov",
    "NesterovOptimal",
    "Optimistic",
    "TwoTimeScale",
    "Upwind",
]
