"""The arithmetic in which instances are screened: float64 stacks, and margins for truth values.

A margin is the signed relative distance of the two sides of a relation: positive where it holds,
negative where it fails. It steers the search and decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import sympy
from flint import fmpq
from numpy.typing import NDArray
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.evidence.evaluation.float_stack import FloatStack
from kreissverify.evidence.evaluation.padding import is_joined, padded, padded_size
from kreissverify.expressions.conditions import Entrywise, MatrixCondition, Semidefinite
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.expressions.floats import float_value
from kreissverify.expressions.symbols import Leaf
from kreissverify.numbers.arrays import FloatArray as Array
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.quantities.base import OutsideDomain
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.system.memo import Memo, content
from kreissverify.system.work import count_work

__all__ = ["FloatArithmetic"]

_TINY = 1e-300  # keeps 0/0 out of a relative gap: of 0 and 0 it is 0, and nothing else is as small
# Rough seconds of a quantity of a stack, and for each row of each of its members: fitted to K, M
# and T of stacks of one to forty members. Norms, traces and eigenvalues take one call of LAPACK.
_STACK, _ROW = 0.02, 0.0005
_CHEAP = {"norm", "rho", "frobenius", "trace", "det", "cond", "rank", "departure"}
_CHEAPER = 0.02
# Relative gaps that rounding alone makes: a few hundred units, of quantities of small matrices.
_ROUNDING = 1e-13
# Asymmetry beyond rounding, relative to the largest entry: an expression that is symmetric exactly
# may come out a few hundred units off.
_SKEW = 1e-10


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

    @classmethod
    def know_together(cls, each: Sequence[FloatArithmetic], atoms: Iterable[QuantityExpr]) -> None:
        """Compute quantities of stacks of several sizes in few calls, ahead of evaluation.

        Parameters
        ----------
        each
            The arithmetics of the stacks.
        atoms
            The quantities; those that are not asked of padded matrices are left.
        """
        for atom in atoms:
            stacks = [x.matrix(atom.matrix) for x in each]
            if not is_joined(atom, (x.shape for x in stacks)):
                continue
            groups: dict[int, list[int]] = defaultdict(list)
            for k, stack in enumerate(stacks):
                if np.isfinite(stack).all() and not np.iscomplexobj(stack):
                    groups[padded_size(stack.shape[-1])].append(k)
            for size, places in groups.items():
                cls._know(atom, size, [(each[k], stacks[k]) for k in places])

    @staticmethod
    def _know(
        atom: QuantityExpr, size: int, parts: Sequence[tuple[FloatArithmetic, NDArray[Any]]]
    ) -> None:
        if len(parts) == 1:
            return  # there is nothing to gain
        whole = np.concatenate([padded(stack, size) for _, stack in parts])
        rows = [
            [np.broadcast_to(x.scalar(p), (len(stack),)) for x, stack in parts]
            for p in atom.parameters
        ]
        _count_work(atom, whole)
        values = _values(atom, whole, tuple(map(np.concatenate, rows)))
        ends = np.cumsum([len(stack) for _, stack in parts])[:-1]
        for (x, _), part in zip(parts, np.split(values, ends), strict=True):
            x._known[atom] = part

    def quantity(self, atom: QuantityExpr, parameters: tuple[Array, ...]) -> Array:
        """Return the values of a quantity, each atom computed once."""
        if atom not in self._known:
            self._known[atom] = self._evaluated(atom, parameters)
        return self._known[atom]

    def _evaluated(self, atom: QuantityExpr, parameters: tuple[Array, ...]) -> Array:
        stack = self.matrix(atom.matrix)
        _count_work(atom, stack)
        if not np.isfinite(stack).all():
            return self._where_finite(atom, stack, parameters)
        return _values(atom, stack, parameters)

    def _where_finite(
        self, atom: QuantityExpr, stack: NDArray[Any], parameters: tuple[Array, ...]
    ) -> Array:
        """Return the values, NaN where an entry is none: of an inverse that does not exist."""
        good = np.isfinite(stack).all(axis=(-2, -1))
        values = np.full(len(stack), np.nan)
        if good.any():
            chosen = tuple(np.broadcast_to(p, (len(stack),))[good] for p in parameters)
            values[good] = _values(atom, stack[good], chosen)
        return values

    def matrix(self, expression: sympy.MatrixExpr) -> NDArray[Any]:
        """Return the values of a matrix expression, of shape (N, rows, columns)."""
        value = float_value(expression, self)
        return np.broadcast_to(value, (len(self._stack), *value.shape[1:]))

    def leaf(self, symbol: Leaf) -> NDArray[Any]:
        """Return the stack that a symbol stands for."""
        return self._stack.leaf(symbol)

    def size(self, term: sympy.Expr) -> int:
        """Return a number of rows."""
        return self._stack.size(term)

    def scalar(self, term: sympy.Expr) -> Array:
        """Return the values of a scalar within a matrix."""
        return np.asarray(Evaluator[Array, Array](self).number(term))

    def entry(self, entry: MatrixElement) -> Array:
        """Return an entry of a matrix, NaN where there is none."""
        stack = self.matrix(entry.parent)
        i, j = int(entry.i), int(entry.j)
        if i >= stack.shape[1] or j >= stack.shape[2] or np.iscomplexobj(stack):
            return np.full(len(stack), np.nan)
        return np.asarray(stack[:, i, j])

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
        # what is equal up to rounding may be equal: as a hypothesis it must not clear the instance
        apart = np.where(np.abs(gap) < _ROUNDING, 0.0, np.abs(gap))
        return -apart if relation == "==" else apart

    def condition(self, condition: MatrixCondition) -> Array:
        """Return no information on equalities, which are only decided exactly."""
        if isinstance(condition, Entrywise):
            gap = self.matrix(condition.rhs) - self.matrix(condition.lhs)
            return np.asarray(gap.real.min(axis=(-2, -1)))
        if isinstance(condition, Semidefinite):
            return self._least_eigenvalue(condition.lhs)
        return np.zeros(len(self._stack))  # neither clear nor suspect

    def _least_eigenvalue(self, expression: sympy.MatrixExpr) -> Array:
        stack = self.matrix(expression)
        adjoint = np.swapaxes(stack, -1, -2).conj()
        scale = np.maximum(np.abs(stack).max(axis=(-2, -1)), _TINY)
        skew = np.abs(stack - adjoint).max(axis=(-2, -1)) / scale
        if not np.isfinite(stack).all():
            return np.full(len(stack), np.nan)
        least = np.linalg.eigvalsh((stack + adjoint) / 2)[..., 0] / scale
        # a matrix that is not Hermitian is none, by as much as it is not
        return np.asarray(np.where(skew > _SKEW, -skew, least))

    def constant_truth(self, value: bool) -> Array:
        """Return a full margin of the right sign."""
        return np.asarray(1.0 if value else -1.0)

    def open_truth(self) -> Array:
        """Return no margin."""
        return np.asarray(np.nan)

    def negate(self, value: Array) -> Array:
        """Return the margin of the negation."""
        return -value

    def conjunction(self, values: Sequence[Array]) -> Array:
        """Return the least margin."""
        return self.smallest(values)


def _count_work(atom: QuantityExpr, stack: NDArray[Any]) -> None:
    share = _CHEAPER if atom.name in _CHEAP else 1.0
    count_work(share * (_STACK + _ROW * len(stack) * stack.shape[-1]))


_MEMO: Memo[Array] = Memo(most=400)  # of stacks: several statements are screened on the same ones


def _values(atom: QuantityExpr, stack: NDArray[Any], parameters: tuple[Array, ...]) -> Array:
    """Return the values of a quantity of finite matrices."""
    if not atom.quantity.is_bundled:  # it may be another one each time
        return _computed(atom, stack, parameters)
    key = (atom.quantity, content(stack, *parameters))

    def frozen() -> Array:
        values = _computed(atom, stack, parameters).copy()
        values.flags.writeable = False  # it is remembered as it is
        return values

    return _MEMO.of(key, frozen)


def _computed(atom: QuantityExpr, stack: NDArray[Any], parameters: tuple[Array, ...]) -> Array:
    if not parameters:
        return np.asarray(atom.quantity.float64(stack).values)
    count = len(stack)
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


def _relative_gap(left: Array, right: Array) -> Array:
    """Return (right - left)/max(|left|, |right|): 0 for equal infinities, ±1 against one."""
    left, right = np.broadcast_arrays(left, right)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        scale = np.maximum(np.maximum(np.abs(left), np.abs(right)), _TINY)
        gap = right / scale - left / scale  # divided first: right - left may overflow
    gap = np.where(np.isinf(right) & ~np.isinf(left), np.sign(right), gap)
    gap = np.where(np.isinf(left) & ~np.isinf(right), -np.sign(left), gap)
    return np.where(left == right, 0.0, gap)
