"""The pictures of a report: what they show, and that they fit into one page."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from kreissverify.evidence.kinds import Counterexample
from kreissverify.evidence.verdict import Verdict
from kreissverify.matrices import Matrix
from kreissverify.quantities import K, M
from kreissverify.reports.figures.page import of_run, pictures
from kreissverify.reports.figures.page import side_ratios as sides
from kreissverify.reports.figures.page.envelope import envelope
from kreissverify.reports.figures.page.inline import inline
from kreissverify.reports.figures.page.noise_floor import growth
from kreissverify.reports.figures.page.side_ratios import sampled_ratios
from kreissverify.reports.figures.picture import Picture
from kreissverify.reports.figures.style import BLUE, GREY, new_figure
from kreissverify.reports.verification import recorder as keeping
from kreissverify.reports.verification.recorder import RunRecorder
from kreissverify.theorems import Statement, bundled_statements


@pytest.fixture(scope="module")
def library() -> dict[str, Statement]:
    return {x.id: x for x in bundled_statements()}


@pytest.fixture
def few_members(monkeypatch) -> None:
    monkeypatch.setattr(sides, "_MEMBERS", 24)
    monkeypatch.setattr(sides, "_of_class", {})


def line():
    figure = new_figure(3, 2)
    figure.add_subplot(title="κ & <1>").plot([1, 2], color=BLUE, marker="o")
    return figure


def test_a_figure_becomes_an_element_in_the_colours_and_fonts_of_the_page() -> None:
    svg = inline(line, "one", "a label & more")
    root = ElementTree.fromstring(svg)
    assert root.tag == "svg" and root.attrib["aria-label"] == "a label & more"
    assert "var(--blue)" in svg and BLUE not in svg and GREY not in svg and "DejaVu" not in svg
    assert "κ & <1>" in "".join(root.itertext())
    assert not root.findall(".//style") and not root.findall(".//metadata")


def test_the_ids_of_two_figures_differ_and_each_reference_is_met() -> None:
    first, second = (ElementTree.fromstring(inline(line, name, "x")) for name in ("one", "two"))
    ids = [{n.attrib["id"] for n in root.iter() if "id" in n.attrib} for root in (first, second)]
    assert ids[0] and not ids[0] & ids[1]
    for root, known in zip((first, second), ids, strict=True):
        text = ElementTree.tostring(root, "unicode")
        assert set(re.findall(r'(?:href="#|url\(#)([\w-]+)', text)) <= known


def test_the_envelope_is_that_of_the_powers() -> None:
    J = np.array([[0.5, 0.0], [3.0, 0.5]])
    shown = envelope(J)
    powers = [np.linalg.norm(np.linalg.matrix_power(J, t), 2) for t in range(len(shown.norms))]
    assert shown.norms == pytest.approx(powers)
    exact = Matrix([["1/2", 0], [3, "1/2"]])
    assert pytest.approx((K(exact), M(exact))) == (shown.K, shown.M)
    assert shown.norms.max() == pytest.approx(shown.M) and shown.norms[-1] < shown.M / 20
    assert len(envelope(np.array([[0.0, 0.25], [5.0, 0.0]])).norms) < 40


def test_the_exponents_are_those_of_the_law() -> None:
    for gamma in (0.5, 0.99):
        found = growth(gamma)
        assert found.slope == pytest.approx(2, abs=1e-4)
        assert 0 < found.settling_slope < 0.1


def test_a_true_bound_stays_below_1_on_samples_and_a_false_one_does_not(
    library, few_members
) -> None:
    assert sampled_ratios(library["R3"], 0)[1].max() <= 1 + 1e-9
    assert sampled_ratios(library["R5"], 0)[1].max() > 1


def test_statements_get_the_pictures_that_make_sense(
    make_report, instance, library, few_members
) -> None:
    names = ["R3.bounds_peak", "R3", "E2.attained", "comparison.kreiss"]
    statements = [library[name] for name in names]
    proof = Counterexample(instance, Path("a.json"))
    reports = [make_report(id=name, verdict=Verdict.PROVED) for name in names[1:]]
    reports += [make_report(id=names[0], verdict=Verdict.REFUTED, evidence=(proof,))]
    found = pictures(statements, reports, 0, budget=300)
    assert {key: len(value) for key, value in found.items()} == {"R3.bounds_peak": 3, "R3": 2}
    assert all(x.svg and x.label and x.caption for value in found.values() for x in value)


def test_what_was_not_drawn_is_said(make_report, library, monkeypatch) -> None:
    R3 = library["R3"]
    (note,) = pictures([R3], [make_report(id="R3")], 0, budget=-1)[of_run.LIBRARY]
    assert "Up to 2 further figures were not begun" in note.caption

    def broken(*_: object) -> None:
        raise RuntimeError("no ink")

    monkeypatch.setattr(of_run, "sides_picture", broken)
    monkeypatch.setattr(of_run, "worst_case_picture", lambda *_: None)
    (note,) = pictures([R3], [make_report(id="R3")], 0)["R3"]
    assert note.caption == "A figure could not be drawn: RuntimeError: no ink" and not note.svg


def test_pictures_are_drawn_once_in_a_run(make_report, tmp_path: Path, monkeypatch) -> None:
    calls: list[int] = []

    def drawn(statements, reports, seed, **_):
        calls.append(len(reports))
        return {"a": (Picture("label", "a caption", inline(line, "a", "x")),)}

    monkeypatch.setattr(keeping, "pictures", drawn)
    kept = RunRecorder(["a", "b"], (), 0, 9, tmp_path)
    kept.keep(make_report(id="a"))
    page = tmp_path / "verify.html"
    assert "Incomplete" in page.read_text() and "Not looked at: b" in page.read_text()
    kept.keep(make_report(id="b"))
    assert calls == [] and "a caption" not in page.read_text()
    kept.illustrate([])
    kept.keep_contradictions([])
    assert calls == [2] and "a caption" in page.read_text()
    RunRecorder(["a"], (), 0, 9, None).illustrate([])
    assert calls == [2], "nobody reads them where no folder is written"
