"""The HTML page of a run: valid, self-contained, and safe from what a theorem file says."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flint import fmpq

from kreissverify.evidence.consistency import Asked, Contradiction
from kreissverify.evidence.kinds import (
    Counterexample,
    Covered,
    CoveredRange,
    Defect,
    DerivationStep,
    DroppedHypothesis,
    FailedDerivation,
    LeftOpen,
    ShownDerivation,
    Side,
    Source,
    WorstInstance,
)
from kreissverify.evidence.verdict import Verdict
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.reports import Run
from kreissverify.reports.verification.html import verify_html
from kreissverify.theorems import CollectionError

VOID = {"meta", "link", "br", "wbr", "col", "img", "input", "hr"}
NO_ICON = "data:,"  # so that a browser asks for none
HOSTILE = "</style></script><script>alert(1)</script><img src=\"x\" onerror='a()'>&amp; '\"$x$"


class Page(HTMLParser):
    """A page, parsed strictly: every element is closed where it ought to be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: Counter[str] = Counter()
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] += 1
        assert len({name for name, _ in attrs}) == len(attrs), tag
        self.attributes += [(name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.setdefault(self.open[-1] if self.open else "", []).append(data)

    @property
    def text(self) -> str:
        hidden = ("script", "style")
        words = [" ".join(x) for tag, x in self.words.items() if tag not in hidden]
        return re.sub(r"\s+", " ", " ".join(words))


def parsed(run: Run) -> Page:
    page = Page(verify_html(run))
    assert len(set(page.ids)) == len(page.ids), Counter(page.ids).most_common(2)
    targets = [value[1:] for name, value in page.attributes if name == "href" and value != NO_ICON]
    assert set(targets) <= set(page.ids)
    assert not [x for x in page.attributes if x[0].startswith("on") or x[0] == "src"]
    assert page.found["script"] == 1 and page.found["img"] == 0
    return page


def run_of(*reports, **changes) -> Run:
    return Run(**{"reports": reports, "errors": (), "seed": 0, "instances": 9, **changes})


def test_the_page_fetches_nothing_and_runs_no_script_but_its_own(make_report) -> None:
    html = verify_html(run_of(make_report()))
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith("default-src 'none';")
    (script,) = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    addresses = set(re.findall(r"https?://[^\"'<\s)]*", html))
    assert addresses <= {"http://www.w3.org/1998/Math/MathML"}, "a name space is not fetched"
    assert "url(" not in html.replace("url(#", "")


def test_nothing_of_a_theorem_file_becomes_markup(make_report, instance) -> None:
    latex = rf"x \leq \text{{{HOSTILE}}}"
    step = DerivationStep(
        name=HOSTILE,
        kind="reals",
        claim=HOSTILE,
        latex=latex,
        given=(HOSTILE,),
        uses=(1,),
        means=("z3", HOSTILE),
        source=HOSTILE,
        note=HOSTILE,
    )
    (J,) = instance.matrices
    hostile = replace(
        instance,
        matrices=(replace(J, name=HOSTILE, matrix_class=HOSTILE),),
        parameters={HOSTILE: fmpq(1, 2)},
    )
    side = Side(HOSTILE, latex, Enclosure.exactly(2), Enclosure.exactly(1))
    hostile_source = Source(HOSTILE, HOSTILE, HOSTILE)
    sources = (hostile_source,)
    evidence = [
        ShownDerivation(HOSTILE, (step,), sources, sources, 0.1, 1, (HOSTILE,), sources),
        FailedDerivation(HOSTILE, HOSTILE),
        Defect(HOSTILE),
        DroppedHypothesis(HOSTILE, 0, 1, 0, violation=hostile, certificate=Path(HOSTILE)),
        DroppedHypothesis(HOSTILE, 1, 0, 0, fault=HOSTILE),
        LeftOpen(1, (hostile,)),
        Counterexample(hostile, Path(HOSTILE), (side,)),
    ]
    fields = dict.fromkeys(("id", "source", "statement", "reason", "doc"), HOSTILE)
    fields["latex"] = rf"\forall x: \quad \mathrm{{{HOSTILE}}} \implies a < \text{{{HOSTILE}}}"
    report = make_report(
        **fields, evidence=tuple(evidence), file=Path(HOSTILE), certificate=Path(HOSTILE)
    )
    error = CollectionError(Path(HOSTILE), 3, HOSTILE)
    page = parsed(run_of(report, errors=(error,), waiting=(HOSTILE + "2",), complete=False))
    assert page.found["style"] == 1
    assert page.text.count("alert(1)") > 20, "it is shown, as text"


def test_a_counterexample_is_written_out_with_the_command_that_checks_it(
    make_report, instance
) -> None:
    left, right = Enclosure.exactly(Fraction(1, 3)), Enclosure.exactly(1)
    side = Side("K(J) ≤ 1", r"K(J) \leq 1", left, right)
    path = Path("c/a b.json")
    report = make_report(
        verdict=Verdict.REFUTED,
        evidence=(Counterexample(instance, path, (side,)),),
        certificate=path,
    )
    page = parsed(run_of(report))
    assert "0.3333333333" in page.text and "kreissverify check 'c/a b.json'" in page.text
    assert page.found["mfrac"] == 2 and page.found["mtable"] == 1


def test_the_head_says_what_is_not_as_expected_and_what_is_missing(make_report) -> None:
    fine = parsed(run_of(make_report()))
    assert "All as expected" in fine.text and "Incomplete" not in fine.text
    bad = make_report(id="hope", expect=Verdict.PROVED)
    error = CollectionError(Path("bad.py"), 3, "SyntaxError: x")
    ids = ("later", "last")
    page = parsed(run_of(bad, errors=(error,), waiting=ids, complete=False))
    assert "All as expected" not in page.text
    for said in ("Incomplete", "not as expected", "hope", "SyntaxError: x", *ids):
        assert said in page.text
    assert "but proved was expected" in page.text


@pytest.mark.parametrize("errors", [(), (CollectionError(Path("bad.py"), 1, "no"),)])
def test_a_run_without_a_verdict_is_a_page_too(errors) -> None:
    assert "No verdict yet" in parsed(run_of(errors=errors)).text


def test_ids_of_any_script_are_anchors_and_none_clash(make_report) -> None:
    ids = ["κ ≤ 1", "κ < 1", "a b", "a_b", "定理", "x" * 300, "on-table", "table"]
    page = parsed(run_of(*(make_report(id=id) for id in ids)))
    assert "on-κ_1" in page.ids and "on-κ_1_2" in page.ids and "on-定理" in page.ids


def test_statements_that_exclude_each_other_are_shown_with_their_instance(
    make_report, instance
) -> None:
    least, most = Asked("K", "≥", "2"), Asked("K", "≤", "1")
    pair = Contradiction(("R5", "E1"), (least, most), instance, ("R5",))
    other = Contradiction(("E2", "R5"), (replace(least, value="3"), most), instance, ())
    reports = [make_report(id=id) for id in ("E1", "E2")]
    refuted = make_report(id="R5", verdict=Verdict.REFUTED)
    page = parsed(run_of(*reports, refuted, consistency=(pair, other)))
    assert "K ≥ 2 and K ≤ 1" in page.text and "R5 fails there" in page.text
    assert "also excludes" in page.text


def test_what_is_covered_and_the_nearest_or_worst_instance_are_shown(make_report, instance) -> None:
    ends = CoveredRange("J.gamma", fmpq(0), 1 - fmpq(1, 10**9))
    covered = Covered((ends,), {"J": ("1+1", "2+3")})
    sides = (Side("K ≤ 2", "K \\le 2", Enclosure.exactly(1), Enclosure.exactly(2)),)
    nearest = WorstInstance(instance, 0.5, violates=False, sides=sides)
    text = verify_html(Run((make_report(evidence=(covered, nearest)),), (), 0, 5))
    assert "γ from 0 to 1 - 1.00e-9, sizes 1+1, 2+3" in text
    assert "The nearest instance" in text and "a ratio of 0.5000" in text
    worst = replace(nearest, violates=True, ratio=7.0)
    shortest = Counterexample(instance, Path("c.json"))
    for found, said in (((worst,), "The worst one met"), ((worst, shortest), "violates it more")):
        report = make_report(verdict=Verdict.REFUTED, evidence=found)
        assert said in verify_html(Run((report,), (), 0, 5))
    # of a proved statement the nearest instance is no news
    proved = make_report(verdict=Verdict.PROVED, evidence=(nearest,))
    assert "The nearest instance" not in verify_html(Run((proved,), (), 0, 5))
