"""A radius for each block: bounds, comparison matrix, membership, and sizes by name."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from flint import fmpq

from kreissverify import BlockTriangular, CoupledBlocks, SelfReferential, linear_quadratic
from kreissverify.matrices import InvalidMatrix, Quantifier
from kreissverify.matrices.matrix_class import ClassOfMatrices
from kreissverify.matrices.symbolic import SymbolicInstance
from kreissverify.numbers.enclosure import Enclosure

HALF, QUARTER = fmpq(1, 2), fmpq(1, 4)


def test_each_block_has_the_certified_radius_of_its_own() -> None:
    J = SelfReferential([["1/2", 0], [0, "1/3"]], [["1/5"], [0]], [[3, 4]], "-1/4", radii="each")
    assert J.gammas == (HALF, QUARTER) == (J.gamma_A, J.gamma_D)
    assert (J.radii, J.gamma, J.bounds) == ("each", HALF, (HALF, QUARTER))
    assert J.comparison.lower.exact.tolist() == [[HALF, fmpq(1, 5)], [fmpq(5), QUARTER]]
    assert J.triangular.gammas == J.gammas
    assert J.comparison.triangular.lower == J.triangular.comparison.lower
    assert J.number("gamma_D").lower.value == QUARTER and J.number("gamma").lower.value == HALF


def test_of_one_radius_all_is_as_it_was() -> None:
    J = BlockTriangular("1/2", 3, "-1/4")
    assert (J.radii, J.bounds, J.gammas) == ("common", HALF, (HALF, HALF))
    assert J.record() == {
        "class": "BlockTriangular",
        "sizes": [1, 1],
        "normal": True,
        "gamma": "1/2",
        "matrix": [["1/2", "0"], ["3", "-1/4"]],
    }
    assert str(Quantifier(BlockTriangular)) == Quantifier(BlockTriangular).label
    assert str(BlockTriangular(sizes=(2, 1))) == "BlockTriangular(sizes=(2, 1))"
    assert BlockTriangular(symmetric=False).label == "BlockTriangular(normal=False)"


def test_another_radius_makes_another_instance() -> None:
    common, each = (BlockTriangular("1/2", 3, "-1/4", radii=x) for x in ("common", "each"))
    wider = BlockTriangular("1/2", 3, "-1/4", ("1/2", "1/3"))
    assert len({common, each, wider}) == 3
    assert each == BlockTriangular("1/2", 3, "-1/4", (None, "1/4"))
    assert wider.record()["radii"] == ["1/2", "1/3"] and "gamma" not in wider.record()


@pytest.mark.parametrize("shape", ["symmetric", "any"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_bound_is_decided_exactly_at_its_edge(shape: str, place: int) -> None:
    # ρ = 1/2 of both, irrational entries nowhere: at 1/2 it is a member, a little below none
    block = [["3/10", "4/10"], ["4/10", "-3/10"]] if shape == "symmetric" else [[0, 5], ["1/20", 0]]
    below = fmpq(10**30 - 2, 2 * 10**30)
    edge: list[object] = [HALF, HALF]
    J = BlockTriangular(block, 0, block, edge, symmetric=shape == "symmetric")
    assert J.gammas == (HALF, HALF)
    edge[place] = below
    with pytest.raises(InvalidMatrix, match=rf"^gamma of {'AD'[place]}: expected gamma >= the spe"):
        BlockTriangular(block, 0, block, edge, symmetric=shape == "symmetric")


def test_large_float_blocks_have_bounds_of_their_own() -> None:
    A, D = np.eye(120) / 2, np.eye(90) / 4
    J = BlockTriangular(A, np.zeros((90, 120)), D, radii="each")
    assert J.holds_floats and 0.25 < float(J.gamma_D.p) / float(J.gamma_D.q) < 0.2501
    assert J.triangular.gammas == J.gammas and J.gamma == J.gamma_A
    with pytest.raises(InvalidMatrix, match=r"^gamma of D: expected gamma >= "):
        BlockTriangular(A, np.zeros((90, 120)), D, ("3/5", "1/5"))


def test_a_number_is_meant_for_each_block() -> None:
    J = CoupledBlocks([["1/2", 0], [3, 0]], "3/4", radii="each")
    assert J.gammas == (fmpq(3, 4), fmpq(3, 4)) and J.radii == "each"
    again = CoupledBlocks.split(J, J.sizes, J.bounds)
    assert again == J
    assert CoupledBlocks.split(J, (1, 1), radii="each").gammas == (HALF, fmpq(0))
    assert linear_quadratic(2, 3, 1, alpha="1/4", beta="1/4", radii="each").gamma_D == fmpq(3, 4)


def test_members_are_of_the_option_that_is_asked_for() -> None:
    common, each = (BlockTriangular("1/2", 3, 0, radii=x) for x in ("common", "each"))
    of_each, of_one = (Quantifier(BlockTriangular, radii=x) for x in ("each", "common"))
    assert of_each.contains(each) and of_one.contains(common)
    assert 'radii="each"' in str(of_each.objection(common))
    assert 'radii="each"' in str(of_one.objection(each))
    assert not of_each.implies(of_one) and not of_one.implies(of_each)
    assert of_each.implies(Quantifier(SelfReferential, radii="each"))
    for near in (of_each.triangular, of_each.unrestricted, of_each.larger):
        assert near is not None and near.radii == "each"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: BlockTriangular(0, 1, 0, ("1/2",)), "gamma: expected a bound for each of 2 bl"),
        (lambda: BlockTriangular(0, 1, 0, (0, 1)), "gamma of D: expected 0 <= gamma < 1, got 1"),
        (lambda: BlockTriangular(0, 1, 0, (0, "x")), "gamma of D: "),
        (lambda: BlockTriangular(0, 1, 1, radii="each"), "gamma of D: expected 0 <= gamma < 1, th"),
        (lambda: BlockTriangular(0, 1, 0, radii="all"), 'radii: expected "common" or "each"'),
        (lambda: BlockTriangular(radii="all"), 'radii: expected "common" or "each", got '),
        (lambda: BlockTriangular(radii=2), 'radii: expected "common" or "each", got 2'),
        (lambda: BlockTriangular(sizes="ab"), "sizes: expected positive block sizes"),
        (lambda: BlockTriangular(sizes=("n", "2x")), "sizes: expected positive block sizes"),
        (lambda: BlockTriangular(sizes=("n", "if")), "sizes: expected positive block sizes"),
        (lambda: BlockTriangular(sizes=("n",)), "sizes: BlockTriangular has two diagonal blocks"),
        (lambda: BlockTriangular(sizes=("n", 2)).given_sizes, "sizes: expected a number for each"),
        (lambda: BlockTriangular(sizes=("n", "n")).with_sizes((1, 2)), "sizes: expected ('n', 'n'"),
    ],
)
def test_wrong_input_is_one_clear_sentence(make: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        make()  # type: ignore[operator]
    assert str(caught.value).startswith(sentence) and "\n" not in str(caught.value)


def test_equal_names_are_equal_sizes() -> None:
    of = CoupledBlocks(sizes=("n", 2, "n"))
    assert of.size_names == ("n",) and of.block_count == 3
    assert str(of.with_sizes((3, 2, 3))) == "CoupledBlocks(sizes=(3, 2, 3))"
    zeros = {sizes: CoupledBlocks.split(np.zeros((sum(sizes),) * 2), sizes) for sizes in SIZES}
    assert [of.contains(J) for J in zeros.values()] == [True, False, False, False]


SIZES = [(3, 2, 3), (3, 2, 1), (3, 3, 3), (1, 2)]


def symbol(of: ClassOfMatrices, **options: object) -> SymbolicInstance:
    made = Quantifier(of, **options).symbol("J")  # type: ignore[arg-type]
    assert isinstance(made, SymbolicInstance)
    return made


def test_the_symbolic_member_has_a_symbol_for_each_radius() -> None:
    J = symbol(BlockTriangular, radii="each")
    assert J.gammas == (J.gamma_A, J.gamma_D)
    assert J.gamma == sympy.Max(J.gamma_A, J.gamma_D)
    assert J.kappa == J.c / (1 - J.gamma) and J.gamma_A.is_nonnegative
    m = symbol(CoupledBlocks, radii="each", sizes=(1, 2, 3))
    assert [str(x) for x in m.gammas] == ["gamma_0", "gamma_1", "gamma_2"]
    assert m.triangular.gammas == m.gammas
    assert symbol(CoupledBlocks, radii="each").gamma == sympy.Symbol("gamma", nonnegative=True)


def test_what_a_symbolic_member_lacks_is_said() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'gamma_A'.*with radii=\"each\" each"):
        symbol(BlockTriangular).gamma_A  # noqa: B018
    with pytest.raises(AttributeError, match="any number of blocks"):
        symbol(CoupledBlocks, radii="each").gammas  # noqa: B018
    with pytest.raises(AttributeError, match="no attribute 'gamma_A'"):
        symbol(CoupledBlocks, radii="each", sizes=(1, 1)).gamma_A  # noqa: B018


def test_sizes_by_name_are_symbols() -> None:
    n, m = sympy.symbols("n m", integer=True, positive=True)
    J = symbol(SelfReferential, sizes=("n", "m"))
    assert J.n == n + m and J.C.shape == (m, n) and J.shape == (n + m, n + m)
    assert symbol(SelfReferential, sizes=("n", "n")).n == 2 * n


def test_numbers_are_read_by_name() -> None:
    J = CoupledBlocks([["1/2", 0, 0], [1, "1/3", 0], [0, 2, 0]], radii="each")
    names = ("gamma_0", "gamma_1", "gamma_2", "gamma", "n")
    values = [J.number(name) for name in names]
    assert values == [Enclosure.exactly(x) for x in (HALF, fmpq(1, 3), 0, HALF, 3)]
