"""All sources of the site in one folder, from which Sphinx builds it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from website.api import api_pages
from website.links import linked_files, turned
from website.places import API, DOCS, THEORY, sources
from website.sections import SECTIONS, section_page
from website.theory import proof_files, theory_pages

__all__ = ["stage"]


def stage(folder: Path, proofs: Iterable[Path] | None = None) -> None:
    """Write the sources of the site into a folder, which is emptied first.

    Parameters
    ----------
    folder
        Where they go; the gallery is added by sphinx-gallery.
    proofs
        The files of proofs whose pages are written: all of them if not given.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for place, text in _pages(proof_files() if proofs is None else [*proofs]).items():
        _write(folder / place, text)
    for path, place in _files().items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / place)


def _pages(proofs: list[Path]) -> dict[str, str]:
    places = sources()
    copied = {
        place: turned(path.read_text(encoding="utf-8"), path, place, places)
        for path, place in places.items()
    }
    names = [place.removesuffix(".md") for place in copied]
    return {
        **copied,
        **{f"{section.name}.md": section_page(section, names) for section in SECTIONS},
        **{f"{API}/{place}": text for place, text in api_pages().items()},
        **{f"{THEORY}/{place}": text for place, text in theory_pages(proofs).items()},
    }


def _files() -> dict[Path, str]:
    """Return the files beside the pages: what they link to, and their pictures."""
    places = sources()
    found = {path: path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.svg")}
    for path in places:
        found |= linked_files(path.read_text(encoding="utf-8"), path, places)
    return found


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
