"""Turning a violated instance into an exact counterexample certificate that the checker accepts."""

from __future__ import annotations

from itertools import product
from typing import Any

from kreissverify.certificates import checker
from kreissverify.certificates.schema import CLASSES, FLOWS, VERSION_OF_PARTS
from kreissverify.certificates.writer import to_json
from kreissverify.evidence.counterexamples.certificate_document import document
from kreissverify.evidence.counterexamples.certificate_facts import Width
from kreissverify.evidence.evaluation.margins import margins
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances.membership import objection
from kreissverify.matrices import Quantifier
from kreissverify.numbers.errors import Refused
from kreissverify.theorems import Statement, change_of, own_parts
from kreissverify.theorems.certificate_trees.by_parts import BY_ANOTHER_NAME, SAME_NAME
from kreissverify.theorems.certificate_trees.versions import versions

__all__ = ["NotCertified", "certificate", "require_known"]

# A relative margin in floats below which two sides count as equal: ten times finer than what is
# suspected to be violated, since it only decides whether narrower facts are tried.
_TIED = 1e-11
# Relative widths of the facts, the widest first: the wider, the shorter are the numbers of the
# certificate and the faster it is checked. The last one is the narrowest that `decide` asks for.
_WIDTHS = (1e-3, 1e-6, 1e-9, 1e-12)
_TIE = (
    "the two sides are equal or nearly so, and a certificate shows equality only of rational "
    "numbers, of those made of norms, spectral radii and roots, and of one quantity of one matrix "
    "(docs/certificate-format.md, equal numbers)"
)
# Bits of algebraic numbers where two sides are equal: the checker takes them for equal if they are
# nearer than different ones of their degrees can be. The first none: for exact facts, and those of
# other quantities.
_BITS = (0, 128, 1024, 8192)


class NotCertified(Exception):
    """No certificate was made that the standalone checker accepts; the message says why.

    Parameters
    ----------
    reason
        The message.
    violation
        An instance that violates the statement all the same, where one was looked at.
    """

    def __init__(self, reason: str, violation: Binding | None = None) -> None:
        super().__init__(reason)
        self.violation = violation


def certificate(statement: Statement, binding: Binding) -> dict[str, Any]:
    """Return a certificate that the statement fails on an instance, accepted by the checker.

    Parameters
    ----------
    statement
        The statement.
    binding
        An instance on which it was decided to be violated.

    Returns
    -------
    dict
        The certificate, as docs/certificate-format.md describes it.

    Raises
    ------
    NotCertified
        If the checker does not know the statement's class or one of its quantities, the instance is
        no member of the class, the statement has a term that certificates cannot express, or the
        checker rejects the certificate at every width of its facts.
    """
    changed = change_of(statement)
    if changed is not None:
        raise NotCertified(f"no certificate: {changed}")
    require_known(statement)
    reason_against = objection(statement.parts, binding)
    if reason_against is not None:
        raise NotCertified(f"{binding} is no instance of the statement: {reason_against}")
    reason = ""
    tied = _is_tied(statement, binding)
    widths = [Width(_WIDTHS[0], k) for k in _BITS] if tied else [Width(x) for x in _WIDTHS]
    for trees in versions(statement):
        tried: list[dict[str, Any]] = []
        # at each width without circles first: K from above by circles is the longest fact there is,
        # and a bound that is exceeded needs K from below only
        for width, circles in product(widths, (False, True)):
            try:
                made = document(statement, trees, binding, width, circles=circles)
                if made in tried:
                    continue
                tried.append(made)
                checker.check(made)
                to_json(made)
            except ZeroDivisionError:
                # an inverse that the conclusion claims to exist: version 2 can say so
                break
            except (checker.Rejected, Refused, ValueError) as error:  # a term outside its domain
                reason = str(error)
                continue
            return _pruned(made)
        else:
            break
    open_tie = tied and reason.startswith("the conclusion is not certainly false")
    raise NotCertified(_TIE if open_tie else reason)


def require_known(statement: Statement) -> None:
    """Refuse a class or a quantity registered from outside: the checker does not know it.

    A member of such a class is often one of a larger class that the checker knows. But a
    certificate that names the larger one would refute another statement than this.

    Raises
    ------
    NotCertified
        If no violation of the statement can be certified, whatever the instance.
    """
    own = own_parts(statement)
    coupled = (x.of for x in statement.parts if isinstance(x.of, Quantifier))
    # by their names also: the checker has no rules for each class of the package
    classes = {x.matrix_class.__name__ for x in coupled} - {*CLASSES, *FLOWS} | {*own.classes}
    if classes:
        names = ", ".join(sorted(classes))
        raise NotCertified(f"no certificate: the checker does not know the class {names}")
    unknown = {x.name for x in statement.atoms()} - {*SAME_NAME, *BY_ANOTHER_NAME}
    unknown |= {*own.quantities}
    if unknown:
        names = ", ".join(sorted(unknown))
        raise NotCertified(f"no certificate: the checker does not know the quantity {names}")


def _is_tied(statement: Statement, binding: Binding) -> bool:
    """Say whether two sides seem equal in floats: then no width tells them apart."""
    ((_, stack),) = stacked(statement, [binding])
    return bool(abs(margins(statement, stack).suspicion[0]) < _TIED)


def _pruned(document: dict[str, Any]) -> dict[str, Any]:
    """Leave out every bound that the checker does not need; in version 2 facts as a whole also."""
    if document["version"] == VERSION_OF_PARTS:
        document = _without_facts(document)
    for place, side in product(range(len(document["facts"])), ("upper", "lower")):
        facts = [dict(fact) for fact in document["facts"]]
        if facts[place].pop(side, None) is None:
            continue
        document = _if_accepted({**document, "facts": facts}) or document
    return document


def _without_facts(document: dict[str, Any]) -> dict[str, Any]:
    for known in reversed(document["facts"]):
        facts = [x for x in document["facts"] if x is not known]
        document = _if_accepted({**document, "facts": facts}) or document
    return document


def _if_accepted(document: dict[str, Any]) -> dict[str, Any] | None:
    try:
        checker.check(document)
    except checker.Rejected:
        return None
    return document
