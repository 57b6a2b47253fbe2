"""Membership of classes is decided exactly, and matrices are found by their names."""

from __future__ import annotations

import pytest

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import (
    ONE,
    Document,
    fact,
    instance,
    num,
    op,
    refutation,
    sym,
)

FALSE = op("lt", ONE, ONE)


def rejected(document: Document) -> str:
    with pytest.raises(checker.Rejected) as error:
        checker.check(document)
    return str(error.value)


MEMBERS: dict[str, Document] = {
    "γ met exactly": instance([["1/2", "9"], ["0", "-1/2"]], "1/2"),
    "γ = 0": instance([["0", "0"], ["7", "0"]], "0", "BlockTriangular"),
    "one block": instance([["1/3", "1"], ["1", "1/3"]], "4/3", "CoupledBlocks", [2])
    | {"gamma": "4/5", "matrix": [["1/3", "1/3"], ["1/3", "1/3"]]},
    "symmetric block, ρ = γ": instance(
        [["1/4", "1/4", "0"], ["1/4", "1/4", "0"], ["3", "5", "0"]],
        "1/2",
        "BlockTriangular",
        [2, 1],
    ),
    "Jordan block, ρ = γ": instance(
        [["1/2", "9"], ["0", "1/2"]], "1/2", "CoupledBlocks", [2], normal=False
    ),
    "rotation, ρ = γ": instance(
        [["0", "-1/2"], ["1/2", "0"]], "1/2", "CoupledBlocks", [2], normal=False
    ),
    "nilpotent, γ = 0": instance([["0", "9"], ["0", "0"]], "0", "CoupledBlocks", [2], normal=False),
    "three blocks": instance(
        [["1/2", "9", "1"], ["8", "1/2", "0"], ["0", "1", "1/2"]], "1/2", "CoupledBlocks", [1] * 3
    ),
}
STRANGERS: dict[str, Document] = {
    "γ too small": instance([["1/2", "9"], ["0", "-1/2"]], "499/1000"),
    "γ = 1": instance([["1/2", "9"], ["0", "-1/2"]], "1"),
    "γ negative": instance([["0", "0"], ["7", "0"]], "-1/2", "BlockTriangular"),
    "B not zero": instance([["1/2", "1/9"], ["0", "1/2"]], "1/2", "BlockTriangular"),
    "block not symmetric": instance([["1/2", "1/9"], ["0", "1/2"]], "3/4", "CoupledBlocks", [2]),
    "Jordan block, ρ > γ": instance(
        [["1/2", "9"], ["0", "1/2"]], "49/100", "CoupledBlocks", [2], normal=False
    ),
    "rotation, ρ > γ": instance(
        [["0", "-1/2"], ["1/2", "0"]], "49/100", "CoupledBlocks", [2], normal=False
    ),
    "one root in, one out": instance(
        [["1/4", "9"], ["0", "1"]], "1/2", "CoupledBlocks", [2], normal=False
    ),
    "nilpotent but for an entry": instance(
        [["0", "9"], ["1/100", "0"]], "0", "CoupledBlocks", [2], normal=False
    ),
    "three blocks of a two-block class": instance([["0"] * 3] * 3, "0", "SelfReferential", [1] * 3),
    "sizes do not add up": instance([["0", "0"], ["0", "0"]], "0", "SelfReferential", [1, 2]),
    "a size of zero": instance([["0", "0"], ["0", "0"]], "0", "CoupledBlocks", [2, 0]),
    "a size that is true": instance([["0", "0"], ["0", "0"]], "0", "CoupledBlocks", [True, 1]),
    "too large": instance([["0"] * 41] * 41, "0", "CoupledBlocks", [41]),
    "not square": instance([["0", "0"]], "0", "CoupledBlocks", [2]),
    "ragged": instance([["0", "0"], ["0"]], "0", "CoupledBlocks", [2]),
    "no such class": instance([["0", "0"], ["0", "0"]], "0", "Normal"),
    "normal is a string": instance([["0", "0"], ["0", "0"]], "0") | {"normal": "yes"},
    "a float": instance([["0", "0"], ["0", "0"]], "0") | {"gamma": 0.5},
    "denominator zero": instance([["0", "0"], ["0", "0"]], "1/0"),
    "spaces": instance([["0", "0"], ["0", " 0"]], "0"),
    "an Arabic digit": instance([["0", "0"], ["0", "٠"]], "0"),
    "exponent": instance([["0", "0"], ["0", "0e9"]], "0"),
    "parameter c": instance([["0", "0"], ["0", "0"]], "0", parameters={"c": "1"}),
    "parameter with a line end": instance([["0", "0"], ["0", "0"]], "0", parameters={"x\n": "1"}),
    "parameter infinite": instance([["0", "0"], ["0", "0"]], "0", parameters={"x": "inf"}),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_members(name: str) -> None:
    assert "FALSE: 1 < 1" in checker.check(refutation(MEMBERS[name], FALSE, []))


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers(name: str) -> None:
    assert "not certainly" not in rejected(refutation(STRANGERS[name], FALSE, []))


THREE = instance(
    [["1/2", "9", "1"], ["-8", "1/3", "0"], ["0", "1", "1/4"]], "1/2", "CoupledBlocks", [1] * 3
)


@pytest.mark.parametrize(
    ("of", "diagonal", "above", "below"),
    [
        ("J", ["1/2", "1/3", "1/4"], [9, 1], [-8, 1]),
        ("J.triangular", ["1/2", "1/3", "1/4"], [0, 0], [-8, 1]),
        ("J.comparison", ["1/2", "1/2", "1/2"], [9, 1], [8, 1]),
        ("J.comparison.triangular", ["1/2", "1/2", "1/2"], [0, 0], [8, 1]),
        ("J.block_norms", ["1/2", "1/3", "1/4"], [9, 1], [8, 1]),
    ],
)
def test_matrices_by_name(of: str, diagonal: list[str], above: list[int], below: list[int]) -> None:
    rows = checker.Instance(THREE).matrix(of)[0]
    assert [str(rows[i][i]) for i in range(3)] == diagonal
    assert (rows[0][1:], [rows[1][0], rows[2][1]]) == (above, below)


def test_the_norms_of_larger_blocks_need_facts() -> None:
    matrix = [["0", "0", "0"], ["0", "0", "0"], ["3", "4", "0"]]
    of = instance(matrix, "0", "BlockTriangular", [2, 1])
    five = op("ne", sym("c"), num(5))
    norm = fact("norm", "J.C", lower={"value": "5"}, upper={"value": "5"})
    assert checker.check(refutation(of, five, [norm]))
    assert "no fact about norm(J.C)" in rejected(refutation(of, five, []))
    compared = fact("K", "J.comparison", lower={"value": "1"})
    assert "unsupported" in rejected(refutation(of, FALSE, [compared]))
