"""What the README shows as printed is printed now, and no page has code that is not run."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreissverify.certificates.proof_checker import check
from kreissverify.cli import main
from kreissverify.theorems.library import bundled_statements
from tests.paths import DOCS, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
#: A row of the table: id, mark, verdict, expected, decided, tightness; the seconds vary.
ROW = re.compile(r"^(\S+) +[✔●✘?] (\w+) +(\S+) +(\d+/\d+) +(\S+) +\S+$", re.MULTILINE)


def shown(command: str) -> str:
    """Return what stands below a command in a block of the README."""
    (found,) = re.findall(
        rf"^```\n\$ {re.escape(command)} +# excerpt[^\n]*\n(.*?)^```",
        README,
        re.DOTALL | re.MULTILINE,
    )
    return str(found)


def missing(excerpt: str, printed: str) -> Iterator[str]:
    """Yield the lines of an excerpt that were not printed, or not in this order."""
    lines = iter(printed.splitlines())
    yield from (line for line in excerpt.splitlines() if line not in lines)


@pytest.mark.slow
def test_the_proof_shown_is_the_proof(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "E4.constant"]) == 0
    assert [*missing(shown("kreissverify prove E4.constant"), capsys.readouterr().out)] == []


@pytest.mark.slow
def test_the_rows_shown_are_those_of_a_run(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    excerpt = shown("make verify")
    rows = ROW.findall(excerpt)
    assert len(rows) >= 12
    assert main(["verify", *(row[0] for row in rows), "--jobs", "1"]) == 0
    printed = capsys.readouterr().out
    assert sorted(rows) == sorted(ROW.findall(printed))
    (counterexample,) = re.findall(r"^✘ R6: .*\n.*\n", excerpt, re.MULTILINE)
    assert counterexample in printed


def test_the_verdicts_are_counted_as_their_files_expect_them() -> None:
    """All are as expected, says the last line: so the counts are those of the expectations."""
    expected = Counter(x.expect for x in bundled_statements())
    counted = ", ".join(f"{expected[x]} {x}" for x in ("proved", "refuted", "supported"))
    assert f"\n{sum(expected.values())} statements: {counted} (seed 0, " in shown("make verify")


PROOFS = sorted((ROOT / "proofs" / "proof_files").iterdir())


def test_the_proofs_that_the_library_carries_are_counted() -> None:
    accepted, every = counted_proofs()
    assert accepted <= every == len(PROOFS)


@pytest.mark.slow
def test_the_proofs_that_are_accepted_are_counted() -> None:
    answers = [check(json.loads(gzip.decompress(file.read_bytes()))) for file in PROOFS]
    assert counted_proofs()[0] == sum(not answer.holes for answer in answers)


def counted_proofs() -> tuple[int, int]:
    """Return how many proofs the README calls accepted, and of how many."""
    (found,) = re.findall(r"ACCEPTED, as (\d+) of the (\d+) are that the library carries", README)
    return int(found[0]), int(found[1])


@pytest.mark.slow
@pytest.mark.parametrize("page", ["trust.md", "coq.md"])
def test_the_commands_of_a_page_run(page: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["verify", "R5", "--instances", "5"]) == 0  # its certificate is checked
    Path("proofs").symlink_to(ROOT / "proofs")
    text = (DOCS / page).read_text(encoding="utf-8")
    lines = "".join(re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)).splitlines()
    assert lines
    for line in lines:
        program, _, rest = line.partition("#")[0].strip().partition(" ")
        if program == "kreissverify":
            assert main(shlex.split(rest)) == 0, line
        else:  # a shell puts the names for *.json
            assert program == "python"
            command = f"{shlex.quote(sys.executable)} {rest}"
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            subprocess.run(command, shell=True, env=environment, check=True, capture_output=True)


def unnamed(pages: dict[str, str], tests: str) -> list[str]:
    """Return the pages with code to run that no test names."""
    code = re.compile(r"^```(python|sh|\{code-cell\})", re.MULTILINE)
    return [page for page, text in pages.items() if code.search(text) and f'"{page}"' not in tests]


def test_every_page_with_code_is_one_that_a_test_runs() -> None:
    pages = {x.name: x.read_text(encoding="utf-8") for x in DOCS.glob("*.md")}
    sources = (x.read_text(encoding="utf-8") for x in (ROOT / "tests").rglob("test_*.py"))
    tests = "".join(sources)
    assert unnamed(pages, tests) == []
    assert unnamed({"new.md": "```sh\nls\n```\n", "old.md": "words"}, "") == ["new.md"]


def test_what_is_not_printed_is_missed() -> None:
    assert [*missing("a\nc\nb", "a\nb\nc")] == ["b"] and [*missing("a\nc", "a\nb\nc")] == []
