"""Enclosures of quantities of a matrix that is known only to within some ε."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from kreissverify.matrices.exact_matrix import ExactMatrix, as_exact_matrix
from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.base import OutsideDomain, Quantity
from kreissverify.quantities.nearby import exponentials, forms, norms, powers, resolvents, spectra
from kreissverify.quantities.nearby.neighbourhood import Neighbourhood

__all__ = ["enclose_nearby"]

_BY_NAME: dict[str, Callable[..., Enclosure]] = {
    "norm": norms.norm_nearby,
    "frobenius": norms.frobenius_norm_nearby,
    "w": norms.numerical_radius_nearby,
    "trace": norms.trace_nearby,
    "det": norms.determinant_nearby,
    "rank": norms.rank_nearby,
    "cond": norms.condition_number_nearby,
    "departure": spectra.departure_nearby,
    "rho": spectra.spectral_radius_nearby,
    "spectral_abscissa": spectra.spectral_abscissa_nearby,
    "numerical_abscissa": norms.numerical_abscissa_nearby,
    "resolvent_norm": resolvents.resolvent_norm_nearby,
    "G": resolvents.maximal_resolvent_norm_nearby,
    "distance_to_instability": resolvents.distance_to_instability_nearby,
    "rho_eps": resolvents.pseudospectral_radius_nearby,
    "K": resolvents.kreiss_constant_nearby,
    "K_c": resolvents.continuous_kreiss_constant_nearby,
    "G_c": resolvents.continuous_resolvent_norm_nearby,
    "continuous_distance_to_instability": resolvents.continuous_distance_to_instability_nearby,
    "pseudospectral_abscissa": resolvents.pseudospectral_abscissa_nearby,
    "power_norm": powers.power_norm_nearby,
    "M": powers.transient_peak_nearby,
    "T": powers.settling_time_nearby,
    "H": forms.noise_gain_nearby,
    "stein_bound": forms.stein_bound_nearby,
    "L": forms.lyapunov_bound_nearby,
    "exp_norm": exponentials.exponential_norm_nearby,
    "M_c": exponentials.continuous_transient_peak_nearby,
    "T_c": exponentials.continuous_settling_time_nearby,
    "H_c": forms.continuous_noise_gain_nearby,
    "L_c": forms.continuous_lyapunov_bound_nearby,
}

# The quantities of one parameter that never decrease with it (1), or never increase (-1).
_DIRECTIONS = {
    "G": -1,
    "G_c": -1,
    "T": -1,
    "T_c": -1,
    "rho_eps": 1,
    "pseudospectral_abscissa": 1,
}


def enclose_nearby(
    quantity: Quantity, centre: Any, radius: fmpq, *parameters: Any, rtol: float = 1e-6
) -> Enclosure:
    """Return an enclosure of q(A) for every A, real or complex, with ‖A - C‖ ≤ ε.

    Parameters
    ----------
    quantity
        One of the package's own.
    centre
        C, exactly: a `Matrix`, an `ExactMatrix`, or what they are made of. Rectangular for norms
        and the rank.
    radius
        ε ≥ 0, in the spectral norm, which the root of the sum of the squares of the errors of the
        entries bounds.
    parameters
        The quantity's parameters, exactly, or as enclosures of real numbers.
    rtol
        The relative width asked for at C; that for all A is larger by what ε does.

    Returns
    -------
    Enclosure
        With an upper end ∞ where some A may have that value.

    Raises
    ------
    Refused
        If nothing is known of the quantity near a matrix or a parameter, or it is refused there.
    OutsideDomain
        If it is not defined for such parameters, or for no such A.

    Examples
    --------
    >>> from kreissverify import norm
    >>> print(enclose_nearby(norm, [[3, 0], [4, 0]], fmpq(1, 1000)).upper.value)
    5001/1000
    """
    known = _BY_NAME.get(quantity.name)
    if known is None or not quantity.is_bundled:
        raise Refused(
            f"{quantity.name}: nothing is known of how it changes with a matrix, so it has no "
            "enclosure where entries are not known exactly"
        )
    if radius < 0:
        raise ValueError(f"radius: expected a number >= 0, got {radius}")
    quantity.require_count(parameters)
    wide = [x for x in parameters if isinstance(x, Enclosure) and not x.is_exact]
    if wide:
        return _between(quantity, centre, radius, wide[0], rtol)
    exact = tuple(quantity.parameter(_exactly(x)) for x in parameters)
    given = centre if isinstance(centre, Matrix) else as_exact_matrix(centre)
    shape = given.shape if isinstance(given, ExactMatrix) else (given.n, given.n)
    square = given.matrix if isinstance(given, ExactMatrix) and given.is_square else given
    subject = quantity.subject(square)
    if radius == 0:
        return quantity.enclosure(subject, *exact, rtol=rtol)
    return known(Neighbourhood(subject, shape, radius, rtol), *exact)


def _exactly(parameter: Any) -> Any:
    return parameter.lower.value if isinstance(parameter, Enclosure) else parameter


def _between(
    quantity: Quantity, centre: Any, radius: fmpq, parameter: Enclosure, rtol: float
) -> Enclosure:
    """Enclose a quantity whose one parameter is known by an enclosure only."""
    if not parameter.is_finite:
        raise Refused(f"{quantity.name}: nothing is known of its parameter")
    low, high = parameter._finite_ends()
    if quantity.name == "resolvent_norm":
        # zI - A is within ε + |z - z₀| of z₀I - C
        half = (high - low) / 2
        return enclose_nearby(quantity, centre, radius + half, low + half, rtol=rtol)
    if quantity.name == "exp_norm":
        return exponentials.exponential_norm_between(
            Neighbourhood(quantity.subject(centre), (0, 0), radius, rtol), low, high
        )
    if quantity.name not in _DIRECTIONS:
        raise Refused(f"{quantity.name}: expected a parameter that is known exactly")
    try:
        ends = [enclose_nearby(quantity, centre, radius, x, rtol=rtol) for x in (low, high)]
    except OutsideDomain as error:  # of one end: the number itself may be within
        raise Refused(f"{quantity.name}: {error}") from None
    first, last = ends if _DIRECTIONS[quantity.name] > 0 else reversed(ends)
    return Enclosure(first.lower, last.upper)


# what knows a matrix to within ε only, as a weighted quantity does, finds it there without a circle
Quantity.enclose_nearby = staticmethod(enclose_nearby)
