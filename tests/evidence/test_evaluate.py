"""`evaluate`, `statement.on` and `@example`: statements on matrices of one's own."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from kreissverify import (
    BlockTriangular,
    Integer,
    K,
    Matrix,
    Outcome,
    Real,
    SelfReferential,
    Square,
    StatementError,
    Symmetric,
    assume,
    evaluate,
    example,
    family,
    identity,
    inverse,
    norm,
    rho,
    same,
    sqrt,
    theorem,
)
from kreissverify.evidence import verify
from kreissverify.evidence.given import NoInstance
from kreissverify.evidence.sampling.first_tried import WrongExample, first_tried
from kreissverify.families import HeavyBall

HALF = [["1/2", 1], [0, "1/2"]]


@theorem(source="a note")
def powers(A: Square("n"), B: Square("n"), k: Integer(at_least=1)):
    assume(norm(B) <= 1)
    return norm(A**k * B) <= norm(A) ** k


@theorem(source="a note")
def coupled(J: BlockTriangular, t: Real(at_least=0)):
    return K(J) <= 1 + J.c * t


@theorem(source="a note")
def momentum(J: HeavyBall):
    assume(rho(J) < 1)
    return norm(J) <= 2


def test_both_sides_are_enclosed() -> None:
    found = evaluate(powers, A=HALF, B=[[1, 0], [0, 1]], k=3)
    assert found.word == "holds" and found.outcome is Outcome.HOLDS
    (side,) = found.sides
    assert side.left.upper.value <= side.right.lower.value
    with pytest.raises(TypeError, match="no truth value"):
        bool(found)


@pytest.mark.parametrize("A", [HALF, np.array([[0.5, 1], [0, 0.5]]), Matrix(HALF)])
@pytest.mark.parametrize("k", [3, "3", Fraction(3), 3.0])
def test_matrices_and_numbers_in_each_form(A, k) -> None:
    assert powers.on(A=A, B=np.eye(2), k=k).word == "holds"


def test_where_a_hypothesis_fails_it_says_nothing() -> None:
    found = powers.on(A=HALF, B=[[2, 0], [0, 2]], k=1)
    assert found.word == "says nothing" and found.sides == ()


def test_where_it_has_no_value_it_says_nothing() -> None:
    @theorem(source="a note")
    def root(x: Real()):
        return sqrt(x) >= 0

    assert root.on(x=4).word == "holds"
    assert root.on(x=-1).word in ("says nothing", "open")


def test_what_claims_an_inverse_is_violated_without_one() -> None:
    @theorem(source="a note")
    def invertible(A: Square()):
        return same(A * inverse(A), identity(A))

    assert invertible.on(A=HALF).word == "holds"
    assert invertible.on(A=[[0]]).word == "violated"


def test_equality_is_decided_exactly() -> None:
    @theorem(source="a note")
    def strict(A: Square()):
        return norm(A) < sqrt(2)

    found = strict.on(A=[[1, 1], [0, 0]])
    assert found.word == "violated" and found.outcome is Outcome.VIOLATED


def test_coupled_matrices() -> None:
    J = [["1/2", 0], [8, "1/2"]]
    assert coupled.on(J=J, split=1, t=1).word == "holds"
    assert coupled.on(J=BlockTriangular("1/2", 8, "1/2"), t=1).word == "holds"
    assert coupled.on(J=J, split=(1, 1), gamma="3/4", t=0).word == "violated"


def test_families_by_their_parts_or_as_members() -> None:
    parts = {"H": [["1/2"]], "mu": "1/10", "L": 1, "alpha": "1/2", "beta": "1/4"}
    by_parts, by_member = momentum.on(**parts), momentum.on(J=HeavyBall(**parts))
    assert by_parts.word == by_member.word == "holds"
    assert by_parts.instance == by_member.instance
    dotted = {f"J.{name}": value for name, value in parts.items()}
    assert momentum.on(**dotted).instance == by_parts.instance


@pytest.mark.parametrize(
    ("statement", "values", "sentence"),
    [
        (powers, {"A": HALF, "B": HALF}, "k: it is missing: expected an integer in [1, ∞)"),
        (powers, {"A": HALF, "k": 1}, "B: it is missing: expected a member of Square"),
        (powers, {"A": HALF, "B": HALF, "k": 1, "C": 2}, "unknown variable: 'C'"),
        (powers, {"a": HALF, "B": HALF, "k": 1}, "unknown variable: 'a', did you mean 'A'?"),
        (powers, {"A": HALF, "B": [[1]], "k": 1}, "B: expected n = 2 rows, got 1"),
        (powers, {"A": [[1, 2]], "B": [[1]], "k": 1}, "A"),
        (powers, {"A": HALF, "B": HALF, "k": "3/2"}, "k"),
        (powers, {"A": HALF, "B": HALF, "k": 0}, "k"),
        (powers, {"A": HALF, "B": HALF, "k": "three"}, "k"),
        (powers, {"A": HALF, "B": HALF, "k": None}, "k"),
        (powers, {"A": [["1/2", "x"], [0, 1]], "B": HALF, "k": 1}, "A"),
        (powers, {"A": [[float("nan")]], "B": [[1]], "k": 1}, "A"),
        (powers, {"A": [[1], [1, 2]], "B": [[1]], "k": 1}, "A"),
        (powers, {"A": "no-such-file.npy", "B": [[1]], "k": 1}, "no-such-file.npy"),
        (powers, {"A": [], "B": [[1]], "k": 1}, "A"),
        (powers, {"A": [[1j]], "B": [[1]], "k": 1}, "A"),
        (coupled, {"J": HALF, "t": 1}, "split: it is missing"),
        (coupled, {"J": HALF, "split": 2, "t": 1}, "split: expected positive sizes"),
        (coupled, {"J": HALF, "split": 0, "t": 1}, "split: expected positive sizes"),
        (coupled, {"J": HALF, "split": "1", "t": 1}, "split"),
        (coupled, {"J": HALF, "split": 1.5, "t": 1}, "split"),
        (coupled, {"J": HALF, "split": 1, "t": 1}, "J"),
        (coupled, {"J": [[2, 0], [0, 0]], "split": 1, "t": 1}, "J"),
        (coupled, {"J": [["1/2", 0], [0, 0]], "split": 1, "gamma": "1/4", "t": 1}, "1/4"),
        (coupled, {"J": [["1/2", 0], [0, 0]], "split": 1, "gamma": "x", "t": 1}, "gamma"),
        (coupled, {"J": SelfReferential(0, "1/4", 1, 0), "t": 1}, "J"),
        (momentum, {"J": HALF}, "J: expected a member of its family"),
        (momentum, {"J": {"H": [[1]]}}, "it has no part 'mu'"),
        (momentum, {"H": [[5]], "mu": 1, "L": 2, "alpha": 1, "beta": 0}, "J.H is no member"),
    ],
)
def test_what_is_no_instance_is_one_sentence(statement, values, sentence: str) -> None:
    with pytest.raises(NoInstance) as told:
        statement.on(**values)
    assert sentence in str(told.value) and "\n" not in str(told.value)


def test_a_name_that_two_parts_have_is_asked_for_in_full() -> None:
    @family
    def Step(H: Symmetric("n"), a: Real(above=0)):
        return identity("n") - a * H

    @theorem(source="a note")
    def two(X: Step(n=1), Y: Step(n=1)):
        return norm(X) <= 5

    full = {"X.H": [[1]], "X.a": 1, "Y.H": [[1]], "Y.a": 1}
    assert two.on(**full).word == "holds"
    with pytest.raises(NoInstance, match=r"H: expected one of X\.H, Y\.H"):
        two.on(H=[[1]], a=1)


# ------------------------------------------------------------------------------------- @example


def test_an_example_that_refutes_is_found_at_once() -> None:
    @example(A=[[10**6]])
    @theorem(source="a hope", expect="refuted")
    def small(A: Square(1)):
        return norm(A) < 10**6

    report = verify(small, instances=1)
    assert report.verdict.value == "refuted"


def test_examples_are_tried_in_the_order_of_the_file() -> None:
    @example(A=[[1]])
    @example(A=[[2]])
    @theorem(source="a note")
    def any_matrix(A: Square()):
        return norm(A) >= 0

    assert [x["A"] for x in any_matrix.examples] == [[[1]], [[2]]]
    assert verify(any_matrix, instances=2).verdict.value == "supported"


@pytest.mark.parametrize("values", [{}, {"A": [[1, 2]]}, {"B": [[1]]}, {"A": "nowhere.npy"}])
def test_a_bad_example_is_an_error_with_its_name(values) -> None:
    @example(**values)
    @theorem(source="a note")
    def any_matrix(A: Square()):
        return norm(A) >= 0

    report = verify(any_matrix, instances=1)
    assert report.verdict.value == "undecided" and report.reason.startswith("@example: ")
    with pytest.raises(WrongExample, match=r"^@example: "):
        next(first_tried(any_matrix))


def test_an_example_stands_above_the_theorem() -> None:
    with pytest.raises(StatementError, match="it stands above @theorem"):

        @theorem(source="a note")
        @example(A=[[1]])
        def any_matrix(A: Square()):
            return norm(A) >= 0


@theorem(source="a note")
def called_gamma(gamma: BlockTriangular):
    return norm(gamma) <= gamma.c + gamma.gamma


@theorem(source="a note")
def number_called_gamma(J: BlockTriangular, X: BlockTriangular, gamma: Real(above=0)):
    return norm(J) <= gamma * (J.c + J.gamma + X.gamma)


def test_bounds_where_a_variable_is_called_gamma() -> None:
    rows = [["1/2", 0], [1, "1/4"]]
    found = called_gamma.on(**{"gamma": rows, "split": 1, "gamma.gamma": "3/4"})
    assert "3/4" in str(found.instance)
    assert "1/2" in str(called_gamma.on(gamma=rows, split=1).instance).rpartition("gamma = ")[2]
    values = {"J": rows, "X": rows, "gamma": 2, "split": {"J": 1, "X": 1}, "J.gamma": "3/4"}
    assert "J.gamma = 3/4" in str(number_called_gamma.on(**values).instance)
    with pytest.raises(NoInstance, match="did you mean 'J'"):
        number_called_gamma.on(**{**values, "j.gamma": 1})
