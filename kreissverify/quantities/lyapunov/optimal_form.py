"""L(J) of matrices of any size by semidefinite programming, both ends proved.

    minimise t  subject to  JᵀPJ ⪯ P,  P ⪰ I,  P ⪯ tI;   L(J)² = t

(S. Boyd, L. El Ghaoui, E. Feron, V. Balakrishnan, Linear Matrix Inequalities in System and Control
Theory (1994), 3.1 and 5.1). The solver (`lyapunov.interior_point`) only suggests: its P is moved
inside by a little of a Stein form, rounded to dyadic numbers and proved; its multipliers give the
lower bound (`lyapunov.dual`). It works in coordinates RJR⁻¹ with RᵀR the best form so far, formed
in higher precision: there an optimal form is near I however large its condition is, and I ⪯ P and
P ⪯ tI are inequalities with diagonal matrices, R being ΣVᵀ.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from flint import arb_mat, fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import FloatArray, rational_matrix
from kreissverify.numbers.ball import ball_matrix, middle_rational, working_precision
from kreissverify.numbers.positive_definite import scaled_identity
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.lyapunov.dual import proved_square_below
from kreissverify.quantities.lyapunov.forms import Form, proved_form, trial_forms
from kreissverify.quantities.lyapunov.interior_point import (
    Program,
    Solution,
    coordinates,
    solve,
    symmetric_basis,
)
from kreissverify.quantities.lyapunov.stein_equation import stein_series

__all__ = ["Below", "bound_below", "independent_parts", "optimal_form"]

_ROUNDS = 4  # programs, each in the coordinates of the last form; one or two do nearly always
_BITS = 256  # of RJR⁻¹: R has a condition of up to 1e16, which cancels twice
_DISCOUNTS = (0.5, 0.2, 0.8, 0.05)  # of 1 - ρ, by which the powers of the first form are raised
_PASSES = 5  # an empirical choice: one does nearly always
_DOUBLINGS = 60  # sums of 2⁶⁰ powers: a ρ that still shows is 1 as far as floats can tell
_REPAIRS = 3  # each gains the digits of floats: 1e-16 becomes 1e-40 or so
_INWARD = (0.0, 2.0, 30.0, 1e3, 1e5)  # multiples of the solver's violation, tried in turn
_MARGIN = 1e-11  # of the ends of P, above the rounding of their eigenvalues
_GRID = 48  # bits after the point to which P ⪰ I is rounded, which its margins cover


def optimal_form(matrix: Matrix, rtol: float = 1e-6) -> tuple[fmpq, Form | None]:
    """Return a proved lower bound of L(J)², and the best form that was proved (None: none was).

    Parts of J that do not act on each other have a program each: a form of each, scaled to a least
    eigenvalue of 1, makes one of the whole, and a form of the whole has one of each on its
    diagonal.

    Parameters
    ----------
    matrix
        A matrix of at least two rows.
    rtol
        The relative distance of high/low of the form from the lower bound at which to stop.
    """
    parts = independent_parts(matrix)
    if len(parts) == 1:
        below, form = _of_connected(matrix, rtol)
        return below.square, form
    found = [_of_part(part, rtol) for part in parts]
    forms = [form for _, form in found]
    return max(below.square for below, _ in found), _direct_sum(matrix.n, parts, forms)


class Below(NamedTuple):
    """A proved lower bound of L(J)², with the X and W that prove it (see `dual`); none of 1."""

    square: fmpq
    multipliers: tuple[fmpq_mat, fmpq_mat] | None = None


def bound_below(matrix: Matrix, rtol: float = 1e-6) -> Below:
    """Return the lower bound of `optimal_form` with its proof: that of the part where L is largest.

    Parameters
    ----------
    matrix
        A matrix of at least two rows.
    rtol
        The relative distance of high/low of a form from the lower bound at which to stop.
    """
    best = Below(fmpq(1))
    for part in independent_parts(matrix):
        found, _ = _of_part(part, rtol)
        if found.multipliers is not None and found.square > best.square:
            X, W = (_among_zeros(matrix.n, part.rows, x) for x in found.multipliers)
            best = Below(found.square, (X, W))
    return best


def _among_zeros(size: int, rows: list[int], inner: fmpq_mat) -> fmpq_mat:
    whole = fmpq_mat(size, size)
    for i, row in enumerate(rows):
        for j, column in enumerate(rows):
            whole[row, column] = inner[i, j]
    return whole


class Part(NamedTuple):
    """A principal submatrix, and its rows."""

    rows: list[int]
    matrix: Matrix


def independent_parts(matrix: Matrix) -> list[Part]:
    """Return the diagonal blocks outside of which, up to permutation, every entry is zero."""
    from scipy.sparse.csgraph import connected_components  # loaded where it is needed

    size, exact = matrix.n, matrix.exact
    coupled = np.array([[exact[i, j] != 0 for j in range(size)] for i in range(size)])
    count, label = connected_components(coupled, directed=False)
    if count == 1:
        return [Part(list(range(size)), matrix)]
    groups = [np.flatnonzero(label == k).tolist() for k in range(count)]
    return [Part(g, Matrix(fmpq_mat([[exact[i, j] for j in g] for i in g]))) for g in groups]


def _of_part(part: Part, rtol: float) -> tuple[Below, Form | None]:
    matrix, one = part.matrix, fmpq(1)
    identity = scaled_identity(matrix.n, one), one, one
    contracting = proved_form(matrix.exact, [identity])
    if contracting is not None or matrix.n == 1:
        return Below(one), contracting
    return _of_connected(matrix, rtol)


def _direct_sum(size: int, parts: list[Part], forms: list[Form | None]) -> Form | None:
    entries, high = [[fmpq(0)] * size for _ in range(size)], fmpq(1)
    for part, form in zip(parts, forms, strict=True):
        if form is None:
            return None
        high = max(high, _square(form))
        for i, row in enumerate(part.rows):
            for j, column in enumerate(part.rows):
                entries[row][column] = form[0][i, j] / form[1]
    return fmpq_mat(entries), fmpq(1), high


def _of_connected(matrix: Matrix, rtol: float) -> tuple[Below, Form | None]:
    """Return the two ends of a matrix that is not a direct sum."""
    below: Below = Below(fmpq(1))
    best: Form | None = None
    frame = _first_frame(matrix)
    for attempt in range(_ROUNDS):
        solved = [] if frame is None else _solved(frame, precise=attempt > 0)
        if frame is None or not solved:
            break
        below = max(below, _proved_below(matrix, frame, solved), key=lambda x: x.square)
        shown = proved_form(matrix.exact, _moved_inside(frame, frame.form(solved[0])))
        if shown is not None and (best is None or _square(shown) < _square(best)):
            best = shown
        if best is not None and _square(best) <= below.square * (1 + as_fmpq(rtol)):
            break
        frame = _Frame.of(matrix, np.linalg.cholesky(frame.form(solved[0])).T @ frame.root)
    if best is None:
        best = proved_form(matrix.exact, trial_forms(matrix))
    return below, best


def _proved_below(matrix: Matrix, frame: _Frame, solved: list[Solution]) -> Below:
    """Return the bound of the last iterate whose multipliers are proved positive definite."""
    for one in solved:
        multipliers = frame.multipliers(one)
        found = fmpq(1) if multipliers is None else proved_square_below(matrix.exact, *multipliers)
        if found > 1:
            return Below(found, multipliers)
    return Below(fmpq(1))


def _square(form: Form) -> fmpq:
    return form[2] / form[1]


class _Frame(NamedTuple):
    """Coordinates Rx: R = ΣVᵀ and Σ ≥ 1 in floats, RJR⁻¹ in floats and balls, and R⁻¹ in balls."""

    root: FloatArray
    sizes: FloatArray
    moved: FloatArray
    balls: arb_mat
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
        return cls(root, sizes, floats, moved, inverse) if np.isfinite(floats).all() else None

    @property
    def scale(self) -> FloatArray:
        """The diagonal of E₂ = Σ/σ₁."""
        return np.asarray(self.sizes / self.sizes[0])

    def program(self) -> Program:
        """Return min t subject to Q - JᵀQJ ⪰ 0, Q ⪰ E₁ = Σ⁻², tI - E₂QE₂ ⪰ 0, of y = (Q, t)."""
        J, scale, size = self.moved, self.scale, len(self.root)
        basis, zero = symmetric_basis(size), np.zeros((size, size))
        by_form = np.stack(
            [basis - J.T @ basis @ J, basis, -scale[:, None] * basis * scale], axis=1
        )
        changes = np.concatenate([by_form, np.stack([zero, zero, np.eye(size)])[None]])
        constant = np.stack([zero, -np.diag(self.sizes**-2.0), zero])
        return Program(constant, changes, np.append(np.zeros(len(basis)), 1.0))

    def start(self, form: FloatArray) -> FloatArray:
        """Return y = (Q, t) with room in the last inequality."""
        scaled = self.scale[:, None] * form * self.scale
        return np.append(coordinates(form), 2 * float(np.linalg.eigvalsh(scaled)[-1]))

    def form(self, solved: Solution) -> FloatArray:
        """Return Q of a solution."""
        return np.asarray(np.tensordot(solved.point[:-1], symmetric_basis(len(self.root)), 1))

    def residual(self, factors: FloatArray) -> FloatArray:
        """Return by how much multipliers KKᵀ miss their equations, rounded only at the end."""
        with working_precision(_BITS):
            K = [_balls(x) for x in factors]
            return _missing(self.balls, self.scale, [x * x.transpose() for x in K])

    def multipliers(self, solved: Solution) -> tuple[fmpq_mat, fmpq_mat] | None:
        """Return X and W of `dual` in the coordinates of J, from those of the solver; None if lost.

        W is as small as 1/L² beside Y, and an error of X is one of Y: the equations are met to
        digits that floats do not have.
        """
        with working_precision(_BITS):
            found = _exact_multipliers(solved, self.balls, self.scale)
            return None if found is None else (self._outward(found[0]), self._outward(found[1]))

    def _outward(self, inner: arb_mat) -> fmpq_mat:
        """Return R⁻¹XR⁻ᵀ rounded to rationals."""
        outer = self.inverse * inner * self.inverse.transpose()
        size = inner.nrows()
        rows = [
            [middle_rational(outer[max(i, j), min(i, j)]) for j in range(size)] for i in range(size)
        ]
        return fmpq_mat(rows)


def _exact_multipliers(
    solved: Solution, moved: arb_mat, scale: FloatArray
) -> tuple[arb_mat, arb_mat] | None:
    """Return X₁ and E₂X₃E₂ with X₁ - JX₁Jᵀ + X₂ = E₂X₃E₂ to more digits than floats have.

    None where that takes a change of X by which it may no longer be positive definite.
    """
    ends, root = _balls(np.diag(scale)), np.sqrt(solved.values)
    to, inner = [_balls(x) for x in solved.to], [_balls(np.diag(x)) for x in solved.values]
    change = np.zeros_like(solved.to)
    for repairs in range(_REPAIRS + 1):
        X = [g * c * g.transpose() for g, c in zip(to, inner, strict=True)]
        if repairs == _REPAIRS:
            break
        further = solved.repair(_missing(moved, scale, X))
        change = change + further
        relative = change / (root[:, :, None] * root[:, None, :])
        if not np.isfinite(relative).all() or np.linalg.eigvalsh(relative)[:, 0].min() <= -1:
            return None
        inner = [c + _balls(dc) for c, dc in zip(inner, further, strict=True)]
    return X[0], ends * X[2] * ends


def _missing(moved: arb_mat, scale: FloatArray, X: list[arb_mat]) -> FloatArray:
    """Return the residual of the equations of the multipliers.

    Parameters
    ----------
    moved
        J in the coordinates.
    scale
        The diagonal of E₂.
    X
        The three multipliers.
    """
    ends = _balls(np.diag(scale))
    total = X[0] - moved * X[0] * moved.transpose() + X[1] - ends * X[2] * ends
    floats = np.array([float(x.mid()) for x in total.entries()]).reshape(scale.size, -1)
    return np.append(-coordinates(floats), float((1 - X[2].trace()).mid()))


def _balls(array: FloatArray) -> arb_mat:
    return ball_matrix(rational_matrix(array))


def _first_frame(matrix: Matrix) -> _Frame | None:
    """Return coordinates in which J is a contraction, strictly; None where floats find none.

    The powers of J lose digits as the condition of its eigenvectors, which each change of
    coordinates lowers: what the first Stein form leaves, the next ones mend. Where the powers
    themselves are lost, the eigenvectors are the coordinates to begin with.
    """
    radius = float(np.abs(np.linalg.eigvals(matrix.array)).max())
    if not radius < 1:
        return None
    for start in (np.eye(matrix.n), _eigenvector_root(matrix.array)):
        for discount in _DISCOUNTS:
            frame = _Frame.of(matrix, start)
            for _ in range(_PASSES):
                if frame is None:
                    break
                if np.linalg.norm(frame.moved, 2) < 1:
                    return frame
                root = _stein_root(frame.moved, 1 - discount * (1 - radius))
                frame = _Frame.of(matrix, root @ frame.root)
    return None


def _eigenvector_root(array: FloatArray) -> FloatArray:
    """Return V⁻¹ for real V whose columns are eigenvectors, or their real and imaginary parts."""
    values, vectors = np.linalg.eig(array)
    columns = np.where(values.imag < 0, vectors.imag, vectors.real)
    try:
        return np.asarray(np.linalg.inv(columns))
    except np.linalg.LinAlgError:
        return np.full_like(array, np.nan)


def _stein_root(array: FloatArray, discount: float) -> FloatArray:
    """Return an upper triangular R with RᵀR = Σ (Jᵀ/s)ᵏ(J/s)ᵏ by doubling; NaN where it diverges.

    The condition of R is the root of that of the sum, so it keeps twice the digits.
    """
    power, root = array / discount, np.eye(len(array))
    with np.errstate(all="ignore"):
        for _ in range(_DOUBLINGS):
            further = root @ power
            if not np.isfinite(further).all():
                break
            root = np.asarray(np.linalg.qr(np.vstack([root, further]), mode="r"))
            if np.linalg.norm(power) < 1e-9:
                return root
            power = power @ power
    return np.full_like(array, np.nan)


def _solved(frame: _Frame, precise: bool) -> list[Solution]:
    """Return the last iterates from the first of some starts that is strictly inside.

    Parameters
    ----------
    frame
        The coordinates.
    precise
        Whether the equations of the multipliers are checked in higher precision: it takes twice the
        time, and is for eigenvalues of X that are below the rounding of its entries.
    """
    identity = np.eye(len(frame.root))
    radius = float(np.abs(np.linalg.eigvals(frame.moved)).max())
    with np.errstate(all="ignore"):
        stein = stein_series(frame.moved / (1 - 0.5 * (1 - radius))) if radius < 1 else identity
    starts = []
    # after the first round I is an optimal form, on the boundary, from where no step is long:
    # half of a Stein form leads far inside, and all of it where rounding has moved I outside
    if np.isfinite(stein).all():
        stein = stein / float(np.linalg.eigvalsh(stein)[-1])
        starts = [2 * ((1 - share) * identity + share * stein) for share in (0.5, 1.0, 0.1)]
    program = frame.program()
    for start in [*starts, 2 * identity]:
        solved = solve(program, frame.start(start), frame.residual if precise else None)
        if solved:
            return solved
    return []


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
