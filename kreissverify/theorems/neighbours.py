"""What a theorem file imports from its own folder."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

__all__ = ["folder_on_path"]


class _FromSource(SourceFileLoader):
    """Runs what a file says now, and neither reads nor writes byte code.

    Python takes byte code for that of a file whose size and second of writing are the same: of
    what was edited in that second, as by a program, the old text would be judged under the new one.
    """

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return code


class _Sources(MetaPathFinder):
    """Finds the neighbours in a folder as Python does, and has them run from their sources."""

    def __init__(self, folder: Path, loaded: Collection[str]) -> None:
        self.folder = folder
        self.loaded = loaded

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = PathFinder.find_spec(fullname, path, target)
        if found is None or not isinstance(found.loader, SourceFileLoader):
            return None
        if not _is_neighbour(fullname, found.loader.path, self.folder, self.loaded):
            return None
        found.loader = _FromSource(found.loader.name, found.loader.path)
        return found


def _is_neighbour(name: str, origin: str, folder: Path, loaded: Collection[str]) -> bool:
    """Say whether a module stands in a folder under its own name.

    What stands deeper, in an environment of Python as it is often made beside theorem files, is
    installed; and a package that was loaded before, such as this one, is no file's neighbour.
    """
    place, package = Path(origin), name.partition(".")[0]
    if package in loaded or not place.is_relative_to(folder):
        return False
    return place.relative_to(folder).parts[0].removesuffix(".py") == package


@contextmanager
def folder_on_path(folder: Path, neighbours: dict[str, ModuleType]) -> Iterator[None]:
    """Let a file import its neighbours, and forget them after: another folder may have its own.

    Those that have run already are at hand, and those that run now are added to them.
    """
    path_before, modules_before, place_before = list(sys.path), set(sys.modules), Path.cwd()
    sys.path.insert(0, str(folder))
    finder = _Sources(folder, modules_before)
    sys.meta_path.insert(0, finder)
    for name, module in neighbours.items():
        sys.modules.setdefault(name, module)
    importlib.invalidate_caches()  # a neighbour may have been written since the last look
    try:
        yield
    finally:
        sys.path[:] = path_before
        sys.meta_path[:] = [x for x in sys.meta_path if x is not finder]
        os.chdir(place_before)  # the paths of the other files are told from here
        # Only what came from this folder: libraries that a file imports stay loaded.
        for name in set(sys.modules) - modules_before:
            origin = getattr(sys.modules[name], "__file__", None)
            if origin and _is_neighbour(name, origin, folder, modules_before):
                neighbours.setdefault(name, sys.modules.pop(name))
