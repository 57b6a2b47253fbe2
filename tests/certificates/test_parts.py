"""Parts of version 2: each kind and option is decided exactly, and names do not clash."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from kreissverify.certificates import checker, schema
from tests.certificates.support.by_hand import (
    ONE,
    Document,
    fact,
    instance,
    num,
    op,
    refutation,
    sym,
)
from tests.certificates.support.by_parts import (
    FALSE,
    GOOD,
    about,
    coupled,
    known,
    matrix,
    number,
    of,
)

ZERO = [["0", "0"], ["0", "0"]]
IDENTITY = [["1", "0"], ["0", "1"]]
ROTATION = [["3/5", "4/5"], ["-4/5", "3/5"]]
SHEAR = [["1", "1"], ["0", "1"]]
NILPOTENT = [["0", "2"], ["0", "0"]]
MILLIONTH = "1000001/1000000"


def cx(*rows: str) -> list[list[list[str]]]:
    """Return a complex matrix, whose entries are written as "1,-2"."""
    return [[entry.split(",") for entry in row.split()] for row in rows]


def rejected(document: Any) -> str:
    with pytest.raises(checker.Rejected) as error:
        checker.check(document)
    reason = str(error.value)
    assert "not certainly" not in reason
    return reason


#: By kind or option: matrices that are members, and matrices that are not.
MEMBERS: dict[str, tuple[list[Document], list[Document]]] = {
    "Rectangular": (
        [
            matrix([["1", "2", "3"]], "Rectangular"),
            matrix(cx("1,2 0,1"), "Rectangular", is_complex=True),
        ],
        [matrix([["1", "2"], ["3"]], "Rectangular"), matrix([[]], "Rectangular", [1, 1])],
    ),
    "Square": (
        [matrix(SHEAR), matrix(cx("1,2"), is_complex=True)],
        [matrix([["1", "2"]]), matrix(SHEAR, "Triangular"), matrix(SHEAR, "Square", [2, 3])],
    ),
    "Symmetric": (
        [
            matrix([["1", "2"], ["2", "-1"]], "Symmetric"),
            matrix(cx("1,0 2,3", "2,-3 0,0"), "Symmetric", is_complex=True),
        ],
        [
            matrix([["1", "2"], [f"{2 * 10**6 + 1}/1000000", "-1"]], "Symmetric"),
            matrix(cx("1,0 2,3", "2,3 0,0"), "Symmetric", is_complex=True),
            matrix(cx("1,1/1000000 2,3", "2,-3 0,0"), "Symmetric", is_complex=True),
        ],
    ),
    "PositiveDefinite": (
        [
            matrix([["2", "1"], ["1", MILLIONTH]], "PositiveDefinite"),
            matrix(cx("1,0 0,1/2", "0,-1/2 1,0"), "PositiveDefinite", is_complex=True),
        ],
        [
            matrix([["1", "1"], ["1", "1"]], "PositiveDefinite"),
            matrix([["1", MILLIONTH], [MILLIONTH, "1"]], "PositiveDefinite"),
            matrix([["1", "1/2"], ["0", "1"]], "PositiveDefinite"),
            matrix([["-1"]], "PositiveDefinite"),
            matrix(cx("1,0 0,1", "0,-1 1,0"), "PositiveDefinite", is_complex=True),
        ],
    ),
    "Diagonal": (
        [
            matrix([["1", "0"], ["0", "-2"]], "Diagonal"),
            matrix(cx("1,2 0,0", "0,0 0,1"), "Diagonal", is_complex=True),
        ],
        [
            matrix([["1", "1/1000000"], ["0", "1"]], "Diagonal"),
            matrix(cx("1,2 0,0", "0,1 0,1"), "Diagonal", is_complex=True),
        ],
    ),
    "Orthogonal": (
        [
            matrix(ROTATION, "Orthogonal"),
            matrix(cx("0,1 0,0", "0,0 -3/5,4/5"), "Orthogonal", is_complex=True),
        ],
        [
            matrix([["3/5", "4/5"], ["-4/5", "600001/1000000"]], "Orthogonal"),
            matrix(SHEAR, "Orthogonal"),
            matrix(cx("0,1 0,0", "0,0 1,1"), "Orthogonal", is_complex=True),
            # unitary without the conjugate only
            matrix(cx("5/3,0 0,4/3", "0,-4/3 5/3,0"), "Orthogonal", is_complex=True),
        ],
    ),
    "Normal": (
        [
            matrix([["1", "-2"], ["2", "1"]], "Normal"),
            matrix(cx("1,1 0,0", "0,0 2,0"), "Normal", is_complex=True),
        ],
        [
            matrix(SHEAR, "Normal"),
            matrix([["1", "-2"], ["2", MILLIONTH]], "Normal"),
            matrix(cx("0,0 1,0", "0,2 0,0"), "Normal", is_complex=True),
        ],
    ),
    "Nonnegative": (
        [matrix(SHEAR, "Nonnegative")],
        [
            matrix([["1", "-1/1000000"], ["0", "1"]], "Nonnegative"),
            matrix(cx("1,1"), "Nonnegative", is_complex=True),
        ],
    ),
    "Stochastic": (
        [matrix([["1/3", "2/3"], ["1", "0"]], "Stochastic")],
        [
            matrix([["1/3", "2/3"], ["1", "1/1000000"]], "Stochastic"),
            matrix([["1/3", "2/3"], ["2", "-1"]], "Stochastic"),
            matrix([["1/3", "1"], ["2/3", "0"]], "Stochastic"),  # its columns sum to one
            matrix(ZERO, "Stochastic"),
        ],
    ),
    "Companion": (
        [
            matrix([["0", "1", "0"], ["0", "0", "1"], ["3", "0", "-5"]], "Companion"),
            matrix([["7"]], "Companion"),
            matrix(cx("0,0 1,0", "1,2 0,1"), "Companion", is_complex=True),
        ],
        [
            matrix([["0", "1", "0"], ["0", "0", MILLIONTH], ["3", "0", "-5"]], "Companion"),
            matrix([["0", "1", "1/9"], ["0", "0", "1"], ["3", "0", "-5"]], "Companion"),
            matrix([["3", "0", "-5"], ["1", "0", "0"], ["0", "1", "0"]], "Companion"),
            matrix(cx("0,1 1,0", "1,2 0,1"), "Companion", is_complex=True),
        ],
    ),
    "Toeplitz": (
        [
            matrix([["1", "2", "3"], ["4", "1", "2"], ["5", "4", "1"]], "Toeplitz"),
            matrix(cx("0,1 2,0", "1,1 0,1"), "Toeplitz", is_complex=True),
        ],
        [
            matrix([["1", "2", "3"], ["4", "1", "2"], ["5", "4", MILLIONTH]], "Toeplitz"),
            matrix([["1", "2", "3"], ["2", "1", "2"], ["5", "1", "1"]], "Toeplitz"),
            matrix(cx("0,1 2,0", "1,1 0,-1"), "Toeplitz", is_complex=True),
        ],
    ),
    "norm": (
        [
            matrix(NILPOTENT, norm=2),
            matrix([["3", "4"]], "Rectangular", norm=5),
            matrix(cx("3,4"), is_complex=True, norm=5),
        ],
        [
            matrix(NILPOTENT, norm="1999999/1000000"),
            matrix(NILPOTENT, norm=-2),
            matrix([["3", "4"]], "Rectangular", norm="4999999/1000000"),
            matrix(cx("3,4"), is_complex=True, norm="4999999/1000000"),
        ],
    ),
    "radius": (
        [
            matrix(SHEAR, radius=1),
            matrix(NILPOTENT, radius=0),
            matrix(cx("3/5,4/5"), is_complex=True, radius=1),
        ],
        [
            matrix(SHEAR, radius="999999/1000000"),
            matrix(SHEAR, radius=-1),
            matrix(cx("3/5,4/5"), is_complex=True, radius="999999/1000000"),
            matrix([["0", "0"]], "Rectangular", radius=1),
        ],
    ),
    "numerical_radius": (
        [
            matrix(NILPOTENT, numerical_radius=1),
            matrix(SHEAR, numerical_radius="3/2"),
            matrix([["0", "-2"], ["2", "0"]], numerical_radius=2),
            matrix([["1", "0", "0"], ["0", "0", "2"], ["0", "0", "0"]], numerical_radius=1),
            matrix(cx("0,0 0,2", "0,0 0,0"), is_complex=True, numerical_radius=1),
            matrix(ZERO, numerical_radius=0),
        ],
        [
            matrix(NILPOTENT, numerical_radius="999999/1000000"),
            matrix(SHEAR, numerical_radius="1499999/1000000"),
            matrix([["0", "-2"], ["2", "0"]], numerical_radius="1999999/1000000"),
            matrix([["1", "0", "0"], ["0", "0", "2"], ["0", "0", "0"]], numerical_radius="1/2"),
            matrix(cx("0,0 0,2", "0,0 0,0"), is_complex=True, numerical_radius="999999/1000000"),
            matrix(ZERO, numerical_radius=-1),
        ],
    ),
    "rank": (
        [
            matrix([["1", "2"], ["2", "4"]], rank=1),
            matrix([["0", "0", "3"], ["0", "0", "1"]], "Rectangular", rank=1),
            matrix(ZERO, rank=0),
            matrix(cx("1,0 0,1", "0,1 -1,0"), is_complex=True, rank=1),
        ],
        [
            matrix([["1", "2"], ["2", MILLIONTH]], rank=1),
            matrix([["0", "0", "3"], ["0", "1", "1"]], "Rectangular", rank=1),
            matrix([["0", "1/1000000"], ["0", "0"]], rank=0),
            matrix(cx("1,0 0,1", "0,1 1,0"), is_complex=True, rank=1),
            matrix(ZERO, rank=-1),
        ],
    ),
    "spectrum": (
        [
            matrix([["0", "1"], ["1", "0"]], "Symmetric", spectrum=(-1, 1)),
            matrix([["0", "1"], ["1", "0"]], "Symmetric", spectrum=(None, 1)),
            matrix(IDENTITY, "PositiveDefinite", spectrum=(1, None)),
            matrix(cx("0,0 0,1", "0,-1 0,0"), "Symmetric", is_complex=True, spectrum=(-1, 1)),
        ],
        [
            matrix([["0", "1"], ["1", "0"]], "Symmetric", spectrum=("-999999/1000000", 1)),
            matrix([["0", "1"], ["1", "0"]], "Symmetric", spectrum=(None, "999999/1000000")),
            matrix([["0", "1"], ["1", "0"]], "Symmetric", spectrum=(1, -1)),
            matrix(cx("0,0 0,1", "0,-1 0,0"), "Symmetric", is_complex=True, spectrum=(0, 1)),
            matrix(SHEAR, spectrum=(0, 9)),
            matrix(SHEAR, spectrum=(None, None)),
            matrix(IDENTITY, "Symmetric") | {"options": {"spectrum": num(1)}},
            matrix(IDENTITY, "Symmetric") | {"options": {"spectrum": [num(1)]}},
        ],
    ),
    "complex": (
        [matrix(cx("1,0 2,0", "3,0 4,0"), is_complex=True)],
        [
            matrix(cx("1,0 2,0", "3,0 4,0")),
            matrix(SHEAR, is_complex=True),
            matrix(SHEAR) | {"complex": "no"},
            matrix(SHEAR) | {"complex": 0},
            matrix([["0"] * 41] * 41),
            matrix([[["0", "0"]] * 21] * 21, is_complex=True),
        ],
    ),
    "options": (
        [matrix(ROTATION, "Orthogonal", norm=1, radius=1, rank=2)],
        [
            matrix(SHEAR, norms=1),
            matrix(SHEAR) | {"options": {"norm": {"op": "add", "args": [num(2), num(2)]}}},
            matrix(SHEAR) | {"options": {"norm": {"const": "pi"}}},
            matrix(SHEAR) | {"options": {"norm": "2"}},
            matrix(SHEAR) | {"options": {"norm": None}},
            matrix(SHEAR) | {"options": []},
            matrix(SHEAR, norm="missing"),
            matrix(SHEAR, norm="A.n"),
        ],
    ),
    "Real": (
        [
            number("1"),
            number("1/2", above=0, below=1, at_least="1/2", at_most="1/2"),
            number("-3", at_most=-3),
        ],
        [
            number("1", above=1),
            number("1", below=1),
            number("1", at_least=MILLIONTH),
            number("1", at_most="999999/1000000"),
            number("1", over=0),
            number("1", above="missing"),
            number("1/0"),
            number("inf"),
            number("1") | {"shape": []},
            {"kind": "Real", "value": "1"},
        ],
    ),
    "Integer": (
        [number("2", "Integer"), number("4/2", "Integer", at_least=2)],
        [
            number("1/2", "Integer"),
            number("1000001/1000000", "Integer"),
            number("2", "Integer", above=2),
            number("2", "Natural"),
        ],
    ),
    "coupled": (
        [
            coupled([["1/2", "9"], ["8", "-1/2"]], "1/2"),
            coupled([["1/2", "9"], ["8", "1/3"]], ["1/2", "1/3"]),
            coupled([["1/2", "0"], ["8", "1/3"]], ["1/2", "1/3"], "BlockTriangular"),
            coupled([["0", "1/2"], ["0", "0"]], ["0"], "CoupledBlocks", [2], symmetric=False),
            coupled(
                [["1/2", "9", "1"], ["8", "1/3", "0"], ["0", "1", "0"]],
                ["1/2", "1/3", "0"],
                "CoupledBlocks",
                [1] * 3,
            ),
        ],
        [
            coupled([["1/2", "9"], ["8", "-1/2"]], "499999/1000000"),
            coupled([["1/2", "9"], ["8", "1/3"]], ["1/3", "1/2"]),
            coupled([["1/2", "9"], ["8", "1/3"]], ["1/2", "1/4"]),
            coupled([["1/2", "9"], ["8", "1/3"]], ["1/2"]),
            coupled([["1/2", "9"], ["8", "1/3"]], ["1/2", "1/3", "1/3"]),
            coupled([["1/2", "9"], ["8", "1/3"]], ["1/2", "1"]),
            coupled([["1/2", "9"], ["8", "0"]], ["1/2", "-1/3"]),
            coupled([["1/2", "1/1000000"], ["8", "1/3"]], ["1/2", "1/3"], "BlockTriangular"),
            coupled([["0", "1/2"], ["0", "0"]], ["0"], "CoupledBlocks", [2]),
            coupled([["0", "0"], ["0", "0"]], "0", "SelfReferential", [2]),
            coupled([["0", "0"], ["0", "0"]], "0", "SelfReferential", [1, 2]),
            coupled([["0", "0"], ["0", "0"]], "0") | {"sizes": [1, 1]},
            coupled([["0", "0"], ["0", "0"]], "0") | {"radii": ["0", "0"]},
            coupled([["0", "0"], ["0", "0"]], "0") | {"symmetric": 1},
            coupled([["0", "0"], ["0", "0"]], "0", "Triangular"),
            coupled(cx("0,0 0,0", "0,0 0,0"), "0"),
        ],
    ),
}
GOOD_PARTS = [(name, k) for name, (good, _) in MEMBERS.items() for k in range(len(good))]
BAD_PARTS = [(name, k) for name, (_, bad) in MEMBERS.items() for k in range(len(bad))]


@pytest.mark.parametrize(("name", "k"), GOOD_PARTS)
def test_members(name: str, k: int) -> None:
    assert checker.check(about({"A": MEMBERS[name][0][k]}, FALSE)).startswith(
        "for A = [["
    ) or name in (
        "Real",
        "Integer",
    )


@pytest.mark.parametrize(("name", "k"), BAD_PARTS)
def test_strangers(name: str, k: int) -> None:
    rejected(about({"A": MEMBERS[name][1][k]}, FALSE))


def test_every_kind_and_option_has_good_and_bad_members() -> None:
    assert {*checker.KINDS, *checker.OPTIONS} <= {*MEMBERS}


def test_a_numerical_radius_is_decided_also_by_a_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    """w([[0, 2], [0, 0]]) = 1, and its norm is 2."""
    shown = known("w", "A", upper={"value": "1", "Z": [["1", "0"], ["0", "-1"]]})
    never = op("transpose", "A")  # another matrix
    other = known("w", never, upper={"value": "1", "Z": [["-1", "0"], ["0", "1"]]})
    decided = checker.numerical_radius_at_most
    for rule, bounds in ((decided, (2, 1)), (lambda J, v: False, (2,))):
        monkeypatch.setattr(checker, "numerical_radius_at_most", rule)
        for bound in bounds:
            member = matrix(NILPOTENT, numerical_radius=bound)
            assert checker.check(about({"A": member}, FALSE, [other]))
        for bound in ("999999/1000000", -1):
            rejected(about({"A": matrix(NILPOTENT, numerical_radius=bound)}, FALSE, [shown]))
    member = matrix(NILPOTENT, numerical_radius=1)
    assert checker.check(about({"A": member}, FALSE, [shown]))
    rejected(about({"A": member}, FALSE, [other]))
    rejected(about({"A": matrix([["0", "0"]], "Rectangular", numerical_radius=1)}, FALSE))


def test_options_name_numbers_declared_before_or_after() -> None:
    parts = {
        "A": matrix([["2"]], "Symmetric", ["k", "k"], spectrum=("mu", "L"), norm="L"),
        "mu": number("1", at_most="L"),
        "L": number("2", above="mu"),
        "k": number("1", "Integer"),
    }
    line = checker.check(about(parts, FALSE))
    assert line.startswith(
        "for A = [[2]] (Symmetric 1x1, spectrum mu to L, norm L), mu = 1 (Real, at_most L), "
        "L = 2 (Real, above mu), k = 1 (Integer): "
    )
    for name, value in (("L", "1"), ("mu", "2"), ("mu", "3"), ("k", "2"), ("k", "0"), ("k", "-1")):
        changed = copy.deepcopy(parts)
        changed[name]["value"] = value
        rejected(about(changed, FALSE))
    for name in parts:
        rejected(
            about({k: x for k, x in parts.items() if k != name}, sym("A.n"))
        ) if name != "A" else None


def test_sizes_of_one_name_are_equal() -> None:
    row, column = (
        matrix([["1", "2"]], "Rectangular", [1, "n"]),
        matrix([["1"], ["2"]], "Rectangular", ["n", 1]),
    )
    assert "for n = 2, A" in checker.check(about({"A": row, "B": column}, FALSE, sizes={"n": "2"}))
    blocks = coupled([["0", "0", "0"]] * 3, "0", sizes=["n", 1])
    assert "[2, 1]" in checker.check(about({"A": row, "J": blocks}, FALSE, sizes={"n": "2"}))
    for size in ("1", "3", "3/2", "0", "-2", "inf", "401"):
        rejected(about({"A": row, "B": column}, FALSE, sizes={"n": size}))
        rejected(about({"J": blocks}, FALSE, sizes={"n": size}))
    rejected(about({"A": row}, FALSE))


WORDS = ["e", "pi", "I", "true", "and", "not", "max", "sqrt", "Infinity", "piecewise"]
BAD_NAMES = [
    "",
    ".",
    "A.",
    ".A",
    "A..B",
    "1A",
    "_A",
    "A b",
    "A\n",
    "A-B",
    "é",
    "A" * 32,
    ".".join("ABCDEFGHI"),
]


@pytest.mark.parametrize("name", [*WORDS, *BAD_NAMES])
def test_names_that_are_not_allowed(name: str) -> None:
    assert "name" in rejected(about({name: number("1")}, FALSE))
    assert "name" in rejected(about({}, FALSE, sizes={name: "1"}))


@pytest.mark.parametrize(
    "name",
    ["gamma", "b", "c", "n", "kappa", "K", "H", "J.K", "J.H.x", "A" * 31, ".".join("ABCDEFGH")],
)
def test_names_that_are_free(name: str) -> None:
    assert f"for {name} = 1 (Real)" in checker.check(about({name: number("1")}, FALSE))


def test_names_do_not_clash() -> None:
    J = coupled([["1/2", "0"], ["1", "1/2"]], "1/2")
    for other in ("J.gamma", "J.A", "J.n", "J.gammas.0", "J.x.y"):
        assert "name" in rejected(about({"J": J, other: number("1/3")}, FALSE))
        assert "name" in rejected(about({other: number("1/3"), "J": J}, FALSE))
        assert "name" in rejected(about({"J": J}, FALSE, sizes={other: "1"}))
    assert "name" in rejected(about({"J": J}, FALSE, sizes={"J": "1"}))
    assert "name" in rejected(about({"A": number("1"), "A.B": number("1")}, FALSE))
    assert checker.check(about({"J": J, "J2": number("1"), "K.J": number("2")}, FALSE))


def test_symbols_of_a_coupled_matrix() -> None:
    J = coupled([["1/2", "0"], ["-2", "1/3"]], ["1/2", "1/3"], "BlockTriangular")
    norms = [
        fact("norm", f"J.{x}", lower={"value": v}, upper={"value": v})
        for x, v in (("B", "0"), ("C", "2"))
    ]
    values = {
        "J.gamma": "1/2",
        "J.gammas.0": "1/2",
        "J.gammas.1": "1/3",
        "J.b": "0",
        "J.c": "2",
        "J.n": "2",
        "J.m": "2",
        "J.sizes.0": "1",
        "J.sizes.1": "1",
    }
    for name, value in values.items():
        assert checker.check(about({"J": J}, op("ne", sym(name), num(value)), norms))
    for name in ("gamma", "b", "J.kappa", "J.gammas.2", "J.gammas", "J", "J.A"):
        assert "unknown symbol" in rejected(about({"J": J}, op("ne", sym(name), num(1)), norms))
    assert "no fact" in rejected(about({"J": J}, op("ne", sym("J.c"), num(2))))


BROKEN: dict[str, Any] = {
    "no parts": lambda d: d.pop("parts"),
    "no sizes": lambda d: d.pop("sizes"),
    "an instance also": lambda d: d.update(instance={}),
    "version 1": lambda d: d.update(version=1),
    "version 3": lambda d: d.update(version=3),
    "version true": lambda d: d.update(version=True),
    "version 2.0": lambda d: d.update(version=2.0),
    "parts as a list": lambda d: d.update(parts=[]),
    "sizes as a list": lambda d: d.update(sizes=[]),
    "a part that is a number": lambda d: d["parts"].update(x="1"),
    "a part without a kind": lambda d: d["parts"].update(x={"value": "1"}),
    "a part that is missing": lambda d: d["parts"].popitem(),
    "a field too many": lambda d: d["parts"]["A"].update(note=""),
    "a hypothesis that is false": lambda d: d["hypotheses"].append(FALSE),
    "a conclusion that holds": lambda d: d.update(conclusion=True),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_documents(name: str) -> None:
    document = GOOD["power inequality"]()
    assert checker.check(document)
    BROKEN[name](document)
    with pytest.raises(checker.Rejected):
        checker.check(document)


def test_an_instance_is_no_document_of_version_2() -> None:
    document = GOOD["heavy ball"]()
    document["instance"] = {"class": "ComplexMatrix", "matrix": [[["1", "0"]]], "parameters": {}}
    del document["parts"], document["sizes"]
    assert "not of this format" in rejected(document)


@pytest.mark.parametrize("name", GOOD)
def test_made_by_hand(name: str) -> None:
    line = checker.check(GOOD[name]())
    assert "FALSE" in line and line.isascii() and line.isprintable()


SINGULAR = instance([["0", "0"], ["1", "0"]], "0", "BlockTriangular")


@pytest.mark.parametrize(
    "tree",
    [
        op("le", of("norm", op("power", "J", num(-1))), ONE),
        op("le", of("norm", op("adjoint", "J")), ONE),
        op("ne", of("trace", "J"), num(0)),
        op("ne", of("rank", "J"), ONE),
        op("same", "J", op("transpose", "J")),
        op("psd", "J"),
        op("lt", sym("J.gamma"), num(0)),
        op("lt", sym("J.n"), num(0)),
    ],
)
def test_an_instance_of_version_1_has_nothing_of_version_2(tree: Any) -> None:
    facts = [known("norm", "J", lower={"value": "1"}), known("norm", op("transpose", "J"))]
    assert checker.check(refutation(SINGULAR, FALSE, facts))
    rejected(refutation(SINGULAR, tree, facts))


def test_a_closed_statement_has_no_parts() -> None:
    assert checker.check(about({}, FALSE)) == "for no parts: FALSE: 1 < 1 [1 = 1; 1 = 1]"


def test_what_is_long_is_not_printed() -> None:
    parts = {"A": matrix([["9" * 3000]]), "B": matrix([["7"] * 20] * 20), "x": number("8" * 3000)}
    line = checker.check(about(parts, FALSE))
    assert line.startswith("for A = ... (Square 1x1), B = ... (Square 20x20), x = ... (Real): ")


def test_many_parts() -> None:
    parts = {f"x{k}": number("1") for k in range(400)}
    assert checker.check(about(parts, FALSE))
    assert "more than 400" in rejected(about({**parts, "y": number("1")}, FALSE))


def test_the_schema_states_the_names_of_the_checker() -> None:
    assert tuple(checker.KINDS) == schema.KINDS
    assert tuple(checker.EVALUATED) == schema.EVALUATED
    assert {*schema.OPTIONS} == {*checker.OPTIONS, "numerical_radius"}
    assert schema.RESERVED == checker.RESERVED
    assert {*schema.QUANTITIES} == {*checker.QUANTITIES}
