"""Formulas as MathML: what they hold, where a line may end in them, and that they are no markup."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from kreissverify.reports.render.mathml import clauses_mathml, mathml, matrix_mathml

NAMES = re.compile(r"\{http://www\.w3\.org/1998/Math/MathML\}")


def words(markup: str) -> str:
    return "".join(ElementTree.fromstring(f"<x>{markup}</x>").itertext()).replace("\u00a0", " ")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_no_text_becomes_markup(text: str) -> None:
    for shown in (mathml(text), mathml(rf"\text{{{text}}}"), clauses_mathml(text)):
        assert not re.search(r"<(?!/?(?:m[a-z]+|semantics|annotation|code)\b)", shown), shown


@pytest.mark.parametrize("text", ["<script>", "&lt;script&gt;", "a < b & c", '"><b>'])
def test_text_is_shown_as_it_is(text: str) -> None:
    assert "<script" not in mathml(rf"\text{{{text}}}")
    root = ElementTree.fromstring(mathml(rf"\text{{{text}}}"))
    assert {NAMES.sub("", node.tag) for node in root.iter()} == {"math", "mrow", "mtext"}


def test_what_cannot_be_converted_is_shown_as_written() -> None:
    assert mathml(r"<a \frac{") == r"<code>&lt;a \frac{</code>"


def test_a_line_may_end_between_clauses_but_not_inside_brackets() -> None:
    tex = r"\forall J \in \text{A}: \quad a < 1 \wedge b < 1 \implies \left(c \wedge d\right) = x"
    shown = clauses_mathml(tex)
    assert shown.count("<math") == 6
    assert words(shown) == "∀J∈A: a<1 ∧ b<1 ⟹ (c∧d)=x"


def test_a_matrix_is_a_table_whose_brackets_the_style_sheet_draws() -> None:
    shown = matrix_mathml(
        "J", [[fmpq(1, 2), fmpq(-3, 4)], [fmpq(0), fmpq(12345678901234567890123, 7)]]
    )
    assert 'class="fence-left fence-right"' in shown and shown.count("<mtd>") == 4
    assert words(shown) == "J=12−340≈1.763668e+21"
    assert words(matrix_mathml("J", [[fmpq(0)] * 9] * 9)) == "J∈ℚ9×9"
