"""Registries: named things of one kind, such as the quantities, to which users add their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from kreissverify.system.origin import is_read_again

__all__ = ["Registry", "attributes_of"]

Item = TypeVar("Item")


class Registry(Mapping[str, Item]):
    """The things of one kind by their names, in the order in which they were registered.

    Parameters
    ----------
    kind
        What they are, in the singular, for messages.

    Examples
    --------
    >>> shapes: Registry[int] = Registry("shape")
    >>> shapes.register("square", 4)
    4
    >>> list(shapes)
    ['square']
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._items: dict[str, Item] = {}
        self._bundled: dict[str, tuple[Item, dict[str, object]]] = {}

    def seal(self) -> None:
        """Say that what is registered so far is the package's own: from now on it stays as it is.

        Raises
        ------
        ValueError
            If it was said before: what a user registers later cannot become the package's own.
        """
        if self._bundled:
            raise ValueError(f"the package's own {self.kind} are known already")
        self._bundled = {name: (item, attributes_of(item)) for name, item in self._items.items()}

    def is_bundled(self, name: str, item: object) -> bool:
        """Say whether a thing is the package's own of that name.

        By identity, and with what it consisted of when it was sealed: names, modules and files can
        be written down at will, and attributes written into it.
        """
        ours, attributes = self._bundled.get(name, (None, {}))
        now = attributes_of(item)
        unchanged = now.keys() == attributes.keys() and all(
            now[key] is attributes[key] for key in now
        )
        return ours is item and unchanged

    def register(self, name: str, item: Item) -> Item:
        """Add a thing under its name, and return it.

        Raises
        ------
        ValueError
            If the name is taken by another one: what a name stands for must not depend on the order
            in which files are loaded. (A file that is read again may bring its own anew.)
        """
        # the same thing twice is no conflict: the name stands for it either way
        if self._items.setdefault(name, item) is not item:
            if name in self._bundled or not is_read_again(item, self._items[name]):
                raise ValueError(f"{name}: there is a {self.kind} of this name already")
            self._items[name] = item
        return item

    def unregister(self, name: str) -> None:
        """Take a thing out again, as tests do; one that is not there is no error.

        Raises
        ------
        ValueError
            If it is the package's own: its name could then be given to something else.
        """
        if name in self._bundled:
            raise ValueError(f"{name}: this {self.kind} is the package's own and stays registered")
        self._items.pop(name, None)

    def __getitem__(self, name: str) -> Item:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


def attributes_of(item: object) -> dict[str, object]:
    """Return what was written into an object itself, apart from its class."""
    return dict(getattr(item, "__dict__", {}))
