"""What reduces to the 2×2 comparison matrix is proved; false arguments stop at the wrong step."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import fmpq
from sympy import Max, Piecewise, Rational

from kreissverify import BlockTriangular, K, M, SelfReferential, assume, enclose, rho, theorem
from kreissverify.derivations import Proof, StepNotShown, derive
from kreissverify.theorems import Statement, bundled_statements, load
from tests.derivations.support.decided_twice import assert_decided_twice
from tests.derivations.support.proofs import QUICK
from tests.derivations.support.proofs import SLOW as SLOW_FILES
from tests.paths import PROOFS

BY_FILE = {
    "e3_critical_coupling": ("E3", "E3.necessary", "E3.radius", "E3.blocks"),
    "r7_critical_coupling": ("R7.one_sided",),
    "e8_lyapunov": ("E8", "E8.peak", "E8.coupled", "E8.coupled_peak"),
    "e7_noise_floor": ("E7.noise",),
    "e7_horizon": ("E7.horizon", "E7.horizon_lower"),
    "e6_transient_peak": ("E6.powers",),
    "r2_kreiss_supremum": ("R2.closed_form",),
    "al_alternating_steps": ("Al.triangular", "Al.threshold"),
}
LONG = {  # these rest on the long derivations of E2 and of N1, or are long themselves
    "e2_exact_self_referential": ("E2", "E2.attained"),
    "e2_limits": ("E2.one", "E2.upper", "E2.limit"),
    "e1_exact_triangular": ("E1", "E1.attained"),
    "r2_kreiss_supremum": ("R2",),
    "r3_kreiss_upper_bound": ("R3", "R3.sharpened"),
    "r4_kreiss_lower_bound": ("R4", "R4.sharpened"),
    "r5_estimation_error": ("R5.corrected", "R5.minimax"),
    "e7_noise_floor": ("E7.law", "E7.limit"),
    "e7_horizon": ("E7.horizon_by_K",),
    "e6_transient_peak": ("E6.triangular", "E6.constant"),
    "n1_two_radii": ("N1", "N1.attained", "N1.form", "N1.threshold"),
    "n1_triangular": ("N1.range", "TS.ratio", "TS.monotone", "TS.threshold", "TS.bound"),
    "ts_best_steps": ("TS.both", "TS.best"),
    "n2_two_radii": ("N2.circle", "N2.noise"),
}
STATEMENTS = [(file, name) for file, names in BY_FILE.items() for name in names]
SLOW = [(file, name) for file, names in LONG.items() for name in names]


@pytest.mark.parametrize(
    ("file", "name"), [*STATEMENTS, *(pytest.param(*x, marks=pytest.mark.slow) for x in SLOW)]
)
def test_the_derivation_is_complete(file: str, name: str) -> None:
    statement = load(PROOFS / f"{file}.py", name)
    found = derive(statement)
    assert found is not None
    assert found.is_complete, (found.failed, found.reason)
    assert statement.expect == "proved"
    assert_decided_twice(found)


def test_every_derivation_of_the_library_is_held_to_that() -> None:
    files = [PROOFS / name.partition("::")[0] for name in (*QUICK, *SLOW_FILES)]
    here = {name for _, name in (*STATEMENTS, *SLOW)}
    derived = {s for s in bundled_statements() if s.derivations}
    assert {s.id for s in derived if s.file not in files and s.id not in here} == set()


@theorem(source="arXiv:2606.04031, Theorem 7 (reported)")
def error_as_reported(J: BlockTriangular) -> Any:
    """R5."""
    return (K(J.comparison) - 1) / 2 >= J.c / (8 * (1 - J.gamma) ** 2)


@theorem(source="arXiv:2606.04031, the use made of Theorem 4 (reported)")
def bound_on_the_peak(J: BlockTriangular) -> Any:
    """R3 as a bound on M."""
    return M(J) <= 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))


def argue_for_the_error(p: Proof) -> None:
    """As the paper seems to: K(T) is about κ/4, and one more factor 1/(1-γ) slips in."""
    κ, γ, c = p.J.kappa, p.J.gamma, p.J.c
    exact = p.lemma(load(PROOFS / "e1_exact_triangular.py", "E1.attained"))
    near = p.reals(
        "K(T) is at least κ/4",
        Piecewise((κ / 4 + 1 / κ, κ >= 2), (1, True)) >= κ / 4,
        uses=[exact],
    )
    wrong = p.reals(
        "half of K(T) - 1", (K(p.J.comparison) - 1) / 2 >= c / (8 * (1 - γ) ** 2), [exact]
    )
    p.qed(near, wrong)


def argue_for_the_peak(p: Proof) -> None:
    """E8 bounds the peak; that its bound is below R3's is the step that is wrong."""
    γ, c = p.J.gamma, p.J.c
    peak = p.lemma(load(PROOFS / "e8_lyapunov.py", "E8.peak"))
    strong = p.reals("E8's bound is c/(1-γ²) or 1", Max(1, c / (1 - γ**2)) >= 1)
    wrong = p.reals("E8's bound is below R3's", c / (1 - γ**2) <= (2 + c / 4) / (1 - γ))
    p.qed(peak, strong, wrong)


