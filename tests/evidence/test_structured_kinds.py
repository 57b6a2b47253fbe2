"""A true and some false statements about each structured kind, from the text to the verdict."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from kreissverify import (
    Companion,
    Eq,
    Integer,
    M,
    Nonnegative,
    Normal,
    Orthogonal,
    Real,
    Square,
    Statement,
    Stochastic,
    Toeplitz,
    assume,
    identity,
    norm,
    rho,
    same,
    theorem,
    w,
)
from kreissverify.certificates.checker import check
from kreissverify.evidence import verify
from kreissverify.evidence.verdict import TheoremReport, Verdict


def report(statement: Statement, folder: Path) -> TheoremReport:
    return verify(statement, instances=20, certificates=folder)


@theorem(source="unitary matrices do not grow")
def orthogonal(Q: Orthogonal(), k: Integer(at_least=0, at_most=20)):  # type: ignore[no-untyped-def, valid-type]
    return norm(Q**k) <= 1


@theorem(source="norms of normal matrices are their radii")
def normal(A: Normal(norm="v"), v: Real(above=0), k: Integer(at_least=1, at_most=6)):  # type: ignore[no-untyped-def, valid-type]
    return norm(A**k) <= v**k


@theorem(source="Perron and Frobenius")
def nonnegative(A: Nonnegative("n"), B: Nonnegative("n")):  # type: ignore[no-untyped-def, valid-type]
    return rho(A) <= rho(A + B)


@theorem(source="products of stochastic matrices are stochastic")
def stochastic(P: Stochastic("n"), R: Stochastic("n")):  # type: ignore[no-untyped-def, valid-type]
    return rho(P * R) <= 1


@theorem(source="they have the shift above their last row")
def companion(C: Companion(3)):  # type: ignore[no-untyped-def, valid-type]
    return norm(C) >= 1


@theorem(source="norms are submultiplicative")
def toeplitz(A: Toeplitz("n"), B: Toeplitz("n")):  # type: ignore[no-untyped-def, valid-type]
    return norm(A * B) <= norm(A) * norm(B)


@pytest.mark.parametrize(
    "statement", [orthogonal, normal, nonnegative, stochastic, companion, toeplitz], ids=str
)
def test_what_is_true_is_supported(statement: Any, tmp_path: Path) -> None:
    assert report(statement, tmp_path).verdict is Verdict.SUPPORTED


@theorem(source="a turn moves vectors further")
def turns_are_small(Q: Orthogonal(2)):  # type: ignore[no-untyped-def, valid-type]
    return norm(Q - identity(Q)) <= 1


@theorem(source="a nilpotent matrix times a permutation")
def turns_keep_radii(Q: Orthogonal("n"), A: Square("n")):  # type: ignore[no-untyped-def, valid-type]
    return rho(Q * A) <= rho(A)


@theorem(source="sums of normal matrices need not be normal")
def sums_are_normal(A: Normal("n"), B: Normal("n")):  # type: ignore[no-untyped-def, valid-type]
    return Eq(norm(A + B), rho(A + B))


@theorem(source="the radius does not bound the norm")
def nonnegative_contract(A: Nonnegative(radius=1)):  # type: ignore[no-untyped-def, valid-type]
    return norm(A) <= 1


@theorem(source="a walk that gathers")
def stochastic_contract(P: Stochastic()):  # type: ignore[no-untyped-def, valid-type]
    return norm(P) <= 1


@theorem(source="a walk that gathers")
def stochastic_within(P: Stochastic()):  # type: ignore[no-untyped-def, valid-type]
    return w(P) <= 1


@theorem(source="a double root next to the circle")
def companion_peaks(C: Companion()):  # type: ignore[no-untyped-def, valid-type]
    assume(rho(C) < 1)
    return M(C) <= 2


@theorem(source="only of triangular ones of one side, and circulants")
def toeplitz_commute(A: Toeplitz("n"), B: Toeplitz("n")):  # type: ignore[no-untyped-def, valid-type]
    return same(A * B, B * A)


FALSE = [
    turns_are_small,
    turns_keep_radii,
    sums_are_normal,
    nonnegative_contract,
    stochastic_contract,
    stochastic_within,
    companion_peaks,
    toeplitz_commute,
]


@pytest.mark.parametrize("statement", FALSE, ids=str)
def test_what_is_false_is_refuted_by_short_matrices_of_two_rows(
    statement: Any, tmp_path: Path
) -> None:
    made = report(statement, tmp_path)
    assert made.verdict is Verdict.REFUTED
    assert made.certificate is not None
    document = json.loads(made.certificate.read_text(encoding="utf-8"))
    check(document)
    matrices = [part["matrix"] for part in document["parts"].values() if "matrix" in part]
    assert matrices and all(len(rows) == 2 for rows in matrices)
    entries = [Fraction(x) for rows in matrices for row in rows for x in row]
    assert max(max(abs(x.numerator), x.denominator) for x in entries) <= 20
