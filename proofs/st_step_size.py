"""St. Larger steps grow more, and the flow grows least.

For a matrix A and steps 0 < h ≤ k, let ρ(I + kA) < 1. Then

    K_c(A) ≤ K(I + hA) ≤ K(I + kA),    M_c(A) ≤ M(I + hA) ≤ M(I + kA),
    h·G(I + hA, 1) ≤ k·G(I + kA, 1).

So what holds of the map x⁺ = x + hAx, as a bound on K, holds of the flow x' = Ax; and a smaller
step never makes it worse. (The noise floor and the Lyapunov bound do the same, which is not
derived here: of both it takes a Lyapunov matrix, and nothing in a statement says "there is a P".)

*Argument.* I + hA is sY + (1-s)I with Y = I + kA and s = h/k: it lies between the map Y and
standing still. Where |z| ≥ r, |z - (1-s)|/s - 1 ≥ (r-1)/s, so the values whose supremum is K(sY +
(1-s)I) are at most values of the supremum K(Y), and
G(sY + (1-s)I, 1) ≤ G(Y, 1)/s. The powers of sY + (1-s)I are averages of those of Y by the binomial
theorem. And with h = k the flow of hA = Y - I has the K_c and M_c of A, in another unit of time
(C1).

Status: K, M and G proved by machine; H and L supported.
"""

from c1_maps_and_flows import kreiss_of_flow_and_map, peak_of_flow_and_map
from sympy import Eq

from kreissverify import G, H, K, L, M, Real, Square, assume, identity, rho, theorem
from kreissverify import continuous as ct

SOURCE = "kreissverify"


def step(A, h):
    """The map x⁺ = x + hAx."""
    return identity(A) + h * A


@theorem(source=SOURCE, expect="proved", id="St.kreiss")
def kreiss_grows_with_the_step(A: Square(), h: Real(above=0), k: Real(at_least="h")):
    """K(I + hA) never decreases with h."""
    assume(rho(step(A, k)) < 1)
    return K(step(A, h)) <= K(step(A, k))


@theorem(source=SOURCE, expect="proved", id="St.peak")
def peak_grows_with_the_step(A: Square(), h: Real(above=0), k: Real(at_least="h")):
    """M(I + hA) never decreases with h."""
    assume(rho(step(A, k)) < 1)
    return M(step(A, h)) <= M(step(A, k))


@theorem(source=SOURCE, expect="proved", id="St.resolvent")
def resolvent_grows_with_the_step(A: Square(), h: Real(above=0), k: Real(at_least="h")):
    """h·G(I + hA, 1) never decreases with h: the distance to instability over h never grows."""
    assume(rho(step(A, k)) < 1)
    return G(step(A, h), 1) <= k / h * G(step(A, k), 1)


@theorem(source=SOURCE, expect="proved", id="St.flow_kreiss")
def kreiss_of_the_flow(A: Square(), h: Real(above=0)):
    """K_c(A) is at most K(I + hA)."""
    assume(rho(step(A, h)) < 1)
    return ct.K(A) <= K(step(A, h))


@theorem(source=SOURCE, expect="proved", id="St.flow_peak")
def peak_of_the_flow(A: Square(), h: Real(above=0)):
    """M_c(A) is at most M(I + hA)."""
    assume(rho(step(A, h)) < 1)
    return ct.M(A) <= M(step(A, h))


@theorem(source=SOURCE, expect="supported", id="St.lyapunov")
def lyapunov_grows_with_the_step(A: Square(), h: Real(above=0), k: Real(at_least="h")):
    """L(I + hA) never decreases with h; not derived, as no statement says "there is a P"."""
    assume(rho(step(A, k)) < 1)
    return L(step(A, h)) <= L(step(A, k))


@theorem(source=SOURCE, expect="supported", id="St.noise")
def noise_grows_with_the_step(A: Square(), h: Real(above=0), k: Real(at_least="h")):
    """h·H(I + hA) never decreases with h; not derived, as no statement says "there is a P"."""
    assume(rho(step(A, k)) < 1)
    return h * H(step(A, h)) <= k * H(step(A, k))


@theorem(source=SOURCE, expect="supported", id="St.flow_noise")
def noise_of_the_flow(A: Square(), h: Real(above=0)):
    """H_c(A) is at most h·H(I + hA); not derived, as no statement says "there is a P"."""
    assume(rho(step(A, h)) < 1)
    return ct.H(A) <= h * H(step(A, h))


def between(p):
    """Return Y = I + kA, s = h/k and sY + (1-s)I, which is I + hA."""
    Y, s = step(p.A, p.k), p.h / p.k
    return Y, s, s * Y + (1 - s) * identity(p.A)


