"""Facts about the Stein bound, which is 5/4, and forgeries of them."""

from __future__ import annotations

from typing import Any

from tests.certificates.support.by_hand import Document, fact
from tests.certificates.support.case import IDENTITY, Case, changed

#: P = JᵀPJ + I = diag(25/16, 1) for this J; a P near it; and for UNSTABLE, ρ = 2.
MATRIX = (("3/5", "0"), ("0", "0"))
P, NEAR = [["25/16", "0"], ["0", "1"]], [["1563/1000", "0"], ["0", "1"]]
UNSTABLE = (("1/4", "7/4"), ("7/4", "1/4"))
NEGATIVE = [["-17/30", "7/30"], ["7/30", "-17/30"]]

_FORGED: dict[str, dict[str, Any]] = {
    "P of another equation": {"P": NEAR},
    "P not symmetric": {"P": [["25/16", "1/9"], ["0", "1"]]},
    "P zero": {"P": [["0", "0"], ["0", "0"]]},
    "P of J zero": {"P": IDENTITY, "value": "1"},
    "r of one": {"P": NEAR, "r": "1"},
    "r above zero": {"r": "1/1000"},
    "r negative": {"r": "-1/1000"},
    "v zero": {"value": "0"},
    "v negative": {"value": "-5/4"},
    "s zero": {"s": "0"},
    "s negative": {"s": "-1"},
}
_WRONG: dict[str, dict[str, dict[str, Any]]] = {
    "lower": {"too large": {"value": "1250001/1000000"}, "s too small": {"s": "999999/1000000"}},
    "upper": {"too small": {"value": "1249999/1000000"}, "s too large": {"s": "1000001/1000000"}},
}


def _bound(side: str, value: str, **witness: Any) -> Document:
    return fact("stein_bound", **{side: {"value": value, **witness}})


def _case(side: str) -> Case:
    good = _bound(side, "5/4", P=P, r="0", s="1")
    forged = {**_FORGED, **_WRONG[side]}
    return Case(good, {name: changed(good, side, **x) for name, x in forged.items()}, MATRIX)


def _case_nearby(side: str, value: str) -> Case:
    good = _bound(side, value, P=NEAR, r="1/1000", s="1")
    forged = {"as if exact": {"value": "5/4"}, "r too small": {"r": "1/10000"}}
    return Case(good, {name: changed(good, side, **x) for name, x in forged.items()}, MATRIX)


STEIN_CASES = {
    "stein_bound lower": Case(_bound("lower", "1"), {"above": _bound("lower", "1000001/1000000")}),
    "stein_bound lower rho": Case(
        _bound("lower", "inf", rho="2"),
        {
            "below one": _bound("lower", "inf", rho="99/100"),
            "above the radius": _bound("lower", "inf", rho="21/10"),
            "the other solution": _bound("upper", "2", P=NEGATIVE, r="0", s="1/3"),
        },
        UNSTABLE,
    ),
    "stein_bound lower P r s": _case("lower"),
    "stein_bound upper P r s": _case("upper"),
    "stein_bound lower P r s, of a form nearby": _case_nearby("lower", "1248/1000"),
    "stein_bound upper P r s, of a form nearby": _case_nearby("upper", "1252/1000"),
}
