"""ρ, H, w and ‖A‖ in floats beside SciPy: how many times as long `q(A)` and `q.float64` take.

    OPENBLAS_NUM_THREADS=1 python tests/benchmarks/float_quantities.py

Standard normal matrices scaled to ρ = .95, fixed seeds; CPU time, the least of several rounds in
which all take turns. The peers: eigenvalues by NumPy; SciPy's discrete Lyapunov equation; a sweep
of 64 angles of the numerical range; singular values. Asked: at most 3 for `q(A)`, and 1.5 for
`q.float64` of a stack of one.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.linalg

from kreissverify import registry

SIZES = (20, 100)
ROUNDS = 9
SECONDS = 0.02  # of one measurement, in which a function is called as often as it takes


def main() -> None:
    print("quantity    n  peer, us    q(A)  q.float64")
    for name in PEERS:
        for n in SIZES:
            base, value, stack = compared(name, matrix(n))
            print(f"{name:8} {n:4} {base * 1e6:9.0f} {value / base:7.2f} {stack / base:10.2f}")


def compared(name: str, array: Any) -> list[float]:
    """Return the seconds of the peer, of `q(A)` and of `q.float64` of a stack of one."""
    quantity, peer = registry()[name], PEERS[name]
    stack = array[None]
    return least_seconds(
        [lambda: peer(array), lambda: quantity(array), lambda: quantity.float64(stack)]
    )


def matrix(n: int) -> Any:
    """Return a standard normal matrix scaled to ρ = .95."""
    array = np.random.default_rng(0).standard_normal((n, n))
    return array * (0.95 / np.abs(np.linalg.eigvals(array)).max())


def least_seconds(functions: list[Callable[[], Any]]) -> list[float]:
    """Return the least CPU time of a call of each, in rounds in which all take turns."""
    start = time.process_time()
    functions[0]()
    calls = max(1, int(SECONDS / max(time.process_time() - start, 1e-6)))
    least = [float("inf")] * len(functions)
    for _ in range(ROUNDS):
        for i, function in enumerate(functions):
            start = time.process_time()
            for _ in range(calls):
                function()
            least[i] = min(least[i], (time.process_time() - start) / calls)
    return least


def sweep(array: Any) -> float:
    """Return the numerical radius as the largest of 64 angles give it."""
    best = 0.0
    for angle in np.linspace(0, np.pi, 64, endpoint=False):
        turned = np.exp(1j * angle) * array
        values = np.linalg.eigvalsh((turned + turned.conj().T) / 2)
        best = max(best, values[-1], -values[0])
    return best


PEERS: dict[str, Callable[[Any], Any]] = {
    "rho": lambda array: np.abs(np.linalg.eigvals(array)).max(),
    "H": lambda array: np.trace(scipy.linalg.solve_discrete_lyapunov(array, np.eye(len(array)))),
    "w": sweep,
    "norm": lambda array: np.linalg.norm(array, 2),
}


if __name__ == "__main__":
    main()
