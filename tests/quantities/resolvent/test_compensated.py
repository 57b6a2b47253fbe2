"""Norms near eigenvalues keep the digits that LAPACK's smallest singular value loses."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kreissverify.matrices import Matrix
from kreissverify.quantities.curves import CIRCLES, LINES, Curves
from kreissverify.quantities.kreiss.resolvent_model import ResolventModel
from kreissverify.quantities.resolvent import compensated
from kreissverify.quantities.resolvent.compensated import Twofold
from tests.quantities.support.nearly_unstable import nearly_unstable


def errors(curves: Curves, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return how far log‖R‖ is off: compensated, by LAPACK, and what LAPACK may lose at worst."""
    source = np.random.default_rng(seed)
    found: list[tuple[float, float, float]] = []
    for matrix in nearly_unstable(30, seed):
        given = matrix if curves is CIRCLES else matrix - np.eye(4)
        model = ResolventModel(Matrix(given), 1.0, curves)
        levels = 10.0 ** source.uniform(-9, 0, 5)
        places = source.choice([0.0, math.pi, 0.0, math.pi, 1e-9, 1.0], (5, 1))
        true = np.array([model._high(x, y) for x, y in zip(levels.tolist(), places, strict=True)])
        lost = np.array([model._error(x, y) for x, y in zip(levels, true, strict=True)])
        points = compensated.points_of(curves, levels, places[:, 0])
        norms = np.log(compensated.compensated_norms(model._twofold, *points))
        z = points[0].high + 1j * points[1].high
        plain = -np.log(np.linalg.svd(z[:, None, None] * np.eye(4) - given)[1][:, -1])
        found += zip(np.abs(norms - true), np.abs(plain - true), lost, strict=True)
    return tuple(np.array(found).T)


@pytest.mark.parametrize("curves", [CIRCLES, LINES])
def test_what_is_lost_is_squared(curves: Curves, monkeypatch: pytest.MonkeyPatch) -> None:
    off, plain, lost = errors(curves, 3)
    some = lost < 1e-2
    assert some.sum() > 25 and (lost[some] > 1e-6).sum() > 10
    assert (off[some] < lost[some] ** 2 + 1e-13).all()
    assert (plain[some] > 100 * off[some]).sum() > 10  # else floats would do
    # rounding errors of products that are not added make it as bad as floats
    monkeypatch.setattr(compensated, "_product", lambda a, b: Twofold(a * b, np.zeros_like(a * b)))
    off = errors(curves, 3)[0]
    assert (off[some] > lost[some] ** 2 + 1e-13).any()


def test_entries_that_are_no_floats_keep_their_digits() -> None:
    model = ResolventModel(Matrix([["1/3", 0], ["1/7", "999999999/1000000000"]]), 1e-12)
    level = np.array([1e-9])
    (found,) = model._recomputed(level, np.zeros((1, 1)), np.array([1e-9]))
    assert abs(found - model._high(1e-9, np.zeros(1))) < 1e-12


def test_what_floats_cannot_hold_is_left_to_more_digits() -> None:
    whole = Twofold(np.diag([1e200, 0.5]), np.zeros((2, 2)))
    points = compensated.points_of(CIRCLES, np.array([1.0]), np.array([0.0]))
    assert np.isnan(compensated.compensated_norms(whole, *points)).all()
