"""The sections of the site: which page belongs to which, and a page that lists each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["ALONE", "HOW_TO", "SECTIONS", "Section", "members", "section_page"]


@dataclass(frozen=True)
class Section:
    """A section: its title, a sentence, and its pages in their order."""

    name: str
    title: str
    sentence: str
    pages: tuple[str, ...] = ()


#: Pages that the first page lists itself.
ALONE = ("index", "overview", "tutorial", "faq")

#: The pages that belong to no other section: a new one is listed without an edit here.
HOW_TO = Section("how-to", "How to", "One task a page.")

SECTIONS = (
    HOW_TO,
    Section(
        "reference",
        "Reference",
        "The language, the kinds of matrices, the terms, and the formats of files.",
        (
            "statement-language",
            "kinds-of-matrices",
            "glossary",
            "certificate-format",
            "proof-format",
            "json-output",
        ),
    ),
    Section(
        "trusted",
        "What to trust",
        "What each verdict rests on, and how that is tried.",
        ("trust", "new-results", "evidence", "necessity", "mutants", "findings"),
    ),
    Section(
        "project",
        "The project",
        "What was measured, how to take part, what changed.",
        ("benchmarks", "experiments", "contributing", "own-theorem", "releasing", "release-notes"),
    ),
)


def members(section: Section, pages: Iterable[str]) -> list[str]:
    """Return the pages of a section, of the names of all pages without their suffix."""
    if section is not HOW_TO:
        return list(section.pages)
    elsewhere = {page for other in SECTIONS for page in other.pages} | {*ALONE}
    return sorted(x for x in pages if x not in elsewhere)


def section_page(section: Section, pages: Iterable[str]) -> str:
    """Return the page of a section, which lists its members."""
    listed = "\n".join(members(section, pages))
    head = f"# {section.title}\n\n{section.sentence}\n\n"
    return f"{head}```{{toctree}}\n:maxdepth: 2\n\n{listed}\n```\n"
