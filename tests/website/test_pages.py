"""Every page of the project is on the documentation site, once, and its links lead somewhere."""

from __future__ import annotations

import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from website.links import linked_files, turned
from website.places import sources
from website.prose import docstring, plain
from website.sections import ALONE, HOW_TO, SECTIONS, members, section_page
from website.theory import proof_files, theory_pages

from tests.paths import DOCS, PROOFS, ROOT

NAMES = [place.removesuffix(".md") for place in sources().values()]


def placed(names: list[str]) -> list[str]:
    """Return every page that the first page or a section lists."""
    return [*ALONE, *(page for section in SECTIONS for page in members(section, names))]


def test_every_page_is_listed_once() -> None:
    assert sorted(placed(NAMES)) == sorted(NAMES)


def test_a_new_page_is_a_how_to() -> None:
    assert "something-new" in members(HOW_TO, [*NAMES, "something-new"])
    assert "\nsomething-new\n" in section_page(HOW_TO, [*NAMES, "something-new"])
    # and one that is gone is missed
    assert sorted(placed(NAMES[1:])) != sorted(NAMES[1:])


def test_every_file_of_the_docs_is_a_page() -> None:
    notebooks = {x for x in DOCS.rglob("*.md") if "website" not in x.parts}
    assert notebooks <= {*sources()} and all(path.is_file() for path in sources())


def test_the_first_page_lists_the_sections() -> None:
    (tree,) = re.findall(r"```\{toctree\}\n(.*?)```", (DOCS / "index.md").read_text(), re.DOTALL)
    lines = tree.split("\n\n")[1].splitlines()
    listed = {re.sub(r".*<(.*)>", r"\1", line) for line in lines}
    made = {"api/index", "gallery/index", "theory/index"}
    assert listed == {*ALONE, *(section.name for section in SECTIONS), *made} - {"index"}


def test_every_file_of_proofs_is_a_page_of_the_theory() -> None:
    files = proof_files()
    apart = {x for x in PROOFS.rglob("*.py") if x.name.startswith("_")}
    assert {*files} == {*PROOFS.rglob("*.py")} - apart


def test_a_page_of_the_theory_has_the_steps_of_its_proofs() -> None:
    pages = theory_pages([PROOFS / "e8_lyapunov.py"])
    assert "\ne8_lyapunov\n" in pages["index.md"]
    page = pages["e8_lyapunov.md"]
    assert page.startswith("# E8. ")
    assert page.count("<details><summary>Proof, in") == page.count("</details>") == 4
    assert "## E8.coupled" in page and "Expected: *proved*" in page and "<math" in page
    assert "a textbook fact" in page and "Rests on" in page


# Links.


def dead_links(text: str, path: Path, place: str) -> list[str]:
    """Return the links of a page that lead to no page and no copied file of the site."""
    places = sources()
    made = {f"{section.name}.md" for section in SECTIONS} | {"theory/index.md", "gallery/index.rst"}
    known = {*places.values(), *linked_files(text, path, places).values(), *made}
    found = re.findall(r"\]\((?!\w+:|#)([^)\s#]+)", without_code(turned(text, path, place, places)))
    targets = {posixpath.normpath(posixpath.join(posixpath.dirname(place), x)) for x in found}
    return sorted(targets - known)


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", sorted(sources()), ids=lambda path: path.name)
def test_links_lead_to_pages_of_the_site(path: Path) -> None:
    place = sources()[path]
    assert dead_links(path.read_text(encoding="utf-8"), path, place) == []


@pytest.mark.parametrize(
    ("link", "place", "found"),
    [
        ("docs/trust.md", "overview.md", "trust.md"),
        ("docs/trust.md#verdicts", "overview.md", "trust.md#verdicts"),
        ("CONTRIBUTING.md", "notebooks/x.md", "../contributing.md"),
        ("examples", "overview.md", "gallery/index.rst"),
        ("docs/portrait.svg", "overview.md", "portrait.svg"),
        ("action.yml", "overview.md", "files/action.yml"),
        ("https://example.org", "overview.md", "https://example.org"),
        ("#here", "overview.md", "#here"),
    ],
)
def test_links_are_turned(link: str, place: str, found: str) -> None:
    text = f"[x]({link}) and\n```text\n[x]({link})\n```\n"
    expected = f"[x]({found}) and\n```text\n[x]({link})\n```\n"
    assert turned(text, ROOT / "README.md", place, sources()) == expected


def test_a_dead_link_is_found() -> None:
    assert dead_links("[x](no-such.md)", DOCS / "index.md", "index.md") == ["no-such.md"]


# Tables.


def empty_headings(text: str) -> list[str]:
    """Return the heads of tables of which a cell is empty: nothing is read out for its column."""
    heads = re.findall(r"^(\|.*\|)\n\|(?: *:?-+:? *\|)+$", text, flags=re.MULTILINE)
    return [x for x in heads if not all(cell.strip() for cell in x.strip("|").split("|"))]


@pytest.mark.parametrize("path", sorted(sources()), ids=lambda path: path.name)
def test_every_column_of_a_table_has_a_heading(path: Path) -> None:
    assert empty_headings(path.read_text(encoding="utf-8")) == []


def test_an_empty_heading_is_found() -> None:
    table = "| | K |\n| --- | ---: |\n| | 1 |\n"
    assert empty_headings(table) == ["| | K |"] and empty_headings(table[1:]) == []


# Prose of the package is not read as markup.


class Text(HTMLParser):
    """The words of a page, and its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.elements = "", []

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.append(tag)


def rendered(markdown: str) -> Text:
    text = Text()
    text.feed(MarkdownIt().render(markdown))
    return text


@given(st.text("ab1 *_`<>[](){}$|~&\\‖ᵀ!", min_size=1, max_size=30))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    shown = rendered(f"x{plain(text)}x")
    assert shown.words.strip() == f"x{text}x" and shown.elements == ["p"]


@pytest.mark.parametrize(
    "formula", ["max x*Ax over |x*Jx| = 1", "‖A‖_F and ‖B‖_F", "XX* = X*X", "0 < c and d < 1"]
)
def test_formulas_of_docstrings_are_no_markup(formula: str) -> None:
    assert rendered(docstring(formula)).words.strip() == formula


def test_docstrings_keep_their_emphasis_and_code() -> None:
    shown = rendered(docstring("*Reading.* The `a*b*c` of\n\n    K(J)*x* <= 1\n"))
    assert shown.elements == ["p", "em", "code", "pre", "code"]
    assert "a*b*c" in shown.words and "K(J)*x* <= 1" in shown.words
