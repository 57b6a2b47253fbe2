"""The arithmetic in which instances are screened: float64 stacks, and margins for truth values.

A margin is the signed relative distance of the two sides of a relation: positive where it holds,
negative where it fails. It steers the search and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import sympy
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.matrices.class_options import radius_place
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.quantities.base import OutsideDomain, QuantityExpr
from kreissverify.system.work import count_work

__all__ = ["FloatArithmetic", "FloatStack"]

_TINY = 1e-300  # keeps 0/0 out of a relative gap: of 0 and 0 it is 0, and nothing else is as small
# Rough seconds of a quantity of a stack, and for each row of each of its members: fitted to K, M
# and T of stacks of one to forty members. Norms, traces and eigenvalues take one call of LAPACK.
_STACK, _ROW = 0.02, 0.0005
_CHEAP = {"norm", "rho", "frobenius", "trace", "det", "cond", "rank", "departure"}
_CHEAPER = 0.02


@dataclass(frozen=True)
class FloatStack:
    """Jacobians of equal block sizes, with the numbers that a statement may mention.

    Parameters
    ----------
    variable
        The name of the matrix variable.
    sizes
        The sizes of the m diagonal blocks.
    matrices
        Shape (N, n, n).
    gamma
        Shape (N,), or (N, m) where each block has a γ_i of its own.
    parameters
        Values of the scalar variables, each of shape (N,).
    """

    variable: str
    sizes: tuple[int, ...]
    matrices: Array
    gamma: Array
    parameters: Mapping[str, Array]

    def chosen(self, places: NDArray[np.intp] | NDArray[np.bool_]) -> FloatStack:
        """Return the instances at some places."""
        parameters = {name: values[places] for name, values in self.parameters.items()}
        return FloatStack(
            self.variable, self.sizes, self.matrices[places], self.gamma[places], parameters
        )

    def scalar(self, name: str) -> Array:
        """Return a parameter, or γ, a γ_i, b, c, n, of shape (N,)."""
        if name in self.parameters:
            return self.parameters[name]
        places = {"b": (0, 1), "c": (1, 0)}
        if name in places:
            return self._norms[(slice(None), *places[name])]
        if name == "n":
            return np.full(len(self.gamma), float(sum(self.sizes)))
        place = radius_place(name)
        if self.gamma.ndim == 1:
            return self.gamma
        return np.asarray(self.gamma.max(axis=1) if place is None else self.gamma[:, place])

    def matrix(self, name: str) -> Array:
        """Return the stack that a dotted name such as ``"J.comparison"`` stands for."""
        return self.part(name)[0]

    def part(self, name: str) -> tuple[Array, tuple[int, ...]]:
        """Return that stack, and the sizes of its diagonal blocks."""
        stack = self.matrices
        sizes = self.sizes
        for attribute in name.split(".")[1:]:
            stack, sizes = self._attribute(stack, sizes, attribute)
        return stack, sizes

    def _attribute(
        self, stack: Array, sizes: tuple[int, ...], attribute: str
    ) -> tuple[Array, tuple[int, ...]]:
        if attribute == "comparison":
            norms = self._norms.copy()
            m = len(self.sizes)
            norms[:, range(m), range(m)] = self.gamma.reshape(len(norms), -1)
            return norms, (1,) * m
        if attribute == "block_norms":
            return self._norms, (1,) * len(self.sizes)
        if attribute == "triangular":
            owner = np.repeat(np.arange(len(sizes)), sizes)
            return stack * (owner[:, None] >= owner[None, :]), sizes
        i, j = {"A": (0, 0), "B": (0, 1), "C": (1, 0), "D": (1, 1)}[attribute]
        ends = np.concatenate([[0], np.cumsum(sizes)])
        return stack[:, ends[i] : ends[i + 1], ends[j] : ends[j + 1]], (sizes[i],)

    @cached_property
    def _norms(self) -> Array:
        ends = np.concatenate([[0], np.cumsum(self.sizes)])
        m = len(self.sizes)
        norms = np.empty((len(self.matrices), m, m))
        for i in range(m):
            for j in range(m):
                block = self.matrices[:, ends[i] : ends[i + 1], ends[j] : ends[j + 1]]
                norms[:, i, j] = np.linalg.norm(block, 2, axis=(-2, -1))
        return norms


class FloatArithmetic:
    """Evaluates statements on a stack of instances at once.

    Parameters
    ----------
    stack
        The instances and the parameters.
    """

    def __init__(self, stack: FloatStack) -> None:
        self._stack = stack
        self._known: dict[QuantityExpr, Array] = {}

    def rational(self, p: int, q: int) -> Array:
        """Return p/q, infinite beyond the range of floats."""
        return np.asarray(float(Enclosure.exactly(fmpq(p, q)).lower))

    def constant(self, name: str) -> Array:
        """Return e or π."""
        return np.asarray({"E": np.e, "pi": np.pi}[name])

    def symbol(self, name: str) -> Array:
        """Return the values of a symbol."""
        return self._stack.scalar(name)

    def quantity(self, atom: QuantityExpr, parameters: tuple[Array, ...]) -> Array:
        """Return the values of a quantity, each atom computed once."""
        if atom not in self._known:
            self._known[atom] = self._evaluated(atom, parameters)
        return self._known[atom]

    def _evaluated(self, atom: QuantityExpr, parameters: tuple[Array, ...]) -> Array:
        stack = self._stack.matrix(atom.matrix.name)
        count = len(stack)
        share = _CHEAPER if atom.name in _CHEAP else 1.0
        count_work(share * (_STACK + _ROW * count * stack.shape[-1]))
        if not parameters:
            return np.asarray(atom.quantity.float64(stack).values)
        table = np.stack([np.broadcast_to(p, (count,)) for p in parameters], axis=1)
        values = np.empty(count)
        distinct, where = np.unique(table, axis=0, return_inverse=True)
        for k, row in enumerate(distinct):
            chosen = where.ravel() == k
            try:
                values[chosen] = atom.quantity.float64(stack[chosen], *map(float, row)).values
            except OutsideDomain:
                values[chosen] = np.nan
        return values

    def add(self, terms: Sequence[Array]) -> Array:
        """Return the sum."""
        return np.asarray(sum(terms[1:], start=terms[0]))

    def multiply(self, factors: Sequence[Array]) -> Array:
        """Return the product."""
        product = factors[0]
        for factor in factors[1:]:
            product = product * factor
        return product

    def power(self, base: Array, exponent: Array) -> Array:
        """Return base^exponent."""
        return np.asarray(np.power(base, exponent))

    def apply(self, function: str, argument: Array) -> Array:
        """Return log, exp, asinh or abs."""
        return np.asarray(getattr(np, {"asinh": "arcsinh"}.get(function, function))(argument))

    def largest(self, terms: Sequence[Array]) -> Array:
        """Return the maximum."""
        return np.asarray(np.maximum.reduce(np.broadcast_arrays(*terms)))

    def smallest(self, terms: Sequence[Array]) -> Array:
        """Return the minimum."""
        return np.asarray(np.minimum.reduce(np.broadcast_arrays(*terms)))

    def select(self, branches: Sequence[tuple[Callable[[], Array], Array]]) -> Array:
        """Return, for each instance, the first branch whose condition holds."""
        values = [value() for value, _ in branches]
        conditions = [margin >= 0 for _, margin in branches]
        arrays = np.broadcast_arrays(*values, *conditions)
        half = len(values)
        return np.select([c.astype(bool) for c in arrays[half:]], list(arrays[:half]), np.nan)

    def compare(self, relation: str, left: Array, right: Array) -> Array:
        """Return the margin of a relation."""
        gap = _relative_gap(left, right)
        if relation in ("<=", "<"):
            return gap
        if relation in (">=", ">"):
            return -gap
        return -np.abs(gap) if relation == "==" else np.abs(gap)

    def same(self, left: sympy.MatrixExpr, right: sympy.MatrixExpr) -> Array:
        """Return no information: matrix identities are only decided exactly."""
        return np.zeros(len(self._stack.gamma))  # neither clear nor suspect

    def constant_truth(self, value: bool) -> Array:
        """Return a full margin of the right sign."""
        return np.asarray(1.0 if value else -1.0)

    def negate(self, value: Array) -> Array:
        """Return the margin of the negation."""
        return -value

    def conjunction(self, values: Sequence[Array]) -> Array:
        """Return the least margin."""
        return self.smallest(values)


def _relative_gap(left: Array, right: Array) -> Array:
    """Return (right - left)/max(|left|, |right|): 0 for equal infinities, ±1 against one."""
    left, right = np.broadcast_arrays(left, right)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        scale = np.maximum(np.maximum(np.abs(left), np.abs(right)), _TINY)
        gap = right / scale - left / scale  # divided first: right - left may overflow
    gap = np.where(np.isinf(right) & ~np.isinf(left), np.sign(right), gap)
    gap = np.where(np.isinf(left) & ~np.isinf(right), -np.sign(left), gap)
    return np.where(left == right, 0.0, gap)
