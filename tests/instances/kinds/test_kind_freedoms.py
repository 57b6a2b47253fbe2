"""Every freedom of a kind is seen among its first twenty members."""

from __future__ import annotations

from typing import Any

import pytest

from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.instances.kinds.freedoms import FREEDOMS, freedoms_of, unseen_freedoms
from kreissverify.instances.kinds.square import Square
from kreissverify.instances.kinds.symmetric import Symmetric
from tests.instances.support.kind_cases import kinds, sized


@pytest.mark.parametrize("kind", kinds(), ids=str)
def test_every_freedom_is_seen_among_the_first_twenty(kind: MatrixKind) -> None:
    for of in sized(kind, (2,)):
        assert unseen_freedoms(of) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", kinds(), ids=str)
@pytest.mark.parametrize("seed", range(5))
def test_every_freedom_is_seen_with_other_seeds(kind: MatrixKind, seed: int) -> None:
    for of in sized(kind):
        assert unseen_freedoms(of, seed) == []


def test_a_kind_without_options_leaves_nearly_all_freedoms() -> None:
    """A table that loses its rows would be met by any members."""
    assert len(list(freedoms_of(Square(3, complex=True)))) == len(FREEDOMS)
    assert len(list(freedoms_of(Square(3)))) == len(FREEDOMS) - 2
    ends = [x.name for x in freedoms_of(Symmetric(2, spectrum=(0, 1)))][-4:]
    assert ends == [
        "an eigenvalue at the lowest end",
        "none at the lowest end",
        "an eigenvalue at the largest end",
        "none at the largest end",
    ]


def test_freedoms_that_are_not_shown_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted error: a kind whose corners and draws are all zero."""
    zero: Any = Square(2, norm=0)
    monkeypatch.setattr(Square, "draw", lambda self, source: next(zero.corner_candidates()))
    monkeypatch.setattr(Square, "corners", lambda self: iter(()))
    unseen = unseen_freedoms(Square(2))
    assert "zero" not in unseen
    assert {"a defective eigenvalue", "complex eigenvalues", "not normal", "large"} <= {*unseen}
