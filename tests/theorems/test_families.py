"""Families in statements: members, sizes, expressions; and what is refused in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kreissverify import (
    BlockTriangular,
    Integer,
    K,
    Real,
    Rectangular,
    Square,
    StatementError,
    Symmetric,
    assume,
    block,
    collect,
    family,
    identity,
    norm,
    theorem,
)
from kreissverify.families import GradientDescentAscent, HeavyBall
from kreissverify.theorems.statement import Statement


def parts(statement: Statement) -> list[str]:
    return [part.name for part in statement.parts]


def test_the_parts_of_a_member_are_quantified() -> None:
    @theorem(source="an example")
    def claim(J: HeavyBall):
        return norm(J) <= 1 + J.alpha * norm(J.H)

    assert claim.text() == "for every J in HeavyBall: ‖J‖ ≤ 1 + J.α·‖J.H‖"
    assert parts(claim) == ["J.H", "J.mu", "J.L", "J.alpha", "J.beta"]


def test_two_members_of_one_family_have_parts_and_sizes_of_their_own() -> None:
    @theorem(source="an example")
    def equal(X: HeavyBall(n="k"), Y: HeavyBall(n="k")):
        return norm(X + Y) <= norm(X) + norm(Y)

    @theorem(source="an example")
    def different(X: HeavyBall(n=1), Y: HeavyBall):
        return norm(X) <= norm(Y)

    assert parts(equal)[::5] == ["X.H", "Y.H"]
    first, second = equal.parts[0], equal.parts[5]
    assert first.shape == second.shape
    assert str(different.parts[0].shape) == "(1, 1)"
    assert str(different.parts[5].shape) == "(Y.n, Y.n)"


def test_a_size_may_be_a_number_of_the_statement() -> None:
    @theorem(source="an example")
    def claim(J: HeavyBall(n="k"), k: Integer(at_least=1)):
        return norm(J) <= k

    assert str(claim.parts[0].shape) == "(k, k)"
    assert claim.size_numbers == {"k"}


def test_a_family_of_members_of_families() -> None:
    @family
    def Joined(J: HeavyBall(n="k"), X: Square("k"), s: Real()):
        assume(norm(X) <= J.alpha)
        return block([[J, 0], [0, s * X]])

    @theorem(source="an example")
    def claim(P: Joined(k=2)):
        return norm(P) <= norm(P.J) + norm(P.X)

    assert parts(claim)[:2] == ["P.J.H", "P.J.mu"]
    assert parts(claim)[-2:] == ["P.X", "P.s"]
    assert str(claim.parts[0].shape) == "(2, 2)"
    assert [str(x) for x in claim.hypotheses] == ["norm(P.X) <= P.J.alpha"]


def test_a_family_is_an_expression_in_a_body() -> None:
    @theorem(source="an example")
    def claim(H: Symmetric("n"), s: Real(above=0)):
        by_place = HeavyBall(H, s, 1, "1/2", 0)
        by_name = HeavyBall(beta=0, alpha="1/2", L=1, mu=s, H=H)
        return norm(by_place - 2 * by_name) <= norm(HeavyBall([[1]], 1, 1, 1, 0)) + norm(by_place)

    assert parts(claim) == ["H", "s"]
    assert claim.text().startswith("for every H in Symmetric")


def test_what_a_family_assumes_becomes_a_hypothesis_where_it_is_an_expression() -> None:
    @family
    def Small(A: Square("n")):
        assume(norm(A) <= 1)
        return A

    @theorem(source="an example")
    def claim(X: Square()):
        return norm(Small(2 * X)) <= 1

    assert [str(x) for x in claim.hypotheses] == ["norm(2*X) <= 1"]


def test_families_are_made_in_files_functions_and_loops(tmp_path: Path) -> None:
    text = """
from __future__ import annotations
from kreissverify import *

@family
def Outer(A: Square("n"), s: Real(above=0)):
    return s * A

def make(k):
    @family
    def Scaled(A: Square(k)):
        return k * A

    @theorem(source="an example", id=f"scaled{k}")
    def scaled(J: Scaled):
        return norm(J) <= k * norm(J.A)

for k in (1, 2):
    make(k)

@theorem(source="an example")
def outer(J: Outer):
    return norm(J) <= J.s * norm(J.A)
