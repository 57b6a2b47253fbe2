"""Certificates made to waste time or memory: all are answered within the budget of work."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import ONE, Document, fact, instance, num, op, refutation

J = instance([["0", "0"], ["1", "0"]], "0", "BlockTriangular")
SLOW = instance([["99/100", "0"], ["1", "99/100"]], "99/100", "BlockTriangular")
FALSE = op("lt", ONE, ONE)
LONG = [num(f"1/{10**3990 + 2 * k + 1}") for k in range(400)]


def doubled(tree: Any, operation: str, times: int) -> Any:
    for _ in range(times):
        tree = op(operation, tree, tree)
    return tree


def norm_of(tree: Any) -> Document:
    return refutation(J, FALSE, [fact("norm", tree, lower={"value": "99"})])


HOSTILE: dict[str, Document] = {
    "a sum with 400 long denominators": refutation(J, op("lt", op("add", *LONG), num(0)), []),
    "a product of 400 long numbers": refutation(J, op("lt", op("mul", *LONG), num(0)), []),
    "a long number to the power 20000": refutation(
        J, op("lt", op("pow", LONG[0], num(20000)), num(0)), []
    ),
    "a tower of exponentials": refutation(J, op("lt", op("exp", op("exp", num(99))), ONE), []),
    "a sum of long multiples": norm_of(op("add", *(op("scalar", "J", x) for x in LONG))),
    "a product of long multiples": norm_of(op("mul", *(op("scalar", "J", x) for x in LONG))),
    "very wide": norm_of(doubled("J", "columns", 8)),
    "20000 powers": refutation(SLOW, FALSE, [fact("M", upper={"value": "400", "T": "20000"})]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_rejected_in_time(name: str) -> None:
    began = time.process_time()
    with pytest.raises(checker.Rejected):
        checker.check(HOSTILE[name])
    assert time.process_time() - began < 10
