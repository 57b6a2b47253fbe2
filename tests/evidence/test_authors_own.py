"""A verdict that rests on what its theorem file brings says so everywhere, and --strict refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import sympy
from typer.testing import CliRunner

from kreissverify import BlockTriangular, K, M, assume, theorem
from kreissverify.cli import app
from kreissverify.derivations.citations.schema import unregister
from kreissverify.evidence import verify
from kreissverify.evidence.counterexamples.certify import NotCertified, certificate
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.evidence.verdict import InternalContradiction, TheoremReport, Verdict
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.numbers.three_valued import Outcome
from kreissverify.reports.verification.failure_message import difference, failure_message
from kreissverify.reports.verification.html import verify_html
from kreissverify.reports.verification.json import theorem_record
from kreissverify.reports.verification.junit import verify_xml
from kreissverify.reports.verification.run import Run
from kreissverify.reports.verification.terminal import verify_text
from kreissverify.theorems import AuthorsOwn, Statement, load, resolvent, same

FILE = '''
from kreissverify import BlockTriangular, theorem
from kreissverify.derivations import CitedFact, register_fact

@register_fact("mine.limit", source="nowhere")
def limit(J):
    """Couplings are small."""
    return CitedFact((), J.c <= LIMIT)

@theorem(source="an attack", expect="proved")
def coupling(J: BlockTriangular):
    """Couplings are small."""
    return J.c <= LIMIT

@coupling.derivation
def _(p):
    p.qed(p.by("mine.limit", J=p.J))
'''
FALSE_BUT_NOT_SEEN = FILE.replace("LIMIT", "10**30")
SAID = "proved, resting on 1 fact of the author's"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "theorem_own.py"
    path.write_text(FALSE_BUT_NOT_SEEN)
    yield path
    unregister("mine.limit")


@pytest.fixture
def report(file: Path, tmp_path: Path) -> TheoremReport:
    return verify(load(file, "coupling"), instances=3, certificates=tmp_path)


def test_it_is_named_in_every_report(report: TheoremReport, tmp_path: Path) -> None:
    assert report.verdict is Verdict.PROVED and report.own == AuthorsOwn(facts=("mine.limit",))
    assert difference(report) == SAID
    assert all(x in failure_message(report, tmp_path) for x in (SAID, "mine.limit"))
    run = Run((report,), (), 0, 3)
    assert "✔ proved *" in verify_text(run)
    assert f"* coupling: {SAID} (mine.limit)" in verify_text(run)
    page = verify_html(run)
    assert page.count("resting on 1 fact of the author&#39;s") >= 3 and "facts: mine.limit" in page
    assert theorem_record(report)["author"] == {"facts": ["mine.limit"]}
    case = ElementTree.fromstring(verify_xml(run)).find(".//testcase")
    assert case is not None and SAID in (case.findtext("system-out") or "")
    shown = {x.get("name"): x.get("value") for x in case.iter("property")}
    assert shown["verdict"] == "proved" and shown["author"] == f"{SAID} (mine.limit)"


def test_a_verdict_that_rests_on_none_says_nothing(tmp_path: Path) -> None:
    @theorem(source="a test")
    def at_least_one(J: BlockTriangular) -> Any:
        return K(J) >= 1

    report = verify(at_least_one, instances=3, certificates=tmp_path, strict=True)
    assert report.verdict is Verdict.SUPPORTED and not report.own and not report.rests_on
    assert "author" not in theorem_record(report)
    assert "*" not in verify_text(Run((report,), (), 0, 3))


def test_strict_refuses_it(file: Path, tmp_path: Path) -> None:
    report = verify(load(file, "coupling"), instances=3, certificates=tmp_path, strict=True)
    assert report.verdict is Verdict.UNDECIDED and not report.as_expected
    assert report.reason == (
        "proved, but resting on 1 fact of the author's (mine.limit), which --strict refuses"
    )
    assert theorem_record(report)["author"] == {"facts": ["mine.limit"]}


@pytest.mark.parametrize("jobs", ["1"])
def test_the_commands_are_strict(file: Path, tmp_path: Path, jobs: str) -> None:
    run = CliRunner().invoke
    few = ["--instances", "3", "--jobs", jobs, "--certificates", str(tmp_path)]
    out = tmp_path / "run.json"
    loose = run(app, ["verify", str(file), *few, "--json", str(out)])
    assert loose.exit_code == 0 and SAID in loose.output
    (record,) = json.loads(out.read_text())["theorems"]
    assert record["author"] == {"facts": ["mine.limit"]} and record["verdict"] == "proved"
    strict = run(app, ["verify", str(file), *few, "--strict"])
    assert strict.exit_code == 1 and "undecided" in strict.output
    assert "which --strict refuses" in strict.output
    name = f"{file}::coupling"
    proved = run(app, ["prove", name, "--quiet"])
    assert proved.exit_code == 0 and "resting on 1 fact of the author's (mine.limit)" in (
        proved.output
    )
    refused = run(app, ["prove", name, "--quiet", "--strict"])
    assert refused.exit_code == 1 and "not proved" in refused.output


def test_a_contradiction_says_whose_fact_it_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # so that the fact is not tried on members, where it would be refused
    monkeypatch.setattr("kreissverify.derivations.steps.checked.members_of", lambda *rest: ())
    path = tmp_path / "small.py"
    path.write_text(FILE.replace("LIMIT", "1"))
    try:
        with pytest.raises(InternalContradiction, match=r"rests on 1 fact of the author's"):
            verify(load(path, "coupling"), instances=40, certificates=tmp_path)
    finally:
        unregister("mine.limit")


def changed() -> Statement:
    @theorem(source="a test")
    def at_least_one(J: BlockTriangular) -> Any:
        return K(J) >= 1

    object.__setattr__(at_least_one, "conclusion", K(BlockTriangular().symbol("J")) <= 1)
    assert isinstance(at_least_one, Statement)
    return at_least_one


def test_nothing_is_decided_on_a_statement_that_was_changed(tmp_path: Path) -> None:
    binding = Binding.of("J", BlockTriangular("1/2", 3, "1/2"))
    decided = decide(changed(), binding, QuantityCache())
    assert decided.outcome is Outcome.INDETERMINATE
    assert decided.refusals == ("the statement was changed after it was stated",)
    with pytest.raises(NotCertified, match="the statement was changed after it was stated"):
        certificate(changed(), binding)
    report = verify(changed(), instances=3, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED and report.decided == 0
    assert report.reason == "the statement was changed after it was stated"


def test_a_change_in_the_derivation_costs_the_verdict(tmp_path: Path) -> None:
    @theorem(source="an attack", expect="proved")
    def small(J: BlockTriangular) -> Any:
        return K(J) <= 10**12

    @small.derivation
    def _(p: Any) -> None:
        object.__setattr__(p.statement, "conclusion", K(p.J) >= 1)
        p.qed(p.by("kreiss.at_least_one", X=p.J))

    report = verify(small, instances=3, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED and not report.as_expected
    assert "the statement was changed after it was stated" in report.reason


def test_a_proof_about_nothing_says_so(tmp_path: Path) -> None:
    # no member meets it, which no solver knows: K(J) <= M(J)
    @theorem(source="an attack")
    def empty(J: BlockTriangular) -> Any:
        assume(M(J) < K(J))
        return K(J) >= 1

    empty.derivation(lambda p: p.qed(p.by("kreiss.at_least_one", X=p.J)))
    report = verify(empty, instances=3, certificates=tmp_path)
    assert report.verdict is Verdict.PROVED
    assert report.reason.endswith("; no instance was found that satisfies the hypotheses")


def identity(J: Any) -> Any:
    return sympy.Identity(J.A.rows)


@pytest.mark.parametrize(
    "body",
    [
        lambda J: same(resolvent(J.A, J.gamma) * (J.gamma * identity(J) - J.A), identity(J)),
        lambda J: same(0 * resolvent(J.A, J.gamma), 0 * J.A),
        lambda J: same(J.A**-1 * J.A, identity(J)),
    ],
)
def test_an_inverse_that_does_not_exist_violates_the_conclusion(
    body: Callable[[Any], Any], tmp_path: Path
) -> None:
    def regular(J: BlockTriangular) -> Any:
        return body(J)

    statement = theorem(source="an attack")(regular)
    # γI − A and A are singular
    singular = Binding.of("J", BlockTriangular(0, 1, 0))
    assert decide(statement, singular, QuantityCache()).outcome is Outcome.VIOLATED
    report = verify(statement, instances=10, certificates=tmp_path)
    assert report.verdict is Verdict.REFUTED and report.certificate is not None
    # version 1 of the format has no way to say it
    assert json.loads(report.certificate.read_text())["version"] == 2


def test_an_inverse_that_exists_supports_it(tmp_path: Path) -> None:
    @theorem(source="a test")
    def regular(J: BlockTriangular) -> Any:
        return same(resolvent(J.A, 2) * (2 * identity(J) - J.A), identity(J))

    assert verify(regular, instances=5, certificates=tmp_path).verdict is Verdict.SUPPORTED
