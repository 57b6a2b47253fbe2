"""The critical coupling of players with momentum, against members of the class."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra nn")

from kreissverify.experiments.monitor.critical_coupling import (  # noqa: E402
    Block,
    critical_coupling,
    helpful_factor,
)
from kreissverify.experiments.monitor.optimisers import Recurrence  # noqa: E402

RULES = {
    "plain": Recurrence(0.0, 1.0, 1.0, 0.0),
    "heavy ball": Recurrence(0.9, 1.0, 1.0, 0.9),
    "dampened": Recurrence(0.8, 0.7, 0.7, 0.8),
    "Nesterov": Recurrence(0.7, 1.0, 1.7, 0.49),
    "Adam": Recurrence(0.9, 0.1, 0.1, 0.9),
}
SHRINKS = ((1.0, 1.0), (0.9, 0.9), (0.85, 0.95))


def drawn(source: Any) -> Block:
    """Return a class of blocks that contract."""
    rule = RULES[source.choice(list(RULES))]
    shrinks = SHRINKS[source.integers(3)] if source.random() < 0.5 else SHRINKS[0]
    while True:
        low, high = np.sort(10.0 ** source.uniform(-3, 0.5, 2))
        block = Block(float(low), float(high), rule, shrinks)
        if block.contracts():
            return block


def update(blocks: Any, Q: Any, S: Any, B: Any, C: Any, *, alternating: bool) -> Any:
    """Return J of the rules: states θ₁, m₁, θ₂, m₂, a stage for each player or one for both."""
    sizes = [len(q) for q in Q]
    at = np.cumsum([0, *(2 * n for n in sizes)])
    stages = []
    for i, j, coupled in ((0, 1, B), (1, 0, C)):
        rule, n = blocks[i].rule, sizes[i]
        rows = np.zeros((2 * n, at[-1]))
        eye, theta, m = np.eye(n), slice(0, n), slice(n, 2 * n)
        own, of = at[i], at[j]
        rows[theta, own : own + n] = S[i] - rule.direct * Q[i]
        rows[theta, own + n : own + 2 * n] = -rule.inherited * eye
        rows[m, own : own + n] = rule.gain * Q[i]
        rows[m, own + n : own + 2 * n] = rule.momentum * eye
        rows[theta, of : of + sizes[j]] = -rule.direct * coupled
        rows[m, of : of + sizes[j]] = rule.gain * coupled
        one = np.eye(at[-1])
        one[at[i] : at[i + 1]] = rows
        stages.append(one)
    if alternating:
        return stages[1] @ stages[0]
    return np.concatenate([stages[0][: at[1]], stages[1][at[1] :]])


def radius(J: Any) -> float:
    return float(np.abs(np.linalg.eigvals(J)).max())


def symmetric(source: Any, block: Block, n: int) -> Any:
    """Return a symmetric matrix with both ends of the interval in its spectrum."""
    basis, _ = np.linalg.qr(source.standard_normal((n, n)))
    values = np.array([block.low, block.high, *source.uniform(block.low, block.high, n - 2)])
    return basis @ np.diag(values) @ basis.T


@pytest.mark.parametrize("alternating", [False, True])
def test_members_below_it_are_stable(alternating: bool) -> None:
    source = np.random.default_rng(0)
    for _ in range(60):
        blocks = [drawn(source), drawn(source)]
        lower, upper = critical_coupling(*blocks)
        assert 0 < lower <= upper <= lower * (1 + 2e-3)
        Q = [symmetric(source, block, 3) for block in blocks]
        S = [np.diag(source.uniform(*block.shrinks, 3)) for block in blocks]
        B, C = (x / np.linalg.norm(x, 2) for x in source.standard_normal((2, 3, 3)))
        # aligned with the ends, where random couplings are not
        for left, right in ((B, C), (np.eye(3), -np.eye(3)), (np.eye(3), np.eye(3))):
            scale = 0.999 * lower
            J = update(blocks, Q, S, scale * left, right, alternating=alternating)
            assert radius(J) < 1


@pytest.mark.parametrize("alternating", [False, True])
def test_a_member_at_it_is_not(alternating: bool) -> None:
    """The member of the proof: its eigenvalue is the z of the least product, on the circle."""
    source = np.random.default_rng(1)
    for _ in range(60):
        blocks = [drawn(source), drawn(source)]
        if any(block.shrinks[0] < block.shrinks[1] for block in blocks):
            continue  # there the distance is a bound
        _, upper = critical_coupling(*blocks)
        angles = np.concatenate(
            [np.geomspace(1e-6, np.pi, 4000), [0.0], np.linspace(0, np.pi, 4001)]
        )
        z = np.exp(1j * angles)
        k = int((blocks[0].distance(z) * blocks[1].distance(z)).argmin())
        H, Q = [], []
        for block in blocks:
            rule, (s, _) = block.rule, block.shrinks
            n = rule.direct + rule.inherited * rule.gain / (z[k] - rule.momentum)
            q = float(np.clip((-(z[k] - s) / n).real, block.low, block.high))
            H.append(-1 / ((z[k] - s) / n + q))
            Q.append(q * np.eye(2))
        answer = H[0] * H[1] * (z[k] if alternating else 1)
        turn = -np.angle(answer)
        rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        S = [block.shrinks[0] * np.eye(2) for block in blocks]
        bc = 1 / abs(answer)
        assert upper * (1 - 1e-9) <= bc <= upper * 1.01  # the grid is coarse
        J = update(blocks, Q, S, bc * rotation, np.eye(2), alternating=alternating)
        assert np.abs(np.linalg.eigvals(J) - z[k]).min() < 1e-5
        beyond = update(blocks, Q, S, 1.02 * bc * rotation, np.eye(2), alternating=alternating)
        assert radius(beyond) > 1


def test_plain_descent_is_the_comparison_theorem() -> None:
    source = np.random.default_rng(2)
    for _ in range(50):
        blocks = []
        for _ in range(2):
            low, high = np.sort(source.uniform(0.01, 1.99, 2))
            blocks.append(Block(low, high, RULES["plain"], (1.0, 1.0)))
        lower, upper = critical_coupling(*blocks)
        # both distances are least at z = 1 or at -1; the product may be least where neither is
        gaps = [min(block.low, 2 - block.high) for block in blocks]
        assert upper >= gaps[0] * gaps[1] * (1 - 1e-12)
        same = [(block.low < 2 - block.high) for block in blocks]
        if same[0] == same[1]:
            assert lower <= gaps[0] * gaps[1] <= upper * (1 + 1e-12)


def test_helpful_steps_help_and_elsewhere_none_do() -> None:
    source = np.random.default_rng(3)
    helped = 0
    for _ in range(60):
        x, y = drawn(source), drawn(source)
        x, y = (block.times(2.0 ** source.integers(0, 6)) for block in (x, y))
        product = x.lowest * y.lowest * 2.0 ** source.uniform(-3, 1)
        factor = helpful_factor(x, y, product)
        if factor is None:
            assert product >= x.lowest * y.lowest or any(
                block.shrinks[0] < block.shrinks[1] for block in (x, y)
            )
            continue
        helped += 1
        slower = [block.times(factor) for block in (x, y)]
        assert all(block.contracts() for block in slower)
        assert product * factor**2 < critical_coupling(*slower)[0]
    assert helped > 20
