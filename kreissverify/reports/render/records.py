"""What the JSON records and the stories of several commands have in common."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.kinds import Side
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.reports.render.enclosures import enclosure_record

__all__ = ["member_record", "recheck_lines", "side_record"]


def member_record(binding: Binding | None) -> dict[str, object] | None:
    """Return an exact instance as `refute` and `tighten` write it, whose class is the statement's.

    None where there is none.
    """
    if binding is None:
        return None
    document = InstanceRecord.of(binding).document()
    if "matrices" in document:
        return document
    # whatever its bounds are called: gamma, radii, mu or mus
    return {name: x for name, x in document.items() if name not in ("class", "normal")}


def side_record(side: Side) -> dict[str, object]:
    """Return the two sides of a comparison on an instance."""
    return {
        "comparison": side.comparison,
        "left": enclosure_record(side.left),
        "right": enclosure_record(side.right),
    }


def recheck_lines(certificate: Path) -> Iterator[str]:
    """Yield how a certificate is checked again, for the end of a story."""
    yield "To check it again, without trusting this program's search:"
    yield f"    kreissverify check {certificate.as_posix()}"
