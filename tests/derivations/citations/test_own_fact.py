"""A fact registered from outside: it is cited, tried on members, and rendered, ours unedited."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sympy
from sympy import And, Eq

from kreissverify import BlockTriangular, K, theorem
from kreissverify.derivations import CitedFact, Derivation, derive, register_fact
from kreissverify.derivations.citations.schema import schemas, unregister
from kreissverify.derivations.deciders import registry as deciders_registry
from kreissverify.reports.derivations.files import derivation_record
from kreissverify.reports.derivations.pages import derivation_html
from kreissverify.reports.derivations.text import derivation_text
from kreissverify.theorems import Statement, collect, load


@pytest.fixture(autouse=True)
def own_facts() -> Iterator[None]:
    @register_fact("mine.cube", source="my notes, Lemma 1")
    def cube(x: Any, y: Any) -> CitedFact:
        """If x ≤ y, then x³ ≤ y³."""
        return CitedFact((sympy.Le(x, y),), sympy.Le(x**3, y**3))

    @register_fact("mine.false", source="nowhere")
    def false(x: Any) -> CitedFact:
        """x² ≤ x/2."""
        return CitedFact((), sympy.Le(x**2, x / 2))

    yield
    unregister("mine.cube")
    unregister("mine.false")


@theorem(source="for the tests")
def cubes(J: BlockTriangular) -> Any:
    """γ³ is less than 1, and K is at least 1."""
    return And(J.gamma**3 <= 1, K(J) >= 1)


@cubes.derivation
def _(p: Any) -> None:
    """γ < 1, and cubes are monotone."""
    cube = p.by("mine.cube", x=p.J.gamma, y=1, name="the cube of γ")
    p.qed(cube, p.by("kreiss.at_least_one", X=p.J))


def found(statement: Statement) -> Derivation:
    derivation = derive(statement)
    assert derivation is not None
    return derivation


def test_it_is_cited_and_stands_in_every_rendering() -> None:
    derivation = found(cubes)
    assert derivation.is_complete, derivation.reason
    first = derivation.facts[0]
    assert first.kind == "classical" and first.means == ("cited", "points") and not first.ways
    said = "mine.cube: If x ≤ y, then x³ ≤ y³. [my notes, Lemma 1]"
    assert said in derivation.cited()
    assert said in derivation_text(derivation) and said in derivation_html(derivation)
    assert derivation_record(derivation)["cited"][0] == said  # type: ignore[index]


def test_it_is_known_who_wrote_it() -> None:
    known = schemas()
    assert not known["mine.cube"].is_bundled
    assert known["mine.cube"].file.name == "test_own_fact.py"
    assert all(fact.is_bundled for name, fact in known.items() if not name.startswith("mine."))


@theorem(source="for the tests")
def false_of_gamma(J: BlockTriangular) -> Any:
    return J.gamma**2 <= J.gamma / 2


@false_of_gamma.derivation
def _(p: Any) -> None:
    p.qed(p.by("mine.false", x=p.J.gamma))


def test_a_false_one_is_refused_where_it_is_false() -> None:
    derivation = found(false_of_gamma)
    assert not derivation.is_complete and "it is false at J = " in derivation.reason


def test_no_fact_of_the_package_can_be_replaced() -> None:
    with pytest.raises(ValueError, match=r"kreiss\.at_least_one: there is a fact of this name"):
        register_fact("kreiss.at_least_one", source="nowhere")(lambda X: CitedFact((), Eq(1, 1)))
    with pytest.raises(ValueError, match="unknown kind of fact: 'clasical', did you mean 'clas"):
        register_fact("mine.other", source="nowhere", kind="clasical")


def test_what_is_unregistered_is_unknown() -> None:
    @theorem(source="for the tests")
    def other_cubes(J: BlockTriangular) -> Any:
        return J.gamma**3 <= 1

    unregister("mine.cube")
    other_cubes.derivation(lambda p: p.qed(p.by("mine.cub", x=p.J.gamma, y=1)))
    assert found(other_cubes).reason.startswith("unknown fact: 'mine.cub'")


FILE = """
import sympy
from kreissverify import BlockTriangular, theorem
from kreissverify.derivations import CitedFact, Decider, Decision, register_decider, register_fact

@register_fact("mine.of_a_file", source="SOURCE")
def cube(x, y):
    return CitedFact((sympy.Le(x, y),), sympy.Le(x**3, y**3))

register_decider(Decider("mine.of_a_file", "words", decide=lambda premises, claim: Decision(True)))

@theorem(source="for the tests")
def cubed(J: BlockTriangular):
    return J.gamma**3 <= 1

@cubed.derivation
def _(p):
    p.qed(p.by("mine.of_a_file", x=p.J.gamma, y=1))
"""


def test_a_file_that_is_read_again_registers_again(tmp_path: Path) -> None:
    file, other = tmp_path / "a.py", tmp_path / "b.py"
    cited = []
    try:
        for source in ("page 1", "page 2"):
            file.write_text(FILE.replace("SOURCE", source))
            cited += found(load(file, "cubed")).cited()
        other.write_text(FILE)
        (error,) = collect([other]).errors
    finally:
        unregister("mine.of_a_file")
        deciders_registry.unregister("mine.of_a_file")
    assert [text[-8:-1] for text in cited] == ["[page 1", "[page 2"]
    assert "mine.of_a_file: there is a fact of this name already" in error.message


def test_what_is_typed_again_takes_the_place_of_the_first() -> None:
    cell = "@register_fact('mine.cell', source='{}')\ndef cell(x): return CitedFact((), x <= x + 1)"
    names = {"register_fact": register_fact, "CitedFact": CitedFact}
    for number in ("1", "2"):
        exec(compile(cell.format(number), f"/nowhere/cell-{number}.py", "exec"), names)
    assert schemas()["mine.cell"].source == "2"
    unregister("mine.cell")
