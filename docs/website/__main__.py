"""Build the site: `python -m website FOLDER`, with docs/ on the path."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sphinx.cmd.build import main as sphinx_build

from website.places import DOCS
from website.staging import stage

# The kernel of the notebooks warns that its sockets are not encrypted: they are of this machine
# alone, and what a build says is to be what is wrong with a page.
_KERNEL = "c.IPKernelApp.log_level = 40  # errors\n"


def main(folder: Path) -> int:
    """Build the site in a folder; every warning of Sphinx is an error, and all are shown."""
    staged = folder.with_name(f"{folder.name}-sources")
    stage(staged)
    _configure_kernel(folder.with_name(f"{folder.name}-ipython").absolute())
    strict = ["-W", "--keep-going", "-q"]
    return sphinx_build([*strict, "-c", str(DOCS), "-b", "html", str(staged), str(folder)])


def _configure_kernel(folder: Path) -> None:
    """Let notebooks run under a configuration of the site's own, and not under the user's."""
    profile = folder / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(_KERNEL, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(folder)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
