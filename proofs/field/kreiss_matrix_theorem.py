"""The Kreiss matrix theorem: the constant K and the peak M of the powers of a matrix.

    K(A) = sup over |z| > 1 of (|z| - 1)‖(zI - A)⁻¹‖ ≤ M(A) = sup over t of ‖Aᵗ‖ ≤ e·n·K(A).

Kreiss 1962 proved that one is bounded by the other; the constant e·n, which is sharp, is due to
Spijker's lemma (1991), after 2e·n of LeVeque and Trefethen (1984). K is quoted as *the* transient
growth; it bounds it from below only, and from above with the dimension.

Proved: what normality, contractions and similarity say about K and M. Refuted: the theorem with the
dimension left out, K as an upper bound, and stability taken for the absence of growth.
"""

from kreissverify import (
    And,
    Diagonal,
    Equivalent,
    Integer,
    K,
    M,
    Ne,
    Normal,
    Square,
    assume,
    cond,
    det,
    exp,
    inverse,
    norm,
    power_norm,
    rho,
    theorem,
    w,
)


@theorem(source="H.-O. Kreiss, BIT 2 (1962)", expect="supported")
def kreiss_below_the_peak(A: Square()):
    """K(A) ≤ M(A)."""
    return K(A) <= M(A)


@theorem(source="H.-O. Kreiss, BIT 2 (1962); M. N. Spijker, BIT 31 (1991)", expect="supported")
def peak_below_the_kreiss_constant(A: Square()):
    """M(A) ≤ e·n·K(A) for a matrix of size n."""
    return M(A) <= exp(1) * A.n * K(A)


@theorem(source="the theorem, quoted without the dimension", expect="refuted")
def kreiss_matrix_theorem_without_n(A: Square()):
    """M(A) ≤ e·K(A). False already at size 2: the right constant is e·n."""
    return M(A) <= exp(1) * K(A)


@theorem(source="K used as the size of the transient", expect="refuted")
def kreiss_constant_as_an_upper_bound(A: Square()):
    """M(A) ≤ K(A). False: right is K(A) ≤ M(A), and a shear has M = 4K - 4/M."""
    return M(A) <= K(A)


@theorem(source="C. Lubich, O. Nevanlinna, BIT 31 (1991) (from memory)", expect="supported")
def one_power_at_a_time(A: Square(2), k: Integer(at_least=1, at_most=8)):
    """‖Aᵏ‖ ≤ (k+1)(1+1/k)ᵏ·K(A) < e(k+1)·K(A), for operators of any dimension."""
    return power_norm(A, k) <= (k + 1) * (1 + 1 / k) ** k * K(A)


@theorem(source="L. N. Trefethen, M. Embree 2005, ch. 14 (from memory)", expect="supported")
def kreiss_constant_one(A: Square()):
    """K(A) = 1, its least value, iff w(A) ≤ 1."""
    return Equivalent(K(A) <= 1, w(A) <= 1)


@theorem(source="J. von Neumann, Math. Nachr. 4 (1951), of p(z) = zᵗ", expect="proved")
def contractions_do_not_grow(A: Square(norm=1)):
    """A contraction has M(A) = 1."""
    return M(A) <= 1


@contractions_do_not_grow.derivation
def _(p):
    """‖Aᵗ‖ ≤ ‖A‖ᵗ ≤ 1."""
    A, t = p.A, p.natural("t")
    powers = p.by("norm.power", X=A, t=t)
    small = p.by("power.monotone", x=norm(A), y=1, n=t)
    named = p.by("norm.of_power", X=A, t=t)
    every = p.reals("every power", power_norm(A, t) <= 1, uses=[powers, small, named])
    p.qed(p.by("peak.supremum", X=A, bound=1, t=t, uses=[every]))


@theorem(source="Kreiss matrix theorem, Wikipedia: K as a measure of normality", expect="proved")
def normal_matrices_do_not_grow(A: Normal(radius=1)):
    """A normal matrix with ρ(A) ≤ 1 has K(A) = 1, and M(A) = 1."""
    return And(K(A) <= 1, M(A) <= 1)


@normal_matrices_do_not_grow.derivation
def _(p):
    """‖A‖ = ρ(A) ≤ 1."""
    small = p.by("normal.norm", X=p.A)
    p.qed(p.by("peak.one", X=p.A, uses=[small]))


@theorem(source="stability taken for the absence of growth", expect="refuted")
def stable_matrices_do_not_grow(A: Square()):
    """If ρ(A) < 1, then M(A) ≤ 1. False: right if ‖A‖ ≤ 1, or A is normal."""
    assume(rho(A) < 1)
    return M(A) <= 1


@theorem(source="L. N. Trefethen, M. Embree 2005 (from memory)", expect="proved")
def kreiss_of_similar_matrices(V: Square("n"), A: Square("n")):
    """K(VAV⁻¹) ≤ cond(V)·K(A), here for ρ(A) < 1."""
    assume(And(Ne(det(V), 0), rho(A) < 1))
    return K(V * A * inverse(V)) <= cond(V) * K(A)


@kreiss_of_similar_matrices.derivation
def _(p):
    """‖(zI - VAV⁻¹)⁻¹‖ = ‖V(zI - A)⁻¹V⁻¹‖ ≤ ‖V‖‖V⁻¹‖‖(zI - A)⁻¹‖."""
    cited = similarity(p, p.A)
    p.qed(*cited, *(p.by("kreiss.finite", X=X, uses=cited) for X in (p.A, of(p, p.A))))


@theorem(source="F. L. Bauer, C. T. Fike, Numer. Math. 2 (1960), of powers", expect="proved")
def peak_by_the_eigenvectors(V: Square("n"), D: Diagonal("n")):
    """A = VDV⁻¹ with eigenvalues in the open disc has M(A) ≤ cond(V)."""
    assume(And(Ne(det(V), 0), rho(D) < 1))
    return M(V * D * inverse(V)) <= cond(V)


@peak_by_the_eigenvectors.derivation
def _(p):
    """‖D‖ = ρ(D) < 1, so M(D) = 1."""
    cited = similarity(p, p.D)
    one = p.by("peak.one", X=p.D, uses=[p.by("normal.norm", X=p.D)])
    p.qed(one, *cited, p.by("peak.finite", X=of(p, p.D), uses=cited))


def of(p, X):
    """VXV⁻¹."""
    return p.V * X * inverse(p.V)


def similarity(p, X):
    """Cite that V is invertible, what VXV⁻¹ has of X, and what cond(V) is."""
    exists = p.by("inverse.determinant", X=p.V)
    names = ("peak.similarity", "radius.similarity")
    peaks, spectrum = (p.by(name, X=X, Y=p.V, uses=[exists]) for name in names)
    return exists, peaks, spectrum, p.by("cond.value", X=p.V, uses=[exists])
