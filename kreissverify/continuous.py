"""Flows x' = Ax: `from kreissverify import continuous as ct`, and then `ct.K(A)`, `ct.M(A)`, ….

The quantities of flows, each under its short and its long name. In a statement they are printed
K_c(A), M_c(A), and so on, as those of maps have the same letters.

Examples
--------
>>> from kreissverify import continuous as ct
>>> ct.spectral_abscissa([[-1, 5], [0, -2]])
-1.0
"""

from __future__ import annotations

from kreissverify.matrices import BlockTriangularFlow, CoupledFlow, SelfReferentialFlow
from kreissverify.quantities import Quantity, registry
from kreissverify.system.near_names import no_attribute

# The classes of flows, which maps have by the same names.
BlockTriangular, CoupledBlocks = BlockTriangularFlow, CoupledFlow
SelfReferential = SelfReferentialFlow
CLASSES = {
    "BlockTriangular": BlockTriangular,
    "CoupledBlocks": CoupledBlocks,
    "SelfReferential": SelfReferential,
}
_MARK = "_c"  # at the end of the registered names of those that maps have also


def _names(quantity: Quantity) -> tuple[str, str, str]:
    """Return the short name, the registered one, which may end in a mark, and the long name."""
    short = quantity.name.removesuffix(_MARK)
    return short.removeprefix("continuous_"), quantity.name, quantity.long_name


_FLOWS = [q for q in registry().values() if q.continuous]
__all__ = sorted({name for quantity in _FLOWS for name in _names(quantity)} | {*CLASSES})


def __getattr__(name: str) -> Quantity:
    """Return a quantity of flows by its name."""
    for quantity in registry().values():
        if quantity.continuous and name in _names(quantity):
            return quantity
    raise AttributeError(no_attribute(__name__, name, __all__))


def __dir__() -> list[str]:
    return __all__
