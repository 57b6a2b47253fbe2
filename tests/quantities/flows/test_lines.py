"""G_c, the distance to instability and the pseudospectral abscissa of flows, and line proofs."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from flint import arb_mat, fmpq, fmpq_mat

from kreissverify import Matrix, Refused, enclose
from kreissverify import continuous as ct
from kreissverify.numbers.ball import ball_matrix, working_precision
from kreissverify.numbers.positive_definite import is_positive_semidefinite_exact
from kreissverify.quantities.curve_proofs.coordinates import original
from kreissverify.quantities.curve_proofs.line_inequality import line_matrix, line_matrix_in_float
from kreissverify.quantities.curve_proofs.proofs import CurveProver, Task
from kreissverify.quantities.curve_proofs.riccati import riccati_float
from kreissverify.quantities.curves import LINES
from kreissverify.quantities.kreiss.chords import (
    covering_vertex,
    first_contact,
    line_chain_bound,
)
from kreissverify.quantities.kreiss.maximiser import found_peak
from tests.quantities.support.reference_flows import FLOWS

SMALL = ["Grcar", "shear, 2+2", "needles, 3", "stiff, 6", "convection-diffusion, 12"]
OTHERS = sorted(set(FLOWS) - set(SMALL))


def densest(array: np.ndarray, level: float) -> float:
    """Return the largest ‖R‖ on a dense grid of a line, refined at its eigenvalues' ordinates."""
    size = 1.2 * float(np.linalg.norm(array, 2))
    own = np.abs(np.linalg.eigvals(array).imag)
    near = own[:, None] + np.linspace(-1, 1, 41) * 1e-2 * (own[:, None] + level)
    ordinates = np.concatenate([np.linspace(0, size, 600), near.ravel()])
    shifted = (level + 1j * ordinates)[:, None, None] * np.eye(len(array)) - array
    return 1 / float(np.linalg.svd(shifted, compute_uv=False)[:, -1].min())


@pytest.mark.parametrize(
    "name", [*SMALL, *(pytest.param(x, marks=pytest.mark.slow) for x in OTHERS)]
)
def test_the_norm_on_a_line(name: str) -> None:
    array = FLOWS[name]
    alpha = float(np.linalg.eigvals(array).real.max())
    for x in (0.0, alpha / 2, 3.0):
        value, shown = ct.G(array, x), enclose(ct.G, array, x, rtol=1e-7)
        assert float(shown.lower) <= value * (1 + 1e-12) and value <= float(shown.upper) * (
            1 + 1e-12
        )
        # singular values of LAPACK are off by some units of the norm
        noise = 1e-15 * float(np.linalg.norm(array)) * value
        assert densest(array, x) <= value * (1 + 1e-9 + noise)
        found, error = ct.G.float64(array, x).one()
        assert abs(found - value) <= error
    assert ct.distance_to_instability(array) == pytest.approx(1 / ct.G(array, 0), rel=1e-12)
    assert ct.G(array, alpha - 0.1) == math.inf


@pytest.mark.parametrize(
    "name", [*SMALL, *(pytest.param(x, marks=pytest.mark.slow) for x in OTHERS)]
)
def test_the_pseudospectral_abscissa_inverts_the_norm(name: str) -> None:
    array = FLOWS[name]
    for eps in (1e-3, 0.5):
        x = ct.pseudospectral_abscissa(array, eps)
        assert ct.G(array, x) == pytest.approx(1 / eps, rel=1e-6)
        shown = enclose(ct.pseudospectral_abscissa, array, eps, rtol=1e-7)
        assert float(shown.lower) - 1e-12 * abs(x) <= x <= float(shown.upper) + 1e-12 * abs(x)
        assert found_peak(array, None, LINES).value >= x / eps * (1 - 1e-8)  # K_c = sup α_ε/ε


def test_exact_values_of_metzler_matrices() -> None:
    A = [["-1", 2], ["1/8", "-3/2"]]
    exact = ct.G.exact(Matrix(A), fmpq(0))
    assert ct.G(A, 0) == pytest.approx(float(exact), rel=1e-14)
    assert float(ct.distance_to_instability.exact(Matrix(A))) == pytest.approx(
        ct.distance_to_instability(A), rel=1e-14
    )
    assert ct.distance_to_instability([[0, 1], [0, -1]]) == 0.0


def test_high_precision_is_not_a_float() -> None:
    A = Matrix([["-1", 10, 0], [0, "-2", 1], ["1/7", 0, "-3"]])
    coarse, fine = (ct.G.highprec(A, fmpq(0), digits=d) for d in (20, 60))
    eps = ct.pseudospectral_abscissa.highprec(A, fmpq(1, 10), digits=40)
    with mpmath.workdps(70):
        assert 0 < abs(coarse - fine) < mpmath.mpf(10) ** -18
    shown = enclose(ct.pseudospectral_abscissa, A, "1/10", rtol=1e-12)
    assert float(shown.lower) <= float(eps) <= float(shown.upper)


