"""The worst ratio of a bound: attained, approached, exceeded, or without meaning."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import sympy
from flint import fmpq

from kreissverify import BlockTriangular, Eq, K, assume, norm, sqrt, theorem
from kreissverify.evidence.worst_ratio import tighten as tighten_module
from kreissverify.evidence.worst_ratio.identify_number import identify_closed_form
from kreissverify.evidence.worst_ratio.limits import limits, table
from kreissverify.evidence.worst_ratio.proposal import NothingToPropose, proposal
from kreissverify.evidence.worst_ratio.ratios import certified_ratio
from kreissverify.evidence.worst_ratio.tighten import NotABound, tighten
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.theorems import Statement, bundled_statement, load


@theorem(source="tests")
def loose(J: BlockTriangular):  # type: ignore[no-untyped-def]
    """E1 times 27/8."""
    assume(J.kappa > 2)
    return K(J) <= (J.kappa / 4 + 1 / J.kappa) * 27 / 8


@theorem(source="tests")
def equation(J: BlockTriangular):  # type: ignore[no-untyped-def]
    """No bound."""
    return Eq(K(J), 1)


@pytest.mark.parametrize("name", ["E1", "E2"])
def test_an_attained_bound_has_ratio_exactly_one(name: str) -> None:
    shown = tighten(bundled_statement(name), budget=0.5)
    assert shown.attained and not shown.exceeded
    assert shown.witness is not None
    assert any(shown.witness.instance.exact.entries())  # no trivial witness


def test_a_false_bound_exceeds_one() -> None:
    shown = tighten(bundled_statement("R3.bounds_peak"), budget=0.5)
    assert shown.exceeded and not shown.attained
    assert not shown.limits


def test_the_reported_bound_is_approached_and_loosest_where_calculus_says() -> None:
    """(κ/4 + 1/κ)/(2 + κ/4) is least at κ = (1+√17)/2; there it is (√17-1)/8."""
    found = {x.where.partition(" = ")[0]: x for x in limits(bundled_statement("R3"))}
    assert found["κ → ∞"].value == pytest.approx(1, abs=1e-8)
    assert found["κ → 0"].form == sympy.Rational(1, 2)
    assert found["κ"].where == f"κ = {(1 + math.sqrt(17)) / 2:.5g}"
    assert sympy.simplify(found["κ"].form - (sympy.sqrt(17) - 1) / 8) == 0


def test_a_certified_ratio_is_enclosed() -> None:
    binding = Binding.of("J", BlockTriangular(0, 4, 0, 0))  # K = 5/4, and R3 says 3
    ratio = certified_ratio(bundled_statement("R3"), binding, QuantityCache())
    assert ratio is not None
    assert ratio.contains(fmpq(5, 12)) and ratio.width < 1e-6


@theorem(source="tests")
def met_at_a_square_root(J: BlockTriangular):  # type: ignore[no-untyped-def]
    """T meets it: enclosures cannot tell."""
    return norm(J) <= J.c / 2 + sqrt(J.c**2 / 4 + J.gamma**2)


def test_equal_irrational_sides_have_ratio_exactly_one() -> None:
    binding = Binding.of("J", BlockTriangular("1/2", 3, "1/2", "1/2"))
    ratio = certified_ratio(met_at_a_square_root, binding, QuantityCache())
    assert ratio is not None and ratio.is_exact and ratio.contains(1)


def test_a_failed_hypothesis_has_no_ratio() -> None:
    binding = Binding.of("J", BlockTriangular(0, 1, 0, 0))
    assert certified_ratio(loose, binding, QuantityCache()) is None


def test_an_equation_is_no_bound() -> None:
    with pytest.raises(NotABound, match="expected an inequality of two numbers, got Equality"):
        tighten(equation, budget=1.0)


def test_an_interruption_keeps_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    search = tighten_module.maximise

    def interrupted(*args: object, **options: object) -> object:
        yield next(iter(search(*args, **options)))  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(tighten_module, "maximise", interrupted)
    shown = tighten(loose, budget=0.6)
    assert shown.interrupted and not shown.complete
    assert shown.witness is not None
    assert 0.29 < shown.certified <= 8 / 27


def test_a_proposal_is_a_theorem_file_that_is_met(tmp_path: Path) -> None:
    file = tmp_path / "proposed.py"
    file.write_text(proposal(tighten(loose, budget=0.6)))
    sharpened: Statement = load(file, "loose_sharpened")
    assert len(sharpened.hypotheses) == 1
    assert tighten(sharpened, budget=0.6).attained


def test_nothing_sharpens_an_attained_bound() -> None:
    with pytest.raises(NothingToPropose, match="no smaller factor is left"):
        proposal(tighten(bundled_statement("E1"), budget=0.5))


def test_a_map_has_a_row_for_every_place() -> None:
    rows = list(table(bundled_statement("R3"), points=5).rows())
    assert len(rows) == 25
    for row in rows:
        κ, γ = row["kappa"], row["gamma"]
        exact = (κ / 4 + 1 / κ if κ >= 2 else 1) / (2 / (1 - γ) + κ / 4)
        assert row["ratio"] == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (math.e / 2, sympy.E / 2),
        (3 / math.e, 3 / sympy.E),
        (27 / 8, sympy.Rational(27, 8)),
        ((1 + math.sqrt(5)) / 2, (1 + sympy.sqrt(5)) / 2),
    ],
)
def test_closed_forms_are_recognised(value: float, form: sympy.Expr) -> None:
    assert identify_closed_form(value, 1e-13) == form


def test_digits_that_are_not_known_are_not_matched() -> None:
    assert identify_closed_form(math.e / 2, 1e-6) is None
    assert identify_closed_form(0.123456789, 1e-13) is None
