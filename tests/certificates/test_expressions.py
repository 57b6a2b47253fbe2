"""Expressions of version 2: matrices made from parts, their numbers, formulas, and values."""

from __future__ import annotations

from typing import Any

import pytest

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import ONE, Document, Tree, num, op, sym
from tests.certificates.support.by_parts import (
    FALSE,
    about,
    block,
    coupled,
    exactly,
    known,
    matrix,
    number,
    of,
)

#: A, B and C do not commute, and have other shapes; U and W are complex.
PARTS = {
    "A": matrix([["1", "2"], ["0", "1"]]),
    "B": matrix([["0", "1"], ["1", "0"]]),
    "C": matrix([["1", "2", "3"], ["4", "5", "6"]], "Rectangular"),
    "S": matrix([["1", "0"], ["0", "0"]]),
    "U": matrix([[["0", "0"], ["0", "1"]], [["1", "0"], ["0", "0"]]], is_complex=True),
    "W": matrix([[["1", "2"], ["3", "-1"]], [["0", "1"], ["2", "0"]]], is_complex=True),
    "J": coupled([["1/2", "0"], ["-2", "1/3"]], ["1/2", "1/3"]),
    "x": number("3"),
}


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


def rejected(tree: Any, *facts: Document) -> str:
    with pytest.raises(checker.Rejected) as error:
        checker.check(about(PARTS, tree, facts))
    return str(error.value)


I_TIMES = [num(0), num(1)]


def gram(name: str) -> Tree:
    return op("mul", op("adjoint", name), name)


def constant(*rows: str) -> Any:
    """Return a constant, whose entries are written as "1" or "1,-2"."""
    return op("matrix", *([_scalar(x) for x in row.split()] for row in rows))


def _scalar(text: str) -> Any:
    parts = [num(x) for x in text.split(",")]
    return parts if len(parts) == 2 else parts[0]


