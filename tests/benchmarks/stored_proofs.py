"""What it takes to prove the paper's statements again: by stored certificates, and by solvers.

    python -m tests.benchmarks.stored_proofs [--all]

Three rows, each in a process of its own, with its processor time and that of the solvers it starts:
the derivations with the certificates that the library carries, the same by solvers alone, and the
standalone checker on every proof file. What the start takes of it, to import and to read the
theorem files, stands apart too. With ``--all`` every derivation of the library is taken.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from kreissverify.certificates import PROOF_CHECKER
from kreissverify.derivations.proof_files.stored import proof_file

_DERIVE = """
import sys, time
from kreissverify.system.garbage import collect_rarely
collect_rarely()  # as the command line does
from kreissverify.derivations import derive
from kreissverify.derivations.deciders.stored_certificates import asking_solvers
from kreissverify.derivations.foundations import foundations
from kreissverify.system.written_ids import written_ids
from kreissverify.theorems import bundled_statements
from kreissverify.theorems.library import bundled_files, bundled_statement

def is_of_the_paper(id):
    # classes with several radii generalise the paper's
    return id.startswith(("R", "E")) or id.startswith("comparison.") and "radii" not in id

if "--all" in sys.argv:
    every = bundled_statements()
else:  # only their files are read
    ids = {id for file in bundled_files() for id in written_ids(file) if is_of_the_paper(id)}
    every = map(bundled_statement, sorted(ids))
taken = [x for x in every if x.derivations]
start = time.process_time()
with asking_solvers("--solvers" in sys.argv):
    found = [derive(x) for x in taken]
    assert all(x.is_complete for x in found)
    words = {y for x in found for y in foundations(x).on_word}
steps = sum(len(x.facts) for x in found)
print(f"{len(found)} statements, {steps} steps, {len(words)} on a solver's word;", end=" ")
print(f"{start:.1f} s to start, {time.process_time() - start:.1f} s of this process to prove")
"""


def main() -> None:
    """Print the table."""
    chosen = [x for x in sys.argv[1:] if x == "--all"]
    files = sorted(map(str, Path(proof_file("")).parent.glob("*.json.gz")))
    print("| by | CPU s | what |")
    print("| --- | ---: | --- |")
    for name, command in (
        ("stored certificates", ["-c", _DERIVE, *chosen]),
        ("solvers", ["-c", _DERIVE, "--solvers", *chosen]),
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
