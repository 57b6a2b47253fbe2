"""The page on kinds of matrices is true: its example runs, and its table is that of the code."""

from __future__ import annotations

import contextlib
import io
import re

from kreissverify.instances.kinds.diagonal import Diagonal
from kreissverify.instances.kinds.freedoms import FREEDOMS
from kreissverify.instances.kinds.freedoms_of_structure import STRUCTURED
from kreissverify.instances.kinds.positive_definite import PositiveDefinite
from kreissverify.instances.kinds.rectangular import Rectangular
from kreissverify.instances.kinds.shared.common import CommonKind
from kreissverify.instances.kinds.square import Square
from kreissverify.instances.kinds.symmetric import Symmetric
from tests.paths import DOCS

PAGE = (DOCS / "kinds-of-matrices.md").read_text(encoding="utf-8")
KINDS = (Square, Rectangular, Symmetric, PositiveDefinite, Diagonal)


def test_the_table_of_freedoms_is_that_of_the_code() -> None:
    table = PAGE.partition("| freedom |")[2].partition("\n\n")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    shown = [row.removeprefix("| ").removesuffix(" |") for row in rows if "---" not in row]
    assert shown == [" | ".join([x.name, *_cells(x.name)]) for x in FREEDOMS]


def _cells(name: str) -> list[str]:
    (freedom,) = (x for x in FREEDOMS if x.name == name)
    cells = []
    for kind in KINDS:
        real, complexes = (kind(complex=x).at({}, 3, 3) for x in (False, True))
        only = "complex" if freedom.applies(complexes) else ""
        cells.append("yes" if freedom.applies(real) else only)
    return cells


def test_the_freedoms_of_structured_kinds_are_those_of_the_code() -> None:
    for kind, freedoms in STRUCTURED.items():
        assert f"| `{kind.__name__}` | {'; '.join(x.name for x in freedoms)} |" in PAGE


def test_every_kind_has_a_row_with_its_options() -> None:
    for kind in (*KINDS, *STRUCTURED):
        assert issubclass(kind, CommonKind)
        (row,) = (line for line in PAGE.splitlines() if line.startswith(f"| `{kind.__name__}("))
        options = {*kind.option_names} - {"complex"}
        if kind is PositiveDefinite:  # its rank is full: a bound of it says nothing
            options -= {"rank"}
        assert {*re.findall(r"`(\w+)`", row.split("|")[3])} == options


def test_the_example_prints_what_is_shown() -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
    (shown,) = re.findall(r"^```text\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(example, "kinds-of-matrices.md", "exec"), {})
    assert printed.getvalue() == shown