#: What each operation gives.
EQUAL: dict[str, tuple[Any, Any]] = {
    "a name": ("A", constant("1 2", "0 1")),
    "add": (op("add", "A", "B", "B"), constant("1 4", "2 1")),
    "mul": (op("mul", "A", "B"), constant("2 1", "1 0")),
    "mul, the other order": (op("mul", "B", "A"), constant("0 1", "1 2")),
    "mul of three": (op("mul", "A", "B", "C"), constant("6 9 12", "1 2 3")),
    "mul of complex ones": (op("mul", "U", "W"), constant("-1,0 0,2", "1,2 3,-1")),
    "mul of a complex and a real one": (op("mul", "W", "A"), constant("1,2 5,3", "0,1 2,2")),
    "transpose": (op("transpose", "C"), constant("1 4", "2 5", "3 6")),
    "transpose without the conjugate": (op("transpose", "W"), constant("1,2 0,1", "3,-1 2,0")),
    "adjoint": (op("adjoint", "W"), constant("1,-2 0,-1", "3,1 2,0")),
    "adjoint of a real one": (op("adjoint", "C"), op("transpose", "C")),
    "power": (op("power", "A", num(3)), constant("1 6", "0 1")),
    "power zero": (op("power", "A", num(0)), op("identity", num(2))),
    "power of a negative exponent": (op("power", "A", num(-2)), constant("1 -4", "0 1")),
    "power by a symbol": (op("power", "A", sym("x")), constant("1 6", "0 1")),
    "power of a complex one": (op("power", "U", num(2)), constant("0,1 0", "0 0,1")),
    "power that is real": (op("power", "U", num(4)), constant("-1 0", "0 -1")),
    "inverse": (op("inverse", "A"), constant("1 -2", "0 1")),
    "inverse of a complex one": (op("inverse", "U"), constant("0 1", "0,-1 0")),
    "kron": (op("kron", "B", "A"), constant("0 0 1 2", "0 0 0 1", "1 2 0 0", "0 1 0 0")),
    "kron of complex ones": (
        op("kron", "U", "W"),
        constant("0 0 -2,1 1,3", "0 0 -1 0,2", "1,2 3,-1 0 0", "0,1 2 0 0"),
    ),
    "kron of a row": (
        op("kron", constant("1 -2"), "C"),
        constant("1 2 3 -2 -4 -6", "4 5 6 -8 -10 -12"),
    ),
    "rows": (op("rows", "A", "B"), constant("1 2", "0 1", "0 1", "1 0")),
    "columns": (op("columns", "A", "C"), constant("1 2 1 2 3", "0 1 4 5 6")),
    "columns, one of them complex": (op("columns", "U", "B"), constant("0 0,1 0 1", "1 0 1 0")),
    "rows, one of them complex": (op("rows", "B", "U"), constant("0 1", "1 0", "0 0,1", "1 0")),
    "times": (op("times", num("-1/2"), "C"), constant("-1/2 -1 -3/2", "-2 -5/2 -3")),
    "times a complex number": (op("times", I_TIMES, "A"), constant("0,1 0,2", "0 0,1")),
    "times a complex number, a complex one": (
        op("times", [num(1), num(1)], "U"),
        constant("0 -1,1", "1,1 0"),
    ),
    "times a number of a matrix": (op("times", of("trace", "A"), "B"), constant("0 2", "2 0")),
    "times an entry": (op("times", of("entry", "C", num(1), num(2)), "B"), constant("0 6", "6 0")),
    "times a root of a square": (
        op("times", op("sqrt", num("9/4")), "B"),
        constant("0 3/2", "3/2 0"),
    ),
    "scalar": (op("scalar", "C", num(5)), constant("5 0", "0 5")),
    "identity": (op("identity", sym("C.m")), constant("1 0 0", "0 1 0", "0 0 1")),
    "zeros": (op("zeros", sym("C.n"), sym("C.m")), op("times", num(0), "C")),
    "matrix": (op("matrix", [sym("x"), num(1)]), constant("3 1")),
    "block": (op("block", "J", num(1), num(0)), "J.C"),
    "block on the diagonal": (op("block", "J", num(1), num(1)), constant("1/3")),
    "blocks": (block([["J.A", "J.B"], ["J.C", "J.D"]]), "J"),
    "J.triangular": ("J.triangular", constant("1/2 0", "-2 1/3")),
    "J.comparison": ("J.comparison", constant("1/2 0", "2 1/3")),
    "J.block_norms": ("J.block_norms", constant("1/2 0", "2 1/3")),
    "imaginary parts that cancel": (
        op("add", "U", op("times", [num(0), num(-1)], constant("0 1", "0 0"))),
        constant("0 0", "1 0"),
    ),
}


@pytest.mark.parametrize("name", EQUAL)
def test_a_matrix_is_what_it_must_be(name: str) -> None:
    tree, value = EQUAL[name]
    assert decided(op("same", tree, value)) is True
    # Wrong by a millionth in one entry, real or imaginary.
    for corner in ("1/1000000", "0,1/1000000"):
        array = checker.Parts(PARTS, {}).matrix(value)
        rows, columns = len(array.real), len(array.real[0])
        spoiled = constant(
            *(" ".join(corner if i == j == 0 else "0" for j in range(columns)) for i in range(rows))
        )
        assert decided(op("same", tree, op("add", value, spoiled))) is False


