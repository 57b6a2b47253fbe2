"""The search for counterexamples: short ones are found, true statements are left alone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import sympy

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    H,
    K,
    Real,
    assume,
    norm,
    pseudospectral_radius,
    same,
    sqrt,
    theorem,
)
from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples import pipeline, sources
from kreissverify.evidence.counterexamples import refute as module
from kreissverify.evidence.counterexamples.certify import NotCertified, certificate
from kreissverify.evidence.counterexamples.refute import refute
from kreissverify.evidence.counterexamples.shortest import counterexample
from kreissverify.evidence.counterexamples.shrink import largest_height, simplicity
from kreissverify.evidence.counterexamples.solver_search import model_members
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.sampling.small_instances import small_violations
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import Statement, bundled_statement
from tests.evidence.support.weakening import weakened

REPORTED = ["R5", "R6", "R6.with_R3", "R8", "R3.bounds_peak"]
WEAKENED = [("R3.sharpened", 2), ("E1", 4), ("E2", 6), ("E6.powers", 6), ("E8", 6)]


@pytest.mark.parametrize("name", REPORTED)
def test_reported_statements_are_refuted_by_readable_instances(name: str, tmp_path: Path) -> None:
    statement = bundled_statement(name)
    found = refute(statement, budget=20, certificates=tmp_path)
    assert found.certificate is not None and found.binding is not None
    checker.check(json.loads(found.certificate.read_text()))
    assert largest_height(found.binding) <= 1000
    assert found.binding.instance.sizes == (1, 1)
    assert decide(statement, found.binding, QuantityCache()).outcome is Outcome.VIOLATED


@pytest.mark.parametrize(("name", "digits"), WEAKENED)
def test_a_sharp_bound_weakened_by_little_is_refuted(
    name: str, digits: int, tmp_path: Path
) -> None:
    factor = 1 - sympy.Rational(1, 10**digits)
    statement = weakened(bundled_statement(name), factor)
    assert statement is not None
    found = refute(statement, budget=10, certificates=tmp_path)
    assert found.certificate is not None
    checker.check(json.loads(found.certificate.read_text()))


@pytest.mark.parametrize("name", ["E2"])
def test_a_weakened_bound_is_refuted_where_coupling_is_strong(name: str, tmp_path: Path) -> None:
    """The hypothesis c > 3(1-γ) takes J = 0 away, so that the bound itself is what fails."""
    statement = weakened(bundled_statement(name), 1 - sympy.Rational(1, 10**6))
    assert statement is not None
    gamma, c = sympy.Symbol("gamma", nonnegative=True), sympy.Symbol("c", nonnegative=True)
    statement = replace(statement, hypotheses=(*statement.hypotheses, c > 3 * (1 - gamma)))
    found = refute(statement, budget=10, certificates=tmp_path)
    assert found.binding is not None and found.binding.instance.n == 2
    assert largest_height(found.binding) <= 10


@pytest.mark.parametrize("name", ["E8"])
def test_a_true_statement_is_not_refuted(name: str, tmp_path: Path) -> None:
    found = refute(bundled_statement(name), budget=0.5, certificates=tmp_path)
    assert found.binding is None and found.certificate is None
    assert not list(tmp_path.iterdir())


def test_equal_seeds_write_equal_certificates(tmp_path: Path) -> None:
    written = [
        refute(bundled_statement("R5"), seed=3, certificates=tmp_path / part).certificate
        for part in "ab"
    ]
    assert None not in written
    assert written[0].read_bytes() == written[1].read_bytes()  # type: ignore[union-attr]


def test_a_solver_finds_what_short_members_miss() -> None:
    """An unstable and a stable counterexample to R6, by its closed forms on T."""
    statement = bundled_statement("R6")
    members = list(model_members(statement))
    assert len(members) == 2
    outcomes = [decide(statement, x, QuantityCache()).outcome for x in members]
    assert outcomes == [Outcome.VIOLATED, Outcome.VIOLATED]
    stable = [x.instance.b.upper.value * x.instance.c.upper.value for x in members]  # type: ignore
    room = [(1 - x.instance.gamma) ** 2 for x in members]
    assert stable[0] < room[0] and stable[1] > room[1]
    for member in members:
        checker.check(certificate(statement, member))


def test_the_maximisation_alone_refutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = sources.of_search
    monkeypatch.setattr(module, "of_search", lambda *arguments: every(*arguments)[-1:])
    found = refute(bundled_statement("R6"), budget=20, certificates=tmp_path)
    assert found.route == "maximisation over the class"
    assert found.binding is not None and simplicity(found.binding)[0] == 2
    assert found.nearest is not None and found.nearest.ratio > 1.2
    assert largest_height(found.binding) <= 1000


def test_an_interruption_keeps_what_is_certified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: object, **options: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline.Pipeline, "is_satisfied", property(lambda self: False))
    monkeypatch.setattr(sources, "model_members", interrupted)
    found = refute(bundled_statement("R5"), budget=20, certificates=tmp_path)
    assert found.interrupted and found.certificate is not None


def test_a_budget_that_is_no_time_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"budget: expected a positive number of .*, got 0"):
        refute(bundled_statement("R5"), budget=0, certificates=tmp_path)


@theorem(source="tests")
def strict(J: BlockTriangular):  # type: ignore[no-untyped-def]
    """Met by T, and refuted by equality alone."""
    assume(J.kappa > 2)
    return K(J) < J.kappa / 4 + 1 / J.kappa


@theorem(source="tests")
def commuting(J: BlockTriangular):  # type: ignore[no-untyped-def]
    """An identity that numbers A ≠ D violate."""
    return same(J.C * J.A, J.D * J.C)


@theorem(source="tests")
def by_size(J: BlockTriangular):  # type: ignore[no-untyped-def]
    """H grows with C."""
    return H(J) <= J.n


@theorem(source="tests")
def weakly_positive(J: BlockTriangular, eps: Real(above=0)):  # type: ignore[no-untyped-def, valid-type]
    """ρ_ε(T) = γ + √(ε(ε+c))."""
    return pseudospectral_radius(J, eps) < J.gamma + sqrt(eps * (eps + J.c))


@pytest.mark.parametrize("statement", [strict, commuting, by_size, weakly_positive], ids=str)
def test_equality_identities_and_the_size_are_certified(
    statement: Statement, tmp_path: Path
) -> None:
    found = refute(statement, budget=20, certificates=tmp_path)
    assert found.certificate is not None and found.binding is not None
    assert largest_height(found.binding) <= 10
    checker.check(json.loads(found.certificate.read_text()))


def test_an_equality_that_holds_is_not_refuted(tmp_path: Path) -> None:
    @theorem(source="tests")
    def met(J: BlockTriangular):  # type: ignore[no-untyped-def]
        return norm(J) <= J.c / 2 + sqrt(J.c**2 / 4 + J.gamma**2)

    assert refute(met, budget=1, certificates=tmp_path).certificate is None


def test_a_bound_that_is_not_needed_is_left_out() -> None:
    """K from below is all that R3's peak, or a weaker E1, asks for: no circles."""
    document = certificate(strict, Binding.of("J", BlockTriangular(0, 4, 0, 0)))
    sides = {
        fact["quantity"]: [side for side in ("lower", "upper") if side in fact]
        for fact in document["facts"]
    }
    assert sides == {"K": ["lower"], "norm": ["lower", "upper"]}


