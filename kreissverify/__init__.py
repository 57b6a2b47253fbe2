"""pytest for theorems about transient growth.

Everything a theorem file or a notebook needs is imported from here. The names stand in
`kreissverify.vocabulary`, whose modules are loaded when a name of them is asked for: a program that
only finds this package installed, as pytest does by its plugin, does not wait for SymPy.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kreissverify.system import started as started  # first: it remembers when
from kreissverify.system.near_names import no_attribute
from kreissverify.system.version import VERSION

if TYPE_CHECKING:
    from kreissverify.vocabulary import *  # noqa: F403
    from kreissverify.vocabulary import __getattr__ as __getattr__

__version__ = VERSION

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Return a name of the vocabulary, or a room of the package, which loading it brings."""
        if not name.startswith("__") or name == "__all__":  # the rest is what Python looks for
            vocabulary = import_module(f"{__name__}.vocabulary")
            found = getattr(vocabulary, name, globals().get(name))
            if found is not None:
                return found
            raise AttributeError(no_attribute(__name__, name, vocabulary.__all__))
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        """Return the vocabulary and the modules, which completion at a prompt asks for."""
        vocabulary = import_module(f"{__name__}.vocabulary")  # first: it brings the rooms
        known = globals().items()
        found = {x for x, of in known if x.startswith("__") or isinstance(of, ModuleType)}
        return sorted({*found, *vocabulary.__all__})
