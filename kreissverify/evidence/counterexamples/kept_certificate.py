"""Whether a certificate kept beside a theorem file still refutes its statement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples.certificate_document import claims
from kreissverify.evidence.sampling.first_tried import instance_in
from kreissverify.expressions.errors import Unsupported
from kreissverify.instances.membership import objection
from kreissverify.theorems import Statement
from kreissverify.theorems.certificate_trees.versions import versions

__all__ = ["fault_of_certificate"]

# What a certificate says, and how a difference in it is called.
_NAMES = {
    "hypotheses": "the hypotheses",
    "conclusion": "the conclusion",
    "instance": "the class",
    "parts": "the variables",
    "sizes": "the sizes",
}


def fault_of_certificate(statement: Statement, path: Path) -> str | None:
    """Say why a certificate does not refute a statement as it is now; None if it does.

    The standalone checker has to accept it, and what it claims to refute has to be what this
    statement says: a certificate is checked against its own words only.

    Parameters
    ----------
    statement
        The statement.
    path
        The certificate.
    """
    try:
        document = checker.load(str(path))
        checker.check(document)
    except checker.Rejected as error:
        return f"the checker rejects it: {error}"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if document["theorem"]["id"] != statement.id:
        return f"it is about the statement {document['theorem']['id']}, not {statement.id}"
    return _difference(statement, document)


def _difference(statement: Statement, document: dict[str, Any]) -> str | None:
    stale = f"it does not refute {statement.id} as it stands now"
    try:
        binding = instance_in(statement, document)
        against = objection(statement.parts, binding)
        if against is not None:
            return f"{stale}: {against}"
        written = next(x for x in versions(statement) if x.version == document["version"])
        now = claims(statement, written, binding)
    # accepted for another statement, whose variables may be anything
    except (ValueError, TypeError, LookupError, AttributeError, StopIteration, Unsupported):
        return f"{stale}: it is about other variables"
    differing = [_NAMES[key] for key in now if now[key] != document.get(key)]
    if differing:
        verb = "differ" if len(differing) > 1 or differing[0].endswith("s") else "differs"
        return f"{stale}: {' and '.join(differing)} {verb}"
    return None