def test_the_time_is_over_amid_a_long_computation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*arguments: object) -> object:
        while True:
            pass

    monkeypatch.setattr(sources, "small_ties", endless)
    found = refute(strict, budget=0.5, certificates=tmp_path)
    assert found.timed_out and found.certificate is None and found.seconds < 5


def test_what_is_found_as_the_time_is_over_is_certified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*arguments: object, **options: object) -> object:
        while True:
            pass

    monkeypatch.setattr(pipeline, "shrink", endless)
    found = refute(bundled_statement("R3.bounds_peak"), budget=1.0, certificates=tmp_path)
    assert found.timed_out and found.certificate is not None


@theorem(source="for the tests")
def fails_for_some_c_only(J: BlockTriangular):
    """False for 5 < c < 7, which is the coupling of no short member."""
    return sympy.Or(J.c <= 5, J.c >= 7, K(J.comparison) <= 1)


@theorem(source="for the tests")
def fails_for_some_blocks_only(J: CoupledBlocks):
    """False for K(T) between 3.14 and 3.15, which no short member has."""
    return sympy.Or(
        K(J.comparison) <= sympy.Rational(314, 100), K(J.comparison) >= sympy.Rational(63, 20)
    )


@pytest.mark.parametrize("statement", [fails_for_some_c_only, fails_for_some_blocks_only])
def test_larger_blocks_lead_to_their_comparison_matrix(
    statement: Statement, tmp_path: Path
) -> None:
    half, coupling = [["1/2", 0], [0, 0]], [[4, 3], [1, 4]]  # of a norm that is not rational
    none = [[0, 0], [0, 0]]
    large = (
        BlockTriangular(half, coupling, half)
        if statement is fails_for_some_c_only
        else CoupledBlocks([[half, none], [coupling, half]])
    )
    assert not list(small_violations(statement))
    with pytest.raises(NotCertified, match=r"norms of blocks exactly|norm of a block"):
        certificate(statement, Binding.of("J", large))
    three = CoupledBlocks([[half, none, none], [coupling, half, none], [none, none, half]])
    given = [
        Binding.of("J", x)
        for x in (three, large)
        if isinstance(x, statement.matrix[1].matrix_class)
    ]
    found = counterexample(statement, given, tmp_path)
    assert found.binding.instance.sizes == (1, 1)
    checker.check(json.loads(found.certificate.read_text()))
