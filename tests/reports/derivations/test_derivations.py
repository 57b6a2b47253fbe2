"""A derivation as text, as a page, as LaTeX, as questions to solvers, and as JSON."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from sympy import And, Eq

from kreissverify import BlockTriangular, K, rho, theorem
from kreissverify.cli import main
from kreissverify.derivations import Derivation, StepKind, derive
from kreissverify.derivations.mutation.mutants import Mutant
from kreissverify.reports.derivations.files import derivation_record, write_derivation
from kreissverify.reports.derivations.mutants import (
    Planted,
    Tally,
    mutants_line,
    mutants_page,
    mutants_row,
    mutants_text,
    planted_errors,
)
from kreissverify.reports.derivations.outline import outline
from kreissverify.reports.derivations.pages import _tex_plain, derivation_html, derivation_latex
from kreissverify.reports.derivations.text import derivation_line, derivation_text
from kreissverify.theorems import Statement, bundled_statement
from kreissverify.theorems import library as bundled
from kreissverify.theorems.library import bundled_statements
from tests.paths import DOCS

SAMPLE = ("comparison.peak", "R3", "R7.one_sided")


@theorem(source="notes & remarks, 50 % done", id="small_square", expect="proved")
def small_square(J: BlockTriangular):
    """A square is what it is, & K is at least 1."""
    return And(J.c**2 - 2 * J.c + 1 >= 0, K(J) >= 1, J.gamma + 1 > 1 / 2)


@small_square.derivation
def _(p):
    """Expand (c-1)²; <em>nothing</em> else & 100 % plain."""
    J, x = p.J, p.real("x")
    square = p.squares("a square", J.c**2 - 2 * J.c + 1 >= 0, [(1, J.c - 1)])
    p.identity("expanded", Eq((J.c + 1) ** 2, J.c**2 + 2 * J.c + 1, evaluate=False))
    far = p.reals("far_out", x**2 > 4, given=[x > 2])
    p.at(far, {x: J.c + 3})
    p.qed(square, p.by("kreiss.at_least_one", X=J))


@theorem(source="a hope", id="hope", expect="supported")
def hope(J: BlockTriangular):
    """Stability with room to spare."""
    return rho(J) < J.gamma / 2


@hope.derivation
def _(p):
    p.reals("half of it", p.J.gamma < p.J.gamma / 2)


def found(statement: Statement) -> Derivation:
    derivation = derive(statement)
    assert derivation is not None
    return derivation


def test_text_has_every_step_with_its_reason() -> None:
    text = derivation_text(found(small_square))
    assert text.splitlines()[0] == "small_square. A square is what it is, & K is at least 1."
    assert "(1) a square: " in text and "[a sum of squares; expansion, random exact points]" in text
    assert re.search(r"\(3\) far_out: x\^2 > 4\n\s+for x > 2\n\s+\[over the reals; .*z3", text)
    assert "[a particular value, from (3)]" in text
    assert "[a textbook fact; true at random exact points]" in text
    assert "Proved in 6 steps." in text and "kreiss.at_least_one: K(X) is at least 1" in text
    assert derivation_line(found(small_square)) == "small_square: proved in 6 steps"


def test_a_failure_names_its_step() -> None:
    assert not found(hope).is_complete
    for text in (derivation_text(found(hope)), derivation_line(found(hope))):
        assert "half of it" in text and "false at" in text
    assert "was not shown" in derivation_html(found(hope))
    assert "Not proved" in derivation_latex(found(hope))


@pytest.mark.parametrize("statement", [small_square, hope], ids=lambda s: s.id)
def test_the_page_is_well_formed_and_needs_no_network(statement: Statement) -> None:
    page = derivation_html(found(statement))
    own = page.replace('<link rel="icon" href="data:,">', "")  # so that none is asked for
    assert not re.search(r"""(src|href)\s*=|@import|url\(""", own)
    body = page[page.index("<body>") : page.index("</body>") + len("</body>")]
    root = ET.fromstring(body.replace("&nbsp;", " "))
    assert len(root.findall(".//ol/li")) == len(found(statement).facts)
    assert all(item.find(".//{*}math") is not None for item in root.findall(".//ol/li"))
    assert "<em>nothing</em>" not in page


def test_latex_escapes_words_and_balances() -> None:
    document = derivation_latex(found(small_square))
    assert r"50 \% done" in document and r"notes \& remarks" in document and r"far\_out" in document
    assert document.count(r"\item") == 6 + 1
    assert document.count("{") - document.count(r"\{") == document.count("}") - document.count(
        r"\}"
    )


def test_letters_that_text_fonts_lack_are_set_as_mathematics() -> None:
    shown = _tex_plain("JᵀPJ ⪯ P, 50 % of ℓ")
    assert shown == r"JᵀPJ \ensuremath{\preceq} P, 50 \% of \ensuremath{\ell}"


def test_files_and_record(tmp_path: Path) -> None:
    html, latex, smt = tmp_path / "a.html", tmp_path / "a.tex", tmp_path / "smt"
    write_derivation(found(small_square), latex=latex, html=html, smt=smt)
    assert html.read_text() and latex.read_text()
    questions = sorted(smt.iterdir())
    assert questions and all("(check-sat)" in path.read_text() for path in questions)
    record = derivation_record(found(small_square))
    assert record["proved"] is True
    assert [step["name"] for step in record["steps"]][-1] == "conclusion"  # type: ignore[index,union-attr]
    json.dumps(record)


def test_planted_errors_are_counted() -> None:
    planted = planted_errors(small_square)
    verdicts = [m.verdict for m in planted.mutants]
    count = planted.tally
    assert count.planted == len(verdicts) > count.killed == verdicts.count("killed") > 0
    assert all(m.reason for m in planted.mutants)
    assert all(m.failed for m in planted.mutants if m.killed)
    text = mutants_text(planted)
    assert f"Planted errors: {count.planted}, of which {count.killed} were noticed" in text
    assert text.count("\n") == len(verdicts) - count.killed


_ROW = re.compile(
    r"^\| (\S+) \| (\d+)(?: of \d+)? \| (\d+) \| [^|]* \| (\d+) \| (\d+) \| [^|]* \|$", re.M
)


def test_the_page_of_planted_errors_adds_up() -> None:
    page = (DOCS / "mutants.md").read_text()
    rows = _ROW.findall(page)
    total = Tally(*(sum(int(row[k]) for row in rows) for k in (1, 2, 3, 4)))
    assert mutants_line(total) in page and total.killed >= 0.95 * total.errors
    library = {s.id for s in bundled_statements() if s.derivations}
    # what is new since the page was made is named at its end, until it is made anew
    later = re.findall(r"^Not counted yet: (.*)\.$", page, re.M)
    named = {name for line in later for name in line.split(", ")}
    counted = {row[0] for row in rows}
    assert counted | named == library and not counted & named
    missed = re.findall(r"^- (\S+), \*", page, re.M)
    assert all(missed.count(row[0]) == int(row[1]) - int(row[2]) for row in rows)
    below = {row[0] for row in rows if _share_of_errors(row) < 0.95}
    assert set(re.findall(r"^- (\S+): \d+ of", page, re.M)) == below


def _share_of_errors(row: tuple[str, ...]) -> float:
    planted, killed, harmless, unused = map(int, row[1:])
    errors = planted - harmless - unused
    return killed / errors if errors else 1.0


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_the_page_of_planted_errors_is_what_the_command_finds(name: str) -> None:
    row = mutants_row(planted_errors(bundled_statement(name), each=2, most=100))
    assert row in (DOCS / "mutants.md").read_text()


def test_the_page_says_what_is_drawn_and_why_a_share_is_low() -> None:
    verdicts = ("killed", "killed", "true", "unused", "weaker", "not needed", "not needed")
    mutants = tuple(Mutant("claim", "a step", "1 to 2", "", "a reason", x) for x in verdicts)
    page = mutants_page([Planted("A", mutants, 9), Planted("B", mutants[:1], 1)], 7, ["C", "D"])
    assert "| A | 7 of 9 | 2 | 28.6 % | 1 | 1 | 40.0 % |" in page
    assert "| B | 1 | 1 | 100.0 % | 0 | 0 | 100.0 % |" in page
    below = page.partition("## Below")[2].partition("## What")[0]
    assert "- A: 3 of 5 changes were not noticed: 2 premises or conditions that their" in below
    assert "1 weaker claim that is enough." in below and "- B" not in below
    assert page.endswith("Not counted yet: C, D.\n")


def test_a_derivation_that_fails_has_no_planted_errors_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setattr(bundled, "bundled_statements", lambda: (hope, small_square))
    assert main(["prove", "--mutants", "--quiet", "--json", str(tmp_path / "m.json")]) == 1
    printed = capsys.readouterr()
    assert "no errors planted: hope: not proved, step 'half of it'" in printed.err
    assert printed.out.startswith("1 derivations. Planted errors")
    assert main(["prove", "R9", "--page", str(tmp_path / "m.md")]) == 2
    assert "--mutants, for the whole library" in " ".join(capsys.readouterr().err.split())


def test_every_kind_of_step_has_a_reason_in_words() -> None:
    assert all(kind.reason for kind in StepKind)
    assert len({kind.reason for kind in StepKind}) == len(StepKind)
    assert all(step.reason for step in outline(found(small_square)).steps)


def test_prove_refuses_what_it_cannot_find(capsys) -> None:
    assert main(["prove", "no_such_statement"]) == 2
    assert (
        "unknown statement of the bundled library: 'no_such_statement'" in capsys.readouterr().err
    )
    assert main(["prove", "R6"]) == 2
    assert "R6 has no derivation" in capsys.readouterr().err


def test_an_interrupted_run_over_the_library_keeps_what_is_done(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    done: list[str] = []

    def plant(statement: Statement, each: int, seed: int, most: int) -> Planted:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(statement.id)
        verdicts = ("killed", "killed", "killed", "true")
        mutants = (Mutant("claim", "a step", "1 to 2", "", "a reason", x) for x in verdicts)
        return Planted(statement.id, tuple(mutants), 4)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("kreissverify.reports.derivations.kept_mutants.planted_errors", plant)
    json_file, page = tmp_path / "m.json", tmp_path / "m.md"
    command = ["prove", "--mutants", "--json", str(json_file), "--page", str(page)]
    assert main(command) == 130
    assert [x["id"] for x in json.loads(json_file.read_text())["statements"]] == done
    assert "8, of which 6 were noticed (75.0 %)" in page.read_text()
    assert "2 derivations. Planted errors: 8" in capsys.readouterr().out
    first = [*done]
    done.clear()
    assert main(command) == 130  # it goes on with the third
    assert "4 derivations. Planted errors: 16" in capsys.readouterr().out
    assert not {*done} & {*first}
    done.clear()
    assert main([*command, "--fresh"]) == 130 and done == first
    assert main(["prove"]) == 2
    assert "NAME" in capsys.readouterr().err
