"""The checker's table of facts and the kernel's, written apart, say the same of the same terms.

Each fact is built by both for matrices and numbers of several theorems: what the kernel needs and
gives is written as a proof file would hold it, and read by the checker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import sympy

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    K,
    Real,
    SelfReferential,
    Square,
    Symmetric,
    theorem,
)
from kreissverify.certificates import proof_checker as checker
from kreissverify.derivations.citations.schema import ForAll, cited
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.proof_files.statements import range_of
from kreissverify.derivations.proof_files.trees import ProofTrees
from kreissverify.expressions.conditions import Entrywise, Semidefinite
from kreissverify.expressions.constant_matrix import ConstantMatrix
from kreissverify.instances.family import Symbols
from kreissverify.theorems import Statement, block

REALS = [sympy.Symbol(f"p_{i}", real=True) for i in range(6)]
NEW = sympy.Symbol("v", real=True)
COUNT, NEW_COUNT = (sympy.Symbol(x, integer=True, nonnegative=True) for x in ("k", "l"))


@theorem(source="a test", id="tests.common")
def of_one_radius(J: SelfReferential):
    return K(J) >= 1


@theorem(source="a test", id="tests.triangular")
def of_a_triangular_matrix(J: BlockTriangular):
    return K(J) >= 1


@theorem(source="a test", id="tests.blocks")
def of_any_number_of_blocks(J: CoupledBlocks):
    return K(J) >= 1


@theorem(source="a test", id="tests.general")
def of_blocks_of_any_form(J: SelfReferential(symmetric=False)):
    return K(J) >= 1


@theorem(source="a test", id="tests.each")
def of_a_radius_each(J: SelfReferential(radii="each")):
    return K(J) >= 1


@theorem(source="a test", id="tests.each_triangular")
def of_a_triangular_matrix_with_radii(J: BlockTriangular(radii="each")):
    return K(J) >= 1


@theorem(source="a test", id="tests.each_block")
def of_any_blocks_with_radii(J: CoupledBlocks(radii="each")):
    return K(J) >= 1


@theorem(source="a test", id="tests.matrices")
def of_matrices(A: Square(2), S: Symmetric("n", spectrum=("mu", "l")), mu: Real(), l: Real()):
    return K(A) + K(S) >= 1 + mu - l


STATEMENTS: dict[str, Statement] = {
    x.id: x
    for x in (
        of_one_radius,
        of_a_triangular_matrix,
        of_any_number_of_blocks,
        of_blocks_of_any_form,
        of_a_radius_each,
        of_a_triangular_matrix_with_radii,
        of_any_blocks_with_radii,
        of_matrices,
    )
}


# SymPy writes √(bc) as √b·√c, and σ·(1/σ) as 1: said of b = 0, and of σ = 2, both read the same.
ONLY_OF = {"two_by_two.radius": ["tests.triangular"]}
NUMBERS = {"scaled.two_by_two": {"scale": sympy.Integer(2)}}


def matrices_for(kind: str, names: dict[str, Any]) -> list[Any]:
    """Return matrices of a theorem that a term of a fact may be."""
    J = names.get("J")
    numbers = ConstantMatrix.of([REALS[:2], REALS[2:4]])
    zero = sympy.S.Zero
    match kind:
        case "J" | "triangular":
            return [] if J is None else [J, J.triangular]
        case "T":
            return [] if J is None else [J.comparison, J.comparison.triangular]
        case "part" | "square":
            mine = [] if J is None else [J, J.comparison, J.block_norms]
            return [*mine, *([names["A"], numbers] if J is None and kind == "square" else [])]
        case "planar":
            return [] if J is not None else [names["A"], numbers]
        case "chain":
            a, b = REALS[4:]
            return [ConstantMatrix.of([[a, zero, zero], [b, a, zero], [zero, b, a]])]
        case "symmetric":
            return [] if J is not None else [names["S"]]
    raise AssertionError(kind)


def samples(name: str, names: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield terms for a fact."""
    kinds, numbers = checker.FACTS[name].terms, iter(REALS)
    fixed: dict[str, Any] = {}
    several: dict[str, list[Any]] = {}
    for term, kind in kinds.items():
        match kind:
            case "number" | "real":
                fixed[term] = next(numbers)
            case "natural" | "integer":
                fixed[term] = NEW_COUNT if COUNT in fixed.values() else COUNT
            case "new":
                fixed[term] = NEW
            case "new natural":
                fixed[term] = NEW_COUNT
            case _:
                found = matrices_for(kind, names)
                # the second of two matrices is another one than the first
                several[term] = found[::-1] if term == "Y" else found
    if name.startswith("symmetric_sum."):
        S, one = names.get("S"), NEW
        if S is not None:
            unit = sympy.Identity(S.rows)
            below = [unit, sympy.ZeroMatrix(S.rows, S.rows)]
            X = block([[(1 - one) * unit - 2 * S, one * S], below])
            h = sympy.Symbol("h", real=True)
            yield {**fixed, "X": X, "Y": S, "h": h, "low": names["mu"], "high": names["l"]}
        return
    if "symmetric" in kinds.values() and "S" in names:  # the ends are those of its spectrum
        fixed |= {"low": names["mu"], "high": names["l"]}
    if not several:
        yield fixed
    for place in range(max(map(len, several.values()), default=0)):
        chosen = {x: ys[min(place, len(ys) - 1)] for x, ys in several.items() if ys}
        yield {**fixed, **chosen, **NUMBERS.get(name, {})}


