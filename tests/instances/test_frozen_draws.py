"""What every recorded seed means, and what certificates say of an instance, stays what it is.

The numbers were recorded from version 0.1 before classes of matrices had a contract.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

import numpy as np
import pytest

from kreissverify.instances import class_of
from kreissverify.matrices import (
    BlockTriangular,
    CoupledBlocks,
    Quantifier,
    SelfReferential,
)
from kreissverify.numbers.rational import rational_string
from tests.paths import DATA

CLASSES = {cls.__name__: cls for cls in (BlockTriangular, SelfReferential, CoupledBlocks)}
RECORDED = json.loads((DATA / "recorded_classes.json").read_text(encoding="utf-8"))
each = pytest.mark.parametrize("recorded", RECORDED, ids=lambda entry: entry["label"])


def quantifier(recorded: dict[str, Any]) -> Quantifier:
    sizes = recorded["sizes"]
    kind = CLASSES[recorded["cls"]]
    return Quantifier(kind, recorded["symmetric"], tuple(sizes) if sizes else None)


def digest(members: Iterable[CoupledBlocks]) -> str:
    found = hashlib.sha256()
    for J in members:
        shown = (type(J).__name__, J.strings(), list(J.sizes), rational_string(J.gamma))
        found.update(repr(shown).encode())
    return found.hexdigest()[:16]


def draws(of: Quantifier) -> list[CoupledBlocks]:
    return [class_of(of).draw(of, 0, index) for index in range(5)]


def test_every_class_is_recorded_with_its_options() -> None:
    assert {(x["cls"], x["symmetric"]) for x in RECORDED} == {
        (name, symmetric) for name in CLASSES for symmetric in (True, False)
    }


@each
def test_labels_and_exact_members(recorded: dict[str, Any]) -> None:
    of = quantifier(recorded)
    source = class_of(of)
    assert of.label == recorded["label"]
    assert digest(draws(of)) == recorded["draws"]
    assert digest(islice(source.extremal(of, 0), 5)) == recorded["extremal"]
    small = list(source.small_members(of))
    assert (len(small), digest(small)) == (recorded["smalls"], recorded["small"])
    assert all(of.contains(J) for J in (*draws(of), *small))


@each
def test_moves_of_shrinking(recorded: dict[str, Any]) -> None:
    of = quantifier(recorded)
    source = class_of(of)
    first = next(iter(source.extremal(of, 0)))
    near = list(source.neighbours(of, first))
    assert (len(near), digest(near)) == (recorded["nears0"], recorded["near0"])
    drawn = draws(of)[1]
    if drawn.n <= 4:
        near = list(source.neighbours(of, drawn))
        assert (len(near), digest(near)) == (recorded["nears"], recorded["near"])


@each
def test_float_batches(recorded: dict[str, Any]) -> None:
    of = quantifier(recorded)
    stacks = list(class_of(of).batch(of, 0, 12))
    assert [list(stack.sizes) for stack in stacks] == recorded["batch_sizes"]
    sums = {
        "batch_gamma": sum(float(x.gamma.sum()) for x in stacks),
        "batch_T": sum(float(x.comparison.sum()) for x in stacks),
        "batch_norm": sum(float(np.linalg.norm(x.matrices)) for x in stacks),
    }
    for name, value in sums.items():  # LAPACK rounds in its own way on each machine
        assert value == pytest.approx(recorded[name], rel=1e-9), name


@each
def test_coordinates_for_optimisers(recorded: dict[str, Any]) -> None:
    of = quantifier(recorded)
    found: list[Any] = class_of(of).parametrizations(of)
    shape = [[list(x.sizes), x.extremal, x.stable, len(x.ranges)] for x in found]
    assert shape == recorded["charts"]
    for place, (each, known) in enumerate(zip(found, recorded["chart_sum"], strict=True)):
        ends = np.array(list(each.ranges.values())).reshape(-1, 2)
        points = np.random.default_rng(place).uniform(ends[:, 0], ends[:, 1], (3, len(ends)))
        matrices, gamma = each.members(dict(zip(each.ranges, points.T, strict=True)), 3)
        assert gamma.shape == (3,)
        assert float(np.abs(matrices).sum()) == pytest.approx(known, rel=1e-9)


@each
def test_records_of_certificates(recorded: dict[str, Any]) -> None:
    if recorded["record"] is not None:
        known = {k: x for k, x in recorded["record"].items() if k != "parameters"}
        assert draws(quantifier(recorded))[0].record() == known
