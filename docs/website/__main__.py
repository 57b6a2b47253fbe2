"""Build the site: `python -m website FOLDER`, with docs/ on the path."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.cmd.build import main as sphinx_build

from website.places import DOCS
from website.staging import stage


def main(folder: Path) -> int:
    """Build the site in a folder; every warning of Sphinx is an error, and all are shown."""
    staged = folder.with_name(f"{folder.name}-sources")
    stage(staged)
    strict = ["-W", "--keep-going", "-q"]
    return sphinx_build([*strict, "-c", str(DOCS), "-b", "html", str(staged), str(folder)])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
