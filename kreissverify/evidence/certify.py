"""Turning a violated instance into an exact counterexample certificate that the checker accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kreissverify.certificates import checker
from kreissverify.certificates.schema import FORMAT, VERSION
from kreissverify.certificates.writer import to_json
from kreissverify.evidence.binding import Binding
from kreissverify.evidence.enclosures import EnclosureArithmetic, QuantityCache, exact_parameter
from kreissverify.evidence.evaluate import Walker
from kreissverify.matrices import ComparisonMatrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import rational_string
from kreissverify.numbers.refusal import Refused
from kreissverify.quantities.base import QuantityExpr, enclose
from kreissverify.theorems import Statement, Unsupported

__all__ = ["NotCertified", "certificate", "instance_record"]

_WIDTHS = (1e-3, 1e-6, 1e-9, 1e-12)


class NotCertified(Exception):
    """No certificate was made that the standalone checker accepts; the message says why."""


def certificate(statement: Statement, binding: Binding) -> dict[str, Any]:
    """Return a certificate that the statement fails on an instance, accepted by the checker.

    Parameters
    ----------
    statement
        The statement.
    binding
        An instance on which it was decided to be violated.

    Raises
    ------
    NotCertified
        If the statement has a term that certificates cannot express, or the checker rejects the
        certificate at every width of its facts.
    """
    reason = ""
    for rtol in _WIDTHS:
        try:
            document = _document(statement, binding, rtol)
            checker.check(document)
            to_json(document)
        except (checker.Rejected, Refused, ValueError) as error:  # a term outside its domain, too
            reason = str(error)
            continue
        return document
    raise NotCertified(reason)


def _document(statement: Statement, binding: Binding, rtol: float) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": "refutation",
        "theorem": {
            "id": statement.id,
            "source": statement.source,
            "text": statement.text(),
        },
        **statement.tree(),
        "instance": instance_record(binding),
        "facts": [*_norm_facts(binding), *_quantity_facts(statement, binding, rtol)],
    }


def instance_record(binding: Binding) -> dict[str, Any]:
    """Return an instance as certificates write it."""
    jacobian = binding.instance
    return {
        "class": type(jacobian).__name__,
        "sizes": list(jacobian.sizes),
        "normal": jacobian.normal,
        "gamma": rational_string(jacobian.gamma),
        "matrix": jacobian.strings(),
        "parameters": {name: rational_string(q) for name, q in binding.parameters.items()},
    }


def _norm_facts(binding: Binding) -> list[dict[str, Any]]:
    """State b and c where the checker cannot read them off 1×1 blocks."""
    jacobian = binding.instance
    if jacobian.m != 2 or set(jacobian.sizes) == {1}:
        return []
    norms = {"B": jacobian.block_norm(0, 1), "C": jacobian.block_norm(1, 0)}
    return [
        {"quantity": "norm", "of": f"J.{name}", "args": [], **_values(norm)}
        for name, norm in norms.items()
    ]


def _quantity_facts(statement: Statement, binding: Binding, rtol: float) -> list[dict[str, Any]]:
    walker = Walker(EnclosureArithmetic(binding, rtol, QuantityCache()))
    facts = []
    for atom in statement.atoms():
        parameters = [exact_parameter(walker.number(p)) for p in atom.parameters]
        subject = binding.matrix(atom.matrix.name)
        if isinstance(subject, ComparisonMatrix):
            if not subject.is_exact:
                raise Unsupported("a certificate needs the norms of blocks exactly")
            subject = subject.lower
        shown = enclose(atom.quantity, subject, *parameters, rtol=rtol)
        facts.append(
            {
                "quantity": atom.name,
                "of": _path(atom, binding),
                "args": [rational_string(p) for p in parameters],
                **_bounds(shown),
            }
        )
    return facts


def _path(atom: QuantityExpr, binding: Binding) -> str:
    """Return the matrix's name with the variable called J, as certificates call it."""
    return "J" + str(atom.matrix.name).removeprefix(binding.variable)


def _bounds(shown: Enclosure) -> Mapping[str, Any]:
    """Return the bounds with the witnesses that the quantity gives for them."""
    witnesses = shown.certificate
    if witnesses is None:
        return _values(shown)
    return {side: witnesses[side] for side in ("lower", "upper") if side in witnesses}


def _values(shown: Enclosure) -> dict[str, Any]:
    ends = {"lower": shown.lower.value, "upper": shown.upper.value}
    return {side: {"value": rational_string(end)} for side, end in ends.items() if is_finite(end)}