BROKEN: dict[str, Any] = {
    "sum of other shapes": op("add", "A", "C"),
    "product of other shapes": op("mul", "C", "A"),
    "product of one": op("mul", "A"),
    "power of a matrix that is not square": op("power", "C", num(1)),
    "half a power": op("power", "A", num("1/2")),
    "an infinite power": op("power", "A", op("div", ONE, num(0))),
    "a power too long": op("power", "A", num(20001)),
    "inverse of a matrix that is not square": op("inverse", "C"),
    "inverse of two": op("inverse", "A", "A"),
    "kron of one": op("kron", "A"),
    "kron too large": op("kron", op("identity", num(20)), op("identity", num(21))),
    "rows of other widths": op("rows", "A", "C"),
    "columns of other heights": op("columns", "A", op("transpose", "C")),
    "times in the wrong order": op("times", "A", num(2)),
    "times three numbers": op("times", [num(1), num(1), num(1)], "A"),
    "times an irrational number": op("times", op("sqrt", num(2)), "A"),
    "times a formula": op("times", True, "A"),
    "times e": op("times", {"const": "e"}, "A"),
    "a size of zero": op("identity", num(0)),
    "a size that is negative": op("zeros", num(-1), num(1)),
    "half a size": op("identity", num("3/2")),
    "a size too large": op("identity", num(401)),
    "a complex size": op("identity", [num(1), num(0)]),
    "a ragged matrix": op("matrix", [ONE], [ONE, ONE]),
    "a matrix without columns": op("matrix", []),
    "a matrix without rows": op("matrix"),
    "a matrix of strings": op("matrix", ["1"]),
    "a matrix of irrational numbers": op("matrix", [op("sqrt", num(3))]),
    "a matrix that is a number": op("matrix", ONE),
    "a block outside": op("block", "J", num(2), num(0)),
    "a block before": op("block", "J", num(-1), num(0)),
    "half a block": op("block", "J", num("1/2"), num(0)),
    "a block of what has none": op("block", "A", num(0), num(0)),
    "a block of an expression": op("block", op("transpose", "J"), num(0), num(0)),
    "a block by strings": op("block", "J", "0", "0"),
    "a part that is missing": "D",
    "a number": "x",
    "a block of a matrix of a kind": "A.A",
    "a comparison of it": "A.comparison",
    "a part of a part": "J.H",
    "a name too long": "J" + ".A" * 20,
    "no such operation": op("sub", "A", "A"),
    "a field too many": {**op("transpose", "A"), "of": "A"},
    "null": None,
    "a list": ["A"],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_matrix_rejects(name: str) -> None:
    tree = BROKEN[name]
    for formula in (op("same", tree, tree), op("psd", tree), op("le", of("trace", tree), num(-99))):
        assert "not certainly" not in rejected(op("or", formula, FALSE))
    assert "not certainly" not in rejected(FALSE, known("norm", tree))


NUMBERS: dict[str, tuple[Any, str]] = {
    "entry": (of("entry", "C", num(0), num(2)), "3"),
    "entry by symbols": (of("entry", "C", num(1), op("add", sym("C.m"), num(-1))), "6"),
    "a real entry of a complex matrix": (of("entry", "U", num(1), num(0)), "1"),
    "trace": (of("trace", "A"), "2"),
    "trace of a constant": (of("trace", op("identity", num(7))), "7"),
    "trace of complex ones": (of("trace", gram("W")), "20"),
    "det": (of("det", op("mul", "A", constant("2 0", "5 1/3"))), "2/3"),
    "det, odd": (of("det", op("times", num(-2), op("identity", num(3)))), "-8"),
    "det of zero": (of("det", "S"), "0"),
    "det of a complex one": (of("det", gram("W")), "2"),
    "det, odd and complex": (of("det", constant("0,1 0 0", "0 0,-1 0", "5 0 -2")), "-2"),
    "det, real and negative": (of("det", op("power", "U", num(2))), "-1"),
    "rank": (of("rank", "C"), "2"),
    "rank of one": (
        of("rank", op("mul", op("transpose", constant("0 1 2")), constant("0 1 2"))),
        "1",
    ),
    "rank of zero": (of("rank", op("zeros", num(2), num(5))), "0"),
    "rank of a complex one": (of("rank", constant("1 0,1", "0,1 -1")), "1"),
    "frobenius": (of("frobenius", constant("1 2", "2 4")), "5"),
    "frobenius of a complex one": (of("frobenius", constant("3,4 0", "0 0,12")), "13"),
    "rows and columns": (op("add", sym("C.n"), op("mul", num(10), sym("C.m"))), "32"),
    "inverse_norm": (of("inverse_norm", op("times", num(4), "B")), "1/4"),
    "cond": (of("cond", op("times", num(4), "B")), "1"),
    "departure": (of("departure", "A"), "2"),
}
FACTS = [
    exactly("norm", "B", "1"),
    exactly("norm", op("times", num(4), "B"), "4"),
    exactly("norm", op("times", num("1/4"), "B"), "1/4"),
    exactly("departure2", "A", "4", N=[["1", "0"], ["0", "1"]]),
]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_what_it_must_be(name: str) -> None:
    term, value = NUMBERS[name]
    assert decided(op("eq", term, num(value)), *FACTS) is True
    for wrong in ("1/1000000", "-1/1000000"):
        assert decided(op("eq", term, op("add", num(value), num(wrong))), *FACTS) is False


NO_NUMBERS: dict[str, Any] = {
    "an entry outside": of("entry", "C", num(2), num(0)),
    "an entry before": of("entry", "C", num(0), num(-1)),
    "half an entry": of("entry", "C", num(0), num("1/2")),
    "an entry without a column": of("entry", "C", num(0)),
    "an entry that is not real": of("entry", "U", num(0), num(1)),
    "trace of a rectangle": of("trace", "C"),
    "trace that is not real": of("trace", "W"),
    "trace with an argument": of("trace", "A", ONE),
    "det of a rectangle": of("det", "C"),
    "det that is not real": of("det", "W"),
    "cond of a rectangle": of("cond", "C"),
    "cond without facts": of("cond", "A"),
    "inverse_norm without facts": of("inverse_norm", "A"),
    "departure without facts": of("departure", "B"),
    "departure of a rectangle": of("departure", "C"),
    "no such quantity": of("sigma", "A"),
    "a quantity without facts": of("K", "A"),
}


@pytest.mark.parametrize("name", NO_NUMBERS)
def test_what_is_no_number(name: str) -> None:
    assert "not certainly" not in rejected(op("lt", NO_NUMBERS[name], num(-99)), *FACTS)


@pytest.mark.parametrize(
    "name", ["entry", "trace", "det", "rank", "frobenius", "cond", "departure", "inverse_norm"]
)
def test_what_is_evaluated_has_no_facts(name: str) -> None:
    assert "no such quantity" in rejected(FALSE, known(name, "A"))


def test_frobenius_is_enclosed_where_it_is_no_rational() -> None:
    term = of("frobenius", "A")
    assert decided(op("lt", op("pow", term, num(2)), num("6000001/1000000"))) is True
    assert decided(op("le", term, num("2449489/1000000"))) is False
    assert decided(op("eq", op("pow", term, num(2)), num(6))) is True


FORMULAS: list[tuple[str, Any, bool]] = [
    ("a matrix and itself", op("same", "A", "A"), True),
    ("another one", op("same", "A", "B"), False),
    ("a complex one and its real part", op("same", "U", constant("0 0", "1 0")), False),
    ("entries that are equal", op("entrywise", "A", "A"), True),
    ("entries above", op("entrywise", "A", op("add", "A", "B")), True),
    ("an entry below", op("entrywise", op("add", "A", constant("0 0", "0 1/1000000")), "A"), False),
    ("semidefinite", op("psd", constant("1 1", "1 1")), True),
    ("semidefinite no more", op("psd", constant("1 1", "1 999999/1000000")), False),
    ("not symmetric", op("psd", "A"), False),
    ("a rectangle", op("psd", "C"), False),
    ("Hermitian", op("psd", constant("1 0,1", "0,-1 1")), True),
    ("symmetric and complex", op("psd", constant("1 0,1", "0,1 1")), False),
    ("zero", op("psd", op("zeros", num(3), num(3))), True),
]


@pytest.mark.parametrize(
    ("tree", "expected"), [x[1:] for x in FORMULAS], ids=[x[0] for x in FORMULAS]
)
def test_formulas(tree: Any, expected: bool) -> None:
    assert decided(tree) is expected
    assert decided(op("not", tree)) is not expected
    assert decided(op("and", tree, op("lt", num(0), ONE))) is expected


@pytest.mark.parametrize("name", ["same", "entrywise"])
def test_formulas_that_are_none(name: str) -> None:
    for args in (["A", "C"], ["A"], ["A", "A", "A"], [ONE, ONE], []):
        assert "not certainly" not in rejected(op(name, *args))
    for tree in (
        op("le", op(name, "A", "B"), ONE),
        op("psd"),
        op("psd", "A", "A"),
        op("entrywise", "U", "U"),
    ):
        assert "not certainly" not in rejected(tree)


INFINITE = known("K", "A", lower={"value": "inf", "q": "1", "x": [["0", "0"], ["1", "0"]]})
PEAK = known("M", "A", lower={"value": "inf", "q": "1", "x": [["0", "0"], ["1", "0"]]})
K, M = of("K", "A"), of("M", "A")
LARGE = of("L", "A")  # at least 1, and not known


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (op("le", K, M), True),
        (op("lt", K, M), False),
        (op("eq", K, M), True),
        (op("ne", K, M), False),
        (op("ge", M, K), True),
        (op("gt", K, M), False),
        (op("le", num(10**30), K), True),
        (op("le", K, num(10**30)), False),
        (op("gt", op("neg", K), op("neg", M)), False),
        (op("ge", op("neg", K), op("neg", M)), True),
        (op("le", LARGE, K), True),
        (op("lt", K, LARGE), False),
        (op("lt", LARGE, K), None),
        (op("le", K, LARGE), None),
        (op("le", LARGE, LARGE), True),
        (op("lt", LARGE, LARGE), False),
        (op("le", op("add", K, op("neg", M)), K), None),
        (op("le", op("mul", num(0), K), K), None),
        (op("le", op("log", num(-1)), K), None),
        (op("eq", of("cond", "S"), K), True),
        (op("lt", of("cond", "S"), K), False),
        (op("lt", num(5), of("inverse_norm", "S")), True),
        (op("eq", op("div", ONE, K), num(0)), True),
        (op("le", op("max", num(3), K), M), True),
    ],
)
def test_infinity(tree: Any, expected: bool | None) -> None:
    assert (
        decided(tree, INFINITE, PEAK, known("L", "A", lower={"value": "1", "t": "0"})) is expected
    )


