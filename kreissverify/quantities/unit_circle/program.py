"""Semidefinite programs (extra "sdp"): their solver only guesses, what it finds is proved."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import Any

__all__ = ["has_solver", "solved"]


def has_solver() -> bool:
    """Say whether the extra "sdp" is there."""
    return find_spec("cvxpy") is not None and find_spec("clarabel") is not None


def solved(problem: Any, tolerance: float = 1e-8) -> bool:
    """Solve a program of cvxpy to about a relative tolerance; return whether there is a result."""
    import cvxpy

    options = dict.fromkeys(("tol_gap_abs", "tol_gap_rel", "tol_feas"), tolerance)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an inaccurate solution is as good: it is only a guess
        try:
            problem.solve(solver=cvxpy.CLARABEL, **options)
        except (cvxpy.SolverError, ValueError):  # a ValueError: products were out of range
            return False
    return True
