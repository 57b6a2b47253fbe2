"""What is printed of a certificate: one line of the checker's own, whatever the file says."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import (
    GOOD,
    ONE,
    Document,
    fact,
    instance,
    num,
    op,
    quantity,
    refutation,
    sym,
)

PEAK = GOOD["transient peak above R3"]()
SECOND = "K\nACCEPTED other.json: for all J"
#: Texts that would begin another line, steer a terminal, or not be encoded at all.
STRANGE = [SECOND, "K\r", "\x1b[2J", "\x00", "\u2028", "\ud800", "\N{RIGHT-TO-LEFT OVERRIDE}", "é"]


def strings(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of all strings, and of all names of fields, inside a document."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        if isinstance(value, str):
            yield (*path, key)
        elif isinstance(value, dict | list):
            yield from strings(value, (*path, key))


def changed(document: Document, path: tuple[Any, ...], value: str) -> Document:
    new = copy.deepcopy(document)
    inside: Any = new
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return new


def line_of(document: Document, folder: Path) -> tuple[int, str]:
    path = folder / "certificate.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    code, line = checker.verdict(str(path))
    assert line.isascii() and line.isprintable()
    assert line.startswith(f"{('ACCEPTED', 'REJECTED')[code]} {path}: ")
    return code, line


@pytest.mark.parametrize("strange", STRANGE)
def test_a_quantity_without_a_bound_is_one_of_the_table(strange: str, tmp_path: Path) -> None:
    document = copy.deepcopy(PEAK)
    document["facts"].append(fact(strange))
    document["hypotheses"] = [op("or", op("le", ONE, ONE), op("le", quantity(strange), ONE))]
    code, line = line_of(document, tmp_path)
    assert code == 1 and line.endswith("there is no such quantity")


@pytest.mark.parametrize("strange", [SECOND, "\ud800"])
def test_no_string_of_a_certificate_makes_a_line(strange: str, tmp_path: Path) -> None:
    # Without the one that takes long to check: it has many numbers, and no other fields.
    for document in (build() for name, build in GOOD.items() if not name.startswith("R6")):
        for path in strings(document):
            code, line = line_of(changed(document, path, strange), tmp_path)
            # Only the statement as its author wrote it may be any text; it is not printed.
            assert (code == 0) == (path[0] == "theorem"), (path, line)


@pytest.mark.parametrize("strange", STRANGE)
def test_the_name_of_a_parameter_is_a_name(strange: str, tmp_path: Path) -> None:
    of = instance([["0", "0"], ["1", "0"]], "0", parameters={strange: "1"})
    code, _ = line_of(refutation(of, op("lt", sym(strange), num(0)), []), tmp_path)
    assert code == 1


EXTRA = ("1", "2")


@pytest.mark.parametrize("name", checker.QUANTITIES)
@pytest.mark.parametrize("sides", [(), ("lower",), ("upper",)])
def test_a_quantity_takes_the_arguments_of_the_table(name: str, sides: tuple[str, ...]) -> None:
    due = len(checker.QUANTITIES[name].arguments)
    for count in {0, 1, 2} - {due}:
        bounds = {side: {"value": {"lower": "0", "upper": "99"}[side]} for side in sides}
        document = copy.deepcopy(PEAK)
        document["facts"].append(fact(name, "J", *EXTRA[:count], **bounds))
        with pytest.raises(checker.Rejected, match=f"{name} takes {due} argument"):
            checker.check(document)


PIECES: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda text: b"",
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text,
    "UTF-16": lambda text: text.decode().encode("utf-16"),
    "no UTF-8": lambda text: text.replace(b"tests", b"\xff\xfe"),
    "a null": lambda text: text.replace(b"tests", b"\0"),
    "two documents": lambda text: text * 2,
    "deep lists": lambda text: b"[" * 100_000 + b"]" * 100_000,
    "deep objects": lambda text: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "levels that JSON reads": lambda text: b"[" * 900 + b"]" * 900,
    "an integer of 5000 digits": lambda text: text.replace(b"1,", b"9" * 5000 + b",", 1),
    "an integer of a million digits": lambda text: text.replace(b"1,", b"9" * 10**6 + b",", 1),
    "NaN": lambda text: text.replace(b"true", b"NaN"),
    "Infinity": lambda text: text.replace(b"true", b"-Infinity"),
    "a float": lambda text: text.replace(b"1,", b"1.0,", 1),
    "a million lists": lambda text: b"[" + b"[]," * 10**6 + b"[]]",
    "an object twice": lambda text: text.replace(b'"kind"', b'"version": 1, "kind"'),
    "only a string": lambda text: b'"x"',
    "only a number": lambda text: b"1",
    "null only": lambda text: b"null",
}


@pytest.mark.parametrize("name", PIECES)
def test_a_malformed_file_gets_one_sentence(name: str, tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    path.write_bytes(PIECES[name](json.dumps(PEAK).encode()))
    code, line = checker.verdict(str(path))
    assert code == 1 and line.startswith(f"REJECTED {path}: ")
    assert line.isascii() and line.isprintable() and len(line) < 300


NUMBERS = ["٣", "１", "1.5", "1e5", "+1", "1_0", " 1", "1 ", "1\n", "1/0", "0/0", "1/-2", "0x1", ""]


@pytest.mark.parametrize("text", NUMBERS)
def test_what_is_not_a_number(text: str) -> None:
    with pytest.raises(checker.Rejected, match=r"^(a number is a string|a denominator is zero)"):
        checker.check(changed(PEAK, ("instance", "gamma"), text))


def test_leading_zeros_and_a_negative_zero_are_numbers(tmp_path: Path) -> None:
    """They name one number each, and a certificate may write it as it likes."""
    for text in ("0009/10", "9/0010"):
        assert line_of(changed(PEAK, ("instance", "gamma"), text), tmp_path)[0] == 0
    assert checker.rational("-0") == checker.rational("000") == 0


def test_an_integer_of_json_is_short_whatever_python_may_convert(tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    path.write_text('{"version": 1234567890}')
    with pytest.raises(checker.Rejected, match="a number is a string"):
        checker.load(str(path))


@pytest.mark.parametrize("size", [True, "1", 1.0, 10**12, -1, 0, None])
def test_a_size_is_a_small_positive_integer(size: Any, tmp_path: Path) -> None:
    document = copy.deepcopy(PEAK)
    document["instance"]["sizes"] = [size, 1]
    assert line_of(document, tmp_path)[0] == 1


def test_many_files_get_a_line_each(tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    good.write_text(json.dumps(PEAK))
    odd = tmp_path / "odd\nACCEPTED all.json: \x1b[2J\udcff.json"
    odd.write_text("{}")
    empty = tmp_path / "empty.json"
    empty.touch()
    files = [good, odd, tmp_path, good, tmp_path / "missing\n.json", empty]
    command = [sys.executable, "-I", checker.__file__, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    words = [line.split()[0] for line in done.stdout.splitlines()]
    assert words == ["ACCEPTED", "REJECTED", "ACCEPTED", "REJECTED"]
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["UNREADABLE"] * 2
    assert (done.stdout + done.stderr).isascii() and "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_a_name_that_no_file_has_is_unreadable(capsys: pytest.CaptureFixture[str]) -> None:
    assert checker.main(["a\0b"]) == 2
    assert capsys.readouterr().err == "UNREADABLE 'a\\x00b': not the name of a file\n"
