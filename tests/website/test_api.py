"""Every public name has an entry in the API, and every quantity begins with its formula."""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import types

import pytest
from website.api import GROUPS, MODULES, OF_SYMPY, api_pages, described
from website.restructured import escaped

import kreissverify
from kreissverify import Quantity, continuous
from kreissverify.quantities import registry


def public(module: types.ModuleType) -> set[tuple[str, str]]:
    return {(module.__name__, name) for name in module.__all__}


def test_every_public_name_is_described() -> None:
    assert described() == set().union(*map(public, MODULES))


def test_a_name_left_out_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(continuous, "__all__", [*continuous.__all__, "new"])
    assert public(continuous) - described() == {("kreissverify.continuous", "new")}


@pytest.mark.parametrize("module", MODULES, ids=lambda x: x.__name__)
def test_every_public_name_has_words_of_its_own(module: types.ModuleType) -> None:
    """Of itself, not of the type that it is of: a quantity has those of its class alone."""
    for name in {*module.__all__} - {*OF_SYMPY}:
        found = getattr(module, name)
        owner = type(found) if isinstance(found, Quantity) else found
        assert len(vars(owner).get("__doc__") or owner.__doc__) > 20, name
        assert owner.__doc__ != object.__doc__ and owner.__doc__ != type(owner).__doc__, name


def test_every_name_of_sympy_has_a_meaning() -> None:
    found = {x for x in kreissverify.__all__ if is_of_sympy(getattr(kreissverify, x))}
    assert found == {*OF_SYMPY}


def is_of_sympy(found: object) -> bool:
    return getattr(found, "__module__", "").startswith("sympy.")


def test_each_name_has_an_entry_on_its_page() -> None:
    pytest.importorskip("numpydoc", reason="needs the extra docs")
    pages = api_pages()
    for group, (_, module, names) in GROUPS.items():
        text = pages[f"{group}.rst"]
        for name in names:
            entry = rf"(?:\.\. (?:py|auto)\w*:*\w*::| {{9,}}) *{module.__name__}\.{name}\b"
            assert re.search(entry, text), f"{group}: {name}"
    assert "K(J) = sup over \\|z\\| > 1" in pages["quantities.rst"]


def test_what_two_modules_offer_is_described_once() -> None:
    pytest.importorskip("numpydoc", reason="needs the extra docs")
    text = "".join(api_pages().values())
    assert ".. autoclass:: kreissverify.CouplingScalars\n" in text
    assert ".. autoclass:: kreissverify.training.CouplingScalars" not in text
    described = ".. py:class:: kreissverify.training.CouplingScalars\n\n   The same as :py:obj:"
    assert f"{described}`kreissverify.CouplingScalars`" in text


@pytest.mark.parametrize("name", sorted(registry()))
def test_a_quantity_begins_with_its_formula(name: str) -> None:
    quantity = registry()[name]
    if not quantity.is_bundled:
        pytest.skip("another test's")
    first = (inspect.getdoc(quantity) or "").splitlines()[0]
    assert " = " in first, first


def test_help_begins_with_the_formula() -> None:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        help(kreissverify.K)
    words = [x.strip(" |") for x in printed.getvalue().splitlines() if x.strip(" |")]
    assert words[2].startswith("K(J) = sup over |z| > 1 of (|z|-1)‖(zI-J)⁻¹‖"), words[:4]
    assert isinstance(kreissverify.K, Quantity)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("sup over |z| > 1", r"sup over \|z\| > 1"),
        ("A* = A, and x*Ax", r"A\* = A, and x*Ax"),
        ("*Spectra and Pseudospectra* (2005)", "*Spectra and Pseudospectra* (2005)"),
        ("`a|b` and ``|x|``", "`a|b` and ``|x|``"),
        ("K_ is K_c", r"K\_ is K_c"),
        ("    >>> abs(x) | y", "    >>> abs(x) | y"),
    ],
)
def test_mathematics_of_docstrings_is_no_markup(written: str, expected: str) -> None:
    assert escaped([written]) == [expected]


def test_the_output_of_an_example_stays() -> None:
    assert escaped([">>> x", "|1|", "", "|1|"]) == [">>> x", "|1|", "", r"\|1\|"]
