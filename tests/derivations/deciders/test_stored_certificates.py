"""Stored certificates show what they are of, and nothing else; without them solvers are asked."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import comb
from pathlib import Path
from typing import Any

import pytest
import sympy
from sympy import Abs, Eq, Max, Or, Piecewise, asinh, exp, log, sqrt

from kreissverify import BlockTriangular, theorem
from kreissverify.derivations import derive
from kreissverify.derivations.deciders import reals, stored_certificates
from kreissverify.derivations.deciders.asked import RealQuestion, asked, open_questions, recorded
from kreissverify.derivations.deciders.certificate_documents import (
    CertificateDocuments,
    read_file_of_certificates,
)
from kreissverify.derivations.deciders.decision import means_of_all
from kreissverify.derivations.deciders.positivstellensatz.certificates import (
    Either,
    Product,
    RealCertificate,
    Sum,
    is_refuted,
    verifies,
)
from kreissverify.derivations.deciders.positivstellensatz.decider import certify
from kreissverify.derivations.deciders.positivstellensatz.documents import (
    as_document,
    name_of,
    read_certificate,
)
from kreissverify.derivations.deciders.positivstellensatz.facts import (
    OneOf,
    Relation,
    conjuncts,
)
from kreissverify.derivations.deciders.positivstellensatz.polynomials import (
    ONE,
    constant,
    unknown,
)
from kreissverify.derivations.deciders.positivstellensatz.system import system_of
from kreissverify.derivations.deciders.positivstellensatz.unknowns import Unknown
from kreissverify.derivations.deciders.reals import contradictory, decide_implication
from kreissverify.derivations.deciders.smtlib import question as smtlib
from kreissverify.derivations.deciders.solvers import Answer
from kreissverify.derivations.deciders.stored_certificates import (
    FILE,
    asking_solvers,
    certificates_text,
    entries_of,
    leaving_open,
)
from kreissverify.derivations.foundations import foundations, is_exact
from kreissverify.theorems import bundled_library, bundled_statements

x, y = sympy.symbols("x y", real=True)
p = sympy.Symbol("p", positive=True)
t = sympy.Symbol("t", integer=True, nonnegative=True)
#: Questions whose certificates have every kind of unknown, node and relation between them.
QUESTIONS = {
    "a quotient": ((x >= 0, x < 1, y > 1), 1 / (y - x) > 0),
    "a root": ((x >= 0,), sqrt(1 + x) >= 1),
    "an absolute value": ((), Abs(x - y) >= x - y),
    "a maximum": ((x <= 1, y <= 2), Max(x, y) <= 2),
    "cases": ((x >= 0,), Piecewise((x, x >= 1), (1, True)) >= 1),
    "either": ((Or(x >= 1, x <= -1),), x**2 >= 1),
    "an equation": ((Eq(x**2, y**2), x > 0, y > 0), Eq(x, y)),
    "powers": ((x >= 0, x <= 1), x ** (t + 1) <= x**t),
    "a logarithm": ((log(p) >= 1, y >= log(p)), y >= 1),
    "asinh": ((x < y,), asinh(x) < asinh(y)),
    "an exponential": ((y >= exp(x),), y > 0),
    "e": ((x >= sympy.E,), x > sympy.Rational(27, 10)),
}


def question(name: str) -> RealQuestion:
    premises, claim = QUESTIONS[name]
    return RealQuestion(premises, claim, smtlib(premises, claim)[0])


def text(*names: str, left_open: tuple[RealQuestion, ...] = ()) -> str:
    found = [(question(x), as_document(certify(question(x)))) for x in names]
    return certificates_text([entries_of(found, left_open)])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any], None]]:
    """Return what makes a text, or bytes, the file that is read; solvers deny everything."""
    monkeypatch.setattr(stored_certificates, "_file", lambda: tmp_path / FILE)
    monkeypatch.setattr(reals, "ask", lambda text: {"z3": Answer.SAT, "cvc5": Answer.SAT})
    monkeypatch.setattr(reals, "ask_briefly", lambda text: Answer.UNSAT)

    def written(content: str | bytes) -> None:
        stored_certificates._stored.cache_clear()
        stored_certificates._verified.clear()
        data = content if isinstance(content, bytes) else gzip.compress(content.encode())
        (tmp_path / FILE).write_bytes(data)

    yield written
    stored_certificates._stored.cache_clear()
    stored_certificates._verified.clear()


def shown(name: str) -> bool:
    found = stored_certificates.stored_decision(question(name))
    return found is not None and found.shown


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_certificate_is_read_as_it_was_written(name: str) -> None:
    found = certify(question(name))
    document = json.loads(json.dumps(as_document(found)))
    terms = {name_of(u.term): u.term for u in found.unknowns if u.term is not None}
    assert read_certificate(document, terms) == found


def test_what_is_stored_needs_no_solver(store) -> None:
    store(text(*QUESTIONS))
    assert all(map(shown, QUESTIONS))
    with recorded():
        found = decide_implication(*QUESTIONS["either"])
        assert found.shown and found.means == ("certificate",)
        assert [one.means for one in asked()] == [("certificate",)]
    with asking_solvers():
        assert not shown("either") and not decide_implication(*QUESTIONS["either"]).shown


def test_what_is_not_stored_is_for_solvers(store) -> None:
    store(text("a root"))
    assert shown("a root") and not shown("either")
    assert not decide_implication(*QUESTIONS["either"]).shown


def test_a_certificate_of_another_question_shows_nothing(store) -> None:
    whole = json.loads(text("a root", "either", "asinh", "powers"))
    keys, values = zip(*whole["certificates"].items(), strict=True)
    whole["certificates"] = dict(zip(keys, (*values[1:], values[0]), strict=True))
    store(json.dumps(whole))
    assert not any(map(shown, ("a root", "either", "asinh", "powers")))


def each_changed(value: Any) -> Iterator[Any]:
    """Yield JSON with one number, text or item of it changed, or left out."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield {k: v for k, v in value.items() if k != key}
            yield from ({**value, key: new} for new in each_changed(part))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield [*value[:i], *value[i + 1 :]]
            yield from ([*value[:i], new, *value[i + 1 :]] for new in each_changed(part))
    elif isinstance(value, int):
        yield from (value + 1, -value - 1, 10**9, str(value), None)
    elif isinstance(value, str):
        yield from (f"-{value}", "", "1/0", "9" * 5000, 7)