GONE = op("inverse", "S")
CLAIM = op("le", of("norm", GONE), ONE)
TRUE = op("lt", num(0), ONE)


@pytest.mark.parametrize(
    "tree",
    [
        CLAIM,
        op("ge", of("norm", GONE), num(0)),
        op("le", of("K", op("mul", "A", GONE)), ONE),
        op("lt", of("norm", op("power", "S", num(-2))), ONE),
        op("same", op("mul", "S", GONE), op("identity", num(2))),
        op("entrywise", GONE, GONE),
        op("psd", op("add", "A", GONE)),
        op("and", TRUE, CLAIM),
        op("and", TRUE, op("and", CLAIM, TRUE)),
        op("le", op("max", ONE, of("trace", GONE)), ONE),
        op("ge", op("abs", of("det", GONE)), num(0)),
        op("le", of("cond", GONE), ONE),
    ],
)
def test_a_claim_that_an_inverse_exists_is_false(tree: Any) -> None:
    line = checker.check(about(PARTS, tree))
    assert "inverse(S)" in line or "S^(-2)" in line
    with pytest.raises(checker.Rejected, match="hypothesis is not certainly true"):
        checker.check(about(PARTS, FALSE, hypotheses=[tree]))


@pytest.mark.parametrize(
    "tree",
    [
        op("or", CLAIM, CLAIM),
        op("not", CLAIM),
        op("implies", CLAIM, CLAIM),
        op("implies", TRUE, CLAIM),
        op("iff", CLAIM, TRUE),
        op("le", op("piecewise", of("norm", GONE), TRUE), ONE),
        op("le", op("piecewise", ONE, CLAIM, num(2), TRUE), ONE),
        op("and", TRUE, op("or", CLAIM, FALSE)),
    ],
)
def test_no_claim_that_an_inverse_exists(tree: Any) -> None:
    assert "not certainly false" in rejected(tree)


