"""Quantities of a matrix: one file each, in maps/, flows/ or algebra/, and registered here."""

from __future__ import annotations

from kreissverify.quantities.algebra.condition_number import QUANTITY as CONDITION_NUMBER
from kreissverify.quantities.algebra.departure_from_normality import QUANTITY as DEPARTURE
from kreissverify.quantities.algebra.determinant import QUANTITY as DETERMINANT
from kreissverify.quantities.algebra.frobenius_norm import QUANTITY as FROBENIUS_NORM
from kreissverify.quantities.algebra.matrix_rank import QUANTITY as MATRIX_RANK
from kreissverify.quantities.algebra.matrix_trace import QUANTITY as MATRIX_TRACE
from kreissverify.quantities.algebra.resolvent_norm import QUANTITY as RESOLVENT_NORM
from kreissverify.quantities.algebra.spectral_norm import QUANTITY as SPECTRAL_NORM
from kreissverify.quantities.base import Quantity, enclose, register, registry, seal, unregister
from kreissverify.quantities.flows.distance_to_instability import (
    QUANTITY as CONTINUOUS_DISTANCE_TO_INSTABILITY,
)
from kreissverify.quantities.flows.exponential_norm import QUANTITY as EXPONENTIAL_NORM
from kreissverify.quantities.flows.kreiss_constant import QUANTITY as CONTINUOUS_KREISS_CONSTANT
from kreissverify.quantities.flows.lyapunov_bound import QUANTITY as CONTINUOUS_LYAPUNOV_BOUND
from kreissverify.quantities.flows.maximal_resolvent_norm import (
    QUANTITY as CONTINUOUS_RESOLVENT_NORM,
)
from kreissverify.quantities.flows.noise_gain import QUANTITY as CONTINUOUS_NOISE_GAIN
from kreissverify.quantities.flows.numerical_abscissa import QUANTITY as NUMERICAL_ABSCISSA
from kreissverify.quantities.flows.pseudospectral_abscissa import (
    QUANTITY as PSEUDOSPECTRAL_ABSCISSA,
)
from kreissverify.quantities.flows.settling_time import QUANTITY as CONTINUOUS_SETTLING_TIME
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as SPECTRAL_ABSCISSA
from kreissverify.quantities.flows.transient_peak import QUANTITY as CONTINUOUS_TRANSIENT_PEAK
from kreissverify.quantities.maps.distance_to_instability import QUANTITY as DISTANCE_TO_INSTABILITY
from kreissverify.quantities.maps.kreiss_constant import QUANTITY as KREISS_CONSTANT
from kreissverify.quantities.maps.lyapunov_bound import QUANTITY as LYAPUNOV_BOUND
from kreissverify.quantities.maps.maximal_resolvent_norm import QUANTITY as MAXIMAL_RESOLVENT_NORM
from kreissverify.quantities.maps.noise_gain import QUANTITY as NOISE_GAIN
from kreissverify.quantities.maps.numerical_radius import QUANTITY as NUMERICAL_RADIUS
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from kreissverify.quantities.maps.pseudospectral_radius import QUANTITY as PSEUDOSPECTRAL_RADIUS
from kreissverify.quantities.maps.settling_time import QUANTITY as SETTLING_TIME
from kreissverify.quantities.maps.spectral_radius import QUANTITY as SPECTRAL_RADIUS
from kreissverify.quantities.maps.stein_bound import QUANTITY as STEIN_BOUND
from kreissverify.quantities.maps.transient_peak import QUANTITY as TRANSIENT_PEAK
from kreissverify.quantities.nearby.enclosure import enclose_nearby

# `enclose_nearby` sets itself as a face of quantities when it is imported: weights ask for it
__all__ = [
    "Quantity",
    "enclose",
    "enclose_nearby",
    "register",
    "registry",
    "unregister",
]

BUNDLED = (
    KREISS_CONSTANT,
    TRANSIENT_PEAK,
    MAXIMAL_RESOLVENT_NORM,
    NOISE_GAIN,
    LYAPUNOV_BOUND,
    SETTLING_TIME,
    SPECTRAL_RADIUS,
    NUMERICAL_RADIUS,
    POWER_NORM,
    PSEUDOSPECTRAL_RADIUS,
    DISTANCE_TO_INSTABILITY,
    STEIN_BOUND,
    SPECTRAL_NORM,
    RESOLVENT_NORM,
    FROBENIUS_NORM,
    MATRIX_TRACE,
    DETERMINANT,
    CONDITION_NUMBER,
    MATRIX_RANK,
    DEPARTURE,
    SPECTRAL_ABSCISSA,
    NUMERICAL_ABSCISSA,
    CONTINUOUS_KREISS_CONSTANT,
    CONTINUOUS_RESOLVENT_NORM,
    CONTINUOUS_DISTANCE_TO_INSTABILITY,
    PSEUDOSPECTRAL_ABSCISSA,
    EXPONENTIAL_NORM,
    CONTINUOUS_TRANSIENT_PEAK,
    CONTINUOUS_NOISE_GAIN,
    CONTINUOUS_LYAPUNOV_BOUND,
    CONTINUOUS_SETTLING_TIME,
)
for _quantity in BUNDLED:
    register(_quantity)
seal()


def __getattr__(name: str) -> Quantity:
    for quantity in registry().values():
        if name in (quantity.name, quantity.long_name):
            return quantity
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