FALSE = {
    "R5 as reported": (error_as_reported, argue_for_the_error, "half of K(T) - 1"),
    "R3 as a bound on M": (bound_on_the_peak, argue_for_the_peak, "E8's bound is below R3's"),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_argument_stops_at_the_wrong_step(name: str) -> None:
    statement, argument, wrong = FALSE[name]
    p = Proof(statement, lambda lemma: None)  # the lemmas are proved in tests of their own
    with pytest.raises(StepNotShown) as refused:
        argument(p)
    assert refused.value.step == wrong
    gamma, c = point(refused.value.reason)
    T = BlockTriangular([[gamma]], [[c]], [[gamma]])
    if statement is error_as_reported:
        claimed = c / (8 * (1 - gamma) ** 2)
        half = (enclose(K, T).upper.value - 1) / 2
        assert half < fmpq(claimed.numerator, claimed.denominator)
    else:
        assert c / (1 - gamma**2) > (2 + c / 4) / (1 - gamma)


def point(reason: str) -> tuple[Fraction, Fraction]:
    numbers = dict(re.findall(r"(gamma|c) = \[?([0-9.e+-]+)", reason))
    gamma, c = (Fraction(numbers[x]).limit_denominator(10**4) for x in ("gamma", "c"))
    return gamma, c


@theorem(source="for the tests")
def stable_at_the_threshold(J: SelfReferential) -> Any:
    assume(J.b * J.c <= (1 - J.gamma) ** 2)
    return rho(J.comparison) < 1


@theorem(source="for the tests")
def peak_by_less(J: BlockTriangular) -> Any:
    return M(J) <= Rational(7, 2) / (1 + J.gamma) * K(J.comparison)


def test_a_threshold_that_is_not_strict_is_refused() -> None:
    p = Proof(stable_at_the_threshold, lambda lemma: None)
    with pytest.raises(StepNotShown, match="conclusion"):
        p.qed(p.by("two_by_two.radius", T=p.J.comparison))


def test_a_constant_below_four_does_not_follow() -> None:
    p = Proof(peak_by_less, lambda lemma: None)
    κ, γ = p.J.kappa, p.J.gamma
    exact = p.lemma(load(PROOFS / "e1_exact_triangular.py", "E1.attained"))
    with pytest.raises(StepNotShown, match="it is false at"):
        p.reals(
            "7/2 instead of 4",
            κ / (1 + γ) <= Rational(7, 2) / (1 + γ) * K(p.J.comparison),
            [exact],
        )


SPOILED: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "σ twice as large": lambda scale: 2 * scale,
    "σ the other way up": lambda scale: 1 / scale,
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_scaling_gives_no_lyapunov_bound(how: str) -> None:
    statement: Statement = load(PROOFS / "e8_lyapunov.py", "E8")
    p = Proof(statement, lambda lemma: None)
    γ, c = p.J.gamma, p.J.c
    scale = p.let("sigma", SPOILED[how]((1 - γ**2) / Max(c, 1 - γ**2)))
    with pytest.raises(StepNotShown, match="it is false at"):
        p.reals("σc", scale.claim.lhs * c <= 1 - γ**2, [scale])
