"""L(J) of matrices of any size by semidefinite programming, both ends proved.

    minimise t  subject to  I ⪯ P ⪯ tI,  JᵀPJ ⪯ P;   L(J)² = t

(S. Boyd, L. El Ghaoui, E. Feron, V. Balakrishnan, Linear Matrix Inequalities in System and Control
Theory (1994), 3.1 and 5.1). The solver (`lyapunov.interior_point`) only suggests: its P is moved
inside by a little of a Stein form, rounded to dyadic numbers and proved; its multiplier gives the
lower bound (`lyapunov.dual`). It works in coordinates RJR⁻¹ with RᵀR the best form so far, formed in
higher precision: there an optimal form is near I however large its condition is, and the two ends
of P are ends of diagonal matrices, R being ΣVᵀ.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from flint import arb_mat, fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import FloatArray, float_matrix, rational_matrix
from kreissverify.numbers.ball import ball_matrix, middle_rational, working_precision
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.lyapunov.dual import proved_square_below
from kreissverify.quantities.lyapunov.forms import Form, proved_form, trial_forms
from kreissverify.quantities.lyapunov.interior_point import Program, Solution, solve
from kreissverify.quantities.lyapunov.stein_equation import stein_series

__all__ = ["optimal_form"]

_ROUNDS = 4  # programs, each in the coordinates of the last form; one or two do nearly always
_BITS = 256  # of RJR⁻¹: R has a condition of up to 1e16, which cancels twice
_DISCOUNTS = (0.5, 0.2, 0.8, 0.05)  # of 1 - ρ, by which the powers of the first form are raised
_DOUBLINGS = 60
_INWARD = (0.0, 2.0, 30.0, 1e3, 1e5)  # multiples of the solver's violation, tried in turn
_MARGIN = 1e-11  # of the ends of P, above the rounding of their eigenvalues
_GRID = 48  # bits after the point to which P ⪰ I is rounded, which its margins cover


def optimal_form(matrix: Matrix, rtol: float = 1e-6) -> tuple[fmpq, Form | None]:
    """Return a proved lower bound of L(J)², and the best form that was proved (None: none was).

    Parameters
    ----------
    matrix
        A matrix of at least two rows.
    rtol
        The relative distance of high/low of the form from the lower bound at which to stop.
    """
    below, best = fmpq(1), None
    frame = _first_frame(matrix)
    for _ in range(_ROUNDS):
        solved = None if frame is None else _solved(frame)
        if frame is None or solved is None:
            break
        below = max(below, proved_square_below(matrix.exact, frame.multiplier(solved)))
        shown = proved_form(matrix.exact, _moved_inside(frame, solved.form))
        if shown is not None and (best is None or _square(shown) < _square(best)):
            best = shown
        if best is not None and _square(best) <= below * (1 + as_fmpq(rtol)):
            break
        frame = _Frame.of(matrix, np.linalg.cholesky(solved.form).T @ frame.root)
    if best is None:
        best = proved_form(matrix.exact, trial_forms(matrix))
    return below, best


def _square(form: Form) -> fmpq:
    return form[2] / form[1]


class _Frame(NamedTuple):
    """Coordinates Rx: R = ΣVᵀ in floats, the singular values Σ ≥ 1, RJR⁻¹, and R⁻¹ as balls."""

    root: FloatArray
    sizes: FloatArray
    moved: FloatArray
    inverse: arb_mat

    @classmethod
    def of(cls, matrix: Matrix, root: FloatArray) -> _Frame | None:
        """Return the coordinates of a form RᵀR; None if R is singular to its digits."""
        if not np.isfinite(root).all():
            return None
        _, sizes, right = np.linalg.svd(root)
        if not (sizes[-1] > 0 and np.isfinite(sizes[0] / sizes[-1])):
            return None
        sizes = sizes / sizes[-1]
        root = sizes[:, None] * right
        with working_precision(_BITS):
            outer = ball_matrix(rational_matrix(root))
            try:
                inverse = outer.inv()
            except ZeroDivisionError:
                return None
            moved = outer * ball_matrix(matrix.exact) * inverse
        size = len(root)
        floats = np.array([float(x) for x in moved.entries()]).reshape(size, size)
        return cls(root, sizes, floats, inverse) if np.isfinite(floats).all() else None

    @property
    def program(self) -> Program:
        return Program(self.moved, self.sizes**-2.0, self.sizes / self.sizes[0])

    def multiplier(self, solved: Solution) -> fmpq_mat:
        """Return F with FFᵀ the multiplier in the coordinates of J."""
        values, vectors = np.linalg.eigh(solved.multiplier)
        half = vectors * np.sqrt(np.maximum(values, 0.0))
        half /= max(float(np.abs(half).max()), 1e-300)
        with working_precision(_BITS):
            factor = self.inverse * ball_matrix(rational_matrix(half))
            return fmpq_mat(
                factor.nrows(), factor.ncols(), [middle_rational(x) for x in factor.entries()]
            )


def _first_frame(matrix: Matrix) -> _Frame | None:
    """Return coordinates in which J is a contraction, strictly; None where floats find none."""
    radius = float(np.abs(np.linalg.eigvals(matrix.array)).max())
    if not radius < 1:
        return None
    for discount in _DISCOUNTS:
        frame = _Frame.of(matrix, _stein_root(matrix.array, 1 - discount * (1 - radius)))
        if frame is not None and np.linalg.norm(frame.moved, 2) < 1:
            return frame
    return None


def _stein_root(array: FloatArray, discount: float) -> FloatArray:
    """Return an upper triangular R with RᵀR = Σ (Jᵀ/s)ᵏ(J/s)ᵏ, by doubling: of R no digit is squared.

    NaN where the series diverges.
    """
    power, root = array / discount, np.eye(len(array))
    with np.errstate(all="ignore"):
        for _ in range(_DOUBLINGS):
            further = root @ power
            if not np.isfinite(further).all():
                break
            root = np.linalg.qr(np.vstack([root, further]), mode="r")
            if np.linalg.norm(power) < 1e-9:
                return root
            power = power @ power
    return np.full_like(array, np.nan)


def _solved(frame: _Frame) -> Solution | None:
    """Solve from the first of some starts that is strictly inside."""
    identity = np.eye(len(frame.root))
    starts = [2 * identity]
    # after the first round I is an optimal form, on the boundary: move inside by a Stein form
    radius = float(np.abs(np.linalg.eigvals(frame.moved)).max())
    with np.errstate(all="ignore"):
        stein = stein_series(frame.moved / (1 - 0.5 * (1 - radius))) if radius < 1 else identity
    if np.isfinite(stein).all():
        stein = stein / float(np.linalg.eigvalsh(stein)[-1])
        starts += [2 * ((1 - share) * identity + share * stein) for share in (1e-3, 1e-1, 1.0)]
    for start in starts:
        solved = solve(frame.program, start)
        if solved is not None:
            return solved
    return None


def _moved_inside(frame: _Frame, inner: FloatArray) -> Iterator[Form]:
    """Yield rational forms near RᵀQR, moved by multiples of the Stein form of RJR⁻¹."""
    moved = frame.moved
    stein = stein_series(moved)
    least = float(np.linalg.eigvalsh(inner - moved.T @ inner @ moved)[0])
    # of a slack that small rounding may be more; a Stein form has slack everywhere
    violation = max(-least, 1e-15 * float(np.abs(inner).max()))
    for multiple in _INWARD if np.isfinite(stein).all() else _INWARD[:1]:
        form = _rational(frame, inner + (multiple * violation * stein if multiple else 0.0))
        if form is not None:
            yield form


def _rational(frame: _Frame, inner: FloatArray) -> Form | None:
    """Return P near a multiple of RᵀQR on a dyadic grid, with I ⪯ P ⪯ high·I to be proved.

    The least eigenvalue of RᵀQR is found from its inverse, where it is the largest and keeps its
    digits; both from products with Σ in place of R.
    """
    try:
        factor = np.linalg.cholesky(inner)
    except np.linalg.LinAlgError:
        return None
    back = np.linalg.inv(factor).T / frame.sizes[:, None]
    scale = float(np.linalg.norm(back, 2)) ** 2 * (1 + _MARGIN)
    ahead = factor.T * frame.sizes
    high = scale * float(np.linalg.norm(ahead, 2)) ** 2 * (1 + _MARGIN)
    outer = rational_matrix(frame.root)
    exact = outer.transpose() * rational_matrix((inner + inner.T) / 2) * outer * as_fmpq(scale)
    size = len(inner)
    # JᵀPJ magnifies what the grid takes from P by ‖J‖²
    norm = float(np.linalg.norm(frame.moved)) + float(frame.sizes[0])
    grid = fmpq(1 << (_GRID + 2 * max(0, math.ceil(math.log2(norm)))))
    rounded = [
        [(exact[max(i, j), min(i, j)] * grid).floor() / grid for j in range(size)]
        for i in range(size)
    ]
    return fmpq_mat(rounded), fmpq(1), as_fmpq(high)
