"""A run as one self-contained HTML page, for readers: it fetches nothing and works without scripts.

Whatever comes from a theorem file is escaped; besides, the page forbids (by its content security
policy) every script but its own, whose hash it names.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from kreissverify.evidence.evaluation.instance_record import InstanceRecord, MatrixRecord
from kreissverify.evidence.kinds import (
    Counterexample,
    Covered,
    Defect,
    DroppedHypothesis,
    Evidence,
    FailedDerivation,
    LeftOpen,
    ShownDerivation,
    WorstInstance,
)
from kreissverify.evidence.verdict import TheoremReport, Verdict
from kreissverify.expressions.evaluation.binding import matrix_text
from kreissverify.expressions.greek import greek
from kreissverify.matrices.spectrum.spectral_bound import bounds_text
from kreissverify.numbers.rational import as_fmpq
from kreissverify.reports.derivations.outline import step_reason
from kreissverify.reports.render.enclosures import value_text
from kreissverify.reports.render.environment import environment
from kreissverify.reports.render.mathml import clauses_mathml, mathml, matrix_mathml
from kreissverify.reports.render.templates import template_source, templates
from kreissverify.reports.verification.evidence_text import evidence_text
from kreissverify.reports.verification.failure_message import difference, seen_from
from kreissverify.reports.verification.limitations import unchecked
from kreissverify.reports.verification.proof_statistics import proofs
from kreissverify.reports.verification.run import Run
from kreissverify.reports.verification.terminal import LOOKS, tightness_text

__all__ = ["verify_html"]


def verify_html(run: Run) -> str:
    """Return the run as a page."""
    return _template().render(_content(run))


def _matrices(instance: InstanceRecord) -> Markup:
    """Return the matrices of an instance, complex ones as a line of text."""
    return Markup(" ").join(
        matrix_text(x.name, x.rows)
        if any("i" in entry for row in x.rows for entry in row)
        else matrix_mathml(x.name, [list(map(as_fmpq, row)) for row in x.rows])
        for x in instance.matrices
    )


def _bounds(member: MatrixRecord) -> str:
    """Return the bound of the diagonal blocks of a member, or one for each, with Greek letters."""
    assert member.bounds is not None
    return bounds_text(member.bounds, member.word).replace(member.word, greek(member.word))


@cache
def _template() -> jinja2.Template:
    environment = templates(autoescape=True).overlay()
    environment.filters = environment.filters | {
        "math": mathml,
        "clauses": clauses_mathml,
        "matrix": _matrices,
        "in_words": evidence_text,
        "bounds": _bounds,
        "ten_digits": lambda enclosure: value_text(enclosure, 10).replace("inf", "∞"),
        "tightness": tightness_text,
        "reason": step_reason,
        "difference": difference,
        "breakable": _breakable,
        "quoted": lambda path: shlex.quote(str(path)),
        "place": lambda path: seen_from(Path.cwd(), path),
    }
    return environment.get_template("report.html")


def _content(run: Run) -> dict[str, Any]:
    script = template_source("report.js")
    # the page's policy names the hash of its one script: no other one runs, wherever it came from
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return {
        "run": run,
        "anchors": _anchors([*(x.id for x in run.reports), *run.waiting]),
        "marks": {verdict: mark for verdict, (mark, _) in LOOKS.items()},
        "counts": _counts(run.reports),
        "evidence": {report.id: _by_kind(report) for report in run.reports},
        "excluding": _excluding(run),
        "pictures": run.pictures,
        "proofs": proofs(run.reports),
        "gaps": unchecked(run),
        "environment": environment(),
        "sort_key": _sort_key,
        "script": Markup(script),
        "script_digest": digest,
    }


def _counts(reports: Sequence[TheoremReport]) -> dict[Verdict, int]:
    found = Counter(report.verdict for report in reports)
    return {verdict: found[verdict] for verdict in Verdict}


def _by_kind(report: TheoremReport) -> dict[str, tuple[Evidence, ...]]:
    """Return the evidence for a statement as the sections of the page name it."""
    return {
        "counterexamples": report.found(Counterexample),
        "covered": report.found(Covered),
        "worst": report.found(WorstInstance),
        "derivations": report.found(ShownDerivation),
        "failed": report.found(FailedDerivation),
        "defects": report.found(Defect),
        "dropped": report.found(DroppedHypothesis),
        "open": report.found(LeftOpen),
    }


def _excluding(run: Run) -> Mapping[str, list[Any]]:
    """Return for each statement the pairs of statements, itself among them, that exclude another.

    A pair is told once in the section on consistency, by its refuted member where it has one.
    """
    refuted = {x.id for x in run.reports if x.verdict is Verdict.REFUTED}
    groups: dict[str, list[Any]] = {}
    for pair in run.consistency:
        first = next((id for id in pair.statements if id in refuted), pair.statements[0])
        groups.setdefault(first, []).append(pair)
    return groups


def _anchors(ids: Sequence[str]) -> dict[str, str]:
    """Return an element id for each statement: letters and digits of any script, each once."""
    anchors: dict[str, str] = {}
    taken: set[str] = set()
    for id in ids:
        wanted = anchor = "on-" + re.sub(r"[^\w.-]+", "_", id)
        number = 1
        # two ids may differ in a character that an element id cannot have
        while anchor in taken:
            number += 1
            anchor = f"{wanted}_{number}"
        taken.add(anchor)
        anchors[id] = anchor
    return anchors


def _breakable(id: str) -> Markup:
    """Return an id in which a line may end after a dot, a slash or an underscore."""
    return Markup("<wbr>").join(re.findall(r"[^._/:]*[._/:]*", id))


def _sort_key(value: float | None) -> str:
    # what has no tightness sorts apart from every number
    return f"{value:.6g}" if value is not None and math.isfinite(value) else ""
