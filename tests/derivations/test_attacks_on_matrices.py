"""Attempts to prove what is false of any matrices, or was not shown: each fails, and says why."""

from collections.abc import Callable
from typing import Any

import pytest
import sympy
from sympy import Eq, Ge, MatrixSymbol, Rational, Symbol

from kreissverify import Integer, K, Real, assume, block, norm, rho, same, theorem, w
from kreissverify.derivations import CitedFact, DerivationError, Proof, StepNotShown, register_fact
from kreissverify.derivations.citations.schema import unregister
from kreissverify.derivations.context import hypotheses_of
from kreissverify.derivations.points.class_members import evaluate_at_members
from kreissverify.derivations.points.drawn_members import drawn_members
from kreissverify.derivations.terms.matrix_terms import Invertible
from kreissverify.expressions.operations import identity, inverse
from kreissverify.expressions.symbols import FamilyMember, MatrixVariable
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import (
    Companion,
    Diagonal,
    Nonnegative,
    Normal,
    Orthogonal,
    PositiveDefinite,
    Rectangular,
    Square,
    Stochastic,
    Symmetric,
)
from kreissverify.theorems import StatementError


@family
def Shifted(X: Square("k"), s: Real(above=0)) -> Any:  # type: ignore[valid-type]
    return X - s * identity("k")


@family
def Other(X: Square("k"), s: Real(above=0)) -> Any:  # type: ignore[valid-type]
    return X + s * identity("k")


@theorem(source="for the tests")
def about_many(
    A: Square("n"),  # type: ignore[valid-type]
    B: Square("n"),  # type: ignore[valid-type]
    C: Rectangular("m", "n"),  # type: ignore[valid-type]
    D: Square("m"),  # type: ignore[valid-type]
    H: Symmetric("n", spectrum=("mu", 2)),  # type: ignore[valid-type]
    Z: Square("n", complex=True),  # type: ignore[valid-type]
    Q: Square("n"),  # type: ignore[valid-type]
    J: Shifted(k="n"),  # type: ignore[valid-type]
    mu: Real(above=0),  # type: ignore[valid-type]
    t: Integer(),  # type: ignore[valid-type]
) -> Any:
    assume(same(Z.T, Z))
    assume(same(Q.T * Q, identity(Q)))
    return norm(A) + norm(B) + norm(C) + norm(D) + norm(H) + norm(J) + mu >= 0


@theorem(source="for the tests")
def for_symmetric(X: Symmetric("n", norm="c"), c: Real(at_least=0)) -> Any:  # type: ignore[valid-type]
    return rho(X) <= c


@for_symmetric.derivation
def _(p: Any) -> None:
    p.qed(p.by("w.between", X=p.X))


@theorem(source="for the tests")
def for_shifted(J: Shifted) -> Any:  # type: ignore[valid-type]
    return norm(J) >= 0


@theorem(source="for the tests")
def for_companion(X: Companion("n")) -> Any:  # type: ignore[valid-type]
    return norm(X) >= 0


class Sum(sympy.MatAdd):  # type: ignore[misc]
    """A kind of expression of the author's own."""


def proof() -> Proof:
    return Proof(about_many, lambda lemma: None)


def x(p: Proof) -> sympy.Symbol:
    return p.real("x")


