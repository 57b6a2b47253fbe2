"""Quantities of a matrix: one file each, found by the registry."""

from __future__ import annotations

from kreissverify.quantities.base import Quantity, QuantityExpr, enclose, registry

__all__ = ["Quantity", "QuantityExpr", "enclose", "registry"]


def __getattr__(name: str) -> Quantity:
    for quantity in registry().values():
        if name in (quantity.name, quantity.long_name):
            return quantity
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
