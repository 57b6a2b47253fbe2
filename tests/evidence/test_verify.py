"""Verdicts: true statements are never refuted, weakened ones are, certificates are accepted."""

import json
import pickle
import subprocess
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from sympy import Rational

from kreissverify import BlockTriangular, assume
from kreissverify.certificates import checker
from kreissverify.derivations import Fact, Proof
from kreissverify.derivations.steps.ledger import ledger_of
from kreissverify.evidence import Verdict, verify, verify_library
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.evaluation.float_gap import FloatGap
from kreissverify.evidence.kinds import Counterexample, Covered, Defect, WorstInstance
from kreissverify.evidence.sampling.bindings import bindings
from kreissverify.evidence.sampling.trials import run_trials
from kreissverify.evidence.verdict import InternalContradiction
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.matrices.coupled_matrix import CoupledMatrix
from kreissverify.matrices.exact_matrix import ExactMatrix
from kreissverify.numbers.enclosure import less
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import K
from kreissverify.theorems import Statement, theorem
from kreissverify.theorems.library import bundled_statements
from tests.evidence.support.weakening import weakened

LIBRARY = {s.id: s for s in bundled_statements()}
TRUE = [s.id for s in LIBRARY.values() if s.expect in ("supported", "proved")]
FALSE = [s.id for s in LIBRARY.values() if s.expect == "refuted"]
NO_CONSTANT = {
    *("Al.threshold", "classical.numerical_radius", "E2.one", "E3.necessary", "E4.terms", "R1"),
    *(
        "Ca.threshold",
        "Ca.4.threshold",
        "N1.threshold",
        "N1.range",
        "TS.threshold",
        "TS.bound",
    ),
}
# Their bound is 0, or negative: 0.999 of it is as true, or more so.
NOT_POSITIVE = {"C1.abscissa", "C1.threshold"}
# Here 0.999 of the bound is still above every value met, so the tightened statement is true.
STILL_TRUE = {
    "classical.spijker": 0.9,
    "E7.horizon": 0.9,
    "N2.constant": 0.9,
    "R4": 0.51,
    "R9": 0.73,
}

CACHE = QuantityCache()


