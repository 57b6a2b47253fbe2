"""Small generic members: each is drawn so that it shows freedoms that corners and T do not have.

Blocks are not symmetric where they need not be, eigenvalues are complex, repeated or defective,
couplings vanish or have no zero entry, radii and strengths differ. A round of eight members goes
through all kinds; the next one combines them in another way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

from flint import fmpq, fmpq_mat

from kreissverify.instances.coupled.coupling_blocks import plain_coupling
from kreissverify.instances.coupled.diagonal_blocks import plain_block
from kreissverify.instances.coupled.exact_instances import bounds_of
from kreissverify.instances.coupled.flow_blocks import FLOW_KINDS, SYMMETRIC_FLOW_KINDS
from kreissverify.instances.orthogonal import diagonal, orthogonal
from kreissverify.instances.randomness import choice, generator, ratio, signed
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.numbers.rational import as_fmpq

__all__ = ["generic_member"]

# The lists have one length, so that the first round sees every entry of each; the places of the
# entries are chosen so that no block of one row hides a kind of block from the first 20 instances.
# Sizes are small: a generic member is dense, and what it costs to decide grows fast with its rows.
_TWO_SIZES = ((2, 2), (2, 3), (3, 2), (2, 1), (4, 4), (2, 2), (3, 2), (1, 2))
_MANY_SIZES = ((2, 2), (2, 1, 2), (3, 2, 2), (2, 1, 1, 1), (4, 2), (2, 2, 2), (3, 2), (1, 2, 1))
# Choices: the middle, both ends, and nothing that makes the fractions long. γ = 0 stands where the
# block has a repeated eigenvalue in any case, since it makes most of the other kinds vanish.
_GAMMAS = ("1/2", "1/4", "9/10", "3/4", "1/3", "2/3", "99/100", "0")
# The same of each block: the one or the other is larger, or 0, or near 1; equal ones twice.
_SEPARATE = (
    ("1/2", "3/4", "1/4", "9/10"),
    ("1/4", "1/4", "1/4", "1/4"),
    ("9/10", "1/2", "0", "1/3"),
    ("3/4", "15/16", "1/3", "1/2"),
    ("0", "1/3", "2/3", "1/2"),
    ("2/3", "99/100", "1/2", "9/10"),
    ("99/100", "1/4", "1/3", "3/4"),
    ("0", "0", "0", "0"),
)
# Of flows, the scales of time.
_SCALES = ("1", "1", "100", "1", "1/1000", "1", "10", "1")
# κ = c/δ on both sides of 2, where K leaves 1; zero twice, once with b = 0 and where all blocks are
# normal in the first round: then J is normal.
_KAPPAS = ("1", "3", "20", "0", "4", "200", "0", "5")
# bc/δ², up to 1, where stability of T ends, and once beyond; where κ = 0, b/δ. Zero also where
# γ = 0 in the first round: then J is nilpotent.
_SHARES = ("3/4", "4", "99/100", "1/2", "1/2", "1/4", "0", "0")
# Where in a round all blocks stay inside their bounds, which no corner does, and by how much. It is
# where no coupling acts in the first round, which would hide what the bounds leave open.
_SLACK_PLACE, _SLACK_OF_MAP, _SLACK_OF_FLOW = 6, fmpq(1, 4), fmpq(100)
_STEPS = (fmpq(1), fmpq(1, 2), fmpq(3))  # beside a repeated eigenvalue: weak to strong growth
_PYTHAGOREAN = ((fmpq(3, 5), fmpq(4, 5)), (fmpq(-5, 13), fmpq(12, 13)), (fmpq(7, 25), fmpq(24, 25)))
# Attempts to have no zero entry. Nearly all small blocks need one or two; of large blocks some
# entry vanishes nearly always, and nothing rests on it.
_ATTEMPTS = 20


def generic_member(quantifier: Quantifier, seed: int, index: int) -> CoupledMatrix:
    """Return a generic member of a complete class, a function of the arguments alone.

    Parameters
    ----------
    quantifier
        The class with its options.
    seed, index
        What the member is a function of; eight indices in a row go through all kinds.
    """
    source = generator("generic", quantifier.label, seed, index)
    turn, k = divmod(index, len(_GAMMAS))
    two = quantifier.structure.two_blocks
    # sizes, radii and strengths move against the kinds of blocks, each at a pace of its own
    sizes = quantifier.given_sizes or (_TWO_SIZES if two else _MANY_SIZES)[(k + 3 * turn) % 8]
    kinds = _kinds(quantifier)
    m, place = len(sizes), (k + 5 * turn) % 8
    bound = quantifier.matrix_class.kind_of_bound
    gammas = _radii(quantifier, m, (k + turn) % 8)
    b, c = _strengths(place)
    cells = [[fmpq_mat(height, width) for width in sizes] for height in sizes]
    slack = fmpq(1)
    if k == _SLACK_PLACE:
        slack = _SLACK_OF_FLOW if quantifier.of_flows else _SLACK_OF_MAP
    for i, size in enumerate(sizes):
        cells[i][i] = kinds[(k + i) % len(kinds)](source, size, gammas[i] * slack)
        for j, width in enumerate(sizes):
            if i != j and quantifier.structure.couples(i, j):
                # of more than two blocks each meets m-1 others: the sums stay what they were
                norm = bound.gap(gammas[i]) * (c if i > j else b) / (m - 1)
                make = _COUPLINGS[(place + i) % len(_COUPLINGS)]
                cells[i][j] = _dense(partial(make, source, norm, size, width))
    made: CoupledMatrix = quantifier.matrix_class._proved(
        cells, bounds_of(quantifier, gammas), {}, symmetric=quantifier.symmetric
    )
    return made


def _radii(quantifier: Quantifier, m: int, place: int) -> list[fmpq]:
    """Return γ for each of m blocks, or a γ_i for each."""
    of = _SEPARATE[place] if quantifier.radii == "each" else (_GAMMAS[place],)
    gammas = [as_fmpq(of[i % len(of)]) for i in range(m)]
    if not quantifier.of_flows:
        return gammas
    # μ_i = s·(1-γ_i), on a scale of time
    return [as_fmpq(_SCALES[place]) * (1 - gamma) for gamma in gammas]


def _kinds(quantifier: Quantifier) -> tuple[_Block, ...]:
    """Return what makes the kinds of diagonal blocks."""
    if quantifier.of_flows:
        return SYMMETRIC_FLOW_KINDS if quantifier.symmetric else FLOW_KINDS
    return _SYMMETRIC if quantifier.symmetric else _ANY


def _strengths(place: int) -> tuple[fmpq, fmpq]:
    """Return (b/δ, c/δ) = (share/κ, κ); where κ = 0, b/δ is that share."""
    kappa, share = as_fmpq(_KAPPAS[place]), as_fmpq(_SHARES[place])
    return share / (kappa if kappa != 0 else 1), kappa


def _dense(make: Callable[[], fmpq_mat]) -> fmpq_mat:
    """Return what is drawn, drawn again while an entry vanishes; a zero matrix as it is."""
    made = make()
    for _ in range(_ATTEMPTS):
        zeros = sum(x == 0 for x in made.entries())
        if zeros in (0, len(made.entries())):
            break
        made = make()
    return made


def _basis(source: Random, size: int) -> fmpq_mat:
    return _dense(lambda: orthogonal(source, size))


def _in_basis(source: Random, schur: fmpq_mat) -> fmpq_mat:
    """Return QSQᵀ, which has the eigenvalues and the norm of S."""
    basis = _basis(source, schur.nrows())
    made: fmpq_mat = basis * schur * basis.transpose()
    return made


def _scalar(source: Random, gamma: fmpq) -> fmpq_mat:
    """Return a block of one row: ±γ, or inside."""
    return fmpq_mat([[signed(source, gamma * choice(source, (fmpq(1), fmpq(1), ratio(source))))]])


def _spread(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """Symmetric, with distinct eigenvalues of both signs."""
    values = [gamma * fmpq(size - k if k % 2 == 0 else k - size, size) for k in range(size)]
    return _in_basis(source, diagonal(values))


def _repeated(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """Symmetric, with an eigenvalue of all but one dimension; of two rows, a multiple of I."""
    top = signed(source, gamma)
    others = [top * ratio(source)] if size > 2 else []
    return _in_basis(source, diagonal([top] * max(size - 1, 2) + others))


def _both_ends(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """Symmetric, with the eigenvalues γ and -γ."""
    return _in_basis(source, diagonal([gamma if k % 2 == 0 else -gamma for k in range(size)]))


def _rank_one(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """Symmetric, with one eigenvalue that is not zero."""
    return _in_basis(source, diagonal([signed(source, gamma)] + [fmpq(0)] * (size - 1)))


def _negative(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """Symmetric and negative definite."""
    values = [-gamma * fmpq(size - k, size) for k in range(size)]
    return _in_basis(source, diagonal(values))


def _plain_symmetric(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """Small integers times a rational: eigenvalues are irrational, and γ is a bound only."""
    return _dense(lambda: plain_block(source, size, gamma, True).matrix)


def _plain(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """As `_plain_symmetric`, and not symmetric."""
    return _dense(lambda: plain_block(source, size, gamma, False).matrix)


def _defective(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """One Jordan block at ±γ: its numerical radius is above γ."""
    return _in_basis(source, _jordan(signed(source, gamma), choice(source, _STEPS), size))


def _within(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """One Jordan block whose numerical radius is at most γ: |λ| + s = γ bounds it."""
    inner = gamma * ratio(source)
    return _in_basis(source, _jordan(signed(source, inner), gamma - inner, size))


def _jordan(value: fmpq, step: fmpq, size: int) -> fmpq_mat:
    made = diagonal([value] * size)
    for i in range(size - 1):
        made[i, i + 1] = step
    return made


def _complex(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """Complex eigenvalues of modulus γ, and not normal: an ellipse in place of a circle."""
    made = diagonal([gamma * fmpq(size - k, size) for k in range(size)])
    cosine, sine = choice(source, _PYTHAGOREAN)
    stretch = choice(source, (fmpq(2), fmpq(3), fmpq(1, 2)))
    # det and trace, thus the eigenvalues, are those of the rotation
    made[0, 0] = made[1, 1] = gamma * cosine
    made[0, 1], made[1, 0] = -gamma * sine * stretch, gamma * sine / stretch
    return _in_basis(source, made)


def _triangular(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """Upper triangular as it stands, with distinct eigenvalues."""
    made = diagonal([gamma * fmpq(size - k, size) for k in range(size)])
    for i in range(size):
        for j in range(i + 1, size):
            made[i, j] = signed(source, choice(source, _STEPS))
    return made


def _turn(source: Random, size: int, gamma: fmpq) -> fmpq_mat:
    """Normal and not symmetric: γ times an orthogonal matrix that rotates a plane."""
    made = diagonal([gamma] * size)
    cosine, sine = choice(source, _PYTHAGOREAN)
    made[0, 0] = made[1, 1] = gamma * cosine
    made[0, 1], made[1, 0] = -gamma * sine, gamma * sine
    return _in_basis(source, made)


_Block = Callable[[Random, int, fmpq], fmpq_mat]


def _unless_scalar(make: _Block) -> _Block:
    return lambda source, size, gamma: (
        _scalar(source, gamma) if size == 1 else make(source, size, gamma)
    )


# Neighbours go together in one member, as A and D: unlike kinds stand next to one another.
_ANY = tuple(
    map(
        _unless_scalar,
        (_defective, _complex, _spread, _triangular, _plain, _within, _turn, _repeated),
    )
)
_SYMMETRIC = tuple(
    map(
        _unless_scalar,
        (
            _spread,
            _plain_symmetric,
            _repeated,
            _both_ends,
            _rank_one,
            _negative,
            _plain_symmetric,
            _repeated,
        ),
    )
)


def _rank_one_coupling(source: Random, norm: fmpq, rows: int, columns: int) -> fmpq_mat:
    """Return c·uvᵀ with unit vectors u and v."""
    return _singular(source, [norm], rows, columns)


def _full_coupling(source: Random, norm: fmpq, rows: int, columns: int) -> fmpq_mat:
    """Return a block of full rank, with distinct singular values."""
    rank = min(rows, columns)
    return _singular(source, [norm * fmpq(rank - k, rank) for k in range(rank)], rows, columns)


def _singular(source: Random, values: list[fmpq], rows: int, columns: int) -> fmpq_mat:
    left, right = _basis(source, rows), _basis(source, columns)
    made: fmpq_mat = left * diagonal(values, rows, columns) * right.transpose()
    return made


_COUPLINGS = (_full_coupling, plain_coupling, _rank_one_coupling)
