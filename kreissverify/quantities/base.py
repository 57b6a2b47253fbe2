"""What a quantity is: one name with a float64, a high-precision, a rigorous and a symbolic face."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import mpmath
import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.matrices.comparison_matrix import ComparisonMatrix
from kreissverify.matrices.matrix import InvalidMatrix, Matrix, as_matrix
from kreissverify.matrices.spectrum.stability import spectral_abscissa_below, spectral_radius_below
from kreissverify.numbers.arrays import FloatArray
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.estimates import Estimate, Estimates
from kreissverify.numbers.float_ball_matrix import FloatBall
from kreissverify.numbers.intervals import Intervals
from kreissverify.numbers.rational import as_float, as_fmpq
from kreissverify.quantities.float_range import (
    as_finite_float,
    guarded,
    guarded_estimate,
    guarded_highprec,
    guarded_stack,
    guarded_value,
)
from kreissverify.quantities.known import KNOWN
from kreissverify.quantities.large.bounds import as_large, is_large
from kreissverify.quantities.large.lower_estimate import LowerEstimate
from kreissverify.quantities.large.resolvent import LargeResolvent
from kreissverify.quantities.real_forms import by_real_form, divided, stack_by_real_form
from kreissverify.quantities.weights.weighted_quantity import (
    TAKING_WEIGHT,
    WeightedQuantity,
    taking_weight,
)
from kreissverify.system.deferred import is_of_sympy, sympy
from kreissverify.system.near_names import near_name
from kreissverify.system.registry import Registry

__all__ = [
    "OutsideDomain",
    "Quantity",
    "enclose",
    "register",
    "registry",
    "seal",
    "unregister",
]


_GUARDS = {
    "__call__": guarded,
    "float64": guarded_stack,
    "estimate": guarded_estimate,
    "value": guarded_value,
    "highprec": guarded_highprec,
    "enclosure": guarded,
}
# The faces that are asked about the real form of a complex matrix, unless a quantity says that they
# are native. The guards are around them: they make matrices of what is given.
_OF_COMPLEX = {
    **dict.fromkeys(
        ("estimate", "value", "highprec", "enclosure", "exact", "is_finite"), by_real_form
    ),
    "float64": stack_by_real_form,
}
_WEIGHTED = dict.fromkeys(TAKING_WEIGHT, taking_weight)
# Rows up to which stability is decided for an infinite float: the exact polynomial of 20 floats a
# row takes milliseconds, and of 100 would take longer than the value.
_EXACT_ROWS = 20
SENSIBLE_ROWS = 1000
"""Rows up to which a sparse matrix is as well given as a dense one: K of it takes a minute."""
# Rows up to which an estimate asks for more digits: a tenth of a second at most, which grows as n³.
_COMPUTED_ROWS = 20
# Asked of high precision where a float is wanted: one more than float64 has, and one to guard it.
_FLOAT_DIGITS = 18


class OutsideDomain(ValueError):
    """The quantity is not defined for such a parameter or matrix; the message says why."""


class Quantity:
    """A real number (or +∞) attached to a square matrix; nearly all are nonnegative.

    A subclass names it and gives its faces; `register` makes an instance of it known.
    """

    name: ClassVar[str]
    long_name: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]] = ()
    finite: ClassVar[bool] = False  # whether it is also finite for unstable matrices
    #: Whether its matrix is printed as an operand, as in ‖Aᵗ‖: a sum needs brackets there.
    of_operand: ClassVar[bool] = False
    #: No value is below it; None where there is no such bound, as of a determinant.
    least: ClassVar[int | None] = 0
    of_square_matrices: ClassVar[bool] = True
    #: Whether similar matrices have the same value, so that no weight changes it.
    of_similar_matrices: ClassVar[bool] = False
    #: Whether a matrix and its transpose have the same value.
    of_transposes: ClassVar[bool] = False
    #: `nearby.enclose_nearby`, which sets itself here: it stands on this module.
    enclose_nearby: ClassVar[Callable[..., Enclosure]]
    #: Whether J ⊕ 0 has the value of J: then matrices of several sizes are computed as one stack.
    of_padded: ClassVar[bool] = False
    #: Whether it is of the flow x' = Ax, and not of the map x⁺ = Ax: `kreissverify.continuous` has
    #: its names, and the abscissa of a stable matrix is below 0.
    continuous: ClassVar[bool] = False
    #: How many times the value of a complex J that of its real form is: 1, or 2 for sums over
    #: eigenvalues; None where it is not known (√2 times for a root of a sum, the square for a
    #: determinant), and faces that are not native refuse complex matrices.
    copies_in_real_form: ClassVar[int | None] = None
    #: Whether `highprec` is one computation, without a search: where float64 is unsure of a small
    #: matrix, `estimate` asks it.
    is_computed: ClassVar[bool] = False
    #: The faces that take complex matrices as they are; others are asked about the real form.
    native: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **options: Any) -> None:
        """Guard the faces that a quantity brings, so that none of them leaves float64 unsaid."""
        super().__init_subclass__(**options)
        for name, wrap in (*_OF_COMPLEX.items(), *_GUARDS.items(), *_WEIGHTED.items()):
            if name in vars(cls):
                setattr(cls, name, wrap(vars(cls)[name]))

    def __call__(self, matrix: Any, *parameters: Any, weight: Any = None) -> Any:
        """Return the float64 value, or the symbolic atom if `matrix` is symbolic.

        Parameters
        ----------
        matrix, parameters
            Of which the value is asked for.
        weight
            A positive definite P: the value is that in the norm |x|² = x*Px. See `weighted`.
        """
        if weight is not None:
            if as_large(matrix) is not None:
                raise InvalidMatrix(
                    "weight: expected none beside a sparse matrix or an operator, whose quantities "
                    "are those of the Euclidean norm"
                )
            return self.weighted(weight)(matrix, *parameters)
        self.require_count(parameters)
        large = as_large(matrix)
        if large is not None:
            return self.of_large(large, *map(self.parameter, parameters))
        if is_of_sympy(matrix, "Expr", "MatrixBase"):
            # here, as its class is one of SymPy's: see `system.deferred`
            from kreissverify.quantities.symbolic import QuantityExpr, operand

            matrix = operand(self.name, matrix)
            if is_of_sympy(matrix, "MatrixExpr"):
                return QuantityExpr(self.name, matrix, *parameters)
        return self.value(self.subject(matrix), *map(self.parameter, parameters))

    def weighted(self, weight: Any) -> WeightedQuantity:
        """Return this quantity in the norm |x|² = x*Px of a positive definite P.

        It has the faces of a quantity. Each face of this one takes `weight=P` also; this factors P
        once for many matrices.
        """
        return WeightedQuantity(self, weight)

    @property
    def is_bundled(self) -> bool:
        """Whether it is the package's own; else its author's, and named so beside a verdict."""
        return _REGISTRY.is_bundled(self.name, self)

    def __repr__(self) -> str:
        return f"<{self.name}: {self.long_name}({', '.join(('matrix', *self.parameters))})>"

    def subject(self, matrix: Any) -> Matrix:
        """Return the matrix that the quantity is evaluated on.

        Raises
        ------
        InvalidMatrix
            If it is no dense matrix.
        """
        self.require_dense(matrix)
        return as_matrix(matrix)

    def of_large(self, resolvent: LargeResolvent, *parameters: Any) -> LowerEstimate:
        """Return a lower bound for a sparse matrix or an operator, where the quantity has one.

        Raises
        ------
        InvalidMatrix
            If it has none.
        """
        raise InvalidMatrix(self._wants_dense())

    def require_dense(self, matrix: Any) -> None:
        """Refuse what is not held as a table of entries.

        Raises
        ------
        InvalidMatrix
            If it is a sparse matrix or an operator; the message says what takes it.
        """
        if is_large(matrix):
            raise InvalidMatrix(self._wants_dense())

    def _wants_dense(self) -> str:
        takes = [q for q in _REGISTRY.values() if type(q).of_large is not Quantity.of_large]
        called = ", ".join(f"{q.name}({', '.join(('A', *q.parameters))})" for q in takes)
        return (
            f"{self.name}: expected a dense matrix here; sparse matrices and operators are taken "
            f"by {called}, and by nothing else: up to about {SENSIBLE_ROWS} rows give A.toarray()"
        )

    def parameter(self, value: Any) -> Any:
        """Return the exact number that a parameter stands for."""
        return as_fmpq(value)

    def require_complex_matrices(self) -> None:
        """Refuse complex matrices where nothing is known of their real form.

        Raises
        ------
        InvalidMatrix
            If the quantity is of real matrices only.
        """
        if self.copies_in_real_form is None:
            raise InvalidMatrix(f"{self.name}: expected a real matrix, got a complex one")

    def in_real_form(self, matrix: Matrix, *parameters: Any) -> tuple[Matrix, tuple[Any, ...]]:
        """Return the real matrix, and the parameters, that are asked for a complex matrix."""
        self.require_complex_matrices()
        return matrix.real_form, parameters

    def of_real_form(self, value: Any) -> Any:
        """Return what a face says of a complex matrix, from what it says of its real form."""
        return divided(value, self.copies_in_real_form or 1)

    def float_parameter(self, value: Any) -> Any:
        """Return the float of an exact parameter, as `float64` takes it."""
        return as_float(value)

    def is_finite(self, matrix: Matrix, *parameters: fmpq) -> bool:
        """Say whether the value is known to be finite: an infinite float is then wrong."""
        if self.finite:
            return True
        if self.continuous:
            return self.has_abscissa_below(matrix, fmpq(0))
        return self.has_radius_below(matrix, fmpq(1))

    @staticmethod
    def has_abscissa_below(matrix: Matrix, bound: fmpq) -> bool:
        """Say whether α(A) < bound was decided exactly, which is asked of small matrices only."""
        real = matrix.real_form
        return real.n <= _EXACT_ROWS and spectral_abscissa_below(real.exact, bound)

    @staticmethod
    def has_radius_below(matrix: Matrix, bound: fmpq) -> bool:
        """Say whether ρ(A) < bound was decided exactly, which is asked of small matrices only."""
        real = matrix.real_form
        return real.n <= _EXACT_ROWS and spectral_radius_below(real.exact, bound)

    @guarded_value
    def value(self, matrix: Matrix, *parameters: fmpq) -> float:
        """Return a float that is right to 1e-8 relative: from more than float64 where it must be.

        Raises
        ------
        Refused
            If it is beyond the range of float64, or no precision allowed is enough.
        """
        found = self.estimate(matrix, *parameters)
        if found.is_right:
            return float(found.value)
        if type(self).highprec is Quantity.highprec:
            raise Refused(
                f"{self.name}: {found.value:.6g} in float64, of whose error nothing is known; "
                "`estimate` returns it, and `float64` may return Estimates with its errors"
            )
        return as_finite_float(self.highprec(matrix, *parameters, digits=_FLOAT_DIGITS))

    @taking_weight
    @guarded_estimate
    def estimate(self, matrix: Matrix, *parameters: fmpq) -> Estimate:
        """Return a float with an estimate of its absolute error, however large.

        It is that of float64. Where that is unsure, quantities of one computation without a search,
        such as `rho`, H and `power_norm`, answer from more digits of the matrix as it is given, up
        to 20 rows. The error is an estimate and no proof; it is infinite where nothing is known of
        the value.

        Examples
        --------
        >>> from kreissverify import norm
        >>> value, error = norm.estimate([["1/3", 0], [0, "1/7"]])
        >>> abs(value - 1 / 3) <= error < 1e-14
        True
        """
        found = self.float_estimate(matrix, *parameters)
        if found.is_right or not self.is_computed or matrix.n > _COMPUTED_ROWS:
            return found
        try:
            value = as_finite_float(self.highprec(matrix, *parameters, digits=_FLOAT_DIGITS))
        except (Refused, OverflowError):
            return found
        # all digits but those that the float rounds away; an infinity was decided, and so was 0
        return Estimate(value, math.ulp(value) if math.isfinite(value) and value else 0.0)

    def float_estimate(self, matrix: Matrix, *parameters: fmpq) -> Estimate:
        """Return the value in float64 with an estimate of its error, never from more digits.

        It holds of all matrices that round to the same floats.
        """
        return self.float64(matrix.array, *map(self.float_parameter, parameters)).one()

    def float64(self, stack: Any, *parameters: Any) -> Estimates:
        """Return values and estimates of their errors for a stack of matrices.

        The errors allow for one rounding of each entry and parameter also, as `stack` may hold the
        roundings of exact matrices. A quantity of your own may return a bare array: its errors
        count as unknown.

        Parameters
        ----------
        stack
            Real or complex, of shape (..., n, n).
        parameters
            The quantity's parameters, numbers or arrays of shape (...).

        Returns
        -------
        Estimates
            Values and errors of shape (...); NaN, with an infinite error, where there is no value.
        """
        raise NotImplementedError

    def float64_at_most(
        self, stack: FloatArray, sizes: tuple[int, ...], bounds: FloatArray, *parameters: Any
    ) -> NDArray[np.bool_]:
        """Say, for each matrix of a stack (N, n, n), whether floats show value ≤ bound at once.

        False says only that it was not shown.

        Parameters
        ----------
        stack
            The matrices, of shape (N, n, n).
        sizes
            Those of their diagonal blocks.
        bounds
            The bounds, of shape (N,).
        parameters
            The quantity's parameters.
        """
        return np.zeros(len(stack), dtype=bool)

    def highprec(self, matrix: Matrix, *parameters: fmpq, digits: int = 30) -> mpmath.mpf:
        """Return the value to about `digits` significant digits (not rigorous).

        It is never answered from a float.

        Raises
        ------
        Refused
            If no precision allowed is enough.
        """
        raise NotImplementedError

    def enclosure(self, matrix: Matrix, *parameters: fmpq, rtol: float = 1e-6) -> Enclosure:
        """Return a rigorous two-sided enclosure, of relative width about `rtol` where possible.

        Raises
        ------
        Refused
            If no enclosure is found at the precision allowed.
        """
        raise NotImplementedError

    def bounds_of_stack(self, balls: FloatBall, *parameters: Intervals, rtol: float) -> Intervals:
        """Return proved bounds for a stack of real matrices, as coarse as that is cheap.

        A width says how much is worth its time, and is no promise; the whole line says that nothing
        is known. An end is infinite also where the value may be.

        Parameters
        ----------
        balls
            Matrices, of shape (N, n, n), or (N, n, m) for a quantity of those.
        parameters
            Bounds of the parameters, of shape (N,).
        rtol
            The relative width, in (0, 1].
        """
        return Intervals.unknown(len(balls.mid))

    def exact(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value (an expression in square roots), if it is known independently."""
        return None

    def algebraic(self, matrix: Matrix, *parameters: fmpq) -> sympy.Expr | None:
        """Return the exact value as an algebraic number, if it is known to be one beside `exact`.

        `radicals.sign` decides how it compares with others; unlike `exact`, it may have no name.
        """
        return None

    def grows_on(self, matrix: Matrix) -> bool:
        """Say whether the value is known to grow with the entries of such a nonnegative matrix.

        Of a quantity of flows, of such a Metzler matrix.
        """
        return True

    def latex_of(self, matrix: str, *parameters: str) -> str:
        """Return the LaTeX of the quantity of the given arguments."""
        return rf"{self.name}({', '.join((matrix, *parameters))})"

    def require_count(self, parameters: tuple[Any, ...]) -> None:
        """Refuse parameters that are too few or too many.

        Raises
        ------
        TypeError
            If there are not as many as the quantity has.
        """
        if len(parameters) != len(self.parameters):
            expected = ", ".join(("matrix", *self.parameters))
            raise TypeError(
                f"{self.name}: expected arguments ({expected}), got {len(parameters) + 1}"
            )


