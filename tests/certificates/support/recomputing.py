"""The truth of what an accepted certificate claims, by another way than the checker's.

No witness is used: quantities are enclosed by the package, or known exactly in square roots, which
decides ties. Nothing is shared with the checker.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
import sympy
from flint import fmpq, fmpq_mat

from kreissverify import BlockTriangular, CoupledBlocks, SelfReferential
from kreissverify.evidence.evaluation.decide import LADDER
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.evaluation.exact_arithmetic import ExactArithmetic
from kreissverify.matrices import Matrix
from kreissverify.matrices.comparison_matrix import ComparisonMatrix
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.matrices.two_blocks import Quantifier
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.extended import INFINITY, is_finite
from kreissverify.numbers.radicals import NotRadical
from kreissverify.numbers.rational import as_fmpq
from kreissverify.numbers.three_valued import Outcome, all_of
from kreissverify.quantities import enclose, registry
from kreissverify.quantities.resolvent.values import resolvent_norms
from kreissverify.quantities.symbolic import QuantityExpr

CLASSES = {x.__name__: x for x in (BlockTriangular, CoupledBlocks, SelfReferential)}
RELATIONS = {"le": "<=", "lt": "<", "ge": ">=", "gt": ">", "eq": "==", "ne": "!="}


def claim(document: Any) -> Outcome:
    """Return HOLDS if the instance violates the statement, VIOLATED if it does not.

    Raises
    ------
    InvalidMatrix
        If the instance is no member of its class.
    """
    binding = bound(document["instance"])
    given = [decided(tree, binding) for tree in document["hypotheses"]]
    return all_of([*given, decided(document["conclusion"], binding).negate()])


def decided(tree: Any, binding: Binding) -> Outcome:
    """Return what the first arithmetic that decides it says: one knows roots, another e."""
    for arithmetic in arithmetics(binding):
        try:
            reached = Trees(arithmetic, binding).truth(tree)
        except (NotRadical, OverflowError):
            continue
        if reached is not Outcome.INDETERMINATE:
            return reached
    return Outcome.INDETERMINATE


def bound(instance: Any) -> Binding:
    parameters = {k: number(q) for k, q in instance["parameters"].items()}
    if instance["class"] == "ComplexMatrix":
        entries = [[tuple(map(number, x)) for x in row] for row in instance["matrix"]]
        whole: Any = Matrix(entries)
        return ComplexBinding({"J": whole}, parameters)
    rows = [[number(x) for x in row] for row in instance["matrix"]]
    made = CLASSES[instance["class"]].split(
        fmpq_mat(rows), tuple(instance["sizes"]), number(instance["gamma"]),
        symmetric=instance["normal"],
    )  # fmt: skip
    if made.m == 2:  # of which b and c are known
        made = SelfReferential(
            *(made.block(i, j) for i in (0, 1) for j in (0, 1)),
            made.gamma,
            symmetric=made.symmetric,
        )
    return Binding.of("J", made, parameters)


class ComplexBinding(Binding):
    """A complex matrix, which has no blocks."""

    @property
    def instance(self) -> Any:
        """The matrix."""
        return self.matrices["J"]

    def scalar(self, name: str) -> Enclosure:
        """Return a parameter, or the number of rows."""
        return Enclosure.exactly(self.parameters.get(name, self.instance.n))

    def real_form(self) -> fmpq_mat:
        """Return the matrix with 2x2 blocks for its entries: another order than the checker's."""
        real, imaginary = self.instance.parts
        n = self.instance.n
        made = fmpq_mat(2 * n, 2 * n)
        for i in range(n):
            for j in range(n):
                a, b = real[i, j], imaginary[i, j] if imaginary is not None else fmpq(0)
                made[2 * i, 2 * j], made[2 * i, 2 * j + 1] = a, -b
                made[2 * i + 1, 2 * j], made[2 * i + 1, 2 * j + 1] = b, a
        return made

    def from_below(self, name: str, found: Enclosure) -> Enclosure:
        """Return what powers and points of the plane say of K, M or L where it is refused."""
        if name not in ("K", "M", "L") or is_finite(found.lower.value):
            return found
        array = self.instance.array.astype(complex)
        if name == "K":
            radii = [1 + fmpq(1, 2) ** k for k in range(-4, 12)]
            points = [(r * x, r * y) for r in radii for x, y in CIRCLE]
            plane = [complex(float(x), float(y)) for x, y in points]
            norms = resolvent_norms(array[None], np.array([plane]))
            factors = np.repeat([float(r) - 1 for r in radii], len(CIRCLE))
            best = int(np.argmax(factors * norms[0]))
            at = enclose(registry()["resolvent_norm"], self.instance, points[best], rtol=1e-12)
            low = at.lower.value * (radii[best // len(CIRCLE)] - 1)
        else:
            powers = (enclose(registry()["power_norm"], self.instance, t) for t in range(40))
            low = max(x.lower.value for x in powers)
        return Enclosure.between(low, INFINITY)


#: Points of the unit circle by Pythagorean triples.
CIRCLE = [
    (fmpq(a, c) * x, fmpq(b, c) * y)
    for a, b, c in ((1, 0, 1), (0, 1, 1), (3, 4, 5), (4, 3, 5), (5, 12, 13), (12, 5, 13))
    for x in (1, -1)
    for y in (1, -1)
]


def number(text: str) -> fmpq:
    p, _, q = text.partition("/")
    return fmpq(int(p), int(q or "1"))


def rational(value: sympy.Expr) -> fmpq:
    if not isinstance(value, sympy.Rational):
        raise NotRadical(f"a parameter {value}")
    return as_fmpq(value)


def arithmetics(binding: Binding) -> Any:
    exact = binding.instance.n <= 4 and not isinstance(binding, ComplexBinding)
    if exact:
        yield ExactArithmetic(binding, values=False)
    yield EnclosureArithmetic(binding, LADDER[1], QuantityCache())
    if exact:
        yield ExactArithmetic(binding, values=True)
    yield from (EnclosureArithmetic(binding, rtol, QuantityCache()) for rtol in LADDER[2:])


class Trees:
    """Evaluates the trees of a certificate in an arithmetic of the package."""

    def __init__(self, arithmetic: Any, binding: Binding) -> None:
        self.arithmetic, self.binding = arithmetic, binding

    def truth(self, tree: Any) -> Outcome:
        if tree is True:
            return Outcome.HOLDS
        op, args = tree["op"], tree["args"]
        if op in RELATIONS:
            return self.arithmetic.compare(RELATIONS[op], *map(self.value, args))
        parts = [self.truth(x) for x in args]
        negated = [x.negate() for x in parts]
        return {
            "and": lambda: all_of(parts),
            "or": lambda: all_of(negated).negate(),
            "not": lambda: negated[0],
            "implies": lambda: all_of([parts[0], negated[1]]).negate(),
            "iff": lambda: all_of([all_of([parts[i], negated[1 - i]]).negate() for i in (0, 1)]),
        }[op]()

    def value(self, tree: Any) -> Any:
        within = self.arithmetic
        match tree:
            case {"num": text}:
                q = number(text)
                return within.rational(int(q.p), int(q.q))
            case {"symbol": name}:
                return within.symbol(name)
            case {"const": name}:
                return within.constant({"e": "E"}.get(name, name))
            case {"quantity": name, "of": of, "args": args}:
                return self.quantity(name, of, tuple(map(self.value, args)))
            case {"op": "piecewise", "args": args}:
                cases = zip(args[::2], args[1::2], strict=True)
                return within.select([(lambda x=x: self.value(x), self.truth(c)) for x, c in cases])
        trees = tree["args"]
        if tree["op"] in ("min", "max"):
            trees = self._extreme(tree["op"], trees)
        args = [self.value(x) for x in trees]
        one, half = within.rational(1, 1), within.rational(1, 2)
        minus = within.rational(-1, 1)
        operations: dict[str, Callable[..., Any]] = {
            "add": lambda *x: within.add(x),
            "mul": lambda *x: within.multiply(x),
            "neg": lambda x: within.multiply([minus, x]),
            "div": lambda x, y: within.multiply([x, within.power(y, minus)]),
            "pow": within.power,
            "sqrt": lambda x: within.power(x, half),
            "max": lambda *x: within.largest(x),
            "min": lambda *x: within.smallest(x),
            **{f: lambda x, f=f: within.apply(f, x) for f in ("abs", "log", "exp")},
        }
        assert one is not None
        return operations[tree["op"]](*args)

    def _extreme(self, op: str, trees: list[Any]) -> list[Any]:
        """Return those that may be the least or the largest: min(2, e) is 2, exactly."""
        fine = EnclosureArithmetic(self.binding, 1e-6, QuantityCache())
        values = [Trees(fine, self.binding).value(x) for x in trees]
        relation = ">" if op == "min" else "<"
        return [
            tree
            for tree, value in zip(trees, values, strict=True)
            if all(fine.compare(relation, value, x) is not Outcome.HOLDS for x in values)
        ]

    def quantity(self, name: str, of: Any, args: tuple[Any, ...]) -> Any:
        if isinstance(of, str):
            subject = SymbolicMatrix(of, 2, 2, Quantifier(CoupledBlocks, True, None))
            found = self.arithmetic.quantity(QuantityExpr(name, subject, *range(len(args))), args)
            # a complex instance may have ρ = 1, where upper bounds may be refused
            refused = isinstance(self.binding, ComplexBinding) and not found.is_finite
            return self.binding.from_below(name, found) if refused else found
        matrix = registry()[name].subject(self.matrix(of))
        if isinstance(self.arithmetic, ExactArithmetic):
            known = registry()[name].exact(matrix, *map(rational, args))
            if known is None:
                raise NotRadical("a matrix of this size")
            return known
        found = enclose(registry()[name], matrix, *(fmpq(x.lower.value) for x in args), rtol=1e-12)
        copies = 2 if name == "H" and isinstance(self.binding, ComplexBinding) else 1
        return found * fmpq(1, copies)

    def matrix(self, tree: Any) -> fmpq_mat:
        """Return a matrix, with python-flint's own operations."""
        if isinstance(self.binding, ComplexBinding) and tree == "J":
            return self.binding.real_form()
        if isinstance(tree, str):
            part: Any = reduce(getattr, tree.split(".")[1:], self.binding.instance)
            if isinstance(part, ComparisonMatrix) and part.is_exact:
                part = part.lower
            return part.exact if isinstance(part, Matrix) else part
        op, args = tree["op"], tree["args"]
        if op in ("power", "scalar"):
            base, q = self.matrix(args[0]), self._exact(args[1])
            size = base.nrows()
            one = fmpq_mat(
                size, size, [fmpq(int(i == j)) for i in range(size) for j in range(size)]
            )
            if op == "scalar":
                return one * q
            return (base.inv() if q < 0 else base) ** abs(int(q.p)) if q != 0 else one
        parts = [self.matrix(x) for x in args]
        if op == "transpose":
            return parts[0].transpose()
        if op in ("columns", "rows"):
            tables = [x.tolist() if op == "rows" else x.transpose().tolist() for x in parts]
            joined = fmpq_mat([row for table in tables for row in table])
            return joined if op == "rows" else joined.transpose()
        total = parts[0]
        for part in parts[1:]:
            total = total + part if op == "add" else total * part
        return total

    def _exact(self, tree: Any) -> fmpq:
        value = Trees(EnclosureArithmetic(self.binding, 1e-3, QuantityCache()), self.binding)
        found = value.value(tree)
        assert found.is_exact
        return fmpq(found.lower.value)
