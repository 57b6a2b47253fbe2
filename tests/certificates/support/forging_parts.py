"""Mutations of certificates of version 2, which know its parts, kinds, options and operations."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, ClassVar

from kreissverify.certificates.schema import EVALUATED, KINDS, OPTIONS
from tests.certificates.support.by_hand import ONE, Document, num, op, sym
from tests.certificates.support.by_parts import (
    GOOD,
    about,
    coupled,
    exactly,
    known,
    matrix,
    number,
    of,
)
from tests.certificates.support.forging import Forger, parent, places

JORDAN = [["1", "1"], ["0", "1"]]
CHAIN = {"value": "inf", "q": "1", "x": [["0", "0"], ["1", "0"]]}


def condition() -> Document:
    A = matrix([["2", "0"], ["0", "1/2"]], "PositiveDefinite", ["n", "n"], spectrum=("mu", "L"))
    facts = [exactly("norm", "A", "2"), exactly("norm", op("inverse", "A"), "2")]
    numbers = {"mu": number("1/2", above=0, at_most="L"), "L": number("5/2", at_least="mu")}
    bound = op("div", sym("L"), op("mul", num(2), sym("mu")))
    return about({"A": A, **numbers}, op("le", of("cond", "A"), bound), facts, sizes={"n": "2"})


def departure() -> Document:
    fact = exactly("departure2", "A", "1", N=[["1", "0"], ["0", "1"]])
    return about({"A": matrix(JORDAN, radius=1)}, op("lt", of("departure", "A"), ONE), [fact])


def infinite() -> Document:
    facts = [known("K", "A", lower=CHAIN), known("M", "A", lower=CHAIN)]
    claim = op("and", op("lt", num(0), ONE), op("lt", of("K", "A"), of("M", "A")))
    return about({"A": matrix(JORDAN, "Toeplitz", rank=2)}, claim, facts)


def stochastic() -> Document:
    P = matrix([["0", "1"], ["0", "1"]], "Stochastic", norm="3/2")
    fact = known("M", "P", lower={"value": "7/5", "t": "1"})
    return about(
        {"P": P}, op("le", of("M", "P"), op("sqrt", of("entry", "P", num(1), num(1)))), [fact]
    )


def companion() -> Document:
    A = matrix([["0", "1"], ["-1/2", "-3/2"]], "Companion", radius=1)
    fact = known("rho", "A", lower={"value": "1"}, upper={"value": "1"})
    claim = op("implies", op("le", of("rho", "A"), ONE), op("lt", of("det", "A"), num("1/2")))
    return about({"A": A}, claim, [fact], [op("eq", of("trace", "A"), num("-3/2"))])


def kronecker() -> Document:
    U = matrix(
        [[["0", "0"], ["0", "1"]], [["1", "0"], ["0", "0"]]],
        "Normal",
        is_complex=True,
        numerical_radius=1,
    )
    tree = op("kron", "U", op("adjoint", "U"))
    fact = known("norm", tree, lower={"value": "1"})
    either = op("or", op("psd", tree), op("same", tree, op("identity", num(4))))
    return about({"U": U}, op("or", either, op("lt", of("norm", tree), ONE)), [fact])


def blocks() -> Document:
    J = coupled(
        [["1/2", "0", "0"], ["-2", "1/3", "0"], ["0", "1", "0"]],
        ["1/2", "1/3", "0"],
        "CoupledBlocks",
        [1, 1, "k"],
    )
    facts = [known("norm", "J.comparison", lower={"value": "2"}, upper={"value": "5/2"})]
    claim = op("le", of("norm", "J.comparison"), op("max", sym("J.gammas.0"), sym("J.n")))
    turned = op(
        "ge", of("frobenius", op("block", "J", num(1), num(0))), op("mul", num(2), sym("k"))
    )
    return about({"J": J, "k": number("1", "Integer")}, op("and", op("not", claim), turned), facts)


def constants() -> Document:
    tree = op(
        "columns", op("matrix", [ONE, num("1/2")], [num(0), ONE]), op("zeros", num(2), num(1))
    )
    return about({}, op("entrywise", tree, op("times", num("1/2"), tree)))


def kinds() -> Document:
    parts = {
        "D": matrix([["1/2", "0"], ["0", "-1"]], "Diagonal", norm=1, spectrum=(-1, None)),
        "Q": matrix([["3/5", "4/5"], ["-4/5", "3/5"]], "Orthogonal", radius=1),
        "N": matrix([["1", "2"], ["0", "1/3"]], "Nonnegative", rank=2),
        "R": matrix([["1", "2", "2"]], "Rectangular", [1, 3], norm=3),
    }
    tree = op("mul", op("transpose", "Q"), "D", "Q", "N", op("rows", "R", "R"))
    return about(
        parts,
        op("lt", of("rank", tree), sym("R.n")),
        hypotheses=[op("psd", op("mul", op("transpose", "R"), "R"))],
    )


def equal_numbers() -> Document:
    """‖A‖ < (1 + √5)/2, ‖Aᵀ‖ < ‖A‖ and √2·√3 < √6 fail by equality: a norm known to 40 digits."""
    golden = op("div", op("add", ONE, op("sqrt", num(5))), num(2))
    product = op("mul", op("sqrt", num(2)), op("sqrt", num(3)))
    turned = op("transpose", "A")
    digits = 16180339887498948482045868343656381177203
    near = [{"value": f"{digits + k}/{10**40}"} for k in (0, 1)]
    facts = [known("norm", of, lower=near[0], upper=near[1]) for of in ("A", turned)]
    claim = op(
        "or",
        op("lt", of("norm", "A"), golden),
        op("lt", of("norm", turned), of("norm", "A")),
        op("lt", product, op("sqrt", num(6))),
    )
    return about({"A": matrix(JORDAN)}, claim, facts)


def radii_of_products() -> Document:
    """ρ(AB) < ρ(BA) fails by equality, as both are 2 + √3; w(A) < w(Aᵀ) for all A."""
    both = [op("mul", *names) for names in (("A", "B"), ("B", "A"))]
    digits = 37320508075688772935274463415058723669428
    near = [{"value": f"{digits + k}/{10**40}"} for k in (0, 1)]
    facts = [known("rho", tree, lower=near[0], upper=near[1]) for tree in both]
    facts += [known("w", tree, lower={"value": "1", "x": [["1", "0"], ["0", "0"]]})
              for tree in ("A", op("transpose", "A"))]  # fmt: skip
    claim = op(
        "or",
        op("lt", of("rho", both[0]), of("rho", both[1])),
        op("gt", of("w", "A"), of("w", op("transpose", "A"))),
    )
    parts = {"A": matrix([["1", "1"], ["0", "1"]]), "B": matrix([["1", "0"], ["2", "1"]])}
    return about(parts, claim, facts)


def seeds_of_parts() -> list[Document]:
    """Return good certificates of version 2."""
    more = (
        condition,
        departure,
        infinite,
        stochastic,
        companion,
        kronecker,
        blocks,
        constants,
        kinds,
        equal_numbers,
        radii_of_products,
    )
    return [*(build() for build in GOOD.values()), *(build() for build in more)]


NAMES = [
    "A",
    "J",
    "J.A",
    "J.H",
    "U",
    "n",
    "e",
    "J.gamma",
    "J.n",
    "x.y",
    "J.comparison",
    "max",
    "1A",
]
NUMBERS = ["0", "1", "-1", "1/2", "2", "3", "1000001/1000000", "999999/1000000", "40", "401"]
OPERATIONS = [
    "columns", "rows", "add", "mul", "transpose", "adjoint", "power", "scalar", "inverse", "kron",
    "times", "identity", "zeros", "block", "matrix",
]  # fmt: skip


class PartsForger(Forger):
    """Makes mutants of certificates of version 2, the same for the same seed."""

    def _exchanged(self, document: Document) -> None:
        other = self.random.choice(self.good)
        name = self.random.choice(("parts", "sizes", "facts", "hypotheses", "conclusion"))
        document[name] = copy.deepcopy(other[name])

    def _kind(self, document: Document) -> None:
        """Let a part be of another kind."""
        part = self._part(document)
        if part is not None:
            part["kind"] = self.random.choice((*KINDS, "Real", "Integer", "BlockTriangular"))

    def _option(self, document: Document) -> None:
        """Ask more of a part, or something else."""
        part, pick = self._part(document), self.random
        if part is not None and isinstance(part.get("options"), dict):
            name = pick.choice((*OPTIONS, "above", "at_least", "below", "at_most"))
            bound: Any = pick.choice((num(pick.choice(NUMBERS)), sym(pick.choice(NAMES)), None))
            part["options"][name] = (
                [bound, pick.choice((bound, None))] if name == "spectrum" else bound
            )

    def _named(self, document: Document) -> None:
        """Give a part or a size another name, in all that speaks of it or in one place."""
        if isinstance(document.get("parts"), dict) and document["parts"]:
            name = self.random.choice([*document["parts"]])
            document["parts"][self.random.choice(NAMES)] = document["parts"].pop(name)

    def _shaped(self, document: Document) -> None:
        part = self._part(document)
        if part is not None and isinstance(part.get("shape", part.get("sizes")), list):
            shape = part.get("shape", part.get("sizes"))
            if shape:
                shape[self.random.randrange(len(shape))] = num(self.random.choice(NUMBERS))

    def _evaluated(self, document: Document) -> None:
        """Let a quantity be another one, of those that are evaluated too."""
        terms = [x for x in self._objects(document) if "quantity" in x]
        if terms:
            self.random.choice(terms)["quantity"] = self.random.choice((*EVALUATED, "norm", "rho"))

    def _operated(self, document: Document) -> None:
        """Put a matrix operation where there is another."""
        trees = [x for x in self._objects(document) if x.get("op") in OPERATIONS]
        if trees:
            self.random.choice(trees)["op"] = self.random.choice(OPERATIONS)

    def _compared(self, document: Document) -> None:
        formulas = [
            x
            for x in self._objects(document)
            if x.get("op") in ("same", "entrywise", "psd", "le", "lt", "and", "or")
        ]
        if formulas:
            self.random.choice(formulas)["op"] = self.random.choice(
                ("same", "entrywise", "le", "lt", "ge", "and", "or")
            )

    def _part(self, document: Document) -> Any:
        parts = document.get("parts")
        good = [x for x in parts.values() if isinstance(x, dict)] if isinstance(parts, dict) else []
        return self.random.choice(good) if good else None

    def _objects(self, document: Document) -> list[Any]:
        values = [parent(document, path)[path[-1]] for path in places(document)]
        return [x for x in values if isinstance(x, dict)]

    _own = (
        *(_exchanged, _kind, _kind, _option, _option, _named, _shaped, _evaluated),
        *(_operated, _compared),
    )
    _changes: ClassVar[list[Callable[[Any, Document], None]]] = [
        *(change for change in Forger._changes if change is not Forger._exchanged),
        *_own,
    ]