def test_shapes_are_looked_at_where_an_inverse_is_missing() -> None:
    for tree in (op("add", GONE, "C"), op("mul", "C", GONE), op("kron", GONE)):
        assert "not certainly" not in rejected(op("le", of("norm", tree), ONE))
    assert "exist" in rejected(FALSE, known("norm", GONE))
    assert "not exact" in rejected(op("psd", op("times", of("trace", GONE), "A")))
    assert "no such quantity" in rejected(op("le", of("sigma", GONE), ONE))


def test_a_fact_is_about_the_matrix_and_not_about_its_real_form() -> None:
    """A real matrix of 4 rows that is the real form of U has twice the gain of U."""
    half = op("times", num("1/2"), "U")
    form = op(
        "rows",
        *(
            op("columns", *row)
            for row in (
                (constant("0 0", "1/2 0"), constant("0 -1/2", "0 0")),
                (constant("0 1/2", "0 0"), constant("0 0", "1/2 0")),
            )
        ),
    )
    gramian = [["4/3" if i == j else "0" for j in range(4)] for i in range(4)]
    gains = [exactly("H", half, "8/3", P=gramian), exactly("H", form, "16/3", P=gramian)]
    assert decided(op("eq", of("H", half), num("8/3")), *gains) is True
    assert decided(op("eq", of("H", form), num("16/3")), *gains) is True
    for wrong in (exactly("H", half, "16/3", P=gramian), exactly("H", form, "8/3", P=gramian)):
        assert "does not show" in rejected(FALSE, wrong)
    assert "no fact" in rejected(op("eq", of("H", form), num("8/3")), gains[0])


