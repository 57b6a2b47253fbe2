"""Certificates of version 2, written by the package and read by the checker as a program.

Every kind of matrices, operation and quantity stands in a false statement with an instance on which
it fails by hand.
"""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flint import fmpq
from sympy import And, Eq, Or, Rational, sqrt

import kreissverify as kv
from kreissverify import (
    BlockTriangular,
    Companion,
    Diagonal,
    G,
    H,
    Integer,
    K,
    L,
    M,
    Nonnegative,
    Normal,
    Orthogonal,
    PositiveDefinite,
    Real,
    Rectangular,
    SelfReferential,
    Square,
    Stochastic,
    Symmetric,
    T,
    Toeplitz,
    adjoint,
    assume,
    block,
    cond,
    departure,
    det,
    distance_to_instability,
    entrywise,
    family,
    frobenius,
    identity,
    inverse,
    kron,
    matrix,
    norm,
    power_norm,
    psd,
    pseudospectral_radius,
    rank,
    resolvent_norm,
    rho,
    same,
    stein_bound,
    theorem,
    trace,
    w,
    zeros,
)
from kreissverify.certificates import checker
from kreissverify.certificates.writer import to_json
from kreissverify.evidence.counterexamples.certify import NotCertified, certificate
from kreissverify.evidence.evaluation.decide import decide
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.matrices import CoupledBlocks
from kreissverify.matrices.exact_matrix import as_exact_matrix
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import registry
from kreissverify.theorems import Statement
from kreissverify.theorems.certificate_trees.by_parts import BY_ANOTHER_NAME, SAME_NAME

HALF = Rational(1, 2)
NILPOTENT = [[0, 2], [0, 0]]
SKEW = [["1/2", 4], [0, "-1/2"]]
COMPLEX = [["1/2i", "2", "1"], ["1/5", "-1/2i", "0"], ["0", "1/9i", "1/7"]]


@family
def HeavyBall(
    H: Symmetric("n", spectrum=("mu", "L")), mu: Real(above=0), L: Real(at_least="mu"),
    alpha: Real(above=0), beta: Real(at_least=0, below=1),
):  # fmt: skip
    one = identity("n")
    return block([[(1 + beta) * one - alpha * H, -beta * one], [one, zeros("n")]])


def bound(values: dict[str, Any], sizes: dict[str, int] | None = None) -> Binding:
    """Return an instance of matrices and numbers by their names."""
    coupled = {name: x for name, x in values.items() if isinstance(x, CoupledBlocks)}
    tables = {name: as_exact_matrix(x) for name, x in values.items() if isinstance(x, list)}
    rest = {name: str(x) for name, x in values.items() if name not in {*coupled, *tables}}
    numbers = {name: fmpq(*map(int, x.split("/"))) for name, x in rest.items()}
    return Binding({**coupled, **tables}, numbers, sizes or {})


def of_square(body: Callable[[Any], Any], rows: Any, kind: Any = None) -> tuple[Statement, Binding]:
    """Return a statement about one matrix of a kind, and an instance of it."""

    def false(A: Any) -> Any:
        return body(A)

    false.__annotations__["A"] = Square("n") if kind is None else kind
    statement = theorem(source="a test")(false)
    (part,) = statement.parts
    sizes = {x.name: len(rows) for x in part.shape or () if x.is_Symbol}
    return statement, bound({"A": rows}, sizes)


