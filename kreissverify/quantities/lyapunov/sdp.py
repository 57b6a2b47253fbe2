"""L(J) of matrices of any size by semidefinite programming (cvxpy with Clarabel, extra `sdp`).

    minimise t  subject to  I ⪯ P ⪯ tI,  JᵀPJ ⪯ P;   L(J)² = t

(S. Boyd, L. El Ghaoui, E. Feron, V. Balakrishnan, Linear Matrix Inequalities in System and Control
Theory (1994), 3.1 and 5.1). The solver only suggests: its P is moved inside by a little of a Stein
form, rounded to dyadic numbers and proved; its multiplier gives the lower bound (`lyapunov.dual`).
It works in coordinates RJR⁻¹ with RᵀR the best form so far, in which an optimal form is near I
however large its condition is.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
from flint import fmpq, fmpq_mat

from kreissverify.matrices.matrix import Matrix
from kreissverify.numbers.arrays import FloatArray, float_matrix, rational_matrix
from kreissverify.numbers.rational import as_fmpq
from kreissverify.quantities.lyapunov.dual import proved_square_below
from kreissverify.quantities.lyapunov.forms import Form, proved_form, trial_forms
from kreissverify.quantities.lyapunov.stein_equation import stein_series

__all__ = ["is_installed", "optimal_form"]

_ROUNDS = 3  # programs, each in the coordinates of the last form: an empirical limit on the time
_TOLERANCES = dict.fromkeys(("tol_gap_abs", "tol_gap_rel", "tol_feas"), 1e-13)
_INWARD = (0.0, 2.0, 30.0, 1e3, 1e5)  # multiples of the solver's violation, tried in turn
_MARGIN = 1e-11  # of the ends of P, above the rounding of their eigenvalues
_GRID = 1 << 48  # P ⪰ I is rounded to this, which its margins cover


def is_installed() -> bool:
    """Say whether the extra `sdp` is there."""
    return find_spec("cvxpy") is not None and find_spec("clarabel") is not None


def optimal_form(matrix: Matrix, rtol: float = 1e-6) -> tuple[fmpq, Form | None]:
    """Return a proved lower bound of L(J)², and the best form that was proved (None: none was).

    Parameters
    ----------
    matrix
        A matrix of at least two rows.
    rtol
        The relative distance of high/low of the form from the lower bound at which to stop.

    Raises
    ------
    ImportError
        If the extra `sdp` is not installed.
    """
    if not is_installed():
        raise ImportError(
            "the optimal Lyapunov form needs cvxpy and clarabel: pip install 'kreissverify[sdp]'"
        )
    below, best = fmpq(1), proved_form(matrix.exact, trial_forms(matrix))
    start = np.eye(matrix.n) if best is None else float_matrix(best[0])
    for _ in range(_ROUNDS):
        root = _root(start)
        solved = None if root is None else _solve(matrix.array, root)
        if root is None or solved is None:
            break
        inner, multiplier = solved
        below = max(below, proved_square_below(matrix.exact, multiplier))
        shown = proved_form(matrix.exact, _moved_inside(matrix.array, root, inner))
        if shown is not None and (best is None or _square(shown) < _square(best)):
            best = shown
        if best is not None and _square(best) <= below * (1 + as_fmpq(rtol)):
            break
        # the best form so far in the coordinates of J
        start = root.T @ inner @ root
    return below, best


def _square(form: Form) -> fmpq:
    return form[2] / form[1]


def _root(form: FloatArray) -> FloatArray | None:
    """Return R with RᵀR = P, scaled to a smallest singular value of 1; None if P is not ≻ 0."""
    try:
        root = np.linalg.cholesky(form / np.abs(form).max()).T
    except np.linalg.LinAlgError:
        return None
    return np.asarray(root / np.linalg.svd(root, compute_uv=False)[-1])


def _solve(array: FloatArray, root: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """Return Q with P = RᵀQR, and F with X = FFᵀ the multiplier of JᵀPJ ⪯ P."""
    import cvxpy

    size, inverse = len(array), np.linalg.inv(root)
    moved, identity = root @ array @ inverse, np.eye(size)
    scale = float(np.linalg.norm(root, 2)) ** 2
    form, level = cvxpy.Variable((size, size), symmetric=True), cvxpy.Variable()
    decrease = form - moved.T @ form @ moved >> 0
    above = form >> inverse.T @ inverse
    below = level * identity - root.T @ form @ root / scale >> 0
    problem = cvxpy.Problem(cvxpy.Minimize(level), [decrease, above, below])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an inaccurate solution is as good: it is only a guess
        try:
            problem.solve(solver=cvxpy.CLARABEL, **_TOLERANCES)
        except (cvxpy.SolverError, ValueError):  # a ValueError: products were out of range
            return None
    values = (form.value, decrease.dual_value)
    if any(x is None or not np.isfinite(x).all() for x in values):
        return None
    factor = inverse @ _half(np.asarray(values[1]))
    return (values[0] + values[0].T) / 2, factor / max(float(np.abs(factor).max()), 1e-300)


def _half(form: FloatArray) -> FloatArray:
    """Return F with FFᵀ the positive part of a symmetric matrix."""
    values, vectors = np.linalg.eigh((form + form.T) / 2)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def _moved_inside(array: FloatArray, root: FloatArray, inner: FloatArray) -> Iterator[Form]:
    """Yield rational forms near RᵀQR, moved by multiples of the Stein form of RJR⁻¹."""
    moved = root @ array @ np.linalg.inv(root)
    stein = stein_series(moved)
    least = float(np.linalg.eigvalsh(inner - moved.T @ inner @ moved)[0])
    # the solver's P violates JᵀPJ ⪯ P by about its tolerance; a Stein form has slack everywhere
    violation = max(-least, 1e-14 * float(np.abs(inner).max()))
    for multiple in _INWARD if np.isfinite(stein).all() else _INWARD[:1]:
        form = _rational(root, inner + (multiple * violation * stein if multiple else 0.0))
        if form is not None:
            yield form


def _rational(root: FloatArray, inner: FloatArray) -> Form | None:
    """Return P near a multiple of RᵀQR on a dyadic grid, with I ⪯ P ⪯ high·I to be proved.

    The least eigenvalue of RᵀQR is found from its inverse, where it is the largest and keeps its
    digits.
    """
    try:
        back = np.linalg.inv(root) @ np.linalg.inv(np.linalg.cholesky(inner)).T
    except np.linalg.LinAlgError:
        return None
    inner = inner * (float(np.linalg.norm(back, 2)) ** 2 * (1 + _MARGIN))
    high = (1 + _MARGIN) * float(np.linalg.eigvalsh(root.T @ inner @ root)[-1])
    outer = rational_matrix(root)
    exact = outer.transpose() * rational_matrix((inner + inner.T) / 2) * outer
    size = len(root)
    rounded = [
        [(exact[max(i, j), min(i, j)] * _GRID).floor() / fmpq(_GRID) for j in range(size)]
        for i in range(size)
    ]
    return fmpq_mat(rounded), fmpq(1), as_fmpq(high)
