"""The page in a browser, where there is one: no error, no request, readable on a phone."""

from __future__ import annotations

import contextlib
import html
import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kreissverify.cli import main

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, NAMES)), "")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--v=0",
    "--virtual-time-budget=2000",
]
NOTES = '''
from kreissverify import BlockTriangular, K, M, theorem

@theorem(source="<script>document.title = 'taken'</script>", expect="supported")
def kreiss_bound(J: BlockTriangular):
    """A bound. <script>document.title = 'taken'</script>"""
    return K(J) <= 1 + J.c / (4 * (1 - J.gamma))

@theorem(source="a hope", expect="refuted")
def peak_bound(J: BlockTriangular):
    return M(J) <= 2 / (1 - J.gamma) + J.c / (4 * (1 - J.gamma))
'''


pytestmark = [pytest.mark.slow, pytest.mark.skipif(not BROWSER, reason="no Chromium here")]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a run on two statements."""
    folder = tmp_path_factory.mktemp("run")
    with contextlib.chdir(folder):
        Path("notes.py").write_text(NOTES, encoding="utf-8")
        assert main(["verify", "notes.py", "--instances", "3", "--jobs", "1", "--report", "r"]) == 0
    return folder / "r" / "verify.html"


def browse(page: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the browser on a page, with a profile of its own."""
    command = [BROWSER, *QUIET, f"--user-data-dir={folder / 'profile'}", *options, page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "CONSOLE" not in done.stderr, done.stderr
    return done


def test_the_page_of_a_small_file_opens_without_an_error(page: Path, tmp_path: Path) -> None:
    # A probe beside the page's own script, and allowed as it is: does a phone have to scroll?
    probe = "<script>document.title += ` ${document.documentElement.scrollWidth}`</script>"
    probed = tmp_path / "probed.html"
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"script-src '[^']*'", "script-src 'unsafe-inline'", text)
    probed.write_text(text.replace("</body>", f"{probe}</body>"), encoding="utf-8")
    for shown in (page, probed):
        done = browse(shown, tmp_path, "--dump-dom", "--window-size=500,844")
        title = re.search(r"<title>(.*?)</title>", done.stdout)
        assert title is not None and "taken" not in title[1]
        assert 'type="search"' in done.stdout, "the page's own script has run"
    assert int(title[1].split()[-1]) <= 500, "nothing is wider than the window"


class Letters(HTMLParser):
    """The letters of a page beyond ASCII, those of its head and of its scripts left out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.counted: Counter[str] = Counter()
        self.feed(re.sub(r"<(head|script|style|title|desc)\b.*?</\1>", "", text, flags=re.DOTALL))

    def handle_data(self, data: str) -> None:
        self.counted.update(x for x in data if not x.isascii() and x.isprintable())


def printed(page: Path, folder: Path) -> tuple[Counter[str], list[str]]:
    """Return the letters of a page as it is printed, and the words that leave their sheet."""
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext")
    sheet, words = folder / "page.pdf", folder / "words.html"
    browse(page, folder, f"--print-to-pdf={sheet}", "--no-pdf-header-footer")
    subprocess.run(["pdftotext", "-bbox", sheet, words], check=True)
    text = words.read_text(encoding="utf-8")
    letters, outside = Counter[str](), []
    for width, sheet_text in re.findall(r'<page width="([\d.]+)"(.*?)</page>', text, re.DOTALL):
        for left, right, word in re.findall(
            r'xMin="([-\d.]+)".*?xMax="([-\d.]+)".*?>(.*?)</word>', sheet_text
        ):
            letters.update(html.unescape(word))
            if float(left) < 0 or float(right) > float(width):
                outside.append(word)
    return letters, outside


def test_the_page_is_printed_with_all_letters_and_nothing_out_of_the_sheet(
    page: Path, tmp_path: Path
) -> None:
    letters, outside = printed(page, tmp_path)
    assert outside == []
    shown = Letters(page.read_text(encoding="utf-8")).counted
    assert len(shown) > 10 and {x: n for x, n in shown.items() if letters[x] == 0} == {}


def test_what_leaves_the_sheet_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"  # a browser makes a page smaller that is wider, but not by much
    far = "<p style='position: absolute; left: 40in; white-space: nowrap'>standing out γ</p>"
    page.write_text(f"<meta charset=utf-8><p>δ{far}", encoding="utf-8")
    letters, outside = printed(page, tmp_path)
    assert letters["δ"] == 1 and (outside or letters["γ"] == 0)
