"""R2. The Kreiss constant is at most the supremum of a scalar function of r = |z|.

As reported: K(J) ≤ sup over r > 1 of 2(r-1)/(r-γ) + (r-1)c/(r-γ)².

*The supremum in closed form.* Put s = (r-1)/(r-γ), which runs through (0, 1); then r - γ =
(1-γ)/(1-s), and the function is 2s + κs(1-s) with κ = c/(1-γ). Its vertex s = (2+κ)/(2κ) lies in
(0, 1] iff κ ≥ 2:

    sup = (2+κ)²/(4κ) if κ ≥ 2, else 2.

*Argument for the bound.* By R1 and ‖R_A(z)‖, ‖R_D(z)‖ ≤ 1/(r-γ), the triangle inequality gives
‖R(z)‖ ≤ 2/(r-γ) + c/(r-γ)². Multiply by r - 1 and take the supremum.

The derivation takes the shorter way: E1 is sharper, and (2+κ)²/(4κ) = κ/4 + 1/κ + 1.

Status: proved by machine.
"""

from e1_exact_triangular import exact_triangular
from sympy import Piecewise

from kreissverify import BlockTriangular, K, theorem


@theorem(source="arXiv:2606.04031, proof of Theorem 4 (reported)", expect="proved", id="R2")
def kreiss_supremum(J: BlockTriangular):
    """K(J) is at most the supremum of 2s + κs(1-s) over 0 < s < 1."""
    κ = J.kappa
    return K(J) <= Piecewise(((2 + κ) ** 2 / (4 * κ), κ >= 2), (2, True))


@kreiss_supremum.derivation
def _(p):
    """E1 is sharper by 1."""
    p.qed(p.lemma(exact_triangular))
