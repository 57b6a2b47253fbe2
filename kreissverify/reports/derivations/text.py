"""A derivation as plain text, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from kreissverify.derivations import Derivation
from kreissverify.reports.derivations.outline import Step, outline
from kreissverify.theorems import expression_text

__all__ = ["derivation_line", "derivation_text"]


def derivation_text(derivation: Derivation, width: int = 100) -> str:
    """Return a derivation as numbered steps, with what it rests on."""
    return "\n".join(_lines(derivation, width)) + "\n"


def derivation_line(derivation: Derivation) -> str:
    """Return in one line whether the statement is proved."""
    if derivation.is_complete:
        said = f"{derivation.statement.id}: proved in {len(derivation.facts)} steps"
        return said + (f", resting on {derivation.own.text}" if derivation.own else "")
    step = derivation.failed
    return f"{derivation.statement.id}: not proved, step {step!r}: {derivation.reason}"


def _lines(derivation: Derivation, width: int) -> Iterator[str]:
    shown = outline(derivation)
    statement = derivation.statement
    title = statement.doc.partition("\n")[0]  # empty where its author wrote none
    yield from _wrapped(f"{statement.id}. {title}".rstrip(), width)
    yield from _wrapped(statement.text(), width, "  ")
    yield ""
    if derivation.idea:
        yield from _wrapped(f"Idea. {derivation.idea}", width)
        yield ""
    for step in shown.steps:
        yield from _step(step, width)
    yield ""
    if not derivation.is_complete:
        yield from _wrapped(
            f"Not proved: step {derivation.failed!r} was not shown: {derivation.reason}", width
        )
        return
    counted = ", ".join(f"{name} {count}" for name, count in shown.deciders.items())
    yield from _wrapped(f"Proved in {len(shown.steps)} steps. Decided by: {counted}.", width)
    # a reader may take a proof for what `verify` makes of it, which would notice a violation
    yield "No instance of the statement was tried here; `kreissverify verify` decides some as well."
    yield from _wrapped(f"In all: {shown.foundations.text}.", width)
    for name in shown.foundations.on_word:
        yield from _wrapped(f"On a solver's word: {name}", width, "  ", "    ")
    if derivation.own:
        yield from _wrapped(f"Resting on {derivation.own.text}.", width)
    if shown.cited:
        yield "Rests on:"
        for source in shown.cited:
            yield from _wrapped(source, width, "  ", "    ")
    in_lemmas = [x.name for x in shown.foundations.facts if x.text not in shown.cited]
    if in_lemmas:
        yield from _wrapped(f"Cited in its lemmas: {', '.join(in_lemmas)}.", width, "", "  ")


def _step(step: Step, width: int) -> Iterator[str]:
    number = f"({step.number})".rjust(5)
    yield from _wrapped(f"{number} {step.name}: {expression_text(step.claim)}", width, "", " " * 8)
    if step.given:
        conditions = " and ".join(expression_text(x) for x in step.given)
        yield from _wrapped(f"for {conditions}", width, " " * 8)
    yield from _wrapped(f"[{step.reason}]", width, " " * 8)


def _wrapped(text: str, width: int, first: str = "", later: str | None = None) -> list[str]:
    rest = first if later is None else later
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest)
