"""What a statement is tried on before anything is drawn: its examples, and old counterexamples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kreissverify.certificates import checker
from kreissverify.certificates.writer import certificate_name
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.given import NoInstance, given_binding
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.theorems import Statement

__all__ = ["WrongExample", "first_tried", "kept_certificates"]

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


def _instance(statement: Statement, path: Path) -> Binding | None:
    """Return the instance of a certificate, None if it is none of this statement's.

    Nothing of it is believed: the statement is decided on it as on any other.
    """
    try:
        document = checker.load(str(path))
        if document.get("version") == 1:
            record = InstanceRecord.read(document["instance"], statement.matrix[0])
        else:
            record = InstanceRecord.of_parts(document["parts"], document["sizes"])
        return record.binding(statement)
    # a file of the user's that may hold anything: what is no instance is not tried
    except (checker.Rejected, OSError, ValueError, TypeError, LookupError, AttributeError):
        return None
