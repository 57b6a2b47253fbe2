"""Where the files of the project are, and where each page of the site comes from."""

from __future__ import annotations

from pathlib import Path

__all__ = ["API", "DOCS", "EXAMPLES", "GALLERY", "PROOFS", "ROOT", "TEMPLATES", "THEORY", "sources"]

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PROOFS = ROOT / "proofs"
EXAMPLES = ROOT / "examples" / "gallery"
TEMPLATES = ROOT / "kreissverify" / "reports" / "templates"

#: Folders of the site whose pages are made.
API, GALLERY, THEORY = "api", "gallery", "theory"

#: Pages of the site that stand elsewhere in the project.
_ELSEWHERE = {
    "README.md": "overview.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "release-notes.md",
    "findings/README.md": "findings.md",
    "examples/own_theorem/README.md": "own-theorem.md",
}


def sources() -> dict[Path, str]:
    """Return the files of the project that are pages of the site, each with its place there."""
    pages = [*DOCS.glob("*.md"), *DOCS.glob("notebooks/*.md")]
    found = {path: path.relative_to(DOCS).as_posix() for path in sorted(pages)}
    return found | {ROOT / path: page for path, page in _ELSEWHERE.items()}
