"""Difference schemes for transport and diffusion: stability is of powers, not of eigenvalues.

The matrices are Toeplitz and far from normal, so that their eigenvalues say little about finitely
many steps on many points (the reason why Kreiss wrote his theorem).
"""

from kreissverify import Eq, M, assume, norm, rho, theorem
from kreissverify.families import ConvectionDiffusion, Upwind


@theorem(
    source="R. Courant, E. Isaacson, M. Rees 1952; Wikipedia, Upwind scheme", expect="supported"
)
def upwind_scheme(J: Upwind):
    """The upwind scheme never amplifies if the Courant number is at most 1."""
    assume(J.nu <= 1)
    return M(J) <= 1


@theorem(source="stability judged by the eigenvalues 1 - ν", expect="refuted")
def upwind_scheme_by_its_eigenvalues(J: Upwind):
    """It never amplifies if ρ(J) = |1 - ν| ≤ 1. False for 1 < ν ≤ 2: ν ≤ 1 is right."""
    assume(rho(J) <= 1)
    return M(J) <= 1


@theorem(source="von Neumann's condition for diffusion by explicit steps", expect="supported")
def explicit_diffusion(J: ConvectionDiffusion):
    """Without convection, the explicit scheme never amplifies if d ≤ 1/2."""
    assume(Eq(J.courant, 0))
    assume(2 * J.diffusion <= 1)
    return norm(J) <= 1


@theorem(
    source="A. C. Hindmarsh, P. M. Gresho, D. F. Griffiths 1984 (from memory)", expect="supported"
)
def explicit_convection_diffusion(J: ConvectionDiffusion):
    """It never amplifies if c² ≤ 2d ≤ 1, with Courant number c and diffusion number d."""
    assume(J.courant**2 <= 2 * J.diffusion)
    assume(2 * J.diffusion <= 1)
    return norm(J) <= 1


@theorem(source="the Courant number of upwind schemes, used for centred ones", expect="refuted")
def explicit_convection_by_the_courant_number(J: ConvectionDiffusion):
    """It never amplifies if c ≤ 1 and 2d ≤ 1. False: c² ≤ 2d ≤ 1 is right; d = 0 never is."""
    assume(J.courant <= 1)
    assume(2 * J.diffusion <= 1)
    return norm(J) <= 1
