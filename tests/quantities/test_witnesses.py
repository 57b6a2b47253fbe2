"""The witnesses of the quantities are accepted by the standalone checker, forged ones are not."""

from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify.certificates import checker
from kreissverify.matrices import Matrix
from kreissverify.quantities import enclose, registry
from kreissverify.quantities.lyapunov.forms import proved_form

CASES = {
    "scalar": [["-3/4"]],
    "triangular": [["1/2", 0], [3, "1/2"]],
    "coupled": [["1/2", "1/100"], [3, "1/2"]],
    "mixed signs": [["1/2", "-1/3"], [2, "-1/4"]],
    "boundary": [["1/2", 0], [1, "1/2"]],
    "contraction": [["1/2", "1/4"], [0, "1/3"]],
    "slow": [["99/100", 0], ["1/10", "99/100"]],
    "nilpotent": [[0, 0], [2, 0]],
    "rotating": [[0, "-4/5"], ["9/10", 0]],
    "three": [["1/3", 1, 2], [0, "-1/3", 1], ["1/7", 0, "1/3"]],
    "four": [["1/2", 0, 0, 0], [0, "-1/2", 0, 0], [1, 2, "1/2", 0], [0, "1/3", 0, "1/5"]],
}
TERMS = [
    ("rho", []),
    ("M", []),
    ("H", []),
    ("T", ["1/3"]),
    ("L", []),
    ("w", []),
    ("rho_eps", ["1/7"]),
    ("rho_eps", ["1/100000"]),
    ("norm", []),
    ("G", ["1"]),
]


def document(matrix: Matrix, fact: dict[str, Any]) -> dict[str, Any]:
    """State that the quantity lies outside the bounds of a fact: the fact refutes it."""
    radius = float(np.abs(np.linalg.eigvals(matrix.array)).max())
    term = {"quantity": fact["quantity"], "of": "J", "args": [{"num": a} for a in fact["args"]]}
    outside = [
        {"op": op, "args": [term, {"num": fact[side]["value"]}]}
        for side, op in (("lower", "lt"), ("upper", "gt"))
        if side in fact
    ]
    return {
        "format": "kreissverify-certificate",
        "version": 1,
        "kind": "refutation",
        "theorem": {"id": "t", "source": "s", "text": "x"},
        "hypotheses": [],
        "conclusion": outside[0] if len(outside) == 1 else {"op": "or", "args": outside},
        "instance": {
            "class": "CoupledBlocks",
            "sizes": [matrix.n],
            "normal": False,
            "gamma": str(min(fmpq(int(radius * 4096) + 2, 4096), 1 - fmpq(1, 10**6))),
            "matrix": matrix.strings(),
            "parameters": {},
        },
        "facts": [fact],
    }


def fact_of(name: str, args: list[str], matrix: Matrix, rtol: float) -> dict[str, Any]:
    shown = enclose(registry()[name], matrix, *args, rtol=rtol)
    ends = {"lower": {"value": str(shown.lower.value)}, "upper": {"value": str(shown.upper.value)}}
    sides = ends if shown.certificate is None else shown.certificate
    return {"quantity": name, "of": "J", "args": args, **sides}


@pytest.mark.parametrize("rtol", [1e-2, 1e-9])
@pytest.mark.parametrize(("name", "args"), TERMS)
@pytest.mark.parametrize("case", CASES)
def test_witnesses_are_accepted(case, name, args, rtol):
    matrix = Matrix(CASES[case])
    fact = fact_of(name, args, matrix, rtol)
    assert "lower" in fact
    assert "upper" in fact or case == "slow"
    checker.check(document(matrix, fact))


@pytest.mark.parametrize(("name", "args"), TERMS)
def test_sharper_bounds_than_the_truth_are_rejected(name, args):
    matrix = Matrix(CASES["mixed signs"])
    shown = enclose(registry()[name], matrix, *args, rtol=1e-9)
    for side, end, step in (("lower", shown.upper.value, 1), ("upper", shown.lower.value, -1)):
        fact = fact_of(name, args, matrix, 1e-9)
        del fact["upper" if side == "lower" else "lower"]
        wrong = end + step if name == "T" else end * (1 + step * fmpq(1, 10**9))
        fact[side]["value"] = str(wrong)
        with pytest.raises(checker.Rejected):
            checker.check(document(matrix, fact))


entries = st.fractions(min_value=-1, max_value=1, max_denominator=5).map(
    lambda q: fmpq(q.numerator, 2 * q.denominator)
)


@settings(max_examples=20, deadline=None)
@given(st.lists(entries, min_size=4, max_size=4), st.sampled_from(TERMS))
def test_witnesses_of_random_matrices_are_accepted(values, term):
    matrix = Matrix(fmpq_mat(2, 2, values))
    if np.abs(np.linalg.eigvals(matrix.array)).max() < 0.99:
        checker.check(document(matrix, fact_of(*term, matrix, 1e-3)))


def test_a_form_that_is_not_symmetric_is_no_witness() -> None:
    J, one = fmpq_mat(2, 2, [fmpq(0)] * 4), fmpq(1)
    slanted = fmpq_mat([[one, fmpq(1, 10**9)], [fmpq(0), one]])
    straight = fmpq_mat([[one, fmpq(0)], [fmpq(0), one]])
    assert proved_form(J, [(slanted, fmpq(1, 2), fmpq(2))]) is None
    assert proved_form(J, [(straight, fmpq(1, 2), fmpq(2))]) is not None
