"""What it takes to prove the bundled library again: by its stored certificates, and by solvers.

    python -m tests.benchmarks.stored_proofs

Three rows, each in a process of its own, with its processor time and that of the solvers it starts:
the derivations with the certificates that the library carries, the same by solvers alone, and the
standalone checker on every proof file. Loading the library is counted in each.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from kreissverify.certificates import PROOF_CHECKER
from kreissverify.derivations.proof_files.library import proof_file

_DERIVE = """
import sys
from kreissverify.derivations import derive
from kreissverify.derivations.deciders.stored_certificates import asking_solvers
from kreissverify.derivations.foundations import foundations
from kreissverify.theorems import bundled_statements

with asking_solvers("--solvers" in sys.argv):
    found = [derive(x) for x in bundled_statements() if x.derivations]
    assert all(x.is_complete for x in found)
    words = {y for x in found for y in foundations(x).on_word}
steps = sum(len(x.facts) for x in found)
print(f"{len(found)} statements, {steps} steps, {len(words)} on a solver's word")
"""


def main() -> None:
    """Print the table."""
    files = sorted(map(str, Path(proof_file("")).parent.glob("*.json.gz")))
    print("| by | CPU s | what |")
    print("| --- | ---: | --- |")
    for name, command in (
        ("stored certificates", ["-c", _DERIVE]),
        ("solvers", ["-c", _DERIVE, "--solvers"]),
        ("the standalone checker", [str(PROOF_CHECKER), *files]),
    ):
        seconds, said = _measured([sys.executable, *command])
        words = [line.split()[0] for line in said.splitlines() if not line.startswith(" ")]
        counted = ", ".join(f"{words.count(x)} {x}" for x in ("ACCEPTED", "HOLEY", "REJECTED"))
        print(f"| {name} | {seconds:.1f} | {counted if files[0] in said else said.strip()} |")


def _measured(command: list[str]) -> tuple[float, str]:
    """Return the processor time of a process with those that it started, and what it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    found = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (x.ru_utime + x.ru_stime for x in (after, before))
    return next(spent) - next(spent), found.stdout


if __name__ == "__main__":
    main()
