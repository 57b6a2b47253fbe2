"""Hand-made proofs, a small one for each rule, and the parts that they are built from."""

from __future__ import annotations

import copy
from typing import Any

from tests.certificates.support.by_hand import Document, Tree, num, op, quantity, sym

C, GAMMA, ZERO, ONE = sym("J.c"), sym("J.gamma"), num(0), num(1)
K = quantity("K")


def step(kind: str, claim: Tree, **fields: Any) -> Document:
    plain = {"name": "a step", "given": [], "uses": [], "evidence": []}
    return {"kind": kind, "claim": claim, **plain, **fields}


def theorem(
    conclusion: Tree,
    *steps: Document,
    kind: str = "BlockTriangular",
    hypotheses: Any = (),
    numbers: Any = None,
    local: Any = None,
) -> Document:
    J = {"kind": kind, "symmetric": True, "radii": "common"}
    variables = {"J": J, **(numbers or {})}
    said = {"variables": variables, "hypotheses": list(hypotheses), "conclusion": conclusion}
    names = {"id": "test", "source": "a test", "text": "a test"}
    return {**names, "statement": said, "locals": local or {}, "steps": list(steps)}


def proof(*theorems: Document) -> Document:
    return {"format": "kreissverify-proof", "version": 1, "theorems": list(theorems)}


def certified(
    claim: Tree,
    unknowns: Any,
    facts: Any,
    total: Any,
    premises: Any = (),
    equations: Any = (),
) -> Document:
    leaf = {"sum": list(total), "equations": list(equations)}
    tables = {"unknowns": list(unknowns), "facts": list(facts), "premises": list(premises)}
    return {"claim": claim, "certificate": {**tables, "refutation": leaf}}


# Of c ≥ 0 that c + 1 > 0: c + (-(c + 1)) + 1 = 0. The axiom of the variable c is enough.
ABOVE_0 = op("gt", op("add", C, ONE), ZERO)
OF_C = {"variable": "J.c"}
SHOWN = certified(
    ABOVE_0,
    [OF_C],
    [[">=", [["1", [0, 1]]]], [">=", [["-1"], ["-1", [0, 1]]]]],
    [["1", [0]], ["1", [1]], ["1", []]],
)


def over_reals() -> Document:
    return proof(theorem(ABOVE_0, step("reals", ABOVE_0, evidence=[copy.deepcopy(SHOWN)])))


def squares() -> Document:
    claim = op("le", op("mul", num(2), C), op("add", op("pow", C, num(2)), ONE))
    terms = [[ONE, op("add", C, num(-1))]]
    return proof(theorem(claim, step("squares", claim, terms=terms)))


def named() -> Document:
    claim = op("eq", sym("k"), op("add", C, ONE))
    above = op("gt", sym("k"), ZERO)
    evidence = certified(
        above,
        [OF_C, {"variable": "k"}],
        [
            [">=", [["1", [0, 1]]]],
            [">=", [["-1", [1, 1]]]],
            ["=", [["1", [1, 1]], ["-1", [0, 1]], ["-1"]]],
        ],
        [["1", [0]], ["1", [1]], ["1", []]],
        premises=[3],
        equations=[[[["1"]], 2]],
    )
    let = step("let", claim, symbol="k", value=op("add", C, ONE))
    positive = step("reals", above, uses=[0], evidence=[evidence])
    last = certified(
        ABOVE_0,
        [OF_C, {"variable": "k"}],
        [
            [">", [["1", [1, 1]]]],
            [">=", [["-1"], ["-1", [0, 1]]]],
            ["=", [["1", [1, 1]], ["-1", [0, 1]], ["-1"]]],
        ],
        [["1", [0]], ["1", [1]]],
        premises=[3, 4],
        equations=[[[["-1"]], 2]],
    )
    end = step("reals", ABOVE_0, uses=[0, 1], evidence=[last])
    return proof(theorem(ABOVE_0, let, positive, end))


def cited() -> Document:
    claim = op("ge", K, ONE)
    terms = {"X": "J"}
    return proof(theorem(claim, step("classical", claim, cites="kreiss.at_least_one", terms=terms)))


def supremum() -> Document:
    """K(J) ≤ K(J) + 0 by its own supremum: (r-1)G(J, r) ≤ K(J) on every circle."""
    r, outside = sym("r"), [op("gt", sym("r"), ONE)]
    below = op("ge", K, op("mul", op("add", r, num(-1)), quantity("G", "J", r)))
    claim = op("le", K, K)
    value = step("definition", below, given=outside, cites="kreiss.value", terms={"X": "J", "r": r})
    terms = {"X": "J", "bound": K, "r": r}
    last = step("definition", claim, uses=[0], cites="kreiss.supremum", terms=terms)
    return proof(theorem(claim, value, last, local={"r": "real"}))


def cases() -> Document:
    low, high = op("le", C, ONE), op("ge", C, ONE)
    one = step("reals", ABOVE_0, given=[low], evidence=[copy.deepcopy(SHOWN)])
    other = step("reals", ABOVE_0, given=[high], evidence=[copy.deepcopy(SHOWN)])
    either = op("or", low, high)
    certificate = certified(
        either,
        [OF_C],
        [[">", [["-1"], ["1", [0, 1]]]], [">", [["1"], ["-1", [0, 1]]]]],
        [["1", [0]], ["1", [1]]],
    )
    both = step("cases", ABOVE_0, cases=[0, 1], evidence=[certificate])
    return proof(theorem(ABOVE_0, one, other, both))


