"""Operators given by their solutions, and what is said where these, or the input, are wrong."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from kreissverify import (
    G,
    InvalidMatrix,
    K,
    M,
    Matrix,
    Refused,
    ResolventOperator,
    enclose,
    pseudospectral_radius,
    registry,
    resolvent_norm,
)
from tests.quantities.support.sparse_families import FAMILIES

J = np.array([[0.5, 0], [2, 0.5]])


def solve(z: complex, b: Any) -> Any:
    return np.linalg.solve(z * np.eye(len(b)) - J, b)


def solve_adjoint(z: complex, b: Any) -> Any:
    return np.linalg.solve((z * np.eye(len(b)) - J).conj().T, b)


def operator(of: Any = solve, adjoint: Any = solve_adjoint, **options: Any) -> ResolventOperator:
    return ResolventOperator(2, of, adjoint, **options)


@pytest.mark.parametrize("real", [False, True])
def test_an_operator_has_the_values_of_its_matrix(real: bool) -> None:
    A = operator(real=real)
    for found, known in (
        (K(A), 1.25),
        (G(A, 1), 4 + 2 * 5**0.5),
        (resolvent_norm(A, 1), 4 + 2 * 5**0.5),
        (pseudospectral_radius(A, "1/4"), 1.25),
    ):
        assert found.value == pytest.approx(known, rel=1e-13)
        assert found.lower is None and "a lower bound; estimated error" in str(found)


@pytest.mark.slow
@pytest.mark.parametrize("family", ["convection-diffusion", "spirals", "needle", "outlying"])
def test_an_operator_finds_what_its_sparse_matrix_has(family: str) -> None:
    A = FAMILIES[family](400).astype(complex)
    eye, factors = sp.eye_array(A.shape[0], format="csc"), {}

    def at(z: complex) -> Any:
        if z not in factors:
            factors[z] = sp.linalg.splu((z * eye - A).tocsc())
        return factors[z]

    made = ResolventOperator(
        A.shape[0],
        lambda z, b: at(z).solve(b.astype(complex)),
        lambda z, b: at(z).solve(b.astype(complex), "H"),
    )
    assert K(made).value == pytest.approx(K(A).value, rel=1e-9)


def fails_off_the_axis(z: complex, b: Any) -> Any:
    if abs(complex(z).imag) > 0.5:
        raise ZeroDivisionError("no pivot")
    return solve(z, b)


@pytest.mark.parametrize(
    ("made", "error", "sentence"),
    [
        (lambda: operator(fails_off_the_axis), Refused, "solve: failed at z = .* no pivot"),
        (lambda: operator(lambda z, b: b * np.nan), Refused, "solve: returned NaN or infinity at"),
        (lambda: operator(lambda z, b: b[:1]), InvalidMatrix, r"shape \(2,\) .* shape \(1,\)"),
        (lambda: operator(lambda z, b: None), InvalidMatrix, "solve: expected an array"),
        (lambda: operator(adjoint=solve), InvalidMatrix, "solve_adjoint: is not the adjoint"),
    ],
)
def test_what_an_operator_does_wrong_is_one_sentence(made: Any, error: Any, sentence: str) -> None:
    with pytest.raises(error, match=sentence) as caught:
        K(made())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("n", [0, -1, 2.0, True, "2"])
def test_the_size_is_a_positive_integer(n: Any) -> None:
    with pytest.raises(ValueError, match="n: expected a positive integer"):
        ResolventOperator(n, solve, solve_adjoint)


def test_a_solver_is_a_function() -> None:
    with pytest.raises(TypeError, match="solve_adjoint: expected a function of z and b, got None"):
        ResolventOperator(2, solve, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("large", [sp.csr_array(J), operator()])
def test_faces_that_take_no_large_matrix_say_what_does(large: Any) -> None:
    sentence = r"expected a dense matrix here; .* K\(A\), G\(A, r\), .*A\.toarray\(\)"
    for ask in (
        lambda: enclose(K, large),
        lambda: K.highprec(large),
        lambda: K.float64(large),
        lambda: K.estimate(large),
        lambda: M(large),
    ):
        with pytest.raises(InvalidMatrix, match=sentence):
            ask()
    taken = {"K", "G", "rho_eps", "resolvent_norm", "K_c", "G_c", "pseudospectral_abscissa"}
    ones = {name: q for name, q in registry().items() if q.is_bundled and name not in taken}
    assert len(ones) > 10
    for name, quantity in ones.items():
        with pytest.raises(InvalidMatrix, match=f"{name}: expected a dense matrix"):
            quantity(large, *[1 for _ in quantity.parameters])


def test_parameters_are_asked_for_as_of_dense_matrices() -> None:
    A = sp.csr_array(J)
    for ask, sentence in (
        (lambda: G(A, 0), "r: expected r > 0"),
        (lambda: G(A), "expected arguments"),
        (lambda: pseudospectral_radius(A, 0), "eps: expected eps > 0 for a sparse matrix"),
        (lambda: pseudospectral_radius(A, -1), "eps: expected eps >= 0"),
        (lambda: resolvent_norm(A, [1, 2]), "z: expected one point"),
        (lambda: Matrix(A), r"give its toarray\(\)"),
    ):
        with pytest.raises((ValueError, TypeError), match=sentence):
            ask()


def test_a_lower_bound_is_compared_by_nobody() -> None:
    found = K(sp.csr_array(J))
    with pytest.raises(TypeError):
        assert found <= 2  # type: ignore[operator]
    assert float(found) == found.value and found.estimate.is_right
    assert found.to_dict()["proved"] is True


@pytest.mark.parametrize("real", [True, False])
def test_b_is_complex_wherever_z_is(real: bool) -> None:
    # solutions are often written into np.zeros_like(b), which would drop imaginary parts in silence
    seen: list[tuple[bool, str]] = []

    def recorded(z: complex, b: Any) -> Any:
        x = np.zeros_like(b)
        seen.append((isinstance(z, complex), b.dtype.kind))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            x[:] = solve(z, b)
        return x

    made = operator(recorded, real=real)
    norm = resolvent_norm(made, 0.6 + 0.8j)
    assert norm.value == pytest.approx(float(resolvent_norm(J, "3/5+4/5i")), rel=1e-10)
    assert G(made, 1).value == pytest.approx(float(G(J, 1)), rel=1e-10)
    assert {(True, "c")} <= set(seen) <= {(True, "c"), (False, "f")}