@pytest.mark.parametrize("name", FALSE)
def test_a_false_statement_is_refuted_by_a_small_certificate(name: str, tmp_path: Path) -> None:
    report = verify(LIBRARY[name], instances=20, certificates=tmp_path, cache=CACHE)
    assert report.verdict is Verdict.REFUTED
    assert report.certificate is not None
    document = json.loads(report.certificate.read_text())
    if document["version"] == 1:  # of one coupled matrix; else of numbers and other matrices
        assert document["instance"]["sizes"] == [1, 1]
    command = [sys.executable, checker.__file__, str(report.certificate)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0 and run.stdout.startswith("ACCEPTED"), run.stdout


@pytest.mark.parametrize("name", ["R6", "R6.step"])
def test_both_sides_of_a_counterexample_travel_between_processes(name: str, tmp_path: Path) -> None:
    report = verify(LIBRARY[name], instances=3, certificates=tmp_path)
    back = pickle.loads(pickle.dumps(report))
    assert back.evidence == report.evidence
    (found,) = back.found(Counterexample)
    (side,) = found.sides
    assert less(side.right, side.left) is Outcome.HOLDS, "the two sides separate"


@pytest.mark.parametrize(("seeds", "count"), [(2, 20), pytest.param(6, 64, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", TRUE)
def test_a_true_statement_is_violated_under_no_seed(name: str, seeds: int, count: int) -> None:
    """The extremal members under the first seed, drawn ones under each."""
    statement = LIBRARY[name]
    for seed in range(seeds):
        source = bindings(statement, seed)
        members = list(islice(source, count))
        for binding in members if seed == 0 else members[-3:]:
            if all(_rows(x) <= 12 for x in binding.matrices.values()):
                decision = decide(statement, binding, CACHE, FloatGap(0.0))
                assert decision.outcome is not Outcome.VIOLATED, binding


def _rows(matrix: CoupledMatrix | ExactMatrix) -> int:
    return matrix.n if isinstance(matrix, CoupledMatrix) else matrix.shape[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", [x for x in TRUE if x not in NO_CONSTANT | NOT_POSITIVE])
def test_a_bound_tightened_by_a_thousandth_is_refuted(name: str, tmp_path: Path) -> None:
    statement = weakened(LIBRARY[name])
    assert statement is not None
    # one of its few violated members, a limit of large c, comes late among them
    instances = 200 if name == "E6.constant" else 60
    report = verify(statement, instances=instances, certificates=tmp_path, cache=CACHE)
    if name in STILL_TRUE:
        assert report.verdict is Verdict.SUPPORTED
        assert report.tightness is not None and report.tightness < STILL_TRUE[name]
    else:
        assert report.verdict is Verdict.REFUTED, report.reason


def test_statements_without_a_constant_are_few() -> None:
    assert {name for name in TRUE if weakened(LIBRARY[name]) is None} == NO_CONSTANT


def test_a_statement_about_nothing_is_undecided(tmp_path: Path) -> None:
    @theorem(source="test", id="vacuous")
    def vacuous(J: BlockTriangular):
        """No instance has K < 1."""
        assume(K(J) < Rational(1, 2))
        return K(J) <= 1

    report = verify(vacuous, instances=5, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED
    assert "no instance" in report.reason


def test_a_defect_is_said_and_is_no_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("kreissverify.evidence.sampling.trials.decide", broken)
    unproved = replace(LIBRARY["E8.peak"], derivations=[])
    report = verify(unproved, instances=5, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED
    assert "planted" in report.reason
    proved = verify(LIBRARY["E8.peak"], instances=5, certificates=tmp_path)
    assert proved.verdict is Verdict.PROVED
    assert [x for x in proved.found(Defect) if "planted" in x.fault]


@pytest.mark.parametrize("name", ["E5.lower", "comparison.numerical_radius"])
def test_no_defect_ends_the_trials(name: str) -> None:
    """An instance whose map had a point on an eigenvalue once did."""
    trials = run_trials(LIBRARY[name], 100, 0, QuantityCache(), 60.0)
    assert not trials.fault and trials.decided >= 100


def test_a_proof_and_a_violation_contradict_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted error is a step that was never decided."""

    def believe(p, fact):
        ledger_of(p).take(fact)
        return fact

    @theorem(source="test", id="contradicted")
    def contradicted(J: BlockTriangular):
        """K is below 2."""
        return K(J) <= 2

    @contradicted.derivation
    def _(p):
        p.qed(p._take(Fact("planted", "reals", K(p.J) <= 2)))

    monkeypatch.setattr(Proof, "_take", believe)
    with pytest.raises(InternalContradiction, match=r"contradicted is proved .* and violated by"):
        verify(contradicted, instances=40, certificates=tmp_path)


def test_a_certificate_that_the_checker_rejects_refutes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rejecting(document: object) -> str:
        raise checker.Rejected("planted")

    monkeypatch.setattr(checker, "check", rejecting)
    report = verify(LIBRARY["R5"], instances=5, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED
    assert report.certificate is None and not list(tmp_path.iterdir())


def test_a_parameter_outside_its_domain_refutes_nothing(tmp_path: Path) -> None:
    report = verify(LIBRARY["R8"], instances=5, certificates=tmp_path)
    assert report.certificate is not None
    document = json.loads(report.certificate.read_text())
    document["instance"]["parameters"]["delta"] = "3/4"
    for fact in document["facts"]:
        if fact["quantity"] == "T":
            fact["args"] = ["3/4"]
            fact["lower"] = {"value": "288"}  # true: (999/1000)^287 > 3/4, and 288 > 1000 log(4/3)
            fact.pop("upper", None)
    with pytest.raises(checker.Rejected, match="hypothesis"):
        checker.check(document)


@pytest.mark.slow
def test_equal_seeds_give_equal_results_in_one_process_and_in_two(tmp_path: Path) -> None:
    statements = [LIBRARY["R3"], LIBRARY["R5"], LIBRARY["E3"]]

    def outcome(jobs: int, folder: str) -> list[tuple[object, ...]]:
        reports = verify_library(
            statements, instances=20, seed=3, jobs=jobs, certificates=tmp_path / folder
        )
        return [(r.id, r.verdict, r.decided, r.vacuous, r.tightness, r.reason) for r in reports]

    assert outcome(1, "one") == outcome(2, "two")
    one, two = (tmp_path / folder / "R5.json" for folder in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_reports_come_as_they_are_made(tmp_path: Path) -> None:
    seen: list[str] = []
    statements: list[Statement] = [LIBRARY["R5"], LIBRARY["E3"]]
    verify_library(
        statements,
        instances=5,
        certificates=tmp_path,
        on_report=lambda report: seen.append(report.id),
    )
    assert seen == ["E3", "R5"]  # the cheaper one first


def test_a_defect_in_one_statement_does_not_cost_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sometimes(statement: Statement, **options: object) -> object:
        if statement.id == "R4":
            raise AttributeError("planted")
        return verify(statement, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("kreissverify.evidence.library.verify", sometimes)
    chosen = [LIBRARY[name] for name in ("R4", "R5")]
    broken, refuted = verify_library(chosen, instances=5, certificates=tmp_path)
    assert broken.verdict is Verdict.UNDECIDED and not broken.as_expected
    assert "please report it: AttributeError: planted" in broken.reason
    assert refuted.verdict is Verdict.REFUTED


def test_a_report_says_what_the_decided_instances_cover(tmp_path: Path) -> None:
    def bound(J: BlockTriangular(sizes=(1, 1))):
        return K(J) <= 1 + J.c / (1 - J.gamma)

    report = verify(theorem(source="a note")(bound), instances=20, certificates=tmp_path)
    (covered,), (nearest,) = report.found(Covered), report.found(WorstInstance)
    ranges = {x.name: (x.least, x.largest) for x in covered.ranges}
    assert covered.sizes == {"J": ("1+1",)}
    assert 0 <= ranges["J.gamma"][0] < ranges["J.gamma"][1] < 1
    assert ranges["J.kappa"][0] < 2 < ranges["J.kappa"][1]  # on both sides of the threshold
    assert not nearest.violates and nearest.ratio == report.tightness
    (side,) = nearest.sides
    assert float(side.left.lower) >= nearest.ratio * 0.999 * float(side.right.lower)


def test_the_worst_violation_stands_beside_the_shortest(tmp_path: Path) -> None:
    report = verify(LIBRARY["R5"], instances=20, certificates=tmp_path, cache=CACHE)
    (shortest,), (worst,) = report.found(Counterexample), report.found(WorstInstance)
    assert worst.violates and worst.ratio == report.tightness > 1
    assert len(str(shortest.instance)) <= len(str(worst.instance))
    (side,) = worst.sides
    assert less(side.left, side.right) is Outcome.HOLDS
