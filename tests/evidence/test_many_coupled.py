"""Several coupled matrices in a statement, and coupled matrices as parts of families."""

from __future__ import annotations

import copy
import pickle
from itertools import islice

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given, settings

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    K,
    Real,
    SelfReferential,
    Square,
    assume,
    family,
    identity,
    members,
    norm,
    theorem,
    zeros,
)
from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples.certify import certificate
from kreissverify.evidence.evaluation.float_arithmetic import FloatArithmetic
from kreissverify.evidence.given import NoInstance, given_binding
from kreissverify.evidence.necessity import necessity
from kreissverify.evidence.sampling.bindings import bindings
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.evidence.verdict import Verdict
from kreissverify.evidence.verify import verify
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.evaluation.evaluator import Evaluator
from kreissverify.instances.freedoms import freedoms_of
from kreissverify.theorems import StatementError


@family
def Relaxed(J: BlockTriangular, t: Real(at_least=0, below=1)):
    return t * J


@theorem(source="an example")
def coupled_sum(J: BlockTriangular, X: SelfReferential(radii="each"), Y: CoupledBlocks):
    assume(X.b * X.c < (1 - X.gamma) ** 2)
    return K(J) <= 1 + J.kappa + X.gamma_A + norm(Y.comparison) + norm(X.triangular)


@theorem(source="an example")
def false_sum(J: BlockTriangular, X: BlockTriangular):
    return K(J) <= 1 + X.kappa


@theorem(source="an example")
def false_of_blocks(J: BlockTriangular, X: SelfReferential):
    return norm(J.C) + norm(zeros(J.A.rows, X.D.rows)) <= norm(identity(X.D)) * X.c + J.gamma


@theorem(source="an example")
def false_of_parts(X: Relaxed, Y: Relaxed, gamma: Real(above=0)):
    return norm(X) <= gamma * X.J.c + norm(Y.J.comparison)


@theorem(source="an example")
def relaxed(X: Relaxed):
    return norm(X) <= X.J.gamma + X.J.c


FALSE = (false_sum, false_of_blocks, false_of_parts)


def test_numbers_are_called_by_the_names_of_their_matrices() -> None:
    assert str(false_sum).endswith(
        "J in BlockTriangular and X in BlockTriangular: K(J) ≤ 1 + X.c/(1 - X.γ)"
    )
    assert str(relaxed).endswith("for every X in Relaxed: ‖X‖ ≤ X.J.c + X.J.γ")
    assert "X.γ_A" in str(coupled_sum) and "Y.comparison" in str(coupled_sum)
    assert "X.\\gamma" in false_sum.latex() or "X.gamma" in false_sum.latex()

    @theorem(source="an example")
    def exchanged(J: BlockTriangular, X: BlockTriangular):
        return K(J) <= 1 + J.kappa

    assert exchanged.digest != false_sum.digest


def test_one_coupled_matrix_keeps_bare_letters_and_their_names_reserved() -> None:
    @theorem(source="an example")
    def one(J: BlockTriangular, A: Square("k")):
        return norm(J) <= J.gamma + J.c + norm(A)

    assert str(one).endswith("‖J‖ ≤ c + γ + ‖A‖")
    with pytest.raises(StatementError, match="gamma: a number of J has this name"):

        @theorem(source="an example")
        def clash(J: BlockTriangular, gamma: Real()):
            return norm(J) <= gamma


def test_each_has_numbers_and_matrices_of_its_own() -> None:
    J, X = BlockTriangular("1/2", 3, "1/4"), BlockTriangular("1/3", 5, 0)
    binding = Binding({"J": J, "X": X})
    values = {name: binding.scalar(name).lower.value for name in ("J.gamma", "X.c", "J.n")}
    assert values == {"J.gamma": fmpq(1, 2), "X.c": fmpq(5), "J.n": fmpq(2)}
    ((_, stack),) = stacked(false_sum, [binding])
    assert [float(stack.scalar(name)[0]) for name in values] == [0.5, 5.0, 2.0]


def test_floats_agree_with_enclosures() -> None:
    for statement in (coupled_sum, *FALSE, relaxed):
        side = statement.conclusion.rhs
        for binding in islice(bindings(statement, 0), 12):
            ((_, stack),) = stacked(statement, [binding])
            seen = float(np.ravel(Evaluator(FloatArithmetic(stack)).number(side))[0])
            exact = Evaluator(EnclosureArithmetic(binding, 1e-6, QuantityCache())).number(side)
            scale = 1 + abs(seen)
            assert float(exact.lower) - 1e-5 * scale <= seen <= float(exact.upper) + 1e-5 * scale


@pytest.mark.parametrize("seed", range(2))
def test_the_first_twenty_show_the_freedoms_of_each(seed: int) -> None:
    first = list(islice(bindings(coupled_sum, seed), 20))
    for part in coupled_sum.parts:
        shown = [x.coupled[part.name] for x in first]
        assert not [x.name for x in freedoms_of(part.of) if not any(map(x.shown_by, shown))]


