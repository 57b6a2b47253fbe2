"""Models: real numbers that satisfy some conditions, as a solver finds them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from sympy.logic.boolalg import Boolean

from kreissverify.derivations.deciders.smtlib import question
from kreissverify.derivations.errors import DerivationError
from kreissverify.system.end_with_parent import program_command

__all__ = ["model", "real_model"]

_PROGRAM = Path(__file__).with_name("model_process.py")
# z3's resources for each model: a second or two. No verdict rests on a model: with fewer, fewer
# refusals have an example and fewer counterexamples are found at once; with more, questions that
# have no model delay the other sources.
_RESOURCES = 2_000_000


def real_model(conditions: Sequence[Boolean], claim: Boolean | None) -> dict[str, Fraction]:
    """Return values of the variables where the conditions hold and a claim fails.

    Nothing is proved by them: irrational values are rounded, and quotients and roots outside of
    their domains are arbitrary numbers. An empty dictionary says that none were found.

    Parameters
    ----------
    conditions
        Conditions on real symbols.
    claim
        What is to fail, if anything.
    """
    try:
        text, _, _ = question(conditions, claim)
    except DerivationError:
        return {}
    asked = [*conditions, *([] if claim is None else [claim])]
    symbols = {x.name for condition in asked for x in condition.free_symbols}
    return {x: value for x, value in model(text).items() if x in symbols}


def model(text: str) -> dict[str, Fraction]:
    """Return a model of an SMT-LIB question, by what its numbers stand for; empty if none is found.

    Parameters
    ----------
    text
        The question, as `question` writes it.
    """
    # A process for each model: it is asked for once in a failed step, and ends at its limit.
    done = subprocess.run(
        program_command(_PROGRAM, str(_RESOURCES)),
        input=text,
        capture_output=True,
        text=True,
        check=False,
        process_group=0,  # Ctrl-C in a terminal is for this process, which then stops z3
    )
    # The names of SMT-LIB are made up; a comment of the question says what each stands for.
    keys = dict(
        line.removeprefix("; ").split(" is ", 1)
        for line in text.splitlines()
        if line.startswith("; ")
    )
    # A line of more words is about the function that division by 0 stands for, or of z3 about its
    # own memory: no number.
    pairs = [line.split() for line in done.stdout.splitlines()]
    values = (pair for pair in pairs if len(pair) == 2)
    return {keys[name]: Fraction(value) for name, value in values if name in keys}