def test_a_fact_about_the_parts_of_a_matrix_below_each_other_is_none_about_it() -> None:
    column = op("matrix", [[num(3), num(4)]])
    stacked = exactly("norm", op("matrix", [num(3)], [num(4)]), "5")
    assert "no fact" in rejected(op("ne", of("norm", column), num(5)), stacked)
    assert decided(op("eq", of("norm", column), num(5)), exactly("norm", column, "5")) is True


def test_a_complex_expression_that_is_real_has_witnesses_of_its_own_size() -> None:
    """U⁴ = -I has two rows, also among complex matrices."""
    fourth = op("power", "U", num(4))
    below = {"value": "1", "x": [["1", "0"], ["0", "0"]]}
    shown = known("w", fourth, lower=below, upper={"value": "1", "Z": [["0", "0"], ["0", "0"]]})
    assert decided(op("eq", of("w", fourth), ONE), shown) is True


DEPARTURES: dict[str, tuple[Any, dict[str, Any], str, str]] = {
    # the matrix, the witness, and the largest lower and the least upper bound that it shows
    "triangular": ("A", {"N": [["1", "0"], ["0", "1"]]}, "4", "4"),
    "normal": ("B", {"N": [["0", "1"], ["1", "0"]]}, "0", "0"),
    "normal, the eigenvalues": ("B", {"N": [["1", "0"], ["0", "-1"]]}, "0", "0"),
    "similar to a normal one": (constant("1 2", "0 2"), {"S": [["1", "2"], ["0", "1"]]}, "4", "4"),
    "complex": (
        op("times", I_TIMES, "A"),
        {
            "N": [
                ["0", "0", "-1", "0"],
                ["0", "0", "0", "-1"],
                ["1", "0", "0", "0"],
                ["0", "1", "0", "0"],
            ]
        },
        "4",
        "4",
    ),
}


