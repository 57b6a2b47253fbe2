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

#: What the prose between the cells speaks of.
SAID = {
    "one-matrix": ("to three decimals 3.187", "Outcome.INDETERMINATE", "K(J) = sup over"),
    "a-doubt": ("J = [[0, 0], [1, 1/2]]", "reads 1.118", "accepted", "holds on J"),
}


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
    said = printed.getvalue()
    assert len(cells(notebook)) >= 3 and all(words in said for words in SAID[notebook.stem]), said
