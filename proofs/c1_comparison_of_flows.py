"""C1. The comparison theorem of flows: coupled blocks behave no worse than their Metzler matrix.

Let x' = Jx with m coupled blocks, ω(J_ii) ≤ -μ_i < 0, and let T be the m×m matrix with -μ_i on the
diagonal and ‖J_ij‖ off it. Then ‖e^{tJ}‖ ≤ ‖e^{tT}‖ for t ≥ 0 and α(J) ≤ α(T), and if α(T) < 0

    G_c(J, x) ≤ G_c(T, x) for x ≥ 0,    K_c(J) ≤ K_c(T),    M_c(J) ≤ M_c(T).

As T is a member of the class, the bounds are its exact worst cases; and every member is stable iff
α(T) < 0.

*Argument.* That of the comparison theorem of maps, with the line Re z = x in the place of the
circle |z| = r. Split J = D + N into its diagonal blocks and the rest, and T = Γ + S likewise. The
second resolvent identity R = R_D + R_D·N·R gives |R| ≤ Q + QS|R| for the norms of the blocks, Q =
(xI - Γ)⁻¹, because the numerical range of J_ii is at least x + μ_i away from z. Multiplied by I +
R_T·S ≥ 0 it says that |R| ≤ R_T = (xI - T)⁻¹.

What a map has for nothing, |Jᵗ| ≤ Tᵗ, is here the limit of resolvents: e^{tJ} = lim ((k/t)R(k/t))ᵏ.
And no symmetry is needed: of a block that decays at the rate μ, the exponential and the resolvent
do also.

Status: proved by machine.
"""

from comparison_with_radii import resolvent_below
from sympy import Max

from kreissverify import Real, assume, norm, theorem
from kreissverify import continuous as ct

SOURCE = "kreissverify, the comparison theorem in continuous time"
Flow = ct.CoupledBlocks(symmetric=False, radii="each")


def resolvents_by_split(p, x, of_J, of_T=(), given=()):
    """Show |R| ≤ (xI - T)⁻¹ on Re z = x, right of the spectra by what is known of J and T."""
    J = p.J
    split = p.by(
        "flow.blocks_resolvent", J=J, x=x, uses=of_J, given=given, name="J = D + N on Re z = x"
    )
    inverse = p.by(
        "flow.nonnegative_resolvent", J=J, x=x, uses=of_T, given=given, name="(xI - T)⁻¹ ≥ 0"
    )
    return resolvent_below(p, x, split, inverse, name="|R| is at most (xI - T)⁻¹", given=given)


@theorem(source=SOURCE, expect="proved", id="C1.exponential")
def exponentials_compare(J: Flow, t: Real(at_least=0)):
    """The norm of e^{tJ} is at most that of e^{tT}."""
    return ct.exp_norm(J, t) <= ct.exp_norm(J.comparison, t)


@exponentials_compare.derivation
def _(p):
    """|R(x)| ≤ (xI - T)⁻¹ for all x > ‖J‖, ‖T‖, and the exponential is a limit of powers of
    these.
    """
    J, T, t, x = p.J, p.J.comparison, p.parameter("t"), p.real("x")
    beyond = Max(norm(J), norm(T))
    of_J, of_T = (p.by("flow.abscissae", X=X, name=f"the spectrum of {X}") for X in (J, T))
    compared = resolvents_by_split(p, x, [of_J], [of_T], given=[x > beyond])
    p.qed(
        p.by(
            "flow.blocks_exponential",
            J=J,
            bound=beyond,
            x=x,
            t=t,
            uses=[compared],
            name="exponentials are limits of resolvents",
        )
    )


@theorem(source=SOURCE, expect="proved", id="C1.abscissa")
def abscissae_compare(J: Flow):
    """The spectral abscissa of J is at most that of T: every member is stable if T is."""
    return ct.spectral_abscissa(J) <= ct.spectral_abscissa(J.comparison)


@abscissae_compare.derivation
def _(p):
    """‖e^{tJ}‖ ≤ ‖e^{tT}‖ for every t ≥ 0, and α is the rate at which these grow."""
    t = p.real("t")
    compared = p.lemma(exponentials_compare, t=t, given=[t >= 0])
    p.qed(p.by("flow.growth", X=p.J, Y=p.J.comparison, t=t, uses=[compared]))


@theorem(source=SOURCE, expect="proved", id="C1.resolvent")
def resolvents_compare(J: Flow, x: Real(at_least=0)):
    """The largest resolvent norm on Re z = x is at most that of T."""
    assume(ct.spectral_abscissa(J.comparison) < 0)
    return ct.G(J, x) <= ct.G(J.comparison, x)


@resolvents_compare.derivation
def _(p):
    """|R| ≤ (xI - T)⁻¹ on the line, block by block."""
    J, x = p.J, p.parameter("x")
    compared = p.lemma(abscissae_compare, name="α(J) is at most α(T)")
    solved = resolvents_by_split(p, x, [compared])
    p.qed(p.by("flow.blocks_norm", J=J, x=x, uses=[solved, compared]))


@theorem(source=SOURCE, expect="proved", id="C1.kreiss")
def kreiss_constants_compare(J: Flow):
    """The Kreiss constant of J is at most that of T."""
    assume(ct.spectral_abscissa(J.comparison) < 0)
    return ct.K(J) <= ct.K(J.comparison)


@kreiss_constants_compare.derivation
def _(p):
    """Multiply the comparison of the resolvents by x and take the supremum over x > 0."""
    J, T, x = p.J, p.J.comparison, p.real("x")
    positive = [x > 0]
    compared = p.lemma(resolvents_compare, x=x, given=positive)
    finite = p.by("flow.kreiss_finite", X=T, name="K_c(T) is finite")
    value = p.by("flow.kreiss_value", X=T, x=x, given=positive, name="K_c(T) is a supremum")
    line = p.by("flow.resolvent_finite", X=T, x=x, given=positive, name="G_c(T, x) is finite")
    below = p.reals(
        "the bound on one line",
        x * ct.G(J, x) <= ct.K(T),
        uses=[finite, line, compared, value],
        given=positive,
    )
    p.qed(p.by("flow.kreiss_supremum", X=J, bound=ct.K(T), x=x, uses=[below]))


@theorem(source=SOURCE, expect="proved", id="C1.peak")
def transient_peaks_compare(J: Flow):
    """The transient peak of J is at most that of T."""
    assume(ct.spectral_abscissa(J.comparison) < 0)
    return ct.M(J) <= ct.M(J.comparison)


@transient_peaks_compare.derivation
def _(p):
    """‖e^{tJ}‖ ≤ ‖e^{tT}‖ for every t ≥ 0; take the supremum."""
    J, T, t = p.J, p.J.comparison, p.real("t")
    compared = p.lemma(exponentials_compare, t=t, given=[t >= 0])
    finite = p.by("flow.peak_finite", X=T, name="M_c(T) is finite")
    value = p.by("flow.peak_value", X=T, t=t, given=[t >= 0], name="M_c(T) is a supremum")
    at_once = p.reals(
        "the bound at one time",
        ct.exp_norm(J, t) <= ct.M(T),
        uses=[finite, compared, value],
        given=[t >= 0],
    )
    p.qed(p.by("flow.peak_supremum", X=J, bound=ct.M(T), t=t, uses=[at_once]))
