"""L(T) by the program is the closed form, L/M tends to e/2, and R11 is judged by measurement."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kreissverify.experiments.lyapunov_bounds import LyapunovBounds, lyapunov_bounds
from kreissverify.reports.experiments.lyapunov_bounds import table


@pytest.fixture(scope="module")
def found() -> LyapunovBounds:
    return lyapunov_bounds(problems=5)


def test_the_program_gives_the_closed_form_to_8_digits(found: LyapunovBounds) -> None:
    assert found.gamma.tolist() == pytest.approx([0.9, 0.95, 0.99, 0.995, 0.999])
    assert found.kappa[0] == 4 and found.kappa[-1] == 1000
    exact = found.kappa / (1 + found.gamma[:, None])
    assert found.closed == pytest.approx(exact, rel=1e-12)
    lower, upper = found.L_lower, found.L_upper
    assert (lower <= exact * (1 + 1e-14)).all()
    assert (upper >= exact * (1 - 1e-14)).all()
    assert (upper <= lower * (1 + 1e-8)).all()


def test_the_best_bound_over_the_peak_tends_to_half_of_e(found: LyapunovBounds) -> None:
    near, strong = found.gamma >= 0.99, found.kappa >= 10
    ratios = np.stack([found.L_lower / found.M, found.L_upper / found.M])
    limit = ratios[:, near][:, :, strong]
    assert limit.size == 2 * 3 * 5
    assert np.abs(limit / (math.e / 2) - 1).max() < 0.01
    assert np.abs(ratios[:, -1, -1] / (math.e / 2) - 1).max() < 1e-5
    assert (ratios[:, :, 0] < 0.99 * math.e / 2).all()  # at κ = 4 it is not there yet


def test_the_unoptimised_bound_over_the_peak_tends_to_e(found: LyapunovBounds) -> None:
    stein = found.stein / found.M
    assert (stein < math.e).all()
    assert stein[-1, -1] == pytest.approx(math.e, rel=2e-3)


def test_the_bounds_are_ordered_on_the_problems(found: LyapunovBounds) -> None:
    p, up = found.problems, 1 + 1e-6
    assert (p.L_width <= 1e-6).all()
    peak, best = p.M, p.L
    assert (peak <= best * up).all() and (best <= p.stein * up).all()
    assert (best <= p.worst_L * up).all() and (peak <= p.worst_M * up).all()
    text = table(found)
    assert "R11, the optimised bound: false" in text
    assert f"of {len(p.M)} problems" in text