def at(k: Tree) -> Tree:
    return op("ge", op("add", k, C), ZERO)


def induction() -> Document:
    k = sym("k")
    start = step("reals", at(ZERO))
    following = at(op("add", k, ONE))
    unknowns = [{"variable": "k"}, OF_C]
    facts = [
        [">=", [["1", [0, 1]], ["1", [1, 1]]]],
        [">", [["-1"], ["-1", [0, 1]], ["-1", [1, 1]]]],
    ]
    evidence = certified(following, unknowns, facts, [["1", [0]], ["1", [1]], ["1", []]], [3])
    more = step("reals", following, given=[at(k)], evidence=[evidence])
    every = step("induction", at(k), start=0, step=1, variable="k")
    last = step("instance", at(num(2)), of=2, values={"k": num(2)})
    return proof(theorem(at(num(2)), start, more, every, last, local={"k": "natural"}))


def instance() -> Document:
    x = sym("x")
    above = op("gt", op("add", x, ONE), ZERO)
    facts = [[">=", [["1", [0, 1]]]], [">=", [["-1"], ["-1", [0, 1]]]]]
    total = [["1", [0]], ["1", [1]], ["1", []]]
    evidence = certified(above, [{"variable": "x"}], facts, total, premises=[3])
    line = step("reals", above, given=[op("ge", x, ZERO)], evidence=[evidence])
    there = step("instance", ABOVE_0, of=0, values={"x": C})
    return proof(theorem(ABOVE_0, line, there, local={"x": "real"}))


def letter(name: str, *at: Tree) -> Tree:
    return {"operator": name, "of": "J", "args": list(at)}


def norms(X: Tree) -> Tree:
    return op("norms", X)


def operators() -> Document:
    """‖J‖ ≤ ‖T‖ by |J¹| ≤ T: from J¹ = J⁰·J = J, |J| ≤ T."""
    J, T = letter("J"), letter("T")
    first, zeroth = letter("power", ONE), letter("power", ZERO)
    known = [op("equal", zeroth, ONE), op("equal", first, op("mul", zeroth, J))]
    bounds = [op("entrywise", norms(J), T), op("entrywise", ZERO, T)]
    claim = op(
        "le",
        quantity("norm", op("power", "J", ONE)),
        quantity("norm", op("power", "J.comparison", ONE)),
    )
    equal = op("equal", first, J)
    return proof(
        theorem(
            claim,
            step(
                "definition",
                op("and", *known),
                cites="powers.recursion",
                terms={"J": "J", "k": ZERO},
            ),
            step("classical", op("and", *bounds), cites="blocks.comparison", terms={"J": "J"}),
            step(
                "combination",
                equal,
                uses=[0],
                plus=ZERO,
                terms=[
                    {"left": ONE, "relation": known[1], "right": ONE},
                    {"left": ONE, "relation": known[0], "right": J},
                ],
            ),
            step(
                "classical",
                op("entrywise", norms(first), norms(J)),
                uses=[2],
                cites="norms.subadditive",
                terms={},
            ),
            step(
                "combination",
                op("entrywise", norms(first), T),
                uses=[3, 1],
                plus=ZERO,
                terms=[
                    {"left": ONE, "relation": bounds[0], "right": ONE},
                    {
                        "left": ONE,
                        "relation": op("entrywise", norms(first), norms(J)),
                        "right": ONE,
                    },
                ],
            ),
            step(
                "classical",
                claim,
                uses=[4],
                cites="powers.norm",
                terms={"J": "J", "of": "J.comparison", "t": ONE},
            ),
        )
    )


def calculus() -> Document:
    """x ≤ e^{x-1}: e^{x-1} - x is convex, with value and derivative 0 at x = 1."""
    x = sym("x")
    claim = op("le", x, op("exp", op("add", x, num(-1))))
    curved = op("ge", op("exp", op("add", x, num(-1))), ZERO)
    unknowns = [{"variable": "x"}, {"exp": [["1", [0, 1]], ["-1"]]}]
    facts = [[">", [["1", [1, 1]]]], [">", [["-1", [1, 1]]]]]
    evidence = certified(curved, unknowns, facts, [["1", [0]], ["1", [1]]])
    line = step("calculus", claim, of="x", at=ONE, shape="convex", evidence=[evidence])
    said = op("le", C, op("exp", op("add", C, num(-1))))
    there = step("instance", said, of=0, values={"x": C})
    return proof(theorem(said, line, there, local={"x": "real"}))


def lemma() -> Document:
    first = over_reals()["theorems"][0]
    last = step("lemma", ABOVE_0, theorem=0, of="J.comparison", parameters={})
    return proof(first, theorem(ABOVE_0, last))


#: A good proof for each rule, by its name.
RULES = {
    "over the reals": over_reals,
    "squares": squares,
    "a name": named,
    "a fact": cited,
    "a supremum": supremum,
    "cases": cases,
    "induction": induction,
    "an instance": instance,
    "operators": operators,
    "calculus": calculus,
    "a lemma": lemma,
}
