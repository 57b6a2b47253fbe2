"""The advised step sizes on random quadratic games, certified by exact arithmetic."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq_mat

from kreissverify import K, enclose, linear_quadratic, norm
from kreissverify.numbers.rational import as_fmpq

torch = pytest.importorskip("torch", reason="needs the extra nn")

from kreissverify.experiments.monitor import TransientMonitor  # noqa: E402
from kreissverify.experiments.monitor.report import TransientReport  # noqa: E402
from kreissverify.experiments.random_quadratics import random_quadratics  # noqa: E402
from tests.experiments.monitor.support.games import networks, quadratic  # noqa: E402


def games() -> list[tuple[dict[str, Any], float, float]]:
    """Return 150 games: blocks, and steps, half of them too long for their own blocks."""
    source = np.random.default_rng(3)
    found = []
    for kind in ("general", "zero-sum", "bilevel"):
        drawn = random_quadratics(11, kind, 3, 50)
        for i in range(50):
            blocks = {k: getattr(drawn, k)[i] for k in ("Hxx", "Hxy", "Hyx", "Hyy")}
            # the product of the couplings around that of the least curvatures, by powers of two
            least = np.prod([np.linalg.eigvalsh(blocks[k])[0] for k in ("Hxx", "Hyy")])
            crossed = np.prod([np.linalg.norm(blocks[k], 2) for k in ("Hxy", "Hyx")])
            if crossed > 0:
                scale = 2.0 ** np.round(np.log2(least / crossed) / 2 + source.uniform(-2, 1.2))
                blocks["Hxy"], blocks["Hyx"] = scale * blocks["Hxy"], scale * blocks["Hyx"]
            longer = 2.0 ** source.integers(0, 7, 2)
            found.append((blocks, longer[0] * drawn.alpha[i], longer[1] * drawn.beta[i]))
    return found


def certified_finite(blocks: dict[str, Any], alpha: float, beta: float) -> bool:
    """Whether K(T) is finite for the exact radii and couplings: decided rigorously."""
    J = linear_quadratic(**blocks, alpha=Fraction(alpha), beta=Fraction(beta), radii="each")
    return math.isfinite(float(enclose(K, J.comparison, rtol=1e-3).upper))


def certified_hopeless(blocks: dict[str, Any]) -> bool:
    """Whether ‖Hxy‖‖Hyx‖ ≥ μ_x·μ_y, so that bc ≥ d·d for any steps: decided rigorously."""
    crossed = [enclose(norm, blocks[k].tolist(), rtol=1e-12).lower for k in ("Hxy", "Hyx")]
    # 1/μ = ‖H⁻¹‖, of the exact inverse
    exact = [
        fmpq_mat([[as_fmpq(x) for x in row] for row in blocks[k].tolist()]) for k in ("Hxx", "Hyy")
    ]
    inverses = [
        [[Fraction(int(x.p), int(x.q)) for x in row] for row in H.inv().tolist()] for H in exact
    ]
    least = [enclose(norm, H, rtol=1e-12).lower for H in inverses]
    return math.prod(map(float, crossed)) * math.prod(map(float, least)) > 1 + 1e-9


@pytest.mark.slow
def test_advised_steps_make_the_worst_case_finite_and_elsewhere_none_do() -> None:
    finite = hopeless = 0
    for blocks, alpha, beta in games():
        players = quadratic(**blocks, alpha=alpha, beta=beta)
        found = TransientMonitor(*players, horizon=None).measure().worst
        if found.K is None or math.isfinite(found.K):
            continue
        advice = found.advice
        if advice.possible:
            factor = advice.factor
            assert factor is not None and certified_finite(blocks, factor * alpha, factor * beta)
            for k, alone in enumerate(advice.each):
                if alone is not None:
                    steps = [alpha, beta]
                    steps[k] *= 0.98 * alone
                    assert certified_finite(blocks, *steps)
            finite += 1
        else:
            assert advice.possible is False and "no step sizes" in advice.sentence
            assert certified_hopeless(blocks)
            hopeless += 1
    assert finite >= 50 and hopeless >= 20 and finite + hopeless >= 100


def test_a_longer_step_than_advised_is_not_certified() -> None:
    """The advice is the largest: 5 % beyond the supremum the worst case is infinite."""
    beyond = 0
    for blocks, alpha, beta in games()[::6]:
        players = quadratic(**blocks, alpha=alpha, beta=beta)
        common = TransientMonitor(*players, horizon=None).measure().worst.advice.common
        if common is not None:
            longer = quadratic(**blocks, alpha=1.05 * common * alpha, beta=1.05 * common * beta)
            found = TransientMonitor(*longer, horizon=None).measure().worst
            assert found.K is not None and math.isinf(found.K) and found.reason
            beyond += 1
    assert beyond > 5


@pytest.mark.parametrize("optimiser", ["momentum", "nesterov", "adam", "adamw"])
def test_no_advice_but_for_plain_descent(optimiser: str) -> None:
    """Factors, and that none do, are about the worst case of plain descent."""
    found = TransientMonitor(*networks(3, optimiser), horizon=None).measure()
    _is_silent(found)


def test_no_advice_of_adam_without_momentum() -> None:
    """A step ten times as long is not what the frozen one says: its second moment has moved."""
    blocks, *_ = games()[0]
    players = quadratic(**blocks, alpha=0.1, beta=0.1)
    adam = torch.optim.Adam(players[0].parameters, lr=0.1, betas=(0.0, 0.9))
    found = TransientMonitor(replace(players[0], optimizer=adam), players[1], horizon=None)
    _is_silent(found.measure())


def _is_silent(found: TransientReport) -> None:
    advice = found.worst.advice
    assert (advice.common, advice.each, advice.possible) == (None, (None, None), None)
    assert advice.sentence.startswith("none: it is for plain descent")
    assert "steps_times_less_than" not in found.values()
    assert "no step sizes" not in str(found) and "times less than" not in str(found)
