"""A fact with its forgeries, and the matrix that most of them are about."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from tests.certificates.support.by_hand import (
    ONE,
    Document,
    Tree,
    instance,
    num,
    op,
    quantity,
    refutation,
)

#: γ = 1/2, c = 2: κ = 4, so K = 5/4, M = ‖J‖ = 2.118…, w = 3/2, H = 392/27, L = 8/3, G(1) = 8.47….
JACOBIAN = [["1/2", "0"], ["2", "1/2"]]
J = np.array([[0.5, 0.0], [2.0, 0.5]])
IDENTITY = [["1", "0"], ["0", "1"]]


@dataclass(frozen=True)
class Case:
    """A fact about the matrix of an instance, and forgeries of it by name."""

    good: Document
    bad: dict[str, Document]
    matrix: tuple[tuple[str, ...], ...] = (("1/2", "0"), ("2", "1/2"))
    about: Document | None = None  # the instance, if it is not the matrix in two blocks


def changed(good: Document, side: str, **fields: Any) -> Document:
    """Return the fact with fields of one side changed (None: dropped)."""
    new = copy.deepcopy(good)
    for name, value in fields.items():
        if value is None:
            del new[side][name]
        else:
            new[side][name] = value
    return new


def certificate(case: Case, about: Document) -> Document:
    """Return a certificate that is accepted just when the fact about the matrix is shown."""
    term = quantity(about["quantity"], "J", *(num(x) for x in about["args"]))
    below = [
        op("ge" if side == "lower" else "le", term, finite(about[side]["value"]))
        for side in ("lower", "upper")
        if side in about
    ]
    matrix = [list(row) for row in case.matrix]
    return refutation(
        case.about or instance(matrix, "999/1000", "CoupledBlocks", (1,) * len(matrix)),
        op("lt", ONE, ONE),
        [about],
        below,
    )


def finite(value: str) -> Tree:
    return num(10**6) if value == "inf" else num(Fraction(value))
