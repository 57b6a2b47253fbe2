"""Certificates about complex matrices: each rule by the real form, and what must be rejected."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from kreissverify import Matrix, enclose, registry
from kreissverify.certificates import checker
from tests.certificates.support.by_hand import (
    ONE,
    fact,
    instance,
    num,
    op,
    quantity,
    refutation,
    sym,
)
from tests.certificates.support.case import certificate
from tests.certificates.support.complex_cases import (
    complex_case,
    complex_certificates,
    complex_fact,
    complex_instance,
)
from tests.certificates.support.fact_cases import CASES

COMPLEX = {name: complex_case(case) for name, case in CASES.items()}
BAD = [(rule, name) for rule, case in COMPLEX.items() for name in case.bad]
FALSE = op("lt", ONE, ONE)


@pytest.mark.parametrize("rule", COMPLEX)
def test_shown(rule: str) -> None:
    case = COMPLEX[rule]
    assert "FALSE: 1 < 1" in checker.check(certificate(case, case.good))


@pytest.mark.parametrize(("rule", "name"), BAD)
def test_forged(rule: str, name: str) -> None:
    case = COMPLEX[rule]
    with pytest.raises(checker.Rejected):
        checker.check(certificate(case, case.bad[name]))


@pytest.mark.parametrize("k", range(5))
def test_refutations(k: int) -> None:
    line = checker.check(complex_certificates()[k])
    assert line.startswith("for ComplexMatrix, J = [[[1/2, 0], [0, 0]], [[6/5, 8/5], [1/2, 0]]], ")


def test_the_noise_gain_is_half_of_that_of_the_real_form() -> None:
    (document, *_) = complex_certificates()
    forged = copy.deepcopy(document)
    forged["facts"][0]["lower"]["value"] = "784/27"
    assert "does not show" in rejected(forged)


def rejected(document: Any) -> str:
    with pytest.raises(checker.Rejected) as error:
        checker.check(document)
    return str(error.value)


def one(entry: Any) -> Any:
    return {"class": "ComplexMatrix", "matrix": [[entry]], "parameters": {}}


JORDAN = [["1/2", "0"], ["2", "1/2"]]
BROKEN: dict[str, Any] = {
    "an entry as a string": one("1/2+1/3i"),
    "a real entry": one("1/2"),
    "three parts": one(["1", "2", "3"]),
    "a number": one(["1", 2]),
    "a denominator of zero": one(["1", "1/0"]),
    "no rows": {**one(["1", "0"]), "matrix": []},
    "not square": {**one(["1", "0"]), "matrix": [[["1", "0"], ["1", "0"]]]},
    "ragged": {**one(["1", "0"]), "matrix": [[["1", "0"]], [["1", "0"], ["1", "0"]]]},
    "a size": {**one(["1", "0"]), "sizes": [1]},
    "a bound on radii": {**one(["1", "0"]), "gamma": "1/2"},
    "no parameters": {"class": "ComplexMatrix", "matrix": [[["1", "0"]]]},
    "21 rows": {**one(["1", "0"]), "matrix": [[["0", "0"]] * 21] * 21},
    "a class of real matrices": {
        **instance(JORDAN, "1/2", "CoupledBlocks", [2]),
        "matrix": complex_instance(JORDAN)["matrix"],
    },
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_complex_instance(name: str) -> None:
    checker.check(refutation(complex_instance(JORDAN), FALSE, []))
    assert "not certainly" not in rejected(refutation(BROKEN[name], FALSE, []))


def test_twenty_rows_are_read_within_the_budget() -> None:
    rows = [[["1/3", "-1/7"] if i > j else ["0", "0"] for j in range(20)] for i in range(20)]
    of = {"class": "ComplexMatrix", "matrix": rows, "parameters": {}}
    assert checker.check(refutation(of, FALSE, [fact("norm", upper={"value": "9"})]))


@pytest.mark.parametrize("name", ["J.A", "J.D", "J.triangular", "J.comparison", "J.block_norms"])
def test_a_complex_matrix_has_no_parts(name: str) -> None:
    of = complex_instance(JORDAN)
    about = fact("norm", name, lower={"value": "0"})
    assert "no such matrix" in rejected(refutation(of, FALSE, [about]))


@pytest.mark.parametrize("name", ["gamma", "b", "c", "kappa"])
def test_a_complex_matrix_has_no_symbols_of_a_class(name: str) -> None:
    claim = op("lt", sym(name), num(-1))
    assert "not certainly" not in rejected(refutation(complex_instance(JORDAN), claim, []))


def test_the_transpose_is_the_adjoint() -> None:
    """J = [[0, 1], [i, 0]] has J*J = I, and J'J = diag(-1, 1)."""
    matrix = [[["0", "0"], ["1", "0"]], [["0", "1"], ["0", "0"]]]
    of = {"class": "ComplexMatrix", "matrix": matrix, "parameters": {}}
    product = {"op": "mul", "args": [{"op": "transpose", "args": ["J"]}, "J"]}
    minus = {"op": "scalar", "args": ["J", num(-1)]}
    about = fact("norm", upper={"value": "0"}) | {"of": {"op": "add", "args": [product, minus]}}
    claim = op("gt", {"quantity": "norm", "of": about["of"], "args": []}, num(0))
    assert checker.check(refutation(of, claim, [about]))


