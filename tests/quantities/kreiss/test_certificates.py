"""Certificates of K and G are accepted by the standalone checker, and forged ones are not."""

import copy
from typing import Any

import numpy as np
import pytest
from flint import fmpq

from kreissverify.certificates import checker
from kreissverify.matrices.gallery import named
from kreissverify.matrices.matrix import Matrix
from kreissverify.quantities import enclose
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as K
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as G

CASES = {
    "scalar": Matrix([["3/4"]]),
    "triangular": Matrix([["1/2", 0], [3, "1/2"]]),
    "coupled": Matrix([["1/2", "1/100"], [3, "1/2"]]),
    "near one": Matrix([["999/1000", 0], ["1/10", "999/1000"]]),
    "large": Matrix([["9/10", 0], [100000, "9/10"]]),
    "thirds": Matrix([["1/3", 1, 2], [0, "-1/3", 1], ["1/7", 0, "1/3"]]),
    "contraction": Matrix([["1/2", "1/4", 0], [0, "1/4", "1/4"], [0, 0, "-1/2"]]),
    "numerical radius": Matrix([["1/10", 0, 0], [1, "1/10", 0], [0, "1/2", 0]]),
    "touching": Matrix([["1/2", 0], [1, "1/2"]]),
    "jordan": named("jordan_n5_g0.9_s0.3"),
    "convection": named("convdiff_N11_div28"),
}


def document(matrix: Matrix, conclusion: dict[str, Any], fact: dict[str, Any]) -> dict[str, Any]:
    radius = float(np.abs(np.linalg.eigvals(matrix.array)).max())
    gamma = fmpq(int(radius * 2**20) + 2, 2**20) if matrix.n < 5 else 1 - fmpq(1, 2**10)
    return {
        "format": "kreissverify-certificate",
        "version": 1,
        "kind": "refutation",
        "theorem": {"id": "t", "source": "s", "text": "x"},
        "hypotheses": [],
        "conclusion": conclusion,
        "instance": {
            "class": "CoupledBlocks",
            "sizes": [matrix.n],
            "normal": False,
            "gamma": str(gamma),
            "matrix": matrix.strings(),
            "parameters": {},
        },
        "facts": [fact],
    }


def outside(name: str, args: list[str], side: str, value: str) -> dict[str, Any]:
    """State that the quantity lies beyond its bound: what the fact refutes."""
    term = {"quantity": name, "of": "J", "args": [{"num": a} for a in args]}
    return {"op": "lt" if side == "lower" else "gt", "args": [term, {"num": value}]}


def both_sides(
    matrix: Matrix, name: str, args: list[str], certificate: Any
) -> list[dict[str, Any]]:
    documents = []
    for side in ("lower", "upper"):
        bound = certificate[side]
        fact = {"quantity": name, "of": "J", "args": args, side: bound}
        documents.append(document(matrix, outside(name, args, side, bound["value"]), fact))
    return documents


@pytest.mark.parametrize("case", CASES)
def test_kreiss_certificates_are_accepted(case: str) -> None:
    matrix = CASES[case]
    bounds = enclose(K, matrix, rtol=1e-2)
    assert bounds.certificate is not None
    for shown in both_sides(matrix, "K", [], bounds.certificate):
        checker.check(shown)


@pytest.mark.parametrize("case", [c for c in CASES if c != "convection"])
@pytest.mark.parametrize("radius", ["1", "11/10"])
def test_resolvent_certificates_are_accepted(case: str, radius: str) -> None:
    matrix = CASES[case]
    bounds = enclose(G, matrix, radius, rtol=1e-3)
    assert bounds.certificate is not None
    for shown in both_sides(matrix, "G", [radius], bounds.certificate):
        checker.check(shown)


def test_smaller_upper_and_larger_lower_bounds_are_rejected() -> None:
    matrix = CASES["thirds"]
    certificate = enclose(K, matrix, rtol=1e-3).certificate
    assert certificate is not None
    lower, upper = both_sides(matrix, "K", [], certificate)
    forged = copy.deepcopy(upper)
    forged["facts"][0]["upper"]["value"] = certificate["lower"]["value"]
    with pytest.raises(checker.Rejected):
        checker.check(forged)
    forged = copy.deepcopy(lower)
    forged["facts"][0]["lower"]["value"] = certificate["upper"]["value"]
    with pytest.raises(checker.Rejected):
        checker.check(forged)
    forged = copy.deepcopy(upper)
    forged["facts"][0]["upper"]["circles"].pop(1)
    with pytest.raises(checker.Rejected):
        checker.check(forged)


def test_certificate_of_instability() -> None:
    matrix = Matrix([["5/4", 1], [0, "1/2"]])
    certificate = enclose(K, matrix).certificate
    assert certificate is not None
    assert certificate["lower"]["value"] == "inf"
    assert fmpq(1) < fmpq(*map(int, certificate["lower"]["rho"].split("/"))) <= fmpq(5, 4)
