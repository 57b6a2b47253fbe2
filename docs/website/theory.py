"""The theory: a page a file of proofs/, with its statements and the steps of each derivation."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from kreissverify.derivations import Derivation, derive
from kreissverify.reports.derivations.outline import Step, outline
from kreissverify.reports.render.mathml import clauses_mathml, mathml
from kreissverify.theorems import Statement, collect, expression_latex
from website.places import PROOFS
from website.prose import docstring, plain

__all__ = ["proof_files", "theory_pages"]

# The theme lets the keyboard scroll what has this class, where it is wider than the page.
_FORMULA = '<div class="formula pst-scrollable-table-container">{}</div>'


def proof_files() -> list[Path]:
    """Return every file of the bundled library, without those that others only import."""
    files = (x for x in PROOFS.rglob("*.py") if not x.name.startswith("_"))
    return sorted(files, key=_natural)


def _natural(path: Path) -> list[tuple[str, int]]:
    """Return a key by which r2 stands before r10."""
    parts = re.findall(r"(\D*)(\d*)", path.relative_to(PROOFS).as_posix())
    return [(text, int(number or 0)) for text, number in parts]


def theory_pages(files: Sequence[Path]) -> dict[str, str]:
    """Return the pages of some files of proofs, and one that lists them, by their places."""
    places = {path: path.relative_to(PROOFS).with_suffix(".md").as_posix() for path in files}
    listed = "\n".join(place.removesuffix(".md") for place in places.values())
    index = (
        "# Theory\n\nThe bundled library: a page a file of `proofs/`, with its statements and the "
        "steps of every derivation, which\nwere decided anew when this page was made.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    )
    return {"index.md": index} | {place: _page(path) for path, place in places.items()}


def _page(path: Path) -> str:
    found = collect([path])
    if found.errors:
        raise ValueError(f"{path}: {found.errors[0]}")
    title, _, text = _words(path).partition("\n")
    parts = [f"# {docstring(title.rstrip('.'))}", docstring(text.strip())]
    parts += [_statement(statement) for statement in found.statements]
    return "\n\n".join(parts) + "\n"


def _words(path: Path) -> str:
    """Return the docstring of a file."""
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.stem


def _statement(statement: Statement) -> str:
    parts = [
        f"## {plain(statement.id)}",
        docstring(statement.doc) if statement.doc else "",
        _FORMULA.format(clauses_mathml(statement.latex())),
        f"Source: {plain(statement.source)}. Expected: *{statement.expect or 'nothing'}*.",
        _proof(statement),
    ]
    return "\n\n".join(part for part in parts if part)


def _proof(statement: Statement) -> str:
    derivation = derive(statement) if statement.derivations else None
    if derivation is None:
        return ""
    if not derivation.is_complete:
        raise ValueError(f"{statement.id}: the step {derivation.failed!r} was not shown")
    return _steps(derivation)


def _steps(derivation: Derivation) -> str:
    shown = outline(derivation)
    decided = ", ".join(f"{name} ({count})" for name, count in shown.deciders.items())
    count = len(shown.steps)
    summary = f"<details><summary>Proof, in {count} step{'s' if count > 1 else ''}</summary>"
    parts = [summary]
    if derivation.idea:
        parts.append(f"*Idea.* {docstring(derivation.idea)}")
    parts += map(_step, shown.steps)
    parts.append(f"Decided by: {plain(decided)}." if decided else "Each step is an identity.")
    if shown.cited:
        parts.append("Rests on\n\n" + "\n".join(f"- {plain(source)}" for source in shown.cited))
    parts.append("</details>")
    return "\n\n".join(parts)


def _step(step: Step) -> str:
    given = " and ".join(_formula(condition) for condition in step.given)
    return (
        f"{step.number}. {plain(step.name)}{', for ' if given else ''}{given}:\n\n"
        f"    {_FORMULA.format(_formula(step.claim))}\n\n"
        f"    {plain(step.reason)}"
    )


def _formula(condition: object) -> Markup:
    return mathml(condition if isinstance(condition, str) else expression_latex(condition))
