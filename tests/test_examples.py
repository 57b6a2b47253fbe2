"""The examples run, and say what they claim."""

import re
import runpy
from pathlib import Path

import matplotlib
import pytest

from kreissverify.evidence import Verdict, verify
from kreissverify.reports.experiments import experiments
from kreissverify.theorems import collect
from tests.paths import EXAMPLES, ROOT


def test_the_theorem_file_is_judged_as_it_expects(tmp_path: Path) -> None:
    found = collect([EXAMPLES / "a_lemma_and_a_doubt.py"])
    assert not found.errors and len(found.statements) == 2
    for statement in found.statements:
        report = verify(statement, instances=30, certificates=tmp_path)
        assert report.as_expected and report.verdict is not Verdict.UNDECIDED


def test_the_two_time_scales_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLES / "two_time_scales.py"), run_name="__main__")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    for line in lines[1:]:
        _, gamma, _, kreiss, peak, _ = map(float, line.split())
        assert gamma < 1 <= kreiss <= peak


def test_the_descent_leads_away_from_instability(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLES / "farther_from_instability.py"), run_name="__main__")
    distances = [float(x.split("distance =")[1]) for x in capsys.readouterr().out.splitlines()]
    assert len(distances) > 5 and distances == sorted(distances)
    assert distances[-1] > 1.7 * 0.019775  # that of the system without feedback


def test_the_first_picture_is_that_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    figure = tmp_path / "figure.svg"
    monkeypatch.setattr("sys.argv", ["transient_growth.py", "--out", str(figure)])
    runpy.run_path(str(EXAMPLES / "transient_growth.py"), run_name="__main__")
    assert capsys.readouterr().out == "max ‖Jᵗ‖ = 3.9126 at t = 9, K = 2.6000\n"
    shown = (ROOT / "docs" / "transient-growth.svg").read_text(encoding="utf-8")
    # the words: places depend on the version of the fonts
    words = [re.findall(r">([^<>]+)</text>", x) for x in (figure.read_text("utf-8"), shown)]
    assert words[0] == words[1] and "‖Jᵗ‖, what happens" in words[0]


@pytest.mark.parametrize("name", sorted(experiments()))
def test_each_experiment_has_a_script(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if name in ("monitored-training", "training-run"):
        pytest.importorskip("torch", reason="needs the extra nn")
    script, figure = EXAMPLES / f"{name.replace('-', '_')}.py", tmp_path / "figure.svg"
    monkeypatch.setattr("sys.argv", [script.name, "--small", "--out", str(figure)])
    runpy.run_path(str(script), run_name="__main__")
    assert len(capsys.readouterr().out.splitlines()) > 2
    assert figure.read_bytes().startswith(b"<?xml")


GALLERY = sorted((EXAMPLES / "gallery").glob("*.py"))


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
def test_an_example_of_the_gallery_draws_one_picture(
    path: Path, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.close("all")
    names = runpy.run_path(str(path), run_name="__main__")
    figures = [pyplot.figure(number) for number in pyplot.get_fignums()]
    assert len(figures) == 1 and figures[0].axes
    assert all(axes.has_data() for axes in figures[0].axes)
    pyplot.close("all")
    assert not [x for x in recwarn if "kreissverify" in str(x.filename) or "gallery" in x.filename]
    title, rule, empty, first, *_ = names["__doc__"].strip().splitlines()
    assert rule == "=" * len(title) and not empty and first, "the title of its page, and a sentence"


def test_the_gallery_lists_every_example() -> None:
    assert len(GALLERY) >= 20
    assert all(path.name.startswith("plot_") for path in GALLERY)  # what sphinx-gallery runs
    assert (EXAMPLES / "gallery" / "GALLERY_HEADER.rst").is_file()
