"""The second run: verdicts of the first one, marked, until something changes or `--fresh` asks."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.support.answers import THEOREMS, refuses

VERIFY = ("verify", "notes.py", "--instances", 3, "--jobs", 1, "--json", "v.json")


def cached() -> list[bool]:
    return [x["cached"] for x in json.loads(Path("v.json").read_text())["theorems"]]


def test_the_second_run_takes_verdicts_and_says_so(run, theorems) -> None:
    first = run(*VERIFY)
    assert first.code == 0 and "cached" not in first.out and cached() == [False, False]
    Path("certificates/never_above_one.json").unlink()
    second = run(*VERIFY)
    assert second.code == 0 and cached() == [True, True]
    rows = [line for line in second.out.splitlines() if line.endswith(" cached")]
    assert len(rows) == 2 and "0 s of work, 2 from the cache" in second.out
    assert run("check", "certificates/never_above_one.json").code == 0
    fresh = run(*VERIFY, "--fresh")
    assert fresh.code == 0 and cached() == [False, False]


def test_a_changed_file_is_judged_anew(run, theorems) -> None:
    run(*VERIFY)
    theorems.write_text(THEOREMS.replace('expect="refuted"', 'expect="supported"'))
    assert run(*VERIFY).code == 1 and cached() == [False, False]


def test_clearing(run, theorems) -> None:
    assert "nothing was kept" in run("cache", "clear").out
    run(*VERIFY)
    assert run("cache").out.startswith("3 entries, ")
    result = run("cache", "clear")
    assert result.code == 0 and "3 entries removed" in result.out  # and the contradictions
    assert not Path(".kreissverify_cache").exists()
    run(*VERIFY)
    assert cached() == [False, False]


def test_a_cache_that_cannot_be_written_costs_one_line(run, theorems) -> None:
    Path(".kreissverify_cache").write_text("a file")
    result = run(*VERIFY)
    assert result.code == 0
    (line,) = result.err.splitlines()
    assert ".kreissverify_cache" in line and "not kept" in line
    refuses(run("cache"), ".kreissverify_cache", "no folder")
    refuses(run("cache", "clear"), ".kreissverify_cache", "no folder")