@kreiss_grows_with_the_step.derivation
def _(p):
    """(r-1)·G(sY + (1-s)I, r) ≤ (q-1)·G(Y, q), q = 1 + (r-1)/s, one of the values of K(Y)."""
    r, given = p.real("r"), [p.real("r") > 1]
    Y, s, mixed = between(p)
    q = (r - (1 - s)) / s
    moved = p.by("resolvent.moved", X=Y, h=s, s=1 - s, r=r, given=given, name="z is moved")
    finite = p.by("kreiss.finite", X=Y, name="K(Y) is finite")
    circle = p.by("resolvent.finite", X=Y, r=q, given=given, name="G(Y, q) is finite")
    value = p.by("kreiss.value", X=Y, r=q, given=given, name="K(Y) is a supremum")
    below = p.reals(
        "the bound on one circle",
        (r - 1) * G(mixed, r) <= K(Y),
        [finite, circle, value, moved],
        given,
    )
    bound = p.by("kreiss.supremum", X=mixed, bound=K(Y), r=r, uses=[below], name="K(sY + (1-s)I)")
    equals = p.by("equal.values", X=step(p.A, p.h), Y=mixed, name="I + hA = sY + (1-s)I")
    p.qed(finite, bound, equals)


@resolvent_grows_with_the_step.derivation
def _(p):
    """G(sY + (1-s)I, r) ≤ G(Y, q)/s ≤ G(Y, 1)/s for r = 1, and q = (r-(1-s))/s is 1 also."""
    r, given = p.real("r"), [Eq(p.real("r"), 1)]
    Y, s, mixed = between(p)
    q = (r - (1 - s)) / s
    moved = p.by("resolvent.moved", X=Y, h=s, s=1 - s, r=r, given=given, name="z is moved")
    inner = p.by("resolvent.decreasing", X=Y, r=q, s=1, given=given, name="G(Y, q) ≤ G(Y, 1)")
    finite = p.by("resolvent.finite", X=Y, r=1, name="G(Y, 1) is finite")
    equals = p.by(
        "equal.resolvent", X=step(p.A, p.h), Y=mixed, r=r, given=given, name="I + hA = sY + (1-s)I"
    )
    below = p.reals(
        "the bound at r",
        G(step(p.A, p.h), r) <= p.k / p.h * G(Y, 1),
        [moved, inner, finite, equals],
        given,
    )
    p.qed(p.at(below, {r: 1}))


@peak_grows_with_the_step.derivation
def _(p):
    """The powers of sY + (1-s)I are averages of ‖Yᵏ‖ ≤ M(Y)."""
    t, j = p.natural("t"), p.natural("j")
    Y, s, mixed = between(p)
    finite = p.by("peak.finite", X=Y, name="M(Y) is finite")
    value = p.by("peak.value", X=Y, t=j, name="M(Y) is a supremum")
    average = p.by(
        "powers.binomial",
        X=Y,
        bound=M(Y),
        k=j,
        share=s,
        t=t,
        uses=[finite, value],
        name="powers are averages",
    )
    bound = p.by("peak.supremum", X=mixed, bound=M(Y), t=t, uses=[average], name="M(sY + (1-s)I)")
    equals = p.by("equal.values", X=step(p.A, p.h), Y=mixed, name="I + hA = sY + (1-s)I")
    p.qed(finite, bound, equals)


def of_the_flow(p, compared, finite):
    """Show the conclusion from that of C1 for Y = I + hA: its flow is that of hA, and of A."""
    A, h, Y = p.A, p.h, step(p.A, p.h)
    known = p.lemma(compared, J=Y, name="the flow of Y - I")
    flow = known.claim.lhs.matrix  # Y - I as it stands there, before the two I cancel
    equals = p.by("equal.flows", X=flow, Y=h * A, name="Y - I = hA")
    rescaled = p.by("flow.rescaled", X=A, h=h, name="in another unit of time")
    p.qed(finite, known, equals, rescaled)


@kreiss_of_the_flow.derivation
def _(p):
    """K_c(A) = K_c(hA) ≤ K(I + hA)."""
    finite = p.by("kreiss.finite", X=step(p.A, p.h), name="K(I + hA) is finite")
    of_the_flow(p, kreiss_of_flow_and_map, finite)


@peak_of_the_flow.derivation
def _(p):
    """M_c(A) = M_c(hA) ≤ M(I + hA)."""
    finite = p.by("peak.finite", X=step(p.A, p.h), name="M(I + hA) is finite")
    of_the_flow(p, peak_of_flow_and_map, finite)
