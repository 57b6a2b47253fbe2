"""Whole certificates: refutations that hold, membership of classes, reading, exit codes."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kreissverify.certificates import checker, schema
from tests.certificates.support.by_hand import (
    GOOD,
    ONE,
    fact,
    instance,
    num,
    op,
    quantity,
    refutation,
    sym,
)

FALSE = op("lt", ONE, ONE)
SCRIPT = Path(checker.__file__)


def rejected(document: Any) -> str:
    with pytest.raises(checker.Rejected) as error:
        checker.check(document)
    return str(error.value)


@pytest.mark.parametrize("name", GOOD)
def test_refutations_made_by_hand(name: str) -> None:
    document = GOOD[name]()
    start = time.perf_counter()
    shown = checker.check(document)
    assert time.perf_counter() - start < 1
    assert " = " in shown and "FALSE" in shown and shown.isascii() and shown.isprintable()


def test_a_claim_that_holds_is_not_refuted() -> None:
    document = GOOD["transient peak above R3"]()
    document["conclusion"]["op"] = "ge"
    assert "not certainly false" in rejected(document)
    document = GOOD["R6 Neumann bound"]()
    document["hypotheses"] = [op("not", document["hypotheses"][0])]
    assert "not certainly true" in rejected(document)


BROKEN_FACTS = {
    "no such quantity": fact("k", lower={"value": "1"}),
    "no such matrix": fact("K", "J.E", lower={"value": "1"}),
    "matrix that is not square": fact("K", "J.C", lower={"value": "1"}),
    "an argument too many": fact("K", "J", "2", lower={"value": "1"}),
    "a side too many": fact("K", lower={"value": "1"}) | {"exact": {"value": "1"}},
    "a bound that is a number": fact("K") | {"lower": "1"},
    "no value": fact("K", lower={}),
    "infinite without witness": fact("K", lower={"value": "inf"}),
    "contradiction": fact("norm", lower={"value": "3"}, upper={"value": "2"}),
}


@pytest.mark.parametrize("name", BROKEN_FACTS)
def test_a_broken_fact_rejects_though_nothing_uses_it(name: str) -> None:
    matrix = [["0", "0", "0"], ["0", "0", "0"], ["3", "4", "0"]]
    of = instance(matrix, "0", "BlockTriangular", [2, 1])
    assert "not certainly" not in rejected(refutation(of, FALSE, [BROKEN_FACTS[name]]))


def test_facts_about_the_same_quantity_intersect() -> None:
    of = instance([["1/2", "0"], ["2", "1/2"]], "1/2", "BlockTriangular")
    wide = fact("norm", lower={"value": "1"}, upper={"value": "9"})
    narrow = fact("norm", lower={"value": "2"}, upper={"value": "3"})
    outside = op("or", op("lt", quantity("norm"), num(2)), op("gt", quantity("norm"), num(3)))
    for facts in ([wide, narrow], [narrow, wide]):
        assert checker.check(refutation(of, outside, facts))


BROKEN_TREES = {
    "a number": ONE,
    "zero": num(0),
    "an unknown operation": op("eval", ONE),
    "a formula as a term": op("lt", op("le", ONE, ONE), num(-1)),
    "a term as a formula": op("and", num(0), FALSE),
    "an unknown symbol": op("lt", sym("d"), ONE),
    "a quantity as a symbol": op("lt", {"K": "J"}, ONE),
    "a symbol as a quantity": op("lt", quantity("symbol", "gamma"), num(0)),
    "no operands": op("and"),
    "three sides": op("lt", ONE, ONE, ONE),
    "a case without condition": op("lt", op("piecewise", ONE), ONE),
    "a case with a number as condition": op("lt", op("piecewise", ONE, ONE), ONE),
    "false": False,
    "null": None,
    "a string": "1 < 0",
    "a formula as argument": op("lt", quantity("power_norm", "J", FALSE), num(0)),
}


@pytest.mark.parametrize("name", BROKEN_TREES)
def test_a_broken_statement_rejects(name: str) -> None:
    of = instance([["1/2", "0"], ["2", "1/2"]], "1/2", "BlockTriangular")
    facts = [fact("K", lower={"value": "1"}), fact("power_norm", "J", "0", lower={"value": "1"})]
    assert "certainly false: 1 < 1" not in rejected(refutation(of, BROKEN_TREES[name], facts))


TEXTS: dict[str, Callable[[str], str]] = {
    "a field twice": lambda text: text.replace('"kind"', '"version": 1, "kind"', 1),
    "an unknown field": lambda text: text.replace('"kind"', '"note": "", "kind"', 1),
    "a missing field": lambda text: re.sub(r'"kind": "refutation", ', "", text),
    "another version": lambda text: text.replace('"version": 1', '"version": 2'),
    "version true": lambda text: text.replace('"version": 1', '"version": true'),
    "version 1.0": lambda text: text.replace('"version": 1', '"version": 1.0'),
    "NaN": lambda text: text.replace('"version": 1', '"version": NaN'),
    "Infinity": lambda text: text.replace('"lower": {', '"lower": {"value": Infinity, "x": ', 1),
    "half a file": lambda text: text[: len(text) // 2],
    "nothing": lambda text: "",
    "nested lists": lambda text: "[" * 100_000,
    "nested trees": lambda text: '{"op":"not","args":[' * 50_000 + "]}" * 50_000,
    "a long number": lambda text: text.replace('"387"', '"' + "9" * 4001 + '"'),
    "a very long number": lambda text: text.replace('"version": 1', '"version": ' + "1" * 5000),
    "too long": lambda text: text + " " * schema.MAX_BYTES,
    "UTF-16": lambda text: text.encode("utf-16").decode("latin-1"),
}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("name", TEXTS)
def test_broken_texts(name: str, tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    text = TEXTS[name](json.dumps(GOOD["transient peak above R3"]()))
    path.write_text(text, encoding="latin-1")
    with pytest.raises(checker.Rejected):
        checker.check(checker.load(str(path)))


def test_exit_codes_and_lines(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad\n\x1b[2J.json"
    document = GOOD["transient peak above R3"]()
    good.write_text(json.dumps(document))
    forged = copy.deepcopy(document)
    forged["facts"][0]["lower"]["value"] = "388"
    bad.write_text(json.dumps(forged))
    accepted = run(str(good))
    assert (accepted.returncode, accepted.stderr) == (0, "")
    assert accepted.stdout.startswith(f"ACCEPTED {good}: for BlockTriangular")
    mixed = run(str(good), str(bad))
    assert mixed.returncode == 1 and len(mixed.stdout.splitlines()) == 2
    assert "\x1b" not in mixed.stdout and "REJECTED" in mixed.stdout
    missing = run(str(good), str(tmp_path / "missing.json"))
    assert missing.returncode == 2 and "UNREADABLE" in missing.stderr
    assert run().returncode == 2 and "usage" in run().stderr


def test_the_checker_stands_alone() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert "kreissverify" not in re.sub(r'"kreissverify-certificate"|kreissverify-c', "", source)
    assert not re.search(
        r"\b(eval|exec|pickle|compile|open\([^)]*w)\b", source.replace("re.compile", "")
    )


def test_the_schema_states_the_limits_of_the_checker() -> None:
    assert schema.MAX_BYTES == checker.MAX_BYTES
    assert schema.MAX_ITEMS == checker.MAX_LIST
    assert (schema.MAX_SIZE, schema.MAX_TIME) == (checker.MAX_SIZE, checker.MAX_TIME)
    assert schema.MAX_STATEMENT == checker.MAX_TEXT
    assert schema.MAX_SIDE == checker.MAX_SIDE
    assert (schema.MAX_PARTS, schema.MAX_DEPTH) == (checker.MAX_PARTS, checker.MAX_DEPTH)
    digits = "9" * schema.MAX_DIGITS
    assert checker.rational(f"-{digits}/{digits}") == -1
