"""Values over ℂ as values of quantities, which are real numbers."""

from __future__ import annotations

from flint import fmpq

from kreissverify.numbers.complex_rational import Gaussian, gaussian_string
from kreissverify.quantities.base import OutsideDomain

__all__ = ["real_value"]

_SHOWN = 40  # characters of a value that a message shows


def real_value(name: str, value: Gaussian) -> fmpq:
    """Return a value that is real.

    Parameters
    ----------
    name
        The quantity.
    value
        Its value, decided exactly.

    Raises
    ------
    OutsideDomain
        If it is not real: a quantity is compared with others, and ℂ has no order.

    Examples
    --------
    >>> real_value("trace", (fmpq(2), fmpq(0)))
    2
    """
    real, imaginary = value
    if imaginary == 0:
        return real
    text = gaussian_string(value)
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
    raise OutsideDomain(
        f"{name}: {shown} on this complex matrix, which is not real; expected one on which it is, "
        "such as a Hermitian matrix"
    )
