"""`members`: exact members of every kind of class, drawn by its sampler, simple ones first."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import HealthCheck, find, given, settings

from kreissverify import (
    BlockTriangular,
    Integer,
    Matrix,
    Orthogonal,
    Real,
    Rectangular,
    Square,
    StatementError,
    Stochastic,
    Symmetric,
    assume,
    families,
    family,
    identity,
    members,
    norm,
    rho,
)
from kreissverify.evidence.members import NoMembers, drawn_members
from kreissverify.instances.annotations import read_class
from kreissverify.instances.kinds import KINDS
from kreissverify.matrices.exact_matrix import ExactMatrix, as_exact_matrix

QUICK = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


@family
def Contraction(A: Square("n"), a: Real(above=0, below=1)):
    assume(norm(A) <= a)
    return identity("n") - A


@pytest.mark.parametrize("kind", KINDS)
def test_members_of_a_kind_are_its_members(kind) -> None:
    for X in islice(drawn_members(read_class(kind), 1), 10):
        exact = X if isinstance(X, ExactMatrix) else as_exact_matrix(X.strings())
        assert kind().with_sizes(*exact.shape).objection(exact) is None
        assert isinstance(X, ExactMatrix) is (kind is Rectangular)


@pytest.mark.parametrize("name", families.__all__)
def test_members_of_a_family_are_its_instances(name: str) -> None:
    of = getattr(families, name)
    for J in islice(drawn_members(read_class(of), 0), 5):
        assert isinstance(J, of) and isinstance(J, Matrix) and J.n <= 24


def test_what_a_family_assumes_holds() -> None:
    for J in islice(drawn_members(read_class(Contraction), 0), 20):
        assert norm(J.A) <= float(J.a.p) / float(J.a.q) + 1e-8


@QUICK
@given(members(families.HeavyBall(n=1)))
def test_sizes_are_kept(J) -> None:
    assert J.n == 2 and J.H.n == 1


@QUICK
@given(members(Orthogonal(2)), members(BlockTriangular), members(Integer(at_least=1)))
def test_strategies_stand_side_by_side(Q, J, k) -> None:
    assert Q.exact * Q.exact.transpose() == Matrix([[1, 0], [0, 1]]).exact
    assert isinstance(J, BlockTriangular) and k.q == 1 and k >= 1


def test_shrinking_ends_at_a_simple_member() -> None:
    # the pool that an example is found in is drawn: the simplest of it need not be of one row
    same = settings(deadline=None, derandomize=True, database=None)
    found = find(members(Square), lambda X: norm(X) > 2, settings=same)
    assert found.n <= 3 and all(len(x) < 12 for row in found.strings() for x in row)
    found = find(members(families.HeavyBall), lambda J: rho(J) > 1, settings=same)
    assert found.n == 2 and all(len(x) < 12 for row in found.strings() for x in row)


def test_equal_seeds_give_equal_members() -> None:
    of = read_class(Symmetric(3, spectrum=(0, 1)))
    first, again, other = (
        [X.strings() for X in islice(drawn_members(of, seed), 8)] for seed in (4, 4, 5)
    )
    assert first == again != other


def test_a_class_without_members_says_why() -> None:
    with pytest.raises(NoMembers, match="every stochastic matrix has spectral radius 1"):
        next(drawn_members(read_class(Stochastic(radius="1/2")), 0))


def test_a_family_whose_assumption_never_holds_says_so() -> None:
    @family
    def Impossible(A: Square(1)):
        assume(norm(A) < 0)
        return A

    with pytest.raises(NoMembers, match="it assumes"):
        next(drawn_members(read_class(Impossible), 0))


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        (3, "annotated with 3"),
        (Square(norm="mu"), "no parameter is called 'mu'"),
        (BlockTriangular(sizes=("k", "k")), "expected numbers, got the name 'k'"),
    ],
)
def test_what_is_no_class_is_refused(of, sentence: str) -> None:
    with pytest.raises(StatementError, match=sentence):
        members(of)
