"""A class of matrices from outside: registered, quantified over, searched, and never believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flint import fmpq_mat
from hypothesis import given, settings

from kreissverify import (
    BlockTriangular,
    K,
    SelfReferential,
    Statement,
    StatementError,
    assume,
    theorem,
)
from kreissverify.certificates.checker import Rejected, check
from kreissverify.certificates.schema import CLASSES
from kreissverify.derivations.citations.specialisation import specialised
from kreissverify.derivations.errors import DerivationError
from kreissverify.evidence.counterexamples.certify import NotCertified, certificate
from kreissverify.evidence.counterexamples.refute import refute
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.members import members
from kreissverify.evidence.necessity import necessity
from kreissverify.evidence.verdict import Verdict
from kreissverify.evidence.verify import verify
from kreissverify.evidence.worst_ratio.tighten import tighten
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.instances import InstanceClass, class_of, register, registry, unregister
from kreissverify.instances.self_referential import SelfReferentialInstances
from kreissverify.matrices import CoupledBlocks, InvalidMatrix, Quantifier
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import collect

FILE = Path(__file__).parent / "support" / "zero_sum_games.py"


@pytest.fixture(autouse=True)
def only_ours_stay() -> Iterator[None]:
    before = set(registry())
    yield
    for kind in set(registry()) - before:
        unregister(kind)


@pytest.fixture
def statements() -> dict[str, Statement]:
    found = collect([FILE])
    assert not found.errors
    return {x.id: x for x in found.statements}


def zero_sum(J: Any) -> str | None:
    return None if -J.C.transpose() == J.B else "B: expected -Cᵀ"


class ByObjection(SelfReferential):
    """A class that says its condition where the contract asks for it."""

    @classmethod
    def objection(cls, J: Any) -> str | None:
        return zero_sum(J)


class ByConstructor(SelfReferential):
    """A class that says its condition in its constructor only."""

    def __init__(self, *blocks: Any, **options: Any) -> None:
        super().__init__(*blocks, **options)
        if zero_sum(self) is not None:
            raise InvalidMatrix("B: expected -Cᵀ")


class ZeroSumExample(InstanceClass):
    """One game."""

    matrix_class = ByObjection

    def draw(self, quantifier: Quantifier, seed: int, index: int) -> CoupledBlocks:
        return ByObjection("1/2", -1, 1, 0)


def over(kind: Any, body: Callable[[Any], Any]) -> Statement:
    """Return the statement that a condition holds for every J of a class."""

    def stated(J):  # type: ignore[no-untyped-def]
        return body(J)

    stated.__annotations__ = {"J": kind}
    found = theorem(source="a test")(stated)
    assert isinstance(found, Statement)
    return found


def coupled_contraction(J: Any) -> Any:
    assume(J.c > 0)
    return K(J) <= 1


def test_a_true_theorem_about_an_own_class_is_supported(statements: dict[str, Statement]) -> None:
    report = verify(statements["norm_of_a_game"], instances=25)
    assert report.verdict is Verdict.SUPPORTED and report.holds == 25
    assert report.indeterminate == 0


def test_a_false_one_is_violated_and_has_no_certificate(
    statements: dict[str, Statement], tmp_path: Path
) -> None:
    report = verify(statements["games_are_contractions"], instances=25, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED and report.certificate is None
    assert "no certificate: the checker does not know the class ZeroSum" in report.reason
    found = refute(statements["games_are_contractions"], budget=10, certificates=tmp_path)
    assert found.certificate is None and found.binding is None
    assert found.reason == "no certificate: the checker does not know the class ZeroSum"
    assert not list(tmp_path.iterdir())


def test_a_class_of_one_block_needs_no_couplings(tmp_path: Path) -> None:
    true, false = collect([FILE.parent / "companion_matrices.py"]).statements
    assert verify(true, instances=10).verdict is Verdict.SUPPORTED
    report = verify(false, instances=5, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED
    assert "the checker does not know the class Companion" in report.reason


def test_reading_a_file_twice_brings_its_class_anew(statements: dict[str, Statement]) -> None:
    again = {x.id: x for x in collect([FILE]).statements}
    for one in (statements, again):
        assert verify(one["norm_of_a_game"], instances=2).verdict is Verdict.SUPPORTED


def test_members_are_searched_and_shrunk_inside_the_class(statements: dict[str, Statement]) -> None:
    of = statements["norm_of_a_game"].matrix[1]
    source = class_of(of)
    J = source.draw(of, 0, 3)
    near = list(source.neighbours(of, J))
    assert near and all(of.contains(x) for x in (J, *near, *source.small_members(of)))
    assert source.parametrizations(of) == []
    assert source.two_by_two(of, "1/2", 1, 1) is None
    batch = source.batch(of, 0, 12)
    assert len(batch) == 12
    for stack in batch:
        assert stack.comparison[:, 1, 0] == pytest.approx(stack.comparison[:, 0, 1])
        assert of.contains(stack.instance(0))


def test_tighten_leaves_out_what_the_class_does_not_have(statements: dict[str, Statement]) -> None:
    found = tighten(statements["norm_of_a_game"], budget=3)
    assert found.limits == []
    if found.witness is not None:
        assert statements["norm_of_a_game"].matrix[1].contains(found.witness.instance)


def test_strategies_draw_members(statements: dict[str, Statement]) -> None:
    of = statements["norm_of_a_game"].matrix[1]

    @settings(max_examples=10, deadline=None, database=None)
    @given(members(of))
    def holds(J: CoupledBlocks) -> None:
        assert of.contains(J)

    holds()


@pytest.mark.parametrize("kind", [ByObjection, ByConstructor])
def test_what_a_sampler_draws_is_not_believed(kind: Any, tmp_path: Path) -> None:
    class Careless(SelfReferentialInstances):
        matrix_class = kind

    register(Careless())  # nearly all that it draws lies outside the class
    statement = over(kind(sizes=(2, 1)), coupled_contraction)
    report = verify(statement, instances=4, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED and report.decided == 0
    expected = f"J is no member of {kind.__name__}(sizes=(2, 1)): B: expected -Cᵀ"
    assert report.reason.endswith(expected)
    assert not list(tmp_path.iterdir())


def test_no_instance_outside_the_class_is_decided() -> None:
    coupled = SelfReferential("1/2", 2, 1, 0)
    statement = over(BlockTriangular, lambda J: K(J) <= 1)
    decision = decide(statement, Binding.of("J", coupled), QuantityCache())
    assert decision.outcome is Outcome.INDETERMINATE
    assert decision.refusals == (
        "J is no member of BlockTriangular: it is no BlockTriangular, but a SelfReferential",
    )
    with pytest.raises(NotCertified):
        certificate(statement, Binding.of("J", coupled))


def test_a_structure_that_a_class_claims_is_checked() -> None:
    class Claimed(SelfReferential):
        structure = BlockTriangular.structure

    J = SelfReferential("1/2", 2, 1, 0)
    table = [[J.A, J.B], [J.C, J.D]]
    made = Claimed._proved(table, J.gamma, {})
    assert Quantifier(Claimed).objection(made) == "B: it is not zero"
    wanted = Quantifier(SelfReferential, sizes=(1, 1))
    assert wanted.contains(J)
    two = [[1, 0], [0, 1]]
    large = SelfReferential([["1/2", 0], [0, "1/2"]], two, two, [["1/2", 0], [0, 0]])
    assert wanted.objection(large) == "its blocks have the sizes (2, 2)"
    skew = SelfReferential([[0, "1/2"], [0, 0]], [[0], [0]], [[0, 0]], 0, symmetric=False)
    assert Quantifier(SelfReferential).objection(skew) is not None
    assert Quantifier(SelfReferential, symmetric=False).contains(skew)


def test_constructors_refuse_what_the_class_objects_to() -> None:
    assert fmpq_mat([[-1]]) == ByObjection("1/2", -1, 1, 0).B
    for blocks in (("1/2", 1, 1, 0), ("1/2", 2, 1, 0)):
        with pytest.raises(InvalidMatrix, match=r"^B: expected -Cᵀ$"):
            ByObjection(*blocks)
    with pytest.raises(InvalidMatrix, match=r"^B: expected -Cᵀ$"):
        ByObjection.split([["1/2", 1], [1, 0]], (1, 1))


def test_a_subclass_does_not_inherit_that_it_is_complete() -> None:
    class Narrow(BlockTriangular):
        pass

    assert Narrow.structure.two_triangular
    assert not Narrow.structure.complete and Narrow.structure.restriction is None
    assert BlockTriangular.structure.restriction is not None


def test_a_class_is_known_to_imply_the_larger_ones_only() -> None:
    of = Quantifier(ByObjection)
    assert of.unrestricted == Quantifier(SelfReferential)
    assert of.triangular == Quantifier(BlockTriangular)
    assert of.implies(Quantifier(SelfReferential)) and not of.unrestricted.implies(of)
    assert not of.implies(Quantifier(SelfReferential, sizes=(1, 1)))


def test_without_its_condition_a_class_is_the_larger_one(tmp_path: Path) -> None:
    statement = over(BlockTriangular(sizes=(1, 1)), lambda J: K(J) <= 2 + J.kappa)
    found = {x.hypothesis: x for x in necessity(statement, 10, 0, tmp_path, QuantityCache())}
    assert found["B = 0"].needed is True


def test_annotations_are_classes_that_are_registered() -> None:
    with pytest.raises(
        StatementError,
        match=r"^J is annotated with ByObjection, of which no instances are registered",
    ):
        over(ByObjection, lambda J: K(J) >= 1)
    with pytest.raises(StatementError, match=r"ByObjection\(sizes=\(1, 1\)\), of which no inst"):
        over(ByObjection(sizes=(1, 1)), lambda J: K(J) >= 1)


def test_registering_refuses_a_name_that_is_taken() -> None:
    class Named(SelfReferentialInstances):
        matrix_class = type("SelfReferential", (SelfReferential,), {})  # type: ignore[assignment]

    with pytest.raises(ValueError, match=r"^SelfReferential: another class .* has this name"):
        register(Named())

    class Wrong(SelfReferentialInstances):
        matrix_class = int  # type: ignore[assignment]

    with pytest.raises(TypeError, match=r"^matrix_class: expected a subclass of CoupledMatrix"):
        register(Wrong())


def test_the_checker_knows_exactly_the_classes_of_the_format() -> None:
    instance = SelfReferential("1/2", 4, 4, "1/2")
    statement = over(SelfReferential, lambda J: K(J) <= 1)
    document = certificate(statement, Binding.of("J", instance))
    assert sorted(document) == [
        "conclusion", "facts", "format", "hypotheses", "instance", "kind", "theorem", "version",
    ]  # fmt: skip
    for name in CLASSES:
        fits = {**document, "instance": {**document["instance"], "class": name}}
        if name == "BlockTriangular":
            with pytest.raises(Rejected, match="B is not zero"):
                check(fits)
        else:
            check(fits)
    with pytest.raises(Rejected, match="no such class"):
        check({**document, "instance": {**document["instance"], "class": "ZeroSum"}})


def test_a_statement_of_an_own_class_is_not_cited_for_its_comparison_matrix() -> None:
    register(ZeroSumExample())
    statement = over(ByObjection, lambda J: K(J) <= 2)
    J = statement.matrix[1].symbol("J")
    assert specialised(statement, J, None, {})[1] == statement.conclusion
    for part, kind in ((J.comparison, "SelfReferential"), (J.triangular, "BlockTriangular")):
        with pytest.raises(DerivationError, match=f"is about ByObjection, and .* is in {kind}"):
            specialised(statement, J, part, {})
