"""A fixed sample of the false statements of the benchmark: few instances refute them."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from tests.benchmarks.false_statements import COUNT, KINDS, false_statements, is_refuted


def test_there_are_three_hundred_of_every_kind() -> None:
    counts = Counter(each.kind for each in false_statements())
    assert sum(counts.values()) == COUNT == 300
    assert set(counts) == set(KINDS) and min(counts.values()) >= 30


def test_twenty_instances_refute_most_of_a_sample() -> None:
    sample = list(islice(false_statements(), 0, None, 30))
    found = [is_refuted(each.statement, 20) for each in sample]
    assert found.count(True) >= 0.7 * len(sample)