@pytest.mark.parametrize("name", DEPARTURES)
def test_departures(name: str) -> None:
    tree, witness, low, high = DEPARTURES[name]
    for side, value in (("lower", low), ("upper", high)):
        assert checker.check(
            about(PARTS, FALSE, [known("departure2", tree, **{side: {"value": value, **witness}})])
        )
    for side, value in (
        ("lower", f"{int(low) * 10**6 + 1}/1000000"),
        ("upper", f"{int(high) * 10**6 - 1}/1000000"),
    ):
        assert "does not show" in rejected(
            FALSE, known("departure2", tree, **{side: {"value": value, **witness}})
        )


def test_departures_that_are_not_shown() -> None:
    bad = {
        "N not normal": {"N": [["1", "1"], ["0", "1"]]},
        "other eigenvalues": {"N": [["1", "0"], ["0", "2"]]},
        "S singular": {"S": [["1", "1"], ["1", "1"]]},
        "N of another size": {"N": [["1"]]},
        "both": {"N": [["1", "0"], ["0", "1"]], "S": [["1", "0"], ["0", "1"]]},
        "nothing": {},
    }
    for witness in bad.values():
        for side, value in (("lower", "0"), ("upper", "9")):
            fact = known("departure2", "A", **{side: {"value": value, **witness}})
            assert "not certainly" not in rejected(FALSE, fact)


def test_henricis_bound_is_met_from_above() -> None:
    """For A by S = I it is √((n³-n)/12)·‖AA' - A'A‖_F = √(1/2)·√32 = 4, which is attained."""
    witness = {"S": [["1", "0"], ["0", "1"]]}
    assert checker.check(
        about(PARTS, FALSE, [known("departure2", "A", upper={"value": "4", **witness})])
    )
    assert "does not show" in rejected(
        FALSE, known("departure2", "A", upper={"value": "3999999/1000000", **witness})
    )
    assert "does not show" in rejected(
        FALSE, known("departure2", "A", lower={"value": "1/1000000", **witness})
    )


def test_the_norm_of_a_larger_block_is_known_by_a_fact_before() -> None:
    parts = {
        "J": coupled(
            [["0", "0", "0"], ["0", "0", "0"], ["3", "4", "0"]], "0", "BlockTriangular", [2, 1]
        )
    }
    norm = exactly("norm", "J.C", "5")
    radius = known("rho", "J.comparison", upper={"value": "0"})
    assert checker.check(
        about(
            parts,
            op(
                "ne",
                of("trace", op("mul", op("transpose", "J.comparison"), "J.comparison")),
                num(25),
            ),
            [norm, radius],
        )
    )
    loose = known("norm", "J.C", lower={"value": "5"}, upper={"value": "6"})
    for facts in (
        [radius, norm],
        [radius],
        [loose, radius],
        [loose | {"upper": {"value": "4"}}, radius],
    ):
        with pytest.raises(checker.Rejected):
            checker.check(about(parts, FALSE, facts))


def test_a_matrix_is_written_as_it_was_evaluated() -> None:
    tree = op(
        "kron",
        op("times", [sym("x"), num(-1)], op("adjoint", "U")),
        op("matrix", [num(1), sym("x")]),
    )
    whole = op("columns", tree, op("zeros", num(2), num(1)))
    line = checker.check(about(PARTS, op("ge", op("neg", of("frobenius", whole)), num(0))))
    assert "frobenius((kron((x + (-1)*i)*adjoint(U), ([1, x])), zeros(2, 1)))" in line
    line = checker.check(about(PARTS, op("not", op("psd", op("identity", sym("C.n"))))))
    assert line.endswith("FALSE: not (psd(I(C.n)))")
