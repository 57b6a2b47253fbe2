"""The examples in the docstrings of the quantities and of what they rest on give what they say."""

import doctest
import importlib
import pkgutil

import pytest

import kreissverify.quantities
from kreissverify.quantities import registry

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(
        kreissverify.quantities.__path__, "kreissverify.quantities."
    )
    if not module.ispkg
)


def examples_of(name: str) -> int:
    module = importlib.import_module(name)
    failed, tried = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert not failed
    return tried


def test_examples_give_what_they_say() -> None:
    assert sum(map(examples_of, MODULES)) > 0


@pytest.mark.parametrize("name", sorted(registry()))
def test_every_quantity_has_an_example(name: str) -> None:
    assert ">>> " in (type(registry()[name]).__doc__ or "")
