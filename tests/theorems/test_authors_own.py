"""What a theorem file brings is named; and no file can change what it has stated."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kreissverify import BlockTriangular, K, Real, SelfReferential, theorem
from kreissverify.instances import registry as classes
from kreissverify.instances import unregister as unregister_class
from kreissverify.quantities import registry as quantities
from kreissverify.quantities import unregister as unregister_quantity
from kreissverify.theorems import AuthorsOwn, Statement, change_of, collect, own_parts
from kreissverify.theorems.statement_seal import CHANGED

HEAD = """
import numpy as np
import sympy
from kreissverify import *
from kreissverify.instances import InstanceClass, register as register_class
from kreissverify.instances import unregister as unregister_class
from kreissverify.matrices import Quantifier
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.quantities import Quantity, register, registry, unregister

class Liar(Quantity):
    name = "liar"
    long_name = "an enclosure that need not hold its value"
    def enclosure(self, matrix, *parameters, rtol=1e-6):
        return Enclosure.exactly(1)
    def float64(self, stack, *parameters):
        return np.ones(stack.shape[:-2])

class Easy(BlockTriangular):
    @classmethod
    def objection(cls, J):
        return None

class EasyInstances(InstanceClass):
    matrix_class = Easy
    def draw(self, quantifier, seed, index):
        return Easy("0", "0", "0")
