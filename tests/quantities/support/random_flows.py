"""Random flows, and whether an enclosure of M_c misses what is seen of ‖e^{tA}‖ in balls."""

from __future__ import annotations

import numpy as np
from flint import fmpq, fmpq_mat
from scipy.linalg import block_diag

from kreissverify import Matrix, Refused, enclose
from kreissverify import continuous as ct
from kreissverify.numbers.arrays import rational_matrix
from kreissverify.numbers.extended import at_most
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.exponentials.norm import norm_enclosure

__all__ = ["misses", "random_flow"]

_PHI = (5**0.5 - 1) / 2


def random_flow(seed: int, k: int) -> fmpq_mat:
    """Return a stable flow with α from -1e-8 to -1e3: stiff, defective, rotating or dense."""
    random = np.random.default_rng([seed, k])
    n, kind = int(random.integers(2, 7)), k % 5
    rate = 10.0 ** random.uniform(-8, 3)
    above = np.triu(random.standard_normal((n, n)), 1)
    if kind == 0:  # stiff
        rates = -rate * 10 ** np.append(0, random.uniform(0, 6, n - 1))
        array = np.diag(rates) + above * rate * 10 ** random.uniform(0, 4)
    elif kind == 1:  # a Jordan block
        array = -rate * np.eye(n) + np.eye(n, k=1) * rate * 10 ** random.uniform(0, 2)
    elif kind == 2:  # pairs of complex eigenvalues
        turns = rate * 10 ** random.uniform(-1, 1.5, n // 2 + 1)
        blocks = [np.array([[-rate, w], [-w, -rate]]) for w in turns]
        array = block_diag(*blocks)
        array = array + np.triu(random.standard_normal(array.shape), 2) * rate * 10
    elif kind == 3:  # dense
        array = random.standard_normal((n, n)) * 10.0 ** random.uniform(-3, 3)
        array -= (np.linalg.eigvals(array).real.max() + rate) * np.eye(n)
    else:  # stiff, in other coordinates
        array = np.diag(-rate * 10 ** np.append(0, random.uniform(0, 3, n - 1))) + above * rate * 30
        basis = np.linalg.qr(random.standard_normal((n, n)))[0]
        array = basis @ array @ basis.T
    return rational_matrix(array)


def misses(seed: int, k: int, rtol: float = 1e-4) -> str | None:
    """Say how an enclosure of M_c contradicts norms of exponentials in balls; None if it does not.

    "refused" is no contradiction.
    """
    matrix = random_flow(seed, k)
    try:
        shown = enclose(ct.M, Matrix(matrix), rtol=rtol)
    except Refused as refusal:
        return f"refused: {refusal}"
    if shown.upper.value == float("inf"):
        return None if shown.lower.value == float("inf") else f"{k}: no upper bound"
    sizes = [float(abs(x)) for x in matrix.entries()]
    scale = 1 / max(sizes)
    slowest = -float(ct.spectral_abscissa.estimate(Matrix(matrix)).value)
    last = 1 / max(slowest, scale * 1e-12)
    times = np.geomspace(scale * 1e-2, last * 30, 60)
    values = [_norm(matrix, t) for t in times]
    best = int(np.argmax([float(v[1]) for v in values]))
    low, high = np.log(times[max(best - 1, 0)]), np.log(times[min(best + 1, len(times) - 1)])
    for _ in range(24):
        inner = [high - _PHI * (high - low), low + _PHI * (high - low)]
        found = [_norm(matrix, float(np.exp(x))) for x in inner]
        values += found
        low, high = (inner[0], high) if found[0][1] < found[1][1] else (low, inner[1])
    seen = max(v[0] for v in values)
    if not at_most(seen, shown.upper.value):
        return f"{k}: seen {seen}, above {shown.upper.value}"
    witness = (shown.certificate or {}).get("lower")
    if witness is not None:
        t = as_fmpq(witness["t"])
        there = norm_enclosure(matrix, t, 1e-9).upper.value
        if there * (1 + fmpq(1, 10**9)) < shown.lower.value * (1 - fmpq(1, 10**6)):
            return f"{k}: {there} at the time of the witness, below {shown.lower.value}"
    if max(v[1] for v in values) < shown.lower.value * (1 - fmpq(1, 50)) and witness is None:
        return f"{k}: nothing as high as {shown.lower.value} was seen"
    return None


def _norm(matrix: fmpq_mat, t: float) -> tuple[fmpq, fmpq]:
    low, high = norm_enclosure(matrix, fmpq(*float(t).as_integer_ratio()), 1e-6)._finite_ends()
    return low, high
