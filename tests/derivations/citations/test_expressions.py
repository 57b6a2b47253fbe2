"""The facts about any matrix expression hold on random matrices wherever what they need does."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import Eq

from kreissverify import K, M, norm, rho, w
from kreissverify.derivations.citations.schema import cited
from kreissverify.derivations.errors import DerivationError
from kreissverify.expressions.symbols import MatrixVariable
from kreissverify.quantities import registry
from kreissverify.theorems import block
from tests.derivations.support.facts_on_matrices import STABLE, c, counted, drawn, g, r, t
from tests.derivations.support.random_matrices import KINDS, truth

n, m = sympy.symbols("n m", integer=True, positive=True)
A, B, S = (MatrixVariable(x, n, n, "Square(complex=True)") for x in "ABS")
D, R, C = (
    MatrixVariable(x, *shape, "Rectangular(complex=True)")
    for x, shape in (("D", (m, m)), ("R", (n, m)), ("C", (m, n)))
)
E = MatrixVariable("E", 2, 2, "Square(2)")
LOWER, SUM = block([[A, 0], [C, D]]), block([[A, 0], [0, D]])
WHOLE = block([[A, R], [C, D]])
ALL = tuple(KINDS)
HERMITIAN = ("symmetric", "semidefinite", "semidefinite", "zero")

#: The terms of each fact, and the kinds of matrices that meet its conditions often.
FACTS: dict[str, list[tuple[dict[str, Any], tuple[str, ...]]]] = {
    "norm.triangle": [({"X": A, "Y": B}, ALL), ({"X": R, "Y": C.T}, ALL)],
    "norm.scaled": [({"X": A, "c": c}, ALL), ({"X": R, "c": -3}, ALL)],
    "norm.product": [({"X": A, "Y": B}, ALL), ({"X": R, "Y": C}, ALL), ({"X": A, "Y": R}, ALL)],
    "norm.power": [({"X": A, "t": t}, ALL), ({"X": R * C, "t": t}, ALL)],
    "norm.of_power": [({"X": A, "t": t}, ALL)],
    "norm.transpose": [({"X": A}, ALL), ({"X": R}, ALL)],
    "norm.entry": [({"X": E, "i": i, "j": j}, ALL) for i in (0, 1) for j in (0, 1)],
    "norm.identity": [({"X": A}, ALL)],
    "norm.zero": [({"X": R}, ALL)],
    "norm.block": [({"X": WHOLE, "i": i, "j": j}, ALL) for i in (0, 1) for j in (0, 1)],
    "norm.blocks": [({"X": WHOLE}, ALL), ({"X": LOWER}, ALL)],
    "norm.rows_and_columns": [({"X": WHOLE}, ALL), ({"X": LOWER}, ALL)],
    "norm.two_by_two": [({"X": WHOLE}, ALL), ({"X": LOWER}, ALL)],
    "w.between": [({"X": A}, ALL), ({"X": A * B - B}, ALL)],
    "w.power": [({"X": A, "k": t}, ALL), ({"X": A * B, "k": 2}, ALL)],
    "w.triangle": [({"X": A, "Y": B}, ALL)],
    "w.scaled": [({"X": A, "c": c}, ALL)],
    "radius.power": [({"X": A, "t": t}, ALL)],
    "radius.below_powers": [({"X": A, "t": t}, ALL)],
    "radius.product": [({"X": A, "Y": B}, ALL), ({"X": R, "Y": C}, ALL)],
    "radius.similarity": [({"X": A, "Y": S}, ALL)],
    "symmetric.norm": [({"X": A}, ("symmetric", "zero", "generic"))],
    "normal.norm": [({"X": A}, ("normal", "symmetric", "orthogonal", "generic"))],
    "normal.power": [({"X": A, "t": t}, ("normal", "symmetric", "orthogonal", "generic"))],
    "orthogonal.norm": [({"X": A}, ("orthogonal", "orthogonal", "generic"))],
    "orthogonal.product": [({"X": R, "Y": A}, ("orthogonal",))],
    "orthogonal.similarity": [({"X": A, "Y": B}, ("orthogonal", "orthogonal", "defective"))],
    "orthogonal.adjoint": [({"X": A}, ("orthogonal", "orthogonal", "generic"))],
    "equal.values": [({"X": A * (B + S), "Y": A * B + A * S}, ALL), ({"X": A, "Y": B}, ("zero",))],
    "equal.resolvent": [({"X": A * (B + S), "Y": A * B + A * S, "r": r}, STABLE)],
    "spectrum.polynomial": [({"X": A, "a": c, "b": -g, "low": -3, "high": 4}, HERMITIAN)],
    "spectrum.norm": [({"X": A, "low": -3, "high": 4}, HERMITIAN)],
    "spectrum.inverse": [({"X": A, "low": sympy.Rational(1, 16)}, HERMITIAN)],
    "semidefinite.sum": [({"X": A, "Y": B}, HERMITIAN)],
    "nonnegative.monotone": [({"X": A, "Y": A + B}, ("nonnegative",))],
    "nonnegative.product": [({"X": A, "Y": R}, ("nonnegative",))],
    "direct_sum.norm": [({"X": SUM}, ALL)],
    "direct_sum.resolvent": [({"X": SUM, "r": r}, STABLE)],
    "block_triangular.radius": [({"X": LOWER}, ALL), ({"X": block([[A, R], [0, D]])}, ALL)],
    "resolvent.numerical_range": [({"X": A, "bound": g, "r": r}, STABLE)],
    "resolvent.contraction": [({"X": A, "bound": g, "r": r}, STABLE)],
    "resolvent.block_triangular": [
        ({"X": LOWER, "r": r}, STABLE),
        ({"X": block([[A, R], [0, D]]), "r": r}, STABLE),
    ],
    "resolvent.perturbed": [({"X": A, "Y": B, "r": r}, STABLE)],
    "resolvent.at": [({"X": A, "z": r}, STABLE)],
    "inverse.neumann": [({"X": A}, STABLE)],
    "inverse.norm": [({"X": A}, ALL)],
    "kreiss.theorem": [({"X": A}, STABLE), ({"X": A * B}, ("small", "defective"))],
    "kreiss.one": [({"X": A}, STABLE)],
    "kreiss.only_one": [({"X": A}, STABLE)],
    "peak.one": [({"X": A}, STABLE)],
    "peak.at_least_one": [({"X": A}, STABLE)],
    "peak.power": [({"X": A, "t": t}, STABLE)],
    "peak.similarity": [({"X": A, "Y": S}, STABLE)],
    "lyapunov.finite": [({"X": A}, STABLE)],
    "lyapunov.resolvent": [({"X": A, "r": r}, STABLE)],
}


#: Of quantities that may not be registered.
OPTIONAL: dict[str, list[tuple[dict[str, Any], tuple[str, ...]]]] = {
    "frobenius.between": [({"X": A}, ALL), ({"X": R}, ALL)],
    "rank.between": [({"X": A}, ALL), ({"X": R}, ALL)],
    "cond.value": [({"X": A}, ALL)],
    "inverse.determinant": [({"X": A}, ALL)],
}
if {"frobenius", "rank", "det"} <= set(registry()):
    FACTS |= OPTIONAL


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_holds_where_its_conditions_do(name: str) -> None:
    found = [counted(name, terms, kinds, 12) for terms, kinds in FACTS[name]]
    assert not any(wrong for _, wrong in found)
    assert all(right >= 3 for right, _ in found), found


BAD: dict[str, dict[str, Any]] = {
    "norm.triangle": {"X": A, "Y": R},
    "norm.product": {"X": R, "Y": R},
    "norm.entry": {"X": A, "i": 0, "j": 0},
    "norm.power": {"X": R, "t": t},
    "w.between": {"X": R},
    "w.power": {"X": A, "k": -1},
    "w.triangle": {"X": A, "Y": D},
    "radius.power": {"X": A, "t": r},
    "radius.product": {"X": R, "Y": R},
    "radius.similarity": {"X": A, "Y": D},
    "symmetric.norm": {"X": R},
    "orthogonal.norm": {"X": R},
    "orthogonal.product": {"X": A, "Y": D},
    "direct_sum.norm": {"X": LOWER},
    "block_triangular.radius": {"X": WHOLE},
    "norm.block": {"X": WHOLE, "i": 2, "j": 0},
    "norm.blocks": {"X": A},
    "resolvent.block_triangular": {"X": WHOLE, "r": r},
    "resolvent.contraction": {"X": R, "bound": g, "r": r},
    "spectrum.norm": {"X": R, "low": 0, "high": 1},
    "nonnegative.monotone": {"X": A, "Y": D},
    "kreiss.theorem": {"X": R},
    "peak.power": {"X": A, "t": -2},
}


@pytest.mark.parametrize("name", BAD)
def test_terms_that_do_not_fit_are_refused(name: str) -> None:
    with pytest.raises(DerivationError, match="expected"):
        cited(name, BAD[name])


PLANTED: dict[str, tuple[dict[str, Any], Any]] = {
    "norm.power": ({"X": A, "t": t}, norm(A**t) <= norm(A) ** t / 2),
    "w.between": ({"X": A}, norm(A) <= w(A)),
    "radius.product": ({"X": A, "Y": B}, Eq(rho(A * B), rho(A) * rho(B))),
    "kreiss.theorem": ({"X": A}, M(A) <= K(A)),
    "norm.two_by_two": ({"X": WHOLE}, norm(WHOLE) <= norm(A)),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_falsehood_is_noticed(name: str) -> None:
    terms, claim = PLANTED[name]
    assert any(truth(drawn(seed, terms, STABLE), claim) is False for seed in range(40))


@pytest.mark.slow
@pytest.mark.parametrize("name", FACTS)
def test_a_fact_holds_on_hundreds_of_instances(name: str) -> None:
    found = [counted(name, terms, kinds, 400) for terms, kinds in FACTS[name]]
    assert not any(wrong for _, wrong in found)
