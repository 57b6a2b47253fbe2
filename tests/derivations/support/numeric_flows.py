"""The operators and quantities of a cited fact about flows, on one random flow, in floats."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import sympy

from kreissverify.matrices.symbolic import MU, radius_symbols
from tests.derivations.support.numeric_operators import Numeric

__all__ = ["NumericFlow"]


class NumericFlow(Numeric):
    """A random flow whose blocks decay at rates of their own, and a point z of the line Re z = x.

    Parameters
    ----------
    seed
        What it is a function of.
    of
        The class that the flow is a member of.
    x
        The line.
    """

    def __init__(self, seed: int, of: Any, x: float) -> None:
        two = of.structure.two_blocks
        sizes = of.sizes or ((2, 3) if two else (1, 2, 2))
        super().__init__(seed, sizes, x, of.symmetric, of.structure.lower_triangular)
        rng = np.random.default_rng([seed, 2])
        self.z = complex(x, rng.choice([0.0, 0.1, 1.0, 10.0]) * rng.standard_normal())
        each = of.radii == "each"
        common = rng.choice([0.05, 0.5, 2.0])
        self.mus = rng.choice([0.05, 0.5, 2.0], size=len(sizes)) if each else [common] * len(sizes)
        for i, (a, b) in enumerate(zip(self.ends, self.ends[1:], strict=False)):
            X = rng.standard_normal((b - a, b - a))
            turning = 0 if of.symmetric else 5 * (X - X.T)
            decaying = X @ X.T * rng.choice([0.0, 1.0])
            self.J[a:b, a:b] = turning - decaying - self.mus[i] * np.eye(b - a)
        names = radius_symbols(of) or (MU,)
        values = self.mus if len(names) > 1 else [min(self.mus)]
        self.symbols = dict(zip(names, values, strict=True))

    @cached_property
    def matrices(self) -> dict[str, Any]:
        """The operators by the names of their symbols."""
        n, m = len(self.J), len(self.sizes)
        whole = np.zeros((n, n))
        for a, b in zip(self.ends, self.ends[1:], strict=False):
            whole[a:b, a:b] = self.J[a:b, a:b]
        S, Γ = self.norms_of(self.J - whole), -np.diag(self.mus)
        line = self.r * np.eye(m)
        return {
            "J": self.J, "D": whole, "N": self.J - whole, "S": S, "Γ": Γ, "T": Γ + S,
            "J_0": self.J, "R": np.linalg.inv(self.z * np.eye(n) - self.J),
            "R_D": np.linalg.inv(self.z * np.eye(n) - whole),
            "Q": np.linalg.inv(line - Γ), "R_T": np.linalg.inv(line - Γ - S),
        }  # fmt: skip

    def number(self, expression: Any) -> Any:
        """Return the value of a scalar."""
        known = {k: sympy.Float(float(v), 17) for k, v in self.symbols.items()}
        return super().number(sympy.sympify(expression).xreplace(known))
