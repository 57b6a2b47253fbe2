"""Members of a class, and instances of a theorem: as lines, as records, and as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import fmpq

from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.expressions.evaluation.binding import Binding, matrix_text
from kreissverify.instances.family_instance import FamilyInstance
from kreissverify.matrices import CoupledMatrix
from kreissverify.numbers.rational import as_float, rational_string

__all__ = ["sample_arrays", "sample_lines", "sample_record"]


def sample_lines(place: int, member: Any) -> str:
    """Return a member as it is printed.

    Parameters
    ----------
    place
        Which one it is, from 1.
    member
        What `drawn_members` gave, or an instance of a theorem.
    """
    if isinstance(member, fmpq):
        return f"{place}: {rational_string(member)}"
    if isinstance(member, Binding):
        return f"{place}: {InstanceRecord.of(member)}"
    if isinstance(member, CoupledMatrix):
        return f"{place}: {InstanceRecord.of(Binding.of('J', member))}"
    matrix = matrix_text("J" if isinstance(member, FamilyInstance) else "X", member.strings())
    if isinstance(member, FamilyInstance):
        return f"{place}: {matrix}\n    {InstanceRecord.of(member.binding)}"
    return f"{place}: {matrix}"


def sample_record(member: Any) -> dict[str, Any]:
    """Return a member as JSON holds it: every number exact, as a text."""
    if isinstance(member, fmpq):
        return {"value": rational_string(member)}
    if isinstance(member, Binding):
        return InstanceRecord.of(member).document()
    if isinstance(member, CoupledMatrix):
        return member.record()
    record = {"matrix": member.strings()}
    if isinstance(member, FamilyInstance):
        record["parts"] = _parts(member.binding)
    return record


def _parts(binding: Binding) -> dict[str, Any]:
    numbers = {name: rational_string(q) for name, q in binding.parameters.items()}
    return {**{name: x.strings() for name, x in binding.matrices.items()}, **numbers}


def sample_arrays(place: int, member: Any) -> Mapping[str, Any]:
    """Return a member as arrays of floats by name: ``X1``, and of its parts ``X1.H``.

    Parameters
    ----------
    place
        Which one it is, from 1.
    member
        What `drawn_members` gave, or an instance of a theorem.
    """
    name = f"X{place}"
    if isinstance(member, fmpq):
        return {name: as_float(member)}
    if isinstance(member, Binding):
        return _arrays_of_parts(name, member)
    inner = member.binding if isinstance(member, FamilyInstance) else Binding({}, {}, {})
    return {name: member.array, **_arrays_of_parts(name, inner)}


def _arrays_of_parts(name: str, binding: Binding) -> dict[str, Any]:
    numbers = {f"{name}.{x}": as_float(q) for x, q in binding.parameters.items()}
    return {**{f"{name}.{x}": matrix.array for x, matrix in binding.matrices.items()}, **numbers}
