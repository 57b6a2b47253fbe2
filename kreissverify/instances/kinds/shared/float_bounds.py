"""Bounds of float members: the values of many at once, scaling into them. Nothing is proved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreissverify.numbers.arrays import FloatArray
from kreissverify.quantities.numerical_range.search import highest_directions

__all__ = ["value_of", "within"]


def value_of(name: str, array: NDArray[Any]) -> FloatArray:
    """Return the values that an option bounds, of shape (N,).

    Parameters
    ----------
    name
        ``norm``, ``radius`` or ``numerical_radius``.
    array
        Matrices of shape (N, rows, columns).
    """
    return _VALUES[name](array)


def within(array: NDArray[Any], options: Mapping[str, FloatArray]) -> NDArray[Any]:
    """Return matrices scaled down to meet upper bounds where they do not.

    The largest factor is taken, so that the members on the limit have positive probability and a
    search moves along it; the factor is continuous, and smooth on either side of the limit.

    Parameters
    ----------
    array
        Of shape (N, rows, columns).
    options
        Bounds by name, each of shape (N,); those of no homogeneous function are passed over.
    """
    if "radius" in options and np.any(options["radius"] == 0):
        nilpotent = _nilpotent(array, options.get("rank"))
        array = np.where((options["radius"] == 0)[:, None, None], nilpotent, array)
    for name in _VALUES:
        if name in options:
            array = _scaled_down(array, name, options[name])
    return array


def _nilpotent(array: NDArray[Any], ranks: FloatArray | None) -> NDArray[Any]:
    """Return strictly triangular matrices: no multiple of another one but 0 has the radius 0.

    With as many rows that are not zero as the rank allows, where it is bounded.
    """
    made = np.triu(array, 1)
    if ranks is None:
        return made
    kept = np.arange(array.shape[-1]) < ranks[:, None]
    return np.asarray(made * kept[:, :, None])


def _scaled_down(array: NDArray[Any], name: str, bounds: FloatArray) -> NDArray[Any]:
    values = value_of(name, array)
    inside = values <= bounds
    factors = np.where(inside, 1.0, bounds / np.where(inside, 1.0, values))
    return np.asarray(array * factors[:, None, None])


def _norms(array: NDArray[Any]) -> FloatArray:
    return np.asarray(np.linalg.norm(array, 2, axis=(-2, -1)))


def _radii(array: NDArray[Any]) -> FloatArray:
    values = np.asarray(np.abs(np.linalg.eigvals(array)).max(axis=-1))
    # the eigenvalues of strictly triangular matrices are known
    triangular = np.triu(array, 1)
    return np.where((triangular == array).all(axis=(-2, -1)), 0.0, values)


def _numerical_radii(array: NDArray[Any]) -> FloatArray:
    # the curvature between nearly equal eigenvalues may overflow: it only guides a search
    with np.errstate(all="ignore"):
        return np.asarray(highest_directions(array).found.values)


_VALUES: Mapping[str, Callable[[NDArray[Any]], FloatArray]] = {
    "norm": _norms,
    "radius": _radii,
    "numerical_radius": _numerical_radii,
}