QUANTITIES = {
    "norm": lambda A: norm(A) <= 1,
    "rho": lambda A: rho(A) < Rational(2, 5),
    "rho from above": lambda A: Rational(3, 4) < rho(A),
    "K": lambda A: K(A) <= Rational(101, 100),
    "K from above": lambda A: K(A) >= 10,
    "M": lambda A: M(A) < 2,
    "M from above": lambda A: M(A) >= 20,
    "L": lambda A: L(A) < 2,
    "L from above": lambda A: L(A) >= 200,
    "H": lambda A: H(A) <= 1,
    "H from above": lambda A: H(A) >= 200,
    "stein_bound": lambda A: stein_bound(A) <= 2,
    "stein_bound from above": lambda A: stein_bound(A) >= 100,
    "G": lambda A: G(A, 1) <= 1,
    "G from above": lambda A: G(A, 1) >= 100,
    "T": lambda A: T(A, HALF) <= 1,
    "T from above": lambda A: T(A, HALF) >= 100,
    "w": lambda A: w(A) <= 1,
    "w from above": lambda A: w(A) >= 10,
    "rho_eps": lambda A: pseudospectral_radius(A, Rational(1, 10)) <= HALF,
    "rho_eps from above": lambda A: pseudospectral_radius(A, Rational(1, 10)) >= 5,
    "power_norm": lambda A: power_norm(A, 2) <= Rational(1, 10),
    "resolvent_norm": lambda A: resolvent_norm(A, 1) <= Rational(1, 10),
    "distance": lambda A: distance_to_instability(A) >= HALF,
    "distance from above": lambda A: distance_to_instability(A) <= Rational(1, 1000),
    "frobenius": lambda A: frobenius(A) <= 1,
    "trace": lambda A: Eq(trace(adjoint(A) * A), 1),
    "det": lambda A: det(adjoint(A) * A) >= 5,
    "rank": lambda A: rank(A) <= 1,
    "cond": lambda A: cond(A) <= 2,
    "cond from above": lambda A: cond(A) >= 1000,
    "departure": lambda A: departure(A) <= 1,
    "departure from above": lambda A: departure(A) >= 10,
    "psd": lambda A: psd(adjoint(A) * A - 2 * identity(A)),
    "same": lambda A: same(A + A, A),
    "inverse": lambda A: norm(inverse(A)) <= 1,
}  # fmt: skip


def kinds() -> dict[str, tuple[Statement, Binding]]:
    """Return a false statement for each kind, and an instance."""
    return {
        "Rectangular": of_square(lambda A: norm(A) <= 1, [[3, 4]], Rectangular(1, 2, rank=1)),
        "Square": of_square(lambda A: norm(A) <= 1, NILPOTENT, Square(radius=0, rank=1)),
        "Symmetric": of_square(
            lambda A: A[0, 0] >= 0, [[-1, 0], [0, 1]], Symmetric("n", spectrum=(-1, None))
        ),
        "PositiveDefinite": of_square(lambda A: det(A) <= 1, [[2, 1], [1, 2]], PositiveDefinite()),
        "Diagonal": of_square(lambda A: psd(A), [[1, 0], [0, -1]], Diagonal(norm=1)),
        "Orthogonal": of_square(
            lambda A: same(A * A, identity(A)), [[0, -1], [1, 0]], Orthogonal()
        ),
        "unitary": of_square(
            lambda A: same(A, A.T), [[0, "1i"], ["-1i", 0]], Orthogonal(complex=True)
        ),
        "Hermitian": of_square(
            lambda A: same(A, A.T), [[0, "1i"], ["-1i", 0]], Symmetric("n", complex=True, norm=1)
        ),
        "Normal": of_square(lambda A: same(A, A.T), [[1, 1], [-1, 1]], Normal("n")),
        "Nonnegative": of_square(lambda A: rho(A) < 1, [[0, 1], [1, 0]], Nonnegative()),
        "Stochastic": of_square(lambda A: norm(A) <= 1, [[0, 1], [0, 1]], Stochastic()),
        "Companion": of_square(lambda A: norm(A) <= 1, [[0, 1], [-1, 1]], Companion(radius=1)),
        "Toeplitz": of_square(lambda A: rho(A) >= norm(A), [[1, 1], [0, 1]], Toeplitz()),
        # w = 1 = the bound, where ‖A‖ = 2: by a fact with a witness that is met exactly
        "numerical_radius": of_square(
            lambda A: norm(A) <= 1,
            [[0, 2, 0], [0, 0, 0], [0, 0, "1/2"]],
            Square("n", numerical_radius=1),
        ),
    }  # fmt: skip


