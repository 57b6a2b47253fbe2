"""Identities of matrices, with what is known to be equal as rules."""

from typing import Any

import pytest
from sympy import Identity, MatPow, Symbol, symbols

from kreissverify import adjoint, block, inverse, resolvent, same, zeros
from kreissverify.derivations import DerivationError, Invertible, StepNotShown
from kreissverify.derivations.deciders.matrix_identities import require, show
from kreissverify.expressions.as_written import as_written
from kreissverify.expressions.symbols import FamilyMember, MatrixVariable

n, m = symbols("n m", integer=True, positive=True)
t = Symbol("t", integer=True, nonnegative=True)
x = Symbol("x", real=True)
A, B, H, Q = (MatrixVariable(name, n, n, "Square()") for name in "ABHQ")
Z = MatrixVariable("Z", n, n, "Square(complex=True)")
C, D = MatrixVariable("C", m, n, "Rectangular()"), MatrixVariable("D", m, m, "Square()")
I, I_m = Identity(n), Identity(m)
SYMMETRIC, ORTHOGONAL = same(H.T, H), same(Q.T * Q, I)
HERMITIAN = same(adjoint(Z), Z)
LOWER = block([[I, 0], [C, I_m]])
J = FamilyMember.of("J", I - x * H, "Descent", {"H": H, "x": x})

# Where SymPy cancels no inverse, as in a derivation.
_WRITTEN = as_written()
_WRITTEN.__enter__()

TRUE: dict[str, tuple[Any, list[Any]]] = {
    "a square": (same((A + B) ** 2, A**2 + A * B + B * A + B**2), []),
    "a difference of squares": (same((I - A) * (I + A), I - A**2), []),
    "powers": (same(A ** (t + 2) * A, A * A * A ** (t + 1)), []),
    "a power beside what commutes": (same(A**t * (I + A), (I + A) * A**t), []),
    "a symmetric polynomial": (same((I - x * H + H**3).T, I - x * H + H**3), [SYMMETRIC]),
    "a symmetric power": (same((H**t).T, H**t), [SYMMETRIC]),
    "a congruence": (same((A.T * H * A).T, A.T * H * A), [SYMMETRIC]),
    "a Gram matrix": (same((C * C.T).T, C * C.T), []),
    "a Hermitian polynomial": (same(adjoint(Z**2 - 2 * Z), Z**2 - 2 * Z), [HERMITIAN]),
    "the transpose of a Hermitian matrix": (same(adjoint(Z.T), Z.T), [HERMITIAN]),
    "a product of orthogonal ones": (same((Q * Q).T * (Q * Q), I), [ORTHOGONAL]),
    "an equality times another": (same(A * B * A, A * A * B), [same(A * B, B * A)]),
    "a member of a family": (same(J.T, J), [SYMMETRIC]),
    "an inverse": (same(inverse(I - A) * (I - A**2), I + A), [Invertible(I - A)]),
    "an inverse on the other side": (same(A * inverse(A) * B, B), [Invertible(A)]),
    "an inverse and its transpose": (
        same(inverse(H).T, inverse(H)), [SYMMETRIC, Invertible(H)]
    ),
    "two resolvents": (
        same(
            resolvent(A, x) - resolvent(B, x),
            resolvent(A, x) * (A - B) * resolvent(B, x),
        ),
        [Invertible(x * I - A), Invertible(x * I - B)],
    ),
    "an inverse of blocks": (same(inverse(LOWER), block([[I, 0], [-C, I_m]])), []),
    "a transpose of blocks": (same(LOWER.T, block([[I, C.T], [zeros(m, n), I_m]])), []),
    "blocks and an identity": (
        same(LOWER - Identity(n + m), block([[zeros(n), 0], [C, zeros(m)]])), []
    ),
}  # fmt: skip

FALSE: dict[str, tuple[Any, list[Any]]] = {
    "factors exchanged": (same(A * B, B * A), []),
    "a matrix that need not be symmetric": (same(A.T, A), [SYMMETRIC]),
    "a product of symmetric matrices": (same((H * A).T, H * A), [SYMMETRIC, same(A.T, A)]),
    "the adjoint for the transpose": (same(Z.T, Z), [HERMITIAN]),
    "QQᵀ for QᵀQ": (same(Q * Q.T, I), [ORTHOGONAL]),
    "an equality read at another place": (same(B * A, A), [same(A * B, A)]),
    "a cancelled factor": (same(B, A), [same(A * B, A * A)]),
    "an inverse that is another": (same(inverse(A) * B, B * inverse(A)), [Invertible(A)]),
    "a power of a sum": (same((A + B) ** t, A**t + B**t), []),
    "a sign in blocks": (same(inverse(LOWER), block([[I, 0], [C, I_m]])), []),
}


CANCELLED = [
    same(inverse(A) * A * B, B),
    same(inverse(I - A) * (I - A**2), I + A),
    same(inverse(A) * B, inverse(A) * B),
]
UNREADABLE = [
    (same(MatPow(A, x), A), "an exponent that is natural"),
    (same(A**13, A**13), "natural, and not too large"),
    (same(inverse(LOWER) * LOWER, Identity(n + m)), "stands alone on the left"),
    (same(inverse(x * A + I), I), "a number before"),
]
_WRITTEN.__exit__(None, None, None)


@pytest.mark.parametrize("name", TRUE)
def test_it_is_an_identity(name: str) -> None:
    claim, premises = TRUE[name]
    show(name, claim, premises)


@pytest.mark.parametrize("name", FALSE)
def test_it_is_none(name: str) -> None:
    claim, premises = FALSE[name]
    with pytest.raises(StepNotShown, match="the two sides differ"):
        show(name, claim, premises)


@pytest.mark.parametrize("claim", CANCELLED)
def test_an_inverse_has_to_exist(claim: Any) -> None:
    require("s", claim)  # the two sides agree
    with pytest.raises(StepNotShown, match="an inverse exists if"):
        show("s", claim, [])
    with pytest.raises(StepNotShown, match="an inverse exists if"):
        show("s", claim, [Invertible(B)])


@pytest.mark.parametrize(("claim", "reason"), UNREADABLE)
def test_what_it_cannot_read_is_refused(claim: Any, reason: str) -> None:
    with pytest.raises(DerivationError, match=reason):
        show("s", claim, [])