"""


@pytest.fixture(autouse=True)
def only_ours_stay() -> Iterator[None]:
    known, kinds = set(quantities()), set(classes())
    yield
    for name in set(quantities()) - known:
        unregister_quantity(quantities()[name])
    for kind in set(classes()) - kinds:
        unregister_class(kind)


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Any]:
    def collected(text: str) -> Any:
        file = tmp_path / "attack.py"
        file.write_text(HEAD + text)
        return collect([file])

    return collected


STATED = '@theorem(source="x")\ndef stated(J: {of}):\n    return {conclusion}\n'


@pytest.mark.parametrize(
    ("before", "of", "conclusion", "own"),
    [
        ("", "BlockTriangular", "K(J) >= 1", AuthorsOwn()),
        ("q = register(Liar())", "BlockTriangular", "q(J) <= 1", AuthorsOwn(quantities=("liar",))),
        ("register_class(EasyInstances())", "Easy", "K(J) <= 1", AuthorsOwn(classes=("Easy",))),
        (  # a name can be written down: it is the class itself that is ours
            'register_class(EasyInstances())\nEasy.__name__ = "BlockTriangular"',
            "Easy",
            "K(J) <= 1",
            AuthorsOwn(classes=("BlockTriangular",)),
        ),
        (  # a quantifier that decides membership and equality as it likes
            "class Q(Quantifier):\n    def objection(self, matrix): return 'no member'\n"
            "    def __eq__(self, other): return True\n    def __hash__(self): return 1",
            "Q(BlockTriangular)",
            "K(J) <= 1",
            AuthorsOwn(classes=("BlockTriangular",)),
        ),
    ],
)
def test_what_is_not_ours_is_named(
    read: Any, before: str, of: str, conclusion: str, own: AuthorsOwn
) -> None:
    found = read(f"{before}\n{STATED.format(of=of, conclusion=conclusion)}")
    assert not found.errors
    assert own_parts(found.statements[0]) == own


def test_a_domain_of_ones_own_is_named(read: Any) -> None:
    found = read(
        "class Whole(Real):\n    def symbol(self, name):\n"
        "        return sympy.Symbol(name, integer=True, positive=True)\n"
        '@theorem(source="x")\ndef stated(J: BlockTriangular, r: Whole(above=0)):\n'
        "    return r >= K(J) - J.c\n"
    )
    assert own_parts(found.statements[0]) == AuthorsOwn(classes=("Whole",))


@pytest.mark.parametrize(
    ("attack", "message"),
    [
        (
            'Liar.name, ours = "K", type(registry()["K"])\nLiar.__module__ = ours.__module__\n'
            "Liar.__qualname__ = ours.__qualname__\nregister(Liar())",
            "K: there is a quantity of this name already",
        ),
        ('unregister(registry()["K"])', "K: this quantity is the package's own"),
        ("unregister_class(BlockTriangular)", "BlockTriangular: this class is the package's own"),
        (
            'Easy.__name__ = Easy.__qualname__ = "BlockTriangular"\n'
            "Easy.__module__ = BlockTriangular.__module__\nregister_class(EasyInstances())",
            "BlockTriangular: another class of matrices has this name already",
        ),
        ("from kreissverify.quantities import seal\nseal()", "are known already"),
    ],
)
def test_nothing_of_ours_can_be_replaced(read: Any, attack: str, message: str) -> None:
    (error,) = read(attack).errors
    assert message in error.message


CHANGES = {
    "conclusion": "object.__setattr__(stated, 'conclusion', stated.hypotheses[0])",
    "hypotheses": "object.__setattr__(stated, 'hypotheses', ())",
    "quantified": "object.__setattr__(stated, 'quantified', stated.quantified[::-1])",
    "expectation": "object.__setattr__(stated, 'expect', 'undecided')",
    "inside of the class": "object.__setattr__(stated.quantified[0][1], 'sizes', (1, 1))",
    "inside of the domain": "object.__setattr__(stated.quantified[1][1], 'above', None)",
    "inside of the conclusion": "stated.conclusion._args = stated.conclusion.args[::-1]",
    "another text": "object.__setattr__(stated, 'text', lambda: 'K(J) <= 1')",
    "another digest": "stated.__dict__['digest'] = 'of another'",
    "another type": "class S(Statement): pass\nobject.__setattr__(stated, '__class__', S)",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_statement_that_its_file_changes_is_not_collected(read: Any, change: str) -> None:
    found = read(
        '@theorem(source="x")\ndef stated(J: SelfReferential, r: Real(above=0)):\n'
        f"    assume(J.c <= r)\n    return K(J) <= 1\n{change}\n"
    )
    assert not found.statements
    assert "stated: the statement was changed" in found.errors[0].message or (
        "a statement is made by @theorem" in found.errors[0].message
    )


TERMS = {
    "a quantity": (
        "from kreissverify.quantities.symbolic import QuantityExpr\nclass Other(QuantityExpr):\n"
        "    def _sympystr(self, printer): return 'K(J)'",
        "Other('rho', J) <= 1",
    ),
    "a relation": ("class Other(sympy.Le): pass", "Other(K(J), 2, evaluate=False)"),
    "a matrix identity": (
        "class Other(type(same(sympy.Identity(2), sympy.Identity(2)))): pass",
        "Other(J.A, J.A.T)",
    ),
    "with the name of ours": (
        "from kreissverify.quantities.symbolic import QuantityExpr\n"
        "class Other(QuantityExpr): pass\n"
        "Other.__module__, Other.__qualname__ = QuantityExpr.__module__, 'QuantityExpr'",
        "Other('rho', J) <= 1",
    ),
}


@pytest.mark.parametrize(("before", "conclusion"), TERMS.values(), ids=TERMS)
def test_a_term_of_ones_own_is_refused(read: Any, before: str, conclusion: str) -> None:
    found = read(f"{before}\n{STATED.format(of='BlockTriangular', conclusion=conclusion)}")
    assert not found.statements
    assert "Other is a type of its own" in found.errors[0].message


def test_a_quantity_that_is_registered_anew_is_noticed(read: Any) -> None:
    (error,) = read(
        f"q = register(Liar())\n{STATED.format(of='BlockTriangular', conclusion='q(J) <= 1')}"
        "unregister(q)\nregister(Liar())\n"
    ).errors
    assert "liar was registered anew after the statement was stated" in error.message


def test_what_is_not_changed_is_itself() -> None:
    @theorem(source="x")
    def stated(J: BlockTriangular) -> Any:
        return K(J) >= 1

    assert change_of(stated) is None
    assert change_of(dataclasses.replace(stated, id="other")) is None
    object.__setattr__(stated, "conclusion", K(BlockTriangular().symbol("J")) <= 1)
    assert change_of(stated) == CHANGED


def test_what_is_the_authors_own_in_words() -> None:
    assert not AuthorsOwn() and AuthorsOwn(facts=("a",))
    own = AuthorsOwn(facts=("b", "c"), classes=("D",)) | AuthorsOwn(facts=("a", "b"))
    assert own.text == "3 facts and 1 class of the author's (a, b, c, D)"
    assert own.record == {"facts": ["a", "b", "c"], "classes": ["D"]}
    assert AuthorsOwn(deciders=("d",)).counted == "1 decider of the author's"


def test_every_bundled_thing_is_ours() -> None:
    @theorem(source="x")
    def stated(J: SelfReferential, r: Real(above=1)) -> Any:
        return K(J) >= 2 - r

    assert isinstance(stated, Statement) and not own_parts(stated)
    assert all(quantity.is_bundled for quantity in quantities().values())
