"""A step by an exact certificate: what follows is shown, and what does not is refused."""

from __future__ import annotations

import pytest
from sympy import Eq

from kreissverify import K, Real, matrix, theorem
from kreissverify.derivations import Proof, StepNotShown
from kreissverify.derivations.deciders import reals
from kreissverify.derivations.foundations import is_exact
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