def checked_steps(statement: Statement, trees: ProofTrees) -> checker.Steps:
    """Return steps of a theorem as the checker reads it, with the variables of the samples."""
    checker.NOW = checker.Session()
    variables = {part.name: range_of(part) for part in statement.parts}
    said = {"variables": variables, **trees.conditions(statement)}
    names = {"id": statement.id, "source": "", "text": ""}
    found = checker.Theorem({**names, "statement": said, "locals": {}, "steps": None})
    steps = checker.Steps(found, 0, None)
    for x in (*REALS, NEW, sympy.Symbol("h"), COUNT, NEW_COUNT):
        whole = bool(x.is_integer)
        steps.locals[x.name] = "natural" if whole else "real"
        steps.reader.signs[x.name] = (">=", True) if whole else ("", False)
    return steps


def parts(formula: Any) -> set[Any]:
    """Return the parts of a conjunction, but for those that SymPy sees to be true, as 0 ≥ 0."""
    found = checker.conjuncts(formula)
    return {x for x in found if not (x[0] == "real" and checker.evident(x[1]))}


def by_entries(condition: Any) -> list[Any]:
    """Return an order of matrices as that of their entries, which the checker has."""
    if not isinstance(condition, Entrywise):
        return [condition]
    less, more = condition.args
    places = [(i, j) for i in range(more.rows) for j in range(more.cols)]
    return [sympy.Le(less[x], more[x], evaluate=False) for x in places]


def by_the_kernel(
    fact: Any, read: Callable[[Any], Any]
) -> tuple[set[Any], dict[str, list[Any]], set[Any]]:
    # of a symmetric matrix the checker compares the ends of its spectrum with those declared
    apart = (ForAll, Semidefinite)
    conditions = [y for x in fact.premises if not isinstance(x, apart) for y in by_entries(x)]
    uniform = {
        x.variable.name: [set(map(read, x.given)), parts(read(x.claim)), x.natural]
        for x in fact.premises
        if isinstance(x, ForAll)
    }
    return set().union(*(parts(read(x)) for x in conditions)), uniform, parts(read(fact.conclusion))


def by_the_checker(found: Any) -> tuple[set[Any], dict[str, list[Any]], set[Any]]:
    conditions, conclusion = found
    uniform = {
        checker.printed_unknown(checker.alone(x.variable.poly)): [
            set(x.given),
            parts(x.claim),
            x.natural,
        ]
        for x in conditions
        if isinstance(x, checker.ForAll)
    }
    plain = [parts(x) for x in conditions if not isinstance(x, checker.ForAll)]
    return set().union(*plain), uniform, parts(conclusion)


def compared(name: str, statement: Statement) -> tuple[int, int]:
    """Return how often both say the same of a fact, and how often both refuse its terms."""
    trees = ProofTrees(statement.parts)
    names = Symbols(dict(statement.quantified)).variables
    same = refused = 0
    for terms in samples(name, names):
        if set(terms) != set(checker.FACTS[name].terms):
            continue
        try:
            _, fact = cited(name, terms)
        except (DerivationError, AttributeError):
            fact = None
        steps = checked_steps(statement, trees)
        written = {
            x: trees.matrix(y) if isinstance(y, sympy.MatrixExpr) else trees.tree(y)
            for x, y in terms.items()
        }
        citable = checker.FACTS[name]
        try:
            read = {x: checker.TERMS[kind](steps, written[x]) for x, kind in citable.terms.items()}
            found = citable.says(**read)
        except checker.Rejected:
            refused += 1  # the checker may ask for more, and for no less
            continue
        assert fact is not None, f"{name} of {terms}: only the checker takes it"
        kernel = by_the_kernel(fact, lambda x, reader=steps.reader: reader.formula(trees.tree(x)))
        mine = by_the_checker(found)
        assert kernel[0] <= mine[0], (name, terms, "a condition is missing")
        assert kernel[1] == mine[1], (name, terms, "a condition for all values is another one")
        assert mine[2] <= kernel[2], (name, terms, "more is concluded")
        same += 1
    return same, refused


@pytest.mark.parametrize("name", checker.FACTS)
def test_a_fact_of_the_checker_is_that_of_the_kernel(name: str) -> None:
    found = [compared(name, STATEMENTS[x]) for x in ONLY_OF.get(name, STATEMENTS)]
    assert sum(same for same, _ in found) > 0


def test_a_condition_that_the_checker_lacks_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = checker.FACTS["planar.point"]

    def weaker(**terms: Any) -> Any:
        conditions, conclusion = whole.says(**terms)
        return conditions[1:], conclusion

    monkeypatch.setitem(checker.FACTS, "planar.point", whole._replace(says=weaker))
    with pytest.raises(AssertionError, match="a condition is missing"):
        compared("planar.point", of_matrices)
    stronger = whole._replace(says=lambda **x: (whole.says(**x)[0], checker.eq(x["r"], x["r"] + 1)))
    monkeypatch.setitem(checker.FACTS, "planar.point", stronger)
    with pytest.raises(AssertionError, match="more is concluded"):
        compared("planar.point", of_matrices)
