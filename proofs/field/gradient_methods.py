"""Gradient descent, the heavy ball and Nesterov's method on quadratics, κ = L/μ = q².

Momentum improves the rate from (κ-1)/(κ+1) to about 1 - 1/√κ, and pays with a matrix that is not
normal: the iterates may first grow, in proportion to √κ (Mohammadi, Samuelson and Jovanović).
"""

from kreissverify import (
    Integer,
    M,
    Real,
    Symmetric,
    assume,
    identity,
    norm,
    rho,
    theorem,
)
from kreissverify.families import HeavyBall, HeavyBallOptimal, NesterovOptimal


@theorem(source="B. T. Polyak 1964: of gradient descent, beside the heavy ball", expect="proved")
def gradient_descent(
    H: Symmetric("n", spectrum=("mu", "L")), mu: Real(above=0), L: Real(above=0),
    t: Integer(at_least=0, at_most=6),
):  # fmt: skip
    """With the step 2/(μ+L) the error after t steps is at most ((L-μ)/(L+μ))ᵗ of the first."""
    return norm((identity(H) - 2 / (mu + L) * H) ** t) <= ((L - mu) / (L + mu)) ** t


@gradient_descent.derivation
def _(p):
    """‖I - αH‖ ≤ max(|1 - αμ|, |1 - αL|), and both are (L-μ)/(L+μ)."""
    step, q = 2 / (p.mu + p.L), (p.L - p.mu) / (p.L + p.mu)
    J = identity(p.H) - step * p.H
    ends = p.by("spectrum.polynomial", X=p.H, a=1, b=-step, low=p.mu, high=p.L)
    one = p.reals("one step", norm(J) <= q, uses=[ends])
    powers = p.by("power.monotone", x=norm(J), y=q, n=p.t, uses=[one])
    p.qed(p.by("norm.power", X=J, t=p.t), powers)


@theorem(source="B. T. Polyak, USSR Comput. Math. Math. Phys. 4 (1964)", expect="supported")
def rate_of_the_heavy_ball(J: HeavyBallOptimal):
    """With the best parameters the heavy ball has ρ(J) = (√κ-1)/(√κ+1)."""
    assume(J.q <= 100)
    return rho(J) <= (J.q - 1) / (J.q + 1)


@theorem(source="the rate of the heavy ball read as a bound on each step", expect="refuted")
def heavy_ball_contracts_at_its_rate(J: HeavyBallOptimal, t: Integer(at_least=1, at_most=6)):
    """‖Jᵗ‖ ≤ ((√κ-1)/(√κ+1))ᵗ. False: right is ρ(J)ᵗ; the peak grows like √κ."""
    return norm(J**t) <= ((J.q - 1) / (J.q + 1)) ** t


@theorem(source="G. Goh, Why Momentum Really Works, Distill (2017)", expect="supported")
def stable_heavy_ball(J: HeavyBall):
    """The heavy ball is stable for α·L < 2(1 + β)."""
    assume(J.alpha * J.L < 2 * (1 + J.beta))
    return rho(J) < 1


@theorem(source="stability taken for descent", expect="refuted")
def stable_heavy_ball_never_doubles(J: HeavyBall):
    """A stable heavy ball has M(J) ≤ 2. False: right is a peak of the order of √κ."""
    assume(rho(J) < 1)
    return M(J) <= 2


@theorem(source="H. Mohammadi, S. Samuelson, M. R. Jovanović, arXiv:2103.08017", expect="proved")
def peak_of_the_heavy_ball(J: HeavyBallOptimal):
    """The peak is at most of the order of √κ; (√κ + 1/√κ)/2 is the constant of kreissverify."""
    assume(J.q <= 10)
    return M(J) <= (J.q + 1 / J.q) / 2


@peak_of_the_heavy_ball.derivation
def _(p):
    """HB.peak of the bundled library: M ≤ L."""
    p.qed(p.lemma("HB.peak", J=p.J))


@theorem(source="Y. Nesterov 1983: the rate 1 - √(μ/L)", expect="supported")
def rate_of_nesterov(J: NesterovOptimal):
    """With α = 1/L and β = (√κ-1)/(√κ+1) Nesterov's method has ρ(J) ≤ 1 - 1/√κ."""
    assume(J.q <= 100)
    return rho(J) <= 1 - 1 / J.q
