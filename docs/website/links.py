"""Links of a page that stands elsewhere on the site than in the project."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

from website.places import ROOT

__all__ = ["FOLDERS", "linked_files", "turned"]

#: Folders of the project that a page of the site shows, the inner ones first.
FOLDERS = {
    "examples/own_theorem": "own-theorem.md",
    "examples": "gallery/index.rst",
    "proofs": "theory/index.md",
    "findings": "findings.md",
}
_FILES = "files"  # of the site: copies of the files of the project that pages link to
_LINK = re.compile(r"(\]\()(?!\w+:|#)([^)\s#]+)((?:#[^)\s]*)?\))")
_FENCED = re.compile(r"(^```.*?^```$)", flags=re.DOTALL | re.MULTILINE)


def turned(text: str, path: Path, place: str, places: Mapping[Path, str]) -> str:
    """Return the text of a page with its links turned to where their targets are on the site.

    Parameters
    ----------
    text
        The page, as it stands in the project at `path`.
    path
        Its file.
    place
        The page of the site that it becomes.
    places
        The files that are pages of the site, and where.
    """

    def turn(link: re.Match[str]) -> str:
        target = (path.parent / link[2]).resolve()
        if not target.is_relative_to(ROOT):
            return link[0]
        found = posixpath.relpath(_place(target, places), posixpath.dirname(place) or ".")
        return f"{link[1]}{found}{link[3]}"

    # code is left as it is
    return "".join(x if x.startswith("```") else _LINK.sub(turn, x) for x in _FENCED.split(text))


def _place(target: Path, places: Mapping[Path, str]) -> str:
    """Return where the site has a file of the project."""
    if target in places:
        return places[target]
    within = target.relative_to(ROOT).as_posix()
    if target.is_dir():
        return FOLDERS.get(within, f"{_FILES}/{within}")
    return within.removeprefix("docs/") if within.startswith("docs/") else f"{_FILES}/{within}"


def linked_files(text: str, path: Path, places: Mapping[Path, str]) -> dict[Path, str]:
    """Return the files that a page links to and that are no pages, each with its place there."""
    apart = "".join(x for x in _FENCED.split(text) if not x.startswith("```"))
    targets = {(path.parent / link[2]).resolve() for link in _LINK.finditer(apart)}
    files = (x for x in targets if x.is_file() and x.is_relative_to(ROOT) and x not in places)
    return {x: _place(x, places) for x in sorted(files)}
