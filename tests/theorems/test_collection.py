"""Collecting: whatever is wrong with one file is one error, and the others are still read."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sympy

from kreissverify.theorems import CollectionError, StatementError, collect, load
from kreissverify.theorems.statement import canonical
from tests.paths import ROOT

HEAD = """
from functools import partial
from kreissverify import BlockTriangular, CoupledBlocks, SelfReferential
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.theorems import assume, theorem
K = partial(QuantityExpr, "K")
"""


def theorem_text(name: str, body: str = "return K(J) <= 2", options: str = "") -> str:
    return f"""
@theorem(source="a test"{options})
def {name}(J: BlockTriangular):
    {body}
"""


GOOD = HEAD + theorem_text("good")


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def only_error(folder: Path) -> CollectionError:
    (error,) = collect([folder]).errors
    assert "\n" not in error.message
    return error


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    two = HEAD + theorem_text("second") + theorem_text("first", options=', id="R1"')
    write(tmp_path, b=two, a=GOOD, deep__er=HEAD + theorem_text("third"))
    found = collect([tmp_path])
    assert [s.id for s in found.statements] == ["good", "second", "R1", "third"]
    assert found.errors == ()
    first = found.statements[1]
    assert first.file == tmp_path / "b.py"
    assert two.splitlines()[first.line - 1].startswith("@theorem")


def test_private_files_and_folders_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, good=GOOD, _helper="1/0", _private__x="1/0", _x__y="1/0")
    write(tmp_path / ".hidden", x="1/0")
    found = collect([tmp_path])
    assert len(found.statements) == 1 and not found.errors


BROKEN = [
    ("syntax", "x = 1\ndef (:\n", 2, "no valid Python"),
    ("raises", "\n\nraise ValueError('two\\nlines')\n", 3, "raises ValueError .*two lines"),
    ("missing module", "import nowhere_to_be_found\n", 1, "ModuleNotFoundError"),
    ("exits", "import sys\nsys.exit(0)\n", 2, "ends the program"),
    ("null byte", "x = '\0'\n", 0, ""),
    ("recursion", "def f(): f()\nf()\n", 1, "RecursionError"),
    ("body raises", HEAD + theorem_text("bad", "return 1 / 0"), 10, "divides by zero"),
    ("chained", HEAD + theorem_text("bad", "return 1 <= K(J) <= 2"), 10, r"write And\("),
    ("returns nothing", HEAD + theorem_text("bad", "K(J) <= 2"), 8, "None: `return`"),
    ("assume outside", HEAD + "\n\nassume(True)\n", 9, "only the body of a theorem"),
]


@pytest.mark.parametrize(("text", "line", "message"), [b[1:] for b in BROKEN], ids=lambda x: None)
def test_a_broken_file_among_good_ones(tmp_path: Path, text: str, line: int, message: str) -> None:
    write(tmp_path, a=GOOD, b=text, c=HEAD + theorem_text("other"))
    found = collect([tmp_path])
    assert [s.name for s in found.statements] == ["good", "other"]
    error = only_error(tmp_path)
    assert error.file == tmp_path / "b.py"
    assert line in (0, error.line)
    assert re.search(message, error.message)


def test_a_broken_theorem_does_not_stop_its_file(tmp_path: Path) -> None:
    bad = theorem_text("bad", "return J.nothing")
    write(tmp_path, a=HEAD + theorem_text("one") + bad + theorem_text("two"))
    found = collect([tmp_path])
    assert [s.name for s in found.statements] == ["one", "two"]
    assert "has no attribute 'nothing'" in only_error(tmp_path).message


def test_theorems_before_the_failure_are_kept(tmp_path: Path) -> None:
    write(tmp_path, a=HEAD + theorem_text("one") + "\n1 / 0\n")
    assert [s.name for s in collect([tmp_path]).statements] == ["one"]
    assert "ZeroDivisionError" in only_error(tmp_path).message


def test_keyboard_interrupt_is_not_swallowed(tmp_path: Path) -> None:
    write(tmp_path, a="raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        collect([tmp_path])


def test_duplicate_ids(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, b=HEAD + "\n" + theorem_text("good"))
    found = collect([tmp_path])
    assert [s.file.name for s in found.statements] == ["a.py"]
    (error,) = found.errors
    assert error.file.name == "b.py" and error.line == 9
    assert "the id 'good' is taken by" in error.message and "a.py:8" in error.message


def test_one_theorem_of_a_file(tmp_path: Path) -> None:
    text = HEAD + theorem_text("one") + theorem_text("two", options=', id="R2"')
    path = write(tmp_path, a=text) / "a.py"
    for name in ("two", "R2"):
        assert [s.name for s in collect([f"{path}::{name}"]).statements] == ["two"]
    (error,) = collect([f"{path}::three"]).errors
    assert error.message == "unknown theorem: 'three'; expected one of one, R2, two"


NAMESAKES = """
for k in (1, 2):
    @theorem(source="test", id=f"bound.{k}")
    def bound(J: BlockTriangular):
        return K(J) >= k

