"""The notebooks of the documentation run, each cell after the other."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import matplotlib
import pytest

from tests.paths import DOCS

NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.md"))


def cells(notebook: Path) -> list[str]:
    text = notebook.read_text(encoding="utf-8")
    return re.findall(r"^```\{code-cell\} python\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(notebook: Path) -> None:
    matplotlib.use("Agg")
    names: dict[str, object] = {}
    assert notebook.read_text(encoding="utf-8").startswith("---\njupytext:")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        for cell in cells(notebook):
            exec(compile(cell, notebook.name, "exec"), names)
    matplotlib.pyplot.close("all")
    assert len(cells(notebook)) >= 3 and printed.getvalue()


def test_the_first_notebook_says_what_is_certain() -> None:
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec("\n".join(x for x in cells(NOTEBOOKS[0]) if "plots." not in x), names)
    said = printed.getvalue()
    assert "to three decimals 3.187, wider than asked for: None" in said
    assert "Outcome.INDETERMINATE" in said and "K(J) = sup over" in said
