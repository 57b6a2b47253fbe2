"""Proofs as files for Coq: what is in them, and that Coq accepts it, where it is installed."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations import derive
from kreissverify.derivations.coq.document import coq_file
from kreissverify.derivations.coq.steps import plain
from kreissverify.derivations.coq.terms import Terms
from kreissverify.derivations.proof_files.document import proof_document
from kreissverify.derivations.proof_files.stored import proof_file, text_of
from kreissverify.theorems.library import bundled_statement
from tests.certificates.support.by_steps import RULES
from tests.paths import ROOT

COQC = shutil.which("coqc")
needs_coq = pytest.mark.skipif(COQC is None, reason="coqc is not installed")
FOLDER = ROOT / "tests" / "data" / "proofs"

#: The axioms of Coq's real numbers; nothing else may be supposed in silence.
OF_THE_REALS = {
    "ClassicalDedekindReals.sig_not_dec",
    "ClassicalDedekindReals.sig_forall_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
    "Classical_Prop.classic",  # behind Coq's own ln
}


def bundled(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="ascii"))


def coqc(text: str, folder: Path) -> tuple[int, str]:
    """Return the exit code of Coq for a file, and what it said."""
    (folder / "proof.v").write_text(text, encoding="ascii")
    command = [str(COQC), "-q", "proof.v"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


def require_accepted(text: str, folder: Path) -> None:
    code, said = coqc(text, folder)
    assert code == 0, said
    axioms = {x[1] for x in re.finditer(r"^([\w.]+)(?= :|\n  :)", said, re.MULTILINE)}
    assert axioms <= OF_THE_REALS, axioms


def test_a_file_says_what_it_supposes() -> None:
    found = coq_file(bundled("E3"))
    assert found.trusted == 0 and found.lemmas > 0 and found.certificates > 0
    assert "supposed are" in found.line()
    assert not re.search(r"^\s*(Axiom|Parameter|Admitted|admit)\b", found.text, re.MULTILINE)
    for label in [*found.hypotheses, *found.left_out]:
        assert f"     {label}\n" in found.text
    assert found.text.count("Print Assumptions") > 0 and found.text.isascii()


def test_the_same_proof_is_the_same_file() -> None:
    document = bundled("E3")
    assert coq_file(document).text == coq_file(copy.deepcopy(document)).text


def test_a_question_on_a_solvers_word_is_a_hypothesis() -> None:
    document = bundled("E3")
    every = [e for t in document["theorems"] for s in t["steps"] for e in s["evidence"]]
    entry = next(x for x in every if "certificate" in x)
    del entry["certificate"]
    entry["word"] = ['z3 (* " *)']
    found = coq_file(document)
    assert found.trusted == 1 and found.text.count("Hypothesis trusted_") == 1
    assert "on the word of z3 ( * ' * )" in found.text


@pytest.mark.parametrize("name", ["at", "R", "H1", "kv_le", "step_3", "x0", "conj", "exp", "N0"])
def test_no_name_hides_what_the_file_uses(name: str) -> None:
    terms = Terms([])
    found = terms.name(name)
    assert found != name and terms.name(name) == found
    assert terms.name(found) != found  # nor is it the name of another variable


def test_comments_end_where_they_should() -> None:
    assert plain('a (* b *) "c" κ\n') == "a ( * b * ) 'c' \\u03ba\\n"


@needs_coq
def test_coq_accepts(tmp_path: Path) -> None:
    require_accepted(coq_file(bundled("E3")).text, tmp_path)


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("name", ["comparison.kreiss", "E4", "E6.powers"])
def test_coq_accepts_a_file_of_the_library(name: str, tmp_path: Path) -> None:
    require_accepted(coq_file(bundled(name)).text, tmp_path)


@needs_coq
def test_coq_rejects_planted_errors(tmp_path: Path) -> None:
    text = coq_file(bundled("E3")).text
    weight = re.search(r"kv_contradiction \((\d+) \*", text)
    claim = re.search(r"Lemma (core_\w+) : .*-> \(0 <= (.*)\)\.\n", text)
    assert weight is not None and claim is not None
    another = f"kv_contradiction ({int(weight[1]) + 1} *"
    stronger = claim[0].replace(f"(0 <= {claim[2]})", f"(0 < {claim[2]})")
    for good, bad in [(weight[0], another), (claim[0], stronger)]:
        code, said = coqc(text.replace(good, bad, 1), tmp_path)
        assert code == 1 and "Error" in said


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("rule", sorted(RULES))
def test_coq_accepts_proofs_by_hand(rule: str, tmp_path: Path) -> None:
    require_accepted(coq_file(RULES[rule]()).text, tmp_path)


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("name", ["R3", "R9", "E1", "E2.attained", "E7.limit"])
def test_coq_accepts_the_hardest_proofs_of_the_library(name: str, tmp_path: Path) -> None:
    made = derive(bundled_statement(name))
    assert made is not None
    found = coq_file(proof_document(made))
    assert found.certificates > 40 and found.lemmas > 40
    require_accepted(found.text, tmp_path)


def test_matrices_of_numbers_are_functions_of_their_entries() -> None:
    """K([[x, 0], [c, x]]) and K([[x, c, x]]) are two functions; K([[c, 0], [c, c]]) the first."""
    terms = Terms([])
    x, c, zero = checker.unknown("variable", "x"), checker.unknown("variable", "c"), checker.NONE
    tables = [((x, zero), (c, x)), ((x, c, x),), ((c, zero), (c, c))]
    found = [terms.poly(checker.unknown("quantity", "K", ("matrix", *rows), ())) for rows in tables]
    assert found[0] == "(K_matrix_2x2 (x) (0) (c) (x))"
    assert found[1] == "(K_matrix_1x3 (x) (c) (x))"
    assert found[2] == "(K_matrix_2x2 (c) (0) (c) (c))"


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("name", ["Al.triangular", "St.kreiss", "HB.noise", "Q.flow_noise"])
def test_coq_accepts_proofs_about_matrices_of_kinds(name: str, tmp_path: Path) -> None:
    require_accepted(coq_file(json.loads(text_of(proof_file(name)))).text, tmp_path)


def test_different_matrices_have_different_names() -> None:
    """(X + Y)WV and (X + Y + W)V are made of the same words in the same order."""
    terms = Terms([])
    first = ("mul", ("add", "X", "Y"), "W", "V")
    other = ("mul", ("add", "X", "Y", "W"), "V")
    names = {
        terms.poly(checker.unknown("quantity", "norm", of, ())) for of in (first, other, first)
    }
    assert names == {"norm_mul_add_X_Y_W_V", "norm_mul_add_X_Y_W_V_v"}
