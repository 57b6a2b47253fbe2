"""The way from a candidate to a certificate: what is decided, shrunk, certified, and written."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from kreissverify import BlockTriangular, K, Real, Square, norm, theorem
from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples import pipeline as module
from kreissverify.evidence.counterexamples.certify import NotCertified, certificate
from kreissverify.evidence.counterexamples.pipeline import Effort, Pipeline
from kreissverify.evidence.counterexamples.sources import Source, of_search, of_violations
from kreissverify.evidence.sampling.small_instances import small_violations
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.system.work import work_done
from kreissverify.theorems import bundled_statement


@theorem(source="tests")
def small(J: BlockTriangular):  # type: ignore[no-untyped-def]
    return K(J.comparison) <= 1


@theorem(source="tests")
def weak(J: BlockTriangular):  # type: ignore[no-untyped-def]
    return J.c <= 1


def scalar(c: object) -> Binding:
    return Binding.of("J", BlockTriangular("1/2", c, "1/2"))


HOLDS, VIOLATED, WORSE = scalar("1/4"), scalar(4), scalar(16)
#: Violated, and its comparison matrix has a norm that is not rational: it cannot be certified.
LARGE = Binding.of(
    "J", BlockTriangular([["1/2", 0], [0, 0]], [[4, 3], [1, 4]], [["1/2", 0], [0, 0]])
)


def source(*members: Binding, **options: object) -> Source:
    return Source("here", lambda: members, **options)  # type: ignore[arg-type]


def test_a_candidate_is_decided_shrunk_certified_and_written(tmp_path: Path) -> None:
    pipeline = Pipeline(small, Effort())
    pipeline.run([source(HOLDS, WORSE)])
    assert pipeline.first == WORSE and pipeline.route == "here"
    found = pipeline.written(tmp_path / "new")
    assert found is not None and found.binding.instance.exact != WORSE.instance.exact
    assert found.binding.instance.gamma == 0, "shrunk"
    checker.check(json.loads(found.certificate.read_text()))


def test_what_holds_leads_to_nothing(tmp_path: Path) -> None:
    pipeline = Pipeline(small, Effort())
    pipeline.run([source(HOLDS)])
    assert pipeline.written(tmp_path) is None and pipeline.first is None
    assert not list(tmp_path.iterdir())


def test_a_large_candidate_is_certified_once_it_is_shrunk(tmp_path: Path) -> None:
    with pytest.raises(NotCertified):
        certificate(small, LARGE)
    pipeline = Pipeline(small, Effort())
    pipeline.run([source(LARGE)])
    found = pipeline.written(tmp_path)
    assert found is not None and found.binding.instance.n < LARGE.instance.n


def test_a_candidate_to_be_certified_first_is_left_where_it_cannot_be(tmp_path: Path) -> None:
    pipeline = Pipeline(small, Effort())
    pipeline.run([source(LARGE, is_certified_first=True)])
    assert pipeline.written(tmp_path) is None
    assert pipeline.first == LARGE and pipeline.reason


def test_no_more_violated_candidates_are_taken_up_than_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Binding] = []

    def rejecting(statement: object, binding: Binding) -> dict:
        seen.append(binding)
        raise NotCertified("planted")

    monkeypatch.setattr(module, "certificate", rejecting)
    short = source(HOLDS, VIOLATED, WORSE, is_certified_first=True, violated=1)
    Pipeline(small, Effort()).run([short])
    assert seen == [VIOLATED], "of a source"
    seen.clear()
    every = source(VIOLATED, HOLDS, WORSE, is_certified_first=True)
    Pipeline(small, Effort(violated=1)).run([every, every])
    assert seen == [VIOLATED], "in all"
    seen.clear()
    Pipeline(small, Effort(), among=lambda x: x is WORSE).run([every])
    assert seen == [WORSE], "those that come into question"


def test_what_is_known_to_be_violated_is_not_decided_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def decided(*arguments: object) -> object:
        raise AssertionError("it is decided again")

    monkeypatch.setattr(module, "decide", decided)
    pipeline = Pipeline(small, Effort())
    pipeline.run([source(VIOLATED, is_decided=True)])
    assert pipeline.best is not None
    with pytest.raises(AssertionError, match="decided again"):
        pipeline.run([source(VIOLATED)])


def test_after_the_first_certificate_only_a_readable_one_is_sought() -> None:
    unreadable = scalar("40000000000001/10000000000000")
    kept = {"decisions": 0}  # nothing is shrunk
    first = Pipeline(weak, Effort(**kept))
    first.run([source(unreadable, VIOLATED)])
    assert first.best == unreadable
    readable = Pipeline(weak, Effort(readable=60.0, **kept))
    readable.run([source(unreadable, VIOLATED, WORSE)])
    assert readable.best == VIOLATED and readable.is_satisfied


def test_the_sources_come_in_their_order() -> None:
    statement = bundled_statement("R5")
    given = [source.name for source in of_violations(statement, [])]
    assert given[0] == "a short member" and given[-1] == "a short member with equal sides"
    searched = [source.name for source in of_search(statement, 0, lambda: ())]
    assert searched[0] == "an example or a counterexample kept beside its file"
    assert searched[1] == "a short member" and searched[-1] == "maximisation over the class"
    assert not list(of_search(statement, 0, lambda: ())[-1].members())


def test_short_members_that_are_asked_for_again_count_as_they_did() -> None:
    @theorem(source="a test")
    def flat(A: Square("n"), x: Real(above=0)):
        return norm(A) <= x

    found, counts = [], []
    for _ in range(2):
        before = work_done()
        found.append([str(x) for x in islice(small_violations(flat), 5)])
        counts.append(work_done() - before)
    assert found[0] == found[1] != [] and counts[0] == counts[1] > 0
