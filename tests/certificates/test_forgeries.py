"""Mutants that told most in a fuzz of the checker: each claims a little more than it shows."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import GOOD, Document, op, sym

DOCUMENTS = {name: build() for name, build in GOOD.items()}
R6, R5, R8, PEAK = DOCUMENTS.values()


def moved(document: Document, old: str, new: str) -> None:
    """Let every fact about the matrix `old` speak of `new`."""
    for fact in document["facts"]:
        fact["of"] = new if fact["of"] == old else fact["of"]


def put(*path: Any) -> Callable[[Document], None]:
    *way, last, value = path

    def change(document: Document) -> None:
        inner: Any = document
        for key in way:
            inner = inner[key]
        inner[last] = value

    return change


FORGED: dict[str, tuple[Document, Callable[[Document], Any]]] = {
    "gamma below the blocks": (PEAK, put("instance", "gamma", "899/1000")),
    "gamma of one": (PEAK, put("instance", "gamma", "1")),
    "an entry above the diagonal": (PEAK, put("instance", "matrix", 0, 1, "1/1000000")),
    "a coupling that no longer suffices": (PEAK, put("instance", "matrix", 1, 0, "69")),
    "a time at which the norm is smaller": (PEAK, put("facts", 0, "lower", "t", "60")),
    "half a time": (PEAK, put("facts", 0, "lower", "t", "19/2")),
    "a bound turned round": (
        PEAK,
        lambda d: d["facts"][0].update(upper=d["facts"][0].pop("lower")),
    ),
    "the claim turned round": (PEAK, lambda d: d["conclusion"]["args"].reverse()),
    "the peak called K": (PEAK, put("facts", 0, "quantity", "K")),
    "a time one too late": (R8, put("facts", 1, "lower", "value", "1387")),
    "another delta in the fact": (R8, put("facts", 1, "args", ["1/4"])),
    "another delta in the instance": (R8, put("instance", "parameters", "delta", "9/10")),
    "delta that is not given": (R8, put("instance", "parameters", {})),
    "circles of another matrix": (R6, lambda d: moved(d, "J.triangular", "J.comparison")),
    "instability of the stable part": (R6, lambda d: moved(d, "J", "J.triangular")),
    "a radius above that of J": (R6, put("facts", 0, "lower", "rho", "126/100")),
    "a radius of one": (R6, put("facts", 0, "lower", "rho", "1")),
    "a first circle outside": (R6, lambda d: d["facts"][1]["upper"]["circles"].pop(0)),
    "one circle twice": (
        R6,
        lambda d: d["facts"][1]["upper"]["circles"].insert(
            0, copy.deepcopy(d["facts"][1]["upper"]["circles"][0])
        ),
    ),
    "no circle": (R6, put("facts", 1, "upper", "circles", [])),
    "a hypothesis that fails": (R6, lambda d: d["hypotheses"][0]["args"].reverse()),
    "a hypothesis that is a number": (R6, put("hypotheses", 0, {"num": "1"})),
    "circles claimed for less": (R5, put("facts", 0, "upper", "value", "12499/10000")),
    "true for version 1": (PEAK, put("version", True)),
    "true for a size": (PEAK, put("instance", "sizes", [True, 1])),
    "a size of zero": (PEAK, put("instance", "sizes", [2, 0])),
    "one for normal": (PEAK, put("instance", "normal", 1)),
    "digits of another script": (PEAK, put("instance", "matrix", 1, 0, "１００")),
    "a digit separator": (PEAK, put("instance", "matrix", 1, 0, "1_00")),
    "a leading plus": (PEAK, put("instance", "matrix", 1, 0, "+100")),
    "a line end after a number": (PEAK, put("instance", "matrix", 1, 0, "100\n")),
    "a float": (PEAK, put("instance", "matrix", 1, 0, 100.0)),
    "not a number": (PEAK, put("facts", 0, "lower", "value", float("nan"))),
    "a matrix without columns": (PEAK, put("instance", "matrix", [[], []])),
    "its own size n": (
        PEAK,
        lambda d: (
            put("instance", "parameters", {"n": "1"})(d),
            put("conclusion", op("le", {"quantity": "M", "of": "J", "args": []}, sym("n")))(d),
        ),
    ),
    "its own kappa": (
        PEAK,
        lambda d: (
            put("instance", "parameters", {"kappa": "1"})(d),
            put("conclusion", op("le", {"quantity": "M", "of": "J", "args": []}, sym("kappa")))(d),
        ),
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_rejected(name: str) -> None:
    good, change = FORGED[name]
    checker.check(good)
    forged = copy.deepcopy(good)
    change(forged)
    assert forged != good or repr(forged) != repr(good)
    with pytest.raises(checker.Rejected):
        checker.check(forged)
