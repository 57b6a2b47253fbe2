"""The step sizes with which coupled gradient descent on a quadratic problem overshoots least.

Alone, "least K" is no question: as α/β → ∞ with small steps K tends to 1, and ρ(J) to 1. So the
spectral radius is bounded, and what is asked is

    minimise Q(J(α, β))  over 0 < α < 2/‖Hxx‖, 0 < β < 2/‖Hyy‖  with ρ(J(α, β)) ≤ rate.

Known in closed form, and proved, for Hxy = 0:

- Scalar blocks h, k and g = |Hyx|, with p = g/k and c = (1-rate)p: the least K is
  (√(4·rate² + c²) - c√(1-rate²)) / (2·rate²) where c² > 4(1-rate²), else 1. It is attained at
  α = (1+rate)/h, β = (1-rate)/k: x overshoots, y is as slow as is allowed. For these steps
  J² = rate²·I, so that K is attained at real z. In general, with u = (z-1)/(z-A), v = (z-1)/(z-D)
  at real z > 1, (z-1)R(z) = [[u, 0], [-(1-v)pu, v]], whose norm grows with u and is convex in v,
  with value 1 or less at v = 1 for the least u: where it exceeds 1, it falls in v.
- Scalar blocks: the least M is max(1, min over |d| ≤ rate of √(p²(1-d)² + d²)), attained at
  α = 1/h, β = (1-d)/k: the second row of J bounds M from below, and is all of it where A = 0.
- The worst case K(T) is least, k(‖Hyx‖/μ) by E1 with μ the least eigenvalue of Hyy, whatever the
  rate: κ = β‖Hyx‖/(1-γ) ≥ ‖Hyx‖/μ by 1-γ ≤ βμ, with equality for γ = 1-βμ.
- The worst case with a radius for each block (N1) is least at α = 2/(μ_x + L_x), β = (1-rate)/μ_y:
  proved by machine (TS.best), and taken from `two_radii_steps` without a search.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import fmpq

from kreissverify.experiments.quadratic_problem import QuadraticProblem
from kreissverify.experiments.step_search import Pair, StepSearch
from kreissverify.experiments.two_radii_steps import TwoRadiiSteps
from kreissverify.matrices import SelfReferential
from kreissverify.matrices.class_options import checked_radii
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import as_fmpq, as_fraction, rational_string
from kreissverify.quantities import Quantity, enclose, registry

__all__ = ["OptimalSteps", "StepSizes", "optimal_step_sizes"]


@dataclass(frozen=True)
class StepSizes:
    """A pair of steps and what it gives, in float64.

    Attributes
    ----------
    alpha, beta
        The steps of x and y.
    rate
        The spectral radius ρ(J), or ρ(T) where the worst case was asked for.
    value
        The objective.
    """

    alpha: Fraction
    beta: Fraction
    rate: float
    value: float


@dataclass(frozen=True)
class OptimalSteps(StepSizes):
    """The best pair of steps found; the rate that was asked for is kept, which is proved.

    Attributes
    ----------
    allowed_rate
        The bound on the spectral radius.
    enclosure
        The objective at these rational steps, certified.
    J
        The Jacobian at these steps, exact.
    usual
        The pair of the fastest steps, the least spectral radius, beside it.
    least
        The least objective of all pairs that keep the rate, where it is known in closed form and
        proved; else None.
    """

    allowed_rate: Fraction
    enclosure: Enclosure
    J: SelfReferential
    usual: StepSizes
    least: Enclosure | None = None


def optimal_step_sizes(
    Hxx: object,
    Hyx: object,
    Hyy: object,
    *,
    Hxy: object = 0,
    objective: Quantity | None = None,
    rate: object = None,
    worst_case: bool = False,
    radii: str = "common",
    rtol: float = 1e-6,
) -> OptimalSteps:
    """Return the step sizes with the least transient growth among those that are fast enough.

    Parameters
    ----------
    Hxx, Hyx, Hyy, Hxy
        The Hessian blocks, see `linear_quadratic`.
    objective
        The quantity to minimise: K (the default), M, L, H, or another one without parameters.
    rate
        The largest spectral radius allowed, a rational number in (0, 1). By default (1+r)/2, where
        r is the least one: half the largest gap, so about twice the fastest number of iterations.
    worst_case
        Minimise over the comparison matrix T of J instead: what is known of J is then γ, ‖Hxy‖ and
        ‖Hyx‖ only, and ρ(T) ≤ rate is asked for.
    radii
        Of T, with `worst_case`: ``"common"``, one γ for x and y, or ``"each"``, a radius for each.
        With ``"each"``, Hxy = 0 and the objective K the best steps are known in closed form,
        α = 2/(μ_x + L_x) and β = (1-rate)/μ_y with μ and L the least and largest eigenvalues of
        Hxx and Hyy, or a longer β where K(T) = 1 there as well.
    rtol
        The relative width of the certified enclosure of the objective.

    Returns
    -------
    OptimalSteps
        That no better pair exists is proved where `least` is not None: the value is within 1e-6
        of it (the steps are rounded to rational ones). Else pairs are searched in float64, by up to
        2,000 evaluations (seconds up to n = 8; K takes minutes at n = 20). That the rate is kept
        is proved, and the value is certified. Of pairs within 1e-6 of the least value, those of a
        smaller spectral radius are preferred.

    Raises
    ------
    InvalidMatrix
        If the blocks are not such blocks.
    ValueError
        If the rate is no number in (0, 1), or is not attained; or if radii are given that no worst
        case is taken over.
    Refused
        If the objective cannot be enclosed at the steps found.

    Examples
    --------
    >>> best = optimal_step_sizes(1, 10, 2, rate="1/2", worst_case=True, radii="each")
    >>> print(best.alpha, best.beta, best.least)
    1 1/4 1.1549229170474
    """
    objective = registry()["K"] if objective is None else objective
    if not isinstance(objective, Quantity) or objective.parameters:
        raise TypeError("objective: expected a quantity without parameters, such as K or M")
    if checked_radii(radii) == "each" and not worst_case:
        raise ValueError('radii: "each" is of the worst case: expected worst_case=True with it')
    search = StepSearch(QuadraticProblem(Hxx, Hyx, Hyy, Hxy=Hxy), objective, worst_case, radii)
    fastest = search.fastest()
    least = float(search.radii(fastest))
    allowed = _allowed(rate, least)
    usual = search.rational(fastest, fastest, allowed)
    if usual is None:
        raise ValueError(
            f"rate: {rational_string(allowed)} is not attained: the least spectral radius found is "
            f"{least:.6g}, at alpha = {fastest[0]:.6g}, beta = {fastest[1]:.6g}"
        )
    known = _closed_form(search, allowed)
    found = (
        search.best(allowed, fastest)
        if known is None
        else search.rational(known.pair, fastest, allowed)
    )
    # the fastest pair keeps the rate for certain, and stands where no better one can be rounded
    steps = found or usual
    J = search.problem.jacobian(*steps, radii=radii)
    return OptimalSteps(
        **vars(_told(search, steps)),
        allowed_rate=as_fraction(allowed),
        enclosure=enclose(objective, J.comparison if worst_case else J, rtol=rtol),
        J=J,
        usual=_told(search, usual),
        least=None if known is None else known.least,
    )


def _closed_form(search: StepSearch, rate: fmpq) -> TwoRadiiSteps | None:
    """Return the best steps in closed form, for the question of which they are known."""
    of_two_radii = search.worst_case and search.radii_of == "each"
    if not of_two_radii or search.objective is not registry()["K"] or search.problem.acts_back:
        return None
    return TwoRadiiSteps(search.problem, rate)


def _allowed(rate: object, least: float) -> fmpq:
    """Return the rate asked for; the default keeps half of the largest gap."""
    if rate is None:
        if least >= 1:
            raise ValueError(
                "rate: no steps were found with which the coupled iteration contracts: the least "
                f"spectral radius found is {least:.6g}"
            )
        # two digits of the gap: the rate is printed, and becomes an end of exact comparisons
        return as_fmpq(1 - Fraction(f"{(1 - least) / 2:.1e}"))
    try:
        allowed = as_fmpq(rate)
    except (TypeError, ValueError) as error:
        raise ValueError(f"rate: {error}") from None
    if not 0 < allowed < 1:
        raise ValueError(f"rate: expected a number in (0, 1), got {rational_string(allowed)}")
    return allowed


def _told(search: StepSearch, pair: Pair) -> StepSizes:
    steps = np.array([float(step) for step in pair])
    return StepSizes(*pair, float(search.radii(steps)), search.value(steps))
