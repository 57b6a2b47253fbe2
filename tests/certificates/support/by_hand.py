"""Hand-made certificates that must be accepted, and what they are built from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

Document = dict[str, Any]
Tree = Any


def num(x: object) -> Tree:
    return {"num": str(Fraction(str(x)))}


def sym(name: str) -> Tree:
    return {"symbol": name}


def quantity(name: str, of: str = "J", *args: Tree) -> Tree:
    return {"quantity": name, "of": of, "args": list(args)}


def op(name: str, *args: Tree) -> Tree:
    return {"op": name, "args": list(args)}


def instance(
    matrix: Sequence[Sequence[str]],
    gamma: str,
    kind: str = "SelfReferential",
    sizes: Sequence[int] = (1, 1),
    normal: bool = True,
    parameters: Mapping[str, str] | None = None,
) -> Document:
    return {
        "class": kind,
        "sizes": list(sizes),
        "normal": normal,
        "gamma": gamma,
        "matrix": [list(row) for row in matrix],
        "parameters": dict(parameters or {}),
    }


def fact(name: str, of: str = "J", *args: str, **bounds: Document) -> Document:
    return {"quantity": name, "of": of, "args": list(args), **bounds}


def block_norms(of: Document) -> list[Document]:
    """Return the facts that give b and c where the blocks are numbers."""
    if of.get("sizes") != [1, 1] or [len(row) for row in of["matrix"]] != [2, 2]:
        return []
    values = {"J.B": of["matrix"][0][1], "J.C": of["matrix"][1][0]}
    return [
        fact("norm", name, lower={"value": x.lstrip("-")}, upper={"value": x.lstrip("-")})
        for name, x in values.items()
    ]


def refutation(
    of: Document, conclusion: Tree, facts: Sequence[Document], hypotheses: Sequence[Tree] = ()
) -> Document:
    return {
        "format": "kreissverify-certificate",
        "version": 1,
        "kind": "refutation",
        "theorem": {"id": "tests::statement", "source": "tests", "text": "a statement"},
        "hypotheses": list(hypotheses),
        "conclusion": conclusion,
        "instance": of,
        "facts": [*facts, *block_norms(of)],
    }


def bounded_real_matrix(J: npt.NDArray[np.float64], r: float, g: float) -> list[list[str]]:
    """Return P of a circle certificate: the Riccati solution, its floats as dyadic rationals.

    X = F'X(I + GX)⁻¹F + Q with F = J/r, G = -I/(gr)², Q = (1 + ε)I, by structured doubling, which
    converges quadratically when G(r) < g.
    """
    n = len(J)
    A, G, H = J / r, -np.eye(n) / (g * r) ** 2, (1 + 1e-9) * np.eye(n)
    for _ in range(60):
        W = np.linalg.inv(np.eye(n) + G @ H)
        G, H, A = G + A @ W @ G @ A.T, H + A.T @ H @ W @ A, A @ W @ A
        if np.abs(A).max() < 1e-40:
            break
    P = (H + H.T) / 2
    return [[str(Fraction(float(x))) for x in row] for row in P]


def resolvent_norm(J: npt.NDArray[np.float64], r: float, angles: int = 720) -> float:
    z = r * np.exp(2j * np.pi * np.arange(angles) / angles)
    stack = z[:, None, None] * np.eye(len(J)) - J
    return float(1 / np.linalg.svd(stack, compute_uv=False)[:, -1].min())


def circles(matrix: Sequence[Sequence[str]], radii: Sequence[str], slack: float = 1e-6) -> Any:
    """Return the circles of a K upper bound; slack is relative, above the resolvent norm."""
    J = np.array([[float(Fraction(x)) for x in row] for row in matrix])
    found = []
    for r in radii:
        g = Fraction(resolvent_norm(J, float(Fraction(r))) * (1 + slack)).limit_denominator(10**9)
        P = bounded_real_matrix(J, float(Fraction(r)), float(g))
        found.append({"r": r, "g": str(g), "P": P})
    return found


def kreiss_upper(value: str, matrix: Sequence[Sequence[str]], radii: Sequence[str]) -> Document:
    return {"value": value, "circles": circles(matrix, radii)}


ONE = num(1)
ZERO = [["0", "0"], ["0", "0"]]
GAMMA, B, C = sym("gamma"), sym("b"), sym("c")


def neumann_bound() -> Document:
    """R6: the hypothesis holds for γ = 1/4, c = 8, b = 1/8, and J is unstable."""
    J = [["1/4", "1/8"], ["8", "1/4"]]
    J0 = [["1/4", "0"], ["8", "1/4"]]
    K0 = quantity("K", "J.triangular")
    product = op("mul", B, K0)
    gap = op("add", ONE, op("neg", GAMMA))
    radii = ["1", "5/4", "3/2", "7/4", "2", "9/4", "5/2", "3", "4", "6", "12"]
    return refutation(
        instance(J, "1/4"),
        op("le", quantity("K"), op("div", K0, op("add", ONE, op("neg", op("div", product, gap))))),
        [
            fact("K", "J", lower={"value": "inf", "rho": "6/5"}),
            fact("K", "J.triangular", lower={"value": "1"}, upper=kreiss_upper("3", J0, radii)),
        ],
        [op("lt", product, gap)],
    )


def estimator_error() -> Document:
    """R5: γ = 1/2, c = 2, where K lies in [1, 5/4], so no estimator need err by 1/8 or more."""
    T = [["1/2", "0"], ["2", "1/2"]]
    claimed = op("div", C, op("mul", num(8), op("pow", op("add", ONE, op("neg", GAMMA)), num(2))))
    half = op("div", op("add", quantity("K", "J.comparison.triangular"), num(-1)), num(2))
    radii = ["1", "5/4", "11/8", "3/2", "13/8", "7/4", "2", "5/2", "4", "8", "16"]
    return refutation(
        instance(T, "1/2", "BlockTriangular"),
        op("ge", half, claimed),
        [
            fact(
                "K",
                "J.comparison.triangular",
                lower={"value": "1"},
                upper=kreiss_upper("13/10", T, radii),
            )
        ],
    )


def settling_time() -> Document:
    """R8: T(γI, 1/2) > 1000·K²·log 2 for γ = 1 - 1/2000, where K = 1."""
    J = [["1999/2000", "0"], ["0", "1999/2000"]]
    square = op("pow", quantity("K"), num(2))
    delta = sym("delta")
    bound = op("mul", num(1000), square, op("log", op("div", ONE, delta)))
    return refutation(
        instance(J, "1999/2000", "BlockTriangular", parameters={"delta": "1/2"}),
        op("le", quantity("T", "J", delta), bound),
        [
            fact("K", lower={"value": "1"}, upper={"value": "1", "Z": ZERO}),
            fact("T", "J", "1/2", lower={"value": "1386"}),
        ],
        [op("gt", delta, num(0)), op("lt", delta, ONE)],
    )


def transient_peak() -> Document:
    """M(J) ≤ 2/(1-γ) + c/(4(1-γ)) fails for γ = 9/10, c = 100: the peak is near 387 > 270."""
    J = [["9/10", "0"], ["100", "9/10"]]
    gap = op("add", ONE, op("neg", GAMMA))
    bound = op("add", op("div", num(2), gap), op("div", C, op("mul", num(4), gap)))
    return refutation(
        instance(J, "9/10", "BlockTriangular"),
        op("le", quantity("M"), bound),
        [fact("M", lower={"value": "387", "t": "10"})],
    )


GOOD = {
    "R6 Neumann bound": neumann_bound,
    "R5 estimator error": estimator_error,
    "R8 settling time": settling_time,
    "transient peak above R3": transient_peak,
}
