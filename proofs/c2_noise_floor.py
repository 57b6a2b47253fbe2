"""C2. The noise floor of two coupled flows, and what bounds it over the class.

For T = [[-μ_A, b], [c, -μ_D]] with bc < μ_A·μ_D the variance of dx = Tx dt + dW is

    H_c(T) = (S² + (c-b)²) / (2S(μ_A·μ_D - bc)),    S = μ_A + μ_D.

With b = 0 and one rate μ this is 1/μ + c²/(4μ³), beside the 2/(1-γ²) + c²(1+γ²)/(1-γ²)³ of E7: a
step of size h has h·H(I + hT) > H_c(T), and tends to it as h → 0.

*Argument.* P = [[x, y], [y, z]] with y = (cμ_D + bμ_A)/(2S(μ_A·μ_D - bc)), x = (2by + 1)/(2μ_A)
and z = (2cy + 1)/(2μ_D) solves TP + PTᵀ + I = 0, and H_c(T) is its trace.

Status: proved by machine.
"""

from sympy import Eq

from kreissverify import assume, theorem
from kreissverify import continuous as ct

Coupled = ct.SelfReferential(symmetric=False, radii="each")


@theorem(source="kreissverify, E7 in continuous time", expect="proved", id="C2.noise")
def noise_gain(J: Coupled):
    """The noise gain of the comparison matrix, in closed form."""
    p, q, b, c = J.mu_A, J.mu_D, J.b, J.c
    assume(b * c < p * q)
    S = p + q
    return Eq(ct.H(J.comparison), (S**2 + (c - b) ** 2) / (2 * S * (p * q - b * c)))


@noise_gain.derivation
def _(p):
    """The solution of TP + PTᵀ + I = 0 is put in."""
    J, T = p.J, p.J.comparison
    first, second, b, c = J.mu_A, J.mu_D, J.b, J.c
    S, Δ = first + second, first * second - b * c
    spectrum = p.by("flow.two_by_two_abscissa", T=T, name="the spectrum of T")
    stable = p.reals("α(T) < 0", ct.spectral_abscissa(T) < 0, [spectrum])
    mixed = p.let("y", (c * second + b * first) / (2 * S * Δ))
    y = mixed.claim.lhs
    x, z = (2 * b * y + 1) / (2 * first), (2 * c * y + 1) / (2 * second)
    middle = p.reals("the equation off the diagonal", Eq(S * y, c * x + b * z), [mixed])
    trace = p.by(
        "flow.two_by_two_noise",
        T=T,
        first=x,
        mixed=y,
        second=z,
        uses=[stable, middle],
        name="H_c(T) is the trace of P",
    )
    p.qed(trace, mixed)
