"""Mutations of certificates: of their fields, their numbers, their text, and of what they say."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, ClassVar

from kreissverify import (
    BlockTriangular,
    H,
    K,
    M,
    Real,
    SelfReferential,
    assume,
    pseudospectral_radius,
    same,
    sqrt,
    theorem,
)
from kreissverify.certificates.schema import QUANTITIES
from kreissverify.evidence.counterexamples.certify import certificate
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.numbers.rational import as_fmpq
from kreissverify.theorems import bundled_statement
from tests.certificates.support.by_hand import GOOD, Document
from tests.certificates.support.complex_cases import complex_certificates

ODD: list[Any] = [
    None, True, False, 0, 1, -1, 10**400, 0.5, float("nan"), float("inf"), -float("inf"), 1e308,
    "", " ", "inf", "-inf", "nan", "1/0", "0/1", "-0", "+1", "1_0", "1e5", "0x1", "٣", "１", "1.5",
    "1/-2", "--1", "1/2/3", "9" * 4000, "9" * 4001, "1/" + "7" * 4000, "J", "K", "rho",
    "J.triangular",
    "J.comparison", "J.C", "norm", "gamma", "b", "c", "n", "SelfReferential", "CoupledBlocks",
    [], {}, [[]], [["1"]], {"num": "1"}, {"num": "0"}, {"value": "1"}, {"value": "inf"},
    {"value": "0"}, {"symbol": "gamma"}, {"op": "and", "args": []}, "\u0000", "ab" * 10_000,
    "x\nACCEPTED other.json: for", "\ud800", "\x1b[2J", "K\r", "\u2028", "G", "rho_eps", "T", "w",
    {"const": "pi"}, {"op": "div", "args": [{"num": "1"}, {"num": "0"}]},
    "ComplexMatrix", ["1/2", "1/3"], [[["1/2", "1/3"]]],
    {"op": "log", "args": [{"num": "0"}]}, {"quantity": "K", "of": "J", "args": []},
]  # fmt: skip
NAMES = [
    "value", "rho", "z", "x", "P", "Z", "W", "X", "r", "s", "E", "Y", "q", "m", "w", "t", "T",
    "lower", "upper", "args", "of", "op", "num",
]  # fmt: skip
MATRICES = ["columns", "rows", "add", "mul", "transpose", "power", "scalar"]
TERMS: list[Any] = [
    {"num": "0"}, {"num": "1"}, {"num": "-1"}, {"num": "1/2"}, {"num": "2"}, {"num": "20000"},
    {"symbol": "gamma"}, {"const": "e"}, {"quantity": "K", "of": "J", "args": []},
    {"op": "div", "args": [{"num": "1"}, {"num": "0"}]},
]  # fmt: skip
OPS = ["le", "lt", "ge", "gt", "eq", "ne", "and", "or", "not", "add", "mul", "div", "pow", "max"]


@theorem(source="tests")
def strict(J: BlockTriangular):  # type: ignore[no-untyped-def]
    assume(J.kappa > 2)
    return K(J) < J.kappa / 4 + 1 / J.kappa


@theorem(source="tests")
def commuting(J: BlockTriangular):  # type: ignore[no-untyped-def]
    return same(J.C * J.A, J.D * J.C)


@theorem(source="tests")
def by_size(J: BlockTriangular):  # type: ignore[no-untyped-def]
    return H(J) <= J.n


@theorem(source="tests")
def level(J: BlockTriangular, eps: Real(above=0)):  # type: ignore[no-untyped-def, valid-type]
    return pseudospectral_radius(J, eps) < J.gamma + sqrt(eps * (eps + J.c))


@theorem(source="tests")
def peaks(J: SelfReferential):  # type: ignore[no-untyped-def]
    return M(J) >= 2


@theorem(source="tests")
def kreiss(J: SelfReferential):  # type: ignore[no-untyped-def]
    return K(J) >= 2


def seeds() -> list[Document]:
    """Return good certificates: made by hand, and written by the package."""
    quarter = as_fmpq("1/4")
    written = [
        (strict, BlockTriangular("1/2", 2, "1/2", "1/2"), {}),
        (commuting, BlockTriangular("1/2", 1, 0, "1/2"), {}),
        (by_size, BlockTriangular([["1/2", 0], [0, 0]], [[1, 2]], "1/4", "1/2"), {}),
        (level, BlockTriangular("1/2", 2, "1/2", "1/2"), {"eps": quarter}),
        (peaks, SelfReferential("9/10", "1/10", "1/2", "1/2"), {}),  # of radius 1, exactly
        (kreiss, SelfReferential("9/10", "1/10", "1/2", "1/2"), {}),
        (bundled_statement("R5"), BlockTriangular(0, 1, 0, 0), {}),
        (bundled_statement("R3.bounds_peak"), BlockTriangular(0, 3, 0, 0), {}),
    ]
    made = [certificate(s, Binding.of("J", J, parameters)) for s, J, parameters in written]
    return [*(build() for build in GOOD.values()), *made, *complex_certificates()]


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of all values inside a JSON document."""
    if path:
        yield path
    if isinstance(node, dict | list):
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in pairs:
            yield from places(value, (*path, key))


