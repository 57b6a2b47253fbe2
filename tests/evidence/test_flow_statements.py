"""Statements about flows: true ones are supported, false ones refuted by accepted certificates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kreissverify import (
    Implies,
    K,
    Piecewise,
    Rational,
    Real,
    Square,
    Symmetric,
    exp,
    identity,
    log,
    sqrt,
    theorem,
)
from kreissverify import continuous as ct
from kreissverify.certificates import checker
from kreissverify.evidence.counterexamples.refute import refute
from kreissverify.evidence.verdict import Verdict
from kreissverify.evidence.verify import verify
from kreissverify.matrices import BlockTriangular

EULER = exp(1)


def _stated(body: Any, **annotations: Any) -> Any:
    body.__annotations__, body.__name__ = annotations, "statement"
    return theorem(source="tests")(body)


def _law(J: Any) -> Any:
    return Piecewise((J.kappa / 4 + 1 / J.kappa, J.kappa > 2), (1, True))


TRUE = {
    "C1, step one": _stated(lambda J: ct.K(J - identity(J)) <= K(J), J=BlockTriangular),
    "comparison": _stated(lambda J: ct.K(J) <= ct.K(J.comparison), J=ct.BlockTriangular),
    "C2": _stated(lambda J: ct.K(J) <= _law(J), J=ct.BlockTriangular),
    "K and M": _stated(lambda A: ct.K(A) <= ct.M(A), A=Square("n")),
    "M and L": _stated(lambda A: ct.M(A) <= ct.L(A), A=Square(2)),
    "dissipative": _stated(
        lambda A: Implies(ct.numerical_abscissa(A) <= 0, ct.K(A) <= 1), A=Square("n")
    ),
    "growth": _stated(
        lambda A, t: ct.exp_norm(A, t) <= exp(t * ct.numerical_abscissa(A)),
        A=Square("n"),
        t=Real(above=0, at_most=3),
    ),
    "abscissae": _stated(
        lambda A: ct.spectral_abscissa(A) <= ct.numerical_abscissa(A), A=Square("n")
    ),
    "C3": _stated(lambda J: ct.M(J) <= 4 / EULER * ct.K(J.comparison), J=ct.BlockTriangular),
    "threshold": _stated(
        lambda J: Implies(J.b * J.c < J.mu**2, ct.spectral_abscissa(J) < 0), J=ct.SelfReferential
    ),
    "N1, two rates": _stated(
        lambda J: ct.K(J) <= 1 + J.c / (sqrt(J.mu_A) + sqrt(J.mu_D)) ** 2,
        J=ct.BlockTriangular(radii="each"),
    ),
    "gradient flow": _stated(
        lambda H, mu, t: ct.exp_norm(-H, t) <= exp(-mu * t),
        H=Symmetric("n", spectrum=("mu", None)),
        mu=Real(above=0),
        t=Real(at_least=0, at_most=10),
    ),
}
HALF = Rational(1, 2)
#: False statements, those that are refuted in about a second first.
FALSE = {
    "K": _stated(lambda A: ct.K(A) <= 2, A=Square("n")),
    "G": _stated(lambda J: ct.G(J, 0) <= 1 / J.mu, J=ct.SelfReferential),
    "H": _stated(lambda J: ct.H(J) <= J.n / (2 * J.mu), J=ct.BlockTriangular),
    "L": _stated(lambda A: ct.L(A) >= 2, A=Square(2)),
    "abscissae": _stated(
        lambda A: ct.spectral_abscissa(A) >= ct.numerical_abscissa(A), A=Square("n")
    ),
    "any couplings": _stated(lambda J: ct.spectral_abscissa(J) < 0, J=ct.CoupledBlocks),
    "distance": _stated(lambda J: ct.distance_to_instability(J) >= J.mu, J=ct.SelfReferential),
    "two rates": _stated(
        lambda J: ct.K(J) <= J.c / (2 * J.mu_A), J=ct.BlockTriangular(radii="each")
    ),
    "a strict law": _stated(lambda J: ct.K(J) < _law(J), J=ct.BlockTriangular),
    "a strict law where it is met": _stated(
        lambda J: Implies(J.kappa > 2, ct.K(J) < J.kappa / 4 + 1 / J.kappa), J=ct.BlockTriangular
    ),
    "K is 1": _stated(lambda A: Implies(ct.numerical_abscissa(A) <= 0, ct.K(A) > 1), A=Square(3)),
    "one direction": _stated(lambda J: ct.numerical_abscissa(J) <= 0, J=ct.SelfReferential),
    "exponential": _stated(
        lambda A, t: ct.exp_norm(A, t) <= exp(t * ct.spectral_abscissa(A)),
        A=Square("n"),
        t=Real(above=0),
    ),
}
LONGER = {
    "M": _stated(lambda J: ct.M(J) <= ct.K(J), J=ct.BlockTriangular),
    "M below": _stated(lambda J: ct.M(J) >= 2, J=ct.BlockTriangular),
    "T": _stated(lambda J: ct.T(J, HALF) <= log(2) / J.mu, J=ct.BlockTriangular(sizes=(1, 1))),
    "T below": _stated(lambda J: ct.T(J, HALF) >= 10 / J.mu, J=ct.BlockTriangular(sizes=(1, 1))),
    "T far below": _stated(lambda J: ct.T(J, HALF) >= 1 / (100 * J.mu), J=ct.BlockTriangular),
    "M above a number": _stated(lambda J, a: ct.M(J) >= a, J=ct.BlockTriangular, a=Real(above=1)),
    "M and twice K": _stated(lambda J: ct.M(J) >= 2 * ct.K(J), J=ct.BlockTriangular),
    "pseudospectrum": _stated(
        lambda J, eps: ct.pseudospectral_abscissa(J, eps) <= eps - J.mu,
        J=ct.SelfReferential,
        eps=Real(above=0),
    ),
    "not symmetric": _stated(lambda J: ct.M(J) <= 2, J=ct.BlockTriangular(symmetric=False)),
}


def require_refuted(statement: Any, folder: Path) -> None:
    found = refute(statement, certificates=folder, budget=60)
    assert found.certificate is not None, statement
    document = checker.load(str(found.certificate))
    assert "FALSE" in checker.check(document)
    turned = {**document, "hypotheses": [], "conclusion": True}
    with pytest.raises(checker.Rejected):
        checker.check(turned)


@pytest.mark.parametrize("name", FALSE)
def test_a_false_statement_is_refuted_by_a_certificate(name: str, tmp_path: Path) -> None:
    require_refuted(FALSE[name], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", LONGER)
def test_more_false_statements_are_refuted(name: str, tmp_path: Path) -> None:
    require_refuted(LONGER[name], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE)
def test_a_true_statement_is_supported(name: str, tmp_path: Path) -> None:
    report = verify(TRUE[name], instances=50, certificates=tmp_path, budget=300)
    assert report.verdict is Verdict.SUPPORTED


def test_a_flow_is_printed_as_one() -> None:
    text = str(TRUE["comparison"])
    assert text == "statement: for every J in BlockTriangular flows: K_c(J) ≤ K_c(T)"
    assert "μ" in str(TRUE["threshold"]) and "γ" not in str(TRUE["threshold"])


def test_a_matrix_of_ones_own() -> None:
    J = [[-1, 0], [4, "-1/2"]]
    holds = TRUE["C2"].on(J=J, split=1)
    assert str(holds.outcome) and holds.outcome.name == "HOLDS"
    assert TRUE["C2"].on(J=J, split=1, mu="1/4").outcome.name == "HOLDS"