def test_the_norm_of_what_is_on_the_line() -> None:
    assert ct.G([[0, 1], [-1, 0]], 0) == math.inf
    assert enclose(ct.G, [[0, 1], [-1, 0]], 0).lower.value == math.inf
    assert ct.G([[0, 1], [-1, 0]], "1/2") == pytest.approx(2.0)
    assert enclose(ct.G, [["-1/2", 7], [0, -1]], "-1/2").lower.value == math.inf
    certificate = enclose(ct.G, [[2, 0], [0, 1]], 1).certificate
    assert certificate is not None and certificate["lower"]["abscissa"] == "1"


@pytest.mark.parametrize("seed", range(4))
def test_float_bounds_contain_the_exact_line_matrix(seed: int) -> None:
    """So that a bound that is too small in any entry is found out."""
    random = np.random.default_rng(seed)
    n = 5
    array = random.standard_normal((n, n)) * 10.0 ** random.uniform(-3, 3, (n, n))
    p = random.standard_normal((n, n))
    p = p @ p.T
    p = (p + p.T) / 2
    level, gain = float(random.uniform(0, 5)), float(random.uniform(0.5, 50))
    here = original(Matrix(array))
    middle, radius = line_matrix_in_float(here, np.array([level]), np.array([gain]), p[None])
    exact_p = Matrix(p).exact
    with working_precision(400):
        shown = line_matrix(
            ball_matrix(here_matrix(array)),
            *(fmpq(*x.as_integer_ratio()) for x in (level, gain)),
            exact_p,
        )
        assert isinstance(shown, arb_mat)
        for i in range(n):
            for j in range(n):
                assert abs(float(shown[i, j].mid()) - middle[0, i, j]) <= radius[0, i, j]


def here_matrix(array: np.ndarray) -> fmpq_mat:
    return Matrix(array).exact


@pytest.mark.parametrize("n", [3, 8, 60])
def test_a_riccati_solution_solves_its_equation(n: int) -> None:
    random = np.random.default_rng(n)
    array = random.standard_normal((n, n))
    array -= (np.linalg.eigvals(array).real.max() + 0.5) * np.eye(n)
    eta = 1.2 * ct.G(array, 0)
    p = riccati_float(original(Matrix(array)), np.array([0.0]), np.array([eta]), LINES)[0]
    rest = array.T @ p + p @ array + p @ p / eta**2 + np.eye(n)
    assert np.abs(rest).max() < 1e-9 * np.abs(p).max() * np.linalg.norm(array)


def test_a_proved_line_is_proved_exactly_also() -> None:
    array = FLOWS["Grcar"]
    level, norm = fmpq(1, 4), ct.G(array, 0.25)
    gain = fmpq(*(norm * 1.001).as_integer_ratio())
    prover = CurveProver(Matrix(array), LINES)
    line = prover.prove_one(Task(level, gain, 1e-3, norm))
    assert line is not None
    n, P, g = 6, line.solution, line.norm
    F = Matrix(array).exact - fmpq_mat(
        n, n, [level * int(i == j) for i in range(n) for j in range(n)]
    )
    corner = (
        fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
        + F.transpose() * P
        + P * F
    )
    rows = [[-corner[i, j] for j in range(n)] + [-P[i, j] for j in range(n)] for i in range(n)] + [
        [-P[i, j] for j in range(n)] + [g * g * int(i == j) for j in range(n)] for i in range(n)
    ]
    assert is_positive_semidefinite_exact(fmpq_mat(rows)) and is_positive_semidefinite_exact(P)
    # below the norm nothing is proved
    low = fmpq(*(norm * 0.999).as_integer_ratio())
    assert prover.prove_one(Task(level, low, 1e-6, norm)) is None


def test_chains_of_lines() -> None:
    """Of G = 1/(x+1), xG < 1: a line shows that of all to its left, and chords of all between."""
    levels = [fmpq(1), fmpq(2), fmpq(4)]
    norms = [1 / (x + 1) for x in levels]
    assert 4 * norms[-1] <= line_chain_bound(levels, norms) < 1
    with pytest.raises(ValueError, match="G"):
        line_chain_bound(levels, [fmpq(3, 2), *norms[1:]])
    # a first bound that is no larger than the next one is not believed to fall
    assert line_chain_bound([fmpq(0), fmpq(1)], [fmpq(1, 2), fmpq(1)]) == fmpq(1, 2)


@pytest.mark.parametrize("log_bound", [1e-9, 1e-3, 0.7, 20.0])
def test_the_first_tangent_is_above_the_covering_line(log_bound: float) -> None:
    contact, vertex = first_contact(3.0, log_bound), covering_vertex(3.0, log_bound)
    tangent = -math.log(contact) - (3.0 - contact) / contact
    assert vertex.log_gain <= tangent + 1e-12 * (1 + abs(tangent))
    assert tangent == pytest.approx(vertex.log_gain, abs=1e-6 * (1 + log_bound))


def test_bad_input_in_one_sentence() -> None:
    for call in (
        lambda: ct.pseudospectral_abscissa([[1]], -1),
        lambda: ct.K([[math.nan]]),
        lambda: ct.K([[1, 2]]),
        lambda: ct.G([[1]]),
    ):
        with pytest.raises((ValueError, TypeError)) as error:
            call()
        assert "\n" not in str(error.value)
    with pytest.raises(Refused, match="give the entries exactly"):
        ct.K([[0.1, 1.0, 0], [-0.030000000000000002, -0.3, 0], [0.0, 0.0, -1.0]])
