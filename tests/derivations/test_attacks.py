"""Derivations that try to show what is false, without solvers: each is refused, and says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sympy

from kreissverify import BlockTriangular, K, theorem
from kreissverify.derivations import (
    CitedFact,
    Decider,
    Decision,
    Derivation,
    Fact,
    derive,
    register_decider,
    register_fact,
)
from kreissverify.derivations.citations.schema import schemas, unregister
from kreissverify.derivations.deciders import registry as deciders_registry
from kreissverify.derivations.derivation import without_own_parts
from kreissverify.reports.derivations.files import derivation_record
from kreissverify.reports.derivations.pages import derivation_html, derivation_latex
from kreissverify.reports.derivations.text import derivation_line, derivation_text
from kreissverify.theorems import AuthorsOwn, Statement, resolvent, same

LIMIT = 10**12  # false, and true of every member that is drawn to try a step


def false_statement() -> Statement:
    def coupling(J: BlockTriangular) -> Any:
        """Couplings are small."""
        return J.c <= LIMIT

    found = theorem(source="an attack")(coupling)
    assert isinstance(found, Statement)
    return found


def true_statement() -> Statement:
    def at_least_one(J: BlockTriangular) -> Any:
        """K is at least 1."""
        return K(J) >= 1

    found = theorem(source="a test")(at_least_one)
    assert isinstance(found, Statement)
    found.derivation(lambda p: p.qed(p.by("kreiss.at_least_one", X=p.J)))
    return found


def derived(statement: Statement, write: Callable[[Any], Any]) -> Derivation:
    statement.derivation(write)
    found = derive(statement)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def own() -> Iterator[None]:
    @register_fact("mine.limit", source="nowhere")
    def limit(J: Any) -> CitedFact:
        """Couplings are small."""
        return CitedFact((), J.c <= LIMIT)

    register_decider(
        Decider("mine.yes", "my word", decide=lambda premises, claim: Decision(True, ("z3",)))
    )
    yield
    unregister("mine.limit")
    deciders_registry.unregister("mine.yes")


def at_least_one(p: Any) -> Fact:
    fact = p.by("kreiss.at_least_one", X=p.J)
    assert isinstance(fact, Fact)
    return fact


def write(p: Any, name: str, value: Any) -> None:
    object.__setattr__(p, name, value)


def other_conclusion(p: Any) -> None:
    object.__setattr__(p.statement, "conclusion", K(p.J) >= 1)
    p.qed(at_least_one(p))


def and_back(p: Any) -> None:
    before = p.statement.conclusion
    other_conclusion(p)
    object.__setattr__(p.statement, "conclusion", before)


def inside_of_the_conclusion(p: Any) -> None:
    p.statement.conclusion._args = (sympy.S.Zero, sympy.S.One)
    p.qed()


def changed_fact(p: Any) -> None:
    fact = at_least_one(p)
    object.__setattr__(fact, "claim", p.statement.conclusion)
    p.qed(fact)


def changed_last_fact(p: Any) -> None:
    fact = p.by("kreiss.at_least_one", X=p.J, name="conclusion")
    object.__setattr__(fact, "claim", p.statement.conclusion)


def inside_of_a_fact(p: Any) -> None:
    fact = at_least_one(p)
    fact.claim._args = p.statement.conclusion.args
    p.qed(fact)


def begun_anew(p: Any) -> None:
    p.__init__(true_statement(), lambda statement: None)
    p.qed(at_least_one(p))


def fact_of_another(p: Any) -> None:
    kept: list[Any] = []
    lemma = true_statement()
    lemma.derivations[:] = [lambda q: kept.append(q.qed(at_least_one(q)))]
    derive(lemma)
    p.qed(*kept)


def changed_lemma(p: Any) -> None:
    lemma = true_statement()
    assert derive(lemma)
    object.__setattr__(lemma, "conclusion", p.statement.conclusion)
    p.qed(p.lemma(lemma))


def registered_anew(p: Any) -> None:
    @register_fact("mine.limit", source="elsewhere")
    def limit(J: Any) -> CitedFact:
        return CitedFact((), J.c <= LIMIT)

    p.qed(p.by("mine.limit", J=p.J))


BELONGS = "belongs to another derivation"
ATTACKS: list[tuple[Callable[[Any], Any], str]] = [
    (other_conclusion, "the statement was changed after it was stated"),
    (and_back, "what is shown is K(J) >= 1"),
    (inside_of_the_conclusion, "the statement was changed after it was stated"),
    (changed_fact, "'kreiss.at_least_one' was changed after it was shown"),
    (changed_last_fact, "'conclusion' was changed after it was shown"),
    (inside_of_a_fact, "'kreiss.at_least_one' was changed after it was shown"),
    (begun_anew, "a derivation is begun once"),
    (fact_of_another, BELONGS),
    (changed_lemma, "the statement was changed after it was stated"),
    (registered_anew, "a fact or a decider was registered anew while it ran"),
    (lambda p: p.qed(Fact("by hand", "reals", p.statement.conclusion)), BELONGS),
    (lambda p: p.qed(p._take(Fact("x", "reals", p.statement.conclusion))), "never made by hand"),
    (lambda p: p._taken.append(Fact("conclusion", "reals", p.statement.conclusion)), "_taken"),
    (lambda p: p.steps.append(Fact("conclusion", "reals", p.statement.conclusion)), "append"),
    (lambda p: write(p, "_taken", []), "_taken"),
    (lambda p: write(p, "statement", true_statement()), "statement"),
    (lambda p: write(p, "context", (p.statement.conclusion,)), "context"),
    (lambda p: write(p, "_context", (p.statement.conclusion,)), "_context"),
    (lambda p: write(p, "J", None), "J"),
    (lambda p: write(p, "_take", lambda fact: fact), "_take"),
    (lambda p: write(p, "_premises", lambda *rest: [sympy.false]), "_premises"),
    (lambda p: write(p, "_prove", lambda statement: None), "_prove"),
    (lambda p: p._locals.update(c=p.J.c), "update"),
    (lambda p: vars(p), "__dict__"),
    (lambda p: p.lemma(p.statement), "it rests on itself"),
]


@pytest.mark.parametrize(("attack", "reason"), ATTACKS)
def test_no_derivation_shows_what_is_false(attack: Callable[[Any], Any], reason: str) -> None:
    found = derived(false_statement(), attack)
    assert not found.is_complete
    assert reason in found.reason


def test_a_changed_lemma_is_refused_also_when_it_was_proved_before() -> None:
    lemma = true_statement()
    first = derive(lemma)
    assert first is not None and first.is_complete
    object.__setattr__(lemma, "conclusion", false_statement().conclusion)
    again = derive(lemma)
    assert again is not None and "changed after it was stated" in again.reason


def test_an_own_fact_is_named_in_every_rendering() -> None:
    found = derived(false_statement(), lambda p: p.qed(p.by("mine.limit", J=p.J)))
    assert found.is_complete and found.own == AuthorsOwn(facts=("mine.limit",))
    said = "esting on 1 fact of the author's (mine.limit)"
    assert said in derivation_line(found) and said in derivation_text(found)
    assert said.replace("'", "&#39;") in derivation_html(found) and said in derivation_latex(found)
    assert derivation_record(found)["author"] == {"facts": ["mine.limit"]}
    refused = without_own_parts(found)
    assert not refused.is_complete and "which --strict refuses" in refused.reason
    assert f"proved, but r{said}" in refused.reason


def test_an_own_decider_is_named() -> None:
    found = derived(false_statement(), lambda p: p.qed(p.decided("x", p.J.c <= LIMIT, "mine.yes")))
    assert found.is_complete and found.own == AuthorsOwn(deciders=("mine.yes",))


def test_a_lemma_passes_on_what_it_rests_on() -> None:
    lemma, theirs = false_statement(), false_statement()
    lemma.derivation(lambda p: p.qed(p.by("mine.limit", J=p.J)))

    def wider(J: BlockTriangular) -> Any:
        return sympy.And(J.c <= LIMIT, K(J) >= 1)

    statement = theorem(source="an attack")(wider)
    found = derived(statement, lambda p: p.qed(p.lemma(lemma), at_least_one(p)))
    assert found.is_complete and found.own.facts == ("mine.limit",)
    assert not derived(theirs, at_least_one).is_complete


def test_what_rests_on_nothing_of_the_author_says_nothing() -> None:
    found = derive(true_statement())
    assert found is not None and not found.own and without_own_parts(found) is found
    assert "author" not in derivation_record(found) and "author" not in derivation_text(found)


def test_a_forged_file_or_name_does_not_make_a_fact_ours() -> None:
    place = schemas()["kreiss.at_least_one"].file
    names: dict[str, Any] = {"CitedFact": CitedFact, "LIMIT": LIMIT}
    exec(compile("def limit(J): return CitedFact((), J.c <= LIMIT)", str(place), "exec"), names)
    try:
        register_fact("mine.forged", source="nowhere")(names["limit"])
        assert not schemas()["mine.forged"].is_bundled
    finally:
        unregister("mine.forged")
    with pytest.raises(ValueError, match="this fact is the package's own"):
        unregister("kreiss.at_least_one")
    with pytest.raises(ValueError, match="this decider is the package's own"):
        deciders_registry.unregister("identity")


def test_what_is_written_into_ours_is_no_longer_ours() -> None:
    fact, decider = schemas()["kreiss.at_least_one"], deciders_registry.deciders()["identity"]
    build, decide = fact.build, decider.decide
    try:
        object.__setattr__(fact, "build", lambda X: CitedFact((), X.c <= LIMIT))
        object.__setattr__(decider, "decide", lambda premises, claim: Decision(True))
        found = derived(false_statement(), lambda p: p.qed(p.by("kreiss.at_least_one", X=p.J)))
        assert found.own.facts == ("kreiss.at_least_one",)
        found = derived(
            false_statement(), lambda p: p.qed(p.decided("x", p.J.c <= LIMIT, "identity"))
        )
        assert found.own.deciders == ("identity",)
    finally:
        object.__setattr__(fact, "build", build)
        object.__setattr__(decider, "decide", decide)
    assert fact.is_bundled and decider.is_bundled


def identity(J: Any) -> Any:
    return sympy.Identity(J.A.rows)


INVERSES: list[Callable[[Any], Any]] = [
    lambda J: same(resolvent(J.A, J.gamma) * (J.gamma * identity(J) - J.A), identity(J)),
    lambda J: same((J.gamma * identity(J) - J.A) * resolvent(J.A, J.gamma), identity(J)),
    lambda J: same(resolvent(J.A, J.gamma) - resolvent(J.A, J.gamma), 0 * J.A),
    lambda J: same(0 * resolvent(J.A, J.gamma), 0 * J.A),
    lambda J: same(J.A + resolvent(J.A, J.gamma) - resolvent(J.A, J.gamma), J.A),
    lambda J: same(resolvent(J.A, J.gamma) ** 0, identity(J)),
    lambda J: same(resolvent(J.A, J.gamma).inverse(), J.gamma * identity(J) - J.A),
    lambda J: same(J.A**-1 * J.A, identity(J)),
    lambda J: same(J.A.I * J.A**2, J.A),
    lambda J: same(resolvent(J.A, J.gamma), resolvent(J.A, J.gamma)),
]


@pytest.mark.parametrize("body", INVERSES)
def test_an_inverse_in_a_conclusion_has_to_exist(body: Callable[[Any], Any]) -> None:
    def regular(J: BlockTriangular) -> Any:
        return body(J)

    statement = theorem(source="an attack")(regular)
    assert "⁻¹" in str(statement)
    found = derived(statement, lambda p: p.qed(p.matrices("x", p.statement.conclusion)))
    assert not found.is_complete


def test_an_inverse_that_exists_is_cancelled() -> None:
    def regular(J: BlockTriangular) -> Any:
        return same(resolvent(J, 2) * (2 * sympy.Identity(J.rows) - J), sympy.Identity(J.rows))

    statement = theorem(source="a test")(regular)
    found = derived(statement, lambda p: p.qed(p.matrices("x", p.statement.conclusion)))
    # nobody has shown ρ(J) < 2, and that is all that is missing
    assert "an inverse exists if 2 > rho(J)" in found.reason
