"""What a search for a counterexample came to, as a story and as a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.evidence.counterexamples.refute import Refutation
from kreissverify.evidence.evaluation.float_stack import CoupledFloats, FloatStack
from kreissverify.evidence.worst_ratio.maximise import Extreme
from kreissverify.expressions.evaluation.binding import Binding
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
    ended = "its time was over" if found.timed_out else "all its sources were tried"
    # last, as an interruption is the reason even where the time is over also
    ended = "it was interrupted" if found.interrupted else ended
    if found.binding is None or found.certificate is None:
        yield f"not refuted: the search ended when {ended}, without a counterexample ({took})."
        yield "This is no evidence that the statement is true."
        if found.reason:
            yield f"A violated instance was found, but not certified: {found.reason}."
        yield from _nearest(found.nearest)
        return
    yield "refuted by this instance, which satisfies every hypothesis:"
    yield f"    {found.binding}"
    yield from _sizes(found.binding)
    for side in found.sides:
        yield f"On it, the conclusion {side.comparison} reads"
        yield f"    left side   {value_text(side.left, _DIGITS)}"
        yield f"    right side  {value_text(side.right, _DIGITS)}"
    yield f"Its origin: {found.route}, shrunk by exact steps ({took})."
    if found.interrupted or found.timed_out:
        yield f"The search for a simpler one ended when {ended}."
    yield from _nearest(found.nearest)
    yield from recheck_lines(found.certificate)
    yield f"    python -m kreissverify.certificates.checker {found.certificate.as_posix()}"


def _sizes(binding: Binding) -> Iterator[str]:
    """Yield the sizes of the parts of an instance, where it is not one coupled matrix."""
    if binding.matrices and not binding.is_of_one_class:
        shapes = ((name, x.array.shape) for name, x in binding.matrices.items())
        yield f"    where {', '.join(f'{name} is {n}×{m}' for name, (n, m) in shapes)}"


def _nearest(nearest: Extreme | None) -> Iterator[str]:
    if nearest is not None:
        yield (
            f"The worst ratio of the two sides met in floats is {nearest.ratio:.10g}, "
            f"after {nearest.evaluations} members, at"
        )
        yield f"    {_member(nearest)}"


def _member(extreme: Extreme) -> str:
    stack = extreme.stack
    matrices = (_matrix(name, x) for name, x in stack.matrices.items())
    parameters = (f"{name} = {x[0]:.6g}" for name, x in stack.parameters.items())
    return ", ".join([*matrices, *parameters])


def _matrix(name: str, stack: CoupledFloats | NDArray[Any]) -> str:
    if not isinstance(stack, CoupledFloats):
        if max(stack.shape[1:]) > _SHOWN:
            rows, columns = stack.shape[1:]
            return f"{name} a matrix of {rows} rows and {columns} columns (see --json)"
        return f"{name} = {_entries(stack[0])}"
    shown = [f"{x:.9g}" for x in np.ravel(stack.gamma[0])]
    word = "mu" if stack.of_flows else "gamma"
    several = f"{word}s = [{', '.join(shown)}]"
    gamma = f"{word} = {shown[0]}" if stack.gamma.ndim == 1 else several
    if len(stack.matrices[0]) > _SHOWN:
        sizes = "+".join(map(str, stack.sizes))
        return f"a matrix of {sizes} rows (see --json), {gamma}"
    return f"{name} = {_entries(stack.matrices[0])}, {gamma}"


def _entries(matrix: NDArray[Any]) -> str:
    rows = ["[" + ", ".join(f"{x:.6g}" for x in row) + "]" for row in matrix]
    return f"[{', '.join(rows)}]"


def _nearest_record(nearest: Extreme) -> dict[str, object]:
    stack = nearest.stack
    return {
        "ratio": nearest.ratio,
        **_matrices_record(stack),
        "parameters": {k: float(x[0]) for k, x in stack.parameters.items()},
        "evaluated": nearest.evaluations,
    }


def _matrices_record(stack: FloatStack) -> dict[str, object]:
    first, *others = stack.matrices.values()
    if isinstance(first, CoupledFloats) and not others:
        return {
            "matrix": first.matrices[0].tolist(),
            "sizes": list(first.sizes),
            ("mu" if first.of_flows else "gamma"): first.gamma[0].tolist(),
        }
    matrices = {
        name: x.matrices[0] if isinstance(x, CoupledFloats) else x[0]
        for name, x in stack.matrices.items()
    }
    # JSON has no complex numbers: they are written as texts
    return {
        "matrices": {
            name: (x.astype(str) if np.iscomplexobj(x) else x).tolist()
            for name, x in matrices.items()
        }
    }


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
        "nearest": None if nearest is None else _nearest_record(nearest),
        "seed": found.seed,
        "interrupted": found.interrupted,
        "timed_out": found.timed_out,
        "seconds": found.seconds,
    }
