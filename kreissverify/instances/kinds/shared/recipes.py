"""Rational square matrices of every nature, from which members are drawn.

A recipe makes a core of small height: by its eigenvalues and Jordan blocks, by its singular values,
or entry by entry. The core is then made larger by zeros where the rank is bounded, and turned by an
orthogonal (unitary) matrix, which changes none of its norm, radii, and rank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flint import fmpq, fmpq_mat

from kreissverify.instances.orthogonal import diagonal, orthogonal
from kreissverify.instances.randomness import Source, chance, choice, integer, ratio, signed
from kreissverify.matrices.exact_matrix import ExactMatrix

__all__ = [
    "NILPOTENT",
    "drawn_number",
    "drawn_square",
    "drawn_unit",
    "enlarged",
    "phased",
    "turned",
    "unitary",
]

Recipe = Callable[[Source, int], fmpq_mat]
#: The points of the unit circle with short coordinates.
UNITS = ((1, 0, 1), (0, 1, 1), (3, 4, 5), (4, 3, 5), (5, 12, 13))


def drawn_square(source: Source, size: int, rank: int, recipes: Mapping[str, Recipe]) -> fmpq_mat:
    """Return a real matrix of one of the recipes, of at most some rank.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    rank
        The most that the rank may be.
    recipes
        The recipes to choose from: `RECIPES`, or `NILPOTENT`.
    """
    if rank == 0:
        return fmpq_mat(size, size)
    # lower ranks also where higher ones are allowed: singular matrices are a nature of their own
    core = rank if chance(source, 0.75) else integer(source, 1, rank)
    recipe = recipes[choice(source, sorted(recipes))]
    made = enlarged(recipe(source, core), size)
    return turned(source, made) if chance(source, 0.6) else made


def enlarged(core: fmpq_mat, size: int) -> fmpq_mat:
    """Return the matrix with rows and columns of zeros added."""
    made = fmpq_mat(size, size)
    for i in range(core.nrows()):
        for j in range(core.ncols()):
            made[i, j] = core[i, j]
    return made


def turned(source: Source, matrix: fmpq_mat) -> fmpq_mat:
    """Return the matrix in other orthonormal coordinates."""
    Q = orthogonal(source, matrix.nrows())
    return Q * matrix * Q.transpose()


def drawn_unit(source: Source) -> tuple[fmpq, fmpq]:
    """Return a rational point of the unit circle, as its real and imaginary part."""
    p, q, r = choice(source, UNITS)
    return signed(source, fmpq(p, r)), signed(source, fmpq(q, r))


def phased(source: Source, matrix: ExactMatrix, similar: bool) -> ExactMatrix:
    """Multiply by diagonal unitary matrices: of complex kinds most members are complex.

    Parameters
    ----------
    source
        The randomness.
    matrix
        The matrix, of any shape.
    similar
        Whether the right factor is the inverse of the left one, so that eigenvalues stay.
    """
    rows, columns = matrix.shape
    left = _phases(source, rows)
    right = left.adjoint() if similar else _phases(source, columns)
    return left * matrix * right


def unitary(source: Source, size: int, complex: bool) -> ExactMatrix:
    """Return an orthogonal matrix; for complex kinds a unitary one, which may be real.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    complex
        Whether entries may be complex.
    """
    made = ExactMatrix(orthogonal(source, size))
    if complex and chance(source, 0.8):
        made = phased(source, made, similar=False) * ExactMatrix(orthogonal(source, size))
    return made


def _phases(source: Source, size: int) -> ExactMatrix:
    units = [drawn_unit(source) for _ in range(size)]
    return ExactMatrix(diagonal([x for x, _ in units]), diagonal([y for _, y in units]))


def drawn_number(source: Source) -> fmpq:
    """Return a number of small height, mostly about 1 and never 0."""
    if chance(source, 0.5):
        return fmpq(choice(source, (1, -1, 1, -1, 2, -2, 3)))
    return signed(source, ratio(source) if chance(source, 0.7) else 1 + ratio(source))


def _eigenvalues(source: Source, size: int) -> list[fmpq]:
    if chance(source, 0.3):  # equal ones, at least where there are few
        values = [drawn_number(source), drawn_number(source)]
        return [choice(source, values) for _ in range(size)]
    return [drawn_number(source) for _ in range(size)]


def _normal_real(source: Source, size: int) -> fmpq_mat:
    return diagonal(_eigenvalues(source, size))


def _scalar(source: Source, size: int) -> fmpq_mat:
    return diagonal([drawn_number(source)] * size)


def _rotations(source: Source, size: int) -> fmpq_mat:
    """Return blocks [[a, -b], [b, a]], normal and with complex eigenvalues a ± ib."""
    made = diagonal(_eigenvalues(source, size))
    for i in range(0, size - 1, 2):
        a, b = _circle_point(source) if chance(source, 0.6) else _pair(source)
        made[i, i] = made[i + 1, i + 1] = a
        made[i + 1, i], made[i, i + 1] = b, -b
    return made


def _circle_point(source: Source) -> tuple[fmpq, fmpq]:
    # of modulus 1, so that the radius is known and its bound can be attained
    a, b = drawn_unit(source)
    return (a, b) if b != 0 else (b, a)


def _pair(source: Source) -> tuple[fmpq, fmpq]:
    return drawn_number(source), drawn_number(source)


def _jordan(source: Source, size: int) -> fmpq_mat:
    """Return one Jordan block, of couplings that may be large."""
    made = diagonal([drawn_number(source)] * size)
    return _coupled(source, made)


def _coupled(source: Source, made: fmpq_mat) -> fmpq_mat:
    coupling = choice(source, (fmpq(1), fmpq(2), fmpq(1, 2), fmpq(10)))
    for i in range(made.nrows() - 1):
        made[i, i + 1] = coupling
    return made


def _shift(source: Source, size: int) -> fmpq_mat:
    """Return a nilpotent Jordan block: of couplings 2 in two rows its numerical radius is 1."""
    return _coupled(source, fmpq_mat(size, size))


def _strictly_triangular(source: Source, size: int) -> fmpq_mat:
    return _triangle(source, fmpq_mat(size, size))


def _triangular(source: Source, size: int) -> fmpq_mat:
    return _triangle(source, diagonal(_eigenvalues(source, size)))


def _triangle(source: Source, made: fmpq_mat) -> fmpq_mat:
    for i in range(made.nrows()):
        for j in range(i + 1, made.nrows()):
            made[i, j] = fmpq(integer(source, -3, 3))
    return made


def _pairs_of_two(source: Source, size: int) -> fmpq_mat:
    """Return blocks [[0, 2], [0, 0]] with numbers beside them: of numerical radius 1 or known."""
    made = diagonal([signed(source, ratio(source)) for _ in range(size)])
    for i in range(0, size - 1, 2):
        made[i, i] = made[i + 1, i + 1] = fmpq(0)
        made[i, i + 1] = fmpq(2)
    return made


def _singular_values(source: Source, size: int) -> fmpq_mat:
    """Return a product UΣV with singular values that are known, the largest 1."""
    values = [fmpq(1), *(ratio(source) for _ in range(size - 1))]
    if chance(source, 0.3):
        values = [fmpq(1)] * size
    return orthogonal(source, size) * diagonal(values) * orthogonal(source, size)


def _dense(source: Source, size: int) -> fmpq_mat:
    entries = [fmpq(choice(source, (-3, -2, -1, 1, 2, 3))) for _ in range(size * size)]
    return fmpq_mat(size, size, entries)


def _sparse(source: Source, size: int) -> fmpq_mat:
    made = fmpq_mat(size, size)
    for _ in range(size):
        made[integer(source, 0, size - 1), integer(source, 0, size - 1)] = drawn_number(source)
    return made


def _rank_one(source: Source, size: int) -> fmpq_mat:
    column, row = ([fmpq(integer(source, -2, 2)) for _ in range(size)] for _ in range(2))
    column[0], row[-1] = fmpq(1), fmpq(1)
    return fmpq_mat(size, 1, column) * fmpq_mat(1, size, row)


def _zero(source: Source, size: int) -> fmpq_mat:
    return fmpq_mat(size, size)


#: Recipes of nilpotent matrices.
NILPOTENT: Mapping[str, Recipe] = {
    "shift": _shift,
    "strictly triangular": _strictly_triangular,
    "zero": _zero,
}
#: Recipes of square matrices.
RECIPES: Mapping[str, Recipe] = {
    "dense": _dense,
    "jordan": _jordan,
    "normal real": _normal_real,
    "pairs of two": _pairs_of_two,
    "rank one": _rank_one,
    "rotations": _rotations,
    "scalar": _scalar,
    "shift": _shift,
    "singular values": _singular_values,
    "sparse": _sparse,
    "strictly triangular": _strictly_triangular,
    "triangular": _triangular,
    "zero": _zero,
}
