"""The optimal forms of real 2×2 matrices, and why L(J) has its closed form.

For ρ(J) ≤ 1, with tr and det of J = [[a, b], [c, d]],

    L(J) = max(1, (|b-c| + √((a-d)² + (b+c)²)) / (1 - det + √((1-tr+det)(1+tr+det)))).

Derivation. Some rotation makes both diagonal entries tr/2, and L, tr, det and both terms of the
numerator do not change under it, so let a = d and, exchanging the coordinates, |c| ≥ |b|. Then the
claim is L² = max(1, 1/y), y the larger root of c²y + b²/y = R, R = 1 - 2a² + det².

*Upper.* P = diag(1, y) is allowed iff J̃ = P^(1/2) J P^(-1/2) = [[a, β], [σ, a]], σ = c√y, β = b/√y,
is a contraction. As σ₁σ₂ = |det| ≤ 1 that is (1-σ₁²)(1-σ₂²) = 1 - ‖J̃‖_F² + det² ≥ 0, or
c²y + b²/y ≤ R. If y ≥ 1, then y = 1 is also allowed, as b²/(c²y) ≤ 1 is the other root.

*Lower.* For X ⪰ 0 let X - JXJᵀ = W - Y with W, Y ⪰ 0. If low·I ⪯ P ⪯ high·I and JᵀPJ ⪯ P, then
0 ≤ tr X(P - JᵀPJ) = tr P(W - Y) ≤ high·tr W - low·tr Y, so L² ≥ tr Y/tr W. With E the flip of the
two coordinates EJ̃ is symmetric; let EJ̃x = λx with |λ| = ‖J̃‖ = 1, so J̃x = ±Ex and xxᵀ - J̃xxᵀJ̃ᵀ =
(x₁²-x₂²)·diag(1, -1), where |c| ≥ |b| makes x₁² > x₂² unless R = 2|bc|. For X = P^(-1/2)xxᵀP^(-1/2)
that is W = (x₁²-x₂²)·diag(1, 0), Y = (x₁²-x₂²)·diag(0, 1/y): L² ≥ 1/y. If R = 2|bc|, then ρ(J) = 1,
and L(J) ≥ L(rJ) for r < 1, which tends to the claim.

On T = [[γ, b], [c, γ]] ≥ 0 this is max(1, 2·max(b, c)/(1-γ²+bc + √(((1-γ)²-bc)((1+γ)²-bc)))); for
b = 0, max(1, c/(1-γ²)). The form diag(1, y) of T serves every J with symmetric diagonal blocks of
norm at most γ and couplings of norm at most b, c: L(J) ≤ L(T).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities.two_by_two.closed_form import LYAPUNOV

__all__ = ["planar_forms"]


def planar_forms(matrix: fmpq_mat) -> Iterator[tuple[fmpq_mat, fmpq, fmpq]]:
    """Yield (P, low, high) with low·I ⪯ P ⪯ high·I: the optimal P, then ones a little inside.

    P = y·I + (1-y)·uuᵀ, where u and its normal are the axes on which the diagonal of J is constant.
    """
    a, b, c, d = matrix.entries()
    angle = math.atan2(as_float(d - a), as_float(b + c)) / 2
    u = (as_fmpq(math.cos(angle)), as_fmpq(math.sin(angle)))
    if a == d:
        u = (fmpq(1), fmpq(0))
    outward = (c * u[0] - a * u[1]) * u[0] + (d * u[0] - b * u[1]) * u[1]  # nᵀJu, n = (-u₁, u₀)
    inward = (a * u[0] + c * u[1]) * -u[1] + (b * u[0] + d * u[1]) * u[0]  # uᵀJn
    if abs(outward) < abs(inward):
        u = (-u[1], u[0])
    found = LYAPUNOV.enclosure(Matrix(matrix), rtol=1e-30)
    assert found is not None
    value = found.upper.value
    if not is_finite(value):
        return
    best = 1 / value**2
    # y itself is irrational in general: forms a little inside are rational, and the first that is
    # proved loses least
    tighter = [fmpq(0), *(fmpq(1, 10**k) for k in (14, 10, 7, 4))]
    for slack in tighter:
        y = best * (1 - slack)
        if slack != 0:
            y = as_fmpq(as_float(y))
        entries = [y * (i == j) + (1 - y) * u[i] * u[j] for i in (0, 1) for j in (0, 1)]
        yield fmpq_mat(2, 2, entries), y, y + (1 - y) * (u[0] ** 2 + u[1] ** 2)
