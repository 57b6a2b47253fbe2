"""Diagonal blocks with spectral radius at most γ by construction.

Symmetric: A = QΛQᵀ with a rational orthogonal Q, so ρ(A) = ‖A‖ = max |λ| exactly; or small entries
scaled so that every row sum is at most γ. With ``symmetric=False``: γQ, Jordan blocks and
triangular matrices in a random orthonormal basis, with numerical radius on both sides of γ.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq, fmpq_mat

from kreissverify.instances.orthogonal import diagonal, identity, orthogonal
from kreissverify.instances.randomness import Source, chance, choice, integer, ratio, signed

__all__ = ["DiagonalBlock", "any_block", "plain_block", "small_integers", "symmetric_block"]


@dataclass(frozen=True)
class DiagonalBlock:
    """A diagonal block and how it was made.

    Attributes
    ----------
    matrix
        The block.
    basis
        An orthonormal basis of eigenvectors or Schur vectors, in its columns.
    eigenvalues
        The diagonal in that basis; the first has modulus γ where γ is attained.
    norm
        The spectral norm, where it is known by construction.
    """

    matrix: fmpq_mat
    basis: fmpq_mat
    eigenvalues: tuple[fmpq, ...]
    norm: fmpq | None


def symmetric_block(source: Source, size: int, gamma: fmpq, attained: bool) -> DiagonalBlock:
    """Return QΛQᵀ with eigenvalues in [-γ, γ]; γ or -γ is one of them if `attained`.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    gamma
        The bound of the eigenvalues.
    attained
        Whether it is met.
    """
    eigenvalues = _spectrum(source, size, gamma, attained)
    basis = orthogonal(source, size)
    matrix = basis * diagonal(eigenvalues) * basis.transpose()
    return DiagonalBlock(matrix, basis, tuple(eigenvalues), max(map(abs, eigenvalues)))


def _spectrum(source: Source, size: int, gamma: fmpq, attained: bool) -> list[fmpq]:
    top = gamma if attained else gamma * choice(source, (fmpq(0), ratio(source), fmpq(99, 100)))
    first = top if chance(source, 0.8) else -top
    # repeated and clustered eigenvalues are hard for eigenvalue solvers and for Newton's method
    kind = choice(source, ("spread", "spread", "both", "repeated", "zeros", "clustered"))
    rest = size - 1
    if kind == "repeated":
        copies = 1 + integer(source, 0, rest)
        return [first] * copies + [first * ratio(source)] * (size - copies)
    if kind == "zeros":
        return [first] + [fmpq(0)] * rest
    if kind == "clustered":
        return [first] + [first * (1 - fmpq(1, 10 ** (2 + k % 4))) for k in range(rest)]
    others = [top * fmpq(integer(source, -8, 8), 8) for _ in range(rest)]
    if kind == "both" and others:
        others[0] = -first
    return [first, *others]


def plain_block(source: Source, size: int, gamma: fmpq, symmetric: bool) -> DiagonalBlock:
    """Return small integers times a rational: every row and column sum is at most γ in modulus.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    gamma
        The bound, which is mostly not attained.
    symmetric
        Whether the block is symmetric.
    """
    entries = small_integers(source, size, symmetric)
    # ‖A‖² ≤ ‖A‖₁‖A‖_∞, so that both bounded by γ bound the norm, and ρ with it
    sums = [sum(map(abs, line)) for line in (*entries, *zip(*entries, strict=True))]
    matrix = fmpq_mat(entries) * (gamma / max(1, *sums))
    norm = abs(matrix[0, 0]) if size == 1 else None
    return DiagonalBlock(matrix, identity(size), tuple(matrix[i, i] for i in range(size)), norm)


def small_integers(source: Source, size: int, symmetric: bool) -> list[list[int]]:
    """Return a table of integers from -3 to 3.

    Parameters
    ----------
    source, size, symmetric
        The randomness, the number of rows, and whether the table is symmetric.
    """
    entries = [[integer(source, -3, 3) for _ in range(size)] for _ in range(size)]
    if symmetric:
        return [[entries[max(i, j)][min(i, j)] for j in range(size)] for i in range(size)]
    return entries


def any_block(source: Source, size: int, gamma: fmpq, attained: bool) -> DiagonalBlock:
    """Return a block that need not be symmetric, with ρ ≤ γ and w on either side of γ.

    Parameters
    ----------
    source
        The randomness.
    size
        The number of rows.
    gamma
        The bound of ρ.
    attained
        Whether ρ = γ, where the kind that is drawn leaves a choice.
    """
    kind = choice(source, ("symmetric", "normal", "jordan", "jordan", "triangular", "rotations"))
    if size == 1 or kind == "symmetric":
        return symmetric_block(source, size, gamma, attained)
    basis = orthogonal(source, size)
    if kind == "normal":
        scale = gamma if attained else gamma * ratio(source)
        turn = orthogonal(source, size)
        return DiagonalBlock(turn * scale, basis, (scale,) * size, scale)
    if kind == "jordan":
        schur = _jordan(source, size, gamma)
    elif kind == "triangular":
        schur = diagonal(_spectrum(source, size, gamma, attained)) + _upper(source, size)
    else:
        schur = _rotations(source, size, gamma)
    matrix = basis * schur * basis.transpose()
    return DiagonalBlock(matrix, basis, tuple(schur[i, i] for i in range(size)), None)


def _jordan(source: Source, size: int, gamma: fmpq) -> fmpq_mat:
    """Return λI + sN: |λ| + s ≤ γ, so that w ≤ γ, or |λ| = γ and any s, so that w > γ."""
    if chance(source, 0.4):
        value = gamma * ratio(source)
        step = gamma - value
    else:
        value, step = gamma, choice(source, (fmpq(1), ratio(source), fmpq(10), 1 - gamma))
    made = diagonal([signed(source, value)] * size)
    for i in range(size - 1):
        made[i, i + 1] = step
    return made


def _upper(source: Source, size: int) -> fmpq_mat:
    made = fmpq_mat(size, size)
    scale = choice(source, (fmpq(1), ratio(source), fmpq(5)))
    for i in range(size):
        for j in range(i + 1, size):
            made[i, j] = scale * fmpq(integer(source, -3, 3), 2)
    return made


def _rotations(source: Source, size: int, gamma: fmpq) -> fmpq_mat:
    """Return 2×2 scaled rotations on the diagonal, coupled above it: complex eigenvalues."""
    made = _upper(source, size)
    # Pythagorean angles: rational rotations, of which the eigenvalues are known and complex
    made[size - 1, size - 1] = gamma * ratio(source)  # stays only if the size is odd
    for i in range(0, size - 1, 2):
        radius = gamma if i == 0 else gamma * ratio(source)
        cosine, sine = choice(source, ((fmpq(3, 5), fmpq(4, 5)), (fmpq(-5, 13), fmpq(12, 13))))
        made[i, i] = made[i + 1, i + 1] = radius * cosine
        made[i, i + 1], made[i + 1, i] = -radius * sine, radius * sine
    return made
