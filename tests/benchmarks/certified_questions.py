"""How many real questions of the bundled derivations have an exact certificate.

    python -m tests.benchmarks.certified_questions [ID…]

A row a statement: the steps that ask real questions, those of which every question has a
certificate, the questions, those with a certificate, and what else its lemmas lack. Then the
questions without one.
"""

from __future__ import annotations

import sys
import time

from kreissverify.derivations import Derivation, derive
from kreissverify.derivations.deciders.positivstellensatz.decider import certify
from kreissverify.theorems.library import bundled_statements


def main(ids: list[str]) -> None:
    """Print the table."""
    statements = [s for s in bundled_statements() if s.derivations and (not ids or s.id in ids)]
    missing: dict[str, list[str]] = {}
    steps = certified_steps = questions = certified = 0
    print("| statement | steps | certified | questions | certified | lemmas without | CPU s |")
    print("| --- | ---: | ---: | ---: | ---: | --- | ---: |")
    lemmas: dict[str, tuple[str, ...]] = {}
    for statement in statements:
        found = derive(statement)
        assert found is not None and found.is_complete, statement.id
        began = time.process_time()
        asking = [fact for fact in found.facts if fact.questions]
        shown = {fact.name: [certify(q) is not None for q in fact.questions] for fact in asking}
        missing[statement.id] = _open_questions(found)
        lemmas[statement.id] = found.lemmas()
        numbers = (
            len(asking),
            sum(map(all, shown.values())),
            sum(map(len, shown.values())),
            sum(map(sum, shown.values())),
        )
        steps, certified_steps = steps + numbers[0], certified_steps + numbers[1]
        questions, certified = questions + numbers[2], certified + numbers[3]
        cells = (statement.id, *numbers, ", ".join(_lacking(statement.id, lemmas, missing)))
        print("|", *(f"{x} |" for x in cells), f"{time.process_time() - began:.1f} |", flush=True)
    whole = [x for x in missing if not missing[x] and not _lacking(x, lemmas, missing)]
    print(f"\n{certified_steps} of {steps} steps, {certified} of {questions} questions; ", end="")
    print(f"{len(whole)} of {len(missing)} statements on no solver's word, lemmas included.\n")
    for name, texts in missing.items():
        for text in texts:
            print(f"- {name}: {text}")


def _open_questions(derivation: Derivation) -> list[str]:
    every = ((fact, q) for fact in derivation.facts for q in fact.questions)
    return [f"{fact.name}: `{q.claim}`" for fact, q in every if certify(q) is None]


def _lacking(
    name: str, lemmas: dict[str, tuple[str, ...]], missing: dict[str, list[str]]
) -> list[str]:
    """Return the lemmas, and theirs, that have a question without a certificate."""
    used = [source.split(",")[0] for source in lemmas.get(name, ())]
    own = [x for x in used if missing.get(x)]
    return sorted({*own, *(y for x in used for y in _lacking(x, lemmas, missing))})


if __name__ == "__main__":
    main(sys.argv[1:])
