"""The whole site is built without a warning, and every link within it leads to a place."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from website.api import described
from website.places import sources
from website.theory import proof_files

from tests.paths import DOCS, EXAMPLES, ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("sphinx", "myst_nb", "sphinx_gallery", "numpydoc", "pydata_sphinx_theme"):
        pytest.importorskip(package, reason="needs the extra docs")
    folder = tmp_path_factory.mktemp("documentation") / "site"
    path = os.pathsep.join(map(str, (DOCS, ROOT)))
    done = subprocess.run(
        [sys.executable, "-m", "website", str(folder)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


class Page(HTMLParser):
    """What a page links to, its places, and its buttons: what each shows, and what is read out."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.buttons: list[tuple[str, str | None]] = []
        self._in_button = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_data(self, data: str) -> None:
        if self._in_button:
            shown, read_out = self.buttons[-1]
            self.buttons[-1] = (f"{shown} {data}", read_out)

    def handle_endtag(self, tag: str) -> None:
        self._in_button = self._in_button and tag != "button"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "button":
            self._in_button = True
            self.buttons.append(("", dict(attrs).get("aria-label")))
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.append(value)
            elif name == "id" and value:
                self.places.add(value)


def pages_of(site: Path) -> dict[Path, Page]:
    apart = ("_static", "_downloads", "_sources")
    return {x: Page(x) for x in site.rglob("*.html") if not {*apart} & {*x.parts}}


def misread(page: Page) -> list[str]:
    """Return the buttons of which a text is shown that is not read out."""
    words = ((" ".join(shown.split()), read_out) for shown, read_out in page.buttons)
    return [x for x, read_out in words if read_out is not None and x not in read_out]


def dead(pages: dict[Path, Page]) -> Iterator[str]:
    """Yield the links that lead to no file, or to no place of a page."""
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            fragment = {unquote(parts.fragment)} - {""}
            if not target.exists() or (target in pages and not fragment <= pages[target].places):
                yield f"{path.name}: {link}"


def test_the_site_is_whole(site: Path) -> None:
    pages = pages_of(site)
    assert [*dead(pages)] == []
    assert {x for page in pages.values() for x in misread(page)} == set()
    there = {path.relative_to(site).with_suffix("").as_posix() for path in pages}
    examples = {f"gallery/{x.stem}" for x in (EXAMPLES / "gallery").glob("plot_*.py")}
    assert there >= {place.removesuffix(".md") for place in sources().values()} | examples
    assert there >= {f"theory/{x.stem}" for x in proof_files() if x.parent.name == "proofs"}
    places = set().union(*(page.places for page in pages.values()))
    assert {f"{module}.{name}" for module, name in described()} <= places
    assert (site / "searchindex.js").stat().st_size > 100_000
    # nothing is asked of another host, and nothing says where it was built
    scripts = [x for page in pages.values() for x in page.links if x.endswith((".js", ".css"))]
    assert not [x for x in scripts if urlsplit(x).netloc]
    assert not [x for x in pages if str(ROOT) in x.read_text(encoding="utf-8")]
    # a link that is dead is found, and a button that is read out as another
    first = site / "index.html"
    pages[first].buttons.append(("Search Ctrl+K", "Search"))
    assert misread(pages[first]) == ["Search Ctrl+K"]
    pages[first].links.append("no-such.html")
    assert [*dead(pages)] == ["index.html: no-such.html"]
