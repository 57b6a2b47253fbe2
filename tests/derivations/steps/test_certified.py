"""A step by an exact certificate: what follows is shown, and what does not is refused."""

from __future__ import annotations

import pytest
import sympy
from sympy import Eq, Rational, exp
from sympy.logic.boolalg import Boolean

from kreissverify import K, Real, matrix, theorem
from kreissverify.derivations import Proof, StepNotShown
from kreissverify.derivations.deciders import reals
from kreissverify.derivations.foundations import is_exact
from kreissverify.derivations.points.free_points import MOST_POINTS, sample
from kreissverify.derivations.steps import decided
from tests.derivations.support.proofs import proof, refuse


def test_no_solver_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    p = proof()
    x, y, z = map(p.real, "xyz")
    monkeypatch.setattr(reals, "_ask_all", lambda text: pytest.fail(text))
    known = [Eq(x**2, y + z), Eq(y, 2 * z)]
    fact = p.certified("a combination", Eq(x**4, 9 * z**2), given=known)
    assert set(fact.ways) == {"certificate", "points"} and fact.questions
    assert is_exact(fact)


def test_what_does_not_follow_is_refused() -> None:
    p = proof()
    x, y = p.real("x"), p.real("y")
    with pytest.raises(StepNotShown, match="no certificate was found"):
        p.certified("wrong", Eq(x, y), given=[Eq(x**2, y**2)])
    with pytest.raises(StepNotShown, match="was not shown to have a value"):
        p.certified("without a value", 1 / x**2 >= 0)
    with pytest.raises(StepNotShown, match="may be infinite"):
        p.certified("infinite", K(p.J) - K(p.J) / 2 >= 0)


def _narrow(p: Proof) -> tuple[sympy.Symbol, list[Boolean]]:
    """Return premises that one point in some two thousand satisfies."""
    x, y, z = map(p.real, "xyz")
    return x, [x > 0, y > 0, z > 0, x + y + z < Rational(1, 18)]


def test_solvers_are_not_asked_where_points_are_found_at_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    p = proof()
    x, narrow = _narrow(p)
    premises = [*p.context, *narrow]
    assert sample(premises, x > 0).count == 0 < sample(premises, x > 0, most=10 * MOST_POINTS).count
    monkeypatch.setattr(reals, "_ask_all", lambda text: pytest.fail(text))
    assert p.certified("small", x < 1, given=narrow).ways == ("certificate", "points")


def test_what_a_certificate_shows_wrongly_is_refused_where_points_are_found_at_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    p = proof()
    x, narrow = _narrow(p)
    monkeypatch.setattr(decided, "certify", lambda question: True)
    with pytest.raises(StepNotShown, match="it is false at"):
        p.certified("wrong", x > 1, given=narrow)


def test_exponents_are_multiplied_out() -> None:
    p = proof()
    x, y = p.real("x"), p.real("y")
    fact = p.identity("exponents", Eq(exp(x * (1 - 1 / y)), exp(x - x / y)), given=[y > 0])
    assert fact.ways == ("identity", "points")
    with pytest.raises(StepNotShown, match="do not agree"):
        p.identity("other exponents", Eq(exp(x * (1 - 1 / y)), exp(x + x / y)), given=[y > 0])


@theorem(source="for the tests")
def smaller_entries(a: Real(at_least=0), b: Real(at_least="a")):  # type: ignore[valid-type]
    return K(matrix([[a, 0], [1, a]])) <= K(matrix([[b, 0], [1, b]]))


def test_constant_matrices_are_compared_entry_by_entry() -> None:
    p = Proof(smaller_entries, refuse)
    X, Y = (matrix([[x, 0], [1, x]]) for x in (p.a, p.b))
    p.qed(p.by("nonnegative.monotone", X=X, Y=Y))
    for wrong in ({"X": Y, "Y": X}, {"X": matrix([[p.a, -1], [1, p.a]]), "Y": Y}):
        with pytest.raises(StepNotShown, match="entrywise"):
            Proof(smaller_entries, refuse).by("nonnegative.monotone", **wrong)
