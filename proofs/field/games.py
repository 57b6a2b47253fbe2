"""Methods for games, min over x and max over y: what settles a bilinear game, with which steps.

Simultaneous gradient descent-ascent spirals outward on xᵀCy whatever its steps; alternating steps
stay bounded; the extragradient (Korpelevich 1976) and the optimistic or past-extragradient method
(Popov 1980) converge for monotone operators and small steps.
"""

from kreissverify import (
    Rational,
    Real,
    Rectangular,
    Square,
    assume,
    block,
    identity,
    norm,
    psd,
    rho,
    theorem,
)
from kreissverify.families import Extragradient, Optimistic


@theorem(source="G. Zhang, Y. Yu, arXiv:1908.05699", expect="supported")
def simultaneous_steps_never_settle(
    C: Rectangular("m", "n"), alpha: Real(above=0), beta: Real(above=0)
):
    """Simultaneous gradient descent-ascent on xᵀCy has ρ(J) ≥ 1 for all steps."""
    J = block([[identity("n"), -alpha * C.T], [beta * C, identity("m")]])
    return rho(J) >= 1


@theorem(source="a hope: small steps settle every convex-concave game", expect="refuted")
def small_simultaneous_steps_stay_bounded(
    C: Rectangular("m", "n"), alpha: Real(above=0), beta: Real(above=0)
):
    """ρ(J) ≤ 1 if αβ‖C‖² ≤ 1/100. False for every step: right is ρ(J)² = 1 + αβ‖C‖²."""
    assume(alpha * beta * norm(C) ** 2 <= Rational(1, 100))
    return rho(block([[identity("n"), -alpha * C.T], [beta * C, identity("m")]])) <= 1


@theorem(source="G. Zhang, Y. Yu, arXiv:1908.05699; arXiv:2102.09468", expect="supported")
def alternating_steps_stay_bounded(
    C: Rectangular("m", "n"), alpha: Real(above=0), beta: Real(above=0)
):
    """Alternating steps on xᵀCy have ρ(J) = 1 for αβ‖C‖² ≤ 4."""
    assume(alpha * beta * norm(C) ** 2 <= 4)
    lower = identity("m") - alpha * beta * (C * C.T)
    return rho(block([[identity("n"), -alpha * C.T], [beta * C, lower]])) <= 1


@theorem(source="G. M. Korpelevich 1976", expect="supported")
def extragradient_of_monotone_operators(J: Extragradient):
    """The extragradient step does not expand if A is monotone and α‖A‖ ≤ 1."""
    assume(psd(J.A + J.A.T))
    assume(J.alpha * norm(J.A) <= 1)
    return norm(J) <= 1


@theorem(source="L. D. Popov 1980; N. H. Nguyen et al., arXiv:2603.06442", expect="supported")
def optimistic_steps_up_to_their_limit(J: Optimistic):
    """Without constraints α‖A‖ ≤ 1/√3 is enough for ρ(J) ≤ 1, more than the usual 1/2."""
    assume(psd(J.A + J.A.T))
    assume(3 * J.alpha**2 * norm(J.A) ** 2 <= 1)
    return rho(J) <= 1


@theorem(source="the step of the extragradient, used for the optimistic method", expect="refuted")
def optimistic_steps_as_long_as_extragradient(J: Optimistic):
    """ρ(J) ≤ 1 if A is monotone and α‖A‖ ≤ 1. False: α‖A‖ ≤ 1/√3 is right, and sharp."""
    assume(psd(J.A + J.A.T))
    assume(J.alpha * norm(J.A) <= 1)
    return rho(J) <= 1


@theorem(source="TorchLean, Optim.GD.step_norm_sq_le, proved in Lean", expect="supported")
def strongly_monotone_steps(A: Square("n"), mu: Real(at_least=0), alpha: Real(above=0)):
    """‖I - αA‖² ≤ 1 - 2αμ + α²‖A‖² if A + Aᵀ ⪰ 2μI."""
    assume(psd(A + A.T - 2 * mu * identity("n")))
    return norm(identity("n") - alpha * A) ** 2 <= 1 - 2 * alpha * mu + alpha**2 * norm(A) ** 2
