"""HB.noise. The noise floor of momentum methods, exactly.

A recurrence xₜ₊₁ = τxₜ - δxₜ₋₁ with complex or equal roots, τ² ≤ 4δ, of modulus √δ ≤ γ < 1 has

    H ≤ 1 + 2(1+γ²)(1+γ⁴)/(1-γ²)³,    attained at τ = 2γ, δ = γ²: an end of the spectrum.

So on quadratics with condition number κ = q² > 1 the largest H of one eigenvalue is this with γ =
(q-1)/(q+1) for the heavy ball and γ = 1 - 1/q for Nesterov's method, with the parameters of HB: it
grows like κ^(3/2)/8 and κ^(3/2).

*Argument.* By Q.noise H = 1 + 2(1+δ)(1+δ²)/((1-δ)((1+δ)² - τ²)), and τ² ≤ 4δ makes the last
factor at least (1-δ)²; what is left grows with δ.

Status: proved by machine.
"""

from hb_momentum import SOURCE, one_eigenvalue
from q_maps_of_size_two import noise_gain_of_maps
from sympy import And, Eq

from kreissverify import H, Real, assume, theorem


def floor(d):
    """Return the noise floor of roots of modulus √d that are equal."""
    return 1 + 2 * (1 + d) * (1 + d**2) / (1 - d) ** 3


@theorem(source=SOURCE, expect="proved", id="HB.noise")
def recurrence_noise_gain(tau: Real(), delta: Real(), gamma: Real(at_least=0, below=1)):
    """With roots of modulus at most γ, complex or equal, H is at most 1 + 2(1+γ²)(1+γ⁴)/(1-γ²)³."""
    assume(tau**2 <= 4 * delta)
    assume(delta <= gamma**2)
    return H(one_eigenvalue(tau, delta)) <= floor(gamma**2)


@theorem(source=SOURCE, expect="proved", id="HB.noise_attained")
def recurrence_attains_its_noise_gain(gamma: Real(at_least=0, below=1)):
    """At τ = 2γ and δ = γ², an end of the spectrum, H is 1 + 2(1+γ²)(1+γ⁴)/(1-γ²)³."""
    return Eq(H(one_eigenvalue(2 * gamma, gamma**2)), floor(gamma**2))


def exact_noise_gain(p, τ, δ):
    """Return Q.noise for the recurrence: H = 1 + 2(1+δ)(1+δ²)/((1-δ)((1+δ)² - τ²))."""
    X = one_eigenvalue(τ, δ)
    inside = p.by("planar.stable", X=X, name="ρ < 1")
    return p.lemma(noise_gain_of_maps, A=X, uses=[inside])


@recurrence_noise_gain.derivation
def _(p):
    """Q.noise; (1+δ)² - τ² is at least (1-δ)², and the bound grows with δ."""
    τ, δ, γ2 = p.tau, p.delta, p.gamma**2
    x, y, i, j, n, m = map(p.real, ("x", "y", "i", "j", "n", "m"))
    exact = exact_noise_gain(p, τ, δ)
    least = p.reals("(1+δ)² - τ² ≥ (1-δ)²", (1 + δ) ** 2 - τ**2 >= (1 - δ) ** 2)
    ordered = p.reals("0 ≤ δ ≤ γ² < 1", And(δ >= 0, δ <= γ2, γ2 < 1))
    inverses = p.reals(
        "1/(1-x) grows",
        And(1 / (1 - x) >= 0, 1 / (1 - x) <= 1 / (1 - y)),
        given=[x <= y, y < 1],
    )
    cubes = p.reals("i³ ≤ j³", And(i**3 >= 0, i**3 <= j**3), given=[i >= 0, i <= j])
    above = p.reals(
        "(1+x)(1+x²) grows",
        And((1 + x) * (1 + x**2) >= 0, (1 + x) * (1 + x**2) <= (1 + y) * (1 + y**2)),
        given=[x >= 0, x <= y],
    )
    product = p.reals("a product grows", n * i <= m * j, given=[n >= 0, n <= m, i >= 0, i <= j])
    one = p.at(inverses, {x: δ, y: γ2}, [ordered])
    cubed = p.at(cubes, {i: 1 / (1 - δ), j: 1 / (1 - γ2)}, [one])
    numerators = p.at(above, {x: δ, y: γ2}, [ordered])
    grows = p.at(
        product,
        {
            n: (1 + δ) * (1 + δ**2),
            m: (1 + γ2) * (1 + γ2**2),
            i: 1 / (1 - δ) ** 3,
            j: 1 / (1 - γ2) ** 3,
        },
        [cubed, numerators],
    )
    equal = p.reals("of equal roots", H(one_eigenvalue(τ, δ)) <= floor(δ), [exact, least, ordered])
    p.qed(equal, grows)


@recurrence_attains_its_noise_gain.derivation
def _(p):
    """Q.noise at τ² = 4δ."""
    p.qed(exact_noise_gain(p, 2 * p.gamma, p.gamma**2))
