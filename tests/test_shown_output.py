"""What the README shows as printed is what is printed now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreissverify.cli import main
from kreissverify.theorems.library import bundled_statements
from tests.paths import ROOT

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


def test_the_proofs_that_the_library_carries_are_counted() -> None:
    files = [*(ROOT / "proofs" / "proof_files").iterdir()]
    assert f"ACCEPTED, as all {len(files)} are that the library carries" in README


def test_what_is_not_printed_is_missed() -> None:
    assert [*missing("a\nc\nb", "a\nb\nc")] == ["b"] and [*missing("a\nc", "a\nb\nc")] == []
