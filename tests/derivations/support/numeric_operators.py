"""The operators and quantities of a cited fact on one random Jacobian, in floating point."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import sympy

from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    Finite,
    OperatorEqual,
    OperatorNorm,
    OperatorSymbol,
    Point,
)
from kreissverify.derivations.terms.noncommutative_polynomials import polynomial
from kreissverify.matrices.symbolic import GAMMA, NORM_OF_B, NORM_OF_C
from kreissverify.quantities.base import registry
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import MatrixEquality

TOLERANCE = 1e-6


class Numeric:
    """A random J with blocks of given sizes, a circle |z| = r, and the value of what is said of it.

    Parameters
    ----------
    seed
        What it is a function of.
    sizes
        The sizes of the blocks.
    r
        The radius of the circle.
    normal, triangular
        Whether the diagonal blocks are symmetric, and whether B = 0.
    """

    def __init__(
        self, seed: int, sizes: tuple[int, ...], r: float, normal: bool, triangular: bool
    ) -> None:
        rng = np.random.default_rng(seed)
        self.sizes, self.r = sizes, r
        self.ends = np.cumsum((0, *sizes))
        strength = 10 ** rng.uniform(-2, 1, size=(len(sizes), len(sizes)))
        rows = [
            [rng.standard_normal((m, n)) * strength[i, j] for j, n in enumerate(sizes)]
            for i, m in enumerate(sizes)
        ]
        self.gamma = rng.choice([0.1, 0.5, 0.9])
        for i, m in enumerate(sizes):
            block = rng.standard_normal((m, m))
            block = (block + block.T) if normal else np.triu(block)
            size = max(abs(np.linalg.eigvals(block)))
            rows[i][i] = block * self.gamma * rng.uniform(0, 1) / size
            for j in range(i + 1, len(sizes)):
                rows[i][j] = rows[i][j] * (0 if triangular else 1e-2)
        self.J = np.block(rows)
        self.z = r * np.exp(2j * np.pi * rng.uniform())
        self.b = np.linalg.norm(rows[0][-1], 2)
        self.c = np.linalg.norm(rows[-1][0], 2)

    def norms_of(self, X: Any) -> Any:
        """Return the matrix of the norms of the blocks of X."""
        cut = [slice(a, b) for a, b in zip(self.ends, self.ends[1:], strict=False)]
        return np.array([[np.linalg.norm(X[i, j], 2) for j in cut] for i in cut])

    @cached_property
    def matrices(self) -> dict[str, Any]:
        """The operators by the names of their symbols."""
        J, z, r, γ = self.J, self.z, self.r, self.gamma
        n, m = len(J), len(self.sizes)
        I, One = np.eye(n), np.eye(m)
        whole = np.zeros((n, n))
        for i in range(m):
            a, b = self.ends[i], self.ends[i + 1]
            whole[a:b, a:b] = J[a:b, a:b]
        S = self.norms_of(J - whole)
        upper = J.copy()
        upper[self.ends[1] :, :] = 0
        upper[:, : self.ends[1]] = 0
        J_0, C = J - upper, J.copy()
        C[: self.ends[1], :] = 0
        C[:, self.ends[1] :] = 0
        R_0 = np.linalg.inv(z * I - J_0)
        return {
            "J": J, "D": whole, "N": J - whole, "S": S, "T": γ * One + S,
            "R": np.linalg.inv(z * I - J), "R_D": np.linalg.inv(z * I - whole),
            "Q": One / (r - γ), "R_T": np.linalg.inv(r * One - γ * One - S),
            "Z": I / z, "P": One / r, "R_N": np.linalg.inv(r * One - self.norms_of(J)),
            "J_0": J_0, "B": upper, "R_0": R_0, "E": upper @ R_0, "F": I / r + C / r**2,
        }  # fmt: skip

    def symbol(self, x: Any) -> Any:
        """Return the value of an operator symbol, a power of one, or the norms of its blocks."""
        base, exponent = x.as_base_exp()
        if exponent != 1:
            return np.linalg.matrix_power(self.symbol(base), int(exponent))
        if isinstance(x, BlockNormMatrix):
            return self.norms_of(self.symbol(x.args[0]))
        name = str(x.args[0].name)
        if name == "Σ":
            R_0, E = self.matrices["R_0"], self.matrices["E"]
            return sum(R_0 @ np.linalg.matrix_power(E, i) for i in range(int(x.args[-1]) + 1))
        if name == "Jᵏ":
            return np.linalg.matrix_power(self.J, int(x.args[-1]))
        return self.matrices[name]

    def operator(self, expression: Any, dimension: int) -> Any:
        """Return the value of a sum of products of operator symbols."""
        total = np.zeros((dimension, dimension), dtype=complex)
        for word, coefficient in polynomial(expression).items():
            term = np.eye(dimension, dtype=complex)
            for x in word:
                term = term @ self.symbol(x)
            total += complex(self.number(coefficient)) * term
        return total

    def matrix(self, symbolic: Any) -> Any:
        """Return the matrix that a quantity is of."""
        m = self.matrices
        known = {"": m["J"], "comparison": m["T"], "triangular": m["J_0"]}
        known |= {"block_norms": self.norms_of(m["J"])}
        first = self.ends[1]
        known |= {"A": m["J"][:first, :first], "D": m["J"][first:, first:]}
        return known[".".join(symbolic.path)]

    def number(self, expression: Any) -> Any:
        """Return the value of a scalar."""
        values: dict[Any, Any] = {GAMMA: self.gamma, NORM_OF_B: self.b, NORM_OF_C: self.c}
        e = sympy.sympify(expression)
        for x in e.atoms(Point):
            values[x] = sympy.sympify(complex(self.z))
        for x in e.atoms(OperatorNorm):
            inner = self.operator(x.args[0], len(self.J))
            values[x] = float(np.linalg.norm(inner, 2))
        for x in e.atoms(QuantityExpr):
            parameters = [float(v) for v in x.parameters]
            parameters = [int(v) for v in x.parameters] if x.name == "power_norm" else parameters
            matrix = np.asarray(self.matrix(x.matrix), dtype=float)
            values[x] = float(registry()[x.name].float64(matrix[None], *parameters).values[0])
        found = sympy.N(e.xreplace({k: sympy.sympify(v) for k, v in values.items()}))
        return complex(found) if found.has(sympy.I) else float(found)

    def holds(self, claim: Any) -> bool:
        """Say whether a claim holds, up to rounding."""
        if isinstance(claim, sympy.And):
            return all(self.holds(x) for x in claim.args)
        if isinstance(claim, (OperatorEqual, EntrywiseLessEqual)):
            names = {str(x.args[0].name) for x in claim.atoms(OperatorSymbol)}
            small = claim.has(BlockNormMatrix) or names & {"S", "T", "Q", "P", "R_T", "R_N"}
            dimension = len(self.sizes) if small else len(self.J)
            left, right = (self.operator(x, dimension) for x in claim.args)
            scale = TOLERANCE * (1 + abs(left).max() + abs(right).max())
            gap = abs(left - right) if isinstance(claim, OperatorEqual) else (left - right).real
            return bool(gap.max() <= scale)
        if isinstance(claim, Finite):
            return bool(np.isfinite(self.number(claim.args[0])))
        if isinstance(claim, MatrixEquality) or claim is sympy.true:
            return True  # decided exactly elsewhere
        left, right = self.number(claim.lhs), self.number(claim.rhs)
        if isinstance(claim, sympy.Eq):
            return bool(abs(left - right) <= TOLERANCE * (1 + abs(left)))
        low, high = (left, right) if isinstance(claim, (sympy.Le, sympy.Lt)) else (right, left)
        return bool(low <= high + TOLERANCE * (1 + abs(high))) if np.isfinite(high) else True
