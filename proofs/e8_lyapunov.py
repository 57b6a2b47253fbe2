"""E8. A quadratic Lyapunov function in closed form, and the bound on the peak that comes with it.

For block-triangular J with symmetric diagonal blocks,

    M(J) ≤ L(J) ≤ max(1, c/(1-γ²)).

It is the bound on the transient peak that R3 is mistaken for.

*Argument.* Let σ = (1-γ²)/c and P = diag(I, σ²I). Then JᵀPJ ⪯ P iff ‖[[A, 0], [σC, D]]‖ ≤ 1. By
the comparison theorem for t = 1 that norm is at most ‖[[γ, 0], [1-γ², γ]]‖ = (1-γ²)/2 + (1+γ²)/2
= 1, and √cond(P) = max(σ, 1/σ). If σ > 1 take P = I instead: ‖J‖ ≤ 1 then. Last, ‖Jᵗ‖² ≤ cond(P)
for every t.

Status: true; the argument is not yet decided by machine.
"""

from sympy import Max

from kreissverify import BlockTriangular, L, M, theorem


@theorem(source="kreissverify", expect="supported", id="E8")
def lyapunov_bound(J: BlockTriangular):
    """The Lyapunov bound is at most c/(1-γ²), or 1."""
    return L(J) <= Max(1, J.c / (1 - J.gamma**2))


@theorem(source="kreissverify", expect="supported", id="E8.peak")
def peak_bound(J: BlockTriangular):
    """The transient peak is at most c/(1-γ²), or 1."""
    return M(J) <= Max(1, J.c / (1 - J.gamma**2))
