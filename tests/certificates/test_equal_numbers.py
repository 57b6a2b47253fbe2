"""Terms that are equal though no interval shows it: by one name, or by a separation bound."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.certificates import checker
from kreissverify.numbers.algebraic_number import largest_modulus, largest_singular_value
from kreissverify.numbers.ball import lower_rational, upper_rational, working_precision
from kreissverify.numbers.radicals import sign, to_bits
from kreissverify.numbers.rational import rational_string
from tests.certificates.support.by_hand import ONE, Document, Tree, num, op
from tests.certificates.support.by_parts import FALSE, about, known, matrix, of

ROWS = {
    "A": [[1, 1], [0, 1]],
    "B": [[1, 1, 3], [0, 1, 1], [2, 0, 1]],
    "C": [[1, 0, 3], [1, 1, 1], [2, 0, 1]],
    "N": [[10**30], [1]],
}
PARTS = {
    name: matrix(
        [[*map(str, row)] for row in rows], "Square" if len(rows) == len(rows[0]) else "Rectangular"
    )
    for name, rows in ROWS.items()
}
TURNED = {name: op("transpose", name) for name in ROWS}
VALUES = {"norm": largest_singular_value, "rho": largest_modulus}


def near(name: str, tree: Any, rows: fmpq_mat, bits: int = 512) -> Document:
    """Return a fact with bounds of so many bits."""
    with working_precision(bits):
        ball = to_bits(VALUES[name](rows), bits)
        ends = lower_rational(ball), upper_rational(ball)
    low, high = ({"value": rational_string(x)} for x in ends)
    return known(name, tree, lower=low, upper=high)


def wide(name: str, tree: Any, low: int, high: int) -> Document:
    """Return a fact with wide bounds, which need no witness."""
    return known(name, tree, lower={"value": str(low)}, upper={"value": str(high)})


def unit(name: str, tree: Any) -> Document:
    """Return a fact that needs no witness, and no value but 1."""
    return known(name, tree, lower={"value": "1"})


def decided(tree: Any, *facts: Document) -> bool | None:
    """Return whether a formula is taken for true, for false, or for neither."""
    for answer, conclusion, hypotheses in ((True, FALSE, [tree]), (False, tree, [])):
        try:
            checker.check(about(PARTS, conclusion, facts, hypotheses))
        except checker.Rejected as error:
            assert "not certainly" in str(error), error
        else:
            return answer
    return None


A, B, C = (fmpq_mat(ROWS[name]) for name in "ABC")
GOLDEN = op("div", op("add", ONE, op("sqrt", num(5))), num(2))
SIGNS = op("matrix", [num(1), num(0), num(0)], [num(0), num(-1), num(0)], [num(0), num(0), num(1)])
SIGNED, ROWS_ALONE = op("mul", SIGNS, "B", SIGNS), op("mul", SIGNS, "B")
KRON = op("kron", "A", "A")
AA = fmpq_mat([[1, 1, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1], [0, 0, 0, 1]])
BC, CB = op("mul", "B", "C"), op("mul", "C", "B")
INVERSE = op("inverse", "B")
TWICE = op("times", num(2), "B")

EQUAL: dict[str, tuple[Tree, Tree, list[Document]]] = {
    "norm of a transpose, by name": (
        of("norm", "B"),
        of("norm", TURNED["B"]),
        [wide("norm", "B", 1, 9), wide("norm", TURNED["B"], 1, 9)],
    ),
    "a quantity that is not algebraic, by name": (
        op("add", ONE, of("K", "A")),
        op("add", of("K", TURNED["A"]), ONE),
        [unit("K", "A"), unit("K", TURNED["A"])],
    ),
    "a Stein bound, by name": (
        op("add", ONE, of("stein_bound", "B")),
        op("add", of("stein_bound", op("transpose", TURNED["B"])), ONE),
        [unit("stein_bound", "B")],
    ),
    "other signs of rows and columns, by name": (
        of("K", "B"),
        of("K", SIGNED),
        [unit("K", "B"), unit("K", SIGNED)],
    ),
    "and of the transpose": (
        of("M_c", TURNED["B"]),
        of("M_c", SIGNED),
        [unit("M_c", TURNED["B"]), unit("M_c", SIGNED)],
    ),
    "with a constant, by name": (
        op("mul", {"const": "e"}, of("rho", "B")),
        op("mul", of("rho", TURNED["B"]), {"const": "e"}),
        [wide("rho", "B", 1, 9), wide("rho", TURNED["B"], 1, 9)],
    ),
    "two square roots": (op("mul", op("sqrt", num(2)), op("sqrt", num(3))), op("sqrt", num(6)), []),
    "nested roots": (
        op("sqrt", op("add", num(5), op("mul", num(2), op("sqrt", num(6))))),
        op("add", op("sqrt", num(2)), op("sqrt", num(3))),
        [],
    ),
    "frobenius": (of("frobenius", "B"), op("mul", num(3), op("sqrt", num(2))), []),
    "the golden ratio": (of("norm", "A"), GOLDEN, [near("norm", "A", A)]),
    "a quotient": (
        op("div", ONE, of("norm", "A")),
        op("add", of("norm", "A"), num(-1)),
        [near("norm", "A", A)],
    ),
    "a power": (
        op("pow", of("norm", "A"), num(-3)),
        op("add", op("mul", num(2), of("norm", "A")), num(-3)),
        [near("norm", "A", A)],
    ),
    "a Kronecker product": (
        of("norm", KRON),
        op("pow", of("norm", "A"), num(2)),
        [near("norm", "A", A), near("norm", KRON, AA)],
    ),
    "radii of products": (
        of("rho", BC),
        of("rho", CB),
        [near("rho", BC, B * C), near("rho", CB, C * B)],
    ),
    "norms of multiples": (
        of("norm", TWICE),
        op("mul", num(2), of("norm", "B")),
        [near("norm", TWICE, B * 2), near("norm", "B", B)],
    ),
    "a condition": (
        of("cond", "B"),
        op("mul", of("inverse_norm", "B"), of("norm", "B")),
        [near("norm", "B", B), near("norm", INVERSE, B.inv())],
    ),
    "the larger of two": (
        op("max", of("norm", "A"), GOLDEN),
        op("min", op("abs", of("norm", "A")), op("neg", op("neg", GOLDEN))),
        [near("norm", "A", A)],
    ),
}


@pytest.mark.parametrize("name", EQUAL)
def test_equal_terms(name: str) -> None:
    left, right, facts = EQUAL[name]
    for relation, holds in (("eq", 1), ("le", 1), ("ge", 1), ("lt", 0), ("gt", 0), ("ne", 0)):
        assert decided(op(relation, left, right), *facts) is bool(holds)


@pytest.mark.parametrize("name", EQUAL)
@pytest.mark.parametrize("digits", [20, 60])
def test_a_tiny_difference_is_seen_or_left_open(name: str, digits: int) -> None:
    left, right, facts = EQUAL[name]
    more = op("add", right, num(f"1/{10**digits}"))
    assert decided(op("eq", left, more), *facts) is not True
    assert decided(op("lt", left, more), *facts) is not False


MANY = op("add", *(op("sqrt", num(p)) for p in range(1000, 1015)))
JUST_ABOVE = f"{10**60 + 1}/{10**30}"

LEFT_OPEN: dict[str, tuple[Tree, Tree, list[Document]]] = {
    "wide bounds": (of("norm", "A"), GOLDEN, [wide("norm", "A", 1, 2)]),
    "nearly equal": (
        of("norm", "N"),
        num(f"{2 * 10**60 + 1}/{2 * 10**30}"),
        [known("norm", "N", lower={"value": str(10**30)}, upper={"value": JUST_ABOVE})],
    ),
    "other matrices": (of("w", "B"), of("w", "C"), [known("w", "B"), known("w", "C")]),
    "signs of rows alone": (
        of("K", "B"),
        of("K", ROWS_ALONE),
        [unit("K", "B"), unit("K", ROWS_ALONE)],
    ),
    "a Stein bound, of a transpose": (
        of("stein_bound", "B"),
        of("stein_bound", TURNED["B"]),
        [unit("stein_bound", "B"), unit("stein_bound", TURNED["B"])],
    ),
    "other quantities": (of("K", "A"), of("M", "A"), [unit("K", "A"), known("M", "A")]),
    "other arguments": (
        of("exp_norm", "A", ONE),
        of("exp_norm", "A", num(2)),
        [known("exp_norm", "A", "1"), known("exp_norm", "A", "2")],
    ),
    "no value, by one name": (op("div", ONE, num(0)), op("div", ONE, num(0)), []),
    "no value of a quantity, by one name": (
        op("log", op("neg", of("K", "A"))),
        op("log", op("neg", of("K", "A"))),
        [unit("K", "A")],
    ),
    "infinity less infinity": (
        op("add", of("K", "A"), op("neg", of("K", "A"))),
        op("add", op("neg", of("K", "A")), of("K", "A")),
        [unit("K", "A")],
    ),
    "a difference in order": (
        op("div", of("K", "A"), num(2)),
        op("div", num(2), of("K", "A")),
        [unit("K", "A")],
    ),
    "too many conjugates": (op("pow", MANY, num(2)), op("mul", MANY, MANY), []),
}


@pytest.mark.parametrize("name", LEFT_OPEN)
def test_what_is_not_shown_to_be_equal_is_left_open(name: str) -> None:
    left, right, facts = LEFT_OPEN[name]
    for relation in ("eq", "le", "lt", "ne"):
        assert decided(op(relation, left, right), *facts) is None


def test_long_powers_are_not_multiplied_out() -> None:
    """Bounds 0 and 1 stay as short under any power, and the conjugates of the number do not."""
    tree, facts = of("rho", "B"), [wide("rho", "B", 0, 9)]
    tree = op("div", tree, num(9))
    for _ in range(5):
        tree = op("pow", tree, num(400))
    assert decided(op("eq", tree, op("mul", tree, tree)), *facts) is None


entries = st.integers(-3, 3)
squares = st.lists(entries, min_size=4, max_size=4).map(lambda x: fmpq_mat(2, 2, x))


@given(squares, squares, st.sampled_from(["norm", "rho"]), st.fractions(0, 3, max_denominator=5))
@settings(deadline=None)
def test_different_numbers_are_farther_apart_than_the_bound(
    X: fmpq_mat, Y: fmpq_mat, name: str, q: Any
) -> None:
    value = VALUES[name]
    gap = value(X) ** 2 - value(Y) - sympy.Rational(q)
    if sign(gap) == 0:
        return
    texts = [[[str(x) for x in row] for row in M.tolist()] for M in (X, Y)]
    parts = checker.Parts({"X": matrix(texts[0]), "Y": matrix(texts[1])}, {})
    for part in "XY":
        parts.learn(wide(name, part, 0, 99))
    checker.BUDGET.left = checker.WORK
    square = op("pow", of(name, "X"), num(2))
    bound = parts.algebraic(op("add", square, op("neg", of(name, "Y")), num(str(-q))))
    assert bound is not None
    with working_precision(4000):
        size = abs(to_bits(gap, 4000))
    conjugates = 1
    for degree in bound.degrees.values():
        conjugates *= degree
    least = fmpq(1, bound.bottom * bound.top ** (conjugates - 1))
    assert lower_rational(size) >= least
