"""A quantity in a weighted norm: each face of it, of RAR⁻¹."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

import mpmath
import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import InvalidMatrix, Matrix
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import RIGHT, Estimate, Estimates
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities.weights.weight import Weight, Weighted
from kreissverify.system.deferred import is_of_sympy

__all__ = ["TAKING_WEIGHT", "WeightedQuantity", "taking_weight"]

#: The faces of a quantity that `taking_weight` wraps. `__call__` and `enclose` have the parameter
#: themselves; all else is asked by these.
TAKING_WEIGHT = ("float64", "estimate", "highprec")

Face = Callable[..., Any]

# Bits of R beyond those that the width asked for takes: what a quantity loses by its condition. If
# the first were too few, the next are tried.
_GUARDS = (96, 384, 1536)
_CONTINUOUS = 1e-6  # the relative width of an enclosure that shows that q does not jump nearby
_FLOAT_BITS = 128  # of RAR⁻¹ where it is rounded to float64 next: 75 to guard the last bit


def taking_weight(face: Face) -> Face:
    """Return a face of a quantity that takes `weight=P` also: then it is the face of RAR⁻¹."""

    @wraps(face)
    def within(
        quantity: Any, matrix: Any, *parameters: Any, weight: Any = None, **options: Any
    ) -> Any:
        if weight is None:
            return face(quantity, matrix, *parameters, **options)
        weighted = WeightedQuantity(quantity, weight)
        return getattr(weighted, face.__name__)(matrix, *parameters, **options)

    return within


class WeightedQuantity:
    """q in the norm |x|² = x*Px: q(RAR⁻¹) with P = R*R, by the faces of a quantity.

    Made by `Quantity.weighted`, which factors P once for many matrices.

    Parameters
    ----------
    quantity
        q.
    weight
        P, or what it is made of: see `Weight`.

    Examples
    --------
    A weight that makes [[0, 1], [1/4, 0]] symmetric takes its transient growth away.

    >>> from kreissverify import M
    >>> A = [[0, 4], ["1/4", 0]]
    >>> M(A), M(A, weight=[["1/16", 0], [0, 1]])
    (4.0, 1.0)
    """

    def __init__(self, quantity: Any, weight: object) -> None:
        self.quantity = quantity
        self.weight = weight if isinstance(weight, Weight) else Weight(weight)

    def __call__(self, matrix: Any, *parameters: Any) -> float:
        """Return a float that is right to 1e-8 relative.

        Raises
        ------
        Refused
            If no precision allowed is enough.
        InvalidMatrix
            If A is symbolic, or has not as many rows as P.
        """
        subject, exact = self._arguments(matrix, parameters)
        near, radius = self._moved(subject)
        if radius == 0:
            return float(self.quantity.value(near, *exact))
        found = self._estimated(near, exact)
        if found.is_right:
            return float(found.value)
        shown = self._enclosure(subject, exact, RIGHT / 4)
        middle = _middle(shown, RIGHT, self.quantity.name)
        return as_float(middle) if is_finite(middle) else float(middle)

    def estimate(self, matrix: Any, *parameters: Any) -> Estimate:
        """Return the float64 value with an estimate of its absolute error, however large."""
        subject, exact = self._arguments(matrix, parameters)
        near, radius = self._moved(subject)
        if radius == 0:
            found: Estimate = self.quantity.estimate(near, *exact)
            return found
        return self._estimated(near, exact)

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return values and estimates of their errors for a stack (..., n, n) of matrices.

        RAR⁻¹ is made of more than float64 has and rounded once, as the errors suppose.
        """
        array = np.asarray(stack)
        if array.ndim < 2 or array.dtype.kind not in "iufc":
            found: Estimates = self.quantity.float64(stack, *parameters)  # which says what is wrong
            return found
        flat = array.reshape(-1, *array.shape[-2:])
        finite = np.isfinite(flat).all(axis=(1, 2))
        moved = [
            self._moved(Matrix(one), _FLOAT_BITS).matrix.array if known else one
            for one, known in zip(flat, finite, strict=True)
        ]
        together = np.array(moved).reshape(array.shape) if moved else array
        found = self.quantity.float64(together, *parameters)
        return found

    def highprec(self, matrix: Any, *parameters: Any, digits: int = 30) -> mpmath.mpf:
        """Return the value to about `digits` significant digits, never answered from a float.

        Raises
        ------
        Refused
            If no precision allowed is enough.
        """
        subject, exact = self._arguments(matrix, parameters)
        # R to many more bits than are asked for, of which the condition of q may take some
        near, radius = self._moved(subject, 4 * digits + 256)
        if radius != 0:
            # q may jump between RAR⁻¹ and a matrix as near, as T does and all do on the circle: an
            # enclosure of both, however wide, shows that here it does not
            _middle(self._enclosure(subject, exact, _CONTINUOUS), _CONTINUOUS, self.quantity.name)
        return self.quantity.highprec(near, *exact, digits=digits)

    def enclosure(self, matrix: Any, *parameters: Any, rtol: float = 1e-6) -> Enclosure:
        """Return a rigorous enclosure, of relative width about `rtol` where possible.

        Its bounds are proved for RAR⁻¹, or for all matrices as near to it as R is known; it has no
        certificate, as those speak of A.

        Raises
        ------
        Refused
            If no enclosure is found at the precision allowed.
        """
        return self._enclosure(*self._arguments(matrix, parameters), rtol)

    def _estimated(self, near: Matrix, exact: tuple[fmpq, ...]) -> Estimate:
        """Return the estimate of all matrices that round as one near RAR⁻¹ does.

        It allows for a rounding of each entry to float64, which is more than the radius. More
        digits of the one are none of RAR⁻¹ where the value jumps, as on the circle.
        """
        computed = self.quantity.is_computed
        face = self.quantity.float_estimate if computed else self.quantity.estimate
        found: Estimate = face(near, *exact)
        return found

    def _enclosure(self, subject: Matrix, exact: tuple[fmpq, ...], rtol: float) -> Enclosure:
        enclose_nearby = type(self.quantity).enclose_nearby
        bits = math.ceil(-math.log2(rtol))
        for guard in _GUARDS:
            near, radius = self._moved(subject, bits + guard)
            if radius == 0:
                found = self.quantity.enclosure(near, *exact, rtol=rtol)
                break
            # half of the width for q of the centre, half for what the radius adds
            found = enclose_nearby(self.quantity, near, radius, *exact, rtol=rtol / 2)
            if found.width <= rtol * abs(found.midpoint()):
                break
        return Enclosure(found.lower, found.upper)

    def _moved(self, matrix: Matrix, bits: int = 256) -> Weighted:
        """Return RAR⁻¹, or A itself where the quantity is that of every similar matrix."""
        moved = self.weight.of(matrix, bits)
        return Weighted(matrix, fmpq(0)) if self.quantity.of_similar_matrices else moved

    def _arguments(self, matrix: Any, parameters: tuple[Any, ...]) -> tuple[Matrix, Any]:
        self.quantity.require_count(parameters)
        if is_of_sympy(matrix, "MatrixExpr") and not is_of_sympy(matrix, "MatrixBase"):
            raise InvalidMatrix(
                f"weight: expected a matrix of numbers; in a statement write the quantity of the "
                f"expression, {self.quantity.name}(R*{matrix}*inverse(R)), where P = R.T*R"
            )
        return self.quantity.subject(matrix), tuple(map(self.quantity.parameter, parameters))


def _middle(found: Enclosure, rtol: float, name: str) -> fmpq | float:
    """Return the middle of an enclosure of that relative width, or the infinity that it is.

    Raises
    ------
    Refused
        If it is wider.
    """
    low, high = found.lower.value, found.upper.value
    if is_finite(low) and is_finite(high):
        if high - low <= as_fmpq(rtol) * max(abs(low), abs(high)):
            return (low + high) / 2
    elif low == high:
        return low
    raise Refused(f"{name}: in this weight no more is known than {found}")
