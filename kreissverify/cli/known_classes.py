"""The classes of matrices that the command line knows, by the names that they have there."""

from __future__ import annotations

from typing import Any

from kreissverify import continuous, families
from kreissverify.instances.kinds import KINDS
from kreissverify.instances.parameter_domains import Integer, Real
from kreissverify.instances.registry import registry

__all__ = ["FLOWS", "known_classes"]

#: What stands, with a dot, before classes of flows, which have the names of those of maps.
FLOWS = "ct"


def known_classes() -> dict[str, Any]:
    """Return the kinds, the coupled classes, the families and the domains of numbers."""
    flows = {f"{FLOWS}.{x}": getattr(continuous, x) for x in continuous.CLASSES}
    others = [x for x in registry() if x not in flows.values()]
    classes: list[Any] = [*KINDS, *others, Real, Integer]
    known = {x.__name__: x for x in classes} | {x: getattr(families, x) for x in families.__all__}
    return known | flows