@theorem(source="test", id="bound")
def other(J: BlockTriangular):
    return K(J) >= 3
"""


def test_a_name_that_several_have_is_refused_with_their_ids(tmp_path: Path) -> None:
    path = write(tmp_path, a=HEAD + NAMESAKES) / "a.py"
    assert load(path, "bound").name == "other", "an id goes before a name"
    path.write_text(HEAD + NAMESAKES.replace('id="bound"', 'id="third"'))
    assert [load(path, f"bound.{k}").id for k in (1, 2)] == ["bound.1", "bound.2"]
    expected = (
        f"several theorems have the name 'bound'; choose one of {path}::bound.1, {path}::boun"
    )
    with pytest.raises(StatementError, match=re.escape(expected)):
        load(path, "bound")


@pytest.mark.parametrize("bound", ["k", "1"])
def test_equal_ids_of_one_file_are_an_error_also_where_all_is_equal(tmp_path, bound: str) -> None:
    text = (
        NAMESAKES.partition("\n@")[0].replace(', id=f"bound.{k}"', "").replace("= k", f"= {bound}")
    )
    path = write(tmp_path, a=HEAD + text) / "a.py"
    (error,) = collect([path]).errors
    assert "the id 'bound' is taken by" in error.message
    with pytest.raises(StatementError, match="the id 'bound' is taken by"):
        load(path, "bound")


def test_theorems_that_another_file_makes_belong_to_the_file_that_asks(tmp_path: Path) -> None:
    made = "def make(k):\n    @theorem(source='test', id=f'made.{k}')\n"
    made += "    def f(J: BlockTriangular): return K(J) >= k\n"
    write(tmp_path, _maker=HEAD + made + "make(0)\n")
    write(tmp_path, a="from _maker import make\nmake(1)\nfor k in (2, 0.5):\n    make(k)\n")
    found = collect([tmp_path])
    assert [(s.id, s.file.name, s.line) for s in found.statements] == [
        ("made.1", "a.py", 2),
        ("made.2", "a.py", 4),
    ]
    (error,) = found.errors
    assert error.line == 4 and "Rational(1, 2)" in error.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raise GeneratorExit", "raises GeneratorExit when it is imported"),
        ("class E(BaseException): pass\nraise E('x')", "raises E when it is imported: x"),
        (
            "class E(Exception):\n    def __str__(self): raise ValueError\nraise E",
            "cannot be shown",
        ),
        ("from kreissverify import BlockTriangula", "; did you mean 'BlockTriangular'?"),
        ("x = theoremm", "name 'theoremm' is not defined; did you mean 'theorem'?"),
    ],
)
def test_whatever_a_file_raises_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    path = write(tmp_path, a=HEAD + text) / "a.py"
    (error,) = collect([path]).errors
    assert words in error.message and "\n" not in error.message and error.line


def test_theorems_are_found_whatever_the_file_does_beside(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    body = "def f(J: BlockTriangular): return K(J) >= 1"
    write(tmp_path, a=HEAD + GOOD.removeprefix(HEAD) + "\nimport os\nos.chdir('/')\n")
    write(tmp_path, b=HEAD + f"exec('@theorem(source=\"test\")\\n{body}')\n")
    found = collect(["a.py", "b.py"])
    assert not found.errors and [s.name for s in found.statements] == ["good", "f"]


def test_an_expected_verdict_may_be_a_verdict(tmp_path: Path) -> None:
    text = "from kreissverify.evidence import Verdict\n"
    path = write(tmp_path, a=HEAD + text + theorem_text("f", options=", expect=Verdict.PROVED"))
    (statement,) = collect([path / "a.py"]).statements
    assert type(statement.expect) is str and statement.expect == "proved"


def test_what_was_meant_by_a_path(tmp_path: Path) -> None:
    path = write(tmp_path, notes=GOOD) / "notes.py"
    for argument, meant in {
        f"{path}:good": f"{path}::good",
        str(tmp_path / "note.py"): str(path),
    }.items():
        (error,) = collect([argument]).errors
        assert error.message == f"no such file or folder; did you mean {meant}?"


def test_the_same_file_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path, a=GOOD) / "a.py"
    found = collect([path, tmp_path, f"{path}::good"])
    assert len(found.statements) == 1 and not found.errors


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("nowhere", "no such file or folder"),
        ("data.txt", "expected a Python file"),
        ("plain.py", "no theorem in this file"),
        ("empty", "no theorem in this folder"),
        ("empty::name", "expected a file before ::name"),
    ],
)
def test_arguments_that_hold_no_theorem(tmp_path: Path, argument: str, message: str) -> None:
    (tmp_path / "data.txt").write_text("1")
    (tmp_path / "empty").mkdir()
    write(tmp_path, plain="x = 1")
    (error,) = collect([tmp_path / argument]).errors
    assert message in error.message


def test_a_file_without_theorems_in_a_folder_is_no_error(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, helper="x = 1\n")
    assert not collect([tmp_path]).errors


def test_neighbours_can_be_imported_and_are_forgotten(tmp_path: Path) -> None:
    for folder, bound in (("one", 2), ("two", 3)):
        text = "from _bounds import BOUND\n" + HEAD
        text += theorem_text(folder, "return K(J) <= BOUND")
        write(tmp_path, **{f"{folder}__a": text})
        (tmp_path / folder / "_bounds.py").write_text(f"BOUND = {bound}\n")
    before, modules = list(sys.path), set(sys.modules)
    found = collect([tmp_path / "one", tmp_path / "two"])
    assert not found.errors
    assert [s.conclusion.rhs for s in found.statements] == [2, 3]
    assert sys.path == before
    assert "_bounds" not in set(sys.modules) - modules


def test_imported_statements_belong_to_their_own_file(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, b="from a import good\n" + HEAD + theorem_text("other"))
    assert [s.name for s in collect([tmp_path / "b.py"]).statements] == ["other"]


def test_load_for_another_process(tmp_path: Path) -> None:
    path = write(tmp_path, a=GOOD) / "a.py"
    assert load(path, "good") == collect([path]).statements[0]
    with pytest.raises(StatementError, match="unknown theorem: 'bad'; expected one of good"):
        load(path, "bad")


@pytest.mark.slow
def test_the_digest_does_not_depend_on_the_session(tmp_path: Path) -> None:
    text = HEAD + theorem_text("good", "return K(J) + J.c * J.gamma <= 2 + J.gamma + J.c")
    path = write(tmp_path, a=text) / "a.py"
    code = f"from kreissverify.theorems import load; print(load({str(path)!r}, 'good').digest)"
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert digests == {load(path, "good").digest + "\n"}


def test_a_parameter_has_not_the_digest_of_a_constant() -> None:
    for constant in (sympy.E, sympy.pi, sympy.oo, sympy.I):
        parameter = sympy.Symbol(str(constant), real=True)
        assert canonical(parameter) != canonical(constant)
    assert canonical(sympy.Rational(-1, 2)) == "-1/2"


FACTORY = """
def make(kind, name):
    @theorem(source="a test", id=name)
    def bound(J: kind):
        return K(J) >= 1

