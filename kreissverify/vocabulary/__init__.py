"""The words that theorem files and notebooks are written with: `from kreissverify import ...`.

They stand in four modules, each of which is loaded when a name of it is asked for: whoever wants
the Kreiss constant of an array does not wait for the statement language.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kreissverify.vocabulary.experiments import *  # noqa: F403
    from kreissverify.vocabulary.results import *  # noqa: F403
    from kreissverify.vocabulary.statements import *  # noqa: F403
    from kreissverify.vocabulary.values import *  # noqa: F403
    from kreissverify.vocabulary.values import __getattr__ as __getattr__

if not TYPE_CHECKING:
    # Each stands on rooms that the ones before it have loaded, so that asking them in this order
    # loads no more than the name needs.
    _MODULES = ("values", "statements", "experiments", "results")

    def __getattr__(name: str) -> Any:
        """Return a name of the first module that has it, or all their names as `__all__`."""
        modules = (import_module(f"{__name__}.{module}") for module in _MODULES)
        if name == "__all__":
            return [word for module in modules for word in module.__all__]
        for module in modules:
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
