"""What holds of every instance of a theorem: its classes and kinds, its numbers, its hypotheses."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean

from kreissverify.derivations.terms.matrix_terms import Invertible, adjoint
from kreissverify.expressions.conditions import Entrywise, MatrixEquality, Semidefinite
from kreissverify.instances.kinds import MatrixKind
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import Part, symbol_of
from kreissverify.matrices.symbolic import GAMMA, MU, NORM_OF_B, NORM_OF_C, owned, radius_symbols
from kreissverify.matrices.two_blocks import Quantifier
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as NORM
from kreissverify.quantities.base import registry
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO
from kreissverify.theorems import Statement

__all__ = ["class_conditions", "conditions_of", "domain_conditions", "hypotheses_of"]

_RELATIONS = {
    "above": sympy.Gt, "at_least": sympy.Ge, "below": sympy.Lt, "at_most": sympy.Le,
}  # fmt: skip


def hypotheses_of(statement: Statement) -> tuple[Boolean, ...]:
    """Return the conditions that a derivation may use throughout."""
    names = {part.name: symbol_of(part) for part in statement.parts}
    conditions = [x for part in statement.parts for x in conditions_of(part, names)]
    return (*conditions, *statement.hypotheses)


def conditions_of(part: Part, names: Mapping[str, Any]) -> list[Boolean]:
    """Return what is known of a part by what it ranges over.

    Parameters
    ----------
    part
        A matrix or a number of a theorem.
    names
        The symbols, or the values, of all parts by their names.
    """
    if isinstance(part.of, Quantifier):
        return class_conditions(part.of, part.owner)
    if isinstance(part.of, Domain):
        return domain_conditions(names[part.name], part.of, names)
    return _kind(part.of, names[part.name], names)


def class_conditions(quantifier: Quantifier, owner: str = "") -> list[Boolean]:
    """Return what the numbers of every member of a class satisfy.

    Parameters
    ----------
    quantifier
        The class.
    owner
        The name of the member, if it is one of several.
    """
    # Said for the solvers: they know no assumptions of symbols but signs.
    known: list[Boolean] = []
    flows = quantifier.of_flows
    for bound in radius_symbols(quantifier, owner) or (owned(MU if flows else GAMMA, owner),):
        if flows:
            known.append(sympy.Gt(bound, 0, evaluate=False))
        else:
            known += [sympy.Ge(bound, 0, evaluate=False), sympy.Lt(bound, 1)]
    if quantifier.structure.two_blocks:
        norms = (owned(x, owner) for x in (NORM_OF_B, NORM_OF_C))
        known += [sympy.Ge(x, 0, evaluate=False) for x in norms]
    return known


def domain_conditions(value: Any, domain: Domain, names: Mapping[str, Any]) -> list[Boolean]:
    """Return the conditions that a number lies in an interval; being an integer is none of them.

    Parameters
    ----------
    value
        The number, or its symbol.
    domain
        The interval.
    names
        What its ends by name are.
    """
    return [
        _RELATIONS[end](value, _number(bound, names), evaluate=False)
        for end, bound in domain.ends.items()
    ]


def _number(option: Fraction | str, names: Mapping[str, Any]) -> Any:
    if isinstance(option, str):
        return names[option]
    return sympy.Rational(option.numerator, option.denominator)


def _kind(kind: MatrixKind, X: Any, names: Mapping[str, Any]) -> list[Boolean]:
    """Return what is known of every matrix of a kind."""
    options = {name: _number(bound, names) for name, bound in kind.options().items()}
    sizes = {"norm": NORM, "radius": RHO, "numerical_radius": W, "rank": registry().get("rank")}
    bounds = [
        sympy.Le(size(X), options[name], evaluate=False)
        for name, size in sizes.items()
        if name in options and size is not None
    ]
    # By its name only where it is the package's own: another may call something else so.
    bundled = type(kind).__module__.startswith("kreissverify.")
    structure = _structure(kind.name, X) if bundled else []
    return [*structure, *_spectrum(options, X), *bounds]


def _structure(kind: str, X: Any) -> list[Boolean]:
    """Return what the name of a kind says of its matrices."""
    star = adjoint(X)
    if kind in ("Symmetric", "PositiveDefinite"):
        known: list[Boolean] = [MatrixEquality(star, X)]
        return known if kind == "Symmetric" else [*known, Semidefinite(X), Invertible(X)]
    if kind == "Diagonal":  # a complex one is normal, and not Hermitian
        return [MatrixEquality(X.T, X), MatrixEquality(X * star, star * X)]
    if kind == "Normal":
        return [MatrixEquality(X * star, star * X)]
    if kind == "Orthogonal":
        one = sympy.Identity(X.rows)
        return [MatrixEquality(star * X, one), MatrixEquality(X * star, one), Invertible(X)]
    if kind in ("Nonnegative", "Stochastic"):
        known = [Entrywise(sympy.ZeroMatrix(*X.shape), X)]
        # rows that sum to 1 say that the vector of ones is an eigenvector, for the eigenvalue 1
        one_radius = sympy.Eq(RHO(X), 1, evaluate=False)
        return known if kind == "Nonnegative" else [*known, one_radius]
    return []


def _spectrum(options: Mapping[str, Any], X: Any) -> list[Boolean]:
    """Return what the ends of a spectrum say."""
    one, known = sympy.Identity(X.rows), []
    low, high = options.get("lowest"), options.get("largest")
    if low is not None:
        known.append(Semidefinite(X - low * one))
    if high is not None:
        known.append(Semidefinite(high * one - X))
    if low is not None and high is not None:
        known.append(sympy.Le(low, high, evaluate=False))
    return [x for x in known if x is not sympy.true]