make(BlockTriangular, "first")
make(SelfReferential(symmetric=False), "second")
"""


@pytest.mark.parametrize("first", ["", "from __future__ import annotations\n"])
def test_a_function_that_makes_theorems_may_take_their_class(tmp_path: Path, first: str) -> None:
    found = collect([write(tmp_path, a=first + HEAD + FACTORY)])
    assert not found.errors
    assert [str(s.matrix[1]) for s in found.statements] == [
        "BlockTriangular",
        "SelfReferential(symmetric=False)",
    ]


def test_a_theorem_made_in_a_thread_is_one_of_the_file(tmp_path: Path) -> None:
    made = """
from threading import Thread
def make():
    @theorem(source="a test")
    def bound(J: BlockTriangular):
        return K(J) >= 1
thread = Thread(target=make)
thread.start()
thread.join()
"""
    found = collect([write(tmp_path, a=HEAD + made)])
    assert [x.id for x in found.statements] == ["bound"]
    assert not found.errors


@pytest.mark.parametrize("first", ["", "from __future__ import annotations\n"])
@pytest.mark.parametrize(
    ("options", "annotation", "meant"),
    [
        ('sorce="a test"', "BlockTriangular", "source"),
        ('source="a test"', "BlockTriangular(symetric=True)", "symmetric"),
        ('source="a test"', "CoupledBlocks(size=(1, 2))", "sizes"),
    ],
)
def test_a_misspelt_option_is_told_what_may_be_meant(
    tmp_path: Path, first: str, options: str, annotation: str, meant: str
) -> None:
    text = f"\n@theorem({options})\ndef bound(J: {annotation}):\n    return K(J) >= 1\n"
    error = only_error(write(tmp_path, a=first + HEAD + text))
    assert f", did you mean {meant!r}?" in error.message.replace(";", ",")


COUNTED = """
import builtins
builtins.kreissverify_runs = [*getattr(builtins, "kreissverify_runs", []), "{name}"]
"""


def test_a_file_runs_once_also_where_neighbours_import_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("builtins.kreissverify_runs", [], raising=False)
    lemma = GOOD + COUNTED.format(name="lemma")
    other = GOOD.replace("good", "other") + COUNTED.format(name="other")
    uses = f"from lemma import good\n{other}"
    write(tmp_path, lemma=lemma, other=uses, third=uses.replace("other", "third"))
    found = collect([tmp_path])
    assert [s.id for s in found.statements] == ["good", "other", "third"]
    assert sorted(builtins.kreissverify_runs) == ["lemma", "other", "third"]
    assert "lemma" not in sys.modules, "another folder may have its own"
    collect([tmp_path])  # another run reads what stands in the files then
    assert len(builtins.kreissverify_runs) == 6


def test_numbers_in_names_of_files_are_in_order(tmp_path: Path) -> None:
    for name in ("r10_b.py", "r2_b.py", "a.py", "r2.py", "R1.py"):
        (tmp_path / name).write_text(HEAD + theorem_text(f"of_{name[:-3]}"))
    found = [statement.file.name for statement in collect([tmp_path]).statements]
    assert found == ["R1.py", "a.py", "r2.py", "r2_b.py", "r10_b.py"]


def test_an_empty_name_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(GOOD)
    (error,) = collect([f"{tmp_path / 'a.py'}::"]).errors
    assert "expected the name of a theorem behind" in error.message
