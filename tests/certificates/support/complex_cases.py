"""The cases of real matrices J for DJD*, D diagonal and unitary: complex, and with equal facts.

The witnesses are those of the real form F: P and Z become F(DPD*), and a vector x becomes
(Dx, -iDx), on which F(DJD*) acts as J does on x.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.certificates.support.by_hand import (
    Document,
    fact,
    num,
    op,
    quantity,
    refutation,
    sym,
)
from tests.certificates.support.case import Case

Complex = tuple[Fraction, Fraction]
#: The diagonal of D, as many of them as there are rows.
TURN: list[Complex] = [
    (Fraction(1), Fraction(0)),
    (Fraction(3, 5), Fraction(4, 5)),
    (Fraction(0), Fraction(1)),
    (Fraction(-5, 13), Fraction(12, 13)),
]


def times(a: Complex, b: Complex) -> Complex:
    return a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]


def turned(rows: Any) -> list[list[Complex]]:
    """Return DAD* for a real matrix A."""
    conjugate = [(real, -imaginary) for real, imaginary in TURN]
    return [
        [times(times(TURN[i], (Fraction(x), Fraction(0))), conjugate[j]) for j, x in enumerate(row)]
        for i, row in enumerate(rows)
    ]


def real_form(rows: list[list[Complex]]) -> list[list[str]]:
    upper = [[a for a, _ in row] + [-b for _, b in row] for row in rows]
    lower = [[b for _, b in row] + [a for a, _ in row] for row in rows]
    return [[str(x) for x in row] for row in upper + lower]


def complex_instance(rows: Any, parameters: dict[str, str] | None = None) -> Document:
    """Return the instance DJD* for a real matrix J."""
    matrix = [[[str(a), str(b)] for a, b in row] for row in turned(rows)]
    return {"class": "ComplexMatrix", "matrix": matrix, "parameters": parameters or {}}


def complex_fact(about: Document, size: int = 2) -> Document:
    """Return a fact with its witnesses turned; fields of a wrong shape are left as they are."""
    return {
        name: {field: _turned_field(field, x, size) for field, x in value.items()}
        if name in ("lower", "upper")
        else value
        for name, value in about.items()
    }


def _turned_field(name: str, value: Any, size: int) -> Any:
    if not isinstance(value, list):
        return value
    if name in ("circles", "lines"):
        return [{**circle, "P": _turned_field("P", circle["P"], size)} for circle in value]
    if name == "Y":  # a list of matrices
        return [_turned_field("P", table, size) for table in value]
    if name in ("E", "N", "P", "S", "W", "X", "Z") and [len(row) for row in value] == [size] * size:
        return real_form(turned(value))
    if name == "x" and len(value) == size:
        pairs = [(Fraction(a), Fraction(b)) for a, b in value]
        upper = [times(TURN[i], pair) for i, pair in enumerate(pairs)]
        lower = [(b, -a) for a, b in upper]  # times -i
        return [[str(a), str(b)] for a, b in upper + lower]
    return value


def complex_case(case: Case) -> Case:
    """Return the case about DJD*."""
    size = len(case.matrix)
    bad = {name: complex_fact(about, size) for name, about in case.bad.items()}
    good = complex_fact(case.good, size)
    return Case(good, bad, case.matrix, complex_instance(case.matrix))


def complex_certificates() -> list[Document]:
    """Return certificates about D[[1/2, 0], [2, 1/2]]D*, some with matrices made from it."""
    of = complex_instance([["1/2", "0"], ["2", "1/2"]], {"delta": "1/8"})
    gain = {"value": "392/27", "P": [["4/3", "16/9"], ["16/9", "356/27"]]}
    point = {"value": "5/4", "z": ["11/6", "0"], "x": [["1", "0"], ["2", "0"]]}
    both = {"op": "mul", "args": [{"op": "transpose", "args": ["J"]}, "J"]}
    term = {"quantity": "rho", "of": both, "args": []}
    settled = fact("T", "J", "1/8", lower={"value": "9"}, upper={"value": "9", "T": "6"})
    statements = [
        (op("le", quantity("H"), op("mul", sym("n"), num(7))), fact("H", lower=gain)),
        (op("lt", quantity("K"), num("6/5")), fact("K", lower=point)),
        (op("ge", term, num(5)), {**fact("rho", upper={"value": "9/2"}), "of": both}),
        (op("ge", quantity("T", "J", sym("delta")), num(10)), settled),
        (op("le", quantity("M"), num(2)), fact("M", lower={"value": "2118/1000", "t": "1"})),
    ]
    return [
        refutation(of, claim, [complex_fact(about)], [op("gt", sym("n"), num(1))])
        for claim, about in statements
    ]
