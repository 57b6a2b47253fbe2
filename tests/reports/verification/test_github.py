"""Workflow commands of GitHub Actions."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kreissverify.evidence.verdict import Verdict
from kreissverify.reports import Run
from kreissverify.reports.verification.github import annotated
from kreissverify.theorems import CollectionError

COMMAND = re.compile(r"::error (?P<properties>[^:]*)::(?P<message>.*)")


def parsed(line: str) -> dict[str, str]:
    """Read a command as the runner does: split at the separators, then undo the escapes."""
    found = COMMAND.fullmatch(line)
    assert found is not None, line
    pairs = [pair.partition("=") for pair in found["properties"].split(",")]
    return {key: unquote(value) for key, _, value in pairs} | {"message": unquote(found["message"])}


def test_only_what_is_not_expected_is_annotated(make_report, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    (tmp_path / "paper").mkdir()
    monkeypatch.chdir(tmp_path / "paper")  # annotations count paths from the workspace all the same
    fine = make_report(expect=Verdict.SUPPORTED)
    bad = make_report(
        id="bound", file=Path("peak.py"), verdict=Verdict.REFUTED, expect=Verdict.PROVED
    )
    broken = CollectionError(Path("bad, odd: 100%.py"), 0, "no\nPython")
    lines = list(annotated(Run((fine, bad), (broken,), seed=0, instances=5)))
    assert len(lines) == 2
    first, second = map(parsed, lines)
    assert (first["file"], first["line"]) == ("paper/peak.py", "7")
    assert first["title"] == "bound: refuted, but proved was expected"
    assert fine.statement in first["message"] and "\n" in first["message"]
    assert second["file"] == "paper/bad, odd: 100%.py" and "line" not in second
    assert second["message"] == "no\nPython"
    assert lines[1].startswith("::error file=paper/bad%2C odd%3A 100%25.py,title=")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(name=st.text("ab%,:\r\n =", min_size=1), reason=st.text("ab%,:\r\n =é"))
def test_whatever_stands_in_a_report_comes_back_from_its_one_line(make_report, name, reason):
    report = make_report(id=name, expect=Verdict.PROVED, reason=reason)
    (line,) = annotated(Run((report,), (), seed=0, instances=5))
    assert "\n" not in line and "\r" not in line
    assert parsed(line)["title"] == f"{name}: supported, but proved was expected"
    assert reason in parsed(line)["message"]


@pytest.mark.parametrize("value", ["true", "false", None])
def test_verify_prints_them_in_github_actions_only(tmp_path, monkeypatch, capsys, value) -> None:
    from kreissverify.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    if value is not None:
        monkeypatch.setenv("GITHUB_ACTIONS", value)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    Path("notes.py").write_text(
        "from kreissverify import theorem, BlockTriangular, K\n\n"
        "@theorem(source='a slip', expect='supported')\n"
        "def never_above_one(J: BlockTriangular(sizes=(1, 1))):\n    return K(J) <= 1\n"
    )
    assert main(["verify", "notes.py", "--instances", "3", "--quiet"]) == 1
    found = [x for x in capsys.readouterr().out.splitlines() if x.startswith("::")]
    assert [(x["file"], x["line"]) for x in map(parsed, found)] == (
        [("notes.py", "3")] if value == "true" else []
    )
    assert Path("summary.md").exists() is (value == "true")
    assert main(["verify", "nowhere.py"]) == 2
    assert capsys.readouterr().out.startswith("::error file=nowhere.py") is (value == "true")
