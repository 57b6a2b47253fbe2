"""The registry of quantities: below what a quantity is, and below the atoms that name one."""

from __future__ import annotations

from typing import Any

from kreissverify.system.registry import Registry

__all__ = ["KNOWN"]

KNOWN: Registry[Any] = Registry("quantity")
"""Every quantity by its name; `base.registry` gives it with its type."""
