"""A derivation as a self-contained HTML page (formulas in MathML) and as a LaTeX document."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from kreissverify.derivations import Derivation
from kreissverify.reports.derivations.outline import Outline, outline
from kreissverify.reports.render.mathml import mathml
from kreissverify.reports.render.templates import templates
from kreissverify.theorems import expression_latex

__all__ = ["derivation_html", "derivation_latex"]

_TEX_SPECIAL = {x: f"\\{x}" for x in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}
# Letters of mathematics that text fonts lack, DejaVu Serif or its italic among them.
_TEX_SYMBOLS = {
    x: rf"\ensuremath{{\{name}}}"
    for x, name in {
        **{"⪯": "preceq", "⪰": "succeq", "≺": "prec", "≻": "succ", "≪": "ll", "≫": "gg"},
        **{"ℓ": "ell", "ℚ": "mathbb{Q}", "ℝ": "mathbb{R}", "ℂ": "mathbb{C}", "ℕ": "mathbb{N}"},
    }.items()
}
_TEX = _TEX_SPECIAL | _TEX_SYMBOLS


def derivation_html(derivation: Derivation) -> str:
    """Return a page that needs no network: statement, idea, steps, what it rests on."""
    return _rendered("derivation.html", derivation, autoescape=True)


def derivation_latex(derivation: Derivation) -> str:
    """Return a LaTeX document (for LuaLaTeX or XeLaTeX) with the same content."""
    return _rendered("derivation.tex", derivation, autoescape=False)


def _rendered(template: str, derivation: Derivation, autoescape: bool) -> str:
    environment = templates(autoescape=autoescape).overlay()
    filters = {"math": _mathml, "tex": expression_latex, "plain": _tex_plain}
    environment.filters = environment.filters | filters
    return environment.get_template(template).render(_content(outline(derivation)))


def _content(shown: Outline) -> dict[str, Any]:
    derivation = shown.derivation
    return {
        "derivation": derivation,
        "statement": derivation.statement,
        "steps": shown.steps,
        "cited": shown.cited,
        "deciders": shown.deciders,
        "foundations": shown.foundations,
    }


def _mathml(condition: Any) -> Markup:
    return mathml(condition if isinstance(condition, str) else expression_latex(condition))


def _tex_plain(text: str) -> str:
    return "".join(_TEX.get(x, x) for x in text)
