"""The operators of the derivations, on one exact member of the class.

A complex rational matrix is held as its real form, each entry a + bi as [[a, -b], [b, a]]: sums,
products, inverses and norms are those of the matrix itself. Matrices of norms are held in balls.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import sympy
from flint import arb, arb_mat, fmpq, fmpq_mat

from kreissverify.derivations.points.ball_values import TINY
from kreissverify.derivations.terms.formulas import (
    BlockNormMatrix,
    EntrywiseLessEqual,
    OperatorEqual,
    OperatorSymbol,
    Point,
)
from kreissverify.derivations.terms.noncommutative_polynomials import polynomial
from kreissverify.matrices.block_assembly import cut
from kreissverify.matrices.comparison_matrix import ComparisonMatrix
from kreissverify.matrices.coupled_matrix import CoupledMatrix
from kreissverify.matrices.diagonal_bound import DECAY
from kreissverify.numbers.complex_rational import Gaussian
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_sympy
from kreissverify.numbers.spectral_norm import spectral_norm

__all__ = ["OperatorValues", "ball_of"]

# Far below what a wrong factor changes, far above rounding at 256 bits: a bound that is attained is
# told from one that fails.
_NORM_RTOL = 1e-20
# Exact powers grow long, as their entries gain digits with every factor.
_LARGEST_POWER = 12
# Of z above the real axis on a line, in units of its direction: resolvents differ there by enough.
_HEIGHT = 4
_OF_NORMS = frozenset({"T", "S", "Γ", "Q", "P", "R_T", "R_N"})
Scalar = Callable[[Any], Any]


def ball_of(enclosure: Enclosure) -> arb:
    """Return a ball that contains a finite enclosure.

    Raises
    ------
    ValueError
        If an end is infinite.
    """
    low, high = enclosure.lower.value, enclosure.upper.value
    if not (is_finite(low) and is_finite(high)):
        raise ValueError("an enclosure is unbounded")
    return arb(low) if low == high else arb(low).union(arb(high))


class OperatorValues:
    """The operators that the operator symbols of the cited facts stand for, on one member.

    Parameters
    ----------
    instance
        The member J.
    direction
        z/r, a complex rational of modulus 1; of a flow, with z on a line Re z = x, only its
        imaginary part is taken.
    exact
        What gives the rational value of a scalar, by substitution; it raises ValueError if there is
        none.
    ball
        What gives a ball that contains the value of a scalar.
    """

    def __init__(
        self, instance: CoupledMatrix, direction: Gaussian, exact: Scalar, ball: Scalar
    ) -> None:
        self.instance, self.direction = instance, direction
        self._exact, self._ball = exact, ball
        self._operators: dict[Any, fmpq_mat] = {}
        self._block_norms: dict[Any, arb_mat] = {}

    def relation(self, condition: OperatorEqual | EntrywiseLessEqual) -> bool | None:
        """Decide an equality of operators exactly, one of norms (or an inequality) in balls."""
        # Norms are irrational, so that matrices of them are balls; all other operators are exact.
        of_norms = condition.has(BlockNormMatrix) or any(
            str(x.args[0].name) in _OF_NORMS for x in condition.atoms(OperatorSymbol)
        )
        if not of_norms:
            return bool(self.exact(condition.lhs) == self.exact(condition.rhs))
        gap = self.balls(condition.rhs) - self.balls(condition.lhs)
        signs = [_sign(x) for x in gap.entries()]
        wrong = (-1, 1) if isinstance(condition, OperatorEqual) else (-1,)
        if any(s in wrong for s in signs):
            return False
        return None if None in signs else True

    def norm(self, expression: sympy.Expr) -> arb:
        """Return ‖X‖ for a sum of products of operators."""
        return ball_of(spectral_norm(self.exact(expression), _NORM_RTOL))

    def exact(self, expression: sympy.Expr) -> fmpq_mat:
        """Return the real form of a sum of products of operators."""
        one = _unit(self._size(expression))
        total: fmpq_mat = self._sum(expression, self._operator, self._scaled, one)
        return total

    def balls(self, expression: sympy.Expr) -> arb_mat:
        """Return a sum of products of matrices of norms."""
        one = arb_mat(_unit(self.instance.m))
        total: arb_mat = self._sum(expression, self._norms, lambda c: one * self._ball(c), one)
        return total

    def _sum(self, expression: Any, symbol: Scalar, scaled: Scalar, one: Any) -> Any:
        total = one * 0
        for word, coefficient in polynomial(expression).items():
            term = one
            for x in word:
                base, exponent = x.as_base_exp()
                for _ in range(self._order(exponent)):
                    term = term * symbol(base)
            total = total + (term if coefficient == 1 else scaled(coefficient) * term)
        return total

    def _order(self, exponent: Any) -> int:
        order = self._exact(exponent)
        if order.q != 1 or not 0 <= order <= _LARGEST_POWER:
            raise ValueError(f"{exponent}: it is no natural number, or a large one")
        return int(order)

    def _size(self, expression: Any) -> int:
        scaled = any(str(x.args[0].name) == "T_s" for x in expression.atoms(OperatorSymbol))
        return 2 * (2 if scaled else self.instance.n)

    def _scaled(self, coefficient: sympy.Expr) -> fmpq_mat:
        """Return c·I, whose coefficient may contain z."""
        # A coefficient with z is a complex rational where r, or x, is one.
        at_z = coefficient.xreplace({z: self._point(z.args[2]) for z in coefficient.atoms(Point)})
        parts = sympy.expand(at_z).as_real_imag() if at_z.has(sympy.I) else (at_z, sympy.S.Zero)
        value = self._exact(parts[0]), self._exact(parts[1])
        return _complex_unit(value, self._n)

    def _point(self, level: sympy.Expr) -> sympy.Expr:
        """Return z on the circle |z| = r of a map, or on the line Re z = x of a flow."""
        real, imag = map(as_sympy, self.direction)
        if not self._of_flows:
            return level * (real + sympy.I * imag)
        return level + _HEIGHT * imag * sympy.I

    @property
    def _of_flows(self) -> bool:
        return self.instance.kind_of_bound is DECAY

    @property
    def _n(self) -> int:
        return self.instance.n

    def _operator(self, symbol: Any) -> fmpq_mat:
        """Return the real form of an operator."""
        if not isinstance(symbol, OperatorSymbol) or symbol.args[1].path:
            raise ValueError(f"{symbol} has no value here")
        if symbol not in self._operators:
            self._operators[symbol] = self._made(str(symbol.args[0].name), symbol)
        return self._operators[symbol]

    def _made(self, name: str, symbol: OperatorSymbol) -> fmpq_mat:
        if name in self._parts:
            return self._parts[name]
        first = self._exact(symbol.args[2])
        if name in ("J_s", "T_s"):
            return self._scaled_blocks(name, first)
        if name == "Jᵏ":
            return self._parts["J"] ** self._order(symbol.args[2])
        parts, n = self._parts, self._n
        z = self._scaled(self._point(as_sympy(first)))
        match name:
            case "R":
                return (z - parts["J"]).inv()
            case "R_D":
                return (z - parts["D"]).inv()
            case "Z":
                return z.inv()
            case "R_0":
                return (z - parts["J_0"]).inv()
            case "E":
                return parts["B"] * (z - parts["J_0"]).inv()
            case "F":
                C, one = parts["J_0"] - parts["D"], _unit(2 * n)
                at_infinity: fmpq_mat = one / first + C / first**2
                return at_infinity
            case "Σ":
                return self._partial_sum((z - parts["J_0"]).inv(), self._order(symbol.args[3]))
        raise ValueError(f"{symbol} has no value here")

    def _partial_sum(self, R_0: fmpq_mat, order: int) -> fmpq_mat:
        total, term = R_0, R_0
        for _ in range(order):
            term = term * self._parts["B"] * R_0
            total = total + term
        return total

    def _scaled_blocks(self, name: str, scale: fmpq) -> fmpq_mat:
        J = self.instance
        if name == "J_s":
            table = [[J.block(0, 0), J.block(0, 1) / scale], [J.block(1, 0) * scale, J.block(1, 1)]]
            rows = [
                [x for line in lines for x in line]
                for blocks in table
                for lines in zip(*(b.tolist() for b in blocks), strict=True)
            ]
            return _real_form(fmpq_mat(rows))
        T = J.comparison
        if not T.is_exact:
            raise ValueError("T is not known exactly")
        t = T.lower.exact
        return _real_form(fmpq_mat([[t[0, 0], t[0, 1] / scale], [t[1, 0] * scale, t[1, 1]]]))

    @cached_property
    def _parts(self) -> dict[str, fmpq_mat]:
        J, lower = self.instance.exact, self.instance.triangular.exact
        ends = [i for i, size in enumerate(self.instance.sizes) for _ in range(size)]
        n = self._n
        kept = [J[i, j] if ends[i] == ends[j] else fmpq(0) for i in range(n) for j in range(n)]
        D = fmpq_mat(n, n, kept)
        named = {"J": J, "D": D, "N": J - D, "J_0": lower, "B": J - lower}
        return {name: _real_form(part) for name, part in named.items()}

    def _norms(self, symbol: Any) -> arb_mat:
        """Return a matrix of norms."""
        if symbol not in self._block_norms:
            self._block_norms[symbol] = self._made_norms(symbol)
        return self._block_norms[symbol]

    def _made_norms(self, symbol: Any) -> arb_mat:
        if isinstance(symbol, BlockNormMatrix):
            cells = cut(self._operator(symbol.args[0]), [2 * k for k in self.instance.sizes])
            return arb_mat([[ball_of(spectral_norm(x, _NORM_RTOL)) for x in row] for row in cells])
        name, one = str(symbol.args[0].name), arb_mat(_unit(self.instance.m))
        entry = self.instance.kind_of_bound.entry
        radii = _diagonal(tuple(map(entry, self.instance.every_bound)))
        T = _ball_matrix(self.instance.comparison)
        if name in ("T", "S", "Γ"):
            return {"T": T, "S": T - radii, "Γ": radii}[name]
        scaled = one * self._ball(symbol.args[2])
        inverted = {"Q": scaled - radii, "P": scaled, "R_T": scaled - T}
        if name == "R_N":
            inverted[name] = scaled - _ball_matrix(self.instance.block_norms)
        made: arb_mat = inverted[name].inv()
        return made


def _diagonal(values: tuple[fmpq, ...]) -> arb_mat:
    made = arb_mat(len(values), len(values))
    for i, value in enumerate(values):
        made[i, i] = arb(value)
    return made


def _sign(x: arb) -> int | None:
    """Return the sign of a ball, 0 if it is as good as 0; None if it cannot be told."""
    if abs(x) < TINY:
        return 0
    return None if x.contains(0) or not x.is_finite() else (1 if x > 0 else -1)


def _ball_matrix(matrix: ComparisonMatrix) -> arb_mat:
    low, high = matrix.lower.exact.tolist(), matrix.upper.exact.tolist()
    return arb_mat(
        [
            [arb(x) if x == y else arb(x).union(arb(y)) for x, y in zip(a, b, strict=True)]
            for a, b in zip(low, high, strict=True)
        ]
    )


def _unit(size: int) -> fmpq_mat:
    return fmpq_mat(size, size, [fmpq(int(i == j)) for i in range(size) for j in range(size)])


def _real_form(matrix: fmpq_mat) -> fmpq_mat:
    rows = []
    for line in matrix.tolist():
        rows.append([y for x in line for y in (x, fmpq(0))])
        rows.append([y for x in line for y in (fmpq(0), x)])
    return fmpq_mat(rows)


def _complex_unit(value: Gaussian, size: int) -> fmpq_mat:
    real, imag = value
    made = _unit(2 * size) * real
    for i in range(size):
        made[2 * i, 2 * i + 1], made[2 * i + 1, 2 * i] = -imag, imag
    return made
