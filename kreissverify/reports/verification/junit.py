"""A run as JUnit XML, which CI systems show as a table of tests: a test case a statement.

The dialect is pytest's (``xunit2``, with the file and the line of ``xunit1``), so that a statement
reads the same whether `kreissverify verify` or pytest decided it.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from kreissverify.evidence.verdict import TheoremReport
from kreissverify.reports.verification.failure_message import difference, failure_message
from kreissverify.reports.verification.run import Run
from kreissverify.theorems import CollectionError

__all__ = ["verify_xml"]

# Characters that XML 1.0 cannot hold, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def verify_xml(run: Run) -> str:
    """Return the run as JUnit XML: a verdict that is not the expected one is a failure."""
    cases = [
        *map(_decided, run.reports),
        *map(_unreadable, run.errors),
        *map(_not_reached, run.waiting),
    ]
    counts = {
        "tests": len(cases),
        "failures": len(run.unexpected),
        "errors": len(run.errors),
        "skipped": len(run.waiting),
        "time": _seconds(run.seconds),
    }
    root = _element("testsuites", name="kreissverify")
    suite = _element("testsuite", name="kreissverify verify", **counts)
    suite.append(_properties(seed=run.seed, instances=run.instances))
    suite.extend(cases)
    root.append(suite)
    ElementTree.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ElementTree.tostring(root, 'unicode')}\n"


def _decided(report: TheoremReport) -> ElementTree.Element:
    seconds = 0.0 if report.cached else report.seconds
    case = _case(report.id, report.file, report.line, seconds)
    properties: dict[str, object] = {
        "id": report.id,
        "verdict": report.verdict.value,
        "expect": report.expect.value if report.expect is not None else "",
        "source": report.source,
        "instances": report.decided,
    }
    if report.rests_on:
        properties["author"] = f"{report.verdict.value}, resting on {report.own.text}"
    case.append(_properties(**properties))
    # also the message of an expected verdict: a CI system shows it beside the passed test
    if not report.as_expected:
        case.append(
            _element("failure", failure_message(report, Path.cwd()), message=difference(report))
        )
    else:
        case.append(_element("system-out", failure_message(report, Path.cwd())))
    return case


def _unreadable(error: CollectionError) -> ElementTree.Element:
    case = _case("a theorem file that cannot be read", error.file, error.line, 0.0)
    case.append(_element("error", str(error), message=error.message))
    return case


def _not_reached(id: str) -> ElementTree.Element:
    case = _element("testcase", classname="kreissverify", name=id, time=_seconds(0))
    case.append(_element("skipped", message="the run ended before it was looked at"))
    return case


def _case(name: str, file: Path, line: int, seconds: float) -> ElementTree.Element:
    place = {"file": file.as_posix(), "line": line}
    return _element("testcase", classname=file.stem, name=name, **place, time=_seconds(seconds))


def _properties(**values: object) -> ElementTree.Element:
    properties = _element("properties")
    properties.extend(_element("property", name=k, value=v) for k, v in values.items())
    return properties


def _element(tag: str, text: str = "", /, **attributes: object) -> ElementTree.Element:
    clean = {name: _NOT_XML.sub("\ufffd", str(value)) for name, value in attributes.items()}
    element = ElementTree.Element(tag, clean)
    element.text = _NOT_XML.sub("\ufffd", text) or None
    return element


def _seconds(value: float) -> str:
    return f"{value:.3f}"
