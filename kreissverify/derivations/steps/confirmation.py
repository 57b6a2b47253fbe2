"""What showed a step, and what confirms it where a certificate alone did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kreissverify.derivations.deciders.asked import RealQuestion
from kreissverify.derivations.deciders.decision import means_of_all
from kreissverify.derivations.deciders.positivstellensatz.decider import CERTIFICATE
from kreissverify.derivations.deciders.reals import by_solvers
from kreissverify.derivations.errors import StepNotShown
from kreissverify.derivations.points.free_points import FEW_POINTS, MOST_POINTS, sample

__all__ = ["confirmed", "false_at", "listed", "means_of"]


def means_of(means: Sequence[str], questions: Sequence[RealQuestion]) -> tuple[str, ...]:
    """Return the means of a step; a certificate is one only if every question has one."""
    others = [x for x in questions if CERTIFICATE.name not in x.means]
    if CERTIFICATE.name not in means or not others:
        return tuple(means)
    # That a term has a value, say, was shown by solvers: then the step is on their word.
    words = means_of_all([x.means for x in others])
    return (*words, *(x for x in means if x != CERTIFICATE.name and x not in words))


def confirmed(name: str, questions: Sequence[RealQuestion]) -> tuple[str, ...]:
    """Return what confirms questions that certificates show: points, or else solvers, or nothing.

    Either has to confirm all of them. A question that is false at a point is refused.
    """
    # no more points than a solver takes to start and to answer
    samples = [
        sample(x.premises, x.claim, wanted=FEW_POINTS, most=10 * MOST_POINTS) for x in questions
    ]
    false = next((x.counterexample for x in samples if x.counterexample), None)
    if false:
        raise StepNotShown(name, false_at(false))
    if all(x.count for x in samples):
        return ("points",)
    found = [by_solvers(x) for x in questions]
    return means_of_all([x.means for x in found]) if all(x.shown for x in found) else ()


def false_at(point: Mapping[str, str]) -> str:
    """Return in words where a claim is false."""
    return f"it is false at {listed(point)}"


def listed(point: Mapping[str, str]) -> str:
    """Return the values at a point in a row."""
    return ", ".join(f"{x} = {value}" for x, value in point.items())
