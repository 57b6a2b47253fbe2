"""Every proof of the libraries as LaTeX: it compiles, with all letters and no line off the page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kreissverify.derivations import derive
from kreissverify.reports.derivations.pages import derivation_latex
from kreissverify.theorems import collect
from kreissverify.theorems.library import FIELD, bundled_files

ENGINE = shutil.which("xelatex")
#: Points that a line may stand out: less is not seen.
OVERFULL = 5.0
FILES = [
    file
    for library in ("", FIELD)
    for file in bundled_files(library)
    if ".derivation\n" in file.read_text(encoding="utf-8")
]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(ENGINE is None, reason="needs xelatex"),
]


def faults(text: str, folder: Path) -> list[str]:
    """Return what TeX says of a document that is wrong: errors, letters, lines."""
    (folder / "proof.tex").write_text(text, encoding="utf-8")
    command = [str(ENGINE), "-interaction=nonstopmode", "-halt-on-error", "proof.tex"]
    whole = os.environ | {"max_print_line": "10000"}  # else the lines of the log are broken
    done = subprocess.run(command, cwd=folder, env=whole, capture_output=True, check=False)
    log = (folder / "proof.log").read_text(encoding="utf-8", errors="replace")
    errors = re.findall(r"! [^\n]{0,200}", log) if done.returncode else []
    wide = re.findall(r"Overfull \\[hv]box \(([\d.]+)pt[^\n]{0,80}", log)
    return [
        *errors,
        *re.findall(r"Missing character: [^\n]{0,60}", log),
        *(f"overfull by {x} pt" for x in wide if float(x) > OVERFULL),
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_proofs_compile_with_all_their_letters_inside_of_the_page(
    file: Path, tmp_path: Path
) -> None:
    for statement in collect([file]).statements:
        derivation = derive(statement)
        if derivation is not None:
            assert faults(derivation_latex(derivation), tmp_path) == [], statement.id


HEAD = "\\documentclass{article}\\begin{document}"


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (r"\undefined", "! Undefined control sequence"),
        ("γ", "Missing character: There is no γ"),
        (r"\noindent\rule{2\linewidth}{1pt}", "overfull by 345.0 pt"),
        ("fine", None),
    ],
)
def test_what_is_wrong_is_found(planted: str, found: str | None, tmp_path: Path) -> None:
    said = faults(rf"{HEAD}{planted}\end{{document}}", tmp_path)
    assert (said == []) if found is None else any(x.startswith(found) for x in said), said
