"""A sample of `tests/benchmarks/forgeries.py`: what is accepted holds, by another computation."""

from __future__ import annotations

from pathlib import Path

import pytest

from kreissverify.certificates import checker
from kreissverify.numbers.three_valued import Outcome
from tests.certificates.support.forging import Forger, seeds
from tests.certificates.support.forging_parts import PartsForger, seeds_of_parts
from tests.certificates.support.recomputing_parts import claim_of

FORGERS = {
    1: lambda seed: Forger(seeds(), seed),
    2: lambda seed: PartsForger(seeds_of_parts(), seed),
}


@pytest.mark.slow
@pytest.mark.parametrize("version", FORGERS)
def test_accepted_mutants_hold(version: int, tmp_path: Path) -> None:
    forger, path, accepted = FORGERS[version](7), tmp_path / "mutant.json", 0
    for _ in range(150):
        path.write_text(forger.mutant(), encoding="utf-8", errors="surrogatepass")
        try:
            document = checker.load(str(path))
            checker.check(document)
        except checker.Rejected:
            continue
        accepted += 1
        assert claim_of(document) is Outcome.HOLDS, document
    assert accepted > 5


def test_the_recomputation_sees_a_false_claim() -> None:
    """Turned round, what a good certificate claims does not hold, and ties are decided."""
    for document in (*seeds(), *seeds_of_parts()):
        assert claim_of(document) is Outcome.HOLDS
        turned = {**document, "conclusion": {"op": "not", "args": [document["conclusion"]]}}
        # What claims that an inverse exists is no more true than what claims the contrary.
        assert claim_of(turned) is Outcome.VIOLATED or "inverse" in str(document["conclusion"])


@pytest.mark.parametrize("version", FORGERS)
def test_equal_seeds_forge_equal_mutants(version: int) -> None:
    first, second = FORGERS[version](3), FORGERS[version](3)
    assert [first.mutant() for _ in range(20)] == [second.mutant() for _ in range(20)]
