"""The freedoms of the kinds that have a structure of their own, a table each.

The general table (`kreissverify.instances.kinds.freedoms`) is of spectra and ranks; what a member
of these kinds may be is more particular: a period, a state that is never left, a triangle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flint import fmpq

from kreissverify.instances.kinds.companion import Companion
from kreissverify.instances.kinds.contract import MatrixKind
from kreissverify.instances.kinds.nonnegative import Nonnegative
from kreissverify.instances.kinds.normal import Normal
from kreissverify.instances.kinds.orthogonal import Orthogonal
from kreissverify.instances.kinds.shared import natures, patterns
from kreissverify.instances.kinds.shared.freedom import Freedom
from kreissverify.instances.kinds.shared.membership import meets, rank_of
from kreissverify.instances.kinds.stochastic import Stochastic
from kreissverify.instances.kinds.toeplitz import Toeplitz
from kreissverify.matrices.exact_matrix import ExactMatrix, identity

__all__ = ["STRUCTURED"]

Applies = Callable[[MatrixKind], bool]
Shown = Callable[[ExactMatrix], bool]
_SMALL, _LARGE = fmpq(1, 1000), fmpq(1000)
_NEARLY = 1 - fmpq(1, 10**12)


# ------------------------------------------------------------------------------ what options leave


def _always(kind: MatrixKind) -> bool:
    return True


def _rows(kind: MatrixKind) -> int:
    return min(x for x in kind.sizes if isinstance(x, int))


def _has(rows: int) -> Applies:
    """Say whether there are so many rows, and no option takes more than the size of entries."""
    return lambda kind: _rows(kind) >= rows and _is_scaled(kind)


def _is_scaled(kind: MatrixKind) -> bool:
    """Say whether the bounds of a cone ask for a scale only: its members keep their structure."""
    return 0 not in kind.options().values() and _full(kind)


def _full(kind: MatrixKind) -> bool:
    return kind.rank is None or bool(kind.rank >= _rows(kind))


def _free(rows: int) -> Applies:
    """Say whether there are so many rows and no options."""
    return lambda kind: _rows(kind) >= rows and not kind.options()


def _unbounded(kind: MatrixKind) -> bool:
    """Say whether entries may be large: those of normal matrices are bounded by the radius also."""
    names = {*kind.options()} - {"rank"}
    return _rows(kind) > 1 and _is_scaled(kind) and not names


def _not_zero(kind: MatrixKind) -> bool:
    return _is_scaled(kind)


def _any_entries(kind: MatrixKind) -> bool:
    return kind.complex and _is_scaled(kind)


def _sized(rows: int) -> Applies:
    """Say whether there are so many rows: of a kind of which options take nothing away."""
    return lambda kind: _rows(kind) >= rows


def _real(applies: Applies) -> Applies:
    return lambda kind: applies(kind) and not kind.complex


def _complex(applies: Applies) -> Applies:
    return lambda kind: applies(kind) and kind.complex


# -------------------------------------------------------------------------------- what members are


def _not(shown: Shown) -> Shown:
    return lambda X: not shown(X)


def _both(first: Shown, second: Shown) -> Shown:
    return lambda X: first(X) and second(X)


def _is_zero(X: ExactMatrix) -> bool:
    return X.is_zero


def _is_identity(X: ExactMatrix) -> bool:
    return identity(X.shape[0]) == X


def _is_symmetric(X: ExactMatrix) -> bool:
    return X.adjoint() == X


def _is_skew(X: ExactMatrix) -> bool:
    return -X.adjoint() == X


def _is_multiple_of_unitary(X: ExactMatrix) -> bool:
    square = X.adjoint() * X
    return square == identity(X.shape[0]).scaled(square.real[0, 0])


def _is_repeated(X: ExactMatrix) -> bool:
    return natures.distinct_eigenvalues(X) < X.shape[0]


def _has_determinant(sign: int) -> Shown:
    return lambda X: X.determinant()[0] == sign


def _is_small(X: ExactMatrix) -> bool:
    return 0 < natures.largest_entry(X) <= _SMALL


def _is_large(X: ExactMatrix) -> bool:
    return natures.largest_entry(X) >= _LARGE


def _is_within(name: str, bound: fmpq) -> Shown:
    return lambda X: meets(X, name, bound)


def _is_on_the_circle(X: ExactMatrix) -> bool:
    return meets(X, "radius", fmpq(1)) and not meets(X, "radius", _NEARLY)


def _has_only(place: Callable[[int, int, int], bool]) -> Shown:
    """Say whether all entries but some are 0."""

    def shown(X: ExactMatrix) -> bool:
        n = X.shape[0]
        return not any(any(X.entry(i, j)) for i in range(n) for j in range(n) if not place(i, j, n))

    return shown


def _of_scale(small: Applies, large: Applies) -> tuple[Freedom, ...]:
    return (Freedom("small", small, _is_small), Freedom("large", large, _is_large))


def _of_entries(applies: Applies) -> tuple[Freedom, ...]:
    return (
        Freedom("entries that are not real", applies, lambda X: X.is_complex),
        Freedom("real entries", applies, lambda X: not X.is_complex),
    )


_is_upper = _has_only(lambda i, j, n: i <= j)
_is_lower = _has_only(lambda i, j, n: i >= j)
_is_diagonal = _has_only(lambda i, j, n: i == j)
_is_tridiagonal = _has_only(lambda i, j, n: abs(i - j) <= 1)

_ORTHOGONAL = (
    Freedom("the identity", _always, _is_identity),
    Freedom("the determinant 1", _real(_always), _has_determinant(1)),
    Freedom("the determinant -1", _real(_always), _has_determinant(-1)),
    Freedom("a permutation, not 1", _sized(2), _both(patterns.is_permutation, _not(_is_identity))),
    Freedom("symmetric, not diagonal", _sized(2), _both(_is_symmetric, _not(_is_diagonal))),
    Freedom("not symmetric", _sized(2), _not(_is_symmetric)),
    Freedom("without zeros", _sized(2), natures.is_dense),
    Freedom("complex eigenvalues", _sized(2), natures.has_complex_eigenvalues),
    Freedom("a repeated eigenvalue", _sized(2), _is_repeated),
    Freedom("distinct eigenvalues", _sized(2), _not(_is_repeated)),
    Freedom(
        "a twelfth power that is not 1",
        _sized(2),
        lambda X: not _is_identity(X.power(12)) and natures.has_complex_eigenvalues(X),
    ),
    *_of_entries(_complex(_always)),
)
_NORMAL = (
    Freedom("zero", _always, _is_zero),
    Freedom("symmetric, not diagonal", _has(2), _both(_is_symmetric, _not(_is_diagonal))),
    Freedom("skew and not zero", _has(2), _both(_is_skew, _not(_is_zero))),
    Freedom(
        "a multiple of an orthogonal matrix, not symmetric",
        _has(2),
        _both(_is_multiple_of_unitary, _not(_is_symmetric)),
    ),
    Freedom(
        "none of these",
        _has(3),
        lambda X: not (_is_symmetric(X) or _is_skew(X) or _is_multiple_of_unitary(X)),
    ),
    Freedom("complex eigenvalues", _has(2), natures.has_complex_eigenvalues),
    Freedom("a repeated eigenvalue", _has(2), _is_repeated),
    Freedom("distinct eigenvalues", _has(2), _not(_is_repeated)),
    Freedom("singular and not zero", _has(2), lambda X: 0 < rank_of(X) < X.shape[0]),
    Freedom("of full rank", _not_zero, natures.is_regular),
    Freedom("without zeros", _has(2), natures.is_dense),
    Freedom("a negative trace", _not_zero, lambda X: natures.trace(X)[0] < 0),
    *_of_scale(_not_zero, _unbounded),
    *_of_entries(_any_entries),
)
_NONNEGATIVE = (
    Freedom("zero", _always, _is_zero),
    Freedom(
        "nilpotent and not zero",
        lambda kind: (
            _rows(kind) > 1 and 0 not in {kind.norm, kind.numerical_radius, kind.rank} - {None}
        ),
        _both(natures.is_nilpotent, _not(_is_zero)),
    ),
    Freedom("without zeros", _has(2), natures.is_dense),
    Freedom(
        "irreducible, with zeros",
        _has(2),
        _both(patterns.is_irreducible, _not(natures.is_dense)),
    ),
    Freedom(
        "reducible, of positive radius",
        _has(2),
        lambda X: not patterns.is_irreducible(X) and not natures.is_nilpotent(X),
    ),
    Freedom("periodic", _has(2), lambda X: patterns.period(X) > 1),
    Freedom("a defective eigenvalue", _has(2), natures.is_defective),
    Freedom("complex eigenvalues", _has(3), natures.has_complex_eigenvalues),
    Freedom("normal, not diagonal", _has(2), _both(natures.is_normal, _not(_is_diagonal))),
    Freedom("not normal", _has(2), _not(natures.is_normal)),
    Freedom("of rank one", _has(2), lambda X: rank_of(X) == 1),
    Freedom("of full rank", _has(2), natures.is_regular),
    *_of_scale(_not_zero, _unbounded),
)
_STOCHASTIC = (
    Freedom("the identity", _free(1), _is_identity),
    Freedom("a permutation, not 1", _free(2), _both(patterns.is_permutation, _not(_is_identity))),
    Freedom("without zeros", _free(2), natures.is_dense),
    Freedom("irreducible", _free(2), patterns.is_irreducible),
    Freedom("reducible, not 1", _free(2), _both(_not(patterns.is_irreducible), _not(_is_identity))),
    Freedom("periodic", _free(2), lambda X: patterns.period(X) > 1),
    Freedom("a state that is never left, and others", _free(2), patterns.is_absorbing),
    Freedom("a state that is hardly ever left", _free(2), patterns.is_nearly_decoupled),
    Freedom("a defective eigenvalue", _free(3), natures.is_defective),
    Freedom("complex eigenvalues", _free(3), natures.has_complex_eigenvalues),
    Freedom("of rank one", _free(2), lambda X: rank_of(X) == 1),
    Freedom(
        "doubly stochastic, no permutation",
        _free(2),
        _both(_is_within("norm", fmpq(1)), _not(patterns.is_permutation)),
    ),
    Freedom("a norm above 1", _free(2), _not(_is_within("norm", fmpq(1)))),
)
_COMPANION = (
    Freedom("nilpotent", _always, natures.is_nilpotent),
    Freedom("a radius below 1, not 0", _free(1), lambda X: patterns.is_inside(X)),
    Freedom("radius 1", _free(1), _is_on_the_circle),
    Freedom("a radius above 1", _free(1), _not(_is_within("radius", fmpq(1)))),
    Freedom(
        "a defective eigenvalue, not 0",
        _free(2),
        lambda X: natures.is_defective(X) and natures.is_regular(X),
    ),
    Freedom(
        "radius 1 and a defective eigenvalue",
        _free(2),
        _both(_is_on_the_circle, natures.is_defective),
    ),
    Freedom("distinct eigenvalues", _free(2), _not(_is_repeated)),
    Freedom("complex eigenvalues", _free(2), natures.has_complex_eigenvalues),
    Freedom("normal", _free(2), natures.is_normal),
    Freedom("singular, not nilpotent", _free(2), patterns.is_partly_nilpotent),
    Freedom("large", _free(1), _is_large),
    *_of_entries(_complex(_free(1))),
)
_TOEPLITZ = (
    Freedom("zero", _always, _is_zero),
    Freedom("upper triangular, not lower", _has(2), _both(_is_upper, _not(_is_lower))),
    Freedom("lower triangular, not upper", _has(2), _both(_is_lower, _not(_is_upper))),
    Freedom("tridiagonal, not triangular", _has(3), patterns.is_properly_tridiagonal),
    Freedom("symmetric, not diagonal", _has(2), _both(_is_symmetric, _not(_is_diagonal))),
    Freedom("circulant, not diagonal", _has(3), patterns.is_properly_circulant),
    Freedom("without zeros", _has(2), natures.is_dense),
    Freedom(
        "nilpotent and not zero",
        lambda kind: _rows(kind) > 1 and not kind.options(),
        _both(natures.is_nilpotent, _not(_is_zero)),
    ),
    Freedom("a defective eigenvalue, not 0", _has(2), patterns.is_defective_and_regular),
    Freedom("complex eigenvalues", _has(2), natures.has_complex_eigenvalues),
    Freedom("not normal", _has(2), _not(natures.is_normal)),
    Freedom("of rank one", _has(2), lambda X: rank_of(X) == 1),
    Freedom("of full rank", _has(2), natures.is_regular),
    Freedom("a negative trace", _not_zero, lambda X: natures.trace(X)[0] < 0),
    *_of_scale(_not_zero, _unbounded),
    *_of_entries(_any_entries),
)
#: The freedoms of each kind of matrices of a structure of its own.
STRUCTURED: Mapping[type[MatrixKind], tuple[Freedom, ...]] = {
    Orthogonal: _ORTHOGONAL,
    Normal: _NORMAL,
    Nonnegative: _NONNEGATIVE,
    Stochastic: _STOCHASTIC,
    Companion: _COMPANION,
    Toeplitz: _TOEPLITZ,
}
