"""Proofs with one thing changed: python -m tests.benchmarks.mutated_proofs [N] FOLDER [--steps]

FOLDER holds proofs as `kreissverify prove NAME --certificate` writes them, or as the library
carries them. N changed proofs (3,000) are spread evenly over kinds of changes, and those of a kind
over the theorems, as evenly as these have places for it. Each theorem stands with its own steps;
its lemmas are stated without proof, so that a change is checked where it is made. A change of a
step is checked with what rests on that, and whole only if it is accepted so.

A change is accepted if the checker takes nothing more on trust than before. What is then claimed is
either the theorem as it was, or another one, which is computed a second time: in floats, at random
members. With --steps only steps are changed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from kreissverify.certificates import proof_checker
from tests.benchmarks.support.float_statements import counterexample
from tests.certificates.support.incremental_check import CheckedProof
from tests.certificates.support.proof_mutations import KINDS, Change, changes, placed

Count = Callable[[str, str, Change, dict[str, Any]], None]


def theorems_of(folder: Path) -> dict[str, Any]:
    """Return every theorem of the proofs by its id, as a document with its lemmas stated only."""
    found: dict[str, Any] = {}
    for file in sorted([*folder.glob("*.json"), *folder.glob("*.json.gz")]):
        data = file.read_bytes()
        document = json.loads(gzip.decompress(data) if file.suffix == ".gz" else data)
        *before, last = document["theorems"]
        stated = [{**x, "steps": None} for x in before]
        # as a file would hold it: no part of it is the same object as another
        found[last["id"]] = json.loads(json.dumps({**document, "theorems": [*stated, last]}))
    return found


def shares(total: int, places: dict[str, int]) -> dict[str, int]:
    """Return how many of a total each gets, as evenly as the places of each allow."""
    found, left = dict.fromkeys(places, 0), total
    for rank, name in enumerate(sorted(places, key=lambda x: (places[x], x))):
        found[name] = min(places[name], -(-left // (len(places) - rank)))
        left -= found[name]
    return found


def spread(
    documents: dict[str, Any], total: int, within: tuple[str, ...]
) -> Iterator[tuple[str, str, list[Change]]]:
    """Yield for each theorem and kind the changes to make."""
    for number, kind in enumerate(KINDS):
        wanted = total * (number + 1) // len(KINDS) - total * number // len(KINDS)
        every = {
            name: changes(document, kind, wanted, seed=i, within=within)
            for i, (name, document) in enumerate(documents.items())
        }
        given = shares(wanted, {name: len(found) for name, found in every.items()})
        least, most = min(given.values()), max(given.values())
        print(f"{kind}: {sum(given.values())}, {least} to {most} a theorem", flush=True)
        for name, found in every.items():
            yield name, kind, found[: given[name]]


def check_changes(
    proof: CheckedProof, document: dict[str, Any], some: list[Change], count: Count
) -> None:
    """Check each changed proof: whole, or at first where it is changed."""
    before = Counter(x.what for x in proof.answer.holes)
    for change in some:
        with placed(document, change):
            try:
                if "steps" in change.path:
                    proof.check(change.path[3])
                # what is accepted so, is accepted whole
                answer = proof_checker.check(document)
            except proof_checker.Rejected:
                count("rejected", "", change, document)
                continue
            holes = Counter(x.what for x in answer.holes) - before
            said = proof_checker.statement_text(answer.theorem)
            count("holey" if holes else "accepted", said, change, document)


def main() -> int:
    """Check mutants, print what was found of each kind, and return 1 if a false one is accepted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=3000)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", action="store_true")
    given = parser.parse_args()
    documents = theorems_of(given.folder)
    said = {name: x["theorems"][-1]["statement"] for name, x in documents.items()}
    said = json.loads(json.dumps(said))
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    false = 0

    def count(name: str, kind: str, word: str, text: str, change: Change, document: Any) -> None:
        nonlocal false
        stated = document["theorems"][-1]["statement"]
        if word != "accepted":
            counts[kind][word] += 1
        elif stated == said[name]:
            counts[kind]["accepted, the same theorem"] += 1
        else:
            worst = counterexample(stated, Random(0))
            counts[kind]["accepted, another theorem"] += 1
            print(f"{name} {change.path}: {text}: {worst or 'no counterexample'}", flush=True)
            false += worst is not None

    within = ("theorems", "steps") if given.steps else ()
    whole: dict[str, list[tuple[str, list[Change]]]] = {}
    for name, kind, some in spread(documents, given.count, within):
        whole.setdefault(name, []).append((kind, some))
    for name, parts in whole.items():
        document = documents[name]
        proof = CheckedProof(document)
        for kind, some in parts:
            check_changes(proof, document, some, partial(count, name, kind))
        done = sum(counts.values(), Counter())
        print(f"{name}: {done.total()} so far, {dict(sorted(done.items()))}", flush=True)
    total = sum(counts.values(), Counter())
    for kind, found in [*counts.items(), ("all", total)]:
        print(f"{kind}: {dict(sorted(found.items()))}")
    print(f"{total.total()} mutants of {len(documents)} theorems, {false} false ones accepted")
    return int(false > 0)


if __name__ == "__main__":
    sys.exit(main())
