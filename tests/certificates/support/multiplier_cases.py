"""Lower bounds of L = 8/3 and L_c = 2 by multipliers, met exactly, and forgeries of them."""

from __future__ import annotations

from typing import Any

from tests.certificates.support.by_hand import ZERO, fact
from tests.certificates.support.case import IDENTITY, JACOBIAN, Case, changed
from tests.certificates.support.flow_cases import FLOW

#: X = xxᵀ, where the best form P has (P - JᵀPJ)x = 0, and W of X - JXJᵀ = W - Y: Y = diag(0, 3).
OF_MAP = {"value": "8/3", "W": [["27/64", "0"], ["0", "0"]], "X": [["9/16", "3/4"], ["3/4", "1"]]}
#: And (AᵀP + PA)x = 0: Y = diag(0, 4).
OF_FLOW = {"value": "2", "W": [["1", "0"], ["0", "0"]], "X": [["1", "2"], ["2", "4"]]}

_FORGED: dict[str, dict[str, Any]] = {
    "v zero": {"value": "0"},
    "v negative": {"value": "-1"},
    "all zero": {"W": ZERO, "X": ZERO},
    "W zero": {"W": ZERO},
    "W smaller": {"W": [["1/4", "0"], ["0", "0"]]},
    "W indefinite": {"W": [["27/64", "0"], ["0", "-1/100"]]},
    "W not symmetric": {"W": [["1", "1/9"], ["0", "0"]]},
    "X of another form": {"X": IDENTITY},
    "X negative": {"X": [["-1", "0"], ["0", "0"]], "W": IDENTITY},
    "X indefinite": {"X": [["0", "0"], ["0", "-100"]], "W": IDENTITY},
    "X not symmetric": {"X": [["1", "2"], ["1", "4"]]},
}


def _case(name: str, good: dict[str, Any], larger: str, matrix: Any) -> Case:
    shown = fact(name, lower=good)
    forged = {**_FORGED, "too large by a millionth": {"value": larger}}
    return Case(shown, {k: changed(shown, "lower", **x) for k, x in forged.items()}, matrix)


MULTIPLIER_CASES = {
    "L lower W X": _case("L", OF_MAP, "2666667/1000000", tuple(map(tuple, JACOBIAN))),
    "L_c lower W X": _case("L_c", OF_FLOW, "2000001/1000000", FLOW),
}