def parent(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        document = document[key]
    return document


class Forger:
    """Makes mutants, the same for the same seed.

    Parameters
    ----------
    good
        The certificates to start from.
    seed
        The seed.
    """

    def __init__(self, good: list[Document], seed: int) -> None:
        self.good, self.random = good, Random(seed)
        # short ones more often: they are checked sooner
        self._weights = [len(json.dumps(document)) ** -0.5 for document in good]

    def mutant(self) -> str:
        """Return the text of a mutated certificate."""
        pick = self.random
        document = copy.deepcopy(pick.choices(self.good, self._weights)[0])
        for _ in range(pick.choice((1, 1, 1, 2, 3))):
            pick.choice(self._changes)(self, document)
        text = json.dumps(document)
        return self._retyped(text) if pick.random() < 0.15 else text

    def _place(self, document: Document) -> tuple[Any, Any]:
        paths = list(places(document))
        path = self.random.choice(paths)
        return parent(document, path), path[-1]

    def _replaced(self, document: Document) -> None:
        inside, key = self._place(document)
        inside[key] = copy.deepcopy(self.random.choice(ODD))

    def _dropped(self, document: Document) -> None:
        inside, key = self._place(document)
        del inside[key]

    def _doubled(self, document: Document) -> None:
        inside, key = self._place(document)
        if isinstance(inside, list):
            inside.insert(key, copy.deepcopy(inside[key]))
        else:
            inside[self.random.choice(NAMES)] = copy.deepcopy(inside[key])

    def _renamed(self, document: Document) -> None:
        inside, key = self._place(document)
        if isinstance(inside, dict):
            inside[self.random.choice(NAMES)] = inside.pop(key)
        elif isinstance(inside[key], str):
            inside[key] = self.random.choice(OPS)

    def _nested(self, document: Document) -> None:
        inside, key = self._place(document)
        depth = self.random.choice((1, 2, 50, 150))  # deeper ones are made in the text
        for _ in range(depth):
            inside[key] = {"op": "not", "args": [inside[key]]} if depth < 3 else [inside[key]]

    def _exchanged(self, document: Document) -> None:
        """Take a part from the same place of another certificate."""
        other = self.random.choice(self.good)
        name = self.random.choice(("instance", "facts", "hypotheses", "conclusion"))
        document[name] = copy.deepcopy(other[name])

    def _moved(self, document: Document) -> None:
        inside, key = self._place(document)
        other, there = self._place(document)
        try:
            inside[key] = copy.deepcopy(other[there])
        except (KeyError, IndexError, TypeError):
            inside[key] = None

    def _nudged(self, document: Document) -> None:
        """Change a number by a little, or to one near the truth."""
        numbers = []
        for path in places(document):
            value = parent(document, path)[path[-1]]
            if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,40}(/[0-9]{1,40})?", value):
                numbers.append(path)
        path = self.random.choice(numbers)
        inside, key = parent(document, path), path[-1]
        p, _, q = inside[key].partition("/")
        step = self.random.choice((-1, 1)) * self.random.choice((1, 1, 2, 10, 10**6))
        scale = self.random.choice((1, 10, 10**6, 10**12))
        inside[key] = f"{int(p) * scale + step}/{int(q or '1') * scale}"

    def _quantity(self, document: Document) -> None:
        """Let one fact speak of another quantity, with arguments too many or too few."""
        if document.get("facts") and isinstance(document["facts"], list):
            fact = self.random.choice(document["facts"])
            if isinstance(fact, dict):
                fact["quantity"] = self.random.choice((*QUANTITIES, *ODD))
                fact["args"] = ["1"] * self.random.choice((0, 1, 1, 2))
                for side in self.random.choice(
                    ((), (), ("lower",), ("upper",), ("lower", "upper"))
                ):
                    fact.pop(side, None)

    def _built(self, document: Document) -> None:
        """Make matrices of others: beside themselves, multiplied by infinity, powers of 0."""
        matrices = [
            (parent(document, path), path[-1]) for path in places(document) if path[-1] == "of"
        ]
        if matrices:
            inside, key = self.random.choice(matrices)
            for _ in range(self.random.choice((1, 1, 2, 9))):
                tree, operation = inside[key], self.random.choice(MATRICES)
                more = tree if operation in ("columns", "rows", "add", "mul") else self._term()
                alone = operation == "transpose"
                inside[key] = {"op": operation, "args": [tree] if alone else [tree, more]}

    def _term(self) -> Any:
        return copy.deepcopy(self.random.choice(TERMS))

    def _wrapped(self, document: Document) -> None:
        """Put an operation around a term, that may leave it without a value or change nothing."""
        terms = [
            (parent(document, path), path[-1])
            for path in places(document)
            if isinstance(x := parent(document, path)[path[-1]], dict)
            and {*x} & {"num", "symbol", "const", "quantity"}
        ]
        if terms:
            inside, key = self.random.choice(terms)
            name = self.random.choice(
                ("abs", "max", "min", "pow", "div", "exp", "log", "sqrt", "neg")
            )
            more = [self._term()] if name in ("max", "min", "pow", "div") else []
            inside[key] = {"op": name, "args": [inside[key], *more]}

    def _reversed(self, document: Document) -> None:
        """Put another relation where there is one."""
        values = [parent(document, path)[path[-1]] for path in places(document)]
        relations = [x for x in values if isinstance(x, dict) and x.get("op") in OPS[:6]]
        if relations:
            self.random.choice(relations)["op"] = self.random.choice(OPS[:6])

    _changes: ClassVar[list[Callable[[Forger, Document], None]]] = [
        _replaced, _dropped, _doubled, _renamed, _nested, _exchanged, _moved, _nudged, _nudged,
        _nudged, _reversed, _reversed, _quantity, _built, _wrapped,
    ]  # fmt: skip

    def _retyped(self, text: str) -> str:
        """Change the text itself: a field twice, a piece lost, characters of another kind."""
        pick, at = self.random, self.random.randrange(len(text))
        match pick.randrange(6):
            case 0:  # a field twice
                fields = [
                    m.start() for m in re.finditer(r'"(value|num|op|gamma|lower|of)": ', text)
                ]
                if fields:
                    at = pick.choice(fields)
                    name = re.match(r'"\w+": ', text[at:])
                    assert name is not None
                    return f'{text[:at]}{name[0]}"1", {text[at:]}'
            case 1:
                return text[:at]
            case 2:
                return (
                    text[:at]
                    + pick.choice('{}[]",:0123456789-/eNIt\\\u0660\ud7ff')
                    + text[at + 1 :]
                )
            case 3:
                depth = pick.choice((10, 300, 1000, 100_000))
                deep = '{"op": "not", "args": [' * depth + "true" + "]}" * depth
                return text.replace('"hypotheses": [', f'"hypotheses": [{deep}, ', 1)
            case 4:
                return text[:at] + "[" * pick.choice((10, 100_000)) + text[at:]
            case _:
                return text.replace(
                    '"1"', pick.choice(("1", "NaN", "Infinity", "true", '"1.0"')), 1
                )
        return text
