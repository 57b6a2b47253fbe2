"""Every freedom of a class is seen among its first 20 instances; the page of them is true."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

import pytest

from kreissverify.instances import class_of, interleaving
from kreissverify.instances.freedoms import FIRST, FREEDOMS, freedoms_of, unseen_freedoms
from kreissverify.instances.interleaving import interleaved
from kreissverify.matrices import (
    BlockTriangular,
    BlockTriangularFlow,
    CoupledBlocks,
    Quantifier,
    SelfReferential,
)
from kreissverify.numbers.rational import as_fraction
from tests.paths import DOCS

CLASSES = (BlockTriangular, SelfReferential, CoupledBlocks)
QUANTIFIERS = [
    *(Quantifier(kind, symmetric) for kind in CLASSES for symmetric in (True, False)),
    *(Quantifier(kind, symmetric, (2, 2)) for kind in CLASSES for symmetric in (True, False)),
    CoupledBlocks(symmetric=False, sizes=(2,)),
    CoupledBlocks(symmetric=False, sizes=(3, 4, 1, 1, 1)),
    SelfReferential(symmetric=False, sizes=(1, 3)),
    SelfReferential(sizes=(1, 1)),
]
each = pytest.mark.parametrize("quantifier", QUANTIFIERS, ids=str)
# The least number of the symmetric and of the other quantifiers without sizes: a table that loses
# its rows would be met by any instances.
_FEWEST = {True: 17, False: 22}


@each
@pytest.mark.parametrize("seed", range(3))
def test_every_freedom_is_seen_among_the_first_twenty(quantifier: Quantifier, seed: int) -> None:
    assert unseen_freedoms(quantifier, seed) == []
    if quantifier.sizes is None:
        assert len(list(freedoms_of(quantifier))) >= _FEWEST[quantifier.symmetric]


def test_corners_first_would_leave_freedoms_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The order of before: it is the planted error."""
    monkeypatch.setattr(interleaving, "_ROUND", ("corner",))
    monkeypatch.setattr(interleaving, "_OTHER_ROUND", ())
    unseen = unseen_freedoms(BlockTriangular(symmetric=False))
    assert {"not symmetric", "a defective eigenvalue", "complex eigenvalues", "dense"} <= set(
        unseen
    )


@each
def test_generic_and_short_members_are_in_their_class(quantifier: Quantifier) -> None:
    """By the public constructor, which believes nothing of what the generator claims."""
    of = class_of(quantifier)
    generic = [of.generic(quantifier, seed, index) for seed in range(2) for index in range(24)]
    for J in (*generic, *islice(of.shuffled_small_members(quantifier, 0), 10)):
        assert quantifier.contains(J)
        made = type(J).split(J.exact, J.sizes, J.gamma, symmetric=quantifier.symmetric)
        assert made == J


@each
def test_the_order_is_a_function_of_the_seed(quantifier: Quantifier) -> None:
    def first(seed: int) -> list[str]:
        return [tried.instance.digest for tried in islice(interleaved(quantifier, seed), 30)]

    assert first(4) == first(4) != first(5)


def test_corners_and_short_members_end_and_the_others_go_on() -> None:
    origins = [x.origin for x in islice(interleaved(BlockTriangular(sizes=(2, 2)), 0), 700)]
    assert origins.count("corner") == 60
    assert {*origins[-20:]} == {"generic", "drawn"}


def test_shuffled_short_members_are_the_short_ones() -> None:
    for quantifier in (BlockTriangular(symmetric=False), CoupledBlocks(sizes=(1, 1, 1))):
        of = class_of(quantifier)
        short, shuffled = (
            [J.digest for J in some]
            for some in (of.small_members(quantifier), of.shuffled_small_members(quantifier, 0))
        )
        assert sorted(short) == sorted(shuffled)
        assert not short or short != shuffled


def rows(text: str) -> list[list[str]]:
    """Return the cells of each row of five, the head and the line under it left out."""
    found = [x for x in text.splitlines() if x.startswith("| ")]
    cells = ([cell.strip() for cell in row.strip("|").split("|")] for row in found)
    return [row for row in cells if len(row) == 5][2:]


def marks(freedom: Any) -> list[str]:
    cells = []
    for kind in CLASSES:
        symmetric, other = (freedom.applies(Quantifier(kind, x)) for x in (True, False))
        each = freedom.applies(Quantifier(kind, radii="each"))
        cells.append(
            "yes" if symmetric else "not symmetric" if other else "radii each" if each else ""
        )
    return cells


def test_the_page_shows_the_table_as_it_is() -> None:
    text = (DOCS / "evidence.md").read_text(encoding="utf-8")
    assert rows(text) == [[x.group, x.name, *marks(x)] for x in FREEDOMS if any(marks(x))]
    flows = BlockTriangularFlow(symmetric=False)
    for freedom in (x for x in FREEDOMS if x.applies(flows) and not any(marks(x))):
        assert f"*{freedom.name}*" in text
    assert re.search(rf"within the first {FIRST} instances", text)


def test_drawn_numbers_are_exact() -> None:
    for tried in islice(interleaved(CoupledBlocks(symmetric=False), 1), 20):
        assert 0 <= as_fraction(tried.instance.gamma) < 1
