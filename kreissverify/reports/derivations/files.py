"""A derivation written to files: LaTeX, HTML, SMT-LIB questions, and its JSON record."""

from __future__ import annotations

import re
from pathlib import Path

from kreissverify.derivations import Derivation
from kreissverify.derivations.foundations import Foundations
from kreissverify.reports.derivations.outline import outline
from kreissverify.system.atomic_file import write_atomically
from kreissverify.theorems import expression_text

__all__ = ["derivation_record", "foundations_record", "write_derivation"]


def write_derivation(
    derivation: Derivation, *, latex: Path | None, html: Path | None, smt: Path | None
) -> None:
    """Write a derivation to the files that are named.

    Parameters
    ----------
    derivation
        The derivation.
    latex, html
        The files of the document and of the page; None for none.
    smt
        The folder of the questions that solvers decided, made if need be; None for none.

    Raises
    ------
    OSError
        If one cannot be written.
    """
    if latex is not None or html is not None:
        # what pages are made with takes a tenth of a second to load
        from kreissverify.reports.derivations.pages import derivation_html, derivation_latex
    if latex is not None:
        write_atomically(latex, derivation_latex(derivation))
    if html is not None:
        write_atomically(html, derivation_html(derivation))
    if smt is not None:
        smt.mkdir(parents=True, exist_ok=True)
        for number, fact in enumerate(derivation.facts, start=1):
            if fact.question:
                stem = re.sub(r"[^A-Za-z0-9.]+", "-", f"{derivation.statement.id}.{number}")
                write_atomically(smt / f"{stem}.smt2", f"; {fact.name}\n{fact.question}")


def foundations_record(found: Foundations) -> dict[str, object]:
    """Return as JSON what a proof rests on, its lemmas included."""
    return {
        "exact": found.exact,
        "facts": [{"name": x.name, "text": x.text, "tested": x.tested} for x in found.facts],
        "solver's word": list(found.on_word),
        "lemmas": list(found.lemmas),
        "stored": found.stored,
    }


def derivation_record(derivation: Derivation) -> dict[str, object]:
    """Return a derivation as JSON: every step with its claim and what decided it."""
    shown = outline(derivation)
    return {
        "id": derivation.statement.id,
        "statement": derivation.statement.text(),
        "proved": derivation.is_complete,
        "failed": derivation.failed or None,
        "reason": derivation.reason or None,
        "idea": derivation.idea,
        "steps": [
            {
                "number": step.number,
                "name": step.name,
                "claim": expression_text(step.claim),
                "given": [expression_text(x) for x in step.given],
                "uses": list(step.uses),
                "kind": step.kind,
                "deciders": list(step.deciders),
                "source": step.source or None,
                "note": step.note or None,
            }
            for step in shown.steps
        ],
        "deciders": shown.deciders,
        "cited": list(shown.cited),
        "foundations": foundations_record(shown.foundations),
        "seconds": round(derivation.seconds, 3),
        **({"author": derivation.own.record} if derivation.own else {}),
    }
