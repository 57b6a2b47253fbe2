"""A matrix that is known by its resolvent only: z and b in, (zI-A)⁻¹b out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kreissverify.matrices.exact_entries import InvalidMatrix
from kreissverify.matrices.sparse.sparse_matrix import SparseMatrix
from kreissverify.numbers.errors import Refused
from kreissverify.quantities.large.resolvent import Solver, Vector

__all__ = ["ResolventOperator"]

Solve = Callable[[complex, Vector], Any]

# How far ⟨u, R(z)v⟩ and ⟨R(z)*u, v⟩ may be apart, beside ‖u‖‖R(z)v‖: of an iterative solver only
# the digits of its tolerance agree, of a wrong adjoint none.
_ADJOINT = 1e-3
_SEED = 23


class ResolventOperator:
    """An n×n matrix A, given by the solutions of (zI-A)x = b and of the adjoint system.

    For matrices with a solver of their own: multigrid, fast transforms, factors that are kept, or
    a discretisation that never forms A. What is said of it is as right as its solutions are, and
    nothing of it is proved.

    Parameters
    ----------
    n
        The number of rows.
    solve
        ``solve(z, b)`` returns (zI-A)⁻¹b, of shape (n,), for any complex z and b of shape (n,).
    solve_adjoint
        ``solve_adjoint(z, b)`` returns (zI-A)⁻*b, the solution of (z̄I-A*)x = b. For a real A and
        a real z that is the transposed system.
    real
        Whether A is real: then z and b are real floats where z is real, and what is found at z is
        used at z̄ also. Elsewhere z and b are complex.

    Raises
    ------
    ValueError, TypeError
        If n is no positive integer, or a solver cannot be called.

    Examples
    --------
    The bidiagonal matrix with 1/2 on the diagonal and 1 below, solved by substitution:

    >>> import numpy as np
    >>> from kreissverify import G, ResolventOperator
    >>> def solve(z, b):
    ...     x = np.zeros_like(b)
    ...     for k in range(4):
    ...         x[k] = (b[k] + (x[k - 1] if k else 0)) / (z - 0.5)
    ...     return x
    >>> def solve_adjoint(z, b):
    ...     return solve(np.conj(z), b[::-1])[::-1]
    >>> J = ResolventOperator(4, solve, solve_adjoint, real=True)
    >>> round(float(G(J, 1)), 9)
    21.099809032
    """

    #: There are no entries to be asked for.
    matrix: SparseMatrix | None = None

    def __init__(self, n: int, solve: Solve, solve_adjoint: Solve, *, real: bool = False) -> None:
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
            raise ValueError(f"n: expected a positive integer, got {n!r}")
        for name, given in (("solve", solve), ("solve_adjoint", solve_adjoint)):
            if not callable(given):
                raise TypeError(
                    f"{name}: expected a function of z and b, got {type(given).__name__}"
                )
        self.n = int(n)
        self.is_complex = not real
        self._solves = {"solve": solve, "solve_adjoint": solve_adjoint}
        self._is_checked = False

    @property
    def shape(self) -> tuple[int, int]:
        """(n, n)."""
        return self.n, self.n

    def __repr__(self) -> str:
        return f"ResolventOperator({self.n}x{self.n}, {'complex' if self.is_complex else 'real'})"

    def at(self, z: complex) -> Solver:
        """Return the solver at a point.

        Raises
        ------
        InvalidMatrix
            If what the two functions return belongs to no matrix and its adjoint.
        """
        made = _AtPoint(self, z)
        if not self._is_checked:
            self._check(made, z)
            self._is_checked = True
        return made

    def _check(self, solver: Solver, z: complex) -> None:
        """Compare ⟨u, R v⟩ and ⟨R* u, v⟩ once: a wrong adjoint spoils all in silence."""
        random = np.random.default_rng(_SEED)
        u, v = random.standard_normal((2, self.n))
        x = solver.solve(v)
        gap = abs(np.vdot(u, x) - np.vdot(solver.solve_adjoint(u), v))
        if not gap <= _ADJOINT * np.linalg.norm(u) * np.linalg.norm(x):
            raise InvalidMatrix(
                f"solve_adjoint: is not the adjoint of solve at z = {z:.6g}: <u, solve(v)> and "
                "<solve_adjoint(u), v> differ; expected the solution of (zI-A)* x = b"
            )

    def solved(self, name: str, z: complex, b: Vector) -> Vector:
        """Return what one of the two functions returns, as an array of shape (n,).

        Raises
        ------
        Refused
            If the function raises.
        InvalidMatrix
            If what it returns is no vector of n numbers.
        """
        real = not self.is_complex and z.imag == 0
        point = z.real if real else z
        if real and np.iscomplexobj(b):
            return self.solved(name, z, b.real.copy()) + 1j * self.solved(name, z, b.imag.copy())
        if not real:
            # a solver that writes its solution into np.zeros_like(b) would drop imaginary parts
            b = b.astype(np.complex128, copy=False)
        try:
            found = np.asarray(self._solves[name](point, b))
        except Exception as error:  # of whatever kind: it is the user's function
            raise Refused(
                f"{name}: failed at z = {z:.6g} with {type(error).__name__}: {error}"
            ) from error
        if found.shape != (self.n,) or found.dtype.kind not in "iufc":
            raise InvalidMatrix(
                f"{name}: expected an array of shape ({self.n},) of numbers at z = {z:.6g}, "
                f"got shape {found.shape} of type {found.dtype}"
            )
        return found


class _AtPoint:
    def __init__(self, operator: ResolventOperator, z: complex) -> None:
        self._operator, self._z = operator, z

    def solve(self, b: Vector) -> Vector:
        return self._solved("solve", b)

    def solve_adjoint(self, b: Vector) -> Vector:
        return self._solved("solve_adjoint", b)

    def _solved(self, name: str, b: Vector) -> Vector:
        found = self._operator.solved(name, self._z, b)
        if not np.isfinite(found).all():
            raise Refused(
                f"{name}: returned NaN or infinity at z = {self._z:.6g}; is it an eigenvalue?"
            )
        return found
