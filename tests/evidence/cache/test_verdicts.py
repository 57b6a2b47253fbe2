"""Verdicts of earlier runs: taken where nothing has changed, and never anywhere else."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from kreissverify.evidence import TheoremReport, Verdict, verify
from kreissverify.evidence.cache import verdicts
from kreissverify.evidence.cache.documents import read, written
from kreissverify.evidence.cache.verdicts import KnownVerdicts
from kreissverify.evidence.consistency import contradictions
from kreissverify.evidence.kinds import Counterexample, Defect
from kreissverify.quantities import registry, unregister
from kreissverify.theorems import AuthorsOwn, Statement, collect
from tests.cli.support.answers import THEOREMS

OWN = """
from kreissverify.quantities import register
from kreissverify.quantities.algebra.matrix_rank import MatrixRank

class Other(MatrixRank):
    name = "other_rank_of_this_test"
    long_name = "other_rank_of_this_test"

other = register(Other())

@theorem(source="test")
def own(J: BlockTriangular):
    return other(J) <= J.n
"""
N, SEED = 3, 0


@pytest.fixture
def known(tmp_path: Path) -> KnownVerdicts:
    return KnownVerdicts(tmp_path / "kept")


def statements(folder: Path, text: str = THEOREMS) -> tuple[Statement, ...]:
    (folder / "notes.py").write_text(text, encoding="utf-8")
    os.utime(folder / "notes.py", (1, 1))  # before the run began
    return collect([folder / "notes.py"]).statements


def kept(known: KnownVerdicts, statement: Statement, folder: Path) -> TheoremReport:
    report = verify(statement, instances=N, seed=SEED, certificates=folder)
    known.keep(statement, report, N, SEED)
    return report


def later(known: KnownVerdicts) -> KnownVerdicts:
    """Return what the next run knows."""
    return KnownVerdicts(known.folder)


def test_a_report_comes_back_as_it_was_and_is_marked(known: KnownVerdicts, tmp_path: Path) -> None:
    for statement in statements(tmp_path):
        (tmp_path / statement.id).mkdir()
        report = kept(known, statement, tmp_path / statement.id)
        again = later(known).find(statement, N, SEED, tmp_path / statement.id)
        assert again is not None and again.cached and not report.cached
        assert replace(again, cached=False, evidence=()) == replace(report, evidence=())
        assert written(again.evidence) == written(report.evidence)


def test_a_proof_comes_back_with_its_steps(known: KnownVerdicts, tmp_path: Path) -> None:
    proved = THEOREMS + "\n@at_least_one.derivation\ndef _(p):\n"
    proved += "    p.qed(p.by('kreiss.at_least_one', X=p.J))\n"
    statement = statements(tmp_path, proved)[0]
    report = kept(known, statement, tmp_path)
    assert report.verdict is Verdict.PROVED
    again = later(known).find(statement, N, SEED, tmp_path)
    assert again is not None and again.evidence == report.evidence


def test_a_certificate_is_checked_again_and_written(known: KnownVerdicts, tmp_path: Path) -> None:
    _, false = statements(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    report = kept(known, false, tmp_path / "a")
    assert report.certificate is not None
    again = later(known).find(false, N, SEED, tmp_path / "b")
    assert again is not None and again.certificate == tmp_path / "b" / report.certificate.name
    assert again.certificate.read_text() == report.certificate.read_text()
    (found,) = again.found(Counterexample)
    assert found.certificate == again.certificate


def test_a_certificate_that_does_not_refute_is_no_verdict(
    known: KnownVerdicts, tmp_path: Path, monkeypatch
) -> None:
    _, false = statements(tmp_path)
    report = kept(known, false, tmp_path)
    # as somebody would who writes into the folder: whole, under the right key, and wrong
    assert report.certificate is not None
    entry = read(next(iter(entries(known).values())))
    wrong = {**entry, "certificate": entry["certificate"].replace('"violated"', '"holds"')}
    wrong["certificate"] = wrong["certificate"].replace("never_above_one", "another_one")
    for key in entries(known):
        known._store.put(key, written(wrong))
    assert later(known).find(false, N, SEED, tmp_path) is None


def entries(known: KnownVerdicts) -> dict[str, str]:
    keys = [path.stem for path in known.folder.glob("*.entry")]
    return {key: str(known._store.get(key)) for key in keys}


@pytest.mark.parametrize(
    "changed",
    [
        THEOREMS.replace("K(J) >= 1", "2 * K(J) >= 1"),
        THEOREMS.replace("at_least_one", "renamed"),
        THEOREMS + "# a word\n",
        "\n" + THEOREMS,
    ],
)
def test_any_change_of_the_file_is_another_verdict(
    known: KnownVerdicts, tmp_path: Path, changed: str
) -> None:
    true, _ = statements(tmp_path)
    kept(known, true, tmp_path)
    assert later(known).find(true, N, SEED, tmp_path) is not None
    true, _ = statements(tmp_path, changed)
    assert later(known).find(true, N, SEED, tmp_path) is None


def test_other_options_are_another_verdict(known: KnownVerdicts, tmp_path: Path) -> None:
    true, _ = statements(tmp_path)
    kept(known, true, tmp_path)
    assert later(known).find(true, N + 1, SEED, tmp_path) is None
    assert later(known).find(true, N, SEED + 1, tmp_path) is None
    assert KnownVerdicts(known.folder, fresh=True).find(true, N, SEED, tmp_path) is None


def test_another_version_of_the_package_is_another_verdict(
    known: KnownVerdicts, tmp_path: Path, monkeypatch
) -> None:
    true, _ = statements(tmp_path)
    kept(known, true, tmp_path)
    monkeypatch.setattr(verdicts, "package_digest", lambda: "another")
    assert later(known).find(true, N, SEED, tmp_path) is None


def test_a_file_that_changes_during_the_run_is_not_kept(
    known: KnownVerdicts, tmp_path: Path
) -> None:
    true, _ = statements(tmp_path)
    assert known.find(true, N, SEED, tmp_path) is None
    report = verify(true, instances=N, seed=SEED, certificates=tmp_path)
    (tmp_path / "notes.py").write_text(THEOREMS + "# a word\n")
    known.keep(true, report, N, SEED)
    assert not known.folder.exists()


def test_a_file_that_was_written_after_the_run_began_is_not_taken(
    known: KnownVerdicts, tmp_path: Path
) -> None:
    true, _ = statements(tmp_path)
    kept(known, true, tmp_path)
    (tmp_path / "notes.py").touch()  # the same text, and nobody knows since when
    assert KnownVerdicts(known.folder, began=1).find(true, N, SEED, tmp_path) is None


def test_what_is_undecided_own_or_ended_by_a_defect_is_not_kept(
    known: KnownVerdicts, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    true, _, own = statements(tmp_path, THEOREMS + OWN)
    request.addfinalizer(lambda: unregister(registry()["other_rank_of_this_test"]))
    report = verify(true, instances=N, seed=SEED, certificates=tmp_path)
    known.keep(true, replace(report, verdict=Verdict.UNDECIDED), N, SEED)
    known.keep(true, replace(report, evidence=(Defect("a defect"),)), N, SEED)
    known.keep(true, replace(report, own=AuthorsOwn(facts=("mine.fact",))), N, SEED)
    kept(known, own, tmp_path)
    assert not known.folder.exists()
    known.keep(true, report, N, SEED)
    assert known.folder.exists()


def test_a_counterexample_laid_beside_the_file_is_tried(
    known: KnownVerdicts, tmp_path: Path
) -> None:
    true, _ = statements(tmp_path)
    kept(known, true, tmp_path)
    (tmp_path / "at_least_one.json").write_text("{}")
    assert later(known).find(true, N, SEED, tmp_path) is None


def test_an_entry_of_nonsense_is_no_verdict(known: KnownVerdicts, tmp_path: Path) -> None:
    true, _ = statements(tmp_path)
    kept(known, true, tmp_path)
    (key,) = entries(known)
    for text in ("", "[]", "3", '["mapping", []]', '["os", {}]', "[" * 5000, '["rational", "1/0"]'):
        known._store.put(key, text)
        assert later(known).find(true, N, SEED, tmp_path) is None


def test_contradictions_of_another_kind_are_found_anew(
    known: KnownVerdicts, tmp_path: Path
) -> None:
    both = statements(tmp_path)
    found = known.contradictions(both, SEED, contradictions)
    (key,) = entries(known)
    known._store.put(key, written({"a": 1}))
    assert later(known).contradictions(both, SEED, contradictions) == found


def test_contradictions_come_back(known: KnownVerdicts, tmp_path: Path) -> None:
    text = THEOREMS.replace("K(J) <= 1\n", "K(J) <= J.c / 8\n").replace(
        ">= 1\n", ">= 1 + J.c / 16\n"
    )
    both = statements(tmp_path, text)
    found = known.contradictions(both, SEED, contradictions)
    assert found

    def none(*_: object) -> tuple:
        raise AssertionError("they are known")

    assert written(later(known).contradictions(both, SEED, none)) == written(found)


def test_a_folder_that_cannot_be_written_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    said: list[str] = []
    known = KnownVerdicts(tmp_path / "kept", notice=said.append)
    for statement in statements(tmp_path):
        kept(known, statement, tmp_path)
    (sentence,) = said
    assert "not kept" in sentence and "kept" in sentence