PARAMETERS = {"G": ["1"], "rho_eps": ["1/5"], "T": ["1/8"]}
PARAMETERS |= {"G_c": ["0"], "pseudospectral_abscissa": ["1/5"], "T_c": ["1/8"], "exp_norm": ["1"]}


# The package has the root of departure2.
@pytest.mark.parametrize("name", sorted({*checker.QUANTITIES} & {*registry()}))
def test_enclosures_of_the_package_pass_the_checker(name: str, tmp_path: Path) -> None:
    """The round trip: bounds that `enclose` gives, checked by `python checker.py`."""
    third = [["1/3+1/4i", "2i", "1"], ["-1/5", "1/4-i", "0"], ["1/7i", 0, "-1/3i"]]
    matrix = Matrix([["1/3+1/4i", "3/2i"], [0, "1/5-1/2i"]] if name != "rho" else third)
    if registry()[name].continuous:  # stable as a map, and not as a flow
        matrix = Matrix([["-2/3+1/4i", "4i"], [0, "-4/5-1/2i"]])
    arguments = PARAMETERS.get(name, [])
    bounds = enclose(registry()[name], matrix, *arguments, rtol=1e-2)
    ends = {"lower": bounds.lower.value, "upper": bounds.upper.value}
    # the ends of a norm are their own witnesses
    found = bounds.certificate or {side: {"value": str(end)} for side, end in ends.items()}
    parts = [[[str(a), str(b)] for a, b in zip(*row, strict=True)] for row in rows_of(matrix)]
    of = {"class": "ComplexMatrix", "matrix": parts, "parameters": {}}
    paths = []
    for side in ("lower", "upper"):
        about = fact(name, "J", *arguments, **{side: dict(found[side])})
        term = quantity(name, "J", *map(num, arguments))
        claim = op("lt" if side == "lower" else "gt", term, num(found[side]["value"]))
        paths.append(tmp_path / f"{side}.json")
        paths[-1].write_text(json.dumps(refutation(of, claim, [about])), encoding="utf-8")
    command = [sys.executable, "-I", "-S", checker.__file__, *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0 and ran.stdout.count("ACCEPTED") == 2, ran.stdout


def test_lines_of_a_kreiss_constant_near_one_fit_into_a_certificate() -> None:
    """K_c = 1.00028 is proved to 1e-9 by 505 lines, which crowd, and to less by fewer."""
    matrix = Matrix([["-2/3+1/4i", "3/2i"], [0, "-4/5-1/2i"]])
    found = enclose(registry()["K_c"], matrix, rtol=1e-2)
    assert found.certificate is not None
    above = found.certificate["upper"]
    assert len(above["lines"]) <= checker.MAX_LIST
    assert float(found.upper) <= float(Fraction(above["value"])) <= float(found.upper) * (1 + 1e-7)


def rows_of(matrix: Matrix) -> Any:
    real, imaginary = matrix.parts
    assert imaginary is not None
    return zip(real.tolist(), imaginary.tolist(), strict=True)


def test_a_fact_of_the_real_matrix_needs_its_witness_turned() -> None:
    about = CASES["K upper circles"].good
    of = complex_instance(JORDAN)
    assert checker.check(refutation(of, FALSE, [complex_fact(about)]))
    assert "list of" in rejected(refutation(of, FALSE, [about]))
