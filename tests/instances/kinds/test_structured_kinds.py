"""Orthogonal, normal, nonnegative, stochastic, companion and Toeplitz matrices, each as it is."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import pytest
from flint import fmpq

from kreissverify.instances.kinds.companion import Companion
from kreissverify.instances.kinds.draws import companion as companion_draws
from kreissverify.instances.kinds.draws import stochastic as stochastic_draws
from kreissverify.instances.kinds.draws.unitary import as_cayley, from_cayley
from kreissverify.instances.kinds.freedoms import in_turn, unseen_freedoms
from kreissverify.instances.kinds.freedoms_of_structure import STRUCTURED
from kreissverify.instances.kinds.nonnegative import Nonnegative
from kreissverify.instances.kinds.normal import Normal
from kreissverify.instances.kinds.orthogonal import Orthogonal
from kreissverify.instances.kinds.shared import patterns
from kreissverify.instances.kinds.shared.membership import meets
from kreissverify.instances.kinds.stochastic import Stochastic
from kreissverify.instances.kinds.toeplitz import Toeplitz
from kreissverify.instances.randomness import generator
from kreissverify.matrices.exact_matrix import ExactMatrix, as_exact_matrix, identity
from kreissverify.matrices.matrix import InvalidMatrix

_BELOW = 1 - fmpq(1, 10**15)


@pytest.mark.parametrize(
    ("kind", "rows", "reason"),
    [
        (Orthogonal(2), [[1, 1], [0, 1]], "its columns are not orthonormal"),
        (Orthogonal(2), [["3/5", "4/5"], ["4/5", "3/5"]], "its columns are not orthonormal"),
        (Orthogonal(2), [["i", 0], [0, 1]], "entries that are not real"),
        (Orthogonal(2, complex=True), [["1+i", 0], [0, 1]], "its columns are not orthonormal"),
        (Normal(2), [[1, 2], [0, 1]], "it does not commute with its transpose"),
        (Normal(2, complex=True), [["i", 1], [1, 1]], "it does not commute with its adjoint"),
        (Normal(2, norm=1), [[1, 1], [-1, 1]], "its norm exceeds 1"),
        (Nonnegative(2), [[0, 1], ["-1/10", 1]], "its entry [1, 0] is negative"),
        (Nonnegative(2, complex=True), [[0, "i"], [0, 1]], "its entry [0, 1] is not real"),
        (Nonnegative(2, radius=1), [[1, 1], [1, 1]], "its spectral radius exceeds 1"),
        (Stochastic(2), [["1/2", "1/3"], [0, 1]], "its row 0 sums to 5/6"),
        (Stochastic(2), [["3/2", "-1/2"], [0, 1]], "its entry [0, 1] is negative"),
        (Stochastic(2, norm="7/5"), [[1, 0], [1, 0]], "its norm exceeds 7/5"),
        (Companion(2), [[0, 1], [1, 1], [0, 0]], "its shape is 3×2 and not 2×2"),
        (Companion(2), [["1/9", 1], [1, 1]], "differs from a companion matrix in its entry [0, 0]"),
        (Companion(3), [[0, 1, 0], [0, 0, 2], [1, 1, 1]], "in its entry [1, 2]"),
        (Toeplitz(3), [[1, 2, 3], [4, 1, 2], [5, 6, 1]], "[1, 0] and [2, 1] differ"),
    ],
    ids=str,
)
def test_what_is_no_member_is_told_why(kind: Any, rows: Any, reason: str) -> None:
    assert reason in kind.objection(as_exact_matrix(rows))


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (Orthogonal(2, norm=1, rank=2), [["3/5", "4/5"], ["-4/5", "3/5"]]),
        (Orthogonal(2, complex=True), [[0, "3/5+4/5i"], ["i", 0]]),
        (Normal(2, norm=5, radius=5, numerical_radius=5), [[3, 4], [-4, 3]]),
        (Normal(2, complex=True, rank=1), [[1, "i"], ["-i", 1]]),
        (Nonnegative(2, norm=2, radius=0, numerical_radius=1, rank=1), [[0, 2], [0, 0]]),
        (Stochastic(2, norm=1, numerical_radius=1, radius=1), [["1/3", "2/3"], ["2/3", "1/3"]]),
        (Stochastic(4, norm=2, rank=1), [[1, 0, 0, 0]] * 4),
        (Companion(2, norm=1, radius=1), [[0, 1], [-1, 0]]),
        (Companion(1, norm="1/2"), [["-1/2"]]),
        (Companion(3, numerical_radius="708/1000"), [[0, 1, 0], [0, 0, 1], [0, 0, 0]]),
        (Toeplitz(2, norm=3), [[1, 2], [2, 1]]),
    ],
    ids=str,
)
def test_members_at_the_limits_are_members(kind: Any, rows: Any) -> None:
    assert kind.objection(as_exact_matrix(rows)) is None


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Orthogonal(2, norm="1/2"), "every orthogonal matrix has norm 1"),
        (Orthogonal(2, radius=0, complex=True), "every unitary matrix has spectral radius 1"),
        (Orthogonal(2, numerical_radius="99/100"), "has numerical radius 1"),
        (Orthogonal(3, rank=2), "every orthogonal matrix has full rank, which is 3"),
        (Stochastic(2, norm="1/2"), "every stochastic matrix has norm at least 1"),
        (Stochastic(2, radius="99/100"), "every stochastic matrix has spectral radius 1"),
        (Stochastic(2, numerical_radius="1/2"), "has numerical radius at least 1"),
        (Stochastic(2, rank=0), "every stochastic matrix has rank at least 1"),
        (Companion(2, norm="99/100"), "of every companion matrix of 2 rows, the norm exceeds"),
        (Companion(3, rank=1), "of every companion matrix of 3 rows, the rank exceeds 1"),
        # that of the shift is cos(π/4)
        (Companion(3, numerical_radius="707/1000"), "the numerical radius exceeds 707/1000"),
    ],
    ids=str,
)
def test_an_empty_kind_says_why(kind: Any, reason: str) -> None:
    assert reason in kind.emptiness()


@pytest.mark.parametrize(
    "kind",
    [
        Orthogonal(3, norm=1, radius=1, numerical_radius=1, rank=3),
        Normal(2, norm=0),
        Nonnegative(2, rank=0),
        Stochastic(2, norm=1, radius=1, numerical_radius=1, rank=1),
        Companion(1, norm=0, rank=0),
        Companion(3, norm=1, radius=0, rank=2),
        Companion(2, numerical_radius="1/2"),
        Toeplitz(2, radius=0, norm="1/10"),
    ],
    ids=str,
)
def test_what_is_not_empty_has_a_member_drawn(kind: Any) -> None:
    assert kind.emptiness() is None
    for index in range(5):
        assert kind.objection(kind.draw(generator("limits", index))) is None


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Normal(3, norm="22/7"), "norm"),
        (Normal(3, radius="22/7", complex=True), "radius"),
        (Nonnegative(3, norm="22/7"), "norm"),
        (Nonnegative(3, radius="22/7"), "radius"),
        (Nonnegative(3, numerical_radius="22/7"), "numerical_radius"),
        (Stochastic(3, norm="9/8"), "norm"),
        (Stochastic(3, numerical_radius="9/8"), "numerical_radius"),
        (Companion(3, norm="9/8"), "norm"),
        (Companion(3, radius="1/2", complex=True), "radius"),
        (Companion(3, numerical_radius="9/8"), "numerical_radius"),
        (Toeplitz(3, norm="22/7"), "norm"),
        (Toeplitz(3, radius="22/7", complex=True), "radius"),
    ],
    ids=str,
)
def test_bounds_are_attained_exactly_by_many_and_not_by_all(kind: Any, name: str) -> None:
    bound = fmpq(*getattr(kind, name).as_integer_ratio()) * _BELOW
    drawn = [kind.draw(generator("attained", index)) for index in range(40)]
    attained = [not meets(matrix, name, bound) for matrix in drawn]
    assert 0.1 < sum(attained) / len(attained) < 0.95


@pytest.mark.parametrize("norm", ["101/100", "5/4", "7/5"])
def test_two_states_have_the_norm_that_is_asked_for(norm: str) -> None:
    bound = Stochastic(3, norm=norm)._bounds()["norm"]
    made = [stochastic_draws.with_norm(generator(index), 3, bound) for index in range(10)]
    found = [ExactMatrix(x) for x in made if x is not None]
    assert found
    for matrix in found:
        assert Stochastic(3, norm=norm).objection(matrix) is None
        assert not meets(matrix, "norm", bound * _BELOW)


def test_the_least_norm_of_a_companion_matrix_is_that_of_the_shift() -> None:
    for index in range(20):
        matrix = Companion(3, complex=True).draw(generator("least", index))
        assert meets(Companion(3)._shift(), "numerical_radius", fmpq(7072, 10000))
        assert not meets(matrix, "numerical_radius", fmpq(7071, 10000))
        assert not meets(matrix, "norm", _BELOW)


def test_roots_are_the_eigenvalues_of_a_companion_matrix() -> None:
    roots = [(fmpq(3, 5), fmpq(4, 5)), (fmpq(3, 5), fmpq(-4, 5)), (fmpq(1, 2), fmpq(0))]
    matrix = companion_draws.companion(companion_draws.polynomial(roots))
    values = sorted(np.linalg.eigvals(matrix.array), key=lambda z: (z.real, z.imag))
    assert values == pytest.approx([0.5, 0.6 - 0.8j, 0.6 + 0.8j])


# ---------------------------------------------------------------------------- floats and rounding


def structure_error(kind: Any, array: Any) -> float:
    """Return how far float members are from the structure of their kind."""
    adjoint = np.swapaxes(array, -1, -2).conj()
    scale = np.abs(array).max(axis=(-2, -1), keepdims=True)
    n = array.shape[-1]
    errors = {
        "Orthogonal": lambda: array @ adjoint - np.eye(n),
        "Normal": lambda: (array @ adjoint - adjoint @ array) / scale**2,
        "Nonnegative": lambda: np.minimum(array, 0) / scale,
        "Stochastic": lambda: np.concatenate(
            [np.minimum(array, 0), array.sum(axis=-1, keepdims=True) - 1], axis=-1
        ),
        "Companion": lambda: array[:, :-1] - np.eye(n, k=1)[:-1],
        "Toeplitz": lambda: (array[:, 1:, 1:] - array[:, :-1, :-1]) / scale,
    }[kind.name]()
    return float(np.abs(errors).max(initial=0.0))


@pytest.mark.parametrize("of", STRUCTURED, ids=lambda of: of.__name__)
@pytest.mark.parametrize("options", [{}, {"norm": "5/4"}, {"complex": True}], ids=str)
def test_float_members_have_the_structure(of: Any, options: Any) -> None:
    for size in (1, 2, 4):
        kind = of(size, **options)
        at = np.random.default_rng(5).standard_normal((50, kind.dimension()))
        assert structure_error(kind, kind.members(at, {})) < 1e-12


def test_a_float_that_is_no_member_is_seen() -> None:
    """The planted error."""
    for of in STRUCTURED:
        assert structure_error(of(3), np.array([[[1.0, 2, 3], [-4, 5, 6], [7, 8, 9.5]]])) > 0.01


def test_float_members_reach_the_bounds_and_vary() -> None:
    for kind in (Stochastic(3, norm="9/8"), Companion(3, norm="3/2")):
        at = np.random.default_rng(5).standard_normal((200, kind.dimension()))
        norms = np.linalg.norm(kind.members(at, {}), 2, axis=(-2, -1))
        assert norms.max() <= float(kind.norm) + 1e-12  # type: ignore[arg-type]
        assert norms.max() > float(kind.norm) - 0.01  # type: ignore[arg-type]


def test_rounding_recognises_short_members() -> None:
    turn = np.array([[0.0, 0.6, -0.8], [0.0, 0.8, 0.6], [-1.0, 0.0, 0.0]])
    made = Orthogonal(3).rounded(turn + 1e-13, fmpq(1, 10**6))
    assert made.strings() == [["0", "3/5", "-4/5"], ["0", "4/5", "3/5"], ["-1", "0", "0"]]
    made = Stochastic(2).rounded(np.array([[0.33333333, 0.66666667], [1e-17, 1.0]]), fmpq(1, 1000))
    assert made.strings() == [["1/3", "2/3"], ["0", "1"]]
    geometric = 2.0 ** (np.arange(3)[None, :] - np.arange(3)[:, None])
    made = Toeplitz(3, rank=1).rounded(geometric, fmpq(1, 1000))
    assert made.strings() == [["1", "2", "4"], ["1/2", "1", "2"], ["1/4", "1/2", "1"]]
    made = Normal(2).rounded(np.array([[0.5, 0.33333333], [-0.33333333, 0.5]]), fmpq(1, 1000))
    assert made.strings() == [["1/2", "1/3"], ["-1/3", "1/2"]]


def test_what_has_no_member_near_it_is_refused() -> None:
    with pytest.raises(InvalidMatrix, match="orthonormal columns"):
        Orthogonal(2).rounded(np.ones((2, 2)), fmpq(0))
    with pytest.raises(InvalidMatrix, match="orthonormal columns"):
        Orthogonal(1).rounded(np.array([[np.nan]]), fmpq(0))
    with pytest.raises(InvalidMatrix, match="no member of Nonnegative"):
        Nonnegative(2, norm=1).rounded(np.ones((2, 2)), fmpq(0))


# -------------------------------------------------------------------------------------- shrinking


@pytest.mark.parametrize("of", STRUCTURED, ids=lambda of: of.__name__)
def test_most_moves_and_smaller_matrices_are_members(of: Any) -> None:
    for is_complex in (False, True):
        kind = of(3, complex=is_complex)
        matrix = kind.draw(generator("moves", 7))
        moves = list(islice(kind.simpler(matrix), 60))
        assert sum(kind.objection(x) is None for x in moves) > 0.5 * len(moves)
        for keep in ([0, 1], [1, 2], [0, 2], [1]):
            small = kind.with_sizes(len(keep), len(keep))
            assert small.objection(kind.smaller(matrix, keep)) is None


def test_the_signs_of_a_cayley_transform_are_found_for_every_orthogonal_matrix() -> None:
    for index in range(40):
        U = Orthogonal(4, complex=index % 2 == 0).draw(generator("cayley", index))
        signs, S = as_cayley(U)
        assert -S.adjoint() == S
        assert from_cayley(signs, S) == U
    assert as_cayley(-identity(3)) == ([-1, -1, -1], identity(3).scaled(fmpq(0)))


# --------------------------------------------------------------------------------------- freedoms


def test_patterns_of_places_are_what_they_say() -> None:
    cycle = as_exact_matrix([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    assert (patterns.period(cycle), patterns.is_permutation(cycle)) == (3, True)
    assert patterns.period(as_exact_matrix([[0, 1], [1, 1]])) == 1
    assert patterns.period(as_exact_matrix([[0, 1], [0, 1]])) == 0
    assert patterns.is_irreducible(cycle)
    assert not patterns.is_irreducible(identity(2))
    assert patterns.is_absorbing(as_exact_matrix([[1, 0], ["1/2", "1/2"]]))
    assert not patterns.is_absorbing(identity(2))
    assert patterns.is_properly_circulant(cycle)
    assert not patterns.is_properly_circulant(identity(3))


@pytest.mark.parametrize("of", STRUCTURED, ids=lambda of: of.__name__)
def test_freedoms_that_are_not_shown_are_named(of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted error: a kind that draws one member only, and has no corners."""
    one = of(3).draw(generator("one"))
    monkeypatch.setattr(of, "draw", lambda self, source: one)
    monkeypatch.setattr(of, "corners", lambda self: iter(()))
    assert len(unseen_freedoms(of(3))) >= 3


@pytest.mark.parametrize("of", STRUCTURED, ids=lambda of: of.__name__)
def test_the_sequence_of_members_is_a_function_of_the_seed(of: Any) -> None:
    first, again, other = (list(islice(in_turn(of(3), seed), 12)) for seed in (1, 1, 2))
    assert first == again != other
