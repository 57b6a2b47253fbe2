"""Evidence for the questions of a proof: a certificate where one is found, else a solver's word.

Which questions there are says the checker itself, so that none is forgotten: it is asked to check
the proof without evidence, and lists what it misses.
"""

from __future__ import annotations

import json
from typing import Any

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.deciders.solvers import Answer, ask
from kreissverify.derivations.proof_files.certificates import certificate_of
from kreissverify.derivations.proof_files.claims import claim_tree
from kreissverify.derivations.proof_files.questions import smtlib
from kreissverify.expressions.errors import Unsupported

__all__ = ["forget_evidence", "has_evidence", "remember_evidence", "with_evidence"]


def with_evidence(document: dict[str, Any]) -> dict[str, Any]:
    """Return a proof with evidence for every question that the checker asks.

    Raises
    ------
    Unsupported
        If the checker rejects a step, or nothing decides a question.
    """
    theorems = document["theorems"]
    keys = [_key(theorem, theorems) for theorem in theorems]
    for key, theorem in zip(keys, theorems, strict=True):
        for step, evidence in zip(theorem["steps"], _found.get(key, ()), strict=False):
            step["evidence"] = evidence
    asked: list[checker.Asked] = []
    try:
        checker.check(document, asked)
    except checker.Rejected as error:
        raise Unsupported(f"a proof has no way to write this derivation: {error}") from None
    for question in asked:
        step = theorems[question.theorem]["steps"][question.step]
        entry = {"claim": claim_tree(question.claim), **_evidence(question)}
        if entry not in step["evidence"]:
            step["evidence"].append(entry)
    for step in (step for theorem in theorems for step in theorem["steps"]):
        # The checker asks in the order of a set, which is another one in each process.
        step["evidence"].sort(key=_text)
    for key, theorem in zip(keys, theorems, strict=True):
        _found[key] = [step["evidence"] for step in theorem["steps"]]
    return document


# The evidence of a theorem, step by step: lemmas occur in many documents of one process.
_found: dict[str, list[Any]] = {}


def has_evidence(document: dict[str, Any]) -> bool:
    """Say whether the evidence of the theorem that a document is about is known already."""
    *_, last = document["theorems"]
    return _key(last, document["theorems"]) in _found


def remember_evidence(document: dict[str, Any]) -> None:
    """Take the evidence of a document of earlier for the theorem that it is about.

    Whether it is right, the checker says, for each document that is written with it.
    """
    *_, last = document["theorems"]
    key = _key(last, document["theorems"])
    _found.setdefault(key, [step["evidence"] for step in last["steps"]])


def forget_evidence() -> None:
    """Forget the evidence found so far."""
    _found.clear()


def _key(theorem: dict[str, Any], theorems: list[dict[str, Any]]) -> str:
    """Return a text by which a theorem with its steps is known, whatever stands before it."""
    lemmas = [
        theorems[step["theorem"]]["statement"] for step in theorem["steps"] if "theorem" in step
    ]
    # a step that is renamed asks what it asked
    unsaid = {"name": None, "theorem": None, "evidence": None}
    steps = [{**step, **unsaid} for step in theorem["steps"]]
    return _text([theorem["statement"], theorem["locals"], steps, lemmas])


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _evidence(question: checker.Asked) -> dict[str, Any]:
    certificate = certificate_of(question)
    if certificate is not None:
        return {"certificate": certificate}
    words = [x for x, answer in ask(smtlib(question)).items() if answer is Answer.UNSAT]
    if not words:
        shown = checker.fact_text(question.claim)
        raise Unsupported(f"step {question.step}: nothing decides {shown}")
    return {"word": words}
