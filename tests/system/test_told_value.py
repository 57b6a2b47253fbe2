"""A value in a message stays in its line, wherever the message comes from."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from kreissverify import (
    BlockTriangular,
    Eq,
    K,
    Orthogonal,
    Square,
    Symmetric,
    check,
    identity,
    inverse,
    kron,
    matrix,
    members,
    named,
    refute,
    same,
    theorem,
    zeros,
)
from kreissverify.families import HeavyBall
from kreissverify.system.told_value import told

ARRAY = np.array([[1.0, 1], [0, 1]])
VALUES = {"array": ARRAY, "sympy": sympy.Matrix([[1, 2], [3, 4]]), "text": "a\nb"}


def stated(body):
    @theorem(source="a test")
    def statement(X: Square(2)):
        return body(X)


#: What refuses a value, by what it is.
REFUSALS = {
    "size": lambda x: Square(x),
    "norm": lambda x: Square(2, norm=x),
    "spectrum": lambda x: Symmetric(2, spectrum=x),
    "complex": lambda x: Orthogonal(2, complex=x),
    "sizes": lambda x: BlockTriangular(sizes=x),
    "radii": lambda x: BlockTriangular(radii=x),
    "symmetric": lambda x: BlockTriangular(symmetric=x),
    "size of a family": lambda x: HeavyBall(n=x),
    "part of a family": lambda x: HeavyBall(x, x, x, x, x),
    "name": named,
    "identity": lambda x: stated(lambda X: K(identity(x)) <= 1),
    "zeros": lambda x: stated(lambda X: K(zeros(x)) <= 1),
    "inverse": lambda x: stated(lambda X: K(inverse([x])) <= 1),
    "kron": lambda x: stated(lambda X: K(kron(X, [x])) <= 1),
    "same": lambda x: stated(lambda X: same(X, [x])),
    "matrix": lambda x: stated(lambda X: K(matrix([[x]])) <= 1),
    "number": lambda x: stated(lambda X: Eq(K(X), x)),
    "exponent": lambda x: stated(lambda X: K(X**x) <= 1),
    "id": lambda x: theorem(source="a test", id=x)(lambda: Eq(K(ARRAY), 1)),
    "expect": lambda x: theorem(source="a test", expect=x)(lambda: Eq(K(ARRAY), 1)),
    "members": members,
    "refute": lambda x: refute((x,)),
    "check": lambda x: check([x]),
}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("what", REFUSALS)
def test_a_value_stays_in_its_line(what: str, kind: str) -> None:
    with pytest.raises((ValueError, TypeError)) as refused:
        REFUSALS[what](VALUES[kind])
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 600


def test_a_long_value_is_cut() -> None:
    assert told("x" * 100) == f"'{'x' * 56}..." and len(told("x" * 100)) == 60
    assert told(3) == "3"
