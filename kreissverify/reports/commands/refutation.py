"""What a search for a counterexample came to, as a story and as a record."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kreissverify.evidence.counterexamples.refute import Refutation
from kreissverify.evidence.evaluation.float_arithmetic import FloatStack
from kreissverify.evidence.worst_ratio.maximise import Extreme
from kreissverify.reports.render.enclosures import value_text
from kreissverify.reports.render.records import member_record, recheck_lines, side_record

__all__ = ["refutation_record", "refutation_story"]

_DIGITS = 10
_SHOWN = 6  # rows of a matrix that are printed


def refutation_story(found: Refutation) -> str:
    """Return the story of a search: statement, instance, both sides, how to check it again."""
    return "\n".join([str(found.statement), *_ending(found), ""])


def _ending(found: Refutation) -> Iterator[str]:
    took = f"seed {found.seed}, {found.seconds:.1f} s"
    ended = "its time was over" if found.timed_out else "it had looked everywhere"
    # last, as an interruption is the reason even where the time is over also
    ended = "it was interrupted" if found.interrupted else ended
    if found.binding is None or found.certificate is None:
        yield f"not refuted: the search ended as {ended}, without a counterexample ({took})."
        yield "This is no evidence that the statement is true."
        if found.reason:
            yield f"A violated instance was found, but not certified: {found.reason}."
        yield from _nearest(found.nearest)
        return
    yield "refuted by this instance, which satisfies every hypothesis:"
    yield f"    {found.binding}"
    for side in found.sides:
        yield f"On it, the conclusion {side.comparison} reads"
        yield f"    left side   {value_text(side.left, _DIGITS)}"
        yield f"    right side  {value_text(side.right, _DIGITS)}"
    yield f"Its origin: {found.route}, shrunk by exact steps ({took})."
    if found.interrupted or found.timed_out:
        yield f"The search for a simpler one ended as {ended}."
    yield from _nearest(found.nearest)
    yield from recheck_lines(found.certificate)
    yield f"    python kreissverify/certificates/checker.py {found.certificate.as_posix()}"


def _nearest(nearest: Extreme | None) -> Iterator[str]:
    if nearest is not None:
        yield (
            f"The worst ratio of the two sides met in floats is {nearest.ratio:.10g}, "
            f"after {nearest.evaluations} members, at"
        )
        yield f"    {_member(nearest)}"


def _member(extreme: Extreme) -> str:
    stack = extreme.stack
    parameters = "".join(f", {name} = {x[0]:.6g}" for name, x in stack.parameters.items())
    if len(stack.matrices[0]) > _SHOWN:
        sizes = "+".join(map(str, stack.sizes))
        return f"a matrix of {sizes} rows (see --json), {_bounds(stack)}{parameters}"
    rows = ["[" + ", ".join(f"{x:.6g}" for x in row) + "]" for row in stack.matrices[0]]
    return f"{stack.variable} = [{', '.join(rows)}], {_bounds(stack)}{parameters}"


def _bounds(stack: FloatStack) -> str:
    shown = [f"{x:.9g}" for x in np.ravel(stack.gamma[0])]
    return f"gamma = {shown[0]}" if stack.gamma.ndim == 1 else f"gammas = [{', '.join(shown)}]"


def refutation_record(found: Refutation) -> dict[str, object]:
    """Return what `refute --json` writes."""
    nearest = found.nearest
    return {
        "id": found.statement.id,
        "file": found.statement.file.as_posix(),
        "source": found.statement.source,
        "statement": found.statement.text(),
        "expect": found.statement.expect,
        "refuted": found.certificate is not None,
        "certificate": None if found.certificate is None else found.certificate.as_posix(),
        "instance": member_record(found.binding),
        "sides": [side_record(side) for side in found.sides],
        "route": found.route or None,
        "reason": found.reason or None,
        "nearest": None
        if nearest is None
        else {
            "ratio": nearest.ratio,
            "matrix": nearest.stack.matrices[0].tolist(),
            "sizes": list(nearest.stack.sizes),
            "gamma": nearest.stack.gamma[0].tolist(),
            "parameters": {k: float(x[0]) for k, x in nearest.stack.parameters.items()},
            "evaluated": nearest.evaluations,
        },
        "seed": found.seed,
        "interrupted": found.interrupted,
        "timed_out": found.timed_out,
        "seconds": found.seconds,
    }
