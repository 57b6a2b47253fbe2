"""In which order statements are verified: the cheap ones first, so that verdicts come at once."""

from __future__ import annotations

from collections.abc import Iterable

from kreissverify.matrices import Quantifier
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import Statement

__all__ = ["default_jobs", "rough_cost"]

# What one rigorous value costs beside one of K, to a factor of a few (docs/benchmarks.md): M and T
# walk along the powers, L solves semidefinite programs, and ρ is one eigenvalue problem.
_QUANTITIES = {"rho": 0.1, "power_norm": 0.5, "M": 2.0, "T": 2.0, "L": 4.0}
# Of the classes: with B = 0 much has a closed form; blocks that are not symmetric have none.
_CLASSES = {"BlockTriangular": 1.0, "SelfReferential": 2.0}
_OTHER_CLASS = 3.0
_NOT_SYMMETRIC = 2.0
# What any statement costs: drawing its instances, comparing numbers, and the steps of its proof.
_LEAST = 0.2
# Guessed work of all instances up to which one process does it: about two seconds, which is what a
# worker takes to import what it needs.
_WORTH_A_PROCESS = 500.0


def default_jobs(costs: Iterable[float], instances: int) -> int:
    """Return how many processes to work in where nobody said it.

    Parameters
    ----------
    costs
        The rough costs of the statements.
    instances
        How many instances of each are to be decided.

    Examples
    --------
    >>> default_jobs([1.2, 2.2], 20), default_jobs([1.2, 2.2], 200)
    (1, 2)
    """
    return 2 if sum(costs) * instances > _WORTH_A_PROCESS else 1


def rough_cost(statement: Statement) -> float:
    """Return a guess at the work of verifying a statement, in units of no meaning.

    It is used for the order of work and for the estimate of what is left: no result depends on it.

    Examples
    --------
    >>> from kreissverify.theorems import bundled_statement
    >>> rough_cost(bundled_statement("E3")) < rough_cost(bundled_statement("E8.coupled"))
    True
    """
    quantities = {x.quantity.name for x in statement.atoms() if isinstance(x, QuantityExpr)}
    values = sum(_QUANTITIES.get(name, 1.0) for name in quantities)
    return _LEAST + values * max((_of_class(x.of) for x in statement.parts), default=1.0)


def _of_class(of: object) -> float:
    if not isinstance(of, Quantifier):
        return 1.0
    plain = _CLASSES.get(of.matrix_class.__name__, _OTHER_CLASS)
    return plain if of.symmetric else plain * _NOT_SYMMETRIC
