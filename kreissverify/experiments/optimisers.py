"""Peak, Kreiss constant and noise floor of first-order methods against the condition number κ.

Each method acts on each eigenvalue of a quadratic's Hessian, in [1, κ], by a number or a 2×2
matrix; K, M and H of a whole quadratic are the largest (for H: the sum) over its eigenvalues.

*Momentum*, with the usual optimal parameters. With q = √κ put γ = (q-1)/(q+1) for the heavy ball
and γ = 1 - 1/q for Nesterov's method, δ = 1 - γ and c = 1 + γ². Then

    K = k(c/δ), k(x) = x/4 + 1/x from 2 on and 1 below      (HB, Nesterov, HB.attained)
    H = 1 + 2(1+γ²)(1+γ⁴)/(1-γ²)³                           (HB.noise, HB.noise_attained)
    M = max over integers t of γᵗ·exp(asinh(ct/(2γ)))       (E6.powers, at an end of the spectrum)

of which the first two are proved by the statements of the library to be the largest over the
eigenvalues. Of M that is measured here, and proved is the bound (1+γ²)/(1-γ²) (HB.peak,
Nesterov.peak).

*Without memory*: gradient descent with the step 2/(1+κ), and extragradient steps of 1/(1+κ), where
1 - αh + α²h² is least at both ends of the spectrum together. Both are polynomials in a symmetric
matrix, so that K = M = 1 and H = 1/(1-γ²), with γ = (κ-1)/(κ+1) and γ = 1 - κ/(κ+1)².

*Optimistic steps* of 1/(2κ), the longest of which OG speaks. At an eigenvalue h, and a = αh, the
matrix is [[1-2a, a], [1, 0]], with the eigenvalues (1-2a ± √(1+4a²))/2; so

    K = ((1+2a)² + (1-a)²)/((1+2a)√((1-2a)²+(1+a)²) + 2√a·(1-a)) if (1+a)² ≥ 8a     (Q.map_kreiss)
    H = 1 + 2(1-a)(1+a²)/(a(1+a)(2-3a))                                             (Q.noise)

and ‖Jᵗ‖ is that of the triangular matrix with those eigenvalues and 1-a beside them. That all three
are largest at the least eigenvalue is measured; proved are K ≤ √2 and M ≤ 1 + √2 (OG, OG.peak).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities import registry

__all__ = ["METHODS", "ClosedForms", "Optimisers", "closed_forms", "optimisers"]

METHODS = ("gradient descent", "extragradient", "optimistic", "heavy ball", "Nesterov")
_OPTIMISTIC_STEPS = 64  # the peak comes within a few: the second eigenvalue is nearly 0
_EIGENVALUES = 200  # of a grid in [1, κ]: the largest values are at its ends, which belong to it


@dataclass(frozen=True)
class Optimisers:
    """The largest values over the eigenvalues; a row for each method and a column for each κ.

    Attributes
    ----------
    condition
        κ.
    M, K, H
        The peak, the Kreiss constant, and the noise gain of the worst eigenvalue.
    closed_M, closed_K, closed_H
        The same in closed form.
    bound
        The proved bound on M.
    """

    seed: int
    condition: FloatArray
    M: FloatArray
    K: FloatArray
    H: FloatArray
    closed_M: FloatArray
    closed_K: FloatArray
    closed_H: FloatArray
    bound: FloatArray


@dataclass(frozen=True)
class ClosedForms:
    """Peak, Kreiss constant and noise gain of one method, and the proved bound of the peak.

    Examples
    --------
    >>> forms = closed_forms("heavy ball", 3.0)
    >>> forms.K, round(forms.M, 4), round(forms.bound, 4), round(forms.H, 4)
    (1.025, 1.4254, 1.6667, 7.2963)
    """

    M: float
    K: float
    H: float
    bound: float


def closed_forms(method: str, q: float) -> ClosedForms:
    """Return the closed forms over quadratics of condition number q².

    Parameters
    ----------
    method
        One of `METHODS`.
    q
        √κ > 1.
    """
    if method == "gradient descent":
        # 1 - γ² = 4κ/(κ+1)², without cancellation
        return ClosedForms(1.0, 1.0, (q * q + 1) ** 2 / (4 * q * q), 1.0)
    if method == "extragradient":
        gap = q * q / (q * q + 1) ** 2
        return ClosedForms(1.0, 1.0, 1 / (gap * (2 - gap)), 1.0)
    if method == "optimistic":
        return _optimistic(1 / (2 * q * q))
    # δ = 1 - γ by itself: at κ = 10⁶ the difference would lose three digits
    gap = 2 / (q + 1) if method == "heavy ball" else 1 / q
    gamma, ends = 1 - gap, gap * (2 - gap)  # ends = 1 - γ²
    c = 1 + gamma**2
    x = c / gap
    return ClosedForms(
        M=_largest_power(gamma, gap, c),
        K=x / 4 + 1 / x if x >= 2 else 1.0,
        H=1 + 2 * c * (1 + gamma**4) / ends**3,
        bound=c / ends,
    )


def _optimistic(a: float) -> ClosedForms:
    """Return the closed forms of [[1-2a, a], [1, 0]], 0 < a ≤ 1/2."""
    trace, beside, root = 1 + 2 * a, 1 - a, np.sqrt(1 + 4 * a * a)
    length = np.hypot(1 - 2 * a, 1 + a)
    kreiss = (trace**2 + beside**2) / (length * trace + 2 * np.sqrt(a) * beside)
    t = np.arange(_OPTIMISTIC_STEPS, dtype=np.float64)
    first, second = ((1 - 2 * a + sign * root) / 2 for sign in (1, -1))
    powers = first**t, second**t
    moved = beside * (powers[0] - powers[1]) / root
    norms = (np.hypot(powers[0] + powers[1], moved) + np.hypot(powers[0] - powers[1], moved)) / 2
    return ClosedForms(
        M=float(norms.max()),
        K=float(kreiss) if (1 + a) ** 2 >= 8 * a else 1.0,
        H=1 + 2 * (1 - a) * (1 + a * a) / (a * (1 + a) * (2 - 3 * a)),
        bound=1 + float(np.sqrt(2)),
    )


def _largest_power(gamma: float, gap: float, c: float) -> float:
    """Return the largest γᵗ·exp(asinh(ct/(2γ))) over integers t ≥ 0: log-concave in t."""
    # it falls from t = 1/log(1/γ) < 1/(1-γ) on, as d/dt asinh(ct/(2γ)) < 1/t
    t = np.arange(int(1 / gap) + 2, dtype=np.float64)
    return float(np.exp(t * np.log(gamma) + np.arcsinh(c * t / (2 * gamma))).max())


def optimisers(
    *,
    seed: int = 0,
    decades: int = 6,
    notice: Callable[[str], None] = lambda message: None,
) -> Optimisers:
    """Measure the methods for κ = 10, …, 10^decades.

    Parameters
    ----------
    seed
        Nothing is drawn.
    decades
        Up to which power of 10.
    notice
        Called with what is being done.

    Returns
    -------
    Optimisers
        What was measured.
    """
    condition: FloatArray = np.logspace(1, decades, decades, dtype=np.float64)
    found = {name: np.empty((len(METHODS), decades)) for name in "MKH"}
    names = ("M", "K", "H", "bound")
    closed = {name: np.empty((len(METHODS), decades)) for name in names}
    for i, method in enumerate(METHODS):
        notice(method)
        for j, kappa in enumerate(condition):
            stack = _modes(method, float(np.sqrt(kappa)))
            forms = closed_forms(method, float(np.sqrt(kappa)))
            for name, values in closed.items():
                values[i, j] = getattr(forms, name)
            for name, values in found.items():
                values[i, j] = registry()[name].float64(stack).values.max()
    return Optimisers(seed, condition, **found, **_closed(closed))


def _closed(found: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the closed forms by the names of the fields."""
    return {name if name == "bound" else f"closed_{name}": x for name, x in found.items()}


def _modes(method: str, q: float) -> FloatArray:
    """Return the matrices on eigenvalues from 1 to q², of shape (N, 2, 2)."""
    value = np.geomspace(1, q * q, _EIGENVALUES)
    if method == "heavy ball":
        alpha, beta = 4 / (q + 1) ** 2, ((q - 1) / (q + 1)) ** 2
        first, second = 1 + beta - alpha * value, np.full_like(value, -beta)
    elif method == "Nesterov":
        beta = (q - 1) / (q + 1)
        first, second = (1 + beta) * (1 - value / q**2), -beta * (1 - value / q**2)
    elif method == "optimistic":
        step = value / (2 * q * q)
        first, second = 1 - 2 * step, step
    else:
        of_gradient = method == "gradient descent"
        step = (2 if of_gradient else 1) * value / (1 + q * q)
        return (1 - step if of_gradient else 1 - step + step**2)[:, None, None]
    one, zero = np.ones_like(value), np.zeros_like(value)
    return np.stack([np.stack([first, second], -1), np.stack([one, zero], -1)], -2)
