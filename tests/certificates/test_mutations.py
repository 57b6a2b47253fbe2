"""Whatever is done to a certificate, the checker answers, and accepts only what it has shown."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import GOOD, Document, num, op

DOCUMENTS = {name: build() for name, build in GOOD.items()}
PATIENT = settings(deadline=10_000, suppress_health_check=[HealthCheck.too_slow])

ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["", "inf", "1/0", "-1", "0", "1", "9" * 4000, "1/" + "7" * 4000, "J", "K", "rho"]
    ),
    st.sampled_from(
        [[], {}, [[]], [["1"]], {"value": "1"}, {"num": "1"}, [[["1"]]], "ab" * 10_000]
    ),
    st.builds(lambda depth: nested(depth), st.integers(1, 60)),
)


def nested(depth: int) -> Any:
    tree: Any = True
    for _ in range(depth):
        tree = {"op": "not", "args": [tree]}
    return tree


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of all values inside a JSON document."""
    if path:
        yield path
    pairs = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, value in pairs:
        yield from places(value, (*path, key))


def parent(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        document = document[key]
    return document


@st.composite
def mutated(draw: st.DrawFn) -> Document:
    """Return a good certificate with a few fields replaced, dropped, doubled or moved."""
    document = copy.deepcopy(DOCUMENTS[draw(st.sampled_from(sorted(DOCUMENTS)))])
    for _ in range(draw(st.integers(1, 3))):
        paths = list(places(document))
        path = draw(st.sampled_from(paths))
        inside, key = parent(document, path), path[-1]
        match draw(st.sampled_from(["replace", "drop", "double", "move", "rename"])):
            case "replace":
                inside[key] = draw(ODD)
            case "drop":
                del inside[key]
            case "double" if isinstance(inside, list):
                inside.insert(key, copy.deepcopy(inside[key]))
            case "rename" if isinstance(inside, dict):
                inside[draw(st.text(max_size=9))] = inside.pop(key)
            case _:
                other = draw(st.sampled_from(paths))
                try:
                    inside[key] = copy.deepcopy(parent(document, other)[other[-1]])
                except (KeyError, IndexError, TypeError):
                    inside[key] = None
    return document


@PATIENT
@given(mutated())
def test_a_mutated_certificate_gets_an_answer(document: Document) -> None:
    try:
        shown = checker.check(document)
    except checker.Rejected as error:
        assert str(error).isprintable()
    else:
        assert "FALSE" in shown and shown.isascii() and shown.isprintable()


@PATIENT
@given(mutated())
def test_no_mutation_refutes_what_is_true(document: Document) -> None:
    """Whatever the facts and the instance: K ≥ 1 holds, and so does |w| ≥ 0."""
    for conclusion in (
        op("ge", {"quantity": "K", "of": "J", "args": []}, num(1)),
        op("ge", op("abs", {"quantity": "M", "of": "J", "args": []}), num(0)),
        op("le", {"symbol": "gamma"}, num(1)),
    ):
        with pytest.raises(checker.Rejected):
            checker.check({**document, "conclusion": conclusion} if document else {})


@PATIENT
@given(st.recursive(ODD, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_json_gets_an_answer(document: Any) -> None:
    with pytest.raises(checker.Rejected):
        checker.check(document)


VALUES = st.fractions(min_value=0, max_value=1000, max_denominator=1000).map(str)


@PATIENT
@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
def test_other_numbers_are_shown_or_rejected(name: str, data: st.DataObject) -> None:
    """One number is replaced by another; true values (known here) are never contradicted."""
    document = copy.deepcopy(DOCUMENTS[name])
    paths = [p for p in places(document["facts"]) if p[-1] in ("value", "rho", "t", "r", "g")]
    path = data.draw(st.sampled_from(paths))
    parent(document["facts"], path)[path[-1]] = data.draw(VALUES)
    truth = {
        "R6 Neumann bound": ("K", "J.triangular", [], "265/96"),
        "R5 estimator error": ("K", "J.comparison.triangular", [], "5/4"),
        "R8 settling time": ("T", "J", [{"symbol": "delta"}], "1386"),
        "transient peak above R3": ("M", "J", [], "3875/10"),
    }
    quantity, of, args, value = truth[name]
    term = {"quantity": quantity, "of": of, "args": args}
    room = num("1/2")
    document["hypotheses"] = []
    for conclusion in (
        op("le", term, op("add", num(value), room)),
        op("ge", term, op("add", num(value), op("neg", room))),
    ):
        document["conclusion"] = conclusion
        with pytest.raises(checker.Rejected):
            checker.check(document)


def test_documents_survive_as_json() -> None:
    for document in DOCUMENTS.values():
        assert json.loads(json.dumps(document)) == document


def test_a_tree_deeper_than_the_interpreter_is_rejected() -> None:
    with pytest.raises(checker.Rejected):
        checker.check({**DOCUMENTS["R5 estimator error"], "conclusion": nested(20_000)})