_REGISTRY: Registry[Quantity] = KNOWN


def register(quantity: Quantity) -> Quantity:
    """Make a quantity known to statements by its name, and return it.

    Raises
    ------
    ValueError
        If another quantity has that name.
    """
    return _REGISTRY.register(quantity.name, quantity)


def unregister(quantity: Quantity) -> None:
    """Take a quantity out again, as tests do; one that is not there is no error."""
    _REGISTRY.unregister(quantity.name)


def seal() -> None:
    """Say that the quantities registered so far are the package's own (see `Registry.seal`)."""
    _REGISTRY.seal()


def registry() -> Mapping[str, Quantity]:
    """Return every quantity that is known, by its name."""
    return _REGISTRY


def enclose(
    quantity: Quantity, matrix: Any, *parameters: Any, rtol: float = 1e-6, weight: Any = None
) -> Enclosure:
    """Return a rigorous enclosure of a quantity of one matrix.

    Parameters
    ----------
    quantity
        One of `K`, `M`, `G`, `H`, `L`, `T`, `rho`, `norm`, `w`, `power_norm`, `resolvent_norm`,
        `pseudospectral_radius`, `distance_to_instability`, or another one of the registry.
    matrix
        An array, nested rationals (real or complex), a `Matrix`, an instance, or a
        `ComparisonMatrix`.
    parameters
        The quantity's parameters as exact numbers, such as r for ``G``.
    rtol
        The relative width asked for, in (0, 1].
    weight
        A positive definite P: the quantity is that in the norm |x|² = x*Px, of RAR⁻¹ with P = R*R.

    Returns
    -------
    Enclosure
        With `lower`, `upper` and, where the quantity has one, a `certificate`; and with a `mark`
        that says why, if it is wider than was asked for.

    Raises
    ------
    InvalidMatrix, ValueError, TypeError
        If an argument is not of the kind asked for.
    Refused
        If no enclosure is found at the precision allowed.

    Examples
    --------
    >>> from kreissverify import K, enclose
    >>> found = enclose(K, [["1/2", 0], [2, "1/2"]])
    >>> found.is_exact, float(found.lower.value.p) / float(found.lower.value.q)
    (True, 1.25)
    """
    if not isinstance(quantity, Quantity):
        near = near_name(quantity, registry()) if isinstance(quantity, str) else ""
        hint = f"; did you mean {near}, without quotes?" if near else ""
        raise TypeError(
            f"quantity: expected one such as K or M, got {type(quantity).__name__}{hint}"
        )
    if not 0 < rtol <= 1:
        raise ValueError(f"rtol: expected a number in (0, 1], got {rtol}")
    quantity.require_count(parameters)
    exact = tuple(map(quantity.parameter, parameters))
    if is_of_sympy(matrix, "MatrixBase"):
        from kreissverify.quantities.symbolic import entries

        matrix = entries(matrix)
    if isinstance(matrix, ComparisonMatrix):
        if weight is None:
            return _between_ends(quantity, matrix, exact, rtol)
        if not matrix.is_exact:
            raise Refused(
                "weight: expected exact entries of a comparison matrix, got irrational ones"
            )
        matrix = matrix.lower
    if weight is not None:
        found = quantity.weighted(weight).enclosure(matrix, *exact, rtol=rtol)
    else:
        found = quantity.enclosure(quantity.subject(matrix), *exact, rtol=rtol)
    return found.marked(rtol, f"no narrower enclosure of {quantity.name} was found")


def _between_ends(
    quantity: Quantity, matrix: ComparisonMatrix, parameters: tuple[fmpq, ...], rtol: float
) -> Enclosure:
    # an exact comparison matrix is a matrix; of another only bounds of its entries are known
    if matrix.is_exact:
        return quantity.enclosure(matrix.lower, *parameters, rtol=rtol)
    # of a map's quantity that is said of nonnegative matrices, and a flow's T is none
    nonnegative = all(matrix.lower.exact[i, i] >= 0 for i in range(matrix.n))
    if not quantity.grows_on(matrix.lower) or not (nonnegative or quantity.continuous):
        raise Refused(
            f"{quantity.name}: not known to grow with the entries of a nonnegative matrix, "
            "so it has no enclosure on a comparison matrix with irrational entries"
        )
    low = quantity.enclosure(matrix.lower, *parameters, rtol=rtol)
    high = quantity.enclosure(matrix.upper, *parameters, rtol=rtol)
    found = Enclosure(low.lower, high.upper)
    return found.marked(rtol, "the entries of the comparison matrix are known to so much only")
