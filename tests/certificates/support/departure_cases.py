"""Facts about the square of the departure from normality, which is 4, and forgeries of them."""

from __future__ import annotations

from typing import Any

from tests.certificates.support.by_hand import ZERO, fact
from tests.certificates.support.case import Case, changed

#: A normal matrix with the eigenvalues of J, and a similarity that makes J nearly normal.
NORMAL, SIMILAR = [["1/2", "0"], ["0", "1/2"]], [["1", "0"], ["0", "10"]]
_FORGED: dict[str, dict[str, Any]] = {
    "N": {
        "N not normal": [["1/2", "0"], ["1", "1/2"]],
        "other eigenvalues": [["1/2", "0"], ["0", "1/3"]],
        "their trace only": [["1", "0"], ["0", "0"]],
        "N zero": ZERO,
    },
    "S": {
        "S singular": [["1", "1"], ["1", "1"]],
        "S zero": ZERO,
    },
}


def _case(side: str, witness: str, table: Any, value: str, wrong: str) -> Case:
    good = fact("departure2", **{side: {"value": value, witness: table}})
    forged = {name: changed(good, side, **{witness: x}) for name, x in _FORGED[witness].items()}
    return Case(good, {**forged, "wrong by a millionth": changed(good, side, value=wrong)})


#: By S = diag(1, 10) the square is between 99/25 and 4, and by its real form at most 4.05.
DEPARTURE_CASES = {
    "departure2 lower N": _case("lower", "N", NORMAL, "4", "4000001/1000000"),
    "departure2 upper N": _case("upper", "N", NORMAL, "4", "3999999/1000000"),
    "departure2 lower S": _case("lower", "S", SIMILAR, "99/25", "3960001/1000000"),
    "departure2 upper S": _case("upper", "S", SIMILAR, "41/10", "3999999/1000000"),
}
