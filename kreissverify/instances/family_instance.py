"""Members of families as exact matrices: `HeavyBall(H, mu, L, alpha, beta)` on exact parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, SupportsIndex

from flint import fmpq

from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.decided import decided
from kreissverify.expressions.evaluation.enclosure_arithmetic import (
    EnclosureArithmetic,
    QuantityCache,
)
from kreissverify.expressions.symbols import is_size
from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.instances.membership import objection
from kreissverify.instances.parameter_domains import Domain
from kreissverify.instances.signature import FamilyRange, Part, Range
from kreissverify.matrices import CoupledMatrix, InvalidMatrix, Matrix
from kreissverify.matrices.exact_matrix import ExactMatrix, as_exact_matrix
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.rational import as_fmpq
from kreissverify.numbers.three_valued import Outcome

__all__ = ["FamilyInstance", "exact_parts_of", "instance_of"]

# The width of enclosures of scalars within the matrix, where only exact ones are of use.
_WIDTH = 1e-6


class FamilyInstance(Matrix):
    """A member of a family: a matrix that has the parts it was made of as attributes.

    It is made by calling the family on exact parts. Numbers are rationals of python-flint, square
    matrices are of type `Matrix`, others of type `ExactMatrix`.

    Parameters
    ----------
    family
        The family.
    parts
        What its parameters are, by name.
    binding
        The same flattened: the parts by their dotted names.
    value
        The matrix that the family makes of them.
    """

    def __init__(
        self, family: Any, parts: Mapping[str, Any], binding: Binding, value: ExactMatrix
    ) -> None:
        super().__init__(value.real)
        self._imaginary = value.imaginary
        self.family, self.parts_by_name, self.binding = family, dict(parts), binding

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return self.n, self.n

    def __getattr__(self, name: str) -> Any:
        known = self.__dict__.get("parts_by_name", {})
        if name in known:
            return _shown(known[name])
        if name.startswith("_"):  # asked for by copy and pickle: no mistake of a user
            raise AttributeError(name)
        raise AttributeError(
            f"a member of the family {self.family.name} has no attribute {name!r}; it has "
            f"{', '.join([*known, 'n', 'shape'])}"
        )

    def _identity(self) -> tuple[object, ...]:
        return (self.family.name, str(self.binding))

    def __repr__(self) -> str:
        parts = ", ".join(f"{name}={_text(value)}" for name, value in self.parts_by_name.items())
        return f"{self.family.name}({parts})"

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        # by its parts, whose membership is decided anew
        parts = {name: _portable(value) for name, value in self.parts_by_name.items()}
        return instance_of, (self.family, parts)


def _shown(value: Any) -> Any:
    return value.matrix if isinstance(value, ExactMatrix) and value.is_square else value


def _text(value: Any) -> str:
    if isinstance(value, ExactMatrix):
        return str(value.strings()).replace("'", "")
    return str(value) if isinstance(value, fmpq) else repr(value)


def _portable(value: Any) -> Any:
    return str(value) if isinstance(value, fmpq) else value


def instance_of(family: Any, given: Mapping[str, Any]) -> FamilyInstance:
    """Return the member of a family with some exact parts; that it is one is decided exactly.

    Parameters
    ----------
    family
        The family.
    given
        What its parameters are, by name: what `as_exact_matrix` and `as_fmpq` accept, and members
        of other families.

    Raises
    ------
    InvalidMatrix
        If a part is not as its kind or domain asks, sizes do not match, what the family assumes
        fails or cannot be decided, or an inverse in the matrix does not exist.
    Refused
        If the entries of the matrix are not rational.
    """
    name = family.name
    values = exact_parts_of(name, family.parameters, given)
    binding = _flattened(values, family.parts)
    found = objection(family.parts, binding)
    if found is not None:
        raise InvalidMatrix(f"{name}: {found}")
    for hypothesis in family.hypotheses:
        outcome = decided(hypothesis, binding)
        if outcome is not Outcome.HOLDS:
            why = "fails" if outcome is Outcome.VIOLATED else "cannot be decided"
            raise InvalidMatrix(f"{name}: it assumes {hypothesis}, which {why} here")
    try:
        value = EnclosureArithmetic(binding, _WIDTH, QuantityCache()).matrix(family.matrix)
    except ZeroDivisionError:
        raise InvalidMatrix(f"{name}: an inverse in its matrix does not exist") from None
    except Refused as error:
        raise Refused(f"{name}: {error}") from None
    if not value.is_square:
        raise InvalidMatrix(
            f"{name}: its matrix has the shape {value.shape[0]}×{value.shape[1]} here, and an "
            "instance is a square one"
        )
    return FamilyInstance(family, values, binding, value)


def exact_parts_of(
    name: str, parameters: Mapping[str, Range], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values of parameters, matrices as `ExactMatrix` and numbers as rationals.

    Parameters
    ----------
    name
        The name of the family, for messages.
    parameters
        What each ranges over.
    given
        What was given for each.

    Raises
    ------
    InvalidMatrix
        If something is of another type than asked for.
    """
    return {
        part: _exact(f"{name}: {part}", parameters[part], value) for part, value in given.items()
    }


def _exact(what: str, of: Range, value: Any) -> Any:
    if isinstance(of, MatrixKind):
        if isinstance(value, fmpq):  # a rational, which stands for a 1×1 matrix as other numbers do
            value = [[value]]
        return as_exact_matrix(value, what)
    if isinstance(of, Domain):
        try:
            return as_fmpq(value)
        except (TypeError, ValueError) as error:
            raise InvalidMatrix(f"{what}: {error}") from None
    wanted = of.family if isinstance(of, FamilyRange) else of
    good = (
        isinstance(value, FamilyInstance) and value.family is wanted
        if isinstance(of, FamilyRange)
        else isinstance(value, CoupledMatrix)
    )
    if not good:
        shown = getattr(getattr(value, "family", None), "name", type(value).__name__)
        raise InvalidMatrix(f"{what}: expected a member of {of}, got a {shown}")
    return value


def _flattened(values: Mapping[str, Any], parts: tuple[Part, ...]) -> Binding:
    """Return the parts by their dotted names, and the sizes that their shapes say."""
    matrices: dict[str, Any] = {}
    numbers: dict[str, fmpq] = {}
    for name, value in _leaves(values):
        if isinstance(value, fmpq):
            numbers[name] = value
        else:
            matrices[name] = value
    sizes: dict[str, int] = {}
    for part in parts:
        for symbol, extent in zip(part.extents, _shape(matrices.get(part.name)), strict=False):
            # that equal sizes are equal, and a size as large as the number of its name, is asked
            # of each part: see `objection`
            if is_size(symbol) and symbol.name not in numbers:
                sizes.setdefault(symbol.name, extent)
    return Binding(matrices, numbers, sizes)


def _shape(matrix: Any) -> tuple[int, ...]:
    if isinstance(matrix, CoupledMatrix):
        return matrix.sizes
    return matrix.shape if isinstance(matrix, ExactMatrix) else ()


def _leaves(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, FamilyInstance):
            yield from _leaves(value.parts_by_name, f"{prefix}{name}.")
        else:
            yield prefix + name, value
