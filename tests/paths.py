"""Where the files of the project are, for the tests that read them."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
PROOFS = ROOT / "proofs"
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples"
DATA = ROOT / "tests" / "data"
