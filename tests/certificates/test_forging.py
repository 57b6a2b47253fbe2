"""A sample of `tests/benchmarks/forgeries.py`: what is accepted holds, by another computation."""

from __future__ import annotations

from pathlib import Path

import pytest

from kreissverify.certificates import checker
from kreissverify.numbers.three_valued import Outcome
from tests.certificates.support.forging import Forger, seeds
from tests.certificates.support.recomputing import claim


@pytest.mark.slow
def test_accepted_mutants_hold(tmp_path: Path) -> None:
    forger, path, accepted = Forger(seeds(), 7), tmp_path / "mutant.json", 0
    for _ in range(150):
        path.write_text(forger.mutant(), encoding="utf-8", errors="surrogatepass")
        try:
            document = checker.load(str(path))
            checker.check(document)
        except checker.Rejected:
            continue
        accepted += 1
        assert claim(document) is Outcome.HOLDS, document
    assert accepted > 5


def test_the_recomputation_sees_a_false_claim() -> None:
    """Turned round, what a good certificate claims does not hold, and ties are decided."""
    for document in seeds():
        assert claim(document) is Outcome.HOLDS
        turned = {**document, "conclusion": {"op": "not", "args": [document["conclusion"]]}}
        assert claim(turned) is Outcome.VIOLATED


def test_equal_seeds_forge_equal_mutants() -> None:
    good = seeds()
    first, second = Forger(good, 3), Forger(good, 3)
    assert [first.mutant() for _ in range(20)] == [second.mutant() for _ in range(20)]
