"""What a statement is tried on before anything is drawn: its examples, and old counterexamples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kreissverify.certificates import checker
from kreissverify.certificates.writer import certificate_name
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.given import NoInstance, given_binding, with_sizes
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.theorems import Statement

__all__ = ["WrongExample", "first_tried", "instance_in", "kept_certificates"]

#: Where certificates are kept beside a theorem file: in its folder, or in this one within it.
_FOLDER = "certificates"


class WrongExample(ValueError):
    """An example of a statement is none of its instances."""


def first_tried(statement: Statement) -> Iterator[Binding]:
    """Yield the examples of a statement, then the instances of certificates kept beside its file.

    Raises
    ------
    WrongExample
        If an example is no instance of the statement.
    """
    for values in statement.examples:
        try:
            yield given_binding(statement, values)
        except NoInstance as error:
            raise WrongExample(f"@example: {error}") from None
    for path in kept_certificates(statement):
        found = _instance(statement, path)
        if found is not None:
            yield found


def kept_certificates(statement: Statement) -> Iterator[Path]:
    """Yield the certificates of a statement that are kept beside its file, if there are any."""
    name = certificate_name(statement.id)
    for folder in (statement.file.parent, statement.file.parent / _FOLDER):
        path = folder / name
        if statement.file.name.endswith(".py") and path.is_file():
            yield path


def instance_in(statement: Statement, document: Mapping[str, Any]) -> Binding:
    """Return the instance of a certificate, if it is one of a statement's variables at all.

    Parameters
    ----------
    statement
        The statement.
    document
        A certificate, of which nothing is believed: much else is raised where it holds nonsense.
    """
    if document.get("version") == 1:
        if not statement.is_about_one_class:
            raise ValueError("an instance of version 1 is about one coupled matrix")
        record = InstanceRecord.read(document["instance"], statement.matrix[0])
    else:
        record = InstanceRecord.of_parts(document["parts"], document["sizes"])
    found = with_sizes(statement, record.binding(statement))
    if {*found.matrices, *found.parameters} != {part.name for part in statement.parts}:
        raise ValueError("it is about other variables")
    return found


def _instance(statement: Statement, path: Path) -> Binding | None:
    """Return the instance of a certificate, None if it is none of this statement's.

    Nothing of it is believed: the statement is decided on it as on any other.
    """
    try:
        return instance_in(statement, checker.load(str(path)))
    # a file of the user's that may hold anything: what is no instance is not tried
    except (checker.Rejected, OSError, ValueError, TypeError, LookupError, AttributeError):
        return None
