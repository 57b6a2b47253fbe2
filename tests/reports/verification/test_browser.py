"""The page in a browser, where there is one: no error, no request, readable on a phone."""

from __future__ import annotations

import re
import shutil
import subprocess
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
    "--dump-dom",
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


@pytest.mark.slow
@pytest.mark.skipif(not BROWSER, reason="no Chromium here")
def test_the_page_of_a_small_file_opens_without_an_error(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.py").write_text(NOTES, encoding="utf-8")
    assert main(["verify", "notes.py", "--instances", "3", "--jobs", "1", "--report", "r"]) == 0
    page = tmp_path / "r" / "verify.html"
    # A probe beside the page's own script, and allowed as it is: does a phone have to scroll?
    probe = "<script>document.title += ` ${document.documentElement.scrollWidth}`</script>"
    probed = tmp_path / "probed.html"
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"script-src '[^']*'", "script-src 'unsafe-inline'", text)
    probed.write_text(text.replace("</body>", f"{probe}</body>"), encoding="utf-8")
    for shown in (page, probed):
        command = [BROWSER, *QUIET, f"--user-data-dir={tmp_path / 'profile'}"]
        command += ["--window-size=500,844", shown.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        assert "CONSOLE" not in done.stderr, done.stderr
        title = re.search(r"<title>(.*?)</title>", done.stdout)
        assert title is not None and "taken" not in title[1]
        assert 'type="search"' in done.stdout, "the page's own script has run"
    assert int(title[1].split()[-1]) <= 500, "nothing is wider than the window"