def statements() -> dict[str, tuple[Statement, Binding]]:
    """Return false statements about several parts, each with an instance."""
    stated = theorem(source="a test")

    @stated
    def heavy_ball(J: HeavyBall) -> Any:
        assume(rho(J) < 1)
        return M(J) <= 1

    @stated
    def products(A: Square("n"), B: Square("n")) -> Any:
        return w(A * B) <= w(A) * w(B)

    @stated
    def powers(A: Square(), k: Integer(at_least=1)) -> Any:
        return norm(A**k) <= k * norm(A)

    @stated
    def blocks(A: Square("n"), B: Rectangular("n", "m")) -> Any:
        return norm(block([[A, B], [0, identity("m")]])) <= norm(A)

    @stated
    def krons(A: Square("n"), B: Square("m")) -> Any:
        return entrywise(kron(A, B), kron(A.T, B))

    @stated
    def coupled(J: BlockTriangular) -> Any:
        return K(J * J) <= 1

    @stated
    def two_kinds(J: SelfReferential, A: Square()) -> Any:
        assume(J.b * J.c < norm(A))
        return Or(K(J) <= J.n, J.gamma >= 1)

    @stated
    def comparison(J: BlockTriangular, A: Square()) -> Any:
        return And(K(J.comparison) <= norm(A), norm(J.block_norms) <= 9)

    @stated
    def nested(A: Square("n"), B: Square("n")) -> Any:
        return norm(norm(A) * B) < norm(A) * norm(B)

    @stated
    def closed() -> Any:
        return K(matrix([["1/2", 0], [3, "1/2"]])) <= sqrt(2)

    @stated
    def singular(A: Square("n")) -> Any:
        return norm(A) * norm(inverse(A)) >= 1

    @stated
    def eigenvalue(A: Square("n")) -> Any:
        return resolvent_norm(A, 1) <= 100

    heavy = {"J.H": [["1/2"]], "J.mu": "1/2", "J.L": 1, "J.alpha": "1/3", "J.beta": "1/2"}
    J = SelfReferential(0, 8, 0, 0)
    larger = BlockTriangular([["1/2", 0], [0, "1/4"]], [[3, 4]], "1/2")
    return {
        "a family": (heavy_ball, bound(heavy, {"J.n": 1})),
        "a product": (products, bound({"A": [[0, 0], [1, 0]], "B": [[0, 1], [0, 0]]}, {"n": 2})),
        "a power": (powers, bound({"A": [[3]], "k": 3}, {"A.n": 1})),
        "a block matrix": (blocks, bound({"A": [[1]], "B": [[2, 2]]}, {"n": 1, "m": 2})),
        "a Kronecker product": (krons, bound({"A": NILPOTENT, "B": [[1]]}, {"n": 2, "m": 1})),
        "a coupled matrix": (coupled, bound({"J": BlockTriangular("1/2", 2, "1/2")})),
        "a coupled matrix and another": (two_kinds, bound({"J": J, "A": [[1]]}, {"A.n": 1})),
        "norms of blocks": (comparison, bound({"J": larger, "A": [[1]]}, {"A.n": 1})),
        "a quantity in a matrix": (nested, bound({"A": [[3]], "B": [[2]]}, {"n": 1})),
        "nothing at all": (closed, bound({})),
        "an inverse that does not exist": (singular, bound({"A": [[0]]}, {"n": 1})),
        "an eigenvalue": (eigenvalue, bound({"A": [[1]]}, {"n": 1})),
    }