@pytest.mark.parametrize("name", ["a quotient", "either", "cases", "asinh"])
def test_a_changed_certificate_shows_no_stronger_claim(name: str) -> None:
    premises, _ = QUESTIONS[name]
    stronger = {
        "a quotient": 1 / (y - x) > 1,
        "either": x**2 >= 2,
        "cases": Piecewise((x, x >= 1), (1, True)) >= 2,
        "asinh": asinh(x) < asinh(y) - 1,
    }[name]
    found = certify(question(name))
    terms = {name_of(u.term): u.term for u in found.unknowns if u.term is not None}
    read = 0
    for document in each_changed(as_document(found)):
        try:
            certificate = read_certificate(document, terms)
        except ValueError:
            continue
        read += 1
        assert not verifies(premises, stronger, certificate)
    assert read > 5


def damaged(whole: dict[str, Any], **changed: Any) -> str:
    return json.dumps({**whole, **changed})


def with_one(document: Any) -> dict[str, Any]:
    (key,) = json.loads(text("a root"))["certificates"]
    return {key: document}


def huge(document: dict[str, Any]) -> dict[str, Any]:
    """Return a certificate with a power, a product or a number that is not to be written out."""
    many = [[["1", [0, k]] for k in range(1, 200)]]
    facts = [*document["facts"], *([">=", terms] for terms in many)]
    place = len(facts) - 1
    return {**document, "facts": facts, "refutation": {"sum": [["1", [place] * 40]]}}


