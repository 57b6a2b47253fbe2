"""The examples in docstrings from which a user starts: they run, and give what they say."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

STARTS = (
    "evaluation.instance_record",
    "verify",
    "counterexamples.refute",
    "worst_ratio.tighten",
)


@pytest.mark.parametrize("name", STARTS)
def test_the_examples_of_a_module_are_true(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # certificates go there
    found = doctest.testmod(import_module(f"kreissverify.evidence.{name}"))
    assert found.attempted > 0 and found.failed == 0
