"""Matrix expressions: exact values, floats and balls agree, node by node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import sympy
from flint import fmpq

from kreissverify.expressions.balls import nearby_value
from kreissverify.expressions.exact import exact_value
from kreissverify.expressions.floats import float_value
from kreissverify.expressions.operations import (
    adjoint,
    block,
    identity,
    inverse,
    kron,
    matrix,
    resolvent,
    zeros,
)
from kreissverify.expressions.symbols import FamilyMember, MatrixVariable, leaves
from kreissverify.matrices.exact_matrix import ExactMatrix, as_exact_matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.rational import as_fmpq, as_sympy

A = MatrixVariable("A", 2, 2, "Square(2)")
C = MatrixVariable("C", 1, 2, "Rectangular(1, 2)")
k = sympy.Symbol("k", integer=True, positive=True)
s = sympy.Symbol("s", positive=True)
J = FamilyMember.of("J", s * A + sympy.Identity(2), "Shifted", {"A": A})


@dataclass(frozen=True)
class Values:
    """Matrices and scalars by name, for exact values, floats and balls."""

    matrices: dict[str, ExactMatrix]
    scalars: dict[sympy.Symbol, fmpq]

    def exact(self, term: Any) -> sympy.Expr:
        return sympy.sympify(term).xreplace({x: as_sympy(q) for x, q in self.scalars.items()})

    def leaf(self, symbol: Any) -> ExactMatrix:
        return self.matrices[str(symbol.name)]

    def scalar(self, term: Any) -> fmpq:
        value = self.exact(term)
        if not value.is_Rational:
            raise Refused(f"{term} is not rational")
        return as_fmpq(value)

    def enclosed(self, term: Any) -> Enclosure:
        value = self.exact(term)
        if value.is_Rational:
            return Enclosure.exactly(as_fmpq(value))
        return Enclosure.exactly(as_fmpq(value**2)).sqrt()

    def size(self, term: Any) -> int:
        return int(term)


class Floats(Values):
    """The same as stacks of one."""

    def leaf(self, symbol: Any) -> Any:
        return super().leaf(symbol).array[None]

    def scalar(self, term: Any) -> Any:
        return np.array([float(self.exact(term))])


REAL = as_exact_matrix([["1/2", 2], [-1, "1/3"]])
COMPLEX = as_exact_matrix([["1/2+i", 2], ["-1i", "1/3"]])
ROW = as_exact_matrix([["3", "1/4"]])
SCALARS = {k: fmpq(3), s: fmpq(1, 4)}

EXPRESSIONS = {
    "sum": A + 2 * A.T,
    "product": A * A.T * A,
    "matmul": A @ A,
    "rectangular": C.T * C + A,
    "power": A**k,
    "negative power": A**-2,
    "inverse": inverse(A + 3 * identity(A)),
    "adjoint": adjoint(A) * A,
    "resolvent": resolvent(A, 5),
    "block": block([[A, C.T], [C, 0 * C * C.T]]),
    "zero block": block([[A, 0], [0, s * A]]),
    "kron": kron(A, C),
    "constant": matrix([["1/2", s], [0, k]]) * A,
    "zeros": zeros(2) + A,
    "zeros like": zeros(C) + C,
    "family": J * J,
    "scaled": (s + 1) * A / k,
}


@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("value", [REAL, COMPLEX], ids=["real", "complex"])
def test_exact_values_floats_and_balls_agree(name: str, value: ExactMatrix) -> None:
    expression = EXPRESSIONS[name]
    matrices = {"A": value, "C": ROW}
    exact = exact_value(expression, Values(matrices, SCALARS))
    floats = float_value(expression, Floats(matrices, SCALARS))
    assert floats.shape == (1, *exact.shape)
    np.testing.assert_allclose(floats[0], exact.array, rtol=1e-12, atol=1e-13)
    near = nearby_value(expression, Values(matrices, SCALARS))
    gap = (near.centre - exact).array
    # exact entries of a difference below the bound, up to the rounding of this comparison
    assert np.linalg.norm(gap) <= float(near.radius.p) / float(near.radius.q) * (1 + 1e-9)
    assert near.radius < fmpq(1, 10**40)


def test_a_root_is_refused_exactly_and_enclosed_by_balls() -> None:
    known = Values({"A": REAL}, {s: fmpq(2)})
    expression = sympy.sqrt(s) * A
    with pytest.raises(Refused):
        exact_value(expression, known)
    near = nearby_value(expression, known)
    square = near.centre * near.centre
    expected = (REAL * REAL).scaled(fmpq(2))
    assert np.linalg.norm((square - expected).array) < 1e-35
    assert 0 < near.radius < fmpq(1, 10**30)


def test_a_singular_matrix_has_no_inverse() -> None:
    known = Values({"A": as_exact_matrix([[1, 2], [2, 4]])}, {})
    with pytest.raises(ZeroDivisionError):
        exact_value(inverse(A), known)
    with pytest.raises(Refused, match="cannot be seen to exist"):
        nearby_value(inverse(A), known)
    assert np.isnan(float_value(inverse(A), Floats(known.matrices, {}))).all()


def test_one_singular_member_spoils_no_other() -> None:
    class Two(Floats):
        def leaf(self, symbol: Any) -> Any:
            return np.array([[[1.0, 2.0], [2.0, 4.0]], [[2.0, 0.0], [0.0, 4.0]]])

    first, second = float_value(inverse(A), Two({}, {}))
    assert np.isnan(first).all()
    np.testing.assert_allclose(second, [[0.5, 0], [0, 0.25]])


def test_a_huge_power_is_refused() -> None:
    known = Values({"A": REAL}, {k: fmpq(10**9)})
    with pytest.raises(Refused, match="too long"):
        exact_value(A**k, known)


def test_the_leaves_of_a_family_are_those_of_its_expression() -> None:
    assert leaves(J * C.T) == {A, C}
