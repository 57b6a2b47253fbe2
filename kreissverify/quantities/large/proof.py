"""A proved lower bound of ‖R(z)‖: any vector x has ‖R(z)‖ ≥ ‖x‖/‖(zI-A)x‖.

All numbers are integers over common denominators, so that nothing is rounded but the last root.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from flint import fmpq
from numpy.typing import NDArray

from kreissverify.matrices.sparse.sparse_matrix import IntegerEntries, SparseMatrix
from kreissverify.quantities.large.resolvent import Solver, Vector

__all__ = ["modulus_below", "proved_resolvent_norm"]

Integers = NDArray[np.object_]

_FIRST, _REFINED = 60, 110  # bits behind the point, of a vector of norm 1 and of the corrected one
_BITS = 80  # of a root: more than a float shows


def proved_resolvent_norm(
    matrix: SparseMatrix, z: complex, v: Vector, u: Vector, solver: Solver | None
) -> fmpq | None:
    """Return a rational number that ‖R(z)‖ is at least; None where (zI-A)x = 0: it is infinite.

    Parameters
    ----------
    matrix
        A.
    z
        The point, exactly as it is in floats.
    v, u
        About the unit singular vectors: (zI-A)v = σu.
    solver
        R(z), by which v is corrected once: rounding has put into (zI-A)v parts that are large
        beside σ, and the bound loses as many digits as σ has fewer than A. None: it is not.
    """
    image = _Image(matrix.integers(), z)
    x = _as_integers(v, _FIRST)
    y = image.of(x)
    if solver is not None and any(map(np.any, y)):
        floats = image.floats(y, _FIRST)
        sigma = float(np.linalg.norm(floats))
        # the part of y along u is σ; what is beside it comes from the rounding of v
        along = np.vdot(u, floats)
        rest = floats - (along / abs(along) if along else 1.0) * sigma * u
        correction = solver.solve(rest if np.iscomplexobj(v) else rest.real)
        if np.isfinite(correction).all():
            shift = 1 << (_REFINED - _FIRST)
            fine = _as_integers(correction, _REFINED)
            x = tuple(a * shift - b for a, b in zip(x, fine, strict=True))
            y = image.of(x)
    below = _square_sum(y)
    if below == 0:
        return None
    return _root_below(_square_sum(x) * image.scale**2, below)


def modulus_below(z: complex) -> fmpq:
    """Return a rational number that |z| is at least, |z| itself for a real z."""
    real, imaginary = (fmpq(*x.as_integer_ratio()) for x in (z.real, z.imag))
    if imaginary == 0:
        return abs(real)
    square = real**2 + imaginary**2
    return _root_below(int(square.p), int(square.q))


class _Image:
    """(zI-A)x as integers: `scale` times those that x is."""

    def __init__(self, entries: IntegerEntries, z: complex) -> None:
        (a, p), (b, q) = (x.as_integer_ratio() for x in (z.real, z.imag))
        denominator = math.lcm(p, q)
        self.scale = denominator * entries.denominator
        self._point = a * (self.scale // p), b * (self.scale // q)
        self._entries, self._factor = entries, denominator
        self._starts = np.flatnonzero(np.diff(entries.rows, prepend=-1))
        self._filled = entries.rows[self._starts]

    def of(self, x: tuple[Integers, ...]) -> tuple[Integers, ...]:
        """Return scale·(zI-A)x: its real and imaginary parts."""
        re, im = x[0], (x[1] if len(x) == 2 else np.zeros(len(x[0]), dtype=object))
        a, b = self._point
        entries = self._entries
        real, imaginary = a * re - b * im, a * im + b * re
        moved = [self._product(entries.real, part) for part in (re, im)]
        if entries.imaginary is not None:
            other = [self._product(entries.imaginary, part) for part in (re, im)]
            moved = [moved[0] - other[1], moved[1] + other[0]]
        return real - self._factor * moved[0], imaginary - self._factor * moved[1]

    def _product(self, values: Integers, x: Integers) -> Integers:
        result = np.zeros(len(x), dtype=object)
        if len(values):
            terms = values * x[self._entries.columns]
            result[self._filled] = np.add.reduceat(terms, self._starts)
        return result

    def floats(self, y: tuple[Integers, ...], bits: int) -> NDArray[Any]:
        """Return what an image is in floats, if x has so many bits behind the point."""
        unit = self.scale << bits
        real, imaginary = (np.array([v / unit for v in part.tolist()]) for part in y)
        return np.asarray(real + 1j * imaginary) if imaginary.any() else real


def _as_integers(x: Vector, bits: int) -> tuple[Integers, ...]:
    parts = (x.real, x.imag) if np.iscomplexobj(x) else (x,)
    return tuple(
        np.array([round(v) for v in np.ldexp(part, bits).tolist()], dtype=object) for part in parts
    )


def _square_sum(parts: tuple[Integers, ...]) -> int:
    return sum(int((part * part).sum()) for part in parts)


def _root_below(numerator: int, denominator: int) -> fmpq:
    """Return a rational number at most √(numerator/denominator), to 80 bits."""
    shift = max(0, 2 * _BITS - numerator.bit_length() + denominator.bit_length())
    shift += shift % 2
    return fmpq(math.isqrt((numerator << shift) // denominator), 1 << (shift // 2))
