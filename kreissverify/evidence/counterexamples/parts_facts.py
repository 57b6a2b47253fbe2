"""Facts of certificates of version 2: bounds, with witnesses, on quantities of any matrices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from flint import fmpq

from kreissverify.evidence.counterexamples.certificate_facts import (
    OF_ALGEBRAIC_NUMBERS,
    Fact,
    Width,
    block_norm,
    bounds,
    exact_parameters,
    fact,
    named_norms,
    values,
)
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.symbols import leaves
from kreissverify.instances.kinds import MatrixKind
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.matrices.exact_matrix import ExactMatrix, identity
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import at_most
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.quantities.algebra.departure_witnesses import departure_bounds
from kreissverify.quantities.base import Quantity, enclose, registry
from kreissverify.quantities.symbolic import QuantityExpr
from kreissverify.quantities.touching_witnesses import touched
from kreissverify.theorems import Statement
from kreissverify.theorems.certificate_trees.by_parts import DISTANCES, PartsTrees, shifted
from kreissverify.theorems.certificate_trees.scalar import MatrixTree, node
from kreissverify.theorems.statement import canonical

__all__ = ["parts_facts"]

# Quantities that the checker evaluates without facts.
_EVALUATED = ("frobenius", "trace", "det", "rank")
# What facts say of the departure from normality.
_SQUARE_OF_DEPARTURE = "departure2"
_NARROW = 1e-9  # of norms that are compared with an option: a tie is decided by the checker


def parts_facts(
    statement: Statement, trees: PartsTrees, binding: Binding, width: Width, *, circles: bool
) -> list[Fact]:
    """Return the facts that a statement needs on an instance, what others rest on first.

    Parameters
    ----------
    statement
        The statement.
    trees
        What writes it.
    binding
        The instance.
    width
        Of bounds that cannot be met exactly.
    circles
        Whether K is bounded from above also where that takes circles.
    """
    made = _Facts(statement, trees, binding, width, circles)
    found = {repr([x[k] for k in ("quantity", "of", "args")]): x for x in reversed([*made.all()])}
    return [*found.values()][::-1]


@dataclass(frozen=True)
class _Subject:
    """A quantity that a fact is about."""

    quantity: Quantity
    matrix: ExactMatrix
    of: MatrixTree
    at: tuple[fmpq, ...] = ()
    #: The name and the arguments of the fact, where they are not those of the quantity.
    name: str = ""
    arguments: tuple[fmpq, ...] | None = None


@dataclass(frozen=True)
class _Facts:
    statement: Statement
    trees: PartsTrees
    binding: Binding
    width: Width
    circles: bool
    arithmetic: EnclosureArithmetic = field(init=False)

    def __post_init__(self) -> None:
        made = EnclosureArithmetic(self.binding, self.width.rtol, QuantityCache())
        object.__setattr__(self, "arithmetic", made)

    def all(self) -> Iterator[Fact]:
        """Yield all facts; some of them may be equal."""
        yield from self._norms_of_blocks()
        # what stands within the matrix of another quantity is looked up as that is evaluated
        for atom in sorted(self.statement.atoms(), key=lambda x: (_depth(x), canonical(x))):
            yield from self._of_quantity(atom)
        yield from self._numerical_radii()

    def _norms_of_blocks(self) -> Iterator[Fact]:
        """State ‖B‖ and ‖C‖ where b and c occur, and the norms that comparison matrices have."""
        for part in self.statement.parts:
            if isinstance(part.of, Quantifier):
                J = self.binding.coupled[part.name]
                for name, place in named_norms(self.statement, part.owner):
                    sides = block_norm(J, place, self.width)
                    yield fact("norm", f"{part.name}.{name}", [], sides)
        for name in sorted(_compared(self.statement)):
            yield from _block_norms(name, self.binding.coupled[name])

    def _of_quantity(self, atom: QuantityExpr) -> Iterator[Fact]:
        if atom.name in _EVALUATED:
            return
        # of what does not exist there are no facts: the checker finds that out by itself
        with suppress(ZeroDivisionError):
            matrix = self.arithmetic.matrix(atom.matrix)
            at = exact_parameters(atom, self.arithmetic)
            for subject in _subjects(atom, matrix, self.trees.matrix(atom.matrix), at):
                yield self._fact(subject)

    def _fact(self, subject: _Subject) -> Fact:
        quantity, at = subject.quantity, subject.at
        arguments = at if subject.arguments is None else subject.arguments
        sides: Mapping[str, Any] = {}
        # a fact without bounds: other parts of the statement may decide it
        with suppress(Refused):
            matrix = quantity.subject(subject.matrix.table())
            if subject.name == _SQUARE_OF_DEPARTURE:
                sides = departure_bounds(matrix)
            else:
                sides = bounds(quantity, matrix, at, self.width, circles=self.circles)
            # no short number is looked for near an algebraic one of many bits: it was found before
            if not at and not (self.width.bits and quantity.name in OF_ALGEBRAIC_NUMBERS):
                sides = touched(subject.name or quantity.name, matrix, sides)
        texts = [rational_string(x) for x in arguments]
        return fact(subject.name or quantity.name, subject.of, texts, sides)

    def _numerical_radii(self) -> Iterator[Fact]:
        """Bound w(X) where an option asks for that, and w(X) ≤ ‖X‖ does not show it."""
        for part in self.statement.parts:
            if not isinstance(part.of, MatrixKind) or part.of.numerical_radius is None:
                continue
            bound = part.of.numerical_radius
            most = self.binding.parameters[bound] if isinstance(bound, str) else as_fmpq(bound)
            matrix = self.binding.matrices[part.name]
            assert isinstance(matrix, ExactMatrix)
            norm = enclose(registry()["norm"], matrix.matrix, rtol=_NARROW)
            if not at_most(norm.upper.value, most):
                yield self._fact(_Subject(registry()["w"], matrix, part.name))


def _subjects(
    atom: QuantityExpr, X: ExactMatrix, of: MatrixTree, at: tuple[fmpq, ...]
) -> Iterator[_Subject]:
    """Yield what has to be known for a quantity of a matrix X."""
    known = registry()
    match atom.name:
        case "power_norm":
            # bounded without writing Xᵗ out
            power = node("power", of, _number(at[0]))
            yield _Subject(atom.quantity, X, power, at, "norm", ())
        case name if name in DISTANCES:
            bound, edge = DISTANCES[name]
            yield _Subject(known[bound], X, of, (fmpq(edge),))
        case "resolvent_norm":
            moved = identity(X.shape[0]).scaled(at[0]) - X
            yield from _inverse_norm(moved, shifted(of, _number(at[0])))
        case "cond":
            yield _Subject(known["norm"], X, of)
            yield from _inverse_norm(X, of)
        case "departure":
            yield _Subject(atom.quantity, X, of, name=_SQUARE_OF_DEPARTURE)
        case _:
            yield _Subject(atom.quantity, X, of, at)


def _inverse_norm(X: ExactMatrix, of: MatrixTree) -> Iterator[_Subject]:
    """Yield ‖X⁻¹‖, if X has an inverse: else it is ∞, which needs no fact."""
    with suppress(ZeroDivisionError):
        yield _Subject(registry()["norm"], X.inverse(), node("inverse", of))


def _number(value: fmpq) -> dict[str, str]:
    return {"num": rational_string(value)}


def _depth(atom: QuantityExpr) -> int:
    """Return how deep quantities are nested in a quantity's matrix and parameters."""
    within = set().union(*(x.atoms(QuantityExpr) for x in atom.args[1:]))
    return 1 + max(map(_depth, within), default=0)


def _compared(statement: Statement) -> set[str]:
    """Return the names of the coupled matrices whose comparison matrix, or block norms, occur."""
    symbols = {x for each in statement.conditions for x in leaves(each)}
    return {
        x.root
        for x in symbols
        if isinstance(x, SymbolicMatrix) and x.path[:1] in (("comparison",), ("block_norms",))
    }


def _block_norms(name: str, instance: CoupledMatrix) -> Iterator[Fact]:
    """Yield the norms of larger blocks that are rational: only those can be used."""
    for i, height in enumerate(instance.sizes):
        for j, width in enumerate(instance.sizes):
            norm = instance.block_norm(i, j)
            if (height, width) != (1, 1) and norm.is_exact:
                of = node("block", name, {"num": str(i)}, {"num": str(j)})
                yield fact("norm", of, [], values(norm))
