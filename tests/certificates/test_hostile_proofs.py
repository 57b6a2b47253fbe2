"""Whatever a stranger's file holds, the checker of proofs answers, with bounded work."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from kreissverify.certificates import proof_checker
from tests.certificates.support.by_hand import num, op, sym
from tests.certificates.support.by_steps import ZERO, C, over_reals, proof, step, theorem


def nested(depth: int, word: str, *others: Any) -> Any:
    tree: Any = C
    for _ in range(depth):
        tree = op(word, tree, *others)
    return tree


SUM = op("add", C, sym("J.gamma"), op("sqrt", C), op("exp", C), op("log", C), num(1))
#: Terms that would take too long, or too much memory, if they were written out.
LARGE = {
    "powers of powers": nested(30, "pow", num(24)),
    "a sum to large powers": op("pow", op("pow", op("pow", SUM, num(24)), num(24)), num(24)),
    "products of sums": op("mul", *([SUM] * 60)),
    "a long number to large powers": op("pow", op("pow", num("9" * 4000), num(24)), num(24)),
    "many denominators": op(
        "add", *(op("mul", num(f"1/{'7' * 3900}{k:03}"), C) for k in range(900))
    ),
    "a deep tree": nested(90, "sqrt"),
    "a deep sum": nested(90, "add", C),
    "an exponent of many digits": op("pow", C, num("9" * 4000)),
    "a small exponent": op("pow", C, num(f"-{'9' * 4000}")),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_terms_are_rejected_or_left_as_they_are(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a tenth of the work that is allowed, all of which takes a checker ten seconds
    monkeypatch.setattr(proof_checker, "WORK", proof_checker.WORK // 10)
    claim = op("ge", LARGE[name], ZERO)
    with pytest.raises(proof_checker.Rejected):
        proof_checker.check(proof(theorem(claim, step("reals", claim))))


def test_formulas_that_double_are_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_checker, "WORK", proof_checker.WORK // 10)
    # each `iff` takes its parts twice, once denied: 2¹⁸ parts of a file of 3 KB
    claim = op("ge", C, ZERO)
    for k in range(18):
        claim = op("iff", claim, op("ge", op("add", C, num(k)), ZERO))
    with pytest.raises(proof_checker.Rejected, match="more work than is allowed"):
        proof_checker.check(proof(theorem(claim, step("reals", claim))))


def test_steps_that_use_all_before_them_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = op("ge", C, ZERO)
    several = [step("reals", claim, uses=list(range(k))) for k in range(40)]
    proof_checker.check(proof(theorem(claim, *several)))
    monkeypatch.setattr(proof_checker, "WORK", 20_000)  # 40³/6 formulas are gone through
    with pytest.raises(proof_checker.Rejected, match="more work than is allowed"):
        proof_checker.check(proof(theorem(claim, *several)))


def test_a_deep_file_is_rejected(tmp_path: Path) -> None:
    claim = op("ge", nested(110, "sqrt"), ZERO)
    file = tmp_path / "deep.json"
    file.write_text(json.dumps(proof(theorem(claim, step("reals", claim)))))
    assert "nested more than 200 deep" in proof_checker.verdict(str(file))[1][0]
    file.write_text("[" * 100_000)
    assert proof_checker.verdict(str(file))[0] == 1


TEXT = json.dumps(over_reals())
#: Files that are no proofs, and a part of the reason.
FILES = {
    "a float": (TEXT.replace('"version": 1', '"version": 1.0'), "a number is a string"),
    "a long integer": (
        TEXT.replace('"version": 1', f'"version": {"1" * 5000}'),
        "a number is a string",
    ),
    "NaN": (TEXT.replace('"version": 1', '"version": NaN'), "a number is a string"),
    "a field twice": (
        TEXT.replace('"version": 1', '"version": 1, "version": 1'),
        "same field twice",
    ),
    "a denominator 0": (TEXT.replace('"num": "1"', '"num": "1/0"'), "denominator 0"),
    "digits of another script": (
        TEXT.replace('"num": "1"', '"num": "\\u0661"'),
        "expected a number",
    ),
    "not JSON": ("{", "not JSON"),
    "a number alone": ("7", "no proof: expected one JSON object"),
    "a table of numbers": ("0.5,3\n0,0.25\n", "no proof: expected one JSON object"),
    "many lists": (f"[{'[],' * 1_000_001}[]]", "lists and objects"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_no_proofs(name: str, tmp_path: Path) -> None:
    content, reason = FILES[name]
    file = tmp_path / "proof.json"
    file.write_text(content)
    code, (line,) = proof_checker.verdict(str(file))
    assert code == 1 and line.startswith("REJECTED") and reason in line


PACKED = gzip.compress(TEXT.encode(), mtime=0)
#: Compressed files that are no proofs: each is the whole one with something changed.
DAMAGED = {
    "truncated": PACKED[: len(PACKED) // 2],
    "without its checksum": PACKED[:-8],
    "with another checksum": PACKED[:-8] + bytes(8),
    "with more behind it": PACKED + b"{}",
    "two in one": PACKED + PACKED,
    "the head alone": PACKED[:2],
    "nothing in it": gzip.compress(b""),
    "unpacks to gigabytes": gzip.compress(bytes(1 << 24)) * 400,
}


def test_a_compressed_file_is_the_file_in_it(tmp_path: Path) -> None:
    for name, content in (("proof.json", TEXT.encode()), ("proof.json.gz", PACKED)):
        (tmp_path / name).write_bytes(content)
    plain, packed = (proof_checker.verdict(str(tmp_path / x)) for x in sorted(os.listdir(tmp_path)))
    assert plain[0] == packed[0] == 0
    assert plain[1][0].split(": ", 1)[1] == packed[1][0].split(": ", 1)[1]


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_compressed_files_are_rejected(name: str, tmp_path: Path) -> None:
    file = tmp_path / "proof.json.gz"
    file.write_bytes(DAMAGED[name])
    code, (line,) = proof_checker.verdict(str(file))
    assert code == 1 and line.startswith("REJECTED")


def test_what_is_printed_is_plain_text(tmp_path: Path) -> None:
    document = over_reals()
    document["theorems"][0]["id"] = "\x1b[31mACCEPTED\n"
    document["theorems"][0]["steps"][0].update(name="\u202e\x07", evidence=[])
    file = tmp_path / "pro\nof.json"
    file.write_text(json.dumps(document))
    _, (line,) = proof_checker.verdict(str(file))
    assert line.isascii() and line.isprintable() and line.startswith("REJECTED '")


def test_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert proof_checker.main([str(tmp_path / "none.json")]) == 2
    assert proof_checker.main([]) == 2
    assert "UNREADABLE" in capsys.readouterr().err