"""
    (tmp_path / "claims.py").write_text(text)
    found = collect([tmp_path / "claims.py"])
    assert not found.errors
    shown = {x.id: x.text() for x in found.statements}
    assert shown == {
        "scaled1": "for every J in Scaled: ‖J‖ ≤ ‖J.A‖",
        "scaled2": "for every J in Scaled: ‖J‖ ≤ 2·‖J.A‖",
        "outer": "for every J in Outer: ‖J‖ ≤ J.s·‖J.A‖",
    }


# Each is a function that makes something wrong, and the sentence that says so.


def too_few():
    @theorem(source="an example")
    def claim(H: Symmetric("n"), s: Real(above=0)):
        return K(HeavyBall(H, s, s, s)) <= 1


def too_many():
    @theorem(source="an example")
    def claim(H: Symmetric("n"), s: Real(above=0)):
        return K(HeavyBall(H, s, s, s, s, s)) <= 1


def wrong_shape():
    @theorem(source="an example")
    def claim(H: Symmetric("n"), C: Rectangular("n", "m"), s: Real(above=0)):
        return K(GradientDescentAscent(H, identity("m"), C, s, s)) <= 1


def not_square():
    @theorem(source="an example")
    def claim(C: Rectangular("n", "m"), s: Real(above=0)):
        return K(HeavyBall(C, s, s, s, s)) <= 1


def outside():
    @theorem(source="an example")
    def claim(H: Symmetric("n"), s: Real(above=0)):
        return K(HeavyBall(H, s, s, s, 2)) <= 1


def number_for_matrix():
    @theorem(source="an example")
    def claim(s: Real(above=0)):
        return K(HeavyBall(s, s, s, s, 0)) <= 1


def matrix_for_number():
    @theorem(source="an example")
    def claim(H: Symmetric("n"), s: Real(above=0)):
        return K(HeavyBall(H, H, s, s, 0)) <= 1


def a_float():
    @theorem(source="an example")
    def claim(H: Symmetric("n"), s: Real(above=0)):
        return K(HeavyBall(H, 0.5, s, s, 0)) <= 1


def different_sizes():
    @theorem(source="an example")
    def claim(J: HeavyBall, X: HeavyBall):
        return norm(J + X) <= 1


def product_of_shapes():
    @theorem(source="an example")
    def claim(C: Rectangular("n", "m")):
        return norm(C * C) <= 1


def inner_sizes():
    @family
    def Sum(J: HeavyBall, X: Square("k")):
        return J + X


def returns_a_matrix():
    @theorem(source="an example")
    def claim(J: HeavyBall):
        return J


def a_number():
    @family
    def Norm(A: Square()):
        return norm(A)


def nothing():
    @family
    def Nothing(A: Square()):
        pass


def itself():
    @family
    def Endless(A: Square()):
        return Endless(A)


def each_other():
    @family
    def First(A: Square()):
        return Second(A)

    @family
    def Second(A: Square()):
        return First(A)


def called_n():
    @family
    def Named(A: Square(), n: Real()):
        return n * A


def called_rows():
    @family
    def Named(A: Square(), rows: Real()):
        return rows * A


def hidden():
    @family
    def Named(A: Square(), _s: Real()):
        return _s * A


def a_constant():
    @family
    def Named(A: Square(), e: Real()):
        return e * A


def unknown_size():
    @family
    def Shifted(A: Square("n")):
        return A + identity("m")


def unknown_bound():
    @family
    def Bounded(A: Square("n", norm="g"), h: Real()):
        return h * A


def unknown_name():
    @family
    def Shifted(A: Square("n")):
        return A + shift  # noqa: F821


def real_size():
    @family
    def Sized(A: Square("k"), k: Real()):
        return A


def shadowed():
    @family
    def Sized(A: Square("A")):
        return A


def empty_kind():
    @theorem(source="an example")
    def claim(H: Symmetric("n", spectrum=(2, 3), norm=1)):
        return norm(H) <= 1


def no_condition():
    @family
    def Assuming(H: Symmetric("n")):
        assume(norm(H))
        return H


def decided_already():
    @family
    def Assuming(H: Symmetric("n")):
        assume(2 <= 1)
        return H


def no_attribute():
    @theorem(source="an example")
    def claim(J: HeavyBall):
        return K(J.Q) <= 1


def variadic():
    @family
    def Many(*A: Square()):
        return A


def default():
    @family
    def Given(A: Square() = 3):
        return A


def no_function():
    family(3)


_PARTS = "its parts are H, mu, L, alpha, beta (and sizes by name: n)"
_FIT = 'do not fit together (matrices of equal sizes say so by name, as in Square("n"))'
_TRIVIAL = (
    "is trivially false: its form decides it before any J is looked at (note that `==` asks "
    "whether two expressions are written alike; an equation is Eq(a, b))"
)
SENTENCES = {
    too_few: f"HeavyBall: missing a required argument: 'beta'; {_PARTS}",
    too_many: f"HeavyBall: too many positional arguments; {_PARTS}",
    wrong_shape: "GradientDescentAscent: C: expected m rows or columns for the size 'm', got n",
    not_square: "HeavyBall: H: expected n rows or columns for the size 'n', got m",
    outside: "HeavyBall: beta: 2 is outside of [0, 1)",
    number_for_matrix: "HeavyBall: H: expected a matrix expression, got s",
    matrix_for_number: "HeavyBall: mu: expected a number, got the matrix H",
    a_float: "HeavyBall: mu: expected an exact number, got the float 0.5",
    different_sizes: "the body has J + X: the shapes 2*J.n×2*J.n and 2*X.n×2*X.n " + _FIT,
    product_of_shapes: "the body has C*C: the shapes n×m " + _FIT,
    inner_sizes: "the body has J + X: the shapes 2*J.n×2*J.n and k×k " + _FIT,
    returns_a_matrix: "the conclusion: expected a comparison such as K(J) <= 2, got J",
    a_number: "the family Norm: expected a matrix expression, got norm(A)",
    nothing: "the family Nothing: expected a matrix expression, got NoneType",
    itself: "the family Endless is made of itself, without an end",
    each_other: "name 'Second' is not defined yet",
    called_n: "n: a member of a family has T, n, shape of its own; choose another name",
    called_rows: "rows: a member of a family has an attribute of this name already; choose another",
    hidden: (
        "_s: expected a letter from a to z or A to Z, then letters, digits or _, at most 31 in all "
        "(alpha is printed as α)"
    ),
    a_constant: "e: a constant has this name; choose another",
    unknown_size: (
        "the size 'm' is not one of the signature (of a matrix X, write identity(X) or zeros(X))"
    ),
    unknown_bound: "A: unknown Real parameter: 'g'; expected one of h",
    unknown_name: "name 'shift' is not defined",
    real_size: "k: a size is an Integer, and this is a Real",
    shadowed: "A: a size has this name already; choose another",
    empty_kind: (
        'H: no matrix is a Symmetric("n", spectrum=(2, 3), norm=1): its eigenvalues lie in [2, 3], '
        "and norm=1 allows none above it in modulus"
    ),
    no_condition: "Assuming: assume: expected a comparison such as K(J) <= 2, got norm(H)",
    decided_already: f"Assuming: assume {_TRIVIAL}",
    no_attribute: (
        "J of the family HeavyBall has no attribute 'Q'; it has H, mu, L, alpha, beta, n"
    ),
    variadic: "A: a theorem's variables are named one by one",
    default: "A: a quantified variable has no default value",
    no_function: "family: expected a function, got int",
}


@pytest.mark.parametrize(
    ("make", "sentence"), SENTENCES.items(), ids=[x.__name__ for x in SENTENCES]
)
def test_what_is_wrong_is_told_in_a_sentence(make: Callable[[], None], sentence: str) -> None:
    with pytest.raises(StatementError) as told:
        make()
    assert str(told.value) == sentence


def test_options_that_contradict_each_other_are_told_where_they_are_written() -> None:
    with pytest.raises(ValueError, match=r"^Symmetric: spectrum: expected lo ≤ hi, got \(2, 1\)$"):
        Symmetric("n", spectrum=(2, 1))
    with pytest.raises(ValueError, match=r"^Real: no number lies in \(1, 0\]$"):
        Real(above=1, at_most=0)
    with pytest.raises(ValueError, match=r"^Symmetric: norm: expected a number such as 3 or"):
        Symmetric("n", norm=[1])


def test_a_size_that_is_a_parameter_is_no_option() -> None:
    @family
    def Sized(A: Square("k"), k: Integer(at_least=1)):
        return A

    with pytest.raises(TypeError, match=r"of a member J write assume\(Eq\(J\.k, 2\)\)$"):
        Sized(k=2)


def test_blocks_of_coupled_matrices_may_have_equal_sizes() -> None:
    @theorem(source="an example")
    def claim(J: BlockTriangular(sizes=(1, 1))):
        return norm(J.A + J.D) <= 2

    assert claim.is_about_one_class
