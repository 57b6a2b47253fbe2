"""R1. The resolvent of a block-triangular Jacobian, block by block.

With R_X(z) = (zI - X)⁻¹,

    R(z) = [[R_A, 0], [R_D C R_A, R_D]].

*Argument.* Multiply zI - J = [[zI - A, 0], [-C, zI - D]] by the right-hand side. The diagonal
blocks of the product are I; the lower left one is -C R_A + (zI - D) R_D C R_A = 0. It is an
identity of rational functions in z, so it is enough to state it for real z > 1, where all three
resolvents exist.

Status: proved.
"""

from kreissverify import BlockTriangular, Real, block, resolvent, same, theorem


@theorem(source="arXiv:2606.04031, proof of Theorem 4 (reported)", expect="proved", id="R1")
def block_resolvent(J: BlockTriangular, z: Real(above=1)):
    """The resolvent of [[A, 0], [C, D]] is [[R_A, 0], [R_D C R_A, R_D]]."""
    R_A, R_D = resolvent(J.A, z), resolvent(J.D, z)
    return same(resolvent(J, z), block([[R_A, 0], [R_D * J.C * R_A, R_D]]))


@block_resolvent.derivation
def _(p):
    """Multiply zI - J by the right-hand side, block by block; the resolvents of A and D exist, as
    their spectral radii are at most γ < 1 < z.
    """
    J = p.J
    radii = p.by("triangular.radius", X=J, name="the spectra of A and D")
    p.qed(p.matrices("(zI - J) times the right-hand side", p.statement.conclusion, uses=[radii]))
