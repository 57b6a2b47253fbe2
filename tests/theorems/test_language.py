"""The language: what a theorem states, and one clear sentence for each trap."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sympy
from sympy import And, Eq, Equivalent, Implies, Max, Or, Piecewise, Rational, Symbol, log, sqrt

from kreissverify import Square, block, norm
from kreissverify.matrices.two_blocks import BlockTriangular, SelfReferential
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import Integer, Real, Statement, StatementError, assume, same, theorem

K, M, G, T, rho = (partial(QuantityExpr, name) for name in ("K", "M", "G", "T", "rho"))
stated = theorem(source="a test")


def test_a_theorem_is_a_statement() -> None:
    @theorem(source="Theorem 9", expect="refuted", id="R6")
    def neumann(J: SelfReferential) -> Any:
        """A perturbation bound.

        More about it.
        """
        K0 = K(J.triangular)
        assume(J.b * K0 < 1 - J.gamma)
        return K(J) <= K0 / (1 - J.b * K0 / (1 - J.gamma))

    assert isinstance(neumann, Statement)
    assert (neumann.id, neumann.name) == ("R6", "neumann")
    assert (neumann.source, neumann.expect) == ("Theorem 9", "refuted")
    assert neumann.doc == "A perturbation bound.\n\nMore about it."
    assert neumann.file.name == "test_language.py" and neumann.line > 1
    assert list(neumann.variables) == ["J"]
    assert neumann.matrix == ("J", SelfReferential(sizes=None))
    assert len(neumann.hypotheses) == 1
    assert {str(atom) for atom in neumann.atoms()} == {"K(J)", "K(J0)"}


def test_parameters_come_with_their_domains() -> None:
    @stated
    def bound(J: BlockTriangular, delta: Real(above=0, at_most="1/2"), t: Integer) -> Any:  # type: ignore[valid-type]
        return T(J, delta) <= t + log(1 / delta)

    assert list(bound.variables) == ["J", "delta", "t"]
    assert bound.parameters == {"delta": Real(above=0, at_most="1/2"), "t": Integer()}
    assert not bound.hypotheses


def test_a_statement_is_not_a_truth_value() -> None:
    @stated
    def bound(J: BlockTriangular) -> Any:
        return K(J) <= 2

    with pytest.raises(TypeError, match="no truth value"):
        bool(bound)
    with pytest.raises(AttributeError):
        bound.id = "other"


def test_every_condition_of_the_language() -> None:
    @stated
    def everything(J: SelfReferential, r: Real(above=1)) -> Any:  # type: ignore[valid-type]
        assume(Or(J.b <= 1, J.c < Rational(1, 2)))
        assume(sympy.Ne(J.gamma, 0))
        return And(
            Implies(rho(J) < 1, K(J) >= 1),
            Equivalent(rho(J.comparison) < 1, J.b * J.c < (1 - J.gamma) ** 2),
            Eq(G(J, r), Max(sqrt(r), Piecewise((J.kappa, J.kappa > 2), (1, True)))),
        )

    assert len(everything.hypotheses) == 2


def test_coefficients_stay_as_they_were_written() -> None:
    @stated
    def bound(J: BlockTriangular) -> Any:
        return K(J) <= J.c / (4 * (1 - J.gamma))

    assert "4*(1 - gamma)" in str(bound.conclusion)


def test_the_number_of_rows_is_known_of_any_expression() -> None:
    @theorem(source="test")
    def rows(A: Square("n"), J: SelfReferential(sizes=(2, 3))):
        sizes = ((A * A).n, A.T.n, block([[A], [A]]).n, J.D.n, J.comparison.n, (2 * J).n)
        return sum(sizes) <= norm(A)

    total = rows.conclusion.lhs
    assert total.subs(dict.fromkeys(total.free_symbols, 7)) == 4 * 7 + 3 + 2 + 5
    # outside of a body SymPy is as it was
    assert callable((2 * sympy.MatrixSymbol("X", 2, 2)).n)


def test_assume_outside_a_body() -> None:
    with pytest.raises(StatementError, match="only the body of a theorem"):
        assume(Symbol("x") < 1)


def test_assume_after_a_body_that_failed() -> None:
    with pytest.raises(StatementError):
        stated(_body(lambda J: 1 / 0))
    with pytest.raises(StatementError, match="only the body"):
        assume(Symbol("x") < 1)


def _body(function: Callable[[Any], Any]) -> Callable[..., Any]:
    def body(J: BlockTriangular) -> Any:
        return function(J)

    return body


TRAPS: list[tuple[str, Callable[[Any], Any], str]] = [
    ("chained", lambda J: 1 <= K(J) <= 2, r"write And\(a <= b, b <= c\)"),
    ("and", lambda J: K(J) <= 2 and M(J) <= 3, r"write And"),
    ("if", lambda J: K(J) <= (2 if J.c > 1 else 1), r"Piecewise"),
    ("max", lambda J: K(J) <= max(1, J.c), r"write Max\("),
    ("none", lambda J: None, "`return` the statement"),
    ("equals", lambda J: K(J) == 1, r"equation is Eq\(a, b\)"),
    ("true", lambda J: K(J) <= K(J), "trivially true"),
    ("false", lambda J: K(J) < K(J), "trivially false"),
    ("expression", lambda J: K(J), "expected a comparison"),
    ("symbol", lambda J: J.gamma, "expected a comparison"),
    ("number", lambda J: 3, "expected a comparison"),
    ("tuple", lambda J: (K(J) <= 2, M(J) <= 2), r"And\(\.\.\.\)"),
    ("float", lambda J: K(J) <= 1 / 4 + J.c, r"write Rational\(1, 4\)"),
    ("float in a parameter", lambda J: G(J, 1.5) <= 2, r"write Rational\(3, 2\)"),
    ("free symbol", lambda J: K(J) <= Symbol("x"), "x, which is not quantified"),
    ("own gamma", lambda J: K(J) <= Symbol("gamma"), "use J.gamma"),
    ("function", lambda J: K(J) <= sympy.sin(J.c), "sin, which is not in the language"),
    ("infinity", lambda J: K(J) < sympy.oo, "not in the language|trivially"),
    ("zero division", lambda J: K(J) <= 1 / (J.c - J.c), "zero"),
    ("matrices", lambda J: Eq(J.A, J.D), r"same\(X, Y\)|trivially"),
    ("shape of an expression", lambda J: K(J.C * J.A) <= 2, "expected a square matrix"),
    ("shapes", lambda J: same(J.A, J.C), "shapes .* differ"),
    ("same of scalars", lambda J: same(J.c, J.gamma), "expected a matrix expression"),
    ("attribute", lambda J: K(J) <= J.kapa, "no attribute 'kapa'; it has A, B"),
    ("raises", lambda J: [][0], "the body raised IndexError"),
    ("not square", lambda J: K(J.C) <= 2, r"K\(C\): expected a square matrix"),
    ("trivial hypothesis", lambda J: assume(J.gamma >= 0), "hypothesis is trivially true"),
    ("false hypothesis", lambda J: assume(J.gamma == 0), "hypothesis is trivially false"),
    ("float hypothesis", lambda J: assume(J.gamma < 0.5), r"Rational\(1, 2\)"),
]


@pytest.mark.parametrize(("body", "message"), [t[1:] for t in TRAPS], ids=[t[0] for t in TRAPS])
def test_trap_is_one_clear_sentence(body: Callable[[Any], Any], message: str) -> None:
    with pytest.raises(StatementError, match=message) as caught:
        stated(_body(body))
    assert "\n" not in str(caught.value)
    assert caught.value.line


def no_annotation(J):  # type: ignore[no-untyped-def]
    return K(J) <= 2


def not_a_class(J: int) -> Any:
    return K(J) <= 2


def a_class_that_is_not_there(J: Nowhere) -> Any:  # type: ignore[name-defined]  # noqa: F821
    return K(J) <= 2


def name_taken(J: BlockTriangular, gamma: Real) -> Any:
    return K(J) <= gamma


def constant_taken(J: BlockTriangular, e: Real) -> Any:
    return K(J) <= e


def starred(*J: BlockTriangular) -> Any:
    return K(J[0]) <= 2


def with_default(J: BlockTriangular, r: Real = 2) -> Any:
    return K(J) <= r


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            no_annotation,
            "J has no annotation: expected a class of matrices such as BlockTriangular",
        ),
        (not_a_class, "J is annotated with int: expected a class of matrices"),
        (a_class_that_is_not_there, "annotations cannot be read: .*Nowhere"),
        (name_taken, "gamma: a number of J has this name"),
        (constant_taken, "e: a constant has this name"),
        (starred, "named one by one"),
        (with_default, "r: a quantified variable has no default"),
        (3, "expected a function, got int"),
    ],
)
def test_wrong_variables(body: Any, message: str) -> None:
    with pytest.raises(StatementError, match=message):
        stated(body)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "say where the statement comes from"),
        ({"source": " "}, "say where the statement comes from"),
        ({"source": "x", "expect": "prooved"}, "unknown verdict: 'prooved', did you mean 'proved'"),
        ({"source": "x", "id": "R 3"}, "id: expected letters"),
        ({"source": "x", "id": "../R3"}, "id: expected letters"),
    ],
)
def test_wrong_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(StatementError, match=message):
        theorem(**options)(_body(lambda J: K(J) <= 2))


def test_decorator_without_its_source() -> None:
    with pytest.raises(StatementError, match="with its source"):
        theorem(_body(lambda J: K(J) <= 2))


def _statement(function: Callable[[Any], Any], **options: Any) -> Statement:
    made = theorem(source="x", **options)(_body(function))
    assert isinstance(made, Statement)
    return made


def test_the_digest_is_of_the_mathematics() -> None:
    one = _statement(lambda J: K(J) <= 2 + J.c)
    assert one.digest == _statement(lambda J: K(J) <= J.c + 2, id="other", expect="proved").digest
    for terms in ((2, one.conclusion.rhs - 2), (one.conclusion.rhs - 2, 2)):
        turned = _statement(lambda J, terms=terms: K(J) <= sympy.Add(*terms, evaluate=False))
        assert turned.digest == one.digest
    assert one.digest != _statement(lambda J: K(J) < 2 + J.c).digest
    assert one.digest != _statement(lambda J: K(J.comparison) <= 2 + J.c).digest
    assert one.digest == "e124ab1721284982"  # the same on every machine and in every session


def test_the_class_belongs_to_the_digest() -> None:
    def other(J: SelfReferential) -> Any:
        return K(J) <= 2 + J.c

    assert stated(other).digest != _statement(lambda J: K(J) <= 2 + J.c).digest


def test_a_statement_travels_to_another_process() -> None:
    @stated
    def bound(J: SelfReferential(sizes=(2, 3)), z: Real(above=1)) -> Any:  # type: ignore[valid-type]
        assume(J.b < z)
        return And(K(J.triangular) <= J.n * z, same(J.A, J.A * J.A))

    copy = pickle.loads(pickle.dumps(bound))
    assert copy == bound and copy.digest == bound.digest and copy.text() == bound.text()
