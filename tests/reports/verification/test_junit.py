"""The JUnit XML of a run."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from kreissverify.evidence.verdict import Verdict
from kreissverify.reports import Run
from kreissverify.reports.verification.junit import verify_xml
from kreissverify.theorems import CollectionError


def suite(run: Run) -> ElementTree.Element:
    root = ElementTree.fromstring(verify_xml(run).encode())
    assert root.tag == "testsuites"
    (found,) = root
    return found


def test_a_verdict_that_is_not_expected_is_a_failure_with_its_account(make_report) -> None:
    fine = make_report(verdict=Verdict.REFUTED, expect=Verdict.REFUTED)
    bad = make_report(id="hope", verdict=Verdict.SUPPORTED, expect=Verdict.PROVED)
    found = suite(Run((fine, bad), (), seed=3, instances=200))
    assert found.attrib["tests"] == "2" and found.attrib["failures"] == "1"
    first, second = found.findall("testcase")
    assert first.find("failure") is None
    assert (second.attrib["classname"], second.attrib["name"]) == ("peak", "hope")
    assert (second.attrib["file"], second.attrib["line"]) == ("proofs/peak.py", "7")
    failure = second.find("failure")
    assert failure is not None and failure.text is not None
    assert failure.attrib["message"] == "supported, but proved was expected"
    assert "200 instances decided" in failure.text


def test_the_properties_are_those_that_pytest_writes(make_report) -> None:
    (case,) = suite(Run((make_report(),), (), seed=0, instances=200)).findall("testcase")
    properties = {x.attrib["name"]: x.attrib["value"] for x in case.iter("property")}
    assert properties == {
        "id": "proofs/peak.py::peak_bound",
        "verdict": "supported",
        "expect": "",
        "source": "a note, Lemma 1",
        "instances": "200",
    }


def test_broken_files_are_errors_and_what_was_not_reached_is_skipped(make_report) -> None:
    error = CollectionError(Path("bad.py"), 3, "SyntaxError: invalid syntax")
    run = Run((make_report(),), (error,), 0, 9, complete=False, waiting=("later", "last"))
    found = suite(run)
    counts = {name: found.attrib[name] for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "4", "failures": "0", "errors": "1", "skipped": "2"}
    assert [len(found.findall(f".//{tag}")) for tag in ("failure", "error", "skipped")] == [0, 1, 2]
    names = [case.attrib["name"] for case in found.findall("testcase")]
    assert names[-2:] == ["later", "last"]


def test_what_xml_cannot_hold_is_replaced_and_the_rest_is_kept(make_report) -> None:
    report = make_report(id='κ < 1 & "b" ]]>', source="a\x00b\x1b[0m\ufffe", reason="line\x0b")
    (case,) = suite(Run((report,), (), seed=0, instances=1)).findall("testcase")
    assert case.attrib["name"] == 'κ < 1 & "b" ]]>'
    properties = {x.attrib["name"]: x.attrib["value"] for x in case.iter("property")}
    assert properties["source"] == "a\ufffdb\ufffd[0m\ufffd"