FILES: dict[str, Callable[[dict[str, Any], bytes], Any]] = {
    "nothing": lambda whole, data: b"",
    "truncated": lambda whole, data: data[: len(data) // 2],
    "without its checksum": lambda whole, data: data[:-4],
    "not compressed": lambda whole, data: json.dumps(whole).encode(),
    "not JSON": lambda whole, data: "{",
    "a list": lambda whole, data: "[]",
    "a number": lambda whole, data: "7",
    "another format": lambda whole, data: damaged(whole, format="proof"),
    "another version": lambda whole, data: damaged(whole, version=2),
    "no certificates": lambda whole, data: damaged(whole, certificates=[]),
    "a certificate that is a text": lambda whole, data: damaged(whole, certificates=with_one("x")),
    "an empty certificate": lambda whole, data: damaged(whole, certificates=with_one({})),
    "a certificate without end": lambda whole, data: (
        f'{{"format": "kreissverify-certificates", "version": 1, "open": [], '
        f'"certificates": {"[" * 100_000}'
    ),
    "a huge product": lambda whole, data: damaged(
        whole, certificates=with_one(huge(*whole["certificates"].values()))
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_not_used(name: str, store) -> None:
    whole = text("a root")
    store(FILES[name](json.loads(whole), gzip.compress(whole.encode())))
    assert not shown("a root")


def test_a_question_that_is_open_is_not_asked_within_a_derivation(store) -> None:
    store(text(left_open=(question("either"),)))
    with leaving_open() as left, open_questions() as noted:
        found = decide_implication(*QUESTIONS["either"])
    assert not found.shown
    assert len(left) == 1 and list(noted) == [question("either")]


def test_documents_are_read_one_by_one_as_json_reads_them_all() -> None:
    """Of the library's file, and of a file in which one document is damaged."""
    whole = gzip.decompress((bundled_library() / FILE).read_bytes()).decode()
    read = read_file_of_certificates(whole, 24)
    assert isinstance(read["certificates"], CertificateDocuments)
    plain = json.loads(whole)
    assert {**read, "certificates": {**read["certificates"]}} == plain
    name, other = list(plain["certificates"])[:2]
    damaged = whole.replace(f'"{name}":{{', f'"{name}":{{{{', 1)
    found = read_file_of_certificates(damaged, 24)["certificates"]
    assert found.get(name) is None and found[other] == plain["certificates"][other]
    spaced = json.dumps(plain, indent=1)  # set out in another way: read at once
    assert read_file_of_certificates(spaced, 24) == plain


def test_premises_that_are_known_to_agree_are_not_asked_about(store) -> None:
    premises = [x > 1]
    known = RealQuestion((x > 1,), sympy.false, smtlib([x > 1], sympy.false)[0])
    store(text(left_open=(known,)))
    with leaving_open():
        assert not contradictory(premises) and contradictory([x > 2])
    assert contradictory(premises)  # nobody would ask again


def test_premises_that_are_known_to_agree_are_noted_as_open_again(store) -> None:
    """The library is written from what is noted: else it would lose them at the next writing."""
    known = RealQuestion((x > 1,), sympy.false, smtlib([x > 1], sympy.false)[0])
    store(text(left_open=(known,)))
    with leaving_open(), open_questions() as noted:
        assert not contradictory([x > 1])
    assert list(noted) == [known]


@theorem(source="for the tests", expect="proved")
def below_coupling(J: BlockTriangular) -> Any:
    """γc ≤ c."""
    return J.gamma * J.c <= J.c


@below_coupling.derivation
def _(p: Any) -> None:
    p.qed(p.reals("γ < 1", p.statement.conclusion))


def test_a_derivation_that_open_questions_stop_is_run_with_solvers(monkeypatch) -> None:
    with asking_solvers(), open_questions():
        found = derive(below_coupling)
    assert found.is_complete and not any("certificate" in fact.means for fact in found.facts)
    (one,) = found.facts[0].questions
    stop = RealQuestion(one.premises, one.claim, smtlib(one.premises, one.claim)[0])
    digest = stored_certificates._digest(stop.text)
    entries = stored_certificates.Entries({}, frozenset({digest}))
    monkeypatch.setattr(stored_certificates, "_stored", lambda file: entries)
    monkeypatch.setattr("kreissverify.derivations.derivation._known", {})
    again = derive(below_coupling)
    assert again.is_complete
    assert foundations(again).on_word == ("below_coupling: γ < 1",)


def test_a_step_is_exact_only_if_all_it_asks_is(monkeypatch) -> None:
    with asking_solvers():
        found = derive(below_coupling)
    assert not is_exact(found.facts[0])
    (one,) = found.facts[0].questions
    document = as_document(certify(one))
    digest = stored_certificates._digest(smtlib(one.premises, one.claim)[0])
    entries = stored_certificates.Entries({digest: document}, frozenset())
    monkeypatch.setattr(stored_certificates, "_stored", lambda file: entries)
    monkeypatch.setattr("kreissverify.derivations.derivation._known", {})
    again = derive(below_coupling)
    assert is_exact(again.facts[0]) and again.facts[0].means == ("certificate", "points")
    assert foundations(again).text == "2 steps exact, 0 facts cited, 0 on a solver's word"


def test_a_certificate_of_some_parts_is_none_of_the_whole() -> None:
    exact, both, one = ("certificate",), ("z3", "cvc5"), ("cvc5",)
    assert means_of_all([exact, exact]) == exact
    assert means_of_all([exact, both]) == means_of_all([both, exact]) == both
    assert means_of_all([exact, both, one]) == one
    assert means_of_all([("z3",), one]) == ("z3",)


@pytest.mark.parametrize(
    "added",
    [{"max": []}, {"min": []}, {"constant": "tau"}, {"constant": ["e"]}, {"power": [[["1"]]]}],
    ids=str,
)
def test_an_unknown_that_nothing_defines_shows_nothing(added: dict[str, Any], store) -> None:
    """The largest of no numbers is none of them: its axiom alone would be a contradiction."""
    false = RealQuestion((), x >= 1, smtlib((), x >= 1)[0])
    forged = {
        "unknowns": [{"variable": "x"}, added],
        "facts": [["!=", []]],
        "premises": [],
        "refutation": {"sum": [["1", [0]]], "equations": []},
    }
    store(certificates_text([entries_of([(false, forged)], [])]))
    assert not decide_implication((), false.claim).shown


def test_powers_of_a_long_sum_are_not_multiplied_out() -> None:
    long = [["1", [0, n]] for n in range(1, 300)]
    powers = [{"power": [long, [[str(k)]]]} for k in (1, 25)]
    document = {"unknowns": [{"variable": "x"}, *powers], "facts": [], "premises": []}
    document["refutation"] = {"sum": [], "equations": []}
    with pytest.raises(ValueError, match="too much work"):
        read_certificate(document, {"x": x})


def product_of(terms: list[Any], count: int) -> dict[str, Any]:
    """Return a document with a power of a sum in a leaf."""
    leaf = {"sum": [["1", [0] * count]], "equations": []}
    tables = {"unknowns": [{"variable": "x"}], "facts": [[">", terms]], "premises": []}
    return {**tables, "refutation": leaf}


def test_the_work_of_a_product_is_that_of_its_collected_terms() -> None:
    twelfth = [["1"], *([str(comb(12, n)), [0, n]] for n in range(1, 13))]
    assert read_certificate(product_of(twelfth, 8), {"x": x}).premises == ()
    sparse = [["1", [0, n * n]] for n in range(1, 90)]
    with pytest.raises(ValueError, match="too much work"):
        read_certificate(product_of(sparse, 8), {"x": x})


def test_what_the_library_stores_is_read() -> None:
    """A certificate that is refused for its work would leave its question to the solvers."""
    (statement,) = (s for s in bundled_statements() if s.id == "E7.limit")
    assert foundations(derive(statement)).on_word == ()


def test_an_unknown_that_is_defined_by_itself_shows_nothing() -> None:
    table = (Unknown("variable", term=x), Unknown("abs", (unknown(1) + ONE,)))
    # u = |u + 1| has no solution but u = -1/2, where it is 1/2
    facts = system_of((), x >= 1, table).facts
    (either,) = (fact for fact in facts if isinstance(fact, OneOf))
    u = unknown(1)
    first = Sum((Product(Fraction(1), ()),), ((ONE, Relation("=", constant(Fraction(-1)))),))
    positive = Relation(">", -u - ONE)
    equal = Relation("=", u + u + ONE)
    second = Sum((Product(Fraction(2), (positive,)), Product(Fraction(1), ())), ((ONE, equal),))
    cases = [second if positive in conjuncts(part) else first for part in either.parts]
    refutation = Either(either, tuple(cases))
    assert is_refuted(refutation, facts)
    assert not verifies((), x >= 1, RealCertificate(table, (), refutation))
