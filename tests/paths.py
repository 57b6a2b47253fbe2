"""Where the files of the project are, for the tests that read them."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
PROOFS = ROOT / "proofs"
DOCS = ROOT / "docs"
FINDINGS = ROOT / "findings"
EXAMPLES = ROOT / "examples"
DATA = ROOT / "tests" / "data"
