"""Ca. A cascade of m stages, each of which drives the next.

With equal γ, κ = c/(1-γ) and φⱼ = (j-1)ʲ⁻¹/jʲ (φ₁ = 1, φ₂ = 1/4, φ₃ = 4/27), the chain T with γ on
the diagonal and c below it has

    φ_m·κᵐ⁻¹ ≤ K(T) ≤ Σ φⱼ·κʲ⁻¹ over j ≤ m,    K(T) = 1 iff κ·cos(π/(m+1)) ≤ 1.

For m = 3: 4κ²/27 ≤ K ≤ 1 + κ/4 + 4κ²/27, and K = 1 iff κ² ≤ 2.

*Argument.* On |z| = r the entries of the resolvent are cʲ⁻¹/(r-γ)ʲ, and (r-1)(1-γ)ʲ⁻¹/(r-γ)ʲ is
largest at r - γ = j(1-γ)/(j-1), with the value φⱼ. The lower bound is the corner of the resolvent,
the upper one the sum of the norms of its diagonals. The threshold is w(T) = γ + c·cos(π/(m+1)).

Status: supported, for m = 3; the first for 1 ≤ κ ≤ 1000, outside of which its sides agree to digits
without end. Derivations know the comparison matrix of two blocks entry by entry only.
"""

from sympy import And, Equivalent

from kreissverify import K, Real, assume, matrix, theorem

SOURCE = "kreissverify"


def chain(gamma, c):
    """Return T for three stages."""
    return matrix([[gamma, 0, 0], [c, gamma, 0], [0, c, gamma]])


@theorem(source=SOURCE, expect="supported", id="Ca")
def cascade_of_three(gamma: Real(at_least=0, below=1), c: Real(at_least=0)):
    """K of a chain of three stages lies between 4κ²/27 and 1 + κ/4 + 4κ²/27, for κ in [1, 1000]."""
    κ, value = c / (1 - gamma), K(chain(gamma, c))
    assume(And(κ >= 1, κ <= 1000))
    return And(4 * κ**2 / 27 <= value, value <= 1 + κ / 4 + 4 * κ**2 / 27)


@theorem(source=SOURCE, expect="supported", id="Ca.threshold")
def threshold_of_three(gamma: Real(at_least=0, below=1), c: Real(at_least=0)):
    """K of a chain of three stages is 1 exactly if κ² ≤ 2."""
    return Equivalent(K(chain(gamma, c)) <= 1, c**2 <= 2 * (1 - gamma) ** 2)