ATTEMPTS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "K of a matrix that is not square": (
        lambda p: p.by("kreiss.at_least_one", X=p.C),
        "expected a square matrix",
    ),
    "a power of one": (lambda p: p.by("norm.power", X=p.C, t=2), "X: expected a square matrix"),
    "a product that does not fit": (lambda p: p.by("norm.product", X=p.C, Y=p.C), "a product"),
    "a sum of two sizes": (lambda p: p.by("norm.triangle", X=p.A, Y=p.D), "of one shape"),
    "a sum of two sizes in a claim": (
        lambda p: p.reals("s", Ge(norm(p.A + p.D), 0, evaluate=False)),
        "the shapes do not fit together",
    ),
    "a product that does not fit in a claim": (
        lambda p: p.reals("s", Ge(norm(p.A * p.D), 0, evaluate=False)),
        "the shapes do not fit together",
    ),
    "an inverse that need not exist": (
        lambda p: p.reals("s", Ge(norm(inverse(p.A)), 0, evaluate=False)),
        "the inverse in",
    ),
    "an exponent that may be negative": (
        lambda p: p.reals("s", Ge(norm(p.A**p.t), 0, evaluate=False)),
        "the inverse in",
    ),
    "an inverse of J that need not exist": (
        lambda p: p.by("norm.scaled", X=inverse(p.J), c=2),
        "is invertible",
    ),
    "a similarity by what may be singular": (
        lambda p: p.by("radius.similarity", X=p.A, Y=p.B),
        "it needs B is invertible",
    ),
    "an inverse that a condition gives of another": (
        lambda p: p.by("radius.similarity", X=p.A, Y=p.B, given=[Invertible(p.A)]),
        "it needs B is invertible",
    ),
    "an inverse of a sum of regular matrices": (
        lambda p: p.by("inverse.norm", X=p.A + p.B, given=[Invertible(p.A), Invertible(p.B)]),
        "is invertible",
    ),
    "a negative power": (lambda p: p.by("norm.power", X=p.A, t=-1), "t: expected an integer"),
    "half a power": (lambda p: p.by("w.power", X=p.A, k=Rational(1, 2)), "t: expected|k: expected"),
    "a root of a matrix": (
        lambda p: p.reals("s", norm(sympy.MatPow(p.A, Rational(1, 2))) >= 1),
        "the exponent of a matrix is an integer",
    ),
    "an infinite quantity": (
        lambda p: p.reals("s", K(p.A) ** 2 / (K(p.A) ** 2 + 1) < 1),
        "may be infinite",
    ),
    "an infinite factor in a matrix": (
        lambda p: p.reals("s", Ge(norm(K(p.A) * p.B), 0, evaluate=False)),
        "may be infinite",
    ),
    "a factor without a value": (
        lambda p: p.reals("s", Ge(norm(p.A / x(p)), 0, evaluate=False)),
        "the division",
    ),
    "an unknown number in a matrix": (
        lambda p: p.reals("s", norm(Symbol("q", real=True) * p.A) >= 0),
        "unknown symbol q",
    ),
    "a float in a matrix": (lambda p: p.by("norm.scaled", X=0.5 * p.A, c=2), "exact numbers"),
    "a factor that is not real": (
        lambda p: p.by("norm.scaled", X=p.A, c=sympy.I),
        "kind of real term",
    ),
    "an unknown matrix": (
        lambda p: p.by("w.between", X=MatrixSymbol("A", p.A.rows, p.A.rows)),
        "unknown matrix",
    ),
    "a matrix of another kind by the same name": (
        lambda p: p.by("symmetric.norm", X=MatrixVariable("A", p.A.rows, p.A.rows, "Symmetric()")),
        "unknown matrix",
    ),
    "a member of a family that is made otherwise": (
        lambda p: p.by("w.between", X=FamilyMember.of("J", p.A, "Shifted", p.J.parts)),
        "unknown matrix",
    ),
    "a kind of expression of the author's own": (
        lambda p: p.by("w.between", X=Sum(p.A, p.B)),
        "unknown kind of matrix expression: Sum",
    ),
    "a matrix that need not be symmetric": (
        lambda p: p.by("symmetric.norm", X=p.A),
        "it needs A.T = A, which was not shown",
    ),
    "a product of symmetric matrices": (
        lambda p: p.by("symmetric.norm", X=p.H * (p.A + p.A.T)),
        "which was not shown",
    ),
    # [[1, i], [i, -1]] is equal to its transpose, and nilpotent
    "a complex matrix that is equal to its transpose": (
        lambda p: p.by("symmetric.norm", X=p.Z),
        "it needs Adjoint.Z. = Z, which was not shown",
    ),
    "QQᵀ from QᵀQ without saying that Q is square": (
        lambda p: p.matrices("s", same(p.Q * p.Q.T, identity(p.Q))),
        "the two sides differ",
    ),
    "CᵀC for the identity": (
        lambda p: p.by("orthogonal.product", X=p.A, Y=p.C),
        "which was not shown",
    ),
    "the factors exchanged": (
        lambda p: p.matrices("s", same(p.A * p.B, p.B * p.A)),
        "the two sides differ",
    ),
    "an inverse that is cancelled": (
        lambda p: p.matrices(
            "s",
            same((identity(p.A) - p.A).inverse() * (identity(p.A) - p.A**2), identity(p.A) + p.A),
        ),
        "an inverse exists if",
    ),
    "a number that is cancelled": (
        lambda p: p.matrices("s", same(sympy.MatMul(1 / x(p), p.A), sympy.MatMul(1 / x(p), p.A))),
        "the division",
    ),
    "an equality that is given at another matrix": (
        lambda p: p.matrices("s", same(p.A * p.B, p.A), given=[same(p.B * p.A, p.A)]),
        "the two sides differ",
    ),
    "a spectrum with another end": (
        lambda p: p.by("spectrum.norm", X=p.H, low=p.mu, high=1),
        "it needs",
    ),
    "a spectrum of what is not symmetric": (
        lambda p: p.by("spectrum.norm", X=p.A, low=-1, high=1, given=[norm(p.A) <= 1]),
        "it needs",
    ),
    "a resolvent inside the spectrum": (
        lambda p: p.by("resolvent.contraction", X=p.A, bound=1, r=1, given=[norm(p.A) <= 1]),
        "it needs",
    ),
    "a triangular matrix with two couplings": (
        lambda p: p.by("resolvent.block_triangular", X=block([[p.A, p.B], [p.B, p.A]]), r=2),
        "a zero block beside the diagonal",
    ),
    "a direct sum with a coupling": (
        lambda p: p.by("direct_sum.norm", X=block([[p.A, 0], [p.C, p.D]])),
        "zeros off the diagonal",
    ),
    "a block that there is not": (
        lambda p: p.by("norm.block", X=block([[p.A, p.B]]), i=1, j=0),
        "the place of a block",
    ),
    "a perturbation that is not small": (
        lambda p: p.by("resolvent.perturbed", X=p.H, Y=p.A, r=3),
        "it needs",
    ),
    "a contraction that is none": (lambda p: p.by("peak.one", X=p.A), "it needs"),
    "a norm below 0": (
        lambda p: p.reals("s", Eq(norm(p.A), 7), given=[norm(p.A) < 0]),
        "contradicts",
    ),
    "a Kreiss constant below 1": (
        lambda p: p.reals("s", Eq(w(p.A), 7), given=[K(p.A) < 1]),
        "contradicts",
    ),
    "a lemma about symmetric matrices for another": (
        lambda p: p.lemma(for_symmetric, X=p.A, c=norm(p.A)),
        "which was not shown",
    ),
    "a lemma with a bound that is not met": (
        lambda p: p.lemma(for_symmetric, X=p.H, c=1),
        "the hypothesis norm",
    ),
    "a lemma with a number outside": (
        lambda p: p.lemma(for_symmetric, X=p.H, c=-1),
        "the hypothesis",
    ),
    "a lemma about square matrices for another": (
        lambda p: p.lemma(for_symmetric, X=p.C, c=1),
        "expected",
    ),
    "a lemma about real matrices for complex ones": (
        lambda p: p.lemma(for_symmetric, X=p.Z, c=1),
        "expected a real matrix",
    ),
    "a lemma about companion matrices for another": (
        lambda p: p.lemma(for_companion, X=p.A),
        "a matrix that is given as Companion",
    ),
    "a lemma about a family for another matrix": (
        lambda p: p.lemma(for_shifted, J=p.A),
        "expected a member of Shifted",
    ),
    "a lemma without one of its variables": (
        lambda p: p.lemma(for_symmetric, X=p.H),
        "expected values for its variables: X, c",
    ),
    "a variable that there is not": (lambda p: p.variable("E"), "unknown variable"),
    "a matrix for a number": (
        lambda p: p.by("resolvent.contraction", X=p.A, bound=p.B, r=2),
        "expected a number or a term|expected a number",
    ),
    "a number for a matrix": (lambda p: p.by("w.between", X=p.mu), "expected a matrix"),
    "an entry by an equality of norms": (
        lambda p: p.matrices("s", same(p.A, p.B), given=[Eq(norm(p.A - p.B), 1)]),
        "the two sides differ",
    ),
    "an order that was not shown": (
        lambda p: p.by("semidefinite.sum", X=p.H, Y=p.A.T * p.A),
        "it needs",
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_it_is_not_shown(name: str) -> None:
    attempt, reason = ATTEMPTS[name]
    with pytest.raises((StepNotShown, DerivationError, StatementError, TypeError), match=reason):
        attempt(proof())


KINDS: dict[str, Any] = {
    "Square": Square("n", norm=2),
    "complex": Square("n", complex=True),
    "Symmetric": Symmetric("n", spectrum=(-1, "c")),
    "PositiveDefinite": PositiveDefinite("n"),
    "Diagonal": Diagonal("n", radius="c"),
    "Orthogonal": Orthogonal("n"),
    "unitary": Orthogonal("n", complex=True),
    "Normal": Normal("n", numerical_radius="c"),
    "Nonnegative": Nonnegative("n"),
    "Stochastic": Stochastic("n"),
    "Companion": Companion("n"),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_falsehood_is_noticed_on_members_of_the_kind(name: str) -> None:
    def body(X: Any, c: Real(at_least=1)) -> Any:  # type: ignore[valid-type]
        return norm(X) + c >= 0

    body.__annotations__["X"] = KINDS[name]
    p: Any = Proof(theorem(source="for the tests")(body), lambda lemma: None)

    @register_fact("notes.false", source="a hope")
    def false(X: Any) -> CitedFact:
        """Whatever is multiplied by X is smaller: false of each kind."""
        return CitedFact((), norm(2 * X + 3 * identity(X)) <= 1)

    try:
        with pytest.raises(StepNotShown, match="it is false at X = "):
            p.by("notes.false", X=p.X)
    finally:
        unregister("notes.false")


@pytest.mark.parametrize("name", KINDS)
def test_what_is_known_of_a_kind_holds_of_its_members(name: str) -> None:
    def body(X: Any, c: Real(at_least=1)) -> Any:  # type: ignore[valid-type]
        return norm(X) + c >= 0

    body.__annotations__["X"] = KINDS[name]
    statement = theorem(source="for the tests")(body)
    drawn = list(drawn_members(statement.parts, 40))
    assert len(drawn) >= 20
    for known in hypotheses_of(statement):
        found = evaluate_at_members(known, (), drawn, {}, ())
        assert found.counterexample is None, (known, found.counterexample)
        assert found.count >= 10, known
