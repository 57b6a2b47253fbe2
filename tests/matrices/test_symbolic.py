"""The symbolic J: its parts, their names, and that it behaves as a SymPy matrix."""

from __future__ import annotations

import pickle

import pytest
import sympy

from kreissverify.matrices.symbolic import SymbolicInstance
from kreissverify.matrices.two_blocks import (
    BlockTriangular,
    CoupledBlocks,
    Quantifier,
    SelfReferential,
)


def every(kind: type[CoupledBlocks], **options: object) -> SymbolicInstance:
    return SymbolicInstance.for_every("J", Quantifier(kind, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("attribute", "name", "text", "latex"),
    [
        ("A", "J.A", "A", "A"),
        ("B", "J.B", "B", "B"),
        ("C", "J.C", "C", "C"),
        ("D", "J.D", "D", "D"),
        ("triangular", "J.triangular", "J0", "J_{0}"),
        ("comparison", "J.comparison", "T", "T"),
        ("comparison.triangular", "J.comparison.triangular", "T0", "T_{0}"),
        ("triangular.comparison", "J.comparison.triangular", "T0", "T_{0}"),
        ("block_norms", "J.block_norms", "N", "N"),
    ],
)
def test_parts_are_named_by_path_and_printed_as_in_the_paper(
    attribute: str, name: str, text: str, latex: str
) -> None:
    part = every(SelfReferential)
    for step in attribute.split("."):
        part = getattr(part, step)
    assert (part.name, str(part), sympy.latex(part)) == (name, text, latex)
    assert part.path == tuple(name.split(".")[1:])
    assert sympy.pretty(part) == text.replace("0", "₀")


def test_the_two_routes_to_a_part_agree() -> None:
    J = every(SelfReferential)
    assert J.triangular.comparison == J.comparison.triangular
    assert J.triangular.A == J.A
    assert J.triangular.triangular == J.triangular
    assert J.triangular.gamma == J.gamma
    assert J.triangular.c == J.c


def test_block_triangular_has_no_coupling_back() -> None:
    J = every(BlockTriangular)
    assert J.b == 0
    assert isinstance(J.B, sympy.ZeroMatrix)
    assert J.triangular == J
    assert J.comparison.triangular == J.comparison


def test_scalars() -> None:
    J = every(SelfReferential)
    assert J.kappa == J.c / (1 - J.gamma)
    assert all(x.is_nonnegative for x in (J.gamma, J.b, J.c))
    assert J.n.is_positive and J.n.is_integer
    assert every(SelfReferential, sizes=(2, 3)).n == 5


def test_shapes_fit_together() -> None:
    J = every(SelfReferential)
    assert sympy.BlockMatrix([[J.A, J.B], [J.C, J.D]]).shape == J.shape
    assert every(SelfReferential, sizes=(2, 3)).C.shape == (3, 2)
    assert J.comparison.shape == (2, 2)


def test_members_of_different_classes_differ() -> None:
    assert every(SelfReferential) != every(BlockTriangular)
    assert every(SelfReferential) != every(SelfReferential, symmetric=False)
    assert every(SelfReferential) == every(SelfReferential)
    assert hash(every(SelfReferential)) == hash(every(SelfReferential))


@pytest.mark.parametrize("kind", [SelfReferential, BlockTriangular, CoupledBlocks])
def test_survives_pickling_and_rebuilding(kind: type[CoupledBlocks]) -> None:
    J = every(kind, symmetric=False)
    copy = pickle.loads(pickle.dumps(J))
    assert copy == J and copy.quantifier == J.quantifier
    assert J.func(*J.args) == J
    assert (2 * J + J).doit().has(J)


@pytest.mark.parametrize(
    ("kind", "attribute"),
    [(SelfReferential, "delta"), (CoupledBlocks, "A"), (CoupledBlocks, "c"), (CoupledBlocks, "b")],
)
def test_unknown_attribute_is_one_sentence_with_what_there_is(
    kind: type[CoupledBlocks], attribute: str
) -> None:
    with pytest.raises(AttributeError, match=f"no attribute '{attribute}'; it has .*gamma.*n, tri"):
        getattr(every(kind), attribute)


def test_block_norms_of_the_triangular_part_are_not_in_the_language() -> None:
    with pytest.raises(AttributeError, match="block_norms"):
        _ = every(SelfReferential).triangular.block_norms
