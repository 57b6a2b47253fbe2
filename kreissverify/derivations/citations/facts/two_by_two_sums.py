"""The 2×2 comparison matrix T = [[γ, b], [c, γ]]: its powers, and the sum of their squares."""

from __future__ import annotations

from typing import Any

import sympy

from kreissverify.derivations.citations.facts.two_by_two import entries
from kreissverify.derivations.citations.schema import CitedFact, register
from kreissverify.derivations.errors import DerivationError
from kreissverify.quantities.maps.noise_gain import QUANTITY as H
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.spectral_radius import QUANTITY as RHO

__all__: list[str] = []


@register(
    "two_by_two.power",
    source="the powers of a Jordan block; R. A. Horn, C. R. Johnson, Matrix Analysis, 2.6.3",
)
def power(T: Any, t: Any, power: Any) -> CitedFact:
    """For b = 0 and γ > 0, Tᵗ = [[p, 0], [q, p]] with p = γᵗ, here called power, and q = ctp/γ. The
    singular values of such a matrix differ by q and have the product p², so the larger one, ‖Tᵗ‖,
    solves n² = qn + p².
    """
    gamma, b, c = entries(T)
    t = sympy.sympify(t)
    if b != 0 or not (t.is_integer and t.is_nonnegative):
        raise DerivationError(
            f"two_by_two.power: expected b = 0 and an integer t ≥ 0, got {T}, {t}"
        )
    # γᵗ is given a name by the derivation: its square is then one term to the solvers.
    n = POWER_NORM(T, t)
    solved = sympy.Eq(n**2, c * t * power / gamma * n + power**2)
    return CitedFact((sympy.Gt(gamma, 0), sympy.Eq(power, gamma**t)), sympy.And(n >= 0, solved))


@register("two_by_two.noise", kind="definition", source="R. E. Kalman, J. E. Bertram (1960)")
def noise(T: Any, first: Any, mixed: Any, second: Any) -> CitedFact:
    """If ρ(T) < 1 then P = TPTᵀ + I has one solution, Σ TᵏTᵏᵀ, and H(T) is its trace; the three
    equations say that [[first, mixed], [mixed, second]] solves it.
    """
    gamma, b, c = entries(T)
    # The solution is put in rather than found: that it solves the equations is easily decided.
    x, y, z = first, mixed, second
    equations = (
        sympy.Eq(x, gamma**2 * x + 2 * gamma * b * y + b**2 * z + 1),
        sympy.Eq(y, gamma * c * x + (gamma**2 + b * c) * y + gamma * b * z),
        sympy.Eq(z, c**2 * x + 2 * gamma * c * y + gamma**2 * z + 1),
    )
    return CitedFact((sympy.Lt(RHO(T), 1), *equations), sympy.Eq(H(T), x + z))
