"""Matrices made from others: what is right is shown, what is wrong is not, nothing is cut short."""

from __future__ import annotations

from typing import Any

import pytest

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import (
    ONE,
    Document,
    fact,
    instance,
    num,
    op,
    quantity,
    refutation,
    sym,
)

FALSE = op("lt", ONE, ONE)
#: A = diag(1/2, 0), C = [1, 1], D = 1/4, so that neither order nor shapes can be mixed up.
THREE = instance(
    [["1/2", "0", "0"], ["0", "0", "0"], ["1", "1", "1/4"]],
    "1/2",
    "BlockTriangular",
    [2, 1],
    parameters={"z": "2"},
)


def with_norm(tree: Any, value: str, kind: str = "eq") -> Document:
    """Return a certificate that is accepted just when the norm of a matrix has a value."""
    both = fact("norm", tree, lower={"value": value}, upper={"value": value})
    return refutation(THREE, FALSE, [both], [op(kind, quantity("norm", tree), num(value))])


def minus(tree: Any) -> Any:
    return op("mul", op("scalar", tree, num(-1)), tree)


SHIFTED = op("add", op("scalar", "J.A", sym("z")), minus("J.A"))
NORMS: dict[str, tuple[Any, str]] = {
    "sum": (op("add", "J.D", "J.D", "J.D"), "3/4"),
    "difference": (op("add", "J.A", minus("J.A")), "0"),
    "product": (op("mul", "J.D", "J.D", "J.D"), "1/64"),
    "product of other shapes": (op("mul", op("transpose", "J.C"), "J.C"), "2"),
    "power": (op("power", "J.A", num(3)), "1/8"),
    "power zero": (op("power", "J", num(0)), "1"),
    "inverse": (op("power", SHIFTED, num(-1)), "2/3"),
    "power of the inverse": (op("power", SHIFTED, num(-2)), "4/9"),
    "multiple": (op("scalar", "J", sym("gamma")), "1/2"),
    "columns": (op("columns", "J.D", "J.D", "J.D", "J.D"), "1/2"),
    "rows": (op("rows", "J.A", "J.A", "J.A", "J.A"), "1"),
    "blocks": (
        op("add", op("rows", op("columns", "J.A", "J.B"), op("columns", "J.C", "J.D")), minus("J")),
        "0",
    ),
}


@pytest.mark.parametrize("name", NORMS)
def test_a_norm_met_exactly(name: str) -> None:
    tree, value = NORMS[name]
    assert checker.check(with_norm(tree, value))


@pytest.mark.parametrize("name", NORMS)
def test_another_norm_is_rejected(name: str) -> None:
    tree, _ = NORMS[name]
    for value in ("1/1000", "5/7"):
        with pytest.raises(checker.Rejected):
            checker.check(with_norm(tree, value))


BROKEN: dict[str, Any] = {
    "sum of other shapes": op("add", "J.A", "J.C"),
    "sum of more columns": op("add", "J.D", "J.C"),
    "product of shapes that do not fit": op("mul", "J.C", "J.D"),
    "product with a matrix too wide": op("mul", "J.A", "J"),
    "product with a matrix too narrow": op("mul", "J", "J.A"),
    "product of one": op("mul", "J"),
    "power of a matrix that is not square": op("power", "J.C", num(2)),
    "half a power": op("power", "J.A", num("1/2")),
    "a long power": op("power", "J.A", num(20001)),
    "power by a matrix": op("power", "J.A", "J.A"),
    "power by a formula": op("power", "J.A", True),
    "inverse of a singular matrix": op("power", "J.A", num(-1)),
    "inverse of a matrix that is not square": op("power", "J.C", num(-1)),
    "a factor not exact": op("scalar", "J.A", op("sqrt", num(2))),
    "an infinite factor": op("scalar", "J.A", op("div", ONE, num(0))),
    "the quotient of nothing": op("scalar", "J", op("log", num(0))),
    "power zero of a matrix that is not square": op("power", "J.C", num(0)),
    "columns of other heights": op("columns", "J.A", "J.C"),
    "rows of other widths": op("mul", op("rows", "J.C", "J.D"), "J.A"),
    "two transposed": op("transpose", "J.A", "J.A"),
    "no operands": op("add"),
    "no such operation": op("sub", "J", "J"),
    "no such matrix": op("transpose", "J.E"),
    "a number": num(1),
    "a table": [["1"]],
    "null": None,
    "a field too many": {**op("transpose", "J"), "of": "J"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_matrix_rejects(name: str) -> None:
    for value in ("0", "1"):
        broken = fact("norm", BROKEN[name], lower={"value": value})
        with pytest.raises(checker.Rejected) as error:
            checker.check(refutation(THREE, FALSE, [broken]))
        assert "not certainly false" not in str(error.value)


def test_a_fact_is_about_a_matrix_whatever_it_is_called() -> None:
    known = fact("K", op("power", op("power", "J", num(1)), num(1)), lower={"value": "1"})
    assert checker.check(refutation(THREE, op("lt", quantity("K"), ONE), [known]))
    other = refutation(THREE, op("lt", quantity("K", "J.A"), ONE), [known])
    with pytest.raises(checker.Rejected, match=r"no fact about K\(J.A\)"):
        checker.check(other)


def test_a_matrix_is_written_as_it_was_evaluated() -> None:
    tree = op("add", op("mul", op("transpose", "J.C"), "J.C"), op("power", SHIFTED, num(-1)))
    known = fact("norm", tree, lower={"value": "1"})
    shown = checker.check(refutation(THREE, op("eq", quantity("norm", tree), num(0)), [known]))
    assert "FALSE: norm((((J.C)'*J.C) + ((z)*I + ((-1)*I*J.A))^(-1))) = 0 [norm(" in shown


def test_the_size_n_is_that_of_the_matrix() -> None:
    assert checker.check(refutation(THREE, op("ne", sym("n"), num(3)), []))
    with pytest.raises(checker.Rejected):
        checker.check(refutation(THREE, op("eq", sym("n"), num(3)), []))


@pytest.mark.parametrize("operation", ["scalar", "power"])
@pytest.mark.parametrize("sign", [1, -1])
def test_infinity_is_no_entry_and_no_exponent(operation: str, sign: int) -> None:
    """K = ∞ of an unstable J is known exactly, which does not make it a number."""
    of = instance([["0", "0", "0"], ["0", "0", "2"], ["0", "2", "0"]], "0", sizes=[1, 2])
    of = {**of, "class": "CoupledBlocks", "sizes": [1, 1, 1]}
    infinite = fact("K", lower={"value": "inf", "rho": "2"})
    tree = op(operation, "J", op("mul", num(sign), quantity("K")))
    with pytest.raises(checker.Rejected, match="an exponent or a factor is not exact"):
        checker.check(refutation(of, FALSE, [infinite, fact("norm", tree)]))
