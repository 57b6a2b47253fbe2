"""The numerical radius w(A) = max |x*Ax| over unit vectors x: between ρ and the norm.

It is a norm, and the natural measure of growth from one step: K(A) = 1 iff w(A) ≤ 1. It obeys the
power inequality of Berger, and so behaves almost as a submultiplicative norm, which it is not:
w(AB) ≤ w(A)w(B) fails for two matrices of size 2, and holds for those that commute.

Proved: the bounds on powers, on peaks and on products, which follow from the power inequality and
from ‖A‖/2 ≤ w(A) ≤ ‖A‖. Supported: those two, and inequalities of Kittaneh, Dragomir, Holbrook, Gau
and Wu, Haagerup and de la Harpe. Refuted: submultiplicativity, of products and of tensor products.
"""

from kreissverify import (
    And,
    Integer,
    M,
    Real,
    Square,
    adjoint,
    identity,
    kron,
    matrix,
    norm,
    power_norm,
    rho,
    sqrt,
    theorem,
    w,
)


@theorem(
    source="S. S. Dragomir, Inequalities for some functionals, 2006, (1.1)", expect="supported"
)
def numerical_radius_and_norm(A: Square(complex=True)):
    """ρ(A) ≤ w(A) ≤ ‖A‖ ≤ 2w(A): the first two are equalities for normal A, the last for A² = 0."""
    return And(rho(A) <= w(A), w(A) <= norm(A), norm(A) <= 2 * w(A))


@theorem(source="C. A. Berger 1965; C. Pearcy, Michigan Math. J. 13 (1966)", expect="supported")
def power_inequality(A: Square(), k: Integer(at_least=1, at_most=6)):
    """The power inequality: w(Aᵏ) ≤ w(A)ᵏ."""
    return w(A**k) <= w(A) ** k


@theorem(source="C. A. Berger 1965; C. Pearcy, Michigan Math. J. 13 (1966)", expect="proved")
def powers_by_the_numerical_radius(A: Square(), k: Integer(at_least=1, at_most=6)):
    """‖Aᵏ‖ ≤ 2w(A)ᵏ; without the factor 2 this is false of A² = 0."""
    return norm(A**k) <= 2 * w(A) ** k


@powers_by_the_numerical_radius.derivation
def _(p):
    """‖Aᵏ‖ ≤ 2w(Aᵏ) ≤ 2w(A)ᵏ."""
    p.qed(p.by("w.between", X=p.A**p.k), p.by("w.power", X=p.A, k=p.k))


@theorem(source="C. A. Berger 1965; C. Pearcy, Michigan Math. J. 13 (1966)", expect="proved")
def peak_of_numerical_contractions(A: Square(numerical_radius=1)):
    """A matrix with w(A) ≤ 1 never amplifies by more than 2; A = [[0, 0], [2, 0]] does so."""
    return M(A) <= 2


@peak_of_numerical_contractions.derivation
def _(p):
    """‖Aᵗ‖ ≤ 2w(Aᵗ) ≤ 2w(A)ᵗ ≤ 2 for every t ≥ 1, and ‖A⁰‖ = 1."""
    A, t = p.A, p.natural("t")
    norms, powers = p.by("w.between", X=A**t), p.by("w.power", X=A, k=t)
    small = p.by("power.monotone", x=w(A), y=1, n=t)
    named = p.by("norm.of_power", X=A, t=t)
    every = p.reals("every power", power_norm(A, t) <= 2, uses=[norms, powers, small, named])
    p.qed(p.by("peak.supremum", X=A, bound=2, t=t, uses=[every]))


@theorem(source="H.-L. Gau, P. Y. Wu, Linear Algebra Appl. 501 (2016)", expect="proved")
def product_of_numerical_radii(A: Square("n"), B: Square("n")):
    """w(AB) ≤ 4w(A)w(B), an equality for A = [[0, 1], [0, 0]] and B = Aᵀ."""
    return w(A * B) <= 4 * w(A) * w(B)


@product_of_numerical_radii.derivation
def _(p):
    """w(AB) ≤ ‖AB‖ ≤ ‖A‖‖B‖ ≤ 2w(A)·2w(B)."""
    A, B = p.A, p.B
    sizes = [p.by("w.between", X=X) for X in (A, B, A * B)]
    p.qed(p.by("norm.product", X=A, Y=B), *sizes)


@theorem(source="often taken for granted, as of a matrix norm", expect="refuted")
def numerical_radius_is_submultiplicative(A: Square("n"), B: Square("n")):
    """w(AB) ≤ w(A)w(B). False: right is w(AB) ≤ 4w(A)w(B), or AB = BA and size 2."""
    return w(A * B) <= w(A) * w(B)


@theorem(source="C.-K. Li, Y.-T. Poon, arXiv:1901.06759", expect="supported")
def commuting_matrices_of_size_two(A: Square(2), a: Real(), b: Real()):
    """w(AB) ≤ w(A)w(B) for commuting A and B of size 2: unless A is scalar, B is aI + bA."""
    B = a * identity(A) + b * A
    return w(A * B) <= w(A) * w(B)


@theorem(
    source="J. A. R. Holbrook, J. Reine Angew. Math. 1969; arXiv:2501.03638", expect="supported"
)
def radius_of_a_tensor_product(A: Square(2), B: Square(2)):
    """w(A ⊗ B) ≤ w(A)‖B‖."""
    return w(kron(A, B)) <= w(A) * norm(B)


@theorem(source="in the manner of norms, ‖A ⊗ B‖ = ‖A‖‖B‖", expect="refuted")
def tensor_product_of_numerical_radii(A: Square(2), B: Square(2)):
    """w(A ⊗ B) ≤ w(A)w(B). False: right is w(A)‖B‖ (Holbrook)."""
    return w(kron(A, B)) <= w(A) * w(B)


@theorem(source="F. Kittaneh; A. H. Darweesh et al., IJECE 15 (2025)", expect="supported")
def kittaneh_two_sides(A: Square(complex=True)):
    """‖A*A + AA*‖/4 ≤ w(A)² ≤ ‖A*A + AA*‖/2."""
    squares = norm(adjoint(A) * A + A * adjoint(A))
    return And(squares <= 4 * w(A) ** 2, 2 * w(A) ** 2 <= squares)


@theorem(source="P. Bhunia, arXiv:2305.17657, with n = 2 (Dragomir)", expect="supported")
def radius_by_the_square(A: Square()):
    """2w(A)² ≤ w(A²) + ‖A‖², a reverse of the power inequality."""
    return 2 * w(A) ** 2 <= w(A**2) + norm(A) ** 2


@theorem(
    source="U. Haagerup, P. de la Harpe, Proc. Amer. Math. Soc. 115 (1992); arXiv:1004.3751",
    expect="supported",
)
def nilpotent_of_size_three(a: Real(), b: Real(), c: Real()):
    """If Aⁿ = 0, then w(A) ≤ cos(π/(n+1))‖A‖; here n = 3. The shift attains it."""
    A = matrix([[0, 0, 0], [a, 0, 0], [b, c, 0]])
    return sqrt(2) * w(A) <= norm(A)
