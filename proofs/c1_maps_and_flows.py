"""C1. The flow of J - I behaves no worse than the map J, which is its step of Euler.

For every square J with ρ(J) < 1,

    K_c(J - I) ≤ K(J),    M_c(J - I) ≤ M(J),

and K_c(T - I) = K(T) for every nonnegative T: comparison matrices have one Kreiss constant in both
times. (Their peaks differ: for large κ M_c(T - I) is about κ/e, and M(T) is between that, for γ →
1, and κ, for γ = 0.)

*Argument.* With w = 1 + z, wI - J is zI - (J - I), and Re w - 1 ≤ |w| - 1: the half-plane Re w ≥
1 + x lies outside the disc |w| < 1 + x. For a nonnegative matrix both suprema are attained on the
real axis. And e^{t(J-I)} = Σ e^{-t}tᵏ/k!·Jᵏ is an average of powers.

Status: proved by machine.
"""

from sympy import Eq

from kreissverify import G, K, M, Nonnegative, Square, assume, identity, rho, theorem
from kreissverify import continuous as ct

SOURCE = "kreissverify"


@theorem(source=SOURCE, expect="proved", id="C1.map")
def kreiss_of_flow_and_map(J: Square()):
    """K_c(J - I) is at most K(J)."""
    assume(rho(J) < 1)
    return ct.K(J - identity(J)) <= K(J)


@theorem(source=SOURCE, expect="proved", id="C1.map_peak")
def peak_of_flow_and_map(J: Square()):
    """M_c(J - I) is at most M(J)."""
    assume(rho(J) < 1)
    return ct.M(J - identity(J)) <= M(J)


@theorem(source=SOURCE, expect="proved", id="C1.nonnegative")
def kreiss_of_nonnegative(T: Nonnegative()):
    """K_c(T - I) is K(T) for a nonnegative matrix."""
    assume(rho(T) < 1)
    return Eq(ct.K(T - identity(T)), K(T))


@kreiss_of_flow_and_map.derivation
def _(p):
    """x·G_c(J - I, x) ≤ x·G(J, 1 + x), one of the values whose supremum is K(J)."""
    J, x, given = p.J, p.real("x"), [p.real("x") > 0]
    flow = J - identity(J)
    finite = p.by("kreiss.finite", X=J, name="K(J) is finite")
    half = p.by("flow.of_map", X=J, x=x, given=given, name="a half-plane outside a disc")
    circle = p.by("resolvent.finite", X=J, r=1 + x, given=given, name="G(J, 1 + x) is finite")
    value = p.by("kreiss.value", X=J, r=1 + x, given=given, name="K(J) is a supremum")
    below = p.reals(
        "the bound on one line",
        x * ct.G(flow, x) <= K(J),
        uses=[finite, circle, half, value],
        given=given,
    )
    p.qed(p.by("flow.kreiss_supremum", X=flow, bound=K(J), x=x, uses=[below]))


@peak_of_flow_and_map.derivation
def _(p):
    """‖e^{t(J-I)}‖ is at most an average of ‖Jᵏ‖ ≤ M(J)."""
    J, t, k = p.J, p.real("t"), p.natural("k")
    finite = p.by("peak.finite", X=J, name="M(J) is finite")
    value = p.by("peak.value", X=J, t=k, name="M(J) is a supremum")
    average = p.by(
        "powers.poisson",
        X=J,
        bound=M(J),
        k=k,
        t=t,
        uses=[finite, value],
        given=[t >= 0],
        name="e^{t(J-I)} is an average of powers",
    )
    p.qed(p.by("flow.peak_supremum", X=J - identity(J), bound=M(J), t=t, uses=[average]))


@kreiss_of_nonnegative.derivation
def _(p):
    """G_c(T - I, x) = G(T, 1 + x): every value of one supremum is one of the other."""
    T, r = p.variable("T"), p.real("r")
    flow, given, x = T - identity(T), [r > 1], r - 1
    less = p.lemma(kreiss_of_flow_and_map, J=T)
    finite = p.by("kreiss.finite", X=T, name="K(T) is finite")
    equal = p.by("flow.of_nonnegative_map", X=T, x=x, given=given, name="both on the real axis")
    line = p.by("resolvent.finite", X=T, r=r, given=given, name="G(T, r) is finite")
    value = p.by("flow.kreiss_value", X=flow, x=x, given=given, name="K_c(T - I) is a supremum")
    below = p.reals(
        "the bound on one circle",
        (r - 1) * G(T, r) <= ct.K(flow),
        uses=[finite, less, line, equal, value],
        given=given,
    )
    more = p.by("kreiss.supremum", X=T, bound=ct.K(flow), r=r, uses=[below], name="K ≤ K_c")
    p.qed(finite, less, more)
