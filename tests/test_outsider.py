"""The example repository, checked as somebody would who has only installed the package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.paths import EXAMPLES

EXAMPLE = EXAMPLES / "own_theorem"
FEW = 3


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the ``bin`` of a fresh virtual environment: our wheel, and this one's dependencies."""
    pytest.importorskip("pip")
    home = tmp_path_factory.mktemp("outside") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", home)
    bin = home / ("Scripts" if os.name == "nt" else "bin")
    install = ("install", "--quiet", "--no-deps", "--no-index", wheel)
    run(sys.executable, "-m", "pip", "--python", bin / "python", *install)
    (site,) = home.glob("**/site-packages")
    # after the wheel, so that pip cannot take this environment's own kreissverify for it; a path
    # in a .pth file brings the packages, but not the .pth files beside them (editable installs)
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return bin


def run(*command: object, cwd: Path | None = None, code: int = 0) -> str:
    """Run a command away from this checkout and return all that it prints."""
    clean = {
        k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PYTEST", "GITHUB"))
    }
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Return a copy of the example repository."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "repository"))


@pytest.mark.slow
def test_an_outsider_checks_a_lemma_of_their_own(environment: Path, elsewhere: Path) -> None:
    python = environment / "python"
    place = run(python, "-c", "import kreissverify; print(kreissverify.__file__)", cwd=elsewhere)
    assert environment.parent.resolve() in Path(place.strip()).resolve().parents
    commands = re.search(r"^```sh\n(.*?)^```", (EXAMPLE / "README.md").read_text(), re.M | re.S)
    assert commands is not None
    install, tests, verify, check = (
        line.partition("#")[0].split() for line in commands[1].splitlines()
    )
    assert install[:3] == ["pip", "install", "-r"] and (elsewhere / install[3]).is_file()
    quickly = ["--instances", FEW, "--jobs", 1]
    options = [f"--kreissverify-instances={FEW}", "-p", "no:hypothesispytest", "-v"]
    tested = run(python, "-m", *tests, *options, cwd=elsewhere)
    assert "small_coupling PASSED (supported)" in tested and "2 passed" in tested
    (elsewhere / "certificates" / "small_product.json").unlink()
    table = run(environment / verify[0], *verify[1:], *quickly, cwd=elsewhere)
    assert "1 refuted, 1 supported" in table and "all as expected" in table
    assert "ACCEPTED" in run(environment / check[0], *check[1:], cwd=elsewhere).upper()