@pytest.mark.slow
@pytest.mark.parametrize("statement", [coupled_sum, relaxed], ids=lambda x: x.id)
def test_true_ones_are_supported(statement, tmp_path) -> None:
    assert verify(statement, instances=20, certificates=tmp_path).verdict is Verdict.SUPPORTED


@pytest.mark.slow
@pytest.mark.parametrize("statement", FALSE, ids=lambda x: x.id)
def test_false_ones_are_refuted_by_short_certificates(statement, tmp_path) -> None:
    found = verify(statement, instances=20, certificates=tmp_path)
    assert found.verdict is Verdict.REFUTED
    (path,) = tmp_path.glob("*.json")
    document = checker.load(str(path))
    assert document["version"] == 2 and checker.check(document)
    rows = sum(len(x["matrix"]) for x in document["parts"].values() if "matrix" in x)
    assert rows == 4  # the smallest size of each


def test_what_is_said_of_one_matrix_is_not_said_of_another() -> None:
    """Forged certificates: the numbers of the two matrices exchanged."""
    J, X = BlockTriangular("1/2", 8, "1/2"), BlockTriangular(0, 0, 0)
    document = certificate(false_sum, Binding({"J": J, "X": X}))
    checker.check(document)
    text = repr(document["conclusion"])
    for old, new in (("'X.c'", "'J.c'"), ("'X.gamma'", "'gamma'"), ("'J'", "'X'")):
        forged = copy.deepcopy(document)
        assert old in text
        forged["conclusion"] = eval(text.replace(old, new))
        with pytest.raises(checker.Rejected):
            checker.check(forged)


def test_blocks_and_bounds_are_given_for_each() -> None:
    J, X = [["1/2", 0], [3, "1/2"]], [["1/2", 0, 0], [0, 0, 0], [1, 1, 0]]
    values = {"J": J, "X": X, "split": {"J": 1, "X": (2, 1)}, "gamma": {"X": "3/4"}}
    found = given_binding(false_sum, values)
    assert found.coupled["X"].sizes == (2, 1) and found.coupled["X"].gamma == fmpq(3, 4)
    assert found.coupled["J"].gamma == fmpq(1, 2)
    for split, message in (
        (1, "split: it could be that of each of J, X"),
        ({"J": 1, "Y": 1}, "split: unknown coupled matrix: 'Y'"),
        ({"J": 1}, "X: split: it is missing"),
    ):
        with pytest.raises(NoInstance, match=message):
            given_binding(false_sum, {"J": J, "X": X, "split": split})
    parts = {"X.J": J, "Y.J": J, "X.t": 0, "Y.t": 0, "gamma": 1, "split": {"X.J": 1, "Y.J": 1}}
    assert given_binding(false_of_parts, parts).coupled["X.J"].gamma == fmpq(1, 2)
    assert given_binding(relaxed, {"J": J, "t": "1/2", "split": 1}).parameters["X.t"] == fmpq(1, 2)


def test_members_of_a_family_of_a_coupled_matrix() -> None:
    member = Relaxed(BlockTriangular("1/2", 3, "1/2"), "1/2")
    assert member.strings() == [["1/4", "0"], ["3/2", "1/4"]] and member.J.gamma == fmpq(1, 2)
    assert pickle.loads(pickle.dumps(member)) == member
    assert given_binding(relaxed, {"X": member}).coupled["X.J"] == member.J

    @settings(max_examples=10, deadline=None)
    @given(members(Relaxed))
    def scaled(X):
        assert X.n == X.J.n and 0 <= X.t < 1

    scaled()


def test_a_family_takes_coupled_matrices_of_its_class_only() -> None:
    @theorem(source="an example")
    def within(J: BlockTriangular, t: Real(at_least=0, below=1)):
        return norm(Relaxed(J, t)) <= J.gamma + J.c

    assert str(within).endswith("‖t·J‖ ≤ c + γ")
    with pytest.raises(
        StatementError, match="expected a member of BlockTriangular, got one of Self"
    ):

        @theorem(source="an example")
        def larger(J: SelfReferential):
            return norm(Relaxed(J, 0)) <= J.c

    with pytest.raises(StatementError, match="expected a member of BlockTriangular, got A"):

        @theorem(source="an example")
        def other(A: Square(2)):
            return norm(Relaxed(A, 0)) <= 1


@pytest.mark.slow
def test_the_options_of_each_are_dropped(tmp_path) -> None:
    @theorem(source="an example")
    def by_blocks(J: BlockTriangular, X: BlockTriangular):
        return norm(J) <= J.gamma + J.c + X.gamma

    found = {x.hypothesis: x.needed for x in necessity(by_blocks, 10, 0, tmp_path, QuantityCache())}
    assert found == {
        "the symmetry of the diagonal blocks of J": True,
        "B = 0 of J": True,
        "the symmetry of the diagonal blocks of X": False,
        "B = 0 of X": False,
    }