def every() -> dict[str, tuple[Statement, Binding]]:
    """Return all cases by their names."""
    rows = {"": SKEW, " of a complex matrix": COMPLEX}
    quantities = {
        name + suffix: of_square(body, table, Square("n", complex=bool(suffix)))
        for name, body in QUANTITIES.items()
        for suffix, table in rows.items()
    }
    return {**kinds(), **statements(), **quantities}


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    found = {}
    for name, (statement, binding) in every().items():
        assert decide(statement, binding, QuantityCache()).outcome is Outcome.VIOLATED, name
        try:
            found[name] = certificate(statement, binding)
        except NotCertified as error:
            pytest.fail(f"{name}: {error}")
    return found


def test_the_checker_accepts_them_as_a_program(documents: Any, tmp_path: Path) -> None:
    files = []
    for number, document in enumerate(documents.values()):
        assert document["version"] == 2
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(to_json(document))
    shown = subprocess.run(
        [sys.executable, "-I", str(checker.__file__), *map(str, files)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert shown.stdout.count("ACCEPTED") == len(files)


def test_they_name_every_kind(documents: Any) -> None:
    named = {part["kind"] for x in documents.values() for part in x["parts"].values()}
    assert named >= {kind.__name__ for kind in kv.instances.kinds.KINDS}


def test_none_is_accepted_with_a_false_conclusion_made_true(documents: Any) -> None:
    for name, document in documents.items():
        claim = {"op": "not", "args": [document["conclusion"]]}
        # what is undefined is neither true nor false, and a negation claims nothing
        with pytest.raises(checker.Rejected):
            checker.check({**document, "conclusion": claim})
            pytest.fail(name)


def test_bounds_are_not_believed(documents: Any) -> None:
    tried = 0
    for document in documents.values():
        for place, fact in enumerate(document["facts"]):
            for side, factor in (("lower", 2), ("upper", Rational(1, 2))):
                value = fact.get(side, {}).get("value", "0")
                if value in ("0", "inf"):
                    continue
                forged = copy.deepcopy(document)
                forged["facts"][place][side]["value"] = str(Rational(value) * factor)
                with pytest.raises(checker.Rejected):
                    checker.check(forged)
                tried += 1
    assert tried > 50


def test_members_are_not_believed(documents: Any) -> None:
    # an entry that leaves the kind, or its option
    wrong = {"Orthogonal": "2", "Stochastic": "1/3", "Diagonal": "3", "Nonnegative": "-1"}
    for name, entry in wrong.items():
        forged = json.loads(json.dumps(documents[name]))
        forged["parts"]["A"]["matrix"][0][0] = entry
        with pytest.raises(checker.Rejected, match=name if name != "Diagonal" else "norm"):
            checker.check(forged)


def test_an_instance_that_is_none_is_refused() -> None:
    statement, _ = kinds()["Stochastic"]
    with pytest.raises(NotCertified, match="no instance of the statement: A is no member"):
        certificate(statement, bound({"A": [[1, 1], [0, 1]]}, {"A.n": 2}))


def test_the_checker_knows_every_quantity() -> None:
    bundled = {name for name, quantity in registry().items() if quantity.is_bundled}
    assert bundled == {*SAME_NAME, *BY_ANOTHER_NAME}


@pytest.mark.parametrize("size", [2, 4, 6])
def test_a_stein_bound_that_is_rational_is_met_exactly(size: int) -> None:
    rows = [["3/5" if i == j == 0 else 0 for j in range(size)] for i in range(size)]
    statement, binding = of_square(lambda A: stein_bound(A) < Rational(5, 4), rows)
    assert "[stein_bound(A) = 1.25 to Infinity; " in checker.check(certificate(statement, binding))


def test_facts_that_are_not_needed_are_left_out(documents: Any) -> None:
    # trace, det and rank are evaluated, and ‖A‖ ≤ 1 is decided at membership
    for name in ("trace", "det", "rank", "frobenius", "Diagonal", "Hermitian"):
        assert documents[name]["facts"] == []
