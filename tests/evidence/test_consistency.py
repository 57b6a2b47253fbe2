"""Pairs of statements that cannot both hold are found, and no others."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    Eq,
    G,
    H,
    K,
    M,
    Rational,
    Real,
    SelfReferential,
    Square,
    Statement,
    Symmetric,
    assume,
    norm,
    rho,
    theorem,
)
from kreissverify.cli import main
from kreissverify.evidence.consistency import contradictions, refuse_two_proofs
from kreissverify.evidence.verdict import InternalContradiction, TheoremReport, Verdict
from kreissverify.families import HeavyBall
from kreissverify.theorems.library import bundled_statements


def stated(body, name: str) -> Statement:
    return replace(theorem(source="a test")(body), id=name)


def pairs(*bodies) -> list[tuple[str, str]]:
    statements = [stated(body, f"s{k}") for k, body in enumerate(bodies)]
    return [found.statements for found in contradictions(statements)]


@pytest.mark.slow
def test_the_bundled_library_contradicts_itself_only_where_it_is_refuted() -> None:
    statements = bundled_statements()
    found = {x.statements: x for x in contradictions(statements)}
    shown = found["R5", "R3"]
    assert tuple(map(str, shown.asked)) == ("K(T) ≥ 9", "K(J) ≤ 8") and shown.fails == ("R5",)
    assert shown.instance.gamma == fmpq(1, 2) and shown.instance.strings() == [
        ["1/2", "0"],
        ["8", "1/2"],
    ]
    refuted = {s.id for s in statements if s.expect == "refuted"}
    for pair, each in found.items():
        assert refuted & set(pair), each.text
        assert set(each.fails) <= refuted, each.text


@settings(max_examples=15, deadline=None)
@given(*[st.fractions(0, 5, max_denominator=8)] * 2, st.booleans(), st.booleans())
def test_two_bounds_exclude_each_other_exactly_if_they_cross(
    low: Fraction, high: Fraction, above: bool, below: bool
) -> None:
    l, u = (Rational(x.numerator, x.denominator) for x in (low, high))

    def lower(J: BlockTriangular):
        return K(J) > l if above else K(J) >= l

    def upper(J: BlockTriangular):
        return K(J) < u if below else K(J) <= u

    crossing = low > high or (low == high and (above or below))
    assert pairs(lower, upper) == [("s0", "s1")] * crossing


def test_an_equation_asks_for_both_bounds() -> None:
    def equal(J: BlockTriangular):
        return Eq(H(J) - K(J) ** 2, 3)

    def above(J: CoupledBlocks(symmetric=False)):
        return H(J) >= K(J) ** 2 + 4

    def within(J: BlockTriangular):
        return 2 * H(J) <= 2 * K(J) ** 2 + 6

    assert pairs(equal, above, within) == [("s1", "s0"), ("s1", "s2")]


def test_statements_about_different_instances_or_numbers_are_compatible() -> None:
    def weakly(J: BlockTriangular):
        assume(J.c < 1)
        return K(J) <= 1

    def strongly(J: BlockTriangular):
        assume(J.c >= 1)
        return K(J) >= 2

    def peak(J: BlockTriangular):
        return M(J) >= 2

    def sized(J: BlockTriangular(sizes=(2, 3))):
        return K(J) >= 2

    def otherwise_sized(J: BlockTriangular(sizes=(3, 2))):
        return K(J) <= 1

    assert pairs(weakly, strongly) == pairs(weakly, peak) == pairs(sized, otherwise_sized) == []
    assert pairs(weakly, sized) == [("s1", "s0")]


def test_infinite_numbers_do_not_exclude_each_other() -> None:
    # where J is unstable, K = M = ∞, and all of these hold
    def above(J: SelfReferential):
        assume(J.b * J.c >= 1)
        assume(J.b >= J.c)
        return M(J) >= K(J) + 1

    def below(J: SelfReferential):
        assume(J.b * J.c >= 1)
        return M(J) <= K(J)

    assert pairs(above, below) == []


def test_parameters_take_the_same_value_and_are_shown() -> None:
    def above(J: BlockTriangular, r: Real(above=1)):
        return G(J, r) >= 1 / (r - J.gamma)

    def below(J: BlockTriangular, r: Real(above=1)):
        return G(J, r) <= 1 / (2 * (r - J.gamma))

    (found,) = contradictions([stated(above, "a"), stated(below, "b")])
    assert found.instance.parameters == {"r": 2} and "r = 2" in found.text
    assert found.fails == ("b",)


def test_statements_about_any_matrices_are_compared() -> None:
    def low(A: Square("n"), x: Real(above=0)):
        assume(norm(A) <= 20 * x)
        return K(A) >= 2 + x

    def high(X: Symmetric("n")):
        return K(X) <= 1

    def other(A: Symmetric("n"), B: Symmetric("n")):
        return K(A + B) <= 1

    def coupled(J: BlockTriangular):
        return K(J) <= 1

    assert pairs(low, high, other, coupled) == [("s0", "s1"), ("s0", "s3")]


def test_statements_about_families_are_compared() -> None:
    def peak(J: HeavyBall):
        return M(J) >= 4

    def calm(X: HeavyBall):
        assume(rho(X) < 1)
        return M(X) <= 3

    (found,) = contradictions([stated(x, x.__name__) for x in (peak, calm)])
    assert found.statements == ("peak", "calm") and "J.beta = " in found.text


def test_numbers_of_one_name_are_one_number() -> None:
    def above(A: Square(2), r: Real(above=1)):
        return G(A, r) >= 5 / r

    def below(B: Square(2, norm="r"), r: Real(above=0)):
        return G(B, 2 * r) <= 1 / r

    def same_radius(B: Square(2), r: Real(above=1)):
        return G(B, r) <= 4 / r

    assert pairs(above, below) == []
    (found,) = contradictions([stated(above, "a"), stated(same_radius, "b")])
    assert found.statements == ("a", "b") and "r = " in found.text


def test_two_proofs_that_exclude_each_other_are_an_internal_contradiction(make_report) -> None:
    def at_most(J: BlockTriangular):
        return K(J) <= 1

    def at_least(J: BlockTriangular):
        return K(J) >= 2

    found = contradictions([stated(at_most, "a"), stated(at_least, "b")])
    reports = [make_report("a", Verdict.PROVED), make_report("b", Verdict.REFUTED)]
    refuse_two_proofs(found, reports)
    reports[1] = make_report("b", Verdict.PROVED)
    with pytest.raises(InternalContradiction, match="both are proved, but b and a cannot"):
        refuse_two_proofs(found, reports)


@pytest.fixture
def make_report():
    def make(id: str, verdict: Verdict) -> TheoremReport:
        numbers = dict.fromkeys(("line", "decided", "holds", "indeterminate"), 0)
        texts = dict.fromkeys(("source", "statement", "latex", "reason"), "")
        return TheoremReport(
            id=id,
            file=Path("x.py"),
            verdict=verdict,
            expect=None,
            evidence=(),
            vacuous=0,
            screened=0,
            tightness=None,
            certificate=None,
            seconds=0.0,
            **numbers,
            **texts,
        )

    return make


@pytest.mark.parametrize(("bound", "excluded"), [("J.c / 2", True), ("J.c", False)])
def test_a_file_of_two_statements_is_compared(
    bound: str, excluded: bool, tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.py").write_text(
        "from kreissverify import *\n\n"
        "@theorem(source='x')\ndef low(J: BlockTriangular(sizes=(1, 1))):\n"
        "    assume(J.c >= 4)\n    return K(J) >= J.c / 4 + 1\n\n"
        "@theorem(source='x')\ndef high(J: BlockTriangular(sizes=(1, 1))):\n"
        f"    assume(J.c >= 4)\n    return K(J) <= {bound} / (2 * (1 - J.gamma))\n"
    )
    main(["verify", "notes.py", "--instances", "2", "--json", "v.json"])
    printed = capsys.readouterr().out
    pairs = json.loads(Path("v.json").read_text())["consistency"]
    assert ("low and high cannot both hold: K(J) ≥" in printed) is excluded
    assert bool(pairs) is excluded
