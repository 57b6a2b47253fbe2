"""Statements about members with a radius for each block: floats, enclosures, records, verdicts."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from sympy import Max, Min, sqrt

from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples.certify import certificate
from kreissverify.evidence.counterexamples.shrink import largest_height, shrink
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.evaluation.margins import margins
from kreissverify.evidence.given import given_binding
from kreissverify.evidence.sampling.bindings import bindings, screening_stacks
from kreissverify.evidence.sampling.rounding import rounded
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.evidence.sampling.trials import run_trials
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.matrices import BlockTriangular, CoupledBlocks, SelfReferential
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import K, M, norm, rho
from kreissverify.theorems import Real, Statement, StatementError, assume, theorem

ATTAINED = BlockTriangular("3/4", "35/64", "15/16", radii="each")  # K = 5/4


@theorem(source="test")
def comparison(J: SelfReferential(radii="each")):
    """The comparison theorem: attained by J = T."""
    assume(rho(J.comparison) < 1)
    return K(J) <= K(J.comparison)


@theorem(source="test")
def many_blocks(J: CoupledBlocks(radii="each", sizes=(2, 1, 1))):
    """ρ of the diagonal blocks is at most the largest radius."""
    return rho(J.triangular) <= Max(*J.gammas)


@theorem(source="test")
def lemma(J: BlockTriangular(radii="each")):
    """N1 for b = 0: K(J) ≤ (X + 1/X)/2, X = q + √(q² + ν²), where X ≥ 1."""
    d1, d2 = 1 - J.gamma_A, 1 - J.gamma_D
    q = J.c / (sqrt(d1) + sqrt(d2)) ** 2
    X = q + sqrt(q**2 + ((sqrt(d1) - sqrt(d2)) / (sqrt(d1) + sqrt(d2))) ** 2)
    return K(J) <= Max(1, (Max(1, X) + 1 / Max(1, X)) / 2)


@theorem(source="test")
def least_radius(J: BlockTriangular(radii="each")):
    """False: a bound by the smaller of the two radii."""
    return K(J) <= 1 + J.c / (4 * (1 - Min(J.gamma_A, J.gamma_D)))


@theorem(source="test")
def first_radius(J: CoupledBlocks(radii="each", sizes=(1, 1, 1))):
    """False: the radius of one block bounds no other one."""
    return rho(J.triangular) <= J.gammas[0]


def outcome(statement: Statement, instance: CoupledBlocks) -> Outcome:
    return decide(statement, Binding.of("J", instance), QuantityCache()).outcome


def test_statements_are_printed_with_their_radii() -> None:
    assert str(comparison).startswith('comparison: for every J in SelfReferential(radii="each")')
    text = least_radius.text()
    assert text.endswith("K(J) ≤ 1 + c/(4·(1 - min(γ_A, γ_D)))")
    assert r"\gamma_{A}" in least_radius.latex()
    assert "γ_0" in first_radius.text()


def test_a_bound_that_is_attained_is_decided_exactly() -> None:
    assert outcome(lemma, ATTAINED) is Outcome.HOLDS
    decided = decide(lemma, Binding.of("J", ATTAINED), QuantityCache())
    assert decided.ratio is not None and decided.ratio > 1 - 1e-9
    assert outcome(comparison, SelfReferential("3/4", "1/100", "35/64", 0, radii="each")) is (
        Outcome.HOLDS
    )


@pytest.mark.parametrize("statement", [comparison, many_blocks, lemma], ids=lambda s: s.id)
def test_what_is_true_is_never_violated(statement: Statement) -> None:
    trials = run_trials(statement, 16, 0, QuantityCache(), 30.0)
    assert not trials.fault and not trials.violations
    assert trials.holds >= 16 and max(ratio for ratio, _ in trials.closest) > 1 - 1e-9


@pytest.mark.parametrize("statement", [least_radius, first_radius], ids=lambda s: s.id)
def test_what_is_false_is_violated_and_shrinks(statement: Statement) -> None:
    trials = run_trials(statement, 12, 0, QuantityCache(), 30.0)
    assert not trials.fault and trials.violations
    found = shrink(statement, trials.violations[0], decisions=40)
    assert outcome(statement, found.instance) is Outcome.VIOLATED
    assert statement.matrix[1].contains(found.instance)
    assert largest_height(found) <= 1000 and len(set(found.instance.gammas)) > 1


def test_floats_agree_with_what_is_exact() -> None:
    tried = list(islice(bindings(many_blocks, 1), 30))
    for places, stack in stacked(many_blocks, tried):
        for name in ("gamma_0", "gamma_1", "gamma_2", "gamma", "n"):
            exact = [as_float(tried[k].scalar(name).lower.value) for k in places]
            assert np.allclose(stack.scalar(name), exact, rtol=1e-15)
        tables = np.stack([tried[k].instance.comparison.lower.array for k in places])
        J = stack.coupled
        assert np.allclose(J.part(("comparison",))[0], tables, rtol=1e-12)
        triangular, _ = J.part(("comparison", "triangular"))
        assert np.allclose(triangular, np.tril(tables), rtol=1e-12)


def test_screened_members_are_rounded_to_members() -> None:
    for stack in screening_stacks(least_radius, 0, 60):
        assert stack.coupled.gamma.shape == (len(stack), 2)
        chosen = stack.chosen(margins(least_radius, stack).suspicion < 0)
        for place in range(min(2, len(chosen))):
            for near in rounded(least_radius, chosen, place):
                assert least_radius.matrix[1].contains(near.instance)


def test_a_record_keeps_every_radius() -> None:
    binding = Binding.of("J", ATTAINED, {"a": as_fmpq("1/3")})
    kept = InstanceRecord.of(binding)
    assert str(kept) == str(binding)
    assert str(kept).endswith("gammas = [3/4, 15/16], a = 1/3")
    document = kept.document()
    assert document["radii"] == ["3/4", "15/16"] and "gamma" not in document
    assert InstanceRecord.read(document, "J") == kept
    assert InstanceRecord.of(Binding.of("J", ATTAINED)).binding(lemma).instance == ATTAINED


def test_a_counterexample_is_certified_with_its_radii() -> None:
    binding = Binding.of("J", BlockTriangular("0", "10", "1/2", ("0", "1/2")))
    made = certificate(least_radius, binding)
    assert made["version"] == 2 and made["parts"]["J"]["radii"] == ["0", "1/2"]
    checker.check(made)
    for wrong in (["0", "1/4"], ["1/2"], "1/2", ["0", "1"]):
        J = {**made["parts"]["J"], "radii": wrong}
        with pytest.raises(checker.Rejected):
            checker.check({**made, "parts": {"J": J}})


def test_a_matrix_of_ones_own_is_cut_with_a_radius_for_each_block() -> None:
    given = given_binding(lemma, {"J": [["3/4", 0], ["35/64", "15/16"]], "split": 1})
    assert given.instance == ATTAINED


def test_a_parameter_is_not_called_as_a_radius() -> None:
    with pytest.raises(StatementError, match="gamma_A: a number of J has this name already"):

        @theorem(source="test")
        def twice(J: BlockTriangular(radii="each"), gamma_A: Real(at_least=0)):
            return M(J) >= gamma_A

    @theorem(source="test")  # where there is one γ the name is free
    def free(J: BlockTriangular, gamma_A: Real(at_least=0, at_most=1)):
        return norm(J) >= 0 * gamma_A

    assert "gamma_A" in free.parameters
