"""Turning a violated instance into an exact counterexample certificate that the checker accepts."""

from __future__ import annotations

from itertools import product
from typing import Any

from kreissverify.certificates import checker
from kreissverify.certificates.schema import CLASSES, FORMAT, QUANTITIES, VERSION
from kreissverify.certificates.writer import to_json
from kreissverify.evidence.counterexamples.certificate_facts import facts
from kreissverify.evidence.evaluation.margins import margins
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.instances.registry import is_bundled
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.rational import rational_string
from kreissverify.theorems import Statement, change_of, own_parts

__all__ = ["NotCertified", "certificate", "require_known"]

# Quantities that certificates write by another one: ‖Jᵗ‖ as the norm of the matrix Jᵗ, the distance
# to instability as 1/G(J, 1).
_BY_OTHERS = ("power_norm", "distance_to_instability")
# A relative margin in floats below which two sides count as equal: ten times finer than what is
# suspected to be violated, since it only decides whether narrower facts are tried.
_TIED = 1e-11
# Relative widths of the facts, the widest first: the wider, the shorter are the numbers of the
# certificate and the faster it is checked. The last one is the narrowest that `decide` asks for.
_WIDTHS = (1e-3, 1e-6, 1e-9, 1e-12)


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
    objection = statement.matrix[1].objection(binding.instance)
    if objection is not None:
        raise NotCertified(f"{binding} is no instance of the statement: {objection}")
    reason = ""
    widths = _WIDTHS[:1] if _is_tied(statement, binding) else _WIDTHS
    # at each width without circles first: K from above by circles is the longest fact there is, and
    # a bound that is exceeded needs K from below only
    for rtol, circles in product(widths, (False, True)):
        try:
            document = _document(statement, binding, rtol, circles)
            checker.check(document)
            to_json(document)
        except ZeroDivisionError:
            raise NotCertified(
                "no certificate: the conclusion claims an inverse that does not exist there, which "
                "certificates cannot say"
            ) from None
        except (checker.Rejected, Refused, ValueError) as error:  # also a term outside its domain
            reason = str(error)
            continue
        return _pruned(document)
    raise NotCertified(reason)


def require_known(statement: Statement) -> None:
    """Refuse a class or a quantity registered from outside: the checker does not know it.

    A member of such a class is often one of a larger class that the checker knows. But a
    certificate that names the larger one would refute another statement than this.

    Raises
    ------
    NotCertified
        If no violation of the statement can be certified, whatever the instance.
    """
    kind = statement.matrix[1].matrix_class.__name__
    # By identity also: what is called as the checker's class may be another one.
    if kind not in CLASSES or not is_bundled(statement.matrix[1]):
        raise NotCertified(f"no certificate: the checker does not know the class {kind}")
    unknown = {x.name for x in statement.atoms()} - {*QUANTITIES, *_BY_OTHERS}
    unknown |= set(own_parts(statement).quantities)
    if unknown:
        names = ", ".join(sorted(unknown))
        raise NotCertified(f"no certificate: the checker does not know the quantity {names}")


def _is_tied(statement: Statement, binding: Binding) -> bool:
    """Say whether two sides seem equal in floats: then no width tells them apart."""
    ((_, stack),) = stacked(statement, [binding])
    return bool(abs(margins(statement, stack).suspicion[0]) < _TIED)


def _pruned(document: dict[str, Any]) -> dict[str, Any]:
    """Leave out every bound that the checker does not need."""
    for place, side in product(range(len(document["facts"])), ("upper", "lower")):
        facts = [dict(fact) for fact in document["facts"]]
        if facts[place].pop(side, None) is None:
            continue
        shorter = {**document, "facts": facts}
        try:
            checker.check(shorter)
        except checker.Rejected:
            continue
        document = shorter
    return document


def _document(statement: Statement, binding: Binding, rtol: float, circles: bool) -> dict[str, Any]:
    kind = statement.matrix[1].matrix_class
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
        # by the class that the statement is about: an instance may be of a smaller one, of which
        # the certificate would then seem to speak
        "instance": {
            **binding.instance.record(),
            "class": kind.__name__,
            "parameters": {name: rational_string(q) for name, q in binding.parameters.items()},
        },
        "facts": list(facts(statement, binding, rtol, circles=circles)),
    }
