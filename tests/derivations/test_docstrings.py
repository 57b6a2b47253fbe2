"""The examples in the docstrings of the statement language and of the derivations run."""

import doctest
import importlib
import pkgutil

import pytest

import kreissverify.derivations
import kreissverify.theorems
from kreissverify.system import near_names

PACKAGES = (kreissverify.derivations, kreissverify.theorems)
MODULES = [
    *(m.name for p in PACKAGES for m in pkgutil.walk_packages(p.__path__, f"{p.__name__}.")),
    near_names.__name__,
]
#: Where a user starts.
STARTS = ("theorems.language", "derivations.derivation", "derivations.steps.proof",
          "derivations.citations.schema", "derivations.deciders.registry")  # fmt: skip


def of_module(name: str) -> doctest.TestResults:
    return doctest.testmod(importlib.import_module(name))


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    assert of_module(name).failed == 0


@pytest.mark.parametrize("name", STARTS)
def test_there_are_examples_where_a_user_starts(name: str) -> None:
    assert of_module(f"kreissverify.{name}").attempted > 0
