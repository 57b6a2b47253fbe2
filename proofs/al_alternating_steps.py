"""Al. Alternating (Gauss–Seidel) steps: no worse than simultaneous ones without coupling back only.

Where the second block steps with the new value of the first, the comparison matrix becomes

    T' = [[1-d₁, b], [c(1-d₁), 1-d₂+bc]],    in the place of    T = [[1-d₁, b], [c, 1-d₂]].

With b = 0 this is c → c(1-d₁), so that nothing grows. With b > 0 the entry 1-d₂+bc can outweigh
it: at d₁ = 2/3, d₂ = 1/6, b = 3/10, c = 7/20 the numerical radius of T is below 1, K(T) = 1, and
K(T') is 1.00068. The threshold bc < d₁d₂ is the same for both: 1 - tr T' + det T' = d₁d₂ - bc.

Status: the first and the threshold are proved by machine, the second is refuted with a certificate.
"""

from sympy import And, Equivalent

from kreissverify import K, M, Real, assume, example, matrix, rho, theorem

SOURCE = "kreissverify"


def simultaneous(d1, d2, b, c):
    """Return T."""
    return matrix([[1 - d1, b], [c, 1 - d2]])


def alternating(d1, d2, b, c):
    """Return T'."""
    return matrix([[1 - d1, b], [c * (1 - d1), 1 - d2 + b * c]])


@theorem(source=SOURCE, expect="proved", id="Al.triangular")
def alternating_steps_never_harm_a_cascade(
    d1: Real(above=0, at_most=1), d2: Real(above=0, at_most=1), c: Real(at_least=0)
):
    """Without coupling back alternating steps have no larger K and M than simultaneous ones."""
    old, new = simultaneous(d1, d2, 0, c), alternating(d1, d2, 0, c)
    return And(K(new) <= K(old), M(new) <= M(old))


@example(d1="2/3", d2="1/6", b="3/10", c="7/20")
@theorem(source="as one would hope", expect="refuted", id="Al")
def alternating_steps_never_harm(
    d1: Real(above=0, at_most=1),
    d2: Real(above=0, at_most=1),
    b: Real(at_least=0),
    c: Real(at_least=0),
):
    """Alternating steps have no larger K than simultaneous ones: false with coupling back."""
    assume(b * c < d1 * d2)
    return K(alternating(d1, d2, b, c)) <= K(simultaneous(d1, d2, b, c))


@theorem(source=SOURCE, expect="proved", id="Al.threshold")
def same_threshold(
    d1: Real(above=0, at_most=1),
    d2: Real(above=0, at_most=1),
    b: Real(at_least=0),
    c: Real(at_least=0),
):
    """Alternating steps are stable exactly where simultaneous ones are: bc < d₁d₂."""
    return Equivalent(rho(alternating(d1, d2, b, c)) < 1, b * c < d1 * d2)


@alternating_steps_never_harm_a_cascade.derivation
def _(p):
    """0 ≤ T' ≤ T entry by entry."""
    d1, d2, c = p.d1, p.d2, p.c
    old, new = simultaneous(d1, d2, 0, c), alternating(d1, d2, 0, c)
    p.qed(p.by("nonnegative.monotone", X=new, Y=old, name="T' is smaller"))


@same_threshold.derivation
def _(p):
    """1 - tr T' + det T' = d₁d₂ - bc, and det T' = (1-d₁)(1-d₂)."""
    d1, d2, b, c = p.d1, p.d2, p.b, p.c
    X, inside = alternating(d1, d2, b, c), [b * c < d1 * d2]
    stable = [rho(X) < 1]
    signs = p.by("planar.stable", X=X, given=inside, name="ρ(T') < 1")
    only = p.by("planar.jury", X=X, given=stable, name="and only then")
    claim = p.statement.conclusion
    p.qed(
        p.cases(
            "either way",
            p.reals("below", claim, [signs], inside),
            p.reals("stable", claim, [only], stable),
            p.reals("neither", claim, given=[b * c >= d1 * d2, rho(X) >= 1]),
        )
    )
