"""The truth of what an accepted certificate of version 2 claims, by another way than the checker's.

Matrices are those of the package, over ℚ and ℚ(i) by python-flint. A Hermitian matrix is decided to
be semidefinite by the signs of its characteristic polynomial, and quantities are enclosed, or known
exactly in square roots. No witness is used, and nothing is shared with the checker.
"""

from __future__ import annotations

from typing import Any

import sympy
from flint import arb, ctx, fmpq, fmpq_poly

from kreissverify.evidence.evaluation.decide import LADDER
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.evaluation.exact_arithmetic import ExactArithmetic
from kreissverify.matrices.exact_matrix import ExactMatrix, as_exact_matrix, identity, joined, zeros
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import INFINITY, is_finite
from kreissverify.numbers.radicals import NotRadical
from kreissverify.numbers.three_valued import Outcome, all_of
from kreissverify.quantities import enclose, registry
from kreissverify.quantities.base import OutsideDomain
from tests.certificates.support.recomputing import (
    CLASSES,
    RELATIONS,
    Trees,
    claim,
    number,
    rational,
)

UNKNOWN = Enclosure.between(-INFINITY, INFINITY)
WITHIN = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<="}


def claim_of(document: Any) -> Outcome:
    """Return whether a certificate of either version claims what is true."""
    return claim_of_parts(document) if "parts" in document else claim(document)


class Gone(Exception):
    """A matrix has no inverse."""


class NoMember(Exception):
    """A part is no member of its kind."""


def claim_of_parts(document: Any) -> Outcome:
    """Return HOLDS if the parts violate the statement, VIOLATED if they do not."""
    world = World(document["parts"], document["sizes"])
    given = [world.decided(tree) for tree in document["hypotheses"]]
    return all_of([*world.members, *given, world.fails(document["conclusion"])])


