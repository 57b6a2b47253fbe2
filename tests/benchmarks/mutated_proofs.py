"""Proofs with one thing changed: python -m tests.benchmarks.mutated_proofs [N] FOLDER

FOLDER holds proofs as `kreissverify prove NAME --certificate` writes them. N changed proofs (3,000)
are spread evenly over kinds of changes and theorems. Each theorem stands with its own steps; its
lemmas are stated without proof, so that a change is checked where it is made. A change is accepted
if the checker takes nothing more on trust than before. What is then claimed is either the theorem
as it was, or another one, which is computed a second time: in floats, at random members.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from kreissverify.certificates import proof_checker
from tests.benchmarks.support.float_statements import counterexample
from tests.certificates.support.proof_mutations import KINDS, mutants


def theorems_of(folder: Path) -> dict[str, Any]:
    """Return every theorem of the proofs by its id, as a document with its lemmas stated only."""
    found: dict[str, Any] = {}
    for file in sorted(folder.glob("*.json")):
        document = json.loads(file.read_text(encoding="ascii"))
        *before, last = document["theorems"]
        stated = [{**x, "steps": None} for x in before]
        found[last["id"]] = {**document, "theorems": [*stated, last]}
    return found


def trusted(answer: proof_checker.Answer) -> Counter[str]:
    """Return what is taken on trust, and how often."""
    return Counter(x.what for x in answer.holes)


def main(count: int, folder: Path) -> int:
    """Check mutants, print what was found of each kind, and return 1 if a false one is accepted."""
    documents = theorems_of(folder)
    each = -(-count // (len(documents) * len(KINDS)))
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    false = 0
    for number, (name, document) in enumerate(documents.items()):
        before = trusted(proof_checker.check(document))
        said = document["theorems"][-1]["statement"]
        for kind in KINDS:
            for path, changed in mutants(document, kind, each, seed=number):
                try:
                    answer = proof_checker.check(changed)
                except proof_checker.Rejected:
                    counts[kind]["rejected"] += 1
                    continue
                if trusted(answer) - before:
                    counts[kind]["holey"] += 1
                elif changed["theorems"][-1]["statement"] == said:
                    counts[kind]["accepted, the same theorem"] += 1
                else:
                    stated = changed["theorems"][-1]["statement"]
                    worst = counterexample(stated, Random(number))
                    counts[kind]["accepted, another theorem"] += 1
                    text = proof_checker.statement_text(answer.theorem)
                    print(f"{name} {path}: {text}: {worst or 'no counterexample'}", flush=True)
                    false += worst is not None
    total = sum(counts.values(), Counter())
    for kind, found in [*counts.items(), ("all", total)]:
        print(f"{kind}: {dict(sorted(found.items()))}")
    print(f"{total.total()} mutants of {len(documents)} theorems, {false} false ones accepted")
    return int(false > 0)


if __name__ == "__main__":
    *first, where = sys.argv[1:]
    sys.exit(main(int(first[0]) if first else 3000, Path(where)))
