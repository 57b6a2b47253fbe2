"""Flows x' = Ax: the logarithmic norm, reactivity, and the Kreiss constant of the half-plane.

The numerical abscissa ω(A), the largest eigenvalue of (A + Aᵀ)/2, is the logarithmic norm of A for
the Euclidean length (Dahlquist, Lozinskii 1958), and in ecology its *reactivity* (Neubert and
Caswell 1997): the largest rate of growth at t = 0. Stability is about the spectral abscissa α(A).
"""

from kreissverify import And, Real, Square, assume, exp, norm, theorem
from kreissverify import continuous as ct


@theorem(source="N. J. Higham, What is the logarithmic norm, 2022, theorem 3", expect="supported")
def growth_by_the_logarithmic_norm(A: Square(), t: Real(at_least=0, at_most=4)):
    """‖e^{tA}‖ ≤ e^{ω(A)t} for t ≥ 0, and ω(A) is the least number with this property."""
    return ct.exp_norm(A, t) <= exp(t * ct.numerical_abscissa(A))


@theorem(source="N. J. Higham, What is the logarithmic norm, 2022, lemma 2", expect="supported")
def logarithmic_norm_of_sums(A: Square("n"), B: Square("n")):
    """ω(A + B) ≤ ω(A) + ω(B), and -‖A‖ ≤ ω(A) ≤ ‖A‖."""
    omega = ct.numerical_abscissa
    return And(omega(A + B) <= omega(A) + omega(B), omega(A) <= norm(A), omega(A) >= -norm(A))


@theorem(source="G. Dahlquist 1958; S. M. Lozinskii 1958", expect="supported")
def spectral_below_numerical_abscissa(A: Square()):
    """α(A) ≤ ω(A)."""
    return ct.spectral_abscissa(A) <= ct.numerical_abscissa(A)


@theorem(source="resilience taken for reactivity; M. G. Neubert, H. Caswell 1997", expect="refuted")
def stable_systems_are_not_reactive(A: Square()):
    """If α(A) < 0, then ω(A) ≤ 0. False: right for normal A; perturbations may grow at first."""
    assume(ct.spectral_abscissa(A) < 0)
    return ct.numerical_abscissa(A) <= 0


@theorem(source="Kreiss matrix theorem, Wikipedia: of the half-plane", expect="supported")
def kreiss_matrix_theorem_of_flows(A: Square(2)):
    """K_c(A) ≤ sup over t ≥ 0 of ‖e^{tA}‖ ≤ e·n·K_c(A)."""
    assume(ct.spectral_abscissa(A) < 0)
    return And(ct.K(A) <= ct.M(A), ct.M(A) <= exp(1) * A.n * ct.K(A))


@theorem(source="K_c used as the size of the transient", expect="refuted")
def kreiss_constant_of_flows_as_an_upper_bound(A: Square(2)):
    """sup over t ≥ 0 of ‖e^{tA}‖ ≤ K_c(A). False: right is e·n·K_c(A)."""
    assume(ct.spectral_abscissa(A) < 0)
    return ct.M(A) <= ct.K(A)


@theorem(source="stability judged by the eigenvalues alone", expect="refuted")
def distance_of_flows_as_if_normal(A: Square()):
    """The distance to instability is at least -α(A). False: right for normal A."""
    assume(ct.spectral_abscissa(A) < 0)
    return ct.distance_to_instability(A) >= -ct.spectral_abscissa(A)