class World:
    """The parts of a certificate, by their names.

    Parameters
    ----------
    parts, sizes
        As the certificate has them.

    Raises
    ------
    NoMember
        If a part is certainly no member of its kind.
    """

    def __init__(self, parts: Any, sizes: Any) -> None:
        self.numbers = {name: number(n) for name, n in sizes.items()}
        self.matrices: dict[str, ExactMatrix] = {}
        self.coupled: dict[str, Any] = {}
        self.members: list[Outcome] = []
        for name, part in parts.items():
            if "value" in part:
                self.numbers[name] = number(part["value"])
        for name, part in parts.items():
            read = (
                self._number
                if "value" in part
                else self._matrix
                if "shape" in part
                else self._coupled
            )
            read(name, part)

    def bound(self, tree: Any) -> Any:
        if tree is None:
            return None
        return number(tree["num"]) if "num" in tree else self.numbers[tree["symbol"]]

    def _number(self, name: str, part: Any) -> None:
        x = self.numbers[name]
        good = part["kind"] == "Real" or x.q == 1
        bounds = {option: self.bound(tree) for option, tree in part["options"].items()}
        compare = {"above": x.__gt__, "at_least": x.__ge__, "below": x.__lt__, "at_most": x.__le__}
        if not good or not all(compare[option](v) for option, v in bounds.items()):
            raise NoMember(name)

    def _matrix(self, name: str, part: Any) -> None:
        if part["complex"]:
            rows: Any = [[tuple(map(number, x)) for x in row] for row in part["matrix"]]
        else:
            rows = [[number(x) for x in row] for row in part["matrix"]]
        X = self.matrices[name] = as_exact_matrix(rows)
        if X.shape != tuple(self.bound(tree) for tree in part["shape"]) or not of_kind(
            X, part["kind"]
        ):
            raise NoMember(name)
        for option, tree in part["options"].items():
            bounds = [*map(self.bound, tree)] if option == "spectrum" else [self.bound(tree)]
            self.members.append(meets(X, option, bounds))
        self.numbers |= {f"{name}.n": fmpq(X.shape[0]), f"{name}.m": fmpq(X.shape[1])}

    def _coupled(self, name: str, part: Any) -> None:
        rows = as_exact_matrix([[number(x) for x in row] for row in part["matrix"]])
        sizes = [int(self.bound(tree)) for tree in part["sizes"]]
        radii = [number(x) for x in part.get("radii", [part.get("gamma")] * len(sizes))]
        ends = [sum(sizes[:k]) for k in range(len(sizes) + 1)]
        parts = [(ends[k], ends[k + 1]) for k in range(len(sizes))]
        table = rows.real.tolist()
        blocks = [
            [as_exact_matrix([line[c:d] for line in table[a:b]]) for c, d in parts]
            for a, b in parts
        ]
        good = (
            ends[-1] == rows.shape[0]
            and all(0 <= radius < 1 for radius in radii)
            and len(radii) == len(sizes)
        )
        good = (
            good
            and part["kind"] in CLASSES
            and (part["kind"] == "CoupledBlocks" or len(sizes) == 2)
        )
        good = good and (part["kind"] != "BlockTriangular" or blocks[0][1].is_zero)
        for k, radius in enumerate(radii):
            A = blocks[k][k]
            good = good and (not part["symmetric"] or A.transpose() == A)
            self.members.append(meets(A, "radius", [radius]))
        if not good:
            raise NoMember(name)
        self.matrices[name], self.coupled[name] = rows, (blocks, radii)
        self.numbers |= {
            f"{name}.n": fmpq(ends[-1]),
            f"{name}.m": fmpq(ends[-1]),
            f"{name}.gamma": max(radii),
        }
        self.numbers |= {f"{name}.gammas.{i}": x for i, x in enumerate(radii)}

    def named(self, name: str) -> ExactMatrix:
        """Return a matrix by its name."""
        if name in self.matrices:
            return self.matrices[name]
        owner = next(x for x in self.coupled if name.startswith(x + "."))
        (blocks, radii), rest = self.coupled[owner], name[len(owner) + 1 :]
        m = range(len(radii))
        if rest in ("A", "B", "C", "D"):
            return blocks["ABCD".index(rest) // 2][("ABCD").index(rest) % 2]
        if rest == "triangular":
            table = [[blocks[i][j] if j <= i else zeros(*blocks[i][j].shape) for j in m] for i in m]
            return joined(table)
        norms = [[block_norm(blocks[i][j]) for j in m] for i in m]
        if rest != "block_norms":
            norms = [[radii[i] if i == j else norms[i][j] for j in m] for i in m]
        if rest.endswith(".triangular"):
            norms = [[norms[i][j] if j <= i else fmpq(0) for j in m] for i in m]
        return as_exact_matrix(norms)

    def matrix(self, tree: Any) -> ExactMatrix:
        """Return a matrix that is named, or made from others."""
        if isinstance(tree, str):
            return self.named(tree)
        op, args = tree["op"], tree["args"]
        match op:
            case "block":
                i, j = (int(self.exact(x)[0]) for x in args[1:])
                return self.coupled[args[0]][0][i][j]
            case "identity":
                return identity(int(self.exact(args[0])[0]))
            case "zeros":
                return zeros(*(int(self.exact(x)[0]) for x in args))
            case "matrix":
                return as_exact_matrix([[self.exact(x) for x in row] for row in args])
            case "times":
                return self.matrix(args[1]).scaled(*self.exact(args[0]))
            case "power" | "inverse":
                exponent = int(self.exact(args[1])[0]) if op == "power" else -1
                try:
                    return self.matrix(args[0]).power(exponent)
                except ZeroDivisionError:
                    raise Gone from None
            case "scalar":
                return identity(self.matrix(args[0]).shape[0]).scaled(*self.exact(args[1]))
        parts = [self.matrix(x) for x in args]
        match op:
            case "transpose" | "adjoint":
                return getattr(parts[0], op)()
            case "kron":
                return parts[0].kronecker(parts[1])
            case "rows":
                return joined([[x] for x in parts])
            case "columns":
                return joined([parts])
        total = parts[0]
        for part in parts[1:]:
            total = total + part if op == "add" else total * part
        return total

    def exact(self, tree: Any) -> tuple[fmpq, fmpq]:
        """Return the real and the imaginary part of a number in a matrix."""
        if isinstance(tree, list):
            return self.exact(tree[0])[0], self.exact(tree[1])[0]
        value = PartTrees(EnclosureArithmetic(None, LADDER[1], QuantityCache()), self).value(tree)
        assert value.is_exact
        return fmpq(value.lower.value), fmpq(0)

    def decided(self, tree: Any) -> Outcome:
        """Return what the first arithmetic that decides a formula says."""
        for arithmetic in arithmetics():
            try:
                reached = PartTrees(arithmetic, self).truth(tree)
            except (NotRadical, OverflowError, Refused, OutsideDomain):
                continue
            if reached is not Outcome.INDETERMINATE:
                return reached
        return self._by_parts(tree)

    def _by_parts(self, tree: Any) -> Outcome:
        """Decide the operands of a connective one by one: each may need another arithmetic."""
        match {} if tree is True else tree:
            case {"op": "and", "args": parts}:
                return all_of([self.decided(x) for x in parts])
            case {"op": "or", "args": parts}:
                return all_of([self.decided(x).negate() for x in parts]).negate()
            case {"op": "not", "args": [part]}:
                return self.decided(part).negate()
        return Outcome.INDETERMINATE

    def fails(self, tree: Any) -> Outcome:
        """Return whether a conclusion is false, as one that claims a missing inverse is."""
        if tree is not True and tree["op"] == "and":
            return all_of([self.fails(x).negate() for x in tree["args"]]).negate()
        try:
            return self.decided(tree).negate()
        except Gone:
            return Outcome.HOLDS


def arithmetics() -> Any:
    yield ExactArithmetic(None, values=False)
    yield EnclosureArithmetic(None, LADDER[1], QuantityCache())
    yield ExactArithmetic(None, values=True)
    yield from (EnclosureArithmetic(None, rtol, QuantityCache()) for rtol in LADDER[2:])


def semidefinite(X: ExactMatrix, strict: bool = False) -> bool:
    """Whether X = X* has no negative root: the coefficients of det(xI - X) alternate in sign."""
    if not X.is_square or X.adjoint() != X:
        return False
    p = X.real_form.charpoly()
    n = p.degree()
    if strict and p[0] == 0:
        return False
    return all((-1) ** (n - k) * p[k] >= 0 for k in range(n + 1))


def of_kind(X: ExactMatrix, kind: str) -> bool:
    if kind == "Rectangular":
        return True
    n, m = X.shape
    if n != m:
        return False
    entries = {(i, j): X.entry(i, j) for i in range(n) for j in range(n)}
    real = not X.is_complex and all(x >= 0 for x, _ in entries.values())
    match kind:
        case "Symmetric":
            return X.adjoint() == X
        case "PositiveDefinite":
            return semidefinite(X, strict=True)
        case "Diagonal":
            return all(i == j or not any(x) for (i, j), x in entries.items())
        case "Orthogonal":
            return X.adjoint() * X == identity(n)
        case "Normal":
            return X.adjoint() * X == X * X.adjoint()
        case "Nonnegative":
            return real
        case "Stochastic":
            return real and all(
                sum((entries[i, j][0] for j in range(n)), fmpq(0)) == 1 for i in range(n)
            )
        case "Companion":
            return all(x == (int(j == i + 1), 0) for (i, j), x in entries.items() if i < n - 1)
        case "Toeplitz":
            return all(x == entries[i - 1, j - 1] for (i, j), x in entries.items() if i and j)
        case _:
            return kind == "Square"


def meets(X: ExactMatrix, option: str, bounds: list[Any]) -> Outcome:
    """Return whether a matrix meets an option; ties of ρ and w are left open."""
    v = bounds[0]
    small = (
        v is not None
        and v >= 0
        and semidefinite(identity(X.shape[1]).scaled(v * v) - X.adjoint() * X)
    )
    match option:
        case "norm":
            good = small
        case "rank":
            good = X.real_form.rank() <= v * (2 if X.is_complex else 1)
        case "spectrum":
            low, high = bounds
            one = identity(X.shape[0])
            good = X.adjoint() == X
            good = good and (low is None or semidefinite(X - one.scaled(low)))
            good = good and (high is None or semidefinite(one.scaled(high) - X))
        case _:
            if small:
                return Outcome.HOLDS
            if option == "radius":
                return radius_within(X, v)
            return EnclosureArithmetic(None, 1e-9, QuantityCache()).compare(
                "<=", quantity_of("w", X), Enclosure.exactly(v)
            )
    return Outcome.HOLDS if good else Outcome.VIOLATED


def radius_within(X: ExactMatrix, v: fmpq) -> Outcome:
    """Return whether all roots of det(xI - X) have |x| ≤ v; some of factors of degree 2 exactly."""
    found = []
    for root, _ in roots(X):
        size = abs(root) ** 2 if not isinstance(root, fmpq) else root
        found.append(
            Outcome.HOLDS
            if v >= 0 and size <= v * v
            else Outcome.VIOLATED
            if v < 0 or size > v * v
            else Outcome.INDETERMINATE
        )
    return all_of(found)


def roots(X: ExactMatrix) -> list[tuple[Any, int]]:
    """Return |λ|² for all eigenvalues with their multiplicity: exact, or λ itself as a ball."""
    _, factors = fmpq_poly(X.real_form.charpoly()).factor()
    found: list[tuple[Any, int]] = []
    for factor, times in factors:
        if factor.degree() == 1:
            found.append(((factor[0] / factor[1]) ** 2, times))
        elif factor.degree() == 2 and factor[1] ** 2 < 4 * factor[0] * factor[2]:
            found.append((factor[0] / factor[2], 2 * times))
        else:
            ctx.prec = 300
            found += [(root, times) for root, _ in factor.complex_roots()]
            ctx.prec = 53
    return found


def departure2(X: ExactMatrix) -> Enclosure:
    """Return ‖X‖_F² - Σ|λ|²."""
    squares = sum((x * x for x in X.numbers()), fmpq(0))
    copies = 2 if X.is_complex else 1
    total = Enclosure.exactly(squares)
    for root, times in roots(X):
        ctx.prec = 300
        size = (
            Enclosure.exactly(root)
            if isinstance(root, fmpq)
            else Enclosure.of_ball(arb(abs(root)) ** 2)
        )
        ctx.prec = 53
        total = total - size * fmpq(times, copies)
    return total


def block_norm(X: ExactMatrix) -> fmpq:
    norm = quantity_of("norm", X, exact=True)
    return norm


def quantity_of(name: str, X: ExactMatrix, *args: fmpq, exact: bool = False) -> Any:
    """Return an enclosure of a quantity, or its exact value in square roots."""
    quantity = registry()[name]
    subject: Any = quantity.subject(X.real_form if name == "norm" else X.matrix)
    if exact:
        value = None if X.is_complex else quantity.exact(subject, *args)
        if value is None:
            raise NotRadical(name)
        return rational(value) if name == "norm" and sympy.sympify(value).is_Rational else value
    return enclose(quantity, subject, *args, rtol=1e-12)


class PartTrees(Trees):
    """Evaluates the trees of a certificate of version 2 in an arithmetic of the package."""

    def __init__(self, arithmetic: Any, world: World) -> None:
        super().__init__(arithmetic, None)
        self.world = world

    def truth(self, tree: Any) -> Outcome:
        op = None if tree is True else tree["op"]
        if op in ("same", "entrywise", "psd"):
            X, *rest = (self.world.matrix(x) for x in tree["args"])
            good = (
                semidefinite(X)
                if op == "psd"
                else rest[0] == X
                if op == "same"
                else below(X, rest[0])
            )
            return Outcome.HOLDS if good else Outcome.VIOLATED
        if op in RELATIONS:
            left, right = map(self.value, tree["args"])
            return compared(self.arithmetic, RELATIONS[op], left, right)
        if op in ("or", "not", "implies", "iff"):
            try:
                return super().truth(tree)
            except Gone:
                return Outcome.INDETERMINATE
        return super().truth(tree)

    def value(self, tree: Any) -> Any:
        match tree:
            case {"symbol": name} if name in self.world.numbers:
                q = self.world.numbers[name]
                return self.arithmetic.rational(int(q.p), int(q.q))
            case {"symbol": name}:
                return self.quantity("norm", f"{name[:-1]}{name[-1].upper()}", ())
            case _:
                return super().value(tree)

    def _extreme(self, op: str, trees: list[Any]) -> list[Any]:
        return trees

    def quantity(self, name: str, of: Any, args: tuple[Any, ...]) -> Any:
        X, within = self.world.matrix(of), self.arithmetic
        exact = isinstance(within, ExactArithmetic)
        at = [rational(x) if exact else fmpq(x.lower.value) for x in args]
        match name:
            case "entry":
                return self._real(X.entry(*map(int, at)))
            case "trace":
                diagonal = [X.entry(i, i) for i in range(X.shape[0])]
                return self._real(tuple(sum((x[k] for x in diagonal), fmpq(0)) for k in (0, 1)))
            case "det":
                return self._real(X.determinant())
            case "rank":
                return self._real((fmpq(X.real_form.rank(), 2 if X.is_complex else 1), fmpq(0)))
            case "frobenius":
                square = self._real((sum((x * x for x in X.numbers()), fmpq(0)), fmpq(0)))
                return within.power(square, within.rational(1, 2))
            case "cond" | "inverse_norm":
                try:
                    inverse = self._known("norm", X.inverse(), [])
                except ZeroDivisionError:
                    return sympy.oo if exact else Enclosure.exactly(INFINITY)
                return (
                    within.multiply([self._known("norm", X, []), inverse])
                    if name == "cond"
                    else inverse
                )
            case "departure" | "departure2":
                square = departure2(X)
                if exact:
                    if not square.is_exact:
                        raise NotRadical(name)
                    square = sympy.Rational(str(square.lower.value))
                return (
                    within.power(square, within.rational(1, 2)) if name == "departure" else square
                )
            case _:
                return self._known(name, X, at)

    def _real(self, value: tuple[fmpq, fmpq]) -> Any:
        assert value[1] == 0
        return self.arithmetic.rational(int(value[0].p), int(value[0].q))

    def _known(self, name: str, X: ExactMatrix, at: list[fmpq]) -> Any:
        if isinstance(self.arithmetic, ExactArithmetic):
            if not self.arithmetic._values or X.shape[0] > 4:
                raise NotRadical(name)
            value = quantity_of(name, X, *at, exact=True)
            return sympy.Rational(str(value)) if isinstance(value, fmpq) else value
        try:
            return quantity_of(name, X, *at)
        except (Refused, OutsideDomain):
            return UNKNOWN


def below(X: ExactMatrix, Y: ExactMatrix) -> bool:
    return all(x >= 0 for x in (Y - X).numbers())


def compared(arithmetic: Any, relation: str, left: Any, right: Any) -> Outcome:
    """Compare, where +∞ is a value: what is infinite is equal to what is infinite."""
    if not isinstance(left, Enclosure):
        if sympy.oo in (left, right):
            raise NotRadical("infinite")
        return arithmetic.compare(relation, left, right)
    infinite = [x.lower.value == INFINITY for x in (left, right)]
    if not any(infinite):
        return arithmetic.compare(relation, left, right)
    if all(infinite):
        return Outcome.HOLDS if "=" in relation.replace("!=", "") else Outcome.VIOLATED
    if relation in ("==", "!="):
        other = right if infinite[0] else left
        if not is_finite(other.upper.value):
            return Outcome.INDETERMINATE
        return Outcome.VIOLATED if relation == "==" else Outcome.HOLDS
    finite = is_finite((right if infinite[0] else left).upper.value)
    larger = infinite[0] == (
        relation[0] == ">"
    )  # the infinite side is the one claimed to be larger
    if larger:
        return Outcome.HOLDS if finite or "=" in relation else Outcome.INDETERMINATE
    return Outcome.VIOLATED if finite or "=" not in relation else Outcome.INDETERMINATE
