"""R6 and R8, argued as the paper seems to: the step that is wrong is refused, by its name."""

import re
from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq
from sympy import Eq, log

from kreissverify import (
    BlockTriangular,
    G,
    K,
    Real,
    SelfReferential,
    T,
    assume,
    enclose,
    theorem,
)
from kreissverify.derivations import Proof, StepNotShown
from kreissverify.theorems import load
from tests.paths import PROOFS

WRONG_STEP = "sup‖R₀‖ over |z| ≥ 1 is at most K₀/(1-γ)"


@theorem(source="arXiv:2606.04031, Theorem 9 (reported)")
def perturbation_as_reported(J: SelfReferential) -> Any:
    """R6."""
    K0 = K(J.triangular)
    assume(J.b * K0 < 1 - J.gamma)
    return K(J) <= K0 / (1 - J.b * K0 / (1 - J.gamma))


def argument(p: Proof) -> None:
    """As E4, but with K₀/(1-γ) in the place of the resolvent norm on the unit circle; for the
    worst J₀, which is its own comparison matrix.
    """
    γ, c, T0 = p.J.gamma, p.J.c, p.J.comparison.triangular
    g, δ = G(T0, 1), 1 - γ
    attained = load(PROOFS / "e1_exact_triangular.py", "E1.attained")
    K0 = p.lemma(attained, of=T0, name="K₀ in closed form")
    singular = p.by("two_by_two.resolvent", T=T0, r=1, name="the resolvent of T at 1")
    circle = p.reals("its norm", Eq(δ**2 * g**2, 1 + c * g), uses=[singular])
    unit = p.reals(WRONG_STEP, g <= K(T0) / δ, uses=[K0, circle])
    p.qed(unit)


def test_the_step_that_is_wrong_is_named_with_a_point_where_it_fails() -> None:
    p = Proof(perturbation_as_reported, lambda lemma: None)  # E1 is proved in a test of its own
    with pytest.raises(StepNotShown) as refused:
        argument(p)
    assert refused.value.step == WRONG_STEP
    assert p.steps[-1].name == "its norm"  # all before it was shown
    numbers = dict(re.findall(r"(gamma|c) = \[?([0-9.e+-]+)", refused.value.reason))
    gamma, c = (Fraction(numbers[x]).limit_denominator(10**4) for x in ("gamma", "c"))
    worst = BlockTriangular([[gamma]], [[c]], [[gamma]])
    below = enclose(G, worst, fmpq(1)).lower.value
    above = enclose(K, worst).upper.value / fmpq((1 - gamma).numerator, (1 - gamma).denominator)
    assert below > above


STEP_OF_R8 = "1/(1-γ) is at most 1000 K(J)²"


@theorem(source="arXiv:2606.04031, abstract (reported)")
def settling_as_reported(J: BlockTriangular, delta: Real(above=0, at_most="1/2")) -> Any:  # type: ignore[valid-type]
    """R8."""
    return T(J, delta) <= 1000 * K(J) ** 2 * log(1 / delta)


def argument_for_r8(p: Proof) -> None:
    """A normal J settles like γᵗ, within log(1/δ)/(1-γ); if K² is to pay for 1/(1-γ), then:"""
    J, γ = p.J, p.J.gamma
    stable = p.by("triangular.radius", X=J)
    finite = p.by("kreiss.finite", X=J, uses=[stable])
    least = p.by("kreiss.at_least_one", X=J)
    p.reals("the decay rate is positive", 1 / (1 - γ) >= 1)
    p.qed(p.reals(STEP_OF_R8, 1 / (1 - γ) <= 1000 * K(J) ** 2, uses=[finite, least]))


def test_r8_fails_where_the_gap_is_paid_for_by_k() -> None:
    p = Proof(settling_as_reported, lambda lemma: None)
    with pytest.raises(StepNotShown, match="found a case") as refused:
        argument_for_r8(p)
    assert refused.value.step == STEP_OF_R8
    assert p.steps[-1].name == "the decay rate is positive"
    found = dict(re.findall(r"(gamma|K\(J\)) = ([0-9.e+-]+)", refused.value.reason))
    gamma = Fraction(found["gamma"])
    slow = BlockTriangular([[gamma]], [[0]], [[gamma]])  # a member with that γ
    above = Fraction(str(enclose(K, slow).upper.value))
    assert above <= Fraction(found["K(J)"]) and 1 / (1 - gamma) > 1000 * above**2
